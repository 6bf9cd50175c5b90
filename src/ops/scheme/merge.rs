//! Reviews of assessors into the folder, and what they make of every record.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::criteria::{Criteria, criteria};
use super::draw::drawn;
use super::folder::{Done, Folder, Run};
use super::marks::{Marks, assigned, known, review_of, reviews_at};
use super::named::{files, opened};
use super::refused;
use crate::engine::Error;
use crate::hash::Hash32;
use crate::scheme::agreement::{self, agreement, thousandths};
use crate::scheme::receive::Snapshot;
use crate::scheme::register::bare;
use crate::scheme::review::{self, Filed, LEVELS, Review, Reviewed, Reviews, State, latest, settle};
use crate::scheme::step::Step;
use crate::scheme::table::Table;

/// Records that every assessor reviews before the others, by name.
const CALIBRATION: &str = "calibration.csv";

/// Takes reviews in, and works out where every record stands.
pub(crate) fn run(folder: &Folder, name: &str, paths: &[PathBuf], run: &Run) -> Result<Done, Error> {
    let packs = folder.packs()?;
    let criteria = criteria(folder, folder.edition(&packs)?);
    let ids: Vec<String> = criteria.iter().map(|(id, _)| id.clone()).collect();
    let marks = assigned(folder, name)?;
    if marks.is_empty() {
        return Err(refused(format!("no record of `{name}` is assigned"), "first `cpdfolio scheme assign`"));
    }
    let mut step = Step::default();
    let ground = Ground::new(folder, name, marks)?;
    let (mut filed, mut calibration) =
        (stored(folder, &reviews_at(name), &ids)?, stored(folder, "reviews/calibration", &ids)?);
    let before = filed.len() + calibration.len();
    let given = files(paths, &["json"])?;
    given.passed.into_iter().for_each(|(label, why)| step.doubt(label, why));
    for file in given.files {
        let label = file.label.clone();
        let taken = opened(&file.path, review::LARGEST)
            .map_err(|fault| fault.to_string())
            .and_then(|bytes| Ok(Filed { review: review::read(&bytes, &ids)?, bytes }))
            .and_then(|filed| ground.accepted(filed));
        match taken {
            Ok((one, false)) => filed.push(one),
            Ok((one, true)) => calibration.push(one),
            Err(why) => step.doubt(label, why),
        }
    }
    let (reviews, calibration) = (latest(filed), latest(calibration));
    for (folder, reviews) in [(reviews_at(name), &reviews), ("reviews/calibration".to_owned(), &calibration)] {
        for ((record, assessor), filed) in reviews {
            step.put(&format!("{folder}/{}", review_of(record, assessor)), filed.bytes.clone());
        }
    }
    let states = ground.states(&reviews, folder.settings.differ);
    step.put(&format!("{}/state.csv", reviews_at(name)), table(&states, &ground.marks, &reviews, &criteria));
    told(&mut step, &states, &reviews);
    agreed(&mut step, &ground.marks, &reviews, &ids);
    calibrated(&mut step, &calibration);
    step.did.push(format!("{} reviews of {name}, {before} before", reviews.len() + calibration.len()));
    folder.carry_out("merge", run, step)
}

/// The reviews that lie in the folder. One that can no longer be read is named: it would be lost in silence.
fn stored(folder: &Folder, at: &str, criteria: &[String]) -> Result<Vec<Filed>, Error> {
    let mut all = vec![];
    for name in folder.files(at)?.into_iter().filter(|n| Path::new(n).extension().is_some_and(|e| e == "json")) {
        let path = format!("{at}/{name}");
        let bytes = folder.read(&path, review::LARGEST)?.unwrap_or_default();
        let fault = |why| refused(format!("{path}: {why}"), "put it back as it came, or move it away");
        let mut read = review::read(&bytes, criteria).map_err(fault)?;
        // the name of the file is ours, and says whose they are
        if let Some((record, assessor)) = name.trim_end_matches(".json").split_once('.') {
            record.clone_into(&mut read.record);
            assessor.clone_into(&mut read.assessor);
        }
        all.push(Filed { review: read, bytes });
    }
    Ok(all)
}

/// What reviews are compared with.
struct Ground {
    /// Who was asked for which.
    marks: Marks,
    /// Ids by number.
    ids: BTreeMap<String, String>,
    /// Ids by what a page for assessors shows.
    pages: BTreeMap<String, String>,
    /// The record of each member that lies here.
    received: BTreeMap<String, Snapshot>,
    /// Ids of assessors, by name in small letters.
    assessors: BTreeMap<String, String>,
    calibration: BTreeSet<String>,
    drawn: Vec<String>,
}

impl Ground {
    fn new(folder: &Folder, name: &str, marks: Marks) -> Result<Self, Error> {
        let drawn = drawn(folder, name)?;
        let table = folder.table(CALIBRATION, &["record"])?;
        let excused = super::receive::excused(folder)?;
        let is_read = |id: &String| !excused.contains(id) || marks.keys().any(|(member, _)| member == id);
        Ok(Self {
            ids: drawn.iter().map(|d| (d.number.clone(), d.id.clone())).collect(),
            pages: super::packages::shown(folder, name)?,
            received: super::receive::records(folder)?,
            assessors: known(folder)?
                .into_iter()
                .flat_map(|a| [(a.name.to_lowercase(), a.id.clone()), (a.id.clone(), a.id)])
                .collect(),
            calibration: table.rows().iter().map(|row| table.get(row, "record").to_owned()).collect(),
            drawn: drawn.into_iter().filter(|d| d.is_drawn).map(|d| d.id).filter(is_read).collect(),
            marks,
        })
    }

    /// Is this review one that was asked for, of what lies here? The second word says whether it is one of calibration.
    fn accepted(&self, mut filed: Filed) -> Result<(Filed, bool), String> {
        let review = &mut filed.review;
        if let Some(id) = self.assessors.get(&review.assessor.to_lowercase()) {
            id.clone_into(&mut review.assessor);
        }
        if !crate::model::id::is_plain(&review.assessor) {
            let hint = "write the id or the name from assessors.csv into the file, where it says `by`";
            return Err(format!("`{}` is neither the id nor the name of an assessor: {hint}", review.assessor));
        }
        if self.calibration.contains(&review.record) && crate::model::id::is_plain(&review.record) {
            return Ok((filed, true));
        }
        let own = self.received.iter().find(|(_, s)| !s.shown.is_empty() && s.shown == review.record);
        let shown = self.pages.get(&review.record).or(own.map(|(id, _)| id));
        if let Some(id) = shown.or_else(|| self.ids.get(&bare(&review.record))) {
            id.clone_into(&mut review.record);
        } else if Hash32::read(&review.record).is_some() {
            return Err("it is about a file that is not here, or that a newer one has replaced".to_owned());
        }
        let pair = (review.record.clone(), review.assessor.clone());
        if !self.marks.contains_key(&pair) {
            return Err(format!("{} was not asked to review {}", review.assessor, review.record));
        }
        match self.received.get(&review.record) {
            Some(s) if !review.about.is_empty() && s.root != review.about => {
                Err(format!("it is about another version of the record of {}", review.record))
            }
            _ => Ok((filed, false)),
        }
    }

    fn states(&self, reviews: &Reviews, differ: u8) -> BTreeMap<String, Reviewed> {
        let of = |id: &String| {
            let wanted = self.marks.keys().filter(|(member, _)| member == id).count();
            let mut own: Vec<(usize, &Review)> = vec![];
            for ((member, assessor), filed) in reviews.iter().filter(|((member, _), _)| member == id) {
                let mark = self.marks.get(&(member.clone(), assessor.clone())).copied().unwrap_or(9);
                own.push((mark, &filed.review));
            }
            own.sort_by_key(|(mark, _)| *mark);
            let own: Vec<&Review> = own.into_iter().map(|(_, r)| r).collect();
            (id.clone(), settle(&own, wanted, differ))
        };
        self.drawn.iter().map(of).collect()
    }
}

fn table(states: &BTreeMap<String, Reviewed>, marks: &Marks, reviews: &Reviews, criteria: &Criteria) -> Vec<u8> {
    let mut columns = vec!["member", "state", "wanted", "had"];
    columns.extend(criteria.iter().map(|(id, _)| id.as_str()));
    let mut table = Table::new(&columns);
    for (id, reviewed) in states {
        let wanted = marks.keys().filter(|(member, _)| member == id).count();
        let had = reviews.keys().filter(|(member, _)| member == id).count();
        let mut cells = vec![id.clone(), reviewed.state.word().to_owned(), wanted.to_string(), had.to_string()];
        let level = |id: &String| reviewed.levels.get(id).map_or("", |level| LEVELS[usize::from(*level)]);
        cells.extend(criteria.iter().map(|(id, _)| level(id).to_owned()));
        table.push(cells);
    }
    table.bytes()
}

fn told(step: &mut Step, states: &BTreeMap<String, Reviewed>, reviews: &Reviews) {
    step.figure("reviews", reviews.len());
    for state in [State::Waiting, State::Half, State::Differs, State::Settled] {
        step.figure(state.word(), states.values().filter(|r| r.state == state).count());
    }
    let differing = states.iter().filter(|(_, r)| r.state == State::Differs).count();
    if differing > 0 {
        let go = if differing == 1 { "goes" } else { "go" };
        step.told.push(format!("{differing} {go} to a third person: run `cpdfolio scheme assign` again"));
    }
}

/// The agreement of first and second marks: over all criteria, and of each.
fn agreed(step: &mut Step, marks: &Marks, reviews: &Reviews, criteria: &[String]) {
    let mut by_member: BTreeMap<&String, BTreeMap<usize, &Review>> = BTreeMap::new();
    for (pair, mark) in marks.iter().filter(|(_, mark)| **mark <= 2) {
        if let Some(filed) = reviews.get(pair) {
            by_member.entry(&pair.0).or_default().insert(*mark, &filed.review);
        }
    }
    let double: Vec<(&Review, &Review)> =
        by_member.values().filter_map(|marks| Some((*marks.get(&1)?, *marks.get(&2)?))).collect();
    step.figure("double", double.len());
    if double.len() < agreement::LEAST {
        step.told.push(format!("agreement is told from {} records on that two have reviewed", agreement::LEAST));
        return;
    }
    let pairs_of = |criterion: &String| -> Vec<(u8, u8)> {
        double.iter().filter_map(|(a, b)| Some((*a.levels.get(criterion)?, *b.levels.get(criterion)?))).collect()
    };
    let all: Vec<(u8, u8)> = criteria.iter().flat_map(pairs_of).collect();
    let mut tell = |name: &str, pairs: &[(u8, u8)]| {
        let Some(found) = agreement(pairs) else { return };
        step.figure(format!("agreement_n{name}"), found.n);
        step.figure(format!("agreement_percent{name}"), found.percent());
        step.amount(format!("ac2_thousandths{name}"), thousandths(found.ac2));
        if let Some(alpha) = found.alpha {
            step.amount(format!("alpha_thousandths{name}"), thousandths(alpha));
        }
    };
    tell("", &all);
    for criterion in criteria {
        tell(&format!(".{criterion}"), &pairs_of(criterion));
    }
}

/// How near each assessor is to the middle of all, on the records that everybody reviews.
fn calibrated(step: &mut Step, calibration: &Reviews) {
    let mut middle: BTreeMap<(&str, &str), Vec<u8>> = BTreeMap::new();
    for ((record, _), filed) in calibration {
        for (criterion, level) in &filed.review.levels {
            middle.entry((record, criterion)).or_default().push(*level);
        }
    }
    for levels in middle.values_mut() {
        levels.sort_unstable();
    }
    let mut near: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for ((record, assessor), filed) in calibration {
        for (criterion, level) in &filed.review.levels {
            let levels = &middle[&(record.as_str(), criterion.as_str())];
            let of = near.entry(assessor).or_default();
            of.0 += usize::from(levels[(levels.len() - 1) / 2] == *level);
            of.1 += 1;
        }
    }
    for (assessor, (same, all)) in near {
        step.told.push(format!("calibration: {assessor} gave the middle level {same} times of {all}"));
    }
}

/// Where every record that was drawn stands.
pub(super) fn states(folder: &Folder, name: &str) -> Result<BTreeMap<String, Reviewed>, Error> {
    Ok(settled(folder, name)?.0)
}

/// Where every record stands, and the reviews.
pub(super) fn settled(folder: &Folder, name: &str) -> Result<(BTreeMap<String, Reviewed>, Reviews), Error> {
    let packs = folder.packs()?;
    let ids: Vec<String> = criteria(folder, folder.edition(&packs)?).into_iter().map(|(id, _)| id).collect();
    let ground = Ground::new(folder, name, assigned(folder, name)?)?;
    let reviews = latest(stored(folder, &reviews_at(name), &ids)?);
    Ok((ground.states(&reviews, folder.settings.differ), reviews))
}
