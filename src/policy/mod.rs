//! A body's rules as data, and the judgement of a record by them.
//!
//! A policy file states rules in editions; each period is judged by the edition in force on its
//! first day. [`assess()`] judges one period of [`Records`] for one [`Follow`]: a pure function, in
//! whole numbers, the same for any order of entries; every verdict comes with the entries and the sum
//! that it rests on, as data. Sentences are made of it in `say`. The format is described in the guide
//! (`content/policy-format.md`).
//!
//! ```text
//! data      a policy's rules, a member's facts, what a judgement says
//! value     single values of a policy file: YAML -> amount, selection
//! amounts   periods, changed targets; entries -> amounts, caps, what is carried
//! kinds     one file a kind of rule: how it is read, judged and closed
//! read      YAML -> Policy, all faults gathered; the built-in policies
//! judge     Follow, Period, Records -> Assessment
//! tell      differences, doubtful points, worked examples, as data
//! ```
//!
//! Each uses only what stands above it.

pub mod amounts;
pub mod data;
pub mod judge;
pub mod kinds;
pub mod read;
pub mod tell;
mod value;

pub use amounts::follow::Follow;
pub use data::assessment::{Adjustment, Asked, Assessment, Counted, Excluded, Lacks, Pending, RuleResult, Verdict};
pub use data::competences::Competences;
pub use data::edition::Edition;
pub use data::kind::{Ask, Figure, RuleKind};
pub use data::measure::{Amount, Unit};
pub use data::member::{Artefact, Circumstance};
pub use data::named::{Confidence, Key, KeyKind, Named, Origin};
pub use data::policy::Policy;
pub use data::records::{Record, Records, Why};
pub use data::rule::{Rule, Severity};
pub use data::select::Select;
pub use data::vocabulary::Vocabulary;
pub use judge::{assess, assess_all, lacks_role};
pub use read::packs::Packs;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod files;
#[cfg(test)]
mod tests;
