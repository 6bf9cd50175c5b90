//! The first page for everybody: who somebody is and what they learned. It shows a selection, and judges nothing.

use serde::Serialize;

use super::NavLink;
use super::chosen::ChosenView;
use super::row::EntryRow;
use super::year::YearLink;
use crate::facts::facets::{Facet, FacetValue};
use crate::facts::{Site, address};
use crate::model::Minutes;
use crate::sight::SeenEntry;

/// As many chosen entries stand on the page.
const MOST_CHOSEN: usize = 12;
/// As many of the newest entries.
const MOST_LATEST: usize = 6;
/// As many topics.
const MOST_TOPICS: usize = 16;

/// What the first page of a record shows everybody.
#[derive(Debug, Default, Serialize)]
pub(crate) struct PortfolioView {
    /// How much is shown, in a sentence; none: nothing.
    pub summary: Option<String>,
    /// What the owner states of closed periods, in sentences.
    pub statements: Vec<String>,
    /// The entries that the member shows first, the newest first.
    pub chosen: Vec<ChosenView>,
    /// The newest others that have happened.
    pub latest: Vec<EntryRow>,
    /// How many entries there are in all.
    pub count: usize,
    /// What was learned about, the topic with the most time first.
    pub topics: Vec<SubjectView>,
    /// The areas, in the order of the policy.
    pub areas: Vec<SubjectView>,
    /// The competences that entries name.
    pub competences: Vec<SubjectView>,
    /// All years, the newest first.
    pub years: Vec<YearLink>,
    /// The member's own pages.
    pub own: Vec<NavLink>,
    /// The door to the guidance.
    pub guidance: Option<NavLink>,
}

/// Something that entries are about.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SubjectView {
    /// What: `SiC`, or `A2`.
    pub title: String,
    /// More about it: what a competence is.
    pub more: Option<String>,
    /// Its entries, from the root; none where they have no page.
    pub url: Option<String>,
    /// How many entries.
    pub count: usize,
    /// Their time, in words.
    pub hours: String,
    /// The years from the first to the last: `2023 to 2026`.
    pub years: String,
}

impl PortfolioView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let facet = site.topic_facet();
        let mut topics = if facet == Facet::Category { vec![] } else { subjects(site, facet) };
        topics.sort_by_key(|topic| std::cmp::Reverse(topic.0));
        topics.truncate(MOST_TOPICS);
        let known = &site.seen.words.categories;
        let mut areas = subjects(site, Facet::Category);
        areas.sort_by_key(|(_, subject)| known.iter().position(|named| named.title == subject.title));
        let only = |all: Vec<(Minutes, SubjectView)>| all.into_iter().map(|(_, subject)| subject).collect();
        Self {
            summary: summary(site),
            statements: statements(site),
            chosen: chosen(site),
            latest: latest(site),
            count: site.seen.entries.len(),
            topics: only(topics),
            areas: only(areas),
            competences: if facet == Facet::Competence { vec![] } else { only(subjects(site, Facet::Competence)) },
            years: site.years.iter().map(|y| YearLink::new(site, y)).collect(),
            own: competences(site).into_iter().chain(own_pages(site)).collect(),
            guidance: site.guidance_door(),
        }
    }
}

/// The door to the competences and what was done for each.
fn competences(site: &Site<'_>) -> Option<NavLink> {
    let door = site.overviews().into_iter().find(|link| link.url == address::COMPETENCES)?;
    // what it says of them to the owner is not for everybody
    Some(NavLink { summary: Some(site.wording.text("competences.shown_more").to_owned()), ..door })
}

/// How much is shown here: of all years, or since the first.
pub(crate) fn summary(site: &Site<'_>) -> Option<String> {
    let counting: Vec<&SeenEntry<'_>> = site.seen.entries.iter().filter(|e| site.counts(e)).collect();
    let time = site.wording.hours(counting.iter().map(|e| e.minutes).sum());
    let first = site.years.iter().rev().find(|y| site.counting(y).next().is_some())?;
    let args = [("time", time.as_str()), ("year", &first.period.label)];
    let key = if site.years.len() > 1 { "portfolio.summary_since" } else { "portfolio.summary" };
    Some(site.wording.count_with(key, counting.len(), &args))
}

fn statements(site: &Site<'_>) -> Vec<String> {
    let name = site.seen.member.as_ref().map_or("", |m| m.name);
    let said = |of: &crate::sight::stated::Statement| {
        let args = [("policy", of.title.as_str()), ("period", &of.period.label), ("name", name)];
        site.wording.fill("portfolio.stated", &args)
    };
    site.seen.statements.iter().map(said).collect()
}

/// The entries that are shown first, the newest first.
fn chosen(site: &Site<'_>) -> Vec<ChosenView> {
    let chosen = site.seen.entries.iter().rev().filter(|e| e.featured && site.counts(e));
    chosen.take(MOST_CHOSEN).map(|e| ChosenView::new(site, e)).collect()
}

fn latest(site: &Site<'_>) -> Vec<EntryRow> {
    let others = site.seen.entries.iter().rev().filter(|e| !e.featured && site.counts(e));
    others.take(MOST_LATEST).map(|e| EntryRow::new(site, e)).collect()
}

fn own_pages(site: &Site<'_>) -> Vec<NavLink> {
    let own = |link: &&NavLink| {
        let page = site.seen.pages.iter().find(|p| site.routes.source(&p.source).is_some_and(|o| o.url() == link.url));
        page.is_some_and(|p| !p.built_in)
    };
    site.nav.iter().chain(&site.guidance).filter(own).cloned().collect()
}

/// The values of a facet with what was done for each.
fn subjects(site: &Site<'_>, facet: Facet) -> Vec<(Minutes, SubjectView)> {
    site.facets.of(facet).iter().filter_map(|value| subject(site, value)).collect()
}

fn subject(site: &Site<'_>, value: &FacetValue) -> Option<(Minutes, SubjectView)> {
    let counting: Vec<usize> = value.entries.iter().copied().filter(|n| site.counts(&site.seen.entries[*n])).collect();
    let minutes: Minutes = counting.iter().map(|n| value.minutes(&site.seen.entries[*n])).sum();
    let label = |n: &usize| site.year_of(*n).map(|y| y.period.label.clone());
    let (first, last) = (counting.first().and_then(label)?, counting.last().and_then(label)?);
    let years =
        if first == last { first } else { site.wording.fill("portfolio.years", &[("first", &first), ("last", &last)]) };
    let more = match value.facet {
        Facet::Competence => {
            let word = crate::model::Word::new(value.word.clone());
            Some(site.competence_title(&word).to_owned())
        }
        _ => None,
    };
    let title = if value.facet == Facet::Category { site.facet_title(value) } else { value.word.clone() };
    let (count, hours) = (counting.len(), site.wording.hours(minutes));
    Some((minutes, SubjectView { title, more, url: value.url(site), count, hours, years }))
}
