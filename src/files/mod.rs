//! Files of a site that are not pages: for machines, spreadsheets, calendars and feed readers.
//!
//! A new one is a variant of [`Format`] with a line in [`crate::facts::files`] (where it stands, and for which sites
//! it is made), and a module here with one pure function from a [`Site`] to bytes. A [`Site`] is made of
//! what the audience may see and of nothing else, so that no export can tell more than the pages do.
//! Each sink has its own escape: `xml` here, `serde_json` for JSON.
//!
//! Addresses are full only where the site says where it will stand (`base_url`). A file that would be
//! wrong without full addresses is then not made: the sitemap.

mod calendar;
mod csv;
mod feed;
mod json;
mod list;
mod redirect;
mod robots;
mod script;
pub(crate) mod search;
mod sitemap;
mod slip;
mod xml;
mod years;

use crate::facts::Site;
use crate::facts::files::{Export, Format};
use crate::facts::pages::Planned;

/// Makes the file. `pages` are the site's pages.
pub(crate) fn make(of: &Export, site: &Site<'_>, pages: &[Planned<'_>]) -> Vec<u8> {
    match of.format {
        Format::Robots => robots::make(site),
        Format::Search => search::index(site),
        Format::SearchPart(n) => search::part(site, n, &[]),
        Format::ListPart(n) => site.years.get(n).map(|year| list::make(site, year)).unwrap_or_default(),
        Format::Sitemap => sitemap::make(site, pages),
        Format::SitemapPart(part) => sitemap::make_part(site, pages, part),
        Format::Feed => feed::make(site),
        Format::Calendar => calendar::make(site),
        Format::ActivitiesTable => csv::activities(site),
        Format::DirectoryTable => csv::directory(site),
        Format::SiteData => json::site(site),
        Format::ActivitiesData => json::activities(site),
        Format::StandingData => json::standing(site),
        Format::StatementsData => json::statements(site),
        Format::YearsData => years::make(site),
        Format::CompetencesData => json::competences(site),
        Format::PlanData => json::plan(site),
        Format::DirectoryData => json::directory(site),
        Format::Slip => slip::make(of, site),
        Format::Redirect(n) => site.routes.redirects.get(n).map(|r| redirect::make(site, r)).unwrap_or_default(),
    }
}
