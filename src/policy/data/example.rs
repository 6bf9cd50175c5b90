//! Worked examples of a policy: small records beside the rules, with the verdicts that they must get.

use std::collections::BTreeMap;

use super::member::{Artefact, Circumstance};
use crate::model::activity::Declared;
use crate::model::{CategoryPart, Day, Days, Minutes, Word};

/// One worked example.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// A day of the period that is judged; absent: the first full period of the edition.
    pub on: Option<Day>,
    /// The day of the assessment; absent: the day after the period.
    pub as_of: Option<Day>,
    /// The day of joining.
    pub joined: Option<Day>,
    /// Roles of the member's.
    pub roles: Vec<Word>,
    /// Documents of the member's, where it matters.
    pub artefacts: Option<Vec<Artefact>>,
    /// Days of the periods for which the record was drawn.
    pub drawn: Vec<Day>,
    /// Circumstances of the member's.
    pub circumstances: Vec<Circumstance>,
    /// The record.
    pub log: Vec<Logged>,
    /// For each rule (or `verdict`) what must come out: an amount, a verdict, or both.
    pub expect: Vec<(String, String)>,
}

/// An entry of an example.
#[derive(Debug, Clone)]
pub struct Logged {
    /// When; absent: the first day of the period.
    pub days: Option<Days>,
    /// For how long.
    pub minutes: Minutes,
    /// Which categories it served.
    pub categories: Vec<CategoryPart>,
    /// The type of activity.
    pub kind: Option<Word>,
    /// Was it planned?
    pub planned: bool,
    /// Not finished.
    pub draft: bool,
    /// Scaffolding.
    pub example: bool,
    /// Who offered it.
    pub provider: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Competence codes.
    pub competences: Vec<Word>,
    /// Keys that the policy declares.
    pub declared: BTreeMap<String, Declared>,
    /// How many words of reflection there are.
    pub reflection_words: usize,
    /// Is there a file that shows it?
    pub has_evidence: bool,
    /// Did it help others to learn?
    pub supports_others: bool,
    /// Does it serve a plan item?
    pub has_plan: bool,
    /// So many alike.
    pub times: i64,
}
