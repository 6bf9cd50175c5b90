//! [`Site`]: everything that the pages of a site have in common.

use std::sync::OnceLock;

use super::counted::{JudgedLabel, Towards};
use super::evidence::Fingerprints;
use super::facets::Facets;
use super::headings::Headings;
use super::link::NavLink;
use super::route::Routes;
use super::sections::Sections;
use super::years::Year;
use crate::html::path_url;
use crate::markdown::Rendered;
use crate::model::activity::NotCounted;
use crate::model::{Page, PolicyId, Visibility};
use crate::paths::SourcePath;
use crate::policy::Packs;
use crate::sight::{SeenEntry, Visible};
use crate::wording::Wording;

/// The policy whose figures are meant where a shortcode of a built-in page names none.
pub(crate) const DEFAULT_POLICY: &str = "iet";

/// What a site is made of, beside what is seen.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// Fingerprints of evidence, for the owner.
    pub fingerprints: &'a Fingerprints,
    /// The words of the interface.
    pub wording: &'a Wording,
    /// Who may see an entry that does not say.
    pub usual: Visibility,
}

/// Everything that the pages of a site have in common.
#[derive(Debug)]
pub struct Site<'a> {
    /// What the audience may see.
    pub seen: &'a Visible<'a>,
    /// All addresses.
    pub routes: Routes,
    /// The newest first.
    pub years: Vec<Year>,
    /// The words that entries share.
    pub facets: Facets,
    /// For each entry, what it counts towards.
    pub towards: Vec<Vec<Towards>>,
    /// For each judgement, how entries speak of it.
    pub labels: Vec<JudgedLabel>,
    /// The ids of the policies followed, in order.
    pub policy_order: Vec<PolicyId>,
    /// The policies that pages refer to.
    pub policies: &'a Packs,
    /// Fingerprints of evidence, for the owner.
    pub fingerprints: &'a Fingerprints,
    /// The words of the interface, in the site's language.
    pub wording: &'a Wording,
    /// Who may see an entry that does not say.
    pub usual: Visibility,
    /// The bar at the top.
    pub nav: Vec<NavLink>,
    /// The guidance pages, and the sections beside them.
    pub guidance: Vec<NavLink>,
    /// Folders of pages.
    pub sections: Sections,
    /// The texts of the pages, each made when it is first asked for: by its page or by the search.
    pub bodies: Vec<OnceLock<Rendered>>,
    /// The headings of entries, as far as links have asked for them.
    pub headings: Headings,
}

impl<'a> Site<'a> {
    /// The policy that a text means where it names none: of the built-in pages the IET's, of a site's own
    /// the first that it follows.
    pub fn meant(&self, source: &str) -> &str {
        let built_in = SourcePath::new(source).is_ok_and(|path| {
            let page = self.seen.pages.binary_search_by(|p| p.source.cmp(&path)).ok();
            page.is_some_and(|n| self.seen.pages[n].built_in)
                || self.seen.faq.iter().any(|a| a.built_in && a.source == path)
        });
        let first = self.policy_order.first().filter(|_| !built_in);
        first.map_or(DEFAULT_POLICY, PolicyId::as_str)
    }

    /// Is there a record, or only guidance?
    pub fn has_record(&self) -> bool {
        self.seen.member.is_some()
    }

    /// The full address of what stands at an address from the root, where the site says where it
    /// will stand.
    pub fn absolute(&self, url: &str) -> Option<String> {
        let base = self.seen.base_url?;
        let mut full = String::with_capacity(base.len() + url.len());
        for part in [base, url] {
            if part.bytes().all(|b| matches!(b, b'!'..=b'~')) {
                full.push_str(part);
                continue;
            }
            for c in part.chars() {
                match c {
                    '!'..='~' => full.push(c),
                    _ => full.push_str(&path_url(c.encode_utf8(&mut [0; 4]))),
                }
            }
        }
        Some(full)
    }

    /// Is there a plan, or for the owner a policy that asks for one?
    pub fn has_plan(&self) -> bool {
        let follows = self.seen.owner.as_ref().is_some_and(|o| !o.follows.is_empty());
        self.has_record() && (follows || !self.seen.plan.is_empty())
    }

    /// Does an entry count at all?
    pub fn counts(&self, entry: &SeenEntry<'_>) -> bool {
        self.why_not(entry).is_none()
    }

    /// Why an entry does not count: `draft`, `example` or `future`.
    pub fn why_not(&self, entry: &SeenEntry<'_>) -> Option<&'static str> {
        entry.not_counted(self.seen.as_of).map(NotCounted::word)
    }

    /// The entries of a year that count.
    pub fn counting(&self, year: &Year) -> impl Iterator<Item = &SeenEntry<'a>> {
        self.seen.entries[year.entries.clone()].iter().filter(|e| self.counts(e))
    }

    /// The year of the n-th entry.
    pub fn year_of(&self, n: usize) -> Option<&Year> {
        self.years.get(self.year_place(n)?)
    }

    /// The place of that year among [`Self::years`].
    pub fn year_place(&self, n: usize) -> Option<usize> {
        self.years.iter().position(|y| y.entries.contains(&n))
    }

    /// The page whose text stands on the first page.
    pub fn home_text(&self) -> Option<&Page> {
        self.seen.pages.iter().find(|p| super::address::is_home(p))
    }
}
