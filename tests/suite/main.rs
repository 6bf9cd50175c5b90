//! Everything that is tested from outside, in one binary: a module for each part of the program.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs, reason = "tests")]

mod gallery;
mod support;
