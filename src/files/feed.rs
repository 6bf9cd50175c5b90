//! `feed.xml`, Atom (RFC 4287): the latest public entries, news, and what changed in the policies. Its times
//! are the days of what it tells, never the day of a build.

use sha2::{Digest, Sha256};

use super::xml;
use crate::facts::{Site, address, editions};
use crate::model::Day;
use crate::sight::SeenEntry;

/// The most items that it has.
const MOST: usize = 50;

/// One item.
struct News {
    day: Day,
    title: String,
    /// From the root.
    url: String,
    summary: String,
    html: Option<String>,
}

/// Makes the feed.
pub(super) fn make(site: &Site<'_>) -> Vec<u8> {
    let seen = site.seen;
    let news = news(site);
    let updated = news.first().map_or(seen.as_of, |n| n.day);
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""
        .to_owned();
    xml::escape(&mut out, seen.language);
    out.push('"');
    // Addresses in texts are relative to the root, where the feed itself stands.
    if let Some(base) = site.absolute("") {
        out.push_str(" xml:base=\"");
        xml::escape(&mut out, &base);
        out.push('"');
    }
    out.push_str(">\n");
    xml::element(&mut out, "id", &id(site, address::FEED));
    xml::element(&mut out, "title", seen.title);
    xml::element(&mut out, "updated", &time(updated));
    out.push_str("<author>\n");
    xml::element(&mut out, "name", seen.member.as_ref().map_or(seen.title, |m| m.name));
    out.push_str("</author>\n");
    if let Some(own) = site.absolute(address::FEED) {
        link(&mut out, "self", "application/atom+xml", &own);
    }
    link(&mut out, "alternate", "text/html", &site.absolute(address::HOME).unwrap_or_else(|| address::HOME.to_owned()));
    out.push_str(concat!("<generator version=\"", env!("CARGO_PKG_VERSION"), "\">cpdfolio</generator>\n"));
    for item in &news {
        entry(&mut out, site, item);
    }
    out.push_str("</feed>\n");
    out.into_bytes()
}

fn entry(out: &mut String, site: &Site<'_>, item: &News) {
    out.push_str("<entry>\n");
    xml::element(out, "id", &id(site, &item.url));
    xml::element(out, "title", &item.title);
    xml::element(out, "updated", &time(item.day));
    link(out, "alternate", "text/html", &site.absolute(&item.url).unwrap_or_else(|| item.url.clone()));
    xml::element(out, "summary", &item.summary);
    if let Some(html) = &item.html {
        out.push_str("<content type=\"html\">");
        xml::escape(out, html);
        out.push_str("</content>\n");
    }
    out.push_str("</entry>\n");
}

fn link(out: &mut String, rel: &str, kind: &str, to: &str) {
    out.push_str(&format!("<link rel=\"{rel}\" type=\"{kind}\" href=\""));
    xml::escape(out, to);
    out.push_str("\"/>\n");
}

fn time(day: Day) -> String {
    format!("{day}T00:00:00Z")
}

/// The feed's id: the same as long as the site keeps its address. A site without an address has one made from
/// its name (version 8 of UUID: our own way to it).
fn id(site: &Site<'_>, url: &str) -> String {
    if let Some(full) = site.absolute(url) {
        return full;
    }
    let name = site.seen.member.as_ref().map_or("", |m| m.name);
    let hash = Sha256::digest(format!("{}\n{name}\n{url}", site.seen.title));
    let mut bytes: [u8; 16] = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut hex = String::new();
    crate::hash::push_hex(&mut hex, &bytes);
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The newest first.
fn news(site: &Site<'_>) -> Vec<News> {
    let entries = site.seen.entries.iter().rev().filter(|e| site.counts(e) && site.routes.entry(e).is_some());
    let mut all: Vec<News> = entries.take(MOST).map(|e| of_entry(site, e)).collect();
    all.extend(of_pages(site));
    all.extend(of_policies(site));
    all.sort_by(|a, b| (b.day, &a.url).cmp(&(a.day, &b.url)));
    all.truncate(MOST);
    all
}

fn of_entry(site: &Site<'_>, entry: &SeenEntry<'_>) -> News {
    let mut facts = vec![site.wording.days(entry.days), site.wording.hours(entry.minutes)];
    facts.extend(entry.activity_type.map(|k| site.type_title(k).to_owned()));
    facts.extend(entry.provider.map(str::to_owned));
    let url = site.routes.entry(entry).map(crate::paths::OutPath::url).unwrap_or_default();
    // what leads to a place of the text leads to the entry's page: in a feed many texts stand beside each other
    let html = site.entry_body(entry, 0, 3, false).as_str().replace("<a href=\"#", &format!("<a href=\"{url}#"));
    News {
        day: entry.last_day(),
        title: crate::say::entry::title(site.wording, entry),
        url,
        summary: facts.join(", "),
        html: Some(html).filter(|html| !html.is_empty()),
    }
}

/// Pages with a day, from that day on.
fn of_pages<'s>(site: &'s Site<'_>) -> impl Iterator<Item = News> + 's {
    site.seen.pages.iter().filter_map(|page| {
        let day = page.date.filter(|day| *day <= site.seen.as_of)?;
        Some(News {
            day,
            title: page.title.clone(),
            url: site.routes.source(&page.source)?.url(),
            summary: page.summary.clone().unwrap_or_else(|| page.title.clone()),
            html: None,
        })
    })
}

/// Each edition that came after another: from the day on which it was announced, else that on which it
/// is in force.
fn of_policies(site: &Site<'_>) -> Vec<News> {
    // A portfolio tells what somebody learned; how rules changed, an institution tells.
    let has_page = site.routes.has(address::CHANGES) && !site.has_record();
    let shown = if has_page { editions::shown(site) } else { vec![] };
    let mut all = vec![];
    for policy in shown {
        for two in policy.editions.windows(2) {
            let day = two[1].announced.unwrap_or(two[1].from);
            if day > site.seen.as_of {
                continue;
            }
            let from = site.wording.fill("feed.from", &[("day", &site.wording.day(two[1].from))]);
            let mut told = editions::told(site.wording, &two[0], &two[1]);
            if told.is_empty() {
                told.push(site.wording.text("changes.none").to_owned());
            }
            told.insert(0, from);
            all.push(News {
                day,
                title: site.wording.fill("feed.edition", &[("policy", &policy.title), ("edition", &two[1].label)]),
                url: crate::html::path_url(&address::edition(policy, &two[1])),
                summary: told.join(" "),
                html: None,
            });
        }
    }
    all
}
