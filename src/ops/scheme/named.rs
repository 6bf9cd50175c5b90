//! Files that a step was given by name, or with the folder that they lie in.

use std::path::{Path, PathBuf};

use super::refused;
use crate::engine::Error;
use crate::fs::{ReadFault, Root};
use crate::paths::SourcePath;

/// The most files of one step.
const MOST_FILES: usize = 100_000;

/// The files that paths stand for: themselves, or those in a folder that have one of these endings (all where none is
/// given); sorted.
pub(super) fn files(paths: &[PathBuf], endings: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let has = |path: &PathBuf, ending: &&str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    let fits = |path: &PathBuf| !path.is_dir() && (endings.is_empty() || endings.iter().any(|e| has(path, e)));
    let mut all = vec![];
    for path in paths {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|e| Error::MembersUnread(path.clone(), e))?;
        let mut found: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(fits).take(MOST_FILES + 1).collect();
        found.sort();
        all.extend(found);
    }
    if all.len() > MOST_FILES {
        return Err(refused(format!("there are more than {MOST_FILES} files"), "take them in several steps"));
    }
    Ok(all)
}

/// Opens a file that was named, without following a link in its last part.
pub(super) fn opened(file: &Path, limit: u64) -> Result<Vec<u8>, ReadFault> {
    let name = file.file_name().and_then(|n| n.to_str()).ok_or(ReadFault::NotAFile)?;
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = Root::open(folder).map_err(|_| ReadFault::NotFound)?;
    let name = SourcePath::new(name).map_err(|_| ReadFault::NotAFile)?;
    root.read(&name, limit)
}
