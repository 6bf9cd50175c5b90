//! What each audience sees.

pub(crate) mod blocks;
mod doubts;
pub(crate) mod entry;
mod judged;
mod leads;
mod markup;
mod moved;
mod policies;
pub(crate) mod redact;
pub(crate) mod source;
pub(crate) mod stated;
pub(crate) mod told;
mod vocabulary;

pub(crate) use doubts::doubts;
pub(crate) use entry::{SeenEntry, Value};
pub(crate) use redact::Visible;
pub(crate) use source::Source;
pub(crate) use told::Told;
