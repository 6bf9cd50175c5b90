//! The words that an entry may choose from: those of the policies followed, and the site's own.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::model::{PolicyId, Word};
use crate::policy::{Competences, Key, Named, Policy, Vocabulary};

/// Closed lists, each in the order in which it is shown.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Kinds of activity.
    pub types: Vec<Named>,
    /// Is something lost where an entry has none of these?
    pub types_matter: bool,
    /// Categories.
    pub categories: Vec<Named>,
    /// Competence codes.
    pub competences: Vec<Named>,
    /// What the groups of competences are about, by their letters.
    pub competence_groups: BTreeMap<String, String>,
    /// Benefits and values.
    pub cites: Vec<Named>,
    /// Keys that a followed policy declares.
    pub keys: BTreeMap<String, Key>,
    /// Circumstances that each policy knows.
    pub reasons: BTreeMap<PolicyId, Vec<Named>>,
}

impl Choices {
    /// The words of the policies followed. A site that follows none has those of the policies given
    /// as `guidance`, so that its directory can be read.
    pub fn new<'p>(config: &Config, policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let own: Vec<Named> =
            config.types.iter().map(|(id, title)| Named { id: id.clone(), title: title.clone(), note: None }).collect();
        let mut all = Vocabulary::of(policies);
        all.add_types(&own);
        let registrations = config.member.as_ref().map(|m| m.registrations.clone()).unwrap_or_default();
        let standard = Competences::built_in();
        Self {
            cites: all.cites().cloned().collect(),
            types: all.types,
            types_matter: all.types_matter,
            categories: all.categories,
            competences: codes(&standard, &registrations),
            competence_groups: standard.groups,
            keys: all.keys.into_iter().map(|(name, (key, _))| (name, key)).collect(),
            reasons: all.reasons,
        }
    }
}

/// The codes that members with some registrations use, as a list of words.
pub(crate) fn codes(standard: &Competences, registrations: &[String]) -> Vec<Named> {
    let all = standard.union(registrations).into_iter();
    all.map(|(id, c)| Named { id, title: c.title, note: None }).collect()
}

/// The entry of a list with a name.
pub(crate) fn find<'w>(words: &'w [Named], name: &str) -> Option<&'w Named> {
    words.iter().find(|n| n.id.as_str() == name)
}

/// The title of a word; the word itself where it has none.
pub(crate) fn title<'w>(words: &'w [Named], word: &'w Word) -> &'w str {
    find(words, word.as_str()).map_or(word.as_str(), |n| &n.title)
}
