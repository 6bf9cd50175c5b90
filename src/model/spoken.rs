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
        HoursFault::NotWhole(near) => ("is not a whole number of minutes", near.data()),
        HoursFault::Comma => ("has a comma", text.replace(',', ".")),
        HoursFault::Negative => ("is below zero", text.trim_start_matches('-').to_owned()),
        HoursFault::Form | HoursFault::Absurd => ("is not a length of time", "1h30m".to_owned()),
    };
    (format!("`{text}` {what}"), meant)
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
        Err(HoursFault::Form) => meant::hours(text).ok_or(HoursFault::Form),
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
    let joined = |from: usize, to: usize| {
        words.get(from..to).is_some_and(|between| between.iter().all(|w| matches!(*w, "and" | "&" | "+" | "plus")))
    };
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
    if let Some(next) = words.get(run.at + run.len).filter(|next| goes_on(next)) {
        return Err(SpokenFault::Cut(format!("{} {next}", said(run))));
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
            let whole = len == 1 || !is_number(said[len - 1]) || are_minutes(said[len - 1], &words[at + len..]);
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

/// Is a number behind hours their minutes: `1 h 15`, at the end or before a title in one word? In `2h 10 lessons
/// learned` it is not.
fn are_minutes(number: &str, rest: &[&str]) -> bool {
    number.len() == 2 && (rest.is_empty() || rest.len() == 1 && !is_days(&format!("{number} {}", rest[0])))
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

/// Is it a word that belongs to the number before it?
fn goes_on(word: &str) -> bool {
    let word = word.to_lowercase();
    let units = ["h", "hr", "hrs", "hour", "hours", "m", "min", "mins", "minute", "minutes", "half", "quarter"];
    units.contains(&word.trim_end_matches(['.', ',', ';']))
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
