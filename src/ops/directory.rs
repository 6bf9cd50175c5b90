//! The directory as its keeper sees it: what is in it, and what should be looked at again.

use crate::diag::{Code, Diagnostic, KeyPath, Place, render};
use crate::engine::project::Project;
use crate::model::{Day, Item, Price};

/// One point about an item that its keeper should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DirectoryRemark {
    /// The item's file.
    pub path: String,
    /// What sort: `stale`, `unchecked`, `unknown`, `unconfirmed`.
    pub kind: &'static str,
    /// In a sentence.
    pub words: String,
}

/// What a check of the directory found.
#[derive(Debug)]
pub(crate) struct DirectoryReport {
    /// How many items there are.
    pub items: usize,
    /// Items whose facts are old, or were never checked: something to be done.
    pub stale: Vec<DirectoryRemark>,
    /// What is not known: said openly, and no fault.
    pub unknown: Vec<DirectoryRemark>,
    /// Faults of the files, and links that lead nowhere.
    pub notes: Vec<Diagnostic>,
}

/// Looks at every item: facts older than so many days on a day, fields that are unknown, dead links.
pub(crate) fn check(project: &Project, as_of: Day, older_than: i64) -> DirectoryReport {
    let (mut stale, mut unknown) = (vec![], vec![]);
    let items = &project.loaded.portfolio.directory;
    for item in items.values() {
        let note = |into: &mut Vec<DirectoryRemark>, kind, words: String| {
            into.push(DirectoryRemark { path: item.source.to_string(), kind, words });
        };
        match item.checked {
            None => note(&mut stale, "unchecked", "nobody has noted when these facts were checked".to_owned()),
            Some(day) if (as_of - day).num_days() > older_than => {
                let days = (as_of - day).num_days();
                note(&mut stale, "stale", format!("checked {days} days ago, on {day}"));
            }
            Some(day) if day > as_of => note(&mut stale, "stale", format!("checked on {day}, which is still to come")),
            Some(_) => {}
        }
        for what in unknowns(item) {
            note(&mut unknown, "unknown", format!("{what} is not known"));
        }
        if !item.confirmed {
            note(&mut unknown, "unconfirmed", "not confirmed by its source".to_owned());
        }
    }
    let mut notes: Vec<Diagnostic> = super::check::check(project).notes;
    notes.retain(|n| n.path.below("content/directory").is_some());
    for (item, at) in items.values().filter_map(|i| i.url.as_ref().map(|_| (i, KeyPath::root().key("url")))) {
        // An item of this site's own that links to this site by its full address breaks when it moves.
        let own =
            project.config.base_url.as_deref().filter(|base| item.url.as_deref().is_some_and(|u| u.starts_with(*base)));
        notes.extend(own.map(|_| {
            Diagnostic::new(Code::BadLink, &item.source, Place::Value(at.clone()), "this leads to this site itself")
                .hint("say it in the text below, as a link to the file")
        }));
    }
    render::sort(&mut notes, project.texts());
    DirectoryReport { items: items.len(), stale, unknown, notes }
}

/// The fields of an item that nobody knows.
fn unknowns(item: &Item) -> Vec<&'static str> {
    let open = [
        (item.price == Price::Unknown, "the price"),
        (item.activity_type.is_none(), "the type"),
        (item.provider.is_none(), "the provider"),
        (item.source_of_facts.is_none(), "the source of the facts"),
    ];
    open.into_iter().filter(|(open, _)| *open).map(|(_, what)| what).collect()
}
