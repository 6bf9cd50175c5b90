//! Tables in a page of Markdown, or of its bars alone.

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};

/// Does a text hold a table of Markdown: a line of bars and hyphens below one with bars?
pub(super) fn holds_a_table(text: &str) -> bool {
    let mut before = "";
    for line in text.lines().take(20_000) {
        if is_rule(line) && before.contains('|') {
            return true;
        }
        before = line;
    }
    false
}

/// Reads each table as a sheet that is named as the heading above it. Other text is no row.
pub(super) fn read(text: &str) -> Result<Grid, Unreadable> {
    let mut sheets: Vec<Sheet> = vec![];
    let mut heading = String::new();
    let mut count = Count::default();
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        if line.starts_with('#') {
            line.trim_start_matches('#').trim().clone_into(&mut heading);
        }
        if !(line.contains('|') && lines.get(at + 1).is_some_and(|next| is_rule(next))) {
            at += 1;
            continue;
        }
        let mut rows = vec![];
        let first = at;
        while let Some(line) = lines.get(at).map(|l| l.trim()).filter(|l| l.contains('|')) {
            if at != first + 1 {
                let cells = cells(line);
                count.row(rows.len(), cells.len())?;
                rows.push(Row { line: at + 1, hidden: false, cells });
            }
            at += 1;
        }
        sheets.push(Sheet { name: heading.clone(), rows, ..Sheet::default() });
    }
    Ok(Grid { format: "Markdown table", sheets, ..Grid::default() })
}

/// `| --- | ---: |`
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// The cells of a line; `\|` is a bar of the text.
fn cells(line: &str) -> Vec<Cell> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut all = vec![];
    let mut cell = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => cell.extend(chars.next()),
            '|' => all.push(Cell::of(plain(&std::mem::take(&mut cell)))),
            c => cell.push(c),
        }
    }
    if !cell.trim().is_empty() {
        all.push(Cell::of(plain(&cell)));
    }
    all
}

/// A cell that is bold as a whole is not part of the text.
fn plain(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("**").and_then(|t| t.strip_suffix("**"));
    inner.filter(|t| !t.contains("**")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_a_page_are_found() {
        let text = "# A | b\n\n| x | y \\| z |\n|---|:-:|\n| **1** |  |\ntext | here\n\nno | table\n";
        assert!(holds_a_table(text));
        let grid = read(text).unwrap();
        assert_eq!(grid.sheets.len(), 1);
        let said: Vec<Vec<String>> =
            grid.sheets[0].rows.iter().map(|r| r.cells.iter().map(Cell::said).collect()).collect();
        assert_eq!(said, [vec!["x", "y | z"], vec!["1", ""], vec!["text", "here"]]);
        assert!(!holds_a_table("a | b\n1 | 2\n"));
    }
}
