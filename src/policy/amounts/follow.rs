//! What a member has to do with a policy, and the periods that follow from it.

use chrono::{Datelike, NaiveDate};

use crate::model::{Day, Days, Period, Word};
use crate::policy::data::edition::Edition;
use crate::policy::data::member::{Artefact, Circumstance};
use crate::policy::data::policy::Policy;
use crate::policy::data::rule::Rule;
use crate::policy::data::window::{Months, RuleWindow, Window, WindowStart};

/// The years that days may be in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2999;

/// One policy, as one member follows it. Made with [`Follow::new`] and filled in.
#[derive(Debug, Clone)]
pub struct Follow<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The day of joining, where it is known.
    pub joined: Option<Day>,
    /// The day on which the member's own cycle starts.
    pub cycle_start: Option<Day>,
    /// The label of an edition that the site holds on to.
    pub pinned: Option<&'a str>,
    /// What the member has stated.
    pub circumstances: Vec<&'a Circumstance>,
    /// Roles or tiers of the member's.
    pub roles: Vec<Word>,
    /// Documents of the member's; `None`: nobody has said, so that rules about them are `unknown`.
    pub artefacts: Option<Vec<Artefact>>,
    /// Documents that others have filled in. They say nothing of which more there are.
    pub received: Vec<Artefact>,
    /// Days of the periods for which the member's record was drawn.
    pub drawn: Vec<Day>,
}

impl<'a> Follow<'a> {
    /// Follows a policy, with nothing else known.
    pub fn new(policy: &'a Policy) -> Self {
        Self {
            policy,
            joined: None,
            cycle_start: None,
            pinned: None,
            circumstances: vec![],
            roles: vec![],
            artefacts: None,
            received: vec![],
            drawn: vec![],
        }
    }

    /// All documents that are known.
    pub fn documents(&self) -> impl Iterator<Item = &Artefact> {
        self.artefacts.iter().flatten().chain(&self.received)
    }

    /// The edition that judges a period: the pinned one, else the one in force on its first day.
    pub fn edition(&self, period: &Period) -> Option<&'a Edition> {
        match self.pinned.and_then(|label| self.policy.edition(label)) {
            Some(pinned) => Some(pinned),
            None => self.policy.edition_on(period.days.first),
        }
    }

    /// Do the periods of an edition start on a day of the member's own that nobody has stated?
    pub fn lacks_start(&self, edition: &Edition) -> bool {
        matches!(edition.window.start, WindowStart::Anniversary { .. }) && self.cycle_start.or(self.joined).is_none()
    }

    /// The period of a window that holds a day.
    fn holding(&self, window: &Window, day: Day) -> Period {
        let own = self.cycle_start.or_else(|| self.joined.map(|joined| window.start.after(joined)));
        window.holding(day, own)
    }

    /// The period that holds a day: the calendar year, where the member's own day is not stated, so that
    /// something can be said of it. Where the length or start of periods changes with an edition, a
    /// period of the new edition starts no earlier than the edition.
    pub fn period_of(&self, day: Day) -> Period {
        if let Some(pinned) = self.pinned.and_then(|label| self.policy.edition(label)) {
            return self.holding(&pinned.window, day);
        }
        for edition in self.policy.editions.iter().rev() {
            let period = self.holding(&edition.window, day);
            if edition.from <= period.days.first && edition.to.is_none_or(|to| period.days.first <= to) {
                return period;
            }
        }
        let nearest = self.policy.edition_on(day).or(self.policy.editions.first());
        nearest.map_or_else(|| Period::yearly(day, 1, 1), |e| self.holding(&e.window, day))
    }

    /// The periods from the first with anything in it to the one that runs. `earliest` is the day of
    /// the first entry; membership (`joined`) and the first edition bound them from below.
    pub fn periods(&self, earliest: Option<Day>, as_of: Day) -> Vec<Period> {
        let first_edition = self.policy.editions.first().map_or(as_of, |e| e.from);
        let start = self.joined.or(earliest).unwrap_or(as_of).min(as_of);
        let start = if self.pinned.is_some() { start } else { start.max(first_edition.min(as_of)) };
        self.between(start, as_of)
    }

    /// The periods that end in a calendar year, whether anything is in them or not: one to come, and one before
    /// the first edition. Before joining there is none.
    pub fn ending_in(&self, year: i32) -> Vec<Period> {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year));
        let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) else { return vec![] };
        let first_edition = self.policy.editions.first().map_or(first, |e| e.from);
        let start = self.joined.unwrap_or(first_edition.min(first));
        let mut all = if start > last { vec![] } else { self.between(start, last) };
        all.retain(|p| p.days.last.year() == year);
        all
    }

    /// The periods from the one that holds a day to the one that holds another.
    fn between(&self, start: Day, end: Day) -> Vec<Period> {
        let mut all = vec![self.period_of(start)];
        while let Some(last) = all.last().map(|p| p.days.last).filter(|last| *last < end) {
            let Some(next) = last.succ_opt() else { break };
            let mut period = self.period_of(next);
            if period.days.first < next {
                // The rules changed in the middle of a period: what is left of it stands alone.
                period.days.first = next;
                period.label = label(period.days);
            }
            all.push(period);
        }
        all
    }

    /// The day since which a rule of an edition has been asked of the member: that of joining, or the
    /// first of the editions in a row that have the rule. Of an edition that the site holds on to,
    /// nobody says since when it holds.
    pub fn asked_since(&self, edition: &Edition, rule: &Rule) -> Option<Day> {
        let before = self.policy.editions.iter().rev().skip_while(|e| e.label != edition.label);
        let with = before.take_while(|e| e.rule(rule.id.as_str()).is_some());
        let first = with.last().map(|e| e.from).filter(|_| self.pinned.is_none());
        self.joined.max(first)
    }

    /// Is this the first period of the membership? Only where the day of joining is known.
    pub fn is_first(&self, period: &Period) -> bool {
        self.joined.is_some_and(|day| period.days.contains(day))
    }
}

impl WindowStart {
    /// The member's own day, by that of joining: the day itself, or the first after it on which periods start.
    fn after(self, joined: Day) -> Day {
        let Self::Anniversary { starts: Some((month, day)) } = self else { return joined };
        let in_year = |year| at(year, i64::from(month) - 1, day);
        Some(in_year(joined.year())).filter(|start| *start > joined).unwrap_or_else(|| in_year(joined.year() + 1))
    }
}

impl Window {
    /// The period that holds a day; `anchor` is the member's own day.
    pub fn holding(&self, day: Day, anchor: Option<Day>) -> Period {
        let start = match self.start {
            WindowStart::Calendar { month, day: of_month, year } => at(year, i64::from(month) - 1, of_month),
            WindowStart::Anniversary { .. } => match anchor {
                Some(day) => day,
                None => return Period::yearly(day, 1, 1),
            },
        };
        let length = i64::from(self.length.0);
        let months = i64::from(day.year() - start.year()) * 12 + i64::from(day.month0()) - i64::from(start.month0());
        let mut nth = months.div_euclid(length);
        while plus_months(start, nth * length) > day {
            nth -= 1;
        }
        while plus_months(start, (nth + 1) * length) <= day {
            nth += 1;
        }
        let days =
            Days { first: plus_months(start, nth * length), last: before(plus_months(start, (nth + 1) * length)) };
        Period { label: label(days), days }
    }
}

impl RuleWindow {
    /// How far it looks back, where that is not to the start of the period or a part of it.
    pub fn length(self) -> Option<Months> {
        match self {
            Self::Rolling(length) | Self::RollingToday(length) => Some(length),
            Self::Period | Self::Part { .. } | Self::Own(_) => None,
        }
    }

    /// The days that a rule looks at, given the period and the day of the assessment.
    pub fn days(self, period: Days, as_of: Day) -> Days {
        let rolling = |last: Day, length: Months| {
            let after = last.succ_opt().unwrap_or(last);
            Days { first: plus_months(after, -i64::from(length.0)), last }
        };
        match self {
            Self::Period => period,
            Self::Rolling(length) => rolling(period.last, length),
            Self::RollingToday(length) => rolling(as_of.clamp(period.first, period.last), length),
            Self::Part { length, step, nth } => {
                let from = i64::from(nth) * i64::from(step.0);
                let last = before(plus_months(period.first, from + i64::from(length.0)));
                Days { first: plus_months(period.first, from), last: last.min(period.last) }
            }
            Self::Own(calendar) => {
                let running = calendar.window().holding(period.last, None).days;
                let ended = calendar.window().holding(before(running.first), None).days;
                if running.last > period.last && ended.last >= period.first { ended } else { running }
            }
        }
    }
}

/// `2026`; `2025-26` where the years differ.
pub fn label(days: Days) -> String {
    let (a, b) = (days.first.year(), days.last.year());
    if a == b { a.to_string() } else { format!("{a}-{:02}", b.rem_euclid(100)) }
}

/// A day so many months later; a day that the month lacks becomes the first of the next.
pub fn plus_months(day: Day, months: i64) -> Day {
    at(day.year(), i64::from(day.month0()) + months, day.day())
}

fn at(year: i32, month0: i64, day: u32) -> Day {
    let year = i32::try_from(i64::from(year) + month0.div_euclid(12)).unwrap_or(year);
    let month = u32::try_from(month0.rem_euclid(12) + 1).unwrap_or(1);
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_else(|| {
        let (y, m) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        NaiveDate::from_ymd_opt(y, m, 1).unwrap_or_default()
    })
}

/// The day before.
pub fn before(day: Day) -> Day {
    day.pred_opt().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::read::day;

    fn calendar(length: u32, month: u32, day: u32, year: i32) -> Window {
        Window { length: Months(length), start: WindowStart::Calendar { month, day, year }, reading: None }
    }

    fn shown(window: &Window, on: &str, anchor: Option<&str>) -> String {
        let p = window.holding(day(on), anchor.map(day));
        format!("{} {} {}", p.label, p.days.first, p.days.last)
    }

    #[test]
    fn periods_of_all_sorts() {
        assert_eq!(shown(&calendar(12, 1, 1, 2000), "2026-03-04", None), "2026 2026-01-01 2026-12-31");
        assert_eq!(shown(&calendar(12, 11, 1, 2000), "2026-10-31", None), "2025-26 2025-11-01 2026-10-31");
        assert_eq!(shown(&calendar(36, 7, 1, 2024), "2027-06-30", None), "2024-27 2024-07-01 2027-06-30");
        assert_eq!(shown(&calendar(36, 7, 1, 2024), "2024-06-30", None), "2021-24 2021-07-01 2024-06-30");
        let own = Window { length: Months(36), start: WindowStart::Anniversary { starts: None }, reading: None };
        assert_eq!(shown(&own, "2026-02-28", None), "2026 2026-01-01 2026-12-31");
        assert_eq!(shown(&own, "2026-02-28", Some("2020-02-29")), "2023-26 2023-03-01 2026-02-28");
    }

    #[test]
    fn parts_and_rolling_windows() {
        let period = Days { first: day("2024-07-01"), last: day("2026-06-30") };
        let part = RuleWindow::Part { length: Months(12), step: Months(12), nth: 1 };
        let part = part.days(period, day("2025-01-01"));
        assert_eq!((part.first, part.last), (day("2025-07-01"), day("2026-06-30")));
        // parts that overlap, and do so from the start
        let (length, step) = (Months(12), Months(6));
        let part = |nth| RuleWindow::Part { length, step, nth };
        let days = part(1).days(period, day("2025-01-01"));
        assert_eq!((days.first, days.last), (day("2025-01-01"), day("2025-12-31")));
        assert!(part(0).apart(part(2)) && !part(0).apart(part(1)) && !part(0).within(part(1)));
        let rolling = RuleWindow::Rolling(Months(36)).days(period, day("2025-01-01"));
        assert_eq!((rolling.first, rolling.last), (day("2023-07-01"), day("2026-06-30")));
        let today = RuleWindow::RollingToday(Months(12)).days(period, day("2025-01-15"));
        assert_eq!((today.first, today.last), (day("2024-01-16"), day("2025-01-15")));
    }
}
