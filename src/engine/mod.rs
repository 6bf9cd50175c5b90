//! What every command stands on: a site read and judged, and every file that can be made of it.

pub mod build;
mod error;
pub mod outputs;
pub mod project;
pub mod theme_files;
pub mod timings;

pub use error::{Action, Error, NoSuch, Sought};
