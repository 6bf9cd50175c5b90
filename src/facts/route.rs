//! Addresses: which file of the output shows what. Two things at one address are a fault.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::address;
use crate::diag::{Code, Diagnostic, KeyPath, Place, did_you_mean, nearest, one_of};
use crate::html::path_url;
use crate::markdown::{Links, Picture, Target};
use crate::paths::{OutPath, SourcePath, joined};
use crate::picture::FileKind;
use crate::sight::{SeenEntry, Visible};
use crate::wording::Wording;

impl OutPath {
    /// The address from the root, encoded.
    pub fn url(&self) -> String {
        path_url(self.as_str())
    }
}

/// All addresses of a site.
#[derive(Debug, Default)]
pub struct Routes {
    /// By the entry's place.
    entries: Vec<Option<OutPath>>,
    sources: HashMap<SourcePath, (OutPath, Option<String>)>,
    anchors: HashMap<OutPath, Vec<String>>,
    taken: BTreeMap<String, Whose>,
    /// Former addresses, in the order of what stands elsewhere now.
    pub redirects: Vec<Redirect>,
    /// What files are called, once somebody looks for one that a link may have meant.
    names: OnceLock<Names>,
}

/// The files that links can lead to.
#[derive(Debug, Default)]
struct Names {
    /// The paths of all files of a name.
    pages: HashMap<String, Vec<String>>,
    /// The names of all files of a folder.
    folders: HashMap<String, Vec<String>>,
}

impl Names {
    fn new<'s>(sources: impl Iterator<Item = &'s SourcePath>) -> Self {
        let mut all: Vec<&str> = sources.map(SourcePath::as_str).filter(|p| p.starts_with("content/")).collect();
        all.sort_unstable();
        let mut names = Self::default();
        for (path, (folder, file)) in all.into_iter().filter_map(|p| Some((p, p.rsplit_once('/')?))) {
            names.pages.entry(file.to_owned()).or_default().push(path.to_owned());
            names.folders.entry(folder.to_owned()).or_default().push(file.to_owned());
        }
        names
    }
}

/// A former address.
#[derive(Debug, Clone)]
pub struct Redirect {
    /// The former one.
    pub out: OutPath,
    /// The one of today.
    pub to: OutPath,
    /// What stands there.
    pub title: String,
}

impl Routes {
    /// The page of an entry, where it has one; a bare line has none.
    pub fn entry(&self, entry: &SeenEntry<'_>) -> Option<&OutPath> {
        self.entries.get(entry.place)?.as_ref()
    }

    /// The page of a page of text.
    pub fn source(&self, path: &SourcePath) -> Option<&OutPath> {
        self.sources.get(path.as_str()).map(|(out, _)| out)
    }

    /// Is there a file at this place of the output?
    pub fn has(&self, out: &str) -> bool {
        self.taken.contains_key(&fold(out))
    }

    /// Takes an address; the fault names who had it before.
    pub fn take(&mut self, out: &OutPath, whose: &SourcePath, notes: &mut Vec<Diagnostic>) -> bool {
        let place = match self.taken.entry(fold(out.as_str())) {
            Entry::Vacant(place) => {
                place.insert(Whose::Source(whose.clone()));
                return true;
            }
            Entry::Occupied(place) => place,
        };
        {
            let before = place.get();
            let hint = if matches!(before, Whose::Made) { "rename this file" } else { "rename one of the two" };
            let message = format!("this page and {before} would have the same address, `{out}`");
            // Names that are one name on some systems have been told already.
            if !has(notes, whose, Code::NameTwins) {
                notes.push(Diagnostic::new(Code::RouteClash, whose, Place::File, message).hint(hint));
            }
        }
        false
    }

    /// Notes a generated page.
    pub fn generated(&mut self, out: &OutPath) {
        self.taken.insert(fold(out.as_str()), Whose::Made);
    }

    /// Notes where a source file is shown, and under which anchor.
    pub fn show(&mut self, source: &SourcePath, out: &OutPath, anchor: Option<String>) {
        self.sources.insert(source.clone(), (out.clone(), anchor));
    }

    /// Notes the headings of a page.
    pub fn headings(&mut self, out: &OutPath, anchors: Vec<String>) {
        self.anchors.entry(out.clone()).or_default().extend(anchors);
    }

    /// Keeps the former addresses of entries and pages that an audience sees. They come last: what
    /// stands at an address today is never pushed aside.
    pub fn aliases(&mut self, seen: &Visible<'_>, notes: &mut Vec<Diagnostic>) {
        for entry in seen.entries.iter().filter(|e| !e.aliases.is_empty()) {
            let Some(to) = self.entry(entry).cloned() else { continue };
            let Ok(source) = SourcePath::new(&format!("content/activities/{}.md", entry.key)) else { continue };
            for (n, alias) in entry.aliases.iter().enumerate() {
                let was = address::entry(alias);
                self.redirect(&was, &to, entry.title.unwrap_or_default(), (&source, n), notes);
            }
        }
        for page in seen.pages.iter().filter(|p| !p.aliases.is_empty()) {
            let Some(to) = self.source(&page.source).cloned() else { continue };
            for (n, alias) in page.aliases.iter().enumerate() {
                self.redirect(&former(alias), &to, &page.title, (&page.source, n), notes);
            }
        }
    }

    fn redirect(
        &mut self,
        was: &str,
        to: &OutPath,
        title: &str,
        (source, n): (&SourcePath, usize),
        notes: &mut Vec<Diagnostic>,
    ) {
        let place = || Place::Value(KeyPath::root().key("aliases").item(n));
        let out = match OutPath::new(was) {
            Ok(out) => out,
            Err(fault) => {
                let message = format!("`{was}` cannot have been an address: {fault}");
                notes.push(Diagnostic::new(Code::BadPath, source, place(), message).hint("take it out"));
                return;
            }
        };
        // An id that is also another's is told where ids are compared.
        if let Some(before) = self.taken.get(&fold(out.as_str())).or_else(|| self.inside(&out)) {
            if !has(notes, source, Code::DuplicateId) {
                let message = format!("the former address `{out}` is taken by {before}");
                notes.push(Diagnostic::new(Code::RouteClash, source, place(), message).hint("take this alias out"));
            }
            return;
        }
        self.taken.insert(fold(out.as_str()), Whose::Source(source.clone()));
        self.redirects.push(Redirect { out, to: to.clone(), title: title.to_owned() });
    }

    /// What stands where this path needs a folder, or the other way round.
    fn inside(&self, out: &OutPath) -> Option<&Whose> {
        let own = fold(out.as_str());
        let above = own.match_indices('/').find_map(|(at, _)| self.taken.get(&own[..at]));
        let folder = format!("{own}/");
        let below = || self.taken.range(folder.clone()..).next().filter(|(k, _)| k.starts_with(&folder));
        above.or_else(|| below().map(|(_, whose)| whose))
    }

    /// Gives the entries that an audience sees their pages.
    pub fn entries(&mut self, seen: &Visible<'_>, notes: &mut Vec<Diagnostic>) {
        let names = |entry: &SeenEntry<'_>| {
            entry.title?;
            let mut out = address::entry(&entry.key);
            if !out.is_ascii() {
                out.retain(|c| !crate::paths::is_invisible(c));
            }
            let source = SourcePath::new(&format!("content/activities/{}.md", entry.key)).ok()?;
            Some((source, OutPath::new(&out)))
        };
        let all: Vec<_> = seen.entries.par_iter().with_min_len(256).map(names).collect();
        self.entries = vec![None; all.len()];
        self.sources.reserve(all.len());
        for (place, (source, out)) in all.into_iter().enumerate().filter_map(|(n, names)| Some((n, names?))) {
            match out {
                Ok(out) if self.take(&out, &source, notes) => {
                    self.show(&source, &out, None);
                    self.entries[place] = Some(out);
                }
                Ok(_) => {}
                Err(_) if has(notes, &source, Code::NameNotPortable) => {}
                Err(fault) => {
                    let message = format!("this name cannot become an address: {fault}");
                    notes.push(
                        Diagnostic::new(Code::NameNotPortable, &source, Place::File, message).hint("rename the file"),
                    );
                }
            }
        }
    }
}

/// The address that a page's alias speaks of: as its file was named under `content/`, or as it stood in
/// the address bar.
fn former(alias: &str) -> String {
    let alias = alias.strip_prefix('/').unwrap_or(alias);
    let alias = alias.strip_prefix("content/").unwrap_or(alias);
    if alias.rsplit_once('.').is_some_and(|(_, ending)| ending == "html") {
        return alias.to_owned();
    }
    let alias = alias.strip_suffix(".md").unwrap_or(alias).trim_end_matches('/');
    let parts: Vec<String> = alias.split('/').map(crate::paths::slug).collect();
    address::folder(&parts.join("/"))
}

/// Whose an address is.
#[derive(Debug, Clone)]
enum Whose {
    /// Nobody's: a page for which no file of the member's stands.
    Made,
    /// A file's.
    Source(SourcePath),
}

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Made => f.write_str("a page that cpdfolio makes"),
            Self::Source(path) => write!(f, "`{path}`"),
        }
    }
}

fn has(notes: &[Diagnostic], path: &SourcePath, code: Code) -> bool {
    notes.iter().any(|n| n.code == code && n.path == *path)
}

/// Addresses that differ in case only are one address on many servers.
fn fold(out: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if out.is_ascii() { out.to_ascii_lowercase() } else { out.nfc().collect::<String>().to_lowercase() }
}

fn is_entry(source: &str) -> bool {
    source.starts_with("content/activities/")
}

/// Links of one text: relative to its source file, for a page so many folders below the root.
#[allow(missing_debug_implementations)]
pub(crate) struct TextLinks<'a> {
    /// All addresses.
    pub routes: &'a Routes,
    /// The file whose text it is.
    pub source: &'a str,
    /// How many folders below the root the page stands.
    pub depth: usize,
    /// Pictures and documents beside pages.
    pub files: &'a BTreeMap<SourcePath, FileKind>,
    /// The copies of evidence that this audience may open: source path to address, and the size of a picture.
    pub evidence: &'a dyn Fn(&str) -> Option<Picture>,
    /// The headings of the page of an entry.
    pub entries: &'a dyn Fn(&OutPath) -> Option<&'a Vec<String>>,
    /// Is the text on a page where its headings have no anchors?
    pub elsewhere: bool,
    /// The words of its language.
    pub wording: &'a Wording,
}

impl TextLinks<'_> {
    fn up(&self) -> String {
        "../".repeat(self.depth)
    }

    /// The headings of a page, where they are known.
    fn anchors_of(&self, out: &OutPath) -> Option<&Vec<String>> {
        self.routes.anchors.get(out).or_else(|| (self.entries)(out))
    }

    /// A page that a link leads to, and the anchor that its source has there.
    fn page(&self, path: &str) -> Option<(OutPath, Option<&str>)> {
        let decoded = percent_decoded(path)?;
        let joined = joined(self.source, &decoded)?;
        if let Some((out, anchor)) = self.routes.sources.get(joined.as_str()) {
            return Some((out.clone(), anchor.as_deref()));
        }
        let below = joined.strip_prefix("content/").or_else(|| (joined == "content").then_some(""))?;
        let folder = below.trim_end_matches('/');
        let out = address::folder(folder);
        let is_page = below.rsplit_once('.').is_some_and(|(_, ending)| ending == "html");
        let out = if is_page { below.to_owned() } else { out };
        if !self.routes.has(&out) {
            return None;
        }
        Some((OutPath::new(&out).ok()?, None))
    }
}

impl Links for TextLinks<'_> {
    fn resolve(&self, destination: &str) -> Target {
        let (path, anchor) = match destination.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (destination, None),
        };
        if path.is_empty() {
            return self.here(anchor.unwrap_or_default());
        }
        if let Some(file) = joined(self.source, path).and_then(|p| (self.evidence)(&p)) {
            return Target::Page(format!("{}{}", self.up(), file.src));
        }
        let Some((out, own)) = self.page(path) else { return Target::Missing };
        let page = format!("{}{}", self.up(), out.url());
        match (anchor, own) {
            (None, None) => Target::Page(page),
            (None, Some(own)) => Target::Page(format!("{page}#{own}")),
            (Some(anchor), _) => match self.anchors_of(&out) {
                Some(all) if !all.iter().any(|a| a == anchor) => Target::NoAnchor(page),
                _ => Target::Page(format!("{page}#{}", path_url(anchor))),
            },
        }
    }

    fn wording(&self) -> &Wording {
        self.wording
    }

    fn picture(&self, destination: &str) -> Option<Picture> {
        let joined = joined(self.source, &percent_decoded(destination)?)?;
        if let Some((out, _)) = self.routes.sources.get(joined.as_str()) {
            let Some(FileKind::Picture(width, height)) = self.files.get(&SourcePath::new(&joined).ok()?) else {
                return None;
            };
            return Some(Picture { src: format!("{}{}", self.up(), out.url()), size: Some((*width, *height)) });
        }
        (self.evidence)(&joined).map(|file| Picture { src: format!("{}{}", self.up(), file.src), ..file })
    }
}

/// A longer link is no slip of the pen.
const LONGEST_GUESSED: usize = 200;
/// Among so many files of a folder, or headings of a page, is looked for one that a wrong link may have meant.
const MOST_GUESSED: usize = 200;

impl TextLinks<'_> {
    /// What a link that leads nowhere may have meant: a heading or a file with nearly its name.
    pub(crate) fn meant(&self, destination: &str) -> Option<String> {
        if destination.len() > LONGEST_GUESSED {
            return None;
        }
        let (path, anchor) = destination.split_once('#').map_or((destination, None), |(p, a)| (p, Some(a)));
        let here = || self.routes.sources.get(self.source).map(|(out, _)| out.clone());
        let page = || if path.is_empty() { here() } else { self.page(path).map(|(out, _)| out) };
        let headings = anchor.and_then(|_| self.anchors_of(&page()?));
        if let (Some(anchor), Some(all)) = (anchor, headings) {
            if all.len() > MOST_GUESSED {
                return None;
            }
            let all = || all.iter().map(String::as_str);
            return match nearest(anchor, all()) {
                Some(near) => Some(did_you_mean(format_args!("{path}#{near}"))),
                None => one_of(all()),
            };
        }
        // A page with that name elsewhere, or one with nearly that name where the link looks for it.
        let joined = joined(self.source, &percent_decoded(path)?)?;
        let (place, name) = joined.rsplit_once('/')?;
        let names = self.routes.names.get_or_init(|| Names::new(self.routes.sources.keys()));
        let same = names.pages.get(name).map(Vec::as_slice).unwrap_or_default();
        let beside = names.folders.get(place).map(Vec::as_slice).unwrap_or_default();
        let near = match same {
            [one] => one.clone(),
            _ if beside.len() > MOST_GUESSED => return None,
            _ => format!("{place}/{}", nearest(name, beside.iter().map(String::as_str))?),
        };
        let (folder, _) = self.source.rsplit_once('/')?;
        let beside = near.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
        let link = beside.map_or_else(|| near.trim_start_matches("content").to_owned(), str::to_owned);
        Some(did_you_mean(link))
    }

    fn here(&self, anchor: &str) -> Target {
        let Some((out, _)) = self.routes.sources.get(self.source) else { return Target::Here };
        match self.anchors_of(out) {
            Some(all) if !all.iter().any(|a| a == anchor) => Target::Missing,
            _ if self.elsewhere && is_entry(self.source) => {
                Target::Page(format!("{}{}#{}", self.up(), out.url(), path_url(anchor)))
            }
            _ => Target::Here,
        }
    }
}

/// `%20` as a space; none where it is no text.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|p| std::str::from_utf8(p).ok());
        if let Some(byte) = pair.and_then(|p| u8::from_str_radix(p, 16).ok()).filter(|_| bytes[at] == b'%') {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}
