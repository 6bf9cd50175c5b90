//! A site's folder, read and understood once: settings, policies, entries, faults.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::doubts;
use super::error::{Error, NoSuch, Sought};
use super::instead::Instead;
use super::settings;
use super::timings::Timings;
use crate::config::{self, Config};
use crate::content::choices::Choices;
use crate::content::lower::Known;
use crate::content::tree::{SourceFile, SourceKind, SourceTree};
use crate::content::{self, Loaded, walk};
use crate::diag::{Diagnostic, Level, Warned, render};
use crate::fs::Root;
use crate::model::Audience;
use crate::model::time::parse_day;
use crate::model::{Day, Item, ItemId, PolicyId, Word};
use crate::paths::SourcePath;
use crate::policy::{Artefact, Follow, Packs};
use crate::sight::{Source, Told, Visible};

/// A page of the built-in guide, as it is written: `writing-guidance`. Without its front matter.
pub fn guide_page(name: &str) -> Option<&'static str> {
    let text = GUIDANCE.get_file(format!("{name}.md"))?.contents_utf8()?;
    let (_, body) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    Some(body)
}

/// The guidance that comes with the program.
static GUIDANCE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// A site that has been read.
#[derive(Debug)]
pub struct Project {
    /// Its folder.
    pub root: Root,
    /// Its files.
    pub tree: Arc<SourceTree>,
    /// Its settings.
    pub config: Config,
    /// The policies it follows or refers to, by id.
    pub policies: Arc<Packs>,
    /// The ids of the policies followed, in order.
    pub followed: Vec<config::Followed>,
    /// The words of the policies followed.
    pub words: Choices,
    /// Entries, plan, pages.
    pub loaded: Loaded,
    /// Faults and doubtful points.
    pub notes: Vec<Diagnostic>,
    /// The day that everything is judged on.
    pub as_of: Day,
    /// A year that is asked for: periods that end in it are judged, whatever is in them.
    pub asked: Option<i32>,
}

/// Finds the folder of the nearest `cpdfolio.yaml`, from a folder upwards.
pub fn find(from: &Path) -> Result<PathBuf, Error> {
    let found = from.ancestors().find(|dir| dir.join(config::FILE).is_file());
    found.map(Path::to_path_buf).ok_or_else(|| Error::NoSite(from.to_path_buf()))
}

/// Reads a site.
pub fn open(dir: &Path, as_of: Day, timings: &mut Timings) -> Result<Project, Error> {
    open_again(dir, as_of, None, &mut Memory::default(), timings)
}

/// What a site that is read again and again remembers: texts, and what was understood of them. It
/// never decides what a reading finds, only how long it takes.
#[derive(Debug, Default)]
pub struct Memory {
    /// The whole tree, where nothing had to be said about it.
    tree: Option<Arc<SourceTree>>,
    /// What the entries were read with: settings and policies.
    config: Arc<str>,
    policies: Vec<SourceFile>,
    packs: Option<Warned<Arc<Packs>>>,
    entries: content::Memory,
}

/// Reads a site of which only the files at some paths can have changed since its last reading; none:
/// any of them. What is read is the same as [`open`] reads.
pub fn open_again(
    dir: &Path,
    as_of: Day,
    changed: Option<&BTreeSet<SourcePath>>,
    memory: &mut Memory,
    timings: &mut Timings,
) -> Result<Project, Error> {
    let root = Root::open(dir).map_err(Error::Fs)?;
    let config = config_text(&root)?;
    let built_in = || {
        let carries = config::read(&config).value.is_none_or(|c| c.guidance);
        if carries { guidance() } else { vec![] }
    };
    let read = timings.stage("read", || {
        let before = memory.tree.take().filter(|tree| tree.config() == &*config);
        let again = before.zip(changed).and_then(|(tree, paths)| walk::read_again(&root, &tree, paths, built_in));
        let again = again.map(|value| Warned { value, notes: vec![] });
        again.unwrap_or_else(|| walk::read(&root, config.clone(), built_in()))
    });
    let tree = Arc::new(read.value);
    memory.tree = read.notes.is_empty().then(|| tree.clone());
    judge(root, tree, read.notes, as_of, memory, timings, None)
}

impl Memory {
    /// The policies of a tree: read anew only where one of them changed.
    fn packs(&mut self, tree: &SourceTree) -> Warned<Arc<Packs>> {
        let files: Vec<SourceFile> = tree.of_kind(SourceKind::Policy).cloned().collect();
        let same = |(a, b): (&SourceFile, &SourceFile)| a.path == b.path && a.text == b.text;
        let known = files.len() == self.policies.len() && files.iter().zip(&self.policies).all(same);
        if !known || self.config.as_ref() != tree.config() {
            self.entries = content::Memory::default();
            self.config = tree.config().into();
        }
        let packs = self.packs.take().filter(|_| known).unwrap_or_else(|| {
            let mut read = Packs::with(files.iter().map(|f| (f.path.clone(), f.text.as_ref())));
            read.notes.extend(doubts::examples(&read.value, tree));
            Warned { value: Arc::new(read.value), notes: read.notes }
        });
        self.policies = files;
        self.packs.insert(packs).clone()
    }
}

/// Understands files that are no site's own: an example on which a theme is tried.
pub fn of_files(root: Root, config: &str, files: Vec<SourceFile>, as_of: Day) -> Result<Project, Error> {
    let files = files.into_iter().chain(guidance()).collect();
    let evidence = SourcePath::new("evidence/a.pdf").into_iter().collect();
    let tree = Arc::new(SourceTree::new(config.into(), files, evidence));
    judge(root, tree, vec![], as_of, &mut Memory::default(), &mut Timings::default(), None)
}

/// Reads a site once, and judges it by one rule and by another; none where it does not follow the policy that they
/// stand for.
pub fn open_under(dir: &Path, as_of: Day, rules: [&Instead; 2]) -> Result<Option<[Project; 2]>, Error> {
    let root = Root::open(dir).map_err(Error::Fs)?;
    let settings = config_text(&root)?;
    if !rules[0].concerns(&settings) {
        return Ok(None);
    }
    let carries = config::read(&settings).value.is_none_or(|c| c.guidance);
    let read = walk::read(&root, settings, if carries { guidance() } else { vec![] });
    let under = |rule: &Instead| {
        let (root, tree) = (Root::open(dir).map_err(Error::Fs)?, Arc::new(rule.tree(&read.value)));
        judge(root, tree, read.notes.clone(), as_of, &mut Memory::default(), &mut Timings::default(), Some(rule))
    };
    Ok(Some([under(rules[0])?, under(rules[1])?]))
}

/// Understands what was read.
fn judge(
    root: Root,
    tree: Arc<SourceTree>,
    mut notes: Vec<Diagnostic>,
    as_of: Day,
    memory: &mut Memory,
    timings: &mut Timings,
    instead: Option<&Instead>,
) -> Result<Project, Error> {
    let faulty = |notes: Vec<Diagnostic>| Error::Faulty(notes, tree.clone());
    let read = config::read(tree.config());
    let Some(mut config) = read.value else {
        notes.extend(read.notes);
        return Err(faulty(notes));
    };
    if let Some(instead) = instead {
        instead.settle(&mut config);
    }
    let mut of_settings = read.notes;
    let packs = timings.stage("policies", || memory.packs(&tree));
    let policies = packs.value;
    // Where a policy cannot be read, it is no use to say that it is not there.
    if packs.notes.iter().all(|n| n.level() != Level::Error) {
        settings::check(&config, &policies, &mut of_settings);
    }
    of_settings.extend(packs.notes);
    if of_settings.iter().any(|n| n.level() == Level::Error) {
        notes.extend(of_settings);
        return Err(faulty(notes));
    }
    notes.extend(of_settings);
    let followed = followed(&config, &policies);
    let words = words(&config, &followed, &policies);
    let known = Known { config: &config, words: &words, tree: &tree };
    let loaded = timings.stage("parse", || content::load(&tree, known, &notes, &mut memory.entries));
    notes.extend(loaded.notes);
    let loaded = loaded.value;
    let mut project =
        Project { root, tree, config, policies, followed, words, loaded, notes: vec![], as_of, asked: None };
    notes.extend(doubts::find(&project.loaded.portfolio, &project.follows(), as_of));
    render::sort(&mut notes, project.tree.as_ref());
    project.notes = notes;
    Ok(project)
}

/// The policies that a member follows: those of the settings; any registration adds the Engineering
/// Council's code.
fn followed(config: &Config, policies: &Packs) -> Vec<config::Followed> {
    let mut all = config.policies.clone();
    let registered = config.member.as_ref().is_some_and(|m| config::registered::is_any(&m.registrations, policies));
    let code = PolicyId::new(config::BY_REGISTRATION);
    if registered && policies.get(config::BY_REGISTRATION).is_some() && !all.iter().any(|f| f.id == code) {
        all.push(config::Followed::new(code));
    }
    all
}

/// The words of the policies followed; of all policies, where a site of guidance follows none.
fn words(config: &Config, followed: &[config::Followed], policies: &Packs) -> Choices {
    if followed.is_empty() && config.member.is_none() {
        return Choices::new(config, policies.all());
    }
    Choices::new(config, followed.iter().filter_map(|f| policies.get(f.id.as_str())))
}

fn config_text(root: &Root) -> Result<Arc<str>, Error> {
    let path = SourcePath::new(config::FILE).map_err(|f| Error::BadPath(config::FILE.to_owned(), f))?;
    let faulty = |note: Diagnostic| Error::Faulty(vec![note], Arc::new(SourceTree::default()));
    let bytes = root.read(&path, walk::LARGEST_TEXT).map_err(|fault| Error::Unread(path.clone(), fault))?;
    walk::decode(&path, bytes).map(Into::into).map_err(faulty)
}

/// The guidance that comes with the program.
pub fn guidance() -> Vec<SourceFile> {
    fn collect(dir: &Dir<'static>, all: &mut Vec<SourceFile>) {
        for file in dir.files() {
            let path = file.path().to_str().and_then(|p| SourcePath::new(&format!("content/{p}")).ok());
            if let (Some(path), Some(text)) = (path, file.contents_utf8())
                && !matches!(SourceKind::of(&path), SourceKind::Other | SourceKind::Policy)
            {
                all.push(SourceFile { path, text: text.into(), built_in: true });
            }
        }
        for inner in dir.dirs() {
            collect(inner, all);
        }
    }
    let mut all = vec![];
    collect(&GUIDANCE, &mut all);
    all
}

impl Project {
    /// The policies followed, ready to judge.
    pub fn follows<'p>(&'p self) -> Vec<Follow<'p>> {
        let follow = |f: &'p config::Followed| {
            let circumstances = self.config.circumstances.iter().filter(|c| c.policy == f.id).collect();
            Some(Follow {
                joined: f.joined,
                cycle_start: f.cycle_start,
                pinned: f.pinned.as_deref(),
                circumstances,
                roles: f.roles.clone(),
                artefacts: f.artefacts.clone(),
                received: self.received(f),
                drawn: f.drawn.clone(),
                ..Follow::new(self.policies.get(f.id.as_str())?)
            })
        };
        self.followed.iter().filter_map(follow).collect()
    }

    /// The documents of a policy that others have filled in.
    fn received(&self, of: &config::Followed) -> Vec<Artefact> {
        let given = self.loaded.portfolio.given.values().filter(|g| g.policy.as_deref() == Some(of.id.as_str()));
        let document = |g: &crate::model::given::Given| {
            Some(Artefact { kind: Word::new(g.artefact.as_deref()?), day: parse_day(&g.on)? })
        };
        given.filter_map(document).collect()
    }

    /// The ids of the policies followed, in order.
    pub fn followed_ids(&self) -> Vec<PolicyId> {
        self.followed.iter().map(|f| f.id.clone()).collect()
    }

    /// The item of the directory with an id.
    pub fn item(&self, id: &str) -> Result<&Item, Error> {
        let directory = &self.loaded.portfolio.directory;
        let known = || directory.keys().map(ItemId::as_str);
        directory.get(id).ok_or_else(|| NoSuch::new(Sought::Item, id, known()).into())
    }

    /// What an audience may see.
    pub fn visible<'a>(&'a self, follows: &'a [Follow<'a>], problems: &'a [Diagnostic], told: &'a Told) -> Visible<'a> {
        crate::sight::redact::redact(self.source(follows, problems), told)
    }

    /// What an audience is told, where that is not what the files say.
    pub fn told(&self, follows: &[Follow<'_>], audience: Audience) -> Told {
        Told::new(self.source(follows, &[]), audience)
    }

    /// The record, before anybody but its owner sees it.
    pub fn source<'a>(&'a self, follows: &'a [Follow<'a>], problems: &'a [Diagnostic]) -> Source<'a> {
        Source {
            config: &self.config,
            loaded: &self.loaded,
            tree: &self.tree,
            words: &self.words,
            policies: &self.policies,
            follows,
            problems,
            as_of: self.as_of,
            asked: self.asked,
        }
    }

    /// How many of the faults are errors.
    pub fn errors(&self) -> usize {
        self.notes.iter().filter(|n| n.level() == Level::Error).count()
    }

    /// The texts of all files, for excerpts.
    pub fn texts(&self) -> &dyn render::Texts {
        self.tree.as_ref()
    }
}
