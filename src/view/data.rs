//! The files that one can take away: tables, data for programs, a calendar, a feed.

use serde::Serialize;

use crate::facts::Site;
use crate::facts::files::{Export, Format, data_files};

/// What the page of data shows.
#[derive(Debug, Serialize)]
pub(crate) struct DataView {
    /// The files, tables first.
    pub files: Vec<DataFile>,
}

/// One file.
#[derive(Debug, Serialize)]
pub(crate) struct DataFile {
    /// Its address from the root: also its name.
    pub url: String,
    /// What it is: `activities-table`, `calendar` …
    pub kind: &'static str,
    /// `CSV`, `JSON`, `iCalendar` or `Atom`.
    pub form: &'static str,
    /// The schema that it follows, for JSON.
    pub schema: Option<&'static str>,
    /// Its columns, for a table.
    pub columns: Vec<&'static str>,
}

impl DataView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let mut files: Vec<DataFile> = data_files(site).map(|e| DataFile::new(&e)).collect();
        let place = |f: &DataFile| ["CSV", "iCalendar", "Atom", "JSON"].iter().position(|form| *form == f.form);
        files.sort_by_key(place);
        Self { files }
    }
}

impl DataFile {
    fn new(of: &Export) -> Self {
        let (kind, form) = match of.format {
            Format::ActivitiesTable => ("activities-table", "CSV"),
            Format::DirectoryTable => ("directory-table", "CSV"),
            Format::Calendar => ("calendar", "iCalendar"),
            Format::Feed => ("feed", "Atom"),
            Format::ActivitiesData => ("activities", "JSON"),
            Format::StandingData => ("standing", "JSON"),
            Format::StatementsData => ("statements", "JSON"),
            Format::YearsData => ("years", "JSON"),
            Format::CompetencesData => ("competences", "JSON"),
            Format::PlanData => ("plan", "JSON"),
            Format::DirectoryData => ("directory", "JSON"),
            Format::SiteData => ("site", "JSON"),
            Format::Robots
            | Format::Sitemap
            | Format::SitemapPart(_)
            | Format::Search
            | Format::SearchPart(_)
            | Format::Slip
            | Format::ListPart(_)
            | Format::Redirect(_) => ("", ""),
        };
        Self { url: of.out.url(), kind, form, schema: of.format.schema(), columns: of.format.columns() }
    }
}
