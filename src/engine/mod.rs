//! What every command stands on: a site read and judged, and every file that can be made of it.

pub mod outputs;
pub mod project;
pub mod timings;
