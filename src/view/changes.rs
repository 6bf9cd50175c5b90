//! What changed in the policies, from one edition to the next.

use serde::Serialize;

use super::{Html, LinkView, NavLink};
use crate::facts::editions::{shown, told};
use crate::facts::{Site, address};
use crate::policy::{Edition, Policy};
use crate::say;

/// As many pages are listed.
const MOST_PAGES: usize = 100;

/// What the page of changes shows.
#[derive(Debug, Serialize)]
pub(crate) struct ChangesView {
    /// The policies followed; in a site of guidance, all.
    pub policies: Vec<PolicyChanges>,
    /// Pages with a day of their own, the newest first.
    pub pages: Vec<ChangedPage>,
}

/// A page that is news, or whose facts were checked on a day.
#[derive(Debug, Serialize)]
pub(crate) struct ChangedPage {
    /// The page.
    pub link: LinkView,
    /// The day, in words.
    pub day: String,
    /// Is it news? Else its facts were checked that day.
    pub news: bool,
    /// What changed that day.
    pub changed: Option<String>,
}

/// The editions of one policy, the newest first.
#[derive(Debug, Serialize)]
pub(crate) struct PolicyChanges {
    /// Its id: also the anchor.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `built-in`, `changed here` or `of this site`.
    pub origin: &'static str,
    /// Its editions.
    pub editions: Vec<EditionView>,
}

/// What an edition brings that is still to come.
#[derive(Debug, Serialize)]
pub(crate) struct NextEditionView {
    /// In a sentence: `From 1 January 2027: 24 hours.`
    pub text: String,
    /// The page that says what changes.
    pub link: LinkView,
}

impl NextEditionView {
    /// Makes the view; `named`: the sentence says of which policy.
    pub(crate) fn new(site: &Site<'_>, policy: &Policy, named: bool) -> Option<Self> {
        let (now, next) = policy.coming(site.seen.as_of)?;
        let said = say::policy::coming(site.wording, now, next);
        let of = || site.wording.fill("comes.of", &[("policy", &policy.title), ("text", &said)]);
        let url = Some(address::edition(policy, next)).filter(|at| site.routes.has(at));
        let title = site.wording.text("comes.what").to_owned();
        Some(Self { text: if named { of() } else { said.clone() }, link: LinkView { title, url } })
    }
}

/// One edition.
#[derive(Debug, Serialize)]
pub(crate) struct EditionView {
    /// Its name.
    pub label: String,
    /// Its anchor.
    pub anchor: String,
    /// Its own page, from the root.
    pub url: String,
    /// When it was made known, in words.
    pub announced: Option<String>,
    /// The first day in force, in words.
    pub from: String,
    /// The last, in words; none: no end is stated.
    pub to: Option<String>,
    /// Where its rules come from.
    pub source: Option<String>,
    /// How sure that is: `confirmed`, `reported` or `unconfirmed`.
    pub confidence: Option<&'static str>,
    /// When someone last looked, in words.
    pub checked: Option<String>,
    /// What differs from the edition before it, in sentences.
    pub changes: Vec<Html>,
    /// Is it the first that is recorded here?
    pub first: bool,
}

impl ChangesView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        Self { policies: shown(site).into_iter().map(|p| PolicyChanges::new(site, p)).collect(), pages: pages(site) }
    }
}

/// So many pieces of news stand on a first page.
const LATEST_NEWS: usize = 3;

/// The latest news.
pub(crate) fn news(site: &Site<'_>) -> Vec<NavLink> {
    let news = site.seen.pages.iter().filter_map(|page| {
        let day = page.date.filter(|day| *day <= site.seen.as_of)?;
        Some((day, site.routes.source(&page.source)?.url(), page))
    });
    let mut all: Vec<_> = news.collect();
    all.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
    let link = |(day, url, page): (crate::model::Day, String, &crate::model::Page)| NavLink {
        title: page.title.clone(),
        url,
        section: String::new(),
        summary: page.summary.clone(),
        day: Some(site.wording.day(day)),
    };
    all.into_iter().take(LATEST_NEWS).map(link).collect()
}

/// News, and pages by the day on which their facts were checked; nothing that is still to come.
fn pages(site: &Site<'_>) -> Vec<ChangedPage> {
    let dated = site.seen.pages.iter().filter_map(|page| {
        let day = page.date.or(page.updated).filter(|day| *day <= site.seen.as_of)?;
        let url = site.routes.source(&page.source)?.url();
        Some((day, url, page))
    });
    let mut all: Vec<_> = dated.collect();
    all.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
    let view = |(day, url, page): (crate::model::Day, String, &crate::model::Page)| ChangedPage {
        link: LinkView { title: page.title.clone(), url: Some(url) },
        day: site.wording.day(day),
        news: page.date.is_some(),
        changed: page.changed.clone(),
    };
    all.into_iter().take(MOST_PAGES).map(view).collect()
}

impl PolicyChanges {
    fn new(site: &Site<'_>, policy: &Policy) -> Self {
        let view = |(n, edition): (usize, &Edition)| {
            let before = n.checked_sub(1).map(|n| &policy.editions[n]);
            // here, where the later ones stand too, it ends when the next one starts
            let to = policy.end_of(edition).map(|day| site.wording.day(day));
            EditionView { to, ..EditionView::new(site, policy, edition, before) }
        };
        let mut editions: Vec<EditionView> = policy.editions.iter().enumerate().map(view).collect();
        editions.reverse();
        Self { id: policy.id.to_string(), title: policy.title.clone(), origin: policy.origin.word(), editions }
    }
}

impl EditionView {
    /// Makes the view; `before` is the edition that came before it.
    pub(crate) fn new(site: &Site<'_>, policy: &Policy, edition: &Edition, before: Option<&Edition>) -> Self {
        let source = edition.source.as_ref().and_then(|s| policy.sources.get(s));
        Self {
            label: edition.label.clone(),
            anchor: address::edition_anchor(policy, edition),
            url: address::edition(policy, edition),
            announced: edition.announced.map(|d| site.wording.day(d)),
            from: site.wording.day(edition.from),
            to: edition.to.map(|d| site.wording.day(d)),
            source: source.map(|s| s.title.clone()),
            confidence: source.map(|s| s.confidence.word()),
            checked: source.and_then(|s| s.checked).map(|d| site.wording.day(d)),
            changes: before
                .map(|b| told(site.wording, b, edition).iter().map(|words| Html::coded(words)).collect())
                .unwrap_or_default(),
            first: before.is_none(),
        }
    }
}
