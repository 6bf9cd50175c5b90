//! The policies that a site tells of, and what each edition changed.

use super::{Site, address};
use crate::policy::tell::diff;
use crate::policy::{Edition, Policy};
use crate::say;
use crate::wording::Wording;

/// The policies that the site tells of.
pub(crate) fn shown<'s>(site: &'s Site<'_>) -> Vec<&'s Policy> {
    if site.policy_order.is_empty() {
        return site.policies.all().collect();
    }
    site.policy_order.iter().filter_map(|id| site.policies.get(id.as_str())).collect()
}

/// The editions of the policies that the site tells of.
pub(crate) fn all<'s>(site: &'s Site<'_>) -> impl Iterator<Item = (&'s Policy, &'s Edition)> {
    shown(site).into_iter().flat_map(|policy| policy.editions.iter().map(move |edition| (policy, edition)))
}

/// Those that have a page.
pub(crate) fn with_pages<'s>(site: &'s Site<'_>) -> impl Iterator<Item = (&'s Policy, &'s Edition)> {
    all(site).filter(|(policy, edition)| site.routes.has(&address::edition(policy, edition)))
}

/// What an edition changed, in sentences.
pub(crate) fn told(wording: &Wording, before: &Edition, edition: &Edition) -> Vec<String> {
    let changes = diff::editions(before, edition);
    changes.iter().map(|change| say::diff::change(wording, change, before, edition)).collect()
}
