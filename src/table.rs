//! Tables for spreadsheets: RFC 4180, with a mark for UTF-8 at the start, since the most used of them
//! guesses otherwise.
//!
//! No cell can run as a formula. A text that a spreadsheet could take for one, or that begins with an
//! apostrophe, gets an apostrophe before it: whoever reads the table by program takes one off ([`unguarded`]).

use std::borrow::Cow;

use crate::model::Day;
use crate::model::time::iso;
use crate::paths::is_invisible;

/// A table that is being written.
#[derive(Debug)]
pub(crate) struct Table {
    out: String,
    fresh: bool,
}

impl Table {
    /// A table with a row of names.
    pub(crate) fn new(columns: &[&str], rows: usize) -> Self {
        let mut table = Self { out: String::with_capacity(200 + rows * 200), fresh: true };
        table.out.push('\u{feff}');
        for column in columns {
            table.text(column);
        }
        table.end();
        table
    }

    fn next(&mut self) {
        if !self.fresh {
            self.out.push(',');
        }
        self.fresh = false;
    }

    /// Ends a row.
    pub(crate) fn end(&mut self) {
        self.out.push_str("\r\n");
        self.fresh = true;
    }

    /// The file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// A number, a date or a word of ours, which no spreadsheet takes for a formula.
    pub(crate) fn plain(&mut self, value: &str) {
        self.next();
        self.out.push_str(value);
    }

    /// Yes or no.
    pub(crate) fn flag(&mut self, value: bool) {
        self.plain(if value { "yes" } else { "no" });
    }

    /// A day.
    pub(crate) fn day(&mut self, value: Option<Day>) {
        self.plain(&value.map(iso).unwrap_or_default());
    }

    /// Texts in one cell.
    pub(crate) fn list(&mut self, values: impl IntoIterator<Item = impl AsRef<str>>) {
        let mut all = String::new();
        for value in values {
            if !all.is_empty() {
                all.push_str("; ");
            }
            all.push_str(value.as_ref());
        }
        self.text(&all);
    }

    /// A text; one that could run gets a guard.
    pub(crate) fn text(&mut self, value: &str) {
        self.next();
        let guarded = could_run(value);
        if !guarded
            && !value.bytes().any(|b| matches!(b, b'"' | b',' | b';' | b'\r' | b'\n'))
            && value.trim().len() == value.len()
        {
            self.out.push_str(value);
            return;
        }
        self.out.push('"');
        if guarded {
            self.out.push('\'');
        }
        for (n, part) in value.split('"').enumerate() {
            if n > 0 {
                self.out.push_str("\"\"");
            }
            self.out.push_str(part);
        }
        self.out.push('"');
    }
}

/// A text as it stands in a cell.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if could_run(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell.
pub(crate) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| could_run(text)).unwrap_or(cell)
}

/// Could a spreadsheet take this for a formula, now or after it has dropped what it does not see?
fn could_run(text: &str) -> bool {
    let first = text.chars().next();
    let seen = text.chars().find(|c| !c.is_whitespace() && !is_invisible(*c));
    matches!(first, Some('\t' | '\r' | '\n' | '\0' | '\''))
        || matches!(
            seen,
            Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '\u{2212}')
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        let mut table = Table { out: String::new(), fresh: true };
        table.text(text);
        table.out
    }

    #[test]
    fn cells_are_texts() {
        assert_eq!(cell("plain text"), "plain text");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
        assert_eq!((guarded("'x").as_ref(), unguarded("''x"), unguarded("'tis")), ("''x", "'x", "'tis"));
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u{a0}=1", "\u{200b}=1", "＝1", "'x", "\0=1"] {
            assert!(cell(text).starts_with("\"'"), "{text:?}: {}", cell(text));
            assert_eq!(unguarded(&guarded(text)), text);
        }
    }
}
