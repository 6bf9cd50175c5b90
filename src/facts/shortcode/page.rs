//! The page that a shortcode stands on.

use crate::facts::Site;

/// What a page's shortcodes need to know of it.
pub(super) struct Page<'s> {
    /// Its site.
    pub(super) site: &'s Site<'s>,
    /// The policy that is meant where a code names none.
    pub(super) meant: &'s str,
    /// Folders below the root.
    pub(super) depth: usize,
    /// The files that stand in each other here, the page's own first.
    pub(super) inside: Vec<String>,
    /// Bytes included so far.
    pub(super) included: usize,
}

impl Page<'_> {
    /// The way up to the root.
    pub(super) fn root(&self) -> String {
        "../".repeat(self.depth)
    }
}
