//! What a rule still wants of entries to come, in numbers: for whoever looks for hours that fill it.

use std::collections::{BTreeMap, BTreeSet};

use super::adjust::Change;
use super::pool;
use super::pool::{Firsts, Through, group_name};
use super::{Case, Verdict, firsts_of};
use crate::model::{Day, Days, Period};
use crate::policy::data::rule::{CapPer, MINUTES, Measure, Rule, RuleKind, Trait};
use crate::policy::{Follow, Record, Records, RuleResult, Select};

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

/// What would do.
#[derive(Debug, Clone)]
pub enum Wants<'c> {
    /// One of these filled.
    OneOf(Vec<Way<'c>>),
    /// No more than so much beside what there is: it is met, and can be lost.
    AtMost(Way<'c>),
    /// Nothing that hours alone can give: words, documents, fewer days between entries.
    Other,
}

/// Something that entries can fill.
#[derive(Debug, Clone)]
pub struct Way<'c> {
    /// Which entries.
    pub select: Select,
    /// How they are measured.
    pub measure: &'c Measure,
    /// How much more: an amount of the measure; for different values, how many.
    pub missing: i64,
    /// Where different values are wanted: of what, and those that are there.
    pub values: Option<(&'c Trait, BTreeSet<String>)>,
    /// Caps on it.
    pub rooms: Vec<Room<'c>>,
}

/// A cap, with what is used of it.
#[derive(Debug, Clone)]
pub struct Room<'c> {
    select: &'c Select,
    per: &'c CapPer,
    most: i64,
    used: BTreeMap<String, i64>,
}

impl Room<'_> {
    /// What is left in one of its groups.
    pub fn left(&self, group: &str) -> i64 {
        (self.most - self.used.get(group).copied().unwrap_or(0)).max(0)
    }
}

/// What one entry gives to a [`Way`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// Its amount, as far as caps of an entry and a day let it through.
    pub amount: i64,
    /// The caps that it is counted in (places in [`Way::rooms`]), each with its group.
    pub rooms: Vec<(usize, String)>,
    /// Values that are not there yet.
    pub values: Vec<String>,
}

impl Way<'_> {
    /// What an entry on a day of its own would give; nothing where it is not looked at.
    pub fn given(&self, record: &Record<'_>) -> Option<Given> {
        let mut parts = vec![];
        pool::parts_of(0, record, &self.select, self.measure, &Firsts::new(), &mut parts);
        let part = parts.first()?;
        let mut given = Given { amount: part.amount, ..Given::default() };
        for (n, room) in self.rooms.iter().enumerate().filter(|(_, r)| r.select.fits(record, part.category)) {
            match room.per {
                CapPer::Entry | CapPer::Day => given.amount = given.amount.min(room.most),
                per => given.rooms.push((n, group_name(part, per).to_owned())),
            }
        }
        if let Some((of, there)) = &self.values {
            let new = pool::values_of(part, of).into_iter().filter(|v| !there.contains(*v));
            given.values = new.map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect();
        }
        let gives = if self.values.is_some() { !given.values.is_empty() } else { given.amount > 0 };
        gives.then_some(given)
    }
}

/// The rules of a period that are not met on a day, and those that forbid too much, in the order of
/// the policy. Entries up to that day count.
pub fn gaps<'c>(follow: &'c Follow<'c>, period: &'c Period, records: &'c Records<'c>, on: Day) -> Vec<Gap<'c>> {
    let Some(edition) = follow.edition(period) else { return vec![] };
    let case = Case::new(follow, edition, period, records, on, firsts_of(follow.policy, records, on));
    let rules = edition.rules.iter().enumerate().filter(|(_, rule)| case.holds(&rule.only));
    rules.filter_map(|(n, rule)| case.gap(n, rule)).collect()
}

impl<'c> Case<'c> {
    fn gap(&self, n: usize, rule: &'c Rule) -> Option<Gap<'c>> {
        let Change::Stays(target) = self.changes.of[n] else { return None };
        let result = self.result(n, rule);
        let days = self.days(rule);
        let wants = match (&rule.kind, result.verdict) {
            (RuleKind::AtMost(most), Some(Verdict::Met)) => {
                let missing = target.unwrap_or(*most) - result.achieved;
                Wants::AtMost(self.way(rule, rule.select.clone(), missing, &self.through(n)))
            }
            (_, None | Some(Verdict::Met | Verdict::Exempt | Verdict::Silent)) => return None,
            (RuleKind::AtLeast(_) | RuleKind::Every(_), _) => {
                let missing = result.target.unwrap_or(0) - result.achieved;
                Wants::OneOf(vec![self.way(rule, rule.select.clone(), missing, &self.through(n))])
            }
            (RuleKind::Diversity { of, .. }, _) => {
                let parts = self.parts(n);
                let there = parts.iter().flat_map(|p| pool::values_of(p, of)).map(str::to_owned).collect();
                let missing = result.target.unwrap_or(0) - result.achieved;
                let (select, measure) = (rule.select.clone(), self.edition.measure_of(rule));
                Wants::OneOf(vec![Way { select, measure, missing, values: Some((of, there)), rooms: vec![] }])
            }
            (RuleKind::AnyOf(ways), _) => {
                let base = ways.first().map_or(1, |w| w.at_least).max(1);
                let way = |w: &crate::policy::data::rule::Alternative| {
                    let wanted = target.map_or(w.at_least, |t| pool::share(w.at_least, t, base));
                    let select = rule.select.and(&w.select);
                    let through = Through::new(self.selected(rule, &select, w.window), self.limits(n));
                    let there = through.sum();
                    self.way(rule, select, wanted - there, &through)
                };
                Wants::OneOf(ways.iter().map(way).collect())
            }
            _ => Wants::Other,
        };
        Some(Gap { rule, result, days, wants })
    }

    fn way(&self, rule: &Rule, select: Select, missing: i64, through: &Through<'c>) -> Way<'c> {
        let measure = self.edition.measures.get(&rule.measure).unwrap_or(&MINUTES);
        let rooms = through.limits.iter().map(|limit| {
            let mut used = BTreeMap::new();
            for (part, took) in through.each().filter(|(p, _)| limit.select.fits(p.of, p.category)) {
                *used.entry(group_name(part, limit.per).to_owned()).or_insert(0) += took.amount;
            }
            Room { select: limit.select, per: limit.per, most: limit.most, used }
        });
        Way { select, measure, missing, values: None, rooms: rooms.collect() }
    }
}
