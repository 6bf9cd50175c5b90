//! [`MemoryStore`]: the output in memory, for the preview and for tests.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Error, Sink};
use crate::paths::OutPath;

/// The files of a site by their paths.
pub type Files = BTreeMap<OutPath, Arc<[u8]>>;

/// Takes the files of a site. A file with the same bytes as in an earlier build is that file: it takes
/// no memory again, and a comparison of the two builds need not read it.
#[derive(Debug, Default)]
pub struct MemoryStore {
    files: Mutex<Files>,
    earlier: Arc<Files>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store that shares what is the same in an earlier build.
    pub fn after(earlier: Arc<Files>) -> Self {
        Self { files: Mutex::default(), earlier }
    }

    /// The files, in the order of their paths.
    pub fn into_files(self) -> Files {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemoryStore {
    fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), Error> {
        // copied before the lock, so that threads wait for the insertion only
        let bytes = match self.earlier.get(path) {
            Some(same) if **same == *bytes => Arc::clone(same),
            _ => bytes.into(),
        };
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

    #[test]
    fn what_is_the_same_is_shared() {
        let (same, other) = (OutPath::new("same").unwrap(), OutPath::new("other").unwrap());
        let build = |earlier: Arc<Files>, text: &[u8]| {
            let store = MemoryStore::after(earlier);
            store.put(&same, b"same").unwrap();
            store.put(&other, text).unwrap();
            store.into_files()
        };
        let one = Arc::new(build(Arc::default(), b"one"));
        let two = build(Arc::clone(&one), b"two");
        assert!(Arc::ptr_eq(&one[&same], &two[&same]));
        assert_eq!(&*two[&other], b"two");
    }
}
