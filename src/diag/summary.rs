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
pub fn first_of_each(notes: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut files: BTreeSet<&SourcePath> = BTreeSet::new();
    let mut shown = vec![];
    for (note, key) in notes.iter().zip(keys(notes)) {
        let n = seen.entry(key).or_default();
        *n += 1;
        let names_a_file = note.level() == Level::Error && files.len() < FILES && files.insert(&note.path);
        if *n <= SHOWN || names_a_file {
            shown.push(note.clone());
        }
    }
    shown
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
        // three of each kind, and the two files whose error is not among them
        assert_eq!(first_of_each(&notes).len(), 8);
        assert_eq!(levels(&notes), (5, 6));
        assert_eq!(lines(&notes)[0][1], "5 in 5 files");
    }
}
