//! What a file does not say by itself is asked once, and the answers to that.

use super::days::Order;
use super::grid::Unit;
use super::names::Role;
use crate::model::Minutes;

/// A question about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// The flag that answers it, without its hyphens.
    pub(crate) flag: &'static str,
    /// What is asked.
    pub(crate) text: String,
    /// The possible answers, with what each means.
    pub(crate) options: Vec<(String, String)>,
}

/// What was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// What the columns hold, by their names.
    pub(crate) columns: Vec<(String, Role)>,
    /// Columns that hold keys of the rules followed: their names and the keys.
    pub(crate) declared: Vec<(String, String)>,
    /// Which number of a date comes first.
    pub(crate) order: Option<Order>,
    /// The unit of numbers without one, or what a point is worth.
    pub(crate) unit: Option<Unit>,
    /// How long a day is, where times are given in days.
    pub(crate) day: Option<Minutes>,
    /// The column that holds the time, of several.
    pub(crate) amount: Option<String>,
    /// Whose rows are taken.
    pub(crate) person: Option<String>,
    /// Words of the file as categories; empty: none.
    pub(crate) categories: Vec<(String, String)>,
    /// Words of the file as types; empty: none.
    pub(crate) types: Vec<(String, String)>,
    /// The category of every row that names none.
    pub(crate) category: Option<String>,
    /// The type of every row that names none.
    pub(crate) kind: Option<String>,
    /// The only sheets that are read; empty: all that are not hidden.
    pub(crate) sheets: Vec<String>,
    /// Are copies of a note taken too?
    pub(crate) copies: bool,
}

impl Answers {
    /// What a column was said to hold.
    pub(super) fn role(&self, name: &str) -> Option<Role> {
        self.columns.iter().find(|(n, _)| is_name(n, name)).map(|(_, role)| *role)
    }

    /// The key of the rules followed that a column was said to hold.
    pub(super) fn declared(&self, name: &str) -> Option<String> {
        self.declared.iter().find(|(n, _)| is_name(n, name)).map(|(_, key)| key.clone())
    }

    /// What a word of the file was said to be.
    pub(super) fn word<'a>(all: &'a [(String, String)], text: &str) -> Option<&'a str> {
        let text = super::names::plain_words(text);
        all.iter().find(|(word, _)| super::names::plain_words(word) == text).map(|(_, id)| id.as_str())
    }
}

/// `cpdHours`, `cpd_hours` and `CPD hours` are one name.
pub(crate) fn is_name(a: &str, b: &str) -> bool {
    super::names::plain_words(a).concat() == super::names::plain_words(b).concat()
}

/// Reads the length of a working day.
pub(crate) fn parse_day(text: &str) -> Option<Minutes> {
    Minutes::parse(text).ok().filter(|m| (60..=24 * 60).contains(&m.0))
}

impl Unit {
    /// Reads the word of a unit: `hours`, `minutes`, `45m`, `days`, `clock`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "hours" => Self::Hours,
            "minutes" => Self::Minutes,
            "days" => Self::Serial,
            "clock" => Self::Clock,
            text => {
                let each = crate::model::Minutes::parse(text).ok()?.0;
                Self::Of(u32::try_from(each).ok().filter(|n| (1..=6_000).contains(n))?)
            }
        })
    }

    /// Its word.
    pub(crate) fn word(self) -> String {
        match self {
            Self::Hours => "hours".to_owned(),
            Self::Minutes => "minutes".to_owned(),
            Self::Serial => "days".to_owned(),
            Self::Clock => "clock".to_owned(),
            Self::Of(minutes) => format!("{minutes}m"),
        }
    }
}

impl Order {
    /// The words of the two orders.
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("day-first", Self::DayFirst), ("month-first", Self::MonthFirst)];

    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }
}
