//! Single values of a policy file: amounts, fractions, months, names, conditions.

use serde_yaml::Value;

use super::data::kind::Trait;
use super::data::measure::{Fraction, Unit};
use super::data::named::{Key, KeyKind, Named};
use super::data::select::{Condition, Select};
use super::data::window::{Calendar, Months, RuleWindow, Window};
use crate::diag::{Code, KeyPath, Place, nearest};
use crate::model::{Day, Minutes, Word, id, keys};
use crate::yaml::fields;
use crate::yaml::fields::{Faults, Fields, line, unknown, wrong};

/// The words that conditions may use.
pub(crate) struct Known<'a> {
    pub(crate) types: &'a [Named],
    pub(crate) categories: &'a [Named],
    pub(crate) keys: &'a std::collections::BTreeMap<String, Key>,
    pub(crate) roles: &'a [Named],
    pub(crate) artefacts: &'a [Named],
}

/// Notes that a policy contradicts itself at a place.
pub(crate) fn bad<'f>(faults: &'f mut Faults, at: &KeyPath, message: String) -> &'f mut crate::diag::Diagnostic {
    faults.add(Code::BadPolicy, Place::Value(at.clone()), message)
}

/// An amount in a unit: `30h` for minutes, `21` or `2.5` for units and points, `5` for days and counts.
pub(crate) fn amount(value: &Value, at: &KeyPath, unit: Unit, faults: &mut Faults) -> Option<i64> {
    if unit == Unit::Minutes {
        let text = matches!(value, Value::String(_));
        if !text {
            let shown = serde_yaml::to_string(value).unwrap_or_default();
            bad(faults, at, format!("`{at}` is a length of time: its unit is missing"))
                .with_hint(format!("write `{}h`", shown.trim()));
            return None;
        }
        return fields::minutes(value, at, faults).map(|m| m.0);
    }
    let Fraction { top, bottom } = fraction(value, at, faults)?;
    let exact = top.checked_mul(unit.scale()).filter(|n| n % bottom == 0).map(|n| n / bottom);
    if exact.is_none() {
        bad(faults, at, format!("`{at}` is not exact: the finest part is one in {}", unit.scale()));
    }
    exact
}

/// An amount of an example, in the forms that rules have: `30h` for minutes, else `21`, `2.5`, `3/4` or `2 1/3`.
pub(crate) fn written_amount(text: &str, unit: Unit) -> Option<i64> {
    if unit == Unit::Minutes {
        return Minutes::parse(text).ok().map(|m| m.0);
    }
    let Fraction { top, bottom } = parse_fraction(text)?;
    top.checked_mul(unit.scale()).filter(|n| n % bottom == 0).map(|n| n / bottom)
}

/// `2`, `1.5`, `3/4`, `2 1/3`; not below zero.
pub(crate) fn fraction(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Fraction> {
    let text = line(value, at, faults)?;
    let found = parse_fraction(&text);
    if found.is_none() {
        bad(faults, at, format!("`{text}` is not a number")).with_hint("write `2`, `1.5`, `3/4` or `2 1/3`");
    }
    found
}

fn parse_fraction(text: &str) -> Option<Fraction> {
    let small = |t: &str| t.parse::<i64>().ok().filter(|n| (0..=1_000_000).contains(n));
    if let Some((whole, part)) = text.split_once(' ').filter(|(_, part)| part.contains('/') && !part.contains(' ')) {
        let Fraction { top, bottom } = parse_fraction(part)?;
        return Some(Fraction { top: small(whole)?.checked_mul(bottom)?.checked_add(top)?, bottom });
    }
    if let Some((top, bottom)) = text.split_once('/') {
        return Some(Fraction { top: small(top.trim())?, bottom: small(bottom.trim()).filter(|b| *b > 0)? });
    }
    let Some((whole, part)) = text.split_once('.') else { return small(text).map(Fraction::whole) };
    let digits = u32::try_from(part.len()).ok().filter(|d| (1..=4).contains(d))?;
    let bottom = 10_i64.pow(digits);
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(Fraction { top: small(whole)? * bottom + part.parse::<i64>().ok()?, bottom })
}

/// `36 months`, `3 years`, `1 year`.
pub(crate) fn months(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Months> {
    let text = line(value, at, faults)?;
    let found = text.split_once(' ').and_then(|(n, unit)| {
        let n: u32 = n.parse().ok().filter(|n| (1..=600).contains(n))?;
        match unit {
            "month" | "months" => Some(Months(n)),
            "year" | "years" if n <= 50 => Some(Months(n * 12)),
            _ => None,
        }
    });
    if found.is_none() {
        let near = nearest(&text, ["year"]).map_or("write `36 months` or `3 years`", |_| "write `1 year`");
        bad(faults, at, format!("`{text}` is not a stretch of time")).with_hint(near);
    }
    found
}

/// An id: lower-case letters, digits, hyphens.
pub(crate) fn check_id(text: &str, at: &KeyPath, faults: &mut Faults) -> bool {
    let good = id::is_plain(text);
    if !good {
        let note = faults.add(Code::BadId, Place::Key(at.clone()), format!("`{text}` cannot be an id"));
        note.with_hint("lower-case letters, digits and hyphens");
    }
    good
}

/// `id: Name`, or `id: {title: Name, note: A sentence.}`, one for each.
pub(crate) fn names(fields: &mut Fields<'_>, key: &'static str, faults: &mut Faults) -> Vec<Named> {
    named(fields.entries(key, faults), faults)
}

/// The same for keys and values at hand.
pub(crate) fn named(entries: Vec<(KeyPath, String, &Value)>, faults: &mut Faults) -> Vec<Named> {
    let one = |(at, name, value): (KeyPath, String, &Value), faults: &mut Faults| {
        if !check_id(&name, &at, faults) {
            return None;
        }
        let id = Word::new(name.as_str());
        if let Value::Mapping(map) = value {
            let mut f = Fields::new(map, at);
            let title = f.required_line("title", "title: …", faults);
            let note = f.line("note", faults);
            f.finish(&[], faults);
            return Some(Named { id, title: title?, note });
        }
        Some(Named { id, title: line(value, &at, faults)?, note: None })
    };
    entries.into_iter().filter_map(|entry| one(entry, faults)).collect()
}

/// Words of a list of names.
pub(crate) fn words(
    fields: &mut Fields<'_>,
    key: &'static str,
    what: &str,
    known: &[Named],
    code: Code,
    faults: &mut Faults,
) -> Vec<Word> {
    let lines = fields.lines(key, faults);
    lines.into_iter().filter_map(|(at, text)| known_word(&text, &at, what, known, code, faults)).collect()
}

/// A word of a list of names.
pub(crate) fn known_word(
    text: &str,
    at: &KeyPath,
    what: &str,
    known: &[Named],
    code: Code,
    faults: &mut Faults,
) -> Option<Word> {
    let found = known.iter().find(|n| n.id.as_str() == text).map(|n| n.id.clone());
    if found.is_none() {
        unknown(faults, code, at, text, what, known.iter().map(|n| n.id.as_str()));
    }
    found
}

/// The keys of a condition that are no keys of an entry.
pub(crate) const CONDITIONS: &[&str] = &["since", "until", "over", "any", "not"];

/// Can rules ask for a key of every entry, or is it one of a condition's own?
fn is_condition(name: &str) -> bool {
    CONDITIONS.contains(&name) || keys::ENTRY.get(name).is_some_and(|key| key.condition != keys::Condition::No)
}

/// `{planned: true, type: [event]}` under a key; nothing there: every entry.
pub(crate) fn select(fields: &mut Fields<'_>, key: &'static str, known: &Known<'_>, faults: &mut Faults) -> Select {
    match fields.value(key, faults) {
        None => Select::default(),
        Some(value) => conditions(value, fields.path(key), known, faults),
    }
}

/// The conditions of a mapping.
pub(crate) fn conditions(value: &Value, at: KeyPath, known: &Known<'_>, faults: &mut Faults) -> Select {
    let Some(mut f) = Fields::of(value, at, faults) else { return Select::default() };
    let mut all = vec![];
    for (key, make) in [
        ("planned", Condition::Planned as fn(bool) -> Condition),
        ("evidence", Condition::Evidence),
        ("reflection", Condition::Reflection),
        ("plan", Condition::Plan),
        ("supports_others", Condition::SupportsOthers),
    ] {
        all.extend(f.flag(key, faults).map(make));
    }
    if f.has("type") {
        all.push(Condition::Type(words(
            &mut f,
            "type",
            "a type of this policy",
            known.types,
            Code::UnknownType,
            faults,
        )));
    }
    if f.has("category") {
        let what = "a category of this policy";
        all.push(Condition::Category(words(&mut f, "category", what, known.categories, Code::UnknownCategory, faults)));
    }
    for (key, make) in [
        ("provider", Condition::Provider as fn(Vec<Word>) -> Condition),
        ("tags", Condition::Tags),
        ("competences", Condition::Competences),
    ] {
        if f.has(key) {
            all.push(make(f.lines(key, faults).into_iter().map(|(_, text)| Word::new(text)).collect()));
        }
    }
    all.extend(f.day("since", faults).map(Condition::Since));
    all.extend(f.day("until", faults).map(Condition::Until));
    all.extend(f.minutes("over", faults).map(Condition::Over));
    if f.has("any") {
        let ways = f.items("any", faults).into_iter().map(|(at, v)| conditions(v, at, known, faults)).collect();
        all.push(Condition::Any(ways));
    }
    if let Some(value) = f.value("not", faults) {
        all.push(Condition::Not(conditions(value, f.path("not"), known, faults)));
    }
    for key in ["type", "category", "provider", "tags", "competences", "any"] {
        f.allow(key);
    }
    let declared: Vec<&str> = known.keys.keys().map(String::as_str).collect();
    for (name, value) in f.others(&[]).into_iter().filter(|(name, _)| !is_condition(name)) {
        if let Some(key) = known.keys.get(name) {
            all.extend(on_declared(name, key, value, &f.path(name), faults));
        }
    }
    f.finish(&declared, faults);
    Select { all }
}

/// A condition on a key that the policy declares.
fn on_declared(name: &str, key: &Key, value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Condition> {
    match (&key.kind, value) {
        (KeyKind::Flag, Value::Bool(wanted)) => Some(Condition::Flag(name.to_owned(), *wanted)),
        (KeyKind::Number { .. }, Value::Number(n)) if n.is_i64() => {
            Some(Condition::Number(name.to_owned(), n.as_i64().unwrap_or(0)))
        }
        (KeyKind::Words { .. }, Value::Bool(true)) => Some(Condition::Words(name.to_owned(), vec![])),
        (KeyKind::Words { values, .. }, Value::String(_) | Value::Sequence(_)) => {
            let items: Vec<&Value> = match value {
                Value::Sequence(items) => items.iter().collect(),
                one => vec![one],
            };
            let found = items.into_iter().filter_map(|item| {
                let text = line(item, at, faults)?;
                if values.is_empty() {
                    return Some(Word::new(text));
                }
                known_word(&text, at, &format!("a value of `{name}`"), values, Code::UnknownWord, faults)
            });
            Some(Condition::Words(name.to_owned(), found.collect()))
        }
        (KeyKind::Flag, other) => {
            wrong(faults, at, other, "`true` or `false`");
            None
        }
        (KeyKind::Number { .. }, other) => {
            wrong(faults, at, other, "a whole number (at least so many)");
            None
        }
        (KeyKind::Words { .. }, other) => {
            wrong(faults, at, other, "a word, a list of words, or `true` for any");
            None
        }
    }
}

/// In what entries can differ, beside the keys of words that a policy declares.
const TRAITS: &[(&str, Trait)] = &[
    ("type", Trait::Type),
    ("category", Trait::Category),
    ("provider", Trait::Provider),
    ("competences", Trait::Competences),
    ("competence-groups", Trait::CompetenceGroups),
];

/// `type`, `category`, `provider`, `competences`, `competence-groups`, or a declared key of words.
pub(crate) fn trait_of(text: &str, at: &KeyPath, known: &Known<'_>, faults: &mut Faults) -> Option<Trait> {
    let found = trait_named(text, known);
    if found.is_none() {
        let of_words = known.keys.iter().filter(|(_, k)| matches!(k.kind, KeyKind::Words { .. }));
        let words: Vec<&str> = TRAITS.iter().map(|(w, _)| *w).chain(of_words.map(|(name, _)| name.as_str())).collect();
        let what = "something that entries can differ in";
        unknown(faults, Code::BadPolicy, at, text, what, words.iter().copied());
    }
    found
}

/// The same, where a name that is none of them is told elsewhere.
pub(crate) fn trait_named(text: &str, known: &Known<'_>) -> Option<Trait> {
    let built_in = TRAITS.iter().find(|(word, _)| *word == text).map(|(_, found)| found.clone());
    let declared = || matches!(known.keys.get(text).map(|k| &k.kind), Some(KeyKind::Words { .. }));
    built_in.or_else(|| declared().then(|| Trait::Key(text.to_owned())))
}

/// Which time a rule looks at: several, where it is asked of each part of the period.
pub(crate) fn rule_window(f: &mut Fields<'_>, key: &'static str, of: &Window, faults: &mut Faults) -> Vec<RuleWindow> {
    let period = vec![RuleWindow::Period];
    let Some(mut w) = f.fields(key, faults) else { return period };
    let rolling = w.value("rolling", faults).and_then(|v| months(v, &w.path("rolling"), faults));
    let today = w.word("ends", &[("period", false), ("today", true)], faults).unwrap_or(false);
    let part = w.value("each", faults).and_then(|v| months(v, &w.path("each"), faults));
    let step = w.value("every", faults).and_then(|v| months(v, &w.path("every"), faults));
    let own = w.has("calendar").then(|| calendar(&mut w, faults));
    let at = w.at.clone();
    w.finish(&[], faults);
    match (rolling, part) {
        (_, None) if step.is_some() => {
            bad(faults, &at, "`every` says how far apart parts start that `each` names".to_owned())
                .with_hint("write `window: {each: 24 months, every: 12 months}`");
            period
        }
        (None, None) if own.is_some() => own.flatten().map_or(period, |own| vec![RuleWindow::Own(own)]),
        (Some(length), None) if today => vec![RuleWindow::RollingToday(length)],
        (Some(length), None) => vec![RuleWindow::Rolling(length)],
        (None, Some(length)) => {
            let step = step.unwrap_or(length);
            let left = of.length.0.checked_sub(length.0).filter(|left| *left > 0 && left.is_multiple_of(step.0));
            let Some(left) = left.filter(|_| step <= length) else {
                let told = if step == length {
                    "the period is not a whole number of these parts"
                } else {
                    "these parts do not end with the period: `every` divides what comes after the first, and is no longer than it"
                };
                // the longest that comes out at the end of the period
                let room = of.length.0.saturating_sub(length.0);
                let divides = |whole: u32, most: u32| (1..=most).rev().find(|part| whole.is_multiple_of(*part));
                let (key, fitting) = if room == 0 || step == length {
                    ("each", divides(of.length.0, length.0.min(of.length.0 / 2)))
                } else {
                    ("every", divides(room, length.0))
                };
                let hint = format!("write `{key}: {} months`", fitting.unwrap_or(1));
                bad(faults, &at, told.to_owned()).with_hint(hint);
                return period;
            };
            (0..=left / step.0).map(|nth| RuleWindow::Part { length, step, nth }).collect()
        }
        _ => {
            bad(
                faults,
                &at,
                "a rule's window is `rolling`, `each` part of the period, or a `calendar` of its own".to_owned(),
            )
            .with_hint("write `window: {rolling: 36 months}`");
            period
        }
    }
}

/// `calendar: year, starts: 11-01`, `calendar: 3 years, from: 2025`.
pub(crate) fn calendar(w: &mut Fields<'_>, faults: &mut Faults) -> Option<Calendar> {
    let length = match w.value("calendar", faults) {
        Some(Value::String(s)) if s == "year" => Some(Months(12)),
        Some(value) => months(value, &w.path("calendar"), faults),
        None => None,
    };
    let at = w.path("starts");
    let (month, day) = w.line("starts", faults).and_then(|s| month_day(&s, &at, faults)).unwrap_or((1, 1));
    let year = w.number("from", faults).and_then(|y| i32::try_from(y).ok()).unwrap_or(2000);
    length.map(|length| Calendar { length, month, day, year })
}

/// `MM-DD`, a day of every year.
pub(crate) fn month_day(text: &str, at: &KeyPath, faults: &mut Faults) -> Option<(u32, u32)> {
    let found = text.split_once('-').and_then(|(m, d)| {
        let (month, day) = (m.parse().ok()?, d.parse().ok()?);
        // A leap year, so that 29 February can be said.
        Day::from_ymd_opt(2024, month, day).map(|_| (month, day))
    });
    if found.is_none() {
        bad(faults, at, format!("`{text}` is not a day of the year")).with_hint("write month and day, like `11-01`");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact() {
        for (text, top, bottom) in [("2", 2, 1), ("1.5", 15, 10), ("3/4", 3, 4), ("0.05", 5, 100), ("2 1/3", 7, 3)] {
            assert_eq!(parse_fraction(text), Some(Fraction { top, bottom }), "{text}");
        }
        for bad in ["", "-1", "1/0", "1.", "a", "1.00001", "1e3", "1,5", "1 2", "1 2 3/4", "-1 1/2"] {
            assert_eq!(parse_fraction(bad), None, "{bad}");
        }
    }
}
