//! What a date or a length of time was probably meant to be: for hints, never for counting. Whatever is named
//! here is accepted where it is pasted.

use super::time::{Day, Days, Minutes, month_name, parse_day};

/// Days as they are said in one word, exactly: `2026-03-04`, or the first and the last of several,
/// `2026-03-04..2026-03-06`, also as a file has them.
pub(crate) fn days_exactly(text: &str) -> Option<Days> {
    let inner = text.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let pair = match inner.and_then(|inner| inner.split_once(',')) {
        Some((from, to)) => Some((from.trim().strip_prefix("from:")?, to.trim().strip_prefix("to:")?)),
        None => ["..", " to ", "/"].into_iter().find_map(|sign| text.split_once(sign)),
    };
    let (first, last) = match pair {
        Some((from, to)) => (parse_day(from.trim())?, parse_day(to.trim())?),
        None => (parse_day(text.trim())?, parse_day(text.trim())?),
    };
    (first <= last).then_some(Days { first, last })
}

/// What to say in place of a text that is no date, where one word is asked for: `2026-03-04..2026-03-06`.
pub(crate) fn days_said(text: &str) -> Option<String> {
    if let Some(there) = ["..", " to ", "/"].into_iter().find_map(|sign| {
        let (from, to) = text.split_once(sign)?;
        let (from, to) = (parse_day(from.trim())?, parse_day(to.trim())?);
        (to < from).then(|| format!("{to} is before {from}: write `{to}..{from}`"))
    }) {
        return Some(there);
    }
    days(text).map_or_else(|| date(text), |(from, to)| Some(format!("write `{from}..{to}`")))
}

/// The years that a date may have.
const YEARS: &str = "write year, month and day, like `2026-03-04`; years from 1900 to 2999";

/// A date with a time behind it, as other programs write it: the civil date, as it stands there.
pub(crate) fn without_time(text: &str) -> Option<Day> {
    let (day, time) = text.split_once(['T', 't', ' '])?;
    let is_time = time.len() >= 5
        && time.as_bytes()[2] == b':'
        && time.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '.' | '+' | '-' | ' '));
    parse_day(day).filter(|_| is_time)
}

/// What to write in place of a text that is no date.
pub(crate) fn date(text: &str) -> Option<String> {
    if let Some((from, to)) = days(text) {
        return Some(format!("write `{{from: {from}, to: {to}}}`"));
    }
    let numbers: Option<Vec<&str>> = Some(text.split(['-', '/', '.', ' ']).collect::<Vec<_>>())
        .filter(|parts| parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit())));
    let Some(parts) = numbers else { return in_words(text).map(|day| format!("write `{day}`")) };
    let [a, b, c] = parts[..] else { return compact(text).map(|day| format!("write `{day}`")) };
    if a.len() == 4 && !a.starts_with('0') {
        return Some(of_year(a, b, c));
    }
    let mut all: Vec<Day> = match (a.len(), c.len()) {
        (4, _) => vec![civil(&a[2..], b, c)],
        (_, 4) => vec![civil(c, b, a), civil(c, a, b)],
        (1 | 2, 1 | 2) if text.contains('-') => vec![civil(a, b, c), civil(c, b, a)],
        (1 | 2, 1 | 2) => vec![civil(c, b, a), civil(c, a, b)],
        _ => vec![],
    }
    .into_iter()
    .flatten()
    .collect();
    all.dedup();
    // with two digits for the year first, as the standard has it, nothing else is meant
    match all[..] {
        [] => Some(YEARS.to_owned()),
        [first] => Some(format!("write `{first}`")),
        [first, ..] if a.len() <= 2 && c.len() <= 2 && text.contains('-') => Some(format!("write `{first}`")),
        [first, second, ..] => Some(format!("write `{first}` or `{second}`")),
    }
}

/// A year with a month and a day that may not be there.
fn of_year(year: &str, month: &str, day: &str) -> String {
    if let Some(day) = civil(year, month, day) {
        return format!("write `{day}`");
    }
    let last = (28..=31).rev().find(|d| civil(year, month, &d.to_string()).is_some());
    match (last, month.parse::<u32>()) {
        (Some(last), Ok(month)) => format!("{} {year} has {last} days", month_name(month)),
        _ => YEARS.to_owned(),
    }
}

/// A day that is accepted; a year of two digits is one of this century, or of the last from 70 on.
fn civil(year: &str, month: &str, day: &str) -> Option<Day> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 4);
    let (year, month, day) = (number(year).map(|y| (y, year.len())), number(month)?, number(day)?);
    let year = match year? {
        (y, 1 | 2) => y + if y < 70 { 2000 } else { 1900 },
        (y, _) => y,
    };
    parse_day(&format!("{year:04}-{month:02}-{day:02}"))
}

/// `20260304`
fn compact(text: &str) -> Option<Day> {
    (text.len() == 8 && text.is_ascii()).then(|| civil(&text[..4], &text[4..6], &text[6..]))?
}

/// `28 May 2026`, `May 28th, 2026`, `Thu, 22 Jan 2026 20:19:29 +0000`.
fn in_words(text: &str) -> Option<Day> {
    if let Some(day) = without_time(text) {
        return Some(day);
    }
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric() && c != ':' && c != '+').map(str::to_lowercase).collect();
    let months: Vec<u32> = words.iter().filter_map(|word| month(word)).collect();
    let [month] = months[..] else { return None };
    let (mut day, mut year) = (None, None);
    for word in &words {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        match digits.len() {
            1 | 2 if day.is_none() && digits.bytes().all(|b| b.is_ascii_digit()) => day = Some(digits),
            4 if year.is_none() && digits.bytes().all(|b| b.is_ascii_digit()) => year = Some(digits),
            _ => {}
        }
    }
    civil(year?, &month.to_string(), day?)
}

/// The month of a name, or of its first three letters or more.
fn month(word: &str) -> Option<u32> {
    let is_it = |month: &u32| word.len() >= 3 && month_name(*month).to_lowercase().starts_with(word);
    (1..=12).find(is_it).or_else(|| (word == "sept").then_some(9))
}

/// Two dates with a word or a sign between them.
fn days(text: &str) -> Option<(Day, Day)> {
    let one = |text: &str| parse_day(text.trim()).or_else(|| in_words(text.trim()));
    [" to ", " until ", " till ", "..", " - ", " – ", "–", "/", ", ", " and "].into_iter().find_map(|sign| {
        let (from, to) = text.split_once(sign)?;
        let last = one(to)?;
        // `28 to 30 May 2026` names the month once
        let first = one(from).or_else(|| one(&format!("{} {}", from.trim(), to.trim().split_once(' ')?.1)))?;
        (first < last).then_some((first, last))
    })
}

/// The length of time of a text with words: `2 hours`, `1 hr 30 mins`, `PT2H30M`, `1:30:00`, `half an hour`.
pub(crate) fn hours(text: &str) -> Option<Minutes> {
    let text = text.trim().to_lowercase();
    let text = ["approximately", "approx.", "approx", "about", "around", "circa", "ca.", "c.", "~", "pt"]
        .into_iter()
        .find_map(|before| text.strip_prefix(before))
        .unwrap_or(&text)
        .trim();
    if let Some(clock) = text.strip_suffix(":00").filter(|clock| clock.contains(':')) {
        return Minutes::parse(clock).ok();
    }
    let spaced: String = spaced(&with_signs(text));
    let (mut hours, mut minutes): (Option<Minutes>, Option<Minutes>) = (None, None);
    let mut number: Option<String> = None;
    // `one and a half` is more than one, `one quarter` less
    let mut and = false;
    if spaced.split_whitespace().next_back().is_some_and(|last| matches!(last, "and" | "a" | "an" | "of" | "&" | "+")) {
        return None;
    }
    for word in spaced.split_whitespace() {
        match (word, number.take()) {
            ("and" | "a" | "an" | "of" | "&" | "+", before) => {
                and |= matches!(word, "and" | "&" | "+");
                number = before.or_else(|| (word == "an").then(|| "1".to_owned()));
                continue;
            }
            ("half" | "quarter", Some(n)) if and => number = Some(with_part(&n, word)?),
            ("half", None) => number = Some("0.5".to_owned()),
            ("quarter" | "quarters", before) => number = Some(quarters(before.as_deref())?.to_owned()),
            // hours stand first, and each unit once: two times are not their sum
            ("h" | "hr" | "hrs" | "hour" | "hours", Some(n)) if hours.is_none() && minutes.is_none() => {
                hours = Some(Minutes::parse(&n.replace(',', ".")).ok()?);
            }
            ("m" | "min" | "mins" | "minute" | "minutes", Some(n)) if minutes.is_none() => {
                let said = Minutes::parse(&format!("{n}m")).ok()?;
                // minutes are behind whole hours, and fewer than one more
                if hours.is_some_and(|h| h.0 % 60 != 0 || said.0 >= 60) {
                    return None;
                }
                minutes = Some(said);
            }
            ("s" | "sec" | "secs" | "second" | "seconds", Some(n)) if n.trim_matches('0').is_empty() => {}
            (word, None) => number = Some(counted(word)?),
            _ => return None,
        }
        and = false;
    }
    // `1 hour 30`: minutes are behind whole hours
    if let Some(rest) = number {
        let whole = hours.filter(|h| h.0 % 60 == 0 && minutes.is_none() && (1..=2).contains(&rest.len()));
        minutes = whole.and_then(|_| rest.parse().ok()).filter(|m| *m < 60).map(Minutes);
        minutes?;
    }
    let total = hours.unwrap_or_default() + minutes.unwrap_or_default();
    (total.0 > 0).then_some(total)
}

/// A whole number and a half or a quarter.
fn with_part(number: &str, part: &str) -> Option<String> {
    let whole = number.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| format!("{number}.{}", if part == "half" { "5" } else { "25" }))
}

/// Quarters of an hour as a decimal.
fn quarters(before: Option<&str>) -> Option<&'static str> {
    match before {
        None | Some("1") => Some("0.25"),
        Some("3") => Some("0.75"),
        _ => None,
    }
}

/// The number that a word says.
pub(crate) fn number_of(word: &str) -> Option<usize> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.iter().position(|w| *w == word)
}

/// A number, in digits or as a word.
fn counted(word: &str) -> Option<String> {
    if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Some(word.to_owned());
    }
    number_of(word).map(|n| n.to_string())
}

/// Fractions as one sign, on the whole number before them: `2 1/2 hours`, `2 ½ hours`.
fn with_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let sign = [("1/2", "½"), ("1/4", "¼"), ("3/4", "¾")].into_iter().find_map(|(fraction, sign)| {
            let rest = word.strip_prefix(fraction)?;
            rest.chars().all(char::is_alphabetic).then(|| format!("{sign}{rest}"))
        });
        let word = sign.as_deref().unwrap_or(word);
        let last = out.rsplit(' ').next().unwrap_or_default();
        let is_whole = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        let joins = out.is_empty() || is_whole && word.starts_with(['½', '¼', '¾']);
        if !joins {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The same with a space between numbers and words, and without dots and commas that end a word.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if before.is_ascii_digit() && c.is_alphabetic() || before.is_alphabetic() && c.is_ascii_digit() {
            out.push(' ');
        }
        let half = [('½', ".5"), ('¼', ".25"), ('¾', ".75")].into_iter().find(|(sign, _)| *sign == c);
        match half {
            Some((_, part)) => out.push_str(part),
            None if matches!(c, '-' | '–' | ';') || (matches!(c, '.' | ',') && before.is_alphabetic()) => {
                out.push(' ');
            }
            None => out.push(c),
        }
        before = if half.is_some() { '5' } else { c };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_words() {
        for (text, minutes) in [
            ("2 hours", 120),
            ("2.5 hrs", 150),
            ("2½ hours", 150),
            ("2 ½ hours", 150),
            ("2 1/2 hours", 150),
            ("1 1/2h", 90),
            ("1/2 hour", 30),
            ("1.5 ½ hours", 0),
            ("1/2/3 hours", 0),
            ("1 hr 30 mins", 90),
            ("1 hour and 30 minutes", 90),
            ("1 hour, 15 min.", 75),
            ("1hr30", 90),
            ("1 hour 30", 90),
            ("2 hours 75", 0),
            ("1.5 hours 30", 0),
            ("PT2H30M", 150),
            ("PT45M", 45),
            ("1:30:00", 90),
            ("two hours", 120),
            ("an hour", 60),
            ("half an hour", 30),
            ("three quarters of an hour", 45),
            ("one and a half hours", 90),
            ("one and a quarter hours", 75),
            ("2h 3h", 0),
            ("30m 1h", 0),
            ("1 h 75 min", 0),
            ("1 h 75", 0),
            ("1.5 h 30", 0),
            ("1.5 h 30 min", 0),
            ("75 min", 75),
            ("10m 20m", 0),
            ("1 hour of", 0),
            ("about 3 hours", 180),
            ("2,5 hours", 150),
            ("45 minutes", 45),
            ("two", 0),
            ("a day", 0),
            ("2 days", 0),
            ("hours", 0),
            ("", 0),
        ] {
            assert_eq!(hours(text), (minutes > 0).then_some(Minutes(minutes)), "{text}");
        }
    }

    #[test]
    fn days_are_said_in_one_word() {
        let days = |text: &str| days_exactly(text).map(|d| format!("{} {}", d.first, d.last));
        for text in [
            "2026-05-28..2026-05-30",
            "2026-05-28 to 2026-05-30",
            "2026-05-28/2026-05-30",
            "{from: 2026-05-28, to: 2026-05-30}",
        ] {
            assert_eq!(days(text).as_deref(), Some("2026-05-28 2026-05-30"), "{text}");
        }
        assert_eq!(days("2026-05-28").as_deref(), Some("2026-05-28 2026-05-28"));
        for (text, hint) in [
            ("2026-05-30..2026-05-28", "2026-05-28 is before 2026-05-30: write `2026-05-28..2026-05-30`"),
            ("28 to 30 May 2026", "write `2026-05-28..2026-05-30`"),
            ("4 March 2026", "write `2026-03-04`"),
            ("2026-02-30", "February 2026 has 28 days"),
        ] {
            assert_eq!(days(text), None, "{text}");
            assert_eq!(days_said(text).as_deref(), Some(hint), "{text}");
        }
    }

    #[test]
    fn every_date_that_is_named_is_accepted() {
        for (text, hint) in [
            ("26-03-04", "write `2026-03-04`"),
            ("0026-03-04", "write `2026-03-04`"),
            ("4/3/2026", "write `2026-03-04` or `2026-04-03`"),
            ("04.03.26", "write `2026-03-04` or `2026-04-03`"),
            ("2026/3/4", "write `2026-03-04`"),
            ("2026-02-30", "February 2026 has 28 days"),
            ("20260304", "write `2026-03-04`"),
            ("9999-12-31", YEARS),
            ("1899-01-01", YEARS),
            ("20266-03-04", YEARS),
            ("99/99/99", YEARS),
            ("28 May 2026", "write `2026-05-28`"),
            ("May 28th, 2026", "write `2026-05-28`"),
            ("Thu, 22 Jan 2026 20:19:29 +0000", "write `2026-01-22`"),
            ("2026-01-01T00:00:00+13:00", "write `2026-01-01`"),
            ("2026-05-28 to 2026-05-30", "write `{from: 2026-05-28, to: 2026-05-30}`"),
            ("2026-05-28/2026-05-30", "write `{from: 2026-05-28, to: 2026-05-30}`"),
            ("28 to 30 May 2026", "write `{from: 2026-05-28, to: 2026-05-30}`"),
        ] {
            assert_eq!(date(text).as_deref(), Some(hint), "{text}");
        }
        for text in ["March", "", "soon", "2026", "1.2", "30 February 2026", "Ma 4 2026"] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
