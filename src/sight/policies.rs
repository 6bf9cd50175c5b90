//! The policies that others are told of. Those that come with the program are told as they stand. A file
//! of the site's own may name circumstances that are the member's own, and may hold names.

use std::borrow::Cow;

use serde_yaml::Value;

use super::source::Source;
use crate::diag::render::Texts;
use crate::model::Audience;
use crate::names::Names;
use crate::paths::SourcePath;
use crate::policy::read::packs::FOLDER;
use crate::policy::{Origin, Packs, Policy};

/// Policies as others know them.
#[derive(Debug)]
pub(super) struct Policies {
    /// What entries are counted by.
    pub(super) counting: Packs,
    /// What pages tell of.
    pub(super) told: Packs,
}

impl Policies {
    /// None: others know them as they are.
    pub(super) fn new(source: Source<'_>, audience: Audience) -> Option<Self> {
        let is_members = source.config.member.is_some();
        if audience == Audience::Private || !source.policies.has_own() {
            return None;
        }
        let names = &source.config.pseudonyms;
        let counting = source.policies.with_own(|policy| without_names(policy, names, source));
        let told =
            if is_members { counting.with_own(|policy| Some(without_reasons(policy))) } else { counting.clone() };
        Some(Self { counting, told })
    }
}

/// The circumstances that a member's own file names may be the member's own. Those of the built-in policy in
/// whose place it stands are anybody's.
fn without_reasons(policy: &Policy) -> Policy {
    let mut told = policy.clone();
    let built_in = Packs::with(std::iter::empty()).value;
    let known = built_in.get(policy.id.as_str()).map(Policy::reasons).unwrap_or_default();
    for edition in &mut told.editions {
        for adjust in &mut edition.adjust {
            adjust.reasons.retain(|reason| known.contains(&reason));
        }
        edition.adjust.retain(|adjust| !adjust.reasons.is_empty());
    }
    told
}

/// Keys with words that people read.
const PROSE: [&str; 13] = [
    "title",
    "body",
    "affiliation",
    "note",
    "reading",
    "clause",
    "captured",
    "sample",
    "subject",
    "message",
    "such_as",
    "silent",
    "help",
];
/// Keys of conditions: they are compared with what entries say.
const CONDITIONS: [&str; 5] = ["provider", "tags", "competences", "type", "category"];

/// A policy with what stands in place of names; none where a name is left, as in an id: others are not told of it
/// then.
fn without_names(policy: &Policy, names: &Names, source: Source<'_>) -> Option<Policy> {
    let path = SourcePath::new(&format!("{FOLDER}/{}.yaml", policy.id)).ok()?;
    let text = source.tree.text(&path).unwrap_or_default();
    if !names.in_address(policy.id.as_str()) && !names.in_address(text) {
        return Some(policy.clone());
    }
    let told = serde_yaml::to_string(&told(&serde_yaml::from_str(text).ok()?, "", names)).ok()?;
    if names.in_address(policy.id.as_str()) || names.in_address(&told) {
        return None;
    }
    crate::policy::read::read(&path, &told, policy.origin).0
}

fn told(value: &Value, key: &str, names: &Names) -> Value {
    match value {
        Value::String(text) => {
            let is_prose = PROSE.contains(&key) || text.contains(char::is_whitespace) && !CONDITIONS.contains(&key);
            Value::String(if is_prose { names.text(text) } else { Cow::Borrowed(text.as_str()) }.into_owned())
        }
        Value::Sequence(all) => Value::Sequence(all.iter().map(|v| told(v, key, names)).collect()),
        Value::Mapping(all) => {
            let pair = |(k, v): (&Value, &Value)| (k.clone(), told(v, k.as_str().unwrap_or_default(), names));
            Value::Mapping(all.iter().map(pair).collect())
        }
        other => other.clone(),
    }
}

/// Policies of the site's own that others are not told of, since a name is left in them.
pub(super) fn held_back(source: Source<'_>) -> impl Iterator<Item = SourcePath> {
    let own = source.policies.all().filter(|p| p.origin != Origin::BuiltIn);
    let kept_back = own.filter(move |p| without_names(p, &source.config.pseudonyms, source).is_none());
    kept_back.filter_map(|p| SourcePath::new(&format!("{FOLDER}/{}.yaml", p.id)).ok())
}
