//! The record year by year: what was new and what went on, how much served others, and how steadily.
//!
//! A topic is a tag; in a record without tags a competence, and without those a category. It is new in
//! the first year in which something counted for it, and goes on after that. An entry is new where any
//! of its topics is: so the hours of a year are new, continued or without a topic, and never two of
//! these.

use super::facets::{Facet, FacetValue};
use super::{Site, Year};
use crate::model::{Audience, Day, Days, Minutes};
use crate::policy::Unit;
use crate::sight::SeenEntry;

/// Some entries of a year, and their time.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Places in [`crate::sight::redact::Seen::entries`], by date.
    pub entries: Vec<usize>,
    /// Their time.
    pub minutes: Minutes,
}

impl Part {
    fn add(&mut self, n: usize, entry: &SeenEntry<'_>) {
        self.entries.push(n);
        self.minutes += entry.minutes;
    }
}

/// A topic in a year.
#[derive(Debug, Clone)]
pub struct Topic<'s> {
    /// Its word, with all its entries.
    pub value: &'s FacetValue,
    /// Is this its first year?
    pub new: bool,
    /// How many entries of the year count.
    pub entries: usize,
    /// Their time: an entry with several topics counts in full for each.
    pub minutes: Minutes,
}

/// One year.
#[derive(Debug, Clone)]
pub struct YearHistory<'s> {
    /// Which.
    pub year: &'s Year,
    /// All that counts.
    pub all: Part,
    /// What the leading policy asks for in all.
    pub target: Option<Minutes>,
    /// Entries with a topic that is new.
    pub new: Part,
    /// Entries with topics of earlier years only.
    pub continued: Part,
    /// Entries without a topic.
    pub without: Part,
    /// The topics, the one with the most time first.
    pub topics: Vec<Topic<'s>>,
    /// Entries that helped others to learn.
    pub others: Part,
    /// The days of the year that have passed, from the record's first day on.
    pub passed: Option<Days>,
    /// The longest stretch of them without anything; none where every day has something.
    pub gap: Option<Days>,
}

impl YearHistory<'_> {
    /// Time a week over the days that have passed, to the nearest minute.
    pub fn pace(&self) -> Option<Minutes> {
        self.passed.map(|days| pace(self.all.minutes, days))
    }
}

/// The whole record.
#[derive(Debug, Clone)]
pub struct History<'s> {
    /// What its topics are.
    pub topics: Facet,
    /// Its years, the newest first.
    pub years: Vec<YearHistory<'s>>,
    /// The days from the first entry that counts to the day of the build.
    pub passed: Option<Days>,
    /// The longest stretch of them without anything.
    pub gap: Option<Days>,
    /// All time that counts.
    pub minutes: Minutes,
}

impl History<'_> {
    /// Time a week over the whole record, to the nearest minute.
    pub fn pace(&self) -> Option<Minutes> {
        self.passed.map(|days| pace(self.minutes, days))
    }
}

/// What an entry's topics say of it.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Without,
    Continued,
    New,
}

impl Site<'_> {
    /// The record year by year.
    pub fn history(&self) -> History<'_> {
        let entries = &self.seen.entries;
        let facet = self.topic_facet();
        let mut marks = vec![Mark::Without; entries.len()];
        let mut topics: Vec<Vec<Topic<'_>>> = self.years.iter().map(|_| vec![]).collect();
        for value in self.facets.of(facet) {
            self.mark(value, &mut marks, &mut topics);
        }
        let first = entries.iter().filter(|e| self.counts(e)).map(|e| e.days.first).min();
        // How steadily somebody learns, a selection does not show.
        let first = first.filter(|_| self.seen.audience != Audience::Public);
        let mut years = vec![];
        for (year, mut topics) in self.years.iter().zip(topics) {
            topics.sort_by(|a, b| (b.minutes, &a.value.word).cmp(&(a.minutes, &b.value.word)));
            years.push(self.year_history(year, topics, &marks, first));
        }
        let passed = first.map(|first| Days { first, last: self.seen.as_of.max(first) });
        History {
            topics: facet,
            minutes: years.iter().map(|y| y.all.minutes).sum(),
            gap: passed.and_then(|days| longest_gap(self.busy(), days)),
            passed,
            years,
        }
    }

    /// The days of all that counts.
    fn busy(&self) -> impl Iterator<Item = Days> {
        self.seen.entries.iter().filter(|e| self.counts(e)).map(|e| e.days)
    }

    /// What the topics of a record are.
    pub(crate) fn topic_facet(&self) -> Facet {
        [Facet::Tag, Facet::Competence].into_iter().find(|f| !self.facets.of(*f).is_empty()).unwrap_or(Facet::Category)
    }

    /// Marks the entries of a topic, and adds it to its years; the years are the newest first.
    fn mark<'s>(&'s self, value: &'s FacetValue, marks: &mut [Mark], topics: &mut [Vec<Topic<'s>>]) {
        let mut new = true;
        for (year, topics) in self.years.iter().zip(topics).rev() {
            let counting = value.in_year(year).iter().filter(|n| self.counts(&self.seen.entries[**n]));
            let (mut entries, mut minutes) = (0, Minutes(0));
            for n in counting {
                entries += 1;
                minutes += value.minutes(&self.seen.entries[*n]);
                if new {
                    marks[*n] = Mark::New;
                } else if marks[*n] == Mark::Without {
                    marks[*n] = Mark::Continued;
                }
            }
            if entries > 0 {
                topics.push(Topic { value, new, entries, minutes });
                new = false;
            }
        }
    }

    fn year_history<'s>(
        &'s self,
        year: &'s Year,
        topics: Vec<Topic<'s>>,
        marks: &[Mark],
        first: Option<Day>,
    ) -> YearHistory<'s> {
        let (mut all, mut new, mut continued) = (Part::default(), Part::default(), Part::default());
        let (mut without, mut others) = (Part::default(), Part::default());
        for n in year.entries.clone() {
            let entry = &self.seen.entries[n];
            if !self.counts(entry) {
                continue;
            }
            all.add(n, entry);
            match marks[n] {
                Mark::New => new.add(n, entry),
                Mark::Continued => continued.add(n, entry),
                Mark::Without => without.add(n, entry),
            }
            if entry.supports_others {
                others.add(n, entry);
            }
        }
        let days = year.period.days;
        let (from, to) = (first.map(|f| f.max(days.first)), days.last.min(self.seen.as_of));
        let passed = from.filter(|from| *from <= to).map(|first| Days { first, last: to });
        let lead = self.lead_of(year);
        let total =
            lead.and_then(|a| a.rules.iter().find(|r| r.binds() && r.unit == Unit::Minutes && r.target.is_some()));
        YearHistory {
            year,
            all,
            target: total.and_then(|r| r.target).map(|t| Minutes(t.n)),
            new,
            continued,
            without,
            topics,
            others,
            passed,
            gap: passed.and_then(|days| longest_gap(self.busy(), days)),
        }
    }
}

fn pace(minutes: Minutes, days: Days) -> Minutes {
    let days = days.count();
    Minutes((minutes.0 * 7 + days / 2) / days)
}

/// The longest stretch of days without anything; the earliest of several.
fn longest_gap(busy: impl Iterator<Item = Days>, days: Days) -> Option<Days> {
    let mut spans: Vec<Days> = busy.filter(|d| d.touches(days)).collect();
    spans.sort_unstable();
    let mut longest: Option<Days> = None;
    let mut look = |first: Day, last: Day| {
        let stretch = Days { first, last };
        if first <= last && longest.is_none_or(|l| stretch.count() > l.count()) {
            longest = Some(stretch);
        }
    };
    let mut free = days.first;
    for span in spans {
        if let Some(before) = span.first.pred_opt() {
            look(free, before);
        }
        free = free.max(span.last.succ_opt().unwrap_or(span.last));
    }
    look(free, days.last);
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::parse_day;

    fn days(first: &str, last: &str) -> Days {
        Days { first: parse_day(first).unwrap(), last: parse_day(last).unwrap() }
    }

    #[test]
    fn gaps_are_days_without_anything() {
        let year = days("2026-01-01", "2026-12-31");
        let gap = |busy: &[Days]| longest_gap(busy.iter().copied(), year);
        assert_eq!(gap(&[]), Some(year));
        assert_eq!(gap(&[year]), None);
        assert_eq!(
            gap(&[days("2025-12-01", "2026-01-10"), days("2026-01-12", "2027-02-01")]),
            Some(days("2026-01-11", "2026-01-11"))
        );
        // A long one holds short ones; of two that are equal the earlier is named.
        let busy =
            [days("2026-01-01", "2026-06-30"), days("2026-02-01", "2026-02-02"), days("2026-07-11", "2026-12-21")];
        assert_eq!(gap(&busy), Some(days("2026-07-01", "2026-07-10")));
    }

    #[test]
    fn pace_is_time_a_week() {
        assert_eq!(pace(Minutes(70), days("2026-01-01", "2026-01-07")), Minutes(70));
        assert_eq!(pace(Minutes(60), days("2026-01-01", "2026-01-01")), Minutes(420));
        assert_eq!(pace(Minutes(100), days("2026-01-01", "2026-01-21")), Minutes(33));
    }
}
