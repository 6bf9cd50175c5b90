//! Days in every shape that people write. Whether day or month comes first is decided for a whole column: here each
//! text is read both ways.

use chrono::{Datelike, NaiveDate};

use super::grid::Cell;
use super::xlsx::moment;
use crate::model::{Day, Days};

/// Words that stand for many days, or for none that is known.
const NO_DAY: [&str; 18] = [
    "various",
    "various dates",
    "several",
    "ongoing",
    "throughout",
    "throughout the year",
    "continuous",
    "all year",
    "weekly",
    "monthly",
    "daily",
    "unknown",
    "not known",
    "laufend",
    "diverse",
    "mehrere",
    "divers",
    "regular",
];

/// A year with all its days, for dates whose year stands elsewhere.
pub(super) const ANY_YEAR: i32 = 2024;

/// Which number of a date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Order {
    /// 3/4/2025 is in April.
    DayFirst,
    /// 3/4/2025 is in March.
    MonthFirst,
}

/// What a cell of dates says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Nothing.
    Empty,
    /// The same days in either order.
    Sure(Days),
    /// Days that depend on the order: with the day first, with the month first.
    Either(Option<Days>, Option<Days>),
    /// A month of a year, or a year: no day.
    Vague,
    /// No date.
    Wrong,
}

impl Reading {
    /// The days, where they can be told.
    pub(crate) fn days(self, order: Option<Order>) -> Option<Days> {
        match (self, order) {
            (Self::Sure(days), _) => Some(days),
            (Self::Either(days, _), Some(Order::DayFirst)) => days,
            (Self::Either(_, days), Some(Order::MonthFirst)) => days,
            _ => None,
        }
    }

    /// The order that this text proves.
    pub(crate) fn proves(self) -> Option<Order> {
        match self {
            Self::Either(Some(_), None) => Some(Order::DayFirst),
            Self::Either(None, Some(_)) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// Is it a date at all?
    pub(crate) fn is_date(self) -> bool {
        matches!(self, Self::Sure(_) | Self::Either(..))
    }
}

/// The days of a cell. A date without a year has that of the table, where there is one.
pub(crate) fn read(cell: &Cell, year: Option<i32>) -> Reading {
    match cell {
        Cell::Empty => Reading::Empty,
        Cell::Day(day, _) => whole(*day).map_or(Reading::Wrong, Reading::Sure),
        Cell::Number(number, None) => of_number(*number),
        Cell::Text(text) => of_text(text, year),
        Cell::Number(..) | Cell::Time(_) | Cell::Flag(_) => Reading::Wrong,
    }
}

fn whole(day: Day) -> Option<Days> {
    (1900..=2999).contains(&day.year()).then_some(Days { first: day, last: day })
}

/// A serial number of Excel, in a column of dates; or `20250304`.
fn of_number(number: f64) -> Reading {
    let text = format!("{number}");
    if let Some(day) = compact(&text) {
        return whole(day).map_or(Reading::Wrong, Reading::Sure);
    }
    if (1_900.0..2_100.0).contains(&number) && number.fract() == 0.0 {
        return Reading::Vague;
    }
    let day = moment(number, false).map(|m| m.date()).filter(|_| (20_000.0..80_000.0).contains(&number));
    day.and_then(whole).map_or(Reading::Wrong, Reading::Sure)
}

fn of_text(text: &str, year: Option<i32>) -> Reading {
    let text = text.trim();
    if matches!(text, "-" | "–" | "—" | "n/a" | "N/A" | "?" | "tbc" | "TBC" | "tba" | "TBA" | "") {
        return Reading::Empty;
    }
    if text.len() > 80 {
        return Reading::Wrong;
    }
    // the usual form needs no closer look
    if text.len() == 10
        && let Some(day) = crate::model::time::parse_day(text)
    {
        return whole(day).map_or(Reading::Wrong, Reading::Sure);
    }
    // some programs write a date as a text with the mark of one
    let text = folded(text.strip_prefix('\'').unwrap_or(text));
    let text = ["week commencing ", "w/c ", "wc ", "from ", "on ", "starting "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .map_or_else(|| text.clone(), |rest| rest.trim().to_owned());
    if NO_DAY.contains(&text.as_str()) {
        return Reading::Vague;
    }
    if let Ok(number) = text.parse::<f64>() {
        return of_number(number);
    }
    let of = |order| days(&text, order, year);
    match (of(Order::DayFirst), of(Order::MonthFirst)) {
        (Some(a), Some(b)) if a == b => Reading::Sure(a),
        (None, None) if is_vague(&text) => Reading::Vague,
        (None, None) => Reading::Wrong,
        (a, b) => Reading::Either(a, b),
    }
}

/// One day, or two with a word or sign between them.
fn days(text: &str, order: Order, year: Option<i32>) -> Option<Days> {
    if let Some(day) = one(text, order, year) {
        return whole(day);
    }
    let signs = [" to ", " until ", " till ", " bis ", " au ", " tot ", " a ", " & ", " and ", " - ", "..", "/", "-"];
    signs.into_iter().find_map(|sign| {
        text.match_indices(sign).find_map(|(at, _)| {
            let (from, to) = (text[..at].trim(), text[at + sign.len()..].trim());
            let last = one(to, order, year)?;
            let first = one(from, order, year)
                .or_else(|| one(&completed(from, to), order, year))
                .or_else(|| one(&format!("{from} {}", last.year()), order, year))
                .or_else(|| one(&format!("{from}{}", last.year()), order, year))?;
            let span = (last - first).num_days();
            ((0..=400).contains(&span) && whole(first).is_some() && whole(last).is_some())
                .then_some(Days { first, last })
        })
    })
}

/// `3.` before `5.3.2025` is `3.3.2025`, `28` before `30 May 2026` is `28 May 2026`.
fn completed(from: &str, to: &str) -> String {
    let number = from.trim_end_matches('.');
    let is_number = !number.is_empty() && number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    let is_digit = |c: char| c.is_ascii_digit();
    if is_number && to.starts_with(is_digit) {
        return format!("{number}{}", to.trim_start_matches(is_digit));
    }
    // `May 28` before `30, 2026`
    from.to_owned()
}

/// One day.
fn one(text: &str, order: Order, year: Option<i32>) -> Option<Day> {
    let text = without_weekday(without_time(text.trim()));
    let text = text.trim().trim_end_matches(',');
    if let Some(day) = compact(text) {
        return Some(day);
    }
    if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-' | b'.' | b' ')) {
        return in_numbers(text, order, year);
    }
    in_words(text, year)
}

fn in_numbers(text: &str, order: Order, year: Option<i32>) -> Option<Day> {
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|p| !p.is_empty()).collect();
    let order = if text.contains('.') { Order::DayFirst } else { order };
    match parts[..] {
        [y, m, d] if y.len() == 4 => civil(y.parse().ok()?, m, d),
        [a, b, y] if matches!(y.len(), 2 | 4) => {
            let (d, m) = if order == Order::DayFirst { (a, b) } else { (b, a) };
            civil(year_of(y)?, m, d)
        }
        [a, b] if a.len() <= 2 && b.len() <= 2 => {
            let (d, m) = if order == Order::DayFirst { (a, b) } else { (b, a) };
            civil(year?, m, d)
        }
        _ => None,
    }
}

fn civil(year: i32, month: &str, day: &str) -> Option<Day> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// A year of two digits is one of this century, or of the last from 70 on.
fn year_of(text: &str) -> Option<i32> {
    let number: i32 = text.parse().ok()?;
    match text.len() {
        2 if number < 70 => Some(2000 + number),
        2 => Some(1900 + number),
        4 => Some(number),
        _ => None,
    }
}

/// `20260304`
fn compact(text: &str) -> Option<Day> {
    let plain = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let year: i32 = text.get(..4).filter(|_| plain)?.parse().ok()?;
    (1900..2100).contains(&year).then(|| civil(year, &text[4..6], &text[6..]))?
}

/// `4 March 2026`, `March 4th, 2026`, `4-Mar-26`, `4. März 2026`.
fn in_words(text: &str, year: Option<i32>) -> Option<Day> {
    let (mut month, mut before, mut after) = (None, vec![], vec![]);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            let suffix = &word[digits.len()..];
            if !matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "er") {
                return None;
            }
            if month.is_none() { before.push(digits) } else { after.push(digits) }
        } else if let Some(found) = month_of(word) {
            if month.replace(found).is_some() {
                return None;
            }
        } else if !matches!(word, "of" | "the" | "de" | "den" | "le" | "am" | "del") {
            return None;
        }
    }
    let month = month?.to_string();
    let (day, written) = match (&before[..], &after[..]) {
        ([day], [y]) if y.len() == 4 || y.len() == 2 => (*day, year_of(y)?),
        ([y, day], []) if y.len() == 4 => (*day, year_of(y)?),
        ([y], [day]) if y.len() == 4 => (*day, year_of(y)?),
        ([], [day, y]) if y.len() == 4 || y.len() == 2 => (*day, year_of(y)?),
        ([day], []) | ([], [day]) if day.len() <= 2 => (*day, year?),
        _ => return None,
    };
    civil(written, &month, day)
}

/// A month or a year without a day: `March 2025`, `2025`, `Q1 2025`, `03/2025`.
fn is_vague(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).peekable();
    let known = |w: &str| {
        let number = w.bytes().all(|b| b.is_ascii_digit()) && w.len() <= 4;
        let season =
            ["spring", "summer", "autumn", "winter", "q1", "q2", "q3", "q4", "early", "late", "mid", "end", "of"];
        number || month_of(w).is_some() || season.contains(&w)
    };
    words.peek().is_some() && words.all(known) && text.len() <= 30 && !has_day(text)
}

/// Three numbers, or a month with two, are a day that does not exist rather than no day.
fn has_day(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let numbers = words.iter().filter(|w| w.starts_with(|c: char| c.is_ascii_digit())).count();
    let months = words.iter().filter(|w| month_of(w).is_some()).count();
    numbers >= 3 || numbers >= 2 && months >= 1
}

/// Small letters, without accents and with plain signs.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ä' | 'â' | 'à' | 'á' | 'Ä' => out.push('a'),
            'é' | 'è' | 'ê' | 'É' => out.push('e'),
            'û' | 'ü' | 'ù' | 'Ü' => out.push('u'),
            'ö' | 'ô' | 'ó' => out.push('o'),
            '–' | '—' | '‐' | '‑' | '−' => out.push('-'),
            '\u{a0}' | '\u{202f}' | '\n' | '\t' => out.push(' '),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// A text without a time of day behind it: `2025-01-08 17:40`, `2025-01-08t17:40:00z`, `8/1/2025 5:40 pm`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let start = text[..colon].rfind([' ', 't', ',']).unwrap_or(0);
    let rest = &text[start..];
    let is_time = rest.len() <= 24 && rest.chars().skip(1).all(|c| !c.is_alphabetic() || "amzputc".contains(c));
    if is_time && start > 0 { text[..start].trim_end() } else { text }
}

fn without_weekday(text: &str) -> &str {
    const DAYS: [&str; 21] = [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
    ];
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(0);
    let word = &text[..end];
    let english = word.ends_with("day") && DAYS[..7].iter().any(|d| word.starts_with(d));
    let short = matches!(word, "mo" | "di" | "mi" | "do" | "fr" | "sa" | "so" | "tues" | "thur" | "thurs");
    if english || short || DAYS.contains(&word) { text[end..].trim_start_matches([',', '.', ' ']) } else { text }
}

/// The month that a few words above a table name: `Jan`, `January 2025`.
pub(super) fn only_month(text: &str) -> Option<u32> {
    let words = super::names::plain_words(text);
    let mut months = words.iter().filter_map(|word| month_of(word)).filter(|_| words.len() <= 3);
    months.next().filter(|_| months.next().is_none())
}

/// The month of a name, or of its beginning.
pub(super) fn month_of(word: &str) -> Option<u32> {
    const NAMES: [(&str, u32); 48] = [
        ("january", 1),
        ("february", 2),
        ("march", 3),
        ("april", 4),
        ("may", 5),
        ("june", 6),
        ("july", 7),
        ("august", 8),
        ("september", 9),
        ("october", 10),
        ("november", 11),
        ("december", 12),
        ("januar", 1),
        ("februar", 2),
        ("marz", 3),
        ("maerz", 3),
        ("mai", 5),
        ("juni", 6),
        ("juli", 7),
        ("oktober", 10),
        ("dezember", 12),
        ("janvier", 1),
        ("fevrier", 2),
        ("mars", 3),
        ("avril", 4),
        ("juin", 6),
        ("juillet", 7),
        ("aout", 8),
        ("septembre", 9),
        ("octobre", 10),
        ("novembre", 11),
        ("decembre", 12),
        ("enero", 1),
        ("febrero", 2),
        ("marzo", 3),
        ("abril", 4),
        ("mayo", 5),
        ("junio", 6),
        ("julio", 7),
        ("agosto", 8),
        ("septiembre", 9),
        ("octubre", 10),
        ("noviembre", 11),
        ("diciembre", 12),
        ("maart", 3),
        ("mei", 5),
        ("gennaio", 1),
        ("augustus", 8),
    ];
    if word == "sept" {
        return Some(9);
    }
    // two months of a language may begin alike: the beginning must tell them apart
    let mut found = NAMES.iter().filter(|(name, _)| word.len() >= 3 && name.starts_with(word)).map(|(_, n)| *n);
    let first = found.next()?;
    found.all(|n| n == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;

    fn sure(text: &str) -> Option<String> {
        match read(&Cell::of(text), None) {
            Reading::Sure(d) if d.first == d.last => Some(d.first.to_string()),
            Reading::Sure(d) => Some(format!("{} {}", d.first, d.last)),
            _ => None,
        }
    }

    #[test]
    fn days_that_need_no_order() {
        for text in [
            "2025-03-04",
            "2025/03/04",
            "20250304",
            "4 March 2025",
            "4 Mar 2025",
            "March 4, 2025",
            "March 4th, 2025",
            "Mar 4 2025",
            "4-Mar-2025",
            "4-Mar-25",
            "04.03.2025",
            "4.3.25",
            "4. März 2025",
            "4 mars 2025",
            "2025-03-04 17:40",
            "2025-03-04T17:40:00Z",
            "2025-03-04T17:40:00+01:00",
            "Tue, 4 Mar 2025",
            "Tuesday 4th March 2025",
            "Dienstag, 4. März 2025",
            "4 de marzo 2025",
            "4th of March, 2025",
            "2025 March 4",
            "4 Mar 2025 09:30",
            "w/c 4 March 2025",
        ] {
            assert_eq!(sure(text).as_deref(), Some("2025-03-04"), "{text}");
        }
    }

    #[test]
    fn several_days_in_a_cell() {
        for text in [
            "2025-03-03 to 2025-03-05",
            "3-5 March 2025",
            "3 - 5 March 2025",
            "3–5 Mar 2025",
            "3.-5.3.2025",
            "03.03.2025 - 05.03.2025",
            "3 March - 5 March 2025",
            "3 and 5 March 2025",
            "2025-03-03/2025-03-05",
            "3. bis 5. März 2025",
        ] {
            assert_eq!(sure(text).as_deref(), Some("2025-03-03 2025-03-05"), "{text}");
        }
        assert_eq!(sure("28 February - 2 March 2025").as_deref(), Some("2025-02-28 2025-03-02"));
    }

    #[test]
    fn the_order_is_a_question_or_proved() {
        let day = |t: &str| parse_day(t).map(|d| Days { first: d, last: d });
        let of = |t: &str| read(&Cell::of(t), None);
        assert_eq!(of("3/4/2025"), Reading::Either(day("2025-04-03"), day("2025-03-04")));
        assert_eq!(of("4/4/2025"), Reading::Sure(day("2025-04-04").unwrap()));
        assert_eq!(of("27/5/2024").proves(), Some(Order::DayFirst));
        assert_eq!(of("12/31/2025 9:15 AM").proves(), Some(Order::MonthFirst));
        assert_eq!(of("03/03/2025 - 07/03/2025").days(Some(Order::DayFirst)).map(Days::count), Some(5));
    }

    #[test]
    fn what_is_no_day() {
        let of = |t: &str| read(&Cell::of(t), None);
        for text in ["March 2025", "2025", "Q1 2025", "Spring 2024", "03/2025", "Various", "Jan - Mar 2025", "Ongoing"]
        {
            assert_eq!(of(text), Reading::Vague, "{text}");
        }
        for text in
            ["ⱥ: a talk", "Ørsted: visit", "30 Feb 2025", "31/04/2025", "soon", "2025-13-01", "1", "4 Mar", "Total"]
        {
            assert!(matches!(of(text), Reading::Wrong | Reading::Vague), "{text}");
            assert_eq!(of(text).days(Some(Order::DayFirst)), None, "{text}");
        }
        assert_eq!(of("30 Feb 2025"), Reading::Wrong);
        assert_eq!(of("n/a"), Reading::Empty);
        let in_year = read(&Cell::of("4 Mar"), Some(2024));
        assert_eq!(in_year.days(None).map(|d| d.first), parse_day("2024-03-04"));
        assert_eq!(read(&Cell::Number(45_658.0, None), None).days(None).map(|d| d.first), parse_day("2025-01-01"));
    }
}
