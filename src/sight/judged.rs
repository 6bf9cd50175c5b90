//! What is made of the entries that an audience sees: a judgement for each policy and period.

use std::collections::BTreeSet;

use chrono::Datelike;
use rayon::prelude::*;

use super::entry::{SeenEntry, counted};
use super::source::Source;
use crate::model::activity::record_start;
use crate::model::{Audience, Day, Period};
use crate::policy::data::adjust::Effect;
use crate::policy::{Assessment, Follow, Records, assess_all};

/// Judges what the audience sees, for every policy and period: from the first with an entry, one that could not be
/// read, or a document; and those that are asked for. By the last day of the period, then in the order followed.
pub(super) fn judge(
    entries: &[SeenEntry<'_>],
    follows: &[Follow<'_>],
    source: Source<'_>,
    audience: Audience,
) -> Vec<Assessment> {
    let as_of = source.as_of;
    let records = Records::new(entries.iter().map(counted).collect());
    let unread = source.loaded.not_read.iter().filter(|n| n.is_missed_by(audience)).filter_map(|n| n.days);
    let mut days: Vec<Day> = entries.iter().map(SeenEntry::last_day).chain(unread.map(|d| d.last)).collect();
    days.retain(|day| *day <= as_of);
    let earliest = record_start(days.clone());
    // what lies far before the record is judged where it lies, without all the years between
    days.retain(|day| earliest.is_some_and(|start| *day < start));
    let far: BTreeSet<i32> = days.iter().map(Datelike::year).collect();
    let of = |follow: &Follow<'_>| {
        let documents = follow.documents().map(|a| a.day);
        let mut periods = follow.periods(documents.chain(earliest).min(), as_of);
        let years = far.iter().chain(source.asked.as_ref());
        let more: Vec<Period> = years.flat_map(|year| follow.ending_in(*year)).collect();
        let asked = |p: &Period| source.asked == Some(p.days.last.year()) || follow.edition(p).is_some();
        let new = |p: &Period| periods.iter().all(|known| !known.days.touches(p.days));
        let mut more: Vec<Period> = more.into_iter().filter(|p| new(p) && asked(p)).collect();
        more.dedup();
        periods.extend(more);
        let mut made = assess_all(follow, &periods, &records, as_of);
        if audience != Audience::Private {
            made.iter_mut().for_each(hide_reason);
        }
        made
    };
    let mut judged: Vec<Assessment> = follows.par_iter().flat_map_iter(of).collect();
    judged.sort_by_key(|a| a.period.days.last);
    judged
}

/// Others see which target holds, and its kind where the owner says so; never from when to when, how it was
/// reckoned, or what was asked for in vain: two circumstances with one target look the same.
fn hide_reason(made: &mut Assessment) {
    made.pending.clear();
    if let Some(adjustment) = &mut made.adjustment {
        if adjustment.target.is_some() {
            adjustment.effect = Effect::Set;
        }
        adjustment.kind = adjustment.reason.take().filter(|reason| reason.tell_kind).map(|reason| reason.title);
        adjustment.reading = None;
    }
}
