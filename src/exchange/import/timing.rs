//! Where the time of a table's rows stands: in one column, in one of several, in two that add up, or between two times
//! of day.

use rayon::prelude::*;

use super::amounts::{self, Amount, AmountFault, Comma, Known, minute};
use super::ask::{Answers, Question};
use super::columns::{Column, Tick};
use super::grid::{Cell, Row, Unit};
use super::names::Role;
use crate::model::Minutes;

/// Where the time stands, with the units of the columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Timing {
    /// Nowhere.
    None,
    /// In one column.
    One(usize, Unit),
    /// In whichever of these is filled, or in all that are; `true`: planned.
    Either(Vec<(usize, Unit, Option<bool>)>),
    /// In all of these together.
    Sum(Vec<(usize, Unit)>),
    /// In all of these together, each for something else.
    Parts(Vec<(usize, Unit, Tick)>),
    /// Between two times of day.
    Clock(usize, usize),
}

/// The time of a row, and whether its column says that it was planned.
pub(super) struct Took {
    pub(super) amount: Result<Option<Amount>, AmountFault>,
    pub(super) planned: Option<bool>,
    /// What it was for, with the time of each.
    pub(super) parts: Vec<(Tick, Minutes)>,
}

impl Timing {
    /// The time of a row, with what is known of all.
    pub(super) fn of(&self, row: &Row, known: Known) -> Took {
        let plain = |amount| Took { amount, planned: None, parts: vec![] };
        match self {
            Self::None => plain(Ok(None)),
            Self::One(at, unit) => plain(amounts::read_in(row.cell(*at), *unit, known)),
            Self::Either(all) => {
                let is_filled = |(at, unit, _): &&(usize, Unit, Option<bool>)| {
                    let amount = amounts::read_in(row.cell(*at), *unit, known);
                    !matches!(amount, Ok(None)) && !matches!(amount, Ok(Some(a)) if a.minutes.0 == 0)
                };
                let filled: Vec<_> = all.iter().filter(is_filled).collect();
                let columns: Vec<(usize, Unit)> = filled.iter().map(|(at, unit, _)| (*at, *unit)).collect();
                let planned = if let [(_, _, planned)] = filled[..] { *planned } else { None };
                Took { amount: sum(row, &columns, known), planned, parts: vec![] }
            }
            Self::Sum(all) => plain(sum(row, all, known)),
            Self::Parts(all) => {
                let columns: Vec<(usize, Unit)> = all.iter().map(|(at, unit, _)| (*at, *unit)).collect();
                let some =
                    |at, unit| amounts::read_in(row.cell(at), unit, known).ok().flatten().filter(|a| a.minutes.0 > 0);
                let parts = all.iter().filter_map(|(at, unit, of)| Some((of.clone(), some(*at, *unit)?.minutes)));
                Took { amount: sum(row, &columns, known), planned: None, parts: parts.collect() }
            }
            Self::Clock(start, end) => plain(Ok(between(row.cell(*start), row.cell(*end)))),
        }
    }

    /// Is it what lies between two times of day?
    pub(super) fn is_clock(&self) -> bool {
        matches!(self, Self::Clock(..))
    }

    /// What a comma is in the columns of a table that hold the time, where other numbers in them show it.
    pub(super) fn comma(&self, rows: &[&Row]) -> Option<Comma> {
        let shown = rows.iter().flat_map(|row| row.filled().filter(|(at, _)| self.uses(*at)));
        let mut shown = shown.filter_map(|(_, cell)| Comma::shown_by(cell));
        let first = shown.next()?;
        shown.all(|other| other == first).then_some(first)
    }

    /// Does a column hold the time?
    pub(super) fn uses(&self, column: usize) -> bool {
        match self {
            Self::None => false,
            Self::One(at, _) => *at == column,
            Self::Either(all) => all.iter().any(|(at, ..)| *at == column),
            Self::Sum(all) => all.iter().any(|(at, _)| *at == column),
            Self::Parts(all) => all.iter().any(|(at, ..)| *at == column),
            Self::Clock(start, end) => *start == column || *end == column,
        }
    }
}

fn sum(row: &Row, all: &[(usize, Unit)], known: Known) -> Result<Option<Amount>, AmountFault> {
    let mut total: Option<Amount> = None;
    for (at, unit) in all {
        if let Some(amount) = amounts::read_in(row.cell(*at), *unit, known)? {
            let before = total.unwrap_or(Amount { minutes: Minutes(0), rounded: false });
            total =
                Some(Amount { minutes: before.minutes + amount.minutes, rounded: before.rounded || amount.rounded });
        }
    }
    Ok(total)
}

/// From one time of day to a later one.
fn between(start: &Cell, end: &Cell) -> Option<Amount> {
    let (start, end) = (minute(start)?, minute(end)?);
    (end > start).then_some(Amount { minutes: Minutes(end - start), rounded: false })
}

/// Finds where the time of a table stands; what cannot be told is asked.
pub(super) fn find(columns: &[Column], rows: &[&Row], answers: &Answers, ask: &mut Vec<Question>) -> Timing {
    let of = |role| columns.iter().filter(move |c| c.role == role);
    let times: Vec<&Column> = of(Role::Time).filter(|c| rows.iter().any(|r| !r.cell(c.at).is_empty())).collect();
    let chosen = answers.amount.as_ref().and_then(|name| {
        let wanted = super::names::plain_words(name);
        columns.iter().find(|c| super::names::plain_words(&c.name) == wanted)
    });
    if let Some(column) = chosen {
        return one(column, rows, answers, ask);
    }
    match &times[..] {
        [] => without(columns, rows, answers, ask),
        [only] if only.part.is_some() => parts(&times, rows, answers, ask).unwrap_or(Timing::None),
        [only] => one(only, rows, answers, ask),
        _ => several(&times, rows, answers, ask),
    }
}

fn one(column: &Column, rows: &[&Row], answers: &Answers, ask: &mut Vec<Question>) -> Timing {
    Timing::One(column.at, unit(column, rows, answers, ask))
}

/// No column of times: two times of day, or points.
fn without(columns: &[Column], rows: &[&Row], answers: &Answers, ask: &mut Vec<Question>) -> Timing {
    let find = |role| columns.iter().find(|c| c.role == role && rows.iter().any(|r| !r.cell(c.at).is_empty()));
    if let (Some(start), Some(end)) = (find(Role::StartTime), find(Role::EndTime)) {
        return Timing::Clock(start.at, end.at);
    }
    let at_a_time = |c: &&Column| {
        let mut cells = rows.iter().map(|r| r.cell(c.at)).filter(|c| !c.is_empty());
        cells.all(|c| matches!(c, Cell::Day(_, minute) if *minute > 0) || c.text().is_some_and(|t| t.contains(':')))
    };
    if let (Some(from), Some(to)) = (find(Role::From).filter(at_a_time), find(Role::To).filter(at_a_time)) {
        return Timing::Clock(from.at, to.at);
    }
    let Some(points) = find(Role::Points) else { return Timing::None };
    if let Some(unit) = answers.unit {
        return Timing::One(points.at, unit);
    }
    if !ask.iter().any(|q| q.flag == "unit") {
        let option = |word: &str, means: &str| (word.to_owned(), means.to_owned());
        ask.push(Question {
            flag: "unit",
            text: format!("How much time is 1 of `{}`?", points.name),
            options: if super::names::are_days(&points.name) {
                vec![option("7h", "seven hours"), option("7h30m", "seven and a half"), option("8h", "eight hours")]
            } else {
                vec![
                    option("60m", "an hour"),
                    option("45m", "45 minutes"),
                    option("minutes", "a minute"),
                    option("10h", "ten hours, as a CEU is"),
                ]
            },
        });
    }
    Timing::One(points.at, Unit::Hours)
}

/// Offers to take times in days, where it is said how long a day is; without that their rows are refused.
pub(super) fn offer_days(timing: &Timing, rows: &[&Row], answers: &Answers, offers: &mut Vec<Question>) {
    if answers.day.is_some() || !offers.is_empty() {
        return;
    }
    let in_days = |row: &&&Row| matches!(timing.of(row, Known::default()).amount, Err(AmountFault::Days(_)));
    let Some(row) = rows.par_iter().find_first(|row| in_days(row)) else { return };
    let cells = row.filled().filter(|(n, _)| timing.uses(*n)).map(|(_, cell)| cell.said());
    let said = cells.collect::<Vec<_>>().join(", ");
    let option = |word: &str, half: &str| (word.to_owned(), format!("half a day is {half}"));
    offers.push(Question {
        flag: "day",
        text: format!("How long is a day in times such as `{said}`?"),
        options: vec![option("7h", "3h30m"), option("7h30m", "3h45m"), option("8h", "4h"), option("6h", "3h")],
    });
}

/// Several columns of times: what they say of each other decides, or it is asked.
fn several(times: &[&Column], rows: &[&Row], answers: &Answers, ask: &mut Vec<Question>) -> Timing {
    if let [hours, minutes] = times
        && let Some(sum) = hours_and_minutes(hours, minutes, rows)
    {
        return sum;
    }
    if let Some(parts) = parts(times, rows, answers, ask) {
        return parts;
    }
    let mut quiet = vec![];
    let with_unit: Vec<(usize, Unit, Option<bool>)> =
        times.iter().map(|c| (c.at, unit(c, rows, answers, &mut quiet), c.planned)).collect();
    let known = Known { day: answers.day, ..Known::default() };
    let read = |row: &Row, n: usize| {
        let (at, unit, _) = with_unit[n];
        amounts::read_in(row.cell(at), unit, known).ok().flatten().map_or(0, |a| a.minutes.0)
    };
    let count = with_unit.len();
    let all: Vec<Vec<i64>> = rows.iter().map(|row| (0..count).map(|n| read(row, n)).collect()).collect();
    let whole = |n: usize| all.iter().all(|row| row[n] == row.iter().sum::<i64>() - row[n]);
    let several = all.iter().any(|row| row.iter().filter(|m| **m > 0).count() > 2);
    if let Some(total) = (0..count).find(|n| several && whole(*n)) {
        return one(times[total], rows, answers, ask);
    }
    let opposites = count == 2 && super::names::are_opposites(&times[0].name, &times[1].name);
    if opposites || all.iter().all(|row| row.iter().filter(|m| **m > 0).count() <= 1) {
        ask.append(&mut quiet);
        return Timing::Either(with_unit);
    }
    if let Some(first) = times.first().filter(|_| all.iter().all(|row| row.iter().all(|m| *m == row[0]))) {
        return one(first, rows, answers, ask);
    }
    if !ask.iter().any(|q| q.flag == "amount") {
        let option = |c: &&Column| {
            let sample = rows.iter().map(|r| r.cell(c.at).said()).find(|t| !t.is_empty()).unwrap_or_default();
            (c.name.clone(), format!("such as {sample}"))
        };
        let text = "Several columns hold times, which differ. Which one counts?".to_owned();
        ask.push(Question { flag: "amount", text, options: times.iter().map(option).collect() });
    }
    Timing::None
}

/// A column for each category: what stands in them is one time. A column that adds them up says no more.
fn parts(times: &[&Column], rows: &[&Row], answers: &Answers, ask: &mut Vec<Question>) -> Option<Timing> {
    let mut asks = vec![];
    let mut with_unit = |c: &&Column| (c.at, unit(c, rows, answers, &mut asks));
    let all: Vec<(usize, Unit, Tick)> = times
        .iter()
        .filter_map(|c| {
            let of = c.part.clone()?;
            let (at, unit) = with_unit(c);
            Some((at, unit, of))
        })
        .collect();
    let others: Vec<(usize, Unit)> = times.iter().filter(|c| c.part.is_none()).map(with_unit).collect();
    let columns: Vec<(usize, Unit)> = all.iter().map(|(at, unit, _)| (*at, *unit)).collect();
    let known = Known { day: answers.day, ..Known::default() };
    let minutes = |row: &Row, of: &[(usize, Unit)]| sum(row, of, known).ok().flatten().map(|a| a.minutes.0);
    let fits = match &others[..] {
        [] => true,
        [total] => all.len() > 1 && rows.iter().all(|row| minutes(row, &columns) == minutes(row, &[*total])),
        _ => false,
    };
    if all.is_empty() || !fits {
        return None;
    }
    asks.retain(|q: &Question| !ask.iter().any(|a| a.flag == q.flag));
    asks.truncate(1);
    ask.append(&mut asks);
    Some(Timing::Parts(all))
}

/// `Hours` and `Minutes` that are two parts of one time.
fn hours_and_minutes(a: &Column, b: &Column, rows: &[&Row]) -> Option<Timing> {
    let (hours, minutes) = match (a.unit, b.unit) {
        (Some(Unit::Hours), Some(Unit::Minutes)) => (a, b),
        (Some(Unit::Minutes), Some(Unit::Hours)) => (b, a),
        _ => return None,
    };
    let mut alike = true;
    for row in rows {
        let (h, m) = (row.cell(hours.at), row.cell(minutes.at));
        let number = |cell: &Cell| if cell.is_empty() { Some(0.0) } else { amounts::plain(cell) };
        let (h, m) = (number(h)?, number(m)?);
        if h.fract() != 0.0 || m.fract() != 0.0 || m >= 60.0 {
            return None;
        }
        alike &= (h * 60.0 - m).abs() < 0.5;
    }
    (!alike).then(|| Timing::Sum(vec![(hours.at, Unit::Hours), (minutes.at, Unit::Minutes)]))
}

/// The unit of a column's plain numbers.
fn unit(column: &Column, rows: &[&Row], answers: &Answers, ask: &mut Vec<Question>) -> Unit {
    if let Some(unit) = answers.unit {
        return unit;
    }
    let numbers: Vec<f64> =
        rows.iter().filter_map(|r| amounts::plain(r.cell(column.at))).filter(|n| *n > 0.0).collect();
    if numbers.is_empty() {
        return column.unit.unwrap_or(Unit::Hours);
    }
    if column.unit == Some(Unit::Minutes) || matches!(column.unit, Some(Unit::Of(_))) {
        return column.unit.unwrap_or(Unit::Minutes);
    }
    let near = |n: f64, each: f64| (n * each - (n * each).round()).abs() < 0.034;
    if numbers.iter().all(|n| *n < 4.0 && near(*n, 1_440.0)) && numbers.iter().any(|n| !near(*n, 60.0)) {
        return Unit::Serial;
    }
    if is_clock_like(&numbers) {
        asked(column, ask, &numbers, &[("hours", "0.30 is 18 minutes"), ("clock", "0.30 is 30 minutes")]);
        return Unit::Hours;
    }
    if let Some(unit) = column.unit {
        return unit;
    }
    let most = numbers.iter().copied().fold(0.0, f64::max);
    let least = numbers.iter().copied().fold(f64::MAX, f64::min);
    if most > 40.0 && numbers.iter().all(|n| n.fract() == 0.0) && least >= 5.0 {
        return Unit::Minutes;
    }
    if numbers.iter().any(|n| n.fract() != 0.0) || most <= 12.0 {
        return Unit::Hours;
    }
    asked(column, ask, &numbers, &[("hours", "hours"), ("minutes", "minutes")]);
    Unit::Hours
}

/// Are the parts behind the point those of minutes: `.30`, `.15`, `.45`, and never `.5`, `.25`, `.75`?
fn is_clock_like(numbers: &[f64]) -> bool {
    let parts: Vec<i64> = numbers.iter().filter_map(|n| format!("{:.0}", n.fract() * 100.0).parse().ok()).collect();
    let broken = parts.iter().filter(|p| **p != 0).count();
    let of_clock = parts.iter().filter(|p| matches!(p, 15 | 30 | 45)).count();
    broken > 0 && of_clock == broken && parts.iter().any(|p| *p == 30 || *p == 45 || *p == 15)
}

fn asked(column: &Column, ask: &mut Vec<Question>, numbers: &[f64], options: &[(&str, &str)]) {
    if ask.iter().any(|q| q.flag == "unit") {
        return;
    }
    let sample: Vec<String> = numbers.iter().take(3).map(ToString::to_string).collect();
    ask.push(Question {
        flag: "unit",
        text: format!("What are the numbers in `{}`, such as {}?", column.name, sample.join(", ")),
        options: options.iter().map(|(word, means)| ((*word).to_owned(), (*means).to_owned())).collect(),
    });
}
