//! Thousands of diagnostics in a few lines: one for each kind, with how many there are, in how many
//! files, and where the first is. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Diagnostic, Level};
use crate::paths::SourcePath;

/// Beyond so many, people get the first of each kind and of each file, and a summary.
pub const MANY: usize = 100;
/// So many of each kind are then shown whole.
const SHOWN: usize = 3;
/// Of so many files with errors one error is shown whole in any case.
const FILES: usize = 12;
/// As often must one message stand to be a kind of its own.
const OFTEN: usize = 3;

/// What several files have in common, or one diagnostic alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause<'n> {
    /// The first diagnostic of it, which is shown whole.
    pub first: &'n Diagnostic,
    /// Those that say the same of other places.
    pub others: Vec<&'n Diagnostic>,
}

impl<'n> Cause<'n> {
    /// A diagnostic alone.
    pub fn of(first: &'n Diagnostic) -> Self {
        Self { first, others: vec![] }
    }

    /// What to do about it: of many files the one thing that ends it in all of them.
    pub fn hint(&self) -> Option<&'n str> {
        let cure = self.first.cure.as_ref().filter(|_| !self.others.is_empty());
        let same = self.others.iter().all(|other| other.cure == self.first.cure);
        cure.map(|cure| if same { &cure.same } else { &cure.mixed }).or(self.first.hint.as_ref()).map(String::as_str)
    }
}

/// Errors of which one thing is to be said in several files are one cause; everything else stands alone. In the order of
/// the list.
pub fn causes(notes: &[Diagnostic]) -> Vec<Cause<'_>> {
    let is_error = |note: &&Diagnostic| note.level() == Level::Error;
    // a hint may hold what stands in one file alone
    let hint = |note: &'_ Diagnostic| note.hint.as_deref().filter(|_| note.cure.is_none()).map(str::to_owned);
    let key = |note: &'_ Diagnostic| (note.code, note.message.clone(), hint(note));
    let mut files: BTreeMap<_, BTreeSet<&SourcePath>> = BTreeMap::new();
    for note in notes.iter().filter(is_error) {
        files.entry(key(note)).or_default().insert(&note.path);
    }
    let mut at: BTreeMap<_, usize> = BTreeMap::new();
    let mut all: Vec<Cause<'_>> = vec![];
    for note in notes {
        let key = key(note);
        let shared = is_error(&note) && files.get(&key).is_some_and(|files| files.len() >= OFTEN);
        if let Some(n) = at.get(&key).filter(|_| shared) {
            all[*n].others.push(note);
        } else {
            at.insert(key, all.len());
            all.push(Cause::of(note));
        }
    }
    all
}

/// One kind of fault or doubtful point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The code.
    pub code: Code,
    /// The message that all of them share; none: several.
    pub message: Option<String>,
    /// How many there are.
    pub count: usize,
    /// In how many files.
    pub files: usize,
    /// The first file.
    pub first: SourcePath,
}

/// What is counted as one kind: a code, and a message where it is frequent.
type Key<'n> = (Code, Option<&'n str>);
/// How many of a kind, in which files, and the first of those.
type Count<'n> = (usize, BTreeSet<&'n SourcePath>, &'n SourcePath);

/// The kinds of a sorted list, errors first, then the most frequent.
pub fn groups(notes: &[Diagnostic]) -> Vec<Group> {
    let mut by: BTreeMap<Key<'_>, Count<'_>> = BTreeMap::new();
    for (note, key) in notes.iter().zip(keys(notes)) {
        let entry = by.entry(key).or_insert_with(|| (0, BTreeSet::new(), &note.path));
        entry.0 += 1;
        entry.1.insert(&note.path);
    }
    let mut all: Vec<Group> = by
        .into_iter()
        .map(|((code, message), (count, files, first))| Group {
            code,
            message: message.map(str::to_owned),
            count,
            files: files.len(),
            first: first.clone(),
        })
        .collect();
    all.sort_by(|a, b| (a.code.level(), b.count, a.code).cmp(&(b.code.level(), a.count, b.code)));
    all
}

/// What each diagnostic is counted as: its message where that is frequent, else its code alone.
fn keys(notes: &[Diagnostic]) -> Vec<Key<'_>> {
    let mut often: BTreeMap<(Code, &str), usize> = BTreeMap::new();
    for note in notes {
        *often.entry((note.code, &note.message)).or_default() += 1;
    }
    let key = |note: &'_ Diagnostic| often.get(&(note.code, note.message.as_str())).is_some_and(|n| *n >= OFTEN);
    notes.iter().map(|n| (n.code, key(n).then_some(n.message.as_str()))).collect()
}

/// The first few of each kind, and of the first few files with errors the first error, so that
/// one noisy file never hides another; in the order of the list.
pub fn first_of_each(notes: &[Diagnostic]) -> Vec<Cause<'_>> {
    let kinds: BTreeMap<&Diagnostic, Key<'_>> = notes.iter().zip(keys(notes)).collect();
    let mut seen: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut files: BTreeSet<&SourcePath> = BTreeSet::new();
    let mut all = causes(notes);
    all.retain(|cause| {
        let note = cause.first;
        let n = kinds.get(note).map_or(0, |key| {
            let n = seen.entry(*key).or_default();
            *n += 1;
            *n
        });
        let names_a_file = note.level() == Level::Error && files.len() < FILES && files.insert(&note.path);
        n <= SHOWN || names_a_file
    });
    all
}

/// The summary in words, a line a kind.
pub fn lines(notes: &[Diagnostic]) -> Vec<Vec<String>> {
    let row = |k: &Group| {
        let files = if k.files == 1 { "1 file".to_owned() } else { format!("{} files", k.files) };
        vec![
            format!("{}[{}]", k.code.level().word(), k.code),
            format!("{} in {files}", k.count),
            k.message.clone().unwrap_or_else(|| k.code.what().to_owned()),
            format!("first: {}", k.first),
        ]
    };
    groups(notes).iter().map(row).collect()
}

/// How many errors and how many warnings.
pub fn levels(notes: &[Diagnostic]) -> (usize, usize) {
    let errors = notes.iter().filter(|n| n.level() == Level::Error).count();
    (errors, notes.len() - errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    fn note(path: &str, code: Code, message: &str) -> Diagnostic {
        Diagnostic::new(code, &SourcePath::new(path).unwrap(), Place::File, message)
    }

    #[test]
    fn one_thing_that_is_wrong_in_many_files_is_one_cause() {
        let with = |n: usize, hint: &str, cure: Option<&str>| {
            let mut note = note(&format!("content/{n}.md"), Code::UnknownKey, "`x` is not a key").hint(hint);
            note.cure = cure.map(|same| Box::new(crate::diag::Cure { same: same.to_owned(), mixed: "any".to_owned() }));
            note
        };
        let hints = |notes: &[Diagnostic]| -> Vec<String> {
            causes(notes).iter().map(|c| format!("{} {}", c.hint().unwrap(), c.others.len())).collect()
        };
        let own = |n: usize| with(n, &format!("`x: {n}`"), Some("number"));
        assert_eq!(hints(&(0..3).map(own).collect::<Vec<_>>()), ["number 2"]);
        assert_eq!(hints(&[own(0), own(1), with(2, "`x: b`", Some("text"))]), ["any 2"]);
        // two are no many, and what is said of one file is not said of another
        assert_eq!(hints(&[own(0), own(1)]), ["`x: 0` 0", "`x: 1` 0"]);
        assert_eq!(hints(&(0..3).map(|n| with(n, &format!("{n}"), None)).collect::<Vec<_>>()), ["0 0", "1 0", "2 0"]);
        assert_eq!(hints(&(0..3).map(|n| with(n, "a", None)).collect::<Vec<_>>()), ["a 2"]);
    }

    #[test]
    fn a_frequent_message_is_a_kind_of_its_own() {
        let mut notes = vec![note("content/z.md", Code::BrokenLink, "`z` leads nowhere")];
        for n in 0..5 {
            let path = format!("content/{n}.md");
            notes.push(note(&path, Code::UnknownKey, "`weight` is not a key that belongs here"));
            notes.push(note(&path, Code::BrokenLink, &format!("`{n}` leads nowhere")));
        }
        let found = groups(&notes);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].code, found[0].count, found[0].files), (Code::UnknownKey, 5, 5));
        assert_eq!((found[1].code, found[1].count, found[1].message.as_deref()), (Code::BrokenLink, 6, None));
        // one for all files that have the key, and three links
        let shown = first_of_each(&notes);
        assert_eq!(shown.iter().map(|cause| cause.others.len()).collect::<Vec<_>>(), [0, 4, 0, 0]);
        assert_eq!(levels(&notes), (5, 6));
        assert_eq!(lines(&notes)[0][1], "5 in 5 files");
    }
}
