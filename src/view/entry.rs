//! One entry's own page.

use serde::Serialize;

use super::row::EntryRow;
use super::{Html, LinkView};
use crate::model::{Minutes, Word};
use crate::site::Site;
use crate::site::facets::{Facet, planned_word};

/// What the page shows.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// The facts that lists show too.
    pub row: EntryRow,
    /// Its type, as a link to the list of its like.
    pub kind: Option<Html>,
    /// Its categories, with the lists of their like, and its time for each, where several were served.
    pub areas: Vec<(Html, Option<String>)>,
    /// Planned or unplanned, with the list of its like.
    pub planned: LinkView,
    /// The year it belongs to, and its record.
    pub year: Option<LinkView>,
    /// Who offered it, with the list of what else they offered.
    pub provider: Option<Html>,
    /// Item of the directory, for the owner.
    pub item: Option<LinkView>,
    /// Plan items that it serves.
    pub plan: Vec<LinkView>,
    /// Competences, with the lists of what else developed them.
    pub competences: Vec<Html>,
    /// For finding it again, with the lists of their like.
    pub tags: Vec<Html>,
    /// Benefits and values.
    pub cites: Vec<String>,
    /// Did it help others?
    pub supports_others: bool,
    /// What was done.
    pub body: Html,
    /// What was learned.
    pub reflection: Html,
    /// The files that show it.
    pub evidence: Vec<EvidenceView>,
    /// What it counts towards.
    pub counts: Vec<CountsView>,
    /// The owner's own notes: key and text.
    pub private: Vec<(String, String)>,
    /// The file, for the owner.
    pub source: Option<String>,
    /// The entry before it, by date.
    pub previous: Option<LinkView>,
    /// The entry after it.
    pub next: Option<LinkView>,
}

/// A file that shows that an activity took place.
#[derive(Debug, Serialize)]
pub struct EvidenceView {
    /// Its number, from 1.
    pub number: usize,
    /// Its path, for the owner.
    pub path: Option<String>,
    /// Its copy in the site, from the root, for the owner.
    pub url: Option<String>,
    /// Its size in words, for the owner.
    pub size: Option<String>,
    /// The first 16 digits of its SHA-256, for the owner.
    pub hash: Option<String>,
    /// A small copy of it, for the owner, where it is a picture.
    pub picture: Option<PictureView>,
}

/// A small copy of a picture.
#[derive(Debug, Serialize)]
pub struct PictureView {
    /// Where it stands, from the root.
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A rule that the entry counts towards.
#[derive(Debug, Serialize)]
pub struct CountsView {
    /// Title of the policy and label of the period.
    pub policy: String,
    /// Title of the rule.
    pub rule: String,
    /// How much, in words.
    pub amount: String,
    /// Not counted, and why.
    pub reason: Option<String>,
    /// The rule on the compliance page, from the root.
    pub url: String,
}

/// Makes the link of a word that entries share.
pub type WordLink<'f, E> = &'f dyn Fn(Facet, &str) -> Result<Html, E>;

impl EntryView {
    /// Makes the view of the n-th entry.
    pub fn new<E>(site: &Site<'_>, n: usize, link: WordLink<'_, E>) -> Result<Self, E> {
        let entry = &site.seen.entries[n];
        let owner = entry.owner.as_ref();
        let depth = entry.key.matches('/').count() + 1;
        let year = site.year_of(n);
        let several = entry.categories.len() > 1;
        Ok(Self {
            row: EntryRow::new(site, entry),
            year: year.map(|y| LinkView { title: y.period.label.clone(), url: Some(site.year_url(&y.period.label)) }),
            kind: entry.kind.map(|k| link(Facet::Type, k.as_str())).transpose()?,
            areas: entry
                .categories
                .iter()
                .map(|p| {
                    let area = link(Facet::Category, p.category.as_str())?;
                    Ok((area, several.then(|| site.wording.hours(p.minutes))))
                })
                .collect::<Result<_, E>>()?,
            planned: shared(site, Facet::Planned, planned_word(entry.planned)),
            provider: entry.provider.map(|p| link(Facet::Provider, p)).transpose()?,
            item: owner.and_then(|o| o.entry.item.as_ref()).map(|id| site.item_link(id)),
            plan: entry.plan.iter().map(|id| site.plan_link(id)).collect(),
            competences: all(entry.competences.iter().map(|c| link(Facet::Competence, c.as_str())))?,
            tags: all(entry.tags.iter().map(|t| link(Facet::Tag, t)))?,
            cites: entry.cites.iter().map(|c| site.cite_title(c).to_owned()).collect(),
            supports_others: entry.supports_others,
            body: site.entry_body(entry, depth, 3),
            reflection: site.reflection(entry, depth, 3),
            evidence: evidence(site, n),
            counts: counts(site, n),
            private: owner.map(|o| o.entry.private.clone()).unwrap_or_default(),
            source: owner.map(|o| o.entry.source.to_string()),
            previous: neighbour(site, n, -1),
            next: neighbour(site, n, 1),
        })
    }
}

/// All links, or the first fault.
fn all<E>(links: impl Iterator<Item = Result<Html, E>>) -> Result<Vec<Html>, E> {
    links.collect()
}

/// A word of an entry, with the list of the entries that share it; plain where it stands alone.
pub fn shared(site: &Site<'_>, facet: Facet, word: &str) -> LinkView {
    match site.facets.find(facet, word) {
        Some(value) => LinkView { title: site.facet_title(value), url: value.url(site).filter(|_| value.listed()) },
        None => LinkView { title: word.to_owned(), url: None },
    }
}

/// The nearest entry that has a page, before or after.
fn neighbour(site: &Site<'_>, n: usize, step: isize) -> Option<LinkView> {
    let mut at = n.checked_add_signed(step)?;
    loop {
        let entry = site.seen.entries.get(at)?;
        if let Some(path) = site.routes.entry(entry) {
            return Some(LinkView { title: super::row::title(site.wording, entry), url: Some(path.url()) });
        }
        at = at.checked_add_signed(step)?;
    }
}

/// The files that show an entry; to others than the owner by number only.
pub(super) fn evidence(site: &Site<'_>, n: usize) -> Vec<EvidenceView> {
    let entry = &site.seen.entries[n];
    let Some(owner) = &entry.owner else {
        let numbered = |number| EvidenceView { number, path: None, url: None, size: None, hash: None, picture: None };
        return (1..=entry.evidence_count).map(numbered).collect();
    };
    let view = |(n, file): (usize, &crate::model::Evidence)| {
        let known = site.fingerprints.get(&file.path);
        let print = known.map(|k| &k.print);
        EvidenceView {
            number: n + 1,
            path: Some(file.path.to_string()),
            url: site.evidence_url(&file.path),
            size: print.map(|p| site.wording.size(p.bytes)),
            hash: print.map(|p| p.sha256.chars().take(16).collect()),
            picture: known.and_then(|k| k.thumbnail().zip(k.picture)).map(|(url, (width, height))| {
                let (width, height) = crate::thumbnail::size(width, height);
                PictureView { url, width, height }
            }),
        }
    };
    owner.evidence.iter().enumerate().map(view).collect()
}

fn counts(site: &Site<'_>, n: usize) -> Vec<CountsView> {
    let view = |c: &crate::site::Towards| {
        let (judged, label) = (&site.seen.judged[c.judged], &site.labels[c.judged]);
        let rule = &judged.rules[c.rule];
        CountsView {
            policy: label.title.clone(),
            rule: rule.title.clone(),
            amount: super::judgement::amount(site.wording, c.amount, rule),
            reason: c.reason.map(|r| super::judgement::reason(site.wording, r).to_owned()),
            url: label.rules[c.rule].clone(),
        }
    };
    site.towards.get(n).map(|all| all.iter().map(view).collect()).unwrap_or_default()
}

/// The time of an entry that served one category.
pub fn part_of(categories: &[crate::model::CategoryPart], word: &Word) -> Option<Minutes> {
    categories.iter().find(|p| p.category == *word).map(|p| p.minutes)
}
