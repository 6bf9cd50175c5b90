//! What was put into an output, and what a run has done to it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Error;
use super::manifest::{Entry, Manifest};
use crate::paths::OutPath;

/// What a run has done to the output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Files that are new or differ.
    pub written: usize,
    /// Files that were on the disk already, byte for byte.
    pub unchanged: usize,
    /// Files of ours that belong there no longer.
    pub removed: usize,
    /// Files of the user's own that were carried over; 0 when nothing had to be written.
    pub kept: usize,
    /// Files of ours that somebody has edited since: now as they should be, or removed.
    pub edited: Vec<OutPath>,
}

/// A file that was put.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub(super) entry: Entry,
    pub(super) written: bool,
}

/// All files that were put, in the order of their paths.
pub(super) struct Records(Vec<(OutPath, Record)>);

impl Records {
    /// How many there are, and how many of them were written.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.0.len(), self.0.iter().filter(|(_, record)| record.written).count())
    }

    /// Sorts what was put.
    pub(super) fn of(shards: Shards<HashMap<OutPath, Record>>) -> Self {
        let mut list: Vec<_> = shards.into_parts().flatten().collect();
        list.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Self(list)
    }

    /// What was put at a path.
    pub(super) fn get(&self, path: &str) -> Option<&Record> {
        let at = self.0.binary_search_by(|(have, _)| have.as_str().cmp(path));
        at.ok().map(|at| &self.0[at].1)
    }

    /// The list of them.
    pub(super) fn manifest(&self) -> Manifest {
        let files = self.0.iter();
        files.map(|(path, record)| (path.clone(), record.entry)).collect()
    }

    /// No file is inside another: unseen while one of them is in place and the other is staged.
    pub(super) fn check_nesting(&self, list: &Manifest) -> Result<(), Error> {
        let folders = list.folders();
        match self.0.iter().find(|(path, _)| folders.contains(path.as_str())) {
            Some((path, _)) => Err(Error::Twice(path.clone())),
            None => Ok(()),
        }
    }
}

/// A value in parts, so that threads seldom wait for each other.
#[derive(Default)]
pub(super) struct Shards<T>([Mutex<T>; 32]);

impl<T> Shards<T> {
    /// The part that a key belongs to.
    pub(super) fn of<K: Hash + ?Sized>(&self, key: &K) -> MutexGuard<'_, T> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let at = usize::try_from(hasher.finish() % 32).unwrap_or(0);
        self.0[at].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The parts, when no thread has them any more.
    pub(super) fn into_parts(self) -> impl Iterator<Item = T> {
        self.0.into_iter().map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}
