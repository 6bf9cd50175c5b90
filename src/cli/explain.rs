//! `cpdfolio explain`

use super::{Ending, Outcome, terminal};
use crate::diag::{Code, nearest};
use crate::ops::project::Error;

/// Say what a diagnostic means, with an example
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The name in brackets, like unknown-key; without it, all names
    code: Option<String>,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self) -> Outcome {
        let Some(name) = &self.code else {
            let row = |c: &Code| {
                vec![terminal::styled(terminal::BOLD, c.name()), c.level().word().to_owned(), c.what().to_owned()]
            };
            let rows: Vec<Vec<String>> = Code::ALL.iter().map(row).collect();
            terminal::data(&terminal::columns(&rows, 0));
            return Ok(Ending::Done);
        };
        let Some(code) = Code::named(name) else {
            let near = nearest(name, Code::ALL.iter().map(|c| c.name()));
            let hint =
                near.map_or_else(|| "`cpdfolio explain` lists all".to_owned(), |n| format!("did you mean `{n}`?"));
            return Err(Error::Asked(format!("there is no diagnostic `{name}`"), Some(hint)));
        };
        let example: String = code.example().lines().map(|l| format!("    {l}\n")).collect();
        terminal::data(&format!(
            "{} ({})\n\n{}\n{}\n\nFor example:\n\n{example}",
            terminal::styled(terminal::BOLD, code.name()),
            code.level().word(),
            code.what(),
            code.why()
        ));
        Ok(Ending::Done)
    }
}
