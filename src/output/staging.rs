//! The folder beside the output in which a new tree is made, the step that puts it in place, and
//! what to do with the rest of a run that was killed.
//!
//! Every state on the disk can be told from the others: the marker names the staged folder by its
//! inode, which it keeps when it is renamed into place.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::Permissions;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::manifest::MANIFEST;
use super::record::Shards;
use super::target::read_manifest;
use super::{Error, Refusal, sweep};
use crate::fs::{Dir, EntryKind, ReadFault};

const NEW: &str = "new";
const OLD: &str = "old";
const MARKER: &str = "marker";
const MARKER_HEAD: &str = "cpdfolio staging 1\n";

/// Where the output is: its parent, held open, and the two names that we use there.
pub(super) struct Place {
    folder: PathBuf,
    parent: Dir,
    name: OsString,
    work: OsString,
}

impl Place {
    /// Opens the folder in which the output is.
    pub(super) fn open(out: &Path) -> Result<Self, Error> {
        // `Target` has refused a path without a parent and a name
        let folder = out.parent().unwrap_or(Path::new("/")).to_path_buf();
        let name = out.file_name().unwrap_or_default().to_os_string();
        let mut work = OsString::from(".");
        work.push(&name);
        work.push(".cpdfolio-new");
        let parent = Dir::open(&folder).map_err(|error| Error::io("open", &folder, error))?;
        Ok(Self { folder, parent, name, work })
    }

    /// The output's path.
    pub(super) fn out(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// The output, if it exists.
    pub(super) fn live(&self) -> Result<Option<Dir>, Error> {
        match self.parent.folder(&self.name) {
            Ok(dir) => Ok(Some(dir)),
            Err(ReadFault::NotFound) => Ok(None),
            Err(fault) => Err(Error::fault("open", &self.out(), fault)),
        }
    }

    fn work_path(&self) -> PathBuf {
        self.folder.join(&self.work)
    }

    fn io(&self, doing: &'static str) -> impl FnOnce(io::Error) -> Error {
        let path = self.work_path();
        move |error| Error::io(doing, path, error)
    }
}

/// A tree in the making.
pub(super) struct Staging {
    work: Dir,
    tree: Dir,
    /// The output's path, for messages: the user knows that one.
    out: PathBuf,
    /// The folders that have been made.
    folders: Shards<HashSet<OsString>>,
}

impl Staging {
    /// Makes the staging folder; a private output stays as private while it is staged.
    pub(super) fn start(place: &Place, mode: Option<Permissions>) -> Result<Self, Error> {
        place.parent.make_folder(&place.work).map_err(place.io("create"))?;
        let open = || {
            let work = place.parent.folder(&place.work)?;
            work.make_folder(NEW.as_ref())?;
            let tree = work.folder(NEW.as_ref())?;
            write_marker(&work, &tree)?;
            if let Some(mode) = mode {
                work.set_permissions(mode.clone())?;
                tree.set_permissions(mode)?;
            }
            Ok((work, tree))
        };
        let (work, tree) = open().map_err(|fault: ReadFault| Error::fault("create", &place.work_path(), fault))?;
        Ok(Self { work, tree, out: place.out(), folders: Shards::default() })
    }

    /// The staged tree's root.
    pub(super) fn tree(&self) -> &Dir {
        &self.tree
    }

    /// Makes a folder and those above it, once.
    pub(super) fn folder(&self, path: &OsStr) -> Result<(), Error> {
        if path.is_empty() || self.folders.of(path).contains(path) {
            return Ok(());
        }
        self.folder(sweep::split(path).0)?;
        match self.tree.make_folder(path) {
            Ok(()) => {}
            // another thread was faster, or a file has the name
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if self.tree.stat(path).map(|stat| stat.kind).ok() != Some(EntryKind::Folder) {
                    return Err(Error::InTheWay(self.out.join(path)));
                }
            }
            Err(error) => return Err(Error::io("create", self.out.join(path), error)),
        }
        self.folders.of(path).insert(path.to_os_string());
        Ok(())
    }

    /// Creates a file and the folders that it needs.
    pub(super) fn create(&self, path: &OsStr) -> Result<std::fs::File, Error> {
        self.folder(sweep::split(path).0)?;
        self.tree.create(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory => Error::InTheWay(self.out.join(path)),
            _ => Error::io("create", self.out.join(path), error),
        })
    }

    /// Puts the staged tree in place of the output, in one step where the system has one.
    ///
    /// A site that is in place is given up only once the new one is on the disk; a first site has
    /// nothing to lose but another run, and does not wait for the disk.
    pub(super) fn swap(&self, place: &Place, live: bool) -> Result<(), Error> {
        let (new, old) = (OsStr::new(NEW), OsStr::new(OLD));
        if live {
            self.tree.sync_all().map_err(place.io("save"))?;
        }
        let done = if live {
            match self.work.exchange(new, &place.parent, &place.name) {
                Ok(()) => self.work.rename_new(new, &self.work, old),
                Err(error) if error.kind() == io::ErrorKind::Unsupported => self.swap_in_two_steps(place),
                Err(error) => Err(error),
            }
        } else {
            self.work.rename_new(new, &place.parent, &place.name)
        };
        done.map_err(|error| Error::io("replace", place.out(), error))?;
        if live {
            let named = place.parent.sync();
            named.map_err(|error| Error::io("save", &place.folder, error))?;
        }
        Ok(())
    }

    /// For file systems that cannot exchange two names. A kill between the steps leaves no output;
    /// [`recover`] then puts the old one back.
    fn swap_in_two_steps(&self, place: &Place) -> io::Result<()> {
        let (new, old) = (OsStr::new(NEW), OsStr::new(OLD));
        place.parent.rename_new(&place.name, &self.work, old)?;
        self.work.rename_new(new, &place.parent, &place.name).inspect_err(|_| {
            let _ = self.work.rename_new(old, &place.parent, &place.name);
        })
    }
}

/// Removes what is beside the output, and puts right what a killed run has left: afterwards the
/// output is the old tree or the new one, whole, and nothing is beside it.
pub(super) fn recover(place: &Place) -> Result<(), Error> {
    let work = match place.parent.folder(&place.work) {
        Ok(work) => work,
        Err(ReadFault::NotFound) => return Ok(()),
        Err(ReadFault::Io(error)) => return Err(place.io("open")(error)),
        Err(_) => return Err(Error::Leftover(place.work_path())),
    };
    let Some(staged) = read_marker(&work).map_err(place.io("read"))? else {
        return remove_unmarked(place, &work);
    };
    settle(place, &work, &staged)?;
    if work.has(OLD.as_ref()).map_err(place.io("read"))? {
        retire(place, &work)?;
    }
    work.remove_file(MARKER.as_ref()).map_err(place.io("tidy"))?;
    place.parent.remove_folder(&place.work).map_err(place.io("tidy"))
}

/// Deals with a folder in the staged tree's place.
fn settle(place: &Place, work: &Dir, staged: &str) -> Result<(), Error> {
    let (new, old) = (OsStr::new(NEW), OsStr::new(OLD));
    let look = |dir: &Dir, name| dir.has(name).map_err(place.io("read"));
    if !look(work, new)? {
        return Ok(());
    }
    let (has_old, has_out) = (look(work, old)?, look(&place.parent, &place.name)?);
    if identity(work, new) == staged {
        match (has_old, has_out) {
            (true, true) => return Err(Error::Leftover(place.work_path())),
            // killed between the two steps
            (true, false) => {
                let back = work.rename_new(old, &place.parent, &place.name);
                back.map_err(place.io("put back"))?;
            }
            (false, _) => {}
        }
        return discard(place, work);
    }
    // the exchange was made, and the old tree has not got its name yet
    if !has_old && identity(&place.parent, &place.name) == staged {
        return work.rename_new(new, work, old).map_err(place.io("tidy"));
    }
    Err(Error::Leftover(place.work_path()))
}

/// Removes a tree that was never in place: all of it is ours, or a second name or copy of a file
/// that stays.
fn discard(place: &Place, work: &Dir) -> Result<(), Error> {
    let path = place.work_path().join(NEW);
    let tree = work.folder(NEW.as_ref()).map_err(|fault| Error::fault("tidy", &path, fault))?;
    sweep::clear(&tree, &path, |_, _, _| Ok(true))?;
    work.remove_folder(NEW.as_ref()).map_err(place.io("tidy"))
}

/// Removes the tree that was in place before: what its manifest lists, and second names of files
/// that were carried over. Whatever else is there was made meanwhile, and moves to the new tree.
fn retire(place: &Place, work: &Dir) -> Result<(), Error> {
    let path = place.work_path().join(OLD);
    let refuse = |path: &Path, reason| Error::Refused(Refusal { path: path.to_path_buf(), reason });
    let list = |path: &Path| match read_manifest(path, None) {
        Ok(written) => Ok(written.map(|written| written.manifest).unwrap_or_default()),
        Err(reason) => Err(refuse(path, reason)),
    };
    let old = work.folder(OLD.as_ref()).map_err(|fault| Error::fault("tidy", &path, fault))?;
    let ours = list(&path)?;
    let Some(live) = place.live()? else {
        // somebody took the new tree away: the old one is whole and has its list, so it goes back
        let back = work.rename_new(OLD.as_ref(), &place.parent, &place.name);
        return back.map_err(place.io("put back"));
    };
    let rescue = sweep::Rescue { to: &live, path: place.out(), listed: list(&place.out())? };
    sweep::clear(&old, &path, |folder, dir, name| {
        let key = sweep::join(folder, name);
        // the list goes last, so that the next run can finish what a killed one began
        if key == MANIFEST {
            return Ok(false);
        }
        if key.to_str().is_some_and(|key| ours.contains(key)) || rescue.is_same(dir, folder, name)? {
            return Ok(true);
        }
        rescue.take(dir, folder, name).map(|()| false)
    })?;
    match old.remove_file(MANIFEST.as_ref()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(place.io("tidy")(error));
        }
        _ => {}
    }
    work.remove_folder(OLD.as_ref()).map_err(place.io("tidy"))
}

/// Without a marker only an empty folder is removed: it is of a run that was killed in its first steps.
fn remove_unmarked(place: &Place, work: &Dir) -> Result<(), Error> {
    let unproved = |_| Error::Leftover(place.work_path());
    for (name, kind) in work.entries().map_err(place.io("read"))? {
        match (name.to_str(), kind) {
            (Some(NEW), EntryKind::Folder) => work.remove_folder(&name).map_err(unproved)?,
            (Some(MARKER), EntryKind::File) if is_empty(work, &name) => {
                work.remove_file(&name).map_err(unproved)?;
            }
            _ => return Err(Error::Leftover(place.work_path())),
        }
    }
    place.parent.remove_folder(&place.work).map_err(unproved)
}

fn is_empty(dir: &Dir, name: &OsStr) -> bool {
    let meta = dir.file(name).ok().and_then(|file| file.metadata().ok());
    meta.is_some_and(|meta| meta.len() == 0)
}

fn write_marker(work: &Dir, tree: &Dir) -> io::Result<()> {
    let text = format!("{MARKER_HEAD}{}\n", inode(tree.own_stat()?.id));
    work.create(MARKER.as_ref())?.write_all(text.as_bytes())
}

/// The staged folder's identity; `None` for a missing or unfinished marker.
fn read_marker(work: &Dir) -> io::Result<Option<String>> {
    let file = match work.file(MARKER.as_ref()) {
        Ok(file) => file,
        Err(ReadFault::Io(error)) => return Err(error),
        Err(_) => return Ok(None),
    };
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let mut text = Vec::new();
    file.take(100).read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let id = text.strip_prefix(MARKER_HEAD).and_then(|rest| rest.strip_suffix('\n'));
    Ok(id.map(str::to_owned))
}

fn identity(dir: &Dir, name: &OsStr) -> String {
    match dir.stat(name) {
        Ok(stat) => inode(stat.id),
        Err(_) => String::new(),
    }
}

/// Without the device: its number may be another after a restart. A system without inodes cannot
/// exchange either, so that the name `new` alone says it all.
fn inode(id: Option<(u64, u64)>) -> String {
    id.map_or_else(|| "none".to_owned(), |(_, inode)| inode.to_string())
}
