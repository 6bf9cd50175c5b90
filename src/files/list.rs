//! The rows of one year, where the list of all activities is split: `assets/list/YEAR.js`. `assets/site.js` asks for
//! those that a filter needs, so that a long record can be filtered over all its years without being loaded whole.
//!
//! A row says what the lists of one year show and what their filter knows, in the order that the script reads.

use serde::Serialize;

use super::script::call;
use crate::facts::{Site, Year};
use crate::sight::SeenEntry;
use crate::{model, paths, say};

/// One row: last day, days in words, address, title, type, categories, planned, time as `PT2H`, time in words, tags (one
/// a line), what else it has (one a line), why it does not count, small words behind the title.
#[derive(Debug, Serialize)]
struct Row<'s>(
    String,
    String,
    String,
    String,
    &'s str,
    String,
    &'s str,
    String,
    String,
    String,
    String,
    &'s str,
    Vec<&'s str>,
);

impl<'s> Row<'s> {
    fn new(site: &'s Site<'_>, entry: &'s SeenEntry<'_>) -> Self {
        let wording = site.wording;
        let categories: Vec<&str> = entry.categories.iter().map(|p| site.category_title(&p.category)).collect();
        let out = site.why_not(entry);
        let mark = say::entry::mark(entry, site.usual);
        let notes = out.map(|out| wording.word("waits", out)).into_iter();
        Self(
            model::time::iso(entry.last_day()),
            wording.days(entry.days),
            site.routes.entry(entry).map(paths::OutPath::url).unwrap_or_default(),
            say::entry::title(wording, entry),
            entry.activity_type.map(|kind| site.type_title(kind)).unwrap_or_default(),
            categories.join("; "),
            wording.word("planned", if entry.planned { "yes" } else { "no" }),
            entry.minutes.iso(),
            wording.column(entry.minutes),
            entry.tags.join("\n"),
            entry.has().join("\n"),
            out.unwrap_or_default(),
            notes.chain(mark.map(|mark| wording.word("mark", mark))).collect(),
        )
    }
}

/// The rows of a year, the newest first.
pub(super) fn make(site: &Site<'_>, year: &Year) -> Vec<u8> {
    let rows: Vec<Row<'_>> =
        site.seen.entries[year.entries.clone()].iter().rev().map(|entry| Row::new(site, entry)).collect();
    call("list", &(&year.period.label, rows))
}
