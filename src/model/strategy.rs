//! What an institution is for: its vision, mission, partners and values, as data.

use super::{Day, Word};

/// A published strategy.
#[derive(Debug, Clone, Default)]
pub struct Strategy {
    /// The text that it was taken from.
    pub source: String,
    /// What is known of its day: `undated page that refers to 2020`.
    pub dated: Option<String>,
    /// When someone last looked.
    pub checked: Option<Day>,
    /// The vision, quoted.
    pub vision: Option<String>,
    /// The mission, quoted.
    pub mission: Option<String>,
    /// The groups that the institution works with, in order.
    pub groups: Vec<Group>,
    /// Its values, in order.
    pub values: Vec<StrategyValue>,
    /// Is it the source that puts behaviours under values, or this file?
    pub grouping_is_ours: bool,
    /// Names of enabling strategies that the source gives.
    pub enabling: Vec<String>,
    /// An address for questions; none: the source gives none.
    pub contact: Option<String>,
    /// Where the presentation is found; none: the source gives no address.
    pub presentation: Option<String>,
    /// Does it come with the program?
    pub built_in: bool,
}

impl Strategy {
    /// What the source leaves open, in sentences: said by `policy check`, never filled in.
    pub fn silent(&self) -> Vec<&'static str> {
        let gaps = [
            (self.vision.is_none(), "no vision is given"),
            (self.mission.is_none(), "no mission is given"),
            (self.contact.is_none(), "questions are invited, and no contact is given"),
            (self.presentation.is_none(), "a presentation is spoken of, and no address is given"),
        ];
        gaps.into_iter().filter(|(open, _)| *open).map(|(_, words)| words).collect()
    }
}

/// A group of people that an institution works with.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its id.
    pub id: Word,
    /// What it is called.
    pub title: String,
    /// The readers of this site who belong to it: `Members`.
    pub readers: String,
    /// What the institution wants to do with and for them.
    pub ambition: String,
    /// Where they start on this site: Markdown, one a line.
    pub routes: Vec<String>,
}

/// One value and the behaviours that show it.
#[derive(Debug, Clone)]
pub struct StrategyValue {
    /// Its id: entries cite it.
    pub id: Word,
    /// What it is called.
    pub title: String,
    /// What it means, in a sentence.
    pub aim: Option<String>,
    /// How it shows.
    pub behaviours: Vec<String>,
}
