//! How a command ends.

use crate::engine::Error;

/// How a command ended.
pub(super) type Outcome = Result<Ending, Error>;

/// The ways to end without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Done: exit code 0.
    Done,
    /// Something was found: exit code 1.
    Findings,
}
