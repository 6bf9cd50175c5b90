//! One entry of the record.

use std::collections::BTreeMap;

use chrono::Datelike;
use std::ops::Range;
use std::sync::Arc;

use super::{ActivityId, Day, Days, ItemId, Minutes, OwnValue, PlanId, Word};
use crate::paths::SourcePath;

/// Who may see an entry; the order is from the fewest to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Visibility {
    /// Only the owner.
    Private,
    /// Others see date, minutes, type, category and planned; no words.
    Hours,
    /// The assessor and the owner.
    #[default]
    Assessor,
    /// Everybody.
    Public,
}

impl Visibility {
    /// The words of the front matter.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("private", Self::Private), ("hours", Self::Hours), ("assessor", Self::Assessor), ("public", Self::Public)];

    /// The word of the front matter.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, v)| *v == self).map_or("private", |(w, _)| w)
    }
}

/// The Markdown below the front matter, without a copy of it.
#[derive(Debug, Clone, Default)]
pub struct Body {
    text: Arc<str>,
    range: Range<usize>,
    /// Where its pieces stand in the file, by their place in `text`; none: `text` is the file's.
    pieces: Option<Arc<[(usize, usize)]>>,
}

impl Body {
    /// A part of a file's text.
    pub fn new(text: Arc<str>, range: Range<usize>) -> Self {
        debug_assert!(text.get(range.clone()).is_some());
        Self { text, range, pieces: None }
    }

    /// A text that is not the file's own, and where its pieces stand in the file: by their place in the text, from 0.
    pub fn rewritten(text: Arc<str>, pieces: Arc<[(usize, usize)]>) -> Self {
        Self { range: 0..text.len(), text, pieces: Some(pieces) }
    }

    /// What follows from a byte of it on.
    #[must_use]
    pub fn from(&self, at: usize) -> Self {
        Self { range: (self.range.start + at).min(self.range.end)..self.range.end, ..self.clone() }
    }

    /// The Markdown.
    pub fn as_str(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or_default()
    }

    /// Where a byte of it stands in its file.
    pub fn place(&self, at: usize) -> usize {
        let at = self.range.start + at;
        let Some(pieces) = &self.pieces else { return at };
        let next = pieces.partition_point(|(here, _)| *here <= at);
        let (here, there) = next.checked_sub(1).and_then(|n| pieces.get(n)).copied().unwrap_or_default();
        // what stands in place of a mark may be longer than the mark
        let end = pieces.get(next).map_or(usize::MAX, |(_, there)| *there);
        (there + (at - here)).min(end)
    }
}

/// The share of an entry's time that served one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryPart {
    /// The category.
    pub category: Word,
    /// Its minutes; the parts of an entry add up to the entry's.
    pub minutes: Minutes,
}

/// A file that shows that the activity took place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The file, under `evidence/`.
    pub path: SourcePath,
}

/// One entry of the record: what was done, when, and for how long.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Path under `content/activities/` without `.md`.
    pub id: ActivityId,
    /// The file.
    pub source: SourcePath,
    /// What it was.
    pub title: String,
    /// When.
    pub days: Days,
    /// For how long.
    pub minutes: Minutes,
    /// Which categories it served; empty: not said.
    pub categories: Vec<CategoryPart>,
    /// The type of activity; none: not said.
    pub activity_type: Option<Word>,
    /// Was it planned? Never inferred.
    pub planned: bool,
    /// What was learned.
    pub reflection: Option<String>,
    /// How many words that has.
    pub reflection_words: usize,
    /// Who offered it.
    pub provider: Option<String>,
    /// Item of the directory.
    pub item: Option<ItemId>,
    /// Plan items that it serves.
    pub plan: Vec<PlanId>,
    /// Competences that it developed.
    pub competences: Vec<Word>,
    /// Files that show it.
    pub evidence: Vec<Evidence>,
    /// The member's own words for finding it again.
    pub tags: Vec<String>,
    /// Did it help others to learn?
    pub supports_others: bool,
    /// Does the member show it first?
    pub featured: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// Not finished: never counted.
    pub draft: bool,
    /// Scaffolding of `init`: never counted.
    pub example: bool,
    /// Free keys of the owner's, as `key: value` lines.
    pub private: Vec<(String, String)>,
    /// Keys of the member's own that the settings name, in their order.
    pub own: Vec<(String, OwnValue)>,
    /// Former ids.
    pub aliases: Vec<ActivityId>,
    /// Benefits or values that it served.
    pub cites: Vec<Word>,
    /// Keys that a followed policy declares.
    pub declared: BTreeMap<String, Declared>,
    /// What was done, in Markdown.
    pub body: Body,
}

/// So many years without an entry part a few entries before them from the rest of a record.
const APART: i32 = 5;

/// The day on which a record begins, of the last days of its entries. A few that lie many years before all others are
/// no part of it: a year was mistyped, or it is another life.
pub fn record_start(mut days: Vec<Day>) -> Option<Day> {
    days.sort_unstable();
    let few = |older: usize| older <= (days.len() / 10).max(2) && older <= days.len() - older;
    let gap = |n: &usize| days[*n].year() - days[n - 1].year() > APART && few(*n);
    let start = (1..days.len()).rev().find(gap).unwrap_or(0);
    days.get(start).copied()
}

/// A draft that has no day or no hours yet.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// What it says. Its day stands behind all others and its time is zero where it has none.
    pub entry: Activity,
    /// When, where that is said.
    pub days: Option<Days>,
    /// For how long, where that is said.
    pub minutes: Option<Minutes>,
}

/// Why an entry does not count, whatever the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCounted {
    /// It is not finished.
    Draft,
    /// It is scaffolding.
    Example,
    /// It is still to come.
    Future,
}

impl NotCounted {
    /// Does an entry count on some day, and why not?
    pub fn of(draft: bool, example: bool, last: Day, as_of: Day) -> Option<Self> {
        if draft {
            Some(Self::Draft)
        } else if example {
            Some(Self::Example)
        } else {
            (last > as_of).then_some(Self::Future)
        }
    }

    /// The word of outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Example => "example",
            Self::Future => "future",
        }
    }
}

/// The value of a key that a followed policy declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declared {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Words of a closed list, or free ones.
    Words(Vec<Word>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(years: &[i32]) -> Vec<Day> {
        years.iter().map(|year| Day::from_ymd_opt(*year, 3, 4).unwrap()).collect()
    }

    #[test]
    fn a_mistyped_year_is_no_start() {
        let start = |years: &[i32]| record_start(days(years)).map(|day| day.year());
        assert_eq!(start(&[2025, 1926]), Some(2025));
        assert_eq!(start(&[2014, 2024, 2025, 2026]), Some(2024));
        assert_eq!(start(&[2020, 2025]), Some(2020));
        // years that were a part of it stay one, after whatever pause
        assert_eq!(start(&[2010, 2011, 2012, 2024, 2025, 2026]), Some(2010));
        assert_eq!(start(&[1926, 1927, 2024]), Some(1926));
        assert_eq!(start(&[]), None);
    }
}
