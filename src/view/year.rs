//! The year record: everything that an assessor needs, on one page that prints well.

use serde::Serialize;

use super::chart::{Bar, Column, columns};
use super::chosen::ChosenView;
use super::judgement::{AssessmentView, growth};
use super::of_year::{GoalView, YearCode, chosen, codes, goals};
use super::planned::PlannedView;
use super::row::EntryRow;
use super::{Html, Shared};
use crate::facts::facets::{Facet, planned_word};
use crate::facts::{Site, Year, address};
use crate::model::{Audience, Day, Minutes, Word};
use crate::policy::{Unit, Verdict};
use crate::sight::SeenEntry;
use crate::sight::redact::SeenDeclaration;
use chrono::{Datelike, NaiveDate};

/// Above this many entries a record lists rows only.
pub(crate) const MOST_IN_FULL: usize = 500;

/// What the record of a year shows.
#[derive(Debug, Serialize)]
pub(crate) struct YearView {
    /// `2026`.
    pub label: String,
    /// First day in words.
    pub from: String,
    /// Last day in words.
    pub to: String,
    /// What was declared about it.
    pub declared: Option<DeclaredLink>,
    /// The judgements of this year, without entries.
    pub judged: Vec<AssessmentView>,
    /// All time of the year, in words.
    pub total: String,
    /// How many entries count.
    pub count: usize,
    /// For everybody: the time of entries of which no more is shown, in words.
    pub more: Option<String>,
    /// The entries that the member shows first, by date.
    pub chosen: Vec<ChosenView>,
    /// The goals of the year.
    pub goals: Vec<GoalView>,
    /// The competences that its entries name.
    pub competences: Vec<YearCode>,
    /// The year's plan against what was done for it.
    pub planned: Option<PlannedView>,
    /// By category.
    pub by_category: Vec<ShareView>,
    /// By type.
    pub by_type: Vec<ShareView>,
    /// Planned and not.
    pub by_planned: Vec<ShareView>,
    /// By month; empty for everybody, who sees a selection.
    pub months: Vec<MonthView>,
    /// How many entries are shown.
    pub shown: usize,
    /// Are they shown with their words?
    pub full: bool,
    /// Then: the entries by date.
    pub entries: Vec<RecordEntry>,
    /// Else: their rows, by month.
    pub listed: Vec<RecordMonth>,
    /// All years, the newest first.
    pub years: Vec<YearLink>,
}

/// The page of a declaration.
#[derive(Debug, Serialize)]
pub(crate) struct DeclaredLink {
    /// When it was declared.
    pub title: String,
    /// The same in a sentence: `2025 is declared: 5 January 2026.`
    pub says: String,
    /// Its page, from the root.
    pub url: String,
    /// For the owner: where the record is not what was declared.
    pub notes: Vec<String>,
}

impl DeclaredLink {
    fn new(site: &Site<'_>, year: &Year) -> Option<Self> {
        let last = year.period.days.last.year();
        Self::of(site, site.seen.declared.iter().find(|d| d.year == last)?)
    }

    fn of(site: &Site<'_>, of: &SeenDeclaration<'_>) -> Option<Self> {
        let newest = of.periods.iter().max_by(|a, b| a.declared_on.cmp(&b.declared_on))?;
        let on = newest.declared_on.as_str();
        let day = crate::model::time::parse_day(on).map_or_else(|| on.to_owned(), |d| site.wording.day(d));
        let key = if newest.draft { "declaration.year_draft" } else { "declaration.year" };
        let says = site.wording.fill(key, &[("year", &of.year.to_string()), ("day", &day)]);
        Some(Self { title: day, says, url: address::declaration(of.year), notes: of.notes.clone() })
    }

    /// What the first page tells its owner: the newest year that is declared, and all that have changed since.
    pub(crate) fn for_home(site: &Site<'_>) -> Vec<Self> {
        let declared = &site.seen.declared;
        let newest = declared.iter().map(|d| d.year).max();
        let told = declared.iter().rev().filter(|d| Some(d.year) == newest || !d.notes.is_empty());
        told.filter_map(|d| Self::of(site, d)).collect()
    }
}

/// A part of the year's time.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShareView {
    /// What part.
    pub title: String,
    /// The list of its entries in this year, from the root.
    pub url: Option<String>,
    /// How much, in words.
    pub hours: String,
    /// The same in minutes.
    pub minutes: i64,
    /// Of the whole, 0 to 100.
    pub percent: i64,
    /// What the leading policy advises for it, in words.
    pub need: Option<String>,
    /// The picture of it.
    pub bar: Bar,
    /// How many entries.
    pub count: usize,
}

/// A month of the year.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MonthView {
    /// `March`.
    pub name: String,
    /// `Mar`.
    pub short: String,
    /// Planned minutes.
    pub planned: i64,
    /// Unplanned minutes.
    pub unplanned: i64,
    /// All minutes.
    pub minutes: i64,
    /// Hours to the nearest one; none where there is nothing. Less than half an hour is 1 too.
    pub hours: Option<i64>,
    /// Its column in the picture.
    pub column: Column,
    /// How many entries.
    pub count: usize,
    /// Where they begin on the record of the year, from the root.
    pub url: Option<String>,
    /// Is it still to come?
    pub future: bool,
}

/// The rows of a month.
#[derive(Debug, Serialize)]
pub(crate) struct RecordMonth {
    /// Its anchor.
    pub anchor: String,
    /// The rows by date, each made by `row.html`.
    pub rows: Html,
}

/// One entry with its words.
#[derive(Debug, Serialize)]
pub(crate) struct RecordEntry {
    /// The facts.
    pub row: EntryRow,
    /// The anchor of its month, on the first of it.
    pub anchor: Option<String>,
    /// Who offered it.
    pub provider: Option<String>,
    /// What was done.
    pub body: Html,
    /// What was learned.
    pub reflection: Html,
    /// Competences, in one text.
    pub competences: Option<String>,
    /// How many files show it.
    pub evidence: usize,
    /// Did it help others?
    pub supports_others: bool,
}

/// A link to a year.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct YearLink {
    /// `2026`.
    pub label: String,
    /// Its record, from the root.
    pub url: String,
    /// Its compliance page, from the root, where a policy is followed.
    pub compliance_url: Option<String>,
    /// All time of it, in words.
    pub hours: String,
    /// The same, as it stands in a column.
    pub column: String,
    /// The leading policy's verdict.
    pub verdict: Option<&'static str>,
    /// How many entries count.
    pub count: usize,
    /// For everybody: the time of entries of which no more is shown, as it stands in a column.
    pub more: Option<String>,
}

impl YearLink {
    /// Makes the link.
    pub(crate) fn new(site: &Site<'_>, year: &Year) -> Self {
        let lead = site.lead_of(year);
        let time: Minutes = site.counting(year).map(|e| e.minutes).sum();
        let more = year.hours_only(site.seen);
        Self {
            label: year.period.label.clone(),
            url: address::record(&year.period.label),
            compliance_url: lead.map(|a| site.compliance_url(a)),
            hours: site.wording.hours(time),
            column: site.wording.column(time),
            verdict: lead.map(|a| a.verdict.word()),
            count: site.counting(year).count(),
            more: (more.0 > 0).then(|| site.wording.column(more)),
        }
    }
}

/// The time of a year's bare lines, in words.
fn hours_only(site: &Site<'_>, year: &Year) -> Option<String> {
    Some(year.hours_only(site.seen)).filter(|m| m.0 > 0).map(|m| site.wording.hours(m))
}

impl YearView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>, year: &Year, shared: &dyn Shared) -> Self {
        let counting: Vec<&SeenEntry<'_>> = site.counting(year).collect();
        let total: Minutes = counting.iter().map(|e| e.minutes).sum();
        let full = year.entries.len() <= MOST_IN_FULL;
        let is_public = site.seen.audience == Audience::Public;
        Self {
            label: year.period.label.clone(),
            from: site.wording.day(year.period.days.first),
            to: site.wording.day(year.period.days.last),
            declared: DeclaredLink::new(site, year),
            judged: site
                .judged_in(year)
                .map(|a| AssessmentView { growth: growth(site, a), ..AssessmentView::brief(site, a) })
                .collect(),
            total: site.wording.hours(total),
            count: counting.len(),
            more: hours_only(site, year),
            chosen: chosen(site, year),
            goals: goals(site, year),
            competences: codes(site, year),
            planned: PlannedView::new(site, year),
            by_category: by_category(site, year, &counting, total),
            by_type: by_type(site, year, &counting, total),
            by_planned: by_planned(site, year, &counting, total),
            months: if is_public { vec![] } else { months(site, year) },
            shown: year.entries.len(),
            full,
            entries: if full { record(site, year) } else { vec![] },
            listed: if full { vec![] } else { listed(site, year, shared) },
            years: site.years.iter().map(|y| YearLink::new(site, y)).collect(),
        }
    }
}

/// The entries of a year by date, the first of each month with its anchor.
fn record(site: &Site<'_>, year: &Year) -> Vec<RecordEntry> {
    let mut month = String::new();
    let anchored = |entry: &SeenEntry<'_>| {
        let anchor = month_anchor(entry.last_day());
        let first = anchor != month;
        month.clone_from(&anchor);
        RecordEntry { anchor: first.then_some(anchor), ..RecordEntry::new(site, entry) }
    };
    site.seen.entries[year.entries.clone()].iter().map(anchored).collect()
}

/// The rows of a year's entries, by month.
fn listed(site: &Site<'_>, year: &Year, shared: &dyn Shared) -> Vec<RecordMonth> {
    let month = |n: &usize| month_anchor(site.seen.entries[*n].last_day());
    let numbers: Vec<usize> = year.entries.clone().collect();
    let of_month = |numbers: &[usize]| {
        let mut rows = String::with_capacity(numbers.len() * 500);
        for n in numbers {
            shared.listed(*n, &mut rows);
        }
        RecordMonth { anchor: month(&numbers[0]), rows: Html::trusted(&rows) }
    };
    numbers.chunk_by(|a, b| month(a) == month(b)).map(of_month).collect()
}

impl RecordEntry {
    fn new(site: &Site<'_>, entry: &SeenEntry<'_>) -> Self {
        let depth = 2;
        let words: Vec<&str> = entry.competences.iter().map(crate::model::Word::as_str).collect();
        Self {
            row: EntryRow::new(site, entry),
            anchor: None,
            provider: entry.provider.map(str::to_owned),
            body: site.entry_body(entry, depth, 4, false),
            reflection: site.reflection(entry, depth, 4, false),
            competences: (!words.is_empty()).then(|| words.join(", ")),
            evidence: entry.evidence_count,
            supports_others: entry.supports_others,
        }
    }
}

fn share(site: &Site<'_>, title: &str, minutes: Minutes, count: usize, total: Minutes) -> ShareView {
    let percent = if total.0 > 0 { (minutes.0 * 100 + total.0 / 2) / total.0 } else { 0 };
    ShareView {
        title: title.to_owned(),
        url: None,
        hours: site.wording.hours(minutes),
        minutes: minutes.0,
        percent,
        count,
        need: None,
        bar: Bar::new(minutes.0, None, (total - minutes).0.max(0)),
    }
}

impl ShareView {
    /// With the list of its entries in a year.
    fn listed(self, site: &Site<'_>, year: &Year, facet: Facet, word: &str) -> Self {
        let value = site.facets.find(facet, word).filter(|v| !v.in_year(year).is_empty());
        Self { url: value.and_then(|v| v.year_url(site, year)), ..self }
    }
}

/// The anchor of a month on the record of its year.
fn month_anchor(day: Day) -> String {
    format!("m{}-{:02}", day.year(), day.month())
}

/// In the policy's order; what has no category comes last.
fn by_category(site: &Site<'_>, year: &Year, entries: &[&SeenEntry<'_>], total: Minutes) -> Vec<ShareView> {
    let mut shares: Vec<ShareView> = vec![];
    for named in &site.seen.words.categories {
        let parts = || entries.iter().filter_map(|e| e.categories.iter().find(|p| p.category == named.id));
        if site.seen.audience == Audience::Public && parts().count() == 0 {
            continue;
        }
        let share = share(site, &named.title, parts().map(|p| p.minutes).sum(), parts().count(), total);
        shares.push(share.listed(site, year, Facet::Category, named.id.as_str()));
    }
    against_advice(site, year, &mut shares);
    let without = || entries.iter().filter(|e| e.categories.is_empty());
    if without().count() > 0 && !shares.is_empty() {
        shares.push(share(
            site,
            site.wording.text("record.no_category"),
            without().map(|e| e.minutes).sum(),
            without().count(),
            total,
        ));
    }
    shares
}

/// Sets each category against what the leading policy advises for it, on one scale for all.
fn against_advice(site: &Site<'_>, year: &Year, shares: &mut [ShareView]) {
    let Some(lead) = site.lead_of(year) else { return };
    let need = |id: &Word| {
        let rule = lead.rules.iter().find(|r| r.id.as_str().strip_prefix("category-") == Some(id.as_str()))?;
        rule.target
            .map(|t| t.n)
            .filter(|t| *t > 0 && rule.unit == Unit::Minutes && rule.verdict != Some(Verdict::Silent))
    };
    let needs: Vec<Option<i64>> = site.seen.words.categories.iter().map(|named| need(&named.id)).collect();
    if needs.iter().all(Option::is_none) {
        return;
    }
    let whole = shares.iter().map(|s| s.minutes).chain(needs.iter().flatten().copied()).max().unwrap_or(0);
    for (share, need) in shares.iter_mut().zip(needs) {
        share.bar = Bar::on_scale(share.minutes, need, whole);
        share.need = need.map(|n| site.wording.hours(Minutes(n)));
    }
}

/// In the policy's order, without the types that do not occur; what has no type comes last.
fn by_type(site: &Site<'_>, year: &Year, entries: &[&SeenEntry<'_>], total: Minutes) -> Vec<ShareView> {
    let mut shares: Vec<ShareView> = vec![];
    for named in &site.seen.words.types {
        let of = || entries.iter().filter(|e| e.activity_type == Some(&named.id));
        if of().count() > 0 {
            let share = share(site, &named.title, of().map(|e| e.minutes).sum(), of().count(), total);
            shares.push(share.listed(site, year, Facet::Type, named.id.as_str()));
        }
    }
    let without = || entries.iter().filter(|e| e.activity_type.is_none());
    if without().count() > 0 {
        shares.push(share(
            site,
            site.wording.text("record.no_type"),
            without().map(|e| e.minutes).sum(),
            without().count(),
            total,
        ));
    }
    shares
}

fn by_planned(site: &Site<'_>, year: &Year, entries: &[&SeenEntry<'_>], total: Minutes) -> Vec<ShareView> {
    [("table.planned", true), ("table.unplanned", false)]
        .map(|(key, planned)| {
            let of = || entries.iter().filter(|e| e.planned == planned);
            let share = share(site, site.wording.text(key), of().map(|e| e.minutes).sum(), of().count(), total);
            share.listed(site, year, Facet::Planned, planned_word(planned))
        })
        .into()
}

/// What one month brought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MonthSum {
    /// Its first day.
    pub first: Day,
    /// Its number, from 1 to 12.
    pub month: u32,
    /// Planned minutes.
    pub planned: i64,
    /// All minutes.
    pub minutes: i64,
    /// How many entries.
    pub count: usize,
}

impl MonthSum {
    /// Hours to the nearest one, for a picture; none where there is nothing. Less than half an hour is 1 too.
    pub(crate) fn hours(&self) -> Option<i64> {
        (self.minutes > 0).then(|| ((self.minutes + 30) / 60).max(1))
    }
}

/// What the twelve months of a year brought, in its own order.
pub(crate) fn month_sums(site: &Site<'_>, year: &Year) -> Vec<MonthSum> {
    let start = year.period.days.first;
    let first = NaiveDate::from_ymd_opt(start.year(), start.month(), 1).unwrap_or(start);
    let days = (0..12).filter_map(|n| first.checked_add_months(chrono::Months::new(n)));
    let mut all: Vec<MonthSum> =
        days.map(|first| MonthSum { first, month: first.month(), planned: 0, minutes: 0, count: 0 }).collect();
    for entry in site.counting(year) {
        let day = entry.last_day();
        let of = all.iter_mut().find(|m| (m.first.year(), m.month) == (day.year(), day.month()));
        if let Some(sum) = of {
            sum.planned += if entry.planned { entry.minutes.0 } else { 0 };
            sum.minutes += entry.minutes.0;
            sum.count += 1;
        }
    }
    all
}

/// The months of a year, in its own order.
pub(crate) fn months(site: &Site<'_>, year: &Year) -> Vec<MonthView> {
    let sums = month_sums(site, year);
    let record = crate::html::path_url(&address::record(&year.period.label));
    let places = columns(&sums.iter().map(|m| (m.planned, m.minutes - m.planned)).collect::<Vec<_>>());
    let view = |(sum, column): (&MonthSum, Column)| MonthView {
        name: site.wording.month(sum.month).to_owned(),
        short: site.wording.month_short(sum.month).to_owned(),
        planned: sum.planned,
        unplanned: sum.minutes - sum.planned,
        minutes: sum.minutes,
        hours: sum.hours(),
        count: sum.count,
        url: (sum.count > 0).then(|| format!("{record}#{}", month_anchor(sum.first))),
        column,
        future: sum.first > site.seen.as_of,
    };
    sums.iter().zip(places).map(view).collect()
}

/// The years, the newest first, with the addresses of their lists.
pub(crate) fn year_lists(site: &Site<'_>) -> Vec<YearLink> {
    let listed = site.years.iter().filter(|y| site.years.len() > 1 || !y.entries.is_empty());
    listed.map(|y| YearLink { url: address::activities_of(&y.period.label), ..YearLink::new(site, y) }).collect()
}
