//! `cpdfolio ask`

use std::path::PathBuf;

use serde_json::json;

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::engine::HandFault;
use crate::ops::ask::{self, Draft, Request};
use crate::ops::share;

/// Ask somebody else for an answer: a form in a file, filled in offline on any device
///
/// The file shows the facts of one entry, or the figures of a year, and what that person is asked. It needs no account. The
/// answer is a small file: `cpdfolio receive` takes it in.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("about").required(true).args(["entry", "year"]), after_help = "Examples:
  cpdfolio ask confirmer --entry 2025/2025-03-06-gate-drive --to \"Dr Hale\"
  cpdfolio ask peer --year 2025 --policy nmc
  cpdfolio ask supervisor --entry 2025/2025-03-06-gate-drive --open --yes")]
pub(super) struct Args {
    /// As what: confirmer, peer or supervisor
    role: String,
    /// About this entry: its title, the beginning of it, or its id
    #[arg(long, value_name = "ENTRY")]
    entry: Option<String>,
    /// About the periods that end in this year
    #[arg(long, value_parser = super::args::year)]
    year: Option<i32>,
    /// The form of this policy, its periods only, and nothing that other policies find
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    /// Show the words of the entry too
    #[arg(long, requires = "entry")]
    open: bool,
    /// For whom it is
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// The file to write [default: ask-ROLE-YEAR.html in the current folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Show what would go out; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask me
    #[arg(long)]
    yes: bool,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut project = global.open()?;
        project.asked = self.year;
        let request = Request {
            role: self.role.clone(),
            entry: self.entry.clone(),
            year: self.year,
            policy: self.policy.clone(),
            open: self.open,
            recipient: self.to.clone(),
        };
        let draft = ask::prepare(&project, &request)?;
        let path = self.out.clone().unwrap_or_else(|| PathBuf::from(&draft.file));
        let told = path.display().to_string();
        if self.format == Format::Json {
            let remark = |(lint, part): &(crate::hand::lint::Lint, String)| json!({"code": lint.word(), "text": part});
            terminal::json(&json!({
                "schema": "cpdfolio.ask/1", "role": self.role, "file": told, "written": !self.dry_run,
                "about": draft.about, "remarks": draft.remarks.iter().map(remark).collect::<Vec<_>>(),
            }));
        } else {
            terminal::data(&shown(&draft));
        }
        if self.dry_run {
            terminal::talk("nothing was written: `--dry-run`");
            return Ok(Ending::Done);
        }
        if !self.yes && !terminal::can_ask() {
            return Err(HandFault::NotAsked.into());
        }
        if !self.yes && !matches!(terminal::ask("Hand this over? [y/N]").to_lowercase().as_str(), "y" | "yes") {
            return Err(HandFault::SaidNo.into());
        }
        share::write(&path, draft.html.as_bytes())?;
        let name = path.file_name().map_or_else(|| told.clone(), |n| n.to_string_lossy().into_owned());
        ask::keep(&project, draft, &name)?;
        terminal::talk(&format!("written: {told}. It is not yet sent."));
        Ok(Ending::Done)
    }
}

fn shown(draft: &Draft) -> String {
    let mut out = format!("{}\n", terminal::styled(terminal::BOLD, "What goes out"));
    let rows: Vec<Vec<String>> = draft.about.iter().map(|(a, b)| vec![a.clone(), b.replace('\n', " ")]).collect();
    out.push_str(&terminal::columns(&rows, 2));
    for (lint, part) in &draft.remarks {
        out.push_str(&format!("  ! {}: {part}\n", lint.word()));
    }
    out
}
