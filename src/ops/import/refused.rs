//! Rows that were refused, as a table to mend and to import: `imports/NAME.refused.csv`.

use super::prepared::RefusedRow;
use crate::exchange::import::names::REFUSED;

/// The table: a head for each kind of row, and blank lines between.
pub(super) fn text(rows: &[RefusedRow]) -> String {
    let mut out = String::new();
    let mut head: Option<Vec<&str>> = None;
    for row in rows {
        let names: Vec<&str> = row.cells.iter().map(|(name, _)| name.as_str()).collect();
        if head.as_ref() != Some(&names) {
            if head.is_some() {
                out.push('\n');
            }
            line(&mut out, REFUSED.into_iter().chain(names.iter().copied()));
            head = Some(names);
        }
        let place = if row.place.sheet.is_empty() {
            row.place.line.to_string()
        } else {
            format!("{} {}", row.place.sheet, row.place.line)
        };
        let values = row.cells.iter().map(|(_, value)| value.as_str());
        let about = [place.as_str(), row.refusal.reason.as_str(), row.refusal.fix.as_str()];
        line(&mut out, about.into_iter().chain(values));
    }
    out
}

fn line<'v>(out: &mut String, values: impl Iterator<Item = &'v str>) {
    for (n, value) in values.enumerate() {
        if n > 0 {
            out.push(',');
        }
        if value.contains([',', '"', '\n', '\r', ';']) || value.starts_with(' ') {
            out.push_str(&format!("\"{}\"", value.replace('"', "\"\"")));
        } else {
            out.push_str(value);
        }
    }
    out.push('\n');
}
