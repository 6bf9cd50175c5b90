//! The user's editor: the one program that we start, because it was asked for.

use crate::engine::Error;
use crate::engine::project::Project;
use crate::paths::SourcePath;

/// Opens a file of the site, and waits until the editor is closed.
#[allow(clippy::disallowed_methods, reason = "the user's own request")]
pub(super) fn open(project: &Project, path: &SourcePath) -> Result<(), Error> {
    let editor = std::env::var("VISUAL").or_else(|_| std::env::var("EDITOR")).unwrap_or_else(|_| "vi".to_owned());
    let mut parts = editor.split_whitespace();
    let program = parts.next().unwrap_or("vi");
    let status = std::process::Command::new(program).args(parts).arg(project.root.path().join(path.as_str())).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(Error::Editor { command: editor, written: path.clone() }),
    }
}
