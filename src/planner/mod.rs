//! Finds offerings of the directory that close all gaps: the cheapest, a mix, and those that are done the soonest. The
//! search is exact as far as it may go, and its answer is judged again.
//!
//! ```text
//! follows, record, a day -> gaps               policy::assess::gap
//! gaps, directory -> Model {needs, offers}     model     (whole numbers, nothing else)
//! Model -> the best choice for an aim          search    (exact)
//!       or a good one, where that takes too long      greedy
//! choice -> lines with days -> judged again    here
//! ```
//!
//! What is compared, and in which order, is the aim's: [`Cost::rank`]. Between plans that are equal, the one that fills
//! areas which are still open is taken. A rule that asks for what the directory does not say (a reflection, a document, a
//! topic) is left to the member, and named.

mod greedy;
mod model;
mod obstacle;
mod search;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::{CategoryPart, Day, Days, Item, ItemId, Minutes, Period, Price, Word};
use crate::policy::amounts::wants::Wants;
use crate::policy::judge::gap::{Gap, gaps};
use crate::policy::{Follow, Record, Records, RuleResult, Severity, Verdict, assess};
use model::{Model, Offer, Usable, Wanted};
pub(crate) use obstacle::Obstacle;
pub(crate) use search::Bound;
pub(crate) use state::{Aim, Cost};

/// A question to the planner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'q> {
    /// The policies whose gaps are to be closed.
    pub follows: &'q [Follow<'q>],
    /// The record.
    pub records: &'q Records<'q>,
    /// The directory: what a plan may use.
    pub directory: &'q BTreeMap<ItemId, Item>,
    /// The first day that a plan may use.
    pub today: Day,
    /// The last day that a plan may use; without one, as late as each rule allows.
    pub by: Option<Day>,
    /// Use free offerings only.
    pub free: bool,
    /// Close gaps of advice too.
    pub advice: bool,
    /// Use these offerings only; empty: all of them.
    pub only: &'q [ItemId],
    /// How long the search may be.
    pub bound: Bound,
}

/// What a plan can do about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// The plan closes it.
    ByPlan,
    /// The member has to do something that no offering gives.
    ByMember(Obstacle),
    /// No offering can close it.
    ByNothing(Obstacle),
    /// Its time is over, or has not begun.
    NotNow(Obstacle),
}

/// A rule with a gap.
#[derive(Debug, Clone)]
pub(crate) struct OpenRule {
    /// Title of the policy.
    pub policy_title: String,
    /// Id of the policy.
    pub policy: crate::model::PolicyId,
    /// The period that is judged.
    pub period: Period,
    /// How it would stand on its last day without the plan.
    pub result: RuleResult,
    /// The last day that still counts for it.
    pub until: Day,
    /// Who can close it.
    pub closed: Closed,
    /// Items of the directory that serve it, the cheapest first, whether the plan uses them or not.
    pub served_by: Vec<ItemId>,
}

/// One line of a plan: an offering, how much of it, and by when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The offering.
    pub item: ItemId,
    /// The category to log it in, where that matters.
    pub category: Option<Word>,
    /// Minutes in all.
    pub minutes: Minutes,
    /// In how many sessions.
    pub steps: i64,
    /// The last day.
    pub due: Day,
}

impl PlanOutcome {
    /// The plans, the cheapest first; none where there is none.
    pub(crate) fn plans(&self) -> &[Plan] {
        if let Self::Plans(all) = self { all } else { &[] }
    }
}

impl Line {
    /// The command that logs one go of it.
    pub(crate) fn log(&self) -> String {
        let step = Minutes(self.minutes.0 / self.steps.max(1));
        let category = self.category.as_ref().map(|c| format!(" --category {c}")).unwrap_or_default();
        format!("cpdfolio log @{} {} --planned{category}", self.item, step.data())
    }
}

/// The answer to a [`Question`].
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Every rule with a gap, in the order of policies and rules.
    pub open: Vec<OpenRule>,
    /// What to do.
    pub outcome: PlanOutcome,
    /// Where the offerings that were named do not close everything: what they can give.
    pub(crate) part: Option<Part>,
    /// The currency in which money is counted: items with another one count as of unknown price.
    pub currency: Option<String>,
}

/// What some offerings can give to gaps that they do not close.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What to do.
    pub(crate) lines: Vec<Line>,
    /// What stays open with it: places in [`Answer::open`], and how each rule would stand.
    pub(crate) left: Vec<(usize, RuleResult)>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// What it is to be good at.
    pub aim: Aim,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What it costs.
    pub cost: Cost,
    /// Is it known that none is better?
    pub exact: bool,
}

impl Plan {
    /// How many offerings it uses.
    pub(crate) fn offerings(&self) -> usize {
        let mut items: Vec<&ItemId> = self.lines.iter().map(|l| &l.item).collect();
        items.sort_unstable();
        items.dedup();
        items.len()
    }
}

/// What the search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlanOutcome {
    /// Nothing that a plan could close is open.
    NothingToPlan,
    /// Plans, the cheapest first; each closes the same.
    Plans(Vec<Plan>),
    /// There is no plan. The reason stands with each rule that nothing closes; where there is no such rule, it stands
    /// here.
    Impossible(Option<Obstacle>),
    /// The search gave up: too many combinations to find any plan.
    TooLarge,
}

/// Answers a question: the cheapest plan, or why there is none.
pub(crate) fn answer(ask: Question<'_>) -> Answer {
    let periods: Vec<Period> = ask.follows.iter().map(|f| f.period_of(ask.today)).collect();
    let last = |period: &Period| ask.by.map_or(period.days.last, |by| by.min(period.days.last));
    let mut found: Vec<(usize, Gap<'_>)> = vec![];
    let mut advice: Vec<Gap<'_>> = vec![];
    for (n, (follow, period)) in ask.follows.iter().zip(&periods).enumerate() {
        for gap in gaps(follow, period, ask.records, last(period)) {
            if ask.advice || gap.rule.severity != Severity::Advice {
                found.push((n, gap));
            } else {
                advice.push(gap);
            }
        }
    }
    let until = |n: usize, gap: &Gap<'_>| gap.days.last.min(last(&periods[n]));
    let (items, currency) = usable(&ask);
    let mut open = vec![];
    let mut wanted = vec![];
    for (n, gap) in &found {
        let (until, follow) = (until(*n, gap), &ask.follows[*n]);
        let served: Vec<ItemId> = match &gap.wants {
            Wants::AtMost(_) => {
                wanted.push((gap, until));
                continue;
            }
            wants => items
                .iter()
                .filter(|i| model::serves(i.item, wants, ask.follows, until))
                .map(|i| i.item.id.clone())
                .collect(),
        };
        let closed = if until < ask.today || gap.days.first > ask.today {
            Closed::NotNow(not_now(gap, ask.today))
        } else if served.is_empty() {
            nobody(gap)
        } else {
            wanted.push((gap, until));
            Closed::ByPlan
        };
        open.push(OpenRule {
            policy_title: follow.policy.title.clone(),
            policy: follow.policy.id.clone(),
            period: periods[*n].clone(),
            result: gap.result.clone(),
            until,
            closed,
            served_by: served,
        });
    }
    let unstated = ask.follows.iter().zip(&periods).filter_map(|(follow, period)| unstated(&ask, follow, period));
    open.extend(unstated);
    let advice: Vec<&Gap<'_>> = advice.iter().collect();
    let first = wanted.iter().map(|(_, until)| *until).min().unwrap_or(ask.today);
    let wanted = Wanted { gaps: &wanted, advice: &advice, first };
    let outcome = decide(&ask, &mut open, wanted, &items, &periods);
    let named = matches!(outcome, PlanOutcome::Impossible(_)) && !ask.only.is_empty();
    let part = if named { part(&ask, &open, wanted, &items, &periods) } else { None };
    Answer { open, outcome, part, currency }
}

/// What the offerings that were named can give, where it is not enough; none where they give nothing.
fn part(
    ask: &Question<'_>,
    open: &[OpenRule],
    wanted: Wanted<'_>,
    items: &[Usable<'_>],
    periods: &[Period],
) -> Option<Part> {
    let weeks = ((wanted.first - ask.today).num_days() / 7 + 1).max(1);
    let model = Model::new(&wanted, items, ask.follows, weeks);
    let choice = greedy::as_far_as(&model, &mut ask.bound.steps());
    let lines = lines_of(&model, &choice, wanted.first);
    let after = applied(ask, &lines);
    let records = after.records(ask);
    let stands = |o: &OpenRule| {
        let at = ask.follows.iter().position(|f| f.policy.id == o.policy)?;
        let judged = assess(&ask.follows[at], &periods[at], &records, o.until);
        judged.rule(o.result.id.as_str()).filter(|rule| rule.verdict != Some(Verdict::Met)).cloned()
    };
    let closable = |o: &OpenRule| matches!(o.closed, Closed::ByPlan | Closed::ByNothing(_));
    let left =
        open.iter().enumerate().filter(|(_, o)| closable(o)).filter_map(|(n, o)| Some((n, stands(o)?))).collect();
    (!lines.is_empty()).then_some(Part { lines, left })
}

/// A policy of which nobody knows what it still asks, and by when: its first rule, for the member to clear up.
fn unstated(ask: &Question<'_>, follow: &Follow<'_>, period: &Period) -> Option<OpenRule> {
    let judged = assess(follow, period, ask.records, ask.today);
    if !judged.days_unknown() {
        return None;
    }
    Some(OpenRule {
        policy_title: follow.policy.title.clone(),
        policy: follow.policy.id.clone(),
        period: period.clone(),
        result: judged.binding().next()?.clone(),
        until: period.days.last,
        closed: Closed::ByMember(Obstacle::CycleStart),
        served_by: vec![],
    })
}

fn not_now(gap: &Gap<'_>, today: Day) -> Obstacle {
    if gap.days.last < today { Obstacle::Over(gap.days.last) } else { Obstacle::NotBegun(gap.days.first) }
}

/// Obstacle no item serves a rule, and who can close it.
fn nobody(gap: &Gap<'_>) -> Closed {
    match &gap.wants {
        Wants::Words => Closed::ByMember(Obstacle::Write),
        Wants::Document { unsaid: true } => Closed::ByMember(Obstacle::UnsaidDocument),
        Wants::Document { unsaid: false } => Closed::ByMember(Obstacle::Document),
        Wants::AtMost(_) | Wants::Nothing => Closed::NotNow(Obstacle::Happened),
        Wants::Subject => Closed::ByMember(Obstacle::Subject),
        Wants::OneOf(ways) if model::asks_more(ways) => Closed::ByMember(Obstacle::Subject),
        Wants::OneOf(_) => Closed::ByNothing(Obstacle::NotServed),
    }
}

/// The items that may be used, the cheapest first, and the currency of their prices.
fn usable<'q>(ask: &Question<'q>) -> (Vec<Usable<'q>>, Option<String>) {
    let chosen = ask.directory.values().filter(|i| ask.only.is_empty() || ask.only.contains(&i.id));
    let chosen: Vec<&Item> = chosen.filter(|i| !ask.free || i.price == Price::Free).collect();
    let mut currencies: BTreeMap<String, usize> = BTreeMap::new();
    for (_, currency) in chosen.iter().filter_map(|i| price(i)) {
        *currencies.entry(currency).or_default() += 1;
    }
    let most = currencies.iter().max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0))).map(|(c, _)| c.clone());
    let mut all: Vec<Usable<'q>> = chosen
        .into_iter()
        .map(|item| match (item.price, price(item)) {
            (Price::Free, _) => Usable { item, unknown: false, money: 0 },
            (_, Some((money, currency))) if Some(&currency) == most.as_ref() => Usable { item, unknown: false, money },
            _ => Usable { item, unknown: true, money: 0 },
        })
        .collect();
    all.sort_by(|a, b| {
        (a.unknown, a.money, !a.item.confirmed, &a.item.id).cmp(&(b.unknown, b.money, !b.item.confirmed, &b.item.id))
    });
    (all, most)
}

/// `45 GBP`, `45.50 GBP`: hundredths and currency.
fn price(item: &Item) -> Option<(i64, String)> {
    let (number, currency) = item.amount.as_deref()?.trim().split_once(' ')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |t: &str| !t.is_empty() && t.len() <= 9 && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return None;
    }
    let cents: i64 = format!("{part:0<2}").parse().ok()?;
    Some((whole.parse::<i64>().ok()? * 100 + cents, currency.trim().to_owned()))
}

fn decide(
    ask: &Question<'_>,
    open: &mut [OpenRule],
    wanted: Wanted<'_>,
    items: &[Usable<'_>],
    periods: &[Period],
) -> PlanOutcome {
    let blamed = |open: &[OpenRule]| open.iter().any(|o| matches!(o.closed, Closed::ByNothing(_)));
    if blamed(open) {
        return PlanOutcome::Impossible(None);
    }
    if !open.iter().any(|o| o.closed == Closed::ByPlan) {
        return PlanOutcome::NothingToPlan;
    }
    let weeks = |until: Day| ((until - ask.today).num_days() / 7 + 1).max(1);
    let last = wanted.gaps.iter().map(|(_, until)| *until).max().unwrap_or(wanted.first);
    let of_weeks = |weeks| {
        let whole = Model::new(&wanted, items, ask.follows, weeks);
        let model = whole.clone().without_the_beaten();
        let found = search::best(&model, Aim::Cheapest, ask.bound);
        (whole, model, found)
    };
    // what a week can hold is counted until the first day; where that is too little, until the last
    let mut tried = of_weeks(weeks(wanted.first));
    if tried.2 == search::Found::None && weeks(last) > weeks(wanted.first) {
        tried = of_weeks(weeks(last));
    }
    let (whole, model, found) = tried;
    let exact = matches!(found, search::Found::Best(..));
    match found {
        search::Found::TooLarge => PlanOutcome::TooLarge,
        search::Found::None => {
            let rules = open.iter_mut().filter(|o| o.closed == Closed::ByPlan).enumerate();
            for (n, rule) in
                rules.filter(|(n, _)| search::best(&model.alone(*n), Aim::Cheapest, ask.bound) == search::Found::None)
            {
                rule.closed = Closed::ByNothing(model.why_not(n));
            }
            PlanOutcome::Impossible((!blamed(open)).then_some(Obstacle::NotTogether))
        }
        search::Found::Best(choice, cost) | search::Found::Good(choice, cost) => {
            let lines = in_time(ask, open, &model, &choice, wanted.first, periods);
            if !closes(ask, open, &lines, periods) {
                let none = PlanOutcome::Impossible(Some(Obstacle::ByDay));
                return if exact { none } else { PlanOutcome::TooLarge };
            }
            let mut plans = vec![Plan { aim: Aim::Cheapest, lines, cost, exact }];
            let mut add = |aim, model: &Model<'_>| {
                let plan = beside(ask, open, model, aim, wanted.first, periods);
                plans.extend(plan);
                plans.last().is_some_and(|p| p.aim == aim)
            };
            let share = (cost.minutes / SHARES).max(SHARE);
            let mixes = (1..=KINDS).rev().filter_map(|kinds| whole.mixed(share, kinds));
            for mixed in mixes {
                if add(Aim::Mixed, &mixed) {
                    break;
                }
            }
            add(Aim::Quickest, &model);
            PlanOutcome::Plans(plans)
        }
    }
}

/// A mixed plan has so many kinds of activity, where there are so many.
const KINDS: i64 = 3;
/// No offering of a mixed plan takes more than this part of its time,
const SHARES: i64 = 4;
/// or more than these minutes, where that is more.
const SHARE: i64 = 120;

/// A plan with another aim than to be cheap; none where the search found none that closes everything.
fn beside(
    ask: &Question<'_>,
    open: &[OpenRule],
    model: &Model<'_>,
    aim: Aim,
    first: Day,
    periods: &[Period],
) -> Option<Plan> {
    let found = search::best(model, aim, ask.bound.beside());
    let exact = matches!(found, search::Found::Best(..));
    let (search::Found::Best(choice, cost) | search::Found::Good(choice, cost)) = found else { return None };
    let lines = in_time(ask, open, model, &choice, first, periods);
    closes(ask, open, &lines, periods).then_some(Plan { aim, lines, cost, exact })
}

/// The lines of a choice. Where several categories do, each line is for the area that has the most room, the longest
/// line first.
fn lines_of(model: &Model<'_>, choice: &[(usize, i64)], first: Day) -> Vec<Line> {
    let line = |(offer, steps): &(usize, i64)| {
        let Offer { item, category, step, .. } = &model.offers[*offer];
        let minutes = Minutes(step * steps);
        Line { item: item.id.clone(), category: category.clone(), minutes, steps: *steps, due: first }
    };
    let mut lines: Vec<Line> = choice.iter().map(line).collect();
    let mut areas = model.areas.clone();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|n| std::cmp::Reverse(lines[*n].minutes));
    for n in order {
        let offer = &model.offers[choice[n].0];
        let fits = |word: &Word| offer.category.as_ref() == Some(word) || offer.alike.contains(word);
        let mut room: Option<usize> = None;
        for (at, (word, left)) in areas.iter().enumerate() {
            if *left > 0 && fits(word) && room.is_none_or(|r| *left > areas[r].1) {
                room = Some(at);
            }
        }
        if let Some(at) = room {
            lines[n].category = Some(areas[at].0.clone());
            areas[at].1 -= lines[n].minutes.0;
        }
    }
    lines
}

/// The lines of a choice, each as late as all rules allow.
fn in_time(
    ask: &Question<'_>,
    open: &[OpenRule],
    model: &Model<'_>,
    choice: &[(usize, i64)],
    first: Day,
    periods: &[Period],
) -> Vec<Line> {
    let mut lines = lines_of(model, choice, first);
    let mut days: Vec<Day> = open.iter().filter(|o| o.closed == Closed::ByPlan).map(|o| o.until).collect();
    days.sort_unstable();
    days.dedup();
    for n in (0..lines.len()).rev() {
        for day in days.iter().rev().take_while(|d| **d > first) {
            let kept = lines[n].due;
            lines[n].due = *day;
            if closes(ask, open, &lines, periods) {
                break;
            }
            lines[n].due = kept;
        }
    }
    lines.sort_by_key(|l| l.due);
    lines
}

/// Judges the record with the plan's entries: does it close all gaps that it should?
pub(crate) fn closes(ask: &Question<'_>, open: &[OpenRule], lines: &[Line], periods: &[Period]) -> bool {
    let after = applied(ask, lines);
    let records = after.records(ask);
    let wanted = open.iter().filter(|o| o.closed == Closed::ByPlan);
    let met = |o: &OpenRule| {
        let at = ask.follows.iter().position(|f| f.policy.id == o.policy)?;
        let result = assess(&ask.follows[at], &periods[at], &records, o.until);
        Some(result.rule(o.result.id.as_str())?.verdict == Some(Verdict::Met))
    };
    wanted.into_iter().all(|o| met(o) == Some(true))
}

/// The entries that a plan would add: each session on a day of its own, as far as there are days.
struct Applied<'q> {
    entries: Vec<Go<'q>>,
}

/// One session of an item.
struct Go<'q> {
    key: String,
    day: Day,
    minutes: Minutes,
    categories: Vec<CategoryPart>,
    item: &'q Item,
}

fn applied<'q>(ask: &Question<'q>, lines: &[Line]) -> Applied<'q> {
    let busy: Vec<Days> = ask.records.all().iter().map(|(_, r)| r.days).filter(|d| d.last >= ask.today).collect();
    let mut taken: Vec<Day> = vec![];
    let mut entries = vec![];
    for line in lines {
        let Some(item) = ask.directory.get(&line.item) else { continue };
        let step = Minutes(line.minutes.0 / line.steps.max(1));
        for n in 0..line.steps {
            let mut days = line.due.iter_days().rev_until(ask.today);
            let free = |d: &Day| !taken.contains(d) && !busy.iter().any(|b| b.contains(*d));
            let day = days.find(free).unwrap_or(line.due);
            taken.push(day);
            let categories =
                line.category.iter().map(|c| CategoryPart { category: c.clone(), minutes: step }).collect();
            let key = format!("plan-{}-{n}", line.item);
            entries.push(Go { key, day, minutes: step, categories, item });
        }
    }
    Applied { entries }
}

/// The days from one back to another.
trait Backwards {
    fn rev_until(self, first: Day) -> impl Iterator<Item = Day>;
}

impl Backwards for chrono::naive::NaiveDateDaysIterator {
    fn rev_until(self, first: Day) -> impl Iterator<Item = Day> {
        self.rev().take_while(move |d| *d >= first)
    }
}

impl<'q> Applied<'q> {
    fn records<'r>(&'r self, ask: &Question<'r>) -> Records<'r>
    where
        'q: 'r,
    {
        let mut all: Vec<Record<'r>> = ask.records.all().iter().map(|(_, r)| r.clone()).collect();
        all.extend(self.entries.iter().map(|go| Record {
            key: &go.key,
            categories: &go.categories,
            ..model::record(
                Days { first: go.day, last: go.day },
                go.minutes,
                go.item.activity_type.as_ref(),
                go.item.provider.as_deref(),
            )
        }));
        Records::new(all)
    }
}
