//! The list of activities: all of them, or those of one year.

use std::ops::Range;

use serde::Serialize;

use super::facet::FacetGroup;
use super::year::{YearLink, year_lists};
use super::{Html, Shared};
use crate::facts::facets::{Facet, LONGEST_LIST};
use crate::facts::{Site, Year};
use crate::model::{Minutes, Unfinished};

/// What the list shows.
#[derive(Debug, Serialize)]
pub(crate) struct ActivitiesView {
    /// The year; none: all.
    pub year: Option<String>,
    /// The rows, each made by `row.html`, the newest first; empty where the list is split by year.
    pub rows: Html,
    /// How many there are.
    pub count: usize,
    /// The time of those that count, in words.
    pub total: String,
    /// Drafts without a day or hours, on the list of all.
    pub drafts: Vec<DraftView>,
    /// Is the list split by year?
    pub split: bool,
    /// The years, the newest first, with the addresses of their lists.
    pub years: Vec<YearLink>,
    /// Types, categories and planned, with the lists of the entries that share each.
    pub facets: Vec<FacetGroup>,
}

/// A draft that has no day or no hours yet.
#[derive(Debug, Serialize)]
pub(crate) struct DraftView {
    /// Its title.
    pub title: String,
    /// Its day, where it has one.
    pub day: Option<String>,
    /// Its hours, where it has some.
    pub hours: Option<String>,
    /// Its file.
    pub path: String,
}

impl DraftView {
    fn all(site: &Site<'_>) -> Vec<Self> {
        let one = |draft: &&Unfinished| Self {
            title: draft.entry.title.clone(),
            day: draft.days.map(|days| site.wording.days(days)),
            hours: draft.minutes.map(|minutes| site.wording.hours(minutes)),
            path: draft.entry.source.to_string(),
        };
        site.seen.unfinished.iter().map(one).collect()
    }
}

impl ActivitiesView {
    /// All entries, or the years where there are too many.
    pub(crate) fn all(site: &Site<'_>, shared: &dyn Shared) -> Self {
        Self::of(site, None, 0..site.seen.entries.len(), shared)
    }

    /// The entries of one year.
    pub(crate) fn of_year(site: &Site<'_>, year: &Year, shared: &dyn Shared) -> Self {
        Self::of(site, Some(year), year.entries.clone(), shared)
    }

    fn of(site: &Site<'_>, year: Option<&Year>, shown: Range<usize>, shared: &dyn Shared) -> Self {
        let counting = site.seen.entries[shown.clone()].iter().filter(|e| site.counts(e));
        let split = year.is_none() && shown.len() > LONGEST_LIST;
        let mut rows = String::with_capacity(if split { 0 } else { shown.len() * 500 });
        for n in shown.clone().rev().filter(|_| !split) {
            shared.listed(n, &mut rows);
        }
        Self {
            year: year.map(|y| y.period.label.clone()),
            rows: Html::trusted(&rows),
            count: shown.len(),
            total: site.wording.hours(counting.map(|e| e.minutes).sum::<Minutes>()),
            drafts: if year.is_none() { DraftView::all(site) } else { vec![] },
            split,
            years: year_lists(site),
            facets: FacetGroup::of(site, &[Facet::Type, Facet::Category, Facet::Planned], year),
        }
    }
}
