//! Where the time of a table's rows stands: in one column, in one of several, in two that add up, or between two times
//! of day.

use super::amounts::{self, Amount, AmountFault};
use super::ask::{Answers, Question};
use super::columns::Column;
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
    /// In whichever of these is filled; `true`: planned.
    Either(Vec<(usize, Unit, Option<bool>)>),
    /// In all of these together.
    Sum(Vec<(usize, Unit)>),
    /// Between two times of day.
    Clock(usize, usize),
}

/// The time of a row, and whether its column says that it was planned.
pub(super) struct Took {
    pub(super) amount: Result<Option<Amount>, AmountFault>,
    pub(super) planned: Option<bool>,
}

impl Timing {
    /// The time of a row.
    pub(super) fn of(&self, row: &Row) -> Took {
        let plain = |amount| Took { amount, planned: None };
        match self {
            Self::None => plain(Ok(None)),
            Self::One(at, unit) => plain(amounts::read(row.cell(*at), *unit)),
            Self::Either(all) => {
                let found = all.iter().find_map(|(at, unit, planned)| {
                    let amount = amounts::read(row.cell(*at), *unit);
                    let empty = matches!(amount, Ok(None)) || matches!(amount, Ok(Some(a)) if a.minutes.0 == 0);
                    (!empty).then_some(Took { amount, planned: *planned })
                });
                found.unwrap_or_else(|| plain(Ok(None)))
            }
            Self::Sum(all) => plain(sum(row, all)),
            Self::Clock(start, end) => plain(Ok(between(row.cell(*start), row.cell(*end)))),
        }
    }

    /// Does a column hold the time?
    pub(super) fn uses(&self, column: usize) -> bool {
        match self {
            Self::None => false,
            Self::One(at, _) => *at == column,
            Self::Either(all) => all.iter().any(|(at, ..)| *at == column),
            Self::Sum(all) => all.iter().any(|(at, _)| *at == column),
            Self::Clock(start, end) => *start == column || *end == column,
        }
    }
}

fn sum(row: &Row, all: &[(usize, Unit)]) -> Result<Option<Amount>, AmountFault> {
    let mut total: Option<Amount> = None;
    for (at, unit) in all {
        if let Some(amount) = amounts::read(row.cell(*at), *unit)? {
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

/// `09:30`, `9:30 AM`, `9.30 pm`.
pub(super) fn minute(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Time(seconds) => Some(seconds / 60).filter(|m| *m <= 24 * 60),
        Cell::Day(_, minute) => Some(i64::from(*minute)),
        Cell::Text(text) => {
            let text = text.trim().to_lowercase();
            let (text, after_noon) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
                (Some(text), _) => (text.trim(), Some(true)),
                (_, Some(text)) => (text.trim(), Some(false)),
                _ => (text.as_str(), None),
            };
            let (hour, rest) = text.split_once([':', '.', 'h']).unwrap_or((text, "0"));
            let rest = rest.split(':').next().filter(|r| !r.is_empty()).unwrap_or("0");
            let (hour, rest): (i64, i64) = (hour.trim().parse().ok()?, rest.trim().parse().ok()?);
            let hour = match after_noon {
                Some(true) if hour < 12 => hour + 12,
                Some(false) if hour == 12 => 0,
                _ => hour,
            };
            ((0..=24).contains(&hour) && (0..60).contains(&rest)).then_some(hour * 60 + rest)
        }
        _ => None,
    }
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
    let Some(points) = find(Role::Points) else { return Timing::None };
    if let Some(unit) = answers.unit {
        return Timing::One(points.at, unit);
    }
    if !ask.iter().any(|q| q.flag == "unit") {
        let option = |word: &str, means: &str| (word.to_owned(), means.to_owned());
        ask.push(Question {
            flag: "unit",
            text: format!("How much time is 1 of `{}`?", points.name),
            options: vec![
                option("60m", "an hour"),
                option("45m", "45 minutes"),
                option("minutes", "a minute"),
                option("10h", "ten hours, as a CEU is"),
            ],
        });
    }
    Timing::One(points.at, Unit::Hours)
}

/// Several columns of times: what they say of each other decides, or it is asked.
fn several(times: &[&Column], rows: &[&Row], answers: &Answers, ask: &mut Vec<Question>) -> Timing {
    if let [hours, minutes] = times
        && let Some(sum) = hours_and_minutes(hours, minutes, rows)
    {
        return sum;
    }
    let mut quiet = vec![];
    let with_unit: Vec<(usize, Unit, Option<bool>)> =
        times.iter().map(|c| (c.at, unit(c, rows, answers, &mut quiet), c.planned)).collect();
    let read = |row: &Row, n: usize| {
        let (at, unit, _) = with_unit[n];
        amounts::read(row.cell(at), unit).ok().flatten().map_or(0, |a| a.minutes.0)
    };
    let count = with_unit.len();
    let all: Vec<Vec<i64>> = rows.iter().map(|row| (0..count).map(|n| read(row, n)).collect()).collect();
    let whole = |n: usize| all.iter().all(|row| row[n] == row.iter().sum::<i64>() - row[n]);
    let several = all.iter().any(|row| row.iter().filter(|m| **m > 0).count() > 2);
    if let Some(total) = (0..count).find(|n| several && whole(*n)) {
        return one(times[total], rows, answers, ask);
    }
    if all.iter().all(|row| row.iter().filter(|m| **m > 0).count() <= 1) {
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
