//! CPD slips, `cpdfolio.slip/1`: what an organiser hands over as a ready entry.

use serde::{Deserialize, Serialize};

use super::{Item, ItemHours};

/// The name of the format.
pub(crate) const SCHEMA: &str = "cpdfolio.slip/1";
/// The longest activity of a slip: a year. A course of a week has no day, and more than 24 hours.
pub(crate) const MOST_MINUTES: i64 = 366 * 24 * 60;

/// A slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Slip {
    /// The name of the format.
    pub(crate) schema: String,
    /// What it is.
    pub(crate) title: String,
    /// The day, where it is on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) day: Option<String>,
    /// How long it takes, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) minutes: Option<i64>,
    /// The type of activity.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    /// Who offers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) provider: Option<String>,
    /// Where the hours come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hours_from: Option<String>,
}

impl Slip {
    /// The slip of an item of the directory. It has no day: whoever takes it knows when they used it. Hours of a set
    /// length come from where the directory has its facts, or else from the directory, as it calls itself.
    pub(crate) fn of_item(item: &Item, directory: &str) -> Self {
        let minutes = match item.hours {
            ItemHours::Fixed(minutes) => Some(minutes.0).filter(|m| (1..=MOST_MINUTES).contains(m)),
            ItemHours::Open => None,
        };
        let from = || item.source_of_facts.clone().unwrap_or_else(|| directory.to_owned());
        Self {
            schema: SCHEMA.to_owned(),
            title: item.title.clone(),
            day: None,
            minutes,
            kind: item.activity_type.as_ref().map(ToString::to_string),
            provider: item.provider.clone(),
            hours_from: minutes.map(|_| from()),
        }
    }
}
