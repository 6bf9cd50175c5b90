//! Makes a site of what is seen: first what is known of the entries, then all addresses, then the menus.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::address::{file_out, page_out};
use super::counted::towards;
use super::facets::Facets;
use super::headings::Headings;
use super::route::Routes;
use super::sections::Sections;
use super::years::years;
use super::{Parts, Site, address, files, pages};
use crate::codes;
use crate::diag::{Code, Diagnostic, Place};
use crate::markdown;
use crate::paths::{OutPath, SourcePath};
use crate::picture::FileKind;
use crate::sight::Visible;

impl<'a> Site<'a> {
    /// Works out years, addresses and menus; faults are clashes of addresses.
    pub fn new(seen: &'a Visible<'a>, parts: Parts<'a>, notes: &mut Vec<Diagnostic>) -> Self {
        let years = years(seen, seen.followed.first());
        let anchors =
            || seen.pages.par_iter().map(|p| markdown::anchors(&codes::without(p.body.as_str()), &[])).collect();
        let (facets, (towards, anchors)) = rayon::join(|| Facets::new(seen), || (towards(seen), anchors()));
        let mut site = Self {
            seen,
            routes: Routes::default(),
            facets,
            towards,
            labels: vec![],
            policy_order: seen.followed.clone(),
            policies: seen.policies,
            fingerprints: parts.fingerprints,
            wording: parts.wording,
            usual: parts.usual,
            nav: vec![],
            guidance: vec![],
            sections: Sections::new(&seen.pages),
            bodies: seen.pages.iter().map(|_| OnceLock::new()).collect(),
            headings: Headings::new(seen.entries.len()),
            years,
        };
        site.labels = seen.judged.iter().map(|judged| site.label(judged)).collect();
        site.take_addresses(anchors, notes);
        site.menus();
        site
    }

    /// Gives each file its address; `anchors` are the headings of the pages.
    fn take_addresses(&mut self, anchors: Vec<Vec<String>>, notes: &mut Vec<Diagnostic>) {
        for out in pages::generated(self) {
            self.routes.generated(&out);
        }
        for export in files::reserved(self) {
            self.routes.generated(&export.out);
        }
        let seen = self.seen;
        self.routes.entries(seen, notes);
        for (page, anchors) in seen.pages.iter().zip(anchors) {
            let Some(out) = page_out(page) else { continue };
            // The first page's own text may be replaced: it has the address already.
            if out.as_str() == address::HOME || self.routes.take(&out, &page.source, notes) {
                self.routes.show(&page.source, &out, None);
                self.routes.headings(&out, anchors);
            }
        }
        // A folder without an index has a list of its pages in its place.
        for section in self.sections.all.iter_mut().filter(|s| s.index.is_none()) {
            section.listed_here = !self.routes.has(section.out.as_str());
            if section.listed_here {
                self.routes.generated(&section.out);
            }
        }
        if let Ok(faq) = OutPath::new(address::FAQ) {
            for answer in seen.faq {
                self.routes.show(&answer.source, &faq, Some(answer.anchor.clone()));
            }
            self.routes.headings(&faq, seen.faq.iter().map(|a| a.anchor.clone()).collect());
        }
        for path in seen.files.keys() {
            let Some(out) = file_out(path) else { continue };
            if self.routes.take(&out, path, notes) {
                self.routes.show(path, &out, None);
            }
        }
        if let Some(logo) = seen.institution.and_then(|i| i.logo.as_ref())
            && !matches!(seen.files.get(logo), Some(FileKind::Picture(..)))
            && let Ok(settings) = SourcePath::new(crate::config::FILE)
        {
            let place = Place::Value(crate::diag::KeyPath::root().key("institution").key("logo"));
            let message = format!("the picture `{logo}` is not there");
            let hint = "save a PNG, JPEG, GIF or WebP file there, or name the one that you have";
            notes.push(Diagnostic::new(Code::BrokenLink, &settings, place, message).hint(hint));
        }
        for item in seen.directory.values() {
            if let Ok(out) = OutPath::new(&address::item(&item.id)) {
                self.routes.show(&item.source, &out, None);
            }
        }
        self.routes.aliases(seen, notes);
    }
}
