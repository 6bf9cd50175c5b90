//! `cpdfolio scheme judge`, and `cpdfolio scheme merge-stats`

use std::path::PathBuf;

use super::common::Common;
use crate::cli::args::{Global, cwd};
use crate::cli::ending::Outcome;
use crate::ops::scheme::{judge, merge_stats};
use crate::scheme::stats::Shard;

/// Judge everybody's record by the scheme's policy
///
/// Reads a folder with one folder for each member, on all cores, within counted limits: files, bytes, depth. Whoever
/// breaks one is named, and changes nothing for the others. Counts are whole numbers. On several machines each takes a
/// shard; `merge-stats` adds them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio scheme judge records/
  cpdfolio scheme judge records/ --shard 2/7
  seq 7 | parallel --joblog jobs.log --resume cpdfolio scheme judge records/ --shard {}/7
  cpdfolio scheme merge-stats")]
pub(super) struct Args {
    /// The folder of members' folders
    #[arg(value_name = "FOLDER")]
    records: PathBuf,
    /// Only this part of the members: 2/7 is the second of seven, by a hash of the folder's name
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    #[command(flatten)]
    common: Common,
}

fn shard(text: &str) -> Result<Shard, String> {
    Shard::read(text).ok_or_else(|| format!("`{text}` is not a shard like 2/7"))
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.read()?;
        let records = cwd()?.join(&self.records);
        Ok(self.common.report(&judge::run(&folder, &records, self.shard, &self.common.step(global))?))
    }
}

/// Add the counts of shards
///
/// Refused unless every shard is there once, made with the same program, policy and day. The sum is the same, byte for
/// byte, however the members were shared out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  cpdfolio scheme merge-stats judged/2025/stats-*-of-7.csv")]
pub(super) struct Merge {
    /// Files of counts [default: those of the scheme's folder]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Merge {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let folder = self.common.open()?;
        Ok(self.common.report(&merge_stats::run(&folder, &self.files, &self.common.step(global))?))
    }
}
