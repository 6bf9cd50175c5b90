//! Names, sources and keys of a policy: words with what people read for them.

use std::collections::BTreeMap;

use crate::model::{Day, Word};

/// A word with the name that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The word in files.
    pub id: Word,
    /// The name on pages.
    pub title: String,
    /// A sentence about it.
    pub note: Option<String>,
}

/// Names that people read, by the list that a word stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names(BTreeMap<(String, String), String>);

impl Names {
    /// Adds the names of a list: `type`, `category`, `role`, `artefact`, or a declared key.
    pub fn add(&mut self, list: &str, named: &[Named]) {
        self.0.extend(named.iter().map(|n| ((list.to_owned(), n.id.as_str().to_owned()), n.title.clone())));
    }

    /// The name of a word of a list; the word itself where it has none.
    pub fn of<'n>(&'n self, list: &str, word: &'n str) -> &'n str {
        self.0.get(&(list.to_owned(), word.to_owned())).map_or(word, String::as_str)
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// As it stood then.
    pub captured: Option<String>,
    /// When someone last looked.
    pub checked: Option<Day>,
    /// How sure the figures are.
    pub confidence: Confidence,
    /// Anything to know about it.
    pub note: Option<String>,
}

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Read on the body's own page.
    Confirmed,
    /// Read on someone else's page, or on an old one of the body's.
    Reported,
    /// Not found anywhere that can be named.
    Unconfirmed,
}

impl Confidence {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("confirmed", Self::Confirmed), ("reported", Self::Reported), ("unconfirmed", Self::Unconfirmed)];

    /// The word of the file.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, c)| *c == self).map_or("unconfirmed", |(w, _)| w)
    }
}

/// Where a policy file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It comes with the program.
    BuiltIn,
    /// The site has a file in place of the built-in one.
    ChangedHere,
    /// The site brought a policy that the program does not have.
    OfThisSite,
}

impl Origin {
    /// `built-in`, `changed here`, `of this site`.
    pub fn word(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::ChangedHere => "changed here",
            Self::OfThisSite => "of this site",
        }
    }
}

/// A key of an entry that a policy declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What it holds.
    pub kind: KeyKind,
    /// Its name on pages.
    pub title: String,
    /// What to write there.
    pub help: Option<String>,
}

impl Key {
    /// The closed list of words that it takes; empty where it takes others.
    pub fn words(&self) -> &[Named] {
        match &self.kind {
            KeyKind::Words { values, .. } => values,
            _ => &[],
        }
    }
}

/// What a declared key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyKind {
    /// `true` or `false`; absent is `false`.
    Flag,
    /// A whole number between two, both allowed.
    Number {
        /// The smallest.
        least: i64,
        /// The largest.
        most: i64,
    },
    /// One word or several.
    Words {
        /// The words; empty: any.
        values: Vec<Named>,
        /// May there be several?
        many: bool,
    },
}
