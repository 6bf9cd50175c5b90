//! What a rule asks, one struct for each kind. How a kind is read, judged and closed stands in
//! `policy::kinds`, how it is said in `say::kind`; each matches over all kinds, so that a kind that is
//! forgotten somewhere does not compile.

use super::measure::{Amount, Fraction};
use super::select::Select;
use super::window::RuleWindow;
use crate::model::Word;

/// The kind of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// At least so much.
    AtLeast,
    /// At most so much.
    AtMost,
    /// No more than so much counts towards other rules.
    Cap,
    /// A part of another selection, at least.
    Ratio,
    /// One of several ways.
    AnyOf,
    /// At least so many different values.
    Diversity,
    /// At least so much, once in its rolling window: a topic every three years.
    Every,
    /// No longer stretch without an entry.
    MaxGap,
    /// Words written about entries; never how good they are.
    Text,
    /// A document.
    Artefact,
}

impl RuleKind {
    /// All of them, in the order in which messages list them.
    pub fn all() -> impl Iterator<Item = Self> {
        std::iter::successors(Some(Self::AtLeast), |kind| kind.next())
    }

    /// The one after it: matched, so that none is forgotten.
    fn next(self) -> Option<Self> {
        match self {
            Self::AtLeast => Some(Self::AtMost),
            Self::AtMost => Some(Self::Cap),
            Self::Cap => Some(Self::Ratio),
            Self::Ratio => Some(Self::AnyOf),
            Self::AnyOf => Some(Self::Diversity),
            Self::Diversity => Some(Self::Every),
            Self::Every => Some(Self::MaxGap),
            Self::MaxGap => Some(Self::Text),
            Self::Text => Some(Self::Artefact),
            Self::Artefact => None,
        }
    }

    /// The key in a policy file, and the name in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
            Self::Cap => "cap",
            Self::Ratio => "ratio",
            Self::AnyOf => "any_of",
            Self::Diversity => "diversity",
            Self::Every => "every",
            Self::MaxGap => "max_gap",
            Self::Text => "text",
            Self::Artefact => "artefact",
        }
    }
}

/// What a rule asks. Amounts are in the unit of its measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// At least so much.
    AtLeast(AtLeast),
    /// At most so much.
    AtMost(AtMost),
    /// No more than so much counts towards other rules.
    Cap(Cap),
    /// A part of another selection, at least.
    Ratio(Ratio),
    /// One of several ways.
    AnyOf(AnyOf),
    /// At least so many different values.
    Diversity(Diversity),
    /// At least so much, once in its rolling window: a topic every three years.
    Every(Every),
    /// No longer stretch without an entry.
    MaxGap(MaxGap),
    /// Words written about entries; never how good they are.
    Text(Text),
    /// A document.
    Artefact(Document),
}

impl Ask {
    /// The kind.
    pub fn kind(&self) -> RuleKind {
        match self {
            Self::AtLeast(_) => RuleKind::AtLeast,
            Self::AtMost(_) => RuleKind::AtMost,
            Self::Cap(_) => RuleKind::Cap,
            Self::Ratio(_) => RuleKind::Ratio,
            Self::AnyOf(_) => RuleKind::AnyOf,
            Self::Diversity(_) => RuleKind::Diversity,
            Self::Every(_) => RuleKind::Every,
            Self::MaxGap(_) => RuleKind::MaxGap,
            Self::Text(_) => RuleKind::Text,
            Self::Artefact(_) => RuleKind::Artefact,
        }
    }
}

/// The figure of a rule, as its clause, tables and the reference have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// So much.
    Amount(Amount),
    /// So many, said as a word: `three`.
    Number(i64),
    /// A part of something.
    Part(Fraction),
    /// So many months.
    Months(i64),
}

/// How much a rule asks of whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AtLeast {
    /// Of everybody who has no role below.
    pub base: i64,
    /// Of those with a role; of several the highest.
    pub by_role: Vec<(Word, i64)>,
    /// On top, for those with a role.
    pub more: Vec<(Word, i64)>,
}

/// A limit on what may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtMost {
    /// So much.
    pub most: i64,
}

/// A limit on what counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// So much.
    pub most: i64,
    /// In each of what.
    pub per: CapPer,
    /// Places of the rules that it limits.
    pub towards: Vec<usize>,
}

/// In each of what a cap limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CapPer {
    /// The whole time that the limited rule looks at, or the part of it that is the cap's own.
    Window,
    /// An entry.
    Entry,
    /// A day; an entry of several days may use each of them.
    Day,
    /// Entries that share a value.
    Trait(Trait),
}

/// A property whose values can be told apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// The type of activity.
    Type,
    /// Category.
    Category,
    /// Who offered it.
    Provider,
    /// Competence codes.
    Competences,
    /// The letter before the number of competence codes.
    CompetenceGroups,
    /// A declared key.
    Key(String),
}

/// A part of another selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratio {
    /// At least this part …
    pub least: Fraction,
    /// … of these.
    pub of: Select,
    /// Place of a rule of several ways: of what the way looks at that is shown.
    pub way_of: Option<usize>,
}

/// Several ways to satisfy a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyOf {
    /// In the order of the file.
    pub ways: Vec<Alternative>,
}

/// One of several ways to satisfy a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Which entries, beside those of the rule.
    pub select: Select,
    /// The time that it looks at.
    pub window: RuleWindow,
    /// At least so much.
    pub at_least: i64,
    /// What it is called in sentences.
    pub title: String,
}

/// Different values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diversity {
    /// Of what.
    pub of: Trait,
    /// How many.
    pub at_least: i64,
}

/// Something that has to come again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// So much in each window.
    pub at_least: i64,
}

/// Days without an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxGap {
    /// The most days, or months, between two entries, or an entry and an end of the period.
    pub most: i64,
    /// Are these months, counted from the first day without an entry?
    pub months: bool,
    /// A document that explains the days without an entry among which its day is.
    pub unless: Option<Word>,
}

/// What is to be written about entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// At least so many words each.
    pub words: i64,
    /// On how many of the selected entries; absent: on all.
    pub on: Option<i64>,
}

/// A document of the member's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which: one of the policy's artefacts.
    pub which: Word,
    /// How many.
    pub at_least: i64,
}
