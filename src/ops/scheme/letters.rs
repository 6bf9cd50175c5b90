//! Letters that are due: the call, reminders, invitations to those who were drawn, packages for assessors.

use std::collections::{BTreeMap, BTreeSet};

use super::draw::{drawn, frame_of};
use super::folder::{Done, Folder, Run, faulty};
use super::merge::states;
use super::packages;
use super::receive::{excused, snapshots};
use crate::engine::Error;
use crate::model::Day;
use crate::model::time::in_words;
use crate::scheme::exempt;
use crate::scheme::letters::{Letter, table};
use crate::scheme::receive::{EXTENSIONS, Kind, Snapshot, current, extensions, last_day};
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
}

impl<'f> Desk<'f> {
    /// Reads what is needed.
    pub(super) fn open(folder: &'f Folder, name: &str, as_of: Day) -> Result<Self, Error> {
        let exemptions = folder.table(exempt::FILE, &exempt::COLUMNS)?;
        let more = folder.table(EXTENSIONS, &["member", "until"])?;
        Ok(Self {
            folder,
            name: name.to_owned(),
            as_of,
            register: folder.register()?,
            snapshots: snapshots(folder)?,
            exempt: exempt::of(&exemptions, name).map_err(|fault| faulty(exempt::FILE, &fault))?,
            extensions: extensions(&more).map_err(|fault| faulty(EXTENSIONS, &fault))?,
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
        let no_declaration = self.members().filter(|j| !self.is_exempt(j) && !answered(&j.id));
        let no_record = self.wanted()?.into_iter().filter(|j| !records.contains_key(j.id.as_str()));
        Ok(Silent {
            declaration: no_declaration.map(|j| j.id.clone()).collect(),
            record: no_record.map(|j| j.id.clone()).collect(),
        })
    }
}

/// The call for declarations, to everybody who takes part.
pub(crate) fn call(folder: &Folder, name: &str, run: &Run) -> Result<Done, Error> {
    let desk = Desk::open(folder, name, run.as_of)?;
    let (key, year) = (folder.key()?, folder.settings.year);
    let words = Wording::english();
    let statements = crate::diag::list(folder.settings.statements.iter().map(|(word, _)| word));
    let mut all = vec![];
    for joined in desk.members().filter(|j| !desk.is_exempt(j)) {
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
    step.put(&format!("letters/call-{year}.csv"), table(&all));
    step.did.push(format!("the call of {year}: {} letters", all.len()));
    folder.carry_out("call", run, step)
}

/// Reminders begin so many days before a last day.
const BEFORE: u64 = 30;

/// Is a reminder due?
fn is_near(last: Option<Day>, today: Day) -> bool {
    last.and_then(|day| day.checked_sub_days(chrono::Days::new(BEFORE))).is_some_and(|from| from <= today)
}

/// All letters that are due on a day.
pub(crate) fn letters(folder: &Folder, name: &str, run: &Run) -> Result<Done, Error> {
    let desk = Desk::open(folder, name, run.as_of)?;
    let (words, year) = (Wording::english(), folder.settings.year);
    let silent = desk.silent()?;
    let mut step = Step::default();
    let mut put = |kind: &str, letters: &[Letter]| {
        step.figure(kind, letters.len());
        let file = format!("letters/{kind}-{year}.csv");
        if letters.is_empty() {
            // what was due is not due any more
            step.remove(&file);
        } else {
            step.put(&file, table(letters));
            step.did.push(format!("{} letters: {kind}", letters.len()));
        }
    };
    let remind = |ids: &[String], kind: Kind, letter: &str| -> Vec<Letter> {
        let members = ids.iter().filter_map(|id| desk.register.get(id));
        let due = members.filter(|j| is_near(desk.last_day(j, kind), run.as_of));
        let write = |j: &Joined| {
            let last = desk.last_day(j, kind).map(in_words).unwrap_or_default();
            Letter::to(words, j, letter, year, &[("until", &last)])
        };
        due.map(write).collect()
    };
    put("reminder", &remind(&silent.declaration, Kind::Declaration, "reminder"));
    let wanted = desk.wanted()?;
    let invited: Vec<Letter> = wanted
        .iter()
        .filter(|j| silent.record.contains(&j.id))
        .map(|j| {
            let until = desk.last_day(j, Kind::Record).map(in_words).unwrap_or_default();
            Letter::to(words, j, "drawn", year, &[("until", &until), ("draw", name)])
        })
        .collect();
    put("drawn", &invited);
    put("record_reminder", &remind(&silent.record, Kind::Record, "record_reminder"));
    put("assessors", &packages::letters(folder, name)?);
    let states = if frame_of(folder, name)?.is_some() { states(folder, name)? } else { BTreeMap::new() };
    let settled = states.iter().filter(|(_, r)| r.state == State::Settled).filter_map(|(id, _)| desk.register.get(id));
    let fed: Vec<Letter> = settled
        .map(|j| {
            let file = format!("feedback/{name}/{}.html", j.id);
            Letter::to(words, j, "feedback_sent", year, &[("file", &file)])
        })
        .collect();
    put("feedback", &fed);
    packages::pages(folder, name, &mut step)?;
    folder.carry_out("letters", run, step)
}
