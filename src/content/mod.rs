//! Files of a site, read and understood: [`walk`] reads the disk, [`load`] makes a
//! [`Portfolio`] of what was read.

pub(crate) mod choices;
pub(crate) mod declared;
pub(crate) mod edit;
pub(crate) mod link;
pub(crate) mod lower;
mod marks;
pub(crate) mod own;
pub(crate) mod tree;
pub(crate) mod walk;
pub(crate) mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::render::Texts;
use crate::diag::{Code, Diagnostic, Level, Warned};
use crate::model::keys::Seen;
use crate::model::{Activity, Audience, Body, Portfolio, Unfinished, Visibility};
use crate::paths::SourcePath;
use crate::yaml::fields::Faults;
use link::Broken;
use lower::activity::Read;
use lower::unread::Rest;
use lower::{Known, NotRead, OtherNotRead};
use tree::{SourceFile, SourceKind, SourceTree};

/// What came of a site's files.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Everything that could be understood.
    pub portfolio: Portfolio,
    /// Entries that were left out because of their errors, by path.
    pub not_read: Vec<NotRead>,
    /// Other files that were left out, by path.
    pub others_not_read: BTreeMap<SourcePath, OtherNotRead>,
}

impl Loaded {
    /// The entries that an audience may have, as far as faults go: for others than the owner also those
    /// whose faults they do not see.
    pub fn entries_for(&self, audience: Audience) -> impl Iterator<Item = &Arc<Activity>> {
        let rest = self.not_read.iter().filter_map(move |n| n.for_others(audience));
        self.portfolio.activities.iter().chain(rest)
    }

    /// Is something missing that an audience would have seen? What is not for them does not show by being
    /// faulty either.
    pub fn is_incomplete_for(&self, audience: Audience) -> bool {
        self.not_read.iter().any(|n| n.is_missed_by(audience))
            || self.others_not_read.values().any(|n| n.is_missed_by(audience))
    }
}

/// What was understood of the entries' files, by path: for a file with the same text it holds again,
/// as long as the settings and policies are the same.
#[derive(Debug, Default)]
pub(crate) struct Memory(Vec<Understood>);

/// An entry, or a draft without a day or hours.
#[derive(Debug)]
enum Outcome {
    Entry(Arc<Activity>),
    Unfinished(Arc<Unfinished>),
}

impl From<Read> for Outcome {
    fn from(read: Read) -> Self {
        match read {
            Read::Entry(entry) => Self::Entry(Arc::new(entry)),
            Read::Unfinished(draft) => Self::Unfinished(Arc::new(draft)),
        }
    }
}

/// What came of one entry's file.
#[derive(Debug)]
struct Understood {
    path: SourcePath,
    text: Arc<str>,
    outcome: Result<Outcome, NotRead>,
    notes: Vec<Diagnostic>,
}

impl Understood {
    fn new(file: &SourceFile, known: Known<'_>) -> Self {
        let mut faults = Faults::new(&file.path);
        let outcome = lower::activity::read(file, known, &mut faults).map(Outcome::from);
        Self { path: file.path.clone(), text: file.text.clone(), outcome, notes: faults.notes }
    }

    fn is_of(&self, file: &SourceFile) -> bool {
        // what is said of a path that is wrong, and where a link by name leads, depends on the files that are there
        let alone = self.notes.iter().all(|n| ![Code::BadPath, Code::ForeignMark].contains(&n.code));
        alone && self.path == file.path && (Arc::ptr_eq(&self.text, &file.text) || self.text == file.text)
    }
}

/// Understands all files of a tree; much of it may have been understood before, and all of it is in the memory
/// afterwards. Faults of one file never hide those of another. `found` are the faults of reading the tree: a file
/// without a text is not read either.
pub(crate) fn load(tree: &SourceTree, known: Known<'_>, found: &[Diagnostic], memory: &mut Memory) -> Warned<Loaded> {
    let mut notes = vec![];
    let mut loaded = Loaded::default();
    // both are sorted by path
    let mut before = std::mem::take(&mut memory.0).into_iter().peekable();
    let again = tree.of_kind(SourceKind::Activity).map(|file| {
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
            Ok(Outcome::Entry(activity)) => loaded.portfolio.activities.push(Arc::clone(activity)),
            Ok(Outcome::Unfinished(draft)) => loaded.portfolio.unfinished.push(Arc::clone(draft)),
            Err(not_read) => loaded.not_read.push(not_read.clone()),
        }
    }
    without_text(found, tree, known, &mut loaded);
    others(tree, known, &mut loaded, &mut notes);
    let rest = loaded.not_read.iter().filter_map(|n| n.rest.as_ref()).map(|rest| &rest.entry);
    let mut entries: Vec<&Activity> = loaded.portfolio.activities.iter().chain(rest).map(|a| &**a).collect();
    entries.extend(loaded.portfolio.unfinished.iter().map(|draft| &draft.entry));
    entries.sort_by(|a, b| a.source.cmp(&b.source));
    let (portfolio, unread) = (&loaded.portfolio, &loaded.others_not_read);
    let broken = link::check(&entries, link::Targets { portfolio, unread, tree });
    drop_broken(&mut loaded, &broken);
    notes.extend(broken.into_iter().map(|b| b.note));
    Warned { value: loaded, notes }
}

/// Files and folders that could not be read: they too are missing.
fn without_text(found: &[Diagnostic], tree: &SourceTree, known: Known<'_>, loaded: &mut Loaded) {
    for note in found.iter().filter(|n| n.level() == Level::Error && tree.text(&n.path).is_none()) {
        match SourceKind::of(&note.path) {
            SourceKind::Activity if loaded.not_read.iter().all(|n| n.path != note.path) => {
                loaded.not_read.push(NotRead::unknown(&note.path, note.code));
            }
            SourceKind::Plan
            | SourceKind::Directory
            | SourceKind::Faq
            | SourceKind::Page
            | SourceKind::Strategy
            | SourceKind::Snippet => {
                loaded.others_not_read.insert(note.path.clone(), unread(&note.path));
            }
            SourceKind::Other if may_hold_entries(&note.path) => {
                // most of what is in it is for those that the settings name
                let visibility = Some(known.config.visibility);
                loaded.not_read.push(NotRead { visibility, ..NotRead::unknown(&note.path, note.code) });
            }
            SourceKind::Other if is_folder(&note.path, "plan") => {
                let hidden = OtherNotRead { visibility: None, is_plan: true };
                loaded.others_not_read.insert(note.path.clone(), hidden);
            }
            SourceKind::Activity
            | SourceKind::Declaration
            | SourceKind::Given
            | SourceKind::Policy
            | SourceKind::File
            | SourceKind::Other => {}
        }
    }
}

/// May entries be behind a path that is no entry's own: a folder, or a name that cannot be read?
fn may_hold_entries(path: &SourcePath) -> bool {
    let shown = crate::picture::ENDINGS.contains(&path.ending().as_str());
    let whole = path.as_str().eq_ignore_ascii_case("content");
    whole || is_folder(path, "activities") && !shown
}

/// Is this a folder of `content/` or below it, its name in capitals or not?
fn is_folder(path: &SourcePath, name: &str) -> bool {
    let first = path.below("content").and_then(|rest| rest.split('/').next());
    first.is_some_and(|first| first.eq_ignore_ascii_case(name))
}

/// A file of which nothing is known but its place: pages are public by nature.
fn unread(path: &SourcePath) -> OtherNotRead {
    let is_plan = SourceKind::of(path) == SourceKind::Plan;
    OtherNotRead { visibility: (!is_plan).then_some(Visibility::Public), is_plan }
}

/// Plan items, directory items, pages and answers.
fn others(tree: &SourceTree, known: Known<'_>, loaded: &mut Loaded, notes: &mut Vec<Diagnostic>) {
    let portfolio = &mut loaded.portfolio;
    let whole = |read: Option<()>| read.ok_or(OtherNotRead { visibility: Some(Visibility::Public), is_plan: false });
    for file in tree.files() {
        let mut faults = Faults::new(&file.path);
        let read = match SourceKind::of(&file.path) {
            SourceKind::Plan => {
                lower::plan::read(file, known, &mut faults).map(|i| drop(portfolio.plan.insert(i.id.clone(), i)))
            }
            SourceKind::Directory => whole(
                lower::item::read(file, known, &mut faults).map(|i| drop(portfolio.directory.insert(i.id.clone(), i))),
            ),
            SourceKind::Faq => whole(lower::faq::read(file, known, &mut faults).map(|a| portfolio.faq.push(a))),
            SourceKind::Page => whole(lower::page::read(file, known, &mut faults).map(|p| portfolio.pages.push(p))),
            SourceKind::Strategy => {
                whole(lower::strategy::read(file, &mut faults).map(|s| portfolio.strategy = Some(s)))
            }
            SourceKind::Snippet => {
                let all = 0..file.text.len();
                let body = marks::body(Body::new(file.text.clone(), all), file, known.tree, &mut faults);
                portfolio.snippets.insert(file.path.clone(), body);
                Ok(())
            }
            SourceKind::Declaration => {
                let read = lower::paper::declarations(file, &mut faults);
                portfolio.declarations.extend(read.map(|d| (d.year, d)));
                Ok(())
            }
            SourceKind::Given => {
                let read = lower::paper::given(file, &mut faults);
                portfolio.given.extend(read.map(|g| (file.path.clone(), g)));
                Ok(())
            }
            SourceKind::Activity | SourceKind::Policy | SourceKind::File | SourceKind::Other => Ok(()),
        };
        if let Err(unread) = read {
            loaded.others_not_read.insert(file.path.clone(), unread);
        }
        notes.extend(faults.notes);
    }
    portfolio.files.clone_from(tree.shown());
    portfolio.faq.sort_by(|a, b| a.place().cmp(&b.place()));
}

/// Entries whose references are wrong are left out like any other faulty entry.
fn drop_broken(loaded: &mut Loaded, broken: &[Broken]) {
    let mut errors: BTreeMap<&SourcePath, (&Diagnostic, Seen)> = BTreeMap::new();
    for Broken { note, seen } in broken.iter().filter(|b| b.note.level() == Level::Error) {
        let (first, faulty) = errors.entry(&note.path).or_insert((note, *seen));
        *first = (*first).min(note);
        *faulty = (*faulty).max(*seen);
    }
    let not_read = &mut loaded.not_read;
    for one in not_read.iter_mut() {
        if let (Some(rest), Some((_, seen))) = (&mut one.rest, errors.get(&one.path)) {
            rest.faulty = rest.faulty.max(*seen);
        }
    }
    loaded.portfolio.activities.retain(|a| {
        let Some((first, faulty)) = errors.get(&a.source) else { return true };
        not_read.push(NotRead {
            path: a.source.clone(),
            code: first.code,
            minutes: Some(a.minutes),
            days: Some(a.days),
            visibility: Some(a.visibility),
            draft: a.draft,
            rest: Some(Rest { entry: Arc::clone(a), faulty: *faulty }),
        });
        false
    });
    loaded.portfolio.unfinished.retain(|draft| {
        let Some((first, _)) = errors.get(&draft.entry.source) else { return true };
        not_read.push(NotRead {
            path: draft.entry.source.clone(),
            code: first.code,
            minutes: draft.minutes,
            days: draft.days,
            visibility: Some(draft.entry.visibility),
            draft: true,
            rest: None,
        });
        false
    });
    not_read.sort_by(|a, b| a.path.cmp(&b.path));
}
