//! Why a file could not be read or written.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a file could not be read.
#[derive(Debug)]
pub enum ReadFault {
    /// There is no such file.
    NotFound,
    /// The file, or a folder on the way to it, is a symbolic link.
    Symlink,
    /// A folder, a pipe, a socket or a device.
    NotAFile,
    /// Larger than the caller takes.
    TooLarge {
        /// Its size in bytes; for a file without a known size, what had been read by then.
        size: u64,
        /// The most that the caller takes.
        limit: u64,
    },
    /// Any other error of the system.
    Io(io::Error),
}

impl fmt::Display for ReadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such file"),
            Self::Symlink => f.write_str("it is a symbolic link, or inside one"),
            Self::NotAFile => f.write_str("it is not a regular file"),
            Self::TooLarge { size, limit } => {
                write!(f, "it has {size} bytes, more than the limit of {limit}")
            }
            Self::Io(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for ReadFault {}

impl From<io::Error> for ReadFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Io(error),
        }
    }
}

/// Why a file could not be written.
#[derive(Debug)]
pub enum WriteFault {
    /// The name is taken.
    Exists,
    /// There is no such file to replace.
    NotFound,
    /// The file, or a folder on the way to it, is a symbolic link.
    Symlink,
    /// Something that is not a regular file is there, or a file is where a folder is needed.
    NotAFile,
    /// Any other error of the system.
    Io(io::Error),
}

impl fmt::Display for WriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists => f.write_str("it exists already"),
            Self::NotFound => f.write_str("there is no such file"),
            Self::Symlink => f.write_str("it is a symbolic link, or inside one"),
            Self::NotAFile => f.write_str("something that is not a regular file is in its place"),
            Self::Io(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for WriteFault {}

impl From<io::Error> for WriteFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::NotADirectory => Self::NotAFile,
            _ => Self::Io(error),
        }
    }
}

impl From<ReadFault> for WriteFault {
    fn from(fault: ReadFault) -> Self {
        match fault {
            ReadFault::NotFound => Self::NotFound,
            ReadFault::Symlink => Self::Symlink,
            ReadFault::NotAFile | ReadFault::TooLarge { .. } => Self::NotAFile,
            ReadFault::Io(error) => Self::Io(error),
        }
    }
}

/// A folder that could not be opened, or a file in it that could not be written.
#[derive(Debug)]
pub struct FsError {
    /// The folder or file.
    pub path: PathBuf,
    /// Why.
    pub fault: WriteFault,
}

impl fmt::Display for FsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.fault)
    }
}

impl std::error::Error for FsError {}
