//! What a command changes in a site's folder, as one action: all of it or nothing, and it can be taken back.
//!
//! ```text
//! .cpdfolio/undo/
//!   .gitignore   nothing of this folder is committed
//!   lock         held while files are changed
//!   new/         an action that has not begun: thrown away
//!   now/         an action under way: the next command finishes it
//!   000007/      an action that is done
//!   back/        an action that is being taken back: the next command finishes that
//!   gone/        to be deleted
//! ```
//!
//! An action's folder holds `action.json`, the new files (`new-0`) until they are moved to their places, and the
//! old texts (`old-0`) of files that it changes or removes. One rename begins an action, and one rename begins to
//! take it back: a kill before it leaves all as it was, a kill after it is made good by the next command.

mod fault;
mod record;
mod store;

use crate::fs::Root;
use crate::paths::SourcePath;

pub(crate) use fault::JournalFault;
pub(crate) use record::{Change, is_place};
use record::{Record, State, state};
use store::{Moved, Store};

/// How many actions can be taken back.
const LAST: usize = 10;

/// An action of an earlier command that was interrupted, and is finished now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finished {
    /// What it was.
    pub command: String,
    /// Was it being taken back?
    pub undone: bool,
    /// Files that somebody has changed meanwhile: they stay as they are.
    pub left: Vec<SourcePath>,
}

/// An action that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undone {
    /// What it was.
    pub command: String,
    /// The files that are again what they were before it.
    pub back: Vec<SourcePath>,
    /// The files that stay, because they are not as the action left them.
    pub kept: Vec<SourcePath>,
}

/// An action that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// What it was.
    pub command: String,
    /// The files that it made, changed or removed, with how.
    pub files: Vec<(&'static str, SourcePath)>,
}

/// Changes files as one action. Each must still be what it was when it was read. A failure half-way puts back what
/// was done.
pub(crate) fn perform(root: &Root, command: &str, changes: Vec<Change>) -> Result<(), JournalFault> {
    let changes: Vec<Change> = changes.into_iter().filter(|c| c.before != c.after).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let store = Store::open(root)?;
    finish(root, &store)?;
    let record = Record::of(root, command, &changes)?;
    record.check(root)?;
    store.stage(root, &record, &changes)?;
    store.rename("new", "now")?;
    if let Err(fault) = forward(root, &store, &record, Pace::First) {
        store.rename("now", "back")?;
        backward(root, &store, &record)?;
        return Err(fault);
    }
    store.done(LAST)
}

/// Keeps as an action what somebody has done to files already: each is what it becomes.
pub(crate) fn note(root: &Root, command: &str, changes: &[Change]) -> Result<(), JournalFault> {
    let store = Store::open(root)?;
    finish(root, &store)?;
    let record = Record::of(root, command, changes)?;
    for file in &record.files {
        if state(root, file)? != State::After {
            return Err(JournalFault::Changed(file.path.clone()));
        }
    }
    store.stage(root, &record, changes)?;
    store.rename("new", "now")?;
    store.done(LAST)
}

/// Tells the last action that a file which it made or changed was changed again, as part of it: by the editor that it
/// opened.
pub(crate) fn amend(root: &Root, path: &SourcePath) -> Result<(), JournalFault> {
    let store = Store::open(root)?;
    finish(root, &store)?;
    let Some(last) = store.done_actions()?.pop() else { return Ok(()) };
    let mut record = store.record(&last)?;
    let Some(file) = record.files.iter_mut().find(|file| file.path == *path) else { return Ok(()) };
    let found = root.fingerprint(path).map_err(|fault| root.error(path, fault.into()))?;
    file.after = Some(found.sha256);
    store.rewrite(&last, &record)
}

/// Takes back the last action. A file that is not as the action left it is a reason to do nothing; with `keep` it
/// stays and the others are put back.
pub(crate) fn undo(root: &Root, keep: bool) -> Result<Undone, JournalFault> {
    let store = Store::open(root)?;
    finish(root, &store)?;
    let Some(last) = store.done_actions()?.pop() else { return Err(JournalFault::Nothing) };
    let record = store.record(&last)?;
    let mut undone = Undone { command: record.command.clone(), back: vec![], kept: vec![] };
    for file in &record.files {
        let as_left = state(root, file)? == State::After;
        if as_left { undone.back.push(file.path.clone()) } else { undone.kept.push(file.path.clone()) }
    }
    if !keep && !undone.kept.is_empty() {
        return Err(JournalFault::NotAsLeft { command: record.command, files: undone.kept });
    }
    store.rename(&last, "back")?;
    backward(root, &store, &record)?;
    Ok(undone)
}

/// The actions that can be taken back, the last one first.
pub(crate) fn list(root: &Root) -> Result<Vec<Listed>, JournalFault> {
    if !Store::is_there(root) {
        return Ok(vec![]);
    }
    let store = Store::open(root)?;
    let names = store.done_actions()?;
    let listed = |name: &String| {
        let record = store.record(name)?;
        let files = record.files.iter().map(|f| (f.how(), f.path.clone())).collect();
        Ok(Listed { command: record.command, files })
    };
    names.iter().rev().map(listed).collect()
}

/// Finishes what an interrupted command has begun, where there is such a thing.
pub(crate) fn recover(root: &Root) -> Result<Option<Finished>, JournalFault> {
    if !Store::is_unfinished(root) {
        return Ok(None);
    }
    finish(root, &Store::open(root)?)
}

fn finish(root: &Root, store: &Store) -> Result<Option<Finished>, JournalFault> {
    store.clear("new")?;
    store.clear("gone")?;
    let mut finished = None;
    if store.has("now")? {
        let record = store.record("now")?;
        let left = forward(root, store, &record, Pace::Again)?;
        store.done(LAST)?;
        finished = Some(Finished { command: record.command, undone: false, left });
    }
    if store.has("back")? {
        let record = store.record("back")?;
        backward(root, store, &record)?;
        finished = Some(Finished { command: record.command, undone: true, left: vec![] });
    }
    Ok(finished)
}

/// Is an action carried out for the first time, or is what is left of it?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    First,
    Again,
}

/// Carries out the action in `now`; answers with files that somebody has changed meanwhile.
fn forward(root: &Root, store: &Store, record: &Record, pace: Pace) -> Result<Vec<SourcePath>, JournalFault> {
    let mut left = vec![];
    for (n, file) in record.files.iter().enumerate() {
        if pace == Pace::Again {
            match state(root, file)? {
                State::Before => {}
                State::After => continue,
                State::Other => {
                    left.push(file.path.clone());
                    continue;
                }
            }
        }
        match (&file.before, &file.after) {
            (None, _) => store.move_out(root, &format!("now/new-{n}"), &file.path, Moved::New)?,
            (Some(_), Some(_)) => store.move_out(root, &format!("now/new-{n}"), &file.path, Moved::Over)?,
            (Some(_), None) => Store::remove(root, &file.path)?,
        }
    }
    store.settle(root, record)?;
    Ok(left)
}

/// Takes back the action in `back`, as far as its files are as it left them.
fn backward(root: &Root, store: &Store, record: &Record) -> Result<(), JournalFault> {
    for (n, file) in record.files.iter().enumerate() {
        if state(root, file)? != State::After {
            continue;
        }
        match (&file.before, &file.after) {
            (None, _) => Store::remove(root, &file.path)?,
            (Some(_), Some(_)) => store.move_out(root, &format!("back/old-{n}"), &file.path, Moved::Over)?,
            (Some(_), None) => store.move_out(root, &format!("back/old-{n}"), &file.path, Moved::New)?,
        }
    }
    Store::remove_folders(root, &record.folders);
    store.settle(root, record)?;
    store.rename("back", "gone")?;
    store.clear("gone")
}

#[cfg(test)]
mod tests;
