//! Products and services that count as CPD.

use super::{Body, Day, ItemId, Minutes, Word};
use crate::paths::SourcePath;

/// What an item costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Price {
    /// Nothing, for its audience.
    Free,
    /// Less for members.
    Discounted,
    /// Money.
    Paid,
    /// Not known.
    #[default]
    Unknown,
}

impl Price {
    /// The words of the front matter.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("free", Self::Free), ("discounted", Self::Discounted), ("paid", Self::Paid), ("unknown", Self::Unknown)];

    /// The word of the front matter.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, v)| *v == self).map_or("unknown", |(w, _)| w)
    }
}

/// How much time an item gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ItemHours {
    /// As much as one takes.
    #[default]
    Open,
    /// A set length.
    Fixed(Minutes),
}

/// One product or service.
#[derive(Debug, Clone)]
pub struct Item {
    /// The file's name without `.md`.
    pub id: ItemId,
    /// The file.
    pub source: SourcePath,
    /// Its name.
    pub title: String,
    /// Who offers it.
    pub provider: Option<String>,
    /// The type of activity that using it is.
    pub activity_type: Option<Word>,
    /// How much time it gives.
    pub hours: ItemHours,
    /// The unit that a plan reckons with, for open hours.
    pub step: Option<Minutes>,
    /// The most that a plan puts into one period, for open hours.
    pub limit: Option<Minutes>,
    /// The most that a plan puts into one week, for open hours.
    pub weekly: Option<Minutes>,
    /// What it costs.
    pub price: Price,
    /// The price in words: `45 GBP`.
    pub amount: Option<String>,
    /// Categories it can serve; empty: any.
    pub categories: Vec<Word>,
    /// For whom.
    pub audience: Vec<String>,
    /// Where it is found.
    pub url: Option<String>,
    /// Where these facts come from.
    pub source_of_facts: Option<String>,
    /// When they were last checked.
    pub checked: Option<Day>,
    /// Are they confirmed by their source?
    pub confirmed: bool,
    /// Does it come with the program?
    pub built_in: bool,
    /// More about it, in Markdown.
    pub body: Body,
}
