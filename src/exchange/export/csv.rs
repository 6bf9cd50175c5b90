//! A table as CSV.

use super::sheet::{Cell, Sheet};
use crate::table::Table;

/// Makes the file.
pub(crate) fn make(sheet: &Sheet) -> Vec<u8> {
    let head: Vec<&str> = sheet.head.iter().map(String::as_str).collect();
    let mut table = Table::new(&head, sheet.rows.len());
    for row in &sheet.rows {
        for cell in row {
            match cell {
                Cell::Empty => table.plain(""),
                Cell::Text(text) => table.text(text),
                Cell::Word(word) => table.plain(word),
                Cell::Number(number) => table.plain(&number.to_string()),
                Cell::Decimal(number) => table.plain(number),
                Cell::Hours(minutes) => table.plain(&super::sheet::decimal(*minutes)),
                Cell::ExactHours(minutes) => table.plain(&super::sheet::exact_decimal(*minutes)),
                Cell::Day(day) => table.day(Some(*day)),
            }
        }
        table.end();
    }
    table.finish()
}
