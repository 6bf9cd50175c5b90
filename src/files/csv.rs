//! Tables for spreadsheets: RFC 4180, with a mark for UTF-8 at the start, since the most used of them
//! guesses otherwise.
//!
//! No cell can run as a formula. A text that a spreadsheet could take for one, or that begins with an
//! apostrophe, gets an apostrophe before it: whoever reads the table by program takes one off.

use crate::facts::files::{DIRECTORY_COLUMNS, activity_columns};
use crate::facts::{Site, address};
use crate::model::time::iso;
use crate::model::{Day, ItemHours, Word, keys};
use crate::paths::is_invisible;
use crate::sight::{SeenEntry, Value};

/// Makes `data/activities.csv`: the oldest first.
pub(super) fn activities(site: &Site<'_>) -> Vec<u8> {
    let mut table = Table::new(&activity_columns(), site.seen.entries.len());
    for entry in &site.seen.entries {
        activity(&mut table, site, entry);
    }
    table.finish()
}

fn activity(table: &mut Table, site: &Site<'_>, entry: &SeenEntry<'_>) {
    table.text(&entry.key);
    table.day(Some(entry.days.first));
    table.day(Some(entry.days.last));
    table.text(entry.title.unwrap_or_default());
    table.plain(&entry.minutes.0.to_string());
    table.plain(&entry.minutes.clock());
    table.text(entry.activity_type.map_or("", |k| k.as_str()));
    match entry.categories {
        [one] => table.text(one.category.as_str()),
        parts => table.list(parts.iter().map(|p| format!("{}: {}", p.category, p.minutes.data()))),
    }
    table.flag(entry.planned);
    table.plain(site.why_not(entry).unwrap_or("yes"));
    for key in keys::ENTRY.keys.iter().filter(|key| key.told) {
        match entry.value(key.name) {
            Value::Line(text) => table.text(text.unwrap_or_default()),
            Value::Lines(all) => table.list(all),
            Value::Words(all) => table.list(all.iter().map(Word::as_str)),
            Value::Plan(all) => table.list(all.iter().map(|id| id.as_str())),
            Value::Flag(flag) => table.flag(flag),
            Value::Count(count) => table.plain(&count.to_string()),
        }
    }
    table.text(&site.routes.entry(entry).map(crate::paths::OutPath::url).unwrap_or_default());
    table.end();
}

/// Makes `data/directory.csv`: by id.
pub(super) fn directory(site: &Site<'_>) -> Vec<u8> {
    let mut table = Table::new(DIRECTORY_COLUMNS, site.seen.directory.len());
    for item in site.seen.directory.values() {
        table.text(item.id.as_str());
        table.text(&item.title);
        table.text(item.provider.as_deref().unwrap_or_default());
        table.text(item.activity_type.as_ref().map_or("", |k| k.as_str()));
        match item.hours {
            ItemHours::Fixed(minutes) => table.plain(&minutes.0.to_string()),
            ItemHours::Open => table.plain(""),
        }
        table.plain(item.price.word());
        table.text(item.amount.as_deref().unwrap_or_default());
        table.list(item.categories.iter().map(Word::as_str));
        table.list(&item.audience);
        table.text(item.url.as_deref().unwrap_or_default());
        table.text(item.source_of_facts.as_deref().unwrap_or_default());
        table.day(item.checked);
        table.flag(item.confirmed);
        table.text(&address::item(&item.id));
        table.end();
    }
    table.finish()
}

/// A table that is being written.
struct Table {
    out: String,
    fresh: bool,
}

impl Table {
    fn new(columns: &[&str], rows: usize) -> Self {
        let mut table = Self { out: String::with_capacity(200 + rows * 200), fresh: true };
        table.out.push('\u{feff}');
        for column in columns {
            table.plain(column);
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

    fn end(&mut self) {
        self.out.push_str("\r\n");
        self.fresh = true;
    }

    fn finish(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// A number, a date or a word of ours, which no spreadsheet takes for a formula.
    fn plain(&mut self, value: &str) {
        self.next();
        self.out.push_str(value);
    }

    fn flag(&mut self, value: bool) {
        self.plain(if value { "yes" } else { "no" });
    }

    fn day(&mut self, value: Option<Day>) {
        self.plain(&value.map(iso).unwrap_or_default());
    }

    fn list(&mut self, values: impl IntoIterator<Item = impl AsRef<str>>) {
        let mut all = String::new();
        for value in values {
            if !all.is_empty() {
                all.push_str("; ");
            }
            all.push_str(value.as_ref());
        }
        self.text(&all);
    }

    fn text(&mut self, value: &str) {
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
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u{a0}=1", "\u{200b}=1", "＝1", "'x", "\0=1"] {
            assert!(cell(text).starts_with("\"'"), "{text:?}: {}", cell(text));
        }
    }
}
