//! What a member has declared about a year: the head of `content/declarations/YEAR.md`.

use serde::{Deserialize, Serialize};

/// The version of the file.
pub const SCHEMA: &str = "cpdfolio.declaration/1";

/// The declarations of a year: one for each period that ends in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declarations {
    /// [`SCHEMA`]
    pub schema: String,
    /// The year in which the periods end.
    pub year: i32,
    /// Each with its days.
    pub periods: Vec<Declaration>,
}

/// What was declared about one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// The first day of the period: `2025-01-01`.
    pub from: String,
    /// The last.
    pub to: String,
    /// When it was declared.
    pub declared_on: String,
    /// Was the period not over, so that this is a draft?
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub draft: bool,
    /// Which of the statements: `ready`.
    pub statement: String,
    /// The root of the seal: 64 hexadecimal digits.
    pub root: String,
    /// Stands for everything that was sealed, without the key: tells whether something has changed.
    pub content: String,
    /// The same for all but the entries.
    pub rest: String,
    /// What each policy found.
    pub policies: Vec<Figures>,
    /// The entries that were sealed.
    pub entries: Vec<DeclaredEntry>,
    /// Earlier declarations of the period, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub amended: Vec<Amendment>,
}

/// What a policy found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Its id.
    pub policy: String,
    /// The edition.
    pub edition: String,
    /// SHA-256 of its file.
    pub pack: String,
    /// The verdict.
    pub verdict: String,
    /// All minutes.
    pub earned: i64,
    /// Those that count.
    pub counted: i64,
}

/// An entry that was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredEntry {
    /// Its id then.
    pub id: String,
    /// Its minutes.
    pub minutes: i64,
    /// SHA-256 of what was sealed of it: without the id, so that a moved file is the same entry.
    pub sha256: String,
}

/// A declaration that another has replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// When it had been declared.
    pub declared_on: String,
    /// When it was replaced.
    pub amended_on: String,
    /// Why.
    pub reason: String,
    /// Its root.
    pub root: String,
    /// What each policy found then.
    pub policies: Vec<Figures>,
}
