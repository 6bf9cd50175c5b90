//! Exemptions: who stays out of a draw, agreed by whom. The reasons stay in the folder.

use std::collections::BTreeSet;

use super::register::whom;
use super::table::{Row, Table, TableFault};
use crate::model::time::parse_day;

/// Where they stand.
pub(crate) const FILE: &str = "exemptions.csv";

/// Its columns: the member's number or id, the name of the draw (empty: every draw), why, and who agreed when.
pub(crate) const COLUMNS: [&str; 5] = ["member", "draw", "reason", "agreed_by", "agreed_on"];

/// What the table says of one draw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Exempt {
    /// Those who are exempt from it, as they are named: by number or by id.
    pub members: BTreeSet<String>,
    /// Lines about draws that there are not: slips, or draws to come. A slip would leave somebody in a draw.
    pub doubts: Vec<TableFault>,
}

/// Those who are exempt from a draw. Nobody is named who is not known. A draw that there is not leaves a doubt; the
/// draws of other years, gone or to come, are named by them and leave none.
pub(crate) fn of(
    table: &Table,
    draw: &str,
    known: &BTreeSet<String>,
    draws: &BTreeSet<String>,
) -> Result<Exempt, TableFault> {
    let mut found = Exempt::default();
    for row in table.rows() {
        let cell = |name| table.get(row, name);
        if ["member", "reason", "agreed_by"].iter().any(|name| cell(name).is_empty()) {
            return Err(row.fault("an exemption has a member, a reason, and somebody who agreed"));
        }
        let member = whom(cell("member"));
        if !known.contains(&member) {
            return Err(unknown(row, &member));
        }
        let (of, day) = (cell("draw"), cell("agreed_on"));
        if !of.is_empty() && !draws.contains(of) && !is_near(of, draws) {
            let hint = format!("a draw is one of {}; an empty cell means every draw", crate::diag::list(draws));
            found.doubts.push(row.fault(format!("there is no draw `{of}`")).with_hint(hint));
        }
        if !day.is_empty() && parse_day(day).is_none() {
            return Err(row.fault(format!("`{day}` is not a date like 2026-03-04")));
        }
        if of.is_empty() || of == draw {
            found.members.insert(member);
        }
    }
    Ok(found)
}

/// A year as near to one of the draws' as exemptions are agreed: what is further away is a slip.
fn is_near(draw: &str, draws: &BTreeSet<String>) -> bool {
    let year = |name: &str| name.parse::<i32>().ok().filter(|year| (1_900..10_000).contains(year));
    year(draw).is_some_and(|of| draws.iter().filter_map(|name| year(name)).any(|one| (of - one).abs() <= 5))
}

/// A line about somebody whom nobody knows.
pub(crate) fn unknown(row: &Row, member: &str) -> TableFault {
    row.fault(format!("neither members.csv nor the register has a member {member}"))
        .with_hint("look the number up in members.csv; an id like `m-0123456789ab` will do as well")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_named_with_its_line() {
        let names = |all: &[&str]| all.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<String>>();
        let (known, draws) = (names(&["1", "m-2"]), names(&["2025", "extra"]));
        let read = |line: &str| {
            let text = format!("member,draw,reason,agreed_by,agreed_on\n{line}\n");
            of(&Table::read(text.as_bytes(), &COLUMNS).unwrap(), "2025", &known, &draws)
        };
        assert_eq!(read("1,,ill,C,2026-01-02").unwrap().members, names(&["1"]));
        for other in ["extra", "2024", "2029"] {
            assert_eq!(read(&format!("m-2,{other},ill,C,")).unwrap(), Exempt::default(), "{other}");
        }
        for unknown in ["25", "spring", "20255", "2205", "2031", "1925"] {
            let found = read(&format!("1,{unknown},ill,C,")).unwrap();
            assert!(found.members.is_empty(), "{unknown}");
            assert_eq!(found.doubts[0].to_string(), format!("line 2: there is no draw `{unknown}`"));
        }
        for (line, why) in [
            ("999,,ill,C,", "line 2: neither members.csv nor the register has a member 999"),
            ("1,,ill,C,yesterday", "line 2: `yesterday` is not a date"),
            ("1,,,C,", "line 2: an exemption has a member, a reason"),
        ] {
            assert!(read(line).unwrap_err().to_string().starts_with(why), "{line}");
        }
    }
}
