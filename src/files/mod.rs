//! Files of a site that are not pages: for machines, spreadsheets, calendars and feed readers.
//!
//! A new one is a variant of [`Format`], a line in [`planned`] (where it stands, and for which sites
//! it is made), and a module with one pure function from a [`Site`] to bytes. A [`Site`] is made of
//! what the audience may see and of nothing else, so that no export can tell more than the pages do.
//! Each sink has its own escape: `xml` here, `serde_json` for JSON.
//!
//! Addresses are full only where the site says where it will stand (`base_url`). A file that would be
//! wrong without full addresses is then not made: the sitemap.

mod calendar;
mod csv;
mod feed;
mod json;
mod redirect;
mod robots;
pub mod search;
mod sitemap;
mod xml;

use crate::facts::Site;
use crate::paths::OutPath;
use crate::view::pages::Planned;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Who may index the site.
    Robots,
    /// The addresses of all pages, or of the parts of the list.
    Sitemap,
    /// One part of a long list of addresses, from 0.
    SitemapPart(usize),
    /// The parts of the search, and its words.
    Search,
    /// One part of the search, from 0: made after the pages, which note their words.
    SearchPart(usize),
    /// The news of a public site.
    Feed,
    /// Ends of periods and due dates.
    Calendar,
    /// The entries as a table.
    ActivitiesTable,
    /// The directory as a table.
    DirectoryTable,
    /// What the site has, as data.
    SiteData,
    /// The entries as data.
    ActivitiesData,
    /// The verdicts as data.
    StandingData,
    /// The years as data.
    YearsData,
    /// The competences as data.
    CompetencesData,
    /// The plan as data.
    PlanData,
    /// The directory as data.
    DirectoryData,
    /// A page at a former address: its place in [`crate::facts::route::Routes::redirects`].
    Redirect(usize),
}

/// One file to be made.
#[derive(Debug, Clone)]
pub struct Export {
    /// Where it stands.
    pub out: OutPath,
    /// What it is.
    pub format: Format,
}

/// The files that a site has beside its pages.
pub fn planned(site: &Site<'_>) -> Vec<Export> {
    let redirects = site.routes.redirects.iter().enumerate();
    let redirects = redirects.map(|(n, r)| Export { out: r.out.clone(), format: Format::Redirect(n) });
    reserved(site).into_iter().chain(redirects).collect()
}

/// The addresses of files that are in every site of their sort; no page of the member's may take one.
pub fn reserved(site: &Site<'_>) -> Vec<Export> {
    let mut all = vec![];
    let mut add = |at: &str, format| all.extend(OutPath::new(at).map(|out| Export { out, format }));
    add("robots.txt", Format::Robots);
    if sitemap::is_made(site) {
        add("sitemap.xml", Format::Sitemap);
        for part in 0..sitemap::parts(site) {
            add(&sitemap::part_name(part), Format::SitemapPart(part));
        }
    }
    if feed::is_made(site) {
        add(FEED, Format::Feed);
    }
    if site.has_record() {
        add(CALENDAR, Format::Calendar);
        add("data/activities.csv", Format::ActivitiesTable);
        add("data/activities.json", Format::ActivitiesData);
        add("data/standing.json", Format::StandingData);
        if !site.seen.entries.is_empty() {
            add("data/years.json", Format::YearsData);
        }
        if crate::view::competences::is_made(site) {
            add("data/competences.json", Format::CompetencesData);
        }
        if !site.seen.plan.is_empty() {
            add("data/plan.json", Format::PlanData);
        }
    }
    if !site.seen.directory.is_empty() {
        add("data/directory.csv", Format::DirectoryTable);
        add("data/directory.json", Format::DirectoryData);
    }
    add("data/site.json", Format::SiteData);
    add("assets/search/index.js", Format::Search);
    for (n, name) in search::parts(site).iter().enumerate() {
        add(&format!("assets/search/{name}.js"), Format::SearchPart(n));
    }
    all
}

/// Where the feed stands, where there is one.
pub const FEED: &str = "feed.xml";
/// Where the calendar stands.
pub const CALENDAR: &str = "deadlines.ics";

/// The files that people may want to take away, in the order in which they are listed.
pub fn data_files(site: &Site<'_>) -> impl Iterator<Item = Export> {
    reserved(site).into_iter().filter(|e| e.format.is_data())
}

impl Format {
    /// Is it for people to take away, rather than for search engines and browsers?
    fn is_data(self) -> bool {
        !matches!(
            self,
            Self::Robots
                | Self::Sitemap
                | Self::SitemapPart(_)
                | Self::Search
                | Self::SearchPart(_)
                | Self::Redirect(_)
        )
    }

    /// The schema that a JSON file follows.
    pub fn schema(self) -> Option<&'static str> {
        Some(match self {
            Self::SiteData => "cpdfolio.data-site/1",
            Self::ActivitiesData => "cpdfolio.data-activities/1",
            Self::StandingData => "cpdfolio.data-standing/1",
            Self::YearsData => "cpdfolio.data-years/1",
            Self::CompetencesData => "cpdfolio.data-competences/1",
            Self::PlanData => "cpdfolio.data-plan/1",
            Self::DirectoryData => "cpdfolio.data-directory/1",
            _ => return None,
        })
    }

    /// The columns of a table.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::ActivitiesTable => csv::ACTIVITIES,
            Self::DirectoryTable => csv::DIRECTORY,
            _ => &[],
        }
    }
}

impl Export {
    /// Makes the file. `pages` are the site's pages.
    pub fn make(&self, site: &Site<'_>, pages: &[Planned<'_>]) -> Vec<u8> {
        match self.format {
            Format::Robots => robots::make(site),
            Format::Search => search::index(site),
            Format::SearchPart(n) => search::part(site, n),
            Format::Sitemap => sitemap::make(site, pages),
            Format::SitemapPart(part) => sitemap::make_part(site, pages, part),
            Format::Feed => feed::make(site),
            Format::Calendar => calendar::make(site),
            Format::ActivitiesTable => csv::activities(site),
            Format::DirectoryTable => csv::directory(site),
            Format::SiteData => json::site(site),
            Format::ActivitiesData => json::activities(site),
            Format::StandingData => json::standing(site),
            Format::YearsData => json::years(site),
            Format::CompetencesData => json::competences(site),
            Format::PlanData => json::plan(site),
            Format::DirectoryData => json::directory(site),
            Format::Redirect(n) => site.routes.redirects.get(n).map(|of| redirect::make(site, of)).unwrap_or_default(),
        }
    }
}
