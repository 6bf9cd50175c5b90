//! What is known of a member beside the entries: circumstances and documents.

use crate::model::{Day, Days, Minutes, PolicyId, Word};

/// A circumstance that a member has stated. Its reason and days are the owner's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstance {
    /// Under which policy.
    pub policy: PolicyId,
    /// A reason that the policy knows.
    pub reason: String,
    /// When it held.
    pub days: Days,
    /// The target that was agreed.
    pub target: Option<Minutes>,
    /// When it was agreed.
    pub agreed_on: Option<Day>,
    /// Under which reference.
    pub reference: Option<String>,
    /// May the assessor read which kind of circumstance it is?
    pub tell_kind: bool,
}

/// A document that a rule or route asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Which: one of the policy's `artefacts`.
    pub kind: Word,
    /// Of which day.
    pub day: Day,
}
