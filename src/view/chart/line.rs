//! Hours as they grew, against an even pace: a line of steps over the days of a period.

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use super::Percent;
use crate::model::{Day, Days};

/// The picture is so many units wide and high; what draws it stretches it to its place.
const SIDE: i64 = 1_000;

/// Minutes as they grew over a period, and the even pace to its target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Growth {
    /// The steps as the points of a line, 0 to 1000 from the left and from the top.
    pub line: String,
    /// The same with the ground under it, for a surface.
    pub surface: String,
    /// Where the even pace ends, from the top; it starts at the bottom left.
    pub pace_end: i64,
    /// The height of the target.
    pub target_y: Percent,
    /// Where the steps end: the day of the build, or the end of the period.
    pub end_x: Percent,
    /// How high they end.
    pub end_y: Percent,
    /// The months, at their first days.
    pub months: Vec<MonthMark>,
}

/// A month on the axis, and the figures at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MonthMark {
    /// Its number, from 1 to 12.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Its name, short.
    pub short: String,
    /// Where it begins.
    pub x: Percent,
    /// Is there room for its name on the axis, after the last one that is named?
    pub has_room: bool,
    /// Minutes from the start of the period to the end of the month; none: it is still to come.
    pub minutes: Option<i64>,
    /// What the even pace would have brought by then.
    pub pace: i64,
}

impl Growth {
    /// From what each day brought, in any order. Days outside the period, or after `as_of`, are not drawn.
    pub(crate) fn new(period: Days, as_of: Day, brought: &[(Day, i64)], target: i64) -> Self {
        let last = period.last.min(as_of).max(period.first);
        let mut days: Vec<(Day, i64)> =
            brought.iter().copied().filter(|(day, _)| period.first <= *day && *day <= last).collect();
        days.sort_unstable();
        let sum: i64 = days.iter().map(|(_, minutes)| minutes).sum();
        // A little room above the higher of the two.
        let whole = (sum.max(target) * 21 / 20).max(1);
        let count = period.count().max(1);
        // The day is over when its minutes are there: the first day ends at 1.
        let x = |day: Day| ((day - period.first).num_days() + 1) * SIDE / count;
        let y = |minutes: i64| SIDE - minutes.clamp(0, whole) * SIDE / whole;
        let mut line = format!("0,{SIDE}");
        let mut so_far = 0;
        for (day, minutes) in &days {
            let before = y(so_far);
            so_far += minutes;
            line.push_str(&format!(" {},{before} {},{}", x(*day), x(*day), y(so_far)));
        }
        line.push_str(&format!(" {},{}", x(last), y(so_far)));
        Self {
            surface: format!("{line} {},{SIDE}", x(last)),
            line,
            pace_end: y(target),
            target_y: Percent::of(y(target), SIDE),
            end_x: Percent::of(x(last), SIDE),
            end_y: Percent::of(y(so_far), SIDE),
            months: months(period, last, &days, target),
        }
    }
}

fn months(period: Days, last: Day, days: &[(Day, i64)], target: i64) -> Vec<MonthMark> {
    let count = period.count().max(1);
    let mut all = vec![];
    let mut named: Option<Day> = None;
    let mut first = NaiveDate::from_ymd_opt(period.first.year(), period.first.month(), 1).unwrap_or(period.first);
    while first <= period.last && all.len() < 120 {
        let Some(next) = first.checked_add_months(Months::new(1)) else { break };
        let end = next.pred_opt().unwrap_or(next).min(period.last);
        let begun = first.max(period.first);
        let until = |day: Day| days.iter().filter(|(d, _)| *d <= day).map(|(_, minutes)| minutes).sum();
        // a name is as wide as the fourteenth part of a narrow picture
        let wide = |days: i64| days * 14 >= count;
        let since =
            named.map_or(begun == first || wide((next - begun).num_days()), |day| wide((begun - day).num_days()));
        let has_room = since && wide((period.last - begun).num_days() + 1);
        if has_room {
            named = Some(begun);
        }
        all.push(MonthMark {
            number: first.month(),
            name: String::new(),
            short: String::new(),
            x: Percent::of((begun - period.first).num_days(), count),
            has_room,
            minutes: (begun <= last).then(|| until(end)),
            pace: target * ((end - period.first).num_days() + 1) / count,
        });
        first = next;
    }
    all
}

/// How dark each of some amounts is drawn: 0 for nothing, then by quarters of the most, up to 4.
pub(crate) fn depths(amounts: &[i64]) -> Vec<i64> {
    let most = amounts.iter().copied().max().unwrap_or(0).max(1);
    amounts.iter().map(|a| if *a <= 0 { 0 } else { (a * 4 + most - 1) / most }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn year() -> Days {
        Days { first: day("2026-01-01"), last: day("2026-12-31") }
    }

    #[test]
    fn steps_rise_at_the_end_of_their_day() {
        let brought = [(day("2026-12-31"), 600), (day("2026-07-02"), 1_200), (day("2025-12-31"), 999)];
        let all = Growth::new(year(), day("2027-02-01"), &brought, 1_800);
        // 30 h and 30 h: the top is 31 h 30; 2 July is the 183rd of 365 days.
        assert_eq!(all.line, "0,1000 501,1000 501,366 1000,366 1000,48 1000,48");
        assert_eq!(all.surface, "0,1000 501,1000 501,366 1000,366 1000,48 1000,48 1000,1000");
        assert_eq!((all.pace_end, all.target_y.0.as_str(), all.end_y.0.as_str()), (48, "4.8%", "4.8%"));
        assert_eq!(all.months.len(), 12);
        let july = &all.months[6];
        assert_eq!((july.number, july.minutes, july.pace), (7, Some(1_200), 1_800 * 212 / 365));
        assert_eq!((all.months[0].minutes, all.months[11].pace), (Some(0), 1_800));
    }

    #[test]
    fn what_is_to_come_is_not_drawn() {
        let brought = [(day("2026-01-10"), 60), (day("2026-12-03"), 840)];
        let all = Growth::new(year(), day("2026-11-21"), &brought, 1_800);
        assert_eq!(all.line, "0,1000 27,1000 27,969 890,969");
        assert_eq!((all.end_x.0.as_str(), all.months[10].minutes, all.months[11].minutes), ("89%", Some(60), None));
        // Nothing at all, nothing asked, before it began.
        let none = Growth::new(year(), day("2025-06-01"), &[], 0);
        assert_eq!((none.line.as_str(), none.pace_end), ("0,1000 2,1000", 1_000));
    }

    #[test]
    fn a_year_from_july_has_its_own_months() {
        let period = Days { first: day("2025-07-15"), last: day("2026-07-14") };
        let all = Growth::new(period, day("2026-07-14"), &[], 600);
        let numbers: Vec<u32> = all.months.iter().map(|m| m.number).collect();
        assert_eq!(numbers, [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!((all.months[0].x.0.as_str(), all.months[12].pace), ("0%", 600));
        // half a July at each end has no room for its name
        let named: Vec<u32> = all.months.iter().filter(|m| m.has_room).map(|m| m.number).collect();
        assert_eq!(named, [8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]);
        let years = Days { first: day("2024-01-01"), last: day("2026-12-31") };
        let months = Growth::new(years, day("2026-12-31"), &[], 600).months;
        let named: Vec<u32> = months.iter().filter(|m| m.has_room).map(|m| m.number).collect();
        assert_eq!(named, [1, 4, 7, 10, 1, 4, 7, 10, 1, 4, 7, 10]);
    }

    #[test]
    fn depths_are_quarters_of_the_most() {
        assert_eq!(depths(&[0, 1, 25, 26, 50, 75, 76, 100]), [0, 1, 1, 2, 2, 3, 4, 4]);
        assert_eq!(depths(&[0, 0]), [0, 0]);
        assert_eq!(depths(&[]), Vec::<i64>::new());
    }
}
