//! The words that entries may use: the union over the policies that a member follows.

use std::collections::BTreeMap;

use super::kind::Ask;
use super::named::{Key, KeyKind, Named};
use super::policy::Policy;
use super::rule::Rule;
use crate::model::PolicyId;

/// The union of words over some policies, in the order in which they come.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Kinds of activity.
    pub types: Vec<Named>,
    /// Is something lost where an entry has none of these: does a policy sort activities by kinds of its own, by
    /// categories, or by a rule that asks for a kind?
    pub types_matter: bool,
    /// Categories.
    pub categories: Vec<Named>,
    /// Benefits, for `cites`.
    pub benefits: Vec<Named>,
    /// Values, for `cites`.
    pub values: Vec<Named>,
    /// Keys that an entry may have beside the built-in ones, with the policies that ask for each.
    pub keys: BTreeMap<String, (Key, Vec<PolicyId>)>,
    /// Circumstances that each policy knows.
    pub reasons: BTreeMap<PolicyId, Vec<Named>>,
    /// Roles that each policy knows.
    pub roles: BTreeMap<PolicyId, Vec<Named>>,
    /// Two policies that declare one key in two ways, in sentences.
    pub clashes: Vec<String>,
}

impl Vocabulary {
    /// The union over some policies; the first to name a word gives its title.
    pub fn of<'p>(policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let mut all = Self::default();
        for policy in policies {
            join(&mut all.types, &policy.types);
            all.types_matter |= sorts(policy);
            join(&mut all.categories, &policy.categories);
            join(&mut all.benefits, &policy.benefits);
            join(&mut all.values, &policy.values);
            all.reasons.insert(policy.id.clone(), policy.reasons().into_iter().cloned().collect());
            all.roles.insert(policy.id.clone(), policy.roles.clone());
            for (name, key) in &policy.keys {
                all.join_key(name, key, &policy.id);
            }
        }
        all
    }

    /// Adds a site's own kinds of activity.
    pub fn add_types(&mut self, own: &[Named]) {
        self.types_matter |= !own.is_empty();
        join(&mut self.types, own);
    }

    /// The words that `cites` takes.
    pub fn cites(&self) -> impl Iterator<Item = &Named> {
        self.benefits.iter().chain(&self.values)
    }

    fn join_key(&mut self, name: &str, key: &Key, by: &PolicyId) {
        let Some((held, policies)) = self.keys.get_mut(name) else {
            self.keys.insert(name.to_owned(), (key.clone(), vec![by.clone()]));
            return;
        };
        match (&mut held.kind, &key.kind) {
            (KeyKind::Flag, KeyKind::Flag) => {}
            (KeyKind::Number { least, most }, KeyKind::Number { least: l, most: m }) => {
                (*least, *most) = ((*least).min(*l), (*most).max(*m));
            }
            (KeyKind::Words { values, many }, KeyKind::Words { values: more, many: several }) => {
                if values.is_empty() || more.is_empty() {
                    values.clear();
                } else {
                    join(values, more);
                }
                *many |= several;
            }
            _ => self.clashes.push(format!("`{name}` is one thing for {} and another for {by}", policies[0])),
        }
        policies.push(by.clone());
    }
}

/// The kinds that policies have whose body names none.
const USUAL_TYPES: [&str; 6] =
    ["training-course", "work-experience", "academic-study", "volunteering", "event", "self-study"];

/// Does a policy sort activities? Where it does not, an entry without a type lacks nothing.
fn sorts(policy: &Policy) -> bool {
    let own = policy.types.iter().any(|t| !USUAL_TYPES.contains(&t.id.as_str()));
    let asks = |rule: &Rule| rule.select.asks_type() || matches!(rule.ask, Ask::Diversity(_));
    own || !policy.categories.is_empty() || policy.editions.iter().flat_map(|e| &e.rules).any(asks)
}

fn join(all: &mut Vec<Named>, more: &[Named]) {
    for named in more {
        if !all.iter().any(|n| n.id == named.id) {
            all.push(named.clone());
        }
    }
}
