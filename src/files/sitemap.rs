//! The addresses of all pages, for search engines: <https://www.sitemaps.org/protocol.html>. Made for
//! public sites that say where they stand; a long list is split into parts.

use super::xml;
use crate::facts::Site;
use crate::model::Audience;
use crate::view::pages;
use crate::view::pages::{PageKind, Planned};

/// As many addresses as one file may hold.
const MOST: usize = 50_000;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// Has this site one?
pub(super) fn is_made(site: &Site<'_>) -> bool {
    site.seen.audience == Audience::Public && site.seen.base_url.is_some()
}

/// How many parts the list has; none: one file holds it.
pub(super) fn parts(site: &Site<'_>) -> usize {
    let named = site.seen.entries.iter().filter(|e| e.title.is_some()).count();
    let pages = pages::generated(site).len() + named + site.seen.pages.len();
    if pages > MOST { pages.div_ceil(MOST) } else { 0 }
}

/// The name of a part, from 0.
pub(super) fn part_name(part: usize) -> String {
    format!("sitemap-{}.xml", part + 1)
}

/// Makes `sitemap.xml`.
pub(super) fn make(site: &Site<'_>, pages: &[Planned<'_>]) -> Vec<u8> {
    let parts = parts(site);
    if parts == 0 {
        return list(site, &listed(pages));
    }
    let mut out = format!("{HEAD}<sitemapindex {NAMESPACE}>\n");
    for url in (0..parts).filter_map(|part| site.absolute(&part_name(part))) {
        out.push_str("<sitemap>\n");
        xml::element(&mut out, "loc", &url);
        out.push_str("</sitemap>\n");
    }
    out.push_str("</sitemapindex>\n");
    out.into_bytes()
}

/// Makes one part of a long list.
pub(super) fn make_part(site: &Site<'_>, pages: &[Planned<'_>], part: usize) -> Vec<u8> {
    let all = listed(pages);
    let size = all.len().div_ceil(parts(site).max(1)).max(1);
    list(site, all.chunks(size).nth(part).unwrap_or_default())
}

fn listed<'p, 's>(pages: &'p [Planned<'s>]) -> Vec<&'p Planned<'s>> {
    pages.iter().filter(|p| !matches!(p.kind, PageKind::NotFound)).collect()
}

fn list(site: &Site<'_>, pages: &[&Planned<'_>]) -> Vec<u8> {
    let mut out = format!("{HEAD}<urlset {NAMESPACE}>\n");
    for page in pages {
        let Some(url) = site.absolute(&page.out.url()) else { continue };
        out.push_str("<url>\n");
        xml::element(&mut out, "loc", &url);
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}
