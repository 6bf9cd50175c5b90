//! What an action is: its files, by the hashes of what they were and of what they became.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fault::JournalFault;
use crate::fs::{Fingerprint, FsError, ReadFault, Root, WriteFault};
use crate::paths::SourcePath;

/// The places of a site that an action may change. A record that names another was not written by us: nobody's
/// folder may put a file among git's hooks.
const PLACES: [&str; 8] =
    ["content", "evidence", "imports", "shared", "themes", ".cpdfolio", "cpdfolio.yaml", ".gitignore"];

/// A change of one file: what it was when it was read, and what it becomes. `None`: there is no such file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(super) path: SourcePath,
    pub(super) before: Option<Vec<u8>>,
    pub(super) after: Option<Vec<u8>>,
}

impl Change {
    /// A new file.
    pub(crate) fn create(path: SourcePath, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path, before: None, after: Some(bytes.into()) }
    }

    /// Another text for a file.
    pub(crate) fn replace(path: SourcePath, before: impl Into<Vec<u8>>, after: impl Into<Vec<u8>>) -> Self {
        Self { path, before: Some(before.into()), after: Some(after.into()) }
    }

    /// A file less.
    pub(crate) fn remove(path: SourcePath, before: impl Into<Vec<u8>>) -> Self {
        Self { path, before: Some(before.into()), after: None }
    }
}

/// An action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The command, for people.
    pub(super) command: String,
    /// Its files.
    pub(super) files: Vec<FileRecord>,
    /// The folders that it makes, each before those inside it.
    pub(super) folders: Vec<SourcePath>,
}

/// A file of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileRecord {
    pub(super) path: SourcePath,
    /// The hash of what it was; none: there was none.
    pub(super) before: Option<String>,
    /// The hash of what it became.
    pub(super) after: Option<String>,
}

/// What stands on the disk, compared with an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Before,
    After,
    Other,
}

/// How the record is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema: String,
    command: String,
    files: Vec<WrittenFile>,
    folders: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFile {
    path: String,
    before: Option<String>,
    after: Option<String>,
}

const SCHEMA: &str = "cpdfolio.action/1";

impl Record {
    /// The record of changes that are to be made.
    pub(super) fn of(root: &Root, command: &str, changes: &[Change]) -> Result<Self, JournalFault> {
        let hash = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|b| Fingerprint::of(b).sha256);
        let mut files = vec![];
        for change in changes {
            files.push(FileRecord {
                path: allowed(change.path.as_str())?,
                before: hash(&change.before),
                after: hash(&change.after),
            });
        }
        let made = files.iter().filter(|f| f.before.is_none()).flat_map(|f| folders_of(&f.path));
        let made: BTreeSet<&str> = made.collect();
        let missing = made.into_iter().filter(|f| matches!(root.folder(f), Err(ReadFault::NotFound)));
        let folders = missing.filter_map(|f| SourcePath::new(f).ok()).collect();
        Ok(Self { command: command.to_owned(), files, folders })
    }

    /// Is each file still what it was when it was read?
    pub(super) fn check(&self, root: &Root) -> Result<(), JournalFault> {
        for file in &self.files {
            match (state(root, file)?, &file.before) {
                (State::Before, _) => {}
                (_, None) => {
                    let path = root.path().join(file.path.as_str());
                    return Err(FsError { path, fault: WriteFault::Exists }.into());
                }
                (_, Some(_)) => return Err(JournalFault::Changed(file.path.clone())),
            }
        }
        Ok(())
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        let file =
            |f: &FileRecord| WrittenFile { path: f.path.to_string(), before: f.before.clone(), after: f.after.clone() };
        let written = Written {
            schema: SCHEMA.to_owned(),
            command: self.command.clone(),
            files: self.files.iter().map(file).collect(),
            folders: self.folders.iter().map(ToString::to_string).collect(),
        };
        serde_json::to_vec_pretty(&written).unwrap_or_default()
    }

    pub(super) fn from_json(bytes: &[u8], name: &str) -> Result<Self, JournalFault> {
        let damaged = || JournalFault::Damaged(name.to_owned());
        let written: Written = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        if written.schema != SCHEMA {
            return Err(damaged());
        }
        let file = |f: WrittenFile| {
            Ok(FileRecord { path: allowed(&f.path).map_err(|_| damaged())?, before: f.before, after: f.after })
        };
        let files = written.files.into_iter().map(file).collect::<Result<Vec<_>, JournalFault>>()?;
        let folders = written.folders.iter().map(|f| allowed(f).map_err(|_| damaged()));
        Ok(Self { command: written.command, files, folders: folders.collect::<Result<_, _>>()? })
    }
}

impl FileRecord {
    /// What happened to it, in a word.
    pub(super) fn how(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "made",
            (_, None) => "removed",
            _ => "changed",
        }
    }
}

/// What a file is now.
pub(super) fn state(root: &Root, file: &FileRecord) -> Result<State, JournalFault> {
    let found = match root.fingerprint(&file.path) {
        Ok(found) => Some(found.sha256),
        Err(ReadFault::NotFound) => None,
        Err(ReadFault::Io(error)) => return Err(root.error(&file.path, WriteFault::Io(error)).into()),
        Err(_) => return Ok(State::Other),
    };
    Ok(match found {
        found if found == file.after => State::After,
        found if found == file.before => State::Before,
        _ => State::Other,
    })
}

/// Is this a place of a record's own files?
pub(crate) fn is_place(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or_default();
    let ours = path != ".cpdfolio/undo" && !path.starts_with(".cpdfolio/undo/");
    ours && PLACES.contains(&top)
}

fn allowed(path: &str) -> Result<SourcePath, JournalFault> {
    match SourcePath::new(path) {
        Ok(path) if is_place(path.as_str()) => Ok(path),
        _ => Err(JournalFault::Damaged(path.to_owned())),
    }
}

/// The folders of a path, the outermost first.
fn folders_of(path: &SourcePath) -> impl Iterator<Item = &str> {
    path.as_str().match_indices('/').map(|(at, _)| &path.as_str()[..at])
}
