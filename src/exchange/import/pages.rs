//! Tables in a page of Markdown, or of its bars alone.

use std::collections::HashMap;

use super::grid::{Cell, Count, Grid, Row, Sheet, Unreadable};

/// How many bytes the footnotes of all rows have.
const MOST_NOTED: usize = 64 * 1024 * 1024;

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

/// Reads each table as a sheet that is named as the heading above it. Items of lists beside them that hold a number may
/// tell of something that was done: each is a row by itself. Other text is no row.
pub(super) fn read(text: &str) -> Result<Grid, Unreadable> {
    let mut sheets: Vec<Sheet> = vec![];
    let mut heading = String::new();
    let mut count = Count::default();
    let lines: Vec<&str> = text.lines().collect();
    let notes = footnotes(&lines);
    let mut noted = 0;
    let mut at = 0;
    let mut items: Vec<Row> = vec![];
    while at < lines.len() {
        let line = lines[at].trim();
        if line.starts_with('#') {
            line.trim_start_matches('#').trim().clone_into(&mut heading);
        }
        if !(line.contains('|') && lines.get(at + 1).is_some_and(|next| is_rule(next))) {
            if let Some(item) = item(line) {
                count.row(items.len(), 1)?;
                items.push(Row { line: at + 1, hidden: false, cells: vec![Cell::of(item)] });
            }
            at += 1;
            continue;
        }
        let mut rows = vec![];
        let mut extras: Vec<Extra<'_>> = vec![];
        let first = at;
        while let Some(line) = lines.get(at).map(|l| l.trim()).filter(|l| l.contains('|')) {
            if at != first + 1 {
                let mut extra = Extra::default();
                let cells = cells(line).iter().map(|c| Cell::of(&extra.take(plain(c), &notes))).collect::<Vec<_>>();
                count.row(rows.len(), cells.len() + 2)?;
                // many rows may name one long footnote
                noted += extra.notes.iter().map(|note| note.len()).sum::<usize>();
                if noted > MOST_NOTED {
                    return Err(Unreadable::TooLarge("bytes of footnotes", MOST_NOTED));
                }
                extras.push(extra);
                rows.push(Row { line: at + 1, hidden: false, cells });
            }
            at += 1;
        }
        widen(&mut rows, &extras);
        sheets.push(Sheet { name: heading.clone(), rows, ..Sheet::default() });
    }
    if !items.is_empty() {
        sheets.push(Sheet { name: "beside the tables".to_owned(), rows: items, ..Sheet::default() });
    }
    Ok(Grid { format: "Markdown table", sheets, ..Grid::default() })
}

/// The words of an item of a list in which a number stands.
fn item(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = || (digits > 0).then(|| line[digits..].strip_prefix(['.', ')'])).flatten();
    let words = line.strip_prefix(['-', '*', '+']).or_else(numbered)?.strip_prefix(' ')?;
    words.bytes().any(|b| b.is_ascii_digit()).then(|| words.trim())
}

/// `| --- | ---: |`
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// The texts between the bars of a line; `\|` is a bar of the text.
fn cells(line: &str) -> Vec<String> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut all = vec![];
    let mut cell = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => cell.extend(chars.next()),
            '|' => all.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if !cell.trim().is_empty() {
        all.push(cell);
    }
    all
}

/// A cell that is bold, slanted or struck out as a whole is not so in the text.
fn plain(text: &str) -> &str {
    let text = text.trim();
    for mark in ["**", "__", "~~", "*", "_"] {
        let inner = text.strip_prefix(mark).and_then(|t| t.strip_suffix(mark));
        if let Some(inner) = inner.filter(|t| !t.is_empty() && !t.contains(mark)) {
            return plain(inner);
        }
    }
    text
}

/// What stands in a row of Markdown beside its texts.
#[derive(Default)]
struct Extra<'t> {
    links: Vec<String>,
    notes: Vec<&'t str>,
}

/// The texts of footnotes by their names.
type Footnotes<'t> = HashMap<&'t str, &'t str>;

impl<'n> Extra<'n> {
    /// The words of a cell: the addresses of links and the texts of footnotes are kept apart.
    fn take(&mut self, text: &str, notes: &Footnotes<'n>) -> String {
        if let Some(shown) = self.link(text) {
            return shown;
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['[', '<']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some((shown, more)) = self.piece(rest, notes) {
                out.push_str(&shown);
                rest = more;
            } else {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
        out.push_str(rest);
        out
    }

    fn piece<'t>(&mut self, text: &'t str, notes: &Footnotes<'n>) -> Option<(String, &'t str)> {
        for line_break in ["<br>", "<br/>", "<br />", "<BR>"] {
            if let Some(rest) = text.strip_prefix(line_break) {
                return Some((" ".to_owned(), rest));
            }
        }
        if let Some(inner) = text.strip_prefix("[^") {
            // a name ends before the next one begins: a row of beginnings is read once
            let end = inner.find([']', '[']).filter(|end| inner[*end..].starts_with(']'))?;
            let note = notes.get(&inner[..end])?;
            self.notes.push(note);
            return Some((String::new(), &inner[end + 1..]));
        }
        None
    }

    /// The words of a cell that is a link and nothing else.
    fn link(&mut self, text: &str) -> Option<String> {
        let (shown, address) = text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
        if shown.contains(['[', ']']) || address.contains([' ', ')', '(']) {
            return None;
        }
        self.links.push(address.to_owned());
        Some(plain(shown).to_owned())
    }
}

/// `[^1]: Online, because of the strike.`: the first of each name.
fn footnotes<'t>(lines: &[&'t str]) -> Footnotes<'t> {
    let mut all = HashMap::new();
    for line in lines {
        if let Some((name, text)) = line.trim_start().strip_prefix("[^").and_then(|rest| rest.split_once("]:")) {
            all.entry(name).or_insert(text.trim());
        }
    }
    all
}

/// Gives a table columns for what stands beside its texts, where there is any. The first row is its head.
fn widen(rows: &mut [Row], extras: &[Extra<'_>]) {
    let width = rows.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let mut at = width;
    for name in ["Link", "Footnote"] {
        let of = |extra: &Extra<'_>| if name == "Link" { extra.links.join(" ") } else { extra.notes.join(" ") };
        if extras.iter().all(|e| of(e).is_empty()) {
            continue;
        }
        for (n, (row, extra)) in rows.iter_mut().zip(extras).enumerate() {
            let text = if n == 0 { name.to_owned() } else { of(extra) };
            if !text.is_empty() {
                row.cells.resize(at + 1, Cell::Empty);
                row.cells[at] = Cell::of(&text);
            }
        }
        at += 1;
    }
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

    #[test]
    fn items_beside_a_table_are_not_passed_over() {
        let text = "- why: because\n\n| Date | What |\n|---|---|\n| 2025-01-06 | A |\n\n# 2025\n- 2025-02-01: Reading (1.5h)\n\
                    1. Talk, 2 hours\n2. no number\n2025 was good\n";
        let grid = read(text).unwrap();
        let items: Vec<(usize, String)> = grid.sheets[1].rows.iter().map(|r| (r.line, r.cell(0).said())).collect();
        assert_eq!(items, [(8, "2025-02-01: Reading (1.5h)".to_owned()), (9, "Talk, 2 hours".to_owned())]);
    }

    #[test]
    fn what_is_made_to_take_long_is_read_or_refused_at_once() {
        let table =
            |cell: &str, below: &str| read(&format!("| Date | What |\n|---|---|\n| 3 Feb | {cell} |\n\n{below}"));
        for cell in ["[^", "[^x", "<", "["] {
            let cell = cell.repeat(500_000);
            assert_eq!(table(&cell, "[^1]: Online.\n").unwrap().sheets[0].rows[1].cells[1].said(), cell);
        }
        let notes: String = (0..100_000).map(|n| format!("[^{n}]: {n}\n[^{n}]: second\n")).collect();
        let cell: String = (0..100_000).rev().map(|n| format!("[^{n}]")).collect();
        let grid = table(&cell, &notes).unwrap();
        assert!(grid.sheets[0].rows[1].cells[2].said().starts_with("99999 99998 "));
        let long = format!("[^1]: {}\n", "x".repeat(1_000_000));
        assert!(matches!(table(&"[^1]".repeat(1_000), &long), Err(Unreadable::TooLarge(..))));
    }

    #[test]
    fn marks_are_no_part_of_a_text_and_what_they_hold_is_kept() {
        let text = "| Date | What |\n|---|---|\n| 3 Feb | *Visit* |\n| 4 Feb | ~~Talk~~ |\n| 5 Feb | Report<br>writing |\n\
                    | 6 Feb | ICE talk[^1] |\n| 7 Feb | [Slopes](https://example.org/x) |\n| 8 Feb | a [b] c, [d](https://example.org/y) |\n\n[^1]: Online.\n";
        let grid = read(text).unwrap();
        let said: Vec<Vec<String>> =
            grid.sheets[0].rows.iter().map(|r| r.cells.iter().skip(1).map(Cell::said).collect()).collect();
        let wanted = [
            vec!["What", "Link", "Footnote"],
            vec!["Visit"],
            vec!["Talk"],
            vec!["Report writing"],
            vec!["ICE talk", "", "Online."],
            vec!["Slopes", "https://example.org/x"],
            vec!["a [b] c, [d](https://example.org/y)"],
        ];
        assert_eq!(said, wanted);
    }
}
