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
//! a note with a head -> keys and values            notes, toml
//! notes with heads without marks -> keys, values   fields
//! lines that say a day -> keys and values          lines
//! a folder of these -> drafts                      folder
//! rows -> drafts, refusals, rows that are none     rows, kinds
//! ```
//!
//! No rule looks at the name of a file, but that of a note may be its title and say its day. What a file claims of itself (sizes, counts, kinds) is never believed: cells,
//! rows and unpacked bytes are counted where they are.

mod amounts;
mod archive;
pub(crate) mod ask;
mod badge;
mod clock;
pub(crate) mod columns;
pub(crate) mod days;
mod delimited;
pub(crate) mod draft;
mod events;
mod fields;
mod folder;
pub(crate) mod grid;
mod keyed;
mod kinds;
mod layout;
mod lines;
mod mail;
mod markup;
pub(crate) mod names;
mod notes;
mod ods;
mod pages;
mod refuse;
mod roles;
mod rows;
mod scrub;
mod side;
mod slip;
mod table;
mod text;
mod timing;
mod toml;
pub(crate) mod understand;
mod web;
pub(crate) mod words;
mod xls;
mod xlsx;

#[cfg(test)]
mod kept;
#[cfg(test)]
mod tests;

use serde_json::Value;

use ask::Answers;
use draft::{Came, NoEntry, Place, ReadRow};
use grid::{Grid, Unreadable};
use notes::Note;
use understand::{Context, Understood, single};

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
    caught(|| folder::read(parts, answers, context))
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
    if events::is_calendar(start) {
        return events::read(&text, context.as_of);
    }
    if is_json(start) {
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
    match notes::read(&text, context.name) {
        Note::Pairs(pairs) => {
            return Ok(understand::understand(&keyed::grid("Markdown", vec![(1, pairs)], true)?, answers, context));
        }
        Note::Faulty(fault) => return Err(Unreadable::Head(fault.reason, fault.fix)),
        Note::None => {}
    }
    let mut grid = if web::holds_a_table(&text) {
        web::read(&text)?
    } else if pages::holds_a_table(&text) {
        pages::read(&text)?
    } else {
        delimited::read(&text)?
    };
    grid.encoding = encoding;
    let mut found = understand::understand(&grid, answers, context);
    if found.tables.is_empty() && grid.sheets.iter().all(|s| is_prose(&s.rows)) {
        if let Some(spaced) = delimited::spaced(&text) {
            return Ok(understand::understand(&Grid { encoding: grid.encoding, ..spaced? }, answers, context));
        }
        if let Some(notes) = fields::read(&text, context.name).or_else(|| lines::read(&text)) {
            return of_fields(notes, grid.encoding, answers, context);
        }
        found.format = "text";
        found.remarks = vec![format!("it is neither a table nor a note with a head: {}", folder::HOW)];
    }
    Ok(found)
}

/// The notes of a text without a head between marks; what belongs to none of them is named.
fn of_fields(
    notes: fields::Fields,
    encoding: Option<String>,
    answers: &Answers,
    context: Context<'_>,
) -> Result<Understood, Unreadable> {
    let grid = Grid { encoding, ..keyed::grid("text", notes.notes, true)? };
    let mut found = understand::understand(&grid, answers, context);
    found.rows.extend(notes.between.into_iter().map(|(line, text)| {
        let place = Place { sheet: String::new(), line };
        ReadRow { place, came: Came::Nothing(NoEntry::Title), cells: vec![("text".to_owned(), text)] }
    }));
    found.rows.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(found)
}

/// Are these lines that were taken for rows only because commas stand in them?
fn is_prose(rows: &[grid::Row]) -> bool {
    let several = rows.iter().filter(|r| r.filled().count() >= 3).count();
    !rows.is_empty() && several * 2 < rows.len()
}

/// An object, or a list of them: a text may begin with such a bracket too.
fn is_json(text: &str) -> bool {
    let inside = |bracket| text.strip_prefix(bracket).map(str::trim_start);
    inside('{').is_some_and(|rest| rest.starts_with(['"', '}']))
        || inside('[').is_some_and(|rest| rest.starts_with(['{', ']']))
}

fn of_json(text: &str, answers: &Answers, context: Context<'_>) -> Result<Understood, Unreadable> {
    // one object after another is a list of them too
    let several = || serde_json::Deserializer::from_str(text).into_iter().collect::<Result<Vec<Value>, _>>();
    let value: Value = serde_json::from_str(text)
        .or_else(|error| several().map(Value::Array).map_err(|_| error))
        .map_err(|e| Unreadable::Damaged("JSON", e.to_string()))?;
    if value.get("schema").and_then(Value::as_str) == Some(crate::model::slip::SCHEMA) {
        return Ok(single("CPD slip", slip::read(value, context.words)?));
    }
    if badge::is_badge(&value) {
        return Ok(single("Open Badge", badge::draft(&value)));
    }
    let (list, others) =
        keyed::of_json(&value).ok_or_else(|| Unreadable::Damaged("JSON", "it holds no list of entries".to_owned()))?;
    let mut found = understand::understand(&keyed::grid("JSON", list, false)?, answers, context);
    if !others.is_empty() {
        found.remarks.push(format!("other lists, left out: {}", others.join(", ")));
    }
    Ok(found)
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
