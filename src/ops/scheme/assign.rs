//! The drawn to the assessors.

use std::collections::{BTreeMap, BTreeSet};

use super::draw::{at, drawn};
use super::folder::{Done, Folder, Run};
use super::marks::{ASSIGNED, COLUMNS, Marks, assessors, assigned};
use super::receive::excused;
use super::refused;
use crate::engine::Error;
use crate::hash::sha256;
use crate::scheme::assign::{ASSESSORS, Assessor, Pairs, Subject, assign, counted, fit, same_name};
use crate::scheme::register::whom;
use crate::scheme::review::{self, State};
use crate::scheme::step::Step;
use crate::scheme::table::Table;

/// Assigns the records of a draw. `overlap` is the part that is reviewed twice.
pub(crate) fn run(folder: &Folder, name: &str, overlap: (u64, u64), run: &Run) -> Result<Done, Error> {
    let marks = assigned(folder, name)?;
    let (states, reviews) = super::merge::settled(folder, name)?;
    let reviewed = Reviewed { states, done: reviews.into_keys().collect() };
    let third = reviewed.differing();
    let assessors = assessors(folder)?;
    let (subjects, double) = subjects(folder, name, overlap, &marks, &reviewed)?;
    let before: Pairs = marks.keys().cloned().collect();
    let found = assign(&assessors, &subjects, &before, &reviewed.done);
    let mut step = Step::default();
    told(&mut step, folder, &assessors, &subjects, (&before, &reviewed.done))?;
    let numbered = numbered(&found.pairs, &marks);
    let mut table = Table::new(&COLUMNS);
    for ((member, assessor), mark) in &numbered {
        table.push([member, assessor, &mark.to_string()]);
    }
    step.put(&at(name, ASSIGNED), table.bytes());
    for (id, why) in &found.unmet {
        let more = if third.contains(id) {
            "; or let neighbouring levels pass: `differ: 2` in scheme.yaml, then `merge`"
        } else {
            ""
        };
        step.doubt(id.clone(), format!("{why}{more}"));
    }
    let all = counted(found.pairs.iter().map(|(_, assessor)| assessor));
    let made = counted(found.pairs.intersection(&reviewed.done).map(|(_, assessor)| assessor));
    for Assessor { id, name, .. } in &assessors {
        let of = |counts: &BTreeMap<&str, usize>| counts.get(id.as_str()).copied().unwrap_or(0);
        let done = Some(of(&made)).filter(|n| *n > 0).map(|n| format!(", {n} of them made")).unwrap_or_default();
        step.told.push(format!("{id} {name}: {}{done}", crate::diag::count(of(&all), "review")));
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

/// What has been reviewed.
struct Reviewed {
    states: BTreeMap<String, review::Reviewed>,
    done: Pairs,
}

impl Reviewed {
    fn is(&self, id: &str, state: State) -> bool {
        self.states.get(id).is_some_and(|r| r.state == state)
    }

    /// The members of whom two reviews differ.
    fn differing(&self) -> BTreeSet<String> {
        self.states.keys().filter(|id| self.is(id, State::Differs)).cloned().collect()
    }

    /// How many reviews of each member are made.
    fn made(&self) -> BTreeMap<&str, usize> {
        counted(self.done.iter().map(|(member, _)| member))
    }
}

/// Tells who dropped out, and what assessors.csv says that can be no help.
fn told(
    step: &mut Step,
    folder: &Folder,
    assessors: &[Assessor],
    subjects: &[Subject],
    (before, done): (&Pairs, &Pairs),
) -> Result<(), Error> {
    let known = folder.known()?;
    for assessor in assessors {
        for who in assessor.conflicts.iter().filter(|who| !known.contains(&whom(who))) {
            let what = format!(
                "among the conflicts of {} is {who}, whom neither members.csv nor the register knows",
                assessor.id
            );
            step.doubt(ASSESSORS, what);
        }
        for subject in subjects {
            let is_done = done.contains(&(subject.id.clone(), assessor.id.clone()));
            if same_name(assessor, subject) {
                step.told.push(format!("{} is not asked for {}, who has the same name", assessor.id, subject.id));
            }
            if is_done && fit(assessor, subject).is_none() {
                let what = format!(
                    "{} has reviewed it, and has a conflict of interest: decide whether it stands",
                    assessor.id
                );
                step.doubt(subject.id.clone(), what);
            }
        }
    }
    let here = |id: &String| assessors.iter().any(|a| a.id == *id);
    let gone: BTreeSet<&String> = before.iter().map(|(_, id)| id).filter(|id| !here(id)).collect();
    for id in gone {
        let own = || before.iter().filter(|(_, a)| a == id);
        let made = own().filter(|pair| done.contains(pair)).count();
        let open = own().count() - made;
        step.told.push(format!("{id} is in {ASSESSORS} no more: of the records asked for, {made} are reviewed and stay, {open} go to others"));
    }
    Ok(())
}

/// The records to review, each with the number of reviews; and how many are reviewed twice. What is settled is not
/// reviewed again.
fn subjects(
    folder: &Folder,
    name: &str,
    overlap: (u64, u64),
    marks: &Marks,
    reviewed: &Reviewed,
) -> Result<(Vec<Subject>, usize), Error> {
    let register = folder.register()?;
    let (held, made) = (counted(marks.keys().map(|(member, _)| member)), reviewed.made());
    let held = |id: &String| held.get(id.as_str()).copied().unwrap_or(0);
    let made = |id: &String| made.get(id.as_str()).copied().unwrap_or(0);
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
    let mut twice: BTreeSet<String> = ids.iter().filter(|id| held(id) > 1 || made(id) > 1).cloned().collect();
    let wanted = (ids.len() as u128 * u128::from(overlap.0)).div_ceil(u128::from(overlap.1).max(1));
    let wanted = usize::try_from(wanted).unwrap_or(ids.len());
    // by a hash of draw and id: nobody chooses whose record is read twice
    let mut order: Vec<(String, &String)> =
        ids.iter().map(|id| (sha256(&format!("{name} overlap {id}")), id)).collect();
    order.sort();
    for (_, id) in order {
        if twice.len() < wanted && !reviewed.is(id, State::Settled) {
            twice.insert(id.clone());
        }
    }
    let mut all = vec![];
    for id in &ids {
        // whoever left meanwhile is dropped by the administrator, and stays out until then
        let Some(joined) = register.get(id) else { continue };
        if reviewed.is(id, State::Settled) {
            all.push(Subject::of(joined, made(id)));
            continue;
        }
        let marks = if reviewed.is(id, State::Differs) { 3 } else { 1 + usize::from(twice.contains(id)) };
        // a third person who was asked stays
        let marks = marks.max(held(id).min(3)).max(made(id));
        all.push(Subject::of(joined, marks));
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((all, twice.len()))
}

/// Numbers the reviews of a member: those that were there keep their number.
fn numbered(pairs: &Pairs, before: &Marks) -> Marks {
    let (mut all, mut taken) = (Marks::new(), BTreeMap::<&str, BTreeSet<usize>>::new());
    for pair in pairs {
        if let Some(mark) = before.get(pair) {
            all.insert(pair.clone(), *mark);
            taken.entry(&pair.0).or_default().insert(*mark);
        }
    }
    for pair in pairs.iter().filter(|pair| !before.contains_key(*pair)) {
        let taken = taken.entry(&pair.0).or_default();
        let mark = (1..=taken.len() + 1).find(|n| !taken.contains(n)).unwrap_or(1);
        taken.insert(mark);
        all.insert(pair.clone(), mark);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviews_keep_their_number_and_new_ones_take_the_least_that_is_free() {
        let pair = |m: &str, a: &str| (m.to_owned(), a.to_owned());
        let before = Marks::from([(pair("m-1", "a2"), 2), (pair("m-1", "a9"), 1), (pair("m-2", "a1"), 1)]);
        let pairs = Pairs::from([pair("m-1", "a1"), pair("m-1", "a2"), pair("m-1", "a3"), pair("m-2", "a2")]);
        let found: Vec<usize> = numbered(&pairs, &before).into_values().collect();
        assert_eq!(found, [1, 2, 3, 1]);
    }
}
