//! What circumstances change.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::rules::{A_RULE, Rules, unit_of};
use crate::diag::{Code, KeyPath, Place};
use crate::policy::data::adjust::{Adjust, Effect, Fate, Needs, When};
use crate::policy::data::measure::Measure;
use crate::policy::kinds;
use crate::policy::value::{amount, bad, named};
use crate::yaml::fields::{Faults, Fields, line, unknown};

const FATES: &[(&str, Fate)] =
    &[("scale", Fate::Scale), ("keep", Fate::Keep), ("drop", Fate::Drop), ("unstated", Fate::Unstated)];

/// The list under `adjust`.
pub(super) fn adjust(
    f: &mut Fields<'_>,
    rules: &Rules,
    measures: &BTreeMap<String, Measure>,
    faults: &mut Faults,
) -> Vec<Adjust> {
    let mut found: Vec<Adjust> = vec![];
    for (at, value) in f.items("adjust", faults) {
        let Some((one, part)) = Fields::of(value, at, faults).and_then(|a| one(a, rules, measures, faults)) else {
            continue;
        };
        for twin in one.reasons.iter().filter(|r| found.iter().flat_map(|a| &a.reasons).any(|x| x.id == r.id)) {
            bad(faults, &f.path("adjust"), format!("`{}` is adjusted twice", twin.id));
        }
        found.extend(std::iter::once(one).chain(part));
    }
    found
}

/// A circumstance, and what it changes where it covers a part of the period only, if that is said.
fn one(
    mut a: Fields<'_>,
    rules: &Rules,
    measures: &BTreeMap<String, Measure>,
    faults: &mut Faults,
) -> Option<(Adjust, Option<Adjust>)> {
    let reasons = named(a.entries("reasons", faults), faults);
    if reasons.is_empty() {
        bad(faults, &a.at.clone(), "no reason is named".to_owned())
            .with_hint("add `reasons: {retired: Retired member}`");
    }
    let needs = needs(&mut a, faults);
    let when = when(&mut a, faults);
    let changed = changed(&mut a, rules, measures, faults);
    let in_part = parts(&mut a, rules, measures, faults);
    if in_part.is_some() && when != When::WholePeriod {
        bad(faults, &a.path("parts"), "only a circumstance of the whole period has parts".to_owned())
            .with_hint("add `when: whole-period`");
    }
    let reading = a.line("reading", faults);
    a.finish(&[], faults);
    let (effect, fates) = changed?;
    let part = in_part.map(|(effect, fates)| Adjust {
        reasons: reasons.clone(),
        needs,
        when: When::Part,
        effect,
        fates,
        reading: reading.clone(),
    });
    Some((Adjust { reasons, needs, when, effect, fates, reading }, part))
}

/// `parts: unstated`, another word for all rules, or an effect and `others`.
fn parts(
    a: &mut Fields<'_>,
    rules: &Rules,
    measures: &BTreeMap<String, Measure>,
    faults: &mut Faults,
) -> Option<(Effect, Vec<Fate>)> {
    if let Some(Value::Mapping(map)) = a.value("parts", faults) {
        let mut inner = Fields::new(map, a.path("parts"));
        let found = changed(&mut inner, rules, measures, faults);
        inner.finish(&[], faults);
        return found;
    }
    let fate = a.word("parts", FATES, faults)?;
    let effect = if fate == Fate::Scale { Effect::Scale } else { Effect::Exempt };
    Some((effect, vec![fate; rules.all.len()]))
}

/// What a circumstance does, and what becomes of each rule.
fn changed(
    a: &mut Fields<'_>,
    rules: &Rules,
    measures: &BTreeMap<String, Measure>,
    faults: &mut Faults,
) -> Option<(Effect, Vec<Fate>)> {
    let mut fates: Vec<Option<Fate>> = vec![None; rules.all.len()];
    let effect = effect(a, rules, measures, &mut fates, faults);
    for (at, name, value) in a.entries("others", faults) {
        let word = line(value, &at, faults)?;
        let fate = FATES.iter().find(|(w, _)| *w == word).map(|(_, f)| *f);
        if fate.is_none() {
            unknown(faults, Code::BadPolicy, &at, &word, "what can become of a rule", FATES.iter().map(|(w, _)| *w));
        }
        put(&name, fate.unwrap_or(Fate::Unstated), Place::Key(at), rules, &mut fates, faults);
    }
    // What nobody spoke of is not stated; an exemption lifts everything that it does not keep.
    let silent = if effect? == Effect::Exempt { Fate::Drop } else { Fate::Unstated };
    Some((effect?, fates.into_iter().map(|f| f.unwrap_or(silent)).collect()))
}

fn needs(a: &mut Fields<'_>, faults: &mut Faults) -> Needs {
    let mut needs = Needs::default();
    for (at, text) in a.lines("needs", faults) {
        match text.as_str() {
            "target" => needs.target = true,
            "agreed_on" => needs.agreed_on = true,
            "ref" => needs.reference = true,
            other => {
                let known = ["target", "agreed_on", "ref"];
                unknown(
                    faults,
                    Code::BadPolicy,
                    &at,
                    other,
                    "something that a circumstance can state",
                    known.into_iter(),
                );
            }
        }
    }
    needs
}

/// `any-day`, `whole-period`, or `90 days`.
fn when(a: &mut Fields<'_>, faults: &mut Faults) -> When {
    let at = a.path("when");
    let Some(text) = a.line("when", faults) else { return When::AnyDay };
    match text.as_str() {
        "any-day" => When::AnyDay,
        "whole-period" => When::WholePeriod,
        other => {
            if let Some(days) = other.strip_suffix(" days").and_then(|n| n.parse().ok()) {
                When::Days(days)
            } else {
                bad(faults, &at, format!("`{other}` does not say how much of a period"))
                    .with_hint("`any-day`, `whole-period`, or `90 days`");
                When::AnyDay
            }
        }
    }
}

fn effect(
    a: &mut Fields<'_>,
    rules: &Rules,
    measures: &BTreeMap<String, Measure>,
    fates: &mut [Option<Fate>],
    faults: &mut Faults,
) -> Option<Effect> {
    let at = a.at.clone();
    let mut found = vec![];
    if a.has("set") {
        found.push(Effect::Set);
        for (at, name, value) in a.entries("set", faults) {
            set(&name, value, &at, rules, measures, fates, faults);
        }
    }
    if a.has("scale") {
        found.push(Effect::Scale);
        for (at, name) in a.lines("scale", faults) {
            put(&name, Fate::Scale, Place::Value(at), rules, fates, faults);
        }
    }
    if a.has("exempt") {
        found.push(Effect::Exempt);
        let everything = matches!(a.value("exempt", faults), Some(Value::String(s)) if s == "all");
        if !everything {
            for (at, name) in a.lines("exempt", faults) {
                put(&name, Fate::Drop, Place::Value(at), rules, fates, faults);
            }
        }
    }
    if found.len() != 1 {
        bad(faults, &at, "a circumstance does one thing".to_owned())
            .with_hint("one of `set: {total: 10h}`, `scale: [total]`, `exempt: all`");
    }
    found.pop()
}

fn set(
    name: &str,
    value: &Value,
    at: &KeyPath,
    rules: &Rules,
    measures: &BTreeMap<String, Measure>,
    fates: &mut [Option<Fate>],
    faults: &mut Faults,
) {
    let Some(rule) = rules.named(name).first().map(|n| &rules.all[*n]) else {
        put(name, Fate::Keep, Place::Key(at.clone()), rules, fates, faults);
        return;
    };
    let fate = if matches!(value, Value::String(s) if s == "agreed") {
        Some(Fate::Agreed)
    } else {
        amount(value, at, unit_of(rule, measures), faults).map(Fate::Set)
    };
    if !kinds::of(&rule.ask).can_be_set() {
        bad(faults, at, format!("`{name}` has no target that could be set"));
    }
    if let Some(fate) = fate {
        put(name, fate, Place::Key(at.clone()), rules, fates, faults);
    }
}

/// Notes the fate of a rule, or of a family of rules; the first that is said stands.
fn put(name: &str, fate: Fate, place: Place, rules: &Rules, fates: &mut [Option<Fate>], faults: &mut Faults) {
    let found = rules.named(name);
    if found.is_empty() {
        rules.unknown(place, name, A_RULE, faults);
    }
    for n in found {
        fates[n].get_or_insert(fate);
    }
}
