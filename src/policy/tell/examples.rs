//! Worked examples: small records beside the rules, with the verdicts that they must get.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::diag::{Code, KeyPath, Place};
use crate::model::activity::Declared;
use crate::model::{CategoryPart, Day, Days, Minutes, PolicyId, Word};
use crate::policy::data::records::{Record, Records};
use crate::policy::data::rule::{Edition, Key, KeyKind, Policy};
use crate::policy::judge::assess;
use crate::policy::judge::assessment::{Assessment, Verdict};
use crate::policy::judge::follow::{Artefact, Circumstance, Follow};
use crate::yaml::fields::{Faults, Fields, day, line, minutes};

/// One worked example.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// A day of the period that is judged; absent: the first full period of the edition.
    pub on: Option<Day>,
    /// The day of the assessment; absent: the day after the period.
    pub as_of: Option<Day>,
    /// The day of joining.
    pub joined: Option<Day>,
    /// Roles of the member's.
    pub roles: Vec<Word>,
    /// Documents of the member's, where it matters.
    pub artefacts: Option<Vec<Artefact>>,
    /// Circumstances of the member's.
    pub circumstances: Vec<Circumstance>,
    /// The record.
    pub log: Vec<Logged>,
    /// For each rule (or `verdict`) what must come out: an amount, a verdict, or both.
    pub expect: Vec<(String, String)>,
}

/// An entry of an example.
#[derive(Debug, Clone)]
pub struct Logged {
    days: Option<Days>,
    minutes: Minutes,
    categories: Vec<CategoryPart>,
    kind: Option<Word>,
    planned: bool,
    draft: bool,
    example: bool,
    provider: Option<String>,
    tags: Vec<String>,
    competences: Vec<Word>,
    declared: BTreeMap<String, Declared>,
    reflection_words: usize,
    has_evidence: bool,
    supports_others: bool,
    has_plan: bool,
    times: i64,
}

/// The list under `examples`.
pub(crate) fn read(f: &mut Fields<'_>, keys: &BTreeMap<String, Key>, faults: &mut Faults) -> Vec<Example> {
    let items = f.items("examples", faults);
    items.into_iter().filter_map(|(at, v)| Fields::of(v, at, faults).and_then(|e| example(e, keys, faults))).collect()
}

fn example(mut e: Fields<'_>, keys: &BTreeMap<String, Key>, faults: &mut Faults) -> Option<Example> {
    let name = e.required_line("name", "name: just under", faults);
    let on = e.day("day", faults);
    let as_of = e.day("as_of", faults);
    let joined = e.day("joined", faults);
    let roles = e.lines("roles", faults).into_iter().map(|(_, text)| Word::new(text)).collect();
    let artefacts = e.has("artefacts").then(|| {
        let mut found = vec![];
        for (at, kind, value) in e.entries("artefacts", faults) {
            let days: Vec<&Value> = match value {
                Value::Sequence(several) => several.iter().collect(),
                one => vec![one],
            };
            let made = |day| Artefact { kind: Word::new(kind.as_str()), day };
            found.extend(days.into_iter().filter_map(|v| day(v, &at, faults)).map(made));
        }
        found
    });
    let mut circumstances = vec![];
    for (at, value) in e.items("circumstances", faults) {
        circumstances.extend(Fields::of(value, at, faults).and_then(|c| circumstance(c, faults)));
    }
    let mut log = vec![];
    for (at, value) in e.items("log", faults) {
        log.extend(Fields::of(value, at, faults).and_then(|l| logged(l, keys, faults)));
    }
    let expect = e.entries("expect", faults);
    let expect = expect.into_iter().filter_map(|(at, rule, v)| Some((rule, line(v, &at, faults)?))).collect();
    e.finish(&[], faults);
    Some(Example { name: name?, on, as_of, joined, roles, artefacts, circumstances, log, expect })
}

fn circumstance(mut c: Fields<'_>, faults: &mut Faults) -> Option<Circumstance> {
    let reason = c.required_line("reason", "reason: retired", faults);
    let first = c.day("from", faults);
    let last = c.day("to", faults);
    let target = c.minutes("target", faults);
    let agreed_on = c.day("agreed_on", faults);
    let reference = c.line("ref", faults);
    c.finish(&[], faults);
    let days = Days { first: first?, last: last? };
    Some(Circumstance { policy: PolicyId::new(""), reason: reason?, days, target, agreed_on, reference })
}

fn logged(mut l: Fields<'_>, keys: &BTreeMap<String, Key>, faults: &mut Faults) -> Option<Logged> {
    l.require("hours", "hours: 2h");
    let minutes_ = l.minutes("hours", faults);
    let days = l.value("date", faults).and_then(|v| days(v, &l.path("date"), faults));
    let categories = match l.value("category", faults) {
        None => vec![],
        Some(v) => categories(v, &l.path("category"), minutes_.unwrap_or_default(), faults),
    };
    let mut declared = BTreeMap::new();
    let mut names = vec![];
    for (name, key) in keys {
        if let Some((found, value)) = l.others(&[]).into_iter().find(|(k, _)| k == name) {
            names.push(found);
            declared.extend(declare(value, key, &l.path(name), faults).map(|d| (name.clone(), d)));
        }
    }
    let found = Logged {
        days,
        minutes: minutes_?,
        categories,
        kind: l.line("type", faults).map(Word::new),
        planned: l.flag("planned", faults).unwrap_or(false),
        draft: l.flag("draft", faults).unwrap_or(false),
        example: l.flag("example", faults).unwrap_or(false),
        provider: l.line("provider", faults),
        tags: l.lines("tags", faults).into_iter().map(|(_, t)| t).collect(),
        competences: l.lines("competences", faults).into_iter().map(|(_, t)| Word::new(t)).collect(),
        declared,
        reflection_words: l.number("reflection", faults).and_then(|n| usize::try_from(n).ok()).unwrap_or(0),
        has_evidence: l.flag("evidence", faults).unwrap_or(false),
        supports_others: l.flag("supports_others", faults).unwrap_or(false),
        has_plan: l.flag("plan", faults).unwrap_or(false),
        times: l.number("times", faults).unwrap_or(1).clamp(0, 1_000),
    };
    l.finish(&names, faults);
    Some(found)
}

fn days(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Days> {
    if let Value::Mapping(map) = value {
        let mut d = Fields::new(map, at.clone());
        let days = Days { first: d.day("from", faults)?, last: d.day("to", faults)? };
        d.finish(&[], faults);
        return Some(days);
    }
    day(value, at, faults).map(|d| Days { first: d, last: d })
}

fn categories(value: &Value, at: &KeyPath, whole: Minutes, faults: &mut Faults) -> Vec<CategoryPart> {
    let Value::Mapping(map) = value else {
        let one = line(value, at, faults).map(|c| CategoryPart { category: Word::new(c), minutes: whole });
        return one.into_iter().collect();
    };
    let parts: Vec<CategoryPart> = crate::yaml::fields::entries(map, at, faults)
        .into_iter()
        .filter_map(|(at, c, v)| Some(CategoryPart { category: Word::new(c), minutes: minutes(v, &at, faults)? }))
        .collect();
    if parts.iter().map(|p| p.minutes).sum::<Minutes>() != whole {
        faults.add(Code::CategoryParts, Place::Value(at.clone()), "the parts do not add up to the hours");
    }
    parts
}

fn declare(value: &Value, key: &Key, at: &KeyPath, faults: &mut Faults) -> Option<Declared> {
    match (&key.kind, value) {
        (KeyKind::Flag, Value::Bool(b)) => Some(Declared::Flag(*b)),
        (KeyKind::Number { .. }, Value::Number(n)) => n.as_i64().map(Declared::Number),
        (KeyKind::Words { .. }, Value::Sequence(items)) => {
            Some(Declared::Words(items.iter().filter_map(|i| line(i, at, faults)).map(Word::new).collect()))
        }
        (KeyKind::Words { .. }, one) => line(one, at, faults).map(|t| Declared::Words(vec![Word::new(t)])),
        (_, other) => {
            crate::yaml::fields::wrong(faults, at, other, "a value of the kind that the key is declared with");
            None
        }
    }
}

/// Judges an example's record.
pub fn judge(policy: &Policy, edition: &Edition, example: &Example) -> Assessment {
    let circumstances: Vec<Circumstance> =
        example.circumstances.iter().map(|c| Circumstance { policy: policy.id.clone(), ..c.clone() }).collect();
    let follow = Follow {
        joined: example.joined,
        pinned: example.on.is_none().then_some(edition.label.as_str()),
        circumstances: circumstances.iter().collect(),
        roles: example.roles.clone(),
        artefacts: example.artefacts.clone(),
        ..Follow::new(policy)
    };
    let mut period = follow.period_of(example.on.unwrap_or(edition.from));
    if example.on.is_none() && period.days.first < edition.from {
        let next = period.days.last.succ_opt().unwrap_or(edition.from);
        period = follow.period_of(next);
    }
    let as_of = example.as_of.or(period.days.last.succ_opt()).unwrap_or(period.days.last);
    let first = Days { first: period.days.first, last: period.days.first };
    let all = example.log.iter().flat_map(|l| (0..l.times).map(move |_| l));
    let records = all.map(|l| record(l, l.days.unwrap_or(first))).collect();
    assess(&follow, &period, &Records::new(records), as_of)
}

fn record(l: &Logged, days: Days) -> Record<'_> {
    Record {
        key: "",
        days,
        minutes: l.minutes,
        categories: &l.categories,
        kind: l.kind.as_ref(),
        planned: l.planned,
        draft: l.draft,
        example: l.example,
        provider: l.provider.as_deref(),
        tags: &l.tags,
        competences: &l.competences,
        declared: &l.declared,
        reflection_words: l.reflection_words,
        has_evidence: l.has_evidence,
        supports_others: l.supports_others,
        has_plan: l.has_plan,
    }
}

/// Runs all examples of a policy; what does not come out as written, in sentences, with its edition.
pub fn run(policy: &Policy) -> Vec<(String, String)> {
    let mut wrong = vec![];
    for edition in &policy.editions {
        for example in &edition.examples {
            let result = judge(policy, edition, example);
            for (rule, wanted) in &example.expect {
                let found = outcome(&result, edition, rule, wanted);
                if found.as_ref() != Some(wanted) {
                    let found = found.unwrap_or_else(|| "no such rule".to_owned());
                    let words = format!("`{}`: {rule} comes out as `{found}`, not as `{wanted}`", example.name);
                    wrong.push((edition.label.clone(), words));
                }
            }
        }
    }
    wrong
}

/// What came out, in the form in which it is expected: `28h short`, `28h`, `short`.
fn outcome(result: &Assessment, edition: &Edition, rule: &str, wanted: &str) -> Option<String> {
    if rule == "verdict" {
        return Some(result.verdict.word().to_owned());
    }
    let found = result.rule(rule)?;
    let unit = edition.rule(rule).map(|r| edition.measure_of(r).unit);
    let amount = if unit == Some(crate::policy::data::rule::Unit::Minutes)
        && found.scale == 1
        && found.unit == crate::policy::data::rule::Unit::Minutes
    {
        Minutes(found.achieved).data()
    } else {
        super::words::number(found.achieved, found.scale)
    };
    let verdict = found.verdict.map_or("", |v: Verdict| v.word());
    let said = |word: &str| Verdict::WORDS.iter().any(|(w, _)| *w == word);
    let with_verdict = wanted.rsplit(' ').next().is_some_and(said);
    Some(match (said(wanted), with_verdict) {
        (true, _) => verdict.to_owned(),
        (false, true) => format!("{amount} {verdict}"),
        (false, false) => amount,
    })
}
