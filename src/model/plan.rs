//! What the member intends: items of the development plan.

use super::{Body, Day, Minutes, PlanId, Visibility, Word};
use crate::paths::SourcePath;

/// Where a plan item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum PlanState {
    /// Still to do.
    #[default]
    Open,
    /// Done.
    Done,
    /// Given up.
    Dropped,
    /// Suggested by somebody else, and not yet taken up.
    Proposed,
}

impl PlanState {
    /// The words of the front matter.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("open", Self::Open), ("done", Self::Done), ("dropped", Self::Dropped), ("proposed", Self::Proposed)];

    /// The word of the front matter.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, v)| *v == self).map_or("open", |(w, _)| w)
    }
}

/// One intention.
#[derive(Debug, Clone)]
pub struct PlanItem {
    /// The file's name without `.md`.
    pub id: PlanId,
    /// The file.
    pub source: SourcePath,
    /// What is intended.
    pub title: String,
    /// The day on which it was written, as stated.
    pub written: Option<Day>,
    /// For which period.
    pub period: Option<String>,
    /// Until when.
    pub due: Option<Day>,
    /// Where it stands.
    pub state: PlanState,
    /// How much time is meant for it; progress is counted from the entries that name it.
    pub target: Option<Minutes>,
    /// Categories that it is to serve.
    pub categories: Vec<Word>,
    /// Competences that it is to develop.
    pub competences: Vec<Word>,
    /// Benefits or values that it serves.
    pub cites: Vec<Word>,
    /// Who may see it.
    pub visibility: Visibility,
    /// More about it, in Markdown.
    pub body: Body,
}
