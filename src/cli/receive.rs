//! `cpdfolio receive`

use std::path::PathBuf;

use serde_json::{Value, json};

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::ops::receive::{self, Received};

/// Take in what others have filled in: reviews, confirmations, views
///
/// An answer names what its form showed. Where that has changed since, it is refused. Each answer becomes a file of
/// content/answers; what it suggests for the next year becomes proposed items of your plan. A document that a policy asks
/// for is met by it. Nothing proves who filled it in.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio receive answer-assessor-2026-02-01-5f06aefc.json
  cpdfolio receive ~/Downloads/answer-*.json --dry-run")]
pub(super) struct Args {
    /// The answer files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Take answers although what their forms showed has changed since
    #[arg(long)]
    stale: bool,
    /// Show what would be taken in; write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        let (received, changes) = receive::prepare(&project, &self.files, self.stale)?;
        if !self.dry_run {
            receive::save(&project, changes)?;
        }
        if self.format == Format::Json {
            let all: Vec<Value> = received.iter().map(as_json).collect();
            terminal::json(&json!({"schema": "cpdfolio.receive/1", "written": !self.dry_run, "received": all}));
            return Ok(Ending::Done);
        }
        for one in &received {
            terminal::data(&told(one));
        }
        if self.dry_run {
            terminal::talk("nothing was written: `--dry-run`");
        }
        Ok(Ending::Done)
    }
}

fn told(one: &Received) -> String {
    let given = &one.given;
    let about = given.entry.clone().or(given.year.map(|y| y.to_string())).unwrap_or_default();
    let verb = match given.role.as_str() {
        "assessor" => "reviewed",
        "confirmer" => "confirmed",
        _ => "answered",
    };
    if one.known {
        return format!("{about}: what {} answered on {} was taken in already: {}\n", given.by, given.on, one.path);
    }
    let mut out =
        format!("{about}: {verb} by {} on {}, as the file says; nothing proves who filled it in\n", given.by, given.on);
    if given.stale {
        out.push_str("  what the form showed has changed since\n");
    }
    for said in &given.answers {
        let level = said.level.map(|n| format!("{n} of 4")).unwrap_or_default();
        let yes = if said.yes { "yes" } else { "" };
        let words: String = said.text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(70).collect();
        out.push_str(&format!(
            "  {}: {}\n",
            said.title,
            [level.as_str(), yes, &words].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
        ));
    }
    if let (Some(policy), Some(artefact)) = (&given.policy, &given.artefact) {
        out.push_str(&format!("  it is the document `{artefact}` of {policy}\n"));
    }
    out.push_str(&format!("  {}\n", one.path));
    out.extend(one.plan.iter().map(|p| format!("  proposed for your plan: {p}\n")));
    if !one.plan.is_empty() {
        out.push_str("  take one up: take its line `state: proposed` out; decline it: delete its file\n");
    }
    out
}

fn as_json(one: &Received) -> Value {
    json!({
        "path": one.path.as_str(), "role": one.given.role, "year": one.given.year, "entry": one.given.entry,
        "on": one.given.on, "by": one.given.by, "stale": one.given.stale, "known": one.known, "policy": one.given.policy,
        "artefact": one.given.artefact, "answers": one.given.answers,
        "plan": one.plan.iter().map(crate::paths::SourcePath::as_str).collect::<Vec<_>>(),
    })
}
