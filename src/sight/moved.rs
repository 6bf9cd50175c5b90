//! Where files stand for others, once names are gone from their paths: no two at one place, and nothing
//! in their order tells the names.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::names::Names;
use crate::paths::{SourcePath, slug};

/// Files that stand elsewhere for others.
#[derive(Debug, Default)]
pub(super) struct Moved {
    to: BTreeMap<SourcePath, SourcePath>,
    from: BTreeMap<SourcePath, SourcePath>,
}

impl Moved {
    /// Where a file stands for others.
    pub(super) fn path(&self, path: &SourcePath) -> SourcePath {
        self.to.get(path).unwrap_or(path).clone()
    }

    /// The same for a path that may be no file's; none where it is the same.
    pub(super) fn to(&self, path: &str) -> Option<String> {
        self.to.get(path).map(|to| to.as_str().to_owned())
    }

    /// Is this file called otherwise for others?
    pub(super) fn is_moved(&self, path: &SourcePath) -> bool {
        self.to.contains_key(path)
    }

    /// Has another file for others the path that this one has in the site's folder?
    pub(super) fn stands_elsewhere(&self, path: &str) -> bool {
        self.from.contains_key(path)
    }

    /// Where a file stands in the site's folder.
    pub(super) fn origin<'p>(&'p self, path: &'p SourcePath) -> &'p SourcePath {
        self.from.get(path).unwrap_or(path)
    }
}

/// Gathers the files that others see.
pub(super) struct Moving<'n> {
    names: &'n Names,
    taken: BTreeSet<String>,
    /// The path without names, what others see of the file, its path.
    waiting: BTreeSet<(String, String, SourcePath)>,
}

impl<'n> Moving<'n> {
    pub(super) fn new(names: &'n Names) -> Self {
        Self { names, taken: BTreeSet::new(), waiting: BTreeSet::new() }
    }

    /// Adds a file. `order` is made of what others see of it: of two that would have one path, it says which gets the
    /// number.
    pub(super) fn add(&mut self, path: &SourcePath, own: bool, order: impl Fn() -> String) {
        let told = if own { self.names.path(path.as_str()) } else { Cow::Borrowed(path.as_str()) };
        match told {
            Cow::Borrowed(_) => drop(self.taken.insert(key(path.as_str()))),
            Cow::Owned(told) => drop(self.waiting.insert((told, order(), path.clone()))),
        }
    }

    /// Gives each its place.
    pub(super) fn done(mut self) -> Moved {
        let mut moved = Moved::default();
        for (told, _, path) in self.waiting {
            let (start, end) = told.rsplit_once('.').unwrap_or((&told, "md"));
            let numbers = (2_u32..).map(|n| format!("{start}-{n}.{end}"));
            let free = std::iter::once(told.clone()).chain(numbers).find(|p| !self.taken.contains(&key(p)));
            let Some(to) = free.and_then(|p| SourcePath::new(&p).ok()) else { continue };
            self.taken.insert(key(to.as_str()));
            moved.from.insert(to.clone(), path.clone());
            moved.to.insert(path, to);
        }
        moved
    }
}

/// Paths with the same key would have one address.
fn key(path: &str) -> String {
    path.split('/').map(slug).collect::<Vec<_>>().join("/")
}
