//! Why an action could not be done or taken back.

use std::fmt;

use crate::fs::FsError;
use crate::fs::lock::{self, Busy};
use crate::paths::SourcePath;

/// So many files are named.
const SHOWN: usize = 10;

/// Why an action could not be done or taken back.
#[derive(Debug)]
pub enum JournalFault {
    /// A file cannot be read or written.
    Fs(FsError),
    /// Another command changes files of the site.
    Busy(Busy),
    /// A file is not what it was when it was read.
    Changed(SourcePath),
    /// No action can be taken back.
    Nothing,
    /// Files are not as the action left them.
    NotAsLeft {
        /// The action.
        command: String,
        /// The files.
        files: Vec<SourcePath>,
    },
    /// The record of an action is not one that we wrote.
    Damaged(String),
}

impl fmt::Display for JournalFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fs(error) => error.fmt(f),
            Self::Busy(busy) => write!(f, "the record: {busy}"),
            Self::Changed(path) => write!(f, "{path} has changed while this command ran: nothing was done"),
            Self::Nothing => f.write_str("there is no action to take back"),
            Self::NotAsLeft { command, files } => {
                let are = if files.len() == 1 { "is" } else { "are" };
                write!(f, "{} {are} not as `{command}` left it: nothing was undone", some(files))
            }
            Self::Damaged(what) => write!(f, ".cpdfolio/undo/{what} cannot be read"),
        }
    }
}

/// Paths in a row; of very many the first.
fn some(paths: &[SourcePath]) -> String {
    let mut words: Vec<String> = paths.iter().take(SHOWN).map(ToString::to_string).collect();
    if paths.len() > SHOWN {
        words.push(format!("{} more", paths.len() - SHOWN));
    }
    words.join(", ")
}

impl std::error::Error for JournalFault {}

impl JournalFault {
    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Fs(_) => None,
            Self::Busy(_) => Some(lock::HINT),
            Self::Changed(_) => Some("run it again"),
            Self::Nothing => Some("the last ten actions can be taken back, each once; git keeps the rest"),
            Self::NotAsLeft { .. } => Some("`cpdfolio undo --keep` leaves these files and takes back the others"),
            Self::Damaged(_) => Some("delete the folder `.cpdfolio/undo`: earlier actions can then not be taken back"),
        }
    }
}

impl From<FsError> for JournalFault {
    fn from(error: FsError) -> Self {
        Self::Fs(error)
    }
}
