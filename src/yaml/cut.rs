//! Texts of which YAML keeps less than stands there: what follows ` #` is a comment to it, and the lines of a
//! folded text become one.

use std::ops::Range;

use super::fields::Faults;
use crate::diag::{Code, Place, locate};
use crate::model::keys::{Table, Takes};

/// Keys of one line whose values are words of a list, or ids: nobody writes a ` #` in them but for a comment.
const WORDS: [&str; 9] =
    ["type", "item", "plan", "competences", "cites", "period", "categories", "evidence", "aliases"];

/// Names the texts of a head that lose something. `offset` is where the YAML starts in its file.
pub(crate) fn look(yaml: &str, offset: usize, table: &Table, faults: &mut Faults) {
    if faults.plain || !yaml.contains(" #") && !lists_in_text(yaml) {
        return;
    }
    for spot in locate::spots(yaml) {
        let key = spot.path.parts().next().and_then(|name| table.get(name));
        let is_text = key.is_some_and(|k| {
            matches!(k.takes, Takes::Line | Takes::Text | Takes::Lines | Takes::Free) && !WORDS.contains(&k.name)
        });
        let Some(first) = yaml.get(spot.value.clone()).filter(|first| is_text && !first.is_empty()) else { continue };
        // the text of a block starts below its mark
        let mark = yaml.get(spot.key.end..spot.value.start).unwrap_or_default();
        let start = mark.find(['>', '|']).map_or(spot.value.start, |at| spot.key.end + at);
        let is_number = first.parse::<f64>().is_ok();
        let first = &yaml[start..];
        if first.starts_with('>') {
            listed(yaml, start, offset, faults);
        } else if !first.starts_with(['|', '"', '\'', '[', '{', '&', '*', '!']) && !is_number {
            commented(yaml, &spot.value, offset, faults);
            listed(yaml, start, offset, faults);
        }
    }
}

/// Does a line look like an item of a list, and stand below something else than a key alone? Most heads have none: it is
/// not worth while to look closely at them.
fn lists_in_text(yaml: &str) -> bool {
    let mut below_key = false;
    for line in yaml.lines() {
        if line.starts_with(' ') && is_item(line) {
            if !below_key {
                return true;
            }
        } else if line.starts_with(|c: char| !c.is_whitespace()) {
            below_key = line.trim_end().ends_with(':');
        }
    }
    false
}

/// The first line of a text and those below it that belong to it.
fn lines(yaml: &str, start: usize) -> impl Iterator<Item = (usize, &str)> {
    let indent = yaml[..start].rsplit('\n').next().map_or(0, |line| line.len() - line.trim_start().len());
    let mut at = start;
    let belongs =
        move |n: usize, line: &str| n == 0 || line.trim().is_empty() || line.len() - line.trim_start().len() > indent;
    yaml[start..].split_inclusive('\n').enumerate().take_while(move |(n, line)| belongs(*n, line)).map(
        move |(_, line)| {
            let from = at;
            at += line.len();
            (from, line.trim_end())
        },
    )
}

/// A text that goes on behind ` #`.
fn commented(yaml: &str, value: &Range<usize>, offset: usize, faults: &mut Faults) {
    let found = lines(yaml, value.start).find_map(|(at, line)| Some((at + line.find(" #")?, at + line.len())));
    let Some((from, to)) = found else { return };
    // a mapping or a list starts here: its values are looked at one by one
    if from < value.end || yaml[value.start..from].contains(": ") {
        return;
    }
    let before = yaml[..value.start].rsplit('\n').next().unwrap_or_default().trim_start();
    // between brackets a text ends with its sign
    if before.contains(['[', '{']) {
        return;
    }
    let text = yaml[value.start..to].split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
    let message = format!("`{}` is a comment to YAML: it is left out", yaml[from..to].trim());
    faults
        .add(Code::TextCut, Place::Bytes(from + 1 + offset, to + offset), message)
        .with_hint(format!("put the text in quotes: `{before}\"{quoted}\"`; a comment has a line of its own"));
}

/// Does a line look like an item of a list?
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['-', '*', '+']) && line[1..].starts_with(' ')
        || (rest.len() < line.len() && rest.starts_with(". "))
}

/// Items of a list that become one line.
fn listed(yaml: &str, start: usize, offset: usize, faults: &mut Faults) {
    let all: Vec<(usize, &str)> = lines(yaml, start).collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    // in a folded text, lines that are further to the right than its first stay as they are
    let first = all.iter().skip(1).find(|(_, line)| !line.is_empty()).map(|(_, line)| indent(line));
    let stays = |line: &str| yaml[start..].starts_with('>') && first.is_some_and(|first| indent(line) > first);
    let joined = all
        .windows(2)
        .skip(1)
        .find(|w| is_item(w[0].1) && is_item(w[1].1) && indent(w[0].1) == indent(w[1].1) && !stays(w[1].1));
    let Some([_, (at, line)]) = joined else { return };
    let from = at + indent(line);
    let before = yaml[..start].rsplit('\n').next().unwrap_or_default().trim_start();
    let hint = format!("write `{before}|`, and the text below it, each line two spaces to the right");
    let message = "this line is joined to the one above it: the list becomes one line";
    faults.add(Code::TextCut, Place::Bytes(from + offset, at + line.len() + offset), message).with_hint(hint);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::keys::ENTRY;
    use crate::paths::SourcePath;

    fn cut(yaml: &str) -> Vec<String> {
        let mut faults = Faults::new(&SourcePath::new("content/activities/a.md").unwrap());
        look(yaml, 0, &ENTRY, &mut faults);
        faults.notes.into_iter().filter_map(|note| note.hint).collect()
    }

    #[test]
    fn texts_that_lose_something_are_told() {
        for (yaml, line) in [
            ("title: C # and F #\n", "`title: \"C # and F #\"`"),
            ("tags:\n  - one #2\n", "`- \"one #2\"`"),
            ("reflection: I learned\n  of \"ticket\" #12\n", "`reflection: \"I learned of \\\"ticket\\\" #12\"`"),
            ("private:\n  note: see #12\n", "`note: \"see #12\"`"),
            ("reflection: >-\n  I learned:\n\n  - one\n  - two\n", "`reflection: |`"),
            ("reflection: I learned\n  1. one\n  2. two\n", "`reflection: |`"),
            ("reflection: I learned\n    - one\n    - two\n", "`reflection: |`"),
            ("reflection: I learned\n + one\n + two\n", "`reflection: |`"),
        ] {
            let found = cut(yaml);
            assert!(found.len() == 1 && found[0].contains(line), "{yaml}{found:?}");
        }
    }

    #[test]
    fn comments_and_whole_texts_are_not() {
        for yaml in [
            "title: \"C # and F #\"\n",
            "title: \"C\" # a comment\n",
            "hours: 2h # with lunch\ncategory: job-technical # or not\n",
            "title: C#\n# a comment\nprovider: IET\n",
            "tags: [a, b] # words\n",
            "private: # mine\n  cost: 40 # GBP\n",
            "reflection: | # as it stands\n  - one # 1\n  - two # 2\n",
            "reflection: >\n  One\n\n    - two\n    - three\n",
            "tags:\n  - one\n  - two\n",
            "private:\n  all:\n    - a: 1\n      b: 2\n",
        ] {
            assert!(cut(yaml).is_empty(), "{yaml}{:?}", cut(yaml));
        }
    }
}
