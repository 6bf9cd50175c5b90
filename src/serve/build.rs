//! The thread that builds: once at the start, and again whenever something changed. A build that
//! fails leaves what is served as it was.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::watch::Sender;

use super::snapshot::{Changes, Snapshot, is_page};
use super::watch::Watcher;
use super::{Event, Options, Report, Round};
use crate::diag::Diagnostic;
use crate::model::Day;
use crate::ops::build::{self, build_into};
use crate::ops::project::{self, Error, Project};
use crate::ops::timings::Timings;
use crate::output::{Files, MemoryStore};
use crate::share::Audience;

/// Builds the site into memory and publishes it.
pub(super) struct Builder {
    folder: PathBuf,
    today: Box<dyn Fn() -> Day + Send>,
    report: Report,
    publish: Sender<Option<Arc<Snapshot>>>,
    latest: Option<Arc<Snapshot>>,
    notes: Vec<Diagnostic>,
}

/// A build that can be served.
struct Made {
    project: Project,
    files: Arc<Files>,
    notes: Vec<Diagnostic>,
}

impl Builder {
    /// A builder that has built nothing yet.
    pub(super) fn new(options: Options, publish: Sender<Option<Arc<Snapshot>>>) -> Self {
        let Options { folder, today, report, .. } = options;
        Self { folder, today, report, publish, latest: None, notes: vec![] }
    }

    /// Builds for ever. The watcher is there before the first build, so that no change is missed.
    pub(super) fn run(mut self, mut watcher: Watcher) {
        loop {
            self.build();
            watcher.wait();
        }
    }

    fn build(&mut self) {
        let earlier = self.latest.as_ref().and_then(|s| s.files.clone()).unwrap_or_default();
        let day = (self.today)();
        let mut watch = Timings::default();
        let work = || make(&self.folder, day, Arc::clone(&earlier));
        let made = watch.stage("rebuild", || catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(our_fault())));
        let took = watch.stages().iter().map(|(_, time)| *time).sum();
        match made {
            Ok(made) => self.publish_good(&made, &earlier, took),
            Err(error) => self.publish_failed(&error),
        }
    }

    fn publish_good(&mut self, made: &Made, earlier: &Files, took: std::time::Duration) {
        let texts = made.project.texts();
        let first = self.latest.as_ref().is_none_or(|s| s.files.is_none());
        self.publish(Snapshot::good(Arc::clone(&made.files), &made.notes, texts));
        let news: Vec<Diagnostic> = made.notes.iter().filter(|n| !self.notes.contains(n)).cloned().collect();
        self.notes.clone_from(&made.notes);
        (self.report)(&Event::Built(Round {
            first,
            took,
            changes: if first { Changes::default() } else { Changes::between(earlier, &made.files) },
            pages: made.files.keys().filter(|p| is_page(p)).count(),
            notes: &made.notes,
            news: &news,
            texts,
        }));
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

/// Reads and builds the owner's view. One half-typed entry never hides the rest.
fn make(folder: &Path, day: Day, earlier: Arc<Files>) -> Result<Made, Error> {
    let mut timings = Timings::default();
    let project = project::open(folder, day, &mut timings)?;
    let store = MemoryStore::after(earlier);
    let options = build::Options { audience: Audience::Private, keep_going: true };
    let notes = build_into(&project, &options, &store, &mut timings)?.notes;
    Ok(Made { project, files: Arc::new(store.into_files()), notes })
}

fn our_fault() -> Error {
    Error::Asked(
        "cpdfolio itself failed on this site".to_owned(),
        Some("what the terminal says helps us to mend it; the next change is tried again".to_owned()),
    )
}
