//! The measures of an edition: how entries become amounts.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::diag::Code;
use crate::policy::data::measure::{Conversion, Fraction, Measure, Per, Rounding, Step, Unit, Way};
use crate::policy::data::named::KeyKind;
use crate::policy::value::{Known, amount, bad, check_id, fraction, select};
use crate::yaml::fields::{Faults, Fields, unknown};

/// Measures by name, and the name of the one that rules use where they name none.
pub(super) fn measures(
    f: &mut Fields<'_>,
    known: &Known<'_>,
    faults: &mut Faults,
) -> (BTreeMap<String, Measure>, String) {
    let mut found = BTreeMap::from([
        ("minutes".to_owned(), Measure::MINUTES),
        ("entries".to_owned(), Measure::ENTRIES),
        ("days".to_owned(), Measure::DAYS),
    ]);
    for (at, name, value) in f.entries("measures", faults) {
        check_id(&name, &at, faults);
        if found.contains_key(&name) {
            bad(faults, &at, format!("there is a measure `{name}` already"));
        }
        if let Some(measure) = Fields::of(value, at, faults).and_then(|m| measure(m, known, faults)) {
            found.insert(name, measure);
        }
    }
    let default = measure_name(f, &found, "minutes", faults);
    (found, default)
}

fn measure(mut m: Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Measure> {
    m.require("unit", "unit: points");
    let Some(unit) = m.word("unit", Unit::WORDS, faults) else { return m.give_up(faults) };
    let one = m.line("one", faults);
    let many = m.line("many", faults);
    let name = one.map(|one| (one.clone(), many.unwrap_or(one)));
    let mut convert = vec![];
    for (at, value) in m.items("convert", faults) {
        convert.extend(Fields::of(value, at, faults).and_then(|c| conversion(c, unit, known, faults)));
    }
    let round = m.fields("round", faults).and_then(|mut r| {
        r.require("to", "to: 1/3");
        r.require("way", "way: nearest");
        let to = r.value("to", faults).and_then(|v| amount(v, &r.path("to"), unit, faults)).filter(|n| *n > 0);
        let way = r.word("way", Way::WORDS, faults);
        r.finish(&[], faults);
        Some(Rounding { to: to?, way: way? })
    });
    m.finish(&[], faults);
    Some(Measure { unit, name, convert, round })
}

fn conversion(mut c: Fields<'_>, unit: Unit, known: &Known<'_>, faults: &mut Faults) -> Option<Conversion> {
    let select = select(&mut c, "select", known, faults);
    c.require("per", "per: 1h");
    let at = c.path("per");
    let per = c.value("per", faults).and_then(|value| match value {
        Value::String(s) if s == "entry" => Some(Per::Entry),
        Value::String(s) if s == "day" => Some(Per::Day),
        Value::String(s) if matches!(known.keys.get(s).map(|k| &k.kind), Some(KeyKind::Number { .. })) => {
            Some(Per::Key(s.clone()))
        }
        Value::Number(number) => {
            bad(faults, &at, format!("`per: {number}` has no unit")).with_hint(format!(
                "write `per: {number}m` for minutes, `per: {number}h` for hours, or `entry`, `day` or a declared number"
            ));
            None
        }
        other => crate::yaml::fields::minutes(other, &at, faults).filter(|m| m.0 > 0).map(Per::Time),
    });
    c.require("give", "give: 1");
    let give = c.value("give", faults).and_then(|value| {
        if unit == Unit::Minutes {
            return amount(value, &c.path("give"), unit, faults).map(Fraction::whole);
        }
        let Fraction { top, bottom } = fraction(value, &c.path("give"), faults)?;
        Some(Fraction { top: top * unit.scale(), bottom })
    });
    let round = c.fields("round", faults).and_then(|mut r| {
        r.require("to", "to: 1/3");
        r.require("way", "way: nearest");
        let to = r.value("to", faults).and_then(|v| fraction(v, &r.path("to"), faults)).filter(|to| to.top > 0);
        let way = r.word("way", Way::WORDS, faults);
        r.finish(&[], faults);
        Some(Step { to: to?, way: way? })
    });
    let first_time_only = key_of_words(&mut c, "first_time_only", known, faults);
    c.finish(&[], faults);
    Some(Conversion { select, per: per?, round, give: give?, first_time_only })
}

/// The name of a declared key that holds words.
fn key_of_words(f: &mut Fields<'_>, key: &'static str, known: &Known<'_>, faults: &mut Faults) -> Option<String> {
    let name = f.line(key, faults)?;
    if !matches!(known.keys.get(&name).map(|k| &k.kind), Some(KeyKind::Words { .. })) {
        unknown(faults, Code::BadPolicy, &f.path(key), &name, "a key of words", known.keys.keys().map(String::as_str));
    }
    Some(name)
}

pub(super) fn measure_name(
    f: &mut Fields<'_>,
    measures: &BTreeMap<String, Measure>,
    default: &str,
    faults: &mut Faults,
) -> String {
    let Some(name) = f.line("measure", faults) else { return default.to_owned() };
    if !measures.contains_key(&name) {
        let known = measures.keys().map(String::as_str);
        unknown(faults, Code::BadPolicy, &f.path("measure"), &name, "a measure of this edition", known);
    }
    name
}
