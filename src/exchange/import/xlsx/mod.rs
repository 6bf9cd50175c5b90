//! Workbooks of Excel (XLSX): one pass over each sheet, so that hidden rows, joined cells and the formats of numbers
//! are known, and so that cells are counted where they stand instead of where a sheet claims to end.

mod formats;

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::archive::Archive;
use super::grid::{Cell, Count, Grid, MOST_COLUMNS, MOST_ROWS, Row, Sheet, Unreadable};
use super::markup::{Piece, Stream, name, number, value};
use formats::{FORMAT, Formats, serial};
pub(super) use formats::{day_of, moment};

/// How many sheets are read.
const MOST_SHEETS: usize = 256;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, Unreadable> {
    read_as(bytes, false)
}

/// Reads a sheet of ours: texts keep the breaks and spaces around them.
pub(super) fn read_exact(bytes: &[u8]) -> Result<Grid, Unreadable> {
    read_as(bytes, true)
}

fn read_as(bytes: &[u8], exact: bool) -> Result<Grid, Unreadable> {
    let mut archive = Archive::open(bytes, FORMAT)?;
    let book = book(&mut archive)?;
    let formats = match archive.text("xl/styles.xml")? {
        Some(text) => Formats::read(&text)?,
        None => Formats::default(),
    };
    let shared = match archive.text("xl/sharedStrings.xml")? {
        Some(text) => shared(&text)?,
        None => vec![],
    };
    let context = Context { formats, shared, since_1904: book.since_1904, exact };
    let mut grid = Grid { format: FORMAT, ..Grid::default() };
    let mut count = Count::default();
    for (name, hidden, part) in book.sheets.into_iter().take(MOST_SHEETS) {
        let Some(text) = archive.text(&part)? else { continue };
        let mut sheet = sheet(&text, &context, &mut count)?;
        sheet.name = name;
        sheet.hidden = hidden;
        sheet.spread_down();
        grid.sheets.push(sheet);
    }
    Ok(grid)
}

/// What the values of cells refer to.
#[derive(Debug)]
struct Context {
    formats: Formats,
    shared: Vec<Box<str>>,
    since_1904: bool,
    /// Do texts keep the breaks and spaces around them?
    exact: bool,
}

#[derive(Debug, Default)]
struct Book {
    since_1904: bool,
    /// Name, hidden, part.
    sheets: Vec<(String, bool, String)>,
}

fn book(archive: &mut Archive<'_>) -> Result<Book, Unreadable> {
    let missing = || Unreadable::Damaged(FORMAT, "it has no workbook".to_owned());
    let targets = match archive.text("xl/_rels/workbook.xml.rels")? {
        Some(text) => targets(&text)?,
        None => HashMap::new(),
    };
    let text = archive.text("xl/workbook.xml")?.ok_or_else(missing)?;
    let mut book = Book::default();
    let mut stream = Stream::new(&text, FORMAT);
    while let Some(piece) = stream.next()? {
        let Piece::Open(tag, _) = piece else { continue };
        match name(&tag) {
            "workbookPr" => book.since_1904 = value(&tag, "date1904").is_some_and(|v| v == "1" || v == "true"),
            "sheet" => {
                let hidden = value(&tag, "state").is_some_and(|state| state != "visible");
                let target = value(&tag, "id").and_then(|id| targets.get(&id).cloned());
                let nth = format!("xl/worksheets/sheet{}.xml", book.sheets.len() + 1);
                book.sheets.push((value(&tag, "name").unwrap_or_default(), hidden, target.unwrap_or(nth)));
            }
            _ => {}
        }
    }
    Ok(book)
}

fn targets(text: &str) -> Result<HashMap<String, String>, Unreadable> {
    let mut all = HashMap::new();
    let mut stream = Stream::new(text, FORMAT);
    while let Some(piece) = stream.next()? {
        let Piece::Open(tag, _) = piece else { continue };
        if let (Some(id), Some(target)) = (value(&tag, "Id"), value(&tag, "Target")) {
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            all.insert(id, path);
        }
    }
    Ok(all)
}

/// The texts that cells share. Readings of Japanese words are no part of them.
fn shared(text: &str) -> Result<Vec<Box<str>>, Unreadable> {
    let mut all = vec![];
    let mut stream = Stream::new(text, FORMAT);
    let (mut one, mut within, mut reading) = (String::new(), false, false);
    while let Some(piece) = stream.next()? {
        match piece {
            Piece::Open(tag, closed) => match name(&tag) {
                "si" if closed => all.push("".into()),
                "t" if !closed => within = true,
                "rPh" if !closed => reading = true,
                _ => {}
            },
            Piece::Close(name) => match &*name {
                "si" => all.push(std::mem::take(&mut one).into()),
                "t" => within = false,
                "rPh" => reading = false,
                _ => {}
            },
            Piece::Text(text) if within && !reading => one.push_str(&text),
            Piece::Text(_) => {}
        }
    }
    Ok(all)
}

/// A cell while its tags are read.
#[derive(Debug, Default)]
struct Open {
    column: usize,
    kind: String,
    style: usize,
    text: String,
}

fn sheet(text: &str, context: &Context, count: &mut Count) -> Result<Sheet, Unreadable> {
    let mut sheet = Sheet::default();
    let mut stream = Stream::new(text, FORMAT);
    let mut row = Row { line: 0, hidden: false, cells: vec![] };
    let (mut cell, mut within, mut reading) = (Open::default(), false, false);
    while let Some(piece) = stream.next()? {
        match piece {
            Piece::Open(tag, closed) => match name(&tag) {
                "row" => row = begin(&tag, row.line)?,
                "c" => cell = cell_of(&tag, if row.cells.is_empty() { 0 } else { cell.column + 1 })?,
                "v" | "t" => within = !closed,
                "rPh" => reading = !closed,
                "mergeCell" => sheet.joined.extend(value(&tag, "ref").and_then(|r| area(&r))),
                _ => {}
            },
            Piece::Close(name) => match &*name {
                "v" | "t" => within = false,
                "rPh" => reading = false,
                "c" => put(&mut row, &cell, context.cell(&cell)),
                "row" => {
                    let next = Row { line: row.line, hidden: false, cells: vec![] };
                    let row = std::mem::replace(&mut row, next);
                    count.row(sheet.rows.len(), row.cells.len())?;
                    if !row.cells.is_empty() {
                        sheet.rows.push(row);
                    }
                }
                _ => {}
            },
            Piece::Text(text) if within && !reading => cell.text.push_str(&text),
            Piece::Text(_) => {}
        }
    }
    Ok(sheet)
}

fn begin(tag: &BytesStart<'_>, before: usize) -> Result<Row, Unreadable> {
    let line = number(tag, "r").unwrap_or(before + 1);
    if line > MOST_ROWS {
        return Err(Unreadable::TooLarge("rows", MOST_ROWS));
    }
    let yes = |v: String| v == "1" || v == "true";
    let hidden = value(tag, "hidden").is_some_and(yes)
        || value(tag, "ht").and_then(|ht| ht.parse::<f64>().ok()).is_some_and(|ht| ht <= 0.0);
    Ok(Row { line, hidden, cells: vec![] })
}

fn cell_of(tag: &BytesStart<'_>, next: usize) -> Result<Open, Unreadable> {
    let column = value(tag, "r").and_then(|r| place(&r)).map_or(next, |(_, column)| column);
    if column >= MOST_COLUMNS {
        return Err(Unreadable::TooLarge("columns", MOST_COLUMNS));
    }
    let kind = value(tag, "t").unwrap_or_default();
    Ok(Open { column, kind, style: number(tag, "s").unwrap_or(0), text: String::new() })
}

/// Empty cells at the end of a row are not kept.
fn put(row: &mut Row, open: &Open, cell: Cell) {
    if cell.is_empty() {
        return;
    }
    if row.cells.len() <= open.column {
        row.cells.resize(open.column + 1, Cell::Empty);
    }
    row.cells[open.column] = cell;
}

impl Context {
    fn cell(&self, open: &Open) -> Cell {
        let text = open.text.trim();
        match &*open.kind {
            "s" if self.exact => {
                let text = text.parse().ok().and_then(|n: usize| self.shared.get(n)).filter(|text| !text.is_empty());
                text.map_or(Cell::Empty, |text| Cell::Text(text.clone()))
            }
            "s" => text.parse().ok().and_then(|n: usize| self.shared.get(n)).map_or(Cell::Empty, |text| Cell::of(text)),
            "str" | "inlineStr" if self.exact && !open.text.is_empty() => Cell::Text(unescaped(&open.text).into()),
            "str" | "inlineStr" => Cell::of(&unescaped(text)),
            "b" => Cell::Flag(text == "1" || text == "true"),
            "d" => day_of(text).unwrap_or_else(|| Cell::of(text)),
            "e" => Cell::of(text),
            _ => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => serial(number, self.formats.of(open.style), self.since_1904),
                _ => Cell::of(text),
            },
        }
    }
}

/// `_x000D_` is a line break.
fn unescaped(text: &str) -> String {
    text.replace("_x000D_", "\r").replace("_x000A_", "\n")
}

/// `B12` as row 12 and column 1.
fn place(text: &str) -> Option<(usize, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = text.split_at(letters);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.bytes().fold(0, |n, b| n * 26 + usize::from(b - b'A') + 1);
    Some((digits.parse().ok()?, column - 1))
}

/// `A1:F1`
fn area(text: &str) -> Option<[usize; 4]> {
    let (from, to) = text.split_once(':')?;
    let ((top, left), (bottom, right)) = (place(from)?, place(to)?);
    Some([top, left, bottom, right])
}
