//! The words that a site brings along, such as kinds of activity of its own, as others read them.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use crate::content::choices::Choices;
use crate::model::Word;
use crate::names::Names;
use crate::policy::{Key, KeyKind, Named, Origin, Policy};

/// What becomes of each word.
#[derive(Debug)]
pub(super) struct Vocabulary {
    names: Names,
    /// Words of policies that come with the program.
    built_in: BTreeSet<String>,
    /// Words of the site's own that hold a name.
    to: BTreeMap<String, String>,
}

impl Vocabulary {
    pub(super) fn new(names: &Names, source: Source<'_>) -> Self {
        let built_in = |p: &&Policy| p.origin == Origin::BuiltIn;
        let mut all = Self { names: names.clone(), built_in: BTreeSet::new(), to: BTreeMap::new() };
        for policy in source.follows.iter().map(|f| f.policy).filter(built_in) {
            all.built_in.extend(ids(policy).map(str::to_owned));
        }
        let Choices { types, categories, competences, competence_groups: _, cites, keys, reasons: _, types_matter: _ } =
            source.words;
        // Competences come with the program.
        all.built_in.extend(competences.iter().map(|n| n.id.as_str().to_owned()));
        let named = [types, categories, cites].into_iter().flatten().chain(keys.values().flat_map(Key::words));
        let words: Vec<&str> = named.map(|n| n.id.as_str()).chain(keys.keys().map(String::as_str)).collect();
        for word in &words {
            all.add(word, &words);
        }
        all
    }

    fn add(&mut self, word: &str, words: &[&str]) {
        if self.built_in.contains(word) || self.to.contains_key(word) || !self.names.in_address(word) {
            return;
        }
        let told = self.names.word(word).into_owned();
        let taken = |t: &String| words.contains(&t.as_str()) || self.to.values().any(|other| other == t);
        let numbers = (2_u32..).map(|n| format!("{told}-{n}"));
        let free = std::iter::once(told.clone()).chain(numbers).find(|t| !taken(t));
        self.to.insert(word.to_owned(), free.unwrap_or(told));
    }

    /// A word of a list, or a free one.
    pub(super) fn word(&self, word: &Word) -> Word {
        if self.built_in.contains(word.as_str()) {
            return word.clone();
        }
        match self.to.get(word.as_str()) {
            Some(to) => Word::new(to.as_str()),
            None => Word::new(self.names.word(word.as_str())),
        }
    }

    /// The name of a key that a policy declares.
    pub(super) fn key(&self, key: &str) -> String {
        self.word(&Word::new(key)).as_str().to_owned()
    }

    fn named(&self, all: &[Named]) -> Vec<Named> {
        let one = |n: &Named| {
            let Named { id, title, note } = n;
            if self.built_in.contains(id.as_str()) {
                return n.clone();
            }
            Named {
                id: self.word(id),
                title: self.names.text(title).into_owned(),
                note: note.as_ref().map(|t| self.names.text(t).into_owned()),
            }
        };
        all.iter().map(one).collect()
    }

    fn declared(&self, key: &Key) -> Key {
        let Key { kind, title, help } = key;
        Key {
            kind: match kind {
                KeyKind::Flag => KeyKind::Flag,
                KeyKind::Number { least, most } => KeyKind::Number { least: *least, most: *most },
                KeyKind::Words { values, many } => KeyKind::Words { values: self.named(values), many: *many },
            },
            title: self.names.text(title).into_owned(),
            help: help.as_ref().map(|t| self.names.text(t).into_owned()),
        }
    }

    /// All words of a site.
    pub(super) fn words(&self, words: &Choices) -> Choices {
        let Choices { types, types_matter, categories, competences, competence_groups, cites, keys, reasons } = words;
        let key = |(name, key): (&String, &Key)| {
            let is_built_in = self.built_in.contains(name);
            (self.key(name), if is_built_in { key.clone() } else { self.declared(key) })
        };
        Choices {
            types: self.named(types),
            types_matter: *types_matter,
            categories: self.named(categories),
            competences: competences.clone(),
            competence_groups: competence_groups.clone(),
            cites: self.named(cites),
            keys: keys.iter().map(key).collect(),
            reasons: reasons.iter().map(|(id, all)| (id.clone(), self.named(all))).collect(),
        }
    }
}

/// The words that a policy names.
fn ids(policy: &Policy) -> impl Iterator<Item = &str> {
    let lists = [&policy.types, &policy.categories, &policy.benefits, &policy.values];
    let named = lists.into_iter().flatten().chain(policy.keys.values().flat_map(Key::words)).chain(policy.reasons());
    named.map(|n| n.id.as_str()).chain(policy.keys.keys().map(String::as_str))
}
