//! Files of a site, read and understood: [`walk`] reads the disk, [`load`] makes a
//! [`Portfolio`] of what was read.

pub mod declared;
pub mod link;
pub mod lower;
pub mod tree;
pub mod walk;
pub mod words;
pub mod write;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Level, Warned};
use crate::model::{Activity, Body, Portfolio};
use crate::paths::SourcePath;
use crate::yaml::fields::Faults;
use lower::{Known, NotRead};
use tree::{Kind, SourceFile, SourceTree};

/// What came of a site's files.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Everything that could be understood.
    pub portfolio: Portfolio,
    /// Entries that were left out because of their errors, by path.
    pub not_read: Vec<NotRead>,
    /// Other files that were left out, by path.
    pub pages_not_read: BTreeSet<SourcePath>,
}

/// What was understood of the entries' files, by path: for a file with the same text it holds again,
/// as long as the settings and policies are the same.
#[derive(Debug, Default)]
pub struct Memory(Vec<Understood>);

/// What came of one entry's file.
#[derive(Debug)]
struct Understood {
    path: SourcePath,
    text: Arc<str>,
    outcome: Result<Arc<Activity>, NotRead>,
    notes: Vec<Diagnostic>,
}

impl Understood {
    fn new(file: &SourceFile, known: Known<'_>) -> Self {
        let mut faults = Faults::new(&file.path);
        let outcome = lower::activity(file, known, &mut faults).map(Arc::new);
        Self { path: file.path.clone(), text: file.text.clone(), outcome, notes: faults.notes }
    }

    fn is_of(&self, file: &SourceFile) -> bool {
        self.path == file.path && (Arc::ptr_eq(&self.text, &file.text) || self.text == file.text)
    }
}

/// Understands all files of a tree. Faults of one file never hide those of another.
pub fn load(tree: &SourceTree, known: Known<'_>) -> Warned<Loaded> {
    load_again(tree, known, &mut Memory::default())
}

/// The same, where much of it may have been understood before; it is all in the memory afterwards.
pub fn load_again(tree: &SourceTree, known: Known<'_>, memory: &mut Memory) -> Warned<Loaded> {
    let mut notes = vec![];
    let mut loaded = Loaded::default();
    // both are sorted by path
    let mut before = std::mem::take(&mut memory.0).into_iter().peekable();
    let again = tree.of_kind(Kind::Activity).map(|file| {
        while before.next_if(|b| b.path < file.path).is_some() {}
        (file, before.next_if(|b| b.is_of(file)))
    });
    let again: Vec<(&SourceFile, Option<Understood>)> = again.collect();
    let understand =
        |(file, before): (&SourceFile, Option<Understood>)| before.unwrap_or_else(|| Understood::new(file, known));
    memory.0 = again.into_par_iter().with_min_len(64).map(understand).collect();
    loaded.portfolio.activities.reserve(memory.0.len());
    for one in &memory.0 {
        notes.extend_from_slice(&one.notes);
        match &one.outcome {
            Ok(activity) => loaded.portfolio.activities.push(Arc::clone(activity)),
            Err(not_read) => loaded.not_read.push(not_read.clone()),
        }
    }
    others(tree, known, &mut loaded, &mut notes);
    let unread: BTreeSet<SourcePath> = loaded.pages_not_read.clone();
    notes.extend(link::check(&loaded.portfolio, tree, &unread));
    drop_broken(&mut loaded, &notes);
    Warned { value: loaded, notes }
}

/// Plan items, directory items, pages and answers.
fn others(tree: &SourceTree, known: Known<'_>, loaded: &mut Loaded, notes: &mut Vec<Diagnostic>) {
    let portfolio = &mut loaded.portfolio;
    for file in tree.files() {
        let mut faults = Faults::new(&file.path);
        let read = match Kind::of(&file.path) {
            Kind::Plan => {
                lower::plan_item(file, known, &mut faults).map(|i| drop(portfolio.plan.insert(i.id.clone(), i)))
            }
            Kind::Directory => {
                lower::item(file, known, &mut faults).map(|i| drop(portfolio.directory.insert(i.id.clone(), i)))
            }
            Kind::Faq => lower::answer(file, &mut faults).map(|a| portfolio.faq.push(a)),
            Kind::Page => lower::page(file, known, &mut faults).map(|p| portfolio.pages.push(p)),
            Kind::Strategy => lower::strategy::read(file, &mut faults).map(|s| portfolio.strategy = Some(s)),
            Kind::Snippet => {
                let all = 0..file.text.len();
                portfolio.snippets.insert(file.path.clone(), Body::new(file.text.clone(), all));
                Some(())
            }
            Kind::Activity | Kind::Declaration | Kind::Policy | Kind::File | Kind::Other => Some(()),
        };
        if read.is_none() {
            loaded.pages_not_read.insert(file.path.clone());
        }
        notes.extend(faults.notes);
    }
    portfolio.files.clone_from(tree.shown());
    portfolio.faq.sort_by(|a, b| (&a.order, &a.anchor).cmp(&(&b.order, &b.anchor)));
}

/// Entries whose references are wrong are left out like any other faulty entry.
fn drop_broken(loaded: &mut Loaded, notes: &[Diagnostic]) {
    let mut broken: Vec<&Diagnostic> = notes.iter().filter(|n| n.level() == Level::Error).collect();
    broken.sort();
    broken.dedup_by(|later, first| later.path == first.path);
    let not_read = &mut loaded.not_read;
    loaded.portfolio.activities.retain(|a| {
        let first = broken.binary_search_by(|n| n.path.cmp(&a.source)).ok();
        if let Some(at) = first {
            not_read.push(NotRead {
                path: a.source.clone(),
                code: broken[at].code,
                minutes: Some(a.minutes),
                days: Some(a.days),
                visibility: Some(a.visibility),
                draft: a.draft,
            });
        }
        first.is_none()
    });
    not_read.sort_by(|a, b| a.path.cmp(&b.path));
}
