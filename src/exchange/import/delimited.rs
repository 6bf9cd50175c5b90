//! Tables of text: columns parted by commas, semicolons, tabs or bars.

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};

/// Reads a table. Which character parts the columns is seen from the whole text.
pub(super) fn read(text: &str) -> Result<Grid, Unreadable> {
    let (text, said) = told_separator(text);
    let first = text.lines().next().unwrap_or("");
    let own = super::layout::is_head_line(first).then_some((b',', named(b',')));
    let (separator, format) = said.or(own).unwrap_or_else(|| separator(text));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = vec![];
    let mut count = Count::default();
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => return Err(Unreadable::Damaged(format, error.to_string())),
        }
        let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        let mut cells: Vec<Cell> = record.iter().map(Cell::of).collect();
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        count.row(rows.len(), cells.len())?;
        if !cells.is_empty() {
            rows.push(Row { line: line + usize::from(said.is_some()), hidden: false, cells });
        }
    }
    let rows = starts(text, rows);
    Ok(Grid { format, sheets: vec![Sheet { rows, ..Sheet::default() }], ..Grid::default() })
}

/// Reads a table whose columns are parted by spaces, each below the beginning of its name; none where the lines are not
/// of that make.
pub(super) fn spaced(text: &str) -> Option<Result<Grid, Unreadable>> {
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let row = |line: &[char], starts: &[usize]| -> Vec<Cell> {
        let ends = starts.iter().skip(1).copied().chain([line.len()]);
        let cell = |(from, to): (&usize, usize)| line.get(*from..to.min(line.len()).max(*from)).unwrap_or_default();
        starts.iter().zip(ends).map(|pair| Cell::of(&cell(pair).iter().collect::<String>())).collect()
    };
    let head = lines.iter().position(|line| {
        let starts = starts_of(line);
        starts.len() >= 3 && super::table::is_head(&Row { line: 0, hidden: false, cells: row(line, &starts) })
    })?;
    let starts = starts_of(&lines[head]);
    let is_rule = |line: &[char]| line.iter().all(|c| matches!(c, '-' | '=' | '_' | ' ' | '+'));
    let is_cut = |line: &[char], at: usize| at > 1 && line.len() > at && line[at - 2..at] != [' ', ' '];
    let (mut rows, mut below, mut count) = (vec![], 0, Count::default());
    for (n, line) in lines.iter().enumerate().filter(|(_, line)| !is_rule(line)) {
        let fits = n >= head && !starts.iter().any(|at| is_cut(line, *at));
        let cells = if fits { row(line, &starts) } else { vec![Cell::of(&line.iter().collect::<String>())] };
        below += usize::from(fits && n > head && cells.iter().filter(|cell| !cell.is_empty()).count() > 1);
        if let Err(fault) = count.row(rows.len(), cells.len()) {
            return Some(Err(fault));
        }
        rows.push(Row { line: n + 1, hidden: false, cells });
    }
    (below > 0)
        .then(|| Ok(Grid { format: "text", sheets: vec![Sheet { rows, ..Sheet::default() }], ..Grid::default() }))
}

/// Where the words begin that two spaces or more part.
fn starts_of(line: &[char]) -> Vec<usize> {
    let is_start = |at: &usize| {
        let before = |n: usize| at.checked_sub(n).is_none_or(|at| line[at] == ' ');
        line[*at] != ' ' && before(1) && before(2)
    };
    (0..line.len()).filter(is_start).collect()
}

/// The reader says where a record ends that comes after blank lines; the line with its first character is meant.
fn starts(text: &str, mut rows: Vec<Row>) -> Vec<Row> {
    let blank: Vec<bool> = text.lines().map(|line| line.trim().is_empty()).collect();
    for row in &mut rows {
        while blank.get(row.line.wrapping_sub(1)).copied().unwrap_or(false) {
            row.line += 1;
        }
    }
    rows
}

/// Excel reads a first line `sep=;`, and so do we.
fn told_separator(text: &str) -> (&str, Option<(u8, &'static str)>) {
    let Some((first, rest)) = text.split_once('\n') else { return (text, None) };
    match first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        Some([separator]) => (rest, Some((*separator, named(*separator)))),
        _ => (text, None),
    }
}

fn named(separator: u8) -> &'static str {
    match separator {
        b'\t' => "TSV",
        _ => "CSV",
    }
}

/// The character that parts most lines into the same number of columns.
fn separator(text: &str) -> (u8, &'static str) {
    let mut best = (0, b',');
    for separator in [b'\t', b';', b',', b'|'] {
        let counts = counts(text, separator);
        // a line without any says nothing: titles and notes have none
        let mut seen = [0_usize; 64];
        for count in counts.iter().filter(|c| **c > 0) {
            seen[(*count).min(63)] += 1;
        }
        let most = seen.iter().enumerate().map(|(n, times)| times * times * n.min(8)).max().unwrap_or(0);
        if most > best.0 {
            best = (most, separator);
        }
    }
    (best.1, named(best.1))
}

/// How many of a character stand outside quotes in each of the first lines.
fn counts(text: &str, separator: u8) -> Vec<usize> {
    let mut all = vec![];
    let (mut count, mut quoted) = (0, false);
    for byte in text.bytes().take(200_000) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                all.push(std::mem::take(&mut count));
                if all.len() >= 300 {
                    break;
                }
            }
            b if b == separator && !quoted => count += 1,
            _ => {}
        }
    }
    all.push(count);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let grid = read(text).unwrap();
        grid.sheets[0].rows.iter().map(|r| (r.line, r.cells.iter().map(Cell::said).collect())).collect()
    }

    #[test]
    fn the_separator_is_seen_from_the_text() {
        let two = |line, a: &str, b: &str| (line, vec![a.to_owned(), b.to_owned()]);
        assert_eq!(rows("a;b\n1,5;2\n"), [two(1, "a", "b"), two(2, "1,5", "2")]);
        assert_eq!(rows("a\tb\n1,5\t2"), [two(1, "a", "b"), two(2, "1,5", "2")]);
        assert_eq!(rows("\n\na,b\n\n\"x\n,y\",2\n3,4"), [two(3, "a", "b"), two(5, "x\n,y", "2"), two(7, "3", "4")]);
        assert_eq!(rows("sep=|\na|b\n"), [two(2, "a", "b")]);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn spaces_part_columns_below_their_names() {
        let text = "My log\n\nDate        Activity           Hours\n----------  -----------------  -----\n\
                    12/03/2025  Talk on ½ relays       2\n            Reading\n\nThat is all of it, in a line.\n";
        let grid = spaced(text).unwrap().unwrap();
        let cells = |row: &Row| (row.line, row.cells.iter().map(Cell::said).collect::<Vec<_>>().join("|"));
        let found: Vec<_> = grid.sheets[0].rows.iter().map(cells).collect();
        let wanted = [
            (1, "My log"),
            (3, "Date|Activity|Hours"),
            (5, "12/03/2025|Talk on ½ relays|2"),
            (6, "|Reading|"),
            (8, "That is all of it, in a line."),
        ];
        assert_eq!(found, wanted.map(|(line, text)| (line, text.to_owned())));
        for text in ["", "Date  Activity  Hours\n", "Prose  with  gaps\n1  2  3\n", "Date Activity Hours\n1 2 3\n"] {
            assert!(spaced(text).is_none(), "{text}");
        }
    }
}
