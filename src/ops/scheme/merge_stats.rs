//! The counts of shards, added.

use std::path::PathBuf;

use super::folder::{Done, Folder, Run, faulty};
use super::named::opened;
use super::refused;
use crate::engine::Error;
use crate::scheme::stats::{Stats, merge};
use crate::scheme::step::Step;
use crate::scheme::table::LARGEST;

/// Adds files of counts; without any, those of the scheme's own folder.
pub(crate) fn run(folder: &Folder, paths: &[PathBuf], run: &Run) -> Result<Done, Error> {
    let year = folder.settings.year;
    let mut all = vec![];
    if paths.is_empty() {
        for name in folder.files(&format!("judged/{year}"))? {
            if name.starts_with("stats-") && name.contains("-of-") {
                let bytes = folder.read(&format!("judged/{year}/{name}"), LARGEST)?.unwrap_or_default();
                all.push((name, bytes));
            }
        }
    }
    for path in paths {
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let bytes =
            opened(path, LARGEST).map_err(|e| refused(format!("{}: {e}", path.display()), "name files of `judge`"))?;
        all.push((name, bytes));
    }
    let mut read = vec![];
    for (name, bytes) in all {
        let stats = Stats::read(&bytes).map_err(|fault| faulty(&name, &fault))?;
        read.push((name, stats));
    }
    let sum =
        merge(&read).map_err(|why| refused(why, "judge each shard once, with the same program, policy and day"))?;
    let mut step = Step::default();
    step.put(&format!("judged/{year}/stats.csv"), sum.bytes());
    step.figure("shards", read.len());
    for ((what, _, word), n) in &sum.counts {
        if matches!(what.as_str(), "members" | "refused") {
            step.amount(what.clone(), i64::try_from(*n).unwrap_or(i64::MAX));
        } else if what == "verdict" {
            step.amount(word.clone(), i64::try_from(*n).unwrap_or(i64::MAX));
        }
    }
    step.did.push(format!("the counts of {} are added", crate::diag::count(read.len(), "shard")));
    folder.carry_out("merge-stats", run, step)
}
