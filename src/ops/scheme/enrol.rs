//! Messages and tables from the disk to the register.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::folder::{Done, Folder, Run, faulty};
use super::named::{files, opened};
use super::refused;
use crate::engine::Error;
use crate::fs::{Fingerprint, ReadFault};
use crate::scheme::enrol::{Ground, Request, Why, enrol, of_mail, of_table};
use crate::scheme::mail;
use crate::scheme::register::{REGISTER, write};
use crate::scheme::step::Step;
use crate::scheme::table::{LARGEST, Table};

/// What waits for a person's decision.
const DOUBTFUL: &str = "doubtful.csv";

const COLUMNS: [&str; 4] = ["from", "number", "seen", "reason"];

/// Takes messages and tables into the register.
pub(crate) fn run(folder: &Folder, paths: &[PathBuf], run: &Run) -> Result<Done, Error> {
    let (mut requests, mut doubtful) = (vec![], vec![]);
    for file in files(paths, &["eml", "csv"])? {
        read(folder, &file, &mut requests, &mut doubtful)?;
    }
    let found = requests.len() + doubtful.len();
    let (key, members, packs) = (folder.key()?, folder.members()?, folder.packs()?);
    let scheme = folder.edition(&packs)?.scheme.as_ref();
    let on = Ground { settings: &folder.settings, scheme, members: &members, key: &key, today: run.as_of };
    let before: BTreeSet<String> = folder.register()?.into_keys().collect();
    let mut outcome = enrol(folder.register()?, requests, on);
    outcome.doubtful.extend(doubtful);
    let mut step = Step::default();
    step.put(REGISTER, write(&outcome.register));
    let now: BTreeMap<String, (String, String)> =
        outcome.doubtful.into_iter().map(|(from, number, why)| (from, (number, why.to_string()))).collect();
    // whoever joins by this step was decided about; a doubt about somebody who had joined before stays
    let new = outcome.register.values().filter(|j| !before.contains(&j.id));
    let decided: BTreeSet<String> = new.map(|j| j.person.number.clone()).collect();
    let waiting = waiting(folder, &now, &decided, run)?;
    for row in waiting.rows() {
        step.doubt(waiting.get(row, "from"), waiting.get(row, "reason"));
    }
    step.put(DOUBTFUL, waiting.bytes());
    for (name, n) in [
        ("read", found),
        ("joined", outcome.joined),
        ("left", outcome.left),
        ("before", outcome.before),
        ("doubtful", waiting.rows().len()),
        ("members", outcome.register.values().filter(|j| j.takes_part(run.as_of)).count()),
    ] {
        step.figure(name, n);
    }
    step.did.push(format!("{} joined, {} left, {} doubtful", outcome.joined, outcome.left, waiting.rows().len()));
    folder.carry_out("enrol", run, step)
}

/// What was doubtful before and is now. A line goes when the member whom it names joins.
fn waiting(
    folder: &Folder,
    now: &BTreeMap<String, (String, String)>,
    decided: &BTreeSet<String>,
    run: &Run,
) -> Result<Table, Error> {
    let before = folder.table(DOUBTFUL, &COLUMNS)?;
    let mut all: BTreeMap<String, [String; 3]> = BTreeMap::new();
    for row in before.rows() {
        let cell = |name| before.get(row, name).to_owned();
        if !decided.contains(&cell("number")) {
            all.insert(cell("from"), [cell("number"), cell("seen"), cell("reason")]);
        }
    }
    let today = crate::model::time::iso(run.as_of);
    for (from, (number, reason)) in now {
        let seen = all.get(from).map_or_else(|| today.clone(), |row| row[1].clone());
        all.insert(from.clone(), [number.clone(), seen, reason.clone()]);
    }
    let mut table = Table::new(&COLUMNS);
    for (from, [number, seen, reason]) in all {
        table.push([from, number, seen, reason]);
    }
    Ok(table)
}

type Doubtful = (String, String, Why);

fn read(folder: &Folder, file: &Path, requests: &mut Vec<Request>, doubtful: &mut Vec<Doubtful>) -> Result<(), Error> {
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let fault =
        |fault: &ReadFault| refused(format!("{}: {fault}", file.display()), "name a mail (.eml) or a table (.csv)");
    if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) {
        let bytes = opened(file, LARGEST).map_err(|f| fault(&f))?;
        requests.extend(of_table(&name, &bytes).map_err(|f| faulty(&name, &f))?);
        return Ok(());
    }
    let bytes = match opened(file, mail::LARGEST) {
        Err(ReadFault::TooLarge { .. }) => {
            doubtful.push((name, String::new(), Why::TooLong));
            return Ok(());
        }
        other => other.map_err(|f| fault(&f))?,
    };
    // two folders may have a mail of the same name
    let name = format!("{name} {}", &Fingerprint::of(&bytes).sha256[..8]);
    let request = match mail::read(&bytes) {
        None => Err(Why::NotAMail),
        Some(mail) => of_mail(&name, &mail, &folder.settings),
    };
    match request {
        Ok(request) => requests.push(request),
        Err(why) => doubtful.push((name, String::new(), why)),
    }
    Ok(())
}
