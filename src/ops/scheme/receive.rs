//! Declarations and records from the disk into the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::folder::{Done, Folder, Run, faulty};
use super::named::{Given, files, opened};
use super::refused;
use crate::engine::Error;
use crate::fs::{Fingerprint, ReadFault};
use crate::model::Day;
use crate::model::time::iso;
use crate::scheme::letters::{self, Letter};
use crate::scheme::receive::{
    self, Desk, Kind, RECEIVED, REFUSED, REFUSED_COLUMNS, Refusal, Snapshot, Submission, Taken, current, is_line,
};
use crate::scheme::register::{Joined, Numbers, find};
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
    let numbers = Numbers::of(&register);
    let desk = Desk { settings: &folder.settings, register: &numbers, extensions: &extensions, today: run.as_of };
    let mut all = Taken::of(snapshots(folder)?);
    let (mut step, mut refusals, mut new, mut before) = (Step::default(), vec![], 0, 0);
    let given = files(paths, &[])?;
    given.passed.into_iter().for_each(|(label, why)| step.doubt(label, why));
    let mut again = Again { files: given.files.iter().map(|g| g.label.clone()).collect(), taken: BTreeSet::new() };
    for file in &given.files {
        for came in submissions(folder, file)? {
            let outcome = match came {
                Err((from, why)) => Err((from, String::new(), why)),
                Ok(came) => {
                    let number = came.number.clone().unwrap_or_default();
                    let sha256 = Fingerprint::of(&came.bytes).sha256;
                    match desk.take(&all, &came, &sha256) {
                        Err(why) => Err((came.from, number, why)),
                        Ok(found) => {
                            again.taken.insert((came.from, number));
                            if let Some(snapshot) = &found {
                                step.put(&format!("received/{}", snapshot.file), came.bytes);
                            }
                            Ok(found)
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
    accepted(&mut step, &mut all, accept, &register, run)?;
    step.put(RECEIVED, receive::write(all.all()));
    let mut rows = rows(folder)?;
    noted(&mut rows, &refusals, run.as_of);
    mend(&mut rows, &refusals, &again, (&numbers, &all), run.as_of);
    refuse(&mut step, folder, &refusals, (&rows, &numbers));
    told(&mut step, folder, all.all());
    step.figure("new", new);
    step.figure("before", before);
    step.did.push(format!("{new} received, {} refused", refusals.len()));
    folder.carry_out("receive", run, step)
}

/// Accepts what was late.
fn accepted(
    step: &mut Step,
    all: &mut Taken,
    accept: &[String],
    register: &BTreeMap<String, Joined>,
    run: &Run,
) -> Result<(), Error> {
    for name in accept {
        let id = find(register, name).map(|j| j.id.clone()).ok_or_else(|| {
            refused(
                format!("{name} is not in the register"),
                "name a member by the number, or by the id in register.csv",
            )
        })?;
        if all.accept(&id, run.as_of) == 0 {
            step.told.push(format!("nothing of {id} waits"));
        }
        step.did.push(format!("late submissions of {id} are accepted"));
    }
    Ok(())
}

/// A refusal as the table has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refused {
    day: String,
    reason: String,
    mended: String,
}

/// Refusals by what they came from and the number that it says: files of several members may have one name.
type Rows = BTreeMap<(String, String), Refused>;

/// What came, the number that it says, and why it was refused.
type Found = (String, String, Refusal);

/// What was refused before.
fn rows(folder: &Folder) -> Result<Rows, Error> {
    let table = folder.table(REFUSED, &REFUSED_COLUMNS[..4])?;
    let of = |row| {
        let cell = |name| table.get(row, name).to_owned();
        let was = Refused { day: cell("day"), reason: cell("reason"), mended: cell("mended") };
        ((cell("from"), cell("number")), was)
    };
    Ok(table.rows().iter().map(of).collect())
}

/// Notes what is refused now. The same again keeps its day.
fn noted(rows: &mut Rows, refusals: &[Found], today: Day) {
    for (from, number, why) in refusals {
        let (key, reason) = ((from.clone(), number.clone()), why.to_string());
        if rows.get(&key).is_none_or(|row| row.reason != reason) {
            rows.insert(key, Refused { day: iso(today), reason, mended: String::new() });
        }
    }
}

/// What is given now.
struct Again {
    /// The names of all files.
    files: BTreeSet<String>,
    /// What was taken, or had been taken before: what it came from, and the number that it says.
    taken: BTreeSet<(String, String)>,
}

/// Gives the refusals that have been put right their day. A line of a table is the administrator's own: given again it
/// is not refused, or is gone. A file of a member who takes part is put right by what was taken of that member; of
/// other files nothing is known but the name, under which another one came.
fn mend(rows: &mut Rows, refusals: &[Found], given: &Again, (numbers, all): (&Numbers<'_>, &Taken), today: Day) {
    let refused: BTreeSet<(&str, &str)> = refusals.iter().map(|(from, n, _)| (from.as_str(), n.as_str())).collect();
    for (key, row) in rows.iter_mut().filter(|(_, row)| row.mended.is_empty()) {
        let (from, number) = (key.0.as_str(), key.1.as_str());
        let file = if is_line(from) { from.rsplit_once(", line ").map_or(from, |(file, _)| file) } else { from };
        let member = numbers.get(number).filter(|j| j.takes_part(today));
        let later = member.is_some_and(|j| all.own(&j.id).any(|s| mends(from, &row.day, s)));
        let by_name = || given.files.contains(file) && !refused.contains(&(from, number));
        let again = if is_line(from) || member.is_none() { by_name() } else { given.taken.contains(key) };
        if later || again {
            row.mended = iso(today);
        }
    }
}

/// Writes refusals, with the letter for each member who is known and has not mended it. A slip of the administrator's
/// own, in a table, makes no letter.
fn refuse(step: &mut Step, folder: &Folder, refusals: &[Found], (rows, numbers): (&Rows, &Numbers<'_>)) {
    if rows.is_empty() {
        return;
    }
    for (from, _, why) in refusals {
        step.doubt(from.clone(), why.to_string());
    }
    let (mut table, mut letters) = (Table::new(&REFUSED_COLUMNS), vec![]);
    for ((from, number), row) in rows {
        table.push([from, number, &row.day, &row.reason, &row.mended]);
        if let Some(joined) = numbers.get(number).filter(|_| row.mended.is_empty() && !is_line(from)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;
    use crate::scheme::register::Person;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn taken(id: &str, received: &str, root: &str) -> Snapshot {
        Snapshot {
            id: id.to_owned(),
            year: 2025,
            kind: Kind::Record,
            file: String::new(),
            written: None,
            saved: None,
            received: day(received),
            accepted: None,
            statement: String::new(),
            root: root.to_owned(),
            shown: String::new(),
            sha256: String::new(),
        }
    }

    #[test]
    fn files_of_one_name_are_each_members_own() {
        let joined = |id: &str, number: &str, left: Option<&str>| {
            let person = Person { number: number.to_owned(), ..Person::default() };
            let (id, opted_in) = (id.to_owned(), day("2025-05-01"));
            (id.clone(), Joined { id, person, opted_in, left: left.map(day) })
        };
        let register = BTreeMap::from([
            joined("m-1", "1", None),
            joined("m-2", "2", None),
            joined("m-3", "3", Some("2025-06-01")),
        ]);
        let numbers = Numbers::of(&register);
        let files = BTreeSet::from(["record.html".to_owned(), "t.csv".to_owned()]);
        let mut labels = Again { files, taken: BTreeSet::new() };
        let found = |from: &str, n: &str| (from.to_owned(), n.to_owned(), Refusal::NotSealed("no".to_owned()));
        let mut rows = Rows::new();
        let refused = [
            found("record.html", "1"),
            found("record.html", ""),
            found("t.csv, line 2", "3"),
            found("t.csv, line 3", "9"),
            found("t.csv, line 4", "1"),
        ];
        noted(&mut rows, &refused, day("2026-02-01"));
        mend(&mut rows, &refused, &labels, (&numbers, &Taken::default()), day("2026-02-01"));
        assert!(rows.values().all(|row| row.mended.is_empty()), "{rows:?}");
        // the file of the second member is refused under the same name, and the first one's row stands
        let second = [found("record.html", "2")];
        noted(&mut rows, &second, day("2026-02-02"));
        mend(&mut rows, &second, &labels, (&numbers, &Taken::default()), day("2026-02-02"));
        let of = |rows: &Rows, from: &str, n: &str| rows[&(from.to_owned(), n.to_owned())].mended.clone();
        assert_eq!(rows.len(), 6);
        assert_eq!((of(&rows, "record.html", "1"), of(&rows, "record.html", "2")), (String::new(), String::new()));
        // nobody who takes part is behind these, or they are lines of a table that is given again: the name alone tells
        for (from, number) in
            [("record.html", ""), ("t.csv, line 2", "3"), ("t.csv, line 3", "9"), ("t.csv, line 4", "1")]
        {
            assert_eq!(of(&rows, from, number), "2026-02-02", "{from} {number}");
        }
        // taken of the second: the first one's is still to come
        let all = Taken::of(vec![taken("m-2", "2026-02-03", "aa")]);
        mend(&mut rows, &[], &labels, (&numbers, &all), day("2026-02-03"));
        assert_eq!(
            (of(&rows, "record.html", "1"), of(&rows, "record.html", "2").as_str()),
            (String::new(), "2026-02-03")
        );
        // the same file as one that was taken before it was refused: there is no new one
        labels.taken.insert(("record.html".to_owned(), "1".to_owned()));
        mend(&mut rows, &[], &labels, (&numbers, &all), day("2026-02-04"));
        assert_eq!(of(&rows, "record.html", "1"), "2026-02-04");
    }
}
