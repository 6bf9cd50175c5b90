//! What somebody else has filled in: the head of a file of `content/answers/`, written by `receive`.

use serde::{Deserialize, Serialize};

use super::Visibility;

/// The version of the file that a form saves, and of the one that `receive` writes.
pub const SCHEMA: &str = "cpdfolio.answer/1";

/// What somebody else has filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// [`SCHEMA`]
    pub schema: String,
    /// As what: `assessor`, `confirmer`, `peer`, `supervisor`.
    pub role: String,
    /// The year that it is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub year: Option<i32>,
    /// The entry that it is about, by id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entry: Option<String>,
    /// The day on which it was filled in, as the file says.
    pub on: String,
    /// Who filled it in, as the file says.
    pub by: String,
    /// That person's number at their body.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub number: String,
    /// May others read who it was?
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub named: bool,
    /// Who sees it: `assessor`.
    pub visibility: String,
    /// The policy whose document it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub policy: Option<String>,
    /// Which document of that policy it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub artefact: Option<String>,
    /// Stands for what the form showed.
    pub shown: String,
    /// Was it taken although that had changed?
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub stale: bool,
    /// The answers.
    pub answers: Vec<Said>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The question, by id.
    pub id: String,
    /// The question.
    pub title: String,
    /// One of four levels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub level: Option<u8>,
    /// Yes?
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub yes: bool,
    /// Words.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
}

impl Given {
    /// Who may see it.
    pub fn visibility(&self) -> Visibility {
        let word = Visibility::WORDS.iter().find(|(word, _)| *word == self.visibility);
        word.map_or(Visibility::Private, |(_, v)| *v)
    }
}
