//! What the preview is asked to do, and what it reports.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::diag::{Diagnostic, render};
use crate::engine::Error;
use crate::model::Day;
use crate::paths::SourcePath;

/// What to serve, and where.
pub(crate) struct Options {
    /// The site's folder.
    pub folder: PathBuf,
    /// The port; 0: any.
    pub port: u16,
    /// Which day it is: asked before each rebuild.
    pub today: Box<dyn Fn() -> Day + Send>,
    /// Told what happens.
    pub report: Report,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("folder", &self.folder).field("port", &self.port).finish_non_exhaustive()
    }
}

/// Is called with each event, from two threads.
pub(super) type Report = Arc<dyn Fn(&Event<'_>) + Send + Sync>;

/// Something that the user may want to know.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// Browsers can come.
    Listening {
        /// The address of the first page.
        address: String,
        /// The port that was asked for, where another program has it.
        taken: Option<u16>,
    },
    /// A build is being served.
    Built(Round<'a>),
    /// A build could not be made: the last good one stays.
    Failed {
        /// Why.
        error: &'a Error,
        /// Has this been reported already?
        again: bool,
    },
    /// The system cannot tell us of changes, for this reason: we look ourselves, every second.
    Looking(String),
}

/// A build, and what it changed.
#[derive(Clone, Copy)]
pub(crate) struct Round<'a> {
    /// Is it the first?
    pub first: bool,
    /// How long it took.
    pub took: Duration,
    /// The files that were read again; none after a change that may have been any.
    pub changed: &'a [&'a SourcePath],
    /// How many pages there were before.
    pub before: usize,
    /// How many pages there are.
    pub pages: usize,
    /// All faults and doubtful points.
    pub notes: &'a [Diagnostic],
    /// The ones that were not there before.
    pub news: &'a [Diagnostic],
    /// The texts of the files, for excerpts.
    pub texts: &'a dyn render::Texts,
}

impl std::fmt::Debug for Round<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Round").field("first", &self.first).field("changed", &self.changed).finish_non_exhaustive()
    }
}
