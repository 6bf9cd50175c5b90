//! The steps of a monitoring scheme, from its folder and back: a file a step.
//!
//! Each reads the folder, works out a [`crate::scheme::step::Step`], and hands it to [`folder::Folder::carry_out`].

pub(crate) mod assign;
pub(crate) mod close;
mod criteria;
pub(crate) mod draw;
pub(crate) mod enrol;
pub(crate) mod feedback;
pub(crate) mod folder;
pub(crate) mod forget;
mod handed;
pub(crate) mod init;
pub(crate) mod judge;
pub(crate) mod letters;
mod marks;
pub(crate) mod merge;
pub(crate) mod merge_stats;
mod named;
mod packages;
pub(crate) mod receive;
pub(crate) mod status;

use crate::engine::Error;

/// A step that cannot be done.
fn refused(what: impl Into<String>, hint: &str) -> Error {
    Error::Scheme { what: what.into(), excerpt: None, hint: Some(hint.to_owned()).filter(|h| !h.is_empty()) }
}
