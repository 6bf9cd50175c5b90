//! Who did what and when: a line for every step that changed something.

use super::table::{Table, TableFault};
use crate::model::Day;
use crate::model::time::iso;

/// Where it stands.
pub(crate) const PATH: &str = "journal.csv";

const COLUMNS: [&str; 4] = ["day", "who", "step", "what"];

/// The journal with further lines.
pub(crate) fn with(
    before: Option<&[u8]>,
    day: Day,
    who: &str,
    step: &str,
    did: &[String],
) -> Result<Vec<u8>, TableFault> {
    let old = before.map(|bytes| Table::read(bytes, &COLUMNS)).transpose()?;
    let mut table = Table::new(&COLUMNS);
    for row in old.iter().flat_map(Table::rows) {
        let of = |name| old.as_ref().map_or("", |t| t.get(row, name));
        table.push(COLUMNS.map(of));
    }
    for what in did {
        table.push([iso(day).as_str(), who, step, what.as_str()]);
    }
    Ok(table.bytes())
}
