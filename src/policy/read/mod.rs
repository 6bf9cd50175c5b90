//! Policies from their files, and those that come with the program.

mod adjust;
mod examples;
mod file;
mod measures;
pub mod packs;
mod rules;
mod ties;

pub use file::{SCHEMA, read};

/// A day, for tests of this module and its neighbours.
#[cfg(test)]
pub(super) fn day(text: &str) -> crate::model::Day {
    crate::model::time::parse_day(text).unwrap()
}
