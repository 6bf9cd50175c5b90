//! [`Live`]: a site whose files are made when somebody asks for them, by the same function that a
//! build uses. Its values live on a thread of their own, which ends when the last one that serves it
//! lets it go: what is asked of one site is answered from that site and no other.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};

use axum::body::Bytes;
use tokio::sync::oneshot;

use super::mark::{is_style, mark};
use crate::diag::Diagnostic;
use crate::engine::outputs;
use crate::engine::outputs::{Output, Outputs, Ready};
use crate::engine::project::Project;
use crate::engine::timings::Timings;
use crate::engine::{Action, Error};
use crate::model::Audience;
use crate::paths::OutPath;

/// A file, and what stands for its bytes.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) bytes: Bytes,
    pub(super) mark: Arc<str>,
}

/// A question to the thread that has the site.
enum Ask {
    File(usize, oneshot::Sender<Result<Made, Arc<Error>>>),
    Mark(usize, oneshot::Sender<Result<Arc<str>, Arc<Error>>>),
}

/// A site that is served.
#[derive(Debug)]
pub(super) struct Live {
    places: HashMap<OutPath, usize>,
    /// The path that the site's own address will have: `/cpd/`; empty where none is known.
    pub(super) base: String,
    asks: mpsc::Sender<Ask>,
}

/// A site that can be served, and what is known of it at once.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) live: Live,
    /// Stands for the style sheets.
    pub(super) look: String,
    pub(super) notes: Vec<Diagnostic>,
    /// How many pages it has.
    pub(super) pages: usize,
}

impl Live {
    /// Starts a site's thread. With `try_all`, a page of each kind is made first: a theme that cannot
    /// make it is a fault now and not when somebody asks.
    pub(super) fn start(project: Project, ready: Ready, try_all: bool) -> Result<Started, Error> {
        let (say, told) = mpsc::sync_channel(1);
        let work = move || {
            let serve = || {
                let mut timings = Timings::default();
                outputs::with(&project, &ready, Audience::Private, false, &mut timings, |outputs, notes, _| {
                    let (mut started, asks) = begin(outputs, notes, try_all)?;
                    started.live.base = project.config.base_url.as_deref().map(path_of).unwrap_or_default();
                    // nobody waits any more: then nobody will ask either
                    let _ = say.send(Ok(started));
                    answer(outputs, &asks);
                    Ok(())
                })
            };
            match catch_unwind(AssertUnwindSafe(serve)) {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => drop(say.send(Err(error))),
                Err(_) => drop(say.send(Err(Error::Ours))),
            }
        };
        let thread = std::thread::Builder::new().name("site".to_owned()).spawn(work);
        thread.map_err(|e| Error::System(Action::StartThread, e))?;
        told.recv().unwrap_or(Err(Error::Ours))
    }

    /// Is there a file at a place? Its number, to ask for it.
    pub(super) fn find(&self, path: &OutPath) -> Option<usize> {
        self.places.get(path).copied()
    }

    /// Makes a file.
    pub(super) async fn file(&self, n: usize) -> Result<Made, Arc<Error>> {
        let (say, told) = oneshot::channel();
        let sent = self.asks.send(Ask::File(n, say)).is_ok();
        if sent { told.await.unwrap_or_else(|_| Err(Arc::new(Error::Ours))) } else { Err(Arc::new(Error::Ours)) }
    }

    /// What stands for a file's bytes, or for the fault that keeps it from being made.
    pub(super) async fn mark(&self, n: usize) -> Arc<str> {
        let (say, told) = oneshot::channel();
        let sent = self.asks.send(Ask::Mark(n, say)).is_ok();
        match if sent { told.await.ok() } else { None } {
            Some(Ok(mark)) => mark,
            Some(Err(error)) => mark([error.to_string().as_bytes()]).into(),
            None => "".into(),
        }
    }

    /// A site of finished files, for tests.
    #[cfg(test)]
    pub(super) fn of(files: &std::collections::BTreeMap<OutPath, Arc<[u8]>>) -> Self {
        let files: Vec<(OutPath, Bytes)> =
            files.iter().map(|(path, bytes)| (path.clone(), Bytes::copy_from_slice(bytes))).collect();
        let places = files.iter().enumerate().map(|(n, (path, _))| (path.clone(), n)).collect();
        let (asks, asked) = mpsc::channel();
        std::thread::spawn(move || {
            let made = |n: usize| Made { bytes: files[n].1.clone(), mark: mark([&*files[n].1]).into() };
            for ask in asked {
                match ask {
                    Ask::File(n, say) => drop(say.send(Ok(made(n)))),
                    Ask::Mark(n, say) => drop(say.send(Ok(made(n).mark))),
                }
            }
        });
        Self { places, asks, base: String::new() }
    }
}

/// The path of a web address, with a slash at its end.
fn path_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    if path.ends_with('/') { path.to_owned() } else { format!("{path}/") }
}

/// Gives each file its number, and makes what has to be known at once.
fn begin(outputs: &Outputs<'_>, notes: &[Diagnostic], try_all: bool) -> Result<(Started, mpsc::Receiver<Ask>), Error> {
    let mut places = HashMap::with_capacity(outputs.list().len());
    for (n, output) in outputs.list().iter().enumerate() {
        if places.insert(output.out.clone(), n).is_some() {
            return Err(Error::Output(crate::output::Error::Twice(output.out.clone())));
        }
    }
    if try_all {
        outputs.samples().try_for_each(|output| outputs.make(output).map(drop))?;
    }
    let mut styles = vec![];
    for output in outputs.list().iter().filter(|o| is_style(&o.out)) {
        styles.push((output.out.as_str(), outputs.make(output)?));
    }
    let look = mark(styles.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes]));
    let (asks, asked) = mpsc::channel();
    let live = Live { places, asks, base: String::new() };
    Ok((Started { live, look, notes: notes.to_vec(), pages: outputs.pages() }, asked))
}

/// Answers until nobody can ask any more.
fn answer(outputs: &Outputs<'_>, asks: &mpsc::Receiver<Ask>) {
    let mut kept = Kept::default();
    for ask in asks {
        // who asked may have gone away
        match ask {
            Ask::File(n, say) => drop(say.send(kept.file(outputs, n))),
            Ask::Mark(n, say) => drop(say.send(kept.file(outputs, n).map(|made| made.mark))),
        }
    }
}

/// The files that were made last: a page is asked for again when it was told to load itself again.
#[derive(Default)]
struct Kept {
    made: HashMap<usize, Made>,
    bytes: usize,
}

/// As many bytes of them are kept.
const MOST_KEPT: usize = 16 * 1024 * 1024;

impl Kept {
    fn file(&mut self, outputs: &Outputs<'_>, n: usize) -> Result<Made, Arc<Error>> {
        if let Some(made) = self.made.get(&n) {
            return Ok(made.clone());
        }
        let output: &Output<'_> = outputs.list().get(n).ok_or_else(|| Arc::new(Error::Ours))?;
        let made = catch_unwind(AssertUnwindSafe(|| outputs.make(output))).unwrap_or(Err(Error::Ours));
        let bytes = Bytes::from(made.map_err(Arc::new)?.into_owned());
        let made = Made { mark: mark([&*bytes]).into(), bytes };
        self.bytes += made.bytes.len();
        if self.bytes > MOST_KEPT {
            self.made.clear();
            self.bytes = made.bytes.len();
        }
        self.made.insert(n, made.clone());
        Ok(made)
    }
}
