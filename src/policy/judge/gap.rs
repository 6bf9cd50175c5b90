//! What a rule still wants of entries to come, in numbers: for whoever looks for hours that fill it.

use super::ground::{case, firsts_of, waiting_in};
use super::result::result;
use crate::model::{Day, Days, Period};
use crate::policy::amounts::case::{Case, Ground};
use crate::policy::amounts::changes::Change;
use crate::policy::amounts::follow::Follow;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::assessment::{RuleResult, Verdict};
use crate::policy::data::records::Records;
use crate::policy::data::rule::Rule;
use crate::policy::kinds;
use crate::policy::kinds::kind::At;

/// A rule that is not met on a day, or that forbids too much.
#[derive(Debug, Clone)]
pub struct Gap<'c> {
    /// The rule.
    pub rule: &'c Rule,
    /// How it stands.
    pub result: RuleResult,
    /// The days that it looks at.
    pub days: Days,
    /// What would do.
    pub wants: Wants<'c>,
}

/// The rules of a period that are not met on a day, and those that forbid too much, in the order of
/// the policy. Entries up to that day count.
pub fn gaps<'c>(follow: &'c Follow<'c>, period: &'c Period, records: &'c Records<'c>, on: Day) -> Vec<Gap<'c>> {
    let Some(edition) = follow.edition(period).filter(|e| !follow.lacks_start(e)) else { return vec![] };
    let firsts = firsts_of(follow.policy, records, on);
    let waiting = waiting_in(follow, period, records, on, &firsts);
    let case = case(Ground { follow, edition, period, records, as_of: on }, &firsts, waiting);
    let rules = edition.rules.iter().enumerate().filter(|(_, rule)| case.holds_for(rule));
    rules.filter_map(|(n, rule)| gap(&case, n, rule)).collect()
}

fn gap<'c>(case: &Case<'c>, n: usize, rule: &'c Rule) -> Option<Gap<'c>> {
    let Change::Stays(_) = case.changes.of[n] else { return None };
    let result = result(case, n, rule);
    let (kind, at) = (kinds::of(&rule.ask), At { case, place: n, rule });
    let wants = match result.verdict? {
        Verdict::Met => kind.keeps(at, result.achieved.n)?,
        Verdict::Exempt | Verdict::Silent => return None,
        Verdict::Open | Verdict::Short | Verdict::Over | Verdict::Unknown => {
            kind.wants(at, result.achieved.n, result.target.map_or(0, |t| t.n))
        }
    };
    Some(Gap { rule, days: result.days, result, wants })
}
