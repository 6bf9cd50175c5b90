//! Waiting for changes. What the system says wakes us, and names the files to read again. Wherever
//! files alone do not tell it all (a folder, a lost message, a place that went and came back), the
//! whole site is read anew, so that nothing can leave us with half a change.
//!
//! Watched are the parts of the site that a build reads, not the output and not git's own folder.
//! Where the system cannot watch, we look ourselves, every second.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind, RenameMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use walkdir::WalkDir;

use super::event::{Event, Report};
use crate::config;
use crate::paths::SourcePath;

/// The folders of a site that a build reads.
const PARTS: [&str; 3] = ["content", "evidence", "themes"];
/// It has been quiet for this long: the change is complete.
const QUIET: Duration = Duration::from_millis(20);
/// The same after a message that a file is complete.
const QUIET_WHEN_WHOLE: Duration = Duration::from_millis(6);
/// The same while a file is being written, where the system says when it is complete.
const QUIET_WHILE_OPEN: Duration = Duration::from_millis(150);
/// We wait no longer than this, however busy it is.
const AT_MOST: Duration = Duration::from_millis(200);
/// How often we see whether the watched folders are still the same ones.
const LOOK: Duration = Duration::from_secs(1);

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// The files at these paths, and no others.
    Files(BTreeSet<SourcePath>),
    /// Anything.
    Unknown,
}

impl Change {
    /// Both changes.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Files(mut all), Self::Files(more)) => {
                all.extend(more);
                Self::Files(all)
            }
            _ => Self::Unknown,
        }
    }

    /// The paths, where they are known.
    pub(super) fn paths(&self) -> Option<&BTreeSet<SourcePath>> {
        match self {
            Self::Files(paths) => Some(paths),
            Self::Unknown => None,
        }
    }
}

/// What the system told us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Wake {
    /// Files of the site that changed.
    changed: BTreeSet<SourcePath>,
    /// Something changed that is no such file: a folder, or a name that we cannot use.
    other: bool,
    /// A watched folder itself came, went or changed its name.
    moved: bool,
    /// Messages were lost.
    lost: bool,
    /// The last file that was written is complete.
    whole: bool,
    /// A file is being written, as far as we know.
    open: bool,
    /// The system watches no more.
    blind: bool,
}

impl Wake {
    fn and(mut self, next: Self) -> Self {
        self.changed.extend(next.changed);
        Self {
            changed: self.changed,
            other: self.other || next.other,
            moved: self.moved || next.moved,
            lost: self.lost || next.lost,
            whole: next.whole,
            open: next.open || self.open && !next.whole,
            blind: self.blind || next.blind,
        }
    }
}

/// Waits for changes of a site's folder.
pub(super) struct Watcher {
    folder: PathBuf,
    report: Report,
    send: Sender<Wake>,
    told: Receiver<Wake>,
    /// `None`: we look ourselves.
    system: Option<RecommendedWatcher>,
    tops: Tops,
    /// The site when we last looked ourselves.
    stamp: Option<u64>,
    /// Have we said that we look ourselves?
    said: bool,
}

/// Which folders are there: a folder that was deleted and made again is another one.
type Tops = Vec<Option<(u64, u64)>>;

impl Watcher {
    /// Watches from now on.
    pub(super) fn new(folder: &Path, report: Report) -> Self {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        let (send, told) = channel();
        let mut new = Self { folder, report, send, told, system: None, tops: vec![], stamp: None, said: false };
        new.watch();
        new
    }

    /// Waits until the site may have changed and it is quiet.
    pub(super) fn wait(&mut self) -> Change {
        loop {
            match self.told.recv_timeout(LOOK) {
                Ok(wake) => {
                    if let Some(change) = self.after(wake) {
                        return change;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.tops != tops(&self.folder) {
                        self.watch_again(false);
                        return Change::Unknown;
                    }
                    if self.system.is_none() && self.looks_different() {
                        return Change::Unknown;
                    }
                }
                // cannot happen: we hold a sender ourselves
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(LOOK),
            }
        }
    }

    /// What changes within so much time, once it is quiet again.
    pub(super) fn more(&mut self, time: Duration) -> Option<Change> {
        self.told.recv_timeout(time).ok().and_then(|wake| self.after(wake))
    }

    /// What changed, once it is quiet; none where nothing has.
    fn after(&mut self, first: Wake) -> Option<Change> {
        let wake = self.settle(first);
        if wake.moved || wake.blind {
            self.watch_again(wake.blind);
        }
        if !wake.lost && !wake.moved && !wake.blind && !wake.other {
            return Some(Change::Files(wake.changed));
        }
        // our own reading can make the system lose messages: look before building again
        let only_lost = wake.changed.is_empty() && !wake.moved && !wake.blind && !wake.other;
        (!only_lost || self.looks_different()).then_some(Change::Unknown)
    }

    /// Waits until it is quiet.
    #[allow(clippy::disallowed_methods, reason = "decides when we read, not what is made of it")]
    fn settle(&self, first: Wake) -> Wake {
        let start = Instant::now();
        let mut all = first;
        while start.elapsed() < AT_MOST {
            let quiet = match (all.open, all.whole) {
                (true, _) => QUIET_WHILE_OPEN,
                (false, true) => QUIET_WHEN_WHOLE,
                (false, false) => QUIET,
            };
            match self.told.recv_timeout(quiet) {
                Ok(next) => all = all.and(next),
                Err(_) => break,
            }
        }
        all
    }

    fn looks_different(&mut self) -> bool {
        let now = Some(stamp(&self.folder));
        std::mem::replace(&mut self.stamp, now) != now
    }

    fn watch_again(&mut self, blind: bool) {
        self.system = None;
        if blind {
            self.tops = tops(&self.folder);
            self.look_ourselves("there are more folders than it can watch");
        } else {
            self.watch();
        }
    }

    /// Asks the system to watch what is there now.
    fn watch(&mut self) {
        self.tops = tops(&self.folder);
        match self.ask() {
            Ok(system) => self.system = Some(system),
            Err(error) => self.look_ourselves(&words(&error)),
        }
    }

    fn look_ourselves(&mut self, reason: &str) {
        self.stamp = Some(stamp(&self.folder));
        if !std::mem::replace(&mut self.said, true) {
            (self.report)(&Event::Looking(reason.to_owned()));
        }
    }

    fn ask(&self) -> notify::Result<RecommendedWatcher> {
        let (send, folder) = (self.send.clone(), self.folder.clone());
        let tell = move |event: notify::Result<notify::Event>| {
            if let Some(wake) = wake(&folder, &event) {
                // fails only when nobody waits any more
                let _ = send.send(wake);
            }
        };
        let settings = notify::Config::default().with_follow_symlinks(false);
        let mut system = RecommendedWatcher::new(tell, settings)?;
        let mut add = |path: &Path, mode| match system.watch(path, mode) {
            // what is not there is seen when it comes
            Err(e) if is_missing(&e) => Ok(()),
            answer => answer,
        };
        add(&self.folder, RecursiveMode::NonRecursive)?;
        for part in PARTS {
            let path = self.folder.join(part);
            if path.symlink_metadata().is_ok_and(|m| m.is_dir()) {
                add(&path, RecursiveMode::Recursive)?;
            }
        }
        Ok(system)
    }
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(e) => e.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn words(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => "there are more folders than it can watch".to_owned(),
        notify::ErrorKind::Io(e) => e.to_string(),
        notify::ErrorKind::Generic(words) => words.clone(),
        other => format!("{other:?}"),
    }
}

/// What a message of the system means to us; `None`: nothing.
fn wake(folder: &Path, event: &notify::Result<notify::Event>) -> Option<Wake> {
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            let blind = matches!(error.kind, notify::ErrorKind::MaxFilesWatch);
            return Some(Wake { lost: true, blind, ..Wake::default() });
        }
    };
    if event.need_rescan() {
        return Some(Wake { lost: true, ..Wake::default() });
    }
    let written = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
    if matches!(event.kind, EventKind::Access(_)) && !written {
        return None;
    }
    let moved = !written
        && !matches!(event.kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)))
        && event.paths.iter().any(|path| is_top(folder, path));
    let paths: Vec<&PathBuf> = event.paths.iter().filter(|path| matters(folder, path)).collect();
    let changed: BTreeSet<SourcePath> = paths.iter().filter_map(|path| source(folder, path)).collect();
    let other = changed.len() < paths.len() || !paths.is_empty() && is_of_folders(event.kind);
    let renamed = matches!(event.kind, EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)));
    let whole = written || renamed;
    let writing = matches!(event.kind, EventKind::Modify(ModifyKind::Data(_)) | EventKind::Create(CreateKind::File));
    let open = SAYS_WHEN_WHOLE && writing;
    (moved || !paths.is_empty()).then_some(Wake { changed, other, moved, whole, open, ..Wake::default() })
}

/// Does the system say when a file that was written to is closed?
const SAYS_WHEN_WHOLE: bool = cfg!(target_os = "linux");

/// Is this about a folder, as far as the system says?
fn is_of_folders(kind: EventKind) -> bool {
    matches!(kind, EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder))
}

/// The path of a file of the site.
fn source(folder: &Path, path: &Path) -> Option<SourcePath> {
    let inside = path.strip_prefix(folder).ok()?.to_str()?;
    let inside = if std::path::MAIN_SEPARATOR == '/' {
        inside.to_owned()
    } else {
        inside.replace(std::path::MAIN_SEPARATOR, "/")
    };
    SourcePath::new(&inside).ok()
}

fn is_top(folder: &Path, path: &Path) -> bool {
    path == folder || PARTS.iter().any(|part| path == folder.join(part))
}

/// Can a change of this path change the site? Not the output, git's own folder, or what editors leave
/// beside a file.
fn matters(folder: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(folder) else { return false };
    let mut parts = inside.iter().map(|part| part.to_string_lossy());
    let known = parts.next().is_some_and(|first| first == config::FILE || PARTS.contains(&first.as_ref()));
    known && !parts.any(|part| is_left_over(&part))
}

/// Names of dot-files and of what editors write while they save.
fn is_left_over(name: &str) -> bool {
    let ends = |all: &[&str]| all.iter().any(|end| name.ends_with(end));
    name.starts_with('.')
        || name.starts_with('#') && name.ends_with('#')
        || name == "4913"
        || ends(&["~", ".swp", ".swx", ".tmp", "___jb_tmp___", "___jb_old___"])
}

fn tops(folder: &Path) -> Tops {
    let parts = PARTS.iter().map(|part| folder.join(part));
    std::iter::once(folder.to_path_buf()).chain(parts).map(|path| identity(&path)).collect()
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    path.symlink_metadata().ok().map(|m| (m.dev(), m.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    let made = path.symlink_metadata().ok()?.created().ok()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Some((made.as_secs(), u64::from(made.subsec_nanos())))
}

/// Stands for the names, times and sizes of all files that a build reads. Opens none of them.
fn stamp(folder: &Path) -> u64 {
    let mut hash = DefaultHasher::new();
    for top in PARTS.iter().copied().chain([config::FILE]) {
        for entry in WalkDir::new(folder.join(top)).follow_links(false).sort_by_file_name().into_iter().flatten() {
            entry.path().hash(&mut hash);
            if let Ok(data) = entry.metadata() {
                (data.len(), data.modified().ok(), data.is_dir()).hash(&mut hash);
            }
        }
    }
    hash.finish()
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, Flag, MetadataKind};

    use super::*;
    use crate::testing::TempFolder;

    #[test]
    fn only_what_a_build_reads_matters() {
        let matters = |path: &str| matters(Path::new("/s"), Path::new(path));
        for yes in [
            "/s/cpdfolio.yaml",
            "/s/content",
            "/s/content/activities/2026/x.md",
            "/s/evidence/a.pdf",
            "/s/themes/default/assets/site.css",
        ] {
            assert!(matters(yes), "{yes}");
        }
        for no in [
            "/s",
            "/s/public/index.html",
            "/s/.public.cpdfolio-new",
            "/s/.git/index",
            "/s/README.md",
            "/s/content/.x.md.swp",
            "/s/content/x.md~",
            "/s/content/4913",
            "/s/content/.obsidian/workspace.json",
            "/s/content/#x.md#",
            "/other/content/x.md",
        ] {
            assert!(!matters(no), "{no}");
        }
    }

    #[test]
    fn what_the_system_says() {
        let of =
            |kind: EventKind, path: &str| wake(Path::new("/s"), &Ok(notify::Event::new(kind).add_path(path.into())));
        let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        assert_eq!(of(read, "/s/content/a.md"), None, "our own reading must not wake us");
        assert!(of(written, "/s/content/a.md").unwrap().whole);
        assert!(!of(EventKind::Modify(ModifyKind::Data(DataChange::Any)), "/s/content/a.md").unwrap().whole);
        assert!(of(EventKind::Remove(RemoveKind::Folder), "/s/content").unwrap().moved);
        assert!(of(EventKind::Remove(RemoveKind::Folder), "/s").unwrap().moved);
        assert!(of(EventKind::Create(CreateKind::Folder), "/s/themes").unwrap().moved);
        assert_eq!(of(EventKind::Create(CreateKind::Folder), "/s/public"), None);
        assert_eq!(of(EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), "/s"), None);
        let lost = notify::Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(wake(Path::new("/s"), &Ok(lost)).unwrap().lost);
        assert!(wake(Path::new("/s"), &Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch))).unwrap().blind);
    }

    #[test]
    fn a_stamp_stands_for_the_sources() {
        let temp = TempFolder::new("stamp");
        temp.write("cpdfolio.yaml", "");
        temp.write("content/a.md", "a");
        let one = stamp(temp.path());
        assert_eq!(stamp(temp.path()), one);
        temp.write("public/index.html", "");
        assert_eq!(stamp(temp.path()), one, "the output is no source");
        temp.write("content/b.md", "");
        assert_ne!(stamp(temp.path()), one);
    }
}
