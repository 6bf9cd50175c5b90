//! The headings of entries, for links that lead to one.
//!
//! Few texts have such a link. So an entry is read for its headings when a link asks for them, and once.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::route::Routes;
use crate::markdown;
use crate::paths::OutPath;
use crate::sight::SeenEntry;

/// What has been asked for so far.
#[derive(Debug)]
pub struct Headings {
    /// The places of entries, by their pages.
    places: OnceLock<HashMap<OutPath, usize>>,
    /// By place.
    anchors: Vec<OnceLock<Vec<String>>>,
}

impl Headings {
    /// Nothing is asked for yet of so many entries.
    pub(super) fn new(entries: usize) -> Self {
        Self { places: OnceLock::new(), anchors: std::iter::repeat_with(OnceLock::new).take(entries).collect() }
    }

    /// The anchors of the headings on an entry's page; none where the page is no entry's.
    // no work for other threads in here: one of them may wait for this
    pub(super) fn of(&self, page: &OutPath, entries: &[SeenEntry<'_>], routes: &Routes) -> Option<&Vec<String>> {
        let of_page = |(n, entry)| Some((routes.entry(entry)?.clone(), n));
        let places = self.places.get_or_init(|| entries.iter().enumerate().filter_map(of_page).collect());
        let place = *places.get(page)?;
        let entry = &entries[place];
        Some(self.anchors[place].get_or_init(|| {
            let mut all = entry.body.map(|b| markdown::anchors(b.as_str(), &[&entry.key])).unwrap_or_default();
            all.extend(entry.reflection.iter().flat_map(|text| markdown::anchors(text, &[&entry.key, "r"])));
            all
        }))
    }
}
