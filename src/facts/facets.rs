//! Facets: the entries that share a type, category, tag, provider or competence, and the addresses of
//! their lists. They are how a record is browsed without script.
//!
//! A value of one entry needs no list: its word leads to the entry itself. A list of up to
//! [`LONGEST_LIST`] entries is one page with an anchor for each year; a longer one is a page for each
//! year, so that the pages of a record together hold each entry once for each of its words.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::address;
use super::years::Year;
use crate::model::Minutes;
use crate::paths::slug;
use crate::sight::{SeenEntry, Visible};

/// Lists longer than this are split by year.
pub(crate) const LONGEST_LIST: usize = 500;

/// What entries can share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The type of activity.
    Type,
    /// Area.
    Category,
    /// Planned or not.
    Planned,
    /// Tag.
    Tag,
    /// Who offered it.
    Provider,
    /// Competence.
    Competence,
}

impl Facet {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 6] = [Self::Type, Self::Category, Self::Planned, Self::Tag, Self::Competence, Self::Provider];

    /// Its word: the first part of its addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Category => "category",
            Self::Planned => "planned",
            Self::Tag => "tag",
            Self::Provider => "provider",
            Self::Competence => "competence",
        }
    }
}

/// One value of a facet, and its entries.
#[derive(Debug, Clone)]
pub struct FacetValue {
    /// What it is a value of.
    pub facet: Facet,
    /// As the entries say it: `event`, `Harbour University`; of several spellings the first in order.
    pub word: String,
    /// Its folder below `activities/`: `type-event`.
    pub name: String,
    /// Its entries: places in [`crate::sight::redact::Seen::entries`], by date.
    pub entries: Vec<usize>,
}

impl FacetValue {
    /// Has it pages of its own?
    pub fn listed(&self) -> bool {
        self.entries.len() > 1
    }

    /// Is it too long for one page?
    pub fn split(&self) -> bool {
        self.entries.len() > LONGEST_LIST
    }

    /// Its entries of a year.
    pub fn in_year(&self, year: &Year) -> &[usize] {
        let from = self.entries.partition_point(|n| *n < year.entries.start);
        let to = self.entries.partition_point(|n| *n < year.entries.end);
        &self.entries[from..to]
    }

    /// Its page, from the root.
    pub fn page(&self) -> String {
        address::facet(&self.name)
    }

    /// Its page of one year, where it is split.
    pub fn year_page(&self, label: &str) -> String {
        address::facet_of_year(&self.name, label)
    }

    /// The time that an entry gave to this value: a category may have only a part of it.
    pub fn minutes(&self, entry: &SeenEntry<'_>) -> Minutes {
        if self.facet != Facet::Category {
            return entry.minutes;
        }
        entry.categories.iter().filter(|p| p.category.as_str() == self.word).map(|p| p.minutes).sum()
    }
}

/// The anchor of a year on a list.
pub(crate) fn year_anchor(label: &str) -> String {
    format!("y{}", slug(label))
}

/// All values of all facets.
#[derive(Debug, Default)]
pub struct Facets(BTreeMap<Facet, Values>);

/// The values of one facet.
#[derive(Debug, Default)]
struct Values {
    all: Vec<FacetValue>,
    /// Where each spelling of each word stands among them.
    places: HashMap<String, usize>,
}

impl Values {
    /// Gathers them from what is seen.
    fn new(facet: Facet, seen: &Visible<'_>) -> Self {
        let mut found: HashMap<&str, Vec<usize>> = HashMap::new();
        for (n, entry) in seen.entries.iter().enumerate() {
            say(facet, entry, |word| {
                let list = found.entry(word).or_default();
                // a word that an entry says twice is one
                if list.last() != Some(&n) {
                    list.push(n);
                }
            });
        }
        // spellings that differ in case only are one value; the order makes it the same one each time
        let mut words: Vec<_> = found.into_iter().collect();
        words.sort_unstable();
        let mut values = Self::default();
        for (word, mut entries) in words {
            let place = *values.places.entry(fold(word)).or_insert(values.all.len());
            values.places.insert(word.to_owned(), place);
            match values.all.get_mut(place) {
                Some(value) => {
                    value.entries.append(&mut entries);
                    value.entries.sort_unstable();
                    value.entries.dedup();
                }
                None => values.all.push(FacetValue { facet, word: word.to_owned(), name: String::new(), entries }),
            }
        }
        name(&mut values.all);
        values
    }
}

/// Gives each word of a facet that an entry says.
fn say<'e>(facet: Facet, entry: &SeenEntry<'e>, mut word: impl FnMut(&'e str)) {
    match facet {
        Facet::Type => entry.activity_type.iter().for_each(|kind| word(kind.as_str())),
        Facet::Category => entry.categories.iter().for_each(|part| word(part.category.as_str())),
        Facet::Planned => word(planned_word(entry.planned)),
        Facet::Tag => entry.tags.iter().for_each(|tag| word(tag)),
        Facet::Provider => entry.provider.iter().for_each(|provider| word(provider)),
        Facet::Competence => entry.competences.iter().for_each(|competence| word(competence.as_str())),
    }
}

impl Facets {
    /// Gathers them from what is seen.
    pub fn new(seen: &Visible<'_>) -> Self {
        Self(Facet::ALL.par_iter().map(|facet| (*facet, Values::new(*facet, seen))).collect())
    }

    /// The values of a facet, by their words.
    pub fn of(&self, facet: Facet) -> &[FacetValue] {
        self.0.get(&facet).map(|values| &values.all[..]).unwrap_or_default()
    }

    /// The value that a word of an entry is.
    pub fn find(&self, facet: Facet, word: &str) -> Option<&FacetValue> {
        let values = self.0.get(&facet)?;
        let place = values.places.get(word).or_else(|| values.places.get(&fold(word)))?;
        values.all.get(*place)
    }

    /// Every value that has pages.
    pub fn listed(&self) -> impl Iterator<Item = &FacetValue> {
        self.0.values().flat_map(|values| &values.all).filter(|v| v.listed())
    }
}

const PLANNED: &str = "planned";
const UNPLANNED: &str = "unplanned";

/// The word of what was planned, or was not.
pub(crate) fn planned_word(planned: bool) -> &'static str {
    if planned { PLANNED } else { UNPLANNED }
}

fn fold(word: &str) -> String {
    if word.is_ascii() { word.to_ascii_lowercase() } else { word.nfc().collect::<String>().to_lowercase() }
}

/// Gives each value a name of its own: from its word; words that give the same one are numbered.
fn name(values: &mut [FacetValue]) {
    let mut taken = BTreeSet::new();
    for value in values {
        let word = slug(&value.word);
        let base = match value.facet {
            Facet::Planned => word,
            facet if word.is_empty() => facet.word().to_owned(),
            facet => format!("{}-{word}", facet.word()),
        };
        let numbered = (2..).map(|n| format!("{base}-{n}"));
        value.name = std::iter::once(base.clone()).chain(numbered).find(|n| !taken.contains(n)).unwrap_or(base);
        taken.insert(value.name.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(facet: Facet, word: &str) -> FacetValue {
        FacetValue { facet, word: word.to_owned(), name: String::new(), entries: vec![0, 1] }
    }

    #[test]
    fn words_that_give_one_address_are_numbered() {
        let mut values =
            ["?", "C", "C#", "C++", "電力"].map(|word| value(Facet::Tag, word)).into_iter().collect::<Vec<_>>();
        name(&mut values);
        let names: Vec<&str> = values.iter().map(|v| v.name.as_str()).collect();
        assert_eq!(names, ["tag", "tag-c", "tag-c-2", "tag-c-3", "tag-電力"]);
    }

    #[test]
    fn planned_stands_alone() {
        let mut values = vec![value(Facet::Planned, PLANNED), value(Facet::Planned, UNPLANNED)];
        name(&mut values);
        assert_eq!(values[0].page(), "activities/planned/index.html");
        assert_eq!(values[1].year_page("2025"), "activities/year-2025/unplanned.html");
    }
}
