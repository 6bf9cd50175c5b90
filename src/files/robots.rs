//! Who may index the site. Only a public site is for search engines; the pages of the others say
//! `noindex` besides, for those who do not ask.

use crate::facts::{Site, address, files};
use crate::model::Audience;

/// Makes `robots.txt`.
pub(super) fn make(site: &Site<'_>) -> Vec<u8> {
    let mut out = "User-agent: *\n".to_owned();
    if site.seen.audience != Audience::Public {
        out.push_str("Disallow: /\n");
        return out.into_bytes();
    }
    out.push_str("Disallow:\n");
    if let Some(map) = site.absolute(address::SITEMAP).filter(|_| files::has_sitemap(site)) {
        out.push_str(&format!("\nSitemap: {map}\n"));
    }
    out.into_bytes()
}
