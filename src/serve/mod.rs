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
mod event;
mod guard;
mod http;
mod live;
mod mark;
mod page;
mod reload;
mod snapshot;
mod watch;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

pub(crate) use event::{Event, Options, Round};

use crate::engine::{Action, Error};

/// The port that is tried first.
pub(crate) const PORT: u16 = 4747;

/// How many ports after the one asked for are tried.
const TRIED: u16 = 100;

/// Serves a site until the user ends it with Ctrl-C.
pub(crate) fn run(options: Options) -> Result<(), Error> {
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
