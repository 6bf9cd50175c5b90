//! The judgement of one period by one policy: pure, in whole numbers, the same for any order of
//! entries.
//!
//! Steps, always in this order: the edition; roles and circumstances; what is left out; for each
//! rule its window, its selection, conversion and rounding, caps of an entry and a day, caps of
//! groups, what is carried in, and last the question that the rule asks.

pub mod gap;
mod ground;
mod result;

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::model::{Day, Minutes, Period};
use crate::policy::amounts::case::{Case, Ground, Waiting};
use crate::policy::amounts::follow::Follow;
use crate::policy::amounts::pool::Firsts;
use crate::policy::data::assessment::{Assessment, Excluded, RuleResult, Unstated, Verdict};
use crate::policy::data::edition::Edition;
use crate::policy::data::policy::{NeededRole, Policy};
use crate::policy::data::records::{Records, Why};
use crate::policy::data::rule::{Rule, Severity};
use crate::policy::kinds;
pub use ground::lacks_role;
use ground::{case, firsts_of, waiting, waiting_in};

/// Judges one period.
pub fn assess(follow: &Follow<'_>, period: &Period, records: &Records<'_>, as_of: Day) -> Assessment {
    let firsts = firsts_of(follow.policy, records, as_of);
    judged(follow, period, records, as_of, &firsts, waiting_in(follow, period, records, as_of, &firsts))
}

/// Judges several periods: the same as [`assess`] for each, with what they have in common reckoned
/// once.
pub fn assess_all(follow: &Follow<'_>, periods: &[Period], records: &Records<'_>, as_of: Day) -> Vec<Assessment> {
    let firsts = firsts_of(follow.policy, records, as_of);
    let mut waiting = waiting(follow, periods, records, as_of, &firsts);
    let of = |period: &Period| {
        let waits = waiting.remove(&period.days.first).unwrap_or_default();
        judged(follow, period, records, as_of, &firsts, waits)
    };
    periods.iter().map(of).collect()
}

fn judged(
    follow: &Follow<'_>,
    period: &Period,
    records: &Records<'_>,
    as_of: Day,
    firsts: &Rc<Firsts>,
    waiting: Waiting,
) -> Assessment {
    let mut result = empty(follow.policy, period, as_of);
    let edition = follow.edition(period);
    // Where no edition is in force, the nearest tells what periods there would be.
    if edition.or(follow.policy.editions.first()).is_some_and(|e| follow.lacks_start(e)) {
        untold(&mut result, follow, edition, firsts);
        return result;
    }
    outside(&mut result, records, as_of);
    let Some(edition) = edition else { return result };
    let case = case(Ground { follow, edition, period, records, as_of }, firsts, waiting);
    result.edition.clone_from(&edition.label);
    result.silent.clone_from(&edition.silent);
    result.pending.clone_from(&case.changes.pending);
    result.adjustment = result::adjustment(&case);
    result.rules = result::results(&case);
    result.counted = result::counted(&case, &result.rules, result.earned);
    let needed = lacks_role(follow, edition);
    if let Some(needed) = needed {
        result::unsure(&case, &mut result.rules, &needed.of);
    }
    result.verdict = overall(&result.rules);
    if asks_nothing(&case, &result.rules) {
        result.verdict = Verdict::Exempt;
    }
    if let (Some(NeededRole { title, of }), Verdict::Met | Verdict::Open | Verdict::Unknown) = (needed, result.verdict)
    {
        result.verdict = Verdict::Unknown;
        result.unstated = Some(Unstated::Role { title: title.clone(), of: of.clone() });
    }
    result
}

fn empty(policy: &Policy, period: &Period, as_of: Day) -> Assessment {
    Assessment {
        policy: policy.id.clone(),
        title: policy.title.clone(),
        edition: String::new(),
        origin: policy.origin,
        hash: policy.hash.clone(),
        affiliation: policy.affiliation.clone(),
        period: period.clone(),
        as_of,
        running: as_of <= period.days.last,
        verdict: Verdict::Silent,
        unstated: None,
        earned: Minutes(0),
        counted: Minutes(0),
        adjustment: None,
        rules: vec![],
        excluded: vec![],
        pending: vec![],
        silent: vec![],
    }
}

/// Says of every rule that it cannot be told: nobody knows which entries, documents and circumstances
/// lie in the period.
fn untold(result: &mut Assessment, follow: &Follow<'_>, edition: Option<&Edition>, firsts: &Rc<Firsts>) {
    result.unstated = Some(Unstated::CycleStart);
    result.verdict = Verdict::Unknown;
    let Some(edition) = edition else { return };
    let bare = Follow { circumstances: vec![], artefacts: None, received: vec![], ..follow.clone() };
    let (period, records) = (result.period.clone(), Records::new(vec![]));
    let ground = Ground { follow: &bare, edition, period: &period, records: &records, as_of: result.as_of };
    result.rules = result::untold(&case(ground, firsts, Waiting::default()));
    result.edition.clone_from(&edition.label);
    result.silent.clone_from(&edition.silent);
}

/// Sums the minutes of the period, and names the entries that are left out.
fn outside(result: &mut Assessment, records: &Records<'_>, as_of: Day) {
    let days = result.period.days;
    let left_out = |record, minutes: Minutes, reason| Excluded { record, amount: Some(minutes.0), reason, by: None };
    for (index, record) in records.ending_in(days) {
        match record.left_out(as_of) {
            None => result.earned += record.minutes,
            Some(reason) => result.excluded.push(left_out(*index, record.minutes, reason)),
        }
    }
    for (index, record) in records.ending_after(days) {
        let reason = record.left_out(as_of).filter(|why| *why != Why::Future).unwrap_or(Why::OutOfPeriod);
        result.excluded.push(left_out(*index, record.minutes, reason));
    }
}

/// Is everything that the edition asks of others not asked in the period of joining?
fn asks_nothing(case: &Case<'_>, rules: &[RuleResult]) -> bool {
    let later = |r: &Rule| r.only.not_first && r.severity != Severity::Advice && kinds::of(&r.ask).is_judged();
    case.follow.is_first(case.period)
        && !rules.iter().any(|r| r.binds() && r.verdict.is_some())
        && case.edition.rules.iter().any(later)
}

/// `short` before `over` before `unknown` before `open`; else `met`. Where no must or should rule says
/// anything, the policy is `exempt` or `silent` as they are. A rule that is due only after the period
/// is passed over, unless nothing else is asked.
fn overall(rules: &[RuleResult]) -> Verdict {
    let binding = || rules.iter().filter(|r| r.binds());
    let due: BTreeSet<Verdict> = binding().filter(|r| r.due.is_none()).filter_map(|r| r.verdict).collect();
    let all = if due.is_empty() { binding().filter_map(|r| r.verdict).collect() } else { due };
    let order = [Verdict::Short, Verdict::Over, Verdict::Unknown, Verdict::Open, Verdict::Met, Verdict::Exempt];
    order.into_iter().find(|verdict| all.contains(verdict)).unwrap_or(Verdict::Silent)
}
