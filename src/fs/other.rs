//! [`Dir`] where folders cannot be held open: a path, and a look at each part before it is used.

// on Linux only the tests use this file
#![cfg_attr(target_os = "linux", allow(dead_code))]

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, FileType, Permissions};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::fault::ReadFault;
use super::stat::{EntryKind, Stat, present};

/// A folder by its path. A `path` may have several parts where it says so; a `name` has one.
#[derive(Debug)]
pub(crate) struct Dir(PathBuf);

impl Dir {
    /// Opens a folder that the user named; links are followed.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let path = path.canonicalize()?;
        if !path.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self(path))
    }

    /// Opens a folder beneath this one; the empty path is the folder itself.
    pub(crate) fn folder(&self, path: &OsStr) -> Result<Self, ReadFault> {
        if path.is_empty() {
            return Ok(Self(self.0.clone()));
        }
        let (path, kind) = self.checked(path)?;
        if kind == EntryKind::Folder { Ok(Self(path)) } else { Err(ReadFault::NotAFile) }
    }

    /// Opens what is at a path beneath this folder for reading; only a regular file or a folder,
    /// since opening a pipe would wait for a writer.
    pub(crate) fn file(&self, path: &OsStr) -> Result<File, ReadFault> {
        let (path, kind) = self.checked(path)?;
        if kind != EntryKind::File {
            return Err(ReadFault::NotAFile);
        }
        Ok(File::open(path)?)
    }

    /// Creates a file at a path beneath this folder; an error where the name is taken.
    pub(crate) fn create(&self, path: &OsStr) -> io::Result<File> {
        File::create_new(self.0.join(path))
    }

    /// Makes a folder at a path; parts before the last are trusted.
    pub(crate) fn make_folder(&self, path: &OsStr) -> io::Result<()> {
        fs::create_dir(self.0.join(path))
    }

    /// What a name stands for, without following it.
    pub(crate) fn stat(&self, name: &OsStr) -> io::Result<Stat> {
        stat(&self.0.join(name))
    }

    /// Is there anything of this name?
    pub(crate) fn has(&self, name: &OsStr) -> io::Result<bool> {
        present(self.stat(name))
    }

    /// What this folder itself is.
    pub(crate) fn own_stat(&self) -> io::Result<Stat> {
        stat(&self.0)
    }

    /// Everything in this folder, in no order.
    pub(crate) fn entries(&self) -> io::Result<Vec<(OsString, EntryKind)>> {
        fs::read_dir(&self.0)?
            .map(|entry| {
                let entry = entry?;
                Ok((entry.file_name(), kind(entry.file_type()?)))
            })
            .collect()
    }

    /// Removes a name that is not a folder's.
    pub(crate) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    /// Gives a file a second name. Not a link: some systems would name what it points to.
    pub(crate) fn link(&self, name: &OsStr, to: &Self, path: &OsStr) -> io::Result<()> {
        let from = self.0.join(name);
        if stat(&from)?.kind != EntryKind::File {
            return Err(io::ErrorKind::Unsupported.into());
        }
        fs::hard_link(from, to.0.join(path))
    }

    /// Where a symbolic link points.
    pub(crate) fn read_link(&self, name: &OsStr) -> io::Result<PathBuf> {
        fs::read_link(self.0.join(name))
    }

    /// Makes a symbolic link.
    pub(crate) fn make_link(&self, target: &Path, path: &OsStr) -> io::Result<()> {
        make_link(target, &self.0.join(path))
    }

    /// Renames; replaces what is there.
    pub(crate) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(name), to.0.join(new))
    }

    /// Renames; an error where the new name is taken.
    pub(crate) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        if to.has(new)? {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.rename(name, to, new)
    }

    /// Two names cannot change places in one step here.
    #[allow(clippy::unused_self)]
    pub(crate) fn exchange(&self, _: &OsStr, _: &Self, _: &OsStr) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The mode of this folder.
    pub(crate) fn permissions(&self) -> io::Result<Permissions> {
        Ok(fs::symlink_metadata(&self.0)?.permissions())
    }

    /// Sets the mode of this folder.
    pub(crate) fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        fs::set_permissions(&self.0, permissions)
    }

    /// Puts the names in this folder on the disk, where the system can open a folder.
    pub(crate) fn sync(&self) -> io::Result<()> {
        match File::open(&self.0) {
            Ok(folder) if cfg!(unix) => folder.sync_all(),
            _ => Ok(()),
        }
    }

    /// Only the folder itself: there is no call for a whole tree.
    pub(crate) fn sync_all(&self) -> io::Result<()> {
        self.sync()
    }

    /// The full path, and what is there, once no part of it is a link.
    fn checked(&self, path: &OsStr) -> Result<(PathBuf, EntryKind), ReadFault> {
        let mut full = self.0.clone();
        let mut found = EntryKind::Folder;
        for part in Path::new(path).components() {
            let Component::Normal(part) = part else {
                return Err(ReadFault::Symlink);
            };
            if found != EntryKind::Folder {
                return Err(ReadFault::NotFound);
            }
            full.push(part);
            found = stat(&full)?.kind;
            if found == EntryKind::Link {
                return Err(ReadFault::Symlink);
            }
        }
        Ok((full, found))
    }
}

/// Is a folder the root of a mount? Another device than its parent's is.
#[cfg(unix)]
pub(crate) fn is_mount_point(path: &Path) -> Option<bool> {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| Some(fs::symlink_metadata(path).ok()?.dev());
    Some(device(path)? != device(path.parent()?)?)
}

/// Not known here.
#[cfg(not(unix))]
pub(crate) fn is_mount_point(_: &Path) -> Option<bool> {
    None
}

fn stat(path: &Path) -> io::Result<Stat> {
    let meta = fs::symlink_metadata(path)?;
    Ok(Stat { kind: kind(meta.file_type()), id: id(&meta) })
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps)]
fn id(meta: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn id(_: &fs::Metadata) -> Option<(u64, u64)> {
    None
}

fn kind(file_type: FileType) -> EntryKind {
    if file_type.is_symlink() {
        EntryKind::Link
    } else if file_type.is_dir() {
        EntryKind::Folder
    } else if file_type.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    }
}

#[cfg(unix)]
fn make_link(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn make_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
