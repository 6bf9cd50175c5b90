//! `cpdfolio theme`

use clap::Subcommand;
use serde_json::json;

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::count;
use crate::diag::{Level, render};
use crate::ops::theme;

/// List, copy or try the files that pages are made with
///
/// A file under themes/NAME/ stands over the built-in one of the same name. A template may begin with
/// {% extends "builtin/base.html" %} and change single blocks. What templates get is described, field
/// by field, on the page "Theme reference" of the guidance.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the files of the theme, and which of them are your own
    List {
        /// How to print it
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// Write copies of built-in files into your theme, to change them; a file that is there is kept
    Eject {
        /// Their names, like base.html, assets/site.css or words/en-GB.yaml
        #[arg(value_name = "FILE", required_unless_present = "all")]
        files: Vec<String>,
        /// All of them
        #[arg(long, conflicts_with = "files")]
        all: bool,
    },
    /// Load the theme and make every page of an example record with it
    Check {
        /// How to print it
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
        /// Doubtful points are findings too
        #[arg(long)]
        strict: bool,
    },
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        match &self.command {
            Command::List { format } => {
                let files = theme::list_files(&project)?;
                print_list(&files, *format);
                Ok(Ending::Done)
            }
            Command::Eject { files, all } => {
                let done = theme::eject(&project.root, &project.config.theme, files, *all)?;
                for path in &done.made {
                    terminal::data(&format!("{path}\n"));
                }
                for path in &done.kept {
                    terminal::talk(&format!("{path} is there: kept as it is"));
                }
                Ok(Ending::Done)
            }
            Command::Check { format, strict } => {
                let trial = theme::check(&project, global.as_of())?;
                let errors = trial.notes.iter().filter(|n| n.level() == Level::Error).count();
                let warnings = trial.notes.len() - errors;
                if *format == Format::Json {
                    terminal::json(&json!({
                        "schema": "cpdfolio.check/1", "errors": errors, "warnings": warnings,
                        "diagnostics": render::json(&trial.notes, trial.texts.as_ref()),
                    }));
                } else {
                    terminal::data(&terminal::human(&trial.notes, trial.texts.as_ref()));
                    for word in &trial.missing {
                        terminal::data(&format!("left in English: {word}\n"));
                    }
                    let pages = count(trial.pages, "page");
                    let found = format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
                    terminal::talk(&format!("{pages} of an example record made: {found}."));
                }
                let found = errors > 0 || (*strict && warnings > 0);
                Ok(if found { Ending::Findings } else { Ending::Done })
            }
        }
    }
}

fn print_list(files: &[theme::File], format: Format) {
    if format == Format::Json {
        let files: Vec<_> = files
            .iter()
            .map(|f| json!({"name": f.name, "built_in": f.built_in, "own": f.own.as_ref().map(ToString::to_string)}))
            .collect();
        return terminal::json(&json!({"schema": "cpdfolio.theme/1", "files": files}));
    }
    let row = |f: &theme::File| {
        let whose = match (&f.own, f.built_in) {
            (None, _) => "built in".to_owned(),
            (Some(own), true) => format!("your own: {own}"),
            (Some(own), false) => format!("your own, beside the built-in ones: {own}"),
        };
        vec![f.name.clone(), whose]
    };
    terminal::data(&terminal::columns(&files.iter().map(row).collect::<Vec<_>>(), 0));
}
