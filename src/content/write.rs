//! The text of a file that we write, composed from values and read back: what a reader would not find
//! again exactly as it was asked for is never written.

use serde_yaml::{Mapping, Value};

use crate::front_matter;
use crate::model::Days;
use crate::paths::SourcePath;
use crate::scalar::{escaped, quoted};
use crate::yaml::fields::Faults;
use crate::yaml::parse;

/// One value, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A date, a length of time, `true`: written as it stands.
    Plain(String),
    /// A text of one line.
    Line(String),
    /// A text of several lines.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// Keys with texts.
    Map(Vec<(String, String)>),
}

/// A value that would not be read as it was asked for: the name of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKept(pub String);

impl Asked {
    /// Days as an entry has them: one date, or the first and the last.
    pub(crate) fn days(days: Days) -> Self {
        if days.first == days.last {
            return Self::Plain(days.first.to_string());
        }
        Self::Map(vec![("from".to_owned(), days.first.to_string()), ("to".to_owned(), days.last.to_string())])
    }
}

/// A file with a head and a body. Every key and value was read back.
pub(crate) fn compose(head: &[(&str, Asked)], body: &str) -> Result<String, NotKept> {
    let text = joined(head, body, line)?;
    // A text at the end of the head would seem to go on below it: it is written in one line.
    let text = if front_matter::ends_in_text(&text) { joined(head, body, one_line)? } else { text };
    // Each by itself is right; now all of them together.
    let parts = front_matter::split(&text).map_err(|_| NotKept("---".to_owned()))?;
    let map = read(&text[parts.yaml.clone()]).unwrap_or_default();
    if let Some((key, _)) = head.iter().find(|(key, asked)| !holds(&map, key, asked)) {
        return Err(NotKept((*key).to_owned()));
    }
    if map.len() != head.len() || text[parts.body] != *body {
        return Err(NotKept("---".to_owned()));
    }
    Ok(text)
}

/// The head and the body, each key by itself.
fn joined(
    head: &[(&str, Asked)],
    body: &str,
    line: impl Fn(&str, &Asked) -> Result<String, NotKept>,
) -> Result<String, NotKept> {
    let lines = head.iter().map(|(key, asked)| line(key, asked)).collect::<Result<String, _>>()?;
    Ok(format!("---\n{lines}---\n{body}"))
}

/// The ways to write one key, in a line or several, that are read back as they are asked for; the best first.
fn lines<'a>(key: &'a str, asked: &'a Asked) -> impl DoubleEndedIterator<Item = String> + 'a {
    let ways = ways(asked).into_iter().map(move |way| format!("{key}: {way}\n"));
    ways.filter(move |text| read(text).is_some_and(|map| holds(&map, key, asked)))
}

/// The best of those ways.
pub(crate) fn line(key: &str, asked: &Asked) -> Result<String, NotKept> {
    lines(key, asked).next().ok_or_else(|| NotKept(key.to_owned()))
}

/// The way that stands in one line, for a text of several; for all others the best.
pub(crate) fn one_line(key: &str, asked: &Asked) -> Result<String, NotKept> {
    let one = if matches!(asked, Asked::Text(_)) { lines(key, asked).next_back() } else { None };
    one.map_or_else(|| line(key, asked), Ok)
}

/// A template with texts in its places, `{name}`; the values that hold one were read back.
pub(crate) fn fill(template: &str, places: &[(&str, &str)]) -> Result<String, NotKept> {
    let filled = |of: &dyn Fn(&str, &str) -> String| {
        places.iter().fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &quoted(&of(name, value)))
        })
    };
    let text = filled(&|_, value| value.to_owned());
    let all = |text: &str| if template.starts_with("---\n") { read_head(text) } else { read_value(text) };
    let plain = filled(&|name, _| format!("the {name}"));
    let put = |found: &str| {
        let place = places.iter().find(|(name, _)| found == format!("the {name}"));
        place.map_or_else(|| found.to_owned(), |(_, value)| (*value).to_owned())
    };
    let wanted = all(&plain).map(|value| replaced(value, &put));
    if wanted == all(&text) { Ok(text) } else { Err(NotKept(places.first().map_or("", |(name, _)| name).to_owned())) }
}

fn replaced(value: Value, put: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(put(&text)),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(|v| replaced(v, put)).collect()),
        Value::Mapping(map) => Value::Mapping(map.into_iter().map(|(k, v)| (k, replaced(v, put))).collect()),
        other => other,
    }
}

/// The ways to write a value, the one that reads best first.
fn ways(asked: &Asked) -> Vec<String> {
    match asked {
        Asked::Plain(text) => vec![text.clone()],
        Asked::Line(text) => vec![quoted(text), escaped(text)],
        Asked::Text(text) => vec![block(text), escaped(text)],
        Asked::List(all) => {
            let row = |one: fn(&str) -> String| {
                format!("[{}]", all.iter().map(|text| one(text)).collect::<Vec<_>>().join(", "))
            };
            vec![row(quoted), row(escaped)]
        }
        Asked::Map(all) => {
            let plain = |text: &str| {
                let safe = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                if safe { text.to_owned() } else { quoted(text) }
            };
            let row = |one: &dyn Fn(&str) -> String| {
                let pairs = all.iter().map(|(key, text)| format!("{}: {}", one(key), one(text)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            };
            vec![row(&plain), row(&quoted), row(&escaped)]
        }
    }
}

/// A text under its key, each line indented.
fn block(text: &str) -> String {
    let indented = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("\n  {line}") };
    let lines: Vec<String> = text.lines().map(indented).collect();
    format!("|{}", lines.concat())
}

/// Does a key hold what was asked for? A block ends in a line break of its own.
pub(crate) fn holds(map: &Mapping, key: &str, asked: &Asked) -> bool {
    match (map.get(key), asked) {
        (Some(Value::String(found)), Asked::Plain(wanted) | Asked::Line(wanted)) => found == wanted,
        (Some(Value::Number(found)), Asked::Plain(wanted)) => found.to_string() == *wanted,
        (Some(Value::Bool(found)), Asked::Plain(wanted)) => found.to_string() == *wanted,
        (Some(Value::String(found)), Asked::Text(wanted)) => {
            found == wanted || found.strip_suffix('\n').is_some_and(|found| found == wanted)
        }
        (Some(Value::Sequence(found)), Asked::List(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(f, w)| f.as_str() == Some(w))
        }
        (Some(Value::Mapping(found)), Asked::Map(wanted)) => {
            found.len() == wanted.len()
                && wanted.iter().all(|(key, text)| found.get(key.as_str()).and_then(Value::as_str) == Some(text))
        }
        _ => false,
    }
}

fn read(yaml: &str) -> Option<Mapping> {
    match read_value(yaml)? {
        Value::Mapping(map) => Some(map),
        _ => None,
    }
}

/// A text as YAML; none where anything is wrong with it.
pub(crate) fn read_value(yaml: &str) -> Option<Value> {
    let path = SourcePath::new("content/new.md").ok()?;
    let mut faults = Faults::new(&path);
    parse::read(yaml, 0, &mut faults).filter(|_| faults.notes.is_empty())
}

fn read_head(text: &str) -> Option<Value> {
    let parts = front_matter::split(text).ok()?;
    read_value(&text[parts.yaml])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HARD: [&str; 28] = [
        "Power electronics seminar",
        "Part 1: torque",
        "\"quoted\" & more",
        "#1",
        "- dash",
        "yes",
        "2h",
        "a\tb",
        "e: f #g",
        "[x]",
        "Ünïcödé",
        "@at",
        "`tick`",
        "ends:",
        "{a}",
        "back\\slash",
        "'single'",
        "null",
        "a: b",
        "What I learned\u{2028}visibility: public",
        "What I learned\u{2029}visibility: public",
        "What I learned\u{85}visibility: public",
        "What I learned\rvisibility: public",
        "What I learned\n---\nvisibility: public",
        "  first line indented\nsecond",
        "ends in spaces  \n\n",
        "\u{feff}marked",
        "---",
    ];

    #[test]
    fn texts_read_back_as_they_were() {
        for text in HARD {
            let asked = [
                ("title", Asked::Line(text.to_owned())),
                ("reflection", Asked::Text(text.to_owned())),
                ("plan", Asked::List(vec![text.to_owned(), "b".to_owned()])),
                ("private", Asked::Map(vec![(text.to_owned(), text.to_owned()), ("40".to_owned(), "1.10".to_owned())])),
            ];
            let made = compose(&asked, "\nBody\n").unwrap_or_else(|e| panic!("{text:?} {e:?}"));
            let value: Value = serde_yaml::from_str(made.split("---\n").nth(1).unwrap_or_default()).unwrap_or_default();
            if !text.contains("---") {
                assert_eq!(value["title"].as_str(), Some(text), "{made}");
                assert_eq!(value["reflection"].as_str().map(str::trim_end), Some(text.trim_end()), "{made}");
            }
            assert_eq!(read_head(&made).and_then(|v| v.as_mapping().map(Mapping::len)), Some(4), "{made}");
        }
    }

    #[test]
    fn a_text_at_the_end_of_a_head_does_not_go_on_below_it() {
        let text = Asked::Text("One.\nTwo.".to_owned());
        for (body, way) in [
            ("\nBody\n", "|\n  One.\n  Two."),
            ("    let code = 1;\n", "\"One.\\nTwo.\""),
            ("\nBody\n\n---\n\nMore\n", "\"One.\\nTwo.\""),
        ] {
            let made = compose(&[("title", Asked::Line("A".to_owned())), ("reflection", text.clone())], body);
            assert_eq!(made.as_deref(), Ok(&*format!("---\ntitle: A\nreflection: {way}\n---\n{body}")));
        }
    }

    #[test]
    fn a_plain_value_that_is_more_than_one_is_refused() {
        for text in ["2026-01-01\nvisibility: public", "2h #", "", "x: y"] {
            assert!(compose(&[("date", Asked::Plain(text.to_owned()))], "").is_err(), "{text}");
        }
    }

    #[test]
    fn a_template_keeps_what_it_is_filled_with() {
        for text in HARD.iter().chain(&["", "the name", "the title"]) {
            let template = "a: {name}\nb: [{title}, c]\n";
            let made = fill(template, &[("name", text), ("title", "T: x")]).unwrap_or_else(|e| panic!("{e:?}"));
            let value: Value = serde_yaml::from_str(&made).unwrap_or_default();
            assert_eq!((value["a"].as_str(), value["b"][0].as_str()), (Some(*text), Some("T: x")), "{made}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_kept_or_refused(text in "(\\PC|[\\n\\r\\t:#|\u{85}\u{2028}\u{2029}\u{feff}-]){0,40}") {
            let asked = [("title", Asked::Line(text.clone())), ("reflection", Asked::Text(text.clone()))];
            let made = compose(&asked, "");
            prop_assert!(made.is_ok(), "{text:?}");
        }
    }
}
