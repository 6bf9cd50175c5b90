//! The thread that builds: once at the start, and again whenever something changed. What cannot have
//! changed is neither read nor understood anew, and no page is made before somebody asks for it. A
//! build that fails leaves what is served as it was.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch::Sender;

use super::event::{Event, Options, Report, Round};
use super::live::{Live, Started};
use super::snapshot::Snapshot;
use super::watch::{Change, Watcher};

use crate::diag::{Diagnostic, Level};
use crate::engine::Error;
use crate::engine::outputs::Ready;
use crate::engine::project;
use crate::engine::project::Memory;
use crate::engine::theme_files;
use crate::engine::timings::Timings;
use crate::facts::Fingerprints;
use crate::model::Day;
use crate::paths::SourcePath;
use crate::theme::{Theme, ThemeFile};

/// Before a new error is shown, the change must have been over for this long: it may be half of one.
const DOUBT: Duration = Duration::from_millis(80);

/// Reads the site and publishes it.
pub(super) struct Builder {
    folder: PathBuf,
    today: Box<dyn Fn() -> Day + Send>,
    report: Report,
    publish: Sender<Option<Arc<Snapshot>>>,
    latest: Option<Arc<Snapshot>>,
    notes: Vec<Diagnostic>,
    pages: usize,
    kept: Kept,
}

/// What the next build can use again.
#[derive(Default)]
struct Kept {
    memory: Memory,
    theme: Option<Themed>,
    fingerprints: Fingerprints,
}

/// A theme with which a page of each kind could be made.
struct Themed {
    /// The site's own files of it.
    files: Vec<ThemeFile>,
    /// The language of its words.
    language: String,
    theme: Theme,
}

/// A site that can be served.
struct Made {
    started: Started,
    texts: Arc<crate::content::tree::SourceTree>,
}

impl Builder {
    /// A builder that has built nothing yet.
    pub(super) fn new(options: Options, publish: Sender<Option<Arc<Snapshot>>>) -> Self {
        let Options { folder, today, report, .. } = options;
        Self { folder, today, report, publish, latest: None, notes: vec![], pages: 0, kept: Kept::default() }
    }

    /// Builds for ever. The watcher is there before the first build, so that no change is missed.
    pub(super) fn run(mut self, mut watcher: Watcher) {
        let mut change = Change::Unknown;
        loop {
            while let Some(more) = self.build(&change, &mut watcher) {
                change = change.and(more);
            }
            change = watcher.wait();
        }
    }

    /// Builds after a change. The answer is what changed meanwhile, where there is a new error that this
    /// may put right: then nothing was published.
    fn build(&mut self, change: &Change, watcher: &mut Watcher) -> Option<Change> {
        let day = (self.today)();
        let mut watch = Timings::default();
        let work = || self.kept.make(&self.folder, day, change);
        let made = watch.stage("rebuild", || catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::Ours)));
        let took = watch.stages().iter().map(|(_, time)| *time).sum();
        let doubtful = match &made {
            Ok(made) => {
                let mut errors = made.started.notes.iter().filter(|n| n.level() == Level::Error);
                errors.any(|n| !self.notes.contains(n))
            }
            Err(_) => true,
        };
        if doubtful
            && self.latest.is_some()
            && let Some(more) = watcher.more(DOUBT)
        {
            return Some(more);
        }
        match made {
            Ok(made) => self.publish_good(made, change, took),
            Err(error) => self.publish_failed(&error),
        }
        None
    }

    fn publish_good(&mut self, made: Made, change: &Change, took: Duration) {
        let Made { started: Started { live, look, notes, pages }, texts } = made;
        let first = self.latest.as_ref().is_none_or(|s| s.live.is_none());
        self.publish(Snapshot::good(live, look, &notes, texts.as_ref()));
        let known: BTreeSet<&Diagnostic> = self.notes.iter().collect();
        let news: Vec<Diagnostic> = notes.iter().filter(|n| !known.contains(n)).cloned().collect();
        let changed: Vec<&SourcePath> = change.paths().into_iter().flatten().collect();
        (self.report)(&Event::Built(Round {
            first,
            took,
            changed: &changed,
            before: std::mem::replace(&mut self.pages, pages),
            pages,
            notes: &notes,
            news: &news,
            texts: texts.as_ref(),
        }));
        self.notes = notes;
    }

    fn publish_failed(&mut self, error: &Error) {
        let snapshot = Snapshot::failed(self.latest.as_deref(), error, &self.folder);
        let before = self.latest.as_ref().and_then(|s| s.failed.as_ref());
        let again = before.is_some_and(|b| Some(&b.text) == snapshot.failed.as_ref().map(|t| &t.text));
        self.publish(snapshot);
        (self.report)(&Event::Failed { error, again });
    }

    fn publish(&mut self, snapshot: Snapshot) {
        let snapshot = Arc::new(snapshot);
        self.latest = Some(Arc::clone(&snapshot));
        self.publish.send_replace(Some(snapshot));
    }
}

impl Kept {
    /// Reads the owner's view. One half-typed entry never hides the rest.
    fn make(&mut self, folder: &std::path::Path, day: Day, change: &Change) -> Result<Made, Error> {
        let paths: Option<&BTreeSet<SourcePath>> = change.paths();
        match paths {
            Some(paths) => self.fingerprints.retain(|path, _| !paths.contains(path)),
            None => self.fingerprints.clear(),
        }
        // a failure or a panic on the way: nothing of it is used again
        let mut memory = std::mem::take(&mut self.memory);
        let mut project = project::open_again(folder, day, paths, &mut memory, &mut Timings::default())?;
        crate::engine::sealed::tell(&mut project);
        self.memory = memory;
        let (files, language) = (theme_files::own_files(&project)?, project.config.language.clone());
        let before = self.theme.take().filter(|b| b.files == files && b.language == language);
        let new_theme = before.is_none();
        let theme = before.map_or_else(|| theme_files::load(&project, &files), |b| Ok(b.theme))?;
        let ready = Ready::again(&project, theme.clone(), &self.fingerprints);
        self.fingerprints.clone_from(&ready.fingerprints);
        let texts = project.tree.clone();
        let started = Live::start(project, ready, new_theme)?;
        self.theme = Some(Themed { files, language, theme });
        Ok(Made { started, texts })
    }
}
