//! Everything that is tested from outside, in one binary: a module for each part of the program.

mod determinism;
mod gallery;
mod hostile;
mod leaks;
mod memory;
mod policy_agreement;
mod serve;
mod support;
