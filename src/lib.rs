//! A CPD record is a folder of Markdown files; this library turns it into a site.
pub mod config;
pub mod content;
pub mod diag;
pub mod fs;
pub mod html;
pub mod markdown;
pub mod model;
pub mod paths;
pub mod policy;
pub mod share;
pub mod site;
pub mod theme;
pub mod view;
