//! The smallest change of a file's head: the lines of one key, in the writer's own style. Everything else stays byte for
//! byte, and the head is read again: whoever changes one key finds all others as they were.

use std::ops::Range;

use serde_yaml::{Mapping, Value};

use super::write::{self, Asked};
use crate::front_matter;
use crate::model::keys::Table;
use crate::scalar::quoted;

/// A head that cannot be changed by this program: why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EditFault {
    /// There is no head, or it cannot be read.
    NoHead,
    /// It is written in a way that a change of one key would not keep.
    Form,
}

/// Gives a key another value; one that is not there yet comes to its place in the order of keys.
pub(crate) fn set(text: &str, table: &Table, key: &str, value: &Asked) -> Result<String, EditFault> {
    let head = Head::of(text)?;
    let line = write::line(key, value).map_err(|_| EditFault::Form)?;
    let made = match head.block(key) {
        Some(block) => {
            let comment = head.comment(&block).unwrap_or_default();
            let plain = head.put(block.clone(), &line);
            let kept = head.put(block, &format!("{}{comment}\n", line.trim_end_matches('\n')));
            if changed_only(text, &kept, key, Some(value)) { kept } else { plain }
        }
        None => head.put(head.place_for(table, key), &line),
    };
    if changed_only(text, &made, key, Some(value)) { Ok(closed(text, made)) } else { Err(EditFault::Form) }
}

/// Takes a key away.
pub(crate) fn unset(text: &str, key: &str) -> Result<String, EditFault> {
    let head = Head::of(text)?;
    let Some(block) = head.block(key) else { return Ok(text.to_owned()) };
    let made = head.put(block, "");
    if changed_only(text, &made, key, None) { Ok(closed(text, made)) } else { Err(EditFault::Form) }
}

/// A changed file with the text at the end of its head in one line, where it would now seem to go on below the head.
fn closed(before: &str, made: String) -> String {
    if front_matter::ends_in_text(before) || !front_matter::ends_in_text(&made) {
        return made;
    }
    let shut = |head: Head<'_>| {
        let (key, value) = head.map.iter().last()?;
        let (key, text) = (key.as_str()?, value.as_str()?);
        let value = Asked::Text(text.strip_suffix('\n').unwrap_or(text).to_owned());
        let shut = head.put(head.block(key)?, &write::one_line(key, &value).ok()?);
        changed_only(&made, &shut, key, Some(&value)).then_some(shut)
    };
    Head::of(&made).ok().and_then(shut).unwrap_or(made)
}

/// Gives a key another name; its value stays.
pub(crate) fn rename(text: &str, old: &str, new: &str) -> Result<String, EditFault> {
    let head = Head::of(text)?;
    let (start, line) = head.lines().find(|(_, line)| key_of(line) == Some(old)).ok_or(EditFault::Form)?;
    let at = start + line.find(old).ok_or(EditFault::Form)?;
    let made = head.put(at..at + old.len(), new);
    let after = Head::of(&made)?;
    let named = |map: &Mapping| -> Vec<(Value, Value)> {
        let name = |key: &Value| if key.as_str() == Some(old) { Value::from(new) } else { key.clone() };
        map.iter().map(|(key, value)| (name(key), value.clone())).collect()
    };
    let whole = after.map.iter().map(|(key, value)| (key.clone(), value.clone())).collect::<Vec<_>>();
    if named(&head.map) == whole && after.map.len() == head.map.len() { Ok(made) } else { Err(EditFault::Form) }
}

/// Adds texts to a list, below the others or behind them as the list is written.
pub(crate) fn append(text: &str, table: &Table, key: &str, more: &[String]) -> Result<String, EditFault> {
    let head = Head::of(text)?;
    let there: Vec<String> = match head.map.get(key) {
        None | Some(Value::Null) => vec![],
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Sequence(all)) => {
            let texts = all.iter().map(|v| v.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().ok_or(EditFault::Form)?
        }
        Some(_) => return Err(EditFault::Form),
    };
    let all: Vec<String> = there.iter().chain(more).cloned().collect();
    let value = Asked::List(all);
    if let Some(block) = head.block(key) {
        let lines: Vec<&str> = text[block.clone()].split_inclusive('\n').collect();
        if let Some(last) = lines.last().filter(|l| lines.len() > 1 && l.trim_start().starts_with("- ")) {
            let indent = &last[..last.len() - last.trim_start().len()];
            let items: String = more.iter().map(|item| format!("{indent}- {}\n", quoted(item))).collect();
            let made = head.put(block.end..block.end, &items);
            if changed_only(text, &made, key, Some(&value)) {
                return Ok(made);
            }
        }
    }
    set(text, table, key, &value)
}

/// Is the new head the old one but for this key?
fn changed_only(old: &str, new: &str, key: &str, value: Option<&Asked>) -> bool {
    let (Ok(old), Ok(new)) = (Head::of(old), Head::of(new)) else { return false };
    let others = |map: &Mapping| {
        map.iter().filter(|(k, _)| k.as_str() != Some(key)).map(|(k, v)| (k.clone(), v.clone())).collect::<Vec<_>>()
    };
    let is = match value {
        Some(value) => write::holds(&new.map, key, value),
        None => new.map.get(key).is_none(),
    };
    is && others(&old.map) == others(&new.map) && old.text[old.body.clone()] == new.text[new.body.clone()]
}

/// A head with the places of its keys.
struct Head<'t> {
    text: &'t str,
    yaml: Range<usize>,
    body: Range<usize>,
    map: Mapping,
    end: &'static str,
}

impl<'t> Head<'t> {
    fn of(text: &'t str) -> Result<Self, EditFault> {
        let parts = front_matter::split(text).map_err(|_| EditFault::NoHead)?;
        let yaml = &text[parts.yaml.clone()];
        let map = match write::read_value(yaml) {
            Some(Value::Mapping(map)) => map,
            None | Some(Value::Null) if yaml.trim().is_empty() => Mapping::new(),
            _ => return Err(EditFault::NoHead),
        };
        let end = if yaml.contains("\r\n") { "\r\n" } else { "\n" };
        Ok(Self { text, yaml: parts.yaml, body: parts.body, map, end })
    }

    /// The lines of the head with their places.
    fn lines(&self) -> impl Iterator<Item = (usize, &'t str)> {
        let mut at = self.yaml.start;
        self.text[self.yaml.clone()].split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line)
        })
    }

    /// The lines of a key: its own, and those of its value. Blank lines and comments after them are not its.
    fn block(&self, key: &str) -> Option<Range<usize>> {
        let mut lines = self.lines().skip_while(|(_, line)| key_of(line) != Some(key));
        let (start, first) = lines.next()?;
        let mut end = start + first.len();
        for (at, line) in lines {
            let inside = line.starts_with([' ', '\t', '-']) && !line.trim().is_empty();
            if inside {
                end = at + line.len();
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                break;
            }
        }
        Some(start..end)
    }

    /// Where a new key belongs: after those before it in the table.
    fn place_for(&self, table: &Table, key: &str) -> Range<usize> {
        let before = table.names().take_while(|name| *name != key);
        let known = table.get(key).is_some();
        let ends = before.filter_map(|name| self.block(name)).map(|block| block.end);
        let at = if known { ends.max() } else { None };
        let at = at.unwrap_or(if known { self.yaml.start } else { self.yaml.end });
        at..at
    }

    /// A comment behind the value, where the key has one line.
    fn comment(&self, block: &Range<usize>) -> Option<&'t str> {
        let line = self.text[block.clone()].trim_end_matches(['\r', '\n']);
        let at = line.rfind(" #").filter(|_| !line.contains('\n'))?;
        let start = line[..at].trim_end().len();
        Some(&line[start..])
    }

    /// The text with other lines in a place.
    fn put(&self, place: Range<usize>, lines: &str) -> String {
        let mut out = String::with_capacity(self.text.len() + lines.len());
        out.push_str(&self.text[..place.start]);
        out.push_str(&if self.end == "\n" { lines.to_owned() } else { lines.replace('\n', self.end) });
        out.push_str(&self.text[place.end..]);
        out
    }
}

/// The key of a line that begins one.
fn key_of(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let (key, rest) = match line.chars().next()? {
        quote @ ('"' | '\'') => line[1..].split_once(quote)?,
        c if c.is_alphabetic() => line.split_at(line.find(':')?),
        _ => return None,
    };
    let after = rest.trim_start().strip_prefix(':')?;
    (after.is_empty() || after.starts_with([' ', '\t'])).then_some(key.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::keys::ENTRY;

    const TEXT: &str = "---\n# mine\ntitle: 'A talk'   \ndate: 2026-03-04\nhours: 2 # a guess\n\ntags:\n  - a\n  - b: c\n\n# end\nreflection: |\n  One.\n\n  Two.\ncategory: soft-skills\n---\nBody: x\n";

    fn line(text: &str) -> Asked {
        Asked::Line(text.to_owned())
    }

    fn plain(text: &str) -> Asked {
        Asked::Plain(text.to_owned())
    }

    #[test]
    fn only_the_lines_of_the_key_change() {
        let hours = set(TEXT, &ENTRY, "hours", &plain("90m")).unwrap();
        assert_eq!(hours, TEXT.replace("hours: 2 # a guess", "hours: 90m # a guess"));
        let title = set(TEXT, &ENTRY, "title", &line("B: c")).unwrap();
        assert_eq!(title, TEXT.replace("title: 'A talk'   ", "title: \"B: c\""));
        let reflection = set(TEXT, &ENTRY, "reflection", &Asked::Text("New.\nLines.".into())).unwrap();
        assert_eq!(reflection, TEXT.replace("  One.\n\n  Two.\n", "  New.\n  Lines.\n"));
        let short = set(TEXT, &ENTRY, "category", &line("job-technical")).unwrap();
        assert_eq!(short, TEXT.replace("soft-skills", "job-technical"));
    }

    #[test]
    fn a_new_key_comes_to_its_place() {
        let made = set(TEXT, &ENTRY, "type", &line("event")).unwrap();
        assert_eq!(made, TEXT.replace("soft-skills\n", "soft-skills\ntype: event\n"));
        let made = set("---\ntitle: A\n---\n", &ENTRY, "hours", &plain("2h")).unwrap();
        assert_eq!(made, "---\ntitle: A\nhours: 2h\n---\n");
        let made = set("---\nhours: 2h\n---\n", &ENTRY, "title", &line("A")).unwrap();
        assert_eq!(made, "---\ntitle: A\nhours: 2h\n---\n");
        let made = set("---\n---\n", &ENTRY, "title", &line("A")).unwrap();
        assert_eq!(made, "---\ntitle: A\n---\n");
    }

    #[test]
    fn a_new_text_does_not_go_on_below_the_head() {
        let text = Asked::Text("One.\nTwo.".to_owned());
        for (body, way) in [("B\n", "|\n  One.\n  Two."), ("A\n\n---\n\nB\n", "\"One.\\nTwo.\"")] {
            let old = format!("---\ntitle: A\n---\n{body}");
            let new = format!("---\ntitle: A\nreflection: {way}\n---\n{body}");
            assert_eq!(set(&old, &ENTRY, "reflection", &text), Ok(new));
            // nor where what stood below it goes
            let old = format!("---\ntitle: A\nreflection: |\n  One.\n  Two.\nprovider: B\n---\n{body}");
            assert_eq!(unset(&old, "provider"), Ok(format!("---\ntitle: A\nreflection: {way}\n---\n{body}")));
        }
    }

    #[test]
    fn a_key_goes_with_its_lines() {
        assert_eq!(unset(TEXT, "reflection").unwrap(), TEXT.replace("reflection: |\n  One.\n\n  Two.\n", ""));
        assert_eq!(unset(TEXT, "draft").unwrap(), TEXT);
    }

    #[test]
    fn a_list_grows_as_it_is_written() {
        let more = ["x".to_owned(), "y: z".to_owned()];
        let block = "---\ntitle: A\nevidence:\n  - a.pdf\n  - b.pdf\n# c\nhours: 2\n---\n";
        let made = append(block, &ENTRY, "evidence", &more).unwrap();
        assert_eq!(made, block.replace("b.pdf\n", "b.pdf\n  - x\n  - \"y: z\"\n"));
        let flow = "---\ntitle: A\nevidence: [a.pdf]\n---\n";
        assert_eq!(append(flow, &ENTRY, "evidence", &more).unwrap(), flow.replace("[a.pdf]", "[a.pdf, x, \"y: z\"]"));
        let one = "---\ntitle: A\nevidence: a.pdf\n---\n";
        assert_eq!(append(one, &ENTRY, "evidence", &more[..1]).unwrap(), one.replace("a.pdf", "[a.pdf, x]"));
        let none = "---\ntitle: A\n---\n";
        assert_eq!(append(none, &ENTRY, "evidence", &more[..1]).unwrap(), "---\ntitle: A\nevidence: [x]\n---\n");
    }

    #[test]
    fn a_key_gets_another_name() {
        let text = "---\ntitle: hour of code\nhour: 2 # hour\n---\nhour: 3\n";
        assert_eq!(rename(text, "hour", "hours").unwrap(), text.replace("\nhour: 2", "\nhours: 2"));
        assert_eq!(rename(text, "hour", "title"), Err(EditFault::NoHead), "no key twice");
        assert_eq!(rename(text, "minutes", "hours"), Err(EditFault::Form));
    }

    #[test]
    fn line_ends_and_marks_stay() {
        let text = TEXT.replace('\n', "\r\n");
        let made = set(&text, &ENTRY, "hours", &plain("90m")).unwrap();
        assert_eq!(made, text.replace("hours: 2 #", "hours: 90m #"));
        let made = set(&text, &ENTRY, "type", &line("event")).unwrap();
        assert_eq!(made, text.replace("soft-skills\r\n", "soft-skills\r\ntype: event\r\n"));
        let marked = format!("\u{feff}{TEXT}");
        assert!(set(&marked, &ENTRY, "hours", &plain("90m")).unwrap().starts_with('\u{feff}'));
    }

    #[test]
    fn what_cannot_be_changed_alone_is_refused() {
        assert_eq!(set("no head", &ENTRY, "title", &line("A")), Err(EditFault::NoHead));
        assert_eq!(set("---\n{title: A, hours: 2}\n---\n", &ENTRY, "hours", &plain("3h")), Err(EditFault::Form));
        let anchors = "---\ntitle: &a A\nprovider: *a\n---\n";
        assert!(set(anchors, &ENTRY, "title", &line("B")).is_err());
    }

    #[test]
    fn quoted_keys_are_keys() {
        let text = "---\n\"hours\": 2\ntitle: \"hours: 3\"\n---\n";
        assert_eq!(set(text, &ENTRY, "hours", &plain("4h")).unwrap(), "---\nhours: 4h\ntitle: \"hours: 3\"\n---\n");
    }
}
