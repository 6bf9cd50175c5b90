//! Keys that a followed policy declares (`structured`, `topics`, `units`): read like built-in ones.

use std::collections::BTreeMap;

use super::choices::{Choices, find};
use crate::diag::{Code, KeyPath, Place};
use crate::model::Word;
use crate::model::activity::Declared;
use crate::policy::{Key, KeyKind};
use crate::yaml::fields::{Faults, Fields, line, unknown, wrong};
use serde_yaml::Value;

/// Reads the declared keys of an entry, and marks them as known.
pub(crate) fn read(f: &Fields<'_>, words: &Choices, faults: &mut Faults) -> BTreeMap<String, Declared> {
    let mut all = BTreeMap::new();
    for (name, key) in &words.keys {
        if let Some(value) = f.peek(name).filter(|_| f.given(name)) {
            all.extend(one(name, key, value, &f.path(name), faults).map(|d| (name.clone(), d)));
        }
    }
    all
}

fn one(name: &str, key: &Key, value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<Declared> {
    match &key.kind {
        KeyKind::Flag => match value {
            Value::Bool(flag) => Some(Declared::Flag(*flag)),
            other => {
                wrong(faults, at, other, "`true` or `false`");
                None
            }
        },
        KeyKind::Number { least, most } => match value.as_i64() {
            Some(n) if (*least..=*most).contains(&n) => Some(Declared::Number(n)),
            Some(n) => {
                faults
                    .add(
                        Code::WrongType,
                        Place::Value(at.clone()),
                        format!("`{name}` takes {least} to {most}, not {n}"),
                    )
                    .with_hint(format!("write a number from {least} to {most}"));
                None
            }
            None => {
                wrong(faults, at, value, "a whole number");
                None
            }
        },
        KeyKind::Words { values, many } => listed(name, values, *many, value, at, faults),
    }
}

fn listed(
    name: &str,
    values: &[crate::policy::Named],
    many: bool,
    value: &Value,
    at: &KeyPath,
    faults: &mut Faults,
) -> Option<Declared> {
    let texts: Vec<(KeyPath, String)> = match value {
        Value::Sequence(items) if many => items
            .iter()
            .enumerate()
            .filter_map(|(n, v)| line(v, &at.item(n), faults).map(|t| (at.item(n), t)))
            .collect(),
        Value::Sequence(_) => {
            wrong(faults, at, value, "one word");
            return None;
        }
        one => line(one, at, faults).map(|t| (at.clone(), t)).into_iter().collect(),
    };
    let mut words = vec![];
    for (at, text) in texts {
        if values.is_empty() || find(values, &text).is_some() {
            words.push(Word::new(text));
        } else {
            let what = format!("a value of `{name}`");
            unknown(faults, Code::UnknownWord, &at, &text, &what, values.iter().map(|v| v.id.as_str()));
        }
    }
    Some(Declared::Words(words))
}
