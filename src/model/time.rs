//! Days, periods and lengths of time, all exact: civil dates without zones, whole minutes.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use chrono::{Datelike, NaiveDate};

/// A civil date.
pub type Day = NaiveDate;

/// One day, or several in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// The first.
    pub first: Day,
    /// The last: it decides to which period an entry belongs.
    pub last: Day,
}

impl Days {
    /// The last day of what has no end that is known.
    pub const NO_END: Day = match NaiveDate::from_ymd_opt(9999, 12, 31) {
        Some(day) => day,
        None => NaiveDate::MAX,
    };

    /// How many days, at least 1.
    pub fn count(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    /// Do the two share a day?
    pub fn touches(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Is the day one of these?
    pub fn contains(self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Reads `2026-03-04`, exactly: four, two and two digits.
pub fn parse_day(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)?;
    (1900..=2999).contains(&day.year()).then_some(day)
}

/// `2026-03-04`
pub fn iso(day: Day) -> String {
    let Ok(year) = u32::try_from(day.year()) else { return day.to_string() };
    let mut text = String::with_capacity(10);
    for (number, places) in [(year, [1000, 100, 10, 1].as_slice()), (day.month(), &[10, 1]), (day.day(), &[10, 1])] {
        if !text.is_empty() {
            text.push('-');
        }
        text.extend(places.iter().filter_map(|place| char::from_digit(number / place % 10, 10)));
    }
    text
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `4 March 2026`.
pub fn in_words(day: Day) -> String {
    format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year())
}

/// `31 December`.
pub fn day_and_month(day: Day) -> String {
    format!("{} {}", day.day(), MONTHS[day.month0() as usize])
}

/// `March`, from 1 to 12.
pub fn month_name(month: u32) -> &'static str {
    MONTHS[(month.clamp(1, 12) - 1) as usize]
}

/// `4 to 6 March 2026`, as short as it can be.
pub fn days_in_words(days: Days) -> String {
    let (a, b) = (days.first, days.last);
    if a == b {
        in_words(a)
    } else if (a.year(), a.month()) == (b.year(), b.month()) {
        format!("{} to {}", a.day(), in_words(b))
    } else if a.year() == b.year() {
        format!("{} to {}", day_and_month(a), in_words(b))
    } else {
        format!("{} to {}", in_words(a), in_words(b))
    }
}

/// A stretch of time that a policy judges.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// `2026`, or `2025-26` where it does not start in January.
    pub label: String,
    /// From the first day to the last.
    pub days: Days,
}

impl Period {
    /// The period of twelve months that holds a day, where periods start on a day and month.
    /// A start on 29 February is taken as 1 March in other years.
    pub fn yearly(holding: Day, month: u32, day: u32) -> Self {
        let start = |year| {
            NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(holding)
        };
        let mut year = holding.year();
        if start(year) > holding {
            year -= 1;
        }
        let (first, next) = (start(year), start(year + 1));
        let last = next.pred_opt().unwrap_or(next);
        let label = if last.year() == first.year() {
            format!("{}", first.year())
        } else {
            format!("{}-{:02}", first.year(), last.year() % 100)
        };
        Self { label, days: Days { first, last } }
    }

    /// The one after it.
    #[must_use]
    pub fn next(&self) -> Self {
        let first = self.days.last.succ_opt().unwrap_or(self.days.last);
        Self::yearly(first, first.month(), first.day())
    }
}

/// A length of time in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Minutes(pub i64);

/// Why a text is not a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursFault {
    /// Not of a form that we know.
    Form,
    /// A comma where a point belongs; the length it would be.
    Comma,
    /// Not a whole number of minutes; the nearest.
    NotWhole(Minutes),
    /// Below zero.
    Negative,
    /// Not finite, or beyond any life.
    Absurd,
}

impl Minutes {
    /// Reads `2.5`, `2h30m`, `2h`, `150m`, `2:30`, each with spaces where they do no harm.
    pub fn parse(text: &str) -> Result<Self, HoursFault> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(rest) = text.strip_prefix(['-', '−']) {
            if rest.trim_start().starts_with(['-', '−']) {
                return Err(HoursFault::Form);
            }
            return Err(if Self::parse(rest).is_ok() { HoursFault::Negative } else { HoursFault::Form });
        }
        if [".nan", ".inf", "nan", "inf", "infinity"].contains(&text.as_str()) {
            return Err(HoursFault::Absurd);
        }
        let text = text.strip_prefix('+').unwrap_or(&text);
        if let Some((hours, minutes)) = text.split_once(':') {
            let (hours, minutes) = (digits(hours)?, digits(minutes).ok().filter(|_| minutes.len() == 2));
            return minutes.filter(|m| *m < 60).map(|m| Self(hours * 60 + m)).ok_or(HoursFault::Form);
        }
        if let Some((hours, rest)) = text.split_once('h') {
            let rest = rest.trim().trim_end_matches("min").trim_end_matches('m').trim();
            let part = if rest.is_empty() { 0 } else { digits(rest)? };
            let whole = decimal(hours.trim())?;
            return match part {
                0 => Ok(whole),
                p if p < 60 && whole.0 % 60 == 0 => Ok(Self(whole.0 + p)),
                _ => Err(HoursFault::Form),
            };
        }
        if let Some(minutes) = text.strip_suffix("min").or_else(|| text.strip_suffix('m')) {
            return digits(minutes.trim()).map(Self);
        }
        decimal(text)
    }

    /// `24 h 30`, `24 h`, `45 min`: for reading in a terminal; pages have the words file.
    pub fn long(self) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        match (self.0.abs() / 60, self.0.abs() % 60) {
            (h, 0) => format!("{sign}{h} h"),
            (0, m) => format!("{sign}{m} min"),
            (h, m) => format!("{sign}{h} h {m:02}"),
        }
    }

    /// `PT24H30M`: for machines.
    pub fn iso(self) -> String {
        match (self.0 / 60, self.0 % 60) {
            (h, 0) => format!("PT{h}H"),
            (h, m) => format!("PT{h}H{m}M"),
        }
    }

    /// `24h30m`, `45m`, `0h`: as it is written in a file.
    pub fn data(self) -> String {
        match (self.0 / 60, self.0 % 60) {
            (h, 0) => format!("{h}h"),
            (0, m) => format!("{m}m"),
            (h, m) => format!("{h}h{m}m"),
        }
    }

    /// `24:30`: for columns.
    pub fn clock(self) -> String {
        format!("{}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A plain number without sign, up to nine digits.
fn digits(text: &str) -> Result<i64, HoursFault> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(HoursFault::Form);
    }
    text.parse().map_err(|_| HoursFault::Form)
}

/// Hours with decimals, exactly: never by way of binary fractions.
fn decimal(text: &str) -> Result<Minutes, HoursFault> {
    if let Some((a, b)) = text.split_once(',') {
        return Err(if digits(a).is_ok() && digits(b).is_ok() { HoursFault::Comma } else { HoursFault::Form });
    }
    if let Some((a, e)) = text.split_once('e') {
        return Err(if a.parse::<f64>().is_ok() && e.parse::<i32>().is_ok() {
            HoursFault::Absurd
        } else {
            HoursFault::Form
        });
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() > 9 && whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(HoursFault::Absurd);
    }
    let whole = if whole.is_empty() && !fraction.is_empty() { 0 } else { digits(whole)? };
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 9 && fraction.bytes().all(|b| b.is_ascii_digit()) {
        let near = (digits(&fraction[..9])? * 60 + 500_000_000) / 1_000_000_000;
        return Err(HoursFault::NotWhole(Minutes(whole * 60 + near)));
    }
    // Nine digits at most from here on, so that nothing overflows.
    let part = if fraction.is_empty() { 0 } else { digits(fraction)? } * 60;
    let unit = 10_i64.pow(u32::try_from(fraction.len()).unwrap_or(0));
    if part % unit == 0 {
        Ok(Minutes(whole * 60 + part / unit))
    } else {
        Err(HoursFault::NotWhole(Minutes(whole * 60 + (part + unit / 2) / unit)))
    }
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.long())
    }
}

impl Add for Minutes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Minutes {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Minutes {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self(0), Self::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_writing_hours() {
        for (text, minutes) in [
            ("2.5", 150),
            ("2h30m", 150),
            ("2h 30m", 150),
            ("2h30", 150),
            ("150m", 150),
            ("150 min", 150),
            ("2:30", 150),
            ("2h", 120),
            ("2.5h", 150),
            ("0", 0),
            ("0.1", 6),
            (".5", 30),
            ("2.", 120),
            ("1.75", 105),
            ("0.05", 3),
            ("30", 1800),
            ("2 h 30 min", 150),
            ("+1", 60),
        ] {
            assert_eq!(Minutes::parse(text), Ok(Minutes(minutes)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_length_of_time() {
        use HoursFault as F;
        for (text, fault) in [
            ("0.33", F::NotWhole(Minutes(20))),
            ("2,5", F::Comma),
            ("-2", F::Negative),
            ("two", F::Form),
            ("", F::Form),
            ("2:60", F::Form),
            ("2:3", F::Form),
            (".nan", F::Absurd),
            (".inf", F::Absurd),
            ("-.inf", F::Form),
            ("1e400", F::Absurd),
            ("1234567890", F::Absurd),
            ("1h90m", F::Form),
            ("2.5h30m", F::Form),
            ("h", F::Form),
            ("1.3333333333", F::NotWhole(Minutes(80))),
            ("0.34", F::NotWhole(Minutes(20))),
            ("2d", F::Form),
            ("1.2.3", F::Form),
            ("1.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", F::Form),
            ("٣", F::Form),
        ] {
            assert_eq!(Minutes::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn lengths_read_well() {
        assert_eq!(Minutes(1470).long(), "24 h 30");
        assert_eq!(
            (Minutes(45).long(), Minutes(0).long(), Minutes(-90).long()),
            ("45 min".into(), "0 h".into(), "−1 h 30".into())
        );
        assert_eq!(
            (Minutes(150).data(), Minutes(45).data(), Minutes(150).clock()),
            ("2h30m".into(), "45m".into(), "2:30".into())
        );
    }

    #[test]
    fn days_are_exact() {
        assert_eq!(parse_day("2024-02-29").map(in_words).as_deref(), Some("29 February 2024"));
        for bad in ["2026-02-29", "2026-2-3", "2026-13-01", "26-01-01", "2026-01-01T00:00", "0000-01-01", "２026-01-01"]
        {
            assert_eq!(parse_day(bad), None, "{bad}");
        }
    }

    #[test]
    fn periods() {
        let day = |t| parse_day(t).unwrap();
        let p = Period::yearly(day("2026-03-04"), 1, 1);
        assert_eq!((p.label.as_str(), p.days.first, p.days.last), ("2026", day("2026-01-01"), day("2026-12-31")));
        let p = Period::yearly(day("2026-03-04"), 11, 1);
        assert_eq!((p.label.as_str(), p.days.first, p.days.last), ("2025-26", day("2025-11-01"), day("2026-10-31")));
        assert_eq!(p.next().label, "2026-27");
    }
}
