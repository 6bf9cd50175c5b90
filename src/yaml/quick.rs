//! The front matter that most people write, read in one pass: keys at the left edge with words,
//! numbers, lists of them, and blocks of text. Anything else, and anything that might be a fault, is
//! [`None`]: the YAML parser then says what it is. A property test holds the two together.

use std::iter::Peekable;
use std::str::SplitTerminator;

use serde_yaml::{Mapping, Value};

/// Reads a plain mapping; none where only the parser can tell.
pub(super) fn read(yaml: &str) -> Option<Value> {
    let plain = |b: u8| matches!(b, b'\n' | b' '..=b'~');
    if !yaml.ends_with('\n') || !(yaml.bytes().all(plain) || yaml.chars().all(is_plain)) {
        return None;
    }
    let mut lines = yaml.split_terminator('\n').peekable();
    let mut map = Mapping::with_capacity(16);
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        if !is_key(key) || !(value.is_empty() || value.starts_with(' ')) {
            return None;
        }
        let value = match value.trim_matches(' ') {
            "" => list(&mut lines)?,
            "|" => block(&mut lines)?,
            value => match (value.strip_prefix('['), value.strip_prefix('{')) {
                (Some(rest), _) => flow(rest)?,
                (_, Some(rest)) => flow_map(rest)?,
                _ => scalar(value)?,
            },
        };
        if map.insert(Value::String(key.to_owned()), value).is_some() {
            return None;
        }
    }
    (!map.is_empty()).then_some(Value::Mapping(map))
}

/// Lines without their ends.
type Lines<'t> = Peekable<SplitTerminator<'t, char>>;

/// A character that means itself, and ends no line but `\n`.
fn is_plain(c: char) -> bool {
    match c {
        '\n' | ' '..='~' => true,
        c if c.is_ascii() => false,
        c => !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'),
    }
}

fn is_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        && !is_other_word(key)
}

/// Words that are no texts.
fn is_other_word(text: &str) -> bool {
    ["true", "false", "null"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn scalar(text: &str) -> Option<Value> {
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            let inner = rest.strip_suffix(quote)?;
            return (!inner.contains([quote, '\\'])).then(|| Value::String(inner.to_owned()));
        }
    }
    let ends = |pair: &[u8]| matches!(pair, b": " | b" #");
    if text.as_bytes().windows(2).any(ends) || text.ends_with(':') {
        return None;
    }
    plain(text)
}

/// A word, a number, or words, without quotes.
fn plain(text: &str) -> Option<Value> {
    let first = text.chars().next()?;
    if first.is_ascii_digit() {
        return number(text);
    }
    let word = first.is_alphabetic() && !is_other_word(text);
    match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        text if word => Some(Value::String(text.to_owned())),
        _ => None,
    }
}

/// A number, or a text that begins like one: a date, `2h30m`.
fn number(text: &str) -> Option<Value> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(text) {
        return (text.len() <= 15 && (text.len() == 1 || !text.starts_with('0')))
            .then(|| text.parse::<u64>().ok().map(Value::from))
            .flatten();
    }
    if text.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part)) {
        return text.parse::<f64>().ok().map(Value::from);
    }
    let other = ["0x", "0o", "0b"].iter().any(|start| text.starts_with(start)) || text.parse::<f64>().is_ok();
    (!other).then(|| Value::String(text.to_owned()))
}

/// `a, b]`
fn flow(rest: &str) -> Option<Value> {
    let inner = rest.strip_suffix(']')?.trim_matches(' ');
    if inner.is_empty() {
        return Some(Value::Sequence(vec![]));
    }
    inner.split(',').map(inside).collect::<Option<Vec<_>>>().map(Value::Sequence)
}

/// `a: b, c d: e}`
fn flow_map(rest: &str) -> Option<Value> {
    let inner = rest.strip_suffix('}')?.trim_matches(' ');
    let mut map = Mapping::new();
    for pair in inner.split(',') {
        let (key, value) = pair.split_once(':')?;
        let key = inside(key).filter(Value::is_string).filter(|_| value.starts_with(' '))?;
        if !key.as_str()?.starts_with(char::is_alphabetic) || map.insert(key, inside(value)?).is_some() {
            return None;
        }
    }
    Some(Value::Mapping(map))
}

/// Words or a number in brackets.
fn inside(text: &str) -> Option<Value> {
    let text = text.trim_matches(' ');
    let usual = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/');
    if text.chars().all(usual) { plain(text) } else { None }
}

/// Lines of `- item`, all as far to the right.
fn list(lines: &mut Lines<'_>) -> Option<Value> {
    let mut items = vec![];
    let mut indent = None;
    while let Some(&line) = lines.peek() {
        let item = line.trim_start_matches(' ');
        let deep = line.len() - item.len();
        let Some(item) = item.strip_prefix("- ") else {
            // the next key, at the left edge
            if deep == 0 && !item.is_empty() {
                break;
            }
            return None;
        };
        if *indent.get_or_insert(deep) != deep {
            return None;
        }
        items.push(scalar(item.trim_matches(' '))?);
        lines.next();
    }
    (!items.is_empty()).then_some(Value::Sequence(items))
}

/// The lines of a text, as they stand; one end of a line at its end.
fn block(lines: &mut Lines<'_>) -> Option<Value> {
    let first = *lines.peek()?;
    let indent = first.len() - first.trim_start_matches(' ').len();
    if indent == 0 || indent == first.len() {
        return None;
    }
    let mut text = String::new();
    while let Some(&line) = lines.peek() {
        let inner = line.trim_start_matches(' ');
        if inner.is_empty() {
            // spaces alone may be text
            if !line.is_empty() {
                return None;
            }
        } else if line.len() - inner.len() < indent {
            if line.len() > inner.len() {
                return None;
            }
            break;
        }
        text.push_str(line.get(indent..).unwrap_or_default());
        text.push('\n');
        lines.next();
    }
    text.truncate(text.trim_end_matches('\n').len() + 1);
    Some(Value::String(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_write_is_read() {
        let text = "title: \"Power: a seminar\"\ndate: 2026-03-04\nhours: 2.5\ncategory: job-technical\nplanned: true\n\
                    provider: O'Neill & Söhne\ntags:\n  - a b\n  - 2024\ncompetences: [A1, B2]\nplan: []\n\
                    private: {Type: Course, hours from: the programme, cost: 40}\nspan: {from: 2026-03-04, to: 2026-03-05}\n\
                    reflection: |\n  One.\n\n    Two: # not a comment.\n\nminutes: 90\ntime: 2h30m\n";
        let read = read(text).unwrap();
        assert_eq!(read, serde_yaml::from_str::<Value>(text).unwrap());
        assert_eq!(read["reflection"], "One.\n\n  Two: # not a comment.\n");
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        for text in [
            "",
            "a: 1",
            "a:\n",
            "a: b: c\n",
            "a: b #c\n",
            "a: ~\n",
            "a: null\n",
            "a: 1e5\n",
            "a: 0x1\n",
            "a: 007\n",
            "a: \"x\\n\"\n",
            "a: {}\n",
            "a: {b}\n",
            "a: {b: {c: d}}\n",
            "a: {b: [c]}\n",
            "a: {b: 1, b: 2}\n",
            "a: {b:1}\n",
            "a: {b: 1,}\n",
            "a: {true: b}\n",
            "a: {1: b}\n",
            "a: {b: c: d}\n",
            "a: {b: \"c\"}\n",
            "a: [b, [c]]\n",
            "a: [b,]\n",
            "a: &x b\n",
            "a: *x\n",
            "a: !t b\n",
            "a: b\n  c\n",
            "a: 1\na: 2\n",
            "- a\n",
            "a: >\n  b\n",
            "a: |-\n  b\n",
            "a: |\n\n  b\n",
            "a: |\n  b\n c\n",
            "a:\n  - b\n   - c\n",
            "a:\n  b: c\n",
            "---\na: b\n",
            "a: b\n...\n",
            "# c\na: b\n",
            "a: -1\n",
            "a: .5\n",
            "a: b\tc\n",
            "a: b\r\n",
            "true: a\n",
            "a: 'it''s'\n",
            "a:b\n",
            "a: True\n",
            "a: b:\n",
            "a: @b\n",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    /// Lines as they come, right and wrong.
    fn line() -> impl Strategy<Value = String> {
        let key = prop_oneof![Just("a"), Just("b"), Just("title"), Just("true"), Just("x-y"), Just("é"), Just("")];
        let word = prop_oneof![
            "[a-z0-9.: #'\"\\[\\],{}|>&*!%@`~+xe_ -]{0,12}",
            "[0-9.+eExob_-]{1,8}",
            Just("[a, b]".to_owned()),
            "\\{[a-c1. -]{1,3}:[a-c1. -]{1,4}(,[a-c1. -]{1,3}:[a-c1. -]{1,4}){0,2}\\}",
            Just("|".to_owned()),
            Just("true".to_owned()),
            Just("Null".to_owned()),
            Just("2026-03-04".to_owned()),
            "\\PC{0,6}",
        ];
        prop_oneof![
            4 => (key, word.clone()).prop_map(|(key, word)| format!("{key}: {word}")),
            1 => (0..4_usize, word.clone()).prop_map(|(deep, word)| format!("{}- {word}", " ".repeat(deep))),
            1 => (0..4_usize, word).prop_map(|(deep, word)| format!("{}{word}", " ".repeat(deep))),
            1 => Just("a:".to_owned()),
            1 => Just("a: |".to_owned()),
            1 => Just(String::new()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(4_000), ..ProptestConfig::default() })]

        #[test]
        fn it_never_says_anything_else_than_the_parser(lines in prop::collection::vec(line(), 1..8)) {
            let text = lines.join("\n") + "\n";
            if let Some(quick) = read(&text) {
                let slow = serde_yaml::from_str::<Value>(&text);
                prop_assert_eq!(slow.ok(), Some(quick), "{:?}", text);
            }
        }
    }
}
