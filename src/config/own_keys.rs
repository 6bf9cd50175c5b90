//! `extra_keys`: keys that the settings let in, and what each takes.

use serde_yaml::Value;

use crate::diag::{Code, KeyPath, Place};
use crate::model::{OwnKeys, OwnType, keys};
use crate::policy::Policy;
use crate::yaml::fields::{Faults, Fields, line, unknown};

/// Names in a list, or names with what each takes: `{client: text, cost: number}`.
pub(super) fn read(f: &mut Fields<'_>, faults: &mut Faults) -> OwnKeys {
    if !matches!(f.peek("extra_keys"), Some(Value::Mapping(_))) {
        let names = f.lines("extra_keys", faults).into_iter();
        let names = names.filter(|(at, name)| is_key(name, Place::Value(at.clone()), faults));
        return OwnKeys { all: names.map(|(_, name)| (name, OwnType::Any)).collect(), typed: false };
    }
    let mut all: Vec<(String, OwnType)> = vec![];
    for (at, name, value) in f.entries("extra_keys", faults) {
        if !is_key(&name, Place::Key(at.clone()), faults) {
            continue;
        }
        if keys::ENTRY.get(&name).is_some() {
            faults
                .add(
                    Code::BadId,
                    Place::Key(at),
                    format!("`{name}` is a key of every entry, with a meaning of its own"),
                )
                .with_hint(format!("use another name, like `own_{name}`"));
            continue;
        }
        let Some(word) = line(value, &at, faults) else { continue };
        if let Some((_, kind)) = OwnType::WORDS.iter().find(|(known, _)| *known == word) {
            all.push((name, *kind));
        } else {
            let known = OwnType::WORDS.iter().map(|(known, _)| *known);
            unknown(faults, Code::UnknownWord, &at, &word, "a type of keys of your own", known);
        }
    }
    OwnKeys { all, typed: true }
}

/// Can this be the name of a key?
fn is_key(name: &str, place: Place, faults: &mut Faults) -> bool {
    let fits = OwnKeys::can_have(name);
    if !fits {
        faults
            .add(Code::BadId, place, "this cannot be the name of a key")
            .with_hint("use letters, digits and hyphens: `client`");
    }
    fits
}

/// A key of one's own that a followed policy declares means there what the policy says.
pub(super) fn check<'p>(keys: &OwnKeys, followed: impl Iterator<Item = &'p Policy>, faults: &mut Faults) {
    let followed: Vec<&Policy> = followed.collect();
    for (name, _) in keys.all.iter().filter(|_| keys.typed) {
        if let Some(policy) = followed.iter().find(|policy| policy.keys.contains_key(name)) {
            let place = Place::Key(KeyPath::root().key("extra_keys").key(name));
            let message = format!("`{name}` is a key of `{}`, which you follow, with a meaning of its own", policy.id);
            faults.add(Code::BadId, place, message).with_hint(format!("use another name, like `own_{name}`"));
        }
    }
}
