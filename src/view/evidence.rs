//! The files behind the entries, and the entries that have none.

use std::cmp::Reverse;

use serde::Serialize;

use super::entry::{EvidenceView, evidence};
use super::row::EntryRow;
use crate::facts::Site;
use crate::sight::SeenEntry;

/// As many entries without a file are listed.
const MOST_MISSING: usize = 50;
/// As many entries with files.
const MOST_HELD: usize = 200;

/// What the page of evidence shows.
#[derive(Debug, Serialize)]
pub(crate) struct EvidenceListView {
    /// How many files there are.
    pub files: usize,
    /// How many entries they are behind.
    pub entries: usize,
    /// Entries that count and have no file, the most hours first.
    pub missing: Vec<EntryRow>,
    /// How many such entries there are.
    pub missing_count: usize,
    /// Their minutes.
    pub missing_minutes: i64,
    /// How many of them are not listed.
    pub missing_more: usize,
    /// Entries with their files, the newest first.
    pub held: Vec<HeldView>,
    /// How many such entries are not listed.
    pub held_more: usize,
}

/// An entry and its files.
#[derive(Debug, Serialize)]
pub(crate) struct HeldView {
    /// The entry.
    pub row: EntryRow,
    /// Days from its last day to the day of the build; none: still to come.
    pub age: Option<i64>,
    /// Its files.
    pub files: Vec<EvidenceView>,
}

impl EvidenceListView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let entries = &site.seen.entries;
        // a bare line shows no files, although it may have some
        let missing = entries.iter().filter(|e| e.evidence_count == 0 && e.title.is_some() && site.counts(e));
        let mut missing: Vec<&SeenEntry<'_>> = missing.collect();
        missing.sort_by_key(|e| (Reverse(e.minutes), Reverse(e.last_day())));
        let held: Vec<usize> = (0..entries.len()).rev().filter(|n| entries[*n].evidence_count > 0).collect();
        Self {
            files: held.iter().map(|n| entries[*n].evidence_count).sum(),
            entries: held.len(),
            missing_count: missing.len(),
            missing_minutes: missing.iter().map(|e| e.minutes.0).sum(),
            missing_more: missing.len().saturating_sub(MOST_MISSING),
            missing: missing.iter().take(MOST_MISSING).map(|e| EntryRow::new(site, e)).collect(),
            held_more: held.len().saturating_sub(MOST_HELD),
            held: held.iter().take(MOST_HELD).map(|n| HeldView::new(site, *n)).collect(),
        }
    }
}

impl HeldView {
    fn new(site: &Site<'_>, n: usize) -> Self {
        let entry = &site.seen.entries[n];
        let age = (site.seen.as_of - entry.last_day()).num_days();
        Self { row: EntryRow::new(site, entry), age: (age >= 0).then_some(age), files: evidence(site, n) }
    }
}
