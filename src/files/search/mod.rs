//! The index behind the search: `assets/search/index.js` names the parts, each part holds some
//! documents and the words in them. They are scripts that call what `assets/site.js` made, so that
//! they work from a folder as well as from a server.
//!
//! A part of entries is a fixed stretch of the record, oldest first, so that a new entry changes the
//! last one only. Words of entries are taken from the HTML that their pages show, while those pages
//! are made ([`Gathered`]): nothing that a page does not show can be found, and nothing is read twice.

mod terms;
mod tokens;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::json;

use crate::facts::Site;
use crate::html::path_url;
use crate::sight::{SeenEntry, Visible};
use crate::view::changes;
use crate::view::edition::PolicyEditionView;
use crate::view::pages;
use terms::{Field, Terms};

/// How many entries a part has at most: about half a megabyte.
const ENTRIES: usize = 2_000;

/// What documents are; the place is their `kind`.
const KINDS: [&str; 5] = ["entry", "page", "answer", "item", "plan"];

/// The words of entries, noted when their pages are made.
#[derive(Debug)]
pub struct Gathered {
    parts: Vec<Mutex<Part>>,
}

#[derive(Debug, Default)]
struct Part {
    terms: Terms,
    /// Which of its entries are noted.
    noted: Vec<bool>,
}

impl Gathered {
    /// No words yet.
    pub fn new(seen: &Visible<'_>) -> Self {
        let part = |n: usize| {
            let noted = vec![false; ENTRIES.min(seen.entries.len() - n * ENTRIES)];
            Mutex::new(Part { terms: Terms::default(), noted })
        };
        Self { parts: (0..seen.entries.len().div_ceil(ENTRIES)).map(part).collect() }
    }

    /// Notes the words of the n-th entry, whose page shows these texts.
    pub fn note(&self, site: &Site<'_>, n: usize, texts: [&str; 2]) {
        if let Some(mut part) = self.part(n / ENTRIES) {
            part.note(site, n, texts);
        }
    }

    fn part(&self, n: usize) -> Option<MutexGuard<'_, Part>> {
        self.parts.get(n).map(|part| part.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Part {
    fn note(&mut self, site: &Site<'_>, n: usize, texts: [&str; 2]) {
        let Some(noted) = self.noted.get_mut(n % ENTRIES).filter(|noted| !**noted) else { return };
        *noted = true;
        let entry = &site.seen.entries[n];
        let Ok(doc) = u32::try_from(n % ENTRIES) else { return };
        let terms = &mut self.terms;
        terms.begin(doc, Field::Title);
        tokens::of_text(entry.title.unwrap_or_default(), &mut |w| terms.add(w));
        terms.begin(doc, Field::Tags);
        let tags =
            entry.tags.iter().map(String::as_str).chain(entry.competences.iter().map(crate::model::Word::as_str));
        for tag in tags.chain(entry.provider).chain(entry.kind.map(|k| site.type_title(k))) {
            tokens::of_text(tag, &mut |w| terms.add(w));
        }
        terms.begin(doc, Field::Body);
        for text in texts {
            tokens::of_html(text, &mut |w| terms.add(w));
        }
    }
}

/// The names of the parts: those of entries, the newest first, then everything else.
pub(super) fn parts(site: &Site<'_>) -> Vec<String> {
    let entries = (0..site.gathered.parts.len()).rev().map(|n| n.to_string());
    entries.chain([OTHERS.to_owned()]).collect()
}

const OTHERS: &str = "pages";

/// The list of parts, and the words of the search itself.
pub(super) fn index(site: &Site<'_>) -> Vec<u8> {
    let kind = |kind: &&str| {
        let (before, after) = match *kind {
            "entry" => ("activities/", ".html"),
            "answer" => ("faq/index.html#", ""),
            "item" => ("directory/", ".html"),
            "plan" => ("plan/index.html#", ""),
            _ => ("", ""),
        };
        json!({"name": site.wording.word("search", kind), "before": before, "after": after})
    };
    let text = site.wording.sections().get("search");
    let made = json!({"parts": parts(site), "kinds": KINDS.iter().map(kind).collect::<Vec<_>>(), "text": text});
    script(&format!("search({})", in_script(&made)))
}

/// One part of the index: of the n-th of [`parts`].
pub(super) fn part(site: &Site<'_>, n: usize) -> Vec<u8> {
    let name = parts(site).swap_remove(n);
    let place = name.parse().ok().and_then(|n| Some((n, site.gathered.part(n)?)));
    let made = match place {
        Some((n, mut part)) => of_entries(site, n, &mut part),
        None => of_pages(site),
    };
    script(&format!("part({}, {})", in_script(&name), in_script(&made)))
}

fn script(call: &str) -> Vec<u8> {
    format!("cpdfolio.{call};\n").into_bytes()
}

/// What a part of the index holds.
#[derive(Serialize)]
struct Made {
    docs: Vec<Shown>,
    /// Words of most texts, which find nothing there.
    common: Vec<String>,
    /// The index as [`Terms::write`] writes it.
    terms: String,
}

/// A document as it is found: title, address, kind, and a line about it.
type Shown = (String, String, usize, String);

/// JSON that means the same in every script: no end of one, no end of a line within a text.
fn in_script(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    for (sign, escaped) in [('<', "\\u003c"), ('\u{2028}', "\\u2028"), ('\u{2029}', "\\u2029")] {
        if text.contains(sign) {
            text = text.replace(sign, escaped);
        }
    }
    text
}

fn of_entries(site: &Site<'_>, n: usize, part: &mut Part) -> Made {
    let first = n * ENTRIES;
    let entries = &site.seen.entries[first..first + part.noted.len()];
    // entries whose pages were not made in this run: their words are read here
    for (place, entry) in entries.iter().enumerate() {
        if !part.noted[place] && entry.title.is_some() {
            let depth = entry.key.matches('/').count() + 1;
            let body = site.entry_body(entry, depth, 3);
            let reflection = site.reflection(entry, depth, 3);
            part.note(site, first + place, [body.as_str(), reflection.as_str()]);
        }
    }
    // numbered from the newest; bare lines have no words and no number
    let mut numbers = vec![0; entries.len()];
    let mut docs = vec![];
    for (place, entry) in entries.iter().enumerate().rev() {
        let Some(url) = site.routes.entry(entry).map(crate::paths::OutPath::url) else { continue };
        numbers[place] = u32::try_from(docs.len()).unwrap_or_default();
        let url = url.trim_start_matches("activities/").trim_end_matches(".html").to_owned();
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
    for page in site.seen.pages {
        let Some(out) = site.routes.source(&page.source) else { continue };
        all.extend(sections(&page.title, &out.url(), page.summary.as_deref(), site.page_body(page).html.as_str()));
    }
    for (policy, edition) in pages::editions(site) {
        let of = [("policy", policy.title.as_str()), ("edition", edition.label.as_str())];
        let view = PolicyEditionView::new(site, policy, edition);
        let html: String = view.tables.iter().map(crate::html::Html::as_str).collect();
        let about = site.wording.fill("edition.from", &[("from", &view.edition.from)]);
        let url = path_url(&changes::edition_page(policy, edition));
        all.push(Document { title: site.wording.fill("feed.edition", &of), url, kind: 1, about, html });
    }
    for answer in site.seen.faq {
        let html = site.answer_body(answer).as_str().to_owned();
        let (title, url) = (answer.title.clone(), path_url(&answer.anchor));
        all.push(Document { title, url, kind: 2, about: answer.section.clone(), html });
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
fn sections(title: &str, url: &str, summary: Option<&str>, html: &str) -> Vec<Document> {
    let about = summary.unwrap_or_default().to_owned();
    let mut parts = html.split("<h2 id=\"");
    let head = parts.next().unwrap_or_default().to_owned();
    let page = Document { title: title.to_owned(), url: url.to_owned(), kind: 1, about, html: head };
    let section = |part: &str| {
        let (id, rest) = part.split_once("\">")?;
        let (heading, html) = rest.split_once("</h2>")?;
        let (heading, html) = (plain(heading), html.to_owned());
        Some(Document {
            title: heading,
            url: format!("{url}#{}", path_url(id)),
            kind: 1,
            about: title.to_owned(),
            html,
        })
    };
    std::iter::once(page).chain(parts.filter_map(section)).collect()
}

/// The text of a piece of HTML that we wrote.
fn plain(html: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(html.len()), html);
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(out, |text, (entity, sign)| text.replace(entity, sign))
}
