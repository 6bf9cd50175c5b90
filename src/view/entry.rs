//! One entry's own page.

use serde::Serialize;

use super::{Html, LinkView, Shared};
use crate::facts::facets::{Facet, planned_word};
use crate::facts::{Site, Towards};
use crate::model::{Activity, CategoryPart, OwnValue, keys};
use crate::say;
use crate::sight::{SeenEntry, Value};

/// What the page shows.
#[derive(Debug, Serialize)]
pub(crate) struct EntryView {
    /// Its head.
    pub row: EntryHead,
    /// What is known of it.
    pub facts: FactsView,
    /// What was done.
    pub body: Html,
    /// What was learned.
    pub reflection: Html,
    /// The files that show it.
    pub evidence: Vec<EvidenceView>,
    /// What it counts towards: rows of a table, each made by `counted.html`.
    pub counts: Html,
    /// The owner's own notes: key and text.
    pub private: Vec<(String, String)>,
    /// The entry before it, by date.
    pub previous: Option<LinkView>,
    /// The entry after it.
    pub next: Option<LinkView>,
}

/// What stands at the head of the page.
#[derive(Debug, Serialize)]
pub(crate) struct EntryHead {
    /// Its words.
    pub title: String,
    /// `4 March 2026`, or `4 to 6 March 2026`.
    pub date: String,
    /// The last day, as `2026-03-06`.
    pub date_iso: String,
    /// `2 h 30`.
    pub hours: String,
    /// `PT2H30M`, for the `datetime` attribute.
    pub iso: String,
    /// Title of its type.
    pub kind: Option<String>,
    /// Was it planned?
    pub planned: bool,
    /// Who may see it, for the owner: `private`, `hours`, `assessor` or `public`; none where it is the usual.
    pub mark: Option<&'static str>,
    /// Not counted: `draft`, `example` or `future`.
    pub not_counted: Option<&'static str>,
}

/// The facts of an entry.
#[derive(Debug, Serialize)]
pub(crate) struct FactsView {
    /// Its type, as a link to the list of its like.
    pub kind: Option<Html>,
    /// Its categories, with the lists of their like, and its time for each, where several were served.
    pub areas: Vec<(Html, Option<String>)>,
    /// Was it planned: yes or no, with the list of its like.
    pub planned: Html,
    /// The year it belongs to, and its record.
    pub year: Option<Html>,
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
    /// Further keys that it has: what each is called, and its value in words.
    pub more: Vec<(String, String)>,
    /// The file, for the owner.
    pub source: Option<String>,
}

/// A file that shows that an activity took place.
#[derive(Debug, Serialize)]
pub(crate) struct EvidenceView {
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
pub(crate) struct PictureView {
    /// Where it stands, from the root.
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A rule that an entry counts towards: `counted.html` makes the row of one, once for all entries that
/// give as much to it.
#[derive(Debug, Serialize)]
pub(crate) struct CountedView<'s> {
    /// Title of the policy and label of the period.
    pub policy: &'s str,
    /// Title of the rule.
    pub rule: &'s str,
    /// How much, in words.
    pub amount: String,
    /// Not counted, and why.
    pub reason: Option<&'s str>,
    /// The rule on the compliance page, from the root.
    pub url: &'s str,
}

impl<'s> CountedView<'s> {
    /// Makes the view.
    pub(crate) fn new(site: &'s Site<'_>, of: &Towards) -> Self {
        let (judged, label) = (&site.seen.judged[of.judged], &site.labels[of.judged]);
        let rule = &judged.rules[of.rule];
        Self {
            policy: &label.title,
            rule: &rule.title,
            amount: say::verdict::brought(site.wording, of.amount, rule),
            reason: of.reason.map(|r| say::verdict::reason(site.wording, r)),
            url: &label.rules[of.rule],
        }
    }
}

impl EntryView {
    /// Makes the view of the n-th entry.
    pub(crate) fn new(site: &Site<'_>, n: usize, shared: &dyn Shared) -> Self {
        let entry = &site.seen.entries[n];
        let depth = entry.key.matches('/').count() + 1;
        let mut counts = String::new();
        for of in site.towards.get(n).into_iter().flatten() {
            shared.counted(of, &mut counts);
        }
        Self {
            row: EntryHead::new(site, entry),
            facts: FactsView::new(site, n, shared),
            body: site.entry_body(entry, depth, 3, true),
            reflection: site.reflection(entry, depth, 3, true),
            evidence: evidence(site, n),
            counts: Html::trusted(&counts),
            private: entry.owner.as_ref().map(|o| notes(site, o.entry)).unwrap_or_default(),
            previous: neighbour(site, n, -1),
            next: neighbour(site, n, 1),
        }
    }
}

impl EntryHead {
    fn new(site: &Site<'_>, entry: &SeenEntry<'_>) -> Self {
        Self {
            title: say::entry::title(site.wording, entry),
            date: site.wording.days(entry.days),
            date_iso: crate::model::time::iso(entry.last_day()),
            hours: site.wording.hours(entry.minutes),
            iso: entry.minutes.iso(),
            kind: entry.activity_type.map(|k| site.type_title(k).to_owned()),
            planned: entry.planned,
            mark: say::entry::mark(entry, site.usual),
            not_counted: site.why_not(entry),
        }
    }
}

impl FactsView {
    fn new(site: &Site<'_>, n: usize, shared: &dyn Shared) -> Self {
        let entry = &site.seen.entries[n];
        let owner = entry.owner.as_ref();
        let several = entry.categories.len() > 1;
        let area = |p: &CategoryPart| {
            let area = shared.link(Facet::Category, p.category.as_str());
            (area, several.then(|| site.wording.hours(p.minutes)))
        };
        Self {
            kind: entry.activity_type.map(|k| shared.link(Facet::Type, k.as_str())),
            areas: entry.categories.iter().map(area).collect(),
            planned: shared.link(Facet::Planned, planned_word(entry.planned)),
            year: site.year_place(n).map(|year| shared.record(year)),
            provider: entry.provider.map(|p| shared.link(Facet::Provider, p)),
            item: owner.and_then(|o| o.entry.item.as_ref()).map(|id| site.item_link(id)),
            plan: entry.plan.iter().map(|id| site.plan_link(id)).collect(),
            competences: entry.competences.iter().map(|c| shared.link(Facet::Competence, c.as_str())).collect(),
            tags: entry.tags.iter().map(|t| shared.link(Facet::Tag, t)).collect(),
            cites: entry.cites.iter().map(|c| site.cite_title(c).to_owned()).collect(),
            more: more(site, entry),
            source: owner.map(|o| o.entry.source.to_string()),
        }
    }
}

/// What the owner wrote for nobody else: the keys of their own that the settings name, and those under `private:`.
fn notes(site: &Site<'_>, entry: &Activity) -> Vec<(String, String)> {
    let text = |value: &OwnValue| match value {
        OwnValue::Text(text) | OwnValue::Number(text) => text.clone(),
        OwnValue::Flag(flag) => site.wording.text(if *flag { "entry.own_yes" } else { "entry.own_no" }).to_owned(),
        OwnValue::Date(day) => site.wording.day(*day),
        OwnValue::List(all) => all.join(", "),
    };
    let own = entry.own.iter().map(|(key, value)| (key.clone(), text(value)));
    own.chain(entry.private.iter().cloned()).collect()
}

/// The keys that have a row of their own: the words are `entry_key.NAME`, and `entry_key.NAME_yes` where a key
/// is there or not.
fn more(site: &Site<'_>, entry: &SeenEntry<'_>) -> Vec<(String, String)> {
    let row = |key: &keys::Key| {
        let value = match entry.value(key.name) {
            Value::Flag(flag) => flag.then(|| site.wording.word("entry_key", &format!("{}_yes", key.name)).to_owned()),
            Value::Line(text) => text.map(str::to_owned),
            Value::Lines(all) => (!all.is_empty()).then(|| all.join(", ")),
            Value::Words(_) | Value::Plan(_) | Value::Count(_) => None,
        };
        value.map(|value| (site.wording.word("entry_key", key.name).to_owned(), value))
    };
    keys::ENTRY.keys.iter().filter(|key| key.row).filter_map(row).collect()
}

/// A word of an entry, with the list of the entries that share it; plain where it stands alone.
pub(crate) fn link_of(site: &Site<'_>, facet: Facet, word: &str) -> LinkView {
    let Some(value) = site.facets.find(facet, word) else { return LinkView { title: word.to_owned(), url: None } };
    let title = match facet {
        Facet::Planned => site
            .wording
            .text(if word == planned_word(true) { "entry.planned_yes" } else { "entry.planned_no" })
            .to_owned(),
        Facet::Tag => word.to_owned(),
        _ => site.facet_title(value),
    };
    LinkView { title, url: value.url(site).filter(|_| value.listed()) }
}

/// The nearest entry that has a page, before or after.
fn neighbour(site: &Site<'_>, n: usize, step: isize) -> Option<LinkView> {
    let mut at = n.checked_add_signed(step)?;
    loop {
        let entry = site.seen.entries.get(at)?;
        if let Some(path) = site.routes.entry(entry) {
            return Some(LinkView { title: say::entry::title(site.wording, entry), url: Some(path.url()) });
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
