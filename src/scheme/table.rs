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
    /// That line as it stands in the file.
    text: String,
    cells: Vec<String>,
}

impl Row {
    /// A fault of this line.
    pub(crate) fn fault(&self, why: impl Into<String>) -> TableFault {
        TableFault::Row { line: self.line, text: self.text.clone(), why: why.into(), hint: None }
    }
}

/// Why a text is not such a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TableFault {
    /// It is not UTF-8.
    NotText,
    /// A column that must be there is not: its name, and the heads that are there.
    NoColumn(&'static str, Vec<String>),
    /// A head that nobody reads, and the one that was meant.
    Unknown(String, &'static str),
    /// A row cannot be read.
    Row {
        /// Its line, from 1.
        line: usize,
        /// The line as it stands there.
        text: String,
        /// Why.
        why: String,
        /// What to do about it, where more can be said than that it has to be put right.
        hint: Option<String>,
    },
}

impl TableFault {
    /// The same, with what to do about it.
    pub(crate) fn with_hint(mut self, words: impl Into<String>) -> Self {
        if let Self::Row { hint, .. } = &mut self {
            *hint = Some(words.into());
        }
        self
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::NotText => "save it as UTF-8: `CSV UTF-8` in a spreadsheet".to_owned(),
            Self::NoColumn(name, _) => format!("write `{name}` above that column, in the first line"),
            Self::Unknown(name, near) => format!("write `{near}` for `{name}` in the first line"),
            Self::Row { hint: Some(hint), .. } => hint.clone(),
            Self::Row { .. } => "put that line right, and run this again".to_owned(),
        }
    }

    /// The line, as it stands in the file.
    pub(crate) fn excerpt(&self) -> Option<String> {
        let Self::Row { line, text, .. } = self else { return None };
        let text: String = text.chars().take(200).collect();
        (!text.is_empty()).then(|| format!("{line} | {text}"))
    }
}

impl std::fmt::Display for TableFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotText => f.write_str("this is not UTF-8 text"),
            Self::NoColumn(name, heads) if heads.iter().all(String::is_empty) => {
                write!(f, "the first line has no column `{name}`: it is empty")
            }
            Self::NoColumn(name, heads) => {
                write!(f, "the first line has no column `{name}`: it has {}", crate::diag::list(heads))
            }
            Self::Unknown(name, ..) => write!(f, "nothing reads the column `{name}`"),
            Self::Row { line, why, .. } => write!(f, "line {line}: {why}"),
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
        let head = text.split(['\r', '\n']).find(|line| !line.is_empty()).unwrap_or_default();
        let most = [',', ';', '\t'].into_iter().rev().max_by_key(|sign| head.matches(*sign).count());
        let sign = u8::try_from(most.unwrap_or(',')).unwrap_or(b',');
        quotes(text, sign)?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(sign).flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut table = Self::default();
        let mut lines = Lines::of(text);
        for record in reader.records() {
            let record = record.map_err(|e| {
                let (line, text) = lines.at(e.position().map_or(0, csv::Position::byte));
                TableFault::Row { line, text, why: "it cannot be read".to_owned(), hint: None }
            })?;
            let (line, text) = lines.at(record.position().map_or(0, csv::Position::byte));
            let cells: Vec<String> = record.iter().map(|cell| unguarded(cell.trim()).to_owned()).collect();
            if table.columns.is_empty() {
                table.columns = cells.iter().map(|name| name.to_lowercase().replace([' ', '-'], "_")).collect();
            } else if cells.iter().any(|cell| !cell.is_empty()) {
                table.rows.push(Row { line, text, cells });
            }
        }
        match required.iter().find(|name| table.column(name).is_none()) {
            None => Ok(table),
            Some(name) => Err(TableFault::NoColumn(name, table.columns)),
        }
    }

    /// The same table, where no head is one of these misspelt. One that is near to none is somebody's own.
    pub(crate) fn spelt(self, known: &[&'static str]) -> Result<Self, TableFault> {
        let slip = self.unread(known).into_iter().find_map(|(name, near)| Some((name.to_owned(), near?)));
        slip.map_or(Ok(self), |(name, near)| Err(TableFault::Unknown(name, near)))
    }

    /// Heads that nothing reads, each with the one that may have been meant.
    pub(crate) fn unread<'t>(&'t self, known: &[&'static str]) -> Vec<(&'t str, Option<&'static str>)> {
        let named = self.columns.iter().map(String::as_str);
        let unread = named.filter(|name| !name.is_empty() && !known.contains(name));
        // one that is there already was not meant
        let free: Vec<&'static str> = known.iter().copied().filter(|name| self.column(name).is_none()).collect();
        unread.map(|name| (name, crate::diag::nearest(name, free.iter().copied()))).collect()
    }

    /// Has it this column?
    pub(crate) fn has(&self, name: &str) -> bool {
        self.column(name).is_some()
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
        self.rows.push(Row { line, text: String::new(), cells: cells.into_iter().map(Into::into).collect() });
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

/// Finds the lines of places in a text, from its beginning on.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The number and the text of the line that begins at a byte, or behind the empty lines there.
    fn at(&mut self, byte: u64) -> (usize, String) {
        let bytes = self.text.as_bytes();
        let mut to = usize::try_from(byte).unwrap_or(usize::MAX).clamp(self.at, bytes.len());
        while bytes.get(to).is_some_and(|b| matches!(b, b'\r' | b'\n')) {
            to += 1;
        }
        self.line += ends(&bytes[self.at..to]);
        self.at = to;
        (self.line, first(self.text.get(to..).unwrap_or_default()).to_owned())
    }
}

/// How many lines end in a text: with a line feed, a carriage return (tables of old programs have them alone), or both.
fn ends(bytes: &[u8]) -> usize {
    let is_end = |(n, b): &(usize, &u8)| **b == b'\n' || **b == b'\r' && bytes.get(n + 1) != Some(&b'\n');
    bytes.iter().enumerate().filter(is_end).count()
}

/// The first line of a text.
fn first(text: &str) -> &str {
    text.split(['\r', '\n']).next().unwrap_or_default()
}

/// Is every cell that begins with a quotation mark closed by one, with a separator behind it? Otherwise the lines that
/// follow would become part of that cell.
fn quotes(text: &str, sign: u8) -> Result<(), TableFault> {
    let bytes = text.as_bytes();
    let (mut at, mut starts) = (0, true);
    while at < bytes.len() {
        if !(starts && bytes[at] == b'"') {
            starts = bytes[at] == sign || matches!(bytes[at], b'\n' | b'\r');
            at += 1;
            continue;
        }
        let open = at;
        at += 1;
        loop {
            match bytes.get(at) {
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                Some(b'"') => break,
                Some(_) => at += 1,
                None => return Err(unclosed(text, open)),
            }
        }
        at += 1;
        let behind = bytes[at..].iter().find(|b| **b != b' ');
        if behind.is_some_and(|b| *b != sign && !matches!(b, b'\n' | b'\r')) {
            return Err(unclosed(text, open));
        }
        starts = false;
    }
    Ok(())
}

fn unclosed(text: &str, open: usize) -> TableFault {
    let start = text[..open].rfind(['\r', '\n']).map_or(0, |n| n + 1);
    let line = ends(&text.as_bytes()[..open]) + 1;
    let whole = first(&text[start..]);
    let why = format!("the quotation mark in column {} is not closed", text[start..open].chars().count() + 1);
    TableFault::Row {
        line,
        text: whole.to_owned(),
        why,
        hint: Some("close it at the end of that cell; a mark inside of one is written twice: `\"\"`".to_owned()),
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
        let fault = Table::read(b"Number;Full name\n1;A\n", &["name"]).unwrap_err();
        assert_eq!(fault.to_string(), "the first line has no column `name`: it has `number` and `full_name`");
        assert_eq!(Table::read(b"\xff", &[]), Err(TableFault::NotText));
    }

    #[test]
    fn a_line_has_the_number_that_an_editor_shows() {
        for (text, lines) in [
            ("a,b\n1,2\n3,4\n", [2, 3]),
            ("a,b\r\n1,2\r\n3,4\r\n", [2, 3]),
            ("a,b\r\n\r\n\r\n1,2\r\n\r\n3,4", [4, 6]),
            ("\u{feff}a,b\n\n\n1,2\n\n\n3,4\n", [4, 7]),
            ("a,b\n1,\"x\ny\"\n3,4\n", [2, 4]),
            ("a,b\n;;,\n3,4\n", [2, 3]),
            ("a,b\r1,2\r3,4\r", [2, 3]),
            ("a,b\r\r1,\"x\ry\"\r\r3,4", [3, 6]),
            ("a,b\r\n1,\"x\r\ny\"\r\n3,4\r\n", [2, 4]),
            ("a,b\r1,2\n\r3,4\r", [2, 4]),
        ] {
            let table = Table::read(text.as_bytes(), &["a"]).unwrap();
            assert_eq!(table.rows().iter().map(|r| r.line).collect::<Vec<_>>(), lines, "{text:?}");
            let fault = table.rows()[1].fault("no");
            assert_eq!(fault.excerpt().unwrap(), format!("{} | 3,4", lines[1]), "{text:?}");
        }
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_an_error_of_its_line() {
        let fault = |text: &str| Table::read(text.as_bytes(), &[]).unwrap_err();
        for (text, line) in [
            ("n,name\n1,\"Mary\n2,Ben\n", 2),
            ("n,name\r\n1,A\r\n2,\"Mary-Ann\r\n3,\"x\"\r\n", 3),
            ("n,name\n1,A\n\"2,Ben\n3,C\n", 3),
            ("n,name\r1,A\r2,\"Ben\r3,C\r", 3),
        ] {
            let found = fault(text);
            let shown = found.excerpt().unwrap();
            assert!(shown.starts_with(&format!("{line} | ")) && !shown.contains(['\r', '\n']), "{text:?} {shown}");
            assert!(
                found.to_string().starts_with(&format!("line {line}: the quotation mark in column ")),
                "{text:?} {found}"
            );
            assert!(found.hint().contains("close it"));
        }
        for fine in ["a,b\n1,\"two\nlines\"\n", "a,b\n1,say \"no\"\n", "a,b\n\"x\" ,\"say \"\"no\"\"\"\n"] {
            assert!(Table::read(fine.as_bytes(), &[]).is_ok(), "{fine:?}");
        }
    }

    #[test]
    fn a_head_that_nobody_reads_is_named_with_what_was_meant() {
        let table = || Table::read(b"id,name,conflict\n", &[]).unwrap();
        let fault = table().spelt(&["id", "name", "conflicts"]).unwrap_err();
        assert_eq!(fault.hint(), "write `conflicts` for `conflict` in the first line");
        assert!(table().spelt(&["id", "name", "conflict"]).is_ok());
        assert!(table().spelt(&["id", "name", "email"]).is_ok());
        let table = Table::read(b"number,Employers,shoe size\n", &[]).unwrap();
        assert_eq!(table.unread(&["number", "employer"]), [("employers", Some("employer")), ("shoe_size", None)]);
    }
}
