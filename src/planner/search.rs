//! The cheapest choice, exactly: item after item, every number of sessions, keeping for each state that can
//! be reached the cheapest way to it.
//!
//! A state is what is still missing and how much room caps leave; two choices that leave the same are
//! one. Costs add up and compare in a fixed order, so the cheapest way to a state is never part of a
//! dearer whole. Free offerings are tried alone first, then those with a price, then the rest: a plan
//! that needs no dearer ones cannot be beaten by one that has them.

use std::collections::HashMap;

use super::model::{Model, Offer};

/// What a plan costs, compared in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Cost {
    /// How many offerings of unknown price.
    pub unknown: i64,
    /// Hundredths of the currency.
    pub money: i64,
    /// Minutes.
    pub minutes: i64,
    /// How many lines.
    pub lines: i64,
}

impl std::ops::Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            unknown: self.unknown + other.unknown,
            money: self.money + other.money,
            minutes: self.minutes + other.minutes,
            lines: self.lines + other.lines,
        }
    }
}

/// The result of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Offers (by place) with the number of sessions, and what they cost.
    Best(Vec<(usize, i64)>, Cost),
    /// There is no choice that fills everything.
    None,
    /// There were more states than `MOST_STATES`.
    TooLarge,
}

/// The search gives up after so many states.
const MOST_STATES: usize = 2_000_000;

/// A state: what is missing, which values are there, how much room the limits leave.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) missing: Vec<i64>,
    pub(super) values: Vec<i64>,
    pub(super) rooms: Vec<i64>,
    pub(super) most: Vec<i64>,
}

impl State {
    pub(super) fn start(model: &Model<'_>) -> Self {
        Self {
            missing: model.needs.iter().map(|n| n.missing).collect(),
            values: vec![0; model.needs.len()],
            rooms: model.rooms.clone(),
            most: model.most.clone(),
        }
        .tidy(model)
    }

    pub(super) fn is_goal(&self) -> bool {
        self.missing.iter().all(|m| *m <= 0)
    }

    /// The state after one session; none where an `at_most` forbids it.
    pub(super) fn after(&self, offer: &Offer<'_>, model: &Model<'_>) -> Option<Self> {
        let mut next = self.clone();
        for (n, amount) in &offer.adds {
            next.most[*n] -= amount;
            if next.most[*n] < 0 {
                return None;
            }
        }
        for gives in offer.gives.iter().filter(|g| self.missing[g.need] > 0) {
            if model.needs[gives.need].of_values {
                next.values[gives.need] |= gives.values;
                continue;
            }
            let room = gives.rooms.iter().map(|r| next.rooms[*r]).min().unwrap_or(i64::MAX);
            let taken = gives.amount.min(room);
            gives.rooms.iter().for_each(|r| next.rooms[*r] -= taken);
            next.missing[gives.need] -= taken;
        }
        Some(next.tidy(model))
    }

    /// Forgets the details of rules that are closed, so that states which differ only there become one.
    fn tidy(mut self, model: &Model<'_>) -> Self {
        for needs in &model.rules {
            let filled = |n: &usize| {
                let there = if model.needs[*n].of_values { i64::from(self.values[*n].count_ones()) } else { 0 };
                self.missing[*n] <= there
            };
            if needs.iter().any(filled) {
                for n in needs {
                    self.missing[*n] = 0;
                    self.values[*n] = 0;
                    model.needs[*n].rooms.iter().for_each(|r| self.rooms[*r] = 0);
                }
            }
        }
        self
    }
}

/// How a state was reached: from which one, by how many sessions of which offer.
#[derive(Debug, Clone, Copy)]
struct Way {
    from: usize,
    offer: usize,
    sessions: i64,
}

/// Finds the cheapest choice.
pub(super) fn cheapest(model: &Model<'_>) -> Found {
    let stages: [&dyn Fn(&Offer<'_>) -> bool; 3] = [&|o| !o.unknown && o.money == 0, &|o| !o.unknown, &|_| true];
    let mut tried = 0;
    for fits in stages {
        let offers: Vec<usize> = (0..model.offers.len()).filter(|n| fits(&model.offers[*n])).collect();
        if offers.len() == tried {
            continue; // nothing new
        }
        tried = offers.len();
        match (Search { model, ways: vec![], best: None }).run(&offers) {
            Found::None => {}
            found => return found,
        }
    }
    if State::start(model).is_goal() { Found::Best(vec![], Cost::default()) } else { Found::None }
}

struct Search<'s> {
    model: &'s Model<'s>,
    /// Every state that was reached, in order.
    ways: Vec<Way>,
    /// The cheapest goal so far.
    best: Option<(Cost, usize)>,
}

/// A state with what is left of the item that is looked at (none: no limit), and whether it is used.
type Within = (State, Option<i64>, bool);

/// States, each with its cost and place among the ways; in the order in which they were found.
struct Layer<K> {
    all: Vec<(K, Cost, usize)>,
    places: HashMap<K, usize>,
}

impl<K: Clone + Eq + std::hash::Hash> Layer<K> {
    fn new() -> Self {
        Self { all: vec![], places: HashMap::new() }
    }

    /// Is this the cheapest way to the state so far? Then it is kept.
    fn add(&mut self, state: K, cost: Cost, way: impl FnOnce() -> usize) {
        if let Some(place) = self.places.get(&state) {
            let held = &mut self.all[*place];
            if cost < held.1 {
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
    fn run(mut self, offers: &[usize]) -> Found {
        let mut layer = Layer::new();
        layer.add(State::start(self.model), Cost::default(), || START);
        let mut at = 0;
        while at < offers.len() {
            let item = &self.model.offers[offers[at]].item.id;
            let end = offers[at..]
                .iter()
                .position(|n| self.model.offers[*n].item.id != *item)
                .map_or(offers.len(), |n| n + at);
            layer = self.item(layer, &offers[at..end]);
            if self.ways.len() > MOST_STATES {
                return Found::TooLarge;
            }
            at = end;
        }
        let Some((cost, mut way)) = self.best else { return Found::None };
        let mut choice = vec![];
        while way != START {
            let Way { from, offer, sessions } = self.ways[way];
            choice.push((offer, sessions));
            way = from;
        }
        choice.reverse();
        Found::Best(choice, cost)
    }

    /// All states after an item, in each of its categories.
    fn item(&mut self, before: Layer<State>, offers: &[usize]) -> Layer<State> {
        let limit = self.model.offers[offers[0]].limit;
        let mut within: Layer<Within> = Layer::new();
        for (state, cost, way) in before.all {
            within.add((state, limit, false), cost, || way);
        }
        for offer in offers {
            within = self.offer(within, *offer);
        }
        let mut after = Layer::new();
        for ((state, _, _), cost, way) in within.all {
            after.add(state, cost, || way);
        }
        after
    }

    fn offer(&mut self, before: Layer<Within>, n: usize) -> Layer<Within> {
        let offer = &self.model.offers[n];
        let mut after: Layer<Within> = Layer::new();
        for ((state, left, used), cost, way) in before.all {
            after.add((state.clone(), left, used), cost, || way);
            let first = if used {
                Cost::default()
            } else {
                Cost { unknown: i64::from(offer.unknown), money: offer.money, ..Cost::default() }
            };
            let (mut at, mut left, mut sessions) = (state, left, 0);
            while !at.is_goal() && left.is_none_or(|l| l >= offer.step) && self.ways.len() <= MOST_STATES {
                let Some(next) = at.after(offer, self.model) else { break };
                if next == at {
                    break; // more of it changes nothing
                }
                left = left.map(|l| l - offer.step);
                sessions += 1;
                let paid = cost + first + Cost { minutes: offer.step * sessions, lines: 1, ..Cost::default() };
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

    /// Can a state at this cost still lead to a plan that is cheaper than the best one so far?
    fn may_win(&self, state: &State, paid: Cost) -> bool {
        let Some((best, _)) = self.best else { return true };
        let least = self.model.least(&state.missing, &state.values);
        if least == 0 {
            return paid < best;
        }
        let more = Cost { minutes: least, ..Cost::default() };
        least < i64::MAX && paid + more < best
    }
}
