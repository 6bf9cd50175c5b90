//! What the commands do, without printing: for the command line, the preview and any other program.
//!
//! [`crate::engine::project::open`] reads and judges a site; the other operations work on that.

pub(crate) mod ask;
pub(crate) mod attach;
pub(crate) mod check;
pub(crate) mod declare;
pub(crate) mod directory;
pub(crate) mod edit;
pub(crate) mod entries;
pub(crate) mod export;
pub(crate) mod fix;
pub(crate) mod give_back;
pub(crate) mod handed;
pub(crate) mod impact;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod key;
pub(crate) mod log;
pub(crate) mod plan;
mod proof;
pub(crate) mod receive;
pub(crate) mod reflect;
pub(crate) mod restore;
pub(crate) mod scheme;
pub(crate) mod share;
pub(crate) mod starter;
pub(crate) mod status;
pub(crate) mod team;
pub(crate) mod theme;
pub(crate) mod undo;
pub(crate) mod verify;
pub(crate) mod words;
