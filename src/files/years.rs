//! `data/years.json`: the record year by year. Of a selection it says what is shown, and nothing of how steady or how
//! sufficient it is.

use serde::Serialize;

use super::json::{Iso, PeriodData, data};
use crate::facts::files::Format;
use crate::facts::history::Part;
use crate::facts::{Site, address};
use crate::model::Audience;

#[derive(Serialize)]
struct PartData {
    entries: usize,
    minutes: i64,
}

#[derive(Serialize)]
struct TopicData<'a> {
    topic: &'a str,
    new: bool,
    entries: usize,
    minutes: i64,
}

#[derive(Serialize)]
struct GapData {
    days: i64,
    from: Iso,
    to: Iso,
}

/// What others than the public see of a year as a whole.
#[derive(Serialize)]
struct JudgedData {
    target_minutes: Option<i64>,
    verdict: Option<&'static str>,
    week_minutes: Option<i64>,
    longest_gap: Option<GapData>,
}

#[derive(Serialize)]
struct YearData<'a> {
    #[serde(flatten)]
    period: PeriodData<'a>,
    entries: usize,
    minutes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours_only_minutes: Option<i64>,
    #[serde(flatten)]
    judged: Option<JudgedData>,
    new: PartData,
    continued: PartData,
    without_topic: PartData,
    supports_others: PartData,
    topics: Vec<TopicData<'a>>,
    page: String,
}

#[derive(Serialize)]
struct Years<'a> {
    topics: &'static str,
    years: Vec<YearData<'a>>,
}

/// Makes the file: the newest year first.
pub(super) fn make(site: &Site<'_>) -> Vec<u8> {
    let history = site.history();
    let is_public = site.seen.audience == Audience::Public;
    let part = |p: &Part| PartData { entries: p.entries.len(), minutes: p.minutes.0 };
    let years = history.years.iter().map(|y| YearData {
        period: PeriodData::new(&y.year.period),
        entries: y.all.entries.len(),
        minutes: y.all.minutes.0,
        hours_only_minutes: is_public.then(|| y.year.hours_only(site.seen).0),
        judged: (!is_public).then(|| JudgedData {
            target_minutes: y.target.map(|t| t.0),
            verdict: site.lead_of(y.year).map(|a| a.verdict.word()),
            week_minutes: y.pace().map(|m| m.0),
            longest_gap: y.gap.map(|d| GapData { days: d.count(), from: Iso(d.first), to: Iso(d.last) }),
        }),
        new: part(&y.new),
        continued: part(&y.continued),
        without_topic: part(&y.without),
        supports_others: part(&y.others),
        topics: (y.topics.iter())
            .map(|t| TopicData { topic: &t.value.word, new: t.new, entries: t.entries, minutes: t.minutes.0 })
            .collect(),
        page: address::record(&y.year.period.label),
    });
    data(Format::YearsData, site, Years { topics: history.topics.word(), years: years.collect() }, 16_384)
}
