//! What the steps of a scheme share: arguments, report, JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::args::{Format, Global, cwd};
use crate::cli::ending::Ending;
use crate::cli::terminal;
use crate::engine::Error;
use crate::ops::scheme::folder::{self, Done, Folder, Run};

/// Arguments of every step.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Common {
    /// The scheme's folder [default: the nearest scheme.yaml, here or above]
    #[arg(long, value_name = "DIR")]
    pub(super) scheme: Option<PathBuf>,
    /// Who does this: stands in the journal [default: `administrator` of scheme.yaml]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Only tell what would be done
    #[arg(long)]
    dry_run: bool,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Common {
    /// The scheme's folder.
    pub(super) fn dir(&self) -> Result<PathBuf, Error> {
        self.scheme.clone().map_or_else(|| folder::find(&cwd()?), Ok)
    }

    pub(super) fn open(&self) -> Result<Folder, Error> {
        Folder::open(&self.dir()?)
    }

    /// The same, for a step that takes long: the folder is locked only while it is written.
    pub(super) fn read(&self) -> Result<Folder, Error> {
        Folder::open(&self.dir()?).map(Folder::unlocked)
    }

    pub(super) fn step(&self, global: &Global) -> Run {
        let by =
            self.by.as_ref().map(|by| by.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|by| !by.is_empty());
        Run { as_of: global.as_of(), by, dry: self.dry_run }
    }

    /// What somebody does next: told to people, where something changed.
    pub(super) fn next(&self, done: &Done, words: &str) {
        if matches!(self.format, Format::Human) && !done.dry && !done.changed.is_empty() {
            terminal::talk(&format!("\nNext:\n{words}"));
        }
    }

    /// Tells what a step did.
    pub(super) fn report(&self, done: &Done) -> Ending {
        match self.format {
            Format::Json => terminal::json(&as_json(done)),
            Format::Human => terminal::data(&told(done)),
        }
        if done.step.doubts.is_empty() { Ending::Done } else { Ending::Findings }
    }
}

/// At most so many doubts are told to people.
const MOST: usize = 20;
/// More files than this in one folder are told by their number.
const FOLDED: usize = 5;

fn told(done: &Done) -> String {
    let mut text = String::new();
    for line in &done.step.told {
        text.push_str(&format!("{line}\n"));
    }
    let figures: Vec<Vec<String>> =
        done.step.figures.iter().map(|(name, n)| vec![name.replace('_', " "), n.to_string()]).collect();
    text.push_str(&terminal::columns(&figures, 2));
    if !done.step.doubts.is_empty() {
        let lines = done.step.doubts.iter().take(MOST).map(|d| format!("  {}: {}\n", d.about, d.reason));
        text.push_str(&format!("To look at:\n{}", lines.collect::<String>()));
        if done.step.doubts.len() > MOST {
            text.push_str(&format!("  and {} more: `--format json` lists all\n", done.step.doubts.len() - MOST));
        }
    }
    if done.changed.is_empty() {
        text.push_str("No file changes.\n");
    } else {
        text.push_str(if done.dry { "Would be written:\n" } else { "Written:\n" });
        text.push_str(&written(&done.changed));
    }
    text
}

/// Files by folder: the tables that somebody opens next do not drown among those of all members.
fn written(changed: &[(String, &'static str)]) -> String {
    let folder = |path: &str| path.split_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut counts: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for (path, what) in changed {
        *counts.entry((folder(path), what)).or_default() += 1;
    }
    let mut text = String::new();
    for (path, what) in changed {
        let folder = folder(path);
        let Some(n) = counts.get(&(folder.clone(), what)).copied() else { continue };
        if folder.is_empty() || n <= FOLDED {
            text.push_str(&format!("  {what:<8} {path}\n"));
        } else {
            counts.remove(&(folder.clone(), what));
            text.push_str(&format!("  {what:<8} {folder}/ ({n} files)\n"));
        }
    }
    text
}

fn as_json(done: &Done) -> Value {
    let changed = done.changed.iter().map(|(path, what)| json!({"path": path, "what": what}));
    let doubts = done.step.doubts.iter().map(|d| json!({"about": d.about, "reason": d.reason}));
    let figures: serde_json::Map<String, Value> =
        done.step.figures.iter().map(|(name, n)| (name.clone(), json!(n))).collect();
    json!({
        "schema": "cpdfolio.scheme-step/1",
        "step": done.name,
        "as_of": done.as_of.to_string(),
        "by": done.by,
        "dry_run": done.dry,
        "figures": figures,
        "doubts": doubts.collect::<Vec<_>>(),
        "told": done.step.told,
        "changed": changed.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn many_files_of_a_folder_are_told_by_their_number() {
        let mut changed: Vec<(String, &'static str)> =
            (0..6).map(|n| (format!("received/m-{n}/x.json"), "new")).collect();
        changed.push(("received/m-7/x.json".to_owned(), "changed"));
        changed.extend((0..7).map(|n| (format!("table-{n}.csv"), "changed")));
        let told = super::written(&changed);
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(
            lines[..3],
            ["  new      received/ (6 files)", "  changed  received/m-7/x.json", "  changed  table-0.csv"]
        );
        assert_eq!(lines.len(), 9);
    }
}
