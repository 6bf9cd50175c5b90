//! What a policy file says, checked: sources, words, editions. Nothing here is computed.
//!
//! ```text
//! Policy
//! ├── types, categories, keys …   the words that an entry may use
//! └── editions   Edition          in force from a day on
//!     ├── window  Window          which stretch of time is judged
//!     ├── measures Measure        how an entry becomes an amount
//!     ├── rules   Rule            what it asks: one Ask each; `each` is spelt out into one rule per value
//!     └── adjust  Adjust          what a circumstance changes
//! ```

use std::collections::BTreeMap;

use super::edition::Edition;
use super::named::{Confidence, Key, Named, Origin, Source};
use super::rule::Rule;
use crate::model::{Day, PolicyId, Word};

/// One body's rules, in editions.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Id: also the file's name without `.yaml`.
    pub id: PolicyId,
    /// What it is called.
    pub title: String,
    /// Whose rules these are.
    pub body: Option<String>,
    /// Other names by which people look for it: of the body, of a grade.
    pub aliases: Vec<String>,
    /// Whether the body has to do with this file: `none` means that it is made from public text.
    pub affiliation: String,
    /// Anything a reader should know first.
    pub note: Option<String>,
    /// Where the facts come from, by a short name.
    pub sources: BTreeMap<String, Source>,
    /// Kinds of activity, in the order of the file.
    pub types: Vec<Named>,
    /// Categories (areas), in the order of the file.
    pub categories: Vec<Named>,
    /// What CPD is good for; entries and plan items may cite one.
    pub benefits: Vec<Named>,
    /// Values that entries may cite.
    pub values: Vec<Named>,
    /// Keys of an entry that only this policy asks for.
    pub keys: BTreeMap<String, Key>,
    /// Roles or tiers that change a target.
    pub roles: Vec<Named>,
    /// Roles of which a member has one, and has to say which.
    pub needed: Vec<NeededRole>,
    /// Documents that rules ask for: a plan, a declaration.
    pub artefacts: Vec<Named>,
    /// The set of competence codes that its members use: `uk-spec`.
    pub competences: Option<String>,
    /// By first day in force.
    pub editions: Vec<Edition>,
    /// Built in, or of the site.
    pub origin: Origin,
    /// SHA-256 of the file, in hexadecimal.
    pub hash: String,
}

/// Roles of which each member has one: without it, rules that depend on it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededRole {
    /// What they are about: `The area in which you practise`.
    pub title: String,
    /// The roles.
    pub of: Vec<Word>,
}

impl Policy {
    /// The edition that is in force on a day.
    pub fn edition_on(&self, day: Day) -> Option<&Edition> {
        self.editions.iter().rev().find(|e| e.from <= day && e.to.is_none_or(|to| day <= to))
    }

    /// The edition that pages and commands speak of on a day: the one in force; where there is none,
    /// the first to come, else the last there was.
    pub fn current(&self, day: Day) -> Option<&Edition> {
        self.edition_on(day).or_else(|| self.editions.iter().find(|e| day < e.from)).or(self.editions.last())
    }

    /// The last day on which an edition is in force: its own, or the day before the next one starts.
    pub fn end_of(&self, edition: &Edition) -> Option<Day> {
        let next = self.editions.iter().find(|e| edition.from < e.from).and_then(|e| e.from.pred_opt());
        edition.to.into_iter().chain(next).min()
    }

    /// The edition in force on a day, and the one that is to take its place, where that is known by then.
    pub fn coming(&self, day: Day) -> Option<(&Edition, &Edition)> {
        let now = self.edition_on(day)?;
        let known = |e: &&Edition| day < e.from && e.announced.is_none_or(|announced| announced <= day);
        self.editions.iter().find(known).map(|next| (now, next))
    }

    /// The edition with a label.
    pub fn edition(&self, label: &str) -> Option<&Edition> {
        self.editions.iter().find(|e| e.label == label)
    }

    /// The edition that came last.
    pub fn latest(&self) -> Option<&Edition> {
        self.editions.last()
    }

    /// How sure a rule's figure is: what it says itself, else its source, else its edition's.
    pub fn confidence(&self, edition: &Edition, rule: &Rule) -> Confidence {
        let source = rule.source.as_ref().or(edition.source.as_ref()).and_then(|name| self.sources.get(name));
        rule.confidence.or(source.map(|s| s.confidence)).unwrap_or(Confidence::Unconfirmed)
    }

    /// All circumstances that any edition knows.
    pub fn reasons(&self) -> Vec<&Named> {
        let mut found: Vec<&Named> = vec![];
        for named in self.editions.iter().rev().flat_map(|e| &e.adjust).flat_map(|a| &a.reasons) {
            if !found.iter().any(|n| n.id == named.id) {
                found.push(named);
            }
        }
        found
    }
}
