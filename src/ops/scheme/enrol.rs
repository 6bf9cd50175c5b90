//! Messages and tables from the disk to the register.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::draw::listed;
use super::folder::{Done, Folder, Run, faulty};
use super::named::{Given, files, opened};
use super::refused;
use crate::engine::Error;
use crate::fs::{Fingerprint, ReadFault};
use crate::scheme::enrol::{Ground, Request, Why, enrol, of_mail, of_table};
use crate::scheme::mail;
use crate::scheme::register::{Joined, List, MEMBERS, REGISTER, write};
use crate::scheme::settings::Settings;
use crate::scheme::step::Step;
use crate::scheme::table::{LARGEST, Table};

/// What waits for a person's decision.
pub(super) const DOUBTFUL: &str = "doubtful.csv";

const COLUMNS: [&str; 4] = ["from", "number", "seen", "reason"];

/// Takes messages and tables into the register.
pub(crate) fn run(folder: &Folder, paths: &[PathBuf], run: &Run) -> Result<Done, Error> {
    let (mut requests, mut doubtful) = (vec![], vec![]);
    let given = files(paths, &["eml", "csv"])?;
    for file in &given.files {
        read(&folder.settings, file, &mut requests, &mut doubtful)?;
    }
    let found = requests.len() + doubtful.len();
    let (key, list, packs) = (folder.key()?, folder.members()?, folder.packs()?);
    let members = &list.people;
    let scheme = folder.edition(&packs)?.scheme.as_ref();
    let on = Ground { settings: &folder.settings, scheme, members, key: &key, today: run.as_of };
    let before = folder.register()?;
    let mut outcome = enrol(before.clone(), requests, on);
    outcome.doubtful.extend(doubtful);
    let mut step = Step::default();
    given.passed.into_iter().for_each(|(label, why)| step.doubt(label, why));
    heads(&mut step, &list);
    step.put(REGISTER, write(&outcome.register));
    let now: BTreeMap<(String, String), String> =
        outcome.doubtful.into_iter().map(|(from, number, why)| ((from, number), why.to_string())).collect();
    // whoever joins or leaves by this step was decided about; a doubt about anybody else stays
    let is_new = |j: &&Joined| before.get(&j.id).is_none_or(|b| (b.opted_in, b.left) != (j.opted_in, j.left));
    let new: Vec<&Joined> = outcome.register.values().filter(is_new).collect();
    let decided: BTreeSet<String> = new.iter().map(|j| j.person.number.clone()).collect();
    late(&mut step, folder, &new)?;
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

/// What was doubtful before and is now, by what it came from and the number that it says: tables of two months may have
/// one name. A line goes when the member whom it names joins.
fn waiting(
    folder: &Folder,
    now: &BTreeMap<(String, String), String>,
    decided: &BTreeSet<String>,
    run: &Run,
) -> Result<Table, Error> {
    let before = folder.table(DOUBTFUL, &COLUMNS)?;
    let mut all: BTreeMap<(String, String), [String; 2]> = BTreeMap::new();
    for row in before.rows() {
        let cell = |name| before.get(row, name).to_owned();
        if !decided.contains(&cell("number")) {
            all.insert((cell("from"), cell("number")), [cell("seen"), cell("reason")]);
        }
    }
    let today = crate::model::time::iso(run.as_of);
    for (key, reason) in now {
        let seen = all.get(key).map_or_else(|| today.clone(), |row| row[0].clone());
        all.insert(key.clone(), [seen, reason.clone()]);
    }
    let mut table = Table::new(&COLUMNS);
    for ((from, number), [seen, reason]) in all {
        table.push([from, number, seen, reason]);
    }
    Ok(table)
}

/// Heads of members.csv that nothing reads. One that is nearly ours was meant, and is doubtful.
fn heads(step: &mut Step, list: &List) {
    for (name, near) in &list.unread {
        if let Some(near) = near {
            step.doubt(MEMBERS, format!("nothing reads the column `{name}`: write `{near}` in the first line"));
        }
    }
    let own: Vec<&String> = list.unread.iter().filter(|(_, near)| near.is_none()).map(|(name, _)| name).collect();
    if !own.is_empty() {
        step.told.push(format!("{MEMBERS}: nothing reads the columns {}", crate::diag::list(own)));
    }
}

/// Tells who joins after the list of the year's draw was closed.
fn late(step: &mut Step, folder: &Folder, new: &[&Joined]) -> Result<(), Error> {
    let name = folder.settings.year.to_string();
    let Some(listed) = listed(folder, &name)? else { return Ok(()) };
    let late = new.iter().filter(|j| j.left.is_none() && !listed.contains(&j.id));
    for joined in late {
        step.told.push(format!(
            "{} ({}) is in the draw of the next year: the list of `{name}` is closed",
            joined.id, joined.person.number
        ));
    }
    Ok(())
}

type Doubtful = (String, String, Why);

fn read(
    settings: &Settings,
    given: &Given,
    requests: &mut Vec<Request>,
    doubtful: &mut Vec<Doubtful>,
) -> Result<(), Error> {
    let (file, name) = (given.path.as_path(), given.label.clone());
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
    // two folders that are named may have a mail of the same name
    let name = format!("{name} {}", &Fingerprint::of(&bytes).sha256[..8]);
    let request = match mail::read(&bytes) {
        None => Err(Why::NotAMail),
        Some(mail) => of_mail(&name, &mail, settings),
    };
    match request {
        Ok(request) => requests.push(request),
        Err(why) => doubtful.push((name, String::new(), why)),
    }
    Ok(())
}
