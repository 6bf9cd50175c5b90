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

use std::sync::Arc;

use tera::Tera;

use crate::wording::Wording;

pub(crate) use load::{Theme, ThemeFile, built_in};
pub(crate) use render::{Made, Renderer};

/// What makes a page that is no part of a site: with the filters and the words that all templates have.
pub(crate) fn with_filters(wording: &Arc<Wording>) -> Tera {
    let mut tera = Tera::new();
    filters::register(&mut tera, wording);
    tera.global_context().insert("words", wording.sections());
    tera
}
