//! Files of a site, read and understood: [`walk`] reads the disk, [`load`] makes a
//! [`Portfolio`] of what was read.

pub mod declared;
pub mod link;
pub mod lower;
pub mod read;
pub mod split;
pub mod strategy;
pub mod tree;
pub mod walk;
pub mod words;
pub mod yaml;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Level, Warned};
use crate::model::{Activity, Body, Portfolio};
use crate::paths::SourcePath;
use lower::{Known, NotRead};
use read::Faults;
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

/// Understands all files of a tree. Faults of one file never hide those of another.
pub fn load(tree: &SourceTree, known: Known<'_>) -> Warned<Loaded> {
    let mut notes = vec![];
    let mut loaded = Loaded::default();
    let activities: Vec<&SourceFile> = tree.of_kind(Kind::Activity).collect();
    let read: Vec<(Result<Activity, NotRead>, Vec<Diagnostic>)> = activities
        .par_iter()
        .with_min_len(64)
        .map(|file| {
            let mut faults = Faults::new(&file.path);
            (lower::activity(file, known, &mut faults), faults.notes)
        })
        .collect();
    loaded.portfolio.activities.reserve(read.len());
    for (outcome, faults) in read {
        notes.extend(faults);
        match outcome {
            Ok(activity) => loaded.portfolio.activities.push(activity),
            Err(not_read) => loaded.not_read.push(not_read),
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
            Kind::Page => lower::page(file, &mut faults).map(|p| portfolio.pages.push(p)),
            Kind::Strategy => strategy::read(file, &mut faults).map(|s| portfolio.strategy = Some(s)),
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
