//! Letters that are due: the call, reminders, invitations to those who were drawn, packages for assessors.

use std::collections::{BTreeMap, BTreeSet};

use super::draw::{drawn, frame_of, listed, named_well, there};
use super::folder::{Done, Folder, Run};
use super::merge::states;
use super::packages;
use super::receive::{excused, snapshots};
use crate::engine::Error;
use crate::model::Day;
use crate::model::time::{in_words, iso};
use crate::scheme::exempt;
use crate::scheme::letters::{Letter, table};
use crate::scheme::receive::{Kind, Snapshot, current, last_day};
use crate::scheme::register::Joined;
use crate::scheme::review::State;
use crate::scheme::settings::{Settings, Statement};
use crate::scheme::step::Step;
use crate::scheme::table::TableFault;
use crate::wording::Wording;

/// Who has not sent what, by the day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Silent {
    /// No declaration.
    pub declaration: BTreeSet<String>,
    /// Drawn, and no record.
    pub record: BTreeSet<String>,
}

/// Everything that letters are made from.
pub(super) struct Desk<'f> {
    folder: &'f Folder,
    name: String,
    as_of: Day,
    pub register: BTreeMap<String, Joined>,
    pub snapshots: Vec<Snapshot>,
    exempt: BTreeSet<String>,
    /// What exemptions.csv says of draws that there are not.
    doubts: Vec<TableFault>,
    /// What each member's latest declaration says.
    declared: BTreeMap<String, Statement>,
    extensions: BTreeMap<String, Day>,
    /// The closed list of the draw.
    listed: Option<BTreeSet<String>>,
}

impl<'f> Desk<'f> {
    /// Reads what is needed.
    pub(super) fn open(folder: &'f Folder, name: &str, as_of: Day) -> Result<Self, Error> {
        named_well(name)?;
        let snapshots = snapshots(folder)?;
        let exempt = folder.exempt(name)?;
        Ok(Self {
            folder,
            name: name.to_owned(),
            as_of,
            register: folder.register()?,
            declared: declared(&snapshots, &folder.settings),
            snapshots,
            exempt: exempt.members,
            doubts: exempt.doubts,
            extensions: folder.extensions()?,
            listed: listed(folder, name)?,
        })
    }

    /// Says what exemptions.csv leaves in doubt: every step that goes by it does.
    pub(super) fn tell(&self, step: &mut Step) {
        doubted(&self.doubts, step);
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
        let agreed = self.extensions.get(&joined.id).or_else(|| self.extensions.get(&joined.person.number));
        last_day(kind, self.folder.settings.deadlines, self.declared.get(&joined.id).copied(), agreed.copied())
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

fn doubted(faults: &[TableFault], step: &mut Step) {
    for fault in faults {
        step.doubt(exempt::FILE, fault.to_string());
    }
}

/// What each member's latest declaration of the year says, by id: looked up for every letter.
fn declared(snapshots: &[Snapshot], settings: &Settings) -> BTreeMap<String, Statement> {
    let meant: BTreeMap<&str, Statement> = settings.statements.iter().map(|(word, s)| (word.as_str(), *s)).collect();
    let all = current(snapshots, Kind::Declaration, settings.year).into_iter();
    all.filter_map(|(id, s)| Some((id.to_owned(), *meant.get(s.statement.as_str())?))).collect()
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
    desk.tell(&mut step);
    if desk.register.is_empty() {
        step.told.push("nobody has joined yet: `cpdfolio scheme enrol` takes members in".to_owned());
    }
    step.figure("letters", all.len());
    step.figure("late", late);
    let since = since.map(|day| format!("-since-{}", iso(day))).unwrap_or_default();
    step.put(&format!("letters/call-{name}{since}.csv"), table(&all));
    step.did.push(format!("the call of {name}{since}: {}", crate::diag::count(all.len(), "letter")));
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
    /// What exemptions.csv leaves in doubt.
    pub doubts: Vec<TableFault>,
    /// Records that are reviewed, and of which no feedback is made yet.
    pub unmade: usize,
}

/// Works out the letters that are due on a day.
pub(super) fn due(folder: &Folder, name: &str, run: &Run) -> Result<Due, Error> {
    let desk = Desk::open(folder, name, run.as_of)?;
    let (words, year) = (Wording::english(), folder.settings.year);
    let silent = desk.silent()?;
    let remind = |ids: &BTreeSet<String>, kind: Kind, letter: &str| -> Vec<Letter> {
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
    let there: BTreeSet<String> = folder.files(&format!("feedback/{name}"))?.into_iter().collect();
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
    Ok(Due { letters, doubts: desk.doubts, unmade })
}

/// Writes all letters that are due on a day.
pub(crate) fn letters(folder: &Folder, name: &str, run: &Run) -> Result<Done, Error> {
    there(folder, name)?;
    let due = due(folder, name, run)?;
    let mut step = Step::default();
    doubted(&due.doubts, &mut step);
    for (kind, letters) in &due.letters {
        step.figure(*kind, letters.len());
        let file = format!("letters/{kind}-{name}.csv");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_declaration_of_the_year_counts() {
        let text = "schema: cpdfolio.scheme/1\ntitle: T\npolicy: iet\nyear: 2025\n";
        let settings = crate::scheme::settings::read(text).value.unwrap();
        let list = "id,year,kind,snapshot,written,saved,received,accepted,statement,root,shown,sha256\n\
                    m-1,2025,declaration,a,,,2026-01-10,,need-time,,,\n\
                    m-1,2025,declaration,b,,,2026-01-11,,ready,,,\n\
                    m-1,2024,declaration,c,,,2026-01-12,,need-time,,,\n\
                    m-1,2025,record,d,,,2026-01-13,,need-time,,,\n\
                    m-2,2025,declaration,e,,,2026-01-10,,need-time,,,\n\
                    m-3,2025,declaration,f,,,2026-01-10,,of-old,,,\n";
        let found = declared(&crate::scheme::receive::read(list.as_bytes()).unwrap(), &settings);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["m-1", "m-2"]);
        assert_eq!(found["m-1"], Statement::Ready);
        assert!(matches!(found["m-2"], Statement::Later(_)));
    }
}
