//! The policies that a site tells of, and what each edition changed.

use super::{Site, address};
use crate::policy::tell::diff;
use crate::policy::{Edition, Origin, Policy};

/// The policies that the site tells of.
pub fn shown<'s>(site: &'s Site<'_>) -> Vec<&'s Policy> {
    if site.policy_order.is_empty() {
        return site.policies.all().collect();
    }
    site.policy_order.iter().filter_map(|id| site.policies.get(id.as_str())).collect()
}

/// The editions of the policies that the site tells of.
pub fn all<'s>(site: &'s Site<'_>) -> impl Iterator<Item = (&'s Policy, &'s Edition)> {
    shown(site).into_iter().flat_map(|policy| policy.editions.iter().map(move |edition| (policy, edition)))
}

/// Those that have a page.
pub fn with_pages<'s>(site: &'s Site<'_>) -> impl Iterator<Item = (&'s Policy, &'s Edition)> {
    all(site).filter(|(policy, edition)| site.routes.has(&address::edition(policy, edition)))
}

/// What an edition changed, in sentences.
pub fn told(site: &Site<'_>, policy: &Policy, before: &Edition, edition: &Edition) -> Vec<String> {
    let changes = diff::editions(before, edition).into_iter().map(|c| c.words);
    changes.filter(|words| may_be_told(site, policy, words)).collect()
}

/// The circumstances that a member's own file of rules names may be the member's own: others are not told
/// what they are called.
pub fn may_be_told(site: &Site<'_>, policy: &Policy, words: &str) -> bool {
    let own = site.has_record() && site.seen.owner.is_none() && policy.origin != Origin::BuiltIn;
    !own || !policy.reasons().iter().any(|reason| words.contains(&reason.title))
}
