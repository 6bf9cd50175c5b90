//! Everything that is tested from outside, in one binary: a module for each part of the program.
#![allow(
    clippy::pedantic,
    clippy::wrong_self_convention,
    clippy::disallowed_methods,
    clippy::iter_over_hash_type,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

mod accepted;
mod blocks;
mod browse;
mod build;
mod commands;
mod determinism;
mod edit;
mod escapes;
mod evidence;
mod export;
mod exports;
mod fix;
mod foreign;
mod gallery;
mod guidance;
mod hand;
mod hand_over;
mod hints;
mod homes;
mod hostile;
mod hours;
mod house;
mod impact;
mod import;
mod ladder;
mod leaks;
mod list;
mod memory;
mod moving_in;
mod offered;
mod planner;
mod policy_agreement;
mod policy_numbers;
mod portfolio;
mod printing;
mod pseudonyms;
mod readme;
mod rehearsal;
mod scheme;
mod seeds;
mod serve;
mod serve_matrix;
mod shown;
mod standing;
mod starting;
mod support;
mod team;
mod terminal;
mod theme;
mod theme_reference;
mod undo;
mod unread;
mod words;
mod workflow;
mod years;
