//! Competence codes of each registration, as data: `content/competences/*.yaml`.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::records::{Record, Records};
use crate::diag::{Code, Diagnostic, KeyPath, Place};
use crate::model::{Day, Minutes, Period, Word};
use crate::paths::SourcePath;
use crate::yaml::fields::{Faults, Fields, line};
use crate::yaml::parse;

/// The built-in list for registrations in the United Kingdom.
const UK_SPEC: &str = include_str!("../../../content/competences/uk-spec.yaml");

/// Where the built-in list stands, and where a site may put its own.
pub const PATH: &str = "content/competences/uk-spec.yaml";

/// A standard's codes.
#[derive(Debug, Clone, Default)]
pub struct Competences {
    /// Its id: `uk-spec`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The first day in force.
    pub from: Option<Day>,
    /// When someone last looked.
    pub checked: Option<Day>,
    /// Anything to know about it.
    pub note: Option<String>,
    /// Names of the groups, by letter.
    pub groups: BTreeMap<String, String>,
    /// By the registration's letters: `CEng`.
    pub registrations: BTreeMap<String, Registration>,
}

/// One registration and its codes.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    /// What it is called.
    pub title: String,
    /// Anything to know about it.
    pub note: Option<String>,
    /// Its codes, in order.
    pub codes: BTreeMap<Word, Competence>,
}

/// One code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competence {
    /// In our own words.
    pub title: String,
    /// Do two sources agree on it?
    pub confirmed: bool,
}

impl Competences {
    /// The list that comes with the program.
    pub fn built_in() -> Self {
        SourcePath::new(PATH).ok().and_then(|path| Self::read(&path, UK_SPEC).0).unwrap_or_default()
    }

    /// Reads a list. With any error there is none.
    pub fn read(path: &SourcePath, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let mut faults = Faults::new(path);
        let found = parse::read(text, 0, &mut faults).and_then(|value| all(&value, &mut faults));
        let found = found.filter(|_| faults.errors() == 0);
        (found, faults.notes)
    }

    /// The codes that members with some registrations use; with none of them known, all codes.
    pub fn union(&self, registrations: &[String]) -> BTreeMap<Word, Competence> {
        let named: Vec<&Registration> = registrations.iter().filter_map(|r| self.registrations.get(r)).collect();
        let with: Vec<&Registration> = if named.is_empty() { self.registrations.values().collect() } else { named };
        let mut codes = BTreeMap::new();
        for (code, competence) in with.into_iter().flat_map(|r| &r.codes) {
            codes.entry(code.clone()).or_insert_with(|| competence.clone());
        }
        codes
    }

    /// The name of a code's group: `A1` stands in `A`.
    pub fn group_of(&self, code: &str) -> Option<&str> {
        self.groups.get(code.trim_end_matches(|c: char| c.is_ascii_digit())).map(String::as_str)
    }
}

/// What the record shows for one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The code.
    pub code: Word,
    /// How many entries name it, and their minutes, in each of the periods asked about. An entry
    /// that names several codes counts in full for each.
    pub periods: Vec<(usize, Minutes)>,
    /// The last day of the latest entry that names it, whenever it was.
    pub last: Option<Day>,
    /// Days from then to the day of the question.
    pub age: Option<i64>,
    /// Has the latest period nothing?
    pub is_gap: bool,
}

/// What the record shows for each code, in the order of the codes. The last of the periods is the
/// one whose gaps are named.
pub fn coverage<'c>(
    codes: impl IntoIterator<Item = &'c Word>,
    records: &Records<'_>,
    periods: &[Period],
    as_of: Day,
) -> Vec<Coverage> {
    let of = |code: &'c Word| {
        let mut found = Coverage {
            code: code.clone(),
            periods: vec![(0, Minutes(0)); periods.len()],
            last: None,
            age: None,
            is_gap: false,
        };
        let counts = |r: &&(usize, Record<'_>)| r.1.left_out(as_of).is_none() && r.1.competences.contains(code);
        for (_, record) in records.all().iter().filter(counts) {
            found.last = found.last.max(Some(record.days.last));
            for (held, _) in found.periods.iter_mut().zip(periods).filter(|(_, p)| p.days.contains(record.days.last)) {
                *held = (held.0 + 1, held.1 + record.minutes);
            }
        }
        found.age = found.last.map(|day| (as_of - day).num_days());
        found.is_gap = found.periods.last().is_some_and(|(entries, _)| *entries == 0);
        found
    };
    codes.into_iter().map(of).collect()
}

fn all(value: &Value, faults: &mut Faults) -> Option<Competences> {
    let Value::Mapping(map) = value else {
        faults.add(Code::NotAMapping, Place::File, "a list of competences is written as `key: value`");
        return None;
    };
    let mut f = Fields::new(map, KeyPath::root());
    f.required_line("schema", "schema: cpdfolio.competences/1", faults);
    let id = f.required_line("id", "id: uk-spec", faults);
    let title = f.required_line("title", "title: …", faults);
    let from = f.day("from", faults);
    let checked = f.day("checked", faults);
    let note = f.line("note", faults);
    let groups = f.entries("groups", faults);
    let groups = groups.into_iter().filter_map(|(at, k, v)| Some((k, line(v, &at, faults)?))).collect();
    let mut registrations = BTreeMap::new();
    for (at, name, value) in f.entries("registrations", faults) {
        if let Some(r) = Fields::of(value, at, faults) {
            registrations.insert(name, registration(r, faults));
        }
    }
    f.finish(&[], faults);
    Some(Competences { id: id?, title: title?, from, checked, note, groups, registrations })
}

fn registration(mut r: Fields<'_>, faults: &mut Faults) -> Registration {
    let title = r.required_line("title", "title: …", faults).unwrap_or_default();
    let note = r.line("note", faults);
    let mut codes = BTreeMap::new();
    for (at, code, value) in r.entries("codes", faults) {
        let Some(mut c) = Fields::of(value, at, faults) else { continue };
        let title = c.required_line("title", "title: …", faults);
        let confirmed = c.flag("confirmed", faults).unwrap_or(false);
        c.finish(&[], faults);
        if let Some(title) = title {
            codes.insert(Word::new(code), Competence { title, confirmed });
        }
    }
    r.finish(&[], faults);
    Registration { title, note, codes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_registrations() {
        let all = Competences::built_in();
        assert_eq!(all.registrations["CEng"].codes.len(), 17);
        assert_eq!(all.union(&["EngTech".to_owned()]).len(), 15);
        assert_eq!(all.union(&["EngTech".to_owned(), "CEng".to_owned()]).len(), 17);
        assert_eq!(all.union(&[]).len(), 17);
        assert_eq!(all.group_of("E4"), Some("Commitment to the profession"));
        assert!(all.registrations["EngTech"].codes.values().all(|c| !c.confirmed));
    }
}
