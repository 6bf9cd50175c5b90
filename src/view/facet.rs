//! The entries that share a word, and the words that entries share: browsing without script.

use serde::Serialize;

use super::{Html, Shared};
use crate::facts::facets::{Facet, FacetValue, year_anchor};
use crate::facts::{Site, Year};
use crate::model::Minutes;
use crate::say;
use crate::sight::SeenEntry;

/// The list of the entries that share a word.
#[derive(Debug, Serialize)]
pub(crate) struct FacetView {
    /// `type`, `category`, `planned`, `tag`, `provider` or `competence`.
    pub facet: &'static str,
    /// What they share: `Event or seminar`.
    pub title: String,
    /// The year, where the list is of one year only.
    pub year: Option<String>,
    /// The whole list, from the root, where this is of one year only.
    pub all_url: Option<String>,
    /// How many there are.
    pub count: usize,
    /// The time of those that count, in words; for a category only what was given to it.
    pub total: String,
    /// The years, the newest first; with links instead of rows where there are too many rows.
    pub years: Vec<FacetYear>,
}

/// The row of an entry among those that share a word: `row.html` makes it once, for every such list that the entry is
/// on. All of these stand in folders beside each other.
#[derive(Debug, Serialize)]
pub(crate) struct FacetRow {
    /// Its words; a bare line has only its number.
    pub title: String,
    /// Its page, from the list; a bare line has none.
    pub url: Option<String>,
    /// When, in words.
    pub date: String,
    /// For how long, for a column.
    pub time: String,
    /// Who may see it, for the owner, where it is not the usual: `private`, `hours`, `assessor` or `public`.
    pub mark: Option<&'static str>,
    /// Not counted: `draft`, `example` or `future`.
    pub not_counted: Option<&'static str>,
}

impl FacetRow {
    /// The row for so much of an entry's time.
    pub(crate) fn new(site: &Site<'_>, entry: &SeenEntry<'_>, minutes: Minutes) -> Self {
        let url = site.routes.entry(entry).map(crate::paths::OutPath::url);
        Self {
            title: say::entry::title(site.wording, entry),
            url: url.map(|url| format!("../{}", url.trim_start_matches("activities/"))),
            date: site.wording.days(entry.days),
            time: site.wording.column(minutes),
            mark: say::entry::mark(entry, site.usual),
            not_counted: site.why_not(entry),
        }
    }
}

/// What a link knows of its page: links are made once for all pages so far below the root.
#[derive(Debug, Serialize)]
pub(crate) struct RowPage<'r> {
    /// The way up to the root.
    pub root: &'r str,
}

/// A year of such a list.
#[derive(Debug, Serialize)]
pub(crate) struct FacetYear {
    /// `2026`.
    pub label: String,
    /// Its anchor.
    pub id: String,
    /// Its own page from the root, where the list is split.
    pub url: Option<String>,
    /// How many entries.
    pub count: usize,
    /// The minutes of those that count.
    pub minutes: i64,
    /// The rows, each made by `row.html`, the newest first; empty where the list is split.
    pub rows: Html,
}

impl FacetView {
    /// The list, of all years or of one.
    pub(crate) fn new(site: &Site<'_>, value: &FacetValue, year: Option<&Year>, shared: &dyn Shared) -> Self {
        let split = year.is_none() && value.split();
        let shown = site.years.iter().filter(|y| year.is_none_or(|only| only.period == y.period));
        let of_year = |y: &Year| {
            let entries = value.in_year(y);
            let mut rows = String::with_capacity(if split { 0 } else { entries.len() * 300 });
            if !split {
                for n in entries.iter().rev() {
                    shared.brief(*n, value.minutes(&site.seen.entries[*n]), &mut rows);
                }
            }
            FacetYear {
                id: year_anchor(&y.period.label),
                url: split.then(|| crate::html::path_url(&value.year_page(&y.period.label))),
                count: entries.len(),
                minutes: counting(site, value, entries).0,
                rows: Html::trusted(&rows),
                label: y.period.label.clone(),
            }
        };
        let years: Vec<FacetYear> = shown.filter(|y| !value.in_year(y).is_empty()).map(of_year).collect();
        Self {
            facet: value.facet.word(),
            title: site.facet_title(value),
            year: year.map(|y| y.period.label.clone()),
            all_url: year.map(|_| crate::html::path_url(&value.page())),
            count: years.iter().map(|y| y.count).sum(),
            total: site.wording.hours(Minutes(years.iter().map(|y| y.minutes).sum())),
            years,
        }
    }
}

fn counting(site: &Site<'_>, value: &FacetValue, entries: &[usize]) -> Minutes {
    let counted = entries.iter().map(|n| &site.seen.entries[*n]).filter(|e: &&SeenEntry<'_>| site.counts(e));
    counted.map(|e| value.minutes(e)).sum()
}

/// The values of one facet, with their lists.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FacetGroup {
    /// `type`, `category`, `planned`, `tag`, `provider` or `competence`.
    pub facet: &'static str,
    /// Its values.
    pub values: Vec<FacetLink>,
}

/// A value of a facet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FacetLink {
    /// What the entries share.
    pub title: String,
    /// Where they stand, from the root; none: a single bare line.
    pub url: Option<String>,
    /// How many there are.
    pub count: usize,
    /// The minutes of those that count.
    pub minutes: i64,
}

impl FacetGroup {
    /// The values of some facets that occur, of all years or of one.
    pub(crate) fn of(site: &Site<'_>, facets: &[Facet], year: Option<&Year>) -> Vec<Self> {
        let group = |facet: &Facet| {
            let link = |value: &FacetValue| {
                let (entries, url) = match year {
                    Some(year) => (value.in_year(year), value.year_url(site, year)),
                    None => (&value.entries[..], value.url(site)),
                };
                let minutes = counting(site, value, entries).0;
                FacetLink { title: site.facet_title(value), url, count: entries.len(), minutes }
            };
            let mut sorted: Vec<&FacetValue> = site.facets.of(*facet).iter().collect();
            // in the order of the policies, where they have one
            let named = match facet {
                Facet::Type => &site.seen.words.types[..],
                Facet::Category => &site.seen.words.categories[..],
                _ => &[],
            };
            sorted.sort_by_key(|v| named.iter().position(|n| n.id.as_str() == v.word));
            let values = sorted.into_iter().map(link).filter(|l| l.count > 0).collect();
            Self { facet: facet.word(), values }
        };
        facets.iter().map(group).filter(|g| !g.values.is_empty()).collect()
    }
}

/// All ways into the site: what stands behind the search without script.
#[derive(Debug, Serialize)]
pub(crate) struct BrowseView {
    /// The facets of the record.
    pub groups: Vec<FacetGroup>,
    /// The years of the record with the addresses of their lists, the newest first.
    pub years: Vec<super::year::YearLink>,
}

impl BrowseView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        Self { groups: FacetGroup::of(site, &Facet::ALL, None), years: super::year::year_lists(site) }
    }
}
