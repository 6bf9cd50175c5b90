//! What would close a rule, in numbers: for whoever looks for hours that fill it.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::pool::{self, Firsts, Through, group_name};
use crate::model::Days;
use crate::policy::data::kind::{CapPer, Trait};
use crate::policy::data::measure::Measure;
use crate::policy::data::records::Record;
use crate::policy::data::rule::Rule;
use crate::policy::data::select::Select;

/// What would do.
#[derive(Debug, Clone)]
pub enum Wants<'c> {
    /// One of these filled.
    OneOf(Vec<Way<'c>>),
    /// No more than so much beside what there is: it is met, and can be lost.
    AtMost(Way<'c>),
    /// Words about entries.
    Words,
    /// A document; `unsaid`: nobody has said which there are.
    Document {
        /// Has nobody said?
        unsaid: bool,
    },
    /// Entries about something that only the member knows of.
    Subject,
    /// Nothing any more: a limit is passed.
    Nothing,
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
    days: Option<Days>,
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
        for (n, room) in self.rooms.iter().enumerate().filter(|(_, r)| pool::fits(part, r.select, r.days)) {
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

impl<'c> Case<'c> {
    /// A way to fill a rule: so much more of a selection, under the caps that hold for it.
    pub fn way(&self, rule: &Rule, select: Select, missing: i64, through: &Through<'c>) -> Way<'c> {
        let measure = self.edition.measure_of(rule);
        let rooms = through.limits.iter().map(|limit| {
            let mut used = BTreeMap::new();
            for (part, took) in through.each().filter(|(p, _)| limit.fits(p)) {
                *used.entry(group_name(part, limit.per).to_owned()).or_insert(0) += took.amount;
            }
            Room { select: limit.select, per: limit.per, most: limit.most, used, days: limit.days }
        });
        Way { select, measure, missing, values: None, rooms: rooms.collect() }
    }
}
