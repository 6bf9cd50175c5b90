//! Where each key and value of a YAML text stands: from [`KeyPath`] to bytes.
//!
//! Values are read by the fast parser, which keeps no places; this second reading is only done for
//! a file that has something to tell. A key that stands twice is found twice.

use std::ops::Range;

use granit_parser::{Event, Parser};

use super::KeyPath;

/// One value of a YAML text, with the key it stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The way to it.
    pub path: KeyPath,
    /// The bytes of the key's name; those of the value for an item of a list.
    pub key: Range<usize>,
    /// The bytes of the value (its first token, for a mapping or list).
    pub value: Range<usize>,
}

/// A collection that is open while the events pass.
enum Open {
    Map { path: KeyPath, key: Option<(String, Range<usize>)>, spot: Option<usize> },
    List { path: KeyPath, next: usize, spot: Option<usize> },
}

/// How deep the fast parser goes; each level makes every way below it longer.
const DEEPEST: usize = 128;

/// All values in the order of the text, as far as it can be read.
pub fn spots(yaml: &str) -> Vec<Spot> {
    let mut found = vec![];
    let mut open: Vec<Open> = vec![];
    for event in Parser::new_from_str(yaml) {
        let Ok((event, span)) = event else { break };
        if open.len() > DEEPEST {
            break;
        }
        let range = span.byte_range().unwrap_or(0..0);
        match event {
            Event::Scalar(text, ..) => {
                if let Some(Open::Map { key: key @ None, .. }) = open.last_mut() {
                    *key = Some((text.into_owned(), range));
                } else {
                    place(&mut open, &mut found, trimmed(yaml, range));
                }
            }
            Event::Alias(..) => {
                if let Some(Open::Map { key: key @ None, .. }) = open.last_mut() {
                    *key = Some((String::new(), range));
                } else {
                    place(&mut open, &mut found, range);
                }
            }
            Event::MappingStart(..) => {
                let path = place(&mut open, &mut found, trimmed(yaml, range));
                let spot = found.len().checked_sub(1).filter(|_| !open.is_empty());
                open.push(Open::Map { path, key: None, spot });
            }
            Event::SequenceStart(..) => {
                let path = place(&mut open, &mut found, trimmed(yaml, range));
                let spot = found.len().checked_sub(1).filter(|_| !open.is_empty());
                open.push(Open::List { path, next: 0, spot });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(Open::Map { spot: Some(n), .. } | Open::List { spot: Some(n), .. }) = open.pop() {
                    whole(yaml, &mut found[n], range.end);
                }
            }
            _ => {}
        }
    }
    found
}

/// Notes a value at the place that is open, and says which way leads to it.
fn place(open: &mut [Open], found: &mut Vec<Spot>, value: Range<usize>) -> KeyPath {
    match open.last_mut() {
        None => KeyPath::root(),
        Some(Open::Map { path, key, .. }) => {
            let (name, at) = key.take().unwrap_or_default();
            let path = path.key(&name);
            found.push(Spot { path: path.clone(), key: at, value });
            path
        }
        Some(Open::List { path, next, .. }) => {
            let path = path.item(*next);
            *next += 1;
            found.push(Spot { path: path.clone(), key: value.clone(), value });
            path
        }
    }
}

/// A collection between brackets is one value, from the first bracket to the last.
fn whole(yaml: &str, spot: &mut Spot, end: usize) {
    if spot.value.is_empty() || end < spot.value.end {
        return;
    }
    let item = spot.key == spot.value;
    spot.value = trimmed(yaml, spot.value.start..end);
    if item {
        spot.key = spot.value.clone();
    }
}

/// The same bytes without the white space at their end; one line at most, for the caret.
fn trimmed(yaml: &str, range: Range<usize>) -> Range<usize> {
    let Some(text) = yaml.get(range.clone()) else { return range };
    let line = text.lines().next().unwrap_or_default().trim_end();
    range.start..range.start + line.len()
}

/// The second place of the first key that stands twice in one mapping.
pub fn duplicate(yaml: &str) -> Option<(Spot, Spot)> {
    let all = spots(yaml);
    let mut seen = std::collections::HashMap::new();
    for spot in all {
        if let Some(first) = seen.insert(spot.path.clone(), spot.clone()) {
            return Some((first, spot));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_items_and_nested_values_are_found() {
        let yaml = "title: \"A: b\"\ncategory: {job-technical: 1h, soft-skills: 30m}\ntags:\n  - power\n  - 'sic'\n";
        let all = spots(yaml);
        let show: Vec<_> =
            all.iter().map(|s| format!("{} {} {}", s.path, &yaml[s.key.clone()], &yaml[s.value.clone()])).collect();
        assert_eq!(show[0], "title title \"A: b\"");
        assert!(show.contains(&"category category {job-technical: 1h, soft-skills: 30m}".to_owned()), "{show:?}");
        assert!(show.contains(&"category.soft-skills soft-skills 30m".to_owned()), "{show:?}");
        assert!(show.contains(&"tags[1] 'sic' 'sic'".to_owned()), "{show:?}");
    }

    #[test]
    fn a_key_that_stands_twice() {
        let yaml = "a: 1\nb: {a: 2}\na: 3\n";
        let (first, second) = duplicate(yaml).unwrap();
        assert_eq!((first.key, second.key), (0..1, 15..16));
        assert!(duplicate("a: 1\nb: {a: 2}\n").is_none());
    }
}
