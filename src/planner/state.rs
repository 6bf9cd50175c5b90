//! What a plan costs, and what a choice leaves to be filled.

use super::model::{Model, Offer};

/// What a plan is to be good at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// To cost the least: unknown prices, then money, then hours, then lines.
    Cheapest,
    /// To cost the least among those with several kinds of activity and no offering that takes most of the time.
    Mixed,
    /// To be done the soonest: the fewest hours, then the fewest lines, whatever they cost.
    Quickest,
}

impl Aim {
    /// Its word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Cheapest => "cheapest",
            Self::Mixed => "mixed",
            Self::Quickest => "quickest",
        }
    }
}

/// What a plan costs. Every part adds up over its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cost {
    /// How many offerings of unknown price.
    pub unknown: i64,
    /// Hundredths of the currency.
    pub money: i64,
    /// Minutes.
    pub minutes: i64,
    /// How many lines.
    pub lines: i64,
    /// Minutes that go into no area which is still open: what decides between plans that are equal otherwise.
    pub aside: i64,
}

impl Cost {
    /// Its parts, in the order in which an aim compares them.
    pub(crate) fn rank(self, aim: Aim) -> [i64; 5] {
        let Self { unknown, money, minutes, lines, aside } = self;
        match aim {
            Aim::Cheapest => [unknown, money, minutes, lines, aside],
            Aim::Mixed => [unknown, money, minutes, aside, lines],
            Aim::Quickest => [minutes, lines, unknown, money, aside],
        }
    }
}

impl std::ops::Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            unknown: self.unknown + other.unknown,
            money: self.money + other.money,
            minutes: self.minutes + other.minutes,
            lines: self.lines + other.lines,
            aside: self.aside + other.aside,
        }
    }
}

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

    /// What is missing, over all needs.
    pub(super) fn to_go(&self) -> i64 {
        self.missing.iter().map(|m| (*m).max(0)).sum()
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
