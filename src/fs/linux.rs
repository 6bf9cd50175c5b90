//! [`Dir`] on Linux: an open folder; names are resolved by the kernel, beneath it, without links.

use std::ffi::{CString, OsStr, OsString};
use std::fs::{File, Permissions};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{self as sys, AtFlags, FileType, Mode, OFlags, RenameFlags, ResolveFlags};
use rustix::io::Errno;

use super::fault::ReadFault;
use super::stat::{EntryKind, Stat, present};

/// An open folder. A `path` may have several parts where it says so; a `name` has one.
#[derive(Debug)]
pub(crate) struct Dir(OwnedFd);

/// Set once the kernel (before 5.6, or a sandbox) has answered that it does not know `openat2`.
static NO_OPENAT2: AtomicBool = AtomicBool::new(false);

/// How often a path is resolved again while others rename around it.
const ATTEMPTS: usize = 100;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

impl Dir {
    /// Opens a folder that the user named; links are followed.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(sys::open(path, FOLDER, Mode::empty())?))
    }

    /// Opens a folder beneath this one; the empty path is the folder itself.
    pub(crate) fn folder(&self, path: &OsStr) -> Result<Self, ReadFault> {
        let path = if path.is_empty() { OsStr::new(".") } else { path };
        self.beneath(path, FOLDER, Mode::empty()).map(Self).map_err(|errno| match errno {
            // a link in the last place is "not a folder" to the kernel
            Errno::NOTDIR if self.is_link(path) => ReadFault::Symlink,
            Errno::NOTDIR => ReadFault::NotAFile,
            errno => fault(errno),
        })
    }

    /// Opens what is at a path beneath this folder for reading. The caller looks at what kind of
    /// thing it is: a pipe opens at once (`NONBLOCK`) instead of waiting for a writer.
    pub(crate) fn file(&self, path: &OsStr) -> Result<File, ReadFault> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        self.beneath(path, flags, Mode::empty()).map(File::from).map_err(fault)
    }

    /// Creates a file at a path beneath this folder; an error where the name is taken.
    pub(crate) fn create(&self, path: &OsStr) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o666);
        Ok(File::from(self.beneath(path, flags, mode)?))
    }

    /// Makes a folder at a path; parts before the last are trusted.
    pub(crate) fn make_folder(&self, path: &OsStr) -> io::Result<()> {
        Ok(sys::mkdirat(&self.0, path, Mode::from_raw_mode(0o777))?)
    }

    /// What a name stands for, without following it.
    pub(crate) fn stat(&self, name: &OsStr) -> io::Result<Stat> {
        let stat = sys::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(Stat { kind: kind(FileType::from_raw_mode(stat.st_mode)), id: Some((stat.st_dev, stat.st_ino)) })
    }

    /// Is there anything of this name?
    pub(crate) fn has(&self, name: &OsStr) -> io::Result<bool> {
        present(self.stat(name))
    }

    /// What this folder itself is.
    pub(crate) fn own_stat(&self) -> io::Result<Stat> {
        let stat = sys::fstat(&self.0)?;
        Ok(Stat { kind: EntryKind::Folder, id: Some((stat.st_dev, stat.st_ino)) })
    }

    /// Everything in this folder, in no order.
    pub(crate) fn entries(&self) -> io::Result<Vec<(OsString, EntryKind)>> {
        let mut list = Vec::new();
        for entry in sys::Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                // some file systems leave the kind out of the listing
                FileType::Unknown => self.stat(name)?.kind,
                known => kind(known),
            };
            list.push((name.to_os_string(), kind));
        }
        Ok(list)
    }

    /// Removes a name that is not a folder's.
    pub(crate) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        Ok(sys::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(crate) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(sys::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Gives a file a second name; a link is named itself, not what it points to.
    pub(crate) fn link(&self, name: &OsStr, to: &Self, path: &OsStr) -> io::Result<()> {
        Ok(sys::linkat(&self.0, name, &to.0, path, AtFlags::empty())?)
    }

    /// Where a symbolic link points.
    pub(crate) fn read_link(&self, name: &OsStr) -> io::Result<PathBuf> {
        let target: CString = sys::readlinkat(&self.0, name, Vec::new())?;
        Ok(OsString::from_vec(target.into_bytes()).into())
    }

    /// Makes a symbolic link.
    pub(crate) fn make_link(&self, target: &Path, path: &OsStr) -> io::Result<()> {
        Ok(sys::symlinkat(target, &self.0, path)?)
    }

    /// Renames; replaces what is there.
    pub(crate) fn rename(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        Ok(sys::renameat(&self.0, name, &to.0, new)?)
    }

    /// Renames; an error where the new name is taken.
    pub(crate) fn rename_new(&self, name: &OsStr, to: &Self, new: &OsStr) -> io::Result<()> {
        match sys::renameat_with(&self.0, name, &to.0, new, RenameFlags::NOREPLACE) {
            // the file system cannot: look first, which leaves a gap of microseconds
            Err(Errno::INVAL | Errno::NOSYS) if to.has(new)? => Err(io::ErrorKind::AlreadyExists.into()),
            Err(Errno::INVAL | Errno::NOSYS) => self.rename(name, to, new),
            result => Ok(result?),
        }
    }

    /// Lets two names change places in one step; `Unsupported` where the file system cannot.
    pub(crate) fn exchange(&self, name: &OsStr, to: &Self, other: &OsStr) -> io::Result<()> {
        match sys::renameat_with(&self.0, name, &to.0, other, RenameFlags::EXCHANGE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Err(io::ErrorKind::Unsupported.into()),
            result => Ok(result?),
        }
    }

    /// The mode of this folder.
    pub(crate) fn permissions(&self) -> io::Result<Permissions> {
        Ok(self.as_file()?.metadata()?.permissions())
    }

    /// Sets the mode of this folder.
    pub(crate) fn set_permissions(&self, permissions: Permissions) -> io::Result<()> {
        self.as_file()?.set_permissions(permissions)
    }

    /// Puts the names in this folder on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        match sys::fsync(&self.0) {
            // some file systems have nothing to do for a folder, and say so with an error
            Err(Errno::INVAL | Errno::ROFS) => Ok(()),
            result => Ok(result?),
        }
    }

    /// Puts everything that has been written to this file system on the disk: one call for a whole
    /// tree, where a call for each file would take milliseconds each.
    pub(crate) fn sync_all(&self) -> io::Result<()> {
        Ok(sys::syncfs(&self.0)?)
    }

    fn as_file(&self) -> io::Result<File> {
        Ok(File::from(self.0.try_clone()?))
    }

    fn is_link(&self, path: &OsStr) -> bool {
        self.stat(path).is_ok_and(|stat| stat.kind == EntryKind::Link)
    }

    fn beneath(&self, path: &OsStr, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
        if NO_OPENAT2.load(Ordering::Relaxed) {
            return self.step_by_step(path, flags, mode);
        }
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        for _ in 0..ATTEMPTS {
            match sys::openat2(&self.0, path, flags, mode, resolve) {
                // the kernel cannot rule out an escape while somebody renames: ask again
                Err(Errno::AGAIN | Errno::INTR) => {}
                Err(Errno::NOSYS) => {
                    NO_OPENAT2.store(true, Ordering::Relaxed);
                    return self.step_by_step(path, flags, mode);
                }
                // older container sandboxes answer "not permitted" to every call they do not know
                Err(Errno::PERM) => return self.step_by_step(path, flags, mode),
                result => return result,
            }
        }
        Err(Errno::AGAIN)
    }

    /// The same without `openat2`: one folder after the other, each refused if it is a link.
    fn step_by_step(&self, path: &OsStr, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
        let step = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut parts = path.as_bytes().split(|&b| b == b'/').map(OsStr::from_bytes).peekable();
        let mut at: Option<OwnedFd> = None;
        while let Some(part) = parts.next() {
            if part == ".." || part.is_empty() {
                return Err(Errno::XDEV);
            }
            let folder = at.as_ref().unwrap_or(&self.0);
            let last = parts.peek().is_none();
            let (flags, mode) = if last { (flags | OFlags::NOFOLLOW, mode) } else { (step, Mode::empty()) };
            match sys::openat(folder, part, flags, mode) {
                Ok(opened) => at = Some(opened),
                Err(Errno::NOTDIR) => {
                    let stat = sys::statat(folder, part, AtFlags::SYMLINK_NOFOLLOW)?;
                    let link = FileType::from_raw_mode(stat.st_mode) == FileType::Symlink;
                    return Err(if link { Errno::LOOP } else { Errno::NOTDIR });
                }
                Err(errno) => return Err(errno),
            }
        }
        at.ok_or(Errno::NOENT)
    }
}

/// Is a folder the root of a mount? `None` where the system does not say.
pub(crate) fn is_mount_point(path: &Path) -> Option<bool> {
    use rustix::fs::{StatxAttributes, StatxFlags};
    let answer = sys::statx(sys::CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::empty()).ok()?;
    answer
        .stx_attributes_mask
        .contains(StatxAttributes::MOUNT_ROOT)
        .then(|| answer.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

fn fault(errno: Errno) -> ReadFault {
    match errno {
        Errno::NOENT | Errno::NOTDIR => ReadFault::NotFound,
        Errno::LOOP | Errno::XDEV => ReadFault::Symlink,
        // a socket, or a device without a driver
        Errno::NXIO | Errno::NODEV => ReadFault::NotAFile,
        errno => ReadFault::Io(errno.into()),
    }
}

fn kind(file_type: FileType) -> EntryKind {
    match file_type {
        FileType::RegularFile => EntryKind::File,
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Link,
        _ => EntryKind::Other,
    }
}

#[cfg(test)]
impl Dir {
    /// What [`Dir::file`] answers on a kernel without `openat2`.
    pub(super) fn file_step_by_step(&self, path: &OsStr) -> Result<File, ReadFault> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        self.step_by_step(path, flags, Mode::empty()).map(File::from).map_err(fault)
    }
}
