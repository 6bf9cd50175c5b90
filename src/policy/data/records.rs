//! What a policy may know of the record: facts, never words; in the order of time.

use std::collections::BTreeMap;

use crate::model::activity::{Declared, NotCounted};
use crate::model::{CategoryPart, Day, Days, Minutes, Word};

/// Why something of an entry does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// More than a cap lets through.
    Capped,
    /// Still to come.
    Future,
    /// Not finished.
    Draft,
    /// Scaffolding.
    Example,
    /// It touches the period, and ends after it.
    OutOfPeriod,
    /// The rule's measure makes nothing of it: it lacks the number that is counted, or is too short.
    Nothing,
    /// It lies before the day of joining, and less is asked for that.
    BeforeJoining,
    /// Fewer words are written about it than are asked.
    FewWords,
}

impl Why {
    /// The word of outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Capped => "capped",
            Self::Future => "future",
            Self::Draft => "draft",
            Self::Example => "example",
            Self::OutOfPeriod => "out-of-period",
            Self::Nothing => "nothing",
            Self::BeforeJoining => "before-joining",
            Self::FewWords => "few-words",
        }
    }
}

/// One entry, as far as a policy may know it.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Its id: only to order what is shown, never to decide.
    pub key: &'a str,
    /// When.
    pub days: Days,
    /// For how long.
    pub minutes: Minutes,
    /// Which categories it served, adding up to its minutes; empty: not said.
    pub categories: &'a [CategoryPart],
    /// The type of activity.
    pub activity_type: Option<&'a Word>,
    /// Was it planned?
    pub planned: bool,
    /// Not finished: never counts.
    pub draft: bool,
    /// Scaffolding: never counts.
    pub example: bool,
    /// Who offered it.
    pub provider: Option<&'a str>,
    /// The member's own words.
    pub tags: &'a [String],
    /// Competence codes.
    pub competences: &'a [Word],
    /// Keys that a policy declares.
    pub declared: &'a BTreeMap<String, Declared>,
    /// How many words of reflection there are.
    pub reflection_words: usize,
    /// Is there a file that shows it?
    pub has_evidence: bool,
    /// Did it help others to learn?
    pub supports_others: bool,
    /// Does it serve a plan item?
    pub has_plan: bool,
}

impl Record<'_> {
    /// A record of a time, of which nothing else is said.
    pub(crate) fn bare(days: Days, minutes: Minutes) -> Self {
        static NOTHING: BTreeMap<String, Declared> = BTreeMap::new();
        Self {
            key: "",
            days,
            minutes,
            categories: &[],
            activity_type: None,
            planned: false,
            draft: false,
            example: false,
            provider: None,
            tags: &[],
            competences: &[],
            declared: &NOTHING,
            reflection_words: 0,
            has_evidence: false,
            supports_others: false,
            has_plan: false,
        }
    }
    /// Does it count at all, as far as the day goes?
    pub fn left_out(&self, as_of: Day) -> Option<Why> {
        NotCounted::of(self.draft, self.example, self.days.last, as_of).map(|why| match why {
            NotCounted::Draft => Why::Draft,
            NotCounted::Example => Why::Example,
            NotCounted::Future => Why::Future,
        })
    }
}

/// All entries by (last day, key), with the caller's index of each.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    sorted: Vec<(usize, Record<'a>)>,
    /// For each of the caller's indexes, the place in `sorted`.
    places: Vec<usize>,
    longest: i64,
}

impl<'a> Records<'a> {
    /// Sorts once; the index of each record in the given list stays with it.
    pub fn new(records: Vec<Record<'a>>) -> Self {
        let longest = records.iter().map(|r| r.days.count()).max().unwrap_or(1);
        let mut sorted: Vec<_> = records.into_iter().enumerate().collect();
        sorted.sort_by(|(_, a), (_, b)| (a.days.last, a.key).cmp(&(b.days.last, b.key)));
        let mut places = vec![0; sorted.len()];
        for (place, (index, _)) in sorted.iter().enumerate() {
            places[*index] = place;
        }
        Self { sorted, places, longest }
    }

    /// The last day of the earliest entry.
    pub fn earliest(&self) -> Option<Day> {
        self.sorted.first().map(|(_, r)| r.days.last)
    }

    /// The entry with the caller's index.
    pub fn get(&self, index: usize) -> Option<&Record<'a>> {
        self.places.get(index).and_then(|place| self.sorted.get(*place)).map(|(_, record)| record)
    }

    /// Every entry, by (last day, key).
    pub fn all(&self) -> &[(usize, Record<'a>)] {
        &self.sorted
    }

    /// The entries that end within some days.
    pub fn ending_in(&self, days: Days) -> &[(usize, Record<'a>)] {
        let from = self.sorted.partition_point(|(_, r)| r.days.last < days.first);
        let to = self.sorted.partition_point(|(_, r)| r.days.last <= days.last);
        self.sorted.get(from..to).unwrap_or_default()
    }

    /// The entries that touch some days, and end after them.
    pub fn ending_after(&self, days: Days) -> impl Iterator<Item = &(usize, Record<'a>)> {
        let from = self.sorted.partition_point(|(_, r)| r.days.last <= days.last);
        let longest = self.longest;
        self.sorted[from..]
            .iter()
            .take_while(move |(_, r)| (r.days.last - days.last).num_days() < longest)
            .filter(move |(_, r)| r.days.first <= days.last)
    }
}
