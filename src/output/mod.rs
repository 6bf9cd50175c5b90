//! Writing the output, so that a kill at any moment leaves the old site or the new one.
//!
//! [`Target::check`] decides whether a folder may be written at all; [`Commit::begin`] opens it,
//! [`Commit::put`] takes each file, from any thread, and [`Commit::finish`] puts the new tree in
//! place. [`Manifest`] is the list of what we wrote: nothing else is ever deleted. [`MemoryStore`]
//! takes the same files for the preview and for tests.
//!
//! A run that changes something leaves, for a while, a folder beside the output:
//!
//! ```text
//! public/                       what readers see; replaced in one step
//! .public.cpdfolio-new/         ours, by its marker; gone when no run is under way
//!   marker                      says which folder was staged
//!   new/                        the tree to be
//!   old/                        after the step: the tree that was
//! ```

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::fs::{ReadFault, Root};
use crate::paths::{OutPath, SourcePath};

mod commit;
mod manifest;
mod memory;
mod staging;
mod target;
mod tree;

pub use commit::{Commit, WriteReport};
pub use manifest::{Entry, Hash, MANIFEST, Manifest};
pub use memory::{Files, MemoryStore};
pub use target::{Reason, Refusal, Target};

/// Takes finished files, from many threads at once.
pub trait Sink: Sync {
    /// Takes one file. The same path twice is an error.
    fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Error>;

    /// Tells the sink the hash of everything that the files are made of. Are the files in place made of the same?
    fn made_of(&self, _all: Hash) -> bool {
        false
    }

    /// Keeps a file that is in place; `false` if it is gone or no longer what was written there.
    fn keep(&self, _path: &OutPath) -> Result<bool, Error> {
        Ok(false)
    }

    /// Takes a copy of a file of the site.
    fn put_file(&self, path: &OutPath, root: &Root, from: &SourcePath) -> Result<(), Error> {
        let bytes = root.read(from, u64::MAX).map_err(|fault| Error::source(root, from, fault))?;
        self.put(path, &bytes)
    }
}

/// Why the output could not be written. Until the new tree is in place, the old one is as it was.
#[derive(Debug)]
pub enum Error {
    /// The folder is not one that we write to.
    Refused(Refusal),
    /// Two files want the same place, or one would be inside the other.
    Twice(OutPath),
    /// A page wants the manifest's place.
    Reserved(OutPath),
    /// Something of the user's own is where we would write.
    InTheWay(PathBuf),
    /// A file of the site could not be copied.
    Source {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: ReadFault,
    },
    /// Something else wrote to the output while we did.
    Changed(PathBuf),
    /// What is beside the output looks like the rest of an earlier run, but cannot be proved to be.
    Leftover(PathBuf),
    /// An earlier `put` failed, and the caller went on.
    Incomplete(PathBuf),
    /// The new site is in place, but not all of the old one could be removed.
    NotTidied(Box<Error>),
    /// What the system said.
    Io {
        /// What we were doing: "create", "read".
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// The system's words.
        error: io::Error,
    },
}

impl Error {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refusal) => Some(refusal.hint()),
            Self::InTheWay(_) => Some("move your file elsewhere, or rename the page"),
            Self::Changed(_) => Some("build again when nothing else writes there"),
            Self::Leftover(_) => Some("look into that folder, then move it away"),
            Self::NotTidied(_) => Some("the next build tries again"),
            _ => None,
        }
    }

    fn io(doing: &'static str, path: impl Into<PathBuf>, error: io::Error) -> Self {
        Self::Io { doing, path: path.into(), error }
    }

    pub(crate) fn source(root: &Root, from: &SourcePath, fault: ReadFault) -> Self {
        Self::Source { path: root.path().join(from.as_str()), fault }
    }

    /// A fault in a place where only our own and the user's files are expected.
    fn fault(doing: &'static str, path: &Path, fault: ReadFault) -> Self {
        let error = match fault {
            ReadFault::NotFound => io::ErrorKind::NotFound.into(),
            ReadFault::Symlink | ReadFault::NotAFile | ReadFault::TooLarge { .. } => {
                return Self::Changed(path.to_path_buf());
            }
            ReadFault::Io(error) => error,
        };
        Self::io(doing, path, error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Twice(path) => write!(f, "{path}: two files want this place, or one would be inside the other"),
            Self::Reserved(path) => write!(f, "{path}: this name is kept for our own list"),
            Self::InTheWay(path) => {
                write!(f, "{}: this is not ours, and a page wants its place", path.display())
            }
            Self::Source { path, fault } => write!(f, "{}: {fault}", path.display()),
            Self::Changed(path) => {
                write!(f, "{}: it was changed while we worked", path.display())
            }
            Self::Leftover(path) => {
                write!(f, "{}: it may be the rest of a stopped run, but that cannot be proved", path.display())
            }
            Self::Incomplete(path) => {
                write!(f, "{}: not written, since a page could not be", path.display())
            }
            Self::NotTidied(error) => {
                write!(f, "the new site is in place, but not all of the old one is gone: {error}")
            }
            Self::Io { doing, path, error } => {
                write!(f, "cannot {doing} {}: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
