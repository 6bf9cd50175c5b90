//! Keys of the member's own that the settings name: read like built-in ones, by their types.

use serde_yaml::Value;

use super::choices::Choices;
use crate::diag::{Code, KeyPath, Place};
use crate::model::keys::ENTRY;
use crate::model::{OwnKeys, OwnType, OwnValue};
use crate::yaml::fields::{Faults, Fields, day, flag, items, scalar, wrong};

/// The keys that are an entry's: a name that every entry may have keeps its meaning there.
pub(crate) fn of_entries(keys: &OwnKeys) -> impl Iterator<Item = (&str, OwnType)> {
    keys.all.iter().filter(|(name, _)| ENTRY.get(name).is_none()).map(|(name, kind)| (name.as_str(), *kind))
}

/// The names of an entry's own keys: one that a followed policy declares is the policy's.
pub(crate) fn names<'k>(keys: &'k OwnKeys, words: &Choices) -> Vec<&'k str> {
    of_entries(keys).map(|(name, _)| name).filter(|name| !words.keys.contains_key(*name)).collect()
}

/// Reads the own keys of an entry. A value that is wrong is left out.
pub(crate) fn read(f: &Fields<'_>, keys: &OwnKeys, words: &Choices, faults: &mut Faults) -> Vec<(String, OwnValue)> {
    let mut all = vec![];
    for (name, kind) in of_entries(keys).filter(|(name, _)| !words.keys.contains_key(*name)) {
        if let Some(value) = f.peek(name).filter(|_| f.given(name)) {
            all.extend(one(kind, name, value, &f.path(name), faults).map(|value| (name.to_owned(), value)));
        }
    }
    all
}

fn one(kind: OwnType, name: &str, value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<OwnValue> {
    match kind {
        OwnType::Text => match value {
            Value::Bool(_) => Some(OwnValue::Text(faults.written(value, at))),
            _ => scalar(value, at, faults).map(|text| OwnValue::Text(text.trim().to_owned())),
        },
        OwnType::Number => number(name, value, at, faults),
        OwnType::Flag => flag(value, at, faults).map(OwnValue::Flag),
        OwnType::Date => day(value, at, faults).map(OwnValue::Date),
        OwnType::List => {
            let all: Vec<String> = items(value, at, faults)?.into_iter().map(|(_, text)| text).collect();
            (!all.is_empty()).then_some(OwnValue::List(all))
        }
        OwnType::Any => Some(OwnValue::Text(any(value, at, faults))),
    }
}

fn number(name: &str, value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<OwnValue> {
    if let Value::Number(number) = value
        && number.as_f64().is_some_and(f64::is_finite)
    {
        return Some(OwnValue::Number(faults.written(value, at)));
    }
    if let Value::String(text) = value {
        let text = text.trim();
        if plain(text) {
            return Some(OwnValue::Number(text.to_owned()));
        }
        let inner = text.trim_matches(|c: char| !c.is_ascii_digit());
        let sign = if text.starts_with('-') { "-" } else { "" };
        let hint = match format!("{sign}{}", inner.replace(',', ".")) {
            meant if plain(&meant) => format!("write `{meant}`"),
            _ => format!("write a number, or say `{name}: text` under `extra_keys` in cpdfolio.yaml"),
        };
        let message = format!("`{name}` takes a number, as `extra_keys` says, not `{text}`");
        faults.add(Code::WrongType, Place::Value(at.clone()), message).with_hint(hint);
        return None;
    }
    wrong(faults, at, value, "a number");
    None
}

/// Is this a number as a table has it?
fn plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(part)
}

/// Any YAML, as text.
pub(crate) fn any(value: &Value, at: &KeyPath, faults: &Faults) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => faults.written(value, at),
        other => serde_yaml::to_string(other).unwrap_or_default().trim_end().to_owned(),
    }
}
