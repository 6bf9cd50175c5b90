//! Faults and doubtful points, as values: found anywhere, gathered, located only when drawn.
//!
//! A [`Diagnostic`] names a file and a [`Place`] in it (a key, a stretch of bytes, or the whole
//! file). [`render`] turns a list of them into text for people, JSON, or annotations of a code
//! host; [`codes`] says what each code means.

pub mod codes;
pub mod locate;
pub mod render;
pub mod summary;

use std::fmt;
use std::ops::Range;

pub use codes::{Code, Level};

use crate::paths::SourcePath;

/// The way to a value in a YAML text: `category.job-technical`, `tags[2]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KeyPath(String);

impl KeyPath {
    /// The whole text.
    pub fn root() -> Self {
        Self::default()
    }

    /// The value under a key of this mapping.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut path = String::with_capacity(self.0.len() + 1 + key.len());
        if !self.0.is_empty() {
            path.extend([&*self.0, "\u{1f}"]);
        }
        path.push_str(key);
        Self(path)
    }

    /// The n-th value (from 0) of this list.
    #[must_use]
    pub fn item(&self, n: usize) -> Self {
        self.key(&format!("\u{1e}{n}"))
    }

    /// The parts, from the top; a list's position has a mark before its number.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('\u{1f}').filter(|p| !p.is_empty())
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, part) in self.parts().enumerate() {
            match part.strip_prefix('\u{1e}') {
                Some(index) => write!(f, "[{index}]")?,
                None if n == 0 => f.write_str(part)?,
                None => write!(f, ".{part}")?,
            }
        }
        Ok(())
    }
}

/// Where in a file a fault is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole: its name, or that it cannot be read.
    File,
    /// The beginning of its text: something is not there.
    Start,
    /// The same: a key of this name is not there.
    Absent(&'static str),
    /// The name of a key in the front matter (or in a YAML file).
    Key(KeyPath),
    /// The value of a key.
    Value(KeyPath),
    /// Bytes of the file, counted from its start.
    Bytes(usize, usize),
    /// A line and column from 1, as another parser gave them.
    LineColumn(usize, usize),
}

/// One fault or doubtful point.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The file.
    pub path: SourcePath,
    /// Where in it.
    pub place: Place,
    /// What kind of fault.
    pub code: Code,
    /// The reason, in plain words, lower case, no full stop.
    pub message: String,
    /// What to do about it; can be pasted where that makes sense.
    pub hint: Option<String>,
    /// What ends the same fault in many files at once, where that is another thing.
    pub cure: Option<Box<Cure>>,
}

/// What ends a fault in all files that have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cure {
    /// Where all of them have a value of one kind.
    pub same: String,
    /// Where their values differ in kind.
    pub mixed: String,
}

impl Diagnostic {
    /// A fault of a file.
    pub fn new(code: Code, path: &SourcePath, place: Place, message: impl Into<String>) -> Self {
        Self { path: path.clone(), place, code, message: message.into(), hint: None, cure: None }
    }

    /// The same, with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a hint to a diagnostic that stands in a list.
    pub fn with_hint(&mut self, hint: impl Into<String>) {
        self.hint = Some(hint.into());
    }

    /// The key at the top of its file that it speaks of.
    pub fn key(&self) -> Option<&str> {
        match &self.place {
            Place::Absent(key) => Some(key),
            Place::Key(path) | Place::Value(path) => path.parts().next(),
            Place::File | Place::Start | Place::Bytes(..) | Place::LineColumn(..) => None,
        }
    }

    /// Error or warning?
    pub fn level(&self) -> Level {
        self.code.level()
    }
}

/// A stretch of bytes as a place.
pub fn bytes(range: &Range<usize>) -> Place {
    Place::Bytes(range.start, range.end)
}

/// A value, with everything that was noticed on the way to it.
#[derive(Debug, Clone, Default)]
pub struct Warned<T> {
    /// What was made.
    pub value: T,
    /// Faults and doubtful points, in the order of files and places once [sorted](Self::sort).
    pub notes: Vec<Diagnostic>,
}

impl<T> Warned<T> {
    /// Sorts by path, place and code, so that the order says nothing of threads.
    pub fn sort(&mut self) {
        self.notes.sort();
        self.notes.dedup();
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.notes.iter().filter(|d| d.level() == Level::Error).count()
    }
}

/// The name that is nearest to what was typed, if one is near enough to be meant: by its letters, or
/// as the only one that begins with what was typed, or has it as a part. A word of two letters is near to everything.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let known: Vec<&str> = known.into_iter().collect();
    let length = typed.chars().count();
    if length < 3 {
        return known.into_iter().find(|name| name.to_lowercase() == typed);
    }
    // a third of the word, and of three letters one or two that changed places
    let limit = (length / 3).max(1);
    // Of two that are equally near, the one with the same letters was meant: `ite` is `iet`, not `ice`.
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let meant = letters(&typed);
    let near = known
        .iter()
        .map(|name| (distance(&typed, &name.to_lowercase()), *name))
        .filter(|(d, name)| *d <= limit.min(name.chars().count().saturating_sub(1)))
        .min_by_key(|(d, name)| (*d, letters(&name.to_lowercase()) != meant))
        .map(|(_, name)| name);
    near.or_else(|| {
        let is_part = |name: &str| name.split(['-', '_', '/', '.']).any(|part| part == typed);
        let begins = |name: &str| name.starts_with(&typed) || is_part(name);
        let mut longer = known.iter().filter(|name| begins(&name.to_lowercase()));
        longer.next().copied().filter(|_| longer.next().is_none())
    })
}

/// The question about a name that is nearly what was typed.
pub fn did_you_mean(near: impl fmt::Display) -> String {
    format!("did you mean `{near}`?")
}

/// "One of" the names, where they can be told in a line or two.
pub fn one_of<'a>(known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let text = list(known);
    (!text.is_empty() && text.len() <= 320).then(|| format!("one of {text}"))
}

/// Names in a row: of very many the first, and how many more there are.
pub fn some_of<'a>(known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let text = list(&known);
    match known.len() {
        0 => None,
        n if text.len() > 320 && n > 8 => {
            let first: Vec<String> = known[..8].iter().map(|w| format!("`{w}`")).collect();
            Some(format!("{} and {} more", first.join(", "), n - 8))
        }
        _ => Some(text),
    }
}

/// `1 error`, `3 errors`.
pub fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// How many single edits (insert, drop, change, swap of neighbours) lie between two words.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = vec![];
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            next[j] = (row[j] + 1).min(next[j - 1] + 1).min(row[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

/// Words in a row as people write them: `a`, `a` and `b`; `a`, `b` and `c`.
pub fn list(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let words: Vec<String> = words.into_iter().map(|w| format!("`{}`", w.as_ref())).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        assert_eq!(nearest("hour", ["title", "hours", "date"]), Some("hours"));
        assert_eq!(nearest("palnned", ["plan", "planned"]), Some("planned"));
        assert_eq!(nearest("ite", ["ice", "iet"]), Some("iet"));
        assert_eq!(nearest("xyzzy", ["title", "hours"]), None);
        assert_eq!(nearest("a", ["date"]), None);
        assert_eq!(nearest("F1", ["A1", "B1"]), None);
        assert_eq!(nearest("maternity", ["retired", "maternity-leave"]), Some("maternity-leave"));
        assert_eq!(nearest("technical", ["soft-skills", "job-technical"]), Some("job-technical"));
        for (typed, other) in
            [("notes", "cites"), ("time", "item"), ("status", "tags"), ("path", "date"), ("related", "updated")]
        {
            assert_eq!(nearest(typed, [other]), None, "{typed}");
        }
        assert_eq!(nearest("sic", ["sic-inverters", "sic-tests"]), None);
    }

    #[test]
    fn key_paths_read_well() {
        assert_eq!(KeyPath::root().key("tags").item(2).key("x").to_string(), "tags[2].x");
    }
}
