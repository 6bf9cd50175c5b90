//! `cpdfolio scheme assign`

use super::common::Common;
use crate::cli::args::Global;
use crate::cli::ending::Outcome;
use crate::ops::scheme::assign;
use crate::scheme::settings::percent;

/// Assign the records that were drawn to assessors
///
/// As many reviews as can be had, evenly shared, without conflicts of interest; the worst fit as good as can be, then
/// all fits. Run it again when somebody is dropped, falls ill, or two reviews differ: the fewest change. A review that is
/// made stays, and what is settled is not given out again. Where an assessor drops out, delete that line of
/// assessors.csv, or write 0 under `most`, and assign again: what that person has not reviewed goes to others.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  cpdfolio scheme assign --overlap 10%")]
pub(super) struct Args {
    /// The name of the draw [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    /// The part of the records that two people review, neither knowing of the other
    #[arg(long, value_name = "PERCENT", default_value = "10%", value_parser = part)]
    overlap: (u64, u64),
    #[command(flatten)]
    common: Common,
}

fn part(text: &str) -> Result<(u64, u64), String> {
    percent(text).ok_or_else(|| format!("`{text}` is not a share like 10%"))
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        Ok(self.common.report(&assign::run(&folder, &name, self.overlap, &self.common.step(global))?))
    }
}
