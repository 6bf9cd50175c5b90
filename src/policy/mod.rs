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

pub mod data;
pub mod judge;
pub mod read;
pub mod tell;

pub use data::competences::Competences;
pub use data::records::{Record, Records};
pub use data::rule::{Confidence, Edition, Key, KeyKind, Named, Origin, Policy, Rule, RuleKind, Severity, Unit};
pub use data::select::Select;
pub use data::vocabulary::Vocabulary;
pub use judge::assessment::{Adjustment, Assessment, Counted, Excluded, RuleResult, Verdict, Why};
pub use judge::follow::{Artefact, Circumstance, Follow};
pub use judge::{assess, assess_all};
pub use read::packs::Packs;

#[cfg(test)]
mod tests;
