//! Sums of entries by year: how many, how long, by planned, type and category. Only what counts is in them.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::sheet::{Cell, Sheet};
use crate::content::choices;
use crate::model::Minutes;
use crate::sight::{SeenEntry, Visible};

/// The sums of one year.
#[derive(Default)]
struct Sums {
    entries: i64,
    all: Minutes,
    planned: Minutes,
    parts: BTreeMap<String, Minutes>,
}

/// Makes the sheet.
pub(crate) fn make(seen: &Visible<'_>, chosen: &[&SeenEntry<'_>]) -> Sheet {
    let mut years: BTreeMap<i32, Sums> = BTreeMap::new();
    for entry in chosen.iter().filter(|e| e.not_counted(seen.as_of).is_none()) {
        let sums = years.entry(entry.last_day().year()).or_default();
        sums.entries += 1;
        sums.all += entry.minutes;
        if entry.planned {
            sums.planned += entry.minutes;
        }
        let kind = entry.activity_type.map_or("no type", |k| choices::title(&seen.words.types, k));
        *sums.parts.entry(format!("type: {kind}")).or_default() += entry.minutes;
        for part in entry.categories {
            let name = choices::title(&seen.words.categories, &part.category);
            *sums.parts.entry(format!("category: {name}")).or_default() += part.minutes;
        }
    }
    let mut parts: Vec<String> = years.values().flat_map(|sums| sums.parts.keys().cloned()).collect();
    parts.sort_by_key(|name| (name.starts_with("category"), name.clone()));
    parts.dedup();
    let head = ["year", "entries", "hours", "planned", "unplanned"].map(str::to_owned);
    let row = |(year, sums): (&i32, &Sums)| {
        let fixed = [
            Cell::Number(i64::from(*year)),
            Cell::Number(sums.entries),
            Cell::Hours(sums.all),
            Cell::Hours(sums.planned),
            Cell::Hours(sums.all - sums.planned),
        ];
        let each = parts.iter().map(|name| sums.parts.get(name).map_or(Cell::Empty, |minutes| Cell::Hours(*minutes)));
        fixed.into_iter().chain(each).collect()
    };
    let rows = years.iter().map(row).collect();
    Sheet { name: "Summary".to_owned(), head: head.into_iter().chain(parts.clone()).collect(), rows }
}
