//! A year is closed: who was silent is noted, and what is to be deleted is listed with its day.

use chrono::Months;

use super::folder::{Done, Folder, Run};
use super::letters::Desk;
use super::merge::states;
use crate::engine::Error;
use crate::model::time::iso;
use crate::scheme::register::{REGISTER, write};
use crate::scheme::review::State;
use crate::scheme::step::Step;
use crate::scheme::table::Table;

/// The group of those who did not answer: the next draw can take it as a whole.
const NOT_ANSWERED: &str = "not-answered";

/// Closes the year.
pub(crate) fn run(folder: &Folder, name: &str, run: &Run) -> Result<Done, Error> {
    let year = folder.settings.year;
    let place = format!("closed/{year}.csv");
    let mut step = Step::default();
    if folder.read(&place, crate::scheme::table::LARGEST)?.is_some() {
        step.told.push(format!("{year} is closed: {place}"));
        return folder.carry_out("close", run, step);
    }
    let desk = Desk::open(folder, name, run.as_of)?;
    let silent = desk.silent()?;
    for (id, reviewed) in states(folder, name)? {
        if reviewed.state != State::Settled && !silent.record.contains(&id) {
            step.doubt(id, format!("the reviews are not complete: {}", reviewed.state.word()));
        }
    }
    let mut register = desk.register.clone();
    for joined in register.values_mut() {
        let was_silent = silent.declaration.contains(&joined.id) || silent.record.contains(&joined.id);
        if was_silent {
            NOT_ANSWERED.clone_into(&mut joined.person.group);
        } else if joined.person.group == NOT_ANSWERED {
            joined.person.group.clear();
        }
    }
    step.put(REGISTER, write(&register));
    let list = deletions(folder, run)?;
    step.figure("silent", silent.declaration.len());
    step.figure("without_record", silent.record.len());
    step.figure("to_delete", list.rows().len());
    step.put(&place, list.bytes());
    step.told.push(format!("{place} lists what is to be deleted, and when"));
    step.told.push(format!("for the next year write `year: {}` and its days into scheme.yaml", year + 1));
    step.did.push(format!("{year} is closed"));
    folder.carry_out("close", run, step)
}

/// Every file with personal data, with the day on which its time is over.
fn deletions(folder: &Folder, run: &Run) -> Result<Table, Error> {
    let mut table = Table::new(&["path", "delete_on"]);
    for (what, months) in &folder.settings.retention {
        let day = run.as_of.checked_add_months(Months::new(*months)).map(iso).unwrap_or_default();
        let mut list = |path: String| table.push([path, day.clone()]);
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
