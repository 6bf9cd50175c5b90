//! `cpdfolio serve`

use std::process::{Command, Stdio};
use std::sync::Arc;

use super::args::Global;
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::count;
use crate::diag::{Diagnostic, Level};
use crate::serve::{self, Event, Options, PORT, Round};

/// Preview your site: your own private view, rebuilt as you write
///
/// Prints the address, which only this machine can reach. Pages that are open in a browser keep up with
/// what you save; nothing is written to the disk. Ctrl-C ends it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The port to listen on; when it is taken, the next free one. 0: any
    #[arg(long, value_name = "N", default_value_t = PORT)]
    port: u16,
    /// Open it in your browser
    #[arg(long)]
    open: bool,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let clock = global.clone();
        let open = self.open;
        serve::run(Options {
            folder: global.folder()?,
            port: self.port,
            today: Box::new(move || clock.as_of()),
            report: Arc::new(move |event| report(event, open)),
        })?;
        Ok(Ending::Done)
    }
}

fn report(event: &Event<'_>, open: bool) {
    match event {
        Event::Listening { address, taken } => {
            if let Some(port) = taken {
                terminal::talk(&format!("Port {port} is taken: this is the next free one."));
            }
            terminal::talk("Preview of your private view, rebuilt as you write. Ctrl-C ends it.");
            terminal::data(&format!("{address}\n"));
            if open && !browse(address) {
                terminal::talk("note: no browser could be opened; go to the address yourself");
            }
        }
        Event::Built(round) => built(round),
        Event::Failed { again: true, .. } => terminal::talk("still the same; the last good build stays"),
        Event::Failed { error, .. } => {
            terminal::failed(error);
        }
        Event::Looking(reason) => {
            terminal::talk(&format!("note: your system cannot watch this folder ({reason}): we look every second"));
        }
    }
}

fn built(round: &Round<'_>) {
    let of = |notes: &[Diagnostic], level| notes.iter().filter(|n| n.level() == level).count();
    let warnings = of(round.notes, Level::Warning);
    if round.first {
        let errors: Vec<_> = round.news.iter().filter(|n| n.level() == Level::Error).cloned().collect();
        terminal::diagnostics(&errors, round.texts);
        if warnings > 0 {
            terminal::talk(&format!("{}: `cpdfolio check` shows them", count(warnings, "doubtful point")));
        }
    } else {
        terminal::diagnostics(round.news, round.texts);
    }
    let millis = round.took.as_millis();
    let left = match of(round.notes, Level::Error) {
        0 => String::new(),
        n => format!("; {}", count(n, "error")),
    };
    terminal::talk(&if round.first {
        format!("built in {millis} ms: {}{left}", count(round.pages, "page"))
    } else {
        format!("rebuilt in {millis} ms: {}{left}", changes(round))
    });
}

/// `content/activities/2026/talk.md changed, 1 page more`
fn changes(of: &Round<'_>) -> String {
    let what = match of.changed {
        [] => "read anew".to_owned(),
        [one] => format!("{one} changed"),
        [one, more @ ..] => format!("{one} and {} changed", count(more.len(), "other file")),
    };
    match (of.pages.saturating_sub(of.before), of.before.saturating_sub(of.pages)) {
        (0, 0) => what,
        (more, 0) => format!("{what}, {} more", count(more, "page")),
        (_, fewer) => format!("{what}, {} fewer", count(fewer, "page")),
    }
}

/// Opens the user's browser, and waits for nothing.
#[allow(clippy::disallowed_methods, reason = "the one program that the preview runs, when asked to")]
fn browse(address: &str) -> bool {
    let (program, first): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(first).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            let waiting = std::thread::Builder::new().spawn(move || child.wait());
            drop(waiting);
            true
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tree::SourceTree;
    use crate::paths::SourcePath;

    #[test]
    fn changes_in_words() {
        let paths = ["content/a.md", "content/b.md", "content/c.md"].map(|p| SourcePath::new(p).unwrap());
        let paths: Vec<&SourcePath> = paths.iter().collect();
        let texts = SourceTree::default();
        let words = |changed: &[&SourcePath], before| {
            let took = std::time::Duration::ZERO;
            let (pages, notes, news) = (3, &[], &[]);
            changes(&Round { first: false, took, changed, before, pages, notes, news, texts: &texts })
        };
        assert_eq!(words(&[], 3), "read anew");
        assert_eq!(words(&paths[..1], 2), "content/a.md changed, 1 page more");
        assert_eq!(words(&paths, 5), "content/a.md and 2 other files changed, 2 pages fewer");
    }
}
