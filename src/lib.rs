//! Your CPD record is a folder of Markdown files; this library turns it into a site.
pub mod cli;
pub mod config;
pub mod content;
pub mod diag;
pub mod fs;
pub mod html;
pub mod markdown;
pub mod model;
pub mod ops;
pub mod output;
pub mod paths;
pub mod policy;
pub mod schema;
pub mod share;
pub mod site;
#[cfg(test)]
mod testing;
pub mod theme;
pub mod view;
