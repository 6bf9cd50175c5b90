//! One small pure function for each kind of rule: from what the rule looks at to what is there,
//! whether it is enough, and why.

use super::assessment::{Counted, Excluded, Why};
use super::pool::{Limit, Part, Taken, let_through};
use super::rule::Edition;
use crate::model::Day;

/// What a kind of rule found.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// What is there.
    pub achieved: i64,
    /// Is it enough? None: cannot be told.
    pub enough: Option<bool>,
    /// The first day on which it was enough.
    pub met_on: Option<Day>,
    /// What counts.
    pub counted: Vec<Counted>,
    /// What caps left out.
    pub excluded: Vec<Excluded>,
    /// For each cap that held: place of its rule, what it let through, what there was.
    pub capped: Vec<(usize, i64, i64)>,
    /// What no cap touches.
    pub free: i64,
    /// Why it cannot be told, or another remark for the arithmetic.
    pub remark: Option<String>,
}

/// At least so much of what caps let through, with what was carried in.
pub fn at_least(parts: &[Part<'_>], limits: &[Limit<'_>], edition: &Edition, target: i64, carried: i64) -> Finding {
    let taken = let_through(parts, limits);
    let mut found = Finding { achieved: carried, ..Finding::default() };
    if carried >= target && target > 0 {
        found.met_on = None;
    }
    for (part, took) in parts.iter().zip(&taken) {
        found.achieved += took.amount;
        if found.met_on.is_none() && carried < target && found.achieved >= target {
            found.met_on = Some(part.of.days.last);
        }
        count(&mut found, part, *took, edition);
    }
    tally(&mut found, parts, &taken, limits);
    found.enough = Some(found.achieved >= target);
    found
}

/// No more than so much.
pub fn at_most(parts: &[Part<'_>], limits: &[Limit<'_>], edition: &Edition, most: i64) -> Finding {
    let mut found = at_least(parts, limits, edition, i64::MAX, 0);
    found.enough = Some(found.achieved <= most);
    found
}

fn count(found: &mut Finding, part: &Part<'_>, took: Taken, edition: &Edition) {
    if took.amount > 0 || part.amount == 0 {
        add(&mut found.counted, part.record, took.amount);
    }
    if took.amount < part.amount {
        let by = took.by.and_then(|n| edition.rules.get(n)).map(|r| r.id.clone());
        let amount = part.amount - took.amount;
        match found.excluded.iter_mut().rev().find(|e| e.record == part.record && e.by == by) {
            Some(held) => held.amount += amount,
            None => found.excluded.push(Excluded { record: part.record, amount, reason: Why::Capped, by }),
        }
    }
}

/// Adds to the last item where it is the same entry: the parts of an entry stand side by side.
fn add(list: &mut Vec<Counted>, record: usize, amount: i64) {
    match list.last_mut() {
        Some(last) if last.record == record => last.amount += amount,
        _ => list.push(Counted { record, amount }),
    }
}

/// What each cap let through, and what none touches.
fn tally(found: &mut Finding, parts: &[Part<'_>], taken: &[Taken], limits: &[Limit<'_>]) {
    for limit in limits {
        let mut sums = (0, 0);
        for (part, took) in parts.iter().zip(taken).filter(|(p, _)| limit.select.fits(p.of, p.category)) {
            sums = (sums.0 + took.amount, sums.1 + part.amount);
        }
        found.capped.push((limit.rule, sums.0, sums.1));
    }
    let free = parts.iter().filter(|p| !limits.iter().any(|l| l.select.fits(p.of, p.category)));
    found.free = free.map(|p| p.amount).sum();
}

/// What is there, with no question asked: for a cap, which shows what it would limit.
pub fn shown(parts: &[Part<'_>]) -> Finding {
    let mut found = Finding::default();
    for part in parts {
        found.achieved += part.amount;
        add(&mut found.counted, part.record, part.amount);
    }
    found
}

/// What one cap let through, given what all caps of a rule made of its parts.
pub fn let_through_by(rule: &super::rule::Rule, parts: &[Part<'_>], taken: &[Taken], edition: &Edition) -> Finding {
    let mut found = Finding::default();
    for (part, took) in parts.iter().zip(taken).filter(|(p, _)| rule.select.fits(p.of, p.category)) {
        found.achieved += took.amount;
        found.free += part.amount;
        count(&mut found, part, *took, edition);
    }
    found
}
