//! Declarations and records that come in: taken, or refused with a reason.
//!
//! Four days, never one: *written* by the member, *saved* into the file, *received* here, *accepted*. What is on time
//! and as it was sealed is accepted at once; what is late waits for a person.

use std::collections::{BTreeMap, BTreeSet};

use super::register::{Joined, Numbers, bare, whom};
use super::settings::{Deadlines, Settings, Statement};
use super::table::{Table, TableFault};
use crate::model::Day;
use crate::model::time::{iso, parse_day};

/// The list of everything that came in.
pub(crate) const RECEIVED: &str = "received.csv";

/// What was refused, and why.
pub(crate) const REFUSED: &str = "refused.csv";
/// Its columns.
pub(crate) const REFUSED_COLUMNS: [&str; 5] = ["from", "number", "day", "reason", "mended"];

/// More time for one member: `member, until, reason, agreed_by`.
pub(crate) const EXTENSIONS: &str = "extensions.csv";

const COLUMNS: [&str; 12] = [
    "id",
    "year",
    "kind",
    "snapshot",
    "written",
    "saved",
    "received",
    "accepted",
    "statement",
    "root",
    "shown",
    "sha256",
];

/// What is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// What the member declares.
    Declaration,
    /// The record of a member who was drawn.
    Record,
}

impl Kind {
    /// `declaration`
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Declaration => "declaration",
            Self::Record => "record",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Declaration, Self::Record].into_iter().find(|k| k.word() == word)
    }
}

/// Something that came in, as values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Submission {
    /// The file, and the line of a table.
    pub from: String,
    /// The membership number, where it says one.
    pub number: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The year that it speaks of.
    pub year: i32,
    /// The day on which the member declared.
    pub written: Option<Day>,
    /// The day on which the file was made.
    pub saved: Option<Day>,
    /// The day on which it came, where a table says it.
    pub came: Option<Day>,
    /// Which statement it makes.
    pub statement: String,
    /// The root of its seal; empty where it has none.
    pub root: String,
    /// The hash of what its form shows: answers name it.
    pub shown: String,
    /// What is wrong with it.
    pub findings: Vec<String>,
    /// The file.
    pub bytes: Vec<u8>,
    /// `html`, `json`
    pub ending: &'static str,
}

/// A snapshot that was taken. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// The member's id.
    pub id: String,
    /// The year that it speaks of.
    pub year: i32,
    /// What it is.
    pub kind: Kind,
    /// Its file, beneath `received/`.
    pub file: String,
    /// The day on which the member declared.
    pub written: Option<Day>,
    /// The day on which the file was made.
    pub saved: Option<Day>,
    /// The day on which it came.
    pub received: Day,
    /// The day on which it was accepted.
    pub accepted: Option<Day>,
    /// Which statement it makes.
    pub statement: String,
    /// The root of its seal.
    pub root: String,
    /// The hash of what its form shows.
    pub shown: String,
    /// The SHA-256 of the file.
    pub sha256: String,
}

/// Everything that was taken, in its order, with the places of each member's: a step looks them up for every file.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    all: Vec<Snapshot>,
    own: BTreeMap<String, Vec<usize>>,
}

impl Taken {
    /// The list as it stands.
    pub(crate) fn of(all: Vec<Snapshot>) -> Self {
        let mut taken = Self::default();
        for snapshot in all {
            taken.push(snapshot);
        }
        taken
    }

    /// Adds one.
    pub(crate) fn push(&mut self, snapshot: Snapshot) {
        self.own.entry(snapshot.id.clone()).or_default().push(self.all.len());
        self.all.push(snapshot);
    }

    /// All of them.
    pub(crate) fn all(&self) -> &[Snapshot] {
        &self.all
    }

    /// Those of a member, in their order.
    pub(crate) fn own(&self, id: &str) -> impl DoubleEndedIterator<Item = &Snapshot> {
        self.own.get(id).into_iter().flatten().map(|n| &self.all[*n])
    }

    /// Accepts what waits of a member. How much was it?
    pub(crate) fn accept(&mut self, id: &str, day: Day) -> usize {
        let mut accepted = 0;
        for n in self.own.get(id).into_iter().flatten() {
            if let Some(waits) = self.all.get_mut(*n).filter(|s| s.accepted.is_none()) {
                waits.accepted = Some(day);
                accepted += 1;
            }
        }
        accepted
    }
}

/// Reads the list.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Snapshot>, TableFault> {
    let table = Table::read(bytes, &COLUMNS)?;
    let mut all = vec![];
    for row in table.rows() {
        let cell = |name| table.get(row, name).to_owned();
        let fault = || row.fault("this line is not one of ours");
        all.push(Snapshot {
            id: cell("id"),
            year: cell("year").parse().map_err(|_| fault())?,
            kind: Kind::of(&cell("kind")).ok_or_else(fault)?,
            file: cell("snapshot"),
            written: parse_day(&cell("written")),
            saved: parse_day(&cell("saved")),
            received: parse_day(&cell("received")).ok_or_else(fault)?,
            accepted: parse_day(&cell("accepted")),
            statement: cell("statement"),
            root: cell("root"),
            shown: cell("shown"),
            sha256: cell("sha256"),
        });
    }
    Ok(all)
}

/// The list as a file.
pub(crate) fn write(all: &[Snapshot]) -> Vec<u8> {
    let mut table = Table::new(&COLUMNS);
    let day = |day: Option<Day>| day.map(iso).unwrap_or_default();
    for s in all {
        let (year, kind) = (s.year.to_string(), s.kind.word().to_owned());
        let days = [day(s.written), day(s.saved), iso(s.received), day(s.accepted)];
        let [written, saved, received, accepted] = days;
        let cells = [s.id.clone(), year, kind, s.file.clone(), written, saved, received, accepted];
        table.push(cells.into_iter().chain([s.statement.clone(), s.root.clone(), s.shown.clone(), s.sha256.clone()]));
    }
    table.bytes()
}

/// Is this a line of a table that the administrator wrote? A slip in it is no member's.
pub(crate) fn is_line(from: &str) -> bool {
    from.rsplit_once(", line ").is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Declarations that came by telephone or on paper: `number, statement, day`. They came on that day, whenever they are
/// entered.
pub(crate) fn of_table(from: &str, bytes: &[u8], year: i32) -> Result<Vec<Submission>, TableFault> {
    let table = Table::read(bytes, &["number", "statement"])?.spelt(&["number", "statement", "day"])?;
    let mut all = vec![];
    for row in table.rows() {
        let day = table.get(row, "day");
        if !day.is_empty() && parse_day(day).is_none() {
            return Err(row.fault(format!("`{day}` is not a date like 2026-03-04")));
        }
        let number = bare(table.get(row, "number"));
        let statement = table.get(row, "statement").to_owned();
        let told = serde_json::json!({
            "schema": "cpdfolio.scheme-declaration/1", "number": number, "year": year, "statement": statement,
            "day": day,
        });
        all.push(Submission {
            from: format!("{from}, line {}", row.line),
            number: Some(number).filter(|n| !n.is_empty()),
            kind: Kind::Declaration,
            year,
            written: parse_day(day),
            saved: None,
            came: parse_day(day),
            statement,
            root: String::new(),
            shown: String::new(),
            findings: vec![],
            bytes: format!("{told:#}\n").into_bytes(),
            ending: "json",
        });
    }
    Ok(all)
}

/// Why something is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It cannot be read at all.
    NotRead(String),
    /// It does not say whose it is.
    NoNumber,
    /// Whose it is does not take part.
    NotIn(String),
    /// It speaks of another year.
    OtherYear(i32, i32),
    /// The statement is none of the scheme's.
    Statement(String, String),
    /// It is not as it was sealed.
    NotSealed(String),
    /// Its year is not over on the day on which it was written.
    Early(i32),
    /// The day on which it came is still to come.
    Future(Day),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotRead(why) => f.write_str(why),
            Self::NoNumber => f.write_str("it does not say whose it is: the membership number is missing"),
            Self::NotIn(number) => write!(f, "member {number} does not take part in the scheme"),
            Self::OtherYear(found, wanted) => write!(f, "it speaks of {found}, and {wanted} is asked for"),
            Self::Statement(found, known) => write!(f, "`{found}` is no statement of this scheme: {known}"),
            Self::NotSealed(why) => write!(f, "it is not as it was sealed: {why}"),
            Self::Future(day) => write!(f, "{} is still to come: nothing came on that day", iso(*day)),
            Self::Early(year) => write!(f, "{year} was not over when it was written: it is a draft"),
        }
    }
}

/// The last day for a member, with an extension of that member's and one that a statement gives.
pub(crate) fn last_day(
    kind: Kind,
    deadlines: Deadlines,
    statement: Option<Statement>,
    agreed: Option<Day>,
) -> Option<Day> {
    let day = match kind {
        Kind::Declaration => deadlines.declaration,
        Kind::Record => deadlines.record,
    }?;
    let later = match statement {
        Some(Statement::Later(days)) if kind == Kind::Record => {
            day.checked_add_days(chrono::Days::new(u64::from(days)))
        }
        _ => Some(day),
    };
    later.map(|day| agreed.map_or(day, |agreed| agreed.max(day)))
}

/// The extensions of members, by number or id: of those who are known.
pub(crate) fn extensions(table: &Table, known: &BTreeSet<String>) -> Result<BTreeMap<String, Day>, TableFault> {
    let mut all = BTreeMap::new();
    for row in table.rows() {
        let until = parse_day(table.get(row, "until"));
        let until = until.ok_or_else(|| row.fault("`until` is not a date like 2026-03-04"))?;
        let member = whom(table.get(row, "member"));
        if !known.contains(&member) {
            return Err(super::exempt::unknown(row, &member));
        }
        all.insert(member, until);
    }
    Ok(all)
}

/// What a scheme has when something comes in.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// Who has joined.
    pub register: &'a Numbers<'a>,
    /// More time, by number or id.
    pub extensions: &'a BTreeMap<String, Day>,
    /// The day.
    pub today: Day,
}

impl Desk<'_> {
    /// The statement of a member that counts: the latest.
    fn statement(&self, name: &str) -> Option<Statement> {
        self.settings.statements.iter().find(|(word, _)| word == name).map(|(_, s)| *s)
    }

    /// Takes a submission. The same file again is no other one: then there is no snapshot.
    pub(crate) fn take(&self, known: &Taken, came: &Submission, sha256: &str) -> Result<Option<Snapshot>, Refusal> {
        let number = came.number.as_deref().map(bare).ok_or(Refusal::NoNumber)?;
        let member = self.register.get(&number).filter(|j| j.takes_part(self.today));
        let member = member.ok_or(Refusal::NotIn(number))?;
        if came.year != self.settings.year {
            return Err(Refusal::OtherYear(came.year, self.settings.year));
        }
        if self.statement(&came.statement).is_none() && !(came.kind == Kind::Record && came.statement.is_empty()) {
            let known = crate::diag::list(self.settings.statements.iter().map(|(word, _)| word));
            return Err(Refusal::Statement(came.statement.clone(), known));
        }
        if let Some(why) = came.findings.first() {
            return Err(Refusal::NotSealed(why.clone()));
        }
        let over = |day: Day| chrono::Datelike::year(&day) > came.year;
        if came.written.is_some_and(|day| !over(day)) || !over(self.today) {
            return Err(Refusal::Early(came.year));
        }
        if let Some(day) = came.came.filter(|day| *day > self.today) {
            return Err(Refusal::Future(day));
        }
        let received = came.came.unwrap_or(self.today);
        let own = || known.own(&member.id).filter(|s| s.year == came.year);
        if own().any(|s| s.sha256 == sha256) {
            return Ok(None);
        }
        let count = own().count() + 1;
        let on_time = self.last_day(member, known, came).is_none_or(|last| received <= last);
        Ok(Some(Snapshot {
            id: member.id.clone(),
            year: came.year,
            kind: came.kind,
            file: format!("{}/{}-{count:03}-{}.{}", member.id, came.year, came.kind.word(), came.ending),
            written: came.written,
            saved: came.saved,
            received,
            accepted: on_time.then_some(self.today),
            statement: came.statement.clone(),
            root: came.root.clone(),
            shown: came.shown.clone(),
            sha256: sha256.to_owned(),
        }))
    }

    /// The last day for what came: more time may have been asked for by an earlier statement.
    fn last_day(&self, member: &Joined, known: &Taken, came: &Submission) -> Option<Day> {
        let declared = known.own(&member.id).rev().find(|s| s.year == came.year && !s.statement.is_empty());
        let statement = declared.map_or(came.statement.as_str(), |s| s.statement.as_str());
        let agreed = self.extensions.get(&member.id).or_else(|| self.extensions.get(&member.person.number));
        last_day(came.kind, self.settings.deadlines, self.statement(statement), agreed.copied())
    }
}

/// The latest accepted or received snapshot of a kind, by member.
pub(crate) fn current(all: &[Snapshot], kind: Kind, year: i32) -> BTreeMap<&str, &Snapshot> {
    let mut found = BTreeMap::new();
    for snapshot in all.iter().filter(|s| s.kind == kind && s.year == year) {
        found.insert(snapshot.id.as_str(), snapshot);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::register::Person;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    #[test]
    fn a_declaration_by_telephone_came_on_the_day_of_the_call() {
        let text =
            "schema: cpdfolio.scheme/1\ntitle: T\npolicy: iet\nyear: 2025\ndeadlines: {declaration: 2026-03-31}\n";
        let settings = super::super::settings::read(text).value.unwrap();
        let person = Person { number: "123".to_owned(), ..Person::default() };
        let joined = Joined { id: "m-1".to_owned(), person, opted_in: day("2025-05-01"), left: None };
        let register = BTreeMap::from([("m-1".to_owned(), joined)]);
        let (register, none) = (Numbers::of(&register), BTreeMap::new());
        let take = |on: &str, today: &str| {
            let text = format!("number,statement,day\n123,ready,{on}\n");
            let came = of_table("t.csv", text.as_bytes(), 2025).unwrap().remove(0);
            let desk = Desk { settings: &settings, register: &register, extensions: &none, today: day(today) };
            desk.take(&Taken::default(), &came, "aa").map(Option::unwrap).map_err(|why| why.to_string())
        };
        let taken = take("2026-03-30", "2026-04-02").unwrap();
        assert_eq!((taken.received, taken.accepted), (day("2026-03-30"), Some(day("2026-04-02"))));
        assert_eq!(take("2026-04-01", "2026-04-02").unwrap().accepted, None);
        assert_eq!(take("", "2026-04-02").unwrap().received, day("2026-04-02"));
        assert_eq!(
            take("2026-12-01", "2026-02-01").unwrap_err(),
            "2026-12-01 is still to come: nothing came on that day"
        );
        assert!(take("2025-12-01", "2026-02-01").unwrap_err().starts_with("2025 was not over"));
        assert!(of_table("t", b"number,statement,dya\n", 2025).is_err());
        assert!(is_line("phone.csv, line 6") && !is_line("a, line x.html"));
    }

    #[test]
    fn more_time_is_for_somebody_who_is_known() {
        let table = |member: &str| Table::read(format!("member,until\n{member},2026-03-04\n").as_bytes(), &[]).unwrap();
        let known = BTreeSet::from(["12".to_owned()]);
        assert_eq!(extensions(&table("1 2"), &known).unwrap().len(), 1);
        assert!(extensions(&table("999"), &known).unwrap_err().to_string().contains("has a member 999"));
    }

    fn came(number: &str, statement: &str) -> Submission {
        let text = format!("number,statement,day\n{number},{statement},2026-01-10\n");
        of_table("t.csv", text.as_bytes(), 2025).unwrap().remove(0)
    }

    #[test]
    fn what_comes_is_taken_or_refused_with_a_reason() {
        let text = "schema: cpdfolio.scheme/1\ntitle: T\npolicy: iet\nyear: 2025\ndeadlines: {declaration: 2026-03-31, record: 2026-06-30}\n";
        let settings = super::super::settings::read(text).value.unwrap();
        let person = Person { number: "123".to_owned(), ..Person::default() };
        let joined = Joined { id: "m-1".to_owned(), person, opted_in: day("2025-05-01"), left: None };
        let register = BTreeMap::from([("m-1".to_owned(), joined)]);
        let (register, none) = (Numbers::of(&register), BTreeMap::new());
        let desk = |today| Desk { settings: &settings, register: &register, extensions: &none, today };
        let taken = desk(day("2026-03-31")).take(&Taken::default(), &came("1 23", "ready"), "aa").unwrap().unwrap();
        assert_eq!((taken.file.as_str(), taken.accepted), ("m-1/2025-001-declaration.json", Some(day("2026-03-31"))));
        let mut known = Taken::of(vec![taken.clone()]);
        assert_eq!(desk(day("2026-04-02")).take(&known, &came("123", "ready"), "aa"), Ok(None));
        // entered with the day of the call it came on that day; without, today
        let today = Submission { came: None, ..came("123", "ready") };
        let late = desk(day("2026-04-01")).take(&known, &today, "bb").unwrap().unwrap();
        assert_eq!((late.file.as_str(), late.accepted), ("m-1/2025-002-declaration.json", None));
        assert_eq!(read(&write(&[taken, late.clone()])).unwrap()[1], late);
        known.push(Snapshot { id: "m-2".to_owned(), ..late.clone() });
        known.push(late);
        assert_eq!(
            known.own("m-1").map(|s| s.file.as_str()).collect::<Vec<_>>(),
            ["m-1/2025-001-declaration.json", "m-1/2025-002-declaration.json"]
        );
        assert_eq!((known.accept("m-1", day("2026-04-03")), known.accept("m-1", day("2026-04-03"))), (1, 0));
        assert_eq!(known.all().iter().map(|s| s.accepted.is_some()).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(known.own("m-9").count(), 0);
        let why =
            |came: &Submission, today| desk(day(today)).take(&Taken::default(), came, "x").unwrap_err().to_string();
        assert_eq!(why(&came("9", "ready"), "2026-02-01"), "member 9 does not take part in the scheme");
        assert!(why(&came("123", "perhaps"), "2026-02-01").starts_with("`perhaps` is no statement"));
        assert_eq!(why(&came("123", "ready"), "2025-12-31"), "2025 was not over when it was written: it is a draft");
        let sealed = Submission { findings: vec!["the words of an entry".to_owned()], ..came("123", "ready") };
        assert!(why(&sealed, "2026-02-01").starts_with("it is not as it was sealed"));
        assert_eq!(
            why(&Submission { year: 2024, ..came("123", "ready") }, "2026-02-01"),
            "it speaks of 2024, and 2025 is asked for"
        );
        assert_eq!(
            why(&Submission { number: None, ..came("123", "ready") }, "2026-02-01").split(':').next(),
            Some("it does not say whose it is")
        );
    }

    #[test]
    fn more_time_is_given_by_statement_and_by_agreement() {
        let deadlines =
            Deadlines { declaration: Some(day("2026-03-31")), record: Some(day("2026-06-30")), review: None };
        let of = |kind, statement, agreed: Option<&str>| last_day(kind, deadlines, statement, agreed.map(day));
        assert_eq!(of(Kind::Declaration, Some(Statement::Later(28)), None), Some(day("2026-03-31")));
        assert_eq!(of(Kind::Record, Some(Statement::Later(28)), None), Some(day("2026-07-28")));
        assert_eq!(of(Kind::Record, Some(Statement::Ready), Some("2026-09-01")), Some(day("2026-09-01")));
        assert_eq!(last_day(Kind::Record, Deadlines::default(), None, None), None);
    }
}
