//! A plan as whole numbers: what is needed, what each offering gives, how much room is left.

use super::obstacle::Obstacle;
use crate::model::{CategoryPart, Day, Days, Item, ItemHours, Minutes, Word};
use crate::policy::amounts::wants::{Given, Wants, Way};
use crate::policy::data::kind::Trait;
use crate::policy::data::measure::Per;
use crate::policy::data::select::Condition;
use crate::policy::judge::gap::Gap;
use crate::policy::{Follow, Record, Select};

/// An offering with its price.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usable<'q> {
    pub(super) item: &'q Item,
    pub(super) unknown: bool,
    pub(super) money: i64,
}

/// The minutes of a session where an item of open length names no unit.
const STEP: Minutes = Minutes(30);

/// A problem in whole numbers.
#[derive(Debug, Clone)]
pub(super) struct Model<'q> {
    /// The needs of each rule: one of them has to be filled.
    pub(super) rules: Vec<Vec<usize>>,
    /// The amounts and values that are missing.
    pub(super) needs: Vec<Need>,
    /// How much is left in each group of each cap.
    pub(super) rooms: Vec<i64>,
    /// How much more each `at_most` allows.
    pub(super) most: Vec<i64>,
    /// What may be chosen; those of one item side by side.
    pub(super) offers: Vec<Offer<'q>>,
    /// Areas that nobody has to fill and that are not full: how much each still has room for.
    pub(super) areas: Vec<(Word, i64)>,
}

/// Something that is missing: an amount, or a number of different values (a bit each).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) missing: i64,
    pub(super) of_values: bool,
    /// Caps on it.
    pub(super) rooms: Vec<usize>,
}

/// An item in one category: any number of sessions, up to a limit.
#[derive(Debug, Clone)]
pub(super) struct Offer<'q> {
    pub(super) item: &'q Item,
    pub(super) category: Option<Word>,
    /// Minutes of one session.
    pub(super) step: i64,
    /// The most minutes of the item, over all its categories.
    pub(super) limit: Option<i64>,
    pub(super) unknown: bool,
    pub(super) money: i64,
    pub(super) gives: Vec<Gives>,
    /// Minutes of one session that go into no open area.
    pub(super) aside: i64,
    /// Categories that would do just as well.
    pub(super) alike: Vec<Word>,
    /// Which `at_most` rules it adds to, and how much.
    pub(super) adds: Vec<(usize, i64)>,
}

/// What one session gives to a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gives {
    pub(super) need: usize,
    pub(super) amount: i64,
    pub(super) rooms: Vec<usize>,
    /// Values, as bits.
    pub(super) values: i64,
}

/// The entry that one session of an item would make.
pub(super) fn record<'r>(
    days: Days,
    minutes: Minutes,
    kind: Option<&'r Word>,
    provider: Option<&'r str>,
) -> Record<'r> {
    Record { activity_type: kind, planned: true, provider, has_plan: true, ..Record::bare(days, minutes) }
}

/// What a plan is to fill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// Gaps, each with the last day that counts for it.
    pub(super) gaps: &'w [(&'w Gap<'w>, Day)],
    /// Gaps of advice: they decide between plans that are equal otherwise.
    pub(super) advice: &'w [&'w Gap<'w>],
    /// The day by which everything is done.
    pub(super) first: Day,
}

/// The most minutes of an item in so many weeks.
fn ceiling(item: &Item, weeks: i64) -> Option<i64> {
    match item.hours {
        ItemHours::Fixed(minutes) => Some(minutes.0),
        ItemHours::Open => {
            let of_weeks = item.weekly.map(|w| w.0.saturating_mul(weeks));
            item.limit.map(|l| l.0).into_iter().chain(of_weeks).min()
        }
    }
}

fn step(item: &Item) -> i64 {
    match item.hours {
        ItemHours::Fixed(minutes) => minutes.0,
        ItemHours::Open => item.step.unwrap_or(STEP).0,
    }
}

/// The categories that an item can be logged in; `None`: without one.
fn categories(item: &Item, follows: &[Follow<'_>]) -> Vec<Option<Word>> {
    if !item.categories.is_empty() {
        return item.categories.iter().cloned().map(Some).collect();
    }
    let mut all = vec![None];
    for named in follows.iter().flat_map(|f| &f.policy.categories) {
        let word = Some(named.id.clone());
        if !all.contains(&word) {
            all.push(word);
        }
    }
    all
}

/// What one session of an item in a category gives to a way.
fn given(way: &Way<'_>, item: &Item, category: Option<&Word>, day: Day) -> Option<Given> {
    let minutes = Minutes(step(item));
    let parts: Vec<CategoryPart> =
        category.map(|c| CategoryPart { category: c.clone(), minutes }).into_iter().collect();
    let days = Days { first: day, last: day };
    let one = record(days, minutes, item.activity_type.as_ref(), item.provider.as_deref());
    way.given(&Record { categories: &parts, ..one })
}

/// Would an item do anything for a rule?
pub(super) fn serves(item: &Item, wants: &Wants<'_>, follows: &[Follow<'_>], day: Day) -> bool {
    let Wants::OneOf(ways) = wants else { return false };
    step(item) > 0
        && categories(item, follows).iter().any(|c| ways.iter().any(|w| given(w, item, c.as_ref(), day).is_some()))
}

/// Does a rule look at what the directory does not say?
pub(super) fn asks_more(ways: &[Way<'_>]) -> bool {
    let unsaid = |way: &Way<'_>| {
        let unknown_trait = matches!(&way.values, Some((of, _)) if !matches!(of,
            Trait::Type | Trait::Category | Trait::Provider));
        unknown_trait
            || says_more(&way.select)
            || (!way.measure.convert.is_empty()
                && way
                    .measure
                    .convert
                    .iter()
                    .all(|c| says_more(&c.select) || matches!(c.per, Per::Key(_)) || c.first_time_only.is_some()))
    };
    ways.iter().all(unsaid)
}

fn says_more(select: &Select) -> bool {
    select.all.iter().any(|condition| match condition {
        Condition::Tags(_)
        | Condition::Competences(_)
        | Condition::Evidence(true)
        | Condition::Reflection(true)
        | Condition::SupportsOthers(true)
        | Condition::Flag(_, true)
        | Condition::Number(..)
        | Condition::Words(..) => true,
        Condition::Any(ways) => ways.iter().all(says_more),
        _ => false,
    })
}

impl<'q> Model<'q> {
    /// The problem that gaps and items make. Everything is done by the day that comes first; there are so many weeks
    /// for it.
    pub(super) fn new(wanted: &Wanted<'_>, items: &[Usable<'q>], follows: &[Follow<'_>], weeks: i64) -> Self {
        let (gaps, first) = (wanted.gaps, wanted.first);
        let mut model =
            Self { rules: vec![], needs: vec![], rooms: vec![], most: vec![], offers: vec![], areas: vec![] };
        for usable in items.iter().filter(|u| step(u.item) > 0) {
            let limit = ceiling(usable.item, weeks);
            model.offers.extend(categories(usable.item, follows).into_iter().map(|category| Offer {
                item: usable.item,
                category,
                step: step(usable.item),
                limit,
                unknown: usable.unknown,
                money: usable.money,
                gives: vec![],
                aside: 0,
                alike: vec![],
                adds: vec![],
            }));
        }
        for (gap, _) in gaps {
            match &gap.wants {
                Wants::AtMost(way) => model.add_most(way, first),
                Wants::OneOf(ways) => {
                    let needs = ways.iter().map(|way| model.add_need(way, first)).collect();
                    model.rules.push(needs);
                }
                Wants::Words | Wants::Document { .. } | Wants::Subject | Wants::Nothing => {}
            }
        }
        model.offers.retain(|o| !o.gives.is_empty());
        model.look_at_areas(wanted.advice, first);
        model.leave_out_what_is_alike();
        model
    }

    /// Sets apart what goes into an area that is still open: one that advice asks for, and that a session without a
    /// category does not fill.
    fn look_at_areas(&mut self, advice: &[&Gap<'_>], day: Day) {
        let ways: Vec<&Way<'_>> = advice
            .iter()
            .filter_map(|gap| match &gap.wants {
                Wants::OneOf(ways) => Some(ways),
                _ => None,
            })
            .flatten()
            .filter(|way| way.values.is_none() && way.missing > 0)
            .collect();
        let mut areas: Vec<(Word, i64)> = vec![];
        let mut open = vec![false; self.offers.len()];
        for (n, offer) in self.offers.iter().enumerate() {
            let Some(category) = &offer.category else { continue };
            let fills = |way: &&&Way<'_>| {
                given(way, offer.item, Some(category), day).is_some() && given(way, offer.item, None, day).is_none()
            };
            let Some(way) = ways.iter().find(fills) else { continue };
            open[n] = true;
            if !areas.iter().any(|(known, _)| known == category) {
                areas.push((category.clone(), way.missing));
            }
        }
        if !areas.is_empty() {
            for (offer, is_open) in self.offers.iter_mut().zip(open) {
                offer.aside = if is_open { 0 } else { offer.step };
            }
        }
        self.areas = areas;
    }

    /// The same for a mixed plan: no item takes more than a share of the minutes, and there are so many kinds of
    /// activity; none where the offers have not so many.
    pub(super) fn mixed(&self, share: i64, kinds: i64) -> Option<Self> {
        let mut model = self.clone();
        let mut known: Vec<&Word> = vec![];
        let need = model.needs.len();
        for offer in &mut model.offers {
            // one go may be longer than the share, and is left out where it is twice as long
            let whole = if offer.step > share * 2 { 0 } else { (share + offer.step - 1) / offer.step * offer.step };
            offer.limit = Some(offer.limit.map_or(whole, |limit| limit.min(whole)));
            let Some(kind) = offer.item.activity_type.as_ref() else { continue };
            let at = known.iter().position(|k| *k == kind).unwrap_or_else(|| {
                known.push(kind);
                known.len() - 1
            });
            let values = if at < 60 { 1 << at } else { 0 };
            offer.gives.push(Gives { need, amount: 0, rooms: vec![], values });
        }
        if kinds > 1 {
            model.needs.push(Need { missing: kinds, of_values: true, rooms: vec![] });
            model.rules.push(vec![need]);
        } else {
            model.offers.iter_mut().for_each(|o| o.gives.retain(|g| g.need != need));
        }
        (kinds <= 1 || i64::try_from(known.len()).is_ok_and(|n| n >= kinds)).then_some(model)
    }

    fn add_most(&mut self, way: &Way<'_>, day: Day) {
        let n = self.most.len();
        self.most.push(way.missing);
        for offer in &mut self.offers {
            if let Some(given) = given(way, offer.item, offer.category.as_ref(), day) {
                offer.adds.push((n, given.amount));
            }
        }
    }

    fn add_need(&mut self, way: &Way<'_>, day: Day) -> usize {
        let need = self.needs.len();
        let mut groups: Vec<(usize, String)> = vec![];
        let mut values: Vec<String> = vec![];
        let base = self.rooms.len();
        for offer in &mut self.offers {
            let Some(given) = given(way, offer.item, offer.category.as_ref(), day) else { continue };
            let mut rooms = vec![];
            for of in given.rooms {
                let at = groups.iter().position(|g| *g == of).unwrap_or_else(|| {
                    groups.push(of);
                    groups.len() - 1
                });
                rooms.push(base + at);
            }
            let mut bits = 0;
            for value in given.values {
                let at = values.iter().position(|v| *v == value).unwrap_or_else(|| {
                    values.push(value);
                    values.len() - 1
                });
                // more than sixty different values would be no plan
                bits |= if at < 60 { 1 << at } else { 0 };
            }
            offer.gives.push(Gives { need, amount: given.amount, rooms, values: bits });
        }
        self.rooms.extend(groups.iter().map(|(room, group)| way.rooms[*room].left(group)));
        let rooms = (base..self.rooms.len()).collect();
        self.needs.push(Need { missing: way.missing, of_values: way.values.is_some(), rooms });
        need
    }

    /// Leaves out, within an item, each category that another one can always replace at the same cost or less.
    fn leave_out_what_is_alike(&mut self) {
        let mut kept: Vec<Offer<'q>> = vec![];
        for (n, offer) in self.offers.iter().enumerate() {
            let beaten = self.offers.iter().enumerate().any(|(m, other)| {
                m != n
                    && other.item.id == offer.item.id
                    && other.adds == offer.adds
                    && replaces(other, offer, 1)
                    && (m < n || !replaces(offer, other, 1))
            });
            let alike = |other: &&Offer<'q>| {
                other.item.id == offer.item.id
                    && other.category != offer.category
                    && other.adds == offer.adds
                    && replaces(other, offer, 1)
                    && replaces(offer, other, 1)
            };
            if !beaten {
                let alike = self.offers.iter().filter(alike).filter_map(|o| o.category.clone()).collect();
                kept.push(Offer { alike, ..offer.clone() });
            }
        }
        self.offers = kept;
    }

    /// Leaves out whole items that another one can always replace at the same cost or less: it is free, has no limit,
    /// and its sessions make up the same minutes.
    pub(super) fn without_the_beaten(mut self) -> Self {
        let ids: Vec<&crate::model::ItemId> = {
            let mut ids: Vec<_> = self.offers.iter().map(|o| &o.item.id).collect();
            ids.dedup();
            ids
        };
        let of = |id: &crate::model::ItemId| self.offers.iter().filter(|o| o.item.id == *id).collect::<Vec<_>>();
        let beats = |a: &crate::model::ItemId, b: &crate::model::ItemId| {
            let (one, other) = (of(a), of(b));
            let free = one.iter().all(|o| o.limit.is_none() && !o.unknown && o.money == 0);
            free && self.most.is_empty()
                && other.iter().all(|o| one.iter().any(|a| o.step % a.step == 0 && replaces(a, o, o.step / a.step)))
        };
        let out: Vec<&crate::model::ItemId> = ids
            .iter()
            .enumerate()
            .filter(|(n, id)| {
                ids.iter().enumerate().any(|(m, other)| m != *n && beats(other, id) && (m < *n || !beats(id, other)))
            })
            .map(|(_, id)| *id)
            .collect();
        let keep: Vec<Offer<'q>> = self.offers.iter().filter(|o| !out.contains(&&o.item.id)).cloned().collect();
        self.offers = keep;
        self
    }

    /// The same with one rule alone.
    pub(super) fn alone(&self, rule: usize) -> Self {
        let mut model = self.clone();
        model.rules = self.rules.get(rule).cloned().into_iter().collect();
        for (n, need) in model.needs.iter_mut().enumerate() {
            if !model.rules.iter().flatten().any(|of| *of == n) {
                need.missing = 0;
            }
        }
        model
    }

    /// Why a rule that is served cannot be closed.
    pub(super) fn why_not(&self, rule: usize) -> Obstacle {
        let enough = |n: &usize| self.most_of(*n) >= self.needs[*n].missing;
        if self.rules.get(rule).is_some_and(|needs| needs.iter().any(enough)) {
            Obstacle::NoRoom
        } else {
            Obstacle::TooLittle
        }
    }

    /// The most that all offers together could give to one need.
    fn most_of(&self, n: usize) -> i64 {
        let need = &self.needs[n];
        let gives = |o: &Offer<'q>| o.gives.iter().find(|g| g.need == n).cloned();
        if need.of_values {
            let all = self.offers.iter().filter_map(gives).fold(0, |bits, g| bits | g.values);
            return i64::from(all.count_ones());
        }
        let mut sum: i64 = 0;
        let mut items: Vec<&crate::model::ItemId> = self.offers.iter().map(|o| &o.item.id).collect();
        items.dedup();
        for id in items {
            let of_item = self.offers.iter().filter(|o| o.item.id == *id).filter_map(|o| Some((o, gives(o)?)));
            let best = of_item.map(|(o, g)| match o.limit {
                Some(limit) => (limit / o.step).saturating_mul(g.amount),
                None if g.amount > 0 => need.missing,
                None => 0,
            });
            sum = sum.saturating_add(best.max().unwrap_or(0));
        }
        sum
    }
}

/// Do so many sessions of one offer give every need at least what one session of another gives?
fn replaces(one: &Offer<'_>, other: &Offer<'_>, times: i64) -> bool {
    one.aside * times <= other.aside
        && other.gives.iter().all(|g| {
            one.gives.iter().any(|h| {
                h.need == g.need
                    && h.amount * times >= g.amount
                    && h.rooms == g.rooms
                    && h.values & g.values == g.values
            })
        })
}
