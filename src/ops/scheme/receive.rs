//! Declarations and records from the disk into the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::folder::{Done, Folder, Run, faulty};
use super::named::{files, opened};
use super::refused;
use crate::engine::Error;
use crate::fs::{Fingerprint, ReadFault};
use crate::model::time::iso;
use crate::scheme::letters::{self, Letter};
use crate::scheme::receive::{
    self, Desk, EXTENSIONS, Kind, RECEIVED, REFUSED, REFUSED_COLUMNS, Refusal, Snapshot, Submission, current,
};
use crate::scheme::settings::Statement;
use crate::scheme::step::Step;
use crate::scheme::table::{LARGEST, Table};
use crate::wording::Wording;

/// The letters to those whose submission was refused.
const LETTERS: &str = "letters/refused.csv";

/// The list of everything that came in.
pub(super) fn snapshots(folder: &Folder) -> Result<Vec<Snapshot>, Error> {
    let bytes = folder.read(RECEIVED, LARGEST)?;
    bytes.map_or_else(|| Ok(vec![]), |b| receive::read(&b).map_err(|fault| faulty(RECEIVED, &fault)))
}

/// The record of each member that counts, by id.
pub(super) fn records(folder: &Folder) -> Result<BTreeMap<String, Snapshot>, Error> {
    let all = snapshots(folder)?;
    let records = current(&all, Kind::Record, folder.settings.year);
    Ok(records.into_iter().map(|(id, s)| (id.to_owned(), s.clone())).collect())
}

/// Those of whom no record is wanted: they said that another body looks, or that they are not in practice, and sent
/// none.
pub(super) fn excused(folder: &Folder) -> Result<BTreeSet<String>, Error> {
    let (all, year) = (snapshots(folder)?, folder.settings.year);
    let records = current(&all, Kind::Record, year);
    let is_excuse = |s: &Snapshot| {
        let meant = folder.settings.statements.iter().find(|(word, _)| *word == s.statement);
        matches!(meant, Some((_, Statement::Elsewhere | Statement::Inactive)))
    };
    let declared = current(&all, Kind::Declaration, year).into_iter();
    let excused = declared.filter(|(id, s)| is_excuse(s) && !records.contains_key(id));
    Ok(excused.map(|(id, _)| id.to_owned()).collect())
}

/// Takes files in. `accept` are members, by id or number, whose late submissions are accepted.
pub(crate) fn run(folder: &Folder, paths: &[PathBuf], accept: &[String], run: &Run) -> Result<Done, Error> {
    let register = folder.register()?;
    let table = folder.table(EXTENSIONS, &["member", "until"])?;
    let extensions = receive::extensions(&table).map_err(|fault| faulty(EXTENSIONS, &fault))?;
    let desk = Desk { settings: &folder.settings, register: &register, extensions: &extensions, today: run.as_of };
    let mut all = snapshots(folder)?;
    let (mut step, mut refusals, mut new, mut before) = (Step::default(), vec![], 0, 0);
    for file in files(paths, &[])? {
        for came in submissions(folder, &file)? {
            let outcome = match came {
                Err((from, why)) => Err((from, String::new(), why)),
                Ok(came) => {
                    let sha256 = Fingerprint::of(&came.bytes).sha256;
                    match desk.take(&all, &came, &sha256) {
                        Err(why) => Err((came.from.clone(), came.number.clone().unwrap_or_default(), why)),
                        Ok(None) => Ok(None),
                        Ok(Some(snapshot)) => {
                            step.put(&format!("received/{}", snapshot.file), came.bytes);
                            Ok(Some(snapshot))
                        }
                    }
                }
            };
            match outcome {
                Ok(None) => before += 1,
                Ok(Some(snapshot)) => {
                    new += 1;
                    all.push(snapshot);
                }
                Err(refusal) => refusals.push(refusal),
            }
        }
    }
    accepted(&mut step, &mut all, accept, folder, run)?;
    step.put(RECEIVED, receive::write(&all));
    refuse(&mut step, folder, &refusals, run)?;
    told(&mut step, folder, &all);
    step.figure("new", new);
    step.figure("before", before);
    step.did.push(format!("{new} received, {} refused", refusals.len()));
    folder.carry_out("receive", run, step)
}

/// Accepts what was late.
fn accepted(step: &mut Step, all: &mut [Snapshot], accept: &[String], folder: &Folder, run: &Run) -> Result<(), Error> {
    let register = folder.register()?;
    for name in accept {
        let joined = register.values().find(|j| j.id == *name || j.person.number == *name);
        let id = joined.map(|j| j.id.clone()).ok_or_else(|| refused(format!("{name} is not in the register"), ""))?;
        let mut waiting = all.iter_mut().filter(|s| s.id == id && s.accepted.is_none()).peekable();
        if waiting.peek().is_none() {
            step.told.push(format!("nothing of {id} waits"));
        }
        waiting.for_each(|s| s.accepted = Some(run.as_of));
        step.did.push(format!("late submissions of {id} are accepted"));
    }
    Ok(())
}

/// Notes refusals, with the letter for each member who is known.
fn refuse(step: &mut Step, folder: &Folder, refusals: &[(String, String, Refusal)], run: &Run) -> Result<(), Error> {
    if refusals.is_empty() {
        return Ok(());
    }
    let before = folder.table(REFUSED, &REFUSED_COLUMNS)?;
    let mut rows: BTreeMap<String, [String; 3]> = BTreeMap::new();
    for row in before.rows() {
        let cell = |name| before.get(row, name).to_owned();
        rows.insert(cell("from"), [cell("number"), cell("day"), cell("reason")]);
    }
    for (from, number, why) in refusals {
        step.doubt(from.clone(), why.to_string());
        let day =
            rows.get(from).filter(|row| row[2] == why.to_string()).map_or_else(|| iso(run.as_of), |row| row[1].clone());
        rows.insert(from.clone(), [number.clone(), day, why.to_string()]);
    }
    let register = folder.register()?;
    let (mut table, mut all) = (Table::new(&REFUSED_COLUMNS), vec![]);
    for (from, [number, day, reason]) in &rows {
        table.push([from, number, day, reason]);
        if let Some(joined) = register.values().find(|j| j.person.number == *number) {
            let args = [("reason", reason.as_str()), ("file", from.as_str())];
            all.push(Letter::to(Wording::english(), joined, "refused", folder.settings.year, &args));
        }
    }
    step.put(REFUSED, table.bytes());
    step.put(LETTERS, letters::table(&all));
    Ok(())
}

fn told(step: &mut Step, folder: &Folder, all: &[Snapshot]) {
    let year = folder.settings.year;
    for (name, kind) in [("declarations", Kind::Declaration), ("records", Kind::Record)] {
        let current = current(all, kind, year);
        step.figure(name, current.len());
        step.figure(format!("{name}_accepted"), current.values().filter(|s| s.accepted.is_some()).count());
    }
    for late in all.iter().filter(|s| s.year == year && s.accepted.is_none()) {
        step.doubt(late.id.clone(), format!("the {} is late: accept it with `--accept {}`", late.kind.word(), late.id));
    }
}

type Came = Result<Submission, (String, Refusal)>;

/// What a file hands in.
fn submissions(folder: &Folder, file: &Path) -> Result<Vec<Came>, Error> {
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let bytes = match opened(file, super::handed::LARGEST) {
        Ok(bytes) => bytes,
        Err(ReadFault::NotFound) => {
            return Err(refused(
                format!("{}: there is no such file", file.display()),
                "name files, or a folder of them",
            ));
        }
        Err(fault) => return Ok(vec![Err((name, Refusal::NotRead(fault.to_string())))]),
    };
    if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        let all = receive::of_table(&name, &bytes, folder.settings.year).map_err(|fault| faulty(&name, &fault))?;
        return Ok(all.into_iter().map(Ok).collect());
    }
    let policy = folder.settings.policy.as_str();
    Ok(vec![super::handed::submission(&name, bytes, policy).map_err(|why| (name, Refusal::NotRead(why)))])
}
