//! Our own columns: every key of an entry that an audience may see. `exchange::own` reads them back.

use std::collections::BTreeSet;

use super::sheet::{Cell, Sheet};
use crate::model::activity::Declared;
use crate::model::keys::{self, Seen as SeenBy};
use crate::model::{Activity, ActivityId, Audience, OwnValue, Sight, Word};
use crate::sight::{SeenEntry, Visible};

/// The columns with the keys that decide who sees them. `body` stands last: texts are long.
const COLUMNS: [(&str, Option<&str>); 25] = [
    ("id", None),
    ("title", Some("title")),
    ("from", Some("date")),
    ("to", Some("date")),
    ("hours", Some("hours")),
    ("minutes", Some("hours")),
    ("type", Some("type")),
    ("category", Some("category")),
    ("planned", Some("planned")),
    ("provider", Some("provider")),
    ("item", Some("item")),
    ("plan", Some("plan")),
    ("competences", Some("competences")),
    ("cites", Some("cites")),
    ("tags", Some("tags")),
    ("evidence", Some("evidence")),
    ("supports_others", Some("supports_others")),
    ("featured", Some("featured")),
    ("visibility", Some("item")),
    ("draft", Some("item")),
    ("example", Some("example")),
    ("aliases", Some("aliases")),
    ("private", Some("private")),
    ("reflection", Some("reflection")),
    ("body", None),
];

/// A row: an entry, or a draft that may have no day or no hours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'l, 'a> {
    /// What it says.
    pub(crate) entry: &'l SeenEntry<'a>,
    /// Does it say when?
    pub(crate) dated: bool,
    /// Does it say for how long?
    pub(crate) timed: bool,
}

impl<'l, 'a> Line<'l, 'a> {
    /// The row of an entry.
    pub(crate) fn of(entry: &'l SeenEntry<'a>) -> Self {
        Self { entry, dated: true, timed: true }
    }
}

/// The names of our columns, for the owner.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// The column of a key of one's own: its name, where no column of ours has that.
pub(crate) fn of_own_key(name: &str) -> String {
    if names().any(|ours| ours == name) { format!("extra.{name}") } else { name.to_owned() }
}

/// The entries as a table. Keys that a policy declares and keys of one's own are columns, for the owner.
pub(crate) fn entries(seen: &Visible<'_>, chosen: &[Line<'_, '_>]) -> Sheet {
    let told = |key: &str| keys::ENTRY.get(key).map_or(SeenBy::Owner, |k| k.seen).by(seen.audience, Sight::Entry);
    let columns: Vec<&str> = COLUMNS.iter().filter(|(_, key)| key.is_none_or(told)).map(|(name, _)| *name).collect();
    let owner = seen.audience == Audience::Private;
    let declared: Vec<&String> = if owner { seen.words.keys.keys().collect() } else { vec![] };
    // the keys that any entry has, by name
    let owned = chosen.iter().filter_map(|line| line.entry.owner.as_ref());
    let own: BTreeSet<&String> = owned.flat_map(|owner| owner.entry.own.iter().map(|(name, _)| name)).collect();
    let more = declared.iter().map(|name| (*name).clone()).chain(own.iter().map(|name| of_own_key(name)));
    let head = columns.iter().map(|c| (*c).to_owned()).chain(more).collect();
    let row = |line: &Line<'_, '_>| {
        let entry = line.entry;
        let ours = columns.iter().map(|column| match *column {
            "from" | "to" if !line.dated => Cell::Empty,
            "hours" | "minutes" if !line.timed => Cell::Empty,
            column => cell(entry, column),
        });
        let of_policy = declared.iter().map(|name| of_declared(entry, name));
        ours.chain(of_policy).chain(own.iter().map(|name| of_own(entry, name))).collect()
    };
    Sheet { name: "Entries".to_owned(), head, rows: chosen.iter().map(row).collect() }
}

fn cell(entry: &SeenEntry<'_>, column: &str) -> Cell {
    let words = |all: &[Word]| Cell::list(all.iter().map(Word::as_str));
    match column {
        "id" => Cell::text(entry.key.as_str()),
        "title" => Cell::text(entry.title.unwrap_or_default()),
        "from" => Cell::Day(entry.days.first),
        "to" => Cell::Day(entry.days.last),
        "hours" => Cell::Hours(entry.minutes),
        "minutes" => Cell::Number(entry.minutes.0),
        "type" => Cell::text(entry.activity_type.map_or("", Word::as_str)),
        "category" => match entry.categories {
            [one] => Cell::text(one.category.as_str()),
            parts => Cell::list(parts.iter().map(|p| format!("{}: {}", p.category, p.minutes.data()))),
        },
        "planned" => Cell::flag(entry.planned),
        "provider" => Cell::text(entry.provider.unwrap_or_default()),
        "plan" => Cell::list(entry.plan.iter().map(|id| id.as_str())),
        "competences" => words(entry.competences),
        "cites" => words(entry.cites),
        "tags" => Cell::list(entry.tags),
        "supports_others" => Cell::flag(entry.supports_others),
        "featured" => Cell::flag(entry.featured),
        "example" => Cell::flag(entry.example()),
        "aliases" => Cell::list(entry.aliases.iter().map(ActivityId::as_str)),
        "reflection" => Cell::text(entry.reflection.unwrap_or_default()),
        "body" => Cell::text(entry.body.map_or("", crate::model::Body::as_str)),
        "evidence" if entry.owner.is_none() => Cell::Number(i64::try_from(entry.evidence_count).unwrap_or(0)),
        _ => entry.owner.as_ref().map_or(Cell::Empty, |owner| of_owner(owner.entry, column)),
    }
}

/// What only the owner sees.
fn of_owner(entry: &Activity, column: &str) -> Cell {
    match column {
        "item" => Cell::text(entry.item.as_ref().map_or("", |id| id.as_str())),
        "evidence" => Cell::list(entry.evidence.iter().map(|e| e.path.as_str())),
        "visibility" => Cell::Word(entry.visibility.word()),
        "draft" => Cell::flag(entry.draft),
        "private" if !entry.private.is_empty() => {
            let pairs = entry.private.iter().map(|(key, text)| (key.clone(), serde_json::Value::from(text.as_str())));
            Cell::text(serde_json::Value::Object(pairs.collect()).to_string())
        }
        _ => Cell::Empty,
    }
}

fn of_declared(entry: &SeenEntry<'_>, name: &str) -> Cell {
    let owner = entry.owner.as_ref().map(|owner| owner.entry);
    match owner.and_then(|entry| entry.declared.get(name)) {
        None => Cell::Empty,
        Some(Declared::Flag(flag)) => Cell::flag(*flag),
        Some(Declared::Number(number)) => Cell::Number(*number),
        Some(Declared::Words(all)) => Cell::list(all.iter().map(Word::as_str)),
    }
}

fn of_own(entry: &SeenEntry<'_>, name: &str) -> Cell {
    let owner = entry.owner.as_ref().map(|owner| owner.entry);
    match owner.and_then(|entry| entry.own.iter().find(|(own, _)| own == name)).map(|(_, value)| value) {
        None => Cell::Empty,
        Some(OwnValue::Text(text)) => Cell::text(text.as_str()),
        Some(OwnValue::Number(text)) => Cell::number(text),
        Some(OwnValue::Flag(flag)) => Cell::flag(*flag),
        Some(OwnValue::Date(day)) => Cell::Day(*day),
        Some(OwnValue::List(all)) => Cell::list(all),
    }
}
