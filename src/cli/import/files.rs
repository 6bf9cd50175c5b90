//! Files that are named on the command line: the one place where an import meets the disk outside the site.

use std::fs::File;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

use crate::engine::Error;
use crate::exchange::import::MOST_BYTES;
use crate::ops::import::Input;

/// How many files of a folder are read.
const MOST_FILES: usize = 20_000;
/// How much of a folder is read.
const MOST_IN_ALL: usize = 256 * 1024 * 1024;

/// Reads a file, or the files of a folder.
pub(super) fn read(path: &Path) -> Result<Input, Error> {
    let failed = |error: io::Error| Error::NotOpened(path.to_path_buf(), error);
    if path.is_dir() {
        let parts = folder(path).map_err(failed)?;
        if parts.is_empty() {
            return Err(failed(io::Error::other("there is no file in it")));
        }
        return Ok(Input { path: path.to_path_buf(), bytes: vec![], parts });
    }
    Ok(Input { path: path.to_path_buf(), bytes: whole(path).map_err(failed)?, parts: vec![] })
}

fn whole(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    crate::fs::read_whole(&file, meta.len(), MOST_BYTES).map_err(|fault| io::Error::other(fault.to_string()))
}

/// The files of a folder, in the order of their names. Links are not followed, hidden files are left out.
fn folder(path: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let hidden = |e: &walkdir::DirEntry| e.depth() > 0 && e.file_name().to_string_lossy().starts_with('.');
    let mut all = vec![];
    let mut size = 0;
    for entry in WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|e| !hidden(e)) {
        let entry = entry.map_err(io::Error::other)?;
        if !entry.file_type().is_file() {
            continue;
        }
        let bytes = whole(entry.path())?;
        size += bytes.len();
        if all.len() >= MOST_FILES || size > MOST_IN_ALL {
            return Err(io::Error::other("there is too much in it"));
        }
        let name = entry.path().strip_prefix(path).unwrap_or(entry.path()).display().to_string();
        all.push((name, bytes));
    }
    Ok(all)
}
