//! What each audience sees.

pub mod audience;

pub use audience::{Audience, Sight};
