//! What changes from one edition to another, in sentences.

use super::amount::measured;
use super::policy::{adjusts_now, describe, describe_adjust, describe_carry, describe_route, window};
use crate::policy::tell::diff::Change;
use crate::policy::{Edition, Rule};
use crate::wording::Wording;

/// One change between two editions.
pub(crate) fn change(w: &Wording, of: &Change<'_>, old: &Edition, new: &Edition) -> String {
    let beside = |key: &'static str, what: &str| w.fill(key, &[("what", what)]);
    match of {
        Change::NewRule(rule) => told(w, "differs.new_rule", rule, new),
        Change::GoneRule(rule) => told(w, "differs.gone_rule", rule, old),
        Change::Moved { rule, before, now } => {
            let key = if now > before { "differs.rises" } else { "differs.falls" };
            let shown = |n: i64| figure(w, rule, new, n);
            w.fill(key, &[("rule", &rule.title), ("before", &shown(*before)), ("now", &shown(*now))])
        }
        Change::Asks { before, now } => {
            let (was, is) = (describe(w, before, old), describe(w, now, new));
            w.fill("differs.rule", &[("rule", &now.title), ("asks", &is), ("before", &was)])
        }
        Change::Severity { before, now } => {
            let word = |r: &Rule| w.word("severity", r.severity.word());
            let args = [("rule", now.title.as_str()), ("now", word(now)), ("before", word(before))];
            w.fill("differs.severity", &args)
        }
        Change::Period => {
            let (was, is) = (window(w, &old.window), window(w, &new.window));
            w.fill("differs.period", &[("now", &is), ("before", &was)])
        }
        Change::NewCarry(carry) => beside("differs.new", &describe_carry(w, *carry, new)),
        Change::GoneCarry(carry) => beside("differs.gone", &describe_carry(w, *carry, old)),
        Change::NewRoute(route) => beside("differs.new", &describe_route(w, route, new)),
        Change::GoneRoute(route) => beside("differs.gone", &describe_route(w, route, old)),
        Change::NewAdjust(adjust) => beside("differs.new", &describe_adjust(w, adjust, new)),
        Change::GoneAdjust(adjust) => beside("differs.gone", &describe_adjust(w, adjust, old)),
        Change::Adjusts { before, now } => {
            let only = adjusts_now(w, (before, old), (now, new));
            if !only.is_empty() {
                return only;
            }
            let (was, is) = (describe_adjust(w, before, old), describe_adjust(w, now, new));
            w.fill("differs.circumstance", &[("now", &is), ("before", &was)])
        }
    }
}

/// `New: Total (required): At least 30 hours.`
fn told(w: &Wording, key: &'static str, rule: &Rule, edition: &Edition) -> String {
    let severity = w.word("severity", rule.severity.word());
    w.fill(key, &[("rule", &rule.title), ("severity", severity), ("asks", &describe(w, rule, edition))])
}

/// A number of a rule, as its figure is said.
fn figure(w: &Wording, rule: &Rule, edition: &Edition, n: i64) -> String {
    match crate::policy::kinds::figure(rule, edition, Some(n)) {
        Some(figure) => super::amount::figure(w, figure, super::kind::unit_name(rule, edition)),
        None => measured(w, n, edition.measure_of(rule)),
    }
}
