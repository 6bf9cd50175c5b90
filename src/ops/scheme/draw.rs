//! The draw in its folder: the list is closed, the value comes, somebody is dropped, everything is checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::folder::{Done, Folder, Run, faulty};
use super::named::opened;
use super::refused;
use crate::engine::Error;
use crate::model::time::iso;
use crate::scheme::draw::frame::{self, Frame};
use crate::scheme::draw::page::page;
use crate::scheme::draw::record::{self, Place, Value};
use crate::scheme::draw::strata::{Placed, place, strata};
use crate::scheme::draw::verify::{Told, audit, verify};
use crate::scheme::exempt::{self, Exempt};
use crate::scheme::register::is_named;
use crate::scheme::sample::Share;
use crate::scheme::step::Step;
use crate::scheme::table::{LARGEST, Table};
use crate::wording::Wording;

/// Tokens by id; exempt members have none. Private.
const MEMBERS: &str = "members.csv";
const MEMBER_COLUMNS: [&str; 3] = ["id", "token", "stratum"];
/// Who was drawn. Private.
const DRAWN: &str = "drawn.csv";
const DRAWN_COLUMNS: [&str; 7] = ["id", "number", "name", "email", "stratum", "place", "rank"];
/// Why somebody was dropped. Private.
const DROPS: &str = "drops.csv";
const DROP_COLUMNS: [&str; 4] = ["day", "id", "reason", "by"];
/// A line for each member who was forgotten after the list was closed.
pub(super) const FORGOTTEN: &str = "forgotten.csv";
pub(super) const FORGOTTEN_COLUMNS: [&str; 1] = ["day"];
/// The public page.
const PAGE: &str = "page.md";

const EXEMPT: &str = "exempt";

/// What becomes of a draw.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// The list is closed.
    Commit,
    /// The value is known.
    Value { text: String, fallback: bool, witnesses: Vec<String> },
    /// Somebody who was drawn cannot be reviewed.
    Drop { id: String, reason: String },
}

/// The folder of a draw.
pub(super) fn at(name: &str, file: &str) -> String {
    format!("draws/{name}/{file}")
}

/// Can a draw have this name? Files of every step are called by it.
pub(super) fn named_well(name: &str) -> Result<(), Error> {
    if crate::model::id::is_plain(name) {
        return Ok(());
    }
    Err(refused(format!("`{name}` is not the name of a draw"), "use small letters, digits and hyphens: `--draw 2025`"))
}

/// Is there such a draw? That of the year is there before its list is closed.
pub(super) fn there(folder: &Folder, name: &str) -> Result<(), Error> {
    named_well(name)?;
    let mut all: BTreeSet<String> = folder.folders("draws")?.into_iter().collect();
    all.insert(folder.settings.year.to_string());
    if all.contains(name) {
        return Ok(());
    }
    let hint = format!("a draw is one of {}; without `--draw` it is that of the year", crate::diag::list(all));
    Err(refused(format!("there is no draw `{name}`"), &hint))
}

/// One act of a draw.
pub(crate) fn run(folder: &Folder, name: &str, act: &Act, run: &Run) -> Result<Done, Error> {
    named_well(name)?;
    let step = match act {
        Act::Commit => commit(folder, name, run)?,
        Act::Value { text, fallback, witnesses } => valued(folder, name, (text, *fallback, witnesses), run)?,
        Act::Drop { id, reason } => drop_one(folder, name, (id, reason), run)?,
    };
    folder.carry_out("draw", run, step)
}

fn commit(folder: &Folder, name: &str, run: &Run) -> Result<Step, Error> {
    let settings = &folder.settings.draw;
    let mut step = Step::default();
    if let Some(frame) = frame_of(folder, name)? {
        step.told.push(format!("the list of `{name}` is closed: whoever joined since is in the next draw"));
        figures(&mut step, &frame);
        return Ok(step);
    }
    let source = settings.source.clone().ok_or_else(|| {
        refused(
            "scheme.yaml names no source for the value",
            "add `source: {name: …, time: 2026-04-15T12:00Z, fallback: …}` under `draw:`",
        )
    })?;
    if run.as_of >= source.day {
        let what = format!("the value exists on {}: the list has to be closed before", iso(source.day));
        return Err(refused(what, "name a later time under `draw: source:` in scheme.yaml"));
    }
    let Exempt { members: exempt, doubts } = folder.exempt(name)?;
    // the list cannot be opened again: a slip would leave somebody in it
    if let Some(fault) = doubts.first() {
        return Err(faulty(exempt::FILE, fault));
    }
    let (register, key) = (folder.register()?, folder.key()?);
    let placed = place(&register, &exempt, (name, settings, folder.settings.k), &key, run.as_of);
    if placed.members.is_empty() {
        return Err(refused("nobody takes part yet", "take members in with `cpdfolio scheme enrol`"));
    }
    named(folder, &placed)?;
    let frame = Frame::new(name, source, settings.share.clone(), settings.least, settings.reserves, strata(&placed));
    let mut members = Table::new(&MEMBER_COLUMNS);
    for (id, (token, stratum)) in &placed.members {
        members.push([id, token, stratum]);
    }
    for id in &placed.exempt {
        members.push([id.as_str(), "", EXEMPT]);
    }
    step.put(&at(name, frame::FILE), frame.text());
    step.put(&at(name, MEMBERS), members.bytes());
    step.put(
        &at(name, PAGE),
        page(Wording::english(), &frame, None, placed.exempt.len(), folder.settings.k, run.as_of),
    );
    step.did.push(format!("the list of {name} is closed: {}", frame.commitment()));
    step.told.push(format!("commitment: {}", frame.commitment()));
    step.told.push(format!("publish it with {} before {}", at(name, PAGE), frame.source.time));
    step.figure("exempt", placed.exempt.len());
    figures(&mut step, &frame);
    step.told.push(format!(
        "as long as nothing of it is published, deleting the folder {} opens the list again",
        at(name, "").trim_end_matches('/')
    ));
    large(&mut step, folder, &frame);
    Ok(step)
}

/// A quota is for a group that there is.
fn named(folder: &Folder, placed: &Placed) -> Result<(), Error> {
    let Share::Quotas(quotas) = &folder.settings.draw.share else { return Ok(()) };
    let groups: BTreeSet<&str> = placed.members.values().map(|(_, stratum)| stratum.as_str()).collect();
    let Some((unknown, _)) = quotas.iter().find(|(name, _)| !groups.contains(name.as_str())) else { return Ok(()) };
    let what = format!("scheme.yaml: `quotas:` names `{unknown}`, and nobody who takes part is in that group");
    Err(refused(what, &format!("the groups are {}", crate::diag::list(groups))))
}

/// Says where more are asked for than there are, and which groups are told although they are small.
fn large(step: &mut Step, folder: &Folder, frame: &Frame) {
    let drawn_from = || frame.strata.iter().filter(|s| !s.take_all);
    let all: usize = drawn_from().map(|s| s.tokens.len()).sum();
    let too_many = |wanted: usize, of: &str, n: usize| {
        format!("{wanted} are to be drawn from {of} with {}: all of them are", crate::diag::count(n, "member"))
    };
    match &frame.share {
        Share::Size(size) if *size > all => step.doubt("scheme.yaml, `size`", too_many(*size, "a list", all)),
        Share::Quotas(quotas) => {
            for (name, wanted) in quotas {
                let n = drawn_from().find(|s| s.name == *name).map_or(0, |s| s.tokens.len());
                if *wanted > n {
                    step.doubt("scheme.yaml, `quotas`", too_many(*wanted, &format!("`{name}`"), n));
                }
            }
        }
        _ => {}
    }
    let groups: BTreeSet<&str> = frame.strata.iter().map(|s| s.name.as_str()).collect();
    for group in &folder.settings.draw.take_all {
        if !groups.contains(group.as_str()) {
            step.told.push(format!("`take_all:` names `{group}`, and nobody is in that group"));
        }
    }
    let k = folder.settings.k;
    for stratum in frame.strata.iter().filter(|s| s.tokens.len() < k) {
        let why = if stratum.take_all { "`take_all:`" } else { "it is the only one, or `quotas:`" };
        step.told.push(format!(
            "the page tells that `{}` has {}, fewer than k = {k}: {why} keeps it apart",
            stratum.name,
            crate::diag::count(stratum.tokens.len(), "member")
        ));
    }
}

fn figures(step: &mut Step, frame: &Frame) {
    step.figure("members", frame.strata.iter().map(|s| s.tokens.len()).sum());
    step.figure("quota", frame.strata.iter().map(|s| s.quota).sum());
    for s in &frame.strata {
        let how = if s.take_all { " (all)" } else { "" };
        step.told.push(format!("{}: {} of {}{how}", s.name, s.quota, s.tokens.len()));
    }
}

/// The frame of a draw; none where its list is not closed.
pub(super) fn frame_of(folder: &Folder, name: &str) -> Result<Option<Frame>, Error> {
    let path = at(name, frame::FILE);
    let Some(text) = folder.text(&path)? else { return Ok(None) };
    let fault = |fault| refused(format!("{path}, {fault}"), "put it back as it was published");
    Frame::read(&text).map(Some).map_err(fault)
}

fn needed(folder: &Folder, name: &str) -> Result<Frame, Error> {
    let none =
        || refused(format!("the list of `{name}` is not closed"), "close it with `cpdfolio scheme draw --commit`");
    frame_of(folder, name)?.ok_or_else(none)
}

/// The ids that a closed list has, those of exempt members among them; none where it is not closed.
pub(super) fn listed(folder: &Folder, name: &str) -> Result<Option<BTreeSet<String>>, Error> {
    let path = at(name, MEMBERS);
    if folder.read(&path, LARGEST)?.is_none() {
        return Ok(None);
    }
    let table = folder.table(&path, &MEMBER_COLUMNS)?;
    Ok(Some(table.rows().iter().map(|row| table.get(row, "id").to_owned()).collect()))
}

/// What was told after the frame; none before the value.
fn value_of(folder: &Folder, name: &str) -> Result<Option<Value>, Error> {
    let path = at(name, record::FILE);
    let Some(text) = folder.text(&path)? else { return Ok(None) };
    let fault = |fault| refused(format!("{path}, {fault}"), "put it back as it was published");
    record::read(&text).map(|(_, value)| Some(value)).map_err(fault)
}

fn valued(folder: &Folder, name: &str, told: (&str, bool, &[String]), run: &Run) -> Result<Step, Error> {
    let frame = needed(folder, name)?;
    let (text, fallback, witnesses) = told;
    if let Some(why) = record::refused(&frame, text, witnesses, run.as_of) {
        return Err(refused(why, "`cpdfolio scheme draw --value VALUE`, on the day of the value or later"));
    }
    let mut value = Value { text: text.to_owned(), fallback, witnesses: witnesses.to_vec(), dropped: vec![] };
    if let Some(before) = value_of(folder, name)? {
        value.dropped.clone_from(&before.dropped);
        if before != value {
            let what = format!("`{name}` is drawn, with the value {}", before.text);
            return Err(refused(what, "there is no second value; another draw has another name: `--draw NAME`"));
        }
    }
    record(folder, &frame, &value, run)
}

/// Token and stratum, by id.
type Tokens = BTreeMap<String, (String, String)>;

/// The tokens of a draw, by id; and how many are exempt.
fn members_of(folder: &Folder, name: &str) -> Result<(Tokens, usize), Error> {
    let table = folder.table(&at(name, MEMBERS), &MEMBER_COLUMNS)?;
    let (mut members, mut exempt) = (BTreeMap::new(), 0);
    for row in table.rows() {
        let cell = |name| table.get(row, name).to_owned();
        if cell("token").is_empty() {
            exempt += 1;
        } else {
            members.insert(cell("id"), (cell("token"), cell("stratum")));
        }
    }
    Ok((members, exempt))
}

fn record(folder: &Folder, frame: &Frame, value: &Value, run: &Run) -> Result<Step, Error> {
    let name = frame.name.as_str();
    let (members, exempt) = members_of(folder, name)?;
    let register = folder.register()?;
    let by_token: BTreeMap<&str, &str> = members.iter().map(|(id, (token, _))| (token.as_str(), id.as_str())).collect();
    let mut drawn = Table::new(&DRAWN_COLUMNS);
    let mut step = Step::default();
    if run.dry {
        step.told.push(format!("the value: {}", value.text));
    }
    let mut counts = BTreeMap::from([("drawn", 0), ("reserve", 0), ("dropped", 0)]);
    for outcome in record::draw(frame, value) {
        for (rank, ranked) in outcome.ranked.iter().enumerate() {
            let place = match ranked.place {
                Place::Drawn => "drawn",
                Place::Dropped => "dropped",
                Place::Reserve => "reserve",
            };
            *counts.entry(place).or_default() += 1;
            let Some(id) = by_token.get(ranked.token.as_str()) else { continue };
            let person = register.get(*id).map(|j| j.person.clone()).unwrap_or_default();
            let rank = (rank + 1).to_string();
            if run.dry && place == "drawn" {
                step.told.push(format!("drawn: {} {} ({})", person.number, person.name, outcome.stratum.name));
            }
            drawn.push([*id, &person.number, &person.name, &person.email, &outcome.stratum.name, place, &rank]);
        }
    }
    step.put(&at(name, record::FILE), record::text(frame, value));
    step.put(&at(name, DRAWN), drawn.bytes());
    // its day stays that of the first time
    let words = Wording::english();
    let path = at(name, PAGE);
    let before = folder.text(&path)?.unwrap_or_default();
    let noted = before.lines().find_map(|l| l.strip_prefix("updated: ")).and_then(crate::model::time::parse_day);
    let of = |day| page(words, frame, Some(value), exempt, folder.settings.k, day);
    let kept = noted.map(of).filter(|page| *page == before);
    step.put(&path, kept.unwrap_or_else(|| of(run.as_of)));
    for (key, n) in counts {
        step.figure(key, n);
    }
    step.did.push(format!("{name} is drawn with the value {}", value.text));
    step.told.push(format!("publish {path}; {} tells who it is", at(name, DRAWN)));
    Ok(step)
}

fn drop_one(folder: &Folder, name: &str, told: (&str, &str), run: &Run) -> Result<Step, Error> {
    let frame = needed(folder, name)?;
    let (id, reason) = told;
    let mut value = value_of(folder, name)?
        .ok_or_else(|| refused(format!("`{name}` is not drawn yet"), "first `cpdfolio scheme draw --value VALUE`"))?;
    let drawn = drawn(folder, name)?;
    let Some(found) = drawn.iter().find(|d| is_named(id, &d.id, &d.number)) else {
        return Err(refused(format!("{id} was not drawn in `{name}`"), &format!("{} lists all", at(name, DRAWN))));
    };
    let (members, _) = members_of(folder, name)?;
    let token = members.get(&found.id).map(|(token, _)| token.clone()).unwrap_or_default();
    if value.dropped.iter().any(|(_, t)| *t == token) {
        return record(folder, &frame, &value, run);
    }
    value.dropped.push((run.as_of, token));
    let mut step = record(folder, &frame, &value, run)?;
    let path = at(name, DROPS);
    let mut drops = folder.table(&path, &DROP_COLUMNS)?;
    let by = run.by.clone().unwrap_or_default();
    drops.push([iso(run.as_of).as_str(), &found.id, reason, &by]);
    step.put(&path, drops.bytes());
    step.did = vec![format!("{} is dropped from {name}", found.id)];
    Ok(step)
}

/// Somebody with a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DrawnMember {
    /// Who.
    pub id: String,
    /// The membership number.
    pub number: String,
    /// Drawn, and not dropped?
    pub is_drawn: bool,
}

/// Everybody with a ticket, in the order of the record.
pub(super) fn drawn(folder: &Folder, name: &str) -> Result<Vec<DrawnMember>, Error> {
    let table = folder.table(&at(name, DRAWN), &DRAWN_COLUMNS)?;
    let cell = |row, name| table.get(row, name).to_owned();
    let of =
        |row| DrawnMember { id: cell(row, "id"), number: cell(row, "number"), is_drawn: cell(row, "place") == "drawn" };
    Ok(table.rows().iter().map(of).collect())
}

/// The ids of those who were dropped from a draw.
pub(super) fn dropped(folder: &Folder, name: &str) -> Result<BTreeSet<String>, Error> {
    let drops = folder.table(&at(name, DROPS), &DROP_COLUMNS)?;
    Ok(drops.rows().iter().map(|row| drops.get(row, "id").to_owned()).collect())
}

/// What a draw is checked against.
#[derive(Debug, Clone, Default)]
pub(crate) struct Against {
    /// The commitment as it was published.
    pub commitment: Option<String>,
    /// The value as its source published it.
    pub value: Option<String>,
}

/// Checks a draw from its record alone: a folder with `frame.txt`, and `record.txt` where it is drawn.
pub(crate) fn verify_record(place: &Path, against: &Against) -> Result<Step, Error> {
    let read = |file: &str| -> Result<Option<String>, Error> {
        match opened(&place.join(file), LARGEST) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(crate::fs::ReadFault::NotFound) => Ok(None),
            Err(fault) => Err(refused(format!("{}: {fault}", place.join(file).display()), "")),
        }
    };
    let none = || {
        let what = format!("{} has no {}: no list is closed there", place.display(), frame::FILE);
        refused(what, "close one with `cpdfolio scheme draw --commit`, or name the folder of a draw: `draws/2025`")
    };
    let text = read(frame::FILE)?.ok_or_else(none)?;
    let record = read(record::FILE)?;
    let told = Told { commitment: against.commitment.as_deref(), value: against.value.as_deref() };
    let mut step = Step::default();
    for wrong in verify(&text, record.as_deref(), told) {
        step.doubt(place.display().to_string(), wrong);
    }
    if let Ok(frame) = Frame::read(&text) {
        figures(&mut step, &frame);
    }
    step.told.push(format!("commitment: {}", crate::hash::sha256(&text)));
    if record.is_none() {
        step.told.push("it is not drawn yet".to_owned());
    }
    Ok(step)
}

/// Checks a draw of the scheme, also against its members.
pub(crate) fn verify_own(folder: &Folder, dir: &Path, name: &str, against: &Against, run: &Run) -> Result<Done, Error> {
    let place: PathBuf = dir.join("draws").join(name);
    let mut step = verify_record(&place, against)?;
    if let Ok(Some(frame)) = frame_of(folder, name) {
        let (members, _) = members_of(folder, name)?;
        let forgotten = folder.table(&at(name, FORGOTTEN), &FORGOTTEN_COLUMNS)?.rows().len();
        for wrong in audit(&frame, &members, &folder.key()?, forgotten) {
            step.doubt(at(name, MEMBERS), wrong);
        }
        step.figure("forgotten", forgotten);
    }
    Ok(folder.told("verify-draw", run, step))
}
