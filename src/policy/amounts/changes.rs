//! What circumstances make of an edition's targets in one period.

use super::follow::Follow;
use super::pool;
use crate::model::{Day, Days, Period};
use crate::policy::data::adjust::{Adjust, Effect, Fate, When};
use crate::policy::data::assessment::{Lacks, Pending, Reason};
use crate::policy::data::edition::Edition;
use crate::policy::data::member::Circumstance;
use crate::policy::data::rule::{ProRata, Rule};

/// What becomes of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It stays, with this target or limit where it has one.
    Stays(Option<i64>),
    /// It is lifted.
    Lifted,
    /// The policy does not say what becomes of it.
    Unsaid,
}

/// The changes to all rules, parallel to the edition's.
#[derive(Debug, Clone)]
pub struct Changes<'p> {
    /// For each rule.
    pub of: Vec<Change>,
    /// The targets and limits before any circumstance, for each rule.
    pub base: Vec<Option<i64>>,
    /// Which adjustment, and the circumstance that brought it, where one did.
    pub by: Option<(&'p Adjust, Circumstance)>,
    /// For the owner: circumstances without effect, and why.
    pub pending: Vec<Pending>,
}

/// Applies the circumstances that touch a period. Of several, the one with the lowest target holds,
/// alone; then the one that stands first in the policy.
/// `base` are the targets and limits before any circumstance, for each rule.
pub fn changes<'p>(
    follow: &Follow<'p>,
    edition: &'p Edition,
    period: &Period,
    as_of: Day,
    base: Vec<Option<i64>>,
) -> Changes<'p> {
    let mut pending = not_spoken_of(follow, edition, period);
    let mut best: Option<(i64, Vec<Change>, &Adjust, Circumstance)> = None;
    for adjust in &edition.adjust {
        for circumstance in holding(follow, edition, adjust, period, &mut pending) {
            let all = apply(adjust, &circumstance, follow, edition, &base, (period.days, as_of));
            let lead = lead_target(edition, &all);
            if best.as_ref().is_none_or(|(lowest, ..)| lead < *lowest) {
                best = Some((lead, all, adjust, circumstance));
            }
        }
    }
    match best {
        None => Changes { of: base.iter().copied().map(Change::Stays).collect(), base, by: None, pending },
        Some((_, of, adjust, circumstance)) => Changes { base, of, by: Some((adjust, circumstance)), pending },
    }
}

/// The target that an adjustment is compared by: that of the rule which says how much in all.
fn lead_target(edition: &Edition, changes: &[Change]) -> i64 {
    let of = |n: usize| match changes.get(n) {
        Some(Change::Stays(Some(target))) => *target,
        Some(Change::Lifted) => -1,
        _ => i64::MAX,
    };
    match edition.lead {
        Some(n) => of(n),
        None => (0..changes.len()).map(of).min().unwrap_or(i64::MAX),
    }
}

/// The circumstances that touch a period and of which its edition does not speak.
fn not_spoken_of(follow: &Follow<'_>, edition: &Edition, period: &Period) -> Vec<Pending> {
    let known = |c: &Circumstance| edition.adjust.iter().flat_map(|a| &a.reasons).any(|r| r.id.as_str() == c.reason);
    let own = follow.circumstances.iter().filter(|c| c.policy == follow.policy.id && c.days.touches(period.days));
    let all = follow.policy.reasons();
    let title = |c: &Circumstance| {
        all.iter().find(|r| r.id.as_str() == c.reason).map_or_else(|| c.reason.clone(), |r| r.title.clone())
    };
    own.filter(|c| !known(c)).map(|c| Pending { title: title(c), lacks: Lacks::Rule }).collect()
}

/// Has a circumstance an effect of its own where it covers a part of a period?
fn has_part(edition: &Edition, of: &Circumstance) -> bool {
    let parts = edition.adjust.iter().filter(|a| a.when == When::Part);
    parts.flat_map(|a| &a.reasons).any(|r| r.id.as_str() == of.reason)
}

/// The circumstances of an adjustment that hold in a period.
fn holding(
    follow: &Follow<'_>,
    edition: &Edition,
    adjust: &Adjust,
    period: &Period,
    pending: &mut Vec<Pending>,
) -> Vec<Circumstance> {
    let mut found = vec![];
    for one in follow.circumstances.iter().filter(|c| c.policy == follow.policy.id && c.days.touches(period.days)) {
        let Some(reason) = adjust.reasons.iter().find(|r| r.id.as_str() == one.reason) else { continue };
        let touched = touched_days(&[one.days], period.days);
        let enough = match adjust.when {
            When::AnyDay => true,
            When::Days(least) => touched >= least,
            When::WholePeriod => touched == period.days.count(),
            When::Part => touched < period.days.count(),
        };
        if !enough {
            if adjust.when == When::Part || has_part(edition, one) {
                continue;
            }
            pending.push(Pending { title: reason.title.clone(), lacks: Lacks::Days });
            continue;
        }
        let missing = missing(adjust, one);
        if !missing.is_empty() {
            pending.push(Pending { title: reason.title.clone(), lacks: Lacks::Keys(missing) });
            continue;
        }
        found.push((*one).clone());
    }
    found
}

/// The keys that a circumstance must have and does not: without them, it changes nothing.
pub fn missing(adjust: &Adjust, one: &Circumstance) -> Vec<&'static str> {
    let lacks = [
        (adjust.needs.target && one.target.is_none(), "target"),
        (adjust.needs.agreed_on && one.agreed_on.is_none(), "agreed_on"),
        (adjust.needs.reference && one.reference.is_none(), "ref"),
    ];
    lacks.iter().filter(|(lacking, _)| *lacking).map(|(_, name)| *name).collect()
}

/// How many days of a period some stretches of days touch, each day once.
pub fn touched_days(stretches: &[Days], period: Days) -> i64 {
    let mut all: Vec<Days> = stretches
        .iter()
        .filter(|s| s.touches(period))
        .map(|s| Days { first: s.first.max(period.first), last: s.last.min(period.last) })
        .collect();
    all.sort();
    let mut sum = 0;
    let mut reached = None;
    for days in all {
        let first = reached.map_or(days.first, |r: chrono::NaiveDate| days.first.max(r.succ_opt().unwrap_or(r)));
        if first <= days.last {
            sum += (days.last - first).num_days() + 1;
            reached = Some(days.last);
        }
    }
    sum
}

fn apply(
    adjust: &Adjust,
    by: &Circumstance,
    follow: &Follow<'_>,
    edition: &Edition,
    base: &[Option<i64>],
    (period, as_of): (Days, Day),
) -> Vec<Change> {
    // All circumstances of this adjustment together, so that the order they stand in is nothing.
    let stretches: Vec<Days> = follow
        .circumstances
        .iter()
        .filter(|c| c.policy == follow.policy.id && adjust.reasons.iter().any(|r| r.id.as_str() == c.reason))
        .filter(|c| missing(adjust, c).is_empty())
        .map(|c| c.days)
        .collect();
    let scaled = |rule: &Rule, target: i64| match adjust.effect {
        // By the days of the time that the target stands for.
        Effect::Scale => {
            let days = rule.window.days(period, as_of);
            // who joined in it is asked for the days since then only: those before are taken off already
            let shared = rule.pro_rata != ProRata::Whole && rule.window.length().is_none();
            let joined = follow.joined.filter(|day| shared && days.contains(*day));
            let days = Days { first: joined.unwrap_or(days.first), ..days };
            if days.last < days.first {
                target
            } else {
                pool::share(target, days.count() - touched_days(&stretches, days), days.count())
            }
        }
        Effect::Set | Effect::Exempt => {
            let (new, old) = leading(adjust, by, edition, base);
            pool::share(target, new, old)
        }
    };
    let become_of = |(rule, (fate, own)): (&Rule, (&Fate, &Option<i64>))| match fate {
        Fate::Set(amount) => Change::Stays(Some(*amount)),
        Fate::Agreed => Change::Stays(by.target.map(|m| m.0).or(*own)),
        Fate::Scale => Change::Stays(own.map(|own| scaled(rule, own))),
        Fate::Keep => Change::Stays(*own),
        Fate::Drop => Change::Lifted,
        Fate::Unstated => Change::Unsaid,
    };
    edition.rules.iter().zip(adjust.fates.iter().zip(base)).map(become_of).collect()
}

/// The target of the rule that says how much in all: the new one, and the old.
fn leading(adjust: &Adjust, by: &Circumstance, edition: &Edition, base: &[Option<i64>]) -> (i64, i64) {
    let lead = edition.lead.unwrap_or(0);
    let old = base.get(lead).copied().flatten().unwrap_or(1);
    let new = match adjust.fates.get(lead) {
        Some(Fate::Set(amount)) => *amount,
        Some(Fate::Agreed) => by.target.map_or(old, |m| m.0),
        _ => old,
    };
    (new, old.max(1))
}

/// The circumstance that holds, as the owner is told of it.
pub fn reason(adjust: &Adjust, by: &Circumstance) -> Reason {
    let title = adjust.reasons.iter().find(|r| r.id.as_str() == by.reason).map_or(&by.reason, |r| &r.title);
    Reason {
        title: title.clone(),
        days: by.days,
        agreed: by.agreed_on.zip(by.reference.clone()),
        tell_kind: by.tell_kind,
    }
}
