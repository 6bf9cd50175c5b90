//! The addresses of all pages, for search engines: <https://www.sitemaps.org/protocol.html>. Made for
//! public sites that say where they stand; a long list is split into parts.

use super::xml;
use crate::facts::Site;
use crate::facts::address;
use crate::facts::files::sitemap_parts as parts;
use crate::facts::pages::{PageKind, Planned};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// Makes `sitemap.xml`.
pub(super) fn make(site: &Site<'_>, pages: &[Planned<'_>]) -> Vec<u8> {
    let parts = parts(site);
    if parts == 0 {
        return list(site, &listed(pages));
    }
    let mut out = format!("{HEAD}<sitemapindex {NAMESPACE}>\n");
    for url in (0..parts).filter_map(|part| site.absolute(&address::sitemap_part(part))) {
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
