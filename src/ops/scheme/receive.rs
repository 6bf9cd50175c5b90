//! Declarations and records from the disk into the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::folder::{Done, Folder, Run, faulty};
use super::named::{Given, files, opened};
use super::refused;
use crate::engine::Error;
use crate::fs::{Fingerprint, ReadFault};
use crate::model::time::iso;
use crate::scheme::letters::{self, Letter};
use crate::scheme::receive::{
    self, Desk, Kind, RECEIVED, REFUSED, REFUSED_COLUMNS, Refusal, Snapshot, Submission, current, is_line,
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
    let extensions = folder.extensions()?;
    let desk = Desk { settings: &folder.settings, register: &register, extensions: &extensions, today: run.as_of };
    let mut all = snapshots(folder)?;
    let (mut step, mut refusals, mut new, mut before) = (Step::default(), vec![], 0, 0);
    let given = files(paths, &[])?;
    given.passed.into_iter().for_each(|(label, why)| step.doubt(label, why));
    let labels: BTreeSet<String> = given.files.iter().map(|g| g.label.clone()).collect();
    for file in &given.files {
        for came in submissions(folder, file)? {
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
    refuse(&mut step, folder, &refusals, (&labels, &all), run)?;
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
        let id = joined.map(|j| j.id.clone()).ok_or_else(|| {
            refused(
                format!("{name} is not in the register"),
                "name a member by the number, or by the id in register.csv",
            )
        })?;
        let mut waiting = all.iter_mut().filter(|s| s.id == id && s.accepted.is_none()).peekable();
        if waiting.peek().is_none() {
            step.told.push(format!("nothing of {id} waits"));
        }
        waiting.for_each(|s| s.accepted = Some(run.as_of));
        step.did.push(format!("late submissions of {id} are accepted"));
    }
    Ok(())
}

/// A refusal as the table has it.
struct Refused {
    number: String,
    day: String,
    reason: String,
    mended: String,
}

/// Notes refusals, with the letter for each member who is known and has not mended it. A slip of the administrator's
/// own, in a table, makes no letter.
fn refuse(
    step: &mut Step,
    folder: &Folder,
    refusals: &[(String, String, Refusal)],
    (given, all): (&BTreeSet<String>, &[Snapshot]),
    run: &Run,
) -> Result<(), Error> {
    let before = folder.table(REFUSED, &REFUSED_COLUMNS[..4])?;
    let mut rows: BTreeMap<String, Refused> = BTreeMap::new();
    for row in before.rows() {
        let cell = |name| before.get(row, name).to_owned();
        let was = Refused { number: cell("number"), day: cell("day"), reason: cell("reason"), mended: cell("mended") };
        rows.insert(cell("from"), was);
    }
    if rows.is_empty() && refusals.is_empty() {
        return Ok(());
    }
    for (from, number, why) in refusals {
        step.doubt(from.clone(), why.to_string());
        let is_same = |row: &Refused| row.reason == why.to_string() && row.number == *number;
        if !rows.get(from).is_some_and(is_same) {
            let (number, reason) = (number.clone(), why.to_string());
            rows.insert(from.clone(), Refused { number, day: iso(run.as_of), reason, mended: String::new() });
        }
    }
    let register = folder.register()?;
    let id_of = |number: &str| register.values().find(|j| j.person.number == number);
    let (mut table, mut letters) = (Table::new(&REFUSED_COLUMNS), vec![]);
    for (from, row) in &mut rows {
        let is_refused = refusals.iter().any(|(refused, ..)| refused == from);
        let file = from.rsplit_once(", line ").map_or(from.as_str(), |(file, _)| file);
        // given again and taken, or gone from its table
        let again = given.contains(file) && !is_refused;
        let joined = id_of(&row.number);
        let later = joined.is_some_and(|j| all.iter().any(|s| s.id == j.id && mends(from, &row.day, s)));
        if row.mended.is_empty() && (again || later) {
            row.mended = iso(run.as_of);
        }
        table.push([from, &row.number, &row.day, &row.reason, &row.mended]);
        if let Some(joined) = joined.filter(|_| row.mended.is_empty() && !is_line(from)) {
            let args = [("reason", row.reason.as_str()), ("file", from.as_str())];
            letters.push(Letter::to(Wording::english(), joined, "refused", folder.settings.year, &args));
        }
    }
    step.put(REFUSED, table.bytes());
    if letters.is_empty() {
        step.remove(LETTERS);
    } else {
        step.put(LETTERS, letters::table(&letters));
    }
    Ok(())
}

/// Has something that was taken since put a refusal right? A line of a table is mended by any declaration, a file by
/// another sealed file.
fn mends(from: &str, refused_on: &str, taken: &Snapshot) -> bool {
    iso(taken.received).as_str() >= refused_on && (is_line(from) || !taken.root.is_empty())
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
fn submissions(folder: &Folder, given: &Given) -> Result<Vec<Came>, Error> {
    let (file, name) = (given.path.as_path(), given.label.clone());
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
