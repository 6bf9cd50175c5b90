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
use std::task::Poll;

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
    let serving = http::Server { port, latest };
    let runtime = enough_descriptors(&listener).and_then(|()| {
        // what waits for Ctrl-C and for requests takes its descriptors before the builder opens any file
        tokio::runtime::Builder::new_current_thread().enable_all().build()
    });
    let runtime = runtime.map_err(|e| Error::System(Action::Listen(port), e))?;
    let mut ended = std::pin::pin!(tokio::signal::ctrl_c());
    let waits = std::future::poll_fn(|context| Poll::Ready(ended.as_mut().poll(context).is_pending()));
    runtime.block_on(waits);
    let thread = std::thread::Builder::new().name("builder".to_owned()).spawn(move || builder.run(watcher));
    thread.map_err(|e| Error::System(Action::StartThread, e))?;
    runtime.block_on(async {
        let listener =
            tokio::net::TcpListener::from_std(listener).map_err(|e| Error::System(Action::Listen(port), e))?;
        report(&Event::Listening { address: format!("http://127.0.0.1:{port}/"), taken });
        tokio::select! {
            () = serving.run(listener) => Ok(()),
            ended = ended => ended.map_err(|e| Error::System(Action::WaitForCtrlC, e)),
        }
    })
}

/// How many descriptors the runtime, the watcher and the first request take.
const DESCRIPTORS: usize = 16;

/// Can so many files be opened as the preview needs? Asked first, since the runtime ends the program where it cannot.
fn enough_descriptors(listener: &TcpListener) -> std::io::Result<()> {
    (0..DESCRIPTORS).map(|_| listener.try_clone()).collect::<std::io::Result<Vec<_>>>().map(drop)
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
