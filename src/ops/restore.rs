//! A record that left comes back: files are made where there are none, and none is changed.

use crate::engine::Error;
use crate::exchange::whole::Files;
use crate::fs::{ReadFault, Root};
use crate::journal::{self, Change};
use crate::paths::SourcePath;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Restored {
    /// Files that were made.
    pub(crate) made: Vec<SourcePath>,
    /// How many were there already, and the same.
    pub(crate) same: usize,
    /// Files that are there and differ: they stay as they are.
    pub(crate) different: Vec<SourcePath>,
}

/// Puts the files of a record into a folder, all or none.
pub(crate) fn restore(root: &Root, command: &str, files: &Files, dry_run: bool) -> Result<Restored, Error> {
    let mut restored = Restored::default();
    let mut changes = vec![];
    for (path, bytes) in files {
        match root.read(path, bytes.len() as u64) {
            Ok(there) if there == *bytes => restored.same += 1,
            Err(ReadFault::NotFound) => {
                changes.push(Change::create(path.clone(), bytes.clone()));
                restored.made.push(path.clone());
            }
            Ok(_) | Err(ReadFault::TooLarge { .. }) => restored.different.push(path.clone()),
            Err(fault) => return Err(Error::Unread(path.clone(), fault)),
        }
    }
    if !dry_run {
        journal::perform(root, command, changes)?;
    }
    Ok(restored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempFolder;

    #[test]
    fn what_is_there_stays_and_what_is_missing_comes() {
        let temp = TempFolder::new("restore");
        temp.write("content/b.md", "mine");
        temp.write("content/c.md", "same");
        let root = Root::open(temp.path()).unwrap();
        let all = [("content/a.md", "new"), ("content/b.md", "theirs"), ("content/c.md", "same")];
        let files: Files = all.iter().map(|(p, t)| (SourcePath::new(p).unwrap(), t.as_bytes().to_vec())).collect();
        let names = |all: &[SourcePath]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
        let dry = restore(&root, "import", &files, true).unwrap();
        assert!(!temp.path().join("content/a.md").exists());
        let done = restore(&root, "import", &files, false).unwrap();
        assert_eq!(dry, done);
        assert_eq!(
            (names(&done.made), done.same, names(&done.different)),
            (vec!["content/a.md".into()], 1, vec!["content/b.md".into()])
        );
        assert_eq!((temp.read("content/a.md").as_str(), temp.read("content/b.md").as_str()), ("new", "mine"));
        assert_eq!(restore(&root, "import", &files, false).unwrap().same, 2);
    }
}
