//! `cpdfolio completions`

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Ending, Outcome, terminal};

/// Print completions for a shell
///
/// For example: cpdfolio completions bash > ~/.local/share/bash-completion/completions/cpdfolio
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which shell
    shell: Shell,
}

impl Args {
    /// Runs the command.
    #[allow(clippy::unnecessary_wraps, reason = "every command ends in the same way")]
    pub(super) fn run(&self) -> Outcome {
        let mut text = vec![];
        clap_complete::generate(self.shell, &mut Cli::command(), "cpdfolio", &mut text);
        terminal::data(&String::from_utf8_lossy(&text));
        Ok(Ending::Done)
    }
}
