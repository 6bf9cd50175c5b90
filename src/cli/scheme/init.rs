//! `cpdfolio scheme init`

use std::path::PathBuf;

use chrono::Datelike;

use super::common::Common;
use crate::cli::args::{Global, cwd};
use crate::cli::ending::Outcome;
use crate::engine::{Action, Error};
use crate::ops::scheme::init::{self, Options};
use crate::scheme::key::SchemeKey;

/// Start a scheme: settings, empty tables, a key
///
/// What is there already stays as it is. A folder inside a site is refused: a build could publish members' data.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  cpdfolio scheme init cpd-scheme --policy iet --year 2025 --by \"Ann Office\"")]
pub(super) struct Args {
    /// The folder [default: the one you are in]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// What the scheme is called
    #[arg(long, value_name = "TEXT", default_value = "CPD monitoring scheme")]
    title: String,
    /// The policy that records are reviewed by
    #[arg(long, value_name = "ID", default_value = "iet")]
    policy: String,
    /// The year that members declare [default: last year; from October on this year, whose days are still to come]
    #[arg(long, value_parser = crate::cli::args::year)]
    year: Option<i32>,
    /// Take this key of 64 hexadecimal digits, for a rehearsal that is to be repeated [default: a new one]
    #[arg(long, value_name = "HEX", value_parser = key)]
    key: Option<SchemeKey>,
    #[command(flatten)]
    common: Common,
}

/// What an administrator does with a new folder.
const NEXT: &str = "  look at scheme.yaml: the days, and how many are drawn
  fill in members.csv and assessors.csv
  cpdfolio scheme enrol MAILS
  cpdfolio scheme --help names the steps that follow";

fn key(text: &str) -> Result<SchemeKey, String> {
    SchemeKey::read(text).ok_or_else(|| "a key has 64 hexadecimal digits".to_owned())
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let dir = self.dir.clone().or_else(|| self.common.scheme.clone());
        let dir = cwd()?.join(dir.unwrap_or_default());
        let key = self.key.clone().map_or_else(new_key, Ok)?;
        let today = global.as_of();
        let year = self.year.unwrap_or_else(|| today.year() - i32::from(today.month() < 10));
        let options = Options { title: self.title.clone(), policy: self.policy.clone(), year, key };
        let done = init::run(&dir, &options, &self.common.step(global))?;
        let ending = self.common.report(&done);
        self.common.next(&done, NEXT);
        Ok(ending)
    }
}

/// A key that nobody can guess: the one place where chance comes in.
fn new_key() -> Result<SchemeKey, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::System(Action::MakeKey, std::io::Error::other(e.to_string())))?;
    Ok(SchemeKey::new(bytes))
}
