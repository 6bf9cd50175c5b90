//! YAML text to a value, with faults in the user's words. What is plain is read at once
//! (`quick`); for the rest there is a parser, which stops at the first fault
//! of syntax; what it cannot place (a key that stands twice) is located by a second reading.

use std::ops::Range;

use serde_yaml::Value;

use super::fields::Faults;
use super::slips;
use crate::diag::{Code, Place, locate};
use crate::scalar::escaped;

/// The most brackets that may be open at once. The parser's time grows with the square of their number, and nobody
/// writes so many.
const MOST_OPEN: usize = 500;

/// As many other indentations of a line are tried.
const MOST_INDENTS: usize = 8;

/// The largest text in which slips are looked for: it is read anew for each way of putting one right.
const LARGEST_PUT_RIGHT: usize = 64 * 1024;

/// Reads one YAML document. `offset` is where the YAML starts in its file, for places.
pub(crate) fn read(yaml: &str, offset: usize, faults: &mut Faults) -> Option<Value> {
    match read_on(yaml, offset, faults)? {
        (value, None) => Some(value),
        (_, Some(_)) => None,
    }
}

/// Reads one YAML document, and goes on where only slips of the pen are in its way: the text is then given too, as it
/// was read. Each slip is noted as an error.
pub(crate) fn read_on(yaml: &str, offset: usize, faults: &mut Faults) -> Option<(Value, Option<String>)> {
    faults.reads(yaml);
    if let Some(value) = super::quick::read(yaml) {
        faults.plain = true;
        return Some((value, None));
    }
    if let Some((at, sign)) = hidden_break(yaml) {
        let place = Place::Bytes(at + offset, at + sign.len_utf8() + offset);
        let message = format!("an invisible line break (U+{:04X}) ends this line for YAML", u32::from(sign));
        faults.add(Code::YamlSyntax, place, message).with_hint("delete it, or begin a new line in its place");
        return None;
    }
    if let Some(at) = too_deep(yaml) {
        let place = Place::Bytes(at + offset, at + 1 + offset);
        let message = format!("not valid YAML: more than {MOST_OPEN} brackets are open here");
        faults.add(Code::YamlSyntax, place, message).with_hint("close them, or take them out");
        return None;
    }
    let error = match serde_yaml::from_str::<Value>(yaml) {
        Ok(value) => return Some((value, None)),
        Err(error) => error,
    };
    if let Some(found) = doubles(yaml) {
        for key in &found.keys {
            let at = Place::Bytes(key.start + offset, key.end + offset);
            let message = format!("`{}` stands twice", &yaml[key.clone()]);
            faults.add(Code::DuplicateKey, at, message).with_hint("keep one of the two");
        }
        // which of the two was meant is a guess
        faults.guessed = true;
        let value = serde_yaml::from_str(&found.rest).ok()?;
        faults.reads(&found.rest);
        return Some((value, Some(found.rest)));
    }
    let start = error.location().map_or(0, |l| l.index()).min(yaml.len());
    let start = (0..=start).rev().find(|&i| yaml.is_char_boundary(i)).unwrap_or(0);
    if tabs(yaml, offset, faults) {
        return None;
    }
    if yaml.lines().skip(1).any(|l| l.trim_end() == "---" || l.starts_with("--- ")) {
        let at = yaml.find("\n---").map_or(0, |i| i + 1);
        let place = Place::Bytes(at + offset, at + 3 + offset);
        faults.add(Code::TwoDocuments, place, "a second document starts here").with_hint("keep one block of keys");
        return None;
    }
    let put_right = if yaml.len() <= LARGEST_PUT_RIGHT { slips::find(yaml, reads) } else { None };
    let Some((found, text)) = put_right else {
        syntax(yaml, start, offset, &error.to_string(), faults);
        return None;
    };
    for slip in found {
        let (from, to) = place_of(yaml, slip.line, slip.at);
        let hint = format!("write `{}`", slip.right.trim_end());
        faults.guessed |= slip.open;
        faults.add(Code::YamlSyntax, Place::Bytes(from + offset, to + offset), slip.message).with_hint(hint);
    }
    let value = serde_yaml::from_str(&text).ok()?;
    faults.reads(&text);
    Some((value, Some(text)))
}

/// Keys that stand twice, and the text without the second of each: blanks stand in its place.
struct Doubles {
    keys: Vec<Range<usize>>,
    rest: String,
}

/// As many keys are told that stand twice.
const MOST_DOUBLES: usize = 20;

fn doubles(yaml: &str) -> Option<Doubles> {
    let mut found = Doubles { keys: vec![], rest: yaml.to_owned() };
    while let Some((_, second)) = locate::duplicate(&found.rest).filter(|_| found.keys.len() < MOST_DOUBLES) {
        let start = found.rest[..second.key.start].rfind('\n').map_or(0, |n| n + 1);
        let last = second.key.end.max(second.value.end);
        let end = found.rest[last..].find('\n').map_or(found.rest.len(), |n| last + n);
        found.keys.push(second.key.clone());
        // only a key that begins its line can be taken out with its lines
        if !found.rest[start..second.key.start].trim().is_empty() {
            break;
        }
        let blank = |c: char| if c == '\n' || c == '\r' { c.to_string() } else { " ".repeat(c.len_utf8()) };
        let blanks: String = found.rest[start..end].chars().map(blank).collect();
        found.rest.replace_range(start..end, &blanks);
    }
    (!found.keys.is_empty()).then_some(found)
}

/// The line, from 0, of the first fault of a text; none where it has none.
fn reads(yaml: &str) -> Option<usize> {
    let error = serde_yaml::from_str::<Value>(yaml).err()?;
    Some(error.location().map_or(0, |at| at.line().saturating_sub(1)))
}

/// A line from so many bytes on, up to its end.
fn place_of(yaml: &str, line: usize, at: usize) -> (usize, usize) {
    let start: usize = yaml.split_inclusive('\n').take(line).map(str::len).sum();
    let text = yaml[start..].lines().next().unwrap_or_default().trim_end();
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    (start + at, start + text.len())
}

/// Gives the notes from one on their places in the text as it stands, where its slips were put right before they were
/// found: the lines are the same.
pub(crate) fn in_own_text(faults: &mut Faults, from: usize, yaml: &str, offset: usize) {
    let spots = locate::spots(&faults.yaml);
    for note in faults.notes.iter_mut().skip(from) {
        let (Place::Key(path) | Place::Value(path)) = &note.place else { continue };
        let Some(spot) = spots.iter().rev().find(|spot| spot.path == *path) else { continue };
        let is_key = matches!(note.place, Place::Key(_)) || spot.value.is_empty();
        let at = if is_key { spot.key.start } else { spot.value.start };
        let before = faults.yaml.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        let (from, to) = place_of(yaml, before.matches('\n').count(), at - line_start);
        note.place = Place::Bytes(from + offset, to + offset);
    }
}

/// A character that ends a line for YAML, and that no editor shows as an end: what follows it in a text
/// would be read as a key.
fn hidden_break(yaml: &str) -> Option<(usize, char)> {
    let alone = |at: usize| !yaml[at + 1..].starts_with(['\n', '\r']);
    yaml.char_indices().find(|(at, c)| match c {
        '\u{85}' | '\u{2028}' | '\u{2029}' => true,
        '\r' => alone(*at),
        _ => false,
    })
}

/// The first value that starts with a quote and does not end with it, in its line.
fn open_quote(yaml: &str) -> Option<(usize, char)> {
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        let value = line.split_once(": ").map_or(line, |(_, v)| v).trim_start_matches(['-', ' ']);
        let start = at + line.len() - value.len();
        at += line.len();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        let rest = value[1..].replace("\\\\", "").replace("\\\"", "");
        if !rest.contains(quote) {
            return Some((start, quote));
        }
    }
    None
}

/// Where one bracket too many is opened. Brackets in texts are counted too; the limit is far above what texts have.
fn too_deep(yaml: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in yaml.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MOST_OPEN {
            return Some(at);
        }
    }
    None
}

/// In `{a: 1, clause: Aim: at least}`, the value with the second colon and its key, put in quotes.
fn quoted_in_braces(line: &str, at: usize) -> Option<String> {
    let (before, rest) = line.split_at_checked(at)?;
    let open = before.rfind('{')?;
    let pair = before.rfind(", ").map_or(open + 1, |comma| (comma + 2).max(open + 1));
    let (key, value) = line[pair..].split_once(": ")?;
    let is_plain = !value.starts_with(['"', '\'', '[', '{']);
    if !is_plain || !value.contains(": ") || rest.is_empty() {
        return None;
    }
    let value = value.trim_end();
    // up to the next pair, else to the brace that closes the line
    let next = value
        .match_indices(", ")
        .map(|(n, _)| n)
        .find(|n| value[n + 2..].split_once(": ").is_some_and(|(key, _)| !key.is_empty() && !key.contains([' ', ','])));
    let value = next.map_or_else(|| value.strip_suffix('}').unwrap_or(value), |n| &value[..n]);
    Some(format!("{key}: {}", escaped(value)))
}

/// The indentation that a line should have, in spaces, where with that of a line above it the text can be read further.
fn other_indent(yaml: &str, line_start: usize) -> Option<usize> {
    let (above, from) = yaml.split_at(line_start);
    let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let own = spaces(from);
    let number = above.matches('\n').count();
    if from.len() > LARGEST_PUT_RIGHT || above.len() > LARGEST_PUT_RIGHT {
        return None;
    }
    let mut tried = vec![own];
    for line in above.lines().rev().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#')) {
        let indent = spaces(line);
        if tried.contains(&indent) || tried.len() > MOST_INDENTS {
            continue;
        }
        tried.push(indent);
        let other = format!("{above}{}{}", " ".repeat(indent), from.trim_start_matches(' '));
        // the end of the line itself is to be read, too: the next fault is further down
        if reads(&other).is_none_or(|at| at > number + 1) {
            return Some(indent);
        }
    }
    None
}

/// A fault of syntax, with the most likely remedy.
fn syntax(yaml: &str, start: usize, offset: usize, message: &str, faults: &mut Faults) {
    let line_start = yaml[..start].rfind('\n').map_or(0, |n| n + 1);
    let line = yaml[line_start..].lines().next().unwrap_or_default();
    let end = (line_start + line.trim_end().len()).max(start);
    if let Some((at, quote)) = open_quote(yaml).filter(|_| message.contains("unexpected end of stream")) {
        let end = at + yaml[at..].lines().next().unwrap_or_default().trim_end().len();
        faults
            .add(
                Code::YamlSyntax,
                Place::Bytes(at + offset, end + offset),
                format!("a text that starts with `{quote}` has no end"),
            )
            .with_hint(format!("end it with `{quote}`, or take the first `{quote}` away"));
        return;
    }
    let reason = message.split(" at line ").next().unwrap_or("this is not valid YAML");
    let reason = match reason {
        "mapping values are not allowed in this context" => "a `:` that is not expected here",
        "found character that cannot start any token" => "a value cannot start with this sign",
        long if long.len() > 200 => "this cannot be read",
        other => other,
    };
    let note =
        faults.add(Code::YamlSyntax, Place::Bytes(start + offset, end + offset), format!("not valid YAML: {reason}"));
    let indent = line.len() - line.trim_start().len();
    let before = yaml[..line_start].lines().last().unwrap_or_default();
    if let Some(spaces) = other_indent(yaml, line_start) {
        note.with_hint(match spaces {
            0 => format!("begin the line without spaces: `{}`", line.trim()),
            n => format!("write `{}{}`, with {}", " ".repeat(n), line.trim(), crate::diag::count(n, "space")),
        });
    } else if indent > 0 && before.contains(": ") && !before.starts_with(' ') {
        note.with_hint(format!("begin the line without spaces: `{}`", line.trim()));
    } else if let Some(quoted) = quoted_in_braces(line, start - line_start) {
        note.with_hint(format!("put it in quotes: `{quoted}`"));
    } else if let Some((key, value)) = line.split_once(": ") {
        let value = value.trim();
        let plain = !value.starts_with(['"', '\'', '[', '{', '|', '>']);
        if plain && (value.contains(": ") || value.ends_with(':') || value.starts_with(['@', '`', '&', '*', '%', '!']))
        {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            note.with_hint(format!("put it in quotes: `{}: \"{quoted}\"`", key.trim()));
        }
    }
}

/// Names each line that is indented with a tab, as it is written with spaces.
fn tabs(yaml: &str, offset: usize, faults: &mut Faults) -> bool {
    let mut start = 0;
    let mut found = false;
    for line in yaml.split_inclusive('\n') {
        let words = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - words.len()];
        if let Some(tab) = indent.find('\t').filter(|_| !words.trim().is_empty()) {
            found = true;
            let place = Place::Bytes(start + tab + offset, start + tab + 1 + offset);
            let with_spaces = format!("{}{}", indent.replace('\t', "  "), words.trim_end());
            faults
                .add(Code::TabIndent, place, "this line is indented with a tab")
                .with_hint(format!("write `{with_spaces}`"));
        }
        start += line.len();
    }
    found
}
