//! An entry as a row of a list: what is shown in tables everywhere.

use serde::Serialize;

use crate::facts::Site;
use crate::say;
use crate::sight::SeenEntry;

/// One row: what `row.html` shows on tables of all that is known, and on the first page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EntryRow {
    /// Its words; a bare line has only its number.
    pub title: String,
    /// Its page from the root; a bare line has none.
    pub url: Option<String>,
    /// `4 March 2026`, or `4 to 6 March 2026`.
    pub date: String,
    /// The last day, as `2026-03-06`.
    pub date_iso: String,
    /// `2 h 30 min`.
    pub hours: String,
    /// `2 h 30`, for a column: digits stand below each other.
    pub column: String,
    /// `PT2H30M`, for the `datetime` attribute.
    pub iso: String,
    /// The same in minutes.
    pub minutes: i64,
    /// Title of its type.
    pub kind: Option<String>,
    /// Titles of its categories, in one text.
    pub categories: Option<String>,
    /// Its tags, one a line.
    pub tags: Option<String>,
    /// What else it has, for the filter of lists: names of keys, one a line.
    pub has: Option<String>,
    /// Was it planned?
    pub planned: bool,
    /// Who may see it, for the owner: `private`, `hours`, `assessor` or `public`; none where it is the usual.
    pub mark: Option<&'static str>,
    /// Not counted: `draft`, `example` or `future`.
    pub not_counted: Option<&'static str>,
}

impl EntryRow {
    /// Makes the row.
    pub(crate) fn new(site: &Site<'_>, entry: &SeenEntry<'_>) -> Self {
        let categories: Vec<&str> = entry.categories.iter().map(|p| site.category_title(&p.category)).collect();
        Self {
            title: say::entry::title(site.wording, entry),
            url: site.routes.entry(entry).map(super::super::paths::OutPath::url),
            date: site.wording.days(entry.days),
            date_iso: crate::model::time::iso(entry.last_day()),
            hours: site.wording.hours(entry.minutes),
            column: site.wording.column(entry.minutes),
            iso: entry.minutes.iso(),
            minutes: entry.minutes.0,
            kind: entry.activity_type.map(|k| site.type_title(k).to_owned()),
            categories: (!categories.is_empty()).then(|| categories.join("; ")),
            tags: (!entry.tags.is_empty()).then(|| entry.tags.join("\n")),
            has: Some(entry.has().join("\n")).filter(|has| !has.is_empty()),
            planned: entry.planned,
            mark: say::entry::mark(entry, site.usual),
            not_counted: site.why_not(entry),
        }
    }
}
