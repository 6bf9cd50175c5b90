//! The last action taken back, and the line that keeps what it needs out of git.

use crate::engine::Error;
use crate::fs::Root;
use crate::journal::{self, Listed, Undone};
use crate::paths::SourcePath;

/// The folder that git is to leave out.
const IGNORED: &str = ".cpdfolio/undo/";

/// Takes back the last action.
pub(crate) fn undo(root: &Root, keep: bool) -> Result<Undone, Error> {
    let undone = journal::undo(root, keep)?;
    ignore(root)?;
    Ok(undone)
}

/// The actions that can be taken back, the last one first.
pub(crate) fn list(root: &Root) -> Result<Vec<Listed>, Error> {
    Ok(journal::list(root)?)
}

/// Adds the folder of actions to an older `.gitignore`. Did it lack the line?
pub(crate) fn ignore(root: &Root) -> Result<bool, Error> {
    let path = ".gitignore";
    let path = SourcePath::new(path).map_err(|f| Error::BadPath(path.to_owned(), f))?;
    let Ok(bytes) = root.read(&path, 1_000_000) else { return Ok(false) };
    let Ok(mut text) = String::from_utf8(bytes) else { return Ok(false) };
    let folder = |line: &str| line.trim().trim_matches('/').to_owned();
    if text.lines().any(|line| [".cpdfolio/undo", ".cpdfolio", ".cpdfolio/undo/*"].contains(&folder(line).as_str())) {
        return Ok(false);
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    text.push_str(IGNORED);
    text.push_str(end);
    root.replace(&path, text.as_bytes()).map_err(Error::Fs)?;
    Ok(true)
}
