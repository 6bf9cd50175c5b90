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

    /// The entries of a file's rows that are gone from it.
    pub(super) fn gone<'p>(&self, project: &'p Project, name: &str, present: &BTreeSet<String>) -> Gone<'p> {
        let mut gone = Gone::default();
        let Some(of) = self.of.get(name) else { return gone };
        let missing: Vec<&String> =
            of.iter().filter(|i| !present.contains(*i)).filter_map(|identity| self.all.get(identity)).collect();
        if missing.is_empty() {
            return gone;
        }
        let portfolio = &project.loaded.portfolio;
        let entries =
            portfolio.activities.iter().map(|a| Old { entry: a, days: Some(a.days), minutes: Some(a.minutes) });
        let drafts = portfolio.unfinished.iter().map(|u| Old { entry: &u.entry, days: u.days, minutes: u.minutes });
        let by_id: BTreeMap<&str, Old<'p>> = drafts.chain(entries).map(|old| (old.entry.id.as_str(), old)).collect();
        for id in missing {
            if let Some(old) = by_id.get(id.as_str()) {
                gone.add(id.clone(), *old);
            }
        }
        gone
    }
}

/// Entries of rows that are gone from their file, in the order of the rows' identities.
#[derive(Debug, Default)]
pub(super) struct Gone<'p> {
    all: Vec<(String, Old<'p>)>,
    by_title: BTreeMap<&'p str, Vec<usize>>,
    by_days: BTreeMap<(Day, Day), Vec<usize>>,
}

impl<'p> Gone<'p> {
    fn add(&mut self, id: String, old: Old<'p>) {
        let n = self.all.len();
        self.by_title.entry(old.entry.title.as_str()).or_default().push(n);
        if let Some(days) = old.days {
            self.by_days.entry((days.first, days.last)).or_default().push(n);
        }
        self.all.push((id, old));
    }

    /// The entry of a row that is nearly the same as a new one, and what differs.
    pub(super) fn corrected(&self, draft: &Draft) -> Option<(String, String)> {
        let start = draft.title.trim_end_matches('…');
        let of_title = self.by_title.range(start..).take_while(|(title, _)| title.starts_with(start));
        let same_days = draft.days.and_then(|days| self.by_days.get(&(days.first, days.last)));
        let of_title = of_title.flat_map(|(_, all)| all).filter(|n| {
            let old = &self.all[**n].1;
            old.days.is_none() || old.days == draft.days || old.has_minutes_of(draft)
        });
        let of_days = same_days.into_iter().flatten().filter(|n| self.all[**n].1.has_minutes_of(draft));
        let (id, old) = &self.all[*of_title.chain(of_days).min()?];
        Some((id.clone(), differs(old, draft)))
    }
}

/// An entry as it stands now.
#[derive(Debug, Clone, Copy)]
struct Old<'p> {
    entry: &'p Activity,
    days: Option<Days>,
    minutes: Option<Minutes>,
}

impl Old<'_> {
    fn has_minutes_of(&self, draft: &Draft) -> bool {
        draft.minutes.is_some() && self.minutes == draft.minutes
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
