//! What the words of policies and entries are called on the pages of a site.

use super::Site;
use super::facets::{Facet, FacetValue};
use crate::content::choices::title;
use crate::model::Word;

impl Site<'_> {
    /// The title of a type.
    pub fn type_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.words.types, word)
    }

    /// The title of a category.
    pub fn category_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.words.categories, word)
    }

    /// The title of a competence.
    pub fn competence_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.competences, word)
    }

    /// What the group of a competence is about.
    pub fn competence_group(&self, word: &Word) -> Option<&str> {
        let letter = word.as_str().trim_end_matches(|c: char| c.is_ascii_digit());
        self.seen.words.competence_groups.get(letter).map(String::as_str)
    }

    /// The title of a benefit or value.
    pub fn cite_title<'s>(&'s self, word: &'s Word) -> &'s str {
        title(&self.seen.words.cites, word)
    }

    /// How a value of a facet is called.
    pub fn facet_title(&self, value: &FacetValue) -> String {
        let words = &self.seen.words;
        let named = match value.facet {
            Facet::Type => &words.types[..],
            Facet::Category => &words.categories[..],
            Facet::Competence => &self.seen.competences[..],
            Facet::Planned => return self.wording.word("table", &value.word).to_owned(),
            Facet::Tag | Facet::Provider => return value.word.clone(),
        };
        match named.iter().find(|n| n.id.as_str() == value.word) {
            Some(n) if value.facet == Facet::Competence && n.title != value.word => {
                format!("{} {}", value.word, n.title)
            }
            Some(n) => n.title.clone(),
            None => value.word.clone(),
        }
    }
}
