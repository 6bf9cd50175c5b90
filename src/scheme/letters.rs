//! Letters, as tables that any mail program can merge: to whom, about what, in which words.

use super::register::Joined;
use super::table::Table;
use crate::wording::Wording;

const COLUMNS: [&str; 5] = ["id", "email", "name", "subject", "text"];

/// One letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    /// The member's or the assessor's id.
    pub id: String,
    /// Where it goes.
    pub email: String,
    /// Whom it is to.
    pub name: String,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub text: String,
}

impl Letter {
    /// A letter of a kind to a member: the words of `KIND_subject` and `KIND_text`.
    pub(crate) fn to(words: &Wording, joined: &Joined, kind: &str, year: i32, more: &[(&str, &str)]) -> Self {
        let p = &joined.person;
        Self::of(words, (&joined.id, &p.name, &p.email), kind, year, more)
    }

    /// The same, to anybody: id, name, address.
    pub(crate) fn of(words: &Wording, whom: (&str, &str, &str), kind: &str, year: i32, more: &[(&str, &str)]) -> Self {
        let year = year.to_string();
        let mut args = vec![("name", whom.1), ("year", year.as_str())];
        args.extend_from_slice(more);
        let fill = |part: &str| words.fill_word("scheme_letter", &format!("{kind}_{part}"), &args);
        let dear = words.fill_word("scheme_letter", "dear", &args);
        Self {
            id: whom.0.to_owned(),
            email: whom.2.to_owned(),
            name: whom.1.to_owned(),
            subject: fill("subject"),
            text: format!("{dear}\n\n{}\n", fill("text")),
        }
    }
}

/// Letters as a table.
pub(crate) fn table(all: &[Letter]) -> Vec<u8> {
    let mut table = Table::new(&COLUMNS);
    for l in all {
        table.push([&l.id, &l.email, &l.name, &l.subject, &l.text]);
    }
    table.bytes()
}
