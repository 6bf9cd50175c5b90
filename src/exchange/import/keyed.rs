//! Lists of keys and values as tables: JSON, and the heads of Markdown files of other tools.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};
use super::names::{self, Role};

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

/// The objects of a JSON text: those of the array of them that is one of entries and of all that are like it, `2024` and
/// `2025`, in their order; and the names of arrays that are left out.
pub(super) fn of_json(value: &Value) -> Option<(Vec<Keyed>, Vec<String>)> {
    let mut lists = vec![];
    collect(value, "", 0, &mut lists);
    // that of which most is known, and of such the longest
    let roles = |list: &List<'_>| {
        let core = [Role::Date, Role::From, Role::To, Role::Title, Role::Time];
        let roles: HashSet<Role> = keys(list).into_iter().filter_map(|key| Some(names::role(key)?.role)).collect();
        core.iter().filter(|role| roles.contains(role)).count()
    };
    let longest = keys(lists.iter().rev().max_by_key(|list| (roles(list), list.objects.len()))?);
    let (mut all, mut others) = (vec![], vec![]);
    for list in &lists {
        let own = keys(list);
        if own.intersection(&longest).count() * 2 < own.len() {
            others.push(format!("{} ({})", list.name, list.objects.len()));
            continue;
        }
        for object in &list.objects {
            let mut pairs = vec![];
            for (key, value) in *object {
                flatten(key, value, 0, &mut pairs);
            }
            all.push((all.len() + 1, pairs));
        }
    }
    Some((all, others))
}

fn keys<'j>(list: &List<'j>) -> HashSet<&'j str> {
    list.objects.iter().flat_map(|object| object.keys().map(String::as_str)).collect()
}

/// An array of objects, with the keys that lead to it.
struct List<'j> {
    name: String,
    objects: Vec<&'j Map<String, Value>>,
}

fn collect<'j>(value: &'j Value, name: &str, depth: usize, out: &mut Vec<List<'j>>) {
    match value {
        Value::Array(list) => {
            let objects: Vec<_> = list.iter().filter_map(Value::as_object).collect();
            if !objects.is_empty() {
                out.push(List { name: name.to_owned(), objects });
            }
        }
        Value::Object(map) if depth < 4 => {
            for (key, value) in map {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                collect(value, &name, depth + 1, out);
            }
        }
        _ => {}
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
