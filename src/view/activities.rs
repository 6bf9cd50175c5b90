//! The list of activities: all of them, or those of one year.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::facet::FacetGroup;
use super::year::{YearLink, year_lists};
use super::{Html, Shared};
use crate::facts::facets::{Facet, LONGEST_LIST};
use crate::facts::{Site, Year, address};
use crate::model::{Day, Minutes, Unfinished, time};
use crate::sight::SeenEntry;

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
    /// Of a list that is split: the years that have entries, the newest first, and what a filter can choose in each.
    pub parts: Vec<PartView>,
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
            parts: site
                .years
                .iter()
                .filter(|y| split && !y.entries.is_empty())
                .map(|y| PartView::new(site, y))
                .collect(),
            facets: FacetGroup::of(site, &[Facet::Type, Facet::Category, Facet::Planned], year),
        }
    }
}

/// A year of a list that is split: what the script knows of it before it asks for its rows.
#[derive(Debug, Serialize)]
pub(crate) struct PartView {
    /// `2026`: also the name of the file that has the rows.
    pub label: String,
    /// The list of the year, from the root.
    pub url: String,
    /// How many entries it has, counted or not.
    pub count: usize,
    /// The time of those that count, in words.
    pub hours: String,
    /// The first of the days by which the rows are sorted, as `2026-01-04`.
    pub first: String,
    /// The last of them.
    pub last: String,
    /// Titles of the types that occur, one a line.
    pub types: String,
    /// Titles of the categories that occur, one a line.
    pub categories: String,
    /// The words for planned and not, as far as they occur, one a line.
    pub planned: String,
    /// The tags that occur, one a line.
    pub tags: String,
}

impl PartView {
    fn new(site: &Site<'_>, year: &Year) -> Self {
        let entries = &site.seen.entries[year.entries.clone()];
        let days = || entries.iter().map(SeenEntry::last_day);
        let word = |planned| site.wording.word("planned", if planned { "yes" } else { "no" });
        let iso = |day: Option<Day>| day.map(time::iso).unwrap_or_default();
        Self {
            label: year.period.label.clone(),
            url: address::activities_of(&year.period.label),
            count: entries.len(),
            hours: site.wording.hours(site.counting(year).map(|e| e.minutes).sum()),
            first: iso(days().min()),
            last: iso(days().max()),
            types: lines(entries.iter().filter_map(|e| e.activity_type).map(|kind| site.type_title(kind))),
            categories: lines(entries.iter().flat_map(|e| e.categories).map(|p| site.category_title(&p.category))),
            planned: lines(entries.iter().map(|e| word(e.planned))),
            tags: lines(entries.iter().flat_map(|e| e.tags).map(String::as_str)),
        }
    }
}

/// Each once, in order, one a line.
fn lines<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.collect::<BTreeSet<&str>>().into_iter().collect::<Vec<_>>().join("\n")
}
