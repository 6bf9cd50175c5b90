//! The tables of a site: its entries, its directory.

use crate::facts::files::{DIRECTORY_COLUMNS, activity_columns};
use crate::facts::{Site, address};
use crate::model::{ItemHours, Word, keys};
use crate::sight::{SeenEntry, Value};
use crate::table::Table;

/// Makes `data/activities.csv`: the oldest first.
pub(super) fn activities(site: &Site<'_>) -> Vec<u8> {
    let mut table = Table::new(&activity_columns(), site.seen.entries.len());
    for entry in &site.seen.entries {
        activity(&mut table, site, entry);
    }
    table.finish()
}

fn activity(table: &mut Table, site: &Site<'_>, entry: &SeenEntry<'_>) {
    table.text(&entry.key);
    table.day(Some(entry.days.first));
    table.day(Some(entry.days.last));
    table.text(entry.title.unwrap_or_default());
    table.plain(&entry.minutes.0.to_string());
    table.plain(&entry.minutes.clock());
    table.text(entry.activity_type.map_or("", |k| k.as_str()));
    match entry.categories {
        [one] => table.text(one.category.as_str()),
        parts => table.list(parts.iter().map(|p| format!("{}: {}", p.category, p.minutes.data()))),
    }
    table.flag(entry.planned);
    table.plain(site.why_not(entry).unwrap_or("yes"));
    for key in keys::ENTRY.keys.iter().filter(|key| key.told) {
        match entry.value(key.name) {
            Value::Line(text) => table.text(text.unwrap_or_default()),
            Value::Lines(all) => table.list(all),
            Value::Words(all) => table.list(all.iter().map(Word::as_str)),
            Value::Plan(all) => table.list(all.iter().map(|id| id.as_str())),
            Value::Flag(flag) => table.flag(flag),
            Value::Count(count) => table.plain(&count.to_string()),
        }
    }
    table.text(&site.routes.entry(entry).map(crate::paths::OutPath::url).unwrap_or_default());
    table.end();
}

/// Makes `data/directory.csv`: by id.
pub(super) fn directory(site: &Site<'_>) -> Vec<u8> {
    let mut table = Table::new(DIRECTORY_COLUMNS, site.seen.directory.len());
    for item in site.seen.directory.values() {
        table.text(item.id.as_str());
        table.text(&item.title);
        table.text(item.provider.as_deref().unwrap_or_default());
        table.text(item.activity_type.as_ref().map_or("", |k| k.as_str()));
        match item.hours {
            ItemHours::Fixed(minutes) => table.plain(&minutes.0.to_string()),
            ItemHours::Open => table.plain(""),
        }
        table.plain(item.price.word());
        table.text(item.amount.as_deref().unwrap_or_default());
        table.list(item.categories.iter().map(Word::as_str));
        table.list(&item.audience);
        table.text(item.url.as_deref().unwrap_or_default());
        table.text(item.source_of_facts.as_deref().unwrap_or_default());
        table.day(item.checked);
        table.flag(item.confirmed);
        table.text(&address::item(&item.id));
        table.end();
    }
    table.finish()
}
