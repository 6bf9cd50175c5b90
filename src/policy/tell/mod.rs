//! What is told of a policy itself: its examples run, its faults, what changed between editions.

pub mod check;
pub mod diff;
pub mod examples;
pub mod prose;
pub mod words;
