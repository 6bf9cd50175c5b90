//! What the format of a number makes of it: a day, a length of time, a number with a unit.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::exchange::import::grid::{Cell, Unit, Unreadable};
use crate::exchange::import::markup::{Piece, Stream, name, number, value};

/// What the reader calls its files.
pub(super) const FORMAT: &str = "XLSX";

/// What a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// A number, with a unit where the format has one.
    Number(Option<Unit>),
    /// A day, with a time or without.
    Day,
    /// A time of day, or a length of time.
    Time,
}

/// The formats of a workbook's cells.
#[derive(Debug, Default)]
pub(super) struct Formats(Vec<Shows>);

impl Formats {
    /// Reads the styles.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let mut own: HashMap<usize, Shows> = HashMap::new();
        let mut all = vec![];
        let mut within = false;
        let mut stream = Stream::new(text, FORMAT);
        while let Some(piece) = stream.next()? {
            match piece {
                Piece::Open(tag, _) => match name(&tag) {
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (number(&tag, "numFmtId"), value(&tag, "formatCode")) {
                            own.insert(id, shows(&code));
                        }
                    }
                    "cellXfs" => within = true,
                    "xf" if within => {
                        let id = number(&tag, "numFmtId").unwrap_or(0);
                        all.push(own.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                },
                Piece::Close(name) if name == "cellXfs" => within = false,
                _ => {}
            }
        }
        Ok(Self(all))
    }

    /// The format of a style.
    pub(super) fn of(&self, style: usize) -> Shows {
        self.0.get(style).copied().unwrap_or(Shows::Number(None))
    }
}

fn built_in(id: usize) -> Shows {
    match id {
        14..=17 | 22 | 27..=31 | 36 | 50..=58 => Shows::Day,
        18..=21 | 32..=35 | 45..=47 => Shows::Time,
        _ => Shows::Number(None),
    }
}

/// What a format of somebody's own shows: `dd/mm/yyyy`, `[h]:mm`, `0" min"`.
pub(super) fn shows(code: &str) -> Shows {
    // the first part is that of positive numbers
    let (mut letters, mut words) = (String::new(), String::new());
    let mut chars = code.chars();
    let mut elapsed = false;
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => words.extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' | '_' | '*' => words.extend(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let inner = inner.to_lowercase();
                elapsed |= !inner.is_empty() && inner.chars().all(|c| matches!(c, 'h' | 'm' | 's'));
            }
            c => letters.extend(c.to_lowercase()),
        }
    }
    if letters.contains("general") {
        return Shows::Number(unit(&words));
    }
    if elapsed {
        return Shows::Time;
    }
    if letters.contains(['y', 'd']) {
        return Shows::Day;
    }
    if letters.contains(['h', 's']) {
        return Shows::Time;
    }
    if letters.contains('m') && !letters.contains(['0', '#', '?']) {
        return Shows::Day;
    }
    Shows::Number(unit(&words))
}

fn unit(words: &str) -> Option<Unit> {
    let word: String = words.trim().to_lowercase();
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    match word {
        "min" | "mins" | "minute" | "minutes" | "minuten" | "m" => Some(Unit::Minutes),
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunden" | "heures" => Some(Unit::Hours),
        _ => None,
    }
}

/// A number as its format shows it.
pub(in crate::exchange::import) fn serial(number: f64, shows: Shows, since_1904: bool) -> Cell {
    match shows {
        Shows::Number(unit) => Cell::Number(number, unit),
        Shows::Time if (0.0..60_000.0).contains(&number) => Cell::Time(seconds(number)),
        Shows::Day => moment(number, since_1904).map_or(Cell::Number(number, None), Cell::at),
        Shows::Time => Cell::Number(number, None),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the range was looked at")]
fn seconds(days: f64) -> i64 {
    (days * 86_400.0).round() as i64
}

/// The moment of a serial number. Excel counts a 29 February 1900, which never was.
pub(in crate::exchange::import) fn moment(number: f64, since_1904: bool) -> Option<NaiveDateTime> {
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    let start = if since_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?
    } else if number < 60.0 {
        NaiveDate::from_ymd_opt(1899, 12, 31)?
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)?
    };
    start.and_hms_opt(0, 0, 0)?.checked_add_signed(TimeDelta::try_seconds(seconds(number))?)
}

/// `2026-03-04T00:00:00`
pub(in crate::exchange::import) fn day_of(text: &str) -> Option<Cell> {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let day = crate::model::time::parse_day(day)?;
    let mut parts = time.split(':').map(|p| p.get(..2).unwrap_or(p).parse::<u32>().ok());
    let (hour, minute) = (parts.next().flatten().unwrap_or(0), parts.next().flatten().unwrap_or(0));
    day.and_hms_opt(hour, minute, 0).map(Cell::at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;

    #[test]
    fn formats_say_what_a_number_is() {
        for (code, wanted) in [
            ("General", Shows::Number(None)),
            ("0.00", Shows::Number(None)),
            ("#,##0.0", Shows::Number(None)),
            ("0\" min\"", Shows::Number(Some(Unit::Minutes))),
            ("0.0\\ \"hrs\"", Shows::Number(Some(Unit::Hours))),
            ("General\" minutes\"", Shows::Number(Some(Unit::Minutes))),
            ("dd/mm/yyyy", Shows::Day),
            ("[$-809]d mmmm yyyy;@", Shows::Day),
            ("mmm", Shows::Day),
            ("[h]:mm", Shows::Time),
            ("h:mm AM/PM", Shows::Time),
            ("[mm]", Shows::Time),
            ("[Red]0.0;[Blue]-0.0", Shows::Number(None)),
        ] {
            assert_eq!(shows(code), wanted, "{code}");
        }
    }

    #[test]
    fn serial_numbers_are_days_of_two_calendars() {
        let day = |n, since| moment(n, since).map(|m| m.date());
        assert_eq!(day(45_658.0, false), parse_day("2025-01-01"));
        assert_eq!(day(44_196.0, true), parse_day("2025-01-01"));
        assert_eq!(day(1.0, false), parse_day("1900-01-01"));
        assert_eq!(day(61.0, false), parse_day("1900-03-01"));
        assert_eq!(day(-1.0, false), None);
        assert_eq!(serial(1.135_416_666_666_67, Shows::Time, false), Cell::Time(27 * 3600 + 15 * 60));
    }
}
