//! Writing the output, so that a kill at any moment leaves the old site or the new one.
//!
//! [`Target::check`] decides whether a folder may be written at all; [`Commit::begin`] opens it,
//! [`Commit::put`] takes each file, from any thread, and [`Commit::finish`] puts the new tree in
//! place. [`manifest::Manifest`] is the list of what we wrote: nothing else is ever deleted.
//! A [`Sink`] of another sort may take the same files.
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

use crate::fs::Root;
use crate::paths::{OutPath, SourcePath};

mod commit;
mod error;
mod manifest;
mod record;
mod staging;
mod sweep;
mod target;
mod tree;

pub(crate) use commit::Commit;
pub use error::Error;
pub(crate) use manifest::Hash;
pub(crate) use record::WriteReport;
pub use target::Target;
pub(crate) use target::{Reason, Refusal};

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
