//! `cpdfolio serve`

use super::args::Global;
use super::{Ending, Outcome};

/// Preview your site: your own private view, rebuilt as you write
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The port to listen on
    #[arg(long, default_value_t = 4747)]
    port: u16,
    /// Open it in your browser
    #[arg(long)]
    open: bool,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let _ = (global, self.port, self.open);
        Ok(Ending::Done)
    }
}
