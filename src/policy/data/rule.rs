//! One rule of an edition: for whom it holds, which entries and which time it looks at, and what it asks.

use super::kind::Ask;
use super::named::{Confidence, Named};
use super::select::Select;
use super::window::RuleWindow;
use crate::model::{RuleId, Word};

/// How binding a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The body requires it.
    Must,
    /// The body expects it.
    Should,
    /// The body suggests it: never part of a policy's verdict.
    Advice,
}

impl Severity {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("must", Self::Must), ("should", Self::Should), ("advice", Self::Advice)];

    /// The word of the file.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("advice", |(w, _)| w)
    }
}

/// One rule of an edition.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id, unique in the edition.
    pub id: RuleId,
    /// The id in the file: differs from `id` where the file says `each`.
    pub family: String,
    /// What it is called without the part of the period that it looks at.
    pub family_title: String,
    /// The value that it stands for, where the file says `each`.
    pub value: Option<Named>,
    /// What it is called.
    pub title: String,
    /// How binding it is.
    pub severity: Severity,
    /// Which entries it looks at.
    pub select: Select,
    /// Name of a measure of the edition.
    pub measure: String,
    /// The time that it looks at.
    pub window: RuleWindow,
    /// What it asks.
    pub ask: Ask,
    /// For whom.
    pub only: Only,
    /// Is only the part since the day of joining asked in the time that holds that day?
    pub pro_rata: ProRata,
    /// How an hour serves several rules of its family.
    pub share: Share,
    /// The rule in a sentence, with `{at_least}` or `{most}`, and `{name}`, still open.
    pub clause: String,
    /// A remark that pages show with it.
    pub note: Option<String>,
    /// How we read the source.
    pub reading: Option<String>,
    /// Name of a source, where it is not the edition's.
    pub source: Option<String>,
    /// How sure its figures are; absent: as sure as its source.
    pub confidence: Option<Confidence>,
    /// Activities of this sort, in words.
    pub such_as: Vec<String>,
    /// The page of guidance that explains it: a file under `content/`, and a place in it.
    pub guide: Option<String>,
}

/// For whom a rule holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Only {
    /// Those with one of these roles; empty: all.
    pub roles: Vec<Word>,
    /// Where the file says `each`: those who have the value itself as a role.
    pub role_of_value: bool,
    /// Not those with one of these.
    pub except: Vec<Word>,
    /// Not in the first period of a membership.
    pub not_first: bool,
    /// Only in a period for which the member's record was drawn.
    pub drawn: bool,
}

/// What is asked in the time that holds the day of joining.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProRata {
    /// All of it.
    #[default]
    Whole,
    /// The share of the days from that day on, of entries from that day on.
    Since,
    /// The same share, of all entries of that time.
    WithEarlier,
}

/// How an hour serves several rules of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Share {
    /// In full for each.
    #[default]
    Overlap,
    /// Each minute for one of them: in the order of the file, each as far as it can be met.
    Exclusive,
    /// In even parts.
    Split,
}

impl Share {
    /// The words of the file.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("overlap", Self::Overlap), ("exclusive", Self::Exclusive), ("split", Self::Split)];
}

impl Rule {
    /// What `{name}` stands for in its clause: the value that it is spelt out for, else its title.
    pub fn name(&self) -> &str {
        self.value.as_ref().map_or(self.title.as_str(), |v| v.title.as_str())
    }
}
