//! What templates get: typed, documented field by field, made from [`Visible`] only.
//!
//! Every template sees three names: `site` ([`SiteView`]), `page` ([`PageView`]) and `view` (the
//! struct of the page's kind, one file each below), and a fourth, `words`: the texts of the interface
//! by section and key ([`crate::wording`]). All addresses are relative to the site's root:
//! a template writes `{{ page.root }}{{ row.url }}`. All texts are plain and are escaped by the
//! templates, but for the fields of type [`Html`], which stand as they are.

pub(crate) mod activities;
pub(crate) mod changes;
pub(crate) mod chart;
pub(crate) mod chosen;
pub(crate) mod competences;
pub(crate) mod compliance;
pub(crate) mod data;
pub(crate) mod declaration;
pub(crate) mod directory;
pub(crate) mod dossier;
pub(crate) mod edition;
pub(crate) mod entry;
pub(crate) mod evidence;
pub(crate) mod facet;
pub(crate) mod guideline;
pub(crate) mod home;
pub(crate) mod judgement;
pub(crate) mod linked;
pub(crate) mod next;
pub(crate) mod of_year;
pub(crate) mod pages;
pub(crate) mod plan;
pub(crate) mod planned;
pub(crate) mod portfolio;
pub(crate) mod problems;
pub(crate) mod row;
pub(crate) mod text;
pub(crate) mod ways;
pub(crate) mod year;
pub(crate) mod years;

use serde::Serialize;

use crate::facts::facets::Facet;
pub(crate) use crate::facts::link::{Crumb, InstitutionView, LinkView, NavLink};
use crate::facts::{Towards, address};
pub(crate) use crate::html::Html;
use crate::model::Minutes;
use crate::sight::Visible;
use crate::wording::Wording;

/// What stands on many pages: a theme makes it once for all that are so far below the root, since a long record has
/// more of it than of all else. A fault of its templates is told when the page is made.
pub(crate) trait Shared {
    /// The link of a word that entries share.
    fn link(&self, facet: Facet, word: &str) -> Html;
    /// The link to the record of a year, by its place.
    fn record(&self, year: usize) -> Html;
    /// Adds the row of a rule that an entry counts towards.
    fn counted(&self, of: &Towards, rows: &mut String);
    /// Adds the row of an entry, by its number, on a list of the like of it, with so much of its time.
    fn brief(&self, entry: usize, minutes: Minutes, rows: &mut String);
    /// Adds the row of an entry on a list of all that is known of entries.
    fn listed(&self, entry: usize, rows: &mut String);
}

/// Name and version of the program.
const GENERATOR: &str = concat!("cpdfolio ", env!("CARGO_PKG_VERSION"));

/// The site as a whole; the same on every page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SiteView {
    /// What it is called.
    pub title: String,
    /// Language of the pages: `en-GB`.
    pub language: String,
    /// `en-GB` where the pages speak another language: for what policies and the program say in English.
    pub english: Option<&'static str>,
    /// `private`, `assessor` or `public`.
    pub audience: &'static str,
    /// Must search engines stay away?
    pub noindex: bool,
    /// The day everything is judged on, in words.
    pub as_of: String,
    /// The same as `2026-11-21`.
    pub as_of_iso: String,
    /// `As of 21 November 2026.`
    pub as_of_line: String,
    /// `Made with cpdfolio 0.1.0.`
    pub made_with: String,
    /// Whose record it is; none: a site of guidance.
    pub member: Option<MemberView>,
    /// Whose guidance it is, where an institution publishes its own.
    pub institution: Option<InstitutionView>,
    /// The bar at the top.
    pub nav: Vec<NavLink>,
    /// The guidance pages.
    pub guidance: Vec<NavLink>,
    /// Something was left out because of errors.
    pub incomplete: bool,
    /// How that is said to the owner, with figures.
    pub incomplete_note: Option<String>,
    /// The feed of news, from the root; only a public site has one.
    pub feed: Option<&'static str>,
    /// Where pages and files stand of which there is one.
    pub at: AddressesView,
}

/// Addresses from the root. Not every site has every page and file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AddressesView {
    /// The first page.
    pub home: &'static str,
    /// All activities.
    pub activities: &'static str,
    /// The same as a table.
    pub activities_table: &'static str,
    /// Search, and all the ways in without it.
    pub search: &'static str,
    /// The development plan.
    pub plan: &'static str,
    /// The doors to the guidance.
    pub guidance: &'static str,
    /// The directory as a table.
    pub directory_table: &'static str,
    /// The files that one can take away.
    pub data: &'static str,
    /// Faults and doubtful points, for the owner.
    pub problems: &'static str,
    /// The ends of periods and due dates, as a calendar.
    pub calendar: &'static str,
}

impl AddressesView {
    const ALL: Self = Self {
        home: address::HOME,
        activities: address::ACTIVITIES,
        activities_table: address::ACTIVITIES_TABLE,
        search: address::SEARCH,
        plan: address::PLAN,
        guidance: address::GUIDANCE,
        directory_table: address::DIRECTORY_TABLE,
        data: address::DATA,
        problems: address::PROBLEMS,
        calendar: address::CALENDAR,
    };
}

/// Whose record it is.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MemberView {
    /// Name.
    pub name: String,
    /// One line about the person.
    pub about: Option<String>,
    /// A mail or web address.
    pub contact: Option<LinkView>,
    /// Membership number.
    pub number: Option<String>,
    /// Grade of membership.
    pub grade: Option<String>,
    /// Registrations, in one text: `CEng, EUR ING`.
    pub registrations: Option<String>,
    /// Name, grade and registrations: `Sam Example, MIET, CEng`.
    pub line: String,
}

/// The page that is being made.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// Its heading.
    pub title: String,
    /// The title of its window: its own, and the site's.
    pub window_title: String,
    /// One sentence about it, for previews.
    pub description: Option<String>,
    /// The way up to the root: empty or `../../`.
    pub root: String,
    /// Its own address from the root.
    pub url: String,
    /// Its full address, where the site has a base address.
    pub canonical: Option<String>,
    /// The part of the site it belongs to.
    pub section: String,
}

/// What the parts that frame a page (`assets.html`, `banner.html`, `nav.html`, `crumbs.html`, `footer.html`) see of
/// it: what many pages share. Each is made once for all of them.
#[derive(Debug, Serialize)]
pub(crate) struct FramePage<'p> {
    /// The way up to the root: empty or `../../`.
    pub root: &'p str,
    /// Its own address from the root, where a menu has it; empty otherwise.
    pub url: &'p str,
    /// The part of the site it belongs to.
    pub section: &'p str,
    /// The way to it.
    pub crumbs: &'p [Crumb],
}

impl<'p> FramePage<'p> {
    /// From a page.
    pub(crate) fn new(page: &'p PageView, crumbs: &'p [Crumb], site: &crate::facts::Site<'_>) -> Self {
        let in_menu = site.nav.iter().chain(&site.guidance).any(|link| link.url == page.url);
        let url = if in_menu { page.url.as_str() } else { "" };
        Self { root: &page.root, url, section: &page.section, crumbs }
    }

    /// Stands for all of it.
    pub(crate) fn key(&self) -> String {
        let mut key = [self.root, self.url, self.section].join("\n");
        for crumb in self.crumbs {
            key.extend(["\n", &crumb.title, "\n", &crumb.url]);
        }
        key
    }
}

impl SiteView {
    /// Makes the view; menus are the site's business.
    pub(crate) fn new(seen: &Visible<'_>, wording: &Wording, nav: Vec<NavLink>, guidance: Vec<NavLink>) -> Self {
        Self {
            title: seen.title.to_owned(),
            language: seen.language.to_owned(),
            english: (!seen.language.starts_with("en")).then_some(crate::wording::ENGLISH),
            audience: seen.audience.word(),
            noindex: seen.audience != crate::model::Audience::Public,
            as_of: wording.day(seen.as_of),
            as_of_iso: seen.as_of.to_string(),
            as_of_line: wording.fill("site.as_of", &[("day", &wording.day(seen.as_of))]),
            made_with: wording.fill("site.made_with", &[("program", GENERATOR)]),
            member: seen.member.as_ref().map(|m| MemberView {
                name: m.name.to_owned(),
                about: m.about.map(str::to_owned),
                contact: m.contact.map(contact),
                number: m.number.map(str::to_owned),
                grade: m.grade.map(str::to_owned),
                registrations: (!m.registrations.is_empty()).then(|| m.registrations.join(", ")),
                line: [m.name]
                    .into_iter()
                    .chain(m.grade)
                    .chain(m.registrations.iter().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
            institution: None,
            nav,
            guidance,
            incomplete: seen.incomplete,
            incomplete_note: seen
                .owner
                .as_ref()
                .filter(|_| seen.incomplete)
                .map(|o| left_out(wording, o.left_out, o.left_out_minutes)),
            feed: (seen.audience == crate::model::Audience::Public).then_some(address::FEED),
            at: AddressesView::ALL,
        }
    }
}

/// An address as a link.
fn contact(address: &str) -> LinkView {
    let is_mail = !address.contains("://");
    let title = if is_mail {
        address
    } else {
        address.split_once("://").map_or(address, |(_, rest)| rest.trim_end_matches('/'))
    };
    LinkView {
        title: title.to_owned(),
        url: Some(if is_mail { format!("mailto:{address}") } else { address.to_owned() }),
    }
}

/// How it is said that entries were left out.
pub(crate) fn left_out(wording: &Wording, entries: usize, minutes: crate::model::Minutes) -> String {
    match (entries, minutes.0) {
        (0, _) => wording.text("site.incomplete_page").to_owned(),
        (_, 0) => wording.count("site.incomplete_unknown", entries),
        _ => wording.count_with("site.incomplete_hours", entries, &[("hours", &wording.hours(minutes))]),
    }
}
