//! The folder `.cpdfolio/undo`: staged files, moves, the lock.

use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io::{self, Write};

use super::fault::JournalFault;
use super::record::{Change, Record};
use crate::fs::{Dir, EntryKind, FsError, ReadFault, Root, WriteFault, lock, read_whole, split};
use crate::paths::SourcePath;

const FOLDER: &str = ".cpdfolio/undo";
/// More is not a record of ours.
const LARGEST_RECORD: u64 = 256 * 1024 * 1024;
/// Of more files than this, all are put on the disk with one call.
const FEW: usize = 16;

/// The open folder. Nobody else changes files of the site while it is held.
pub(super) struct Store {
    dir: Dir,
    path: std::path::PathBuf,
    _lock: Option<File>,
}

/// What a moved file may stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moved {
    /// On nothing.
    New,
    /// On the file that it replaces.
    Over,
}

impl Store {
    pub(super) fn is_there(root: &Root) -> bool {
        root.folder(FOLDER).is_ok()
    }

    /// Was a command interrupted after it had begun?
    pub(super) fn is_unfinished(root: &Root) -> bool {
        root.folder(FOLDER)
            .is_ok_and(|dir| ["now", "back"].iter().any(|name| dir.has(OsStr::new(name)).unwrap_or(false)))
    }

    /// Opens the folder, makes what is missing of it, and waits some seconds for another command that changes
    /// files.
    pub(super) fn open(root: &Root) -> Result<Self, JournalFault> {
        let path = root.path().join(FOLDER);
        let failed = |fault| FsError { path: path.clone(), fault };
        let dir = root.make_folders(FOLDER).map_err(failed)?;
        for (name, text) in [(".gitignore", "*\n"), ("lock", "")] {
            match dir.create(name.as_ref()) {
                Ok(mut file) => file.write_all(text.as_bytes()).map_err(|e| failed(e.into()))?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error.into()).into()),
            }
        }
        let lock = dir.file("lock".as_ref()).ok();
        // where a file system has no locks, two commands at once are told apart by the checks of each file
        let lock = lock.map(|file| lock::lock(file, lock::SHORT)).transpose().map_err(JournalFault::Busy)?.flatten();
        Ok(Self { dir, path, _lock: lock })
    }

    pub(super) fn has(&self, name: &str) -> Result<bool, JournalFault> {
        self.dir.has(name.as_ref()).map_err(|e| self.fault(name, e.into()))
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> Result<(), JournalFault> {
        step();
        self.dir.rename_new(from.as_ref(), &self.dir, to.as_ref()).map_err(|e| self.fault(to, e.into()))?;
        self.dir.sync().map_err(|e| self.fault(to, e.into()))
    }

    /// The actions that are done, in order.
    pub(super) fn done_actions(&self) -> Result<Vec<String>, JournalFault> {
        let entries = self.dir.entries().map_err(|e| self.fault("", e.into()))?;
        let folders = entries.into_iter().filter(|(_, kind)| *kind == EntryKind::Folder);
        let names = folders.filter_map(|(name, _)| name.into_string().ok());
        let mut names: Vec<String> = names.filter(|n| n.len() == 6 && n.bytes().all(|b| b.is_ascii_digit())).collect();
        names.sort();
        Ok(names)
    }

    pub(super) fn record(&self, name: &str) -> Result<Record, JournalFault> {
        let path = format!("{name}/action.json");
        let read = || {
            let file = self.dir.file(path.as_ref())?;
            let size = file.metadata()?.len();
            read_whole(&file, size, LARGEST_RECORD)
        };
        match read() {
            Ok(bytes) => Record::from_json(&bytes, &path),
            Err(ReadFault::Io(error)) => Err(self.fault(&path, error.into())),
            Err(_) => Err(JournalFault::Damaged(path)),
        }
    }

    /// Writes the record of an action anew, whole or not at all.
    pub(super) fn rewrite(&self, name: &str, record: &Record) -> Result<(), JournalFault> {
        let written = || {
            let folder = self.dir.folder(name.as_ref()).map_err(io::Error::other)?;
            let _ = folder.remove_file("action.new".as_ref());
            put(&folder, "action.new", &record.to_json(), None, true)?;
            folder.rename("action.new".as_ref(), &folder, "action.json".as_ref())
        };
        written().map_err(|e| self.fault(name, e.into()))
    }

    /// Writes everything that an action needs into `new`, down to the disk.
    pub(super) fn stage(&self, root: &Root, record: &Record, changes: &[Change]) -> Result<(), JournalFault> {
        let failed = |e: io::Error| self.fault("new", e.into());
        step();
        self.dir.make_folder("new".as_ref()).map_err(failed)?;
        let new = self.dir.folder("new".as_ref()).map_err(|f| self.fault("new", f.into()))?;
        let each = changes.len() <= FEW;
        let written = || {
            for (n, change) in changes.iter().enumerate() {
                let mode = change.before.as_ref().and_then(|_| mode(root, &change.path));
                if let Some(bytes) = &change.before {
                    put(&new, &format!("old-{n}"), bytes, mode.as_ref(), each)?;
                }
                if let Some(bytes) = &change.after {
                    put(&new, &format!("new-{n}"), bytes, mode.as_ref(), each)?;
                }
            }
            put(&new, "action.json", &record.to_json(), None, each)?;
            if each { new.sync() } else { new.sync_all() }
        };
        written().map_err(|error| {
            let _ = self.clear("new");
            failed(error)
        })
    }

    /// Moves a file out of this folder to its place in the site.
    pub(super) fn move_out(&self, root: &Root, from: &str, to: &SourcePath, how: Moved) -> Result<(), JournalFault> {
        step();
        let moved = || -> Result<(), WriteFault> {
            let (folder, name) = split(to);
            let folder = root.make_folders(folder)?;
            step();
            match how {
                Moved::New => self.dir.rename_new(from.as_ref(), &folder, name)?,
                Moved::Over => self.dir.rename(from.as_ref(), &folder, name)?,
            }
            Ok(())
        };
        moved().map_err(|fault| root.error(to, fault).into())
    }

    /// Removes a file of the site.
    pub(super) fn remove(root: &Root, path: &SourcePath) -> Result<(), JournalFault> {
        step();
        let (folder, name) = split(path);
        let removed = root.folder(folder).map_err(WriteFault::from).and_then(|f| Ok(f.remove_file(name)?));
        removed.map_err(|fault| root.error(path, fault).into())
    }

    /// Removes folders that are empty.
    pub(super) fn remove_folders(root: &Root, folders: &[SourcePath]) {
        for path in folders.iter().rev() {
            step();
            let (folder, name) = split(path);
            let _ = root.folder(folder).map(|f| f.remove_folder(name));
        }
    }

    /// Puts the names of an action's files on the disk.
    pub(super) fn settle(&self, root: &Root, record: &Record) -> Result<(), JournalFault> {
        if record.files.len() > FEW {
            return self.dir.sync_all().map_err(|e| self.fault("", e.into()));
        }
        for file in &record.files {
            let folder = root.folder(split(&file.path).0);
            // a folder that is gone has nothing to put there
            folder.map_or(Ok(()), |f| f.sync()).map_err(|e| root.error(&file.path, e.into()))?;
        }
        Ok(())
    }

    /// Keeps the action in `now` as the last one, and forgets those that are too old.
    pub(super) fn done(&self, most: usize) -> Result<(), JournalFault> {
        let mut names = self.done_actions()?;
        let last = names.last().and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
        let name = format!("{:06}", last + 1);
        self.rename("now", &name)?;
        names.push(name);
        let old = names.len().saturating_sub(most);
        for name in names.drain(..old) {
            self.rename(&name, "gone")?;
            self.clear("gone")?;
        }
        Ok(())
    }

    /// Deletes a folder in here, where it is.
    pub(super) fn clear(&self, name: &str) -> Result<(), JournalFault> {
        let folder = match self.dir.folder(name.as_ref()) {
            Ok(folder) => folder,
            Err(ReadFault::NotFound) => return Ok(()),
            Err(fault) => return Err(self.fault(name, fault.into())),
        };
        let cleared = || {
            for (inner, _) in folder.entries()? {
                step();
                folder.remove_file(&inner)?;
            }
            step();
            self.dir.remove_folder(name.as_ref())
        };
        cleared().map_err(|error| self.fault(name, error.into()))
    }

    fn fault(&self, name: &str, fault: WriteFault) -> JournalFault {
        FsError { path: self.path.join(name), fault }.into()
    }
}

fn mode(root: &Root, path: &SourcePath) -> Option<Permissions> {
    root.open_file(path).ok().map(|(_, meta)| meta.permissions())
}

fn put(folder: &Dir, name: &str, bytes: &[u8], mode: Option<&Permissions>, sync: bool) -> io::Result<()> {
    step();
    let mut file = folder.create(name.as_ref())?;
    step();
    file.write_all(bytes)?;
    if let Some(mode) = mode {
        file.set_permissions(mode.clone())?;
    }
    if sync { file.sync_all() } else { Ok(()) }
}

/// A moment at which a run can be killed: the tests do.
#[cfg(not(test))]
fn step() {}

#[cfg(test)]
fn step() {
    super::tests::step();
}
