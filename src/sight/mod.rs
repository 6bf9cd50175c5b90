//! What each audience sees.

mod doubts;
mod markup;
mod moved;
pub mod redact;
pub mod source;
pub mod told;
mod vocabulary;

pub use doubts::doubts;
pub use redact::{Seen, SeenEntry, Visible};
pub use source::Source;
pub use told::Told;
