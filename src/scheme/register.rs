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

/// Whom a cell names: an id of ours as it stands, or a membership number.
pub(crate) fn whom(cell: &str) -> String {
    let cell = cell.trim();
    if cell.starts_with("m-") && crate::model::id::is_plain(cell) { cell.to_owned() } else { bare(cell) }
}

/// Does a cell or an argument name this member, by id or by number?
pub(crate) fn is_named(who: &str, id: &str, number: &str) -> bool {
    let who = whom(who);
    who == id || who == bare(number)
}

/// The member whom somebody names, by id or by number.
pub(crate) fn find<'r>(register: &'r BTreeMap<String, Joined>, who: &str) -> Option<&'r Joined> {
    register.values().find(|j| is_named(who, &j.id, &j.person.number))
}

/// The members of a register by number, for those who ask for many of them.
#[derive(Debug)]
pub(crate) struct Numbers<'r>(BTreeMap<&'r str, &'r Joined>);

impl<'r> Numbers<'r> {
    /// Looks through a register once. Where a number stands twice, whoever has not left has it.
    pub(crate) fn of(register: &'r BTreeMap<String, Joined>) -> Self {
        let mut all: BTreeMap<&str, &Joined> = BTreeMap::new();
        for joined in register.values() {
            let known = all.entry(joined.person.number.as_str()).or_insert(joined);
            if known.left.is_some() {
                *known = joined;
            }
        }
        Self(all)
    }

    /// The member with a number, however it is written.
    pub(crate) fn get(&self, number: &str) -> Option<&'r Joined> {
        self.0.get(bare(number).as_str()).copied()
    }
}

/// The body's list as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct List {
    /// Its members, by number.
    pub people: BTreeMap<String, Person>,
    /// Which of our columns it has.
    has: Vec<&'static str>,
    /// Heads that nothing reads, each with the one that may have been meant.
    pub unread: Vec<(String, Option<&'static str>)>,
}

/// Reads the body's list.
pub(crate) fn list(bytes: &[u8]) -> Result<List, TableFault> {
    let table = Table::read(bytes, &["number", "name"])?;
    let unread = table.unread(&MEMBER_COLUMNS).into_iter().map(|(name, near)| (name.to_owned(), near)).collect();
    let has = MEMBER_COLUMNS.into_iter().filter(|name| table.has(name)).collect();
    Ok(List { people: people(&table)?, has, unread })
}

fn people(table: &Table) -> Result<BTreeMap<String, Person>, TableFault> {
    let mut all = BTreeMap::new();
    for row in table.rows() {
        let person = person(table, row);
        if person.number.is_empty() {
            return Err(row.fault("the number is missing"));
        }
        if all.contains_key(&person.number) {
            return Err(row.fault(format!("the number {} stands twice", person.number)));
        }
        all.insert(person.number.clone(), person);
    }
    Ok(all)
}

/// Brings the register up to what the body's list says today, and tells what changed. What a column that is not there
/// would say, an empty address and an empty group change nothing: an address may have come with the opt-in, and `close`
/// notes a group.
pub(crate) fn follow(register: &mut BTreeMap<String, Joined>, list: &List) -> Vec<String> {
    let mut told = vec![];
    for joined in register.values_mut() {
        let Some(now) = list.people.get(&joined.person.number) else { continue };
        let (id, number) = (joined.id.clone(), joined.person.number.clone());
        let before = &mut joined.person;
        for (column, old, new) in [
            ("name", &mut before.name, &now.name),
            ("email", &mut before.email, &now.email),
            ("grade", &mut before.grade, &now.grade),
            ("registrations", &mut before.registrations, &now.registrations),
            ("field", &mut before.field, &now.field),
            ("employer", &mut before.employer, &now.employer),
            ("network", &mut before.network, &now.network),
            ("group", &mut before.group, &now.group),
        ] {
            let says = list.has.contains(&column) && !(new.is_empty() && matches!(column, "email" | "group"));
            if says && old != new {
                let word = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") };
                told.push(format!("{id} ({number}): {column} was {}, and is {} now", word(old), word(new)));
                old.clone_from(new);
            }
        }
    }
    told
}

/// Reads the register, by id.
pub(crate) fn read(bytes: &[u8]) -> Result<BTreeMap<String, Joined>, TableFault> {
    let table = Table::read(bytes, &["id", "number", "name", "opted_in", "left"])?;
    let mut all = BTreeMap::new();
    for row in table.rows() {
        let fault = |what: &str| row.fault(what);
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
        let members = super::list(list.as_bytes()).unwrap().people;
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
    fn a_member_is_found_by_id_and_by_number_however_it_is_written() {
        let joined = |id: &str, number: &str, left| {
            let person = Person { number: number.to_owned(), ..Person::default() };
            let opted_in = parse_day("2026-01-02").unwrap();
            (id.to_owned(), Joined { id: id.to_owned(), person, opted_in, left })
        };
        let left = parse_day("2026-02-03");
        let all =
            BTreeMap::from([joined("m-1a", "100001", None), joined("m-2b", "7", left), joined("m-3c", "7", None)]);
        for who in ["m-1a", " m-1a ", "100001", "10 0001", "10-00\u{a0}01"] {
            assert_eq!(find(&all, who).map(|j| j.id.as_str()), Some("m-1a"), "{who}");
        }
        assert!(find(&all, "m-9").is_none() && find(&all, "").is_none());
        let numbers = Numbers::of(&all);
        let of = |number: &str| numbers.get(number).map(|j| j.id.as_str());
        assert_eq!([of("10 0001"), of("7"), of("8"), of("")], [Some("m-1a"), Some("m-3c"), None, None]);
    }

    #[test]
    fn a_faulty_line_is_named() {
        let fault = |text: &str| list(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(fault("number,name\n1,A\n1,B\n"), "line 3: the number 1 stands twice");
        assert_eq!(fault("number,name\n,A\n"), "line 2: the number is missing");
        assert_eq!(fault("name\nA\n"), "the first line has no column `number`: it has `name`");
        let fault = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            fault("id,number,name,opted_in,left\nm-1,1,A,soon,\n"),
            "line 2: `opted_in` is not a date like 2026-03-04"
        );
    }

    #[test]
    fn a_changed_list_changes_the_register_and_is_told() {
        let joined = |name: &str, email: &str, group: &str| {
            let person = Person {
                number: "1".to_owned(),
                name: name.to_owned(),
                email: email.to_owned(),
                employer: "Old".to_owned(),
                field: "rail".to_owned(),
                group: group.to_owned(),
                ..Person::default()
            };
            let joined =
                Joined { id: "m-1".to_owned(), person, opted_in: parse_day("2026-01-02").unwrap(), left: None };
            BTreeMap::from([("m-1".to_owned(), joined)])
        };
        let mut register = joined("Ada", "mail@x", "not-answered");
        let now = list(b"number,name,email,employer,group\n1,Ada B,,NewCo,\n").unwrap();
        let told = follow(&mut register, &now);
        assert_eq!(
            told,
            ["m-1 (1): name was `Ada`, and is `Ada B` now", "m-1 (1): employer was `Old`, and is `NewCo` now"]
        );
        let p = &register["m-1"].person;
        assert_eq!((p.email.as_str(), p.field.as_str(), p.group.as_str()), ("mail@x", "rail", "not-answered"));
        assert!(follow(&mut register, &now).is_empty());
        let own = list(b"number,name,email,employer,group\n1,Ada B,new@x,NewCo,vip\n").unwrap();
        assert_eq!(follow(&mut register, &own).len(), 2);
        assert_eq!(register["m-1"].person.group, "vip");
    }
}
