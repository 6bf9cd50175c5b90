//! Templates and assets: the built-in theme with the site's own files over it, and pages made of
//! them.
//!
//! Built-in templates stand under `builtin/`: a site's `base.html` wins over the built-in one and
//! may begin with `{% extends "builtin/base.html" %}` to change single blocks.

mod filters;
mod fuel;
mod load;
mod plain;
mod render;
mod shared;

pub(crate) use load::{Theme, ThemeFile, built_in};
pub(crate) use render::{Made, Renderer};
