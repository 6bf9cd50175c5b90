//! What an assessor looks for in a year beside its rules: the entries that the member chose, the goals, the competences.

use serde::Serialize;

use super::LinkView;
use super::chosen::ChosenView;
use super::planned::{is_for, served};
use crate::facts::facets::Facet;
use crate::facts::links::plan_item;
use crate::facts::{Site, Year};
use crate::model::{Minutes, Word};
use crate::sight::SeenEntry;
use crate::sight::redact::SeenPlan;

/// A goal of the year.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct GoalView {
    /// The item on the page of the plan.
    pub item: LinkView,
    /// The day on which it was written, in words: as stated.
    pub written: Option<String>,
    /// Until when, in words.
    pub due: Option<String>,
    /// `open`, `done` or `dropped`.
    pub state: &'static str,
    /// How much time is meant for it, in words.
    pub target: Option<String>,
    /// How much was done for it in the year, in words.
    pub done: String,
}

/// A competence that entries of the year name.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct YearCode {
    /// `A1`.
    pub code: String,
    /// What it is.
    pub title: String,
    /// Its entries of the year, from the root; none where they have no page.
    pub url: Option<String>,
    /// How many they are.
    pub count: usize,
    /// Their time, as it stands in a column: an entry that names several counts in full for each.
    pub hours: String,
}

/// The entries that the member shows first, by date.
pub(crate) fn chosen(site: &Site<'_>, year: &Year) -> Vec<ChosenView> {
    let chosen = site.counting(year).filter(|e| e.featured);
    chosen.map(|e| ChosenView::new(site, e)).collect()
}

/// The goals of the year, by the day on which they are due.
pub(crate) fn goals(site: &Site<'_>, year: &Year) -> Vec<GoalView> {
    let mut items: Vec<&SeenPlan<'_>> = site.seen.plan.iter().filter(|p| is_for(p, year)).collect();
    items.sort_by_key(|p| (p.due.is_none(), p.due, p.id));
    let goal = |p: &&SeenPlan<'_>| GoalView {
        item: plan_item(p),
        written: p.written.map(|day| site.wording.day(day)),
        due: p.due.map(|day| site.wording.day(day)),
        state: p.state.word(),
        target: p.target.map(|time| site.wording.hours(time)),
        done: site.wording.hours(served(site, p, Some(year)).0),
    };
    items.iter().map(goal).collect()
}

/// The competences that entries of the year name, in the order of their codes.
pub(crate) fn codes(site: &Site<'_>, year: &Year) -> Vec<YearCode> {
    let code = |value: &crate::facts::facets::FacetValue| {
        let counting = || {
            let of_year = value.in_year(year).iter().map(|n| &site.seen.entries[*n]);
            of_year.filter(|e: &&SeenEntry<'_>| site.counts(e))
        };
        let minutes: Minutes = counting().map(|e| e.minutes).sum();
        (counting().count() > 0).then(|| YearCode {
            code: value.word.clone(),
            title: site.competence_title(&Word::new(value.word.clone())).to_owned(),
            url: value.year_url(site, year),
            count: counting().count(),
            hours: site.wording.column(minutes),
        })
    };
    site.facets.of(Facet::Competence).iter().filter_map(code).collect()
}
