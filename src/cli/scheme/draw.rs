//! `cpdfolio scheme draw`

use super::common::Common;
use crate::cli::args::Global;
use crate::cli::ending::Outcome;
use crate::ops::scheme::draw::{self, Act};

/// Draw the sample: close the list first, take the value later
///
/// `--commit` closes the list of those who take part and tells its commitment, which you publish with the draw's page
/// before the value exists. As long as you have not published it, deleting the folder `draws/NAME` opens the list again.
/// `--value` draws; there is no second value, so look at it with `--dry-run` first. Whoever is dropped gives way to the next ticket.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("act").required(true), after_help = "Examples:
  cpdfolio scheme draw --commit --dry-run
  cpdfolio scheme draw --commit
  cpdfolio scheme draw --value 3AF0C1...
  cpdfolio scheme draw --value \"4 1 6 6 2\" --witness \"Ann Office\" --witness \"Ben Notary\"
  cpdfolio scheme draw --drop m-0123456789ab --reason \"long illness, agreed by the committee\"")]
pub(super) struct Args {
    /// Its name [default: the year of the scheme]
    #[arg(long, value_name = "NAME")]
    draw: Option<String>,
    /// Close the list
    #[arg(long, group = "act")]
    commit: bool,
    /// The value, as its source published it
    #[arg(long, group = "act", value_name = "VALUE")]
    value: Option<String>,
    /// The value is that of the fallback
    #[arg(long, requires = "value")]
    fallback: bool,
    /// Somebody who saw the dice; twice
    #[arg(long, requires = "value", value_name = "NAME")]
    witness: Vec<String>,
    /// Drop a member who was drawn: id or number
    #[arg(long, group = "act", requires = "reason", value_name = "MEMBER")]
    drop: Option<String>,
    /// Why: stays in the folder
    #[arg(long, requires = "drop", value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        let act = match (&self.value, &self.drop) {
            (Some(value), _) => {
                Act::Value { text: value.clone(), fallback: self.fallback, witnesses: self.witness.clone() }
            }
            (None, Some(id)) => Act::Drop { id: id.clone(), reason: self.reason.clone().unwrap_or_default() },
            (None, None) => Act::Commit,
        };
        Ok(self.common.report(&draw::run(&folder, &name, &act, &self.common.step(global))?))
    }
}
