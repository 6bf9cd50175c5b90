//! A year is closed: who was silent is noted, and what is to be deleted is listed with its day.

use std::collections::BTreeMap;

use chrono::Months;

use super::draw::{dropped, there};
use super::folder::{Done, Folder, Run};
use super::letters::{Desk, Silent};
use super::merge::states;
use super::refused;
use crate::engine::Error;
use crate::model::time::{in_words, iso};
use crate::scheme::register::{Joined, REGISTER, write};
use crate::scheme::review::State;
use crate::scheme::step::Step;
use crate::scheme::table::Table;

/// The group of those who did not answer: the next draw can take it as a whole.
const NOT_ANSWERED: &str = "not-answered";

/// Closes the year, or brings a closed one up to date: marks follow what has come since, days of deletion stay.
/// `anyway`: before the last days are over.
pub(crate) fn run(folder: &Folder, name: &str, anyway: bool, run: &Run) -> Result<Done, Error> {
    let year = folder.settings.year;
    let place = format!("closed/{year}.csv");
    let mut step = Step::default();
    there(folder, name)?;
    if !anyway {
        over(folder, run)?;
    }
    let desk = Desk::open(folder, name, run.as_of)?;
    let silent = desk.silent()?;
    desk.tell(&mut step);
    for (id, reviewed) in states(folder, name)? {
        if reviewed.state != State::Settled && !silent.record.contains(&id) {
            step.doubt(id, format!("the reviews are not complete: {}", reviewed.state.word()));
        }
    }
    let register = marked(&mut step, folder, name, &desk, &silent)?;
    step.put(REGISTER, write(&register));
    let before = folder.table(&place, &COLUMNS)?;
    let list = deletions(folder, &before, run)?;
    step.figure("silent", silent.declaration.len());
    step.figure("without_record", silent.record.len());
    step.figure("to_delete", list.rows().len());
    step.put(&place, list.bytes());
    step.told.push(format!("{place} lists what is to be deleted, and when"));
    step.told.push(format!("for the next year write `year: {}` and its days into scheme.yaml", year + 1));
    step.did.push(format!("{year} is closed"));
    folder.carry_out("close", run, step)
}

/// A year is not closed before its last days are over: whoever still has time would be noted as silent.
fn over(folder: &Folder, run: &Run) -> Result<(), Error> {
    let d = folder.settings.deadlines;
    let last = [("declarations", d.declaration), ("records", d.record), ("reviews", d.review)];
    let Some((what, day)) = last.into_iter().filter_map(|(what, day)| Some((what, day?))).max_by_key(|(_, day)| *day)
    else {
        return Ok(());
    };
    if run.as_of > day {
        return Ok(());
    }
    let what = format!("the last day for {what} is {}: until then nobody is late", in_words(day));
    Err(refused(what, "close the year after that day, or now: `cpdfolio scheme close --anyway`"))
}

/// The register with the group of those who did not answer. It stands for silence alone: whoever has declared, joined
/// late, or was dropped from the draw for a reason is not in it; nor does it replace a group of the administrator's own.
fn marked(
    step: &mut Step,
    folder: &Folder,
    name: &str,
    desk: &Desk<'_>,
    silent: &Silent,
) -> Result<BTreeMap<String, Joined>, Error> {
    let dropped = dropped(folder, name)?;
    let mut register = desk.register.clone();
    let mut noted = 0;
    for joined in register.values_mut() {
        let (id, group) = (joined.id.as_str(), &mut joined.person.group);
        let is_silent = silent.declaration.contains(id) && !dropped.contains(id);
        if is_silent && (group.is_empty() || group == NOT_ANSWERED) {
            NOT_ANSWERED.clone_into(group);
            noted += 1;
        } else if is_silent {
            step.told.push(format!("{id} has not answered, and stays in the group `{group}`"));
        } else if group == NOT_ANSWERED {
            group.clear();
        }
    }
    let declared = silent.record.difference(&silent.declaration);
    declared.for_each(|id| step.told.push(format!("{id} was drawn and has declared, and sent no record")));
    step.figure("not_answered", noted);
    Ok(register)
}

const COLUMNS: [&str; 2] = ["path", "delete_on"];

/// Every file with personal data, with the day on which its time is over. What was listed before keeps its day.
fn deletions(folder: &Folder, before: &Table, run: &Run) -> Result<Table, Error> {
    let known: BTreeMap<&str, &str> =
        before.rows().iter().map(|row| (before.get(row, "path"), before.get(row, "delete_on"))).collect();
    let mut table = Table::new(&COLUMNS);
    for (what, months) in &folder.settings.retention {
        let day = run.as_of.checked_add_months(Months::new(*months)).map(iso).unwrap_or_default();
        let mut list = |path: String| {
            let day = known.get(path.as_str()).map_or_else(|| day.clone(), |day| (*day).to_owned());
            table.push([path, day]);
        };
        if what == "register" {
            for joined in folder.register()?.values().filter(|j| j.left.is_some()) {
                list(format!("{REGISTER}: {}", joined.id));
            }
            continue;
        }
        let mut folders = vec![what.clone()];
        while let Some(at) = folders.pop() {
            folder.files(&at)?.into_iter().for_each(|name| list(format!("{at}/{name}")));
            folders.extend(folder.folders(&at)?.into_iter().rev().map(|name| format!("{at}/{name}")));
        }
    }
    Ok(table)
}
