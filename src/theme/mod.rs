//! Templates and assets: the built-in theme with the site's own files over it, and pages made of
//! them.
//!
//! Built-in templates stand under `builtin/`: a site's `base.html` wins over the built-in one and
//! may begin with `{% extends "builtin/base.html" %}` to change single blocks.

mod filters;
mod plain;
mod shared;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use include_dir::{Dir, include_dir};
use tera::{Context, ErrorKind, Tera, Value};

use crate::diag::{Code, Diagnostic, Place};
use crate::facts::Site;
use crate::paths::{OutPath, SourcePath};
use crate::view;
use crate::view::pages::{PageKind, Planned};
use crate::wording::{Wording, WordsFile};
use shared::{Kept, Maker};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
const PREFIX: &str = "builtin/";

/// A file of the site's own theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// Where it stands in the site.
    pub source: SourcePath,
    /// Its place in the theme: `templates/base.html`, `assets/site.css`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A template as its author wrote it.
#[derive(Debug, Clone)]
struct TemplateText {
    /// As templates name it: `builtin/base.html`.
    name: String,
    source: SourcePath,
    text: String,
}

/// A theme that is ready to make pages.
#[derive(Debug, Clone)]
pub struct Theme {
    tera: Tera,
    assets: Vec<(OutPath, Cow<'static, [u8]>)>,
    texts: Vec<TemplateText>,
    wording: Arc<Wording>,
    language: String,
    /// What frames pages of the same place and part of the site: made once for all of them.
    frames: Arc<RwLock<HashMap<Framed, Value>>>,
    kept: Kept,
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
    /// Puts the site's own files over the built-in theme, in the site's language. Faults of templates
    /// and words are found here, with file and line.
    pub fn load(own: &[ThemeFile], language: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut notes = vec![];
        let wording = Arc::new(words(own, language, &mut notes));
        let mut tera = Tera::new();
        filters::register(&mut tera, &wording);
        tera.global_context().insert("words", wording.sections());
        let mut texts: Vec<TemplateText> = vec![];
        let mut assets: Vec<(OutPath, Cow<'static, [u8]>)> = vec![];
        for (name, bytes) in built_in() {
            if let Some(template) = name.strip_prefix("templates/") {
                let name = format!("{PREFIX}{template}");
                if let Ok(source) = SourcePath::new(&name) {
                    texts.push(TemplateText { name, source, text: String::from_utf8_lossy(bytes).into_owned() });
                }
            } else if let (Some(_), Ok(out)) = (name.strip_prefix("assets/"), OutPath::new(name)) {
                assets.push((out, Cow::Borrowed(bytes)));
            }
        }
        for file in own {
            if let Some(template) = file.name.strip_prefix("templates/") {
                match String::from_utf8(file.bytes.clone()) {
                    Ok(text) => {
                        texts.push(TemplateText { name: template.to_owned(), source: file.source.clone(), text });
                    }
                    Err(_) => notes.push(Diagnostic::new(
                        Code::InvalidUtf8,
                        &file.source,
                        Place::File,
                        "this template is not UTF-8",
                    )),
                }
            } else if let (Some(_), Ok(out)) = (file.name.strip_prefix("assets/"), OutPath::new(&file.name)) {
                assets.retain(|(path, _)| *path != out);
                assets.push((out, Cow::Owned(file.bytes.clone())));
            }
        }
        assets.sort_by(|a, b| a.0.cmp(&b.0));
        let templates: Vec<_> = texts.iter().map(|t| (t.name.clone(), plain::with_words(&t.text, &wording))).collect();
        let mut theme = Self {
            tera,
            assets,
            texts,
            wording,
            language: language.to_owned(),
            frames: Arc::default(),
            kept: Kept::default(),
        };
        let added = theme.tera.set_fallback_prefixes([PREFIX]).and_then(|()| theme.tera.add_raw_templates(templates));
        if let Err(error) = added {
            notes.push(theme.fault(&error));
        }
        if notes.is_empty() { Ok(theme) } else { Err(notes) }
    }

    /// The templates as their authors wrote them, for excerpts: the site's own over the built-in ones.
    pub fn texts(&self) -> impl Iterator<Item = (&SourcePath, &str)> {
        self.texts.iter().map(|t| (&t.source, t.text.as_str()))
    }

    /// Does a file of words of that name take part? `fr.yaml` does in `fr-CA`.
    pub fn speaks(&self, name: &str) -> bool {
        let rest = self.language.get(name.len()..).unwrap_or("-");
        self.language.get(..name.len()).is_some_and(|l| l.eq_ignore_ascii_case(name))
            && (rest.is_empty() || rest.starts_with('-'))
            && !name.is_empty()
    }

    /// The words of the interface, in the site's language.
    pub fn wording(&self) -> Arc<Wording> {
        self.wording.clone()
    }

    /// Files that are copied as they stand.
    pub fn assets(&self) -> impl Iterator<Item = (&OutPath, &[u8])> {
        self.assets.iter().map(|(path, bytes)| (path, bytes.as_ref()))
    }

    /// Makes what all pages of a site see.
    pub fn begin(&mut self, site: &Site<'_>) {
        let mut view = view::SiteView::new(site.seen, site.wording, site.nav.clone(), site.guidance.clone());
        view.institution = site.institution();
        self.tera.global_context().insert("site", &view);
        self.frames = Arc::default();
        self.kept = Kept::new(site);
    }

    /// What frames a page: `assets.html`, `banner.html`, `nav.html`, `crumbs.html`, `footer.html`. They see of the page
    /// only what many pages share.
    fn frame(&self, page: &Planned<'_>, of_page: &view::PageView, site: &Site<'_>) -> Result<Value, Diagnostic> {
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
        context.insert("page", &of);
        let mut parts = tera::Map::new();
        for name in ["assets", "banner", "nav", "crumbs", "footer"] {
            let made = self.tera.render(&format!("{name}.html"), &context).map_err(|error| self.fault(&error))?;
            parts.insert(tera::value::Key::from(name), Value::safe_string(&made));
        }
        let made = Value::from(parts);
        self.frames.write().unwrap_or_else(PoisonError::into_inner).insert(key, made.clone());
        Ok(made)
    }

    /// Makes one page. [`Self::begin`] comes first.
    pub fn render(
        &self,
        site: &Site<'_>,
        page: &Planned<'_>,
        texts: &dyn crate::diag::render::Texts,
    ) -> Result<Vec<u8>, Diagnostic> {
        let mut context = Context::new();
        let of_page = page.view(site);
        let shared = Maker { theme: self, site, depth: page.depth() };
        context.insert_value("frame", self.frame(page, &of_page, site)?);
        context.insert("page", &of_page);
        match &page.kind {
            PageKind::Home => context.insert("view", &view::home::HomeView::new(site)),
            PageKind::Compliance(year) => {
                let judged = site.judged_ending(*year);
                context.insert("view", &view::compliance::ComplianceView::new(site, *year, &judged));
            }
            PageKind::Record(year) => context.insert("view", &view::year::YearView::new(site, year, &shared)?),
            PageKind::Activities => {
                context.insert("view", &view::activities::ActivitiesView::all(site, &shared)?);
            }
            PageKind::ActivitiesOf(year) => {
                context.insert("view", &view::activities::ActivitiesView::of_year(site, year, &shared)?);
            }
            PageKind::Facet(value) => {
                context.insert("view", &view::facet::FacetView::new(site, value, None, &shared)?);
            }
            PageKind::FacetOf(value, year) => {
                context.insert("view", &view::facet::FacetView::new(site, value, Some(year), &shared)?);
            }
            PageKind::Browse => context.insert("view", &view::facet::BrowseView::new(site)),
            PageKind::Entry(n) => {
                let view = view::entry::EntryView::new(site, *n, &shared)?;
                site.gathered.note(site, *n, [view.body.as_str(), view.reflection.as_str()]);
                context.insert("view", &view);
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
            PageKind::Guidance | PageKind::NotFound => {}
        }
        // most pages are of this size
        let mut made = Vec::with_capacity(12 * 1024);
        match self.tera.render_to(page.kind.template(), &context, &mut made) {
            Ok(()) => Ok(made),
            Err(error) => Err(self.fault(&error)),
        }
    }

    /// A fault of a template, with its own report: file, line and caret.
    fn fault(&self, error: &tera::Error) -> Diagnostic {
        let text = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.message().to_owned(),
            _ => error.to_string(),
        };
        let report = error.to_string();
        let place =
            report.lines().find_map(|l| l.trim_start().strip_prefix("--> ").map(str::to_owned)).unwrap_or_default();
        let mut parts = place.splitn(3, ':');
        let name = parts.next().unwrap_or_default();
        let line: usize = parts.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0).unwrap_or(1);
        let column: usize = parts.next().and_then(|n| n.trim().parse().ok()).unwrap_or(1);
        let file = self.texts.iter().find(|t| t.name == name);
        let line_of = |t: &TemplateText| t.text.lines().nth(line - 1).map(str::to_owned);
        let column = file.and_then(line_of).map_or(column, |l| plain::own_column(&l, &self.wording, column));
        let path = file.map(|t| t.source.clone());
        let fallback = || SourcePath::new("themes").unwrap_or_else(|_| unreachable!("a plain name is a path"));
        let message = if name.is_empty() { report } else { text };
        let message = message.trim_end_matches('.');
        Diagnostic::new(Code::ThemeFault, &path.unwrap_or_else(fallback), Place::LineColumn(line, column), message)
            .hint("put it right, or remove your copy to get the built-in one")
    }
}

/// The words of a language: the theme's own files over the built-in ones.
fn words(own: &[ThemeFile], language: &str, notes: &mut Vec<Diagnostic>) -> Wording {
    let mut files = vec![];
    for file in own {
        let Some(name) = file.name.strip_prefix("words/").and_then(|n| n.strip_suffix(".yaml")) else { continue };
        if let Ok(text) = std::str::from_utf8(&file.bytes) {
            files.push(WordsFile { source: &file.source, language: name, text });
        } else {
            let message = "this file of words is not UTF-8";
            notes.push(Diagnostic::new(Code::InvalidUtf8, &file.source, Place::File, message));
        }
    }
    Wording::load(language, &files, notes)
}

/// All files of the built-in theme, by name.
pub fn built_in() -> Vec<(&'static str, &'static [u8])> {
    fn collect(dir: &'static Dir<'static>, all: &mut Vec<(&'static str, &'static [u8])>) {
        for file in dir.files() {
            all.extend(file.path().to_str().map(|name| (name, file.contents())));
        }
        for inner in dir.dirs() {
            collect(inner, all);
        }
    }
    let mut all = vec![];
    collect(&BUILT_IN, &mut all);
    all.sort_unstable();
    all
}
