//! What the first page of a site of guidance says of its policy: what is asked, in one figure, and what comes next.

use serde::Serialize;

use super::LinkView;
use crate::facts::site::DEFAULT_POLICY;
use crate::facts::{Site, address};
use crate::policy::data::named::Origin;
use crate::policy::data::rule::Severity;
use crate::policy::{Edition, Policy, kinds};
use crate::say;

/// So many rules are told; the policy's page has all.
const MOST: usize = 2;

/// What is asked, and what comes next.
#[derive(Debug, Serialize)]
pub(crate) struct GuidelineView {
    /// The first rules that bind and have a figure, in sentences.
    pub sentences: Vec<String>,
    /// The policy and its edition, with the page of the edition.
    pub policy: LinkView,
    /// Its edition.
    pub edition: String,
    /// `built-in`, `changed here` or `of this site`.
    pub origin: &'static str,
    /// An edition that is known and not yet in force.
    pub coming: Option<ComingView>,
}

/// An edition to come.
#[derive(Debug, Serialize)]
pub(crate) struct ComingView {
    /// Its first day, in words.
    pub day: String,
    /// Its label.
    pub edition: String,
    /// Its page, from the root: what it changes.
    pub url: String,
}

impl GuidelineView {
    /// Makes the view; none where the site speaks of no policy.
    pub(crate) fn new(site: &Site<'_>) -> Option<Self> {
        let policy = policy(site)?;
        let today = site.seen.as_of;
        let edition = policy.current(today)?;
        let has_figure = |rule: &&crate::policy::Rule| {
            rule.severity != Severity::Advice && kinds::figure(rule, edition, None).is_some()
        };
        let sentences: Vec<String> = edition
            .rules
            .iter()
            .filter(has_figure)
            .take(MOST)
            .map(|rule| say::policy::clause(site.wording, rule, edition))
            .collect();
        if sentences.is_empty() {
            return None;
        }
        let coming = policy.editions.iter().find(|e| e.from > today && e.label != edition.label);
        Some(Self {
            sentences,
            policy: LinkView { title: policy.title.clone(), url: page(site, policy, edition) },
            edition: edition.label.clone(),
            origin: policy.origin.word(),
            coming: coming.and_then(|next| {
                let url = page(site, policy, next)?;
                Some(ComingView { day: site.wording.day(next.from), edition: next.label.clone(), url })
            }),
        })
    }
}

/// The policy that the site is about: the first that it names; else its own; else that of the built-in pages.
fn policy<'s>(site: &'s Site<'_>) -> Option<&'s Policy> {
    let own = || site.policies.all().find(|policy| policy.origin != Origin::BuiltIn);
    let built_in = || site.policies.get(DEFAULT_POLICY).filter(|_| site.seen.pages.iter().any(|page| page.built_in));
    let named = site.policy_order.first().and_then(|id| site.policies.get(id.as_str()));
    named.or_else(own).or_else(built_in)
}

/// The page of an edition, from the root.
fn page(site: &Site<'_>, policy: &Policy, edition: &Edition) -> Option<String> {
    let page = address::edition(policy, edition);
    site.routes.has(&page).then_some(page)
}
