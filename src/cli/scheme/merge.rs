//! `cpdfolio scheme merge`

use std::path::PathBuf;

use super::common::Common;
use crate::cli::args::Global;
use crate::cli::ending::Outcome;
use crate::ops::scheme::merge;

/// Take in assessors' reviews, and tell where every record stands
///
/// The files may come in any order and more than once: the result is the same. Where two reviews of a record differ, a
/// third person is asked by the next `assign`. Agreement is told from 20 records on that two people have reviewed:
/// percentage first, then AC2 and alpha for ordered levels.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio scheme merge ~/mail/reviews/
  cpdfolio scheme merge --format json")]
pub(super) struct Args {
    /// Files of reviews, and folders of them
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The name of the draw [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        Ok(self.common.report(&merge::run(&folder, &name, &self.paths, &self.common.step(global))?))
    }
}
