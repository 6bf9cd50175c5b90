//! The judgement of one period by one policy: pure, in whole numbers, the same for any order of
//! entries.
//!
//! Steps, always in this order: the edition; roles and circumstances; what is left out; for each
//! rule its window, its selection, conversion and rounding, caps of an entry and a day, caps of
//! groups, what is carried in, and last the question that the rule asks.

pub mod adjust;
pub mod assessment;
pub mod carry;
pub mod flow;
pub mod follow;
pub mod gap;
pub mod kinds;
pub mod pool;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::data::records::Records;
use super::data::rule::{
    Alternative, Cap, Carry, Confidence, Edition, Effect, MINUTES, Measure, Only, Policy, Rule, RuleKind, RuleWindow,
    Share, Unit,
};
use super::data::select::{Condition, Select};
use super::tell::words;
use crate::model::{Day, Days, Minutes, Period};
use adjust::{Change, Changes, changes, reason_in_words};
use assessment::{Adjustment, Assessment, Excluded, RuleResult, Verdict, Why};
use carry::{Lots, Standing};
use follow::Follow;
use kinds::Finding;
use pool::{Firsts, Limit, Part, Through, firsts, parts_of, pool};

/// Judges one period.
pub fn assess(follow: &Follow<'_>, period: &Period, records: &Records<'_>, as_of: Day) -> Assessment {
    judged(follow, period, records, as_of, &firsts_of(follow.policy, records, as_of), None)
}

/// Judges several periods: the same as [`assess`] for each, with what they have in common reckoned
/// once.
pub fn assess_all(follow: &Follow<'_>, periods: &[Period], records: &Records<'_>, as_of: Day) -> Vec<Assessment> {
    let firsts = firsts_of(follow.policy, records, as_of);
    let waiting = waiting(follow, periods, records, as_of, &firsts);
    let of = |period| judged(follow, period, records, as_of, &firsts, waiting.get(&period.days.first).copied());
    periods.iter().map(of).collect()
}

/// The first uses of courses, for all editions of a policy.
fn firsts_of(policy: &Policy, records: &Records<'_>, as_of: Day) -> Rc<Firsts> {
    let conversions = policy.editions.iter().flat_map(|e| e.measures.values()).flat_map(|m| &m.convert);
    Rc::new(firsts(&conversions.filter_map(|c| c.first_time_only.as_deref()).collect(), records, as_of))
}

fn judged(
    follow: &Follow<'_>,
    period: &Period,
    records: &Records<'_>,
    as_of: Day,
    firsts: &Rc<Firsts>,
    waiting: Option<i64>,
) -> Assessment {
    let mut result = empty(follow.policy, period, as_of);
    outside(&mut result, records, as_of);
    let Some(edition) = follow.edition(period) else {
        let day = crate::model::time::in_words(period.days.first);
        result.silent.push(format!("no edition of this policy was in force on {day}"));
        return result;
    };
    let case = Case::new(follow, edition, period, records, as_of, Rc::clone(firsts));
    if let Some(known) = waiting {
        case.waiting.get_or_init(|| known);
    }
    result.edition.clone_from(&edition.label);
    result.silent.clone_from(&edition.silent);
    result.pending.clone_from(&case.changes.pending);
    result.adjustment = case.adjustment();
    result.rules = case.results();
    result.counted = case.counted(&result.rules, result.earned);
    result.verdict = overall(&result.rules);
    result
}

/// What waits at the start of each period (by its first day), reckoned once from the first one on.
fn waiting(
    follow: &Follow<'_>,
    periods: &[Period],
    records: &Records<'_>,
    as_of: Day,
    firsts: &Rc<Firsts>,
) -> BTreeMap<Day, i64> {
    let mut known = BTreeMap::new();
    let Some(last) = periods.iter().map(|p| p.days.first).max() else { return known };
    if follow.policy.editions.iter().all(|e| e.carry.is_none()) {
        return known;
    }
    let mut lots = Lots::default();
    for period in follow.periods(follow.joined.or(records.earliest()), last) {
        known.insert(period.days.first, lots.sum());
        let Some(edition) = follow.edition(&period) else { continue };
        lots = match &edition.carry {
            None => Lots::default(),
            Some(carry) => {
                let case = Case::new(follow, edition, &period, records, as_of, Rc::clone(firsts));
                lots.after(&case.standing(carry), carry)
            }
        };
    }
    known
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
    firsts: Rc<Firsts>,
    /// What waits from earlier periods, once it is known.
    waiting: OnceCell<i64>,
    /// How families share their hours, by the place of the first rule, once it is known.
    shares: RefCell<BTreeMap<usize, Rc<SharedOut<'c>>>>,
    /// What rules look at, by their places, once it is known.
    looked: RefCell<BTreeMap<usize, Rc<Through<'c>>>>,
}

/// Parts, and what each rule of a family gets of each.
type SharedOut<'c> = Vec<(Part<'c>, Vec<i64>)>;

impl<'c> Case<'c> {
    fn new(
        follow: &'c Follow<'c>,
        edition: &'c Edition,
        period: &'c Period,
        records: &'c Records<'c>,
        as_of: Day,
        firsts: Rc<Firsts>,
    ) -> Self {
        let changes = changes(follow, edition, period);
        let (shares, looked) = (RefCell::new(BTreeMap::new()), RefCell::new(BTreeMap::new()));
        Self { follow, edition, period, records, as_of, changes, firsts, waiting: OnceCell::new(), shares, looked }
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

    /// The parts of entries that a rule looks at, and what of each is this rule's to count.
    fn parts(&self, n: usize) -> Vec<Part<'c>> {
        let rule = &self.edition.rules[n];
        if rule.share == Share::Overlap {
            return self.selected(rule, &rule.select, rule.window);
        }
        let family = self.sharing(n);
        let Some(own) = family.iter().position(|m| *m == n) else {
            return self.selected(rule, &rule.select, rule.window);
        };
        let mut parts = vec![];
        for (part, row) in self.shared(&family).iter() {
            let fits = row[own] > 0 || (part.minutes == 0 && rule.select.fits(part.of, part.category));
            if fits {
                parts.push(Part { amount: row[own], ..part.clone() });
            }
        }
        parts
    }

    /// What each rule of a family gets of each part: reckoned once for all of them.
    fn shared(&self, family: &[usize]) -> Rc<SharedOut<'c>> {
        let first = family.first().copied().unwrap_or_default();
        if let Some(known) = self.shares.borrow().get(&first) {
            return Rc::clone(known);
        }
        let rule = &self.edition.rules[first];
        let selects: Vec<&Select> = family.iter().map(|m| &self.edition.rules[*m].select).collect();
        let any = Select { all: vec![Condition::Any(selects.iter().map(|s| (*s).clone()).collect())] };
        let parts = self.selected(rule, &any, rule.window);
        let reach: Vec<u64> = parts.iter().map(|p| reach(p, &selects)).collect();
        let rows: Vec<Vec<i64>> = if rule.share == Share::Exclusive {
            let targets: Vec<i64> = family.iter().filter_map(|m| self.target(*m)).collect();
            kinds::exclusively(&parts, &reach, &targets)
        } else {
            let evenly =
                |(p, set): (&Part<'_>, &u64)| (0..family.len()).map(|own| even_part(p.amount, *set, own)).collect();
            parts.iter().zip(&reach).map(evenly).collect()
        };
        let all = Rc::new(parts.into_iter().zip(rows).collect::<SharedOut<'c>>());
        self.shares.borrow_mut().insert(first, Rc::clone(&all));
        all
    }

    fn selected(&self, rule: &Rule, select: &Select, window: RuleWindow) -> Vec<Part<'c>> {
        let days = window.days(self.period.days, self.as_of);
        pool(self.records, days, select, self.edition.measure_of(rule), &self.firsts, self.as_of)
    }

    /// The rules of a family that share its hours in this period, by place.
    fn sharing(&self, n: usize) -> Vec<usize> {
        let rule = &self.edition.rules[n];
        let with = |m: &usize| {
            let other = &self.edition.rules[*m];
            other.family == rule.family && other.window == rule.window && self.holds(&other.only)
        };
        (0..self.edition.rules.len()).filter(|m| with(m) && self.target(*m).is_some()).take(64).collect()
    }

    /// The target or limit of a rule in this period, where it stays.
    fn target(&self, n: usize) -> Option<i64> {
        match self.changes.of[n] {
            Change::Stays(target) => target,
            Change::Lifted | Change::Unsaid => None,
        }
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
        let found = self.finding(n, rule);
        let mut result = self.blank(rule, &found);
        let target = found.target.filter(|_| matches!(change, Change::Stays(_))).or(self.target(n));
        if matches!(rule.kind, RuleKind::Cap(_) | RuleKind::AtMost(_) | RuleKind::MaxGap(_)) {
            result.limit = target.or(self::adjust::own_target(rule, &self.follow.roles));
            result.remaining = result.limit.map_or(0, |l| (l - result.achieved).max(0));
        } else {
            result.target = target;
            result.remaining = target.map_or(0, |t| (t - result.achieved).max(0));
        }
        result.verdict = self.verdict(rule, change, &found);
        let route = self.route(n).filter(|_| result.verdict.is_some_and(|v| v != Verdict::Met && v != Verdict::Exempt));
        if let Some((_, day)) = route {
            result.verdict = Some(Verdict::Met);
            result.met_on = Some(day);
        }
        if result.verdict != Some(Verdict::Met) {
            result.met_on = None;
        }
        let said = words::Said { rule, edition: self.edition, change, found: &found, result: &result };
        result.arithmetic = match route {
            Some((title, _)) => format!("accepted in its place: {title}"),
            None => words::arithmetic(&said),
        };
        // Of several ways the sentence names the first, whichever is shown.
        let several = matches!(rule.kind, RuleKind::AnyOf(_));
        let amount = if several { self.target(n) } else { result.target.or(result.limit) };
        result.clause = words::clause(rule, self.edition.measure_of(rule), amount);
        result.excluded.extend(self.left_out(rule));
        result
    }

    /// The document that stands in place of a rule, where there is one in this period.
    fn route(&self, n: usize) -> Option<(&'c str, Day)> {
        let days = self.period.days;
        let routes = self.edition.routes.iter().filter(|r| r.satisfies.contains(&n));
        let on = routes.flat_map(|route| {
            let all = self.follow.artefacts.iter().flatten();
            let held = all.filter(|a| a.kind == route.artefact && days.contains(a.day) && a.day <= self.as_of);
            held.map(|a| (route.title.as_str(), a.day))
        });
        on.min_by_key(|(_, day)| *day)
    }

    fn finding(&self, n: usize, rule: &'c Rule) -> Finding {
        let target = self.target(n);
        let (days, edition) = (self.days(rule), self.edition);
        match &rule.kind {
            RuleKind::Cap(cap) => self.cap(n, rule, cap),
            RuleKind::AtLeast(_) | RuleKind::Every(_) => {
                kinds::at_least(&self.through(n), edition, target.unwrap_or(0), self.carried(n))
            }
            RuleKind::AtMost(most) => kinds::at_most(&self.through(n), edition, target.unwrap_or(*most)),
            RuleKind::Ratio { least, of } => {
                let base = self.selected(rule, of, rule.window);
                let part = self.selected(rule, &of.and(&rule.select), rule.window);
                kinds::ratio(&part, &base, *least)
            }
            RuleKind::AnyOf(ways) => self.any_of(n, rule, ways, target),
            RuleKind::Diversity { of, at_least } => kinds::diversity(&self.parts(n), of, target.unwrap_or(*at_least)),
            RuleKind::MaxGap(gap) => {
                let first = self.follow.joined.map_or(days.first, |joined| joined.clamp(days.first, days.last));
                let since = Days { first, ..days };
                kinds::max_gap(&self.parts(n), since, self.as_of, target.unwrap_or(gap.days))
            }
            RuleKind::Text(ask) => kinds::text(&self.parts(n), *ask, ask.on.and(target.or(ask.on))),
            RuleKind::Artefact { kind, at_least } => {
                let all = self.follow.artefacts.as_deref();
                kinds::artefact(all, kind, days, self.as_of, target.unwrap_or(*at_least))
            }
        }
    }

    /// Of several ways the first that is met, else the one that needs the least part more.
    fn any_of(&self, n: usize, rule: &'c Rule, ways: &[Alternative], target: Option<i64>) -> Finding {
        let limits = self.limits(n);
        let base = ways.first().map_or(1, |w| w.at_least).max(1);
        let mut best: Option<Finding> = None;
        for way in ways {
            // A changed target changes all ways in the same proportion.
            let wanted = target.map_or(way.at_least, |t| self::pool::share(way.at_least, t, base));
            let parts = self.selected(rule, &rule.select.and(&way.select), way.window);
            let through = Through::new(parts, limits.clone());
            let mut found = kinds::at_least(&through, self.edition, wanted, 0);
            found.target = Some(wanted);
            found.way = Some(way.title.clone());
            let gap = |f: &Finding| {
                let wanted = f.target.unwrap_or(0).max(1);
                i128::from((wanted - f.achieved).max(0)) * 1_000_000 / i128::from(wanted)
            };
            if best.as_ref().is_none_or(|b| gap(&found) < gap(b)) {
                best = Some(found);
            }
        }
        best.unwrap_or_default()
    }

    /// What a cap let through towards the first rule that it limits.
    fn cap(&self, n: usize, rule: &'c Rule, cap: &Cap) -> Finding {
        let limited = cap.towards.iter().find(|t| self.holds(&self.edition.rules[**t].only));
        let Some(limited) = limited.filter(|t| self.limits(**t).iter().any(|l| l.rule == n)) else {
            return kinds::shown(&self.selected(rule, &rule.select, rule.window));
        };
        kinds::let_through_by(rule, &self.through(*limited), self.edition)
    }

    /// What a rule looks at and what its caps let through: reckoned once.
    fn through(&self, n: usize) -> Rc<Through<'c>> {
        if let Some(known) = self.looked.borrow().get(&n) {
            return Rc::clone(known);
        }
        let found = Rc::new(Through::new(self.parts(n), self.limits(n)));
        self.looked.borrow_mut().insert(n, Rc::clone(&found));
        found
    }

    /// What earlier periods left for a rule.
    fn carried(&self, n: usize) -> i64 {
        match &self.edition.carry {
            Some(carry) if carry.towards.contains(&n) => self.waiting(),
            _ => 0,
        }
    }

    /// What waits to be used in this period.
    fn waiting(&self) -> i64 {
        let known = |period: &Period| {
            waiting(self.follow, std::slice::from_ref(period), self.records, self.as_of, &self.firsts)
        };
        *self.waiting.get_or_init(|| known(self.period).get(&self.period.days.first).copied().unwrap_or(0))
    }

    /// What this period has of its own for the rules that carried hours count towards.
    fn standing(&self, carry: &Carry) -> Standing {
        let rules = carry.towards.iter();
        let own = rules.clone().map(|n| self.through(*n).sum()).collect();
        // Taken alone, so that where caps leave a choice it is not this that decides.
        let movable = carry.towards.first().map_or(0, |n| {
            let lead = self.through(*n);
            let fits = |p: &&Part<'c>| carry.select.fits(p.of, p.category);
            let alone: Vec<Part<'c>> = lead.parts.iter().filter(fits).cloned().collect();
            Through::new(alone, lead.limits.clone()).sum()
        });
        let targets = rules.map(|n| self.target(*n)).collect();
        Standing { own, targets, movable, first: self.follow.is_first(self.period) }
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
            carried: found.carried,
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
            Some(false) if running && !matches!(rule.kind, RuleKind::AtMost(_) | RuleKind::MaxGap(_)) => Verdict::Open,
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
        let Some(found) = self.records.get(record) else { return Minutes(0) };
        let whole = self::pool::amount_of(record, found, measure, &self.firsts).max(1);
        Minutes(found.minutes.0 - self::pool::share(found.minutes.0, whole - amount, whole))
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

/// The rules (by place in a list) whose selection a part fits, as bits.
fn reach(part: &Part<'_>, selects: &[&Select]) -> u64 {
    let fits = |(n, select): (usize, &&Select)| u64::from(select.fits(part.of, part.category)) << n;
    selects.iter().enumerate().map(fits).sum()
}

/// What one of several rules gets of an amount that is divided evenly among those in a set.
fn even_part(amount: i64, set: u64, own: usize) -> i64 {
    if set >> own & 1 == 0 {
        return 0;
    }
    let before = i64::from((set & ((1 << own) - 1)).count_ones());
    let all = i64::from(set.count_ones());
    self::pool::share(amount, before + 1, all) - self::pool::share(amount, before, all)
}

/// How sure a rule's figure is: what it says itself, else its source, else the edition's.
pub fn confidence(policy: &Policy, edition: &Edition, rule: &Rule) -> Confidence {
    let source = rule.source.as_ref().or(edition.source.as_ref()).and_then(|name| policy.sources.get(name));
    rule.confidence.or(source.map(|s| s.confidence)).unwrap_or(Confidence::Unconfirmed)
}
