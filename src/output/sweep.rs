//! Walks over a tree, level by level and on all cores, and empties a tree that is going away. Folders
//! are opened beneath an open root, so that no link is followed, and one at a time on each thread, so
//! that few are open.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::Error;
use super::manifest::Manifest;
use crate::fs::{Dir, EntryKind, ReadFault};

/// A folder's path and the names of the folders in it.
pub(super) type Folder = (OsString, Vec<OsString>);

/// Joins paths as [`crate::paths::OutPath`] writes them, on every system.
pub(super) fn join(folder: &OsStr, name: &OsStr) -> OsString {
    if folder.is_empty() {
        return name.to_os_string();
    }
    let mut path = OsString::with_capacity(folder.len() + 1 + name.len());
    path.push(folder);
    path.push("/");
    path.push(name);
    path
}

/// The folder and the name of a path.
pub(super) fn split(path: &OsStr) -> (&OsStr, &OsStr) {
    if let Some(text) = path.to_str() {
        let (folder, name) = text.rsplit_once('/').unwrap_or(("", text));
        return (folder.as_ref(), name.as_ref());
    }
    // names that are no text: only the user's own
    let path = Path::new(path);
    let folder = path.parent().map_or(OsStr::new(""), Path::as_os_str);
    (folder, path.file_name().unwrap_or_default())
}

/// Shows every folder of a tree to `visit`; answers with the folders, level by level.
pub(super) fn walk<V>(root: &Dir, path: &Path, visit: V) -> Result<Vec<Vec<Folder>>, Error>
where
    V: Fn(&OsStr, &Dir, &[(OsString, EntryKind)]) -> Result<(), Error> + Sync,
{
    let mut levels = Vec::new();
    let mut next = vec![OsString::new()];
    while !next.is_empty() {
        let look = |folder: OsString| {
            let dir = match root.folder(&folder) {
                Ok(dir) => dir,
                // somebody removed it: nothing of it is left to do
                Err(ReadFault::NotFound) => return Ok((folder, Vec::new())),
                Err(fault) => return Err(Error::fault("open", &path.join(&folder), fault)),
            };
            let list = dir.entries().map_err(|error| Error::io("list", path.join(&folder), error))?;
            visit(&folder, &dir, &list)?;
            let inner = list.into_iter().filter(|(_, kind)| *kind == EntryKind::Folder);
            Ok((folder, inner.map(|(name, _)| name).collect()))
        };
        let level: Vec<Folder> = next.into_par_iter().map(look).collect::<Result<_, _>>()?;
        next = level.iter().flat_map(|(folder, inner)| inner.iter().map(move |name| join(folder, name))).collect();
        levels.push(level);
    }
    Ok(levels)
}

/// Empties a tree: removes each file for which `ours` says so, then the folders. A folder that is
/// not empty by then is an error; what is in it stays.
pub(super) fn clear<O>(root: &Dir, path: &Path, ours: O) -> Result<(), Error>
where
    O: Fn(&OsStr, &Dir, &OsStr) -> Result<bool, Error> + Sync,
{
    let levels = walk(root, path, |folder, dir, list| {
        for (name, _) in list.iter().filter(|(_, kind)| *kind != EntryKind::Folder) {
            if ours(folder, dir, name)? {
                gone(dir.remove_file(name))
                    .map_err(|error| Error::io("remove", path.join(join(folder, name)), error))?;
            }
        }
        Ok(())
    })?;
    for level in levels.iter().rev() {
        level.par_iter().filter(|(_, inner)| !inner.is_empty()).try_for_each(|(folder, inner)| {
            let dir = match root.folder(folder) {
                Ok(dir) => dir,
                Err(fault) => return Err(Error::fault("open", &path.join(folder), fault)),
            };
            inner.iter().try_for_each(|name| {
                gone(dir.remove_folder(name)).map_err(|error| Error::io("remove", path.join(join(folder, name)), error))
            })
        })?;
    }
    Ok(())
}

/// Not there is as good as removed.
fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Takes files out of a tree that is going away into the one in place.
pub(super) struct Rescue<'a> {
    /// The tree in place.
    pub(super) to: &'a Dir,
    /// Its path.
    pub(super) path: PathBuf,
    /// What we wrote there.
    pub(super) listed: Arc<Manifest>,
}

impl Rescue<'_> {
    /// Is the same file, under its second name, in the tree in place?
    pub(super) fn is_same(&self, dir: &Dir, folder: &OsStr, name: &OsStr) -> Result<bool, Error> {
        let failed = |error| Error::io("look at", self.path.join(join(folder, name)), error);
        let there = match self.to.folder(folder) {
            Ok(there) => there,
            Err(ReadFault::Io(error)) => return Err(failed(error)),
            Err(_) => return Ok(false),
        };
        if !there.has(name).map_err(failed)? {
            return Ok(false);
        }
        let there = there.stat(name).map_err(failed)?.id;
        let here = dir.stat(name).map_err(failed)?.id;
        Ok(here.is_some() && here == there)
    }

    /// Moves a file to its own path; a version of it that was carried over is older. Where a page
    /// of ours, or a folder, has taken the path, it gets a name of its own.
    pub(super) fn take(&self, dir: &Dir, folder: &OsStr, name: &OsStr) -> Result<(), Error> {
        let path = join(folder, name);
        let failed = |error| Error::io("move", self.path.join(&path), error);
        let Some(to) = self.folder(folder).map_err(failed)? else {
            let flat = path.to_string_lossy().replace('/', "-");
            return rename_free(dir, name, self.to, flat.as_ref()).map_err(failed);
        };
        let listed = path.to_str().is_some_and(|path| self.listed.contains(path));
        let is_folder = to.stat(name).is_ok_and(|stat| stat.kind == EntryKind::Folder);
        if listed || is_folder {
            return rename_free(dir, name, &to, name).map_err(failed);
        }
        dir.rename(name, &to, name).map_err(failed)
    }

    /// Opens a folder of the tree in place, made where it is missing; `None` where something else
    /// has its name.
    fn folder(&self, path: &OsStr) -> io::Result<Option<Dir>> {
        let open = |dir: &Dir, name: &OsStr| match dir.folder(name) {
            Ok(dir) => Ok(Some(dir)),
            Err(ReadFault::Io(error)) => Err(error),
            Err(_) => Ok(None),
        };
        let mut at = open(self.to, OsStr::new(""))?;
        for part in Path::new(path) {
            let Some(above) = at else { return Ok(None) };
            match above.make_folder(part) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => at = open(&above, part)?,
            }
        }
        Ok(at)
    }
}

/// Renames to the first free of `name`, `name.kept-1`, `name.kept-2` and so on.
fn rename_free(dir: &Dir, name: &OsStr, to: &Dir, wanted: &OsStr) -> io::Result<()> {
    let mut target = wanted.to_os_string();
    for count in 1..1_000 {
        match dir.rename_new(name, to, &target) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                target = wanted.to_os_string();
                target.push(format!(".kept-{count}"));
            }
            result => return result,
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
