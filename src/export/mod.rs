//! Files of a site that are not pages: for machines, spreadsheets, calendars and feed readers.
//!
//! A new one is a variant of [`Format`], a line in [`planned`] (where it stands, and for which sites
//! it is made), and a module with one pure function from a [`Site`] to bytes. A [`Site`] is made of
//! what the audience may see and of nothing else, so that no export can tell more than the pages do.
//! Each sink has its own escape: [`xml`] here, `serde_json` for JSON.
//!
//! Addresses are full only where the site says where it will stand (`base_url`). A file that would be
//! wrong without is then not made: a sitemap holds full addresses, or it is none.

mod robots;
mod sitemap;
mod xml;

use crate::paths::OutPath;
use crate::site::Site;
use crate::site::plan::Planned;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Who may index the site: `robots.txt`.
    Robots,
    /// The addresses of all pages, or of the parts of the list.
    Sitemap,
    /// One part of a long list of addresses, from 0.
    SitemapPart(usize),
}

/// One file to be made.
#[derive(Debug, Clone)]
pub struct Export {
    /// Where it stands.
    pub out: OutPath,
    /// What it is.
    pub format: Format,
}

/// The files that a site has beside its pages. Needs no addresses of entries: their places are
/// reserved before those are given out.
pub fn planned(site: &Site<'_>) -> Vec<Export> {
    let mut all = vec![];
    let mut add = |at: &str, format| all.extend(OutPath::new(at).map(|out| Export { out, format }));
    add("robots.txt", Format::Robots);
    if sitemap::is_made(site) {
        add("sitemap.xml", Format::Sitemap);
        for part in 0..sitemap::parts(site) {
            add(&sitemap::part_name(part), Format::SitemapPart(part));
        }
    }
    all
}

impl Export {
    /// Makes the file. `pages` are the site's pages.
    pub fn make(&self, site: &Site<'_>, pages: &[Planned<'_>]) -> Vec<u8> {
        match self.format {
            Format::Robots => robots::make(site),
            Format::Sitemap => sitemap::make(site, pages),
            Format::SitemapPart(part) => sitemap::make_part(site, pages, part),
        }
    }
}
