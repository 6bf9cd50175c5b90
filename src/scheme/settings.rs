//! `scheme.yaml`: what the scheme is called, whose rules it reviews by, its days, its draw, what is kept how long.

use serde_yaml::Value;

use super::sample::{DrawSettings, Share, Source, SourceKind, Strata};
use super::{FILE, SCHEMA};
use crate::diag::{Code, KeyPath, Place, Warned};
use crate::model::time::iso;
use crate::model::{Day, PolicyId, id};
use crate::paths::SourcePath;
use crate::yaml::fields::{Faults, Fields, line};
use crate::yaml::parse;

/// The settings of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// What it is called.
    pub title: String,
    /// The policy that records are reviewed by.
    pub policy: PolicyId,
    /// The year that is declared.
    pub year: i32,
    /// Who runs it, where a step names nobody.
    pub administrator: Option<String>,
    /// The address for questions.
    pub contact: Option<String>,
    /// The subject of a message that joins.
    pub subject: String,
    /// The subject of a message that leaves.
    pub leave: String,
    /// Who may join.
    pub admit: Admit,
    /// The last days.
    pub deadlines: Deadlines,
    /// How the sample is drawn.
    pub draw: DrawSettings,
    /// No published number is from 1 to k - 1.
    pub k: usize,
    /// For how many months what is kept, by the first part of a path.
    pub retention: Vec<(String, u32)>,
    /// Statements that a declaration may make, with what they mean.
    pub statements: Vec<(String, Statement)>,
    /// Criteria beside those of the policy's edition.
    pub criteria: Vec<Criterion>,
    /// Two reviews of a record differ from so many levels on, in one criterion.
    pub differ: u8,
}

/// Which grades may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admit {
    /// Those that the policy names.
    Grades,
    /// Everybody.
    All,
    /// Nobody has decided: a grade that is not named is doubtful.
    Undecided,
}

/// Last days, each inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Deadlines {
    /// Of the declaration.
    pub declaration: Option<Day>,
    /// Of the record, for those who are drawn.
    pub record: Option<Day>,
    /// Of the review.
    pub review: Option<Day>,
}

/// What a statement of a declaration means for the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statement {
    /// The record is ready.
    Ready,
    /// More time is asked for: days after the deadline.
    Later(u32),
    /// Another body monitors this member.
    Elsewhere,
    /// Not in practice.
    Inactive,
}

/// A criterion of review, with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Criterion {
    /// Its id.
    pub id: String,
    /// The question.
    pub title: String,
}

/// The criteria that a body told later, in our words: a list of its own, beside the edition's.
pub(crate) const LATER: [(&str, &str); 5] = [
    ("plan-linked", "Activities follow from a plan"),
    ("mix", "Technical and personal skills are mixed"),
    ("kinds", "Activities are of several kinds"),
    ("spread", "Competences are spread over the standard"),
    ("reflection", "Reflection tells what was learned and what it changes"),
];

/// Reads the settings. With any error there is no value.
pub(crate) fn read(text: &str) -> Warned<Option<Settings>> {
    let Ok(path) = SourcePath::new(FILE) else { return Warned { value: None, notes: vec![] } };
    let mut faults = Faults::new(&path);
    let value = parse::read(text, 0, &mut faults);
    let fields = value.as_ref().and_then(|v| Fields::of(v, KeyPath::root(), &mut faults));
    let settings = fields.map(|f| lower(f, &mut faults));
    let value = if faults.errors() > 0 { None } else { settings };
    Warned { value, notes: faults.notes }
}

fn lower(mut f: Fields<'_>, faults: &mut Faults) -> Settings {
    crate::config::schema(&mut f, SCHEMA, faults);
    let title = f.required_line("title", "title: CPD monitoring scheme", faults);
    let policy = f.required_line("policy", "policy: iet", faults);
    f.require("year", "year: 2025");
    let year = f.number("year", faults);
    let settings = Settings {
        title: title.unwrap_or_default(),
        policy: PolicyId::new(policy.unwrap_or_default()),
        year: year.and_then(|y| i32::try_from(y).ok()).unwrap_or_default(),
        administrator: f.line("administrator", faults),
        contact: f.line("contact", faults),
        subject: f.line("subject", faults).unwrap_or_else(|| "Opt-in to CPD Monitoring Scheme".to_owned()),
        leave: f.line("leave", faults).unwrap_or_else(|| "Leave the CPD Monitoring Scheme".to_owned()),
        admit: f.word("admit", &[("grades", Admit::Grades), ("all", Admit::All)], faults).unwrap_or(Admit::Undecided),
        deadlines: deadlines(&mut f, faults),
        draw: draw(&mut f, faults),
        k: least_told(&mut f, faults),
        retention: retention(&mut f, faults),
        statements: statements(&mut f, faults),
        criteria: criteria(&mut f, faults),
        differ: differ(&mut f, faults),
    };
    f.finish(&[], faults);
    settings
}

fn least_told(f: &mut Fields<'_>, faults: &mut Faults) -> usize {
    let k = f.number("k", faults).unwrap_or(10);
    if k < 5 {
        wrong(faults, f.path("k"), "no count of fewer than five people is told", "write `k: 10`");
    }
    usize::try_from(k).unwrap_or(10)
}

fn differ(f: &mut Fields<'_>, faults: &mut Faults) -> u8 {
    let levels = f.number("differ", faults).unwrap_or(1);
    if !(1..=3).contains(&levels) {
        wrong(faults, f.path("differ"), "of four levels two lie one, two or three apart", "write `differ: 1`");
    }
    u8::try_from(levels).unwrap_or(1)
}

fn wrong(faults: &mut Faults, at: KeyPath, message: &str, hint: &str) {
    faults.add(Code::WrongType, Place::Value(at), message).with_hint(hint);
}

fn deadlines(f: &mut Fields<'_>, faults: &mut Faults) -> Deadlines {
    let Some(mut d) = f.fields("deadlines", faults) else { return Deadlines::default() };
    let found = Deadlines {
        declaration: d.day("declaration", faults),
        record: d.day("record", faults),
        review: d.day("review", faults),
    };
    ordered(&d, found, faults);
    d.finish(&[], faults);
    found
}

/// Last days follow each other: a record is asked for after the declarations, and reviewed after it came.
fn ordered(d: &Fields<'_>, days: Deadlines, faults: &mut Faults) {
    for (key, day, before, earlier) in [
        ("record", days.record, "declarations", days.declaration),
        ("review", days.review, "records", days.record),
        ("review", days.review, "declarations", days.declaration),
    ] {
        let (Some(day), Some(earlier)) = (day, earlier) else { continue };
        if day < earlier {
            let message = format!("this is before the last day for {before}, {}", iso(earlier));
            wrong(faults, d.path(key), &message, "write the days in the order `declaration`, `record`, `review`");
            return;
        }
    }
}

fn draw(f: &mut Fields<'_>, faults: &mut Faults) -> DrawSettings {
    let plain = DrawSettings {
        share: Share::Part(5, 100),
        strata: Strata::None,
        take_all: vec![],
        least: 1,
        reserves: 3,
        source: None,
    };
    let Some(mut d) = f.fields("draw", faults) else { return plain };
    let count = |d: &mut Fields<'_>, key, faults: &mut Faults, otherwise: usize| match d.number(key, faults) {
        None => otherwise,
        Some(n) => usize::try_from(n).unwrap_or_else(|_| {
            wrong(faults, d.path(key), "a number of people is not below zero", "write `0` or more");
            otherwise
        }),
    };
    let words = [("none", Strata::None), ("grade", Strata::Grade), ("field", Strata::Field)];
    let found = DrawSettings {
        share: share(&mut d, faults).unwrap_or(plain.share),
        strata: d.word("strata", &words, faults).unwrap_or(plain.strata),
        take_all: d.lines("take_all", faults).into_iter().map(|(_, word)| word).collect(),
        least: count(&mut d, "least", faults, plain.least),
        reserves: count(&mut d, "reserves", faults, plain.reserves),
        source: source(&mut d, faults),
    };
    d.finish(&[], faults);
    found
}

/// `size: 30`, `share: 5%`, or `quotas: {MIET: 12, FIET: 3}`.
fn share(d: &mut Fields<'_>, faults: &mut Faults) -> Option<Share> {
    let size = d.number("size", faults);
    let part = d.line("share", faults);
    let quotas = d.entries("quotas", faults);
    if usize::from(size.is_some()) + usize::from(part.is_some()) + usize::from(!quotas.is_empty()) > 1 {
        wrong(
            faults,
            d.at.clone(),
            "`size`, `share` and `quotas` say the same thing in three ways",
            "keep one of them",
        );
    }
    if let Some(size) = size {
        let size = usize::try_from(size).ok();
        if size.is_none() {
            wrong(faults, d.path("size"), "a sample has no fewer than 0 people", "write `size: 30`");
        }
        return size.map(Share::Size);
    }
    if let Some(part) = part {
        let read = percent(&part);
        if read.is_none() {
            wrong(faults, d.path("share"), "this is not a share from 0 % to 100 %", "write `share: 5%`");
        }
        return read.map(|(n, of)| Share::Part(n, of));
    }
    let mut found = vec![];
    for (at, name, value) in quotas {
        match value.as_u64().and_then(|n| usize::try_from(n).ok()) {
            Some(n) => found.push((name, n)),
            None => wrong(faults, at, "a quota is a whole number", "write `MIET: 12`"),
        }
    }
    found.sort();
    (!found.is_empty()).then_some(Share::Quotas(found))
}

/// `5%`, `2.5%` as a fraction of whole numbers.
pub(crate) fn percent(text: &str) -> Option<(u64, u64)> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    if decimals.len() > 4 || !(whole.to_owned() + decimals).bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let of = 100 * 10_u64.pow(u32::try_from(decimals.len()).ok()?);
    let n: u64 = format!("{whole}{decimals}").parse().ok()?;
    (n <= of).then_some((n, of))
}

fn source(d: &mut Fields<'_>, faults: &mut Faults) -> Option<Source> {
    let mut s = d.fields("source", faults)?;
    let name = s.required_line("name", "name: NIST randomness beacon, the pulse of that minute", faults);
    let time = s.required_line("time", "time: 2026-04-15T12:00Z", faults);
    let fallback = s.required_line("fallback", "fallback: the next pulse that is published", faults);
    let kind = s.word("kind", &[("public", SourceKind::Public), ("dice", SourceKind::Dice)], faults);
    let at = s.path("time");
    s.finish(&[], faults);
    let time = time?;
    let Some(day) = time.get(..10).and_then(crate::model::time::parse_day) else {
        wrong(faults, at, "this does not begin with a day", "write `time: 2026-04-15T12:00Z`");
        return None;
    };
    Some(Source { name: name?, time, day, fallback: fallback?, kind: kind.unwrap_or(SourceKind::Public) })
}

/// What is kept how long, where the settings do not say.
const KEPT: [(&str, u32); 5] = [("received", 24), ("packages", 12), ("reviews", 24), ("letters", 12), ("register", 24)];

fn retention(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<(String, u32)> {
    let mut kept: Vec<(String, u32)> = KEPT.iter().map(|(what, n)| ((*what).to_owned(), *n)).collect();
    for (at, what, months) in f.entries("retention", faults) {
        let Some(months) = months.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 1200) else {
            wrong(faults, at, "this is not a number of months", "write `received: 24`");
            continue;
        };
        let Some(entry) = kept.iter_mut().find(|(known, _)| *known == what) else {
            let known = crate::diag::list(KEPT.map(|(name, _)| name));
            faults
                .add(Code::UnknownKey, Place::Key(at), format!("nothing called `{what}` is kept"))
                .with_hint(format!("one of {known}"));
            continue;
        };
        entry.1 = months;
    }
    kept
}

fn statements(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<(String, Statement)> {
    let known = [
        ("ready", Statement::Ready),
        ("need-time", Statement::Later(28)),
        ("other-body", Statement::Elsewhere),
        ("not-active", Statement::Inactive),
    ];
    let mut all: Vec<(String, Statement)> = known.iter().map(|(w, s)| ((*w).to_owned(), *s)).collect();
    let days = f.number("extension_days", faults);
    if let Some(days) = days {
        if let Some(days) = u32::try_from(days).ok().filter(|n| *n <= 3660) {
            all[1].1 = Statement::Later(days);
        } else {
            let at = f.path("extension_days");
            wrong(faults, at, "this is not a number of days", "write `extension_days: 28`");
        }
    }
    all
}

/// `criteria: later` for the list of the later practice, or own ones.
fn criteria(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<Criterion> {
    let later =
        || LATER.iter().map(|(id, title)| Criterion { id: (*id).to_owned(), title: (*title).to_owned() }).collect();
    match f.peek("criteria") {
        Some(Value::String(word)) if word == "later" => {
            f.allow("criteria");
            return later();
        }
        _ => {}
    }
    let mut found = vec![];
    for (at, name, value) in f.entries("criteria", faults) {
        let title = line(value, &at, faults);
        if !id::is_plain(&name) {
            wrong(
                faults,
                at,
                "an id has small letters, digits and hyphens",
                "write `plan-linked: Activities follow from a plan`",
            );
        } else if let Some(title) = title {
            found.push(Criterion { id: name, title });
        }
    }
    found
}
