//! A CPD record is a folder of Markdown files; this library turns it into a site.
pub mod content;
pub mod diag;
pub mod model;
pub mod paths;
pub mod policy;
