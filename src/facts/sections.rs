//! Folders of pages: each is a section with a page of its own, which lists what is in it. Pages
//! directly under `content/` stand among the guidance instead.

use std::collections::BTreeMap;

use super::address;
use crate::model::{NavPlace, Page};
use crate::paths::{OutPath, slug};

/// As many pages of a section are listed beside each of them; of more, only the section is named.
pub(crate) const MOST_BESIDE: usize = 60;

/// A folder of pages.
#[derive(Debug, Clone)]
pub struct Section {
    /// Where its page stands.
    pub out: OutPath,
    /// What it is called: as its index says, else as the folder is called.
    pub title: String,
    /// One sentence about it.
    pub summary: Option<String>,
    /// Place among its neighbours, and where it is listed.
    pub order: i64,
    /// Where it is listed.
    pub nav: NavPlace,
    /// Its index: a place in [`crate::sight::redact::Seen::pages`].
    pub index: Option<usize>,
    /// Is its page a list that we make, for want of an index?
    pub listed_here: bool,
    /// The section around it: a place in [`Sections::all`].
    pub parent: Option<usize>,
    /// The sections in it.
    pub sections: Vec<usize>,
    /// The pages in it that are listed, in order: places in [`crate::sight::redact::Seen::pages`].
    pub pages: Vec<usize>,
}

/// All sections of a site.
#[derive(Debug, Default)]
pub struct Sections {
    /// By folder.
    pub all: Vec<Section>,
    /// For each page, its section, and its place there where it is listed.
    of: Vec<(Option<usize>, Option<usize>)>,
}

/// The folder of a page below `content/`, and whether it is the folder's index.
fn folder(page: &Page) -> (&str, bool) {
    let below = page.source.below("content").unwrap_or_default();
    let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
    (folder, !folder.is_empty() && address::is_index(name))
}

impl Sections {
    /// Puts pages into their folders. `pages` are sorted by path.
    pub fn new(pages: &[Page]) -> Self {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for page in pages {
            let (mut name, _) = folder(page);
            while !name.is_empty() {
                places.insert(name, 0);
                name = name.rsplit_once('/').map_or("", |(around, _)| around);
            }
        }
        let mut made = Self { all: vec![], of: vec![(None, None); pages.len()] };
        // The order of paths: a folder comes before what is in it.
        let names: Vec<&str> = places.keys().copied().collect();
        for name in names {
            let parent = name.rsplit_once('/').and_then(|(around, _)| places.get(around).copied());
            let parts: Vec<String> = name.split('/').map(slug).collect();
            let Ok(out) = OutPath::new(&address::folder(&parts.join("/"))) else { continue };
            let last = name.rsplit('/').next().unwrap_or(name);
            let at = made.all.len();
            made.all.push(Section {
                out,
                title: in_words(last),
                summary: None,
                order: 1_000,
                nav: NavPlace::Guidance,
                index: None,
                listed_here: false,
                parent,
                sections: vec![],
                pages: vec![],
            });
            places.insert(name, at);
            if let Some(parent) = parent {
                made.all[parent].sections.push(at);
            }
        }
        for (n, page) in pages.iter().enumerate() {
            let (name, is_index) = folder(page);
            let Some(&at) = places.get(name) else { continue };
            let section = &mut made.all[at];
            made.of[n].0 = Some(at);
            if is_index {
                section.title.clone_from(&page.title);
                section.summary.clone_from(&page.summary);
                (section.order, section.nav, section.index) = (page.order, page.nav, Some(n));
            } else if page.nav != NavPlace::None {
                section.pages.push(n);
            }
        }
        for at in 0..made.all.len() {
            let mut listed = std::mem::take(&mut made.all[at].pages);
            // News stand before other pages, the newest first.
            let place = |n: &usize| (pages[*n].order, std::cmp::Reverse(pages[*n].date), &pages[*n].source);
            listed.sort_by(|a, b| place(a).cmp(&place(b)));
            for (place, page) in listed.iter().enumerate() {
                made.of[*page].1 = Some(place);
            }
            made.all[at].pages = listed;
            let mut inner = std::mem::take(&mut made.all[at].sections);
            inner.retain(|s| made.all[*s].nav != NavPlace::None);
            inner.sort_by(|a, b| (made.all[*a].order, &made.all[*a].out).cmp(&(made.all[*b].order, &made.all[*b].out)));
            made.all[at].sections = inner;
        }
        made
    }

    /// The section of the n-th page, and the page's place in it where it is listed.
    pub fn of(&self, page: usize) -> (Option<usize>, Option<usize>) {
        self.of.get(page).copied().unwrap_or_default()
    }

    /// The sections around one, the outermost first.
    pub fn around(&self, section: usize) -> Vec<usize> {
        let mut way = vec![];
        let mut next = self.all[section].parent;
        while let Some(at) = next {
            way.push(at);
            next = self.all[at].parent;
        }
        way.reverse();
        way
    }
}

/// `release-notes` as `Release notes`.
fn in_words(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.trim().chars();
    chars.next().map_or_else(|| name.to_owned(), |c| c.to_uppercase().chain(chars).collect())
}
