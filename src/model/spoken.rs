//! The length of time in the words of a command line: found whole, in one word or in several, or refused. No part of
//! one is ever left for the title.

use std::fmt;

use super::meant;
use super::time::{HoursFault, Minutes};

/// So many words one length of time has at most: `1 hour and 15 minutes`.
const MOST: usize = 6;

/// Why no length of time is taken from some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpokenFault {
    /// What looks like one is none.
    Form(String, HoursFault),
    /// There are two of them.
    Two(String, String),
    /// Days and weeks have no length that everybody agrees on.
    Days(String),
    /// A number with words behind it that do not make a length of time with it.
    Cut(String),
}

/// What is wrong with a length of time, and what was probably meant.
pub fn not_hours(text: &str, fault: HoursFault) -> (String, String) {
    let (what, meant) = match fault {
        HoursFault::NotWhole(near) => ("is not a whole number of minutes", written(&near.data())),
        HoursFault::Comma => ("has a comma", written(text)),
        HoursFault::Negative => ("is below zero", written(text.trim().trim_start_matches(['-', '−']))),
        HoursFault::Form | HoursFault::Absurd => ("is not a length of time", EXAMPLE.to_owned()),
    };
    (format!("`{text}` {what}"), meant)
}

/// What to write where nothing nearer is known.
const EXAMPLE: &str = "1h30m";

/// A length of time that was probably meant, as it is accepted where it is pasted.
pub(crate) fn written(text: &str) -> String {
    let text = text.replace(',', ".");
    if Minutes::parse(&text).is_ok_and(|m| m.0 > 0) && !text.contains(char::is_whitespace) {
        return text;
    }
    match hours(&text) {
        Ok(near) | Err(HoursFault::NotWhole(near)) if near.0 > 0 => near.data(),
        _ => EXAMPLE.to_owned(),
    }
}

impl fmt::Display for SpokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(text, fault) => f.write_str(&not_hours(text, *fault).0),
            Self::Two(first, second) => write!(f, "`{first}` and `{second}` are two lengths of time"),
            Self::Days(days) => write!(f, "`{days}` does not say how many hours"),
            Self::Cut(text) => write!(f, "`{text}` is not a length of time"),
        }
    }
}

impl SpokenFault {
    /// What to write instead, for an entry whose title is one word of a command line.
    pub fn hint(&self, title: &str) -> String {
        match self {
            Self::Form(text, fault) => format!("write `{}`", not_hours(text, *fault).1),
            Self::Days(_) => format!(
                "write the hours, and which days with `--date`: \
                 `cpdfolio log {title} 14h --date 2026-03-04..2026-03-05`"
            ),
            Self::Two(..) | Self::Cut(_) => {
                format!("write one, and a title with numbers in quotes: `cpdfolio log {title} 1h30m`")
            }
        }
    }
}

/// A length of time with the words that it was said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) minutes: Minutes,
    /// The first of its words.
    pub(crate) at: usize,
    /// How many they are.
    pub(crate) len: usize,
}

/// Some words in a row that say one thing.
struct Run {
    at: usize,
    len: usize,
    what: What,
}

enum What {
    /// With a unit or a colon: nothing else can be meant.
    Length(Result<Minutes, HoursFault>),
    /// A number alone: hours, where nothing else says how long.
    Number(Result<Minutes, HoursFault>),
    Days,
}

/// A length of time as it is said in one value.
pub(crate) fn hours(text: &str) -> Result<Minutes, HoursFault> {
    match Minutes::parse(text) {
        Err(HoursFault::Form) => match text.trim().strip_prefix(['-', '−']) {
            Some(rest) if rest.trim_start().starts_with(['-', '−']) => Err(HoursFault::Form),
            Some(rest) => Err(match hours(rest) {
                Ok(_) | Err(HoursFault::Comma | HoursFault::NotWhole(_)) => HoursFault::Negative,
                Err(_) => HoursFault::Form,
            }),
            None => meant::hours(text).ok_or(HoursFault::Form),
        },
        other => other,
    }
}

/// The length of time among some words: what has a unit goes before what is a number only, of which the last is taken.
pub(crate) fn find(words: &[&str]) -> Result<Option<Found>, SpokenFault> {
    let runs = runs(words);
    let said = |run: &Run| words[run.at..run.at + run.len].join(" ");
    let mut lengths = runs.iter().filter(|run| matches!(run.what, What::Length(_)));
    let Some(run) = lengths.next().or_else(|| runs.iter().rfind(|run| matches!(run.what, What::Number(_)))) else {
        return runs
            .iter()
            .find(|run| matches!(run.what, What::Days))
            .map_or(Ok(None), |run| Err(SpokenFault::Days(said(run))));
    };
    if let Some(other) = lengths.next() {
        return Err(SpokenFault::Two(said(run), said(other)));
    }
    let is_number = matches!(run.what, What::Number(_));
    let joined =
        |from: usize, to: usize| words.get(from..to).is_some_and(|between| between.iter().all(|w| is_joiner(w)));
    let beside = |other: &&Run| joined(other.at + other.len, run.at) || joined(run.at + run.len, other.at);
    let days = |other: &&Run| matches!(other.what, What::Days) && (is_number || beside(other) || ends(other, words));
    if let Some(days) = runs.iter().find(days) {
        return Err(SpokenFault::Days(said(days)));
    }
    // `2h 75`, `2 3`: the second would be the time as well as the first
    let number =
        |other: &&Run| matches!(other.what, What::Number(_)) && beside(other) && (is_number || other.at > run.at);
    if let Some(other) = runs.iter().find(number) {
        let (first, second) = if other.at < run.at { (other, run) } else { (run, other) };
        return Err(SpokenFault::Two(said(first), said(second)));
    }
    if let Some((from, to)) = of_one(words, run) {
        return Err(SpokenFault::Cut(words[from..to].join(" ")));
    }
    let (What::Length(minutes) | What::Number(minutes)) = run.what else { return Ok(None) };
    match minutes {
        Ok(minutes) => Ok(Some(Found { minutes, at: run.at, len: run.len })),
        Err(fault) => Err(SpokenFault::Form(said(run), fault)),
    }
}

fn ends(run: &Run, words: &[&str]) -> bool {
    run.at + run.len == words.len()
}

/// All lengths of time, numbers and days, each as long as it can be.
fn runs(words: &[&str]) -> Vec<Run> {
    let mut all = vec![];
    let mut at = 0;
    while at < words.len() {
        let mut longest = (1..=MOST.min(words.len() - at)).rev();
        let found = longest.find_map(|len| {
            let said = &words[at..at + len];
            let whole = len == 1 || !is_number(said[len - 1]) || are_minutes(said[len - 1], at, &words[at + len..]);
            Some((len, what(&said.join(" ")).filter(|_| whole)?))
        });
        match found {
            Some((len, what)) => {
                all.push(Run { at, len, what });
                at += len;
            }
            None => at += 1,
        }
    }
    all
}

fn what(text: &str) -> Option<What> {
    let starts = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '−' | '+' | '½' | '¼' | '¾');
    if !text.trim_start().starts_with(starts) {
        return None;
    }
    if is_days(text) {
        return Some(What::Days);
    }
    match hours(text) {
        Err(HoursFault::Form) => None,
        read if text.contains(|c: char| c == ':' || c.is_alphabetic() && c != 'e') => Some(What::Length(read)),
        read => Some(What::Number(read)),
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// Is a number behind hours their minutes: `1 h 15`, at the end, or before a title in quotes where nothing stands before
/// it? In `2h 10 lessons` it is not.
fn are_minutes(number: &str, at: usize, rest: &[&str]) -> bool {
    number.len() == 2 && (rest.is_empty() || at == 0 && rest.len() == 1 && rest[0].contains(' '))
}

/// `3 days`, `1.5 d`, `2 weeks`.
fn is_days(text: &str) -> bool {
    let number = text.trim_end_matches(char::is_alphabetic);
    let unit = text[number.len()..].to_lowercase();
    let digits = number.trim().trim_end_matches('-');
    matches!(unit.as_str(), "d" | "day" | "days" | "week" | "weeks")
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '½' | '¼' | '¾'))
}

fn is_joiner(word: &str) -> bool {
    matches!(word, "and" | "&" | "+" | "plus")
}

/// The words beside a time that make one expression with it, from the first of all to behind the last: `2 to 3 hours`,
/// `an hour and 15 minutes`, `2h x 3`. What they say together is not known.
fn of_one(words: &[&str], run: &Run) -> Option<(usize, usize)> {
    let (from, to) = (run.at, run.at + run.len);
    let is_times = |word: &str| matches!(word, "x" | "×" | "X" | "times");
    let number = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| is_counted(word));
    // behind it
    let mut next = to;
    while words.get(next).is_some_and(|word| is_joiner(word)) {
        next += 1;
    }
    // `1 hour and a half`
    let article = next > to && words.get(next).is_some_and(|word| matches!(*word, "a" | "an"));
    next += usize::from(article);
    if let Some(word) = words.get(next) {
        // `2h each`, `2h per week`: how often is not said
        if next == to && matches!(*word, "each" | "per" | "twice") {
            return Some((from, next + 1));
        }
        if goes_on(word) || is_times(word) && number(Some(next + 1)) {
            return Some((from, next + 1 + usize::from(is_times(word))));
        }
        if is_choice(word) && number(Some(next + 1)) {
            return Some((from, next + 2));
        }
    }
    // before it
    let mut behind = from;
    while behind > 0 && is_joiner(words[behind - 1]) {
        behind -= 1;
    }
    let before = behind.checked_sub(1)?;
    let word = words[before];
    if goes_on(word) {
        return Some((before, to));
    }
    if (is_times(word) || is_choice(word)) && number(before.checked_sub(1)) {
        return Some((before - 1, to));
    }
    // `2 and 30m`, `2 - 3 h`, `2 ½`: but a part of a title has a bare number, `Part 2 30m`
    let apart = behind < from || words[from].starts_with(['½', '¼', '¾']) || is_choice(words[from]);
    (apart && number(Some(before))).then_some((before, to))
}

/// Does it stand between two numbers of which one holds?
fn is_choice(word: &str) -> bool {
    matches!(word, "to" | "or" | "-" | "–" | "—" | "−")
}

/// A number in digits or as a word.
fn is_counted(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
        || meant::number_of(&word.to_lowercase()).is_some()
}

/// Is it a word that belongs to the number beside it: a unit, a fraction, seconds, a factor?
fn goes_on(word: &str) -> bool {
    let word = word.to_lowercase();
    let word = word.trim_end_matches(['.', ',', ';']);
    let units = ["h", "hr", "hrs", "hour", "hours", "m", "min", "mins", "minute", "minutes", "half", "quarter"];
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_seconds = || {
        let number = word.trim_end_matches(char::is_alphabetic);
        digits(number) && matches!(&word[number.len()..], "s" | "sec" | "secs" | "second" | "seconds")
    };
    let is_factor = || [word.strip_prefix(['x', '×']), word.strip_suffix(['x', '×'])].into_iter().flatten().any(digits);
    units.contains(&word) || is_fraction(word) || is_seconds() || is_factor()
}

/// `½`, `1/2`, `1/2h`.
fn is_fraction(word: &str) -> bool {
    let number = word.trim_end_matches(char::is_alphabetic);
    let parts = number.split_once('/').map(|(above, below)| (above.as_bytes(), below.as_bytes()));
    matches!(number, "½" | "¼" | "¾") || matches!(parts, Some(([a @ b'1'..=b'9'], [b @ b'2'..=b'9'])) if a < b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Result<Option<(i64, String)>, SpokenFault> {
        let words: Vec<&str> = line.split('|').collect();
        let found = find(&words)?;
        Ok(found.map(|f| (f.minutes.0, [&words[..f.at], &words[f.at + f.len..]].concat().join(" "))))
    }

    #[test]
    fn a_time_in_several_words_is_one_time() {
        for (line, minutes, title) in [
            ("Talk|2h", 120, "Talk"),
            ("Talk|1h|15m", 75, "Talk"),
            ("Talk|1|hour|15|minutes", 75, "Talk"),
            ("Talk|1|h|15", 75, "Talk"),
            ("Talk|1|h|15|min", 75, "Talk"),
            ("Talk|1 h 15", 75, "Talk"),
            ("Talk|1 hour 30", 90, "Talk"),
            ("Talk|1|hour|and|15|minutes", 75, "Talk"),
            ("Talk|1|and|a|half|hours", 90, "Talk"),
            ("Talk|1|and|a|quarter|hours", 75, "Talk"),
            ("Talk|2½|hours", 150, "Talk"),
            ("Talk|1h|+|30m", 90, "Talk"),
            ("1|h|15|Talk part 3", 75, "Talk part 3"),
            ("2|hours|Talk", 120, "Talk"),
            ("IEEE|802|intro|1|h|15", 75, "IEEE 802 intro"),
            ("IEEE|802|2h", 120, "IEEE 802"),
            ("Apollo|11|Talk|2", 120, "Apollo 11 Talk"),
            ("Talk|2|½|hours", 150, "Talk"),
            ("Talk|3|¼|h", 195, "Talk"),
            ("Talk|2|1/2|hours", 150, "Talk"),
            ("Talk|1|1/2h", 90, "Talk"),
            ("Talk|1/2|hour", 30, "Talk"),
            ("Part|2|30m", 30, "Part 2"),
            ("Parts|1|and|2|30m", 30, "Parts 1 and 2"),
            ("Ten|years|of|4x4|2h", 120, "Ten years of 4x4"),
            ("Tea|2h|and|a|walk", 120, "Tea and a walk"),
            ("2h|Each way", 120, "Each way"),
            ("2h|Twice|told", 120, "Twice told"),
            ("Hard|times|2h", 120, "Hard times"),
            ("Working|to|2030|2h", 120, "Working to 2030"),
            ("How|to|lead|2h", 120, "How to lead"),
            ("How|to|2h", 120, "How to"),
            ("Three|3|days|in|Rome|18h", 1080, "Three 3 days in Rome"),
            ("Talk|1.5", 90, "Talk"),
            ("5G networks|2h", 120, "5G networks"),
            ("12h of sailing|2h", 120, "12h of sailing"),
        ] {
            assert_eq!(said(line), Ok(Some((minutes, title.to_owned()))), "{line}");
        }
        for none in ["Talk", "On IEC 61508-3", "x|2x", "3 days in Rome"] {
            assert_eq!(said(none), Ok(None), "{none}");
        }
    }

    #[test]
    fn a_part_of_a_longer_expression_is_no_time() {
        for line in [
            "Talk|two|hours|30|minutes",
            "Talk|an|hour|and|15|minutes",
            "Talk|1|hour|and|half",
            "Talk|1|hour|and|a|half",
            "Talk|1h|and|a|quarter",
            "Talk|1h|½",
            "Talk|2|½",
            "Talk|1h|30s",
            "Talk|1h|and|30s",
            "Talk|2|to|3|hours",
            "Talk|two|to|3|hours",
            "Talk|1|or|2|h",
            "Talk|2|hours|or|3",
            "Talk|10|to|12",
            "Talk|2|–|3|h",
            "Talk|2h|x|3",
            "Talk|3|x|2h",
            "Talk|2h|×3",
            "Talk|3x|2h",
            "Talk|3|times|2h",
            "Talk|2h|times|3",
            "Talk|2h|each",
            "Talk|2h|per|week",
            "Talk|2h|twice",
            "Talk|2|and|30m",
            "Talk|2|and|½|hours",
            "Talk|12.5|½|h",
            "Talk|1/2|2h",
        ] {
            assert!(matches!(said(line), Err(SpokenFault::Cut(_) | SpokenFault::Two(..))), "{line}: {:?}", said(line));
        }
        assert_eq!(said("Talk|2|-|3|h"), Err(SpokenFault::Cut("2 - 3 h".to_owned())));
        assert_eq!(said("Talk|2|to|3|hours|x"), Err(SpokenFault::Cut("2 to 3 hours".to_owned())));
        assert_eq!(said("Talk|2h|10|lessons"), Err(SpokenFault::Two("2h".to_owned(), "10".to_owned())));
        assert_eq!(said("CAD|3h|12|exercises"), Err(SpokenFault::Two("3h".to_owned(), "12".to_owned())));
    }

    #[test]
    fn what_is_below_zero_is_said_to_be() {
        for text in ["-2 hours", "-2,5h", "-90mins", "−2 hours", "-2h", "- 2 hours"] {
            assert_eq!(hours(text), Err(HoursFault::Negative), "{text}");
        }
        for text in ["-two days", "--2h", "-", &"-".repeat(1_000_000)] {
            assert_eq!(hours(text), Err(HoursFault::Form));
        }
    }

    #[test]
    fn what_a_hint_names_is_accepted() {
        for (text, meant) in [
            ("1,234", "1h14m"),
            ("2,5", "2.5"),
            ("−2h", "2h"),
            ("- 3 h", "3h"),
            ("-2,5h", "2.5h"),
            ("0.001", "1h30m"),
            ("0.33", "20m"),
            ("-1,234", "1h14m"),
            ("two", "1h30m"),
        ] {
            let (_, hint) = not_hours(text, hours(text).unwrap_err());
            assert_eq!(hint, meant, "{text}");
            assert!(hours(&hint).is_ok_and(|m| m.0 > 0), "{text}");
        }
    }

    #[test]
    fn what_would_be_cut_is_refused() {
        let two = |a: &str, b: &str| Err(SpokenFault::Two(a.to_owned(), b.to_owned()));
        let days = |a: &str| Err(SpokenFault::Days(a.to_owned()));
        for (line, fault) in [
            ("A|2h|3h", two("2h", "3h")),
            ("2h|A|3h", two("2h", "3h")),
            ("A|2h|75", two("2h", "75")),
            ("A|2|3", two("2", "3")),
            ("A|1|2|3", two("2", "3")),
            ("A|10:30|2h", two("10:30", "2h")),
            ("A|3|days", days("3 days")),
            ("A|3|days|18h", days("3 days")),
            ("A|18h|3|days", days("3 days")),
            ("A|18h|10|days", days("10 days")),
            ("2h|10|lessons|learned", two("2h", "10")),
            ("A|1|h|5", two("1 h", "5")),
            ("A|3|days|and|2|h", days("3 days")),
            ("A|3 days|2", days("3 days")),
            ("A|1.5|d", days("1.5 d")),
            ("A|1h30m|min", Err(SpokenFault::Cut("1h30m min".to_owned()))),
            ("A|2,5", Err(SpokenFault::Form("2,5".to_owned(), HoursFault::Comma))),
            ("A|-2h", Err(SpokenFault::Form("-2h".to_owned(), HoursFault::Negative))),
            ("A|1e9", Err(SpokenFault::Form("1e9".to_owned(), HoursFault::Absurd))),
        ] {
            assert_eq!(said(line), fault, "{line}");
        }
    }
}
