//! `cpdfolio scheme call`, `status`, `letters`, `forget`, `close`: steps with hardly an argument.

use std::path::PathBuf;

use super::common::Common;
use crate::cli::args::{Global, cwd, home};
use crate::cli::ending::Outcome;
use crate::engine::{Error, OutputError};
use crate::ops::scheme::{close, forget, letters, status};
use crate::output::Target;

/// Write the call for declarations, with each member's token
///
/// One letter for everybody who takes part and is not exempt, in a table that mail programs merge:
/// `letters/call-DRAW.csv`. `--since` writes a table of its own for those who joined later. Whoever joined after the list
/// of the draw was closed, or after the last day for declarations, is told that the next year is the first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio scheme call
  cpdfolio scheme call --since 2026-03-01")]
pub(super) struct Call {
    /// Only to those who joined on this day or later
    #[arg(long, value_name = "DAY", value_parser = crate::cli::args::day)]
    since: Option<crate::model::Day>,
    /// The name of the draw that the tokens are for [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Write all letters that are due
///
/// Reminders from 30 days before a last day, invitations to those who were drawn, packages for assessors, and word that
/// feedback is there: a table for each kind under `letters/`, with the name of the draw.
#[derive(Debug, clap::Args)]
pub(super) struct Letters {
    /// The name of the draw [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    #[command(flatten)]
    common: Common,
}

/// Forget a member who has left
///
/// Removes every file and every line of that member. Where a draw had the member's token, a gap is counted, which
/// `verify-draw` accepts.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  cpdfolio scheme forget m-0123456789ab")]
pub(super) struct Forget {
    /// The member: id or number
    #[arg(value_name = "MEMBER")]
    member: String,
    #[command(flatten)]
    common: Common,
}

/// Close the year
///
/// Notes who was silent, for the next draw, and lists what is to be deleted with its day, by `retention:` of scheme.yaml.
/// Silent is who was asked and sent nothing: not who joined late, was dropped from the draw, or declared and sent no
/// record. Closed again, a year is brought up to date; a group of your own is never replaced.
#[derive(Debug, clap::Args)]
pub(super) struct Close {
    /// Before the last days are over
    #[arg(long)]
    anyway: bool,
    /// The name of the draw [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Call {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        Ok(self.common.report(&letters::call(&folder, &name, self.since, &self.common.step(global))?))
    }
}

impl Letters {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        Ok(self.common.report(&letters::letters(&folder, &name, &self.common.step(global))?))
    }
}

impl Forget {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        Ok(self.common.report(&forget::run(&folder, &self.member, &self.common.step(global))?))
    }
}

impl Close {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        Ok(self.common.report(&close::run(&folder, &name, self.anyway, &self.common.step(global))?))
    }
}

/// Where the scheme stands
///
/// From those who joined to those whose review is done, the last days, and who has how many records. With `--out` also
/// as a page and a calendar with alarms, for those who run the scheme alone.
#[derive(Debug, clap::Args)]
pub(super) struct Status {
    /// The name of the draw [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    /// Write the page and deadlines.ics into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Status {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        let target = match &self.out {
            None => None,
            Some(out) => {
                let checked = Target::check(out, None, home().as_deref(), &cwd()?);
                Some(checked.map_err(|refusal| Error::Output(OutputError::Refused(refusal)))?)
            }
        };
        Ok(self.common.report(&status::run(folder, &name, target.as_ref(), &self.common.step(global))?))
    }
}
