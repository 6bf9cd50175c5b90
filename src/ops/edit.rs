//! An entry changed key by key: the smallest change of its file, read again before it is saved.

use crate::content::edit::{self, EditFault};
use crate::content::tree::SourceFile;
use crate::content::write::Asked;
use crate::diag::Diagnostic;
use crate::engine::Error;
use crate::engine::project::Project;
use crate::journal::{self, Change};
use crate::model::keys::ENTRY;
use crate::ops::entries::id_of;
use crate::ops::proof;
use crate::paths::SourcePath;

/// What is to change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Edits {
    /// Keys with their new values.
    pub(crate) set: Vec<(&'static str, Asked)>,
    /// Keys of the rules followed, with their new values.
    pub(crate) declared: Vec<(String, Asked)>,
    /// Keys that go.
    pub(crate) unset: Vec<&'static str>,
}

impl Edits {
    /// Is nothing to change?
    pub(crate) fn is_empty(&self) -> bool {
        self.set.is_empty() && self.declared.is_empty() && self.unset.is_empty()
    }
}

/// The new text of an entry; its bytes as they are come with it.
pub(crate) fn prepare(project: &Project, file: &SourceFile, edits: &Edits) -> Result<String, Error> {
    let failed = |key: &str| {
        let (path, key) = (file.path.clone(), key.to_owned());
        move |fault: EditFault| Error::NotEdited { path, key, no_head: fault == EditFault::NoHead }
    };
    let mut text = file.text.to_string();
    for key in &edits.unset {
        text = edit::unset(&text, key).map_err(failed(key))?;
    }
    let declared = edits.declared.iter().map(|(key, value)| (key.as_str(), value));
    for (key, value) in edits.set.iter().map(|(key, value)| (*key, value)).chain(declared) {
        text = edit::set(&text, &ENTRY, key, value).map_err(failed(key))?;
    }
    let declared = edits.declared.iter().map(|(key, _)| key.as_str());
    let keys: Vec<&str> = edits.set.iter().map(|(key, _)| *key).chain(declared).collect();
    read_again(project, file, &text, &keys, &[])?;
    Ok(text)
}

/// Adds files to the evidence of an entry.
pub(crate) fn with_evidence(file: &SourceFile, files: &[String]) -> Result<String, Error> {
    edit::append(&file.text, &ENTRY, "evidence", files).map_err(|fault| Error::NotEdited {
        path: file.path.clone(),
        key: "evidence".to_owned(),
        no_head: fault == EditFault::NoHead,
    })
}

/// Refuses a text that can be read less well than what it replaces, and a value that is wrong under one of the keys that
/// change. `more` are files that come with it.
pub(crate) fn read_again(
    project: &Project,
    file: &SourceFile,
    text: &str,
    keys: &[&str],
    more: &[SourcePath],
) -> Result<(), Error> {
    let errors = |text: &str| proof::read(project, &file.path, text, more).1;
    let (before, after) = (errors(&file.text), errors(text));
    let same = |a: &Diagnostic, b: &Diagnostic| a.code == b.code && a.message == b.message;
    let is_new = |note: &Diagnostic| {
        note.key().is_some_and(|key| keys.contains(&key)) && !before.iter().any(|other| same(other, note))
    };
    if after.len() > before.len() || after.iter().any(is_new) {
        return Err(Error::Refused(after));
    }
    Ok(())
}

/// Saves the text of an entry, with new files where there are any, as one action.
pub(crate) fn save(
    project: &Project,
    command: &str,
    file: &SourceFile,
    text: &str,
    more: Vec<(SourcePath, Vec<u8>)>,
) -> Result<(), Error> {
    let before = bytes(project, &file.path)?;
    if before != file.text.as_bytes() {
        return Err(crate::journal::JournalFault::Changed(file.path.clone()).into());
    }
    let mut changes: Vec<Change> = more.into_iter().map(|(path, bytes)| Change::create(path, bytes)).collect();
    changes.push(Change::replace(file.path.clone(), before, text.as_bytes()));
    Ok(journal::perform(&project.root, &format!("{command} {}", id_of(&file.path)), changes)?)
}

/// The bytes of a file of the site.
pub(crate) fn bytes(project: &Project, path: &SourcePath) -> Result<Vec<u8>, Error> {
    let bytes = project.root.read(path, crate::content::walk::LARGEST_TEXT);
    bytes.map_err(|fault| Error::Unread(path.clone(), fault))
}

/// Keeps what an editor did to a file as an action of its own, where it did anything.
pub(crate) fn keep_edited(project: &Project, path: &SourcePath, before: &[u8]) -> Result<bool, Error> {
    let after = bytes(project, path)?;
    if after == before {
        return Ok(false);
    }
    let command = format!("edit {}", id_of(path));
    journal::note(&project.root, &command, &[Change::replace(path.clone(), before, after)])?;
    Ok(true)
}
