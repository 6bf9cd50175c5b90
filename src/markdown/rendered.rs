//! How a text is set, and what becomes of it.

use std::ops::Range;

use crate::html::Html;

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting<'a> {
    /// The level of its highest heading.
    pub top: u8,
    /// Do headings get an anchor?
    pub anchors: bool,
    /// What the text belongs to: its ids begin with it, so that several texts can share a page.
    pub of: &'a [&'a str],
}

/// Something in a text that is not shown as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub kind: RemarkKind,
    /// Where, in bytes of the text.
    pub at: Range<usize>,
}

/// What a [`Remark`] is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RemarkKind {
    /// HTML, shown as text.
    RawHtml,
    /// A picture of another site, or one that this audience may not see: shown as a link or as text.
    Picture(String),
    /// A link whose scheme is not allowed: shown as text.
    Scheme(String),
    /// A link to a page that is not there: shown as text.
    Missing(String),
    /// A link to a heading that is not there.
    Anchor(String),
    /// The rest was left out: the HTML grew too large.
    TooLarge,
}

/// A heading of a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Where it stands, in bytes of the HTML; templates have its anchor.
    #[serde(skip)]
    pub at: Range<usize>,
}

/// A text as HTML, with what was found in it.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The HTML.
    pub html: Html,
    /// Its headings, where anchors were asked for.
    pub headings: Vec<Heading>,
    /// Remarks for the writer.
    pub remarks: Vec<Remark>,
    /// Links that lead away, with their places in bytes of the text.
    pub away: Vec<(String, Range<usize>)>,
}
