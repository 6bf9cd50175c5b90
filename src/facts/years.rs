//! The years of a record.

use std::ops::Range;

use chrono::Datelike;

use crate::model::{Audience, Minutes, Period, PolicyId};
use crate::sight::Visible;

/// A year of the record: the periods of the leading policy.
#[derive(Debug, Clone)]
pub struct Year {
    /// Its label and days.
    pub period: Period,
    /// Its entries: places in [`crate::sight::redact::Seen::entries`].
    pub entries: Range<usize>,
}

impl Year {
    /// For the public: the time of the year's bare lines.
    pub fn hours_only(&self, seen: &Visible<'_>) -> Minutes {
        let of = seen.hours_only.iter().find(|(period, _)| period.label == self.period.label);
        of.map(|(_, minutes)| *minutes).unwrap_or_default()
    }
}

/// The years of a record, the newest first. They follow the leading policy's year.
pub(super) fn years(seen: &Visible<'_>, lead: Option<&PolicyId>) -> Vec<Year> {
    let judged: Vec<&Period> = seen.judged.iter().filter(|a| Some(&a.policy) == lead).map(|a| &a.period).collect();
    let starts = judged.first().map_or(seen.year_start, |p| (p.days.first.month(), p.days.first.day()));
    let mut periods: Vec<Period> = judged.into_iter().filter(|p| p.days.count() <= 366).cloned().collect();
    for entry in &seen.entries {
        if periods.last().is_none_or(|p| !p.days.contains(entry.last_day())) {
            periods.push(Period::yearly(entry.last_day(), starts.0, starts.1));
        }
    }
    periods.extend(seen.hours_only.iter().map(|(period, _)| period.clone()));
    let is_public = seen.audience == Audience::Public;
    if periods.is_empty() && seen.member.is_some() && !is_public {
        periods.push(Period::yearly(seen.as_of, starts.0, starts.1));
    }
    periods.sort_by_key(|p| std::cmp::Reverse(p.days.last));
    periods.dedup_by(|a, b| a.label == b.label);
    periods.into_iter().map(|period| Year { entries: entries_in(seen, &period), period }).collect()
}

fn entries_in(seen: &Visible<'_>, period: &Period) -> Range<usize> {
    let from = seen.entries.partition_point(|e| e.last_day() < period.days.first);
    let to = seen.entries.partition_point(|e| e.last_day() <= period.days.last);
    from..to
}
