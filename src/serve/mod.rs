//! The preview: the owner's own view, rebuilt in memory whenever a file of the site changes, and
//! served to browsers on this machine only.
//!
//! ```text
//! watch  (its own thread)  waits until something changed and it has been quiet
//! build  (the same)        what changed -> the site's values -> Snapshot, swapped in one step
//! live   (one a snapshot)  has those values; makes a file when it is asked for
//! http   (tokio)           guard -> Snapshot -> answer
//! reload (tokio)           tells each open page what became of it
//! page                     what is added to a page on its way out
//! ```
//!
//! A request sees one snapshot from beginning to end: never half of one build and half of the next.
//! Nothing tracks which page depends on what: pages are made anew from the values, so that none can
//! be stale, and only those that are looked at.

mod build;
mod guard;
mod http;
mod live;
mod page;
mod reload;
mod snapshot;
mod watch;

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use snapshot::Snapshot;

use crate::diag::{Diagnostic, render};
use crate::engine::{Action, Error};
use crate::model::Day;
use crate::paths::SourcePath;

/// The port that is tried first.
pub const PORT: u16 = 4747;

/// How many ports after the one asked for are tried.
const TRIED: u16 = 100;

/// What to serve, and where.
pub struct Options {
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

/// Told what happens, from two threads.
pub type Report = Arc<dyn Fn(&Event<'_>) + Send + Sync>;

/// Something that the user may want to know.
#[derive(Debug)]
pub enum Event<'a> {
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
pub struct Round<'a> {
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

/// The latest state, once there is one.
type Latest = tokio::sync::watch::Receiver<Option<Arc<Snapshot>>>;

/// Serves a site until the user ends it with Ctrl-C.
pub fn run(options: Options) -> Result<(), Error> {
    let asked = options.port;
    let listener = listen(asked)?;
    let port = listener.local_addr().map_err(|e| Error::System(Action::Listen(asked), e))?.port();
    let taken = (asked != 0 && asked != port).then_some(asked);
    let report = Arc::clone(&options.report);
    let watcher = watch::Watcher::new(&options.folder, Arc::clone(&report));
    let (publish, latest) = tokio::sync::watch::channel(None);
    let builder = build::Builder::new(options, publish);
    std::thread::spawn(move || builder.run(watcher));
    let serving = http::Server { port, latest };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Error::System(Action::Listen(port), e))?;
    runtime.block_on(async {
        let listener =
            tokio::net::TcpListener::from_std(listener).map_err(|e| Error::System(Action::Listen(port), e))?;
        report(&Event::Listening { address: format!("http://127.0.0.1:{port}/"), taken });
        tokio::select! {
            () = serving.run(listener) => Ok(()),
            ended = tokio::signal::ctrl_c() => ended.map_err(|e| Error::System(Action::WaitForCtrlC, e)),
        }
    })
}

/// A place on this machine that nothing else can reach; the next free one where a port is taken.
fn listen(asked: u16) -> Result<TcpListener, Error> {
    let last = if asked == 0 { 0 } else { asked.saturating_add(TRIED) };
    let mut answer = Err(std::io::Error::from(std::io::ErrorKind::AddrInUse));
    for port in asked..=last {
        answer = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        if !matches!(&answer, Err(e) if e.kind() == std::io::ErrorKind::AddrInUse) {
            break;
        }
    }
    let listener = answer.map_err(|e| Error::System(Action::Listen(asked), e))?;
    listener.set_nonblocking(true).map_err(|e| Error::System(Action::Listen(asked), e))?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_free_port_is_used() {
        let one = listen(0).unwrap();
        let port = one.local_addr().unwrap().port();
        let two = listen(port).unwrap().local_addr().unwrap();
        assert_ne!(two.port(), port);
        assert!(two.ip().is_loopback());
    }
}
