//! Lists of keys and values as tables: JSON, and the heads of Markdown files of other tools.

use serde_json::Value;

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};

/// One list of keys and values, with its place.
pub(super) type Keyed = (usize, Vec<(String, Cell)>);

/// A table of lists: a column for each key.
pub(super) fn grid(format: &'static str, all: Vec<Keyed>) -> Result<Grid, Unreadable> {
    let mut names: Vec<String> = vec![];
    let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut count = Count::default();
    let mut rows = vec![];
    for (line, pairs) in all {
        let mut cells: Vec<Cell> = vec![];
        for (key, cell) in pairs {
            let at = *places.entry(key.clone()).or_insert_with(|| {
                names.push(key.clone());
                names.len() - 1
            });
            if cells.len() <= at {
                cells.resize(at + 1, Cell::Empty);
            }
            cells[at] = cell;
            count.row(0, names.len())?;
        }
        count.row(rows.len(), cells.len())?;
        rows.push(Row { line, hidden: false, cells });
    }
    let head = Row { line: 0, hidden: false, cells: names.iter().map(|n| Cell::of(n)).collect() };
    rows.insert(0, head);
    Ok(Grid { format, sheets: vec![Sheet { rows, headed: true, ..Sheet::default() }], ..Grid::default() })
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

fn flatten(key: &str, value: &Value, depth: usize, out: &mut Vec<(String, Cell)>) {
    let cell = match value {
        Value::Null => return,
        Value::Bool(flag) => Cell::Flag(*flag),
        Value::Number(number) => number.as_f64().map_or(Cell::Empty, |n| Cell::Number(n, None)),
        Value::String(text) => Cell::of(text),
        Value::Array(list) => {
            let texts = list
                .iter()
                .filter_map(|v| v.as_str().map(str::to_owned).or_else(|| v.is_number().then(|| v.to_string())));
            Cell::of(&texts.collect::<Vec<_>>().join(", "))
        }
        Value::Object(map) if depth < 2 => {
            for (inner, value) in map {
                flatten(&format!("{key} {inner}"), value, depth + 1, out);
            }
            return;
        }
        Value::Object(_) => return,
    };
    out.push((key.replace(['_', '-'], " "), cell));
}

/// The head and the text of a Markdown file of another tool; none where it has no head.
pub(super) fn of_markdown(text: &str) -> Option<Vec<(String, Cell)>> {
    let parts = crate::front_matter::split(text).ok()?;
    let head: serde_json::Value = serde_yaml::from_str(&text[parts.yaml.clone()]).ok()?;
    let mut all = vec![];
    for (key, value) in head.as_object()? {
        flatten(key, value, 0, &mut all);
    }
    let body = text[parts.body.clone()].trim();
    // files of one folder may name their title differently
    let title = |(n, (key, _)): (usize, &(String, Cell))| {
        super::names::role(key).filter(|found| found.role == super::names::Role::Title).map(|found| (found.sure, n))
    };
    match all.iter().enumerate().filter_map(title).max_by_key(|(sure, n)| (*sure, std::cmp::Reverse(*n))) {
        Some((_, n)) => "title".clone_into(&mut all[n].0),
        None => {
            all.extend(
                body.lines().find_map(|line| line.strip_prefix("# ")).map(|t| ("title".to_owned(), Cell::of(t))),
            );
        }
    }
    if !body.is_empty() {
        all.push(("content".to_owned(), Cell::of(body)));
    }
    Some(all)
}
