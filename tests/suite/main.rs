//! Everything that is tested from outside, in one binary: a module for each part of the program.

mod gallery;
mod leaks;
mod memory;
mod serve;
mod support;
