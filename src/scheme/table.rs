//! Tables of a scheme's folder: comma-separated texts with a line of names on top.
//!
//! What we write no spreadsheet takes for a formula; what it may have put in (a mark of UTF-8, semicolons,
//! tabs) is read as well.

use crate::paths::is_invisible;

/// The most bytes of a table.
pub(crate) const LARGEST: u64 = 256 * 1024 * 1024;

/// A table that has been read, or is to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<Row>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Row {
    /// The line in the file, from 1.
    pub line: usize,
    cells: Vec<String>,
}

/// Why a text is not such a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TableFault {
    /// It is not UTF-8.
    NotText,
    /// A column that must be there is not.
    NoColumn(&'static str),
    /// A row cannot be read.
    Row(usize, String),
}

impl std::fmt::Display for TableFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotText => f.write_str("this is not UTF-8 text"),
            Self::NoColumn(name) => write!(f, "the first line has no column `{name}`"),
            Self::Row(line, why) => write!(f, "line {line}: {why}"),
        }
    }
}

impl Table {
    /// An empty table with these columns.
    pub(crate) fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows: vec![] }
    }

    /// Reads a table that has at least some columns. Their order does not matter, nor do capitals.
    pub(crate) fn read(bytes: &[u8], required: &[&'static str]) -> Result<Self, TableFault> {
        let text = std::str::from_utf8(bytes).map_err(|_| TableFault::NotText)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let head = text.lines().next().unwrap_or_default();
        let most = [',', ';', '\t'].into_iter().rev().max_by_key(|sign| head.matches(*sign).count());
        let sign = u8::try_from(most.unwrap_or(',')).unwrap_or(b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(sign).flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut table = Self::default();
        for record in reader.records() {
            let record = record.map_err(|e| {
                let line = e.position().map_or(0, csv::Position::line);
                TableFault::Row(usize::try_from(line).unwrap_or(0), "it cannot be read".to_owned())
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let cells: Vec<String> = record.iter().map(|cell| unguarded(cell.trim()).to_owned()).collect();
            if table.columns.is_empty() {
                table.columns = cells.iter().map(|name| name.to_lowercase().replace([' ', '-'], "_")).collect();
            } else if cells.iter().any(|cell| !cell.is_empty()) {
                table.rows.push(Row { line: usize::try_from(line).unwrap_or(0), cells });
            }
        }
        let missing = required.iter().find(|name| table.column(name).is_none());
        missing.map_or(Ok(table), |name| Err(TableFault::NoColumn(name)))
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c == name)
    }

    /// The names of the columns.
    pub(crate) fn columns(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    /// The rows, in the order of the file.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A cell; empty where the row or the column has none.
    pub(crate) fn get<'t>(&self, row: &'t Row, name: &str) -> &'t str {
        self.column(name).and_then(|n| row.cells.get(n)).map_or("", String::as_str)
    }

    /// Adds a row; its cells stand in the order of the columns.
    pub(crate) fn push<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let line = self.rows.len() + 2;
        self.rows.push(Row { line, cells: cells.into_iter().map(Into::into).collect() });
    }

    /// The table as a file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = String::new();
        for cells in std::iter::once(&self.columns).chain(self.rows.iter().map(|row| &row.cells)) {
            for (n, value) in cells.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                push(&mut out, value);
            }
            out.push('\n');
        }
        out.into_bytes()
    }
}

fn push(out: &mut String, value: &str) {
    let guarded = could_run(value);
    let plain = !value.bytes().any(|b| matches!(b, b'"' | b',' | b';' | b'\r' | b'\n' | b'\t'));
    if plain && !guarded {
        out.push_str(value);
        return;
    }
    out.push('"');
    if guarded {
        out.push('\'');
    }
    out.push_str(&value.replace('"', "\"\""));
    out.push('"');
}

/// A cell without the apostrophe that keeps a spreadsheet from running it.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| could_run(rest)).unwrap_or(cell)
}

/// Could a spreadsheet take this for a formula?
fn could_run(text: &str) -> bool {
    let seen = text.chars().find(|c| !c.is_whitespace() && !is_invisible(*c));
    text.starts_with(['\t', '\r', '\n', '\0', '\''])
        || matches!(seen, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\u{2212}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let cells = ["=1+1", "a,b", "say \"no\"", "two\nlines", "'x", "Zoë", "+44", "", "plain"];
        let mut table = Table::new(&["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
        table.push(cells);
        let read = Table::read(&table.bytes(), &["a", "i"]).unwrap();
        let row = &read.rows()[0];
        let found: Vec<&str> = "abcdefghi".split("").filter(|n| !n.is_empty()).map(|n| read.get(row, n)).collect();
        assert_eq!(found, cells);
        let text = String::from_utf8(table.bytes()).unwrap();
        assert!(text.contains("\"'=1+1\"") && text.contains("\"'+44\""), "{text}");
    }

    #[test]
    fn what_a_spreadsheet_saves_is_read() {
        for text in
            ["\u{feff}Number;Full Name\r\n12;Ada\r\n;;\r\n", "number\tfull name\n12\tAda\n", "number,full-name\n12,Ada"]
        {
            let table = Table::read(text.as_bytes(), &["number", "full_name"]).unwrap();
            assert_eq!(table.rows().len(), 1, "{text}");
            assert_eq!(
                (table.get(&table.rows()[0], "number"), table.get(&table.rows()[0], "full_name")),
                ("12", "Ada")
            );
        }
        assert_eq!(Table::read(b"number\n1\n", &["name"]), Err(TableFault::NoColumn("name")));
        assert_eq!(Table::read(b"\xff", &[]), Err(TableFault::NotText));
    }
}
