//! The first page: where the member stands, what to do next, and the doors to everything else.

use serde::Serialize;

use super::changes::{self, NextEditionView};
use super::chart::depths;
use super::dossier::DossierView;
use super::guideline::GuidelineView;
use super::judgement::{self, AssessmentView};
use super::next::NextView;
use super::portfolio::PortfolioView;
use super::row::EntryRow;
use super::text::TextView;
use super::year::{DeclaredLink, MonthSum, MonthView, YearLink, month_sums, months};
use super::{Html, NavLink};
use crate::facts::{Site, Year, address};
use crate::model::{Audience, PlanState};
use crate::policy::Assessment;

/// What the first page shows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct HomeView {
    /// For the assessor: the dossier, and nothing of what follows but the text.
    pub dossier: Option<DossierView>,
    /// For everybody: the portfolio, and nothing of what follows but the text.
    pub portfolio: Option<PortfolioView>,
    /// The policies' judgements of the running period, the leading one first, without entries.
    pub current: Vec<AssessmentView>,
    /// For the owner: what later editions of the policies followed bring.
    pub coming: Vec<NextEditionView>,
    /// For the owner: the one thing to do next.
    pub next: Option<NextView>,
    /// For the owner: which year is declared, and which have changed since.
    pub declared: Vec<DeclaredLink>,
    /// The month strip of the running year; empty while nothing of it counts.
    pub months: Vec<MonthView>,
    /// The running year's label.
    pub year: Option<String>,
    /// The newest entries.
    pub latest: Vec<EntryRow>,
    /// How many there are in all.
    pub count: usize,
    /// All years, the newest first.
    pub years: Vec<YearLink>,
    /// Years by months, the newest year first.
    pub heat: Vec<HeatRow>,
    /// Plan items that are open.
    pub open_plan: usize,
    /// The pages that look at the record as a whole, and the guidance pages.
    pub doors: Vec<NavLink>,
    /// In a site of guidance: what is asked, what comes, and what is new.
    pub guideline: Option<GuidelineView>,
    /// In a site of guidance: the latest news.
    pub news: Vec<NavLink>,
    /// The text of `content/index.md`, where there is one.
    pub text: Option<Html>,
}

impl HomeView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let seen = site.seen;
        let text = site.home_text().map(|page| TextView::body(site, page));
        if seen.audience == Audience::Public && site.has_record() {
            return Self { portfolio: Some(PortfolioView::new(site)), text, ..Self::default() };
        }
        if seen.audience == Audience::Assessor && site.has_record() {
            return Self { dossier: DossierView::new(site), text, doors: site.doors(), ..Self::default() };
        }
        if !site.has_record() {
            let (guideline, news) = (GuidelineView::new(site), changes::news(site));
            return Self { guideline, news, text, doors: site.doors(), ..Self::default() };
        }
        let running: Vec<_> = seen.judged.iter().filter(|a| a.running && a.period.days.contains(seen.as_of)).collect();
        let mut current: Vec<AssessmentView> = vec![];
        for id in &site.policy_order {
            current.extend(running.iter().filter(|a| a.policy == *id).map(|a| AssessmentView::brief(site, a)));
        }
        if let (Some(first), Some(of)) = (current.first_mut(), lead(site, &running)) {
            first.growth = judgement::growth(site, of);
        }
        let year = site.years.iter().find(|y| y.period.days.contains(seen.as_of));
        Self {
            coming: coming(site),
            next: NextView::new(site),
            declared: DeclaredLink::for_home(site),
            months: year.filter(|y| site.counting(y).next().is_some()).map(|y| months(site, y)).unwrap_or_default(),
            year: year.map(|y| y.period.label.clone()),
            latest: latest(site),
            count: seen.entries.len(),
            years: site.years.iter().map(|y| YearLink::new(site, y)).collect(),
            heat: heat(site),
            open_plan: seen.plan.iter().filter(|p| p.state == PlanState::Open).count(),
            doors: site.overviews().into_iter().chain(site.guidance_door()).collect(),
            text,
            current,
            ..Self::default()
        }
    }
}

/// What is to come, for the owner; nothing where the site holds on to an edition.
fn coming(site: &Site<'_>) -> Vec<NextEditionView> {
    let follows = site.seen.owner.as_ref().map(|owner| owner.follows).unwrap_or_default();
    let free = follows.iter().filter(|f| f.pinned.is_none());
    free.filter_map(|f| NextEditionView::new(site, f.policy, follows.len() > 1)).collect()
}

/// The judgement that the page opens with.
fn lead<'s>(site: &Site<'_>, running: &[&'s Assessment]) -> Option<&'s Assessment> {
    site.policy_order.iter().find_map(|id| running.iter().find(|a| a.policy == *id).copied())
}

/// A year of the heat map.
#[derive(Debug, Serialize)]
pub(crate) struct HeatRow {
    /// `2026`.
    pub label: String,
    /// Its record, from the root.
    pub url: String,
    /// Its months, in its own order.
    pub months: Vec<HeatCell>,
}

/// A month of the heat map.
#[derive(Debug, Serialize)]
pub(crate) struct HeatCell {
    /// `Mar`.
    pub short: String,
    /// Hours to the nearest one; none where there is nothing. Less than half an hour is 1 too.
    pub hours: Option<i64>,
    /// From 0 (nothing) to 4 (the most of all months): how dark it is drawn.
    pub depth: i64,
}

fn heat(site: &Site<'_>) -> Vec<HeatRow> {
    if site.years.len() < 2 {
        return vec![];
    }
    let sums: Vec<Vec<MonthSum>> = site.years.iter().map(|year| month_sums(site, year)).collect();
    let depths = depths(&sums.iter().flatten().map(|m| m.minutes).collect::<Vec<_>>());
    let mut depths = depths.into_iter();
    let row = |(year, sums): (&Year, &Vec<MonthSum>)| HeatRow {
        label: year.period.label.clone(),
        url: address::record(&year.period.label),
        months: sums
            .iter()
            .map(|m| HeatCell {
                short: site.wording.month_short(m.month).to_owned(),
                hours: m.hours(),
                depth: depths.next().unwrap_or(0),
            })
            .collect(),
    };
    site.years.iter().zip(&sums).map(row).collect()
}

/// The newest entries that have happened.
fn latest(site: &Site<'_>) -> Vec<EntryRow> {
    let done = site.seen.entries.iter().rev().filter(|e| e.last_day() <= site.seen.as_of && !e.draft());
    done.take(6).map(|e| EntryRow::new(site, e)).collect()
}
