//! The judgement of one period by one policy: pure, in whole numbers, the same for any order of
//! entries.
//!
//! Steps, always in this order: the edition; roles and circumstances; what is left out; for each
//! rule its window, its selection, conversion and rounding, caps of an entry and a day, caps of
//! groups, what is carried in, and last the question that the rule asks.

use std::collections::BTreeSet;

use super::adjust::{Change, Changes, changes, reason_in_words};
use super::assessment::{Adjustment, Assessment, Excluded, RuleResult, Verdict, Why};
use super::follow::Follow;
use super::kinds::{self, Finding};
use super::pool::{Firsts, Limit, Part, firsts, parts_of, pool};
use super::records::Records;
use super::rule::{Confidence, Edition, Effect, MINUTES, Measure, Only, Policy, Rule, RuleKind, Unit};
use super::words;
use crate::model::{Day, Days, Minutes, Period};

/// Judges one period.
pub fn assess(follow: &Follow<'_>, period: &Period, records: &Records<'_>, as_of: Day) -> Assessment {
    let mut result = empty(follow.policy, period, as_of);
    outside(&mut result, records, as_of);
    let Some(edition) = follow.edition(period) else {
        result.silent.push(format!(
            "no edition of this policy was in force on {}",
            crate::model::time::in_words(period.days.first)
        ));
        return result;
    };
    let case = Case::new(follow, edition, period, records, as_of);
    result.edition.clone_from(&edition.label);
    result.silent.clone_from(&edition.silent);
    result.pending.clone_from(&case.changes.pending);
    result.adjustment = case.adjustment();
    result.rules = case.results();
    result.counted = case.counted(&result.rules, result.earned);
    result.verdict = overall(&result.rules);
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
        running: as_of <= period.days.last,
        verdict: Verdict::Silent,
        earned: Minutes(0),
        counted: Minutes(0),
        adjustment: None,
        rules: vec![],
        excluded: vec![],
        pending: vec![],
        silent: vec![],
    }
}

/// Sums the minutes of the period, and names the entries that are left out.
fn outside(result: &mut Assessment, records: &Records<'_>, as_of: Day) {
    let days = result.period.days;
    for (index, record) in records.ending_in(days) {
        match record.left_out(as_of) {
            None => result.earned += record.minutes,
            Some(reason) => {
                result.excluded.push(Excluded { record: *index, amount: record.minutes.0, reason, by: None });
            }
        }
    }
    for (index, record) in records.ending_after(days) {
        let reason = record.left_out(as_of).filter(|why| *why != Why::Future).unwrap_or(Why::OutOfPeriod);
        result.excluded.push(Excluded { record: *index, amount: record.minutes.0, reason, by: None });
    }
}

/// `short` before `unknown` before `open`; else `met`. Where no must or should rule says anything,
/// the policy is `exempt` or `silent` as they are.
fn overall(rules: &[RuleResult]) -> Verdict {
    let all: BTreeSet<Verdict> = rules.iter().filter(|r| r.binds()).filter_map(|r| r.verdict).collect();
    for verdict in [Verdict::Short, Verdict::Unknown, Verdict::Open, Verdict::Met, Verdict::Exempt] {
        if all.contains(&verdict) {
            return verdict;
        }
    }
    Verdict::Silent
}

/// Everything that judging one period needs.
pub(super) struct Case<'c> {
    follow: &'c Follow<'c>,
    edition: &'c Edition,
    period: &'c Period,
    records: &'c Records<'c>,
    as_of: Day,
    changes: Changes<'c>,
    firsts: Firsts,
}

impl<'c> Case<'c> {
    fn new(
        follow: &'c Follow<'c>,
        edition: &'c Edition,
        period: &'c Period,
        records: &'c Records<'c>,
        as_of: Day,
    ) -> Self {
        let keys: BTreeSet<&str> =
            edition.measures.values().flat_map(|m| &m.convert).filter_map(|c| c.first_time_only.as_deref()).collect();
        let firsts = firsts(&keys, records, as_of);
        Self { follow, edition, period, records, as_of, changes: changes(follow, edition, period), firsts }
    }

    /// Does a rule hold for this member in this period?
    fn holds(&self, only: &Only) -> bool {
        let has = |roles: &[crate::model::Word]| roles.iter().any(|r| self.follow.roles.contains(r));
        (only.roles.is_empty() || has(&only.roles))
            && !has(&only.except)
            && !(only.not_first && self.follow.is_first(self.period))
    }

    fn results(&self) -> Vec<RuleResult> {
        let rules = self.edition.rules.iter().enumerate();
        rules.filter(|(_, rule)| self.holds(&rule.only)).map(|(n, rule)| self.result(n, rule)).collect()
    }

    fn days(&self, rule: &Rule) -> Days {
        rule.window.days(self.period.days, self.as_of)
    }

    /// The parts of entries that a rule looks at.
    fn parts(&self, rule: &'c Rule) -> Vec<Part<'c>> {
        let measure = self.edition.measure_of(rule);
        pool(self.records, self.days(rule), &rule.select, measure, &self.firsts, self.as_of)
    }

    /// The caps that hold for a rule.
    fn limits(&self, n: usize) -> Vec<Limit<'c>> {
        let rules = self.edition.rules.iter().enumerate();
        rules
            .filter_map(|(place, rule)| match (&rule.kind, self.changes.of[place]) {
                (RuleKind::Cap(cap), Change::Stays(Some(most)))
                    if cap.towards.contains(&n) && self.holds(&rule.only) =>
                {
                    Some(Limit { rule: place, select: &rule.select, most, per: &cap.per })
                }
                _ => None,
            })
            .collect()
    }

    fn result(&self, n: usize, rule: &'c Rule) -> RuleResult {
        let change = self.changes.of[n];
        let target = match change {
            Change::Stays(target) => target,
            Change::Lifted | Change::Unsaid => None,
        };
        let found = self.finding(n, rule, target);
        let mut result = self.blank(rule, &found);
        match rule.kind {
            RuleKind::Cap(_) | RuleKind::AtMost(_) => {
                result.limit = target.or(super::adjust::own_target(rule, &self.follow.roles));
                result.remaining = result.limit.map_or(0, |l| (l - result.achieved).max(0));
            }
            _ => {
                result.target = target;
                result.remaining = target.map_or(0, |t| (t - result.achieved).max(0));
            }
        }
        result.verdict = self.verdict(rule, change, &found);
        if result.verdict != Some(Verdict::Met) {
            result.met_on = None;
        }
        let said = words::Said { rule, edition: self.edition, change, found: &found, result: &result };
        result.arithmetic = words::arithmetic(&said);
        result.clause = words::clause(rule, self.edition.measure_of(rule), result.target.or(result.limit));
        result.excluded.extend(self.left_out(rule));
        result
    }

    fn finding(&self, n: usize, rule: &'c Rule, target: Option<i64>) -> Finding {
        let parts = self.parts(rule);
        let limits = self.limits(n);
        match &rule.kind {
            RuleKind::AtMost(most) => kinds::at_most(&parts, &limits, self.edition, target.unwrap_or(*most)),
            RuleKind::Cap(cap) => self.cap(n, rule, cap),
            _ => kinds::at_least(&parts, &limits, self.edition, target.unwrap_or(0), 0),
        }
    }

    /// What a cap let through towards the first rule that it limits.
    fn cap(&self, n: usize, rule: &'c Rule, cap: &super::rule::Cap) -> Finding {
        let Some(towards) = cap.towards.iter().find(|t| self.holds(&self.edition.rules[**t].only)) else {
            return kinds::shown(&self.parts(rule));
        };
        let limits = self.limits(*towards);
        let limited = &self.edition.rules[*towards];
        let mut parts = self.parts(limited);
        if !limits.iter().any(|l| l.rule == n) {
            parts.retain(|p| rule.select.fits(p.of, p.category));
            return kinds::shown(&parts);
        }
        let taken = super::pool::let_through(&parts, &limits);
        kinds::let_through_by(rule, &parts, &taken, self.edition)
    }

    fn blank(&self, rule: &Rule, found: &Finding) -> RuleResult {
        let unit = self.edition.measure_of(rule).unit;
        let unit = match rule.kind {
            RuleKind::Diversity { .. } | RuleKind::Artefact { .. } | RuleKind::Text(_) => Unit::Count,
            RuleKind::MaxGap(_) => Unit::Days,
            _ => unit,
        };
        let days = self.days(rule);
        RuleResult {
            id: rule.id.clone(),
            family: rule.family.clone(),
            title: rule.title.clone(),
            kind: rule.kind.word(),
            severity: rule.severity,
            unit,
            scale: unit.scale(),
            target: None,
            limit: None,
            achieved: found.achieved,
            carried: 0,
            remaining: 0,
            verdict: None,
            met_on: found.met_on,
            from: days.first,
            to: days.last,
            clause: String::new(),
            note: rule.note.clone(),
            reading: rule.reading.clone(),
            confidence: confidence(self.follow.policy, self.edition, rule),
            arithmetic: String::new(),
            counted: found.counted.clone(),
            excluded: found.excluded.clone(),
        }
    }

    fn verdict(&self, rule: &Rule, change: Change, found: &Finding) -> Option<Verdict> {
        match change {
            Change::Unsaid => return Some(Verdict::Silent),
            Change::Lifted => return Some(Verdict::Exempt),
            Change::Stays(_) if matches!(rule.kind, RuleKind::Cap(_)) => return None,
            Change::Stays(_) => {}
        }
        let running = self.as_of <= self.days(rule).last;
        Some(match found.enough {
            None => Verdict::Unknown,
            Some(true) => Verdict::Met,
            Some(false) if running && !matches!(rule.kind, RuleKind::AtMost(_)) => Verdict::Open,
            Some(false) => Verdict::Short,
        })
    }

    /// Drafts, examples and entries to come that a rule would look at.
    fn left_out(&self, rule: &Rule) -> Vec<Excluded> {
        let measure = self.edition.measure_of(rule);
        let mut found = vec![];
        for (index, record) in self.records.ending_in(self.days(rule)) {
            let Some(reason) = record.left_out(self.as_of) else { continue };
            let mut parts = vec![];
            parts_of(*index, record, &rule.select, measure, &self.firsts, &mut parts);
            if !parts.is_empty() {
                let amount = parts.iter().map(|p| p.amount).sum();
                found.push(Excluded { record: *index, amount, reason, by: None });
            }
        }
        found
    }

    /// The minutes that count towards the rule that says how much in all.
    fn counted(&self, results: &[RuleResult], earned: Minutes) -> Minutes {
        let Some(lead) = self.edition.lead.map(|n| &self.edition.rules[n]) else { return earned };
        let Some(result) = results.iter().find(|r| r.id == lead.id) else { return earned };
        if result.unit == Unit::Minutes && self.edition.measure_of(lead).convert.is_empty() {
            return Minutes(result.achieved - result.carried);
        }
        let lost = result.excluded.iter().filter(|e| e.reason == Why::Capped);
        let minutes = lost.map(|e| self.minutes_of(e.record, e.amount, self.edition.measure_of(lead)));
        earned - minutes.fold(Minutes(0), |a, b| a + b)
    }

    /// The minutes behind some of an entry's amount, rounded up.
    fn minutes_of(&self, record: usize, amount: i64, measure: &Measure) -> Minutes {
        let Some((index, found)) = self.records.all().iter().find(|(i, _)| *i == record) else { return Minutes(0) };
        let whole = super::pool::amount_of(*index, found, measure, &self.firsts).max(1);
        Minutes(found.minutes.0 - super::pool::share(found.minutes.0, whole - amount, whole))
    }

    fn adjustment(&self) -> Option<Adjustment> {
        let (adjust, by) = self.changes.by.as_ref()?;
        let lead = self.edition.lead.unwrap_or(0);
        let target = match self.changes.of.get(lead) {
            Some(Change::Stays(target)) => *target,
            _ => None,
        };
        let measure = self.edition.rules.get(lead).map_or(&MINUTES, |r| self.edition.measure_of(r));
        let text = match (target, adjust.effect) {
            (Some(target), _) => format!("Target {}", words::quantity(target, measure)),
            (None, Effect::Exempt) => "Not asked for in this period".to_owned(),
            (None, _) => "Another target holds".to_owned(),
        };
        Some(Adjustment {
            target,
            kind: adjust.effect.word(),
            words: text,
            reason: Some(reason_in_words(adjust, by)),
            reading: adjust.reading.clone(),
        })
    }
}

/// How sure a rule's figure is: what it says itself, else its source, else the edition's.
fn confidence(policy: &Policy, edition: &Edition, rule: &Rule) -> Confidence {
    let source = rule.source.as_ref().or(edition.source.as_ref()).and_then(|name| policy.sources.get(name));
    rule.confidence.or(source.map(|s| s.confidence)).unwrap_or(Confidence::Unconfirmed)
}
