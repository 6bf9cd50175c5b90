//! The worked examples of an edition.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::diag::{Code, KeyPath, Place};
use crate::model::activity::Declared;
use crate::model::{CategoryPart, Days, Minutes, PolicyId, Word};
use crate::policy::data::assessment::Verdict;
use crate::policy::data::example::{Example, Logged};
use crate::policy::data::member::{Artefact, Circumstance};
use crate::policy::data::named::{Key, KeyKind};
use crate::policy::value::{Known, known_word, words};
use crate::yaml::fields::{Faults, Fields, day, line, minutes, unknown_at};

/// The list under `examples`.
pub(super) fn read(f: &mut Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Vec<Example> {
    let items = f.items("examples", faults);
    items.into_iter().filter_map(|(at, v)| Fields::of(v, at, faults).and_then(|e| example(e, known, faults))).collect()
}

fn example(mut e: Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Example> {
    let name = e.required_line("name", "name: just under", faults);
    let on = e.day("day", faults);
    let as_of = e.day("as_of", faults);
    let joined = e.day("joined", faults);
    let roles = words(&mut e, "roles", "a role of this policy", known.roles, Code::BadPolicy, faults);
    let artefacts = e.has("artefacts").then(|| {
        let mut found = vec![];
        for (at, kind, value) in e.entries("artefacts", faults) {
            let days: Vec<&Value> = match value {
                Value::Sequence(several) => several.iter().collect(),
                one => vec![one],
            };
            let what = "an artefact of this policy";
            let place = Place::Key(at.clone());
            if !known.artefacts.iter().any(|a| a.id.as_str() == kind) {
                let names = known.artefacts.iter().map(|a| a.id.as_str());
                unknown_at(faults, Code::BadPolicy, place, &kind, what, names);
            }
            let made = |day| Artefact { kind: Word::new(kind.as_str()), day };
            found.extend(days.into_iter().filter_map(|v| day(v, &at, faults)).map(made));
        }
        found
    });
    let drawn = e.days("drawn", faults);
    let mut circumstances = vec![];
    for (at, value) in e.items("circumstances", faults) {
        circumstances.extend(Fields::of(value, at, faults).and_then(|c| circumstance(c, faults)));
    }
    let mut log = vec![];
    for (at, value) in e.items("log", faults) {
        log.extend(Fields::of(value, at, faults).and_then(|l| logged(l, known, faults)));
    }
    let expect = e.entries("expect", faults);
    let expect = expect.into_iter().filter_map(|(at, rule, v)| Some((rule, expected(v, &at, faults)?))).collect();
    e.finish(&[], faults);
    Some(Example { name: name?, on, as_of, joined, roles, artefacts, drawn, circumstances, log, expect })
}

/// `30h met`, `30h`, `met`: what is no number is a verdict.
fn expected(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<String> {
    let text = line(value, at, faults)?;
    let verdicts = || Verdict::WORDS.iter().map(|(word, _)| *word);
    let stray = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_alphabetic()) && !verdicts().any(|verdict| verdict == *word));
    if let Some(word) = stray {
        unknown_at(faults, Code::UnknownWord, Place::Value(at.clone()), word, "a verdict", verdicts());
        return None;
    }
    Some(text)
}

fn circumstance(mut c: Fields<'_>, faults: &mut Faults) -> Option<Circumstance> {
    let reason = c.required_line("reason", "reason: retired", faults);
    c.require("from", "from: 2026-01-01");
    let first = c.day("from", faults);
    let last = c.day("to", faults);
    let target = c.minutes("target", faults);
    let agreed_on = c.day("agreed_on", faults);
    let reference = c.line("ref", faults);
    c.finish(&[], faults);
    let days = Days { first: first?, last: last.unwrap_or(Days::NO_END) };
    Some(Circumstance {
        policy: PolicyId::new(""),
        reason: reason?,
        days,
        target,
        agreed_on,
        reference,
        tell_kind: false,
    })
}

fn logged(mut l: Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Logged> {
    l.require("hours", "hours: 2h");
    let minutes_ = l.minutes("hours", faults);
    let days = l.value("date", faults).and_then(|v| days(v, &l.path("date"), faults));
    let categories = match l.value("category", faults) {
        None => vec![],
        Some(v) => categories(v, &l.path("category"), minutes_.unwrap_or_default(), faults),
    };
    let mut declared = BTreeMap::new();
    let mut names = vec![];
    for (name, key) in known.keys {
        if let Some((found, value)) = l.others(&[]).into_iter().find(|(k, _)| k == name) {
            names.push(found);
            declared.extend(declare(value, key, &l.path(name), faults).map(|d| (name.clone(), d)));
        }
    }
    let found = Logged {
        days,
        minutes: minutes_.unwrap_or_default(),
        categories,
        kind: kind(&mut l, known, faults),
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
    minutes_.map(|_| found)
}

/// The type of an entry: one of the policy's, where it names any.
fn kind(l: &mut Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Word> {
    let text = l.line("type", faults)?;
    if known.types.is_empty() {
        return Some(Word::new(text));
    }
    known_word(&text, &l.path("type"), "a type of this policy", known.types, Code::UnknownType, faults)
}

fn days(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Days> {
    if let Value::Mapping(map) = value {
        let mut d = Fields::new(map, at.clone());
        d.require("from", "from: 2026-03-04");
        d.require("to", "to: 2026-03-06");
        let (first, last) = (d.day("from", faults), d.day("to", faults));
        d.finish(&[], faults);
        return Some(Days { first: first?, last: last? });
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
