//! `cpdfolio schema`

use super::ending::{Ending, Outcome};
use super::terminal;
use crate::engine::{NoSuch, Sought};
use crate::schema;

/// Print a JSON Schema of what cpdfolio reads or writes
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which: without it, all names
    name: Option<String>,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self) -> Outcome {
        let Some(name) = &self.name else {
            let names: Vec<Vec<String>> =
                schema::ALL.iter().map(|s| vec![s.name.to_owned(), s.what.to_owned()]).collect();
            terminal::data(&terminal::columns(&names, 0));
            return Ok(Ending::Done);
        };
        let asked = name.trim_start_matches("cpdfolio.");
        let Some(found) =
            schema::ALL.iter().find(|s| s.name == asked || s.id().strip_prefix("cpdfolio.") == Some(asked))
        else {
            return Err(NoSuch::new(Sought::Schema, name, schema::ALL.iter().map(|s| s.name)).into());
        };
        terminal::raw(found.text);
        Ok(Ending::Done)
    }
}
