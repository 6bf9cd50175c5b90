//! `cpdfolio scheme feedback`

use std::path::PathBuf;

use super::common::Common;
use crate::cli::args::Global;
use crate::cli::ending::Outcome;
use crate::ops::scheme::feedback::{self, Options};

/// Make the letters of feedback, and the page for everybody
///
/// The page tells no number from 1 to k - 1, and none that two others give when one is taken from the other: levels that
/// few records have are joined. It is a draft until `--publish`, and then never changes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio scheme feedback
  cpdfolio scheme feedback --publish --site ../guidance")]
pub(super) struct Args {
    /// The name of the draw [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    /// The page is final from now on
    #[arg(long)]
    publish: bool,
    /// Publish although some records are not settled: they will be in no page
    #[arg(long, requires = "publish")]
    anyway: bool,
    /// Write the published page into this guidance site, as a piece of news
    #[arg(long, value_name = "DIR", requires = "publish")]
    site: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        let options = Options { publish: self.publish, anyway: self.anyway, site: self.site.clone() };
        Ok(self.common.report(&feedback::run(&folder, &name, &options, &self.common.step(global))?))
    }
}
