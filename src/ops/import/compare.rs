//! What was imported before: rows that are known, rows that were corrected since, and entries that are like new ones.

use std::collections::{BTreeMap, BTreeSet};

use super::prepared::Twin;
use super::record::{self, Record};
use crate::engine::Error;
use crate::engine::project::Project;
use crate::exchange::import::draft::Draft;
use crate::model::{Activity, Day, Days, Minutes};

/// The rows of all imports before this one, by their identities, with the ids of their entries.
#[derive(Debug, Default)]
pub(super) struct Before {
    all: BTreeMap<String, String>,
    /// The identities of each mapping.
    of: BTreeMap<String, BTreeSet<String>>,
}

impl Before {
    /// Reads the records of all imports.
    pub(super) fn read(project: &Project) -> Result<Self, Error> {
        let mut before = Self::default();
        for name in record::names(project) {
            if let Some(record) = Record::read(project, &name)? {
                before.add(&name, record.rows.into_iter());
            }
        }
        Ok(before)
    }

    /// Adds rows of a mapping.
    pub(super) fn add(&mut self, name: &str, rows: impl Iterator<Item = (String, String)>) {
        let of = self.of.entry(name.to_owned()).or_default();
        for (identity, id) in rows {
            of.insert(identity.clone());
            self.all.entry(identity).or_insert(id);
        }
    }

    /// The entry that came of a row.
    pub(super) fn id(&self, identity: &str) -> Option<&str> {
        self.all.get(identity).map(String::as_str)
    }

    /// The entry of a row that is gone from its file, where a new row is nearly the same.
    pub(super) fn corrected(
        &self,
        project: &Project,
        name: &str,
        draft: &Draft,
        present: &BTreeSet<String>,
    ) -> Option<(String, String)> {
        let gone = self.of.get(name)?.iter().filter(|identity| !present.contains(*identity));
        for identity in gone {
            let id = self.all.get(identity)?;
            let Some(old) = Old::find(project, id) else { continue };
            let title =
                old.entry.title == draft.title || old.entry.title.starts_with(draft.title.trim_end_matches('…'));
            let days = old.days == draft.days && draft.days.is_some();
            let minutes = old.minutes == draft.minutes && draft.minutes.is_some();
            if title && (days || minutes || old.days.is_none()) || days && minutes {
                return Some((id.clone(), differs(&old, draft)));
            }
        }
        None
    }
}

/// An entry as it stands now.
struct Old<'p> {
    entry: &'p Activity,
    days: Option<Days>,
    minutes: Option<Minutes>,
}

impl<'p> Old<'p> {
    fn find(project: &'p Project, id: &str) -> Option<Self> {
        let portfolio = &project.loaded.portfolio;
        if let Some(entry) = portfolio.activities.iter().find(|a| a.id.as_str() == id) {
            return Some(Self { entry, days: Some(entry.days), minutes: Some(entry.minutes) });
        }
        let draft = portfolio.unfinished.iter().find(|u| u.entry.id.as_str() == id)?;
        Some(Self { entry: &draft.entry, days: draft.days, minutes: draft.minutes })
    }
}

fn differs(old: &Old<'_>, draft: &Draft) -> String {
    let mut all = vec![];
    if old.entry.title != draft.title {
        all.push(format!("title `{}`, not `{}`", draft.title, old.entry.title));
    }
    if old.days != draft.days {
        let said = |days: Option<Days>| days.map_or_else(|| "none".to_owned(), crate::model::time::days_in_words);
        all.push(format!("day {}, not {}", said(draft.days), said(old.days)));
    }
    if old.minutes != draft.minutes {
        let said = |minutes: Option<Minutes>| minutes.map_or_else(|| "none".to_owned(), Minutes::data);
        all.push(format!("hours {}, not {}", said(draft.minutes), said(old.minutes)));
    }
    if all.is_empty() { "other columns".to_owned() } else { all.join("; ") }
}

/// For each draft, entries of the same day and time whose titles share a word: shown, never merged.
pub(super) fn twins<'d>(project: &Project, drafts: impl Iterator<Item = &'d Draft>) -> Vec<Vec<Twin>> {
    let mut by_day: BTreeMap<(Day, i64), Vec<&Activity>> = BTreeMap::new();
    for entry in &project.loaded.portfolio.activities {
        by_day.entry((entry.days.last, entry.minutes.0)).or_default().push(entry);
    }
    let like = |draft: &Draft| {
        let key = draft.days.zip(draft.minutes).map(|(d, m)| (d.last, m.0));
        let near = key.and_then(|key| by_day.get(&key));
        let words = words(&draft.title);
        let is_like = |entry: &&&Activity| self::words(&entry.title).iter().any(|w| words.contains(w));
        let all = near.into_iter().flatten().filter(is_like);
        all.map(|e| Twin { id: e.id.to_string(), title: e.title.clone() }).collect()
    };
    drafts.map(like).collect()
}

fn words(title: &str) -> Vec<String> {
    let all = title.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 3);
    all.map(str::to_lowercase).collect()
}
