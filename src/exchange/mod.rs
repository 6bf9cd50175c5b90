//! Records that leave and come in: what an audience may see as files for others, such files read back, and files of
//! others as drafts of entries.

pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod own;
pub(crate) mod whole;
