//! One small pure function for each kind of rule: from what the rule looks at to what is there,
//! whether it is enough, and why.

use std::collections::BTreeSet;

use super::assessment::{Counted, Excluded, Why};
use super::follow::Artefact;
use super::pool::{self, Part, Taken, Through};
use crate::model::{Day, Days, Word};
use crate::policy::data::rule::{Edition, Fraction, Rule, Text, Trait};

/// What a kind of rule found.
#[derive(Debug, Clone, Default)]
pub struct Finding {
    /// What is there.
    pub achieved: i64,
    /// What is asked for, where only the record can tell.
    pub target: Option<i64>,
    /// Is it enough? None: cannot be told.
    pub enough: Option<bool>,
    /// The first day on which it was enough.
    pub met_on: Option<Day>,
    /// Part of what is there that was carried in.
    pub carried: i64,
    /// What counts.
    pub counted: Vec<Counted>,
    /// What caps left out.
    pub excluded: Vec<Excluded>,
    /// For each cap that held: place of its rule, what it let through, what there was.
    pub capped: Vec<(usize, i64, i64)>,
    /// For a cap: what there was.
    pub offered: i64,
    /// Which of several ways this is.
    pub way: Option<String>,
    /// The sum in words, where it is not a plain one.
    pub remark: Option<String>,
}

/// At least so much of what caps let through, with what was carried in.
pub fn at_least(through: &Through<'_>, edition: &Edition, target: i64, carried: i64) -> Finding {
    let mut found = Finding { achieved: carried, carried, ..Finding::default() };
    for (part, took) in through.each() {
        found.achieved += took.amount;
        count(&mut found, part, took, edition);
    }
    tally(&mut found, through);
    found.enough = Some(found.achieved >= target);
    if found.achieved >= target && carried < target {
        found.met_on = through.day_reached(target - carried);
    }
    found
}

/// No more than so much.
pub fn at_most(through: &Through<'_>, edition: &Edition, most: i64) -> Finding {
    let mut found = at_least(through, edition, i64::MAX, 0);
    found.enough = Some(found.achieved <= most);
    found
}

/// This part of another selection, at least; of nothing there is no part.
pub fn ratio(parts: &[Part<'_>], of: &[Part<'_>], least: Fraction) -> Finding {
    let mut found = shown(parts);
    let base: i64 = of.iter().map(|p| p.amount).sum();
    let exact = i128::from(base) * i128::from(least.top);
    let bottom = i128::from(least.bottom);
    found.target = i64::try_from((exact + bottom - 1) / bottom).ok();
    found.enough = Some(base > 0 && i128::from(found.achieved) * bottom >= exact);
    found
}

/// At least so many different values; the first entry with each counts as one.
pub fn diversity(parts: &[Part<'_>], of: &Trait, at_least: i64) -> Finding {
    let mut found = Finding::default();
    let mut seen = BTreeSet::new();
    for part in parts {
        for value in pool::values_of(part, of) {
            if seen.insert(value) {
                found.achieved += 1;
                add(&mut found.counted, part.record, 1);
                if found.achieved == at_least {
                    found.met_on = Some(part.of.days.last);
                }
            }
        }
    }
    found.enough = Some(found.achieved >= at_least);
    found
}

/// The longest run of days without an entry, up to today.
pub fn max_gap(parts: &[Part<'_>], days: Days, as_of: Day, most: i64) -> Finding {
    let end = days.last.min(as_of);
    let mut spans: Vec<Days> = parts.iter().map(|p| p.of.days).collect();
    spans.sort();
    let mut free_from = days.first;
    let mut longest = 0;
    for span in spans {
        longest = longest.max((span.first - free_from).num_days());
        free_from = free_from.max(span.last.succ_opt().unwrap_or(span.last));
    }
    longest = longest.max((end - free_from).num_days() + 1);
    let counted = shown(parts).counted;
    Finding { achieved: longest, enough: Some(longest <= most), counted, ..Finding::default() }
}

/// Words written about entries: on so many, or on all.
pub fn text(parts: &[Part<'_>], ask: Text, on: Option<i64>) -> Finding {
    let mut found = Finding::default();
    let mut entries = 0;
    let mut last = None;
    for part in parts {
        if last == Some(part.record) {
            continue;
        }
        last = Some(part.record);
        entries += 1;
        if i64::try_from(part.of.reflection_words).unwrap_or(i64::MAX) >= ask.words {
            found.achieved += 1;
            add(&mut found.counted, part.record, 1);
            if on == Some(found.achieved) {
                found.met_on = Some(part.of.days.last);
            }
        }
    }
    let target = on.unwrap_or(entries);
    found.target = Some(target);
    found.enough = Some(found.achieved >= target);
    if on.is_none() {
        found.remark = Some(match entries {
            0 => "no entry asks for a reflection".to_owned(),
            _ => format!("{} of {entries} entries have a reflection", found.achieved),
        });
    }
    found
}

/// Documents of a kind in some days; where nobody has said which there are, it cannot be told.
pub fn artefact(all: Option<&[Artefact]>, kind: &Word, days: Days, as_of: Day, at_least: i64) -> Finding {
    let Some(all) = all else {
        let remark = Some("cannot be told from the record: nothing says whether it is there".to_owned());
        return Finding { remark, ..Finding::default() };
    };
    let mut on: Vec<Day> =
        all.iter().filter(|a| a.kind == *kind && days.contains(a.day) && a.day <= as_of).map(|a| a.day).collect();
    on.sort_unstable();
    let achieved = i64::try_from(on.len()).unwrap_or(0);
    let nth = usize::try_from(at_least - 1).unwrap_or(0);
    Finding { achieved, enough: Some(achieved >= at_least), met_on: on.get(nth).copied(), ..Finding::default() }
}

/// Parts of a family's rules that each want an hour for themselves: for each part, what it gives to
/// each rule of `targets` (by place in it).
pub fn exclusively(parts: &[Part<'_>], reach: &[u64], targets: &[i64]) -> Vec<Vec<i64>> {
    let mut supply = std::collections::BTreeMap::new();
    for (part, set) in parts.iter().zip(reach) {
        *supply.entry(*set).or_insert(0) += part.amount;
    }
    let mut given = super::flow::exclusive(&supply, targets);
    let mut all = vec![];
    for (part, set) in parts.iter().zip(reach) {
        let mut left = part.amount;
        let mut row = vec![0; targets.len()];
        for (n, held) in given.entry(*set).or_default().iter_mut().enumerate() {
            let take = left.min(*held);
            (row[n], left, *held) = (take, left - take, *held - take);
        }
        all.push(row);
    }
    all
}

/// What is there, with no question asked: for a cap, which shows what it would limit.
pub fn shown(parts: &[Part<'_>]) -> Finding {
    let mut found = Finding::default();
    for part in parts {
        found.achieved += part.amount;
        add(&mut found.counted, part.record, part.amount);
    }
    found.offered = found.achieved;
    found
}

/// What one cap let through, given what all caps of a rule made of its parts.
pub fn let_through_by(rule: &Rule, through: &Through<'_>, edition: &Edition) -> Finding {
    let mut found = Finding::default();
    for (part, took) in through.each().filter(|(p, _)| rule.select.fits(p.of, p.category)) {
        found.achieved += took.amount;
        found.offered += part.amount;
        count(&mut found, part, took, edition);
    }
    found
}

fn count(found: &mut Finding, part: &Part<'_>, took: Taken, edition: &Edition) {
    if took.amount > 0 || part.amount == 0 {
        add(&mut found.counted, part.record, took.amount);
    }
    if took.amount < part.amount {
        let by = took.by.and_then(|n| edition.rules.get(n)).map(|r| r.id.clone());
        let amount = part.amount - took.amount;
        match found.excluded.last_mut() {
            Some(held) if held.record == part.record && held.by == by => held.amount += amount,
            _ => found.excluded.push(Excluded { record: part.record, amount, reason: Why::Capped, by }),
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

/// What each cap let through, and what there was.
fn tally(found: &mut Finding, through: &Through<'_>) {
    for limit in &through.limits {
        let mut sums = (0, 0);
        for (part, took) in through.each().filter(|(p, _)| limit.select.fits(p.of, p.category)) {
            sums = (sums.0 + took.amount, sums.1 + part.amount);
        }
        found.capped.push((limit.rule, sums.0, sums.1));
    }
}
