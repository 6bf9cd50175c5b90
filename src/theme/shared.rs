//! Maker of pages that many pages show: each is made by a small template of its own, once.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use serde::Serialize;
use tera::{Context, Value};

use super::fuel;
use super::load::Theme;
use crate::diag::Diagnostic;
use crate::facts::facets::Facet;
use crate::facts::{Site, Towards, address};
use crate::html::Html;
use crate::model::Minutes;
use crate::policy::Why;
use crate::view::{LinkView, Shared, entry, facet, row};

/// What has been made so far.
#[derive(Debug)]
pub(super) struct Kept {
    /// By facet, the links to the lists of what entries share, for pages so far below the root.
    links: [HashMap<String, [OnceLock<Html>; DEPTHS]>; Facet::ALL.len()],
    /// By year, the links to their records, likewise.
    records: Vec<[OnceLock<Html>; DEPTHS]>,
    /// What parts see of pages so far below the root.
    pages: [OnceLock<Value>; DEPTHS],
    /// The rows of what entries count towards: many give as much to the same rule.
    counted: RwLock<HashMap<Counted, String>>,
    /// The rows of the entries on those lists: an entry stands on many.
    brief: Vec<OnceLock<String>>,
    /// The rows of the entries on the lists and in the record of their year.
    listed: Vec<OnceLock<String>>,
}

/// Links are kept for pages of entries that stand less far below the root.
const DEPTHS: usize = 4;

/// The lists and the record of a year stand so far below the root.
const LISTS: usize = 2;

/// What a row of `counted.html` shows: judgement, rule, amount, why not, and how far below the root.
type Counted = (usize, usize, Option<i64>, Option<Why>, usize);

impl Kept {
    /// Nothing yet.
    pub(super) fn new(site: &Site<'_>) -> Self {
        let mut links: [HashMap<String, _>; Facet::ALL.len()] = Default::default();
        for facet in Facet::ALL {
            let words = site.facets.of(facet).iter();
            links[facet as usize] = words.map(|v| (v.word.clone(), Default::default())).collect();
        }
        let rows = || site.seen.entries.iter().map(|_| OnceLock::new()).collect();
        let records = site.years.iter().map(|_| Default::default()).collect();
        Self { links, records, pages: Default::default(), counted: RwLock::default(), brief: rows(), listed: rows() }
    }
}

/// Makes the parts that pages so far below the root share.
#[derive(Debug)]
pub(super) struct Maker<'t> {
    theme: &'t Theme,
    site: &'t Site<'t>,
    of_site: &'t Value,
    kept: &'t Kept,
    depth: usize,
    /// The first fault of a template.
    fault: OnceCell<Diagnostic>,
}

impl<'t> Maker<'t> {
    /// For one page, so far below the root.
    pub(super) fn new(theme: &'t Theme, site: &'t Site<'t>, of_site: &'t Value, kept: &'t Kept, depth: usize) -> Self {
        Self { theme, site, of_site, kept, depth, fault: OnceCell::new() }
    }

    /// Were all parts of the page made?
    pub(super) fn whole(self) -> Result<(), Diagnostic> {
        self.fault.into_inner().map_or(Ok(()), Err)
    }

    /// Makes the row of an entry on a kind of list.
    fn row(&self, list: &'static str, of: &impl Serialize) -> Option<String> {
        let mut context = Context::new();
        context.insert_value("list", Value::normal_string(list));
        self.fill("row.html", "row", of, context)
    }

    /// Makes a part; it sees of the page only how far below the root it is.
    fn fill(&self, template: &str, name: &'static str, of: &impl Serialize, mut context: Context) -> Option<String> {
        // a page with a fault is not made: nothing more has to be
        if self.fault.get().is_some() {
            return None;
        }
        let page = || Value::from_serializable(&facet::RowPage { root: &"../".repeat(self.depth) });
        let kept = self.kept.pages.get(self.depth);
        context.insert_value("site", self.of_site.clone());
        context.insert_value("page", kept.map_or_else(page, |kept| kept.get_or_init(page).clone()));
        context.insert(name, of);
        // most are of this size
        let mut made = Vec::with_capacity(600);
        if let Err(error) = fuel::render(&self.theme.tera, template, &context, &mut made) {
            self.fault.get_or_init(|| self.theme.fault_of(&error, template));
            return None;
        }
        String::from_utf8(made).ok()
    }

    /// A link of pages so far below the root.
    fn linked(&self, kept: Option<&[OnceLock<Html>; DEPTHS]>, to: impl FnOnce() -> LinkView) -> Html {
        let kept = kept.and_then(|depths| depths.get(self.depth));
        if let Some(link) = kept.and_then(OnceLock::get) {
            return link.clone();
        }
        let Some(made) = self.fill("link.html", "to", &to(), Context::new()) else { return Html::default() };
        let link = Html::trusted(&made);
        kept.map(|place| place.set(link.clone()));
        link
    }
}

/// Adds what is kept in a place, or else what is made, and keeps that.
fn add(kept: Option<&OnceLock<String>>, to: &mut String, make: impl FnOnce() -> Option<String>) {
    if let Some(made) = kept.and_then(OnceLock::get) {
        to.push_str(made);
    } else if let Some(made) = make() {
        to.push_str(&made);
        // another thread may have been faster: what it made is the same
        kept.map(|place| place.set(made));
    }
}

impl Shared for Maker<'_> {
    fn link(&self, facet: Facet, word: &str) -> Html {
        // a tag in another spelling is not there: it keeps its own words
        self.linked(self.kept.links[facet as usize].get(word), || entry::link_of(self.site, facet, word))
    }

    fn record(&self, year: usize) -> Html {
        let label = &self.site.years[year].period.label;
        let to = || LinkView { title: label.clone(), url: Some(address::record(label)) };
        self.linked(self.kept.records.get(year), to)
    }

    fn counted(&self, of: &Towards, rows: &mut String) {
        let key = (of.judged, of.rule, of.amount, of.reason, self.depth);
        if let Some(row) = self.kept.counted.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            rows.push_str(row);
        } else if let Some(row) =
            self.fill("counted.html", "count", &entry::CountedView::new(self.site, of), Context::new())
        {
            rows.push_str(&row);
            self.kept.counted.write().unwrap_or_else(PoisonError::into_inner).insert(key, row);
        }
    }

    fn brief(&self, n: usize, minutes: Minutes, rows: &mut String) {
        let entry = &self.site.seen.entries[n];
        let kept = self.kept.brief.get(n).filter(|_| minutes == entry.minutes);
        add(kept, rows, || self.row("brief", &facet::FacetRow::new(self.site, entry, minutes)));
    }

    fn listed(&self, n: usize, rows: &mut String) {
        let kept = self.kept.listed.get(n).filter(|_| self.depth == LISTS);
        add(kept, rows, || self.row("full", &row::EntryRow::new(self.site, &self.site.seen.entries[n])));
    }
}
