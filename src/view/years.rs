//! The record over the years.

use serde::Serialize;

use super::chart::Bar;
use super::row::EntryRow;
use crate::facts::facets::LONGEST_LIST;
use crate::facts::history::{Part, Topic, YearHistory};
use crate::facts::{Site, address};
use crate::model::{Days, Minutes};
use crate::policy::{Assessment, Verdict};

/// As many topics of a year are named.
const MOST_TOPICS: usize = 40;
/// As many rows stand on the page in all: enough for each entry of a record of one list, and once more for
/// those that helped others.
const MOST_ROWS: usize = 2 * LONGEST_LIST;

/// What the page of all years shows.
#[derive(Debug, Serialize)]
pub(crate) struct YearsView {
    /// The years, the newest first.
    pub years: Vec<YearRow>,
    /// What a topic is: `tag`, `competence` or `category`.
    pub topics: &'static str,
    /// How many entries count.
    pub count: usize,
    /// Their minutes.
    pub minutes: i64,
    /// The minutes of those that helped others to learn.
    pub others: i64,
    /// Does the audience see what helped others?
    pub sees_others: bool,
    /// For everybody: minutes of entries of which no more is shown.
    pub more: i64,
    /// Minutes a week, from the first entry to the day of the build.
    pub pace: Option<i64>,
    /// The longest stretch of days without anything.
    pub gap: Option<GapView>,
}

/// A year.
#[derive(Debug, Serialize)]
pub(crate) struct YearRow {
    /// `2026`.
    pub label: String,
    /// Its anchor.
    pub id: String,
    /// Its record, from the root.
    pub url: String,
    /// The list of its entries, from the root, where it has any.
    pub list_url: Option<String>,
    /// The guideline check, from the root.
    pub compliance_url: Option<String>,
    /// The leading policy's verdict.
    pub verdict: Option<&'static str>,
    /// Minutes that count.
    pub minutes: i64,
    /// What of them the leading policy counts.
    pub counted: i64,
    /// The rules that are short, each in a sentence.
    pub why: Vec<String>,
    /// What the leading policy asks for, in minutes.
    pub target: Option<i64>,
    /// What is counted against it.
    pub bar: Bar,
    /// How many entries count.
    pub count: usize,
    /// For everybody: minutes of entries of which no more is shown.
    pub more: i64,
    /// Entries with a topic that is new in this year.
    pub new: PartView,
    /// Entries with topics of earlier years only.
    pub continued: PartView,
    /// Entries without a topic.
    pub without: PartView,
    /// Entries that helped others to learn.
    pub others: PartView,
    /// Topics that are new, the one with the most time first.
    pub new_topics: Vec<TopicView>,
    /// Topics of earlier years.
    pub continued_topics: Vec<TopicView>,
    /// How many more topics there are.
    pub more_topics: usize,
    /// Minutes a week, over the days that have passed.
    pub pace: Option<i64>,
    /// The longest stretch of days without anything.
    pub gap: Option<GapView>,
    /// Is it the first year of the record, in which everything is new?
    pub first: bool,
}

/// Some entries of a year.
#[derive(Debug, Serialize)]
pub(crate) struct PartView {
    /// Their minutes.
    pub minutes: i64,
    /// How many they are.
    pub count: usize,
    /// Where they are found, from the root: listed on this page, else under their topics or on the list of
    /// the year.
    pub url: Option<String>,
    /// The entries, the newest first; none where the page has no room for them.
    pub rows: Vec<EntryRow>,
}

/// A topic in a year.
#[derive(Debug, Serialize)]
pub(crate) struct TopicView {
    /// Its word.
    pub title: String,
    /// Its entries of the year, from the root; none where they have no page.
    pub url: Option<String>,
    /// Their minutes.
    pub minutes: i64,
    /// How many they are.
    pub count: usize,
}

/// Days without anything.
#[derive(Debug, Serialize)]
pub(crate) struct GapView {
    /// How many.
    pub days: i64,
    /// The first, as `2026-03-04`.
    pub from: String,
    /// The last.
    pub to: String,
}

impl YearsView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let history = site.history();
        let whole = history.years.iter().map(|y| y.all.minutes.0.max(y.target.map_or(0, |t| t.0))).max().unwrap_or(0);
        let mut room = MOST_ROWS;
        let mut years: Vec<YearRow> = history.years.iter().map(|y| YearRow::new(site, y, whole, &mut room)).collect();
        if let Some(first) = years.iter_mut().rev().find(|y| y.count > 0) {
            first.first = true;
        }
        Self {
            topics: history.topics.word(),
            count: years.iter().map(|y| y.count).sum(),
            minutes: history.minutes.0,
            more: years.iter().map(|y| y.more).sum(),
            others: years.iter().map(|y| y.others.minutes).sum(),
            sees_others: site.seen.audience != crate::model::Audience::Public,
            pace: history.pace().map(|m| m.0),
            gap: history.gap.map(GapView::new),
            years,
        }
    }
}

impl YearRow {
    fn new(site: &Site<'_>, of: &YearHistory<'_>, whole: i64, room: &mut usize) -> Self {
        let label = &of.year.period.label;
        let lead = site.lead_of(of.year);
        let id = format!("y{}", crate::paths::slug(label));
        let list_url = site.routes.has(&address::activities_of(label)).then(|| address::activities_of(label));
        let counted = lead.map_or(of.all.minutes.0, |a| a.counted.0);
        let topics_url = Some(address::on_years(&id));
        let mut part = |of: &Part, name: &str, elsewhere: &Option<String>| {
            let here = address::on_years(&format!("{id}-{name}"));
            PartView::new(site, of, here, elsewhere.clone(), room)
        };
        // the short ones first: nothing else leads to them
        let (others, without) = (part(&of.others, "others", &list_url), part(&of.without, "without", &list_url));
        let (new, continued) = (part(&of.new, "new", &topics_url), part(&of.continued, "continued", &topics_url));
        let topics = |new: bool| {
            let shown = of.topics.iter().take(MOST_TOPICS).filter(|t| t.new == new);
            shown.map(|t| TopicView::new(site, of, t)).collect::<Vec<_>>()
        };
        Self {
            label: label.clone(),
            id,
            url: address::record(label),
            list_url,
            compliance_url: lead.map(|a| site.compliance_url(a)),
            verdict: lead.map(|a| a.verdict.word()),
            minutes: of.all.minutes.0,
            target: of.target.map(|t| t.0),
            bar: year_bar(counted, of.target.map(|t| t.0), whole),
            counted,
            why: lead.map(|a| short_of(site, a)).unwrap_or_default(),
            count: of.all.entries.len(),
            more: of.year.hours_only(site.seen).0,
            new,
            continued,
            without,
            others,
            new_topics: topics(true),
            continued_topics: topics(false),
            more_topics: of.topics.len().saturating_sub(MOST_TOPICS),
            pace: of.pace().map(|m: Minutes| m.0),
            gap: of.gap.map(GapView::new),
            first: false,
        }
    }
}

/// Full means met, as everywhere. Years without a target are compared with each other.
fn year_bar(counted: i64, target: Option<i64>, whole: i64) -> Bar {
    match target.filter(|target| *target > 0) {
        Some(target) => Bar::new(counted, Some(target), 0),
        None => Bar::on_scale(counted, None, whole),
    }
}

/// The rules of a period that are short, in words.
fn short_of(site: &Site<'_>, of: &Assessment) -> Vec<String> {
    let short = of.binding().filter(|rule| rule.verdict == Some(Verdict::Short));
    short
        .map(|rule| {
            let line = crate::say::verdict::line(site.wording, rule);
            site.wording.fill("years.short_of", &[("rule", &rule.title), ("line", &line)])
        })
        .collect()
}

impl PartView {
    /// Makes the view: with its rows where there is room for all of them.
    fn new(site: &Site<'_>, of: &Part, here: String, elsewhere: Option<String>, room: &mut usize) -> Self {
        let count = of.entries.len();
        let full = count <= *room;
        *room -= if full { count } else { 0 };
        let rows = of.entries.iter().rev().filter(|_| full);
        Self {
            minutes: of.minutes.0,
            count,
            url: if full { Some(here) } else { elsewhere }.filter(|_| count > 0),
            rows: rows.map(|n| EntryRow::new(site, &site.seen.entries[*n])).collect(),
        }
    }
}

impl TopicView {
    fn new(site: &Site<'_>, year: &YearHistory<'_>, of: &Topic<'_>) -> Self {
        Self {
            title: site.facet_title(of.value),
            url: of.value.year_url(site, year.year),
            minutes: of.minutes.0,
            count: of.entries,
        }
    }
}

impl GapView {
    fn new(days: Days) -> Self {
        Self { days: days.count(), from: days.first.to_string(), to: days.last.to_string() }
    }
}
