//! The index behind the search: `assets/search/index.js` names the parts, each part holds some
//! documents and the words in them. They are scripts that call what `assets/site.js` made, so that
//! they work from a folder as well as from a server.
//!
//! A part of entries is a fixed stretch of the record, oldest first, so that a new entry changes the
//! last one only. Words of entries are taken from the HTML that their pages show ([`Texts`]): nothing that a page does
//! not show can be found, and nothing is read twice.

mod terms;
mod tokens;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use super::script::call;
use crate::facts::files::{SEARCHED as ENTRIES, search_parts};
use crate::facts::{Site, address, editions, shortcode};
use crate::html::{Html, path_url};
use crate::markdown::{Heading, Rendered};
use crate::sight::SeenEntry;
use terms::{Field, Terms, Written};

/// What documents are; the place is their `kind`.
const KINDS: [&str; 5] = ["entry", "page", "answer", "item", "plan"];

/// What the page of an entry shows of its texts.
#[derive(Debug, Clone)]
pub struct Texts {
    /// The entry: its place in [`crate::sight::redact::Seen::entries`].
    pub entry: usize,
    /// What was done.
    pub body: Html,
    /// What was learned.
    pub reflection: Html,
}

impl Texts {
    /// The same as a page shows it.
    fn of(site: &Site<'_>, n: usize) -> Self {
        let entry = &site.seen.entries[n];
        let depth = entry.key.matches('/').count() + 1;
        Self {
            entry: n,
            body: site.entry_body(entry, depth, 3, true),
            reflection: site.reflection(entry, depth, 3, true),
        }
    }
}

/// The words of the entries of one part.
#[derive(Debug, Default)]
pub(crate) struct Part {
    terms: Terms,
    /// Places of the entries that are noted.
    noted: BTreeSet<usize>,
}

/// The part that has the n-th entry.
pub(crate) fn part_of(n: usize) -> usize {
    n / ENTRIES
}

/// Parts with no words, one for each stretch of entries.
pub(crate) fn no_parts(site: &Site<'_>) -> Vec<Part> {
    let count = site.seen.entries.len().div_ceil(ENTRIES);
    std::iter::repeat_with(Part::default).take(count).collect()
}

impl Part {
    /// Notes the words of an entry, whose page shows these texts.
    pub(crate) fn note(&mut self, site: &Site<'_>, texts: &Texts) {
        let n = texts.entry;
        if !self.noted.insert(n) {
            return;
        }
        let entry = &site.seen.entries[n];
        let Ok(doc) = u32::try_from(n % ENTRIES) else { return };
        let terms = &mut self.terms;
        terms.begin(doc, Field::Title);
        tokens::of_text(entry.title.unwrap_or_default(), &mut |w| terms.add(w));
        terms.begin(doc, Field::Tags);
        let tags =
            entry.tags.iter().map(String::as_str).chain(entry.competences.iter().map(crate::model::Word::as_str));
        for tag in tags.chain(entry.provider).chain(entry.activity_type.map(|k| site.type_title(k))) {
            tokens::of_text(tag, &mut |w| terms.add(w));
        }
        terms.begin(doc, Field::Body);
        for text in [&texts.body, &texts.reflection] {
            tokens::of_html(text.as_str(), &mut |w| terms.add(w));
        }
    }
}

/// The list of parts, and the words of the search itself.
pub(super) fn index(site: &Site<'_>) -> Vec<u8> {
    let kind = |kind: &&str| {
        let (before, after) = match *kind {
            "entry" => address::ENTRY,
            "answer" => (address::ANSWER, ""),
            "item" => address::ITEM,
            "plan" => (address::PLAN_ITEM, ""),
            _ => ("", ""),
        };
        json!({"name": site.wording.word("search", kind), "before": before, "after": after})
    };
    let text = site.wording.sections().get("search");
    let made = json!({"parts": search_parts(site), "kinds": KINDS.iter().map(kind).collect::<Vec<_>>(), "text": text});
    call("search", &(made,))
}

/// One part of the index: of the n-th of [`search_parts`]. `noted` are the words of entries that are known already:
/// those of all stretches, or none.
pub(crate) fn part(site: &Site<'_>, n: usize, noted: &[Part]) -> Vec<u8> {
    let name = search_parts(site).swap_remove(n);
    let made = match name.parse::<usize>() {
        Ok(n) => of_entries(site, n, noted.get(n)),
        Err(_) => of_pages(site),
    };
    call("part", &(name, made))
}

/// What a part of the index holds.
#[derive(Serialize)]
struct Made {
    docs: Vec<Shown>,
    /// Words of most texts, which find nothing there.
    common: Vec<String>,
    terms: Vec<Written>,
}

/// A document as it is found: title, address, kind, and a line about it.
type Shown = (String, String, usize, String);

fn of_entries(site: &Site<'_>, n: usize, noted: Option<&Part>) -> Made {
    let first = n * ENTRIES;
    let entries = &site.seen.entries[first..site.seen.entries.len().min(first + ENTRIES)];
    let has_page = |n: &usize| site.routes.entry(&site.seen.entries[*n]).is_some();
    let shown = || (first..first + entries.len()).filter(has_page);
    let mut anew = Part::default();
    let whole = noted.filter(|part| shown().all(|n| part.noted.contains(&n)));
    let part = whole.unwrap_or_else(|| {
        shown().for_each(|n| anew.note(site, &Texts::of(site, n)));
        &anew
    });
    // numbered from the newest; bare lines have no words and no number
    let mut numbers = vec![0; entries.len()];
    let mut docs = vec![];
    for (place, entry) in entries.iter().enumerate().rev() {
        let Some(url) = site.routes.entry(entry).map(crate::paths::OutPath::url) else { continue };
        numbers[place] = u32::try_from(docs.len()).unwrap_or_default();
        let url = url.trim_start_matches(address::ENTRY.0).trim_end_matches(address::ENTRY.1).to_owned();
        docs.push((entry.title.unwrap_or_default().to_owned(), url, 0, about(site, entry)));
    }
    let (terms, common) = part.terms.write(docs.len(), |doc| numbers[doc as usize]);
    Made { docs, common, terms }
}

fn about(site: &Site<'_>, entry: &SeenEntry<'_>) -> String {
    let mut about = site.wording.days(entry.days);
    if !entry.tags.is_empty() {
        about = format!("{about} · {}", entry.tags.join(", "));
    }
    about
}

/// One document that is no entry.
struct Document {
    title: String,
    url: String,
    kind: usize,
    about: String,
    html: String,
}

/// Everything that is no entry.
fn of_pages(site: &Site<'_>) -> Made {
    let mut all: Vec<Document> = vec![];
    for page in site.seen.pages.iter() {
        let Some(out) = site.routes.source(&page.source) else { continue };
        all.extend(sections(&page.title, &out.url(), page.summary.as_deref(), &site.page_body(page)));
    }
    for (policy, edition) in editions::with_pages(site) {
        let of = [("policy", policy.title.as_str()), ("edition", edition.label.as_str())];
        let tables = shortcode::tables_of(site.wording, policy, edition);
        let html: String = tables.iter().map(Html::as_str).collect();
        let about = site.wording.fill("edition.from", &[("from", &site.wording.day(edition.from))]);
        let url = path_url(&address::edition(policy, edition));
        all.push(Document { title: site.wording.fill("feed.edition", &of), url, kind: 1, about, html });
    }
    for answer in site.seen.faq {
        let html = site.answer_body(answer).as_str().to_owned();
        let (title, url) = (answer.title.clone(), path_url(&answer.anchor));
        all.push(Document { title, url, kind: 2, about: answer.section.clone(), html });
    }
    if !site.seen.directory.is_empty() {
        // Who looks for "free" means the list, not one offer of it.
        let (title, about) = (site.wording.text("title.directory"), site.wording.text("nav.directory_more"));
        let (title, about) = (title.to_owned(), about.to_owned());
        all.push(Document { title, url: "index".to_owned(), kind: 3, about, html: String::new() });
    }
    for item in site.seen.directory.values() {
        let html = site.item_body(item).as_str().to_owned();
        let (title, url) = (item.title.clone(), path_url(item.id.as_str()));
        all.push(Document { title, url, kind: 3, about: item.provider.clone().unwrap_or_default(), html });
    }
    for item in &site.seen.plan {
        let html = site.plan_body(item).as_str().to_owned();
        let (title, url) = (item.title.to_owned(), path_url(item.id.as_str()));
        all.push(Document { title, url, kind: 4, about: item.period.unwrap_or_default().to_owned(), html });
    }
    let mut terms = Terms::default();
    for (doc, document) in (0_u32..).zip(&all) {
        terms.begin(doc, Field::Title);
        tokens::of_text(&document.title, &mut |w| terms.add(w));
        terms.begin(doc, Field::Tags);
        tokens::of_text(&document.about, &mut |w| terms.add(w));
        terms.begin(doc, Field::Body);
        tokens::of_html(&document.html, &mut |w| terms.add(w));
    }
    let (terms, common) = terms.write(all.len(), |doc| doc);
    Made { docs: all.into_iter().map(|d| (d.title, d.url, d.kind, d.about)).collect(), common, terms }
}

/// A page of text as its sections, so that a search leads to the right one.
fn sections(title: &str, url: &str, summary: Option<&str>, text: &Rendered) -> Vec<Document> {
    let html = text.html.as_str();
    let second: Vec<&Heading> = text.headings.iter().filter(|h| h.level == 2).collect();
    let end = |n: usize| second.get(n).map_or(html.len(), |next| next.at.start);
    let page = Document {
        title: title.to_owned(),
        url: url.to_owned(),
        kind: 1,
        about: summary.unwrap_or_default().to_owned(),
        html: html[..end(0)].to_owned(),
    };
    let section = |(n, heading): (usize, &&Heading)| Document {
        title: heading.text.clone(),
        url: format!("{url}#{}", path_url(&heading.id)),
        kind: 1,
        about: title.to_owned(),
        html: html[heading.at.end..end(n + 1)].to_owned(),
    };
    std::iter::once(page).chain(second.iter().enumerate().map(section)).collect()
}
