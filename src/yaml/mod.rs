//! YAML as people write it: parsed, read key by key, every fault with its place.

pub(crate) mod cut;
mod faults;
pub(crate) mod fields;
pub(crate) mod parse;
mod quick;
mod slips;
