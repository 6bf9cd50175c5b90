//! Letters that are due: the call, reminders, invitations to those who were drawn, packages for assessors.

use std::collections::{BTreeMap, BTreeSet};

use super::draw::{drawn, frame_of, listed};
use super::folder::{Done, Folder, Run};
use super::merge::states;
use super::packages;
use super::receive::{excused, snapshots};
use crate::engine::Error;
use crate::model::Day;
use crate::model::time::{in_words, iso};
use crate::scheme::letters::{Letter, table};
use crate::scheme::receive::{Kind, Snapshot, current, last_day};
use crate::scheme::register::Joined;
use crate::scheme::review::State;
use crate::scheme::step::Step;
use crate::wording::Wording;

/// Who has not sent what, by the day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Silent {
    /// No declaration.
    pub declaration: Vec<String>,
    /// Drawn, and no record.
    pub record: Vec<String>,
}

/// Everything that letters are made from.
pub(super) struct Desk<'f> {
    folder: &'f Folder,
    name: String,
    as_of: Day,
    pub register: BTreeMap<String, Joined>,
    pub snapshots: Vec<Snapshot>,
    pub exempt: BTreeSet<String>,
    extensions: BTreeMap<String, Day>,
    /// The closed list of the draw.
    listed: Option<BTreeSet<String>>,
}

impl<'f> Desk<'f> {
    /// Reads what is needed.
    pub(super) fn open(folder: &'f Folder, name: &str, as_of: Day) -> Result<Self, Error> {
        Ok(Self {
            folder,
            name: name.to_owned(),
            as_of,
            register: folder.register()?,
            snapshots: snapshots(folder)?,
            exempt: folder.exempt(name)?,
            extensions: folder.extensions()?,
            listed: listed(folder, name)?,
        })
    }

    /// Those who take part.
    pub(super) fn members(&self) -> impl Iterator<Item = &Joined> {
        self.register.values().filter(|j| j.takes_part(self.as_of))
    }

    /// Is a member exempt this year?
    pub(super) fn is_exempt(&self, joined: &Joined) -> bool {
        self.exempt.contains(&joined.id) || self.exempt.contains(&joined.person.number)
    }

    /// Did a member join when the list of the draw was closed, or after the last day for declarations? Nothing is asked
    /// of those before the next year.
    pub(super) fn is_late(&self, joined: &Joined) -> bool {
        self.listed.as_ref().is_some_and(|listed| !listed.contains(&joined.id))
            || self.folder.settings.deadlines.declaration.is_some_and(|last| joined.opted_in > last)
    }

    /// The last day of a member for something.
    pub(super) fn last_day(&self, joined: &Joined, kind: Kind) -> Option<Day> {
        let declared = current(&self.snapshots, Kind::Declaration, self.folder.settings.year);
        let statement = declared.get(joined.id.as_str()).map(|s| s.statement.as_str());
        let statement =
            statement.and_then(|name| self.folder.settings.statements.iter().find(|(word, _)| word == name));
        let agreed = self.extensions.get(&joined.id).or_else(|| self.extensions.get(&joined.person.number));
        last_day(kind, self.folder.settings.deadlines, statement.map(|(_, s)| *s), agreed.copied())
    }

    /// Those who were drawn, and are to show a record: not who says that another body looks, or is not in practice.
    pub(super) fn wanted(&self) -> Result<Vec<&Joined>, Error> {
        let excused = excused(self.folder)?;
        let drawn = drawn(self.folder, &self.name)?;
        let ids = drawn.iter().filter(|d| d.is_drawn && !excused.contains(&d.id));
        Ok(ids.filter_map(|d| self.register.get(&d.id)).collect())
    }

    /// Who has not sent what.
    pub(super) fn silent(&self) -> Result<Silent, Error> {
        let year = self.folder.settings.year;
        let (declared, records) =
            (current(&self.snapshots, Kind::Declaration, year), current(&self.snapshots, Kind::Record, year));
        // whoever sent the record has declared with it
        let answered = |id: &str| declared.contains_key(id) || records.contains_key(id);
        let asked = self.members().filter(|j| !self.is_exempt(j) && !self.is_late(j));
        let no_declaration = asked.filter(|j| !answered(&j.id));
        let no_record = self.wanted()?.into_iter().filter(|j| !records.contains_key(j.id.as_str()));
        Ok(Silent {
            declaration: no_declaration.map(|j| j.id.clone()).collect(),
            record: no_record.map(|j| j.id.clone()).collect(),
        })
    }
}

/// The call for declarations: to everybody who takes part, or to those who joined on a day or later. Whoever is not
/// asked before the next year is told so.
pub(crate) fn call(folder: &Folder, name: &str, since: Option<Day>, run: &Run) -> Result<Done, Error> {
    let desk = Desk::open(folder, name, run.as_of)?;
    let (key, year) = (folder.key()?, folder.settings.year);
    let words = Wording::english();
    let statements = crate::diag::list(folder.settings.statements.iter().map(|(word, _)| word));
    let (mut all, mut late) = (vec![], 0);
    let is_new = |j: &&Joined| since.is_none_or(|day| j.opted_in >= day);
    for joined in desk.members().filter(|j| !desk.is_exempt(j)).filter(is_new) {
        if desk.is_late(joined) {
            let next = (year + 1).to_string();
            all.push(Letter::to(words, joined, "call_late", year, &[("next", &next)]));
            late += 1;
            continue;
        }
        let until = desk.last_day(joined, Kind::Declaration).map(in_words).unwrap_or_default();
        let token = key.token(name, &joined.id);
        let args = [
            ("until", until.as_str()),
            ("token", &token),
            ("draw", name),
            ("statements", &statements),
            ("number", &joined.person.number),
        ];
        all.push(Letter::to(words, joined, "call", year, &args));
    }
    let mut step = Step::default();
    step.figure("letters", all.len());
    step.figure("late", late);
    let since = since.map(|day| format!("-since-{}", iso(day))).unwrap_or_default();
    step.put(&format!("letters/call-{year}{since}.csv"), table(&all));
    step.did.push(format!("the call of {year}{since}: {}", crate::diag::count(all.len(), "letter")));
    folder.carry_out("call", run, step)
}

/// Reminders begin so many days before a last day.
const BEFORE: u64 = 30;

/// Is a reminder due?
fn is_near(last: Option<Day>, today: Day) -> bool {
    last.and_then(|day| day.checked_sub_days(chrono::Days::new(BEFORE))).is_some_and(|from| from <= today)
}

/// What is due on a day.
pub(super) struct Due {
    /// Letters by kind: every kind, also one of which none is due.
    pub letters: Vec<(&'static str, Vec<Letter>)>,
    /// Records that are reviewed, and of which no feedback is made yet.
    pub unmade: usize,
}

/// Works out the letters that are due on a day.
pub(super) fn due(folder: &Folder, name: &str, run: &Run) -> Result<Due, Error> {
    let desk = Desk::open(folder, name, run.as_of)?;
    let (words, year) = (Wording::english(), folder.settings.year);
    let silent = desk.silent()?;
    let remind = |ids: &[String], kind: Kind, letter: &str| -> Vec<Letter> {
        let members = ids.iter().filter_map(|id| desk.register.get(id));
        let due = members.filter(|j| is_near(desk.last_day(j, kind), run.as_of));
        let write = |j: &Joined| {
            let last = desk.last_day(j, kind).map(in_words).unwrap_or_default();
            Letter::to(words, j, letter, year, &[("until", &last)])
        };
        due.map(write).collect()
    };
    let mut letters = vec![("reminder", remind(&silent.declaration, Kind::Declaration, "reminder"))];
    let wanted = desk.wanted()?;
    let invite = |j: &Joined| {
        let until = desk.last_day(j, Kind::Record).map(in_words).unwrap_or_default();
        Letter::to(words, j, "drawn", year, &[("until", &until), ("draw", name)])
    };
    letters.push(("drawn", wanted.iter().filter(|j| silent.record.contains(&j.id)).map(|j| invite(j)).collect()));
    // whoever sent the record before is told of the draw as well, until it has been reviewed
    let states = if frame_of(folder, name)?.is_some() { states(folder, name)? } else { BTreeMap::new() };
    let is_settled = |id: &String| states.get(id).is_some_and(|r| r.state == State::Settled);
    let here = wanted.iter().filter(|j| !silent.record.contains(&j.id) && !is_settled(&j.id));
    letters.push(("drawn_here", here.map(|j| Letter::to(words, j, "drawn_here", year, &[("draw", name)])).collect()));
    letters.push(("record_reminder", remind(&silent.record, Kind::Record, "record_reminder")));
    letters.push(("assessors", packages::letters(folder, name)?));
    let there = folder.files(&format!("feedback/{name}"))?;
    let settled: Vec<&Joined> =
        states.keys().filter(|id| is_settled(id)).filter_map(|id| desk.register.get(id)).collect();
    let announce = |j: &Joined| {
        let file = format!("feedback/{name}/{}.html", j.id);
        // the file of proposals is made for those who sent a record
        let kind = if there.contains(&format!("{}.json", j.id)) { "feedback_sent" } else { "feedback_alone" };
        Letter::to(words, j, kind, year, &[("file", &file)])
    };
    let made = settled.iter().filter(|j| there.contains(&format!("{}.html", j.id)));
    let fed: Vec<Letter> = made.map(|j| announce(j)).collect();
    let unmade = settled.len() - fed.len();
    letters.push(("feedback", fed));
    Ok(Due { letters, unmade })
}

/// Writes all letters that are due on a day.
pub(crate) fn letters(folder: &Folder, name: &str, run: &Run) -> Result<Done, Error> {
    let due = due(folder, name, run)?;
    let mut step = Step::default();
    for (kind, letters) in &due.letters {
        step.figure(*kind, letters.len());
        let file = format!("letters/{kind}-{}.csv", folder.settings.year);
        if letters.is_empty() {
            // what was due is not due any more
            step.remove(&file);
        } else {
            step.put(&file, table(letters));
            step.did.push(format!("{}: {kind}", crate::diag::count(letters.len(), "letter")));
        }
    }
    if due.unmade > 0 {
        let are = if due.unmade == 1 { "record is" } else { "records are" };
        step.told.push(format!(
            "{} {are} reviewed, and no feedback on it is made: first `cpdfolio scheme feedback`",
            due.unmade
        ));
    }
    packages::pages(folder, name, &mut step)?;
    folder.carry_out("letters", run, step)
}
