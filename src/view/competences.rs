//! Competences over the years: what the record shows for each code, and what it does not.

use serde::Serialize;

use crate::facts::coverage::covered;
use crate::facts::facets::Facet;
use crate::facts::{Site, Year};
use crate::model::Audience;
use crate::policy::data::competences::Coverage;

/// As many years have a column of their own; what is older stands in one.
const MOST_YEARS: usize = 6;

/// What the page of competences shows.
#[derive(Debug, Serialize)]
pub(crate) struct CompetencesView {
    /// The years that have a column, the oldest first.
    pub years: Vec<String>,
    /// Is there a column for what is older?
    pub earlier: bool,
    /// The latest year.
    pub latest: String,
    /// The codes of which the latest year has nothing.
    pub missing: Vec<CodeView>,
    /// The codes, by group.
    pub groups: Vec<GroupView>,
    /// How many codes there are.
    pub count: usize,
    /// How many of them have an entry in the latest year.
    pub covered: usize,
}

/// The codes of one letter.
#[derive(Debug, Serialize)]
pub(crate) struct GroupView {
    /// What it is about; none: the codes have no letter in common.
    pub title: Option<String>,
    /// Its codes.
    pub codes: Vec<CodeView>,
}

/// One code.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodeView {
    /// `A1`.
    pub code: String,
    /// What it is.
    pub title: String,
    /// All its entries, from the root; none where it has no page.
    pub url: Option<String>,
    /// One for each year, and before them one for what is older, where there is such a column.
    pub cells: Vec<CellView>,
    /// The last day of the latest entry, as `2026-03-04`.
    pub last: Option<String>,
    /// Has the latest year nothing?
    pub missing: bool,
}

/// A code in a year.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CellView {
    /// How many entries name it.
    pub count: usize,
    /// Their minutes: an entry that names several codes counts in full for each.
    pub minutes: i64,
    /// Where they stand, from the root; none where there are none.
    pub url: Option<String>,
    /// From 0 (nothing) to 4 (the most of all cells): how dark it is drawn.
    pub depth: i64,
}

impl CompetencesView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let is_public = site.seen.audience == Audience::Public;
        let (years, all) = covered(site);
        let most = all.iter().flat_map(|c| &c.periods).map(|(n, _)| *n).max().unwrap_or(0);
        let older = if years.len() > MOST_YEARS + 1 { years.len() - MOST_YEARS } else { 0 };
        let mut groups: Vec<GroupView> = vec![];
        for of in &all {
            let title = site.competence_group(&of.code).map(str::to_owned);
            let code = CodeView::new(site, &years, of, older, most);
            match groups.last_mut().filter(|g| g.title == title) {
                Some(group) => group.codes.push(code),
                None => groups.push(GroupView { title, codes: vec![code] }),
            }
        }
        Self {
            years: years[older..].iter().map(|y| y.period.label.clone()).collect(),
            earlier: older > 0,
            latest: years.last().map(|y| y.period.label.clone()).unwrap_or_default(),
            covered: all.iter().filter(|c| !c.is_gap).count(),
            count: all.len(),
            missing: if is_public {
                vec![]
            } else {
                groups.iter().flat_map(|g| &g.codes).filter(|c| c.missing).cloned().collect()
            },
            groups,
        }
    }
}

impl CodeView {
    fn new(site: &Site<'_>, years: &[&Year], of: &Coverage, older: usize, most: usize) -> Self {
        let value = site.facets.find(Facet::Competence, of.code.as_str());
        let cell = |(count, minutes): (usize, i64), url: Option<String>| CellView {
            count,
            minutes,
            url: url.filter(|_| count > 0),
            depth: depth(count, most),
        };
        let url = value.and_then(|v| v.url(site));
        let mut cells = vec![];
        if older > 0 {
            let before = of.periods[..older].iter();
            cells.push(cell(before.fold((0, 0), |(n, m), (count, minutes)| (n + count, m + minutes.0)), url.clone()));
        }
        for (year, (count, minutes)) in years.iter().zip(&of.periods).skip(older) {
            cells.push(cell((*count, minutes.0), value.and_then(|v| v.year_url(site, year))));
        }
        Self {
            code: of.code.as_str().to_owned(),
            title: site.competence_title(&of.code).to_owned(),
            url,
            cells,
            last: of.last.map(|d| d.to_string()),
            missing: of.is_gap,
        }
    }
}

/// A quarter of the most, rounded up.
fn depth(count: usize, most: usize) -> i64 {
    i64::try_from((count * 4).div_ceil(most.max(1))).unwrap_or(4)
}
