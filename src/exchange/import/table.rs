//! The tables of a sheet: where their heads stand, below which words, and how far they reach.

use std::ops::Range;

use super::amounts;
use super::days::{self, Order};
use super::grid::{Cell, Row, Sheet};
use super::names::{self, Role};

/// The most rows that a head has.
const MOST_HEADS: usize = 3;

/// The name of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ColumnName {
    /// All of it, from the upper row to the lowest.
    pub(super) whole: String,
    /// What stands in its lowest row.
    pub(super) last: String,
    /// The order of dates that the name shows: `(dd/mm/yyyy)`.
    pub(super) order: Option<Order>,
}

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The columns' names; none where there is no head.
    pub(super) names: Vec<ColumnName>,
    /// The rows of its head, by their index in the sheet. One that is repeated further down is among them.
    pub(super) heads: Vec<usize>,
    /// Its other rows.
    pub(super) body: Range<usize>,
    /// The words above it, the nearest last; the name of its sheet first.
    pub(super) above: Vec<String>,
    /// Rows of words above it.
    pub(super) titles: Vec<usize>,
    /// Was it found by its values, as nothing in its head is known?
    pub(super) guessed: bool,
}

/// Finds the tables of a sheet.
pub(super) fn find(sheet: &Sheet) -> Vec<Table> {
    let rows = &sheet.rows;
    let mut starts: Vec<Range<usize>> = if sheet.headed { std::iter::once(0..1).collect() } else { vec![] };
    let mut at = 0;
    while at < rows.len() && !sheet.headed {
        if is_head(&rows[at]) {
            let head = around(sheet, at, starts.last().map_or(0, |h| h.end));
            at = head.end;
            starts.push(head);
        } else {
            at += 1;
        }
    }
    if starts.is_empty() {
        return headless(sheet).into_iter().collect();
    }
    let mut tables: Vec<Table> = vec![];
    let mut free = 0;
    for (n, head) in starts.iter().enumerate() {
        let names = joined(sheet, head.clone());
        let next = starts.get(n + 1).map_or(rows.len(), |h| h.start);
        // a head that is repeated on each page belongs to the same table
        if let Some(last) = tables.last_mut().filter(|t| t.names == names && !is_parted(rows, free..head.start)) {
            last.heads.extend(head.clone());
            last.body.end = next;
            free = next;
            continue;
        }
        let from = above(rows, free, head.start);
        if let Some(last) = tables.last_mut() {
            last.body.end = from;
        }
        let words = |n: &usize| rows[*n].filled().map(|(_, c)| c.said()).collect::<Vec<_>>().join(" ");
        let titles: Vec<usize> = (from..head.start).collect();
        let above = std::iter::once(sheet.name.clone()).chain(titles.iter().map(words)).collect();
        tables.push(Table {
            names,
            heads: head.clone().collect(),
            body: head.end..next,
            above,
            titles,
            guessed: false,
        });
        free = head.end;
    }
    tables
}

/// Do words stand between two heads that are alike? Then they part two tables.
fn is_parted(rows: &[Row], between: Range<usize>) -> bool {
    let from = above(rows, between.start, between.end);
    from < between.end
}

/// Where the words above a head begin: rows of a single text, directly above. All that is above the first head is.
fn above(rows: &[Row], free: usize, head: usize) -> usize {
    if free == 0 {
        return 0;
    }
    let is_word =
        |row: &Row| row.filled().count() == 1 && row.cells.iter().any(|c| c.text().is_some_and(|t| !is_value(t)));
    let mut from = head;
    while from > free && is_word(&rows[from - 1]) {
        from -= 1;
    }
    from
}

/// A text that is a day, a length of time or a number.
fn is_value(text: &str) -> bool {
    let cell = Cell::of(text);
    amounts::plain(&cell).is_some() || amounts::has_own_unit(&cell) || days::read(&cell, None).is_date()
}

/// Is a row the lowest, or the first, of a head? Its cells are texts, most of them known names.
pub(super) fn is_head(row: &Row) -> bool {
    let mut roles = vec![];
    let (mut filled, mut labels) = (0, 0);
    for (_, cell) in row.filled() {
        let Some(text) = cell.text() else { return false };
        if text.contains("__") || is_value(text) {
            return false;
        }
        filled += 1;
        labels += usize::from(text.ends_with(':'));
        if text.chars().count() <= 60 {
            roles.extend(names::role(text).map(|n| n.role));
        }
    }
    if row.hidden || filled < 2 || labels > 0 && labels < filled && roles.len() < 3 {
        return false;
    }
    let known = roles.len();
    roles.sort_unstable();
    roles.dedup();
    let has = |wanted: &[Role]| wanted.iter().any(|role| roles.contains(role));
    let core = has(&[Role::Date, Role::From, Role::To, Role::Year, Role::Time, Role::Points]);
    let told = has(&[Role::Title, Role::Time, Role::Points, Role::Body, Role::Reflection]);
    roles.len() >= 2 && core && told && (known * 2 >= filled || known >= 4)
}

/// The head around a row: a row of groups above it, rows of names or units below it.
fn around(sheet: &Sheet, at: usize, free: usize) -> Range<usize> {
    let rows = &sheet.rows;
    let mut from = at;
    if at > free && is_group(sheet, &rows[at - 1], &rows[at]) && rows[at - 1].line + 1 == rows[at].line {
        from -= 1;
    }
    let mut to = at + 1;
    while to < rows.len() && to - from < MOST_HEADS && is_below(sheet, &rows[to], &rows[to - 1]) {
        to += 1;
    }
    from..to
}

/// A row of texts, one of which spans several columns but not all.
fn is_group(sheet: &Sheet, row: &Row, head: &Row) -> bool {
    let texts = row.filled().all(|(_, c)| c.text().is_some_and(|t| !is_value(t) && t.chars().count() <= 60));
    let columns: Vec<usize> = head.filled().map(|(n, _)| n).collect();
    let all = |left: usize, right: usize| columns.iter().all(|n| (left..=right).contains(n));
    let spans = |[top, left, bottom, right]: &[usize; 4]| {
        *top == row.line && bottom == top && right > left && !row.cell(*left).is_empty() && !all(*left, *right)
    };
    texts && sheet.joined.iter().any(spans)
}

/// Does a row go on with the head above it: names under a group, or units in brackets?
fn is_below(sheet: &Sheet, row: &Row, above: &Row) -> bool {
    if row.hidden || row.line != above.line + 1 {
        return false;
    }
    let (mut filled, mut known) = (0, 0);
    for (column, cell) in row.filled() {
        let Some(text) = cell.text().filter(|t| t.chars().count() <= 60) else { return false };
        let bracketed = text.starts_with('(') && text.ends_with(')');
        if !bracketed && is_value(text) {
            return false;
        }
        filled += 1;
        let spanned = sheet
            .joined
            .iter()
            .any(|[top, left, _, right]| *top == above.line && right > left && (*left..=*right).contains(&column));
        let under_group =
            above.cell(column).is_empty() && above.cells[..column.min(above.cells.len())].iter().any(|c| !c.is_empty());
        known += usize::from(bracketed || spanned || under_group || names::role(text).is_some());
    }
    let names_twice = row.filled().filter_map(|(_, c)| c.text()).filter(|t| names::role(t).is_some()).count();
    let brackets = row.filled().filter_map(|(_, c)| c.text()).filter(|t| t.starts_with('(')).count();
    let spans = sheet.joined.iter().any(|[top, left, _, right]| *top == above.line && right > left);
    // a row of data has neither units in brackets nor a group above it
    filled >= 1 && known * 2 > filled && (brackets > 0 || spans || names_twice >= 2) && (filled >= 2 || brackets > 0)
}

/// The names of the columns of a head.
fn joined(sheet: &Sheet, head: Range<usize>) -> Vec<ColumnName> {
    let rows = &sheet.rows[head];
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    (0..width).map(|column| name(sheet, rows, column)).collect()
}

fn name(sheet: &Sheet, rows: &[Row], column: usize) -> ColumnName {
    let mut parts: Vec<String> = vec![];
    for (n, row) in rows.iter().enumerate() {
        let own = row.cell(column);
        let shown = if own.is_empty() && n + 1 < rows.len() { group(sheet, row, &rows[n + 1], column) } else { own };
        let text = shown.said().split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() && !parts.contains(&text) {
            parts.push(text);
        }
    }
    let is_unit = |part: &&String| part.starts_with('(') && part.ends_with(')');
    let last = parts.iter().rfind(|p| !is_unit(p)).or(parts.last()).cloned().unwrap_or_default();
    let whole = parts.join(" ");
    ColumnName { order: order(&whole), last, whole }
}

/// The text of a group above a column: of joined cells, or of the nearest filled cell on the left where names stand
/// under both.
fn group<'r>(sheet: &Sheet, row: &'r Row, below: &Row, column: usize) -> &'r Cell {
    let area = sheet
        .joined
        .iter()
        .find(|[top, left, bottom, right]| (*top..=*bottom).contains(&row.line) && (*left..=*right).contains(&column));
    if let Some([_, left, ..]) = area {
        return row.cell(*left);
    }
    if !sheet.joined.is_empty() || below.cell(column).is_empty() {
        return &Cell::Empty;
    }
    let left = (0..column).rev().find(|c| !row.cell(*c).is_empty());
    let grouped = left.filter(|left| !below.cell(*left).is_empty());
    grouped.map_or(&Cell::Empty, |left| row.cell(left))
}

/// A row of short texts directly above data, one for each of its columns.
fn is_unknown_head(row: &Row, data: &Row) -> bool {
    let short = |c: &Cell| c.text().is_some_and(|t| !is_value(t) && t.chars().count() <= 40);
    row.line + 1 == data.line
        && row.filled().count() >= 3
        && row.filled().all(|(_, c)| short(c))
        && data.filled().all(|(n, _)| !row.cell(n).is_empty())
}

fn order(name: &str) -> Option<Order> {
    let letters: String = name.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    if letters.contains("ddmm") || letters.contains("ttmm") || letters.contains("jjmm") {
        Some(Order::DayFirst)
    } else if letters.contains("mmdd") {
        Some(Order::MonthFirst)
    } else {
        None
    }
}

/// A table without a head, or with one in words that we do not know: at least two rows that each hold a day and a text.
fn headless(sheet: &Sheet) -> Option<Table> {
    let is_data = |row: &Row| {
        let day = row.filled().any(|(_, c)| !matches!(c, Cell::Number(..)) && days::read(c, None).is_date());
        let text =
            row.filled().any(|(_, c)| c.text().is_some_and(|t| !is_value(t) && t.chars().any(char::is_alphabetic)));
        day && text && row.filled().count() >= 2
    };
    let rows = &sheet.rows;
    let first = rows.iter().position(is_data)?;
    let head = first.checked_sub(1).filter(|n| is_unknown_head(&rows[*n], &rows[first])).map(|n| n..first);
    let titles = 0..head.as_ref().map_or(first, |h| h.start);
    let words = |n: usize| rows[n].filled().map(|(_, c)| c.said()).collect::<Vec<_>>().join(" ");
    (rows.iter().filter(|r| is_data(r)).count() >= 2).then(|| Table {
        names: head.clone().map_or_else(Vec::new, |head| joined(sheet, head)),
        heads: head.into_iter().flatten().collect(),
        body: first..rows.len(),
        above: std::iter::once(sheet.name.clone()).chain(titles.clone().map(words)).collect(),
        titles: titles.collect(),
        guessed: true,
    })
}
