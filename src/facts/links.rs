//! Where names lead: institution, items, plan, evidence, and the words that entries share.

use super::facets::{FacetValue, year_anchor};
use super::link::{InstitutionView, LinkView};
use super::{Site, Year, address, can_be_shown};
use crate::html::path_url;
use crate::markdown::Picture;
use crate::model::{ItemId, PlanId};
use crate::paths::{OutPath, SourcePath};
use crate::picture::FileKind;
use crate::sight::redact::SeenPlan;

impl Site<'_> {
    /// The institution that publishes the site, as pages show it.
    pub fn institution(&self) -> Option<InstitutionView> {
        let of = self.seen.institution?;
        let logo = of.logo.as_ref().and_then(|p| Some((self.routes.source(p)?.url(), self.seen.files.get(p)?)));
        Some(InstitutionView {
            name: of.name.clone(),
            line: self.wording.fill("site.published_by", &[("name", &of.name)]),
            contact: of.contact.clone(),
            logo_size: logo.as_ref().and_then(|(_, kind)| match kind {
                FileKind::Picture(width, height) => Some((*width, *height)),
                FileKind::Document => None,
            }),
            logo: logo.map(|(url, _)| url),
        })
    }

    /// A link to a directory item.
    pub fn item_link(&self, id: &ItemId) -> LinkView {
        let title = self.seen.directory.get(id).map_or(id.as_str(), |i| &i.title);
        LinkView { title: title.to_owned(), url: Some(address::item(id)) }
    }

    /// A link to a plan item.
    pub fn plan_link(&self, id: &PlanId) -> LinkView {
        let found = self.seen.plan.iter().find(|p| p.id == id);
        found.map_or_else(|| LinkView { title: id.to_string(), url: None }, plan_item)
    }

    /// Where the owner's copy of a file of evidence stands.
    pub fn evidence_url(&self, path: &SourcePath) -> Option<String> {
        (self.seen.owner.is_some() && self.fingerprints.contains_key(path) && can_be_shown(path))
            .then(|| path_url(path.as_str()))
    }

    /// The same for a text that names the file: with its size, where it is a picture.
    pub(super) fn evidence(&self, path: &str) -> Option<Picture> {
        let path = SourcePath::new(path).ok()?;
        let src = self.evidence_url(&path)?;
        Some(Picture { src, size: self.fingerprints.get(&path).and_then(|file| file.picture) })
    }
}

impl FacetValue {
    /// Where a word of this value leads: to the list, or to the one entry; nowhere from the only
    /// entry itself, or where that has no page.
    pub fn url(&self, site: &Site<'_>) -> Option<String> {
        match self.entries[..] {
            [only] => site.routes.entry(&site.seen.entries[only]).map(OutPath::url),
            _ => Some(path_url(&self.page())),
        }
    }

    /// Where the entries of one year stand.
    pub fn year_url(&self, site: &Site<'_>, year: &Year) -> Option<String> {
        let label = &year.period.label;
        match (self.listed(), self.split()) {
            (false, _) => self.url(site),
            (true, false) => Some(format!("{}#{}", path_url(&self.page()), year_anchor(label))),
            (true, true) => Some(path_url(&self.year_page(label))),
        }
    }
}

/// A link to an item of the plan.
pub(crate) fn plan_item(item: &SeenPlan<'_>) -> LinkView {
    LinkView { title: item.title.to_owned(), url: Some(address::plan_item(item.id)) }
}
