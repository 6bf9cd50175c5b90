//! Sheets of `LibreOffice` (ODS): one pass over `content.xml`. Repeats are counted before they are believed.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::archive::Archive;
use super::grid::{Cell, Count, Grid, MOST_COLUMNS, MOST_ROWS, Row, Sheet, Unreadable};
use super::markup::{Piece, Stream, name, number, value};
use super::xlsx::day_of;

const FORMAT: &str = "ODS";

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, Unreadable> {
    let mut archive = Archive::open(bytes, FORMAT)?;
    if archive.text("META-INF/manifest.xml")?.is_some_and(|m| m.contains("encryption-data")) {
        return Err(Unreadable::Locked);
    }
    let missing = || Unreadable::Damaged(FORMAT, "it has no content".to_owned());
    let text = archive.text("content.xml")?.ok_or_else(missing)?;
    let mut reader = Reader { grid: Grid { format: FORMAT, ..Grid::default() }, ..Reader::default() };
    let mut stream = Stream::new(&text, FORMAT);
    while let Some(piece) = stream.next()? {
        match piece {
            Piece::Open(tag, closed) => reader.open(&tag, closed)?,
            Piece::Close(name) => reader.close(&name)?,
            Piece::Text(text) if reader.in_text > 0 && reader.in_note == 0 => reader.cell.text.push_str(&text),
            Piece::Text(_) => {}
        }
    }
    for sheet in &mut reader.grid.sheets {
        sheet.spread_down();
    }
    Ok(reader.grid)
}

#[derive(Debug, Default)]
struct Reader {
    grid: Grid,
    count: Count,
    /// Styles of tables that are not shown.
    hidden: HashMap<String, bool>,
    style: String,
    line: usize,
    row: Vec<Cell>,
    row_repeats: usize,
    row_hidden: bool,
    /// Empty cells that are written when something comes behind them.
    gap: usize,
    cell: Open,
    in_text: usize,
    in_note: usize,
    /// Rows of a table inside a cell are none of ours.
    depth: usize,
}

/// A cell while its tags are read.
#[derive(Debug, Default)]
struct Open {
    value: Option<Cell>,
    text: String,
    repeats: usize,
}

impl Reader {
    fn open(&mut self, tag: &BytesStart<'_>, closed: bool) -> Result<(), Unreadable> {
        match name(tag) {
            "style" => self.style = value(tag, "name").unwrap_or_default(),
            "table-properties" if value(tag, "display").is_some_and(|d| d == "false") => {
                self.hidden.insert(self.style.clone(), true);
            }
            "table" if !closed => {
                self.depth += 1;
                if self.depth == 1 {
                    let style = value(tag, "style-name").unwrap_or_default();
                    let hidden = self.hidden.contains_key(&style);
                    let name = value(tag, "name").unwrap_or_default();
                    self.grid.sheets.push(Sheet { name, hidden, ..Sheet::default() });
                    self.line = 1;
                }
            }
            "table-row" => {
                self.row_repeats = number(tag, "number-rows-repeated").unwrap_or(1).max(1);
                self.row_hidden = value(tag, "visibility").is_some_and(|v| v != "visible");
                if closed {
                    self.line = self.line.saturating_add(self.row_repeats);
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.cell = open_cell(tag);
                self.join(tag);
                if closed {
                    self.put()?;
                }
            }
            "p" | "h" if !closed => {
                if !self.cell.text.is_empty() && self.in_note == 0 {
                    self.cell.text.push('\n');
                }
                self.in_text += 1;
            }
            "annotation" if !closed => self.in_note += 1,
            "s" => self.cell.text.push(' '),
            "tab" => self.cell.text.push('\t'),
            "line-break" => self.cell.text.push('\n'),
            _ => {}
        }
        Ok(())
    }

    fn join(&mut self, tag: &BytesStart<'_>) {
        let (down, right) = (number(tag, "number-rows-spanned"), number(tag, "number-columns-spanned"));
        let (down, right) = (down.unwrap_or(1), right.unwrap_or(1));
        let column = self.row.len() + self.gap;
        if (down > 1 || right > 1) && column < MOST_COLUMNS && down < MOST_ROWS && right < MOST_COLUMNS {
            let area = [self.line, column, self.line + down - 1, column + right - 1];
            self.grid.sheets.last_mut().into_iter().for_each(|s| s.joined.push(area));
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Unreadable> {
        match name {
            "p" | "h" => self.in_text = self.in_text.saturating_sub(1),
            "annotation" => self.in_note = self.in_note.saturating_sub(1),
            "table" => self.depth = self.depth.saturating_sub(1),
            "table-cell" | "covered-table-cell" => self.put()?,
            "table-row" => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    /// A cell is done. A gap at the end of a row, however wide it claims to be, is nothing.
    fn put(&mut self) -> Result<(), Unreadable> {
        let open = std::mem::take(&mut self.cell);
        let cell = open.value.unwrap_or_else(|| Cell::of(&open.text));
        if cell.is_empty() {
            self.gap = self.gap.saturating_add(open.repeats);
            return Ok(());
        }
        let wanted = self.row.len().saturating_add(self.gap).saturating_add(open.repeats);
        if wanted > MOST_COLUMNS {
            return Err(Unreadable::TooLarge("columns", MOST_COLUMNS));
        }
        self.row.resize(self.row.len() + self.gap, Cell::Empty);
        self.row.resize(wanted, cell);
        self.gap = 0;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Unreadable> {
        let cells = std::mem::take(&mut self.row);
        self.gap = 0;
        let (line, repeats) = (self.line, self.row_repeats);
        self.line = line.saturating_add(repeats);
        if cells.is_empty() || self.depth > 1 {
            return Ok(());
        }
        if self.line > MOST_ROWS {
            return Err(Unreadable::TooLarge("rows", MOST_ROWS));
        }
        let Some(sheet) = self.grid.sheets.last_mut() else { return Ok(()) };
        for n in 0..repeats {
            self.count.row(sheet.rows.len(), cells.len())?;
            sheet.rows.push(Row { line: line + n, hidden: self.row_hidden, cells: cells.clone() });
        }
        Ok(())
    }
}

fn open_cell(tag: &BytesStart<'_>) -> Open {
    let float = || value(tag, "value").and_then(|v| v.parse::<f64>().ok()).filter(|v| v.is_finite());
    let of_kind = match value(tag, "value-type").as_deref() {
        Some("float" | "percentage" | "currency") => float().map(|v| Cell::Number(v, None)),
        Some("date") => value(tag, "date-value").and_then(|v| day_of(&v)),
        Some("time") => value(tag, "time-value").and_then(|v| length(&v)).map(Cell::Time),
        Some("boolean") => value(tag, "boolean-value").map(|v| Cell::Flag(v == "true")),
        _ => None,
    };
    let repeats = number(tag, "number-columns-repeated").unwrap_or(1).max(1);
    Open { value: of_kind, text: String::new(), repeats }
}

/// `PT01H30M00S` in seconds.
pub(super) fn length(text: &str) -> Option<i64> {
    let (days, time) = text.strip_prefix('P')?.split_once('T').unwrap_or((text.strip_prefix('P')?, ""));
    let mut seconds: i64 = 0;
    let mut digits = String::new();
    let units = [('W', 604_800), ('D', 86_400)].into_iter().chain([('H', 3_600), ('M', 60), ('S', 1)]);
    let units: HashMap<char, i64> = units.collect();
    for c in days.chars().chain(time.chars()) {
        if c.is_ascii_digit() || c == '.' {
            digits.push(c);
        } else {
            // fractions of a second are no time that anybody logs
            let number: i64 = digits.split('.').next()?.parse().ok().filter(|n| *n < 1_000_000)?;
            seconds += number * units.get(&c)?;
            digits.clear();
        }
    }
    (digits.is_empty() && text.len() > 2).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_of_time_of_the_standard() {
        for (text, seconds) in [
            ("PT01H30M00S", Some(5_400)),
            ("PT45M", Some(2_700)),
            ("P1DT2H", Some(93_600)),
            ("PT0H0M30.5S", Some(30)),
            ("P1W", Some(604_800)),
            ("P", None),
            ("PT", None),
            ("1h", None),
            ("PT5", None),
            ("PT99999999999999999999H", None),
        ] {
            assert_eq!(length(text), seconds, "{text}");
        }
    }
}
