//! Everything that is tested from outside, in one binary: a module for each part of the program.

mod leaks;
mod memory;
mod serve;
mod support;
