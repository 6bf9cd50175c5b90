//! What stands at a name, without following it.

use std::io;

/// What kind of thing a name stands for; a link is never followed to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What there is to know about a name without following it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) kind: EntryKind,
    /// Device and inode; `None` where the system has no such numbers.
    pub(crate) id: Option<(u64, u64)>,
}

/// Does the name exist, by the answer of a look at it? An error other than "not found" is passed on.
pub(super) fn present(looked: io::Result<Stat>) -> io::Result<bool> {
    match looked {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
