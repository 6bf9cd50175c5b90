//! What each audience sees.

pub mod redact;

pub use redact::{Seen, SeenEntry, Visible};
