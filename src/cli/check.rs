//! `cpdfolio check`

use clap::ValueEnum;

use super::args::Global;
use super::{Ending, Outcome, terminal};
use crate::diag::{Diagnostic, Level, render, summary};
use crate::ops::check::{Report, check, count};
use crate::ops::project::Error;

/// Name every fault and every doubtful point
///
/// Exit code 1 with any error; with --strict also with any warning.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Let doubtful points fail the check too
    #[arg(long)]
    strict: bool,
    /// How to print them
    #[arg(long, value_enum, default_value = "human")]
    format: CheckFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// With the line and a caret
    Human,
    /// A line for each kind of them
    Summary,
    /// For programs
    Json,
    /// Annotations for GitHub's runners
    Github,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = match global.open() {
            Ok(project) => project,
            // Faults of settings are findings like any other.
            Err(Error::Faulty(mut notes, tree)) => {
                render::sort(&mut notes, tree.as_ref());
                let errors = notes.iter().filter(|n| n.level() == Level::Error).count();
                self.print(&notes, tree.as_ref(), errors, notes.len() - errors);
                if self.format == CheckFormat::Human {
                    let found = count(errors, "error");
                    terminal::talk(&format!("{found}: no entry is judged until settings and policies are right."));
                    more(&notes);
                }
                return Ok(Ending::Findings);
            }
            Err(other) => return Err(other),
        };
        let report = check(&project);
        self.print(&report.notes, report.texts.as_ref(), report.errors, report.warnings);
        if matches!(self.format, CheckFormat::Human | CheckFormat::Summary) {
            terminal::talk(&in_short(&report));
            more(&report.notes);
        }
        let found = report.errors > 0 || (self.strict && report.warnings > 0);
        Ok(if found { Ending::Findings } else { Ending::Done })
    }

    fn print(&self, notes: &[crate::diag::Diagnostic], texts: &dyn render::Texts, errors: usize, warnings: usize) {
        match self.format {
            CheckFormat::Human => terminal::data(&terminal::excerpts(notes, texts)),
            CheckFormat::Summary => terminal::data(&terminal::columns(&summary::lines(notes), 0)),
            CheckFormat::Json => terminal::json(&serde_json::json!({
                "schema": "cpdfolio.check/1", "errors": errors, "warnings": warnings,
                "diagnostics": render::json(notes, texts),
            })),
            CheckFormat::Github => terminal::data(&render::github(notes, texts)),
        }
    }
}

/// Where to read on.
fn more(notes: &[Diagnostic]) {
    if let Some(first) = notes.first() {
        terminal::talk(&format!("`cpdfolio explain {}` says more about the first.", first.code));
    }
}

fn in_short(report: &Report) -> String {
    let read = if report.entries == 1 { "1 entry".to_owned() } else { format!("{} entries", report.entries) };
    let mut text = format!("{read} read, {}, {}.", count(report.errors, "error"), count(report.warnings, "warning"));
    if report.left_out > 0 {
        let what =
            if report.left_out == 1 { "1 entry is".to_owned() } else { format!("{} entries are", report.left_out) };
        let hours = match (report.left_out_minutes.0, report.hours_unknown) {
            (0, _) => "the hours cannot be read".to_owned(),
            (_, true) => format!("at least {}", report.left_out_minutes),
            (_, false) => report.left_out_minutes.to_string(),
        };
        text.push_str(&format!(" {what} not counted: {hours}."));
    }
    text
}
