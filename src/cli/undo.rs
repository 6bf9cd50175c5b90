//! `cpdfolio undo`

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::engine::Error;
use crate::fs::Root;
use crate::journal::Listed;
use crate::ops::undo;
use crate::paths::SourcePath;

/// Take back what the last command changed
///
/// The last ten actions of `log`, `edit`, `remove`, `reflect`, `attach`, `import`, `plan --add`, `declare`, `share`,
/// `ask`, `receive` and `check --fix` can be taken back, one after the other, byte for byte. A file that you have changed
/// since is named, and nothing is undone. What was handed over stays with whoever has it: of `share` and `ask` the note is
/// taken back, and of `declare` the declaration.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio undo
  cpdfolio undo --list
  cpdfolio undo --keep")]
pub(super) struct Args {
    /// Leave files that have changed since as they are, and take back the rest
    #[arg(long, conflicts_with = "list")]
    keep: bool,
    /// List what can be taken back, and change nothing
    #[arg(long)]
    list: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        global.recover()?;
        let root = Root::open(&global.folder()?).map_err(Error::Fs)?;
        if self.list {
            self.tell_list(&undo::list(&root)?);
            return Ok(Ending::Done);
        }
        let undone = undo::undo(&root, self.keep)?;
        if self.format == Format::Json {
            terminal::json(&serde_json::json!({
                "schema": "cpdfolio.undo/1", "command": undone.command,
                "restored": paths(&undone.back), "kept": paths(&undone.kept),
            }));
            return Ok(Ending::Done);
        }
        terminal::data(&format!("undone: {}\n", undone.command));
        let out_there = match undone.command.split(' ').next() {
            Some("share" | "ask") => {
                Some("The file stays with whoever has it; an answer to it cannot be received any more.")
            }
            Some("declare") => Some("Whoever was given the root of this declaration keeps it."),
            _ => None,
        };
        out_there.into_iter().for_each(terminal::talk);
        told("as before", &undone.back);
        told("kept", &undone.kept);
        Ok(Ending::Done)
    }

    fn tell_list(&self, all: &[Listed]) {
        if self.format == Format::Json {
            let file = |(how, path): &(&str, SourcePath)| serde_json::json!({"path": path.as_str(), "how": how});
            let action = |a: &Listed| {
                let files: Vec<_> = a.files.iter().map(file).collect();
                serde_json::json!({"command": a.command, "files": files})
            };
            let actions: Vec<_> = all.iter().map(action).collect();
            terminal::json(&serde_json::json!({"schema": "cpdfolio.undo-list/1", "actions": actions}));
            return;
        }
        if all.is_empty() {
            terminal::talk("There is no action to take back.");
        }
        for (n, action) in all.iter().enumerate() {
            let files = match action.files.as_slice() {
                [(how, path)] => format!("{how} {path}"),
                files => crate::diag::count(files.len(), "file"),
            };
            let rows =
                vec![vec![format!("{}", n + 1), action.command.clone(), terminal::styled(terminal::DIM, &files)]];
            terminal::data(&terminal::columns(&rows, 0));
        }
    }
}

/// A line for each file; of very many, how many there are.
fn told(what: &str, all: &[SourcePath]) {
    const SHOWN: usize = 20;
    for path in all.iter().take(SHOWN) {
        terminal::talk(&format!("{what}: {path}"));
    }
    if all.len() > SHOWN {
        terminal::talk(&format!("{what}: {} more", all.len() - SHOWN));
    }
}

fn paths(all: &[SourcePath]) -> Vec<&str> {
    all.iter().map(SourcePath::as_str).collect()
}
