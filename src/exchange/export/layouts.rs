//! The columns in which a body asks for a record, as data with their sources: `layouts.yaml`.

use serde::Deserialize;

use super::sheet::{Cell, Sheet};
use crate::content::choices;
use crate::model::activity::Declared;
use crate::model::time::days_in_words;
use crate::say;
use crate::sight::{SeenEntry, Visible};
use crate::wording::Wording;

/// A body's columns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layout {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) source: LayoutSource,
    pub(crate) columns: Vec<Column>,
}

/// The public page that shows them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LayoutSource {
    pub(crate) title: String,
    pub(crate) url: String,
    /// As it stood then.
    pub(crate) captured: String,
    /// When somebody last looked.
    pub(crate) checked: String,
    pub(crate) confidence: String,
    pub(crate) note: String,
}

/// A column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// The key that fills it; none: it is left to be filled in.
    pub(crate) from: Option<String>,
}

/// All of them.
pub(crate) fn all() -> Vec<Layout> {
    serde_yaml::from_str(include_str!("layouts.yaml")).unwrap_or_default()
}

/// The layout whose columns a head has, all of them and in order.
pub(crate) fn of_head(head: &[String]) -> Option<Layout> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is = |layout: &Layout| {
        layout.columns.len() == head.len() && layout.columns.iter().zip(head).all(|(c, h)| c.title == plain(h))
    };
    all().into_iter().find(is)
}

/// The entries that count in a body's columns, the oldest first.
pub(crate) fn make(layout: &Layout, seen: &Visible<'_>, chosen: &[&SeenEntry<'_>]) -> Sheet {
    let counting = chosen.iter().filter(|e| e.not_counted(seen.as_of).is_none());
    let row = |entry: &&SeenEntry<'_>| layout.columns.iter().map(|c| cell(seen, entry, c)).collect();
    Sheet {
        name: layout.id.clone(),
        head: layout.columns.iter().map(|c| c.title.clone()).collect(),
        rows: counting.map(row).collect(),
    }
}

fn cell(seen: &Visible<'_>, entry: &SeenEntry<'_>, column: &Column) -> Cell {
    let Some(from) = &column.from else { return Cell::Empty };
    match from.as_str() {
        "title" => Cell::text(say::entry::title(Wording::english(), entry)),
        "date" if entry.days.first == entry.days.last => Cell::Day(entry.days.last),
        "date" => Cell::text(days_in_words(entry.days)),
        "hours" => Cell::ExactHours(entry.minutes),
        "type" => Cell::text(entry.activity_type.map_or("", |k| choices::title(&seen.words.types, k))),
        "provider" => Cell::text(entry.provider.unwrap_or_default()),
        "evidence" => match &entry.owner {
            Some(owner) => Cell::list(owner.evidence.iter().map(|e| e.path.as_str())),
            None => Cell::Number(i64::try_from(entry.evidence_count).unwrap_or(0)),
        },
        "reflection" => Cell::text(entry.reflection.unwrap_or_default()),
        "body" => Cell::text(entry.body.map_or("", |body| body.as_str().trim())),
        // hours of an entry for which a key of the body's rules is true
        declared => match entry.owner.as_ref().and_then(|o| o.entry.declared.get(declared)) {
            Some(Declared::Flag(true)) => Cell::ExactHours(entry.minutes),
            Some(Declared::Flag(false)) => Cell::Number(0),
            _ => Cell::Empty,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_has_its_source_and_fills_something() {
        let all = all();
        assert!(!all.is_empty());
        for layout in all {
            let source = &layout.source;
            assert!(source.url.starts_with("http") && !source.captured.is_empty() && !source.note.is_empty());
            assert!(crate::model::time::parse_day(&source.checked).is_some(), "{}", source.checked);
            assert!(["confirmed", "reported", "unconfirmed"].contains(&source.confidence.as_str()));
            assert!(!source.title.is_empty() && !layout.title.is_empty());
            for wanted in ["title", "date", "hours"] {
                assert!(layout.columns.iter().any(|c| c.from.as_deref() == Some(wanted)), "{} {wanted}", layout.id);
            }
        }
    }
}
