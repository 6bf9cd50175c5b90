//! YAML text to a value, with faults in the user's words. The fast parser stops at the first fault
//! of syntax; what it cannot place (a key that stands twice) is located by a second reading.

use serde_yaml::Value;

use super::read::Faults;
use crate::diag::{Code, Place, locate};

/// Reads one YAML document. `offset` is where the YAML starts in its file, for places.
pub fn read(yaml: &str, offset: usize, faults: &mut Faults) -> Option<Value> {
    let error = match serde_yaml::from_str::<Value>(yaml) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    if let Some((_, second)) = locate::duplicate(yaml) {
        let at = Place::Bytes(second.key.start + offset, second.key.end + offset);
        let name = &yaml[second.key];
        faults.add(Code::DuplicateKey, at, format!("`{name}` stands twice")).with_hint("keep one of the two");
        return None;
    }
    let start = error.location().map_or(0, |l| l.index()).min(yaml.len());
    let start = (0..=start).rev().find(|&i| yaml.is_char_boundary(i)).unwrap_or(0);
    if let Some((at, _)) = yaml.match_indices('\t').find(|(at, _)| {
        let line = yaml[..*at].rfind('\n').map_or(0, |n| n + 1);
        yaml[line..*at].trim().is_empty()
    }) {
        let place = Place::Bytes(at + offset, at + 1 + offset);
        faults.add(Code::TabIndent, place, "this line is indented with a tab").with_hint("use spaces");
        return None;
    }
    if yaml.lines().skip(1).any(|l| l.trim_end() == "---" || l.starts_with("--- ")) {
        let at = yaml.find("\n---").map_or(0, |i| i + 1);
        let place = Place::Bytes(at + offset, at + 3 + offset);
        faults.add(Code::TwoDocuments, place, "a second document starts here").with_hint("keep one block of keys");
        return None;
    }
    syntax(yaml, start, offset, &error.to_string(), faults);
    None
}

/// A fault of syntax, with the most likely remedy.
fn syntax(yaml: &str, start: usize, offset: usize, message: &str, faults: &mut Faults) {
    let line_start = yaml[..start].rfind('\n').map_or(0, |n| n + 1);
    let line = yaml[line_start..].lines().next().unwrap_or_default();
    let end = (line_start + line.trim_end().len()).max(start);
    let reason = message.split(" at line ").next().unwrap_or("this is not valid YAML");
    let reason = if reason.len() > 200 { "this is not valid YAML" } else { reason };
    let note =
        faults.add(Code::YamlSyntax, Place::Bytes(start + offset, end + offset), format!("not valid YAML: {reason}"));
    if let Some((key, value)) = line.split_once(": ") {
        let value = value.trim();
        let plain = !value.starts_with(['"', '\'', '[', '{', '|', '>']);
        if plain && (value.contains(": ") || value.ends_with(':') || value.starts_with(['@', '`', '&', '*', '%', '!']))
        {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            note.with_hint(format!("put it in quotes: `{}: \"{quoted}\"`", key.trim()));
        }
    }
}
