//! How long each stage takes, for `build --timings` and the benchmark, and how far a run is, for
//! somebody who waits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The stages of a run, in order.
#[derive(Debug, Default)]
pub struct Timings {
    stages: Vec<(&'static str, Duration)>,
    progress: Arc<Progress>,
}

impl Timings {
    /// Runs a stage and notes how long it took.
    pub fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        #[allow(clippy::disallowed_methods, reason = "a stopwatch: its reading is printed and decides nothing")]
        let start = Instant::now();
        self.progress.begin(name);
        let value = work();
        self.stages.push((name, start.elapsed()));
        value
    }

    /// Names and times.
    pub fn stages(&self) -> &[(&'static str, Duration)] {
        &self.stages
    }

    /// How far the run is: another thread may look at it.
    pub fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }
}

/// How far a run is.
#[derive(Debug, Default)]
pub struct Progress {
    stage: Mutex<&'static str>,
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Progress {
    fn begin(&self, stage: &'static str) {
        self.all.store(0, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    /// This stage has so many steps.
    pub fn expect(&self, steps: usize) {
        self.all.store(steps, Ordering::Relaxed);
    }

    /// One step of them is done.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The stage, its steps that are done, and all its steps; 0: not known.
    pub fn look(&self) -> (&'static str, usize, usize) {
        let stage = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        (stage, self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}
