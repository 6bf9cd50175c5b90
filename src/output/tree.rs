//! Walks over trees, level by level and on all cores. Folders are opened beneath an open root, so
//! that no link is followed, and one at a time on each thread, so that few are open.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::FileTimes;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::commit::Records;
use super::manifest::{Entry, MANIFEST, Manifest, hash_of};
use super::staging::Staging;
use super::{Error, Reason, Refusal, WriteReport};
use crate::fs::{Dir, Kind, ReadFault};
use crate::paths::OutPath;

/// A folder's path and the names of the folders in it.
type Folder = (OsString, Vec<OsString>);

/// Joins paths as [`OutPath`] writes them, on every system.
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
fn walk<V>(root: &Dir, path: &Path, visit: V) -> Result<Vec<Vec<Folder>>, Error>
where
    V: Fn(&OsStr, &Dir, &[(OsString, Kind)]) -> Result<(), Error> + Sync,
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
            let inner = list.into_iter().filter(|(_, kind)| *kind == Kind::Folder);
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
        for (name, _) in list.iter().filter(|(_, kind)| *kind != Kind::Folder) {
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

/// Fills a staged tree with what stays of the tree in place: our unchanged files and everything of
/// the user's.
pub(super) struct Carry<'a> {
    /// The tree in place.
    pub(super) live: &'a Dir,
    /// Its path.
    pub(super) path: &'a Path,
    /// What we had written there.
    pub(super) old: &'a Manifest,
    /// What belongs there now.
    pub(super) records: &'a Records,
    /// The tree in the making.
    pub(super) staging: &'a Staging,
}

/// What [`Carry`] has met, counted on many threads.
#[derive(Default)]
struct Tally {
    unchanged: AtomicUsize,
    kept: AtomicUsize,
    removed: AtomicUsize,
    edited: Mutex<Vec<OutPath>>,
}

impl Carry<'_> {
    /// Carries everything over; adds to the report what was kept and what is left out.
    pub(super) fn run(&self, report: &mut WriteReport) -> Result<(), Error> {
        let (tally, folders) = (Tally::default(), self.old.folders());
        walk(self.live, self.path, |folder, dir, list| {
            self.folder(folder, dir, &folders)?;
            let files = list.iter().filter(|(_, kind)| *kind != Kind::Folder);
            files.into_iter().try_for_each(|(name, kind)| self.file(folder, dir, name, *kind, &tally))
        })?;
        // a file that was there when it was compared, and is not now, would be missing in the new
        // tree
        if tally.unchanged.into_inner() != report.unchanged {
            return Err(Error::Changed(self.path.to_path_buf()));
        }
        report.kept = tally.kept.into_inner();
        report.removed = tally.removed.into_inner();
        report.edited.extend(tally.edited.into_inner().unwrap_or_default());
        Ok(())
    }

    /// A folder of the user's own stays, even an empty one; ours are made when a file needs them.
    fn folder(&self, path: &OsStr, dir: &Dir, ours: &HashSet<&str>) -> Result<(), Error> {
        if path.is_empty() || path.to_str().is_some_and(|path| ours.contains(path)) {
            return Ok(());
        }
        self.check_mount(path, dir)?;
        self.staging.folder(path)?;
        let keep_mode = || {
            let copy = self.staging.tree().folder(path)?;
            copy.set_permissions(dir.permissions()?)?;
            Ok(())
        };
        keep_mode().map_err(|fault| Error::fault("carry over", &self.path.join(path), fault))
    }

    /// What is mounted in the output can be neither linked nor moved.
    fn check_mount(&self, path: &OsStr, dir: &Dir) -> Result<(), Error> {
        let device = |dir: &Dir| dir.own_stat().ok()?.id.map(|(device, _)| device);
        if device(dir) == device(self.live) {
            return Ok(());
        }
        Err(Refusal { path: self.path.join(path), reason: Reason::MountPoint }.into())
    }

    fn file(&self, folder: &OsStr, dir: &Dir, name: &OsStr, kind: Kind, tally: &Tally) -> Result<(), Error> {
        let path = join(folder, name);
        if path == MANIFEST {
            return Ok(());
        }
        let key = path.to_str().unwrap_or_default();
        let was_ours = self.old.get(key);
        match (self.records.get(key), was_ours) {
            (Some(record), None) if record.written => Err(Error::InTheWay(self.path.join(&path))),
            (Some(record), _) if record.written => Ok(()),
            (Some(_), _) => {
                tally.unchanged.fetch_add(1, Ordering::Relaxed);
                self.second_name(dir, name, kind, &path)
            }
            (None, Some(entry)) => {
                tally.removed.fetch_add(1, Ordering::Relaxed);
                if !is_as_written(dir, name, entry)
                    && let (Ok(path), Ok(mut edited)) = (OutPath::new(key), tally.edited.lock())
                {
                    edited.push(path);
                }
                Ok(())
            }
            (None, None) => {
                tally.kept.fetch_add(1, Ordering::Relaxed);
                self.second_name(dir, name, kind, &path)
            }
        }
    }

    /// A hard link, or a copy where there can be none.
    fn second_name(&self, dir: &Dir, name: &OsStr, kind: Kind, path: &OsStr) -> Result<(), Error> {
        self.staging.folder(split(path).0)?;
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::InTheWay(self.path.join(path)),
            io::ErrorKind::NotFound => Error::Changed(self.path.join(path)),
            _ => Error::io("carry over", self.path.join(path), error),
        };
        match dir.link(name, self.staging.tree(), path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(failed(error)),
            Err(error) => match kind {
                Kind::File => copy(dir, name, self.staging.tree(), path).map_err(failed),
                Kind::Link => {
                    dir.read_link(name).and_then(|target| self.staging.tree().make_link(&target, path)).map_err(failed)
                }
                Kind::Folder | Kind::Other => Err(failed(error)),
            },
        }
    }
}

/// Copies a file with its mode and its date.
fn copy(dir: &Dir, name: &OsStr, to: &Dir, path: &OsStr) -> io::Result<()> {
    let mut from = dir.file(name).map_err(|fault| match fault {
        ReadFault::Io(error) => error,
        fault => io::Error::new(io::ErrorKind::NotFound, fault),
    })?;
    let meta = from.metadata()?;
    let mut copy = to.create(path)?;
    io::copy(&mut from, &mut copy)?;
    copy.set_permissions(meta.permissions())?;
    copy.set_times(FileTimes::new().set_modified(meta.modified()?))
}

/// Is a file still what the manifest says that we wrote?
fn is_as_written(dir: &Dir, name: &OsStr, entry: &Entry) -> bool {
    dir.file(name).is_ok_and(|file| {
        file.metadata().is_ok_and(|meta| meta.is_file() && meta.len() == entry.bytes)
            && hash_of(&file).is_ok_and(|hash| hash == entry.hash)
    })
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
        let is_folder = to.stat(name).is_ok_and(|stat| stat.kind == Kind::Folder);
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
