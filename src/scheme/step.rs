//! One step of a scheme as a value: files to write and to remove, lines of the journal, what to tell.
//!
//! A step is written to the disk as one file first and carried out from it: whoever is killed on the way has
//! done nothing, or finds the rest done when the folder is opened again.

use std::collections::BTreeMap;

use crate::paths::SourcePath;

/// Where the step stands while it is being carried out.
pub(crate) const PENDING: &str = ".cpdfolio/step";

const HEAD: &str = "cpdfolio-step/1\n";

/// What a step does and tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Step {
    /// Files with their new bytes; without: removed.
    pub files: BTreeMap<SourcePath, Option<Vec<u8>>>,
    /// Sentences for the journal: written only where a file changes.
    pub did: Vec<String>,
    /// Numbers with their names, in the order in which they are told.
    pub figures: Vec<(String, i64)>,
    /// What could not be taken, or wants a person's look: what it is, and why.
    pub doubts: Vec<Doubt>,
    /// What is told beside.
    pub told: Vec<String>,
}

/// Something that wants a person's look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Doubt {
    /// A file, a line, a member.
    pub about: String,
    /// Why.
    pub reason: String,
}

impl Step {
    /// Writes a file of ours. Its path is made of checked parts; another one would be a fault of ours and is left out.
    pub(crate) fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        if let Ok(path) = SourcePath::new(path) {
            self.files.insert(path, Some(bytes.into()));
        }
    }

    /// Removes a file.
    pub(crate) fn remove(&mut self, path: &str) {
        if let Ok(path) = SourcePath::new(path) {
            self.files.insert(path, None);
        }
    }

    /// Adds a doubt.
    pub(crate) fn doubt(&mut self, about: impl Into<String>, reason: impl Into<String>) {
        self.doubts.push(Doubt { about: about.into(), reason: reason.into() });
    }

    /// Adds a figure.
    pub(crate) fn figure(&mut self, name: impl Into<String>, n: usize) {
        self.amount(name, i64::try_from(n).unwrap_or(i64::MAX));
    }

    /// Adds a figure that may be below zero. One of the same name is replaced.
    pub(crate) fn amount(&mut self, name: impl Into<String>, n: i64) {
        let name = name.into();
        match self.figures.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = n,
            None => self.figures.push((name, n)),
        }
    }
}

/// The changes of files as one text.
pub(crate) fn pack(files: &BTreeMap<SourcePath, Option<Vec<u8>>>) -> Vec<u8> {
    let mut out = HEAD.as_bytes().to_vec();
    for (path, bytes) in files {
        match bytes {
            Some(bytes) => {
                out.extend_from_slice(format!("put {} {path}\n", bytes.len()).as_bytes());
                out.extend_from_slice(bytes);
                out.push(b'\n');
            }
            None => out.extend_from_slice(format!("remove 0 {path}\n").as_bytes()),
        }
    }
    out.extend_from_slice(b"end\n");
    out
}

/// Reads what [`pack`] wrote; none where it is anything else.
pub(crate) fn unpack(bytes: &[u8]) -> Option<BTreeMap<SourcePath, Option<Vec<u8>>>> {
    let mut rest = bytes.strip_prefix(HEAD.as_bytes())?;
    let mut files = BTreeMap::new();
    loop {
        let end = rest.iter().position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        rest = &rest[end + 1..];
        if line == "end" {
            return rest.is_empty().then_some(files);
        }
        let mut words = line.splitn(3, ' ');
        let (what, length, path) = (words.next()?, words.next()?.parse::<usize>().ok()?, words.next()?);
        let path = SourcePath::new(path).ok()?;
        if what == "put" {
            let bytes = rest.get(..length)?.to_vec();
            rest = rest.get(length..)?.strip_prefix(b"\n")?;
            files.insert(path, Some(bytes));
        } else {
            files.insert(path, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_read_as_it_was_written_and_never_by_halves() {
        let mut step = Step::default();
        step.put("a/b c.csv", "x\nend\n");
        step.put("empty", "");
        step.remove("gone.md");
        step.put("../out", "never");
        assert_eq!(step.files.len(), 3);
        let packed = pack(&step.files);
        assert_eq!(unpack(&packed), Some(step.files));
        assert!((0..packed.len()).all(|n| unpack(&packed[..n]).is_none()));
    }
}
