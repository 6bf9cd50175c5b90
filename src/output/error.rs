//! Why the output could not be written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::target::Refusal;
use crate::fs::lock::{self, Busy};
use crate::fs::{ReadFault, Root};
use crate::paths::{OutPath, SourcePath};

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
    /// Another run has been writing in the folder of the output for too long.
    Busy(PathBuf, Busy),
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
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Refused(refusal) => return Some(refusal.hint()),
            Self::InTheWay(_) => Some("move your file elsewhere, or rename the page"),
            Self::Busy(..) => Some(lock::HINT),
            Self::Changed(_) => Some("build again when nothing else writes there"),
            Self::Leftover(_) => Some("look into that folder, then move it away"),
            Self::NotTidied(_) => Some("the next build tries again"),
            _ => None,
        };
        hint.map(str::to_owned)
    }

    pub(super) fn io(doing: &'static str, path: impl Into<PathBuf>, error: io::Error) -> Self {
        Self::Io { doing, path: path.into(), error }
    }

    pub(crate) fn source(root: &Root, from: &SourcePath, fault: ReadFault) -> Self {
        Self::Source { path: root.path().join(from.as_str()), fault }
    }

    /// A fault in a place where only our own and the user's files are expected.
    pub(super) fn fault(doing: &'static str, path: &Path, fault: ReadFault) -> Self {
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
            Self::Busy(path, busy) => write!(f, "{}: {busy}", path.display()),
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
