//! What a rule looks at, as amounts: entries in its window that it selects, converted, and what
//! caps let through. Fixed order: convert, round, caps of an entry and a day, caps of a group.
//!
//! An entry whose time served several categories is looked at in parts. Amounts of time, units and
//! points are shared out over the parts in proportion, whole amounts only, so that the parts always
//! add up; counts and days are not divided: the first part that is selected has them.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::Network;
use crate::model::activity::Declared;
use crate::model::{Day, Days, Word};
use crate::policy::data::kind::{CapPer, Trait};
use crate::policy::data::measure::{Conversion, Measure, Per, Rounding, Step, Unit, Way};
use crate::policy::data::records::{Record, Records};
use crate::policy::data::select::Select;

/// A selected part of an entry.
#[derive(Debug, Clone)]
pub struct Part<'r> {
    /// The caller's index of the entry.
    pub record: usize,
    /// The entry.
    pub of: &'r Record<'r>,
    /// The category of the part.
    pub category: Option<&'r Word>,
    /// How much it is.
    pub amount: i64,
    /// How long it took.
    pub minutes: i64,
}

/// First uses of a course, for conversions that count once: caller's indexes, for each key.
pub type Firsts = BTreeMap<String, BTreeSet<usize>>;

/// The entries that are the first with a word under one of these keys. Of several on one day the
/// longest is the first, so that names of files decide nothing.
pub fn firsts(keys: &BTreeSet<&str>, records: &Records<'_>, as_of: Day) -> Firsts {
    let mut found = Firsts::new();
    for key in keys {
        let mut best: BTreeMap<&Word, (Day, i64, usize)> = BTreeMap::new();
        for (index, record) in records.all().iter().filter(|(_, r)| r.left_out(as_of).is_none()) {
            let Some(Declared::Words(words)) = record.declared.get(*key) else { continue };
            for word in words {
                let mine = (record.days.last, -record.minutes.0, *index);
                let held = best.entry(word).or_insert(mine);
                if (mine.0, mine.1) < (held.0, held.1) {
                    *held = mine;
                }
            }
        }
        found.insert((*key).to_owned(), best.into_values().map(|(_, _, index)| index).collect());
    }
    found
}

/// The parts of all entries that end in some days and fit, by (last day, key).
pub fn pool<'r>(
    records: &'r Records<'r>,
    days: Days,
    select: &Select,
    measure: &Measure,
    firsts: &Firsts,
    as_of: Day,
) -> Vec<Part<'r>> {
    let mut found = vec![];
    for (index, record) in records.ending_in(days).iter().filter(|(_, r)| r.left_out(as_of).is_none()) {
        parts_of(*index, record, select, measure, firsts, &mut found);
    }
    found
}

/// The selected parts of one entry.
pub fn parts_of<'r>(
    index: usize,
    record: &'r Record<'r>,
    select: &Select,
    measure: &Measure,
    firsts: &Firsts,
    found: &mut Vec<Part<'r>>,
) {
    let whole = |category, amount| Part { record: index, of: record, category, amount, minutes: record.minutes.0 };
    if record.categories.is_empty() {
        if select.fits(record, None) {
            found.push(whole(None, amount_of(index, record, measure, firsts)));
        }
        return;
    }
    if !record.categories.iter().any(|p| select.fits(record, Some(&p.category))) {
        return;
    }
    let amount = amount_of(index, record, measure, firsts);
    if matches!(measure.unit, Unit::Count | Unit::Days) {
        let first = record.categories.iter().find(|p| select.fits(record, Some(&p.category)));
        found.extend(first.map(|p| Part { minutes: p.minutes.0, ..whole(Some(&p.category), amount) }));
        return;
    }
    let mut before = 0;
    let mut given = 0;
    let last = record.categories.len() - 1;
    for (n, part) in record.categories.iter().enumerate() {
        before += part.minutes.0;
        let upto = if n == last { amount } else { share(amount, before, record.minutes.0) };
        if select.fits(record, Some(&part.category)) {
            let one = whole(Some(&part.category), upto - given);
            found.push(Part { minutes: part.minutes.0, ..one });
        }
        given = upto;
    }
}

/// An entry's amount: the first conversion that fits, then rounding.
pub fn amount_of(index: usize, record: &Record<'_>, measure: &Measure, firsts: &Firsts) -> i64 {
    let amount = match (measure.convert.is_empty(), measure.unit) {
        (true, Unit::Minutes) => record.minutes.0,
        (true, Unit::Days) => record.days.count(),
        (true, Unit::Count) => 1,
        // One unit or point an hour, in sixtieths.
        (true, Unit::Units | Unit::Points) => record.minutes.0,
        (false, _) => {
            let fits = |c: &&Conversion| {
                let first =
                    c.first_time_only.as_ref().is_none_or(|key| firsts.get(key).is_some_and(|f| f.contains(&index)));
                first && c.select.fits_entry(record)
            };
            measure.convert.iter().find(fits).map_or(0, |c| converted(record, c))
        }
    };
    measure.round.map_or(amount, |r| rounded(amount, r))
}

fn converted(record: &Record<'_>, by: &Conversion) -> i64 {
    let (base, per) = match &by.per {
        Per::Time(minutes) => (record.minutes.0, minutes.0),
        Per::Entry => (1, 1),
        Per::Day => (record.days.count(), 1),
        Per::Key(key) => match record.declared.get(key) {
            Some(Declared::Number(n)) => ((*n).max(0), 1),
            _ => (0, 1),
        },
    };
    let (top, bottom) = by.round.map_or((i128::from(base), i128::from(per)), |step| stepped(base, per, step));
    let exact = top * i128::from(by.give.top);
    let whole = exact / (i128::from(by.give.bottom) * bottom).max(1);
    i64::try_from(whole).unwrap_or(i64::MAX)
}

/// A number (above and below the line), rounded to a multiple of a step.
fn stepped(base: i64, per: i64, step: Step) -> (i128, i128) {
    let (to, parts) = (i128::from(step.to.top), i128::from(step.to.bottom));
    // How many steps there are: a whole number, and a rest out of `of`.
    let (all, of) = (i128::from(base) * parts, (i128::from(per) * to).max(1));
    let (steps, rest) = (all / of, all % of);
    let more = match step.way {
        Way::Down => false,
        Way::Nearest => rest * 2 >= of,
        Way::Up => rest > 0,
    };
    ((steps + i128::from(more)) * to, parts)
}

fn rounded(amount: i64, by: Rounding) -> i64 {
    let rest = amount.rem_euclid(by.to);
    let down = amount - rest;
    match by.way {
        Way::Down => down,
        Way::Up if rest > 0 => down + by.to,
        Way::Nearest if rest * 2 >= by.to => down + by.to,
        _ => down,
    }
}

/// The part of an amount that belongs to some of a whole, rounded down.
pub fn share(amount: i64, some: i64, whole: i64) -> i64 {
    let exact = i128::from(amount) * i128::from(some) / i128::from(whole.max(1));
    i64::try_from(exact).unwrap_or(i64::MAX)
}

/// A cap as it holds for one rule in one period.
#[derive(Debug, Clone)]
pub struct Limit<'p> {
    /// Place of the cap's rule in the edition.
    pub rule: usize,
    /// What it limits.
    pub select: &'p Select,
    /// So much.
    pub most: i64,
    /// In each of what.
    pub per: &'p CapPer,
    /// Of entries of these days alone, where the cap holds for a part of the period.
    pub days: Option<Days>,
}

impl Limit<'_> {
    /// Does it limit a part of an entry?
    pub fn fits(&self, part: &Part<'_>) -> bool {
        fits(part, self.select, self.days)
    }

    /// Is all that it limits limited by the other too?
    fn within(&self, other: &Self) -> bool {
        let in_time = match (self.days, other.days) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => b.first <= a.first && a.last <= b.last,
        };
        in_time && self.select.implies(other.select)
    }
}

/// Does a part fit a selection, and end in some days, where they are given?
pub fn fits(part: &Part<'_>, select: &Select, days: Option<Days>) -> bool {
    days.is_none_or(|d| d.contains(part.of.days.last)) && select.fits(part.of, part.category)
}

/// What became of a part under caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// So much of it counts.
    pub amount: i64,
    /// Place of the cap that left out the rest.
    pub by: Option<usize>,
}

/// What a rule looks at, the caps that hold for it, and what they let through.
#[derive(Debug, Clone, Default)]
pub struct Through<'c> {
    /// By (last day, key).
    pub parts: Vec<Part<'c>>,
    /// In the order of the file.
    pub limits: Vec<Limit<'c>>,
    /// For each part.
    pub taken: Vec<Taken>,
}

impl<'c> Through<'c> {
    /// Sends parts through caps.
    pub fn new(parts: Vec<Part<'c>>, limits: Vec<Limit<'c>>) -> Self {
        let taken = let_through(&parts, &limits);
        Self { parts, limits, taken }
    }

    /// Each part with what became of it.
    pub fn each(&self) -> impl Iterator<Item = (&Part<'c>, Taken)> {
        self.parts.iter().zip(self.taken.iter().copied())
    }

    /// What came through in all.
    pub fn sum(&self) -> i64 {
        self.taken.iter().map(|t| t.amount).sum()
    }

    /// The first day on which the entries up to it were enough, caps and all.
    pub fn day_reached(&self, wanted: i64) -> Option<Day> {
        let Self { parts, limits, taken } = self;
        if !crossing(parts, limits) {
            let mut sum = 0;
            let reached = |(part, took): (&Part<'_>, &Taken)| {
                sum += took.amount;
                (sum >= wanted).then_some(part.of.days.last)
            };
            return parts.iter().zip(taken).find_map(reached);
        }
        // More entries never let less through, so the day can be halved upon.
        let mut days: Vec<Day> = parts.iter().map(|p| p.of.days.last).collect();
        days.dedup();
        let enough = |day: &Day| {
            let upto = parts.partition_point(|p| p.of.days.last <= *day);
            let through: i64 = let_through(&parts[..upto], limits).iter().map(|t| t.amount).sum();
            through >= wanted
        };
        days.get(days.partition_point(|d| !enough(d))).copied()
    }
}

/// What caps let through of parts in the order of days: the excess is shown against the latest.
///
/// The caps of one rule that group entries by what they are, are nested or apart (a policy whose
/// caps cross is refused), so taking each part as far as every cap has room lets through the most in
/// any order. Only where a cap of a day or an entry cuts across them is a network asked.
pub fn let_through(parts: &[Part<'_>], limits: &[Limit<'_>]) -> Vec<Taken> {
    if crossing(parts, limits) { by_network(parts, limits) } else { one_by_one(parts, limits) }
}

/// Could taking parts one by one miss the most? Where days or entries cut across groups.
fn crossing(parts: &[Part<'_>], limits: &[Limit<'_>]) -> bool {
    let day = limits.iter().any(|l| *l.per == CapPer::Day);
    let entry = limits.iter().any(|l| *l.per == CapPer::Entry);
    let group = limits.iter().any(|l| !matches!(l.per, CapPer::Day | CapPer::Entry));
    let several_days = day && parts.iter().any(|p| p.of.days.count() > 1);
    let several_parts = entry && parts.windows(2).any(|w| w[0].record == w[1].record);
    several_days || (day && group) || (several_parts && (group || day))
}

fn one_by_one(parts: &[Part<'_>], limits: &[Limit<'_>]) -> Vec<Taken> {
    if limits.is_empty() {
        return parts.iter().map(|p| Taken { amount: p.amount, by: None }).collect();
    }
    let mut room: BTreeMap<(usize, Group<'_>), i64> = BTreeMap::new();
    let mut held = vec![];
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        let mut taken = Taken { amount: part.amount, by: None };
        held.clear();
        for (n, limit) in limits.iter().enumerate().filter(|(_, l)| l.fits(part)) {
            let key = (n, group(part, limit.per));
            let left = *room.entry(key).or_insert(limit.most);
            if left < taken.amount {
                taken = Taken { amount: left, by: Some(limit.rule) };
            }
            held.push(key);
        }
        for key in &held {
            if let Some(left) = room.get_mut(key) {
                *left -= taken.amount;
            }
        }
        all.push(taken);
    }
    all
}

/// From the widest group to the narrowest, to the part, its entry, its days.
fn by_network(parts: &[Part<'_>], limits: &[Limit<'_>]) -> Vec<Taken> {
    let mut net = Network::default();
    let (source, sink) = (net.place(), net.place());
    let mut groups: Places<'_> = BTreeMap::new();
    let mut wide: Vec<(usize, &Limit<'_>)> =
        limits.iter().enumerate().filter(|(_, l)| !matches!(l.per, CapPer::Day | CapPer::Entry)).collect();
    // The widest first: it is inside the fewest others.
    let inside = |l: &Limit<'_>| limits.iter().filter(|o| l.within(o)).count();
    wide.sort_by_key(|(n, l)| (inside(l), usize::from(*l.per != CapPer::Window), *n));
    let flows: Vec<usize> = parts
        .iter()
        .map(|part| {
            let fits = |l: &Limit<'_>| l.fits(part);
            let mut at = source;
            for (n, limit) in wide.iter().filter(|(_, l)| fits(l)) {
                let key = (*n, group(part, limit.per), false);
                at = *groups.entry(key).or_insert_with(|| {
                    let place = net.place();
                    net.pipe(at, place, limit.most);
                    place
                });
            }
            let place = net.place();
            let flow = net.pipe(at, place, part.amount);
            let mut at = place;
            if let Some((n, limit)) = limits.iter().enumerate().find(|(_, l)| *l.per == CapPer::Entry && fits(l)) {
                let (entry, out) = entry_of(&mut net, &mut groups, n, part.record, limit.most);
                net.pipe(at, entry, part.amount);
                at = out;
            }
            days_of(&mut net, &mut groups, limits, part, at, sink, &fits);
            flow
        })
        .collect();
    net.fill(source, sink);
    let of = |(part, flow): (&Part<'_>, usize)| {
        let amount = net.through(flow);
        let by = limits.iter().find(|l| amount < part.amount && l.fits(part)).map(|l| l.rule);
        Taken { amount, by }
    };
    parts.iter().zip(flows).map(of).collect()
}

/// The two ends of an entry's own pipe.
fn entry_of(net: &mut Network, groups: &mut Places<'_>, n: usize, record: usize, most: i64) -> (usize, usize) {
    let key = (n, Group::Entry(record));
    if let (Some(a), Some(b)) = (groups.get(&(key.0, key.1, false)), groups.get(&(key.0, key.1, true))) {
        return (*a, *b);
    }
    let (a, b) = (net.place(), net.place());
    net.pipe(a, b, most);
    groups.insert((key.0, key.1, false), a);
    groups.insert((key.0, key.1, true), b);
    (a, b)
}

/// Pipes from a part (or its entry) to each of its days, and on to the sink.
fn days_of(
    net: &mut Network,
    groups: &mut Places<'_>,
    limits: &[Limit<'_>],
    part: &Part<'_>,
    at: usize,
    sink: usize,
    fits: &dyn Fn(&Limit<'_>) -> bool,
) {
    let Some((n, limit)) = limits.iter().enumerate().find(|(_, l)| *l.per == CapPer::Day && fits(l)) else {
        net.pipe(at, sink, part.amount);
        return;
    };
    for day in part.of.days.first.iter_days().take_while(|d| *d <= part.of.days.last) {
        let place = *groups.entry((n, Group::Day(day), false)).or_insert_with(|| {
            let place = net.place();
            net.pipe(place, sink, limit.most);
            place
        });
        net.pipe(at, place, part.amount);
    }
}

/// The group in which a cap counts a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group<'r> {
    /// There is one.
    All,
    /// That of the entry.
    Entry(usize),
    /// That of a day.
    Day(Day),
    /// That of a value.
    Value(&'r str),
}

/// Places of a network: of a cap's group, on the near side or the far.
type Places<'r> = BTreeMap<(usize, Group<'r>, bool), usize>;

fn group<'r>(part: &Part<'r>, per: &CapPer) -> Group<'r> {
    match per {
        CapPer::Window => Group::All,
        CapPer::Entry => Group::Entry(part.record),
        CapPer::Day => Group::Day(part.of.days.last),
        CapPer::Trait(of) => Group::Value(value_of(part, of).unwrap_or_default()),
    }
}

/// The group in which a cap of a period or a property counts a part, by name; one for all the others.
pub fn group_name<'r>(part: &Part<'r>, per: &CapPer) -> &'r str {
    match group(part, per) {
        Group::Value(value) => value,
        Group::All | Group::Entry(_) | Group::Day(_) => "",
    }
}

/// The one value of a trait of which an entry has one.
fn value_of<'r>(part: &Part<'r>, of: &Trait) -> Option<&'r str> {
    match of {
        Trait::Type => part.of.activity_type.map(Word::as_str),
        Trait::Category => part.category.map(Word::as_str),
        Trait::Provider => part.of.provider,
        Trait::Competences | Trait::CompetenceGroups => None,
        Trait::Key(key) => match part.of.declared.get(key) {
            Some(Declared::Words(words)) => words.first().map(Word::as_str),
            _ => None,
        },
    }
}

/// The values of a trait that a part has.
pub fn values_of<'r>(part: &Part<'r>, of: &Trait) -> Vec<&'r str> {
    let codes = || part.of.competences.iter().map(Word::as_str);
    match of {
        Trait::Type => part.of.activity_type.map(Word::as_str).into_iter().collect(),
        Trait::Category => part.category.map(Word::as_str).into_iter().collect(),
        Trait::Provider => part.of.provider.into_iter().collect(),
        Trait::Competences => codes().collect(),
        Trait::CompetenceGroups => codes().map(|c| c.trim_end_matches(|d: char| d.is_ascii_digit())).collect(),
        Trait::Key(key) => match part.of.declared.get(key) {
            Some(Declared::Words(words)) => words.iter().map(Word::as_str).collect(),
            _ => vec![],
        },
    }
}
