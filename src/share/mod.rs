//! What each audience sees.

pub mod audience;
pub mod redact;

pub use audience::{Audience, Sight};
pub use redact::{Seen, SeenEntry, Visible};
