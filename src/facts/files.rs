//! The list of a site's files that are not pages: what each is, where it stands, and for which sites it is made.

use super::facets::LONGEST_LIST;
use super::{Site, address, coverage, pages};
use crate::model::{Audience, keys, slip};
use crate::paths::OutPath;

/// The columns of the table of entries: what is counted, and the keys that are told.
pub(crate) fn activity_columns() -> Vec<&'static str> {
    let counted = ["id", "from", "to", "title", "minutes", "hours", "type", "category", "planned", "counted"];
    let told = keys::ENTRY.keys.iter().filter(|key| key.told).map(|key| key.name);
    counted.into_iter().chain(told).chain(["page"]).collect()
}

/// The columns of the table of the directory.
pub(crate) const DIRECTORY_COLUMNS: &[&str] = &[
    "id",
    "title",
    "provider",
    "type",
    "minutes",
    "price",
    "amount",
    "category",
    "audience",
    "url",
    "source",
    "checked",
    "confirmed",
    "page",
];

/// As many addresses as one file of the sitemap may hold.
const MOST_ADDRESSES: usize = 50_000;
/// How many entries a part of the search has at most: about half a megabyte.
pub(crate) const SEARCHED: usize = 2_000;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
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
    /// The rows of one year, where the list of all activities is split: its place among [`Site::years`].
    ListPart(usize),
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
    /// What the owner states of closed periods, as data.
    StatementsData,
    /// The years as data.
    YearsData,
    /// The competences as data.
    CompetencesData,
    /// The plan as data.
    PlanData,
    /// The directory as data.
    DirectoryData,
    /// The CPD slip of an item of the directory.
    Slip,
    /// A page at a former address: its place in [`super::route::Routes::redirects`].
    Redirect(usize),
}

/// One file to be made.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    /// Where it stands.
    pub out: OutPath,
    /// What it is.
    pub format: Format,
}

/// The files that a site has beside its pages.
pub(crate) fn all(site: &Site<'_>) -> Vec<Export> {
    let redirects = site.routes.redirects.iter().enumerate();
    let redirects = redirects.map(|(n, r)| Export { out: r.out.clone(), format: Format::Redirect(n) });
    reserved(site).into_iter().chain(redirects).collect()
}

/// The addresses of files that are in every site of their sort; no page of the member's may take one.
pub(crate) fn reserved(site: &Site<'_>) -> Vec<Export> {
    let mut all = vec![];
    let mut add = |at: &str, format| all.extend(OutPath::new(at).map(|out| Export { out, format }));
    add(address::ROBOTS, Format::Robots);
    if has_sitemap(site) {
        add(address::SITEMAP, Format::Sitemap);
        for part in 0..sitemap_parts(site) {
            add(&address::sitemap_part(part), Format::SitemapPart(part));
        }
    }
    if has_feed(site) {
        add(address::FEED, Format::Feed);
    }
    if site.has_record() {
        add(address::ACTIVITIES_TABLE, Format::ActivitiesTable);
        add(address::ACTIVITIES_DATA, Format::ActivitiesData);
        // A selection is not judged, and has no deadlines.
        if site.seen.audience == Audience::Public {
            add(address::STATEMENTS_DATA, Format::StatementsData);
        } else {
            add(address::CALENDAR, Format::Calendar);
            add(address::STANDING_DATA, Format::StandingData);
        }
        if !site.seen.entries.is_empty() {
            add(address::YEARS_DATA, Format::YearsData);
        }
        if coverage::is_made(site) {
            add(address::COMPETENCES_DATA, Format::CompetencesData);
        }
        if !site.seen.plan.is_empty() {
            add(address::PLAN_DATA, Format::PlanData);
        }
    }
    if !site.seen.directory.is_empty() {
        add(address::DIRECTORY_TABLE, Format::DirectoryTable);
        add(address::DIRECTORY_DATA, Format::DirectoryData);
    }
    for id in site.seen.directory.keys() {
        add(&address::slip(id), Format::Slip);
    }
    if site.seen.entries.len() > LONGEST_LIST {
        for (n, year) in site.years.iter().enumerate().filter(|(_, year)| !year.entries.is_empty()) {
            add(&address::list_part(&year.period.label), Format::ListPart(n));
        }
    }
    add(address::SITE_DATA, Format::SiteData);
    add(address::SEARCH_INDEX, Format::Search);
    for (n, name) in search_parts(site).iter().enumerate() {
        add(&address::search_part(name), Format::SearchPart(n));
    }
    all
}

/// The files that people may want to take away, in the order in which they are listed.
pub(crate) fn data_files(site: &Site<'_>) -> impl Iterator<Item = Export> {
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
                | Self::Slip
                | Self::ListPart(_)
                | Self::Redirect(_)
        )
    }

    /// The schema that a JSON file follows.
    pub(crate) fn schema(self) -> Option<&'static str> {
        Some(match self {
            Self::SiteData => "cpdfolio.data-site/1",
            Self::ActivitiesData => "cpdfolio.data-activities/1",
            Self::StandingData => "cpdfolio.data-standing/1",
            Self::StatementsData => "cpdfolio.data-statements/1",
            Self::YearsData => "cpdfolio.data-years/1",
            Self::CompetencesData => "cpdfolio.data-competences/1",
            Self::PlanData => "cpdfolio.data-plan/1",
            Self::DirectoryData => "cpdfolio.data-directory/1",
            Self::Slip => slip::SCHEMA,
            _ => return None,
        })
    }

    /// The columns of a table.
    pub(crate) fn columns(self) -> Vec<&'static str> {
        match self {
            Self::ActivitiesTable => activity_columns(),
            Self::DirectoryTable => DIRECTORY_COLUMNS.to_vec(),
            _ => vec![],
        }
    }
}

/// Has this site a sitemap?
pub(crate) fn has_sitemap(site: &Site<'_>) -> bool {
    site.seen.audience == Audience::Public && site.seen.base_url.is_some()
}

/// How many parts the sitemap has; none: one file holds it.
pub(crate) fn sitemap_parts(site: &Site<'_>) -> usize {
    let named = site.seen.entries.iter().filter(|e| e.title.is_some()).count();
    let pages = pages::generated(site).len() + named + site.seen.pages.len();
    if pages > MOST_ADDRESSES { pages.div_ceil(MOST_ADDRESSES) } else { 0 }
}

/// Has this site a feed? Only a public site has news for others.
fn has_feed(site: &Site<'_>) -> bool {
    site.seen.audience == Audience::Public
}

/// The names of the parts of the search: those of entries, the newest first, then everything else.
pub(crate) fn search_parts(site: &Site<'_>) -> Vec<String> {
    let entries = (0..site.seen.entries.len().div_ceil(SEARCHED)).rev().map(|n| n.to_string());
    entries.chain(["pages".to_owned()]).collect()
}
