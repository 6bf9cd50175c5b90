//! Tables that stand side by side in one sheet: each is a sheet of its own, with the lines and columns that it has.

use std::borrow::Cow;

use super::grid::{Cell, Row, Sheet};
use super::names::{self, Role};
use super::table;

/// The parts of a sheet, from left to right; itself where nothing stands side by side.
pub(super) fn parted(sheet: &Sheet) -> Vec<Cow<'_, Sheet>> {
    let starts = if sheet.headed || sheet.hidden { vec![] } else { starts(sheet) };
    if starts.len() < 2 {
        return vec![Cow::Borrowed(sheet)];
    }
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    starts.iter().zip(ends).map(|(from, to)| Cow::Owned(part(sheet, *from, to))).collect()
}

/// The most names of a table that is written across.
const MOST_NAMES: usize = 60;

/// A table that is written across, with its names in the first column and an entry in each of the others, as one that
/// is not: a row has the number of its column.
pub(super) fn turned(sheet: &Sheet) -> Option<Sheet> {
    if sheet.headed || sheet.hidden || !(2..=MOST_NAMES).contains(&sheet.rows.len()) {
        return None;
    }
    let first = sheet.rows.iter().filter_map(|row| Some(row.filled().next()?.0)).min()?;
    let column = |at: usize| Row {
        line: at + 1,
        hidden: false,
        cells: sheet.rows.iter().map(|row| row.cell(at).clone()).collect(),
    };
    let head = column(first);
    let roles: Vec<Role> =
        head.cells.iter().filter_map(Cell::text).filter_map(|t| names::role(t).map(|n| n.role)).collect();
    let has = |wanted: &[Role]| wanted.iter().any(|role| roles.contains(role));
    // what is on a cover has a year and hours too, and no day
    let is_whole = has(&[Role::Date, Role::From]) && has(&[Role::Title]) && has(&[Role::Time, Role::Points]);
    let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    // lines of prose have a comma here and there
    let filled = sheet.rows.iter().filter(|row| row.filled().count() > 1).count();
    if !is_whole || filled * 2 <= sheet.rows.len() || !table::is_head(&head) || !table::find(sheet).is_empty() {
        return None;
    }
    let rows = std::iter::once(head).chain((first + 1..width).map(column)).collect();
    Some(Sheet { name: sheet.name.clone(), rows, ..Sheet::default() })
}

/// The columns at which the parts begin.
fn starts(sheet: &Sheet) -> Vec<usize> {
    let Some(head) = sheet.rows.iter().find(|row| table::is_head(row)) else { return vec![] };
    let groups = groups(sheet);
    let kinds: Vec<Kind> = groups.iter().map(|(from, to)| kind(head, *from, *to)).collect();
    let wholes = kinds.iter().filter(|kind| **kind == Kind::Whole).count();
    let has_sums = kinds.contains(&Kind::Sums);
    if wholes >= 2 || wholes == 1 && has_sums {
        let begins = |n: &usize| *n == 0 || kinds[*n] != Kind::Loose;
        return (0..groups.len()).filter(begins).map(|n| if n == 0 { 0 } else { groups[n].0 }).collect();
    }
    repeated(head)
}

/// What a group of columns is by its names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Days, titles and times: a table.
    Whole,
    /// Names of times, and neither days nor titles: what adds up a table beside it.
    Sums,
    /// More columns of the group before it.
    Loose,
}

fn kind(head: &Row, from: usize, to: usize) -> Kind {
    let cells: Vec<Cell> = head.cells.iter().take(to).skip(from).cloned().collect();
    let roles: Vec<Role> = cells.iter().filter_map(Cell::text).filter_map(|t| names::role(t).map(|n| n.role)).collect();
    let has = |wanted: &[Role]| wanted.iter().any(|role| roles.contains(role));
    let (day, title) = (has(&[Role::Date, Role::From, Role::To, Role::Year]), has(&[Role::Title]));
    let time = has(&[Role::Time, Role::Points]);
    if day && title && time {
        Kind::Whole
    } else if time && !day && !title && cells.iter().filter(|c| !c.is_empty()).count() >= 2 {
        Kind::Sums
    } else {
        Kind::Loose
    }
}

/// The groups of columns between columns in which nothing stands: first, and behind the last.
fn groups(sheet: &Sheet) -> Vec<(usize, usize)> {
    let width = sheet.rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let mut used = vec![false; width];
    for row in &sheet.rows {
        row.filled().for_each(|(n, _)| used[n] = true);
    }
    let mut all: Vec<(usize, usize)> = vec![];
    for (n, is_used) in used.into_iter().enumerate() {
        match all.last_mut().filter(|(_, end)| *end == n) {
            Some(last) if is_used => last.1 = n + 1,
            _ if is_used => all.push((n, n + 1)),
            _ => {}
        }
    }
    all
}

/// The same names over and over, without a column between: `Date, Talk, Hours, Date, Talk, Hours`.
fn repeated(head: &Row) -> Vec<usize> {
    let names: Vec<String> = head.cells.iter().map(|c| names::plain_words(&c.said()).join(" ")).collect();
    let width = names.len();
    let alike = |each: usize| {
        let is_whole = kind(head, 0, each) == Kind::Whole;
        is_whole && names.chunks(each).all(|part| part == &names[..part.len()]) && width.is_multiple_of(each)
    };
    let each = (3..=width / 2).find(|each| alike(*each));
    each.map_or_else(Vec::new, |each| (0..width).step_by(each).collect())
}

fn part(sheet: &Sheet, from: usize, to: usize) -> Sheet {
    let cells = |row: &Row| {
        let kept = row.cells.iter().take(to).enumerate();
        kept.map(|(n, cell)| if n < from { Cell::Empty } else { cell.clone() }).collect()
    };
    let rows = sheet.rows.iter().map(|row| Row { line: row.line, hidden: row.hidden, cells: cells(row) });
    let joined = sheet.joined.iter().filter(|[_, left, ..]| (from..to).contains(left)).copied().collect();
    Sheet { name: sheet.name.clone(), rows: rows.collect(), joined, ..Sheet::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(lines: &[&str]) -> Sheet {
        let row = |(n, line): (usize, &&str)| Row {
            line: n + 1,
            hidden: false,
            cells: line.split(',').map(Cell::of).collect(),
        };
        Sheet { rows: lines.iter().enumerate().map(row).collect(), ..Sheet::default() }
    }

    fn parts(lines: &[&str]) -> Vec<usize> {
        let first = |s: &Sheet| s.rows.iter().filter_map(|r| r.filled().next().map(|(n, _)| n)).min().unwrap_or(99);
        parted(&sheet(lines)).iter().map(|s| first(s)).collect()
    }

    #[test]
    fn tables_side_by_side_are_parted() {
        let one = "2025-01-02,Talk,2";
        assert_eq!(parts(&["Date,Title,Hours,,Date,Title,Hours", &format!("{one},,{one}")]), [0, 4]);
        assert_eq!(parts(&["Date,Title,Hours,Date,Title,Hours", &format!("{one},{one}")]), [0, 3]);
        assert_eq!(parts(&["Date,Title,Hours,,Type,Total hours", &format!("{one},,Course,9")]), [0, 4]);
        // a column left free for the eye
        assert_eq!(parts(&["Date,Title,,Type,Hours", "2025-01-02,Talk,,Event,2"]), [0]);
        assert_eq!(parts(&["Date,Title,Planned hours,,Notes", &format!("{one},,x")]), [0]);
    }
}
