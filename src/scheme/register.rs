//! The list of the body's members, which somebody else keeps, and the register of those who joined, which is ours.

use std::collections::BTreeMap;

use super::table::{Row, Table, TableFault};
use crate::model::Day;
use crate::model::time::{iso, parse_day};

/// The list of members of the body, written by the administrator.
pub(crate) const MEMBERS: &str = "members.csv";

/// Those who have joined.
pub(crate) const REGISTER: &str = "register.csv";

/// The columns of the body's list.
pub(crate) const MEMBER_COLUMNS: [&str; 9] =
    ["number", "name", "email", "grade", "registrations", "field", "employer", "network", "group"];

const REGISTER_COLUMNS: [&str; 12] = [
    "id",
    "number",
    "name",
    "email",
    "grade",
    "registrations",
    "field",
    "employer",
    "network",
    "group",
    "opted_in",
    "left",
];

/// What is known of a member.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Person {
    /// The membership number.
    pub number: String,
    /// The name as the body writes it.
    pub name: String,
    /// Where letters go.
    pub email: String,
    /// `MIET`
    pub grade: String,
    /// `CEng`
    pub registrations: String,
    /// The field of work: for strata, and for who can review.
    pub field: String,
    /// The employer: nobody reviews a colleague.
    pub employer: String,
    /// The local network: nobody reviews a neighbour.
    pub network: String,
    /// A group that is drawn as a whole, such as `not-answered`; empty for most.
    pub group: String,
}

/// A member who has joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Joined {
    /// Tells nothing of the person without the key.
    pub id: String,
    /// Who it is.
    pub person: Person,
    /// The day of joining.
    pub opted_in: Day,
    /// The day of leaving.
    pub left: Option<Day>,
}

impl Joined {
    /// Does the member take part on a day?
    pub(crate) fn takes_part(&self, day: Day) -> bool {
        self.opted_in <= day && self.left.is_none_or(|left| left > day)
    }
}

fn person(table: &Table, row: &Row) -> Person {
    let cell = |name| table.get(row, name).to_owned();
    Person {
        number: bare(&cell("number")),
        name: cell("name"),
        email: cell("email"),
        grade: cell("grade"),
        registrations: cell("registrations"),
        field: cell("field"),
        employer: cell("employer"),
        network: cell("network"),
        group: cell("group"),
    }
}

/// A membership number without the spaces and hyphens that people write into it.
pub(crate) fn bare(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}' | '\u{2011}')).collect()
}

/// Reads the body's list, by number.
pub(crate) fn members(bytes: &[u8]) -> Result<BTreeMap<String, Person>, TableFault> {
    let table = Table::read(bytes, &["number", "name"])?;
    let mut all = BTreeMap::new();
    for row in table.rows() {
        let person = person(&table, row);
        if person.number.is_empty() {
            return Err(TableFault::Row(row.line, "the number is missing".to_owned()));
        }
        if all.contains_key(&person.number) {
            return Err(TableFault::Row(row.line, format!("the number {} stands twice", person.number)));
        }
        all.insert(person.number.clone(), person);
    }
    Ok(all)
}

/// Reads the register, by id.
pub(crate) fn read(bytes: &[u8]) -> Result<BTreeMap<String, Joined>, TableFault> {
    let table = Table::read(bytes, &["id", "number", "name", "opted_in", "left"])?;
    let mut all = BTreeMap::new();
    for row in table.rows() {
        let fault = |what: &str| TableFault::Row(row.line, what.to_owned());
        let id = table.get(row, "id").to_owned();
        if !crate::model::id::is_plain(&id) {
            return Err(fault("the id is missing, or is none of ours"));
        }
        let left = table.get(row, "left");
        let joined = Joined {
            id: id.clone(),
            person: person(&table, row),
            opted_in: parse_day(table.get(row, "opted_in"))
                .ok_or_else(|| fault("`opted_in` is not a date like 2026-03-04"))?,
            left: if left.is_empty() {
                None
            } else {
                Some(parse_day(left).ok_or_else(|| fault("`left` is not a date like 2026-03-04"))?)
            },
        };
        if all.insert(id, joined).is_some() {
            return Err(fault("this id stands twice"));
        }
    }
    Ok(all)
}

/// The register as a file, by id.
pub(crate) fn write(all: &BTreeMap<String, Joined>) -> Vec<u8> {
    let mut table = Table::new(&REGISTER_COLUMNS);
    for joined in all.values() {
        let p = &joined.person;
        let (from, to) = (iso(joined.opted_in), joined.left.map(iso).unwrap_or_default());
        table.push([
            &joined.id,
            &p.number,
            &p.name,
            &p.email,
            &p.grade,
            &p.registrations,
            &p.field,
            &p.employer,
            &p.network,
            &p.group,
            &from,
            &to,
        ]);
    }
    table.bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_is_read_as_it_is_written() {
        let list = "number,name,grade,employer\n\"11 22-33\",\"Zoë =O, PhD\",MIET,\"=cmd\"\n2,Ada,,\n";
        let members = members(list.as_bytes()).unwrap();
        assert_eq!(members["112233"].name, "Zoë =O, PhD");
        let joined = |id: &str, number: &str, left| Joined {
            id: id.to_owned(),
            person: members[number].clone(),
            opted_in: parse_day("2026-01-02").unwrap(),
            left,
        };
        let left = parse_day("2026-02-03");
        let all: BTreeMap<_, _> =
            [joined("m-1", "112233", None), joined("m-2", "2", left)].into_iter().map(|j| (j.id.clone(), j)).collect();
        assert_eq!(read(&write(&all)).unwrap(), all);
        let on = |day| all["m-2"].takes_part(parse_day(day).unwrap());
        assert_eq!(
            [on("2026-01-01"), on("2026-01-02"), on("2026-02-02"), on("2026-02-03")],
            [false, true, true, false]
        );
    }

    #[test]
    fn a_faulty_line_is_named() {
        let fault = |text: &str| members(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(fault("number,name\n1,A\n1,B\n"), "line 3: the number 1 stands twice");
        assert_eq!(fault("number,name\n,A\n"), "line 2: the number is missing");
        assert_eq!(fault("name\nA\n"), "the first line has no column `number`");
        let fault = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            fault("id,number,name,opted_in,left\nm-1,1,A,soon,\n"),
            "line 2: `opted_in` is not a date like 2026-03-04"
        );
    }
}
