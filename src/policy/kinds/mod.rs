//! The kinds of rules, one file each: how it is read, its unit and figure, how it is judged and what
//! would close it. The three matches here are all that ties a kind to its file.

pub mod any_of;
pub mod artefact;
pub mod at_least;
pub mod at_most;
pub mod cap;
pub mod diversity;
pub mod every;
pub mod finding;
pub mod kind;
pub mod max_gap;
pub mod ratio;
pub mod text;

use crate::model::Word;
use crate::policy::data::edition::Edition;
use crate::policy::data::kind::{Ask, Figure, RuleKind};
use crate::policy::data::measure::Unit;
use crate::policy::data::rule::Rule;
use kind::{Kind, Reader};

/// The kind behind what a rule asks.
pub fn of(ask: &Ask) -> &dyn Kind {
    match ask {
        Ask::AtLeast(of) => of,
        Ask::AtMost(of) => of,
        Ask::Cap(of) => of,
        Ask::Ratio(of) => of,
        Ask::AnyOf(of) => of,
        Ask::Diversity(of) => of,
        Ask::Every(of) => of,
        Ask::MaxGap(of) => of,
        Ask::Text(of) => of,
        Ask::Artefact(of) => of,
    }
}

fn of_mut(ask: &mut Ask) -> &mut dyn Kind {
    match ask {
        Ask::AtLeast(of) => of,
        Ask::AtMost(of) => of,
        Ask::Cap(of) => of,
        Ask::Ratio(of) => of,
        Ask::AnyOf(of) => of,
        Ask::Diversity(of) => of,
        Ask::Every(of) => of,
        Ask::MaxGap(of) => of,
        Ask::Text(of) => of,
        Ask::Artefact(of) => of,
    }
}

/// How a kind is read, and its row of the reference: how it is written, and what it asks.
pub(crate) fn written(kind: RuleKind) -> (Reader, [&'static str; 2]) {
    match kind {
        RuleKind::AtLeast => (at_least::read, at_least::REFERENCE),
        RuleKind::AtMost => (at_most::read, at_most::REFERENCE),
        RuleKind::Cap => (cap::read, cap::REFERENCE),
        RuleKind::Ratio => (ratio::read, ratio::REFERENCE),
        RuleKind::AnyOf => (any_of::read, any_of::REFERENCE),
        RuleKind::Diversity => (diversity::read, diversity::REFERENCE),
        RuleKind::Every => (every::read, every::REFERENCE),
        RuleKind::MaxGap => (max_gap::read, max_gap::REFERENCE),
        RuleKind::Text => (text::read, text::REFERENCE),
        RuleKind::Artefact => (artefact::read, artefact::REFERENCE),
    }
}

/// The targets and limits of an edition's rules for somebody with some roles, before any circumstance.
pub fn targets(edition: &Edition, roles: &[Word]) -> Vec<Option<i64>> {
    edition.rules.iter().map(|rule| of(&rule.ask).target(roles)).collect()
}

/// The figure of a rule for clauses, tables and the reference; `now`: its target or limit as it holds.
pub fn figure(rule: &Rule, edition: &Edition, now: Option<i64>) -> Option<Figure> {
    of(&rule.ask).figure(now, edition.measure_of(rule).unit)
}

/// What a rule's results count in.
pub fn unit(rule: &Rule, edition: &Edition) -> Unit {
    of(&rule.ask).unit(edition.measure_of(rule).unit)
}

/// The numbers of two rules of one kind that differ in nothing that they ask but this number.
pub fn moved(before: &Ask, after: &Ask) -> Option<(i64, i64)> {
    let (mut was, mut is) = (before.clone(), after.clone());
    let (a, b) = (*of_mut(&mut was).number_mut()?, *of_mut(&mut is).number_mut()?);
    *of_mut(&mut was).number_mut()? = b;
    (a != b && was == is).then_some((a, b))
}
