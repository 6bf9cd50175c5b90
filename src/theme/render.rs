//! Pages, made of views and templates.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use tera::{Context, Value};

use super::fuel;
use super::load::Theme;
use super::shared::{Kept, Maker};
use crate::diag::render::Texts;
use crate::diag::{Code, Diagnostic};
use crate::facts::Site;
use crate::facts::pages::{PageKind, Planned};
use crate::files::search::Texts as Shown;
use crate::view;

/// Makes the pages of a site.
#[derive(Debug)]
pub struct Renderer<'s> {
    theme: &'s Theme,
    site: &'s Site<'s>,
    /// What all pages see of the site.
    of_site: Value,
    /// What frames pages of the same place and part of the site: made once for all of them.
    frames: RwLock<HashMap<Framed, Value>>,
    kept: Kept,
}

/// A page that is made.
#[derive(Debug)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// On the page of an entry: the texts that the search finds it by.
    pub words: Option<Shown>,
}

/// Pages that have the same frame.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Framed {
    /// Entries of a year, by its place, that stand so far below the root.
    Entries(Option<usize>, usize),
    /// Others, by all that their frames show.
    Others(String),
}

impl Theme {
    /// What makes the pages of a site.
    pub fn on<'s>(&'s self, site: &'s Site<'s>) -> Renderer<'s> {
        Renderer::new(self, site)
    }
}

impl<'s> Renderer<'s> {
    /// Makes what all pages of a site see.
    fn new(theme: &'s Theme, site: &'s Site<'s>) -> Self {
        let mut view = view::SiteView::new(site.seen, site.wording, site.nav.clone(), site.guidance.clone());
        view.institution = site.institution();
        let of_site = Value::from_serializable(&view);
        Self { theme, site, of_site, frames: RwLock::default(), kept: Kept::new(site) }
    }

    /// What frames a page: `assets.html`, `banner.html`, `nav.html`, `crumbs.html`, `footer.html`. They see of the page
    /// only what many pages share.
    fn frame(&self, page: &Planned<'_>, of_page: &view::PageView) -> Result<Value, Diagnostic> {
        let site = self.site;
        let made = |key: &Framed| self.frames.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        let entries = page.kind.entry().map(|n| Framed::Entries(site.year_place(n), page.depth()));
        if let Some(frame) = entries.as_ref().and_then(made) {
            return Ok(frame);
        }
        let crumbs = page.crumbs(site);
        let of = view::FramePage::new(of_page, &crumbs, site);
        let key = entries.unwrap_or_else(|| Framed::Others(of.key()));
        if let Some(frame) = made(&key) {
            return Ok(frame);
        }
        let mut context = Context::new();
        context.insert_value("site", self.of_site.clone());
        context.insert("page", &of);
        let mut parts = tera::Map::new();
        for name in ["assets", "banner", "nav", "crumbs", "footer"] {
            let (template, mut made) = (format!("{name}.html"), vec![]);
            fuel::render(&self.theme.tera, &template, &context, &mut made)
                .map_err(|error| self.theme.fault_of(&error, &template))?;
            parts.insert(tera::value::Key::from(name), Value::safe_string(&String::from_utf8_lossy(&made)));
        }
        let made = Value::from(parts);
        self.frames.write().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        Ok(made)
    }

    /// Makes one page. `texts` are those of the site's files, for excerpts.
    pub fn render(&self, page: &Planned<'_>, texts: &dyn Texts) -> Result<Made, Diagnostic> {
        self.make(page, texts).map_err(|mut note| {
            if note.code == Code::ThemeEndless {
                note.message = format!("`{}` cannot be made: {}", page.out, note.message);
            }
            note
        })
    }

    fn make(&self, page: &Planned<'_>, texts: &dyn Texts) -> Result<Made, Diagnostic> {
        let mut context = Context::new();
        let of_page = page.view(self.site);
        let shared = Maker::new(self.theme, self.site, &self.of_site, &self.kept, page.depth());
        context.insert_value("site", self.of_site.clone());
        context.insert_value("frame", self.frame(page, &of_page)?);
        context.insert("page", &of_page);
        let words = self.show(page, texts, &shared, &mut context);
        shared.whole()?;
        // most pages are of this size
        let mut bytes = Vec::with_capacity(12 * 1024);
        let template = page.kind.template();
        match fuel::render(&self.theme.tera, template, &context, &mut bytes) {
            Ok(()) => Ok(Made { bytes, words }),
            Err(error) => Err(self.theme.fault_of(&error, template)),
        }
    }

    /// Puts in what the page shows. The answer is what it shows of the texts of an entry.
    fn show(&self, page: &Planned<'_>, texts: &dyn Texts, shared: &Maker<'_>, context: &mut Context) -> Option<Shown> {
        let site = self.site;
        match &page.kind {
            PageKind::Home => context.insert("view", &view::home::HomeView::new(site)),
            PageKind::Compliance(year) => {
                let judged = site.judged_ending(*year);
                context.insert("view", &view::compliance::ComplianceView::new(site, *year, &judged));
            }
            PageKind::Record(year) => context.insert("view", &view::year::YearView::new(site, year, shared)),
            PageKind::Activities => {
                context.insert("view", &view::activities::ActivitiesView::all(site, shared));
            }
            PageKind::ActivitiesOf(year) => {
                context.insert("view", &view::activities::ActivitiesView::of_year(site, year, shared));
            }
            PageKind::Facet(value) => {
                context.insert("view", &view::facet::FacetView::new(site, value, None, shared));
            }
            PageKind::FacetOf(value, year) => {
                context.insert("view", &view::facet::FacetView::new(site, value, Some(year), shared));
            }
            PageKind::Browse => context.insert("view", &view::facet::BrowseView::new(site)),
            PageKind::Entry(n) => {
                let view = view::entry::EntryView::new(site, *n, shared);
                context.insert("view", &view);
                return Some(Shown { entry: *n, body: view.body, reflection: view.reflection });
            }
            PageKind::Plan => context.insert("view", &view::plan::PlanView::new(site)),
            PageKind::Text(text) => context.insert("view", &view::text::TextView::new(site, text)),
            PageKind::Section(n) => context.insert("view", &view::text::TextView::of_section(site, *n)),
            PageKind::Faq => context.insert("view", &view::text::FaqView::new(site)),
            PageKind::Directory => context.insert("view", &view::directory::DirectoryView::new(site)),
            PageKind::Item(item) => context.insert("view", &view::directory::ItemView::new(site, item)),
            PageKind::Problems => {
                let problems = site.seen.owner.as_ref().map(|o| o.problems).unwrap_or_default();
                context.insert("view", &view::problems::ProblemsView::new(problems, texts));
            }
            PageKind::Years => context.insert("view", &view::years::YearsView::new(site)),
            PageKind::Evidence => context.insert("view", &view::evidence::EvidenceListView::new(site)),
            PageKind::Competences => context.insert("view", &view::competences::CompetencesView::new(site)),
            PageKind::Data => context.insert("view", &view::data::DataView::new(site)),
            PageKind::Changes => context.insert("view", &view::changes::ChangesView::new(site)),
            PageKind::Edition(policy, edition) => {
                context.insert("view", &view::edition::PolicyEditionView::new(site, policy, edition));
            }
            PageKind::Declaration(of) => {
                context.insert("view", &view::declaration::DeclarationView::new(site, of));
            }
            PageKind::Guidance => context.insert("view", &view::text::GuidanceView::new(site)),
            PageKind::Verify | PageKind::NotFound => {}
        }
        None
    }
}
