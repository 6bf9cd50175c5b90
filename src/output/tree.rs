//! Carries over what stays of the tree in place: our unchanged files and everything of the user's.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::FileTimes;
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::manifest::{Entry, MANIFEST, Manifest, hash_of};
use super::record::{Records, WriteReport};
use super::staging::Staging;
use super::sweep::{join, split, walk};
use super::{Error, Reason, Refusal};
use crate::fs::{Dir, EntryKind, ReadFault};
use crate::paths::OutPath;

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
            let files = list.iter().filter(|(_, kind)| *kind != EntryKind::Folder);
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

    fn file(&self, folder: &OsStr, dir: &Dir, name: &OsStr, kind: EntryKind, tally: &Tally) -> Result<(), Error> {
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
    fn second_name(&self, dir: &Dir, name: &OsStr, kind: EntryKind, path: &OsStr) -> Result<(), Error> {
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
                EntryKind::File => copy(dir, name, self.staging.tree(), path).map_err(failed),
                EntryKind::Link => {
                    dir.read_link(name).and_then(|target| self.staging.tree().make_link(&target, path)).map_err(failed)
                }
                EntryKind::Folder | EntryKind::Other => Err(failed(error)),
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
