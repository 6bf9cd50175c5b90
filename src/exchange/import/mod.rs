//! Files of others as drafts of entries: bytes go in, drafts come out, and every row that is none has a reason. Nothing
//! here knows the disk; `content/write` composes what comes of a draft.
//!
//! ```text
//! bytes -> Grid {sheets of rows of cells}          delimited, pages, web, xlsx, ods, xls
//! Grid -> Grid, of tables side by side             side
//! Grid -> tables, heads, columns                   table, names, columns
//! columns -> order of dates, unit of times         understand, timing: what is open is asked
//! bytes -> drafts of events                        events, mail, badge, slip
//! keys and values -> Grid                          keyed
//! rows -> drafts, refusals, rows that are none     rows, kinds
//! ```
//!
//! No rule looks at the name of a file. What a file claims of itself (sizes, counts, kinds) is never believed: cells,
//! rows and unpacked bytes are counted where they are.

mod amounts;
mod archive;
pub(crate) mod ask;
mod badge;
pub(crate) mod columns;
pub(crate) mod days;
mod delimited;
pub(crate) mod draft;
mod events;
pub(crate) mod grid;
mod keyed;
mod kinds;
mod layout;
mod mail;
mod markup;
pub(crate) mod names;
mod ods;
mod pages;
mod rows;
mod scrub;
mod side;
mod slip;
mod table;
mod text;
mod timing;
pub(crate) mod understand;
mod web;
pub(crate) mod words;
mod xls;
mod xlsx;

#[cfg(test)]
mod tests;

use serde_json::Value;

use ask::Answers;
use draft::{Came, Draft, Place, ReadRow, identify};
use grid::{Grid, Unreadable};
use understand::{Context, Understood};

/// The largest file that is read.
pub(crate) const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a file of any kind that we know.
pub(crate) fn read(bytes: &[u8], answers: &Answers, context: Context<'_>) -> Result<Understood, Unreadable> {
    caught(|| of_kind(bytes, answers, context))
}

/// The rows of the first table of a file as texts, where it is a table: to see whether this program wrote it.
pub(crate) fn texts(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let packed_sheet = bytes.starts_with(b"PK\x03\x04");
    if !packed_sheet {
        let start = &bytes[..bytes.len().min(4_096)];
        let is_ours = start.windows(6).any(|w| w == b"title,") || start.windows(3).any(|w| w == b"id,");
        return is_ours.then(|| super::own::cells(bytes).ok()).flatten();
    }
    // a sheet of ours has names that few others have: the whole is read once more only then
    let mut archive = archive::Archive::open(bytes, "packed file").ok()?;
    let parts =
        archive.names().into_iter().filter(|n| n.starts_with("xl/worksheets/") || n.ends_with("sharedStrings.xml"));
    let ours = |part: &String| archive.text(part).ok().flatten().is_some_and(|text| text.contains("supports_others"));
    if !parts.collect::<Vec<_>>().iter().any(ours) {
        return None;
    }
    let grid = std::panic::catch_unwind(|| xlsx::read_exact(bytes)).ok()?.ok()?;
    let texts = |row: &grid::Row| row.cells.iter().map(grid::Cell::said).collect::<Vec<String>>();
    let is_ours = |s: &grid::Sheet| s.rows.first().is_some_and(|row| super::own::is_head(&texts(row)));
    let sheet = grid.sheets.into_iter().find(is_ours)?;
    Some(sheet.rows.iter().map(texts).collect())
}

/// Reads the files of a folder: mails and calendars, of which some are chosen, or Markdown of another tool. What is
/// none of these is named.
pub(crate) fn read_folder(
    parts: &[(String, Vec<u8>)],
    answers: &Answers,
    context: Context<'_>,
) -> Result<Understood, Unreadable> {
    caught(|| of_folder(parts, answers, context))
}

/// The readers of others' formats are other people's code: what makes one of them panic is a damaged file.
fn caught(read: impl FnOnce() -> Result<Understood, Unreadable>) -> Result<Understood, Unreadable> {
    let read = std::panic::AssertUnwindSafe(read);
    std::panic::catch_unwind(read).unwrap_or_else(|_| Err(Unreadable::Damaged("file", "its reader gave up".to_owned())))
}

fn of_kind(bytes: &[u8], answers: &Answers, context: Context<'_>) -> Result<Understood, Unreadable> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let value = badge::baked(bytes).ok_or(Unreadable::Unknown)?;
        return Ok(single("Open Badge", badge::draft(&value)));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(understand::understand(&packed(bytes)?, answers, context));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(understand::understand(&xls::read(bytes)?, answers, context));
    }
    let (text, encoding) = text::decoded(bytes);
    if text.contains('\0') {
        return Err(Unreadable::Unknown);
    }
    let start = text.trim_start();
    if start.get(..15).is_some_and(|s| s.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return events::read(&text, context.as_of);
    }
    if start.starts_with(['{', '[']) {
        return of_json(start, answers, context);
    }
    if start.starts_with("eyJ")
        && let Some(value) = badge::of_text(start)
    {
        return Ok(single("Open Badge", badge::draft(&value)));
    }
    if mail::is_mail(&text) {
        return Ok(single("mail", mail::read(bytes)?));
    }
    if let Some(pairs) = keyed::of_markdown(&text) {
        return Ok(understand::understand(&keyed::grid("Markdown", vec![(1, pairs)])?, answers, context));
    }
    let mut grid = if web::holds_a_table(&text) {
        web::read(&text)?
    } else if pages::holds_a_table(&text) {
        pages::read(&text)?
    } else {
        delimited::read(&text)?
    };
    grid.encoding = encoding;
    Ok(understand::understand(&grid, answers, context))
}

fn of_json(text: &str, answers: &Answers, context: Context<'_>) -> Result<Understood, Unreadable> {
    let value: Value = serde_json::from_str(text).map_err(|e| Unreadable::Damaged("JSON", e.to_string()))?;
    if value.get("schema").and_then(Value::as_str) == Some(crate::model::slip::SCHEMA) {
        return Ok(single("CPD slip", slip::read(value, context.words)?));
    }
    if badge::is_badge(&value) {
        return Ok(single("Open Badge", badge::draft(&value)));
    }
    let list =
        keyed::of_json(&value).ok_or_else(|| Unreadable::Damaged("JSON", "it holds no list of entries".to_owned()))?;
    Ok(understand::understand(&keyed::grid("JSON", list)?, answers, context))
}

/// One draft, of a file that holds no more.
fn single(format: &'static str, draft: Draft) -> Understood {
    let place = Place { sheet: String::new(), line: 1 };
    let mut rows = vec![ReadRow { place, came: Came::Entry(Box::new(draft)), cells: vec![] }];
    identify(&mut rows);
    Understood { format, rows, ..Understood::default() }
}

fn of_folder(parts: &[(String, Vec<u8>)], answers: &Answers, context: Context<'_>) -> Result<Understood, Unreadable> {
    let mut out = Understood { format: "folder", is_choice: true, ..Understood::default() };
    let mut pages = vec![];
    for (n, (name, bytes)) in parts.iter().enumerate() {
        let (text, _) = text::decoded(bytes);
        let calendar = text.trim_start().starts_with("BEGIN:VCALENDAR");
        let rows = if calendar {
            events::read(&text, context.as_of)?.rows
        } else if mail::is_mail(&text) {
            single("mail", mail::read(bytes)?).rows
        } else if let Some(pairs) = keyed::of_markdown(&text) {
            pages.push((n + 1, pairs));
            continue;
        } else {
            out.remarks.push(format!("{name}: neither a mail, a calendar nor Markdown with a head"));
            continue;
        };
        out.rows.extend(rows.into_iter().map(|r| ReadRow { place: Place { sheet: name.clone(), ..r.place }, ..r }));
    }
    if !pages.is_empty() {
        let of_pages = understand::understand(&keyed::grid("folder", pages)?, answers, context);
        let named = |r: ReadRow| {
            let name = r.place.line.checked_sub(1).and_then(|n| parts.get(n)).map(|(name, _)| name.clone());
            ReadRow { place: Place { sheet: name.unwrap_or_default(), line: 1 }, ..r }
        };
        out.is_choice = !out.rows.is_empty();
        out.rows.extend(of_pages.rows.into_iter().map(named));
        out.tables = of_pages.tables;
        out.order = of_pages.order;
        out.questions = of_pages.questions;
        out.remarks.extend(of_pages.remarks);
    }
    Ok(out)
}

fn packed(bytes: &[u8]) -> Result<Grid, Unreadable> {
    let names = archive::Archive::open(bytes, "packed file")?.names();
    let has = |part: &str| names.iter().any(|name| name == part);
    if has("xl/workbook.xml") {
        xlsx::read(bytes)
    } else if has("content.xml") {
        ods::read(bytes)
    } else {
        Err(Unreadable::Unknown)
    }
}
