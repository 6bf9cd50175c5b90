//! `cpdfolio remove`

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::ops::entries;

/// Remove entries; `undo` brings them back
///
/// Files under evidence/ stay where they are.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio remove 2026/2026-03-04-power-electronics-seminar
  cpdfolio remove \"Power electronics\"")]
pub(super) struct Args {
    /// Entries: ids, titles, or beginnings that are clear
    #[arg(required = true, value_name = "ENTRY")]
    entries: Vec<String>,
    /// Show which, and remove nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        let mut files = vec![];
        for said in &self.entries {
            let file = entries::file(&project, said)?;
            if !files.iter().any(|f: &&crate::content::tree::SourceFile| f.path == file.path) {
                files.push(file);
            }
        }
        if !self.dry_run {
            entries::remove(&project, &files)?;
        }
        if self.format == Format::Json {
            let paths: Vec<&str> = files.iter().map(|f| f.path.as_str()).collect();
            terminal::json(
                &serde_json::json!({"schema": "cpdfolio.remove/1", "removed": paths, "dry_run": self.dry_run}),
            );
            return Ok(Ending::Done);
        }
        let word = if self.dry_run { "would be removed" } else { "removed" };
        for file in &files {
            terminal::data(&format!("{word}: {}\n", file.path));
        }
        if !self.dry_run {
            terminal::talk("`cpdfolio undo` brings this back.");
        }
        Ok(Ending::Done)
    }
}
