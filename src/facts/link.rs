//! Links and the like, as facts know them and templates see them.

use serde::Serialize;

/// The institution that publishes a site.
#[derive(Debug, Clone, Serialize)]
pub struct InstitutionView {
    /// Its name.
    pub name: String,
    /// `Published by` and its name.
    pub line: String,
    /// Its address for questions.
    pub contact: Option<String>,
    /// Its picture, from the root.
    pub logo: Option<String>,
    /// How wide and high the picture is, in pixels.
    pub logo_size: Option<(u32, u32)>,
}

/// One link of a menu.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub struct NavLink {
    /// Its words.
    pub title: String,
    /// Where it leads, from the root.
    pub url: String,
    /// Which part of the site it opens: equals `page.section` there.
    pub section: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// The day of a piece of news, in words.
    pub day: Option<String>,
}

/// One step of the way to a page.
#[derive(Debug, Clone, Serialize)]
pub struct Crumb {
    /// Its words.
    pub title: String,
    /// Where it leads, from the root.
    pub url: String,
}

/// A link with words.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// Its words.
    pub title: String,
    /// Where it leads, from the root; none: words only.
    pub url: Option<String>,
}
