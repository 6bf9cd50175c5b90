//! What the commands do, without printing: for the command line, the preview and any other program.
//!
//! [`project::open`] reads and judges a site; the other operations work on that.

pub mod check;
pub mod directory;
pub mod init;
pub mod log;
pub mod plan;
pub mod status;
pub mod team;
pub mod theme;
