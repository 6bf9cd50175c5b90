//! A hand-over, or its `record.json`, back into the files of a site. The dispatch of `import` asks here first: other
//! sources are no hand-overs.

use std::path::Path;

use super::undo;
use super::verify;
use crate::engine::Error;
use crate::engine::project::Project;
use crate::hand::restore::{self, Restored};
use crate::journal::{self, Change};
use crate::paths::SourcePath;

/// What a hand-over gives back.
#[derive(Debug)]
pub(crate) struct Restoring {
    /// The files that are new.
    pub new: Vec<Restored>,
    /// Files that stand there already, and stay.
    pub there: Vec<String>,
    changes: Vec<Change>,
}

/// Works out what a hand-over gives back. What was changed since it was sealed is not taken.
pub(crate) fn prepare(project: &Project, file: &Path) -> Result<Restoring, Error> {
    let checked = verify::file(file)?;
    if let Some(finding) = checked.findings.first() {
        return Err(verify::refused(file, &verify::said(finding, &checked)));
    }
    let mut restoring = Restoring { new: vec![], there: vec![], changes: vec![] };
    for restored in restore::files(&checked) {
        let path = SourcePath::new(&restored.path).map_err(|f| Error::BadPath(restored.path.clone(), f))?;
        if project.tree.has(&path) {
            restoring.there.push(restored.path);
            continue;
        }
        restoring.changes.push(Change::create(path, restored.text.as_bytes()));
        restoring.new.push(restored);
    }
    Ok(restoring)
}

/// Writes the files, as one action.
pub(crate) fn save(project: &Project, restoring: Restoring) -> Result<(), Error> {
    journal::perform(&project.root, "import", restoring.changes)?;
    undo::ignore(&project.root)?;
    Ok(())
}
