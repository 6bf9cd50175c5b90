//! Files that a step was given by name, or with the folder that they lie in.

use std::path::{Path, PathBuf};

use super::refused;
use crate::engine::Error;
use crate::fs::{ReadFault, Root};
use crate::paths::SourcePath;

/// The most files of one step.
const MOST_FILES: usize = 100_000;

/// Folders in a folder that is named.
const DEEPEST: usize = 8;

/// A file that a step was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Given {
    /// What it is called in tables: its way from the folder that was named.
    pub label: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What paths stand for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Found {
    /// Files: those that are named, then those of folders, sorted.
    pub files: Vec<Given>,
    /// What lies in a folder and is not read: its label, and why.
    pub passed: Vec<(String, String)>,
}

/// The files that paths stand for: themselves, or those in a folder and in its folders that have one of these endings
/// (all where none is given). What is left out is named, but for hidden files.
pub(super) fn files(paths: &[PathBuf], endings: &[&str]) -> Result<Found, Error> {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            let mut inside = Found::default();
            walk(path, "", 0, endings, &mut inside)?;
            inside.files.sort();
            found.files.extend(inside.files);
            found.passed.extend(inside.passed);
        } else {
            let label = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
            found.files.push(Given { label, path: path.clone() });
        }
    }
    if found.files.len() > MOST_FILES {
        return Err(refused(format!("there are more than {MOST_FILES} files"), "take them in several steps"));
    }
    found.passed.sort();
    Ok(found)
}

fn walk(folder: &Path, label: &str, depth: usize, endings: &[&str], found: &mut Found) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder)
        .map_err(|e| refused(format!("{} cannot be read: {e}", folder.display()), "name files, or a folder of them"))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || found.files.len() > MOST_FILES {
            continue;
        }
        let (path, label) = (entry.path(), if label.is_empty() { name } else { format!("{label}/{name}") });
        let kind = entry.file_type().ok();
        if kind.is_some_and(|k| k.is_dir()) {
            if depth < DEEPEST {
                walk(&path, &label, depth + 1, endings, found)?;
            } else {
                let why = format!("it lies deeper than {DEEPEST} folders, and is not read: name that folder");
                found.passed.push((label, why));
            }
        } else if path.is_dir() {
            found.passed.push((label, "it is a link to a folder, and is not followed: name that folder".to_owned()));
        } else if endings.is_empty()
            || endings.iter().any(|e| path.extension().is_some_and(|x| x.eq_ignore_ascii_case(e)))
        {
            found.files.push(Given { label, path });
        } else {
            found.passed.push((label, unread(&path, endings)));
        }
    }
    Ok(())
}

/// Why a file is left out.
fn unread(path: &Path, endings: &[&str]) -> String {
    let known = crate::diag::list(endings.iter().map(|e| format!(".{e}")));
    let has = |ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    if endings.contains(&"eml") && ["mbox", "msg", "pst", "mbx"].iter().any(|e| has(e)) {
        return format!("it is not read: save each of its messages as a file of its own ({known})");
    }
    format!("it is not read: its name ends in none of {known}")
}

/// Opens a file that was named, without following a link in its last part.
pub(super) fn opened(file: &Path, limit: u64) -> Result<Vec<u8>, ReadFault> {
    let name = file.file_name().and_then(|n| n.to_str()).ok_or(ReadFault::NotAFile)?;
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = Root::open(folder).map_err(|_| ReadFault::NotFound)?;
    let name = SourcePath::new(name).map_err(|_| ReadFault::NotAFile)?;
    root.read(&name, limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempFolder;

    #[test]
    fn folders_in_folders_are_read_and_what_is_left_out_is_named() {
        let folder = TempFolder::new("named");
        folder.write("b.eml", "x");
        folder.write("a/x/c.EML", "x");
        folder.write("a/all.mbox", "x");
        folder.write("note.txt", "x");
        folder.write(".hidden", "x");
        folder.write(&format!("{}d.eml", "d/".repeat(12)), "x");
        let found = files(&[folder.path().to_path_buf()], &["eml"]).unwrap();
        let labels: Vec<&str> = found.files.iter().map(|g| g.label.as_str()).collect();
        assert_eq!(labels, ["a/x/c.EML", "b.eml"]);
        let passed: Vec<(&str, &str)> = found.passed.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(passed.len(), 3, "{passed:?}");
        assert!(passed[0].0 == "a/all.mbox" && passed[0].1.contains("save each of its messages"), "{passed:?}");
        assert!(passed[1].0.starts_with("d/d/") && passed[1].1.contains("deeper than 8 folders"), "{passed:?}");
        assert_eq!(passed[2].0, "note.txt");
        let all = files(&[folder.path().to_path_buf(), folder.path().join("b.eml")], &[]).unwrap();
        assert_eq!((all.files.len(), all.files[4].label.as_str()), (5, "b.eml"));
    }
}
