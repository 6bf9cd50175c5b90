//! The best choice for an aim, exactly: item after item, every number of sessions, keeping for each state that can
//! be reached the best way to it.
//!
//! A state is what is still missing and how much room caps leave; two choices that leave the same are
//! one. Costs add up and compare in a fixed order, so the cheapest way to a state is never part of a
//! dearer whole. Where money comes first, free offerings are tried alone first, then those with a price, then the rest:
//! a plan that needs no dearer ones cannot be beaten by one that has them.
//!
//! A plan that is found step by step, always by what brings the most for its price, comes first: what cannot be
//! cheaper than it is not looked at. Where the search would be too long it is the answer, and not called the cheapest.

use std::collections::HashMap;

use super::greedy;
use super::model::{Model, Offer};
use super::state::{Aim, Cost, State};

/// The result of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Offers (by place) with the number of sessions, and what they cost.
    Best(Vec<(usize, i64)>, Cost),
    /// The same; there may be a cheaper choice.
    Good(Vec<(usize, i64)>, Cost),
    /// There is no choice that fills everything.
    None,
    /// The search would be too long, and no choice was found on the way.
    TooLarge,
}

/// How long the search may be. Steps and states are counted, no clock is read: the same record has the same plan on
/// every machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    pub(super) steps: usize,
    pub(super) states: usize,
}

impl Bound {
    /// In a page: about a fifth of a second and 64 MB.
    pub(crate) const IN_A_PAGE: Self = Self { steps: 400_000, states: 60_000 };
    /// In the command: about two seconds.
    pub(crate) const ASKED_FOR: Self = Self { steps: 4_000_000, states: 200_000 };

    /// How many steps it allows.
    pub(super) fn steps(self) -> usize {
        self.steps
    }

    /// For each plan beside the cheapest: a quarter.
    pub(super) fn beside(self) -> Self {
        Self { steps: self.steps / 4, states: self.states / 4 }
    }
}

/// How a state was reached: from which one, by how many sessions of which offer.
#[derive(Debug, Clone, Copy)]
struct Way {
    from: usize,
    offer: usize,
    sessions: i64,
}

/// Finds the best choice for an aim, or a good one where that would take too long.
pub(super) fn best(model: &Model<'_>, aim: Aim, bound: Bound) -> Found {
    let all: [&dyn Fn(&Offer<'_>) -> bool; 3] = [&|o| !o.unknown && o.money == 0, &|o| !o.unknown, &|_| true];
    let stages = if aim == Aim::Quickest { &all[2..] } else { &all[..] };
    let mut tried = 0;
    let mut left = bound;
    for fits in stages {
        let offers: Vec<usize> = (0..model.offers.len()).filter(|n| fits(&model.offers[*n])).collect();
        if offers.len() == tried {
            continue; // nothing new
        }
        tried = offers.len();
        let search = Search { model, aim, rates: rates(model, &offers), ways: vec![], best: None, good: None, left };
        match search.run(&offers, &mut left) {
            Found::None | Found::TooLarge => {}
            found => return found,
        }
    }
    match State::start(model).is_goal() {
        true => Found::Best(vec![], Cost::default()),
        false if left.steps == 0 => Found::TooLarge,
        false => Found::None,
    }
}

/// The offer that fills each need in the least time: minutes of a session, and what it gives.
fn rates(model: &Model<'_>, offers: &[usize]) -> Vec<Option<(i64, i64)>> {
    let of_need = |need: usize| {
        let gives = offers.iter().map(|n| &model.offers[*n]);
        let gives = gives.flat_map(|o| o.gives.iter().filter(|g| g.need == need).map(move |g| (o.step, g)));
        let of_values = model.needs[need].of_values;
        let rates = gives.map(|(step, g)| (step, if of_values { i64::from(g.values.count_ones()) } else { g.amount }));
        let product = |a: i64, b: i64| i128::from(a) * i128::from(b.max(1));
        rates.min_by(|a, b| product(a.0, b.1).cmp(&product(b.0, a.1)))
    };
    (0..model.needs.len()).map(of_need).collect()
}

struct Search<'s> {
    model: &'s Model<'s>,
    aim: Aim,
    rates: Vec<Option<(i64, i64)>>,
    /// Every state that was reached, in order.
    ways: Vec<Way>,
    /// The cheapest goal so far.
    best: Option<(Cost, usize)>,
    /// What a choice costs that was found before.
    good: Option<Cost>,
    /// What is left of the bound; no steps: the search gave up.
    left: Bound,
}

/// A state with what is left of the item that is looked at (none: no limit), and whether it is used.
type Within = (State, Option<i64>, bool);

/// States, each with its cost and place among the ways; in the order in which they were found.
struct Layer<K> {
    aim: Aim,
    all: Vec<(K, Cost, usize)>,
    places: HashMap<K, usize>,
}

impl<K: Clone + Eq + std::hash::Hash> Layer<K> {
    fn new(aim: Aim) -> Self {
        Self { aim, all: vec![], places: HashMap::new() }
    }

    /// Is this the cheapest way to the state so far? Then it is kept.
    fn add(&mut self, state: K, cost: Cost, way: impl FnOnce() -> usize) {
        if let Some(place) = self.places.get(&state) {
            let held = &mut self.all[*place];
            if cost.rank(self.aim) < held.1.rank(self.aim) {
                (held.1, held.2) = (cost, way());
            }
            return;
        }
        self.places.insert(state.clone(), self.all.len());
        self.all.push((state, cost, way()));
    }
}

const START: usize = usize::MAX;

impl Search<'_> {
    /// The cheapest choice among some offers. What is left of the bound is what the next search has.
    fn run(mut self, offers: &[usize], left: &mut Bound) -> Found {
        let mut steps = self.left.steps;
        let good = greedy::choose(self.model, self.aim, offers, &mut steps, |state| self.to_go(state));
        self.left.steps = steps;
        self.good = good.as_ref().map(|(_, cost)| *cost);
        let mut layer = Layer::new(self.aim);
        layer.add(State::start(self.model), Cost::default(), || START);
        let mut at = 0;
        while at < offers.len() && self.left.steps > 0 {
            let item = &self.model.offers[offers[at]].item.id;
            let end = offers[at..]
                .iter()
                .position(|n| self.model.offers[*n].item.id != *item)
                .map_or(offers.len(), |n| n + at);
            layer = self.item(layer, &offers[at..end]);
            at = end;
        }
        left.steps = self.left.steps;
        let found = self.best.map(|(cost, way)| (self.choice(way), cost));
        match (found, good) {
            (Some((choice, cost)), _) if left.steps > 0 => Found::Best(choice, cost),
            (Some((choice, cost)), good) if good.as_ref().is_none_or(|g| cost.rank(self.aim) <= g.1.rank(self.aim)) => {
                Found::Good(choice, cost)
            }
            (_, Some((choice, cost))) => Found::Good(choice, cost),
            _ if left.steps == 0 => Found::TooLarge,
            _ => Found::None,
        }
    }

    /// The offers on the way to a state.
    fn choice(&self, mut way: usize) -> Vec<(usize, i64)> {
        let mut choice = vec![];
        while way != START {
            let Way { from, offer, sessions } = self.ways[way];
            choice.push((offer, sessions));
            way = from;
        }
        choice.reverse();
        choice
    }

    /// Counts a step. None is left where there are too many states either.
    fn step(&mut self) -> bool {
        self.left.steps = if self.ways.len() > self.left.states { 0 } else { self.left.steps.saturating_sub(1) };
        self.left.steps > 0
    }

    /// All states after an item, in each of its categories.
    fn item(&mut self, before: Layer<State>, offers: &[usize]) -> Layer<State> {
        let limit = self.model.offers[offers[0]].limit;
        let mut within: Layer<Within> = Layer::new(self.aim);
        for (state, cost, way) in before.all {
            within.add((state, limit, false), cost, || way);
        }
        for offer in offers {
            within = self.offer(within, *offer);
        }
        let mut after = Layer::new(self.aim);
        for ((state, _, _), cost, way) in within.all {
            after.add(state, cost, || way);
        }
        after
    }

    fn offer(&mut self, before: Layer<Within>, n: usize) -> Layer<Within> {
        let offer = &self.model.offers[n];
        let mut after: Layer<Within> = Layer::new(self.aim);
        for ((state, left, used), cost, way) in before.all {
            if !self.step() {
                break;
            }
            after.add((state.clone(), left, used), cost, || way);
            let first = if used {
                Cost::default()
            } else {
                Cost { unknown: i64::from(offer.unknown), money: offer.money, ..Cost::default() }
            };
            let (mut at, mut left, mut sessions) = (state, left, 0);
            while !at.is_goal() && left.is_none_or(|l| l >= offer.step) && self.step() {
                let Some(next) = at.after(offer, self.model) else { break };
                if next == at {
                    break; // more of it changes nothing
                }
                left = left.map(|l| l - offer.step);
                sessions += 1;
                let (minutes, aside) = (offer.step * sessions, offer.aside * sessions);
                let paid = cost + first + Cost { minutes, lines: 1, aside, ..Cost::default() };
                if !self.may_win(&next, paid) {
                    break; // nor will more of it
                }
                let ways = &mut self.ways;
                let mut come = || {
                    ways.push(Way { from: way, offer: n, sessions });
                    ways.len() - 1
                };
                if next.is_goal() {
                    self.best = Some((paid, come()));
                    break;
                }
                after.add((next.clone(), left, true), paid, come);
                at = next;
            }
        }
        after
    }

    /// Can a state at this cost still lead to a plan that is cheaper than the best one so far, and not dearer than the
    /// one that was there before?
    fn may_win(&self, state: &State, paid: Cost) -> bool {
        let least = self.least(state);
        if least == i64::MAX {
            return false;
        }
        let at_least = (paid + Cost { minutes: least, ..Cost::default() }).rank(self.aim);
        self.best.is_none_or(|(best, _)| at_least < best.rank(self.aim))
            && self.good.is_none_or(|good| at_least <= good.rank(self.aim))
    }

    /// A lower bound of the minutes that a state still needs.
    fn least(&self, state: &State) -> i64 {
        self.of_rules(state).max().unwrap_or(0)
    }

    /// The minutes that a state still needs, were each rule filled by itself.
    fn to_go(&self, state: &State) -> i64 {
        self.of_rules(state).fold(0, i64::saturating_add)
    }

    fn of_rules<'a>(&'a self, state: &'a State) -> impl Iterator<Item = i64> {
        let of_need = |n: &usize| {
            let there = if self.model.needs[*n].of_values { i64::from(state.values[*n].count_ones()) } else { 0 };
            let left = state.missing[*n] - there;
            match self.rates[*n] {
                _ if left <= 0 => 0,
                None => i64::MAX,
                Some((step, per)) => {
                    // counts parts of a session, so that the bound is never too high
                    let exact = i128::from(left) * i128::from(step);
                    i64::try_from((exact + i128::from(per) - 1) / i128::from(per.max(1))).unwrap_or(i64::MAX)
                }
            }
        };
        self.model.rules.iter().map(move |needs| needs.iter().map(of_need).min().unwrap_or(0))
    }
}
