//! Arguments that several commands share, and what they mean.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::terminal;
use crate::engine::project;
use crate::engine::project::{Memory, Project};
use crate::engine::sealed;
use crate::engine::timings::Timings;
use crate::engine::{Action, Error, HandFault};
use crate::fs::Root;
use crate::journal;
use crate::model::Audience;
use crate::model::Day;
use crate::model::time::parse_day;
use crate::paths::SourcePath;

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Global {
    /// The site's folder [default: the nearest cpdfolio.yaml, here or above]
    #[arg(long, global = true, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Judge as on this day, like 2026-11-21 [default: today]
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
}

/// A date argument.
pub(super) fn day(text: &str) -> Result<Day, String> {
    let meant = || crate::model::meant::date(text).map_or(String::new(), |hint| format!(": {hint}"));
    parse_day(text).ok_or_else(|| format!("`{text}` is not a date like 2026-03-04{}", meant()))
}

/// A year argument.
pub(super) fn year(text: &str) -> Result<i32, String> {
    let plain = (4..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or_else(|| "a year has four digits, like 2026".to_owned())
}

impl Global {
    /// The day that everything is judged on: the one place where the clock is read.
    #[allow(clippy::disallowed_methods, reason = "the command line is where today comes in")]
    pub(super) fn as_of(&self) -> Day {
        self.as_of.unwrap_or_else(|| chrono::Local::now().date_naive())
    }

    /// The site's folder.
    pub(super) fn folder(&self) -> Result<PathBuf, Error> {
        match &self.site {
            Some(dir) if dir.join(crate::config::FILE).is_file() => Ok(dir.clone()),
            Some(dir) => Err(Error::NoSite(dir.clone())),
            None => project::find(&cwd()?),
        }
    }

    /// Was a folder named?
    pub(super) fn names_a_site(&self) -> bool {
        self.site.is_some()
    }

    /// Finishes what an interrupted command has begun, and says so.
    pub(super) fn recover(&self) -> Result<(), Error> {
        let root = Root::open(&self.folder()?).map_err(Error::Fs)?;
        let Some(finished) = journal::recover(&root)? else { return Ok(()) };
        let what = if finished.undone { "undo of " } else { "" };
        terminal::talk(&format!("The interrupted {what}`{}` is finished.", finished.command));
        for path in &finished.left {
            terminal::talk(&format!("left as it is, because it has changed since: {path}"));
        }
        Ok(())
    }

    /// Reads the site.
    pub(super) fn open(&self) -> Result<Project, Error> {
        self.open_again(None, &mut Memory::default())
    }

    /// Reads the site, of which only the files at some paths can have changed since `memory` saw it; none:
    /// any of them.
    pub(super) fn open_again(
        &self,
        changed: Option<&BTreeSet<SourcePath>>,
        memory: &mut Memory,
    ) -> Result<Project, Error> {
        self.recover()?;
        let mut project = project::open_again(&self.folder()?, self.as_of(), changed, memory, &mut Timings::default())?;
        sealed::tell(&mut project);
        Ok(project)
    }
}

/// Random bytes: the one place where they come in.
pub(super) fn random() -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| HandFault::NoRandom(e.to_string()))?;
    Ok(bytes)
}

/// The current folder.
#[allow(clippy::disallowed_methods, reason = "the command line is where the environment comes in")]
pub(super) fn cwd() -> Result<PathBuf, Error> {
    std::env::current_dir().map_err(|e| Error::System(Action::CurrentFolder, e))
}

/// The user's own folder, where it is known.
#[allow(clippy::disallowed_methods, reason = "the command line is where the environment comes in")]
pub(super) fn home() -> Option<PathBuf> {
    std::env::home_dir().filter(|p| p != Path::new(""))
}

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For programs: a versioned schema, see `cpdfolio schema`
    Json,
}

/// For whom a site is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AudienceArg {
    /// You: everything, drafts and private entries included
    Private,
    /// An assessor: what you chose to show, with reflections
    Assessor,
    /// Everybody: what you chose to publish
    Public,
}

impl From<AudienceArg> for Audience {
    fn from(arg: AudienceArg) -> Self {
        match arg {
            AudienceArg::Private => Self::Private,
            AudienceArg::Assessor => Self::Assessor,
            AudienceArg::Public => Self::Public,
        }
    }
}
