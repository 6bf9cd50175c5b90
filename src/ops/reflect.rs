//! What was learned, entry by entry: which entries have nothing yet, the questions, the text that comes of the answers.

use std::sync::Arc;

use serde::Deserialize;

use crate::content::tree::SourceFile;
use crate::content::write::Asked;
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::model::Activity;
use crate::ops::edit::{self, Edits};
use crate::ops::entries;

/// A set of questions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prompts {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Where they come from.
    pub(crate) source: Option<PromptSource>,
    pub(crate) questions: Vec<String>,
}

/// Where questions come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PromptSource {
    pub(crate) title: String,
    pub(crate) url: Option<String>,
    pub(crate) checked: String,
    pub(crate) confidence: String,
}

/// All sets.
pub(crate) fn all_prompts() -> Vec<Prompts> {
    serde_yaml::from_str(include_str!("prompts.yaml")).unwrap_or_default()
}

/// The set of an id.
pub(crate) fn prompts(id: &str) -> Result<Prompts, Error> {
    let all = all_prompts();
    let found = all.iter().find(|set| set.id == id).cloned();
    found.ok_or_else(|| NoSuch::new(Sought::Prompts, id, all.iter().map(|s| s.id.as_str())).into())
}

/// The entries that say nothing of what was learned, the newest first.
pub(crate) fn without<'p>(project: &'p Project, filter: &str) -> Result<Vec<&'p Arc<Activity>>, Error> {
    let filter = entries::filter(project, &format!("no:reflection -draft -example -future {filter}"))?;
    Ok(entries::chosen(project, &filter))
}

/// The text of answers: a paragraph each, those left out skipped.
pub(crate) fn text(answers: &[String]) -> String {
    let said: Vec<&str> = answers.iter().map(|a| a.trim()).filter(|a| !a.is_empty()).collect();
    said.join("\n\n")
}

/// Writes what was learned into an entry.
pub(crate) fn save(project: &Project, file: &SourceFile, text: &str) -> Result<(), Error> {
    let asked = Asked::Text(text.replace("\r\n", "\n").trim_end().to_owned());
    let edits = Edits { set: vec![("reflection", asked)], ..Edits::default() };
    let made = edit::prepare(project, file, &edits)?;
    edit::save(project, "reflect", file, &made, vec![])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_has_questions_and_says_where_they_come_from() {
        let all = all_prompts();
        assert!(all.len() >= 3 && all[0].id == "short");
        for set in all {
            assert!(!set.title.is_empty() && set.questions.iter().all(|q| q.ends_with('?')), "{}", set.id);
            if let Some(source) = set.source {
                assert!(!source.title.is_empty() && crate::model::time::parse_day(&source.checked).is_some());
                assert!(["confirmed", "reported"].contains(&source.confidence.as_str()));
                assert!(source.url.is_none_or(|url| url.starts_with("http")));
            }
        }
    }

    #[test]
    fn answers_become_paragraphs() {
        let text = text(&[" One. ".to_owned(), String::new(), "Two.".to_owned()]);
        assert_eq!(text, "One.\n\nTwo.");
    }
}
