//! Tables in the columns of a body, as our own export makes them: what each column holds is known, and every row below
//! the head is an entry.

use super::columns::Column;
use super::grid::{Cell, Sheet};
use super::names::Role;
use super::table::ColumnName;
use crate::exchange::export::layouts::{self, Layout};
use crate::table::unguarded;

/// The layout of a body that columns have.
pub(super) fn known(names: &[ColumnName]) -> Option<Layout> {
    let names: Vec<String> = names.iter().map(|n| n.whole.clone()).collect();
    layouts::of_head(&names)
}

/// Is a line the head of a body's columns, with commas between them?
pub(super) fn is_head_line(line: &str) -> bool {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    let names = reader.read_record(&mut record).is_ok_and(|any| any);
    names && layouts::of_head(&record.iter().map(str::to_owned).collect::<Vec<_>>()).is_some()
}

/// What the columns hold, by the keys that fill them.
pub(super) fn place(layout: &Layout, columns: &mut [Column]) {
    let mut timed = false;
    for column in columns {
        let from = layout.columns.get(column.at).and_then(|c| c.from.as_deref());
        column.role = match from {
            Some("title") => Role::Title,
            Some("date") => Role::Date,
            // the same time again
            Some("hours") if timed => Role::Aside,
            Some("hours") => Role::Time,
            Some("type") => Role::Type,
            Some("provider") => Role::Provider,
            Some("reflection") => Role::Reflection,
            Some("body") => Role::Body,
            _ => Role::Private,
        };
        // what is no key of every entry is one that the body declares
        column.declared = from.filter(|key| *key != "evidence" && column.role == Role::Private).map(str::to_owned);
        timed |= column.role == Role::Time;
        column.sure = 100;
        column.unit = (column.role == Role::Time).then_some(super::grid::Unit::Of(60));
        column.part = None;
        column.tick = None;
        column.heads = false;
    }
}

/// A sheet whose texts are as they were: without the sign that keeps a spreadsheet from running them.
pub(super) fn plain(sheet: &Sheet) -> Sheet {
    let mut plain = sheet.clone();
    for cell in plain.rows.iter_mut().flat_map(|row| &mut row.cells) {
        if let Cell::Text(text) = cell {
            *text = unguarded(text).into();
        }
    }
    plain
}
