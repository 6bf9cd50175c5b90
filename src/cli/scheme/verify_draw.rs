//! `cpdfolio scheme verify-draw`

use std::path::PathBuf;

use super::common::Common;
use crate::cli::args::{Global, cwd};
use crate::cli::ending::Outcome;
use crate::ops::scheme::draw::{self, Against};
use crate::ops::scheme::folder::Done;

/// Check a draw: from its record alone, or as an auditor
///
/// With a folder that has `frame.txt` and `record.txt`, nothing else is read: anybody can do it. Without, the draw of
/// the scheme is also compared with its members; those who were forgotten since are counted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio scheme verify-draw published/ --commitment 9f3c... --value 3AF0C1...
  cpdfolio scheme verify-draw --draw 2025")]
pub(super) struct Args {
    /// A folder with frame.txt and record.txt
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// The name of a draw of the scheme [default: the year of the scheme]
    #[arg(long, value_name = "NAME", conflicts_with = "folder")]
    draw: Option<String>,
    /// The commitment, as it was published before the value existed
    #[arg(long, value_name = "HEX")]
    commitment: Option<String>,
    /// The value, as its source published it
    #[arg(long, value_name = "VALUE")]
    value: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let against = Against { commitment: self.commitment.clone(), value: self.value.clone() };
        let run = self.common.step(global);
        if let Some(place) = &self.folder {
            let step = draw::verify_record(&cwd()?.join(place), &against)?;
            let by = run.by.unwrap_or_default();
            let done = Done { name: "verify-draw", by, as_of: run.as_of, dry: run.dry, changed: vec![], step };
            return Ok(self.common.report(&done));
        }
        let folder = self.common.open()?;
        let name = self.draw.clone().unwrap_or_else(|| folder.settings.year.to_string());
        Ok(self.common.report(&draw::verify_own(&folder, &self.common.dir()?, &name, &against, &run)?))
    }
}
