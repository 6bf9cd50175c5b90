//! How long each stage takes: for `build --timings` and the benchmark.

use std::time::{Duration, Instant};

/// The stages of a run, in order.
#[derive(Debug, Default)]
pub struct Timings {
    stages: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Runs a stage and notes how long it took.
    pub fn stage<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        #[allow(clippy::disallowed_methods, reason = "a stopwatch: its reading is printed and decides nothing")]
        let start = Instant::now();
        let value = work();
        self.stages.push((name, start.elapsed()));
        value
    }

    /// Names and times.
    pub fn stages(&self) -> &[(&'static str, Duration)] {
        &self.stages
    }
}
