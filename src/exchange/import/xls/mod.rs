//! Workbooks of the old Excel (XLS), by the reader that knows them, from a copy in which everything was counted. It
//! reads them as a whole and does not tell the formats of plain numbers; which rows are hidden we read ourselves.

mod container;
mod records;

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Range, Reader, SheetVisible, Xls, XlsError, XlsOptions};

use container::FORMAT;

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};
use super::ods::length;
use super::xlsx::{day_of, moment};

/// The largest file that is read: the whole of it is held in memory several times.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Grid, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge("bytes of XLS", MOST_BYTES));
    }
    let damaged = |e: XlsError| match e {
        XlsError::Password => Unreadable::Locked,
        e => Unreadable::Damaged(FORMAT, e.to_string()),
    };
    let stream =
        container::stream(bytes).ok_or_else(|| Unreadable::Damaged(FORMAT, "it holds no workbook".to_owned()))?;
    let hidden_rows = records::hidden_rows(&stream);
    let bytes = container::packed(&records::counted(stream)?);
    let mut book: Xls<_> = Xls::new_with_options(Cursor::new(bytes), XlsOptions::default()).map_err(damaged)?;
    let mut grid = Grid { format: FORMAT, ..Grid::default() };
    let mut count = Count::default();
    let about: Vec<(String, bool)> =
        book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
    let nothing = BTreeSet::new();
    for (n, (name, hidden)) in about.into_iter().enumerate() {
        let range = book.worksheet_range(&name).map_err(damaged)?;
        let rows = rows(&range, hidden_rows.get(n).unwrap_or(&nothing), &mut count)?;
        grid.sheets.push(Sheet { name, hidden, rows, ..Sheet::default() });
    }
    Ok(grid)
}

fn rows(range: &Range<Data>, hidden: &BTreeSet<usize>, count: &mut Count) -> Result<Vec<Row>, Unreadable> {
    let (top, left) = range.start().unwrap_or((0, 0));
    let (top, left) = (usize::try_from(top).unwrap_or(0), usize::try_from(left).unwrap_or(0));
    let mut rows = vec![];
    for (n, data) in range.rows().enumerate() {
        let used = data.iter().rposition(|d| *d != Data::Empty).map_or(0, |last| last + 1);
        count.row(rows.len(), left + used)?;
        if used > 0 {
            let cells = std::iter::repeat_n(Cell::Empty, left).chain(data[..used].iter().map(cell)).collect();
            rows.push(Row { line: top + n + 1, hidden: hidden.contains(&(top + n)), cells });
        }
    }
    Ok(rows)
}

#[allow(clippy::cast_precision_loss, reason = "whole numbers of a sheet are small")]
fn cell(data: &Data) -> Cell {
    match data {
        Data::Int(n) => Cell::Number(*n as f64, None),
        Data::Float(n) if n.is_finite() => Cell::Number(*n, None),
        Data::String(text) => Cell::of(text),
        Data::Bool(flag) => Cell::Flag(*flag),
        Data::DateTime(at) if at.is_duration() || at.as_f64() < 1.0 => Cell::Time(seconds(at.as_f64())),
        // the reader counts from 1904 itself where the workbook does
        Data::DateTime(at) => {
            let (y, m, d, hour, minute, ..) = at.to_ymd_hms_milli();
            let day = chrono::NaiveDate::from_ymd_opt(i32::from(y), u32::from(m), u32::from(d));
            let at_time = day.and_then(|day| day.and_hms_opt(u32::from(hour), u32::from(minute), 0));
            at_time.or_else(|| moment(at.as_f64(), false)).map_or(Cell::Empty, Cell::at)
        }
        Data::DateTimeIso(text) => day_of(text).unwrap_or_else(|| Cell::of(text)),
        Data::DurationIso(text) => length(text).map_or_else(|| Cell::of(text), Cell::Time),
        Data::Error(error) => Cell::of(&error.to_string()),
        Data::Float(_) | Data::Empty => Cell::Empty,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a number of days that is too large is cut, and refused later")]
fn seconds(days: f64) -> i64 {
    (days * 86_400.0).round() as i64
}
