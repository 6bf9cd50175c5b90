//! The files of a site as values: what was found, sorted by path, with its text.
//!
//! A tree comes from the disk ([`super::walk`]) or from pairs in a test. Files of the site stand
//! over built-in ones at the same path.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::diag::render::Texts;
use crate::diag::{Code, Diagnostic, Place};
use crate::paths::SourcePath;
use crate::picture::FileKind;

/// What a file is for: its place says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// `content/activities/**.md`
    Activity,
    /// `content/plan/*.md`
    Plan,
    /// `content/directory/*.md`
    Directory,
    /// `content/faq/*.md`
    Faq,
    /// `content/declarations/*.md`: written by `declare`, read only to be compared.
    Declaration,
    /// `content/answers/**.md`: what others filled in, written by `receive`.
    Given,
    /// `content/policies/*.yaml`
    Policy,
    /// `content/strategy.yaml`
    Strategy,
    /// `content/snippets/**.md`: texts that pages include; no pages of their own
    Snippet,
    /// Any other `content/**.md`
    Page,
    /// `content/**.png` and the like beside pages: shown or offered by them
    File,
    /// Any other file under `content/`: not read.
    Other,
}

impl SourceKind {
    /// What a path under the site's folder is for.
    pub fn of(path: &SourcePath) -> Self {
        let Some(rest) = path.below("content") else { return Self::Other };
        let folder = rest.split_once('/').map_or("", |(folder, _)| folder);
        // asked for every file, many times: most are entries
        if path.ends_in("md") {
            return match folder {
                "activities" => Self::Activity,
                "plan" => Self::Plan,
                "directory" => Self::Directory,
                "faq" => Self::Faq,
                "declarations" => Self::Declaration,
                "answers" => Self::Given,
                "snippets" => Self::Snippet,
                _ => Self::Page,
            };
        }
        match (folder, path.ending().as_str()) {
            ("policies", "yaml") => Self::Policy,
            ("", "yaml") if rest == "strategy.yaml" => Self::Strategy,
            // A picture beside an entry or a plan may be as private as they are.
            ("activities" | "plan" | "declarations" | "answers" | "policies", _) => Self::Other,
            (_, ending) if crate::picture::ENDINGS.contains(&ending) => Self::File,
            _ => Self::Other,
        }
    }
}

/// One file that was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Where it stands.
    pub path: SourcePath,
    /// Its text.
    pub text: Arc<str>,
    /// Does it come with the program?
    pub built_in: bool,
}

/// All files of a site, sorted by path.
#[derive(Debug, Clone, Default)]
pub struct SourceTree {
    files: Vec<SourceFile>,
    config: Arc<str>,
    evidence: Arc<BTreeSet<SourcePath>>,
    shown: Arc<BTreeMap<SourcePath, FileKind>>,
    /// The site's files by their names, once somebody asked.
    by_name: OnceLock<HashMap<String, Vec<SourcePath>>>,
}

impl SourceTree {
    /// Puts files together: a site's file stands over the built-in one at the same path.
    pub fn new(config: Arc<str>, mut files: Vec<SourceFile>, evidence: BTreeSet<SourcePath>) -> Self {
        files.sort_by(|a, b| (&a.path, a.built_in).cmp(&(&b.path, b.built_in)));
        files.dedup_by(|later, first| later.path == first.path);
        Self { files, config, evidence: Arc::new(evidence), ..Self::default() }
    }

    /// Adds the pictures and documents that pages may show.
    #[must_use]
    pub fn with_shown(mut self, shown: BTreeMap<SourcePath, FileKind>) -> Self {
        self.shown = Arc::new(shown);
        self
    }

    /// Is this a file of the site, and no built-in one?
    pub fn has(&self, path: &SourcePath) -> bool {
        let at = self.files.binary_search_by(|f| f.path.cmp(path));
        at.is_ok_and(|at| !self.files[at].built_in) || self.evidence.contains(path) || self.shown.contains_key(path)
    }

    /// Is there a file of the site below this path?
    pub fn has_below(&self, folder: &SourcePath) -> bool {
        let inside = |path: &str| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
        self.names().any(inside)
    }

    /// The paths of the site's files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let own = self.files.iter().filter(|f| !f.built_in).map(|f| f.path.as_str());
        own.chain(self.evidence.iter().chain(self.shown.keys()).map(SourcePath::as_str))
    }

    /// The site's texts, pictures and files of evidence whose name is this one, as [`folded_name`] has it.
    pub(crate) fn called(&self, name: &str) -> &[SourcePath] {
        let by_name = self.by_name.get_or_init(|| {
            let mut all: HashMap<String, Vec<SourcePath>> = HashMap::new();
            let paths = self.names().filter(|path| path.starts_with("content/") || path.starts_with("evidence/"));
            for path in paths.filter_map(|path| SourcePath::new(path).ok()) {
                let name = folded_name(path.as_str().rsplit('/').next().unwrap_or_default());
                all.entry(name).or_default().push(path);
            }
            all
        });
        by_name.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The same tree with other texts at some paths; none: the file is gone. Built-in files stand
    /// again where no file of the site is over them any more.
    #[must_use]
    pub fn changed(
        &self,
        texts: &BTreeMap<SourcePath, Option<Arc<str>>>,
        evidence: Option<BTreeSet<SourcePath>>,
        built_in: Vec<SourceFile>,
    ) -> Self {
        let kept = self.files.iter().filter(|f| !f.built_in && !texts.contains_key(&f.path)).cloned();
        let new = texts
            .iter()
            .filter_map(|(path, text)| Some(SourceFile { path: path.clone(), text: text.clone()?, built_in: false }));
        let files = kept.chain(new).chain(built_in).collect();
        let mut tree = Self::new(self.config.clone(), files, BTreeSet::new());
        tree.evidence = evidence.map_or_else(|| self.evidence.clone(), Arc::new);
        tree.shown = self.shown.clone();
        tree
    }

    /// The same with more files, for excerpts of what is no content.
    #[must_use]
    pub fn with(&self, more: impl Iterator<Item = SourceFile>) -> Self {
        let files = self.files.iter().cloned().chain(more).collect();
        Self::new(self.config.clone(), files, BTreeSet::clone(&self.evidence))
    }

    /// The files, sorted by path.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The files of one kind.
    pub fn of_kind(&self, kind: SourceKind) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(move |f| SourceKind::of(&f.path) == kind)
    }

    /// The text of `cpdfolio.yaml`.
    pub fn config(&self) -> &str {
        &self.config
    }

    /// The pictures and documents that pages may show, with what they are.
    pub fn shown(&self) -> &BTreeMap<SourcePath, FileKind> {
        &self.shown
    }

    /// The names of the files under `evidence/`.
    pub fn evidence(&self) -> &BTreeSet<SourcePath> {
        &self.evidence
    }
}

impl Texts for SourceTree {
    fn text(&self, path: &SourcePath) -> Option<&str> {
        if path.as_str() == crate::config::FILE {
            return Some(&self.config);
        }
        let at = self.files.binary_search_by(|f| f.path.cmp(path)).ok()?;
        Some(&self.files[at].text)
    }
}

/// Is this an entry or an item of the plan, by its place and by an ending that other programs give to such texts?
pub(crate) fn has_other_ending(path: &SourcePath) -> bool {
    let place = ["content/activities", "content/plan"].iter().any(|folder| path.below(folder).is_some());
    place && ["markdown", "mdown", "mdwn", "mkd", "mkdn", "mdx", "text", "txt"].iter().any(|e| path.ends_in(e))
}

/// Names the files whose paths are the same but for case or the way letters are put together, and
/// the ones that some systems cannot store.
pub(crate) fn doubtful_names<'a>(paths: impl Iterator<Item = &'a SourcePath>) -> Vec<Diagnostic> {
    let paths: Vec<&SourcePath> = paths.collect();
    let mut folded: Vec<(String, &SourcePath)> =
        paths.par_iter().map(|path| (folded_name(path.as_str()), *path)).collect();
    folded.sort_unstable();
    let is_taken = |name: &str| folded.binary_search_by(|(other, _)| (**other).cmp(&*folded_name(name))).is_ok();
    let mut notes: Vec<Diagnostic> = paths.par_iter().filter_map(|path| odd_name(path, is_taken)).collect();
    // of names that are one, each but the first by its path
    for twins in folded.chunk_by(|a, b| a.0 == b.0) {
        for (_, path) in &twins[1..] {
            let message = format!("this name and `{}` are one name on some systems", twins[0].1);
            let name = free_name(path.as_str().to_owned(), is_taken);
            notes.push(
                Diagnostic::new(Code::NameTwins, path, Place::File, message)
                    .hint(format!("rename the file to `{name}`, or delete one of the two")),
            );
        }
    }
    notes
}

/// Names that are one name on some systems are the same here.
pub(crate) fn folded_name(path: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.nfc().collect::<String>().to_lowercase() }
}

/// A name that some systems cannot store, or whose ending is not the usual one, with a name to give to the file.
fn odd_name(path: &SourcePath, is_taken: impl Fn(&str) -> bool) -> Option<Diagnostic> {
    let text = path.as_str();
    let first = text.split('/').find_map(|part| crate::paths::portable(part).err().map(|fault| (part, fault)));
    let small = path.ends_in("md") && text.strip_suffix(".md").is_none();
    let message = match first {
        Some((part, fault)) => format!("the name `{part}` is not safe: {fault}"),
        None if small => "the name has to end in `.md`, in small letters".to_owned(),
        None if has_other_ending(path) => "the name has to end in `.md`: the file is not read".to_owned(),
        None => return None,
    };
    let mut name = crate::paths::portable_path(text);
    if small || has_other_ending(path) {
        name.truncate(name.rfind('.').unwrap_or(name.len()));
        name.push_str(".md");
    }
    let name = free_name(name, is_taken);
    Some(
        Diagnostic::new(Code::NameNotPortable, path, Place::File, message).hint(format!("rename the file to `{name}`")),
    )
}

/// The same name, or one with a number where that is taken.
fn free_name(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&name) {
        return name;
    }
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    (2..1_000).map(|n| format!("{stem}-{n}.{ending}")).find(|other| !is_taken(other)).unwrap_or_else(|| name.clone())
}
