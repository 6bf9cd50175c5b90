//! The files behind entries.

use std::collections::BTreeMap;

use crate::fs::Fingerprint;
use crate::paths::SourcePath;

/// What is known of a file of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its size and hash.
    pub print: Fingerprint,
    /// Its width and height, where it is a picture of which there is a small copy.
    pub picture: Option<(u32, u32)>,
}

impl EvidenceFile {
    /// Where the small copy stands: two files with the same bytes share one.
    pub fn thumbnail(&self) -> Option<String> {
        self.picture.map(|_| super::address::thumbnail(&self.print.sha256))
    }
}

/// Files of evidence by path.
pub(crate) type Fingerprints = BTreeMap<SourcePath, EvidenceFile>;

/// Files of evidence that a browser may show: nothing that can act.
pub(crate) fn can_be_shown(path: &SourcePath) -> bool {
    matches!(path.ending().as_str(), "pdf" | "png" | "jpg" | "jpeg" | "gif" | "webp" | "txt")
}
