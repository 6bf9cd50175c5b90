//! `cpdfolio scheme receive`

use std::path::PathBuf;

use super::common::Common;
use crate::cli::args::Global;
use crate::cli::ending::Outcome;
use crate::ops::scheme::receive;

/// Take in declarations and records
///
/// Reads what `cpdfolio share` makes, folders of it, and tables (.csv with `number,statement`, and `day` where known) of
/// declarations that came by telephone. Each is checked, and kept as a snapshot that never changes; what is refused is
/// listed in refused.csv, with a letter, until it is mended. What is late waits until you accept it. The day on which files
/// came is today, or that of `--as-of`; a line of a table came on its `day`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio scheme receive ~/mail/records/
  cpdfolio scheme receive telephone.csv
  cpdfolio scheme receive --accept 1234567")]
pub(super) struct Args {
    /// Files, and folders of them
    #[arg(required_unless_present = "accept", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Accept what this member sent too late: id or number
    #[arg(long, value_name = "MEMBER")]
    accept: Vec<String>,
    #[command(flatten)]
    common: Common,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        Ok(self.common.report(&receive::run(&folder, &self.paths, &self.accept, &self.common.step(global))?))
    }
}
