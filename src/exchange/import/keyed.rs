//! Lists of keys and values as tables: JSON, and the heads of Markdown files of other tools.

use std::collections::HashMap;

use serde_json::Value;

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};

/// One list of keys and values, with its place.
pub(super) type Keyed = (usize, Vec<(String, Cell)>);

/// The column of the text of notes.
pub(super) const TEXT: &str = "content";

/// A table of lists: a column for each key. `notes`: the lists are those of notes, with a text below.
pub(super) fn grid(format: &'static str, all: Vec<Keyed>, notes: bool) -> Result<Grid, Unreadable> {
    let mut names: Vec<String> = vec![];
    // a key that a list has twice in two spellings has two columns
    let mut places: HashMap<(String, usize), usize> = HashMap::new();
    let mut count = Count::default();
    let mut rows = vec![];
    let mut text = None;
    for (line, pairs) in all {
        let mut cells: Vec<Cell> = vec![];
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (key, cell) in pairs {
            let is_text = notes && key == TEXT;
            let name = if is_text { key } else { one_name(&key) };
            let nth = if is_text { 0 } else { *seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1) };
            let at = *places.entry((name.clone(), nth)).or_insert_with(|| {
                names.push(name);
                names.len() - 1
            });
            if is_text {
                text = Some(at);
            }
            if cells.len() <= at {
                cells.resize(at + 1, Cell::Empty);
            }
            cells[at] = cell;
            count.row(0, names.len())?;
        }
        count.row(rows.len(), cells.len())?;
        rows.push(Row { line, hidden: false, cells });
    }
    if notes && text.is_none() {
        text = Some(names.len());
        names.push(TEXT.to_owned());
    }
    let head = Row { line: 0, hidden: false, cells: names.iter().map(|n| Cell::of(n)).collect() };
    rows.insert(0, head);
    Ok(Grid { format, sheets: vec![Sheet { rows, headed: true, text, ..Sheet::default() }], ..Grid::default() })
}

/// One name for all spellings of a key that is known: `Date` and `date`, `cpdHours` and `cpd hours`.
fn one_name(key: &str) -> String {
    if super::names::role(key).is_none() {
        return key.to_owned();
    }
    super::names::apart(key).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The objects of a JSON text: an array of them, or the longest array of them inside.
pub(super) fn of_json(value: &Value) -> Option<Vec<Keyed>> {
    let list = longest(value, 0)?;
    let objects = list.iter().enumerate().filter_map(|(n, one)| Some((n, one.as_object()?)));
    let pairs = |(n, map): (usize, &serde_json::Map<String, Value>)| {
        let mut all = vec![];
        for (key, value) in map {
            flatten(key, value, 0, &mut all);
        }
        (n + 1, all)
    };
    Some(objects.map(pairs).collect())
}

fn longest(value: &Value, depth: usize) -> Option<&Vec<Value>> {
    if depth > 4 {
        return None;
    }
    match value {
        Value::Array(list) if list.iter().any(Value::is_object) => Some(list),
        Value::Object(map) => map.values().filter_map(|v| longest(v, depth + 1)).max_by_key(|l| l.len()),
        _ => None,
    }
}

/// A key with its value; an object inside is keys of its own. Nothing is left out.
pub(super) fn flatten(key: &str, value: &Value, depth: usize, out: &mut Vec<(String, Cell)>) {
    let cell = match value {
        Value::Null => return,
        Value::Bool(flag) => Cell::Flag(*flag),
        Value::Number(number) => number.as_f64().map_or(Cell::Empty, |n| Cell::Number(n, None)),
        Value::Object(map) if depth < 2 => {
            for (inner, value) in map {
                flatten(&format!("{key} {inner}"), value, depth + 1, out);
            }
            return;
        }
        other => Cell::of(&said(other)),
    };
    out.push((key.replace(['_', '-'], " "), cell));
}

/// A value as a text: lists with commas, objects as they are.
fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => linked(text).to_owned(),
        Value::Array(list) => {
            let all = list.iter().map(said).filter(|t| !t.is_empty());
            all.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// What a text is that is a link and nothing else: `[[2024-05-14]]`, `[[Notes/Tom|Tom]]`.
fn linked(text: &str) -> &str {
    let inner = text.trim().strip_prefix("[[").and_then(|t| t.strip_suffix("]]")).filter(|t| !t.contains("[["));
    inner.map_or(text, |inner| inner.rsplit_once('|').map_or(inner, |(_, shown)| shown))
}
