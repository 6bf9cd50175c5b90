//! [`MemoryStore`]: the output in memory, for the preview and for tests.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Error, Sink};
use crate::paths::OutPath;

/// The files of a site by their paths.
#[derive(Debug, Default)]
pub struct MemoryStore {
    files: Mutex<BTreeMap<OutPath, Arc<[u8]>>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The files, in the order of their paths.
    pub fn into_files(self) -> BTreeMap<OutPath, Arc<[u8]>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemoryStore {
    fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Error> {
        // copied before the lock, so that threads wait for the insertion only
        let bytes: Arc<[u8]> = bytes.into();
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.entry(path.clone()) {
            Entry::Vacant(place) => {
                place.insert(bytes);
                Ok(())
            }
            Entry::Occupied(_) => Err(Error::Twice(path.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_once() {
        let store = MemoryStore::new();
        let path = OutPath::new("a/index.html").unwrap();
        store.put(&path, b"one").unwrap();
        assert!(matches!(store.put(&path, b"two"), Err(Error::Twice(_))));
        assert_eq!(&*store.into_files()[&path], b"one");
    }
}
