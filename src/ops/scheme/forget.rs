//! A member who left is forgotten: every file and line of that member goes, and a gap is counted where a draw had it.

use super::draw::{FORGOTTEN, FORGOTTEN_COLUMNS, at};
use super::folder::{Done, Folder, Run};
use super::packages::INDEX;
use super::refused;
use crate::engine::Error;
use crate::model::time::iso;
use crate::scheme::exempt;
use crate::scheme::receive::{EXTENSIONS, RECEIVED, REFUSED};
use crate::scheme::register::{REGISTER, find, is_named, write};
use crate::scheme::step::Step;
use crate::scheme::table::Table;

/// Forgets a member: id or number.
pub(crate) fn run(folder: &Folder, who: &str, run: &Run) -> Result<Done, Error> {
    let mut register = folder.register()?;
    let found = find(&register, who).cloned();
    let Some(member) = found else { return nobody(folder, who, run) };
    if member.takes_part(run.as_of) {
        let what = format!("{who} takes part: only who has left is forgotten");
        return Err(refused(what, "take the member out first: a line with `request` set to `leave`, for `enrol`"));
    }
    let (id, number) = (member.id.clone(), member.person.number.clone());
    register.remove(&id);
    let mut step = Step::default();
    step.put(REGISTER, write(&register));
    for name in folder.files(&format!("received/{id}"))? {
        step.remove(&format!("received/{id}/{name}"));
    }
    let is_own = |cell: &str| is_named(cell, &id, &number);
    for (path, column) in [
        (RECEIVED, "id"),
        (REFUSED, "number"),
        (EXTENSIONS, "member"),
        (exempt::FILE, "member"),
        ("doubtful.csv", "number"),
    ] {
        lines(folder, &mut step, path, column, &is_own)?;
    }
    for name in folder.files("letters")? {
        let path = format!("letters/{name}");
        if name.starts_with("assessors-") {
            from_letters(folder, &mut step, &path, &id)?;
        } else {
            lines(folder, &mut step, &path, "id", &is_own)?;
        }
    }
    let is_path = |cell: &str| cell.split(['/', ' ', '.', ':']).any(|part| part == id);
    for name in folder.files("closed")? {
        lines(folder, &mut step, &format!("closed/{name}"), "path", &is_path)?;
    }
    for draw in folder.folders("draws")? {
        if lines(folder, &mut step, &at(&draw, "members.csv"), "id", &is_own)? {
            let path = at(&draw, FORGOTTEN);
            let mut gaps = folder.table(&path, &FORGOTTEN_COLUMNS)?;
            gaps.push([iso(run.as_of)]);
            step.put(&path, gaps.bytes());
        }
        for (file, column) in [("drawn.csv", "id"), ("assigned.csv", "member"), ("drops.csv", "id")] {
            lines(folder, &mut step, &at(&draw, file), column, &is_own)?;
        }
    }
    for of in ["reviews", "feedback", "packages"] {
        for draw in folder.folders(of)? {
            for name in folder.files(&format!("{of}/{draw}"))? {
                if name.strip_prefix(&id).is_some_and(|rest| rest.starts_with('.')) {
                    step.remove(&format!("{of}/{draw}/{name}"));
                }
            }
            for table in ["state.csv", INDEX] {
                lines(folder, &mut step, &format!("{of}/{draw}/{table}"), "member", &is_own)?;
            }
        }
    }
    step.figure("removed", step.files.values().filter(|bytes| bytes.is_none()).count());
    step.did.push(format!("{id} is forgotten"));
    step.told.push(format!("members.csv is yours: take the line of {number} out of it yourself, where that is wanted"));
    folder.carry_out("forget", run, step)
}

/// Forgets somebody who is not in the register. Said twice, nothing is left to be done.
fn nobody(folder: &Folder, who: &str, run: &Run) -> Result<Done, Error> {
    if who.trim().is_empty() {
        return Err(refused("nobody is named", "name a member by the number, or by the id in register.csv"));
    }
    let mut step = Step::default();
    step.told.push(format!("nobody in the register is `{who}`"));
    folder.carry_out("forget", run, step)
}

/// Takes the lines that name the member's record out of the letters to assessors.
fn from_letters(folder: &Folder, step: &mut Step, path: &str, id: &str) -> Result<(), Error> {
    let table = folder.table(path, &[])?;
    if !table.rows().iter().any(|row| table.get(row, "text").contains(id)) {
        return Ok(());
    }
    let mut kept = Table::new(&table.columns());
    for row in table.rows() {
        let cell = |name: &&str| {
            let text = table.get(row, name);
            if *name == "text" {
                text.split('\n').filter(|line| !line.contains(id)).collect::<Vec<_>>().join("\n")
            } else {
                text.to_owned()
            }
        };
        kept.push(table.columns().iter().map(cell));
    }
    step.put(path, kept.bytes());
    Ok(())
}

/// Takes the member's lines out of a table. Had it any that count as a place in a draw?
fn lines(
    folder: &Folder,
    step: &mut Step,
    path: &str,
    column: &str,
    is_own: &dyn Fn(&str) -> bool,
) -> Result<bool, Error> {
    if folder.read(path, crate::scheme::table::LARGEST)?.is_none() {
        return Ok(false);
    }
    let table = folder.table(path, &[])?;
    let own = |row: &&crate::scheme::table::Row| is_own(table.get(row, column));
    let gone = table.rows().iter().filter(own).count();
    if gone == 0 {
        return Ok(false);
    }
    let has_token = table.rows().iter().filter(own).any(|row| !table.get(row, "token").is_empty());
    let mut kept = Table::new(&table.columns());
    for row in table.rows().iter().filter(|row| !own(row)) {
        kept.push(table.columns().iter().map(|name| table.get(row, name).to_owned()));
    }
    step.put(path, kept.bytes());
    Ok(has_token)
}
