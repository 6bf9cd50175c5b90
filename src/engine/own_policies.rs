//! The policies of a folder that need not be a site yet: a body's file is written, checked and followed before
//! there are settings beside it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::Error;
use crate::content::tree::{SourceFile, SourceTree};
use crate::content::walk;
use crate::diag::{Code, Diagnostic, Place};
use crate::fs::Root;
use crate::policy::Packs;
use crate::policy::read::packs::FOLDER;

/// The policies that come with the program, and those of a folder's `content/policies` beside them or in their place.
pub(crate) fn packs_in(dir: &Path) -> Result<Packs, Error> {
    if !dir.join(FOLDER).is_dir() {
        return Ok(Packs::with(std::iter::empty()).value);
    }
    let root = Root::open(dir).map_err(Error::Fs)?;
    let listed = walk::list_files(&root, FOLDER);
    let (mut files, mut notes) = (vec![], listed.notes);
    for path in listed.value.into_iter().filter(|path| path.ending().as_str() == "yaml") {
        let unread = |fault: crate::fs::ReadFault| {
            Diagnostic::new(Code::Unreadable, &path, Place::File, format!("it cannot be read: {fault}"))
        };
        let bytes = root.read(&path, walk::LARGEST_TEXT).map_err(unread);
        match bytes.and_then(|bytes| walk::decode(&path, bytes)) {
            Ok(text) => files.push(SourceFile { path, text: text.into(), built_in: false }),
            Err(note) => notes.push(note),
        }
    }
    let read = Packs::with(files.iter().map(|file| (file.path.clone(), file.text.as_ref())));
    notes.extend(read.notes);
    if notes.iter().any(|note| note.level() == crate::diag::Level::Error) {
        let tree = SourceTree::new(Arc::from(""), files, BTreeSet::new());
        return Err(Error::Faulty(notes, Arc::new(tree)));
    }
    Ok(read.value)
}
