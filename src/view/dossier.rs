//! The first page for the assessor: the last closed period, its rules, what the member chose, and a dated list.

use serde::Serialize;

use super::chosen::ChosenView;
use super::judgement::AssessmentView;
use super::of_year::{GoalView, YearCode, chosen, codes, goals};
use super::row::EntryRow;
use super::year::YearLink;
use crate::facts::{Site, address};

/// As many entries stand on the list; the record has all of them.
const LONGEST_LIST: usize = 200;

/// What the first page of a record shows its assessor.
#[derive(Debug, Serialize)]
pub(crate) struct DossierView {
    /// `2025`.
    pub label: String,
    /// The record of the period, from the root.
    pub url: String,
    /// Is the period over?
    pub closed: bool,
    /// The judgements of the period, without entries.
    pub judged: Vec<AssessmentView>,
    /// All time of it, in words.
    pub total: String,
    /// How many entries count.
    pub count: usize,
    /// The entries that the member shows first, by date.
    pub chosen: Vec<ChosenView>,
    /// All entries by date, as far as one list goes.
    pub rows: Vec<EntryRow>,
    /// How many more the record has.
    pub more: usize,
    /// The goals of the period.
    pub goals: Vec<GoalView>,
    /// The competences that its entries name.
    pub competences: Vec<YearCode>,
    /// All years, the newest first.
    pub years: Vec<YearLink>,
}

impl DossierView {
    /// Makes the view; none where the record has no year yet.
    pub(crate) fn new(site: &Site<'_>) -> Option<Self> {
        let year = site.dossier_year()?;
        let judged = site.dossier_judged(year);
        let entries = &site.seen.entries[year.entries.clone()];
        Some(Self {
            label: year.period.label.clone(),
            url: address::record(&year.period.label),
            closed: year.period.days.last < site.seen.as_of && !judged.iter().any(|a| a.running),
            judged: judged.into_iter().map(|a| AssessmentView::brief(site, a)).collect(),
            total: site.wording.hours(site.counting(year).map(|e| e.minutes).sum()),
            count: site.counting(year).count(),
            chosen: chosen(site, year),
            rows: entries.iter().take(LONGEST_LIST).map(|e| EntryRow::new(site, e)).collect(),
            more: entries.len().saturating_sub(LONGEST_LIST),
            goals: goals(site, year),
            competences: codes(site, year),
            years: site.years.iter().map(|y| YearLink::new(site, y)).collect(),
        })
    }
}
