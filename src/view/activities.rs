//! The list of activities: all of them, or those of one year.

use serde::Serialize;

use super::facet::FacetGroup;
use super::row::EntryRow;
use super::year::YearLink;
use crate::model::Minutes;
use crate::share::SeenEntry;
use crate::site::facets::Facet;
use crate::site::{Site, Year};

/// Lists longer than this are split by year.
pub const LONGEST_LIST: usize = 500;

/// What the list shows.
#[derive(Debug, Serialize)]
pub struct ActivitiesView {
    /// The year; none: all.
    pub year: Option<String>,
    /// The newest first; empty where the list is split by year.
    pub rows: Vec<EntryRow>,
    /// How many there are.
    pub count: usize,
    /// The time of those that count, in words.
    pub total: String,
    /// Is the list split by year?
    pub split: bool,
    /// The years, the newest first, with the addresses of their lists.
    pub years: Vec<YearLink>,
    /// Types, categories and planned, with the lists of the entries that share each.
    pub facets: Vec<FacetGroup>,
}

impl ActivitiesView {
    /// All entries, or the years where there are too many.
    pub fn all(site: &Site<'_>) -> Self {
        let entries: Vec<&SeenEntry<'_>> = site.seen.entries.iter().rev().collect();
        Self::of(site, None, &entries)
    }

    /// The entries of one year.
    pub fn of_year(site: &Site<'_>, year: &Year) -> Self {
        let entries: Vec<&SeenEntry<'_>> = site.seen.entries[year.entries.clone()].iter().rev().collect();
        Self::of(site, Some(year), &entries)
    }

    fn of(site: &Site<'_>, year: Option<&Year>, entries: &[&SeenEntry<'_>]) -> Self {
        let counting = entries.iter().filter(|e| site.counts(e));
        let split = year.is_none() && entries.len() > LONGEST_LIST;
        Self {
            year: year.map(|y| y.period.label.clone()),
            rows: if split { vec![] } else { entries.iter().map(|e| EntryRow::new(site, e)).collect() },
            count: entries.len(),
            total: site.wording.hours(counting.map(|e| e.minutes).sum::<Minutes>()),
            split,
            years: year_lists(site),
            facets: FacetGroup::of(site, &[Facet::Type, Facet::Category, Facet::Planned], year),
        }
    }
}

/// The years, the newest first, with the addresses of their lists.
pub fn year_lists(site: &Site<'_>) -> Vec<YearLink> {
    let listed = site.years.iter().filter(|y| site.years.len() > 1 || !y.entries.is_empty());
    listed.map(|y| YearLink { url: site.list_url(&y.period.label), ..YearLink::new(site, y) }).collect()
}
