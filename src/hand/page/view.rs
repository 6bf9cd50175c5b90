//! What the page of a hand-over shows, as values.

use std::collections::BTreeMap;

use serde::Serialize;

use super::review::{self, FormView};
use super::rule::{Rule, rule, sign, unit};
use crate::hand::seal::{LEFT_OUT, groups};
use crate::hand::verify::{Checked, Entry, Record};
use crate::hash::Hash32;
use crate::html::Html;
use crate::markdown::{self, NoLinks, Setting};
use crate::model::time::{Days, parse_day};
use crate::model::{Minutes, PlanState};
use crate::policy::Amount;
use crate::say;
use crate::sight::blocks::{Changed, Head, HeadPolicy, Span};
use crate::wording::Wording;

/// The whole page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    name: String,
    number: Option<String>,
    made: String,
    draft: bool,
    statement: Option<String>,
    declared: Option<String>,
    purpose: Option<String>,
    about: Vec<(String, String)>,
    periods: Vec<Period>,
    form: Option<FormView>,
    /// What the words of the verdicts mean, of those that stand on the page.
    words: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct Period {
    n: usize,
    days: String,
    policies: Vec<Policy>,
    groups: Vec<String>,
    chosen: Vec<Chosen>,
    chosen_about: String,
    entries: Vec<Row>,
    total: String,
    types: Vec<String>,
    areas: Vec<String>,
    mix: Vec<Mix>,
    plan: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Policy {
    title: String,
    label: String,
    edition: String,
    verdict: String,
    verdict_word: String,
    sign: &'static str,
    sum: String,
    changed: Option<String>,
    rules: Vec<Rule>,
    silent: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Chosen {
    tag: String,
    title: String,
    facts: Vec<(String, String)>,
    body: Option<Html>,
    reflection: Option<Html>,
    copies: Vec<CopyView>,
}

#[derive(Debug, Serialize)]
struct CopyView {
    n: usize,
    name: String,
    says: String,
}

#[derive(Debug, Serialize)]
struct Row {
    tag: String,
    link: bool,
    date: String,
    title: String,
    note: String,
    kind: String,
    area: String,
    planned: String,
    time: String,
}

#[derive(Debug, Serialize)]
struct Mix {
    title: String,
    rows: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    title: String,
    time: String,
    percent: i64,
}

#[derive(Debug, Serialize)]
struct Item {
    title: String,
    due: String,
    state: String,
    entries: usize,
}

/// Makes the values of a page.
pub(super) fn page(checked: &Checked, w: &Wording) -> Page {
    let of = &checked.bundle.handover;
    let first = checked.periods.first();
    let name = first.and_then(|p| p.name.clone()).unwrap_or_else(|| w.text("hand.unnamed").to_owned());
    let mut made = vec![w.fill("hand.made", &[("day", &day(w, &of.made_on))])];
    made.extend(of.recipient.as_ref().map(|r| w.fill("hand.for", &[("recipient", r)])));
    made.extend(of.expires.as_ref().map(|d| w.fill("hand.expires", &[("day", &day(w, d))])));
    let title = if checked.periods.is_empty() { of.title.clone() } else { w.fill("hand.of", &[("name", &name)]) };
    Page {
        title,
        number: first.and_then(|p| p.number.clone()),
        made: made.join(", "),
        draft: of.draft,
        statement: of.statement.clone(),
        declared: of.declared_on.as_ref().map(|d| w.fill("hand.declared", &[("day", &day(w, d))])),
        purpose: of.purpose.clone(),
        about: checked.bundle.form.as_ref().map(|f| f.about.clone()).unwrap_or_default(),
        periods: checked.periods.iter().enumerate().map(|(n, p)| period(checked, p, n, w)).collect(),
        form: checked.bundle.form.as_ref().map(|f| review::form(f, &checked.periods, w)),
        words: review::key(&checked.periods, w),
        name,
    }
}

fn period(checked: &Checked, of: &Record, n: usize, w: &Wording) -> Period {
    let head = of.head.as_ref();
    let chosen: Vec<&Entry> = of.entries.iter().filter(|e| is_chosen(checked, e)).collect();
    let (shown, all) = (chosen.len().to_string(), of.entries.len().to_string());
    let rows: Vec<Row> = of.entries.iter().map(|e| row(e, head, is_chosen(checked, e), w)).collect();
    let list = |of: &dyn Fn(&Row) -> Vec<String>| {
        let mut all: Vec<String> = rows.iter().flat_map(of).filter(|t| !t.is_empty()).collect();
        all.sort();
        all.dedup();
        all
    };
    let categories =
        |e: &Entry| e.facts.categories.iter().map(|(c, _)| title(head, "categories", c)).collect::<Vec<_>>();
    let mut areas: Vec<String> = of.entries.iter().flat_map(categories).collect();
    areas.sort();
    areas.dedup();
    Period {
        n,
        days: days(w, &of.period),
        policies: of.policies.iter().map(|p| policy(p, w)).collect(),
        groups: covered(of.root),
        chosen: chosen.iter().map(|e| opened(checked, e, head, of, w)).collect(),
        chosen_about: w.fill("hand.chosen_about", &[("n", &shown), ("all", &all)]),
        total: w.hours(Minutes(of.entries.iter().map(|e| e.facts.minutes).sum())),
        types: list(&|r| vec![r.kind.clone()]),
        areas,
        mix: mix(of, head, w),
        plan: of.plan.iter().map(|i| item(i, of, w)).collect(),
        entries: rows,
    }
}

/// The entries whose words are open: those that were chosen, and others that were opened.
fn is_chosen(checked: &Checked, e: &Entry) -> bool {
    e.words.is_some()
        || checked.bundle.handover.chosen.contains(&e.tag)
        || checked.bundle.copies.iter().any(|c| c.entry == e.tag)
}

/// The root in groups, of which two have to be taken from the letter.
fn covered(root: Hash32) -> Vec<String> {
    let hidden =
        |(n, group): (usize, String)| if LEFT_OUT.contains(&n) { "\u{b7}\u{b7}\u{b7}\u{b7}".to_owned() } else { group };
    groups(root).into_iter().enumerate().map(hidden).collect()
}

fn policy(of: &HeadPolicy, w: &Wording) -> Policy {
    let earned = w.hours(Minutes(of.earned));
    let sum = if of.counted == of.earned {
        w.fill("hand.sum", &[("earned", &earned)])
    } else {
        w.fill("hand.sum_counted", &[("earned", &earned), ("counted", &w.hours(Minutes(of.counted)))])
    };
    Policy {
        title: of.title.clone(),
        label: of.label.clone(),
        edition: w.fill("hand.edition", &[("edition", &of.edition), ("pack", w.word("origin", &of.pack))]),
        verdict: of.verdict.clone(),
        verdict_word: w.word("state", &of.verdict).to_owned(),
        sign: sign(&of.verdict),
        sum,
        changed: of.changed.as_ref().map(|c| changed(c, w)),
        rules: of.rules.iter().map(|r| rule(r, w)).collect(),
        silent: of.silent.clone(),
    }
}

fn changed(of: &Changed, w: &Wording) -> String {
    let change = change(of, w);
    match &of.kind {
        Some(kind) => w.fill("policy.adjusted", &[("change", &change), ("reason", kind)]),
        None => change,
    }
}

fn change(of: &Changed, w: &Wording) -> String {
    match (of.target, of.unit.as_deref()) {
        (Some(n), Some(word)) => {
            let told = |n| say::amount::quantity(w, Amount { n, unit: unit(word) }, None);
            match of.usual {
                Some(usual) => w.fill("adjusted.instead", &[("amount", &told(n)), ("usual", &told(usual))]),
                None => w.fill("adjusted.target", &[("amount", &told(n))]),
            }
        }
        _ => w.text("adjusted.lifted").to_owned(),
    }
}

fn title(head: Option<&Head>, list: &str, word: &str) -> String {
    head.and_then(|h| h.titles.get(list)?.get(word).cloned()).unwrap_or_else(|| word.to_owned())
}

fn titles(head: Option<&Head>, list: &str, words: &[String]) -> String {
    words.iter().map(|c| title(head, list, c)).collect::<Vec<_>>().join(", ")
}

fn day(w: &Wording, text: &str) -> String {
    parse_day(text).map_or_else(|| text.to_owned(), |d| w.day(d))
}

fn days(w: &Wording, of: &Span) -> String {
    match parse_day(&of.from).zip(parse_day(&of.to)) {
        Some((first, last)) if first <= last => w.days(Days { first, last }),
        _ => format!("{} {}", of.from, of.to),
    }
}

fn date(e: &Entry, w: &Wording) -> String {
    match &e.days {
        Some(span) if span.from == span.to => day(w, &span.from),
        Some(span) => days(w, span),
        None => month(&e.facts.month, w),
    }
}

/// `2026-03` as `March 2026`.
fn month(text: &str, w: &Wording) -> String {
    let parts = text.split_once('-').and_then(|(year, month)| Some((year, month.parse::<u32>().ok()?)));
    match parts.filter(|(_, m)| (1..=12).contains(m)) {
        Some((year, m)) => format!("{} {year}", w.month(m)),
        None => text.to_owned(),
    }
}

fn row(e: &Entry, head: Option<&Head>, link: bool, w: &Wording) -> Row {
    let f = &e.facts;
    let many = f.categories.len() > 1;
    let part = |(c, n): &(String, i64)| {
        let name = title(head, "categories", c);
        if many { format!("{name} {}", w.hours(Minutes(*n))) } else { name }
    };
    Row {
        tag: short(e.tag),
        link,
        date: date(e, w),
        title: f.title.clone().unwrap_or_else(|| w.text("hand.bare").to_owned()),
        note: f.provider.clone().unwrap_or_default(),
        kind: f.kind.as_ref().map(|k| title(head, "types", k)).unwrap_or_default(),
        area: f.categories.iter().map(part).collect::<Vec<_>>().join(", "),
        planned: planned(f.planned, w),
        time: w.hours(Minutes(f.minutes)),
    }
}

fn planned(is: bool, w: &Wording) -> String {
    if is { w.text("hand.planned").to_owned() } else { w.text("hand.unplanned").to_owned() }
}

fn short(tag: Hash32) -> String {
    tag.to_string().chars().take(12).collect()
}

fn opened(checked: &Checked, e: &Entry, head: Option<&Head>, of: &Record, w: &Wording) -> Chosen {
    let f = &e.facts;
    let line = row(e, head, true, w);
    let said = |is: bool| w.text(if is { "entry.planned_yes" } else { "entry.planned_no" });
    let plan = f.plan.iter().map(|id| of.plan.iter().find(|p| p.id == *id).map_or(id.clone(), |p| p.title.clone()));
    let mut facts = vec![
        (w.text("hand.date").to_owned(), line.date),
        (w.text("hand.minutes").to_owned(), line.time),
        (w.text("hand.type").to_owned(), line.kind),
        (w.text("hand.area").to_owned(), line.area),
        (w.text("entry.planned").to_owned(), said(f.planned).to_owned()),
        (w.text("hand.provider").to_owned(), line.note),
        (w.text("hand.competences").to_owned(), titles(head, "competences", &f.competences)),
        (w.text("hand.serves").to_owned(), plan.collect::<Vec<_>>().join(", ")),
    ];
    if f.supports_others {
        facts.push((w.text("hand.supports").to_owned(), w.text("hand.yes").to_owned()));
    }
    if f.evidence > 0 {
        facts.push((w.text("hand.evidence_title").to_owned(), w.count("hand.evidence", f.evidence)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    let tag = short(e.tag);
    let words = e.words.clone().unwrap_or_default();
    let html = |text: &str, part: &str| {
        let setting = Setting { top: 5, anchors: false, of: &[&tag, part] };
        (!text.is_empty()).then(|| markdown::render(text, setting, &NoLinks).html)
    };
    let copies = checked.bundle.copies.iter().enumerate().filter(|(_, c)| c.entry == e.tag);
    let copy = |(n, c): (usize, &crate::hand::bundle::Copy)| CopyView {
        n,
        name: c.name.clone(),
        says: w.text(if c.original { "hand.original" } else { "hand.copy" }).to_owned(),
    };
    Chosen {
        title: line.title,
        facts,
        body: html(&words.body, "b"),
        reflection: html(&words.reflection, "r"),
        copies: copies.map(copy).collect(),
        tag,
    }
}

fn mix(of: &Record, head: Option<&Head>, w: &Wording) -> Vec<Mix> {
    let all: i64 = of.entries.iter().map(|e| e.facts.minutes).sum();
    let sums = |key: &dyn Fn(&Entry) -> Vec<(String, i64)>| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for (title, n) in of.entries.iter().flat_map(key) {
            *sums.entry(title).or_default() += n;
        }
        sums.into_iter().collect::<Vec<_>>()
    };
    let table = |key: &str, mut rows: Vec<(String, i64)>, by_size: bool| {
        if by_size {
            rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        let share =
            |(title, n): (String, i64)| Part { title, time: w.hours(Minutes(n)), percent: n * 100 / all.max(1) };
        Mix { title: w.text(key).to_owned(), rows: rows.into_iter().map(share).collect() }
    };
    let area = |e: &Entry| e.facts.categories.iter().map(|(c, n)| (title(head, "categories", c), *n)).collect();
    let kind = |e: &Entry| e.facts.kind.iter().map(|k| (title(head, "types", k), e.facts.minutes)).collect();
    let plan = |e: &Entry| vec![(planned(e.facts.planned, w), e.facts.minutes)];
    let months = sums(&|e| vec![(e.facts.month.clone(), e.facts.minutes)]);
    let months = months.into_iter().map(|(m, n)| (month(&m, w), n)).collect();
    let mut all = vec![
        table("hand.area", sums(&area), true),
        table("hand.type", sums(&kind), true),
        table("hand.by_plan", sums(&plan), true),
        table("hand.month", months, false),
    ];
    all.retain(|m| !m.rows.is_empty());
    all
}

fn item(of: &crate::sight::blocks::PlanBlock, record: &Record, w: &Wording) -> Item {
    let known = PlanState::WORDS.iter().any(|(word, _)| *word == of.state);
    Item {
        title: of.title.clone(),
        due: of.due.as_ref().map(|d| day(w, d)).unwrap_or_default(),
        state: if known { w.word("state", &of.state).to_owned() } else { of.state.clone() },
        entries: record.entries.iter().filter(|e| e.facts.plan.contains(&of.id)).count(),
    }
}
