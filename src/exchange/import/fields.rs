//! Notes whose heads have no marks around them: lines of `Key: value` above a text or below a heading, once in a file
//! or many times.
//!
//! ```text
//! ## Site visit            the title, where no field says it
//! **Date:** 12 March 2025  fields: at least two that we know
//! - Hours: 2.5
//!
//! What else stands there   the text
//! ```

use super::days;
use super::grid::Cell;
use super::keyed::{Keyed, TEXT};
use super::names::{self, Role};
use super::notes;

/// How many fields a head has at most.
const MOST_FIELDS: usize = 100;

/// The notes of a text.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Lines that belong to none of several notes, each with its number: what stands above the first, headings.
    pub(super) between: Vec<(usize, String)>,
    /// The notes, each with the line where it begins.
    pub(super) notes: Vec<Keyed>,
}

/// A head on its way: its fields, and its lines.
#[derive(Debug, Default)]
struct Head {
    fields: Vec<(String, String)>,
    /// The line of its title, where one stands above the fields.
    title: Option<usize>,
    first: usize,
    /// The line behind the last field.
    end: usize,
}

/// Reads the notes of a text that has neither a table nor a head between marks; none where no head stands in it.
pub(super) fn read(text: &str, name: &str) -> Option<Fields> {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let heads = heads(&lines);
    let start = |head: &Head| head.title.unwrap_or(head.first);
    let joined = |from: usize, to: usize| {
        let (from, to) = bare(&lines, from, to);
        lines[from..to].join("\n")
    };
    let first = heads.first()?;
    let mut found = Fields::default();
    if let [only] = &heads[..] {
        // what stands above the only head belongs to it
        let body = format!("{}\n\n{}", joined(0, start(only)), joined(only.end, lines.len()));
        found.notes.push((start(only) + 1, only.pairs(&lines, body.trim(), name)));
        return Some(found);
    }
    let others = (0..start(first)).filter(|at| !is_nothing(lines[*at]));
    found.between.extend(others.map(|at| (at + 1, lines[at].trim().to_owned())));
    for (n, head) in heads.iter().enumerate() {
        let (from, mut to) = bare(&lines, head.end, heads.get(n + 1).map_or(lines.len(), start));
        // a heading with nothing below it speaks of the notes that follow
        while to > from && lines[to - 1].starts_with('#') {
            found.between.push((to, lines[to - 1].trim().to_owned()));
            to = bare(&lines, from, to - 1).1;
        }
        found.notes.push((start(head) + 1, head.pairs(&lines, lines[from..to].join("\n").trim(), "")));
    }
    found.between.sort();
    Some(found)
}

/// All heads of a text, in their order.
fn heads(lines: &[&str]) -> Vec<Head> {
    let mut all: Vec<Head> = vec![];
    let mut at = 0;
    while at < lines.len() {
        let from = all.last().map_or(0, |head: &Head| head.end);
        let head = head_at(lines, at, from);
        at = head.as_ref().map_or(at + 1, |head| head.end.max(at + 1));
        all.extend(head.filter(Head::is_one));
    }
    all
}

/// The fields that begin at a line; what belongs to them above is at or behind `from`.
fn head_at(lines: &[&str], first: usize, from: usize) -> Option<Head> {
    field(lines[first]).filter(|(key, _)| role(key).is_some())?;
    let mut head = Head { first, end: first, title: title_above(lines, first, from), ..Head::default() };
    let mut is_apart = false;
    for (at, line) in lines.iter().enumerate().skip(first) {
        if line.trim().is_empty() {
            is_apart = true;
            continue;
        }
        match field(line) {
            // a key that comes again begins another note
            Some((key, _)) if head.has(key) || head.fields.len() == MOST_FIELDS => break,
            Some((key, value)) if role(key).is_some() || !is_apart => {
                head.fields.push((key.to_owned(), value.to_owned()));
            }
            // a text may go on in the next line
            None if !is_apart && !is_line_across(line) => match head.fields.last_mut() {
                Some((key, value)) if matches!(role(key), Some(Role::Reflection | Role::Body)) => {
                    value.push('\n');
                    value.push_str(line.trim());
                }
                _ => break,
            },
            _ => break,
        }
        head.end = at + 1;
        is_apart = false;
    }
    Some(head)
}

/// The line above some fields that is their title: a heading, or words right above them.
fn title_above(lines: &[&str], first: usize, from: usize) -> Option<usize> {
    let above = lines.get(from..first)?;
    let at = from + above.iter().rposition(|line| !line.trim().is_empty())?;
    let (line, is_next) = (lines[at].trim(), at + 1 == first);
    let is_heading = line.starts_with('#') || line.starts_with("**") && line.ends_with("**");
    let is_short = line.chars().count() <= 200 && !line.ends_with(['.', ':']);
    (!is_line_across(line) && (is_heading || is_next && is_short)).then_some(at)
}

impl Head {
    fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(other, _)| other.eq_ignore_ascii_case(key))
    }

    fn says(&self, roles: &[Role]) -> bool {
        self.fields.iter().any(|(key, value)| !value.is_empty() && role(key).is_some_and(|role| roles.contains(&role)))
    }

    /// Do its fields say enough for an entry: two of what it was, when and for how long?
    fn is_one(&self) -> bool {
        let what = self.title.is_some() || self.says(&[Role::Title, Role::Type]);
        let when = self.says(&[Role::Date, Role::From, Role::To]);
        let long = self.says(&[Role::Time, Role::Points]);
        [what, when, long].into_iter().filter(|said| *said).count() > 1 && self.fields.len() + usize::from(what) > 1
    }

    /// Its keys and values, with the text that belongs to it.
    fn pairs(&self, lines: &[&str], body: &str, name: &str) -> Vec<(String, Cell)> {
        let mut all: Vec<(String, Cell)> =
            self.fields.iter().map(|(key, value)| (key.replace(['_', '-'], " "), Cell::of(value))).collect();
        let mut body = body.to_owned();
        if let Some(line) = self.title.map(|at| lines[at]) {
            let title = without_marks(line);
            let is_date = days::read(&Cell::of(title), None).is_date();
            let (day, words) = notes::of_stem(title);
            let day = if is_date { Some(title.to_owned()) } else { day };
            if !self.says(&[Role::Date, Role::From, Role::To]) {
                all.extend(day.map(|day| ("date".to_owned(), Cell::of(&day))));
            }
            if !self.says(&[Role::Title]) {
                all.extend(words.map(|words| ("title".to_owned(), Cell::of(&words))));
            } else if !is_date {
                // a heading beside a title is of the text
                body.insert_str(0, &format!("{line}\n\n"));
            }
        }
        notes::complete(&mut all, &body, name);
        let key = if self.has(TEXT) { format!("{TEXT} below") } else { TEXT.to_owned() };
        if !body.is_empty() {
            all.push((key, Cell::of(&body)));
        }
        all
    }
}

fn role(key: &str) -> Option<Role> {
    names::role(key).map(|named| named.role)
}

/// `Date: 12 March`, `- **Date:** 12 March`, `* Date*: 12 March`: the key and the value.
fn field(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let line = ["- ", "* ", "+ ", "• "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line);
    let (key, value) = line.split_once(':')?;
    let (key, value) = (key.trim_matches(['*', '_', ' ']), value.trim_start_matches(['*', '_']).trim());
    let is_key = key.chars().next().is_some_and(char::is_alphabetic)
        && key.chars().count() <= 40
        && key.chars().all(|c| c.is_alphanumeric() || " _-/()?'’".contains(c));
    // `https://…` and `10:30` are none
    (is_key && !value.starts_with("//")).then_some((key, value))
}

/// `## 3. Site visit`, `**Site visit**`: the words.
fn without_marks(line: &str) -> &str {
    let line = line.trim().trim_matches(['#', '*', ' ']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    let is_number = (1..=3).contains(&digits) && rest.starts_with([')', '.']) && rest[1..].starts_with(' ');
    if is_number { rest[1..].trim() } else { line }
}

/// `---`, `=====`: nothing but a line.
fn is_line_across(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3 && ["-", "=", "*", "_"].iter().any(|mark| line.trim_start_matches(mark).is_empty())
}

/// An empty line, or a line across.
pub(super) fn is_nothing(line: &str) -> bool {
    line.trim().is_empty() || is_line_across(line)
}

/// The lines from one to before another without those of nothing at both ends.
fn bare(lines: &[&str], mut from: usize, mut to: usize) -> (usize, usize) {
    while from < to && is_nothing(lines[from]) {
        from += 1;
    }
    while from < to && is_nothing(lines[to - 1]) {
        to -= 1;
    }
    (from, to.max(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(usize, String)> {
        let said = |(key, cell): (String, Cell)| format!("{key}={}", cell.said());
        let notes = read(text, "2023-01-01 c.md").map(|found| found.notes).unwrap_or_default();
        notes.into_iter().map(|(line, all)| (line, all.into_iter().map(said).collect::<Vec<_>>().join("|"))).collect()
    }

    #[test]
    fn a_head_without_marks_is_one() {
        for (text, wanted) in [
            (
                "Title: A\nDate: 12 March 2025\nHours: 2.5\n\nText.\n",
                "title=A|Date=12 March 2025|Hours=2.5|content=Text.",
            ),
            ("# A\n\n**Date:** 2025-03-12\n**Hours**: 2\n\nText.\n", "Date=2025-03-12|Hours=2|title=A|content=Text."),
            ("- Date: 2025-03-12\n- Duration: 1 hour\n- Room: 4\n", "Date=2025-03-12|Duration=1 hour|Room=4|title=c"),
            ("## 2025-03-12 Visit\nHours: 2\n", "Hours=2|date=2025-03-12|title=Visit"),
            ("## 12 March 2025\nTitle: A\nHours: 2\n", "title=A|Hours=2|date=12 March 2025"),
            ("3. Visit\nDate: 2025-03-12\n\nHours: 2\n", "Date=2025-03-12|Hours=2|title=Visit"),
            (
                "Words above.\n\nTitle: A\nHours: 2\n\nbelow\n",
                "title=A|Hours=2|date=2023-01-01|content=Words above.\n\nbelow",
            ),
            (
                "Title: A\nDate: 2025-03-12\nReflection: I saw\nhow it is done.\nHours: 2\n",
                "title=A|Date=2025-03-12|Reflection=I saw\nhow it is done.|Hours=2",
            ),
        ] {
            let found = of(text);
            assert_eq!(found.iter().map(|(_, all)| all.as_str()).collect::<Vec<_>>(), [wanted], "{text}");
        }
    }

    #[test]
    fn a_file_may_hold_many() {
        let text = "My log\n======\n\nTitle: A\nDate: 2025-03-12\nHours: 2\n\nSaw: it.\n\n---\n\nTitle: B\nDate: 2025-04-12\nHours: 1\n";
        let wanted = [
            (4, "title=A|Date=2025-03-12|Hours=2|content=Saw: it.".to_owned()),
            (12, "title=B|Date=2025-04-12|Hours=1".to_owned()),
        ];
        assert_eq!(of(text), wanted);
        assert_eq!(read(text, "x").unwrap().between, [(1, "My log".to_owned())]);
        // each below its heading, and one right behind the other
        let wanted = [(1, "Hours=2|date=2025-03-12|title=A"), (3, "Hours=1|date=2025-04-12|title=B|content=Text.")];
        let wanted = wanted.map(|(line, all)| (line, all.to_owned()));
        assert_eq!(of("## 2025-03-12 A\nHours: 2\n## 2025-04-12 B\nHours: 1\n\nText.\n"), wanted);
        // headings between them are of none
        let text = "# 2025\n\n## A\nDate: 2025-03-12\n\nSeen.\n\n### Why\nSo.\n\n# 2026\n\n## B\nDate: 2026-04-12\n";
        let found = read(text, "x").unwrap();
        assert_eq!(found.between, [(1, "# 2025".to_owned()), (11, "# 2026".to_owned())]);
        assert_eq!(of(text)[0].1, "Date=2025-03-12|title=A|content=Seen.\n\n### Why\nSo.");
    }

    #[test]
    fn prose_is_no_note() {
        for text in [
            "",
            "Prose.\n",
            "Title: A\n",
            "See: https://a.example\nhttps://b.example: c\n",
            "Remember:\n- Date\n- Hours\n",
            "What I think: it was good.\nBut: it was long.\n",
            "10:30 Coffee\n11:00 Talk\n",
            ":::\n:\n: x\n",
        ] {
            assert!(read(text, "x.md").is_none(), "{text}");
        }
    }
}
