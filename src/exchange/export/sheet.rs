//! A table on its way out.

use crate::model::{Day, Minutes};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A word of ours: no spreadsheet takes it for a formula.
    Word(&'static str),
    Number(i64),
    /// A number with decimals, as it is written.
    Decimal(String),
    /// A length of time, as hours.
    Hours(Minutes),
    /// The same with as many digits as bring every minute back.
    ExactHours(Minutes),
    Day(Day),
}

impl Cell {
    /// A text; an empty one is no cell.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A number as it is written.
    pub(crate) fn number(text: &str) -> Self {
        let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
        if is_number { Self::Decimal(text.to_owned()) } else { Self::text(text) }
    }

    /// Yes or no.
    pub(crate) fn flag(flag: bool) -> Self {
        Self::Word(if flag { "yes" } else { "no" })
    }

    /// Several texts: a semicolon stands between them, and a backslash before one that is part of a text.
    pub(crate) fn list(all: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let escaped = |text: &str| text.replace('\\', "\\\\").replace(';', "\\;");
        let all: Vec<String> = all.into_iter().map(|text| escaped(text.as_ref())).collect();
        Self::text(all.join("; "))
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The same with no text longer than so many UTF-16 units: what is left stands in further columns, `body 2`.
    pub(crate) fn cut(mut self, most: usize) -> Self {
        for column in 0..self.head.len() {
            let mut part = 2;
            let mut at = column;
            loop {
                let rest: Vec<Option<String>> = self.rows.iter_mut().map(|row| cut_off(&mut row[at], most)).collect();
                if rest.iter().all(Option::is_none) {
                    break;
                }
                self.head.push(format!("{} {part}", self.head[column]));
                for (row, rest) in self.rows.iter_mut().zip(rest) {
                    row.push(rest.map_or(Cell::Empty, Cell::Text));
                }
                at = self.head.len() - 1;
                part += 1;
            }
        }
        self
    }
}

/// A length of time as a number of hours, to a hundredth: `2.5`.
pub(crate) fn decimal(minutes: Minutes) -> String {
    let hundredths = (minutes.0 * 100 + 30) / 60;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A length of time as a number of hours, from which the minutes can be told again: `0.3333`.
pub(crate) fn exact_decimal(minutes: Minutes) -> String {
    let parts = (minutes.0 * 10_000 + 30) / 60;
    let text = format!("{}.{:04}", parts / 10_000, parts % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Shortens a text; answers what was cut off.
fn cut_off(cell: &mut Cell, most: usize) -> Option<String> {
    let Cell::Text(text) = cell else { return None };
    if text.len() <= most {
        return None;
    }
    let mut units = 0;
    let at = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > most
    });
    at.map(|(at, _)| text.split_off(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_parts_apart() {
        assert_eq!(Cell::list(["a", "b;c", "d\\"]), Cell::Text("a; b\\;c; d\\\\".to_owned()));
        assert_eq!(Cell::list(Vec::<String>::new()), Cell::Empty);
    }

    #[test]
    fn hours_are_numbers() {
        let all = [(150, "2.5"), (0, "0"), (60, "1"), (20, "0.33"), (45, "0.75"), (601, "10.02"), (6_000, "100")];
        for (minutes, text) in all {
            assert_eq!(decimal(Minutes(minutes)), text);
        }
        for (minutes, text) in [(150, "2.5"), (20, "0.3333"), (1, "0.0167"), (100, "1.6667"), (0, "0")] {
            assert_eq!(exact_decimal(Minutes(minutes)), text);
        }
    }

    #[test]
    fn long_texts_go_on_in_further_columns() {
        let row = |text: &str| vec![Cell::Number(1), Cell::text(text)];
        let sheet = Sheet {
            name: String::new(),
            head: vec!["n".into(), "body".into()],
            rows: vec![row("ab"), row("abcdé€𝄞x")],
        };
        let cut = sheet.cut(3);
        assert_eq!(cut.head, ["n", "body", "body 2", "body 3"]);
        let texts = |n: usize| {
            cut.rows[n][1..].iter().map(|c| if let Cell::Text(t) = c { t.as_str() } else { "" }).collect::<Vec<_>>()
        };
        assert_eq!(texts(0), ["ab", "", ""]);
        assert_eq!(texts(1), ["abc", "dé€", "𝄞x"]);
    }
}
