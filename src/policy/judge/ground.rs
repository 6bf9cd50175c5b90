//! What judging a period begins with: first uses of courses, and what waits from earlier periods.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::{Day, Period, Word};
use crate::policy::amounts::carry::Lots;
use crate::policy::amounts::case::{Case, Ground, Waiting};
use crate::policy::amounts::follow::Follow;
use crate::policy::amounts::pool::{Firsts, firsts, share};
use crate::policy::data::edition::Edition;
use crate::policy::data::policy::{NeededRole, Policy};
use crate::policy::data::records::Records;
use crate::policy::data::rule::{ProRata, Rule};
use crate::policy::kinds;

/// The first uses of courses, for all editions of a policy.
pub(super) fn firsts_of(policy: &Policy, records: &Records<'_>, as_of: Day) -> Rc<Firsts> {
    let conversions = policy.editions.iter().flat_map(|e| e.measures.values()).flat_map(|m| &m.convert);
    Rc::new(firsts(&conversions.filter_map(|c| c.first_time_only.as_deref()).collect(), records, as_of))
}

/// Takes up a case with the targets of its rules.
pub(super) fn case<'c>(ground: Ground<'c>, firsts: &Rc<Firsts>, waiting: Waiting) -> Case<'c> {
    let mut targets = kinds::targets(ground.edition, &ground.follow.roles);
    for (rule, target) in
        ground.edition.rules.iter().zip(&mut targets).filter(|(rule, _)| rule.pro_rata != ProRata::Whole)
    {
        if let Some((left, whole)) = since_joining(&ground, rule) {
            *target = target.map(|target| share(target, left, whole));
        }
    }
    Case::new(ground, targets, Rc::clone(firsts), waiting)
}

/// Of the time that holds the day of joining, the days from that day on, and all days: of the period, or of
/// the part of it or the stretch of its own that a rule looks at.
fn since_joining(ground: &Ground<'_>, rule: &Rule) -> Option<(i64, i64)> {
    let period = ground.period.days;
    let days = if rule.window.length().is_some() { period } else { rule.window.days(period, ground.as_of) };
    let joined = ground.follow.joined.filter(|joined| days.contains(*joined))?;
    Some(((days.last - joined).num_days() + 1, days.count()))
}

/// The roles of which the member has to state one, and has stated none, where an edition asks for one of them.
pub fn lacks_role<'p>(follow: &Follow<'p>, edition: &Edition) -> Option<&'p NeededRole> {
    let policy: &'p Policy = follow.policy;
    let named = |role: &Word| {
        let by = |rule: &Rule| rule.only.roles.contains(role) || kinds::of(&rule.ask).roles().contains(&role);
        edition.rules.iter().any(by)
    };
    let lacks = |needed: &&NeededRole| !needed.of.iter().any(|role| follow.roles.contains(role));
    policy.needed.iter().filter(lacks).find(|needed| needed.of.iter().any(named))
}

/// What waits at the start of one period.
pub(super) fn waiting_in(
    follow: &Follow<'_>,
    period: &Period,
    records: &Records<'_>,
    as_of: Day,
    firsts: &Rc<Firsts>,
) -> Waiting {
    let known = waiting(follow, std::slice::from_ref(period), records, as_of, firsts);
    known.get(&period.days.first).cloned().unwrap_or_default()
}

/// What waits at the start of each period (by its first day), reckoned once from the first one on.
pub(super) fn waiting(
    follow: &Follow<'_>,
    periods: &[Period],
    records: &Records<'_>,
    as_of: Day,
    firsts: &Rc<Firsts>,
) -> BTreeMap<Day, Waiting> {
    let mut known = BTreeMap::new();
    let Some(last) = periods.iter().map(|p| p.days.first).max() else { return known };
    if follow.policy.editions.iter().all(|e| e.carry.is_none()) {
        return known;
    }
    let mut lots = Lots::default();
    for period in follow.periods(follow.joined.or(records.earliest()), last) {
        let waits = Waiting { amount: lots.sum(), from: lots.from() };
        known.insert(period.days.first, waits.clone());
        let Some(edition) = follow.edition(&period) else { continue };
        lots = match &edition.carry {
            None => Lots::default(),
            Some(_) if follow.lacks_start(edition) => Lots::default(),
            Some(carry) => {
                let ground = Ground { follow, edition, period: &period, records, as_of };
                lots.after(&case(ground, firsts, waits).standing(carry), carry)
            }
        };
    }
    known
}
