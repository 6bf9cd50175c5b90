//! Notes of other tools: a head of keys above a text. What the head does not say, the note's first heading and the name
//! of its file may: its title and its day.

use std::path::Path;

use serde_json::Value;

use super::days;
use super::grid::Cell;
use super::keyed::{TEXT, flatten};
use super::names::{self, Role};
use crate::front_matter::{self, SplitFault};

/// A text as a note.
#[derive(Debug)]
pub(super) enum Note {
    /// Its keys and its text.
    Pairs(Vec<(String, Cell)>),
    /// A note whose head cannot be read.
    Faulty(Fault),
    /// It has no head.
    None,
}

/// Why a head cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) reason: String,
    pub(super) fix: String,
    /// Where the text below the head begins.
    pub(super) body: usize,
}

/// Reads a note from its text and the name of its file.
pub(super) fn read(text: &str, name: &str) -> Note {
    // lines without a word above a head take nothing from it
    let from = text.len() - text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).len();
    let above = text[..from].matches('\n').count();
    let (head, body) = match split(&text[from..], above) {
        Ok(Some(parts)) => parts,
        Ok(None) => return Note::None,
        Err(fault) => return Note::Faulty(Fault { body: from + fault.body, ..fault }),
    };
    let mut all = vec![];
    for (key, value) in &head {
        flatten(key, value, 0, &mut all);
    }
    let body = body.trim();
    complete(&mut all, body, name);
    // the text has one place: a key of its name in the head has another
    let mut is_taken = !body.is_empty();
    for (key, _) in all.iter_mut().filter(|(key, _)| key == TEXT) {
        if std::mem::replace(&mut is_taken, true) {
            *key = format!("head {TEXT}");
        }
    }
    if !body.is_empty() {
        all.push((TEXT.to_owned(), Cell::of(body)));
    }
    Note::Pairs(all)
}

/// The keys of a head, in their order.
type Head = Vec<(String, Value)>;

/// The head and the body of a text, below so many empty lines; none where it has no head.
fn split(text: &str, above: usize) -> Result<Option<(Head, &str)>, Fault> {
    if text.lines().next().is_some_and(|line| line.trim_end() == "+++") {
        return of_toml(text, above).map(Some);
    }
    match front_matter::split(text) {
        Ok(parts) => of_yaml(text, parts, above),
        Err(SplitFault::Unclosed) if text.lines().nth(1).is_some_and(|line| line.contains(": ")) => Err(Fault {
            reason: "its head has no end".to_owned(),
            fix: "write a line `---` below its keys".to_owned(),
            body: 0,
        }),
        Err(SplitFault::TooLarge) => Err(too_large("---")),
        Err(SplitFault::Unclosed | SplitFault::NoFrontMatter) => Ok(of_fields(text)),
    }
}

fn too_large(marks: &str) -> Fault {
    Fault {
        reason: "its head is larger than 64 KiB".to_owned(),
        fix: format!("write a line `{marks}` below its keys"),
        body: 0,
    }
}

fn of_yaml(text: &str, parts: front_matter::Parts, above: usize) -> Result<Option<(Head, &str)>, Fault> {
    let yaml = &text[parts.yaml.clone()];
    let value = serde_yaml::from_str::<Value>(yaml).map_err(|error| {
        let line = error.location().map_or(1, |l| l.line()).min(yaml.lines().count().max(1));
        let shown = yaml.lines().nth(line - 1).unwrap_or_default();
        Fault { fix: quoted(shown), reason: of_line(above + line + 1, shown), body: parts.body.start }
    })?;
    let body = &text[parts.body];
    Ok(match value {
        Value::Object(map) => Some((map.into_iter().collect(), body)),
        Value::Null => Some((vec![], body)),
        _ => None,
    })
}

fn of_line(line: usize, shown: &str) -> String {
    format!("its head cannot be read at line {line}, `{}`", shown.trim())
}

/// The line as it can be read: most often a text with a colon or a sign that wants quotes.
fn quoted(line: &str) -> String {
    match line.split_once(": ") {
        Some((key, value)) if !value.trim().starts_with(['"', '\'', '|', '>']) => {
            format!("write `{}: \"{}\"`", key.trim(), value.trim().replace('\\', "\\\\").replace('"', "\\\""))
        }
        _ => "write one `key: value` in each line of its head".to_owned(),
    }
}

fn of_toml(text: &str, above: usize) -> Result<(Head, &str), Fault> {
    let start = text.find('\n').map_or(text.len(), |n| n + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if at + line.len() - start > front_matter::LARGEST_HEAD {
            return Err(too_large("+++"));
        }
        if line.trim_end() == "+++" {
            let head = super::toml::read(&text[start..at]);
            let fault = |line: usize| {
                let shown = text[start..at].lines().nth(line - 1).unwrap_or_default();
                let fix = "write one `key = \"value\"` in each line of its head".to_owned();
                Fault { reason: of_line(above + line + 1, shown), fix, body: at + line_end(&text[at..]) }
            };
            return head.map(|head| (head, &text[at + line.len()..])).map_err(fault);
        }
        at += line.len();
    }
    Err(Fault {
        reason: "its head has no end".to_owned(),
        fix: "write a line `+++` below its keys".to_owned(),
        body: 0,
    })
}

fn line_end(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |n| n + 1)
}

/// `date:: 2024-07-02` in the first lines of a text, as Dataview has it.
fn of_fields(text: &str) -> Option<(Head, &str)> {
    let mut head = vec![];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let field = line.split_once(":: ").map(|(key, value)| (key.trim(), value.trim()));
        let is_key = |key: &str| {
            !key.is_empty()
                && key.chars().count() <= 40
                && key.chars().all(|c| c.is_alphanumeric() || " _-".contains(c))
        };
        match field {
            Some((key, value)) if is_key(key) => head.push((key.to_owned(), Value::from(value))),
            _ if head.is_empty() && line.trim().is_empty() => {}
            _ => break,
        }
        at += line.len();
    }
    (!head.is_empty()).then(|| (head, &text[at..]))
}

/// Gives a note its title and its day, where its head does not.
pub(super) fn complete(all: &mut Vec<(String, Cell)>, body: &str, name: &str) {
    // an empty key says nothing
    all.retain(|(_, cell)| !cell.is_empty());
    let has = |all: &[(String, Cell)], role: &[Role]| {
        all.iter().any(|(key, cell)| !cell.is_empty() && names::role(key).is_some_and(|n| role.contains(&n.role)))
    };
    let says_nothing = all.iter().all(|(_, cell)| cell.is_empty()) && body.is_empty();
    let (day, words) = of_name(name);
    // files of one folder may name their title differently
    let title = |(n, (key, cell)): (usize, &(String, Cell))| {
        let found = names::role(key).filter(|found| found.role == Role::Title && !cell.is_empty());
        found.map(|found| (found.sure, n))
    };
    let titled = all.iter().enumerate().filter_map(title).max_by_key(|(sure, n)| (*sure, std::cmp::Reverse(*n)));
    if let Some((_, n)) = titled {
        "title".clone_into(&mut all[n].0);
    } else {
        let found = heading(body).map(str::to_owned).or(words);
        all.extend(found.map(|title| ("title".to_owned(), Cell::of(&title))));
    }
    if !says_nothing && !has(all, &[Role::Date, Role::From, Role::To]) {
        all.extend(day.map(|day| ("date".to_owned(), Cell::of(&day))));
    }
}

/// The first heading of the highest rank, outside of code.
fn heading(body: &str) -> Option<&str> {
    let mut in_code = false;
    body.lines().find_map(|line| {
        in_code ^= line.trim_start().starts_with("```");
        line.strip_prefix("# ").map(str::trim).filter(|t| !in_code && !t.is_empty())
    })
}

/// The day and the words of a file's name: `2024-02-06 Slope webinar.md`, `2021-05-12-reading.md`. The note of a folder
/// has that folder's name.
pub(super) fn of_name(name: &str) -> (Option<String>, Option<String>) {
    let path = Path::new(name);
    let stem = |p: &Path| p.file_stem().map(|s| s.to_string_lossy().into_owned());
    let own = stem(path).filter(|s| !["index", "_index"].contains(&s.as_str()));
    let of_folder = || path.parent().and_then(Path::file_name).map(|s| s.to_string_lossy().into_owned());
    let Some(stem) = own.or_else(of_folder) else { return (None, None) };
    of_stem(&without_copy(&stem).unwrap_or(stem))
}

/// The day and the words of a name without its ending, or of a heading.
pub(super) fn of_stem(stem: &str) -> (Option<String>, Option<String>) {
    let day = stem.get(..10).filter(|d| {
        let is_whole = stem[10..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        is_whole && days::read(&Cell::of(d), None).is_date() && d.as_bytes().iter().filter(|b| **b == b'-').count() == 2
    });
    let rest = day.map_or(stem, |_| stem[10..].trim_start_matches([' ', '-', '_', '.', '–']).trim_end());
    // `reading-erickson` is made of words for an address
    let words = if rest.contains(' ') { rest.to_owned() } else { rest.replace(['-', '_'], " ") };
    let words = if words.trim().is_empty() { stem.to_owned() } else { words };
    (day.map(str::to_owned), Some(words.trim().to_owned()).filter(|w| !w.is_empty()))
}

/// `Talk (conflicted copy 2024-01-20)`, `Talk.sync-conflict-20250612-101010-ABC`: the name without that.
pub(super) fn without_copy(stem: &str) -> Option<String> {
    if let Some((rest, _)) = stem.split_once(".sync-conflict-") {
        return Some(rest.trim().to_owned());
    }
    let (rest, inside) = stem.strip_suffix(')')?.rsplit_once('(')?;
    let inside = inside.to_lowercase();
    let is_copy = ["conflicted copy", "case conflict", "sync conflict", "in konflikt stehende kopie"];
    is_copy.iter().any(|words| inside.contains(words)).then(|| rest.trim().to_owned()).filter(|r| !r.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str, name: &str) -> Vec<(String, String)> {
        match read(text, name) {
            Note::Pairs(all) => all.into_iter().map(|(key, cell)| (key, cell.said())).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn get(text: &str, name: &str, key: &str) -> Option<String> {
        pairs(text, name).into_iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    #[test]
    fn a_title_and_a_day_come_from_the_head_a_heading_or_the_name() {
        for (text, name, title, day) in [
            ("---\ntitle: A\ndate: 2024-01-02\n---\n# B\n", "2023-01-01 c.md", "A", Some("2024-01-02")),
            ("---\nhours: 1\n---\n```\n# no\n```\n# B\n", "2023-01-01 c.md", "B", Some("2023-01-01")),
            ("---\nhours: 1\n---\n## Day 1\n", "2024-02-06 Slope webinar.md", "Slope webinar", Some("2024-02-06")),
            ("---\nhours: 1\n---\n", "_posts/2021-05-12-reading-erickson.md", "reading erickson", Some("2021-05-12")),
            ("---\nhours: 1\n---\n", "2023-01-15-solar/index.md", "solar", Some("2023-01-15")),
            ("---\nhours: 1\n---\n", "Daily/2024-10-03.md", "2024-10-03", Some("2024-10-03")),
            ("---\nhours: 1\n---\n", "NEC4.md", "NEC4", None),
            ("---\nhours: 1\n---\n", "2024-10-031.md", "2024 10 031", None),
            ("+++\ntitle = \"A\"\ndate = 2024-01-02T10:00:00Z\n+++\ntext\n", "x.md", "A", Some("2024-01-02T10:00:00Z")),
            ("date:: 2024-07-02\nhours:: 5\n\n# STEM day\n", "x.md", "STEM day", Some("2024-07-02")),
            ("---\ndate: \"[[2024-05-14]]\"\n---\n", "x.md", "x", Some("2024-05-14")),
            ("---\ndate: [[2024-05-14]]\n---\n", "x.md", "x", Some("2024-05-14")),
        ] {
            assert_eq!(get(text, name, "title").as_deref(), Some(title), "{name} {text}");
            assert_eq!(get(text, name, "date").as_deref(), day, "{name} {text}");
        }
        // an empty key takes nothing from the name of the file
        let text = "---\ntitle: \"\"\ndate: \"\"\nhours: 1\n---\n";
        let wanted = [("hours", "1"), ("title", "Slope webinar"), ("date", "2024-02-06")];
        assert_eq!(
            pairs(text, "2024-02-06 Slope webinar.md"),
            wanted.map(|(key, value)| (key.to_owned(), value.to_owned()))
        );
        // a note without a word has no more than its name
        assert_eq!(pairs("---\n---\n", "2024-02-06 Empty.md"), [("title".to_owned(), "Empty".to_owned())]);
    }

    #[test]
    fn a_head_that_cannot_be_read_is_named_with_its_line() {
        let fault = |text: &str| match read(text, "x.md") {
            Note::Faulty(fault) => (fault.reason, fault.fix),
            other => panic!("{other:?}"),
        };
        let (reason, fix) = fault("---\nhours: 2\ntitle: Reading: Erickson\n---\n");
        assert!(reason.contains("line 3, `title: Reading: Erickson`"), "{reason}");
        assert_eq!(fix, "write `title: \"Reading: Erickson\"`");
        assert!(fault("+++\ntitle = A\n+++\n").0.contains("line 2, `title = A`"));
        assert!(fault("+++\ntitle = \"A\"\n").0.contains("no end"));
        for marks in ["+++", "---"] {
            let (reason, fix) = fault(&format!("{marks}\na = \"{}\"\n{marks}\n", "x".repeat(64 * 1024)));
            assert_eq!(reason, "its head is larger than 64 KiB");
            assert!(fix.contains(marks), "{fix}");
        }
        assert!(fault("---\ntitle: A\n").0.contains("no end"));
        assert!(matches!(read("# Prose\n", "x.md"), Note::None));
        assert!(matches!(read("---\nprose\n---\n", "x.md"), Note::None));
    }

    #[test]
    fn empty_lines_may_stand_above_a_head() {
        for head in ["---\ntitle: A\n---\n", "+++\ntitle = \"A\"\n+++\n", "title:: A\n"] {
            for above in ["\n", "\u{feff}\r\n \r\n"] {
                let all = pairs(&format!("{above}{head}| Date | Hours |\n|---|---|\n"), "x.md");
                let wanted = [("title", "A"), ("content", "| Date | Hours |\n|---|---|")];
                assert_eq!(all, wanted.map(|(key, value)| (key.to_owned(), value.to_owned())), "{above:?}{head}");
            }
        }
        for text in ["\n\n---\ntitle: A: B\n---\n", "\n\n+++\ntitle = A\n+++\n"] {
            let Note::Faulty(fault) = read(text, "x.md") else { panic!("{text}") };
            assert!(fault.reason.contains("at line 4, `title"), "{}", fault.reason);
            assert_eq!(&text[fault.body..], "");
        }
    }

    #[test]
    fn a_head_may_have_a_key_of_the_name_of_the_text() {
        for text in ["---\ncontent: one\n---\ntwo\n", "+++\ncontent = \"one\"\n+++\ntwo\n", "content:: one\ntwo\n"] {
            let all = pairs(text, "x.md");
            assert!(all.contains(&("head content".to_owned(), "one".to_owned())), "{all:?}");
            assert!(all.contains(&("content".to_owned(), "two".to_owned())), "{all:?}");
        }
        assert_eq!(get("---\ncontent: one\n---\n", "x.md", "content").as_deref(), Some("one"));
        let all = pairs("content:: one\ncontent:: two\n", "x.md");
        assert!(all.contains(&("head content".to_owned(), "two".to_owned())), "{all:?}");
    }

    #[test]
    fn nothing_of_a_head_is_left_out() {
        let text = "---\na: [1, true, {b: c}]\nd: {e: {f: {g: 1}}}\n---\n";
        let all = pairs(text, "x.md");
        assert!(all.contains(&("a".to_owned(), "1, true, {\"b\":\"c\"}".to_owned())), "{all:?}");
        assert!(all.contains(&("d e f".to_owned(), "{\"g\":1}".to_owned())), "{all:?}");
    }
}
