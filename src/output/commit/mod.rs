//! [`Commit`]: takes the files of a site as they are made and puts them in place together.
//!
//! A file that is on the disk already, byte for byte, is not written; the first one that differs
//! starts a staged tree. When none does, the output is not touched at all.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use super::manifest::{Entry, Hash, MANIFEST, Manifest, copy_hashed, hash, hash_of};
use super::record::{Record, Records, Shards, WriteReport};
use super::staging::{self, Place, Staging};
use super::target::{Written, check_contents};
use super::tree::Carry;
use super::{Error, Refusal, Sink, Target};
use crate::fs::{CHUNK, Dir, ReadFault, Root, lock, read_whole};
use crate::paths::{OutPath, SourcePath};

/// An output in the making. Dropped before [`Commit::finish`], it leaves the output as it was.
///
/// It locks the folder that the output is in: another run there waits, for a minute at most. One thread must therefore
/// not begin a second one in the same folder before it has finished the first, nor while it holds that folder's lock.
#[allow(missing_debug_implementations, reason = "locks and handles: nothing to read")]
pub(crate) struct Commit {
    place: Place,
    live: Option<Live>,
    staging: OnceLock<Staging>,
    starting: Mutex<()>,
    records: Shards<HashMap<OutPath, Record>>,
    edited: Mutex<Vec<OutPath>>,
    /// Whose view it is.
    view: Option<&'static str>,
    made_of: OnceLock<Hash>,
    failed: AtomicBool,
    // released last, in this order
    _lock: Option<File>,
    _made: MadeFolders,
}

/// The tree in place.
struct Live {
    dir: Dir,
    written: Option<Written>,
}

/// What is on the disk where a file is to be.
enum Existing {
    Nothing,
    /// A file of ours: open, its length, when it was last written, and what we had written.
    File(File, u64, Option<SystemTime>, Entry),
    /// A folder or a link; when the trees are joined it shows whether it is in the way.
    Other,
}

impl Commit {
    /// Opens the output: waits for another run, puts right what a killed one has left, and looks
    /// again whether the folder may be written.
    pub(crate) fn begin(target: &Target) -> Result<Self, Error> {
        let out = target.path();
        let made = MadeFolders::above(out)?;
        let lock = lock(out.parent().unwrap_or(out))?;
        let place = Place::open(out)?;
        staging::recover(&place)?;
        let written =
            check_contents(out, target.written()).map_err(|reason| Refusal { path: out.to_path_buf(), reason })?;
        let live = place.live()?.map(|dir| Live { dir, written });
        Ok(Self {
            place,
            live,
            staging: OnceLock::new(),
            starting: Mutex::default(),
            records: Shards::default(),
            edited: Mutex::default(),
            view: target.view(),
            made_of: OnceLock::new(),
            failed: AtomicBool::new(false),
            _lock: lock,
            _made: made,
        })
    }

    /// Takes one file; many threads may do so at once. After an error there is no finishing.
    pub(crate) fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Error> {
        self.remember(path, self.place_bytes(path, bytes))
    }

    /// Takes a copy of a file of the site, of any size, in pieces.
    pub(crate) fn put_file(&self, path: &OutPath, root: &Root, from: &SourcePath) -> Result<(), Error> {
        self.remember(path, self.place_copy(path, root, from))
    }

    /// Notes the hash of everything that the files are made of. Are the files in place made of the same?
    pub(crate) fn made_of(&self, all: Hash) -> bool {
        *self.made_of.get_or_init(|| all) == all && self.old().made_of == Some(all)
    }

    /// Keeps a file that is in place; `false` where it is gone or edited: the caller then has to put it.
    pub(crate) fn keep(&self, path: &OutPath) -> Result<bool, Error> {
        let Existing::File(file, found, _, entry) = self.existing(path)? else { return Ok(false) };
        if found != entry.bytes {
            return Ok(false);
        }
        let read = read_whole(&file, found, found).map_err(|fault| Error::fault("read", &self.full(path), fault))?;
        if hash(&read) != entry.hash {
            return Ok(false);
        }
        self.remember(path, Ok(Record { entry, written: false })).map(|()| true)
    }

    /// Puts the new tree in place. Nothing is touched when it would be the same.
    pub(crate) fn finish(mut self) -> Result<WriteReport, Error> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(Error::Incomplete(self.place.out()));
        }
        let records = Records::of(std::mem::take(&mut self.records));
        let (all, written) = records.counts();
        let mut report = WriteReport { written, unchanged: all - written, ..WriteReport::default() };
        if let Ok(edited) = self.edited.get_mut() {
            report.edited.append(edited);
        }
        let mut list = records.manifest();
        list.view = self.view.map(str::to_owned);
        list.made_of = self.made_of.get().copied();
        // a list of the same files stays, whatever they are made of
        if written > 0
            || self.live.as_ref().is_none_or(|live| live.written.is_none())
            || !list.iter().eq(self.old().iter())
        {
            records.check_nesting(&list)?;
            self.replace(&records, &list.render(), &mut report)?;
        }
        report.edited.sort_unstable();
        Ok(report)
    }

    /// Completes the staged tree, swaps it in, and removes the old one.
    fn replace(&self, records: &Records, list: &str, report: &mut WriteReport) -> Result<(), Error> {
        let staging = self.staging()?;
        let out = self.place.out();
        if let Some(live) = &self.live {
            let old = self.old();
            Carry { live: &live.dir, path: &out, old, records, staging }.run(report)?;
        }
        let mut file = staging.create(MANIFEST.as_ref())?;
        file.write_all(list.as_bytes()).map_err(|error| Error::io("write", out.join(MANIFEST), error))?;
        // a list cut short by a power cut would lock the user out of the output
        file.sync_all().map_err(|error| Error::io("save", out.join(MANIFEST), error))?;
        drop(file);
        staging.swap(&self.place, self.live.is_some())?;
        // the same steps as after a kill: there is one way to tidy up, and each run tests it
        staging::recover(&self.place).map_err(|error| Error::NotTidied(Box::new(error)))
    }

    fn place_bytes(&self, path: &OutPath, bytes: &[u8]) -> Result<Record, Error> {
        let length = bytes.len() as u64;
        match self.existing(path)? {
            Existing::File(file, found, date, before) if found == length => {
                let found = read_whole(&file, length, length);
                let found = found.map_err(|fault| Error::fault("read", &self.full(path), fault))?;
                if found == bytes {
                    return self.unchanged(path, length, date, before, || Ok(hash(bytes)));
                }
                self.note_if_edited(path, before, length, || Ok(hash(&found)))?;
            }
            Existing::File(file, found, _, before) => {
                self.note_if_edited(path, before, found, || hash_of(&file))?;
            }
            Existing::Nothing | Existing::Other => {}
        }
        let mut file = self.stage(path)?;
        let written = file.write_all(bytes);
        written.map_err(|error| Error::io("write", self.full(path), error))?;
        let entry = Entry { hash: hash(bytes), bytes: length };
        Ok(Record { entry, written: true })
    }

    fn place_copy(&self, path: &OutPath, root: &Root, from: &SourcePath) -> Result<Record, Error> {
        let source = |fault| Error::source(root, from, fault);
        let (file, meta) = root.open_file(from).map_err(source)?;
        let length = meta.len();
        if let Existing::File(before, found, date, entry) = self.existing(path)? {
            let failed = |error| Error::io("compare", self.full(path), error);
            let same = found == length && same_bytes(&before, &file).map_err(failed)?;
            (&before).rewind().map_err(failed)?;
            if same {
                return self.unchanged(path, found, date, entry, || hash_of(&before));
            }
            self.note_if_edited(path, entry, found, || hash_of(&before))?;
            (&file).rewind().map_err(|error| source(error.into()))?;
        }
        let copy = self.stage(path)?;
        // a file that is being written to has no end; as much as it had when it was opened is taken
        let copied = copy_hashed((&file).take(length), &copy);
        let entry = copied.map_err(|error| Error::io("copy", self.full(path), error))?;
        if entry.bytes != length {
            return Err(Error::Changed(root.path().join(from.as_str())));
        }
        Ok(Record { entry, written: true })
    }

    /// Creates a file in the staged tree, where only our own files can be in the way.
    fn stage(&self, path: &OutPath) -> Result<File, Error> {
        self.staging()?.create(OsStr::new(path.as_str())).map_err(|error| match error {
            Error::InTheWay(_) => Error::Twice(path.clone()),
            error => error,
        })
    }

    fn remember(&self, path: &OutPath, placed: Result<Record, Error>) -> Result<(), Error> {
        let result = match placed {
            _ if path.as_str() == MANIFEST => Err(Error::Reserved(path.clone())),
            Err(error) => Err(error),
            Ok(record) => match self.records.of(path).insert(path.clone(), record) {
                Some(_) => Err(Error::Twice(path.clone())),
                None => Ok(()),
            },
        };
        result.inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }

    /// Looks at what is in place; a link is not followed, so that nothing outside is ever compared.
    fn existing(&self, path: &OutPath) -> Result<Existing, Error> {
        let Some(live) = &self.live else {
            return Ok(Existing::Nothing);
        };
        let opened = live.dir.file(OsStr::new(path.as_str()));
        let meta = opened.and_then(|file| {
            let meta = file.metadata()?;
            Ok((file, meta))
        });
        match meta {
            Ok((file, meta)) if meta.is_file() => match self.old().get(path.as_str()) {
                Some(entry) => Ok(Existing::File(file, meta.len(), meta.modified().ok(), *entry)),
                None => Err(Error::InTheWay(self.full(path))),
            },
            Ok(_) | Err(ReadFault::Symlink | ReadFault::NotAFile) => Ok(Existing::Other),
            Err(ReadFault::NotFound) => Ok(Existing::Nothing),
            Err(fault) => Err(Error::fault("read", &self.full(path), fault)),
        }
    }

    /// The record of a file that stays. Its hash is in the manifest already, unless it has been
    /// touched since that was saved: only then is it worth hashing.
    fn unchanged(
        &self,
        path: &OutPath,
        length: u64,
        date: Option<SystemTime>,
        before: Entry,
        hash: impl FnOnce() -> io::Result<Hash>,
    ) -> Result<Record, Error> {
        let saved = self.live.as_ref().and_then(|live| live.written.as_ref()?.saved);
        let untouched = date.zip(saved).is_some_and(|(file, list)| file < list);
        let entry = if untouched && before.bytes == length {
            before
        } else {
            let hash = hash().map_err(|error| Error::io("read", self.full(path), error))?;
            Entry { hash, bytes: length }
        };
        if entry != before {
            self.note(path);
        }
        Ok(Record { entry, written: false })
    }

    fn note_if_edited(
        &self,
        path: &OutPath,
        before: Entry,
        length: u64,
        hash: impl FnOnce() -> io::Result<Hash>,
    ) -> Result<(), Error> {
        let failed = |error| Error::io("read", self.full(path), error);
        if length != before.bytes || hash().map_err(failed)? != before.hash {
            self.note(path);
        }
        Ok(())
    }

    fn note(&self, path: &OutPath) {
        self.edited.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
    }

    /// The staged tree, made when it is first needed.
    fn staging(&self) -> Result<&Staging, Error> {
        if let Some(staging) = self.staging.get() {
            return Ok(staging);
        }
        let _one = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(staging) = self.staging.get() {
            return Ok(staging);
        }
        let mode = self.live.as_ref().map(|live| live.dir.permissions()).transpose();
        let mode = mode.map_err(|error| Error::io("read", self.place.out(), error))?;
        let staging = Staging::start(&self.place, mode)?;
        Ok(self.staging.get_or_init(|| staging))
    }

    /// What we had written.
    fn old(&self) -> &Manifest {
        static NONE: OnceLock<Manifest> = OnceLock::new();
        let written = self.live.as_ref().and_then(|live| live.written.as_ref());
        written.map_or_else(|| NONE.get_or_init(Manifest::default), |written| &written.manifest)
    }

    fn full(&self, path: &OutPath) -> PathBuf {
        self.place.out().join(path.as_str())
    }
}

impl Sink for Commit {
    fn made_of(&self, all: Hash) -> bool {
        Self::made_of(self, all)
    }

    fn keep(&self, path: &OutPath) -> Result<bool, Error> {
        Self::keep(self, path)
    }

    fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Error> {
        Self::put(self, path, bytes)
    }

    fn put_file(&self, path: &OutPath, root: &Root, from: &SourcePath) -> Result<(), Error> {
        Self::put_file(self, path, root, from)
    }
}

impl Drop for Commit {
    fn drop(&mut self) {
        // after a finished run there is nothing; a failure shows in the next run, which tries again
        let _ = staging::recover(&self.place);
    }
}

/// Waits, at most a minute, until no other run writes in this folder. Where the system cannot lock a folder, two runs
/// at once are on their own: the second removes the first one's staged tree, and the first fails.
fn lock(folder: &Path) -> Result<Option<File>, Error> {
    let Ok(file) = File::open(folder) else { return Ok(None) };
    lock::lock(file, lock::LONG).map_err(|busy| Error::Busy(folder.to_path_buf(), busy))
}

/// Folders that had to be made above the output; removed again while they are empty.
struct MadeFolders(Vec<PathBuf>);

impl MadeFolders {
    fn above(out: &Path) -> Result<Self, Error> {
        let missing: Vec<_> = out.ancestors().skip(1).take_while(|path| !path.exists()).collect();
        let mut made = Self(Vec::new());
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => made.0.push(folder.to_path_buf()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::io("create", folder, error)),
            }
        }
        Ok(made)
    }
}

impl Drop for MadeFolders {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // fails where something is in it, which is the point
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Do two files have the same bytes? They are read in pieces.
fn same_bytes(mut a: &File, mut b: &File) -> io::Result<bool> {
    let (mut one, mut two) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let (got, other) = (fill(&mut a, &mut one)?, fill(&mut b, &mut two)?);
        if one[..got] != two[..other] {
            return Ok(false);
        }
        if got == 0 {
            return Ok(true);
        }
    }
}

fn fill(from: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match from.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(got) => filled += got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests;
