//! The one opener of a site's files. Everything that reads or writes a member's folder goes through
//! [`Root`]: a path can lead neither outside it nor over a symbolic link, not even when a link is
//! put there while we work.
//!
//! On Linux the kernel resolves each path beneath an open folder (`openat2`). Elsewhere each part
//! is looked at before the file is opened: the same answers, but a link swapped in between the look
//! and the opening is followed.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};

use crate::paths::SourcePath;

mod fault;
#[cfg(target_os = "linux")]
mod linux;
pub(crate) mod lock;
// also compiled for the tests on Linux, so that both answers stay the same
#[cfg(any(not(target_os = "linux"), test))]
mod other;
mod stat;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(not(target_os = "linux"))]
use other as system;

pub(crate) use fault::{FsError, ReadFault, WriteFault};
pub(crate) use stat::EntryKind;
pub(crate) use system::{Dir, is_mount_point};

/// How much of a file is in memory while it is streamed.
pub(crate) const CHUNK: usize = 128 * 1024;

/// The size and the SHA-256 of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The size in bytes.
    pub bytes: u64,
    /// The hash, 64 lower-case hex digits.
    pub sha256: String,
}

impl Fingerprint {
    fn new(hash: [u8; 32], bytes: u64) -> Self {
        let mut sha256 = String::with_capacity(64);
        crate::hash::push_hex(&mut sha256, &hash);
        Self { bytes, sha256 }
    }

    /// That of a file that has been read.
    pub fn of(bytes: &[u8]) -> Self {
        Self::new(Sha256::digest(bytes).into(), bytes.len() as u64)
    }
}

/// An open folder; every file of it is reached through here.
#[derive(Debug)]
pub struct Root {
    path: PathBuf,
    dir: Dir,
}

impl Root {
    /// Opens a folder. Links on the way to it are followed: the user named it.
    pub fn open(path: &Path) -> Result<Self, FsError> {
        match Dir::open(path) {
            Ok(dir) => Ok(Self { path: path.to_path_buf(), dir }),
            Err(fault) => Err(FsError { path: path.to_path_buf(), fault: fault.into() }),
        }
    }

    /// The folder's path as it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads a whole file of at most `limit` bytes.
    pub fn read(&self, path: &SourcePath, limit: u64) -> Result<Vec<u8>, ReadFault> {
        let (file, meta) = self.open_file(path)?;
        read_whole(&file, meta.len(), limit)
    }

    /// The size and the hash of a file of any size, read in pieces.
    pub fn fingerprint(&self, path: &SourcePath) -> Result<Fingerprint, ReadFault> {
        let (file, _) = self.open_file(path)?;
        let mut hash = Sha256::new();
        let bytes = in_pieces(&file, |piece| {
            hash.update(piece);
            Ok(())
        })?;
        Ok(Fingerprint::new(hash.finalize().into(), bytes))
    }

    /// Opens a regular file for reading in pieces.
    pub fn open_file(&self, path: &SourcePath) -> Result<(File, Metadata), ReadFault> {
        let file = self.dir.file(OsStr::new(path.as_str()))?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            return Err(ReadFault::NotAFile);
        }
        Ok((file, meta))
    }

    /// Writes a new file, and the folders that it needs. It appears whole or not at all, is on the
    /// disk when this returns, and never replaces anything.
    pub fn create_new(&self, path: &SourcePath, bytes: &[u8]) -> Result<(), FsError> {
        self.create_whole(path, bytes).map_err(|fault| self.error(path, fault))
    }

    /// Replaces a file's text and keeps its mode. A reader, or a power cut, meets the old text or
    /// the new, whole.
    pub fn replace(&self, path: &SourcePath, bytes: &[u8]) -> Result<(), FsError> {
        self.replace_whole(path, bytes).map_err(|fault| self.error(path, fault))
    }

    /// Writes a file whether it is there or not. A reader, or a power cut, meets the old text or the new, whole.
    pub fn put(&self, path: &SourcePath, bytes: &[u8]) -> Result<(), FsError> {
        match self.create_whole(path, bytes) {
            Err(WriteFault::Exists) => self.replace(path, bytes),
            other => other.map_err(|fault| self.error(path, fault)),
        }
    }

    /// Removes a file; one that is gone already is no fault.
    pub fn remove(&self, path: &SourcePath) -> Result<(), FsError> {
        let (folder, name) = split(path);
        let removed = match self.dir.folder(OsStr::new(folder)) {
            Err(ReadFault::NotFound) => return Ok(()),
            Err(fault) => Err(WriteFault::from(fault)),
            Ok(folder) => folder.remove_file(name).and_then(|()| folder.sync()).map_err(WriteFault::from),
        };
        match removed {
            Err(WriteFault::NotFound) => Ok(()),
            other => other.map_err(|fault| self.error(path, fault)),
        }
    }

    /// The names in a folder, sorted; none where it is not there. A name that is not text is left out.
    pub(crate) fn names(&self, folder: &str) -> Result<Vec<(String, EntryKind)>, ReadFault> {
        let folder = match self.dir.folder(OsStr::new(folder)) {
            Err(ReadFault::NotFound) => return Ok(vec![]),
            other => other?,
        };
        let entries = folder.entries()?.into_iter();
        let mut names: Vec<_> = entries.filter_map(|(name, kind)| Some((name.into_string().ok()?, kind))).collect();
        names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(names)
    }

    fn create_whole(&self, path: &SourcePath, bytes: &[u8]) -> Result<(), WriteFault> {
        let (folder, name) = split(path);
        let folder = self.make_folders(folder)?;
        if folder.stat(name).is_ok() {
            return Err(WriteFault::Exists);
        }
        let temporary = write_beside(&folder, bytes, None)?;
        folder.rename_new(temporary.as_ref(), &folder, name).inspect_err(|_| {
            let _ = folder.remove_file(temporary.as_ref());
        })?;
        Ok(folder.sync()?)
    }

    fn replace_whole(&self, path: &SourcePath, bytes: &[u8]) -> Result<(), WriteFault> {
        let (_, meta) = self.open_file(path)?;
        let (folder, name) = split(path);
        let folder = self.dir.folder(OsStr::new(folder))?;
        let temporary = write_beside(&folder, bytes, Some(&meta))?;
        folder.rename(temporary.as_ref(), &folder, name).inspect_err(|_| {
            let _ = folder.remove_file(temporary.as_ref());
        })?;
        Ok(folder.sync()?)
    }

    /// Opens a folder that is there; the empty path is the root itself.
    pub(crate) fn folder(&self, path: &str) -> Result<Dir, ReadFault> {
        self.dir.folder(OsStr::new(path))
    }

    /// Opens a folder and makes what is missing of it, part by part, following no link.
    pub(crate) fn make_folders(&self, path: &str) -> Result<Dir, WriteFault> {
        let mut folder = self.dir.folder(OsStr::new(""))?;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let part = OsStr::new(part);
            match folder.make_folder(part) {
                Ok(()) => folder.sync()?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
            folder = folder.folder(part)?;
        }
        Ok(folder)
    }

    /// Why a file could not be written, with its path.
    pub(crate) fn error(&self, path: &SourcePath, fault: WriteFault) -> FsError {
        FsError { path: self.path.join(path.as_str()), fault }
    }
}

/// The folder and the name of a path.
pub(crate) fn split(path: &SourcePath) -> (&str, &OsStr) {
    let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
    (folder, OsStr::new(name))
}

/// Takes away what a run that was killed has left in a folder: files with the names of [`write_beside`] whose program
/// is no longer there. Only where the system says which programs run.
fn sweep(folder: &Dir) {
    let running = |id: &str| Path::new("/proc").join(id).exists();
    if !running("self") {
        return;
    }
    for (name, kind) in folder.entries().unwrap_or_default() {
        let id = name.to_str().and_then(|n| n.strip_prefix(".cpdfolio-")?.strip_suffix(".tmp")?.split_once('-'));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if kind == EntryKind::File && id.is_some_and(|(id, n)| digits(id) && digits(n) && !running(id)) {
            let _ = folder.remove_file(&name);
        }
    }
}

/// Writes a temporary file, with the mode of the file that it is to replace, down to the disk.
fn write_beside(folder: &Dir, bytes: &[u8], like: Option<&Metadata>) -> io::Result<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    sweep(folder);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!(".cpdfolio-{}-{count}.tmp", std::process::id());
    let mut file = folder.create(name.as_ref())?;
    let mut write = || {
        file.write_all(bytes)?;
        if let Some(meta) = like {
            file.set_permissions(meta.permissions())?;
        }
        file.sync_all()
    };
    // half a file must not stay, and no other program uses this name
    write().inspect_err(|_| {
        let _ = folder.remove_file(name.as_ref());
    })?;
    Ok(name)
}

/// Reads a file whose size is known in one call; more calls only when it is changing.
pub(crate) fn read_whole(mut file: &File, size: u64, limit: u64) -> Result<Vec<u8>, ReadFault> {
    let too_large = |size| ReadFault::TooLarge { size, limit };
    if size > limit {
        return Err(too_large(size));
    }
    let size = usize::try_from(size).map_err(|_| too_large(size))?;
    // one byte more than the file has: a short answer proves the end without a second call
    let mut bytes = vec![0; size + 1];
    let mut filled = 0;
    loop {
        let got = match file.read(&mut bytes[filled..]) {
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(ReadFault::Io(error)),
        };
        filled += got;
        if got == 0 || filled == size {
            bytes.truncate(filled);
            return Ok(bytes);
        }
        if filled as u64 > limit {
            return Err(too_large(filled as u64));
        }
        if filled == bytes.len() {
            let most = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX);
            bytes.resize((filled * 2).min(most), 0);
        }
    }
}

/// Reads a stream to its end, piece by piece; answers with its length.
pub(crate) fn in_pieces(mut from: impl Read, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64> {
    let mut chunk = vec![0; CHUNK];
    let mut total = 0;
    loop {
        let got = match from.read(&mut chunk) {
            Ok(0) => return Ok(total),
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        take(&chunk[..got])?;
        total += got as u64;
    }
}

#[cfg(test)]
mod tests;
