//! A Markdown file in two parts: front matter and body. Pure, and without a copy.

use std::ops::Range;

use crate::signs::has_any;

/// The two parts of a text, as bytes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    /// What stands between the two lines of `---`.
    pub yaml: Range<usize>,
    /// What follows the second.
    pub body: Range<usize>,
}

/// Why a text cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SplitFault {
    /// The first line is not `---`.
    NoFrontMatter,
    /// There is no second line of `---`.
    Unclosed,
    /// There is more than 64 KiB between them.
    TooLarge,
}

/// The largest front matter, in bytes.
pub(crate) const LARGEST_HEAD: usize = 64 * 1024;

/// Splits a text. A byte order mark before it and carriage returns at the ends of lines are
/// accepted; spaces after the dashes too.
pub(crate) fn split(text: &str) -> Result<Parts, SplitFault> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut at = start;
    let mut yaml_start = None;
    for line in text[start..].split_inclusive('\n') {
        let fence = line.starts_with("---") && line.trim_end() == "---";
        match yaml_start {
            None if fence => yaml_start = Some(at + line.len()),
            None => return Err(SplitFault::NoFrontMatter),
            Some(from) if fence => {
                return Ok(Parts { yaml: from..at, body: at + line.len()..text.len() });
            }
            Some(from) if at + line.len() - from > LARGEST_HEAD => return Err(SplitFault::TooLarge),
            Some(_) => {}
        }
        at += line.len();
    }
    Err(if yaml_start.is_some() { SplitFault::Unclosed } else { SplitFault::NoFrontMatter })
}

/// A sign that a head ended before its writer meant it to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EndsEarly {
    /// Its last line stands inside a text, which goes on below it.
    InText {
        /// The line of `---`.
        fence: Range<usize>,
        /// How far the lines of the text are indented.
        indent: usize,
        /// Is what stands below known to belong to the text? Else another line of `---` follows.
        goes_on: bool,
    },
    /// A key stands below it.
    BeforeKey {
        /// The line of `---`.
        fence: Range<usize>,
        /// The key and its value.
        key: Range<usize>,
    },
}

/// Does a head end too early? It does where the text of its last key goes on below it, and where a key
/// of this kind of file stands first below it or above another line of `---`. With `strict`, also where
/// it ends in a text and another line of `---` follows.
pub(crate) fn ends_early(text: &str, parts: &Parts, is_key: impl Fn(&str) -> bool, strict: bool) -> Option<EndsEarly> {
    let head = &text[parts.yaml.clone()];
    let fence = parts.yaml.end..parts.yaml.end + 3;
    let body = &text[parts.body.clone()];
    let first = lines(body, parts.body.start).find(|(_, line)| !line.trim().is_empty())?;
    let open = open_text(head);
    if let Some(indent) = open.filter(|indent| indent_of(first.1) > *indent) {
        return Some(EndsEarly::InText { fence, indent: (indent + 2).min(indent_of(first.1)), goes_on: true });
    }
    let names_key = |line: &str| line.split_once(':').is_some_and(|(key, rest)| starts_value(rest) && is_key(key));
    // Most bodies: nothing further can be wrong with them.
    let has_line = body.starts_with("---") || body.contains("\n---");
    if !has_line && !names_key(first.1) {
        return None;
    }
    let below: Vec<(usize, &str)> = lines(body, parts.body.start).collect();
    let outside = outside_code(&below);
    let line_at = |at: usize, line: &str| at..at + line.trim_end().len();
    let mut block: Vec<&(usize, &str)> = vec![];
    for below in &outside {
        if names_key(below.1) && below.0 == first.0 {
            return Some(EndsEarly::BeforeKey { fence, key: line_at(below.0, below.1) });
        }
        if below.1.trim_end() != "---" {
            match below.1.trim() {
                "" => block.clear(),
                _ => block.push(below),
            }
            continue;
        }
        if let Some((at, line)) = block.iter().find(|(_, line)| names_key(line)) {
            return Some(EndsEarly::BeforeKey { fence, key: line_at(*at, line) });
        }
        if let Some(indent) = open.filter(|_| strict) {
            return Some(EndsEarly::InText { fence, indent: indent + 2, goes_on: false });
        }
        block.clear();
    }
    None
}

/// Does a head end in a text that seems to go on below it? It does where the body begins further to the right, or has a
/// line of `---`.
pub(crate) fn ends_in_text(text: &str) -> bool {
    let early = split(text).ok().and_then(|parts| ends_early(text, &parts, |_| false, true));
    matches!(early, Some(EndsEarly::InText { .. }))
}

/// A head without some of its keys, each with the lines below it. None where there is none of them, or
/// where it cannot be told by the lines alone what belongs to one: a quote in it has no end.
pub(crate) fn without_keys(head: &str, is_cut: impl Fn(&str) -> bool) -> Option<String> {
    let (mut rest, mut cut) = (String::with_capacity(head.len()), String::new());
    let mut cutting = false;
    for line in head.split_inclusive('\n') {
        let is_key = !line.starts_with([' ', '\t', '#', '-', ']', '}', '\n', '\r']);
        if is_key {
            cutting = line.split_once(':').is_some_and(|(key, value)| starts_value(value) && is_cut(key));
        }
        if cutting { &mut cut } else { &mut rest }.push_str(line);
    }
    let closed = ['"', '\''].iter().all(|quote| cut.matches(*quote).count() % 2 == 0);
    (!cut.is_empty() && closed).then_some(rest)
}

/// The first marker that a merge of two versions left in a text, as bytes of it. A row of `=` alone is no sign:
/// it underlines a heading. What stands in fenced code is shown as code.
pub(crate) fn merge_marker(text: &str) -> Option<Range<usize>> {
    let bare = text.trim_start_matches('\u{feff}');
    let has = |at_start: &str, below: &str| bare.starts_with(at_start) || bare.contains(below);
    // most texts have neither sign
    if !has_any(text, *b"<>") || !has("<<<<<<<", "\n<<<<<<<") && !has(">>>>>>>", "\n>>>>>>>") {
        return None;
    }
    let is_marker = |line: &str| {
        let rest = line.strip_prefix("<<<<<<<").or_else(|| line.strip_prefix(">>>>>>>"));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let all: Vec<(usize, &str)> = lines(text, 0).collect();
    let found =
        outside_code(&all).into_iter().find(|(_, line)| is_marker(line.trim_start_matches('\u{feff}').trim_end()));
    found.map(|(at, line)| at..at + line.trim_end().len())
}

fn lines(text: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(start, |at, line| {
        let from = *at;
        *at += line.len();
        Some((from, line))
    })
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

fn starts_value(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n'])
}

/// Where a head ends inside a text of several lines: the indentation of the key that the text belongs to.
fn open_text(head: &str) -> Option<usize> {
    let mut last = None;
    let mut least = usize::MAX;
    for line in head.lines().rev().filter(|line| !line.trim().is_empty()) {
        last = last.or(Some(line));
        let indent = indent_of(line);
        if is_block_header(line) {
            if least > indent {
                return Some(indent);
            }
            break;
        }
        least = least.min(indent);
        // a line at the left edge belongs to no text above it
        if least == 0 {
            break;
        }
    }
    let last = last?;
    let trimmed = last.trim_start();
    let is_text = indent_of(last) > 0 && !trimmed.starts_with(['-', '#', ']', '}']) && !trimmed.contains(": ");
    is_text.then_some(0)
}

/// A line such as `reflection: |` or `- >-`.
fn is_block_header(line: &str) -> bool {
    if !has_any(line, *b"|>") {
        return false;
    }
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let bare = line.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
    bare.strip_suffix(['|', '>']).is_some_and(|before| before.trim_end().ends_with([':', '-']) && before.ends_with(' '))
}

/// The lines that stand outside fenced code.
fn outside_code<'t>(all: &[(usize, &'t str)]) -> Vec<(usize, &'t str)> {
    let mut fence: Option<&str> = None;
    let mut outside = vec![];
    for (at, line) in all {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, None) => outside.push((*at, *line)),
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => {}
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(&str, &str), SplitFault> {
        split(text).map(|p| (&text[p.yaml], &text[p.body]))
    }

    #[test]
    fn usual_texts() {
        assert_eq!(parts("---\na: 1\n---\nBody\n"), Ok(("a: 1\n", "Body\n")));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n---\r\nBody"), Ok(("a: 1\r\n", "Body")));
        assert_eq!(parts("---  \n---"), Ok(("", "")));
        assert_eq!(parts("---\na: |\n  ---\n---\n"), Ok(("a: |\n  ---\n", "")));
    }

    #[test]
    fn faults() {
        assert_eq!(parts(""), Err(SplitFault::NoFrontMatter));
        assert_eq!(parts("# Title\n"), Err(SplitFault::NoFrontMatter));
        assert_eq!(parts("---\na: 1\n"), Err(SplitFault::Unclosed));
        let long = format!("---\na: {}\n---\n", "x".repeat(LARGEST_HEAD));
        assert_eq!(parts(&long), Err(SplitFault::TooLarge));
    }
    fn early(text: &str) -> Option<EndsEarly> {
        ends_early(text, &split(text).unwrap(), |key| ["title", "reflection", "visibility"].contains(&key), true)
    }

    fn in_text(text: &str) -> bool {
        matches!(early(text), Some(EndsEarly::InText { .. }))
    }

    #[test]
    fn what_a_merge_left_behind() {
        let marker = |text: &str| merge_marker(text).map(|at| text[at].to_owned());
        assert_eq!(marker("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n").as_deref(), Some("<<<<<<< HEAD"));
        assert_eq!(marker("a\r\n=======\r\nb\r\n>>>>>>> x y\r\n").as_deref(), Some(">>>>>>> x y"));
        for text in
            ["Title\n=======\n", ">>>>>>>> eight\n", "a <<<<<<< b\n", "```\n<<<<<<< HEAD\n=======\n>>>>>>> x\n```\n"]
        {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_that_goes_on_below_the_head() {
        for text in [
            "---\nreflection: |\n  One\n---\n  Two\n---\nBody\n",
            "---\nreflection: |\n  One\n---\n\n  Two\n",
            "---\nreflection: |\n  One\n---\nTwo\n---\nBody\n",
            "---\nreflection: >-\n---\n  Two\n",
            "---\nprivate:\n  note: |\n    One\n---\n    Two\n",
            "---\nreflection: One\n  two\n---\n  Three\n",
            "---\r\nreflection: |  # note\r\n  One\r\n---\r\n  Two\r\n",
        ] {
            assert!(in_text(text), "{text}");
        }
    }

    #[test]
    fn a_key_below_the_head() {
        let text = "---\nreflection: |\n  One\n---\nvisibility: private\nBody\n";
        let Some(EndsEarly::BeforeKey { fence, key }) = early(text) else { panic!("{:?}", early(text)) };
        assert_eq!((&text[fence], &text[key]), ("---", "visibility: private"));
        assert!(early("---\ntitle: A\n---\nText\nvisibility: private\n---\nBody\n").is_some());
    }

    #[test]
    fn heads_that_end_where_they_should() {
        for text in [
            "---\nreflection: |\n  One\n---\nBody\n\n***\n\nMore\n",
            "---\nreflection: |\n  One\ntitle: A\n---\n\nBody\n\n---\n\nMore\n",
            "---\ntitle: A\n---\n    code\n",
            "---\ntags:\n  - a\n---\n    code\n",
            "---\ntitle: A\n---\nHow it looks:\n\n```yaml\n---\ntitle: A\n---\n```\n",
            "---\ntitle: A\n---\nText: more\n---\n",
            "---\nreflection: |\n  One\n---\n",
        ] {
            assert_eq!(early(text), None, "{text}");
        }
    }
}
