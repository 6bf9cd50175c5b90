//! A file that was handed over, or its `record.json`, back into files.

use serde_json::{Value, json};

use crate::cli::args::{Format, Global};
use crate::cli::ending::{Ending, Outcome};
use crate::cli::terminal;
use crate::hand::bundle;
use crate::hand::restore::Restored;
use crate::ops::give_back;
use crate::ops::import::Input;

/// Is this a hand-over, by its first mark?
pub(super) fn is(input: &Input) -> bool {
    let has = |mark: &str| input.bytes.windows(mark.len()).any(|w| w == mark.as_bytes());
    has(bundle::BEFORE) || input.bytes.starts_with(b"{\"schema\":\"cpdfolio.bundle/")
}

/// Puts its entries and plan items into the site.
pub(super) fn run(global: &Global, input: &Input, dry_run: bool, format: Format) -> Outcome {
    let project = global.open()?;
    let restoring = give_back::prepare(&project, &input.path)?;
    for path in &restoring.there {
        terminal::talk(&format!("{path} is there already, and stays"));
    }
    let all = restoring.new.clone();
    if !dry_run {
        give_back::save(&project, restoring)?;
    }
    if format == Format::Json {
        let as_json = |one: &Restored| json!({"path": one.path, "lacks": one.lacks});
        let files: Vec<Value> = all.iter().map(as_json).collect();
        terminal::json(&json!({"schema": "cpdfolio.give-back/1", "written": !dry_run, "files": files}));
        return Ok(Ending::Done);
    }
    for one in &all {
        let lacks = if one.lacks.is_empty() { String::new() } else { format!("  without {}", one.lacks.join(", ")) };
        terminal::data(&format!("{}{lacks}\n", one.path));
    }
    if dry_run {
        terminal::talk("nothing was written: `--dry-run`");
    }
    Ok(Ending::Done)
}
