//! Exemptions: who stays out of a draw, agreed by whom. The reasons stay in the folder.

use std::collections::BTreeSet;

use super::table::{Table, TableFault};

/// Where they stand.
pub(crate) const FILE: &str = "exemptions.csv";

/// Its columns: the member's number or id, the name of the draw (empty: every draw), why, and who agreed when.
pub(crate) const COLUMNS: [&str; 5] = ["member", "draw", "reason", "agreed_by", "agreed_on"];

/// Those who are exempt from a draw, as they are named in the table: by number or by id.
pub(crate) fn of(table: &Table, draw: &str) -> Result<BTreeSet<String>, TableFault> {
    let mut found = BTreeSet::new();
    for row in table.rows() {
        let cell = |name| table.get(row, name);
        if ["member", "reason", "agreed_by"].iter().any(|name| cell(name).is_empty()) {
            let what = "an exemption has a member, a reason, and somebody who agreed";
            return Err(TableFault::Row(row.line, what.to_owned()));
        }
        if matches!(cell("draw"), "") || cell("draw") == draw {
            found.insert(super::register::bare(cell("member")));
        }
    }
    Ok(found)
}
