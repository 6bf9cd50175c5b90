//! `cpdfolio completions`

use clap_complete::Shell;

use super::ending::{Ending, Outcome};
use super::terminal;

/// Print completions for a shell
///
/// For example: cpdfolio completions bash > ~/.local/share/bash-completion/completions/cpdfolio
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which shell
    shell: Shell,
}

impl Args {
    /// Runs the command; `program` is all of the command line.
    #[allow(clippy::unnecessary_wraps, reason = "every command ends in the same way")]
    pub(super) fn run(&self, program: &mut clap::Command) -> Outcome {
        let mut text = vec![];
        clap_complete::generate(self.shell, program, "cpdfolio", &mut text);
        terminal::data(&String::from_utf8_lossy(&text));
        Ok(Ending::Done)
    }
}
