//! Words of sheets as words of the site: types, categories, yes and no.

use super::grid::Cell;
use super::names::plain_words;
use crate::model::usual::usual_type;
use crate::policy::Named;

/// The words of the policies followed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary<'a> {
    /// The types.
    pub(crate) types: &'a [Named],
    /// The categories.
    pub(crate) categories: &'a [Named],
    /// The competences.
    pub(crate) competences: &'a [Named],
    /// The keys that hold or do not.
    pub(crate) keys: &'a [String],
}

impl Vocabulary<'_> {
    /// Is a text the code of a competence?
    pub(super) fn is_competence(self, text: &str) -> bool {
        self.competences.iter().any(|c| c.id.as_str() == text)
    }

    /// Is a text the name of a type?
    pub(super) fn is_type(self, text: &str) -> bool {
        exact(self.types, text).is_some()
    }

    /// The type that a text names; none where it names several.
    pub(crate) fn kind(self, text: &str) -> Option<String> {
        if let Some(named) = exact(self.types, text) {
            return Some(named);
        }
        let words = plain_words(text);
        if words.is_empty() || words.len() > 4 {
            return None;
        }
        usual_type(&words, |id| self.types.iter().any(|t| t.id.as_str() == id)).map(str::to_owned)
    }

    /// The categories that a text may name: one that is named exactly, or all that share its words.
    pub(crate) fn categories(self, text: &str) -> Vec<String> {
        if let Some(named) = exact(self.categories, text) {
            return vec![named];
        }
        self.sharing(&telling(text), |has, wanted| has == wanted)
    }

    /// The category that the head of a column to tick names, also by the beginnings of its words: `Tech (pers.)`.
    pub(super) fn headed(self, text: &str) -> Option<String> {
        let begins = |has: &str, wanted: &str| has == wanted || wanted.len() >= 4 && has.starts_with(wanted);
        let found = match exact(self.categories, text) {
            Some(named) => vec![named],
            None => self.sharing(&telling(text), begins),
        };
        <[String; 1]>::try_from(found).ok().map(|[one]| one)
    }

    /// The categories that have all of some words.
    fn sharing(self, wanted: &[String], is: impl Fn(&str, &str) -> bool) -> Vec<String> {
        if wanted.is_empty() {
            return vec![];
        }
        let holds = |named: &&Named| {
            let has = telling(&format!("{} {}", named.id, named.title));
            wanted.iter().all(|w| has.iter().any(|h| is(h, w)))
        };
        self.categories.iter().filter(holds).map(|n| n.id.to_string()).collect()
    }
}

/// The words of a text that tell one category from another.
fn telling(text: &str) -> Vec<String> {
    let silent = ["and", "the", "of", "for", "skills", "knowledge", "development", "cpd", "or", "a"];
    plain_words(text).into_iter().filter(|w| !silent.contains(&w.as_str())).collect()
}

/// The id of a word that is written as its id or its title.
fn exact(all: &[Named], text: &str) -> Option<String> {
    let text = plain_words(text);
    let first = text.first()?.chars().next()?;
    // most names begin otherwise, and need no closer look
    let may_be = |name: &str| {
        let start = name.chars().find(|c| c.is_alphanumeric());
        start.is_none_or(|c| !c.is_ascii() || c.to_ascii_lowercase() == first)
    };
    let is_name = |name: &str| may_be(name) && plain_words(name) == text;
    let is = |named: &&Named| is_name(named.id.as_str()) || is_name(&named.title);
    all.iter().find(is).map(|n| n.id.to_string())
}

/// A mark in a column to tick.
pub(super) fn is_tick(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => {
            let text = text.trim();
            matches!(
                text,
                "x" | "X"
                    | "✓"
                    | "✔"
                    | "√"
                    | "☑"
                    | "☒"
                    | "✗"
                    | "✅"
                    | "•"
                    | "●"
                    | "*"
                    | "y"
                    | "Y"
                    | "yes"
                    | "Yes"
                    | "YES"
            )
        }
        Cell::Flag(true) => true,
        Cell::Number(number, None) => (*number - 1.0).abs() < f64::EPSILON,
        _ => false,
    }
}

/// A mark, or the 1 that some write in its stead.
pub(super) fn is_mark(cell: &Cell) -> bool {
    is_tick(cell) || cell.text().is_some_and(|t| t.trim() == "1")
}

/// Yes or no, true or false, 1 or 0: of what is either.
pub(super) fn answer(cell: &Cell) -> Option<bool> {
    let number = super::amounts::plain(cell);
    match number {
        Some(0.0) => Some(false),
        Some(1.0) => Some(true),
        _ => flag(cell),
    }
}

/// Yes or no.
pub(super) fn flag(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Flag(flag) => Some(*flag),
        Cell::Text(text) => match plain_words(text).join(" ").as_str() {
            "yes" | "y" | "true" | "p" | "planned" | "ja" | "j" | "oui" | "si" | "x" | "geplant" | "prevu" => {
                Some(true)
            }
            "no" | "n" | "false" | "u" | "unplanned" | "nein" | "non" | "ungeplant" | "not planned" | "nee" => {
                Some(false)
            }
            "" if is_tick(cell) => Some(true),
            _ => None,
        },
        _ => None,
    }
}
