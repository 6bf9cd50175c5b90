//! Where the links of a text lead, once files stand elsewhere for others.

use super::moved::Moved;
use crate::html::path_url;
use crate::markdown::has_scheme;
use crate::names::{Names, decoded};
use crate::paths::{SourcePath, joined};

/// What becomes of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leads {
    /// It stays.
    There,
    /// It leads to another address.
    To(String),
    /// Its words stand without a link.
    Nowhere,
}

/// Where a link of a file leads.
pub(super) fn to(dest: &str, source: &SourcePath, names: &Names, moved: &Moved) -> Leads {
    if has_scheme(dest) {
        return if names.in_address(dest) { Leads::Nowhere } else { Leads::There };
    }
    let (path, anchor) = dest.split_once('#').map_or((dest, None), |(p, a)| (p, Some(a)));
    let anchor = anchor.map(|a| format!("#{}", names.address(a))).unwrap_or_default();
    let path = decoded(path);
    let Some(whole) = joined(source.as_str(), &path) else {
        return if names.in_address(&path) { Leads::Nowhere } else { with(dest, &path, &anchor) };
    };
    // Another file came to stand where this one does, or it is not for this audience.
    if !path.is_empty() && moved.stands_elsewhere(&whole) {
        return Leads::Nowhere;
    }
    match moved.to(&whole).or_else(|| folder(&whole, names)) {
        _ if path.is_empty() => with(dest, "", &anchor),
        Some(new) => Leads::To(path_url(&rooted(&new)) + &anchor),
        None if names.in_address(&whole) => Leads::Nowhere,
        None if moved.is_moved(source) => Leads::To(path_url(&rooted(&whole)) + &anchor),
        None => with(dest, &path, &anchor),
    }
}

/// The same path, perhaps with another anchor.
fn with(dest: &str, path: &str, anchor: &str) -> Leads {
    if dest.ends_with(anchor) { Leads::There } else { Leads::To(path_url(path) + anchor) }
}

/// A folder of pages, or a page by its address.
fn folder(whole: &str, names: &Names) -> Option<String> {
    let below = whole.strip_prefix("content/")?;
    let last = whole.rsplit('/').next()?;
    let is_file = last.contains('.') && last.rsplit_once('.').is_none_or(|(_, ending)| ending != "html");
    let entries = below.starts_with("activities/") || below.starts_with("plan/");
    (!is_file && !entries && names.in_address(whole)).then(|| names.path(whole).into_owned())
}

/// A path of the site, as links from any file of `content/` name it.
fn rooted(whole: &str) -> String {
    whole.strip_prefix("content").unwrap_or(whole).to_owned()
}
