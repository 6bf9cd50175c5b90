//! What was declared about a year, and what others have said about it.

use serde::Serialize;

use crate::facts::Site;
use crate::model::Minutes;
use crate::model::declaration::{Declaration, Figures};
use crate::model::given::{Given, Said};
use crate::model::time::{Days, iso, parse_day};
use crate::sight::redact::SeenDeclaration;
use crate::wording::Wording;

/// What the page of a declaration shows.
#[derive(Debug, Serialize)]
pub(crate) struct DeclarationView {
    /// The periods that end in the year.
    pub periods: Vec<DeclaredPeriodView>,
    /// What others have filled in about the year.
    pub given: Vec<GivenView>,
}

/// What was declared about one period.
#[derive(Debug, Serialize)]
pub(crate) struct DeclaredPeriodView {
    /// Its days.
    pub period: String,
    /// The answer in one sentence.
    pub says: String,
    /// The statement.
    pub statement: String,
    /// When it was declared.
    pub declared: String,
    /// Each policy's figures.
    pub rows: Vec<DeclaredFiguresView>,
    /// The root in groups.
    pub root: String,
    /// Where the record shows other figures now.
    pub differences: Vec<String>,
    /// Earlier declarations.
    pub amended: Vec<String>,
}

/// What a policy found.
#[derive(Debug, Serialize)]
pub(crate) struct DeclaredFiguresView {
    /// Its title.
    pub title: String,
    /// The verdict.
    pub verdict: String,
    /// Edition and figures.
    pub says: String,
}

/// What somebody else has filled in.
#[derive(Debug, Serialize)]
pub(crate) struct GivenView {
    /// As what, and when.
    pub title: String,
    /// Question and answer.
    pub rows: Vec<(String, String)>,
}

impl DeclarationView {
    /// What this audience sees of a year.
    pub(crate) fn new(site: &Site<'_>, of: &SeenDeclaration<'_>) -> Self {
        Self {
            periods: of.periods.iter().map(|d| period(site, of, d)).collect(),
            given: of.given.iter().map(|g| given(site.wording, g, of.is_owner)).collect(),
        }
    }
}

fn day(w: &Wording, text: &str) -> String {
    parse_day(text).map_or_else(|| text.to_owned(), |d| w.day(d))
}

fn period(site: &Site<'_>, of: &SeenDeclaration<'_>, d: &Declaration) -> DeclaredPeriodView {
    let w = site.wording;
    let days = match parse_day(&d.from).zip(parse_day(&d.to)) {
        Some((first, last)) => w.days(Days { first, last }),
        None => d.from.clone(),
    };
    let on = day(w, &d.declared_on);
    let key = if d.draft { "declaration.draft_on" } else { "declaration.declared_on" };
    let now = |f: &Figures| {
        let same = |a: &&crate::policy::Assessment| {
            a.policy.as_str() == f.policy && iso(a.period.days.first) == d.from && iso(a.period.days.last) == d.to
        };
        site.seen.judged.iter().find(same)
    };
    let title = |f: &Figures| now(f).map_or_else(|| f.policy.clone(), |a| a.title.clone());
    let time = |n: i64| w.hours(Minutes(n));
    let row = |f: &Figures| DeclaredFiguresView {
        title: title(f),
        verdict: f.verdict.clone(),
        says: w.fill(
            "declaration.row",
            &[("edition", &f.edition), ("earned", &time(f.earned)), ("counted", &time(f.counted))],
        ),
    };
    // a declaration is an assessor's figure: only what an assessor sees now can differ from it
    let differs = |f: &Figures| {
        let now = now(f).filter(|a| a.earned.0 != f.earned && !d.draft)?;
        let key = match (of.is_owner, of.notes.is_empty()) {
            (true, true) => "declaration.seen_by_you",
            (true, false) => return None,
            (false, _) => "declaration.differs",
        };
        let args = [("policy", title(f)), ("was", time(f.earned)), ("now", w.hours(now.earned))];
        let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
        Some(w.fill(key, &args))
    };
    let mut differences: Vec<String> = d.policies.iter().filter_map(differs).collect();
    differences.extend(of.notes.iter().cloned());
    let amended = |a: &crate::model::declaration::Amendment| {
        let text =
            w.fill("declaration.amended_on", &[("was", &day(w, &a.declared_on)), ("now", &day(w, &a.amended_on))]);
        if of.is_owner { format!("{text} {}", a.reason) } else { text }
    };
    let digits: Vec<String> =
        d.root.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    DeclaredPeriodView {
        says: w.fill(key, &[("day", &on), ("period", &days)]),
        statement: w.word("statement", &d.statement).to_owned(),
        period: days,
        declared: on,
        rows: d.policies.iter().map(row).collect(),
        root: digits.join(" "),
        differences,
        amended: d.amended.iter().map(amended).collect(),
    }
}

fn given(w: &Wording, of: &Given, owner: bool) -> GivenView {
    let who = if owner || of.named { of.by.as_str() } else { w.text("declaration.somebody") };
    let args = [("role", w.word("role", &of.role)), ("who", who), ("day", &day(w, &of.on))];
    let answer = |s: &Said| {
        let level = s.level.map(|n| w.word("level", level(n)).to_owned());
        let yes = s.yes.then(|| w.text("hand.yes").to_owned());
        let text = Some(s.text.clone()).filter(|t| !t.is_empty());
        (s.title.clone(), level.into_iter().chain(yes).chain(text).collect::<Vec<_>>().join(". "))
    };
    GivenView { title: w.fill("declaration.given_by", &args), rows: of.answers.iter().map(answer).collect() }
}

fn level(n: u8) -> &'static str {
    match n {
        1 => "one",
        2 => "two",
        3 => "three",
        _ => "four",
    }
}
