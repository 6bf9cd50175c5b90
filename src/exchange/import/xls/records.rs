//! The records of an old workbook (BIFF), counted before its reader makes room for what they claim: a cell in the last
//! row and the last column, and it takes a table of all that lies between. In a copy, what we have no use for is made
//! unknown to the reader, so that it makes nothing of it either.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::grid::{MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Unreadable};
use super::container::{FORMAT, put16, u16_at, u32_at};

const PASSWORD: u16 = 0x2f;
const BOUND_SHEET: u16 = 0x85;
const STRINGS: u16 = 0xfc;
const CONTINUE: u16 = 0x3c;
const BEGIN: u16 = 0x809;
const END: u16 = 0x0a;
const FORMULA: u16 = 0x06;
const LABEL: u16 = 0x204;
const RICH_LABEL: u16 = 0xd6;
const STRING: u16 = 0x207;
const SHARED_LABEL: u16 = 0xfd;
const MANY_NUMBERS: u16 = 0xbd;
/// How a row looks: its number first, whether it is hidden among the flags at its twelfth byte.
const ROW: u16 = 0x208;
const ROW_IS_HIDDEN: u16 = 0x20;
/// Records of cells: each begins with its row and its column.
const CELLS: [u16; 8] = [FORMULA, LABEL, RICH_LABEL, SHARED_LABEL, MANY_NUMBERS, 0x203, 0x205, 0x27e];
/// The others that the reader is to see: password, code page, formats, and the day that it counts from.
const OTHERS: [u16; 11] = [BOUND_SHEET, STRINGS, CONTINUE, BEGIN, END, STRING, PASSWORD, 0x42, 0x22, 0x41e, 0xe0];
/// A type that no reader knows.
const UNKNOWN: u16 = 0x0fff;
/// Sheets of a workbook.
const MOST_SHEETS: usize = 255;
/// Records of all sheets together.
const MOST_RECORDS: usize = 4_000_000;
/// Characters of all cells that share their texts.
const MOST_TEXT: usize = 32 * 1024 * 1024;

/// A record: its type, and where its data stand.
struct Record {
    kind: u16,
    data: Range<usize>,
}

/// The records of the whole workbook, at the beginning of its stream.
fn globals(stream: &[u8]) -> Option<Vec<Record>> {
    records(stream, 0, false)
}

/// The records of a sheet. Parts within it, charts, are passed over.
fn sheet(stream: &[u8], start: usize) -> Option<Vec<Record>> {
    records(stream, start, true)
}

/// The records from a place on, up to the end of their part; `nested`: parts within it are passed over.
fn records(stream: &[u8], start: usize, nested: bool) -> Option<Vec<Record>> {
    let (mut at, mut depth, mut all) = (start, 0_usize, vec![]);
    stream.get(start..)?;
    while at < stream.len() {
        let data = at + 4..at + 4 + usize::from(u16_at(stream, at + 2)?);
        stream.get(data.clone())?;
        let kind = u16_at(stream, at)?;
        at = data.end;
        match kind {
            BEGIN if nested => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ if depth <= 1 => all.push(Record { kind, data }),
            _ => {}
        }
    }
    Some(all)
}

/// A copy of a stream in which the reader finds only what we know the size of.
pub(super) fn counted(mut stream: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let damaged = || Unreadable::Damaged(FORMAT, "its records have no order".to_owned());
    let all = globals(&stream).ok_or_else(damaged)?;
    let locked = |record: &Record| record.kind == PASSWORD && u16_at(&stream[record.data.clone()], 0) != Some(0);
    if all.iter().any(locked) {
        return Err(Unreadable::Locked);
    }
    let sheets = sheets(&all, &stream).ok_or_else(damaged)?;
    if sheets.len() > MOST_SHEETS {
        return Err(Unreadable::TooLarge("sheets", MOST_SHEETS));
    }
    for record in &all {
        hide(&mut stream, record);
    }
    for start in &sheets {
        for record in sheet(&stream, *start).ok_or_else(damaged)? {
            hide(&mut stream, &record);
        }
    }
    // what was hidden for one sheet may have been something else to another that overlaps it: all is read anew
    let globals = globals(&stream).ok_or_else(damaged)?;
    let one_list = globals.iter().filter(|record| record.kind == STRINGS).count() <= 1;
    let same = self::sheets(&globals, &stream).as_ref() == Some(&sheets);
    if !one_list || !same || !globals.iter().all(|r| is_known(&stream, r)) {
        return Err(damaged());
    }
    let texts = texts(&globals, &stream).ok_or_else(damaged)?;
    let mut sum = Sum { texts: &texts, cells: 0, records: 0, text: 0 };
    for start in sheets {
        let all = sheet(&stream, start).ok_or_else(damaged)?;
        if !all.iter().all(|r| is_known(&stream, r)) {
            return Err(damaged());
        }
        sum.sheet(&all, &stream, &damaged)?;
    }
    Ok(stream)
}

/// The rows of each sheet that are hidden, in the order of the sheets.
pub(super) fn hidden_rows(stream: &[u8]) -> Vec<BTreeSet<usize>> {
    let starts = globals(stream).and_then(|all| sheets(&all, stream)).unwrap_or_default();
    let hidden = |record: &Record| {
        let data = &stream[record.data.clone()];
        let is_hidden = record.kind == ROW && u16_at(data, 12)? & ROW_IS_HIDDEN != 0;
        is_hidden.then(|| u16_at(data, 0).map(usize::from))?
    };
    let of = |start: &usize| sheet(stream, *start).unwrap_or_default().iter().filter_map(hidden).collect();
    starts.iter().take(MOST_SHEETS).map(of).collect()
}

/// Where the sheets begin.
fn sheets(globals: &[Record], stream: &[u8]) -> Option<Vec<usize>> {
    let bound = globals.iter().filter(|record| record.kind == BOUND_SHEET);
    bound.map(|record| usize::try_from(u32_at(&stream[record.data.clone()], 0)?).ok()).collect()
}

/// Makes a record unknown that the reader is not to see, and takes from a formula how it is worked out.
fn hide(stream: &mut [u8], record: &Record) {
    if record.kind == FORMULA && record.data.len() >= 22 {
        stream[record.data.start + 20..record.data.end].fill(0);
    } else if !CELLS.contains(&record.kind) && !OTHERS.contains(&record.kind) {
        put16(stream, record.data.start - 4, UNKNOWN);
    }
}

fn is_known(stream: &[u8], record: &Record) -> bool {
    match record.kind {
        FORMULA => stream[record.data.clone()].iter().skip(20).all(|byte| *byte == 0),
        kind => kind == UNKNOWN || CELLS.contains(&kind) || OTHERS.contains(&kind),
    }
}

/// The lengths of the texts that cells share, in characters. A text goes on in the records behind it, which say anew
/// how wide its characters are.
fn texts(globals: &[Record], stream: &[u8]) -> Option<Vec<usize>> {
    let Some(first) = globals.iter().position(|record| record.kind == STRINGS) else { return Some(vec![]) };
    let more = globals[first + 1..].iter().take_while(|record| record.kind == CONTINUE);
    let mut parts: Vec<&[u8]> = vec![stream[globals[first].data.clone()].get(8..)?];
    parts.extend(more.map(|record| &stream[record.data.clone()]));
    let mut parts = parts.into_iter();
    let mut part = parts.next()?;
    let mut all = vec![];
    loop {
        while part.is_empty() {
            let Some(next) = parts.next() else { return Some(all) };
            part = next;
        }
        let (length, mut flags) = (usize::from(u16_at(part, 0)?), *part.get(2)?);
        let mut at = 3;
        let mut behind = 0;
        if flags & 8 != 0 {
            behind += 4 * usize::from(u16_at(part, at)?);
            at += 2;
        }
        if flags & 4 != 0 {
            behind += usize::try_from(u32_at(part, at)?).ok()?;
            at += 4;
        }
        part = part.get(at..)?;
        let mut left = length;
        loop {
            let width = 1 + usize::from(flags & 1);
            let taken = left.min(part.len() / width);
            part = &part[taken * width..];
            left -= taken;
            if left == 0 {
                break;
            }
            part = parts.next()?;
            flags = *part.first()?;
            part = &part[1..];
        }
        while behind > part.len() {
            behind -= part.len();
            part = parts.next()?;
        }
        part = &part[behind..];
        all.push(length);
    }
}

/// What the sheets have so far.
struct Sum<'t> {
    texts: &'t [usize],
    cells: usize,
    records: usize,
    text: usize,
}

impl Sum<'_> {
    /// Adds a sheet: the table from its first to its last cell, and the texts in it.
    fn sheet(&mut self, all: &[Record], stream: &[u8], damaged: &dyn Fn() -> Unreadable) -> Result<(), Unreadable> {
        self.records += all.len();
        if self.records > MOST_RECORDS {
            return Err(Unreadable::TooLarge("records", MOST_RECORDS));
        }
        let (mut rows, mut columns) = ((usize::MAX, 0), (usize::MAX, 0));
        for record in all {
            let data = &stream[record.data.clone()];
            let number = |at| u16_at(data, at).map(usize::from).ok_or_else(damaged);
            let (row, first, last) = match record.kind {
                MANY_NUMBERS => (number(0)?, number(2)?, number(data.len().saturating_sub(2))?),
                // the result of the formula above it, or of none
                STRING => (0, 0, 0),
                kind if CELLS.contains(&kind) => (number(0)?, number(2)?, number(2)?),
                _ => continue,
            };
            // the reader makes room for as many characters as are claimed
            let claimed = match record.kind {
                LABEL | RICH_LABEL => number(6)?,
                STRING => number(0)?,
                _ => 0,
            };
            if claimed > data.len() || last < first {
                return Err(damaged());
            }
            if record.kind == SHARED_LABEL {
                let index = u32_at(data, 6).and_then(|n| usize::try_from(n).ok()).ok_or_else(damaged)?;
                self.text += self.texts.get(index).copied().unwrap_or(0);
            }
            rows = (rows.0.min(row), rows.1.max(row));
            columns = (columns.0.min(first), columns.1.max(last));
        }
        if rows.0 == usize::MAX {
            return Ok(());
        }
        let (high, wide) = (rows.1 - rows.0 + 1, columns.1 - columns.0 + 1);
        self.cells += high * wide;
        let limits = [
            ("rows", high, MOST_ROWS),
            ("columns", wide, MOST_COLUMNS),
            ("cells", self.cells, MOST_CELLS),
            ("characters", self.text, MOST_TEXT),
        ];
        match limits.into_iter().find(|(_, found, most)| found > most) {
            Some((what, _, most)) => Err(Unreadable::TooLarge(what, most)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A workbook of one sheet with these records.
    fn workbook(sheet: &[(u16, &[u8])]) -> Vec<u8> {
        let record = |kind: u16, data: &[u8]| {
            let length = u16::try_from(data.len()).unwrap();
            [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
        };
        let begin = |kind: u8| record(BEGIN, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let texts = record(STRINGS, &[&[1, 0, 0, 0, 1, 0, 0, 0, 0x40, 0x9c, 0][..], &[b'x'; 8_000]].concat());
        let texts =
            [texts, (0..4).flat_map(|_| record(CONTINUE, &[&[0][..], &[b'x'; 8_000]].concat())).collect()].concat();
        let bound = |at: usize| {
            let at = u32::try_from(at).unwrap().to_le_bytes();
            record(BOUND_SHEET, &[&at[..], &[0, 0, 1, 0, b'S']].concat())
        };
        let globals = |at| [begin(5), bound(at), texts.clone(), record(END, &[])].concat();
        let mut all = globals(globals(0).len());
        all.extend(begin(0x10));
        all.extend(sheet.iter().flat_map(|(kind, data)| record(*kind, data)));
        all.extend(record(END, &[]));
        all
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat()
    }

    #[test]
    fn what_is_claimed_is_counted() {
        let (first, last, far, text) = (cell(0, 0), cell(65_535, 255), cell(0, 600), cell(1, 1));
        let number = |data| (0x203, data);
        let shared: Vec<(u16, &[u8])> = std::iter::repeat_n((SHARED_LABEL, &text[..10]), 2_000).collect();
        let long = [&cell(0, 0)[..6], &[0xff, 0xff, 0, b'x']].concat();
        for (records, why) in [
            (vec![number(&first[..]), number(&last)], "cells"),
            (vec![number(&first[..]), number(&far)], "columns"),
            (shared, "characters"),
            (vec![(LABEL, &long[..])], "order"),
            (vec![(0x203, &first[..3])], "order"),
        ] {
            let fault = counted(workbook(&records)).unwrap_err().to_string();
            assert!(fault.contains(why), "{fault}");
        }
        assert!(counted(workbook(&[number(&first), number(&text)])).is_ok());
    }

    #[test]
    fn a_claim_without_cells_is_hidden() {
        let all = [0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0];
        let stream = counted(workbook(&[(0x200, &all), (0x203, &cell(2, 3))])).unwrap();
        let bytes = super::super::container::packed(&stream);
        let grid = super::super::read(&bytes).unwrap();
        assert_eq!((grid.sheets.len(), grid.sheets[0].rows.len(), grid.sheets[0].rows[0].line), (1, 1, 3));
    }
}
