//! Guidance and other pages.

use super::{Body, Day};
use crate::paths::SourcePath;

/// Where a page is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum NavPlace {
    /// In the bar at the top.
    Main,
    /// Among the guidance pages.
    #[default]
    Guidance,
    /// Nowhere: only links lead to it.
    None,
}

impl NavPlace {
    /// The words of the front matter.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("main", Self::Main), ("guidance", Self::Guidance), ("none", Self::None)];
}

/// A page of text.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file.
    pub source: SourcePath,
    /// Its heading.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// Place among its neighbours; the smallest first.
    pub order: i64,
    /// Where it is listed.
    pub nav: NavPlace,
    /// Former addresses.
    pub aliases: Vec<String>,
    /// The day of a piece of news: the feed tells of it, its section lists the newest first.
    pub date: Option<Day>,
    /// When its facts were last checked.
    pub updated: Option<Day>,
    /// What changed on that day.
    pub changed: Option<String>,
    /// Keys of the writer's own, for templates.
    pub extra: serde_json::Value,
    /// The text.
    pub body: Body,
    /// Does it come with the program?
    pub built_in: bool,
}

/// A question and its answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The file.
    pub source: SourcePath,
    /// The file's name without `.md`: also the anchor on the page.
    pub anchor: String,
    /// The question.
    pub title: String,
    /// Under which heading it stands.
    pub section: String,
    /// Place in its section.
    pub order: i64,
    /// The answer.
    pub body: Body,
    /// Does it come with the program?
    pub built_in: bool,
}

impl Answer {
    /// What orders answers.
    pub fn place(&self) -> (i64, &str) {
        (self.order, &self.anchor)
    }
}
