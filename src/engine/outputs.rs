//! Every file of a site, each of which can be made by itself: a build makes all of them, the preview
//! those that a browser asks for. One function makes a file for both, so that they cannot differ.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::error::Error;
use super::project::Project;
use super::theme_files;
use super::timings::Timings;
use crate::content::tree::{SourceFile, SourceTree};
use crate::diag::{Diagnostic, Level, Warned};
use crate::facts::files;
use crate::facts::files::{Export, Format};
use crate::facts::pages;
use crate::facts::pages::Planned;
use crate::facts::{EvidenceFile, Fingerprints, Parts, Site, can_be_shown};
use crate::files::search;
use crate::fs::{Fingerprint, Root};
use crate::model::Audience;
use crate::output::{Hash, Sink};
use crate::paths::{OutPath, SourcePath};
use crate::picture::{self, FileKind};
use crate::sight::Visible;
use crate::theme::{Made, Renderer, Theme, ThemeFile};
use crate::thumbnail;

/// What to build.
#[derive(Debug, Clone)]
pub struct Options {
    /// For whom.
    pub audience: Audience,
    /// Build although entries have errors: they are left out, and every page says so.
    pub keep_going: bool,
}

/// What a site's files are made with, beside the site itself.
#[derive(Debug)]
pub struct Ready {
    /// Templates and assets.
    pub theme: Theme,
    /// Size and hash of the evidence, for the owner.
    pub fingerprints: Fingerprints,
    /// The site's own theme files.
    own: Vec<ThemeFile>,
}

impl Ready {
    /// Reads the theme and looks at the evidence.
    pub fn new(project: &Project, audience: Audience) -> Result<Self, Error> {
        let own = theme_files::own_files(project)?;
        let theme = theme_files::load(project, &own)?;
        let known = Fingerprints::new();
        let fingerprints = if audience == Audience::Private { fingerprints(project, &known) } else { known };
        Ok(Self { theme, fingerprints, own })
    }

    /// The same for the owner, with a theme that was read before and fingerprints that hold.
    pub fn again(project: &Project, theme: Theme, known: &Fingerprints) -> Self {
        Self { theme, fingerprints: fingerprints(project, known), own: vec![] }
    }

    /// Stands for everything that a build's files are made of, but for files that are copied as they are.
    pub fn made_of(&self, project: &Project, options: &Options) -> Hash {
        let mut all = Xxh3::new();
        let mut add = |part: &[u8]| {
            all.update(&part.len().to_le_bytes());
            all.update(part);
        };
        add(env!("CPDFOLIO_SOURCES").as_bytes());
        add(format!("{options:?} {:?} {:?}", project.as_of, project.config).as_bytes());
        add(format!("{:?} {:?}", project.tree.evidence(), project.tree.shown()).as_bytes());
        add(format!("{:?} {:?}", project.notes, self.fingerprints).as_bytes());
        for file in project.tree.files() {
            add(file.path.as_str().as_bytes());
            add(&[u8::from(file.built_in)]);
            add(file.text.as_bytes());
        }
        for file in &self.own {
            add(file.source.as_str().as_bytes());
            add(&file.bytes);
        }
        all.digest128()
    }
}

/// Size and hash of every file of evidence that an entry names.
fn fingerprints(project: &Project, known: &Fingerprints) -> Fingerprints {
    let named = project.loaded.portfolio.activities.iter().flat_map(|a| &a.evidence);
    let mut paths: Vec<&SourcePath> = named.map(|e| &e.path).collect();
    paths.sort();
    paths.dedup();
    let print = |path: &&SourcePath| {
        let file = known.get(*path).cloned().or_else(|| look(&project.root, path));
        file.map(|file| ((*path).clone(), file))
    };
    paths.par_iter().filter_map(print).collect()
}

/// Size and hash of a file of evidence; for a picture that is not too large, its width and height.
fn look(root: &Root, path: &SourcePath) -> Option<EvidenceFile> {
    let ending = path.ending();
    if matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "webp")
        && let Ok(bytes) = root.read(path, thumbnail::LARGEST)
    {
        let picture = match picture::look(&ending, &bytes) {
            Some(FileKind::Picture(width, height)) if thumbnail::fits(width, height) => Some((width, height)),
            _ => None,
        };
        return Some(EvidenceFile { print: Fingerprint::of(&bytes), picture });
    }
    Some(EvidenceFile { print: root.fingerprint(path).ok()?, picture: None })
}

/// One file of a site.
#[derive(Debug)]
pub struct Output<'s> {
    /// Where it stands.
    pub out: OutPath,
    what: What<'s>,
}

/// How a file is made.
#[derive(Debug, Clone, Copy)]
enum What<'s> {
    /// The page at this place of the list of pages.
    Page(usize),
    /// A file for machines.
    Export(Format),
    /// A file of the theme, as it stands.
    Asset(&'s [u8]),
    /// A copy of a file of the site.
    Copy(&'s SourcePath),
    /// A small copy of a picture with this width and height.
    Thumbnail(&'s SourcePath, (u32, u32)),
}

/// All files of a site.
#[derive(Debug)]
pub struct Outputs<'s> {
    /// What the audience sees.
    pub seen: &'s Visible<'s>,
    project: &'s Project,
    theme: &'s Theme,
    renderer: &'s Renderer<'s>,
    site: &'s Site<'s>,
    pages: Vec<Planned<'s>>,
    list: Vec<Output<'s>>,
}

/// Works out what an audience sees and which files show it, and hands them to `work`. The answer has
/// all faults and doubtful points; with an error that the project did not have, such as two pages at one
/// address, nothing is made, unless the build goes on without what is faulty.
pub fn with<T>(
    project: &Project,
    ready: &Ready,
    audience: Audience,
    keep_going: bool,
    timings: &mut Timings,
    work: impl FnOnce(&Outputs<'_>, &[Diagnostic], &mut Timings) -> Result<T, Error>,
) -> Result<Warned<T>, Error> {
    let follows = project.follows();
    let told = timings.stage("tell", || project.told(&follows, audience));
    let seen = timings.stage("judge", || project.visible(&follows, &project.notes, &told));
    let Ready { theme, fingerprints, .. } = ready;
    let wording = theme.wording();
    let usual = project.config.visibility;
    let parts = Parts { fingerprints, wording: &wording, usual };
    let mut notes = project.notes.clone();
    let known = notes.len();
    let site = timings.stage("plan", || Site::new(&seen, parts, &mut notes));
    notes[known..].iter_mut().for_each(|note| note.path = seen.origin(&note.path).clone());
    if !keep_going && notes.iter().filter(|n| n.level() == Level::Error).count() > project.errors() {
        return Err(Error::Faulty(notes, project.tree.clone()));
    }
    let renderer = theme.on(&site);
    let outputs = Outputs::new(project, theme, &renderer, &site)?;
    let value = work(&outputs, &notes, timings)?;
    Ok(Warned { value, notes })
}

impl<'s> Outputs<'s> {
    fn new(
        project: &'s Project,
        theme: &'s Theme,
        renderer: &'s Renderer<'s>,
        site: &'s Site<'s>,
    ) -> Result<Self, Error> {
        let pages = pages::all(site);
        let of_page = |(n, page): (usize, &Planned<'_>)| Output { out: page.out.clone(), what: What::Page(n) };
        let of_export = |e: Export| Output { out: e.out, what: What::Export(e.format) };
        // the longest first, so that no thread is left alone with them
        let mut list: Vec<Output<'s>> = files::all(site).into_iter().map(of_export).collect();
        list.extend(pages.iter().enumerate().map(of_page));
        list.extend(theme.assets().map(|(out, bytes)| Output { out: out.clone(), what: What::Asset(bytes) }));
        for path in site.seen.files.keys() {
            let out = site.routes.source(path).cloned();
            list.extend(out.map(|out| Output { out, what: What::Copy(site.seen.origin(path)) }));
        }
        for path in site.fingerprints.keys().filter(|p| can_be_shown(p)) {
            let out = OutPath::new(path.as_str()).map_err(|f| Error::BadPath(path.to_string(), f))?;
            list.push(Output { out, what: What::Copy(path) });
        }
        let mut small = BTreeSet::new();
        for (path, file) in site.fingerprints {
            let Some((size, out)) = file.picture.zip(file.thumbnail().and_then(|t| OutPath::new(&t).ok())) else {
                continue;
            };
            if small.insert(out.clone()) {
                list.push(Output { out, what: What::Thumbnail(path, size) });
            }
        }
        Ok(Self { seen: site.seen, project, theme, renderer, site, pages, list })
    }

    /// The files, in the order in which a build starts on them.
    pub fn list(&self) -> &[Output<'s>] {
        &self.list
    }

    /// How many of them are pages.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    fn page(&self, n: usize) -> Result<Made, Error> {
        let made = self.renderer.render(&self.pages[n], self.project.texts());
        made.map_err(|note| Error::Faulty(vec![note], self.theme_texts()))
    }

    /// Makes one file by itself.
    pub fn make(&self, output: &Output<'s>) -> Result<Cow<'s, [u8]>, Error> {
        match output.what {
            What::Page(n) => self.page(n).map(|made| Cow::Owned(made.bytes)),
            What::Export(format) => {
                let export = Export { out: output.out.clone(), format };
                Ok(Cow::Owned(crate::files::make(&export, self.site, &self.pages)))
            }
            What::Asset(bytes) => Ok(Cow::Borrowed(bytes)),
            What::Copy(path) => {
                let read = self.project.root.read(path, u64::MAX).map(Cow::Owned);
                read.map_err(|fault| Error::Output(crate::output::Error::source(&self.project.root, path, fault)))
            }
            What::Thumbnail(path, size) => {
                let read = self.project.root.read(path, thumbnail::LARGEST);
                let made = read.map(|bytes| Cow::Owned(thumbnail::make(&bytes, size)));
                made.map_err(|fault| Error::Output(crate::output::Error::source(&self.project.root, path, fault)))
            }
        }
    }

    /// The texts of the site and of its templates, for the excerpt of a fault.
    fn theme_texts(&self) -> Arc<SourceTree> {
        let texts = self.theme.texts().map(|(path, text)| SourceFile {
            path: path.clone(),
            text: text.into(),
            built_in: false,
        });
        Arc::new(self.project.tree.with(texts))
    }

    /// Makes all files and puts them where they belong: first those that need no other, then the parts of the search,
    /// which are made of the words of the pages. What is made of the `same` as before and stands there as it was
    /// written is left. `step` is called after each.
    pub fn put_all(&self, sink: &dyn Sink, same: bool, step: impl Fn() + Sync) -> Result<(), Error> {
        let search_part = |o: &&Output<'s>| match o.what {
            What::Export(Format::SearchPart(n)) => Some(n),
            _ => None,
        };
        let noted: Vec<Mutex<search::Part>> = search::no_parts(self.site).into_iter().map(Mutex::new).collect();
        self.list.par_iter().filter(|o| search_part(o).is_none()).try_for_each(|output| {
            if let Some(texts) = self.put(output, sink, same)? {
                let part = &noted[search::part_of(texts.entry)];
                part.lock().unwrap_or_else(PoisonError::into_inner).note(self.site, &texts);
            }
            step();
            Ok::<(), Error>(())
        })?;
        let noted: Vec<search::Part> =
            noted.into_iter().map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner)).collect();
        let parts: Vec<_> = self.list.iter().filter_map(|o| Some((o, search_part(&o)?))).collect();
        parts.par_iter().try_for_each(|(output, n)| {
            if !same || !sink.keep(&output.out)? {
                sink.put(&output.out, &search::part(self.site, *n, &noted))?;
            }
            step();
            Ok(())
        })
    }

    /// Makes one file and puts it where it belongs; a copy goes in pieces, however large it is. The answer is the texts
    /// that the search finds a page by.
    fn put(&self, output: &Output<'s>, sink: &dyn Sink, same: bool) -> Result<Option<search::Texts>, Error> {
        if let What::Copy(path) = output.what {
            sink.put_file(&output.out, &self.project.root, path)?;
            return Ok(None);
        }
        if same && sink.keep(&output.out)? {
            return Ok(None);
        }
        if let What::Page(n) = output.what {
            let made = self.page(n)?;
            sink.put(&output.out, &made.bytes)?;
            return Ok(made.words);
        }
        sink.put(&output.out, &self.make(output)?)?;
        Ok(None)
    }

    /// The first page of each kind: where a template has a fault, one of them shows it.
    pub fn samples(&self) -> impl Iterator<Item = &Output<'s>> {
        let mut seen = vec![];
        self.list.iter().filter(move |output| {
            let What::Page(n) = output.what else { return false };
            let template = self.pages[n].kind.template();
            let first = !seen.contains(&template);
            seen.push(template);
            first
        })
    }
}
