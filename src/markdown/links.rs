//! Where links and pictures of a text lead, and which addresses may become links.

use crate::html::{escape, escape_url};
use crate::wording::Wording;

/// Where a link or picture leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A page of this site, as a relative address that is encoded already.
    Page(String),
    /// A place on the same page.
    Here,
    /// A page that is not there.
    Missing,
    /// A heading that is not there, on a page that is; the address of the page.
    NoAnchor(String),
}

/// Knows the addresses and the words of a site.
pub(crate) trait Links {
    /// Where does a relative link lead, from the page that is being rendered?
    fn resolve(&self, destination: &str) -> Target;
    /// The address of a picture of this site that this audience may see.
    fn picture(&self, destination: &str) -> Option<Picture>;
    /// The words that stand beside a text: English, unless the site speaks another language.
    fn wording(&self) -> &Wording {
        Wording::english()
    }
}

/// A picture of this site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its address, relative and encoded.
    pub src: String,
    /// Its width and height in pixels, where they are known: so that nothing jumps when it comes.
    pub size: Option<(u32, u32)>,
}

impl Picture {
    /// Adds its tag.
    pub fn tag(&self, out: &mut String, alt: &str, title: &str) {
        out.push_str("<img src=\"");
        escape_url(out, &self.src);
        out.push_str("\" alt=\"");
        escape(out, alt);
        if !title.is_empty() {
            out.push_str("\" title=\"");
            escape(out, title);
        }
        if let Some((width, height)) = self.size {
            out.push_str(&format!("\" width=\"{width}\" height=\"{height}"));
        }
        out.push_str("\" loading=\"lazy\">");
    }
}

/// Links that lead nowhere: for texts that stand alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoLinks;

impl Links for NoLinks {
    fn resolve(&self, _: &str) -> Target {
        Target::Missing
    }
    fn picture(&self, _: &str) -> Option<Picture> {
        None
    }
}

/// Is this an address that may become a link to somewhere else? Entities are resolved by the
/// parser; characters that browsers drop are looked through.
pub(super) fn outside(destination: &str) -> Option<String> {
    let seen: String = destination.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let lower = seen.to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|s| lower.starts_with(s)).then_some(seen)
}

/// Does a destination name a scheme, or another host?
pub(crate) fn has_scheme(destination: &str) -> bool {
    let seen: String = destination.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    if seen.starts_with("//") || seen.starts_with('\\') {
        return true;
    }
    // What stands before the colon has to be the name of a scheme: `foo):` is a path like any other.
    let name = |text: &str| {
        let rest = text.strip_prefix(|c: char| c.is_ascii_alphabetic());
        rest.is_some_and(|r| r.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)))
    };
    match seen.find([':', '/', '?', '#']) {
        Some(at) => seen[at..].starts_with(':') && (name(&seen[..at]) || !seen[..at].is_ascii()),
        None => false,
    }
}
