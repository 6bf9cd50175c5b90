//! Texts of a site as HTML, each with its links for the page on which it stands.

use std::borrow::Cow;

use super::address::page_out;
use super::route::TextLinks;
use super::{Site, shortcode};
use crate::html::Html;
use crate::markdown::{self, Picture, Rendered, Setting};
use crate::model::{Answer, Item, Page};
use crate::paths::OutPath;
use crate::sight::SeenEntry;
use crate::sight::redact::SeenPlan;

impl Site<'_> {
    /// Works with the links of a text: relative to its source, for a page so many folders below the root.
    pub(crate) fn with_links<T>(&self, source: &str, depth: usize, work: impl FnOnce(&TextLinks<'_>) -> T) -> T {
        let evidence = |path: &str| self.evidence(path);
        let headings = |page: &OutPath| self.headings.of(page, &self.seen.entries, &self.routes);
        work(&TextLinks {
            routes: &self.routes,
            source,
            depth,
            files: self.seen.files,
            evidence: &evidence,
            entries: &headings,
            elsewhere: false,
            wording: self.wording,
        })
    }

    /// A text, whose links are relative to its source, for a page so many folders below the root.
    pub(crate) fn render(&self, text: &str, source: &str, depth: usize, setting: Setting<'_>) -> Rendered {
        self.with_links(source, depth, |links| {
            markdown::render(text, setting, &TextLinks { elsewhere: !setting.anchors, ..*links })
        })
    }

    /// A picture that a text names, for a page so many folders below the root.
    pub fn picture(&self, destination: &str, source: &str, depth: usize) -> Option<Picture> {
        self.with_links(source, depth, |links| markdown::Links::picture(links, destination))
    }

    /// What a picture that is not there may have been meant to be, as a hint.
    pub fn picture_meant(&self, destination: &str, source: &str) -> Option<String> {
        self.with_links(source, 0, |links| links.meant(destination))
    }

    /// What was done, for a page so many folders below the root. Its headings have anchors on the entry's `own_page`.
    pub fn entry_body(&self, entry: &SeenEntry<'_>, depth: usize, top: u8, own_page: bool) -> Html {
        let Some(body) = entry.body else { return Html::default() };
        let source = format!("content/activities/{}.md", entry.key);
        self.render(body.as_str(), &source, depth, Setting { top, anchors: own_page, of: &[&entry.key] }).html
    }

    /// What was learned, in the same way.
    pub fn reflection(&self, entry: &SeenEntry<'_>, depth: usize, top: u8, own_page: bool) -> Html {
        let Some(text) = entry.reflection else { return Html::default() };
        let source = format!("content/activities/{}.md", entry.key);
        self.render(text, &source, depth, Setting { top, anchors: own_page, of: &[&entry.key, "r"] }).html
    }

    /// More about a plan item.
    pub fn plan_body(&self, item: &SeenPlan<'_>) -> Html {
        let source = format!("content/plan/{}.md", item.id);
        self.render(item.body.as_str(), &source, 1, Setting { top: 4, anchors: false, of: &[item.id.as_str()] }).html
    }

    /// More about a directory item.
    pub fn item_body(&self, item: &Item) -> Html {
        let depth = 1;
        let text = shortcode::expand(self, item.body.as_str(), item.source.as_str(), depth);
        shortcode::finish(
            self.render(
                &text.text,
                item.source.as_str(),
                depth,
                Setting { top: 3, anchors: false, of: &[item.id.as_str()] },
            ),
            &text,
        )
        .html
    }

    /// The text of a page, with its headings.
    pub fn page_body(&self, page: &Page) -> Cow<'_, Rendered> {
        let place = self.seen.pages.binary_search_by(|p| p.source.cmp(&page.source)).ok();
        match place.and_then(|n| self.bodies.get(n)) {
            Some(body) => Cow::Borrowed(body.get_or_init(|| self.page_body_anew(page))),
            None => Cow::Owned(self.page_body_anew(page)),
        }
    }

    fn page_body_anew(&self, page: &Page) -> Rendered {
        let depth = page_out(page).map_or(0, |o| o.as_str().matches('/').count());
        let text = shortcode::expand(self, page.body.as_str(), page.source.as_str(), depth);
        let setting = Setting { top: 2, anchors: true, of: &[] };
        shortcode::finish(self.render(&text.text, page.source.as_str(), depth, setting), &text)
    }

    /// The text of an answer.
    pub fn answer_body(&self, answer: &Answer) -> Html {
        let text = shortcode::expand(self, answer.body.as_str(), answer.source.as_str(), 1);
        shortcode::finish(
            self.render(
                &text.text,
                answer.source.as_str(),
                1,
                Setting { top: 4, anchors: false, of: &[&answer.anchor] },
            ),
            &text,
        )
        .html
    }
}
