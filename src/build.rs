//! Before compiling: a number that stands for the program's own sources, so that a site that another
//! program has built is built anew.

#![allow(clippy::print_stdout, reason = "this is how one speaks with cargo")]

use std::fs;
use std::path::Path;

fn main() {
    // FNV-1a, 128 bits: short, and the same everywhere
    let mut sum: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for part in ["Cargo.lock", "content", "src", "themes"] {
        println!("cargo::rerun-if-changed={part}");
        add(&mut sum, Path::new(part));
    }
    println!("cargo::rustc-env=CPDFOLIO_SOURCES={sum:032x}");
}

/// Adds a file, or all files of a folder in the order of their names.
fn add(sum: &mut u128, path: &Path) {
    let mut names: Vec<_> = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    names.sort();
    let bytes = fs::read(path).unwrap_or_default();
    for byte in path.to_string_lossy().bytes().chain([0]).chain(bytes) {
        *sum = (*sum ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    }
    for name in &names {
        add(sum, name);
    }
}
