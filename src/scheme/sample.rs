//! How a sample is to be drawn: what the settings say, and what a frame repeats.

use crate::model::Day;

/// How the sample is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DrawSettings {
    /// How many.
    pub share: Share,
    /// What divides the members.
    pub strata: Strata,
    /// Groups of the register that are drawn as a whole.
    pub take_all: Vec<String>,
    /// No stratum with members gets fewer.
    pub least: usize,
    /// How many stand ready in each stratum.
    pub reserves: usize,
    /// Where the value comes from.
    pub source: Option<Source>,
}

/// What divides the members into strata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strata {
    /// Nothing: one stratum.
    None,
    /// The grade.
    Grade,
    /// The field of work.
    Field,
}

/// How many are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Share {
    /// So many in all.
    Size(usize),
    /// A part of all, rounded up.
    Part(u64, u64),
    /// So many of each stratum.
    Quotas(Vec<(String, usize)>),
}

/// Where the value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// What it is called.
    pub name: String,
    /// When it will exist.
    pub time: String,
    /// The day of that.
    pub day: Day,
    /// What is taken where the source fails.
    pub fallback: String,
    /// Of what kind it is.
    pub kind: SourceKind,
}

/// Kinds of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// Anybody can look it up.
    Public,
    /// Dice: two named witnesses saw them.
    Dice,
}

impl SourceKind {
    /// `public`
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Dice => "dice",
        }
    }
}
