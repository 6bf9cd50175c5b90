//! `cpdfolio scheme enrol`

use std::path::PathBuf;

use super::common::Common;
use crate::cli::args::Global;
use crate::cli::ending::Outcome;
use crate::ops::scheme::enrol;

/// Take in those who opt in, and let go those who leave
///
/// Reads mails (.eml), folders of them, and tables (.csv with `number,name`, and where wanted `email`, `request` as
/// `join` or `leave`, and `day`). Number and name are compared with members.csv. What is doubtful is listed with its
/// reason in doubtful.csv, and nobody is taken in on a guess.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio scheme enrol ~/mail/opt-in/
  cpdfolio scheme enrol phone-calls.csv --dry-run")]
pub(super) struct Args {
    /// Mails, tables, and folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        Ok(self.common.report(&enrol::run(&self.common.open()?, &self.paths, &self.common.step(global))?))
    }
}
