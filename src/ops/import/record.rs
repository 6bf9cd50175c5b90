//! The record of an import, `imports/NAME.yaml`: what its columns were taken for, what was answered, and which row
//! became which entry. It is committed, and stands in no output.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::prepared::{Prepared, id_of};
use crate::engine::Error;
use crate::engine::project::Project;
use crate::exchange::import::ask::{self, Answers};
use crate::exchange::import::days::Order;
use crate::exchange::import::grid::Unit;
use crate::exchange::import::names::Role;
use crate::fs::{Fingerprint, ReadFault};
use crate::journal::Change;
use crate::paths::SourcePath;

const SCHEMA: &str = "cpdfolio.import-record/1";
/// The largest record that is read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// What stands before a key of the rules followed.
const KEY: &str = "key ";
const HEAD: &str = "\
# Written by `cpdfolio import`. `columns` and `answers` hold for the next import of this file: change them here.
# `rows` says which row became which entry: a row that stands here is never imported again.
";

/// The record of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    schema: String,
    /// The name of the file.
    file: String,
    /// What each column was taken for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    columns: BTreeMap<String, String>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    answers: BTreeMap<String, String>,
    /// Words of the file as categories.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    categories: BTreeMap<String, String>,
    /// Words of the file as types.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    types: BTreeMap<String, String>,
    /// The hash of the file of refused rows, as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) refused: Option<String>,
    /// The entry that came of each row.
    #[serde(default)]
    pub(super) rows: BTreeMap<String, String>,
}

impl Record {
    /// Reads the record of a mapping, where there is one.
    pub(super) fn read(project: &Project, name: &str) -> Result<Option<Self>, Error> {
        let Some(path) = path(name) else { return Ok(None) };
        let Some(bytes) = bytes(project, &path)? else { return Ok(None) };
        let bad = |why: String| Error::BadRecord(path.clone(), why);
        let text = String::from_utf8(bytes).map_err(|e| bad(e.to_string()))?;
        let record: Self = serde_yaml::from_str(&text).map_err(|e| bad(e.to_string()))?;
        if record.schema != SCHEMA {
            return Err(bad(format!("`schema: {}` is not `{SCHEMA}`", record.schema)));
        }
        record.answers().map_err(bad)?;
        Ok(Some(record))
    }

    /// The record of what was prepared.
    pub(super) fn of(prepared: &Prepared, answers: &Answers, old: Option<&Self>) -> Self {
        let mut record = Self {
            schema: SCHEMA.to_owned(),
            file: prepared.file_name(),
            refused: None,
            rows: old.map(|o| o.rows.clone()).unwrap_or_default(),
            ..Self::default()
        };
        for table in &prepared.understood.tables {
            for column in table.columns.iter().filter(|c| c.tick.is_none() && !c.name.starts_with("column ")) {
                let word = || match &column.declared {
                    Some(key) => format!("{KEY}{key}"),
                    None => column.role.word().to_owned(),
                };
                record.columns.entry(column.name.clone()).or_insert_with(word);
            }
        }
        let mut answer = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                record.answers.insert(key.to_owned(), value);
            }
        };
        answer("date-order", answers.order.map(|o| o.word().to_owned()));
        answer("unit", answers.unit.map(Unit::word));
        answer("day", answers.day.map(crate::model::Minutes::data));
        answer("amount", answers.amount.clone());
        answer("person", answers.person.clone());
        answer("category", answers.category.clone());
        answer("type", answers.kind.clone());
        answer("sheets", (!answers.sheets.is_empty()).then(|| answers.sheets.join("; ")));
        record.categories = answers.categories.iter().cloned().collect();
        record.types = answers.types.iter().cloned().collect();
        record.rows.extend(prepared.ready.iter().map(|r| (r.draft.identity.clone(), id_of(&r.path))));
        record
    }

    /// Takes over what columns were taken for.
    pub(super) fn keep_columns(&mut self, old: &Self) {
        self.columns.clone_from(&old.columns);
        self.refused.clone_from(&old.refused);
        self.file.clone_from(&old.file);
    }

    /// What was answered before.
    fn answers(&self) -> Result<Answers, String> {
        let mut answers = Answers::default();
        for (name, word) in &self.columns {
            if let Some(key) = word.strip_prefix(KEY) {
                answers.declared.push((name.clone(), key.to_owned()));
                continue;
            }
            let role = Role::WORDS.iter().find(|(w, _)| w == word).map(|(_, role)| *role);
            let known = || Role::WORDS.iter().map(|(w, _)| *w).collect::<Vec<_>>().join(", ");
            answers.columns.push((name.clone(), role.ok_or_else(|| format!("`{word}` is none of {}", known()))?));
        }
        for (key, value) in &self.answers {
            let unknown = || format!("`{key}: {value}` is no answer that is known");
            let text = Some(value.clone());
            match key.as_str() {
                "date-order" => {
                    let order = Order::WORDS.iter().find(|(w, _)| w == value).map(|(_, order)| *order);
                    answers.order = Some(order.ok_or_else(unknown)?);
                }
                "unit" => answers.unit = Some(Unit::parse(value).ok_or_else(unknown)?),
                "day" => answers.day = Some(ask::parse_day(value).ok_or_else(unknown)?),
                "amount" => answers.amount = text,
                "person" => answers.person = text,
                "category" => answers.category = text,
                "type" => answers.kind = text,
                "sheets" => answers.sheets = value.split("; ").map(str::to_owned).collect(),
                _ => return Err(unknown()),
            }
        }
        answers.categories = self.categories.clone().into_iter().collect();
        answers.types = self.types.clone().into_iter().collect();
        Ok(answers)
    }

    /// The change that writes it, where it differs from what stands there.
    pub(super) fn change(&self, project: &Project, name: &str) -> Result<Option<Change>, Error> {
        let Some(path) = path(name) else { return Ok(None) };
        let body = serde_yaml::to_string(self).map_err(|e| Error::BadRecord(path.clone(), e.to_string()))?;
        let text = format!("{HEAD}{body}").into_bytes();
        Ok(match bytes(project, &path)? {
            Some(there) if there == text => None,
            Some(there) => Some(Change::replace(path, there, text)),
            None => Some(Change::create(path, text)),
        })
    }
}

/// The answers that hold: those said now, before those of an earlier import.
pub(super) fn merged(said: &Answers, old: Option<&Record>) -> Answers {
    let old = old.and_then(|o| o.answers().ok()).unwrap_or_default();
    let both = |a: &[(String, String)], b: Vec<(String, String)>| {
        let mut all = a.to_vec();
        let more: Vec<_> = b.into_iter().filter(|(k, _)| !all.iter().any(|(known, _)| known == k)).collect();
        all.extend(more);
        all
    };
    let mut columns = said.columns.clone();
    columns.extend(old.columns);
    // what was said of a column before holds only where nothing is said of it now
    let said_now = |name: &str| said.columns.iter().any(|(n, _)| ask::is_name(n, name));
    let declared = old.declared.into_iter().filter(|(name, _)| !said_now(name));
    Answers {
        columns,
        order: said.order.or(old.order),
        unit: said.unit.or(old.unit),
        day: said.day.or(old.day),
        amount: said.amount.clone().or(old.amount),
        person: said.person.clone().or(old.person),
        categories: both(&said.categories, old.categories),
        types: both(&said.types, old.types),
        category: said.category.clone().or(old.category),
        kind: said.kind.clone().or(old.kind),
        copies: said.copies,
        declared: said.declared.iter().cloned().chain(declared).collect(),
        sheets: if said.sheets.is_empty() { old.sheets } else { said.sheets.clone() },
    }
}

/// The hash of a file.
pub(super) fn hash(bytes: &[u8]) -> String {
    Fingerprint::of(bytes).sha256
}

fn path(name: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("imports/{name}.yaml")).ok()
}

/// The names of all records.
pub(super) fn names(project: &Project) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(project.root.path().join("imports")) else { return vec![] };
    let name = |e: std::fs::DirEntry| e.file_name().into_string().ok()?.strip_suffix(".yaml").map(str::to_owned);
    let mut all: Vec<String> = folder.flatten().filter_map(name).collect();
    all.sort();
    all
}

/// A file of the site, where there is one.
pub(super) fn bytes(project: &Project, path: &SourcePath) -> Result<Option<Vec<u8>>, Error> {
    match project.root.read(path, MOST_BYTES) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(ReadFault::NotFound) => Ok(None),
        Err(fault) => Err(Error::Unread(path.clone(), fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_column_now_holds_in_every_spelling_of_its_name() {
        let columns = BTreeMap::from([("In_a group".to_owned(), format!("{KEY}participatory"))]);
        let old = Record { columns, ..Record::default() };
        for (name, declared) in [("in a group", 0), ("InAGroup", 0), ("Group", 1)] {
            let said = Answers { columns: vec![(name.to_owned(), Role::Private)], ..Answers::default() };
            assert_eq!(merged(&said, Some(&old)).declared.len(), declared, "{name}");
        }
    }
}
