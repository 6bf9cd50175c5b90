//! Everything that judging one period needs: what each rule looks at, which caps hold for it, what its
//! target is. What several rules ask for is reckoned once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::carry::Standing;
use super::changes::{Change, Changes, changes};
use super::flow;
use super::follow::{Follow, before, plus_months};
use super::pool::{self, Firsts, Limit, Part, Through, parts_of};
use crate::model::{Day, Days, Period, Word};
use crate::policy::data::adjust::Carry;
use crate::policy::data::assessment::Excluded;
use crate::policy::data::edition::Edition;
use crate::policy::data::kind::{Ask, Cap};
use crate::policy::data::records::{Records, Why};
use crate::policy::data::rule::{Only, ProRata, Rule, Share};
use crate::policy::data::select::{Condition, Select};
use crate::policy::data::window::RuleWindow;

/// What earlier periods left.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How much.
    pub amount: i64,
    /// The labels of the periods that left it.
    pub from: Vec<String>,
}

/// One period of one member, under one edition.
#[derive(Debug)]
pub struct Case<'c> {
    /// What the member has to do with the policy.
    pub follow: &'c Follow<'c>,
    /// The edition in force.
    pub edition: &'c Edition,
    /// The period.
    pub period: &'c Period,
    /// The record.
    pub records: &'c Records<'c>,
    /// The day of the assessment.
    pub as_of: Day,
    /// What circumstances make of each rule.
    pub changes: Changes<'c>,
    /// First uses of courses.
    pub firsts: Rc<Firsts>,
    /// What waits from earlier periods.
    pub waiting: Waiting,
    /// The limits among the rules, with their places.
    caps: Vec<(usize, &'c Cap)>,
    /// How families share their hours, by the place of the first rule, once it is known.
    shares: RefCell<BTreeMap<usize, Rc<SharedOut<'c>>>>,
    /// What rules look at, by their places, once it is known.
    looked: RefCell<BTreeMap<usize, Rc<Through<'c>>>>,
}

/// Parts, and what each rule of a family gets of each.
type SharedOut<'c> = Vec<(Part<'c>, Vec<i64>)>;

/// Which period of which member is judged by what.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'c> {
    /// What the member has to do with the policy.
    pub follow: &'c Follow<'c>,
    /// The edition in force.
    pub edition: &'c Edition,
    /// The period.
    pub period: &'c Period,
    /// The record.
    pub records: &'c Records<'c>,
    /// The day of the assessment.
    pub as_of: Day,
}

impl<'c> Case<'c> {
    /// Takes up a case. `targets` are those of each rule before any circumstance.
    pub fn new(ground: Ground<'c>, targets: Vec<Option<i64>>, firsts: Rc<Firsts>, waiting: Waiting) -> Self {
        let Ground { follow, edition, period, records, as_of } = ground;
        let changes = changes(follow, edition, period, as_of, targets);
        let (shares, looked) = (RefCell::new(BTreeMap::new()), RefCell::new(BTreeMap::new()));
        let caps = edition.rules.iter().enumerate();
        let caps = caps.filter_map(|(n, rule)| if let Ask::Cap(cap) = &rule.ask { Some((n, cap)) } else { None });
        let caps = caps.collect();
        Self { follow, edition, period, records, as_of, changes, firsts, waiting, caps, shares, looked }
    }

    /// Does a rule hold for this member in this period?
    pub fn holds(&self, only: &Only) -> bool {
        let has = |roles: &[Word]| roles.iter().any(|r| self.follow.roles.contains(r));
        (only.roles.is_empty() || has(&only.roles))
            && !has(&only.except)
            && !(only.not_first && self.follow.is_first(self.period))
            && (!only.drawn || self.follow.drawn.iter().any(|day| self.period.days.contains(*day)))
    }

    /// The days that a rule looks at.
    pub fn days(&self, rule: &Rule) -> Days {
        self.seen(rule, rule.window)
    }

    /// What a rule sees of a window of its own or of one of its ways: nothing from before it was asked, and
    /// nothing from before joining where only the time since then is asked. A limit on what counts has no
    /// share of its own in this: it holds for all that is counted.
    fn seen(&self, rule: &Rule, window: RuleWindow) -> Days {
        let days = window.days(self.period.days, self.as_of);
        let since = if window.length().is_some() {
            self.follow.asked_since(self.edition, rule)
        } else if rule.pro_rata == ProRata::Since && !matches!(rule.ask, Ask::Cap(_)) {
            self.follow.joined.filter(|joined| days.contains(*joined))
        } else {
            None
        };
        Days { first: since.map_or(days.first, |since| since.clamp(days.first, days.last)), ..days }
    }

    /// Does a rule hold for this member, and has the period the part that it looks at? One that was cut short
    /// by a new edition may lack its last parts.
    pub fn holds_for(&self, rule: &Rule) -> bool {
        let days = self.days(rule);
        days.first <= days.last && self.holds(&rule.only)
    }

    /// Was the time that a rule looks at over before the day of joining?
    pub fn is_before_joining(&self, rule: &Rule) -> bool {
        let own = rule.window != RuleWindow::Period && rule.window.length().is_none();
        own && self.follow.joined.is_some_and(|joined| self.days(rule).last < joined)
    }

    /// The last day of a rule's first window, where it has not been asked as long as it looks back, or of
    /// one of its own that ends after the period: before that day nobody can be short of it.
    pub fn due(&self, rule: &Rule) -> Option<Day> {
        if let RuleWindow::Own(_) = rule.window {
            return Some(self.days(rule).last).filter(|last| *last > self.period.days.last);
        }
        let length = rule.window.length()?;
        let since = self.follow.asked_since(self.edition, rule)?;
        let whole = rule.window.days(self.period.days, self.as_of);
        (since > whole.first).then(|| before(plus_months(since, i64::from(length.0))))
    }

    /// The parts of entries that a rule looks at, and what of each is this rule's to count.
    pub fn parts(&self, n: usize) -> Vec<Part<'c>> {
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
            exclusively(&parts, &reach, &targets)
        } else {
            let evenly =
                |(p, set): (&Part<'_>, &u64)| (0..family.len()).map(|own| even_part(p.amount, *set, own)).collect();
            parts.iter().zip(&reach).map(evenly).collect()
        };
        let all = Rc::new(parts.into_iter().zip(rows).collect::<SharedOut<'c>>());
        self.shares.borrow_mut().insert(first, Rc::clone(&all));
        all
    }

    /// The parts of entries that fit a selection, as a rule measures them.
    pub fn selected(&self, rule: &Rule, select: &Select, window: RuleWindow) -> Vec<Part<'c>> {
        pool::pool(
            self.records,
            self.seen(rule, window),
            select,
            self.edition.measure_of(rule),
            &self.firsts,
            self.as_of,
        )
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
    pub fn target(&self, n: usize) -> Option<i64> {
        match self.changes.of[n] {
            Change::Stays(target) => target,
            Change::Lifted | Change::Unsaid => None,
        }
    }

    /// The caps that hold for a rule.
    pub fn limits(&self, n: usize) -> Vec<Limit<'c>> {
        let limit = |&(place, cap): &(usize, &'c Cap)| {
            let rule = &self.edition.rules[place];
            match self.changes.of[place] {
                Change::Stays(Some(most)) if cap.towards.contains(&n) && self.holds(&rule.only) => {
                    let days = matches!(rule.window, RuleWindow::Part { .. }).then(|| self.days(rule));
                    Some(Limit { rule: place, select: &rule.select, most, per: &cap.per, days })
                }
                _ => None,
            }
        };
        self.caps.iter().filter_map(limit).collect()
    }

    /// What a rule looks at and what its caps let through: reckoned once.
    pub fn through(&self, n: usize) -> Rc<Through<'c>> {
        if let Some(known) = self.looked.borrow().get(&n) {
            return Rc::clone(known);
        }
        let found = Rc::new(Through::new(self.parts(n), self.limits(n)));
        self.looked.borrow_mut().insert(n, Rc::clone(&found));
        found
    }

    /// What earlier periods left for a rule.
    pub fn carried(&self, n: usize) -> Waiting {
        match &self.edition.carry {
            Some(carry) if carry.towards.contains(&n) => self.waiting.clone(),
            _ => Waiting::default(),
        }
    }

    /// What this period has of its own for the rules that carried hours count towards.
    pub fn standing(&self, carry: &Carry) -> Standing {
        let rules = carry.towards.iter();
        let own = rules.clone().map(|n| self.through(*n).sum()).collect();
        // Taken alone, so that where caps leave a choice it is not this that decides.
        let movable = carry.towards.first().map_or(0, |n| {
            let lead = self.through(*n);
            let last = self.period.days.last;
            let late = carry.earned_in_last.map(|n| RuleWindow::Rolling(n).days(self.period.days, last).first);
            let fits =
                |p: &&Part<'c>| late.is_none_or(|day| day <= p.of.days.last) && carry.select.fits(p.of, p.category);
            let alone: Vec<Part<'c>> = lead.parts.iter().filter(fits).cloned().collect();
            Through::new(alone, lead.limits.clone()).sum()
        });
        let targets = rules.map(|n| self.target(*n)).collect();
        let (first, first_judged) = (self.follow.is_first(self.period), self.is_first_judged(carry));
        Standing { own, targets, movable, first, first_judged, label: self.period.label.clone() }
    }

    /// Is this the first period that asks the member for what hours are carried towards? That after
    /// joining, where the leading rule is not asked in the period of joining; and so is every one before.
    fn is_first_judged(&self, carry: &Carry) -> bool {
        let later = carry.towards.first().is_some_and(|n| self.edition.rules[*n].only.not_first);
        let before = self.period.days.first.pred_opt();
        let after_joining = || before.is_some_and(|day| self.follow.is_first(&self.follow.period_of(day)));
        self.follow.is_first(self.period) || (later && after_joining())
    }

    /// Drafts, examples, entries to come and those before joining that a rule would look at; `added_up` says whether
    /// its entries are added up in its own unit.
    pub fn left_out(&self, rule: &Rule, added_up: bool) -> Vec<Excluded> {
        let measure = self.edition.measure_of(rule);
        let mut found = vec![];
        let days = self.days(rule);
        // Where less is asked of who joined in its time, what was before that day is told too.
        let since = rule.pro_rata == ProRata::Since && rule.window.length().is_none();
        let all = if since { rule.window.days(self.period.days, self.as_of) } else { days };
        for (index, record) in self.records.ending_in(Days { first: all.first.min(days.first), ..days }) {
            let earlier = (record.days.last < days.first).then_some(Why::BeforeJoining);
            let Some(reason) = record.left_out(self.as_of).or(earlier) else { continue };
            let mut parts = vec![];
            parts_of(*index, record, &rule.select, measure, &self.firsts, &mut parts);
            if !parts.is_empty() {
                let amount = added_up.then(|| parts.iter().map(|p| p.amount).sum());
                found.push(Excluded { record: *index, amount, reason, by: None });
            }
        }
        found
    }
}

/// Each minute for one rule of a family: for each part, what it gives to each rule of `targets` (by
/// place in it).
fn exclusively(parts: &[Part<'_>], reach: &[u64], targets: &[i64]) -> Vec<Vec<i64>> {
    let mut supply = BTreeMap::new();
    for (part, set) in parts.iter().zip(reach) {
        *supply.entry(*set).or_insert(0) += part.amount;
    }
    let mut given = flow::exclusive(&supply, targets);
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
    pool::share(amount, before + 1, all) - pool::share(amount, before, all)
}
