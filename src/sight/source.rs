//! What a record is, before anybody but its owner sees it.

use crate::config::Config;
use crate::content::Loaded;
use crate::content::choices::Choices;
use crate::content::tree::SourceTree;
use crate::diag::Diagnostic;
use crate::model::{Audience, Day, PlanItem, PlanState, Portfolio, Sight};
use crate::policy::{Follow, Packs};

/// What a redaction works on.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The settings.
    pub config: &'a Config,
    /// What was read.
    pub loaded: &'a Loaded,
    /// The files that it was read from.
    pub tree: &'a SourceTree,
    /// The words of the policies.
    pub words: &'a Choices,
    /// All policies that are known here.
    pub policies: &'a Packs,
    /// The policies followed, in order.
    pub follows: &'a [Follow<'a>],
    /// Faults and doubtful points.
    pub problems: &'a [Diagnostic],
    /// The day that everything is judged on.
    pub as_of: Day,
    /// A year that is asked for.
    pub asked: Option<i32>,
}

/// The plan items that an audience sees.
pub(super) fn plan_seen(portfolio: &Portfolio, audience: Audience) -> Vec<&PlanItem> {
    let all = || portfolio.plan.values().filter(|p| audience.sees(p.visibility) == Sight::Entry);
    match audience {
        Audience::Public => vec![],
        // what others proposed is the owner's until it is taken up
        Audience::Assessor => all().filter(|p| p.state != PlanState::Proposed).collect(),
        Audience::Private => all().collect(),
    }
}
