//! Faults and doubtful points, in the owner's own build.

use serde::Serialize;

use crate::diag::render::{Texts, visible};
use crate::diag::{Diagnostic, Level};

/// What the page of problems shows.
#[derive(Debug, Serialize)]
pub(crate) struct ProblemsView {
    /// Errors first, each by file and place.
    pub list: Vec<ProblemView>,
    /// How many errors.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
}

/// One problem.
#[derive(Debug, Serialize)]
pub(crate) struct ProblemView {
    /// `error` or `warning`.
    pub level: &'static str,
    /// Its code.
    pub code: &'static str,
    /// File, line and column: `content/activities/x.md:5:1`.
    pub place: String,
    /// The reason.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// What the terminal says after a colon, as a sentence of its own begins.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

impl ProblemsView {
    /// Makes the view.
    pub(crate) fn new(problems: &[Diagnostic], texts: &dyn Texts) -> Self {
        let mut list: Vec<&Diagnostic> = problems.iter().collect();
        list.sort_by_key(|d| (d.level(), (*d).clone()));
        let lines = crate::diag::render::short(list.iter().copied(), texts);
        let view = |(d, line): (&&Diagnostic, &String)| ProblemView {
            level: d.level().word(),
            code: d.code.name(),
            place: line.split(": ").next().unwrap_or_default().to_owned(),
            message: sentence(&visible(&d.message)),
            hint: d.hint.as_deref().map(|hint| sentence(&visible(hint))),
        };
        Self {
            errors: list.iter().filter(|d| d.level() == Level::Error).count(),
            warnings: list.iter().filter(|d| d.level() == Level::Warning).count(),
            list: list.iter().zip(&lines).map(view).collect(),
        }
    }
}
