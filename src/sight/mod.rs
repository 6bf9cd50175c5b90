//! What each audience sees.

mod doubts;
pub mod entry;
mod leads;
mod markup;
mod moved;
mod policies;
pub mod redact;
pub mod source;
pub mod told;
mod vocabulary;

pub use doubts::doubts;
pub use entry::{SeenEntry, Value};
pub use redact::Visible;
pub use source::Source;
pub use told::Told;
