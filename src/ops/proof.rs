//! A text that is to become an entry, read before it is saved: by itself, and with everything that it refers to.

use std::sync::Arc;

use crate::content::link;
use crate::content::lower::activity::Read;
use crate::content::lower::{self, Known, NotRead};
use crate::content::tree::{SourceFile, SourceTree};
use crate::diag::{Diagnostic, Level};
use crate::engine::project::Project;
use crate::model::Activity;
use crate::paths::SourcePath;
use crate::yaml::fields::Faults;

/// What was read, and its errors. `more` are files of evidence that come with it.
pub(crate) fn read(
    project: &Project,
    path: &SourcePath,
    text: &str,
    more: &[SourcePath],
) -> (Result<Read, NotRead>, Vec<Diagnostic>) {
    let file = SourceFile { path: path.clone(), text: text.into(), built_in: false };
    let mut faults = Faults::new(path);
    let known = Known { config: &project.config, words: &project.words, tree: &project.tree };
    let read = lower::activity::read(&file, known, &mut faults);
    let mut notes = faults.notes;
    let entry = match &read {
        Ok(Read::Entry(entry)) => Some(entry),
        Ok(Read::Unfinished(draft)) => Some(&draft.entry),
        Err(not_read) => not_read.rest.as_ref().map(|rest| &*rest.entry),
    };
    if let Some(entry) = entry {
        notes.extend(references(project, entry, file.clone(), more));
    }
    notes.retain(|n| n.level() == Level::Error);
    notes.sort();
    (read, notes)
}

/// What an entry refers to and is not there; what it has that belongs to another entry.
fn references(project: &Project, entry: &Activity, file: SourceFile, more: &[SourcePath]) -> Vec<Diagnostic> {
    let portfolio = &project.loaded.portfolio;
    let evidence = project.tree.evidence().iter().chain(more).cloned().collect();
    let tree = SourceTree::new(Arc::from(project.tree.config()), vec![file], evidence);
    // only former ids have to do with other entries
    let others = portfolio.activities.iter().map(|a| &**a);
    let others = others.filter(|a| !entry.aliases.is_empty() && a.source != entry.source);
    let all: Vec<&Activity> = others.chain([entry]).collect();
    let targets = link::Targets { portfolio, unread: &project.loaded.others_not_read, tree: &tree };
    let found = link::check(&all, targets).into_iter().map(|broken| broken.note);
    found.filter(|note| note.path == entry.source).collect()
}
