//! What a text gives away that is rarely meant for others: addresses of mail, telephone numbers, numbers of people, and
//! names of people. Pure; it reads words, it knows no names but those it is told.

use std::ops::Range;

/// Something in a text that is rarely meant for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lint {
    /// An address of mail.
    Mail,
    /// A telephone number.
    Phone,
    /// A number that stands for a person: of an insurance, a patient, a member.
    Number,
    /// A value that the member keeps under `private:`.
    Private,
    /// Nearly a name of `pseudonyms`.
    NearName,
    /// A part of a name that the member keeps under `private:`.
    PartOfName,
    /// `with First Last`: perhaps somebody's name.
    Person,
}

impl Lint {
    /// Its name, for programs.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail-address",
            Self::Phone => "phone-number",
            Self::Number => "personal-number",
            Self::Private => "private-value",
            Self::NearName => "near-name",
            Self::PartOfName => "part-of-name",
            Self::Person => "person",
        }
    }
}

/// What a text gives away by its form alone, each with its place.
pub(crate) fn look(text: &str) -> Vec<(Lint, Range<usize>)> {
    let mut all: Vec<(Lint, Range<usize>)> = mails(text).into_iter().map(|at| (Lint::Mail, at)).collect();
    for (lint, at) in numbers(text) {
        if !all.iter().any(|(_, known)| known.start < at.end && at.start < known.end) {
            all.push((lint, at));
        }
    }
    all.extend(people(text).into_iter().map(|at| (Lint::Person, at)));
    all.sort_by_key(|(lint, at)| (at.start, *lint));
    all
}

fn mails(text: &str) -> Vec<Range<usize>> {
    let local = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let mut all = vec![];
    for (at, _) in text.match_indices('@') {
        let start = at - text[..at].chars().rev().take_while(|c| local(*c)).map(char::len_utf8).sum::<usize>();
        let length: usize = text[at + 1..].chars().take_while(|c| domain(*c)).map(char::len_utf8).sum();
        let host = text[at + 1..at + 1 + length].trim_end_matches(['.', '-']);
        if start < at && host.split('.').count() > 1 && host.split('.').all(|part| !part.is_empty()) {
            all.push(start..at + 1 + host.len());
        }
    }
    all
}

/// Rows of digits, with what may stand between the digits of a number that is written in groups.
fn numbers(text: &str) -> Vec<(Lint, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut all = vec![];
    let mut at = 0;
    while at < bytes.len() {
        let begins =
            bytes[at].is_ascii_digit() || bytes[at] == b'+' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let inside = at > 0
            && (bytes[at - 1].is_ascii_alphanumeric() || b".,/:-".contains(&bytes[at - 1]) || bytes[at - 1] >= 128);
        if !begins || inside {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < bytes.len() {
            let joins = b" -()".contains(&bytes[end]) && bytes[end + 1..].iter().take(2).any(u8::is_ascii_digit);
            if !(bytes[end].is_ascii_digit() || joins) {
                break;
            }
            end += 1;
        }
        let ends_in_word = bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 128);
        if let Some(lint) = number(&text[at..end]).filter(|_| !ends_in_word) {
            all.push((lint, at..end));
        }
        at = end;
    }
    all.extend(insurance(text).into_iter().map(|at| (Lint::Number, at)));
    all
}

fn number(row: &str) -> Option<Lint> {
    let digits: String = row.chars().filter(char::is_ascii_digit).collect();
    let groups: Vec<usize> = row.split([' ', '-']).map(str::len).collect();
    // a day without dashes: 20250116
    let day = digits.len() == 8 && (digits.starts_with("19") || digits.starts_with("20"));
    match digits.len() {
        9..=15 if row.starts_with('+') || digits.starts_with('0') => Some(Lint::Phone),
        10 if groups == [3, 3, 4] => Some(Lint::Number),
        7..=12 if !row.contains([' ', '-', '(']) && !day => Some(Lint::Number),
        _ => None,
    }
}

/// Two letters, six digits, a letter: a number of the British insurance, in groups or not.
fn insurance(text: &str) -> Vec<Range<usize>> {
    let mut all = vec![];
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for start in 0..chars.len() {
        if start > 0 && chars[start - 1].1.is_alphanumeric() {
            continue;
        }
        let mut signs = chars[start..].iter().filter(|(_, c)| *c != ' ').take(9);
        let fits = (0..9).all(|n| {
            signs.next().is_some_and(|(_, c)| match n {
                0 | 1 => c.is_ascii_uppercase(),
                8 => ('A'..='D').contains(c),
                _ => c.is_ascii_digit(),
            })
        });
        let last = chars[start..].iter().filter(|(_, c)| *c != ' ').nth(8);
        if let Some((end, _)) = last.filter(|_| fits && chars[start].1 != ' ') {
            let after = text[end + 1..].chars().next();
            if !after.is_some_and(char::is_alphanumeric) && end - chars[start].0 <= 13 {
                all.push(chars[start].0..end + 1);
            }
        }
    }
    all
}

/// `with First Last`, `by First Last`: a question, since it may be a firm.
fn people(text: &str) -> Vec<Range<usize>> {
    let mut all = vec![];
    for before in ["with ", "With ", "by ", "from "] {
        for (at, _) in text.match_indices(before) {
            let whole = at == 0 || text[..at].ends_with(|c: char| !c.is_alphanumeric());
            let start = at + before.len();
            let mut words = text[start..].split(' ');
            let name = |w: &str| {
                let w = w.trim_end_matches([',', '.', ';', ':', ')', '\n']);
                let mut chars = w.chars();
                let first = chars.next().is_some_and(char::is_uppercase);
                first && w.chars().count() > 1 && chars.all(|c| c.is_lowercase() || c == '-' || c == '\'' || c == '’')
            };
            if let (true, Some(first), Some(last)) = (whole, words.next(), words.next())
                && first.chars().all(|c| c.is_alphabetic() || c == '-')
                && name(first)
                && name(last)
            {
                let last = last.trim_end_matches([',', '.', ';', ':', ')', '\n']);
                all.push(start..start + first.len() + 1 + last.len());
            }
        }
    }
    all
}

/// A name of several words inside an address: `jane-doe`, `Jane%20Doe`, `jane.doe`, or in other letters: `JANE DOE`.
pub(crate) fn in_address(text: &str, name: &str) -> Option<Range<usize>> {
    let words: Vec<String> = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    if words.len() < 2 || words.iter().any(String::is_empty) {
        return None;
    }
    let joins = ["-", "_", ".", "+", "%20", "", " "];
    let lower = text.to_lowercase();
    // lower case may be longer than what it came of: then its places are not those of the text
    if lower.len() != text.len() {
        return None;
    }
    joins.iter().find_map(|join| {
        let wanted = words.join(join);
        let is_alone = |at: usize| {
            let (before, after) = (&lower[..at], &lower[at + wanted.len()..]);
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        };
        // words as they are in any text, such as `will field`, are a name in capitals only
        let fits = |at: usize| *join != " " || text[at..at + wanted.len()].chars().all(|c| !c.is_lowercase());
        let found = lower.match_indices(&wanted).map(|(at, _)| at).find(|at| is_alone(*at) && fits(*at));
        found.filter(|_| !join.is_empty() || wanted.len() >= 7).map(|at| at..at + wanted.len())
    })
}

/// The last part of somebody's name, with a capital and within a sentence.
pub(crate) fn part_of_name(text: &str, name: &str) -> Option<Range<usize>> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().all(|c| !c.is_ascii_digit());
    let last = words.last().filter(|w| w.chars().count() >= 3 && words.len() <= 3 && words.len() >= 2)?;
    if !words.iter().all(is_name) {
        return None;
    }
    let within = |at: usize| {
        let before = text[..at].trim_end_matches(['"', '“', '(']);
        let is_word = before.ends_with(' ') && before.trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',');
        is_word && !text[at + last.len()..].starts_with(char::is_alphanumeric)
    };
    text.match_indices(*last).map(|(at, _)| at).find(|at| within(*at)).map(|at| at..at + last.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Lint, &str)> {
        look(text).into_iter().map(|(lint, at)| (lint, &text[at])).collect()
    }

    #[test]
    fn what_is_rarely_meant_for_others() {
        for (text, lint, part) in [
            ("Write to jane.doe@acme.example, please", Lint::Mail, "jane.doe@acme.example"),
            ("ring +44 20 7946 0958 today", Lint::Phone, "+44 20 7946 0958"),
            ("020 7946 0958", Lint::Phone, "020 7946 0958"),
            ("(call 07700 900123)", Lint::Phone, "07700 900123"),
            ("NHS 943 476 5919.", Lint::Number, "943 476 5919"),
            ("patient 12345678901", Lint::Number, "12345678901"),
            ("NI AB 12 34 56 C held", Lint::Number, "AB 12 34 56 C"),
            ("Talked with Anna Smith.", Lint::Person, "Anna Smith"),
        ] {
            assert_eq!(found(text), [(lint, part)], "{text}");
        }
    }

    #[test]
    fn a_name_is_found_in_addresses_and_in_part() {
        let at = |text: &'static str, name: &str| in_address(text, name).map(|at| &text[at]);
        assert_eq!(at("see https://slides.example/jane-doe/losses", "Jane Doe"), Some("jane-doe"));
        assert_eq!(at("see https://x.example/Jane%20Doe", "Jane Doe"), Some("Jane%20Doe"));
        assert_eq!(at("with JANE DOE", "Jane Doe"), Some("JANE DOE"));
        assert_eq!(at("I will field the questions", "Will Field"), None);
        assert_eq!(at("mary-jane-doerr", "Jane Doe"), None);
        let part = |text: &'static str, name: &str| part_of_name(text, name).map(|at| &text[at]);
        assert_eq!(part("Later Doe told me so.", "Jane Doe"), Some("Doe"));
        assert_eq!(part("I asked what Doe, of all people, would do.", "J. Doe"), Some("Doe"));
        assert_eq!(part("Field effects are small. I measured the field.", "Will Field"), None);
        assert_eq!(part("It works at Acme", "Acme"), None);
    }

    #[test]
    fn what_stands_in_any_record() {
        for text in [
            "IEC 61800-5-1 and IEC 61508, 2025-01-16, 20250116, 2.5 kV at 1 200 A, 0.33 p.u., @et-magazine",
            "600 V, 10 000 cycles over 30 000 km, 100000 parts; 4 of 10; 12:30 to 13:45; a@b; 2024-2025",
            "Worked with the team, with SiC Devices GmbH, with new devices, by hand.",
            "CPD-25-117, A1 B2 C3, MIL-STD-810, +5 V and -15 V",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
