//! Slips of the pen in YAML, each with the line as it should be: what is left out, or is another character than it looks
//! like. A slip is only told where the text can be read further once it is put right. Pure.

use crate::scalar::escaped;
use std::borrow::Cow;

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    /// The line, from 0.
    pub line: usize,
    /// Where it begins in the line, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// The line as it should be.
    pub right: String,
    /// Has a text or a list no end? Then where it ends, and what stands below it, is a guess.
    pub open: bool,
}

/// So many slips of one text are looked for.
const MOST: usize = 12;

/// The slips of a text that cannot be read, and the text without them; none where its faults are of another kind.
/// `reads` says how far a text can be read: the line of its first fault, none where it has none.
pub(super) fn find(yaml: &str, reads: impl Fn(&str) -> Option<usize>) -> Option<(Vec<Slip>, String)> {
    let mut slips: Vec<Slip> = vec![];
    let mut text = Cow::Borrowed(yaml);
    let mut first = reads(&text)?;
    while slips.len() < MOST {
        let (slip, next, at) = one(&text, first, &reads)?;
        slips.push(slip);
        text = Cow::Owned(next);
        let Some(line) = at else {
            slips.sort_by_key(|slip| slip.line);
            return Some((slips, text.into_owned()));
        };
        first = line;
    }
    None
}

/// A slip that, put right, moves the first fault of a text further down, or away.
fn one(yaml: &str, fault: usize, reads: &impl Fn(&str) -> Option<usize>) -> Option<(Slip, String, Option<usize>)> {
    let lines: Vec<&str> = yaml.split_inclusive('\n').collect();
    let mut in_text = None;
    let mut found = vec![];
    for (n, line) in lines.iter().enumerate().take(fault + 1) {
        let line = line.trim_end();
        let indent = line.len() - line.trim_start().len();
        if in_text.is_some_and(|of| line.is_empty() || indent > of) {
            continue;
        }
        in_text = starts_text(line).then_some(indent);
        found.extend(slips(line).into_iter().map(|slip| Slip { line: n, ..slip }));
    }
    // the nearest first: of many lines that could be one, the last is the one that the reader stumbled over
    found.sort_by_key(|slip| std::cmp::Reverse(slip.line));
    found.into_iter().take(MOST).find_map(|slip| {
        let right: String = lines
            .iter()
            .enumerate()
            .map(|(n, line)| {
                let end = &line[line.trim_end_matches(['\n', '\r']).len()..];
                if n == slip.line { Cow::Owned(format!("{}{end}", slip.right)) } else { Cow::Borrowed(*line) }
            })
            .collect();
        match reads(&right) {
            None => Some((slip, right, None)),
            Some(line) if line > fault => Some((slip, right, Some(line))),
            Some(_) => None,
        }
    })
}

/// A line such as `reflection: |`, below which a text stands.
fn starts_text(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let bare = line.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
    bare.strip_suffix(['|', '>']).is_some_and(|before| before.ends_with([' ', ':']))
}

/// What may be wrong with a line, in each way that it can be.
fn slips(line: &str) -> Vec<Slip> {
    if line.is_empty() || line.trim_start().starts_with('#') {
        return vec![];
    }
    [odd_space, odd_colon, no_space, quotes, brackets, comment, no_key].into_iter().filter_map(|of| of(line)).collect()
}

fn slip(at: usize, message: String, right: String) -> Slip {
    Slip { line: 0, at, message, right, open: false }
}

/// The name of the key that a line begins with, where what follows begins with `mark`: indentation and name, and where
/// the mark stands.
fn key_before(line: &str, mark: impl Fn(&str) -> bool) -> Option<usize> {
    let start = line.len() - line.trim_start_matches([' ', '-']).len();
    let name = line[start..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))?;
    (name > 0 && mark(&line[start + name..])).then_some(start + name)
}

/// The value behind a key and `: `, and where it begins.
fn value(line: &str) -> Option<(usize, &str)> {
    let colon = key_before(line, |rest| rest.starts_with(": "))?;
    let rest = &line[colon + 1..];
    let at = line.len() - rest.trim_start().len();
    (at < line.len()).then(|| (at, line[at..].trim_end()))
}

/// A space that is none to YAML: U+00A0, which some keyboards and pages make.
fn odd_space(line: &str) -> Option<Slip> {
    let is_odd = |c: char| c != ' ' && c != '\t' && c.is_whitespace();
    let (at, sign) = line.char_indices().find(|(_, c)| is_odd(*c))?;
    let right = line.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect();
    Some(slip(at, format!("here stands U+{:04X}, which looks like a space and is none", u32::from(sign)), right))
}

/// A colon of another script.
fn odd_colon(line: &str) -> Option<Slip> {
    let at = key_before(line.trim_end(), |rest| rest.starts_with(['：', '﹕', '꞉', '∶', 'ː']))?;
    let sign = line[at..].chars().next()?;
    let right = format!("{}: {}", &line[..at], line[at + sign.len_utf8()..].trim_start());
    Some(slip(at, format!("`{sign}` (U+{:04X}) is not the `:` that ends a key", u32::from(sign)), right))
}

/// `hours:1h`
fn no_space(line: &str) -> Option<Slip> {
    let at = key_before(line, |rest| rest.starts_with(':') && !rest[1..].starts_with([' ', '/']) && rest.len() > 1)?;
    let right = format!("{}: {}", &line[..at], &line[at + 1..]);
    Some(slip(at, "a space is missing behind the `:`".to_owned(), right))
}

/// `'It's here'`, `"The "best" talk"`, `"Draft" talk`
fn quotes(line: &str) -> Option<Slip> {
    let (at, value) = value(line)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = value[1..].strip_suffix(quote);
    let open = inside.is_none() && !value[1..].contains(quote);
    let (message, text) = match inside {
        Some(inside) => (format!("a `{quote}` inside the text ends it too early"), inside),
        None if value[1..].contains(quote) => (format!("the text goes on behind its `{quote}`"), value),
        None => (format!("the text that starts with `{quote}` has no end"), &value[1..]),
    };
    Some(Slip { open, ..slip(at, message, format!("{}{}", &line[..at], quoted(text))) })
}

/// `[Draft] talk`, `{a} b`, and a bracket that stays open.
fn brackets(line: &str) -> Option<Slip> {
    let (at, value) = value(line)?;
    let close = match value.chars().next()? {
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let before = &line[..at];
    if value.contains(close) && !value.ends_with(close) {
        let message = format!("a value that begins with `{}` ends with `{close}`: this goes on", &value[..1]);
        return Some(slip(at, message, format!("{before}{}", quoted(value))));
    }
    let message = format!("the `{}` has no `{close}`", &value[..1]);
    (!value.ends_with(close))
        .then(|| slip(at, message, format!("{before}{}{close}", value.trim_end_matches([',', ' ']))))
        .map(|slip| Slip { open: true, ..slip })
}

/// `{note: see #12}`: what follows ` #` is a comment, and with it the bracket that closes.
fn comment(line: &str) -> Option<Slip> {
    let (at, _) = value(line).filter(|(_, value)| value.starts_with(['[', '{']) && value.ends_with([']', '}']))?;
    let hash = line[at..].find(" #")? + at;
    // the value that it stands in, from the sign before it to the one behind it
    let start = line[..hash].rfind([',', '[', '{']).map_or(at, |n| n + 1);
    let start = line[start..hash].find(": ").map_or(start, |n| start + n + 2);
    let start = start + (line[start..].len() - line[start..].trim_start().len());
    let end = line[hash..].find([',', ']', '}'])? + hash;
    let right = format!("{}{}{}", &line[..start], quoted(line[start..end].trim_end()), &line[end..]);
    Some(slip(hash + 1, "what follows ` #` is a comment to YAML: the bracket has no end".to_owned(), right))
}

/// A line that begins at the left and is no key: it was meant to go on with the text above it.
fn no_key(line: &str) -> Option<Slip> {
    let is_text =
        !line.starts_with([' ', '-', '[', '{', '"', '\'', ']', '}']) && !line.contains(": ") && !line.ends_with(':');
    is_text.then(|| {
        slip(
            0,
            "this line is no key: to go on with the text above it, it has to be set in".to_owned(),
            format!("  {line}"),
        )
    })
}

/// A text in the quotes that suit it.
fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    escaped(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(yaml: &str) -> Option<usize> {
        let error = serde_yaml::from_str::<serde_yaml::Value>(yaml).err()?;
        Some(error.location().map_or(0, |at| at.line().saturating_sub(1)))
    }

    #[test]
    fn each_slip_has_its_line_and_its_cure() {
        for (wrong, right) in [
            ("hours:1h", "hours: 1h"),
            ("hours:\u{a0}1h", "hours: 1h"),
            ("hours\u{ff1a}1h", "hours: 1h"),
            ("title: 'It's here'", "title: \"It's here\""),
            ("title: \"The \"best\" talk\"", "title: 'The \"best\" talk'"),
            ("title: \"Draft\" talk", "title: '\"Draft\" talk'"),
            ("title: \"Draft", "title: \"Draft\""),
            ("title: [Draft] talk", "title: \"[Draft] talk\""),
            ("title: {Draft} it's", "title: \"{Draft} it's\""),
            ("tags: [a, b", "tags: [a, b]"),
            ("private: {note: see #12, b: 1}", "private: {note: \"see #12\", b: 1}"),
            ("tags: [a #1, b]", "tags: [\"a #1\", b]"),
            ("that it matters", "  that it matters"),
        ] {
            let yaml = format!("a: 1\n{wrong}\nb: 2\n");
            let (slips, text) = find(&yaml, reads).unwrap_or_else(|| panic!("{yaml}{:?}", reads(&yaml)));
            assert_eq!((slips.len(), slips[0].line, &*slips[0].right), (1, 1, right), "{slips:?}");
            assert_eq!(text, format!("a: 1\n{right}\nb: 2\n"));
        }
    }

    #[test]
    fn all_slips_of_a_text_are_told() {
        let yaml = "title: 'It's here'\nhours:1h\r\nreflection: |\n  so:that\nprovider: x\n";
        let (slips, text) = find(yaml, reads).unwrap();
        assert_eq!(slips.iter().map(|s| s.line).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(text, "title: \"It's here\"\nhours: 1h\r\nreflection: |\n  so:that\nprovider: x\n");
    }

    #[test]
    fn other_faults_are_left_to_others() {
        for yaml in ["a: b: c\n", "a: 1\n\tb: 2\n", "a: @b\n", "a: &b\n", ": :\n", "\u{7}"] {
            assert!(find(yaml, reads).is_none(), "{yaml:?} {:?}", find(yaml, reads));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_stops_it(yaml in "([a-c]{1,3}|: |:|'|\"|\\[|\\]|\\{|\\}| #|\n|\n  |- |\u{a0}|：){0,40}") {
            if let Some((slips, text)) = find(&yaml, reads) {
                proptest::prop_assert!(!slips.is_empty() && reads(&text).is_none());
            }
        }
    }
}
