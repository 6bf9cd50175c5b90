//! A CPD record is a folder of Markdown files; this library turns it into a site.
pub mod fs;
pub mod output;
pub mod paths;

#[cfg(test)]
mod testing;
