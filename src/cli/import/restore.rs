//! A whole record that comes back from `export`: files are made where there are none, and none is changed.

use serde_json::json;

use crate::cli::args::{Format, Global};
use crate::cli::ending::{Ending, Outcome};
use crate::cli::terminal;
use crate::diag::count;
use crate::engine::Error;
use crate::exchange::whole::{self, Whole};
use crate::fs::Root;
use crate::ops::import::Input;
use crate::ops::restore::{Restored, restore};
use crate::paths::SourcePath;

/// The record in a file; none where it holds none.
pub(super) fn whole(input: &Input) -> Result<Option<Whole>, Error> {
    let read = if whole::is_json(&input.bytes) {
        whole::from_json(&input.bytes)
    } else if whole::is_zip(&input.bytes) {
        whole::from_zip(&input.bytes)
    } else {
        return Ok(None);
    };
    let failed = |fault: whole::WholeFault| Error::NotImported {
        file: input.path.clone(),
        why: fault.to_string(),
        hint: "export the record again: `cpdfolio export --format json`".to_owned(),
    };
    read.map(Some).map_err(failed)
}

/// Puts its files into the site, or into a folder that is none yet.
pub(super) fn run(global: &Global, input: &Input, of: &Whole, dry_run: bool, format: Format) -> Outcome {
    let folder = match global.folder() {
        Ok(folder) => folder,
        Err(Error::NoSite(folder)) => folder,
        Err(other) => return Err(other),
    };
    let root = Root::open(&folder).map_err(Error::Fs)?;
    let name = input.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let restored = restore(&root, &format!("import {name}"), &of.files, dry_run)?;
    if format == Format::Json {
        let paths = |all: &[SourcePath]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        terminal::json(&json!({
            "schema": "cpdfolio.restore/1", "file": name, "written": !dry_run && !restored.made.is_empty(),
            "made": paths(&restored.made), "same": restored.same, "different": paths(&restored.different),
            "left_out": of.left,
        }));
    } else {
        tell(&restored, of, dry_run);
    }
    Ok(if restored.different.is_empty() && of.left.is_empty() { Ending::Done } else { Ending::Findings })
}

fn tell(restored: &Restored, of: &Whole, dry_run: bool) {
    let word = if dry_run { "would be made" } else { "made" };
    terminal::data(&format!("{} {word}, {} there already\n", count(restored.made.len(), "file"), restored.same));
    for path in &restored.different {
        terminal::data(&format!("differs, and stays as it is: {path}\n"));
    }
    for path in &of.left {
        terminal::data(&format!("left out, a record has no such file: {path}\n"));
    }
}
