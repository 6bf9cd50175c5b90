//! Why a declaration or a hand-over could not be made or taken: data, and the words for it.

use std::fmt;

use crate::diag::{count, list};
use crate::paths::SourcePath;

/// Why a declaration or a hand-over could not be made or taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandFault {
    /// The key of earlier seals is not there.
    NoKey,
    /// The key's file holds something else.
    BadKey,
    /// There is a key already.
    KeyThere,
    /// The system gives no random bytes.
    NoRandom(String),
    /// Entries of the period cannot be read.
    FaultyEntries(Vec<SourcePath>),
    /// No policy that is followed has a period that ends in this year.
    NoPeriod(i32),
    /// The year has been declared and has changed since.
    Changed {
        /// The year.
        year: i32,
        /// Both figures, in words.
        said: String,
    },
    /// There is nothing to amend, or to compare with.
    NotDeclared(i32),
    /// This is none of the statements.
    NoStatement {
        /// What was typed.
        word: String,
        /// All there are.
        known: Vec<String>,
    },
    /// A file cannot be read as a hand-over or an answer: why.
    Refused {
        /// The file.
        file: String,
        /// Why.
        why: String,
    },
    /// An answer was given to something that has changed since.
    Stale {
        /// The file.
        file: String,
        /// What has changed.
        what: String,
    },
    /// Files of evidence that would hand over more than one sees.
    Unsafe(Vec<(String, String)>),
    /// Nobody is there to be asked whether this is to go out.
    NotAsked,
    /// The user said no.
    SaidNo,
    /// An entry that an assessor does not see, or that is not of the year.
    NoEntry {
        /// What was typed.
        said: String,
        /// The year, where one was asked for.
        year: Option<i32>,
        /// The entry's id, where the record has it.
        there: Option<String>,
        /// An entry that would do.
        example: Option<String>,
    },
    /// A file that no entry of the year names, as an assessor sees it.
    NoEvidence {
        /// What was typed.
        said: String,
        /// The year.
        year: i32,
        /// All there are.
        known: Vec<String>,
    },
    /// This role has no form.
    NoRole {
        /// What was typed.
        word: String,
        /// All there are.
        known: Vec<String>,
    },
    /// The file to write is there already.
    Taken(String),
}

impl fmt::Display for HandFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey => f.write_str("the key of your earlier seals is missing: `.cpdfolio/seal.key`"),
            Self::BadKey => f.write_str("`.cpdfolio/seal.key` does not hold 64 hexadecimal digits"),
            Self::KeyThere => f.write_str("there is a key already: `.cpdfolio/seal.key`"),
            Self::NoRandom(why) => write!(f, "the system gives no random bytes: {why}"),
            Self::FaultyEntries(paths) => {
                write!(
                    f,
                    "{} of the period cannot be read: {}",
                    count(paths.len(), "file"),
                    list(paths.iter().map(SourcePath::as_str))
                )
            }
            Self::NoPeriod(year) => write!(f, "no period of a policy that you follow ends in {year}"),
            Self::Changed { year, said } => write!(f, "{year} is declared, and has changed since: {said}"),
            Self::NotDeclared(year) => write!(f, "{year} is not declared"),
            Self::NoStatement { word, .. } => write!(f, "there is no statement `{word}`"),
            Self::Refused { file, why } => write!(f, "{file}: {why}"),
            Self::Stale { file, what } => write!(f, "{file}: what its form showed has changed since: {what}"),
            Self::Unsafe(files) => {
                let one = |(file, why): &(String, String)| format!("{file} ({why})");
                write!(f, "evidence that hands over more than one sees: {}", list(files.iter().map(one)))
            }
            Self::NotAsked => f.write_str("nobody is there to be asked whether this is to go out"),
            Self::SaidNo => f.write_str("nothing was handed over"),
            Self::NoEntry { said, year, there, .. } => {
                let of = year.map(|y| format!(" of {y}")).unwrap_or_default();
                match there {
                    Some(id) => write!(f, "`{id}` is no entry{of} that an assessor sees"),
                    None => write!(f, "there is no entry `{said}`{of} that an assessor sees"),
                }
            }
            Self::NoEvidence { said, year, .. } => {
                write!(f, "no entry of {year} that an assessor sees names the file `{said}`")
            }
            Self::NoRole { word, .. } => write!(f, "there is no form for `{word}`"),
            Self::Taken(file) => write!(f, "{file} is there already"),
        }
    }
}

impl HandFault {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoKey => "get it back from git: `git log --all -- .cpdfolio/seal.key`, then `git checkout COMMIT -- .cpdfolio/seal.key`. Only if it is lost for good: `--new-key`; then earlier roots cannot be shown again".to_owned(),
            Self::BadKey => "restore it: `git checkout -- .cpdfolio/seal.key`".to_owned(),
            Self::KeyThere => "leave `--new-key` out".to_owned(),
            Self::NoRandom(_) => return None,
            Self::FaultyEntries(_) => "`cpdfolio check` says what is wrong with them".to_owned(),
            Self::NoPeriod(_) => "name the year in which a period ends".to_owned(),
            Self::Changed { year, .. } => format!("`cpdfolio declare {year} --diff` shows it; `cpdfolio declare {year} --amend \"why\"` declares it anew"),
            Self::NotDeclared(year) => format!("declare it: `cpdfolio declare {year}`"),
            Self::NoStatement { known, .. } | Self::NoRole { known, .. } => format!("one of {}", list(known)),
            Self::Refused { .. } => return None,
            Self::Stale { .. } => "ask again with a new file; or take it all the same: `--stale`".to_owned(),
            Self::Unsafe(_) => "save them without that, or leave them out; `--anyway` hands them over as they are".to_owned(),
            Self::NotAsked => "look at what goes out with `--dry-run`, then add `--yes`".to_owned(),
            Self::SaidNo => return None,
            Self::NoEntry { there: Some(id), year: None, .. } => format!("show it to assessors first: `visibility: assessor` in content/activities/{id}.md"),
            Self::NoEntry { example: Some(id), .. } => format!("name an entry by its title, the beginning of it, or its id, like `{id}`"),
            Self::NoEntry { .. } => "`cpdfolio list` shows your entries".to_owned(),
            Self::NoEvidence { known, .. } if known.is_empty() => "no entry of it names a file; `cpdfolio attach` adds one".to_owned(),
            Self::NoEvidence { known, .. } => format!("one of {}", list(known)),
            Self::Taken(_) => "name another with `--out`".to_owned(),
        };
        Some(hint)
    }
}
