//! One edition of a policy, at an address that stays: it tells of this edition alone, so that a later
//! one changes nothing in it.

use serde::Serialize;

use super::changes::EditionView;
use super::{Html, LinkView};
use crate::facts::{Site, address, shortcode};
use crate::policy::{Confidence, Edition, Policy, Rule};
use crate::say;

/// What the page of an edition shows.
#[derive(Debug, Serialize)]
pub(crate) struct PolicyEditionView {
    /// The policy's title.
    pub policy: String,
    /// `built-in`, `changed here` or `of this site`.
    pub origin: &'static str,
    /// When it is in force, where it comes from, and what it changed.
    pub edition: EditionView,
    /// What a reader should know first.
    pub notes: Vec<String>,
    /// Its rules, and what else it puts in a table.
    pub tables: Vec<Html>,
    /// Period, carrying over and circumstances, in sentences.
    pub beside: Vec<Html>,
    /// How we read its source.
    pub remarks: Vec<RuleRemark>,
    /// Which rules have a figure that is not confirmed: one sentence.
    pub unsure: Option<String>,
    /// What its source does not say.
    pub silent: Vec<String>,
    /// The edition before it.
    pub before: Option<LinkView>,
    /// All editions: a place on the page of changes.
    pub all: String,
}

/// A remark on one rule.
#[derive(Debug, Serialize)]
pub(crate) struct RuleRemark {
    /// The rule's title.
    pub rule: String,
    /// Our reading.
    pub reading: String,
}

impl PolicyEditionView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>, policy: &Policy, edition: &Edition) -> Self {
        let place = policy.editions.iter().position(|e| e.label == edition.label);
        let before = place.and_then(|n| n.checked_sub(1)).map(|n| &policy.editions[n]);
        let w = site.wording;
        let remark = |rule: &Rule| Some(RuleRemark { rule: rule.title.clone(), reading: rule.reading.clone()? });
        let doubtful = |r: &&Rule| policy.confidence(edition, r) != Confidence::Confirmed;
        let doubtful: Vec<&str> = edition.rules.iter().filter(doubtful).map(|r| r.title.as_str()).collect();
        Self {
            policy: policy.title.clone(),
            origin: policy.origin.word(),
            notes: policy.note.iter().chain(&edition.note).cloned().collect(),
            tables: shortcode::tables_of(site.wording, policy, edition),
            beside: std::iter::once(say::policy::describe_period(w, edition))
                .chain(say::policy::beside(w, edition))
                .chain(edition.window.reading.clone())
                .map(|words| Html::coded(&words))
                .collect(),
            remarks: edition.rules.iter().filter_map(remark).collect(),
            unsure: say::verdict::unconfirmed(w, &doubtful, edition.rules.len()),
            silent: edition.silent.clone(),
            before: before.map(|b| LinkView {
                title: site.wording.fill("changes.edition", &[("edition", &b.label)]),
                url: Some(address::edition(policy, b)),
            }),
            all: address::changes_of(policy),
            edition: EditionView::new(site, policy, edition, before),
        }
    }
}
