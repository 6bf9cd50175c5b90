//! A body's rules as data, and the judgement of a record by them.
//!
//! A policy file states rules in editions; each period is judged by the edition in force on its
//! first day. [`lower`] reads a file into a [`Policy`]; [`Packs`] holds the built-in policies and
//! those that a site puts in their place. [`assess()`] judges one period of [`Records`] for one
//! [`Follow`]: a pure function, in whole numbers, the same for any order of entries, and every
//! verdict comes with the entries and the sum that it rests on. [`words`] says rules and sums in
//! sentences, from the data alone. The format is described in the guide (`content/policy-format.md`).
//!
//! ```text
//! YAML -> Policy                      lower, packs
//! Policy, member's facts -> Follow    follow      (periods, editions)
//! Record -> Part {amount}             pool        (select, convert, caps)
//! Follow, Period, Records -> Assessment  assess   (one function a rule kind: kinds)
//! Rule, result -> sentences           words
//! ```

pub mod adjust;
pub mod assess;
pub mod assessment;
pub mod carry;
pub mod check;
pub mod competences;
pub mod diff;
pub mod examples;
pub mod flow;
pub mod follow;
pub mod kinds;
pub mod lower;
pub mod packs;
pub mod pool;
pub mod prose;
pub mod records;
pub mod rule;
pub mod select;
pub mod vocabulary;
pub mod words;

pub use assess::{assess, assess_all};
pub use assessment::{Adjustment, Assessment, Counted, Excluded, RuleResult, Verdict, Why};
pub use competences::Competences;
pub use follow::{Artefact, Circumstance, Follow};
pub use packs::Packs;
pub use records::{Record, Records};
pub use rule::{Confidence, Edition, Key, KeyKind, Named, Origin, Policy, Rule, RuleKind, Severity, Unit};
pub use select::Select;
pub use vocabulary::Vocabulary;

#[cfg(test)]
mod tests;
