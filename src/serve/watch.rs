//! Waiting for changes. What the system says only wakes us: the site is then read anew, so that no
//! editor's way of saving, no lost message and no folder that went and came back can leave us with
//! half a change.
//!
//! Watched are the parts of the site that a build reads, not the output and not git's own folder.
//! Where the system cannot watch, we look ourselves, every second.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use walkdir::WalkDir;

use super::{Event, Report};
use crate::config;

/// The folders of a site that a build reads.
const PARTS: [&str; 3] = ["content", "evidence", "themes"];
/// It has been quiet for this long: the change is complete.
const QUIET: Duration = Duration::from_millis(20);
/// The same after a message that a file is complete.
const QUIET_WHEN_WHOLE: Duration = Duration::from_millis(6);
/// We wait no longer than this, however busy it is.
const AT_MOST: Duration = Duration::from_millis(200);
/// How often we see whether the watched folders are still the same ones.
const LOOK: Duration = Duration::from_secs(1);

/// What the system told us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Wake {
    /// A file of the site changed.
    changed: bool,
    /// A watched folder itself came, went or changed its name.
    moved: bool,
    /// Messages were lost.
    lost: bool,
    /// The last file that was written is complete.
    whole: bool,
    /// The system watches no more.
    blind: bool,
}

impl Wake {
    fn and(self, next: Self) -> Self {
        Self {
            changed: self.changed || next.changed,
            moved: self.moved || next.moved,
            lost: self.lost || next.lost,
            whole: next.whole,
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
    pub(super) fn wait(&mut self) {
        loop {
            match self.told.recv_timeout(LOOK) {
                Ok(wake) => {
                    let wake = self.settle(wake);
                    if wake.moved || wake.blind {
                        self.watch_again(wake.blind);
                    }
                    // our own reading can make the system lose messages: look before building again
                    let only_lost = wake.lost && !wake.changed && !wake.moved && !wake.blind;
                    if !only_lost || self.looks_different() {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.tops != tops(&self.folder) {
                        self.watch_again(false);
                        return;
                    }
                    if self.system.is_none() && self.looks_different() {
                        return;
                    }
                }
                // cannot happen: we hold a sender ourselves
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(LOOK),
            }
        }
    }

    /// Waits until it is quiet.
    #[allow(clippy::disallowed_methods, reason = "decides when we read, not what is made of it")]
    fn settle(&self, first: Wake) -> Wake {
        let start = Instant::now();
        let mut all = first;
        while start.elapsed() < AT_MOST {
            let quiet = if all.whole { QUIET_WHEN_WHOLE } else { QUIET };
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
    let changed = event.paths.iter().any(|path| matters(folder, path));
    let renamed = matches!(event.kind, EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)));
    (moved || changed).then_some(Wake { changed, moved, whole: written || renamed, ..Wake::default() })
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
    name.starts_with(['.', '#'])
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
    use notify::event::{CreateKind, DataChange, Flag, MetadataKind, RemoveKind};

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
