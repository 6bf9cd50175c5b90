//! The keys of an entry as options: the same for `log` and `edit`.

use std::collections::BTreeMap;

use crate::content::write::Asked;
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::model::meant;
use crate::model::{Day, Days};
use crate::ops::words;
use crate::policy::{Key, KeyKind};
use crate::shell;

/// Options for the keys of an entry.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct KeyArgs {
    /// The category: id, name or a clear beginning; `ID=1h30m` for a part of the hours, several times
    #[arg(long, short, value_name = "CATEGORY")]
    pub(super) category: Vec<String>,
    /// The kind of activity: id, name or a clear beginning
    #[arg(long = "type", short = 't', short_alias = 'k', value_name = "TYPE")]
    pub(super) kind: Option<String>,
    /// Who offered it
    #[arg(long, value_parser = said)]
    pub(super) provider: Option<String>,
    /// It was planned
    #[arg(long, short)]
    pub(super) planned: bool,
    /// When: a date, several days as 2026-03-04..2026-03-06, or `yesterday`
    #[arg(long, short, value_parser = when, value_name = "DATE")]
    pub(super) date: Option<When>,
    /// A plan item that it serves; may stand several times
    #[arg(long, value_name = "ID", value_parser = said)]
    pub(super) plan: Vec<String>,
    /// What you learned
    #[arg(long, short, value_name = "TEXT", value_parser = said)]
    pub(super) reflection: Option<String>,
    /// A competence that it developed; may stand several times
    #[arg(long, value_name = "CODE", value_parser = said)]
    competence: Vec<String>,
    /// A benefit or a value that it served; may stand several times
    #[arg(long, value_name = "ID", value_parser = said)]
    cite: Vec<String>,
    /// A word for finding it again; may stand several times
    #[arg(long, value_name = "WORD", value_parser = said)]
    tag: Vec<String>,
    /// A file under evidence/; may stand several times. `cpdfolio attach` copies files there
    #[arg(long, value_name = "PATH", value_parser = said)]
    evidence: Vec<String>,
    /// It helped others to learn
    #[arg(long)]
    supports_others: bool,
    /// Show it before the others
    #[arg(long)]
    featured: bool,
    /// Who may see it
    #[arg(long, value_name = "WHO", value_parser = ["private", "hours", "assessor", "public"])]
    visibility: Option<String>,
    /// It is not finished, and does not count
    #[arg(long)]
    draft: bool,
    /// A key that the rules you follow ask for, like participatory=yes; may stand several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = fact)]
    set: Vec<(String, String)>,
    /// A fact for yourself alone; may stand several times
    #[arg(long, value_name = "KEY=TEXT", value_parser = fact)]
    private: Vec<(String, String)>,
    /// An id that it once had: its address leads here; may stand several times
    #[arg(long, value_name = "ID", value_parser = said)]
    alias: Vec<String>,
}

/// A text that says something.
fn said(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err(
            "an empty text says nothing: leave the option out, or take the key away with `cpdfolio edit ENTRY \
                    --unset KEY`"
                .to_owned(),
        );
    }
    Ok(text.to_owned())
}

fn fact(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err("write it as a name and a text, like cost=40".to_owned()),
    }
}

/// The days of an entry, as they are said.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// A date, or several.
    Days(Days),
    /// So many days before today.
    Ago(u64),
}

impl When {
    /// The days.
    pub(super) fn days(self, today: Day) -> Option<Days> {
        match self {
            Self::Days(days) => Some(days),
            Self::Ago(days) => {
                today.checked_sub_days(chrono::Days::new(days)).map(|day| Days { first: day, last: day })
            }
        }
    }
}

fn when(text: &str) -> Result<When, String> {
    match text {
        "today" => Ok(When::Ago(0)),
        "yesterday" => Ok(When::Ago(1)),
        _ => meant::days_exactly(text).map(When::Days).ok_or_else(|| {
            let hint = meant::days_said(text).map_or(String::new(), |hint| format!("; {hint}"));
            format!(
                "`{text}` is no date like 2026-03-04, no days like 2026-03-04..2026-03-06, and not `today` or \
                 `yesterday`{hint}"
            )
        }),
    }
}

impl KeyArgs {
    /// The categories, where they were said.
    pub(super) fn categories(&self, project: &Project) -> Result<Option<Asked>, Error> {
        words::categories(project, &self.category)
    }

    /// The type, where it was said.
    pub(super) fn kind(&self, project: &Project) -> Result<Option<String>, Error> {
        self.kind.as_deref().map(|said| words::kind(project, said)).transpose()
    }

    /// The keys that the rules followed ask for.
    pub(super) fn declared(&self, project: &Project) -> Result<Vec<(String, Asked)>, Error> {
        let keys = &project.words.keys;
        once("set", &self.set, |key| {
            matches!(keys.get(key).map(|k| &k.kind), Some(KeyKind::Words { many: true, .. }))
        })?;
        once("private", &self.private, |_| false)?;
        self.set.iter().map(|(name, said)| Ok((name.clone(), declared(keys, name, said)?))).collect()
    }

    /// The keys that nobody guesses.
    pub(super) fn others(&self) -> Vec<(&'static str, Asked)> {
        let list = |key, all: &Vec<String>| (!all.is_empty()).then(|| (key, Asked::List(all.clone())));
        let flag = |key, said: bool| said.then(|| (key, Asked::Plain("true".to_owned())));
        let all = [
            list("competences", &self.competence),
            list("cites", &self.cite),
            list("tags", &self.tag),
            list("evidence", &self.evidence),
            flag("supports_others", self.supports_others),
            flag("featured", self.featured),
            self.visibility.clone().map(|word| ("visibility", Asked::Plain(word))),
            flag("draft", self.draft),
            (!self.private.is_empty()).then(|| ("private", Asked::Map(self.private.clone()))),
            list("aliases", &self.alias),
        ];
        all.into_iter().flatten().collect()
    }
}

/// A key that an option says twice has no value that is surely meant; one of several values may have them all.
fn once(option: &str, all: &[(String, String)], takes_several: impl Fn(&str) -> bool) -> Result<(), Error> {
    let mut seen = BTreeMap::new();
    for (key, value) in all {
        let Some(first) = seen.insert(key, value) else { continue };
        let values = if takes_several(key) && first != value { format!("{first},{value}") } else { value.clone() };
        return Err(Error::SaidTwice {
            what: format!("--{option} {key}"),
            write: format!("--{option} {}", shell::word(&format!("{key}={values}"))),
        });
    }
    Ok(())
}

fn declared(keys: &BTreeMap<String, Key>, name: &str, said: &str) -> Result<Asked, Error> {
    let key = keys.get(name).ok_or_else(|| NoSuch::new(Sought::Key, name, keys.keys().map(String::as_str)))?;
    Ok(match (&key.kind, said.to_lowercase().as_str()) {
        (KeyKind::Flag, "yes" | "y") => Asked::Plain("true".to_owned()),
        (KeyKind::Flag, "no" | "n") => Asked::Plain("false".to_owned()),
        (KeyKind::Words { many: true, .. }, _) if said.contains(',') => {
            Asked::List(said.split(',').map(|word| word.trim().to_owned()).collect())
        }
        // what is none of its values is refused when the entry is read
        (KeyKind::Words { .. }, _) => Asked::Line(said.to_owned()),
        _ => Asked::Plain(said.to_owned()),
    })
}
