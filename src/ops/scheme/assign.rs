//! The drawn to the assessors.

use std::collections::BTreeSet;

use super::draw::{at, drawn};
use super::folder::{Done, Folder, Run};
use super::marks::{ASSIGNED, COLUMNS, Marks, assessors, assigned};
use super::receive::excused;
use super::refused;
use crate::engine::Error;
use crate::hash::sha256;
use crate::scheme::assign::{Pairs, Subject, assign};
use crate::scheme::step::Step;
use crate::scheme::table::Table;

/// Assigns the records of a draw. `overlap` is the part that is reviewed twice; `third` are members of whom two reviews
/// differ.
pub(crate) fn run(folder: &Folder, name: &str, overlap: (u64, u64), run: &Run) -> Result<Done, Error> {
    let third = super::merge::differing(folder, name)?;
    let marks = assigned(folder, name)?;
    let assessors = assessors(folder)?;
    let (subjects, double) = subjects(folder, name, overlap, &marks, &third)?;
    let before: Pairs = marks.keys().cloned().collect();
    let found = assign(&assessors, &subjects, &before);
    let mut step = Step::default();
    let numbered = numbered(&found.pairs, &marks);
    let mut table = Table::new(&COLUMNS);
    for ((member, assessor), mark) in &numbered {
        table.push([member, assessor, &mark.to_string()]);
    }
    step.put(&at(name, ASSIGNED), table.bytes());
    for (id, why) in &found.unmet {
        step.doubt(id.clone(), why.to_string());
    }
    for assessor in &assessors {
        let n = found.pairs.iter().filter(|(_, a)| *a == assessor.id).count();
        step.told.push(format!("{} {}: {n}", assessor.id, assessor.name));
    }
    let worst = found.worst.map_or(0, |w| usize::try_from(w).unwrap_or(0));
    for (key, n) in [
        ("records", subjects.len()),
        ("reviews", found.pairs.len()),
        ("double", double),
        ("third", third.len()),
        ("load", found.load),
        ("worst_fit", worst),
        ("moved", found.moved),
        ("unmet", found.unmet.len()),
    ] {
        step.figure(key, n);
    }
    step.figure("fit", usize::try_from(found.sum).unwrap_or(usize::MAX));
    step.did.push(format!("{} records of {name} are assigned, {} moved", subjects.len(), found.moved));
    folder.carry_out("assign", run, step)
}

/// The records to review, each with the number of reviews; and how many are reviewed twice.
fn subjects(
    folder: &Folder,
    name: &str,
    overlap: (u64, u64),
    marks: &Marks,
    third: &BTreeSet<String>,
) -> Result<(Vec<Subject>, usize), Error> {
    let register = folder.register()?;
    let held = |id: &String| marks.keys().filter(|(member, _)| member == id).count();
    let excused = excused(folder)?;
    let mut ids: Vec<String> = drawn(folder, name)?.into_iter().filter(|d| d.is_drawn).map(|d| d.id).collect();
    let all = ids.len();
    ids.retain(|id| !excused.contains(id) || held(id) > 0);
    if all == 0 {
        return Err(refused(
            format!("nobody is drawn in `{name}`"),
            "draw first: `cpdfolio scheme draw --value VALUE`",
        ));
    }
    let mut twice: BTreeSet<String> = ids.iter().filter(|id| held(id) > 1).cloned().collect();
    let wanted = (ids.len() as u128 * u128::from(overlap.0)).div_ceil(u128::from(overlap.1).max(1));
    let wanted = usize::try_from(wanted).unwrap_or(ids.len());
    // by a hash of draw and id: nobody chooses whose record is read twice
    let mut order: Vec<(String, &String)> =
        ids.iter().map(|id| (sha256(&format!("{name} overlap {id}")), id)).collect();
    order.sort();
    for (_, id) in order {
        if twice.len() < wanted {
            twice.insert(id.clone());
        }
    }
    let mut all = vec![];
    for id in &ids {
        // whoever left meanwhile is dropped by the administrator, and stays out until then
        let Some(joined) = register.get(id) else { continue };
        let marks = if third.contains(id) { 3 } else { 1 + usize::from(twice.contains(id)) };
        // a third person who was asked stays
        let marks = marks.max(held(id).min(3));
        all.push(Subject::of(joined, marks));
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((all, twice.len()))
}

/// Numbers the reviews of a member: those that were there keep their number.
fn numbered(pairs: &Pairs, before: &Marks) -> Marks {
    let mut all = Marks::new();
    let mut fresh = vec![];
    for pair in pairs {
        match before.get(pair) {
            Some(mark) => drop(all.insert(pair.clone(), *mark)),
            None => fresh.push(pair.clone()),
        }
    }
    for pair in fresh {
        let taken: BTreeSet<usize> = all.iter().filter(|((m, _), _)| *m == pair.0).map(|(_, mark)| *mark).collect();
        let mark = (1..=taken.len() + 1).find(|n| !taken.contains(n)).unwrap_or(1);
        all.insert(pair, mark);
    }
    all
}
