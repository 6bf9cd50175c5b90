//! A log of one line an entry, in a list or not: `12 March 2025: Talk on relays, 2 hours`. What stands below such a line
//! belongs to it.

use super::amounts::{self, AmountFault};
use super::days::{self, Reading};
use super::fields::{Fields, is_nothing};
use super::grid::{Cell, Unit};
use super::keyed::TEXT;
use super::kinds;
use super::names::only_year;

/// The longest line that may be an entry, in bytes.
const LONGEST: usize = 400;

/// How many words a day or a length of time has at most.
const MOST: usize = 5;

/// Signs that part a title from what stands beside it.
const PARTS: [char; 10] = [' ', ':', ';', ',', '-', '–', '—', '|', '*', '_'];

/// An entry on its way.
struct Entry {
    line: usize,
    level: Level,
    day: String,
    title: String,
    time: Option<String>,
    text: Vec<String>,
}

/// How far to the right a line begins, and whether it is of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Level(usize, bool);

impl Level {
    fn of(line: &str) -> Self {
        Self(line.len() - line.trim_start().len(), without_mark(line).len() < line.trim().len())
    }
}

/// Reads the lines of a text as entries; none where they are prose.
pub(super) fn read(text: &str) -> Option<Fields> {
    let mut found = Fields::default();
    let mut all: Vec<Entry> = vec![];
    let mut year = None;
    let mut others = 0;
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        // a line like the first one with a time and no day is not of the text above it
        let is_like = all.first().is_some_and(|first| first.level == Level::of(line));
        if let Some(entry) = entry(line, year, is_like).filter(|found| !found.day.is_empty() || !is_between(line)) {
            all.push(Entry { line: n + 1, level: Level::of(line), ..entry });
        } else if is_nothing(line) {
            if let Some(last) = all.last_mut() {
                last.text.push(String::new());
            }
        } else if let Some(last) = all.last_mut().filter(|_| !is_between(line)) {
            others += 1;
            last.text.push(without_mark(line).to_owned());
        } else {
            year = only_year(line).or(year);
            found.between.push((n + 1, line.trim().to_owned()));
        }
    }
    let timed = all.iter().filter(|entry| entry.time.is_some()).count();
    // a single line among others, or days that nothing took time on, are of prose
    if timed == 0 || all.len() == 1 && others > 1 || timed * 4 < all.len() {
        return None;
    }
    found.notes = all.into_iter().map(|entry| (entry.line, entry.pairs())).collect();
    Some(found)
}

impl Entry {
    fn pairs(self) -> Vec<(String, Cell)> {
        let text = self.text.join("\n");
        let all = [("date", self.day), ("title", self.title), ("hours", self.time.unwrap_or_default())];
        let mut all: Vec<(String, Cell)> =
            all.iter().map(|(key, value)| ((*key).to_owned(), Cell::of(value))).collect();
        if !text.trim().is_empty() {
            all.push((TEXT.to_owned(), Cell::of(text.trim())));
        }
        all
    }
}

/// A line that says a day at one of its ends, or beside the time at one of them; and, where that will do, a time alone.
fn entry(line: &str, year: Option<i32>, undated: bool) -> Option<Entry> {
    let line = without_mark(line);
    if line.len() > LONGEST || line.starts_with('#') {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    // in `2h 12 March` the second number is no minute
    let times = [time(&words, true), time(&words, false)];
    let of = |undated| times.into_iter().find_map(|time| of_words(&words, time, year, undated));
    of(false).or_else(|| undated.then(|| of(true))?)
}

fn of_words(all: &[&str], time: Option<(usize, usize)>, year: Option<i32>, undated: bool) -> Option<Entry> {
    let mut words = all.to_vec();
    let take = |words: &mut Vec<&str>, (from, len): (usize, usize)| {
        words.splice(from..from + len, std::iter::repeat_n("", len));
        bare(&all[from..from + len].join(" ")).to_owned()
    };
    let is_end = |words: &[&str], (from, len): (usize, usize)| {
        let nothing = |words: &[&str]| words.iter().all(|word| bare(word).is_empty());
        nothing(&words[..from]) || nothing(&words[from + len..])
    };
    let said = time.map(|time| take(&mut words, time));
    let day = if undated {
        String::new()
    } else {
        let at = day(&words, year, time.is_some()).filter(|at| is_end(&words, *at))?;
        let day = take(&mut words, at);
        // what has no year of its own has that of the heading
        let is_date = |year| days::read(&Cell::of(&day), year).is_date();
        match year.filter(|_| is_date(year) && !is_date(None)) {
            Some(year) => format!("{day} {year}"),
            None => day,
        }
    };
    // a sentence with a time in it
    let is_sentence = all.last().is_some_and(|word| word.ends_with('.'));
    let is_inside = time.is_none_or(|time| !is_end(&words, time));
    if is_inside && (undated || is_sentence && time.is_some()) {
        return None;
    }
    let title = title(&words);
    let found = Entry { line: 0, level: Level::default(), day, title, time: said, text: vec![] };
    (!found.title.is_empty()).then_some(found)
}

/// The words of a title, without what parted it from the day and the time.
fn title(words: &[&str]) -> String {
    let all: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
    let joined = all.join(" ");
    let mut title = joined.trim_matches(PARTS);
    for word in ["for", "on", "about"] {
        let rest = title.strip_suffix(word).filter(|rest| rest.ends_with(' '));
        title = rest.map_or(title, |rest| rest.trim_matches(PARTS));
    }
    // a bracket that held the time or the day
    let open = title.matches('(').count();
    let closed = title.matches(')').count();
    let title = if open > closed { title.trim_end_matches('(') } else { title };
    let title = if closed > open { title.trim_start_matches(')') } else { title };
    title.trim_matches(PARTS).to_owned()
}

/// The only length of time among some words, with a unit: where it begins, and how many words it has. `minutes`: its
/// last number may have none, `1 h 30`.
fn time(words: &[&str], minutes: bool) -> Option<(usize, usize)> {
    let is_time = |text: &str| {
        let last = text.rsplit(' ').next().unwrap_or_default();
        let is_bare = last.bytes().all(|b| b.is_ascii_digit());
        if is_bare && (!minutes || text.contains([',', ';']) || text.contains(" and ")) {
            return false;
        }
        let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '½' | '¼' | '¾'));
        // a time of day looks like a length of time
        let has_unit = text.contains(char::is_alphabetic) && !text.contains(':');
        let read = || amounts::read(&Cell::of(text), Unit::Hours);
        // `half a day`
        (starts || text.contains(' ')) && has_unit && matches!(read(), Ok(Some(_)) | Err(AmountFault::Days(_)))
    };
    let (at, len) = longest(words, 0, is_time)?;
    longest(words, at + len, is_time).is_none().then_some((at, len))
}

/// The first day among some words: where it begins, and how many words it has. `vague`: a month will do at the
/// beginning.
fn day(words: &[&str], year: Option<i32>, vague: bool) -> Option<(usize, usize)> {
    let read = |text: &str| {
        let is_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let is_plain = is_number && text.matches('.').count() < 2;
        let has_digit = text.bytes().any(|b| b.is_ascii_digit());
        if is_plain || !has_digit { Reading::Wrong } else { days::read(&Cell::of(text), year) }
    };
    let is_vague = |text: &str| read(text) == Reading::Vague && text.contains(char::is_alphabetic);
    longest(words, 0, |text| read(text).is_date())
        .or_else(|| longest(words, 0, is_vague).filter(|(at, _)| vague && words[..*at].iter().all(|w| w.is_empty())))
}

/// The longest run of words from a place on that is one, without the signs around it.
fn longest(words: &[&str], from: usize, is_one: impl Fn(&str) -> bool) -> Option<(usize, usize)> {
    let has_word = |at: usize| !bare(words[at]).is_empty();
    (from..words.len()).filter(|at| has_word(*at)).find_map(|at| {
        let most = words[at..].iter().take(MOST).take_while(|word| !word.is_empty()).count();
        let is_run = |len: &usize| has_word(at + len - 1) && is_one(bare(&words[at..at + len].join(" ")));
        (1..=most).rev().find(is_run).map(|len| (at, len))
    })
}

/// Words without brackets and signs around them.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| PARTS.contains(&c) || matches!(c, '.' | '(' | ')' | '[' | ']'))
}

/// A line without the mark of a list.
fn without_mark(line: &str) -> &str {
    let line = line.trim();
    let line = ["- ", "* ", "+ ", "• ", "– "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    line.strip_prefix("[x] ").or_else(|| line.strip_prefix("[ ] ")).unwrap_or(line).trim()
}

/// A heading, a sum, a year: of no entry.
fn is_between(line: &str) -> bool {
    let bold = line.trim().strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    let letters = line.replace(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ':'), " ");
    let is_short = line.split_whitespace().count() <= 3 && without_mark(line) == line.trim();
    let is_year = is_short && only_year(line).is_some();
    line.trim_start().starts_with('#') || bold.is_some() || is_year || kinds::is_total(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<String>> {
        let said = |(line, all): (usize, Vec<(String, Cell)>)| {
            let all = all.into_iter().map(|(_, cell)| cell.said()).collect::<Vec<_>>();
            format!("{line}|{}", all.join("|"))
        };
        read(text).map(|found| found.notes.into_iter().map(said).collect())
    }

    #[test]
    fn a_line_says_a_day_a_title_and_a_time() {
        for (line, wanted) in [
            (
                "12/03/2025 Wound care update (Trust training) 2 hrs",
                "12/03/2025|Wound care update (Trust training)|2 hrs",
            ),
            ("- 12 March 2025: Talk on relays, 1.5 hours", "12 March 2025|Talk on relays|1.5 hours"),
            ("* **2025-03-12** – Talk (45 min)", "2025-03-12|Talk|45 min"),
            ("Discussion with a colleague - 14/05/25, 1 hr", "14/05/25|Discussion with a colleague|1 hr"),
            ("March 12, 2025 | Talk | 2h30m", "March 12, 2025|Talk|2h30m"),
            ("Talk on IEC 61850 (2h, 12 March 2025)", "12 March 2025|Talk on IEC 61850|2h"),
            ("4 Jan 2025 – Lecture (1h) – good slides", "4 Jan 2025|Lecture – good slides|1h"),
            ("11 Jan 2025 – Refresher, half a day", "11 Jan 2025|Refresher|half a day"),
            ("Sept 2025: article on sepsis 45 mins", "Sept 2025|article on sepsis|45 mins"),
            ("12-14 March 2025 Course for 3 hours", "12-14 March 2025|Course|3 hours"),
        ] {
            assert_eq!(of(line), Some(vec![format!("1|{wanted}")]), "{line}");
        }
    }

    #[test]
    fn what_stands_below_a_line_belongs_to_it() {
        let text = "# CPD 2025\n\nJo, ward 4\n\n- 12 March: Talk, 2h\n  - Learned a lot.\n\n  More.\n- 13 March: Walk\n\n## 2024\n\n\
                    - 1 May: Book, 30 min\nTotal: 2.5 hours\n";
        let wanted =
            ["5|12 March 2025|Talk|2h|Learned a lot.\n\nMore.", "9|13 March 2025|Walk|", "13|1 May 2024|Book|30 min"];
        assert_eq!(of(text).unwrap(), wanted);
        let between: Vec<usize> = read(text).unwrap().between.iter().map(|(line, _)| *line).collect();
        assert_eq!(between, [1, 3, 11, 14]);
    }

    #[test]
    fn prose_and_diaries_are_no_log() {
        for text in [
            "",
            "Prose.\nMore prose.\n",
            "On 12 March 2025 we met for 2 hours and talked.\n",
            "12 March 2025: kicked off\n13 March 2025: went on\n",
            "2019: Engineer\n2020: 2 projects\n",
            "Part 2.5 takes 3 hours\n",
            "12 March 2025, 2 h\nWe met.\nWe talked.\nWe left.\n",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_without_a_day_is_not_lost_in_the_text_above() {
        let text = "12/03/2025 Talk 2h\nLearned a lot.\nReading articles, 45 mins\n  Walk 1h\n";
        assert_eq!(of(text).unwrap(), ["1|12/03/2025|Talk|2h|Learned a lot.", "3||Reading articles|45 mins|Walk 1h"]);
        let text = "- 12/03/2025 Talk 2h\n- Reading, 1h\n  - of 2h\nWalk 1h\n";
        assert_eq!(of(text).unwrap(), ["1|12/03/2025|Talk|2h", "2||Reading|1h|of 2h\nWalk 1h"]);
    }

    #[test]
    fn a_year_in_a_text_is_no_heading() {
        let text = "CPD 2025\n- 12 March: Talk 2h\nIt began in 2019.\n- of 2018\n- 13 March: Walk 1h\n";
        assert_eq!(
            of(text).unwrap(),
            ["2|12 March 2025|Talk|2h|It began in 2019.\nof 2018", "5|13 March 2025|Walk|1h"]
        );
    }

    #[test]
    fn two_times_are_none() {
        assert_eq!(
            of("12/03/2025 Talk 2h\n13/03/2025 Talk of 1 h and 2 h\n").unwrap()[1],
            "2|13/03/2025|Talk of 1 h and 2 h|"
        );
    }
}
