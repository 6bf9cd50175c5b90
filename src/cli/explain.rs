//! `cpdfolio explain`

use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::Code;
use crate::engine::{NoSuch, Sought};

/// Say what a diagnostic means, with an example, or print a page of the guide
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The name in brackets, like unknown-key, or a page of the guide: writing-guidance, policy-format,
    /// theme-reference, run-a-scheme; without it, all names
    code: Option<String>,
}

/// Pages of the guide that say how to work with the program.
const PAGES: [&str; 4] = ["writing-guidance", "policy-format", "theme-reference", "run-a-scheme"];

impl Args {
    /// Runs the command.
    pub(super) fn run(&self) -> Outcome {
        let Some(name) = &self.code else {
            let row = |c: &Code| {
                vec![terminal::styled(terminal::BOLD, c.name()), c.level().word().to_owned(), c.what().to_owned()]
            };
            let rows: Vec<Vec<String>> = Code::ALL.iter().map(row).collect();
            terminal::data(&terminal::columns(&rows, 0));
            terminal::data(&format!("\nPages of the guide: {}\n", PAGES.join(", ")));
            return Ok(Ending::Done);
        };
        let Some(code) = Code::named(name) else {
            if let Some(page) = crate::engine::project::guide_page(name) {
                terminal::raw(page);
                return Ok(Ending::Done);
            }
            let known = Code::ALL.iter().map(|c| c.name()).chain(PAGES);
            return Err(NoSuch::new(Sought::Explanation, name, known).into());
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
