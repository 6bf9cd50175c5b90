//! YAML as people write it: parsed, read key by key, every fault with its place.

pub mod fields;
pub mod parse;
mod quick;
