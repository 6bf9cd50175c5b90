//! The member's key of the seals: found, or made for the first seal. A lost key is never replaced in silence: roots that
//! were told could not be shown again.

use crate::engine::project::Project;
use crate::engine::{Error, HandFault};
use crate::fs::ReadFault;
use crate::hand::seal::Key;
use crate::journal::Change;
use crate::paths::SourcePath;

/// Where it stands.
pub(crate) const PATH: &str = ".cpdfolio/seal.key";
/// Where it is noted what was handed over.
pub(crate) const SHARED: &str = "shared";

/// Where a key comes from that is not there yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fresh {
    /// Random bytes.
    pub bytes: [u8; 32],
    /// Is a new one asked for, although there were seals with another?
    pub asked: bool,
}

/// The key, and the file that it is to be written to where it is new.
pub(crate) fn key(project: &Project, fresh: Fresh) -> Result<(Key, Option<Change>), Error> {
    let path = SourcePath::new(PATH).map_err(|f| Error::BadPath(PATH.to_owned(), f))?;
    match project.root.read(&path, 1_000) {
        Ok(_) if fresh.asked => Err(HandFault::KeyThere.into()),
        Ok(bytes) => {
            let key = std::str::from_utf8(&bytes).ok().and_then(Key::read).ok_or(HandFault::BadKey)?;
            Ok((key, None))
        }
        Err(ReadFault::NotFound) if fresh.asked || !was_sealed(project) => {
            let key = Key(fresh.bytes);
            Ok((key, Some(Change::create(path, key.text()))))
        }
        Err(ReadFault::NotFound) => Err(HandFault::NoKey.into()),
        Err(fault) => Err(Error::Unread(path, fault)),
    }
}

/// Has anything been sealed in this folder?
fn was_sealed(project: &Project) -> bool {
    let shared = project.root.path().join(SHARED);
    !project.loaded.portfolio.declarations.is_empty()
        || project.tree.names().any(|n| n.starts_with("content/declarations/"))
        || std::fs::read_dir(shared).is_ok_and(|mut all| all.next().is_some())
}
