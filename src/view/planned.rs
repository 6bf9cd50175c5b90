//! Plan and done: what a year's plan wants for each area, against what was done for it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::LinkView;
use super::chart::{PlanBar, plan_bars};
use crate::facts::links::plan_item;
use crate::facts::{Site, Year};
use crate::model::{Minutes, PlanState};
use crate::sight::redact::SeenPlan;

/// The plan of a year against what was done for it.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedView {
    /// The year's label.
    pub year: String,
    /// How much is planned, in words.
    pub planned: String,
    /// How much was done, in words.
    pub done: String,
    /// Is anything still to come, in entries with a later date?
    pub coming: bool,
    /// Was more done for any area than is planned for it?
    pub more: bool,
    /// How high the picture is.
    pub height: i64,
    /// The areas, in the order of the policies; what serves several or none is last.
    pub areas: Vec<PlannedArea>,
}

/// The plan items of one area.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedArea {
    /// The area.
    pub title: String,
    /// How much is planned for it, in minutes.
    pub planned: i64,
    /// How much was done, in minutes.
    pub done: i64,
    /// How much is still to come.
    pub coming: i64,
    /// What was done of what is planned, in words: stands below its bar.
    pub line: String,
    /// The picture of it.
    pub bar: PlanBar,
    /// The items that it is made of.
    pub items: Vec<PlannedItem>,
}

/// One item of the plan in the table of figures.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedItem {
    /// The item on the page of the plan.
    pub link: LinkView,
    /// How much time is meant for it, in minutes.
    pub planned: i64,
    /// How much was done, in minutes.
    pub done: i64,
    /// How much is still to come.
    pub coming: i64,
}

/// The minutes that serve an item, in a year or ever: done, and still to come.
pub(super) fn served(site: &Site<'_>, item: &SeenPlan<'_>, year: Option<&Year>) -> (Minutes, Minutes) {
    let entries = item.entries.iter().filter(|n| year.is_none_or(|y| y.entries.contains(n)));
    let (mut done, mut coming) = (Minutes(0), Minutes(0));
    for entry in entries.map(|n| &site.seen.entries[*n]) {
        match site.why_not(entry) {
            None => done.0 += entry.minutes.0,
            Some("future") => coming.0 += entry.minutes.0,
            Some(_) => {}
        }
    }
    (done, coming)
}

/// Is an item meant for a year? It says so, or it is due in it, or it has entries there.
pub(super) fn is_for(item: &SeenPlan<'_>, year: &Year) -> bool {
    match (item.period, item.due) {
        (Some(period), _) => period == year.period.label,
        (None, Some(due)) => year.period.days.contains(due),
        (None, None) => item.entries.iter().any(|n| year.entries.contains(n)),
    }
}

impl PlannedView {
    /// Makes the view; none where no item of the year has a target, so that there is nothing to compare.
    pub(crate) fn new(site: &Site<'_>, year: &Year) -> Option<Self> {
        let meant = |p: &&SeenPlan<'_>| !matches!(p.state, PlanState::Dropped | PlanState::Proposed) && is_for(p, year);
        let items: Vec<&SeenPlan<'_>> = site.seen.plan.iter().filter(meant).collect();
        if !items.iter().any(|p| p.target.is_some_and(|t| t.0 > 0)) {
            return None;
        }
        // one area each; what serves several cannot be divided between them
        let known = &site.seen.words.categories;
        let mut groups: BTreeMap<(usize, &str), Vec<PlannedItem>> = BTreeMap::new();
        for item in items {
            let key = match item.categories {
                [one] => (known.iter().position(|n| n.id == *one).unwrap_or(known.len()), one.as_str()),
                [] => (usize::MAX, ""),
                _ => (usize::MAX - 1, ""),
            };
            let (done, coming) = served(site, item, Some(year));
            groups.entry(key).or_default().push(PlannedItem {
                link: plan_item(item),
                planned: item.target.map_or(0, |t| t.0),
                done: done.0,
                coming: coming.0,
            });
        }
        let rows: Vec<[i64; 3]> = groups.values().map(|items| sums(items)).collect();
        let (height, bars) = plan_bars(&rows);
        let wording = site.wording;
        let area = |((order, items), bar): ((usize, Vec<PlannedItem>), PlanBar)| {
            let [planned, done, coming] = sums(&items);
            let (have, need) = (wording.hours(Minutes(done)), wording.hours(Minutes(planned)));
            let title = match order {
                usize::MAX => wording.text("planned_area.none").to_owned(),
                n => known.get(n).map_or_else(|| wording.text("planned_area.several").to_owned(), |n| n.title.clone()),
            };
            let line = if planned > 0 { wording.fill("rule.of", &[("have", &have), ("need", &need)]) } else { have };
            PlannedArea { title, planned, done, coming, line, bar, items }
        };
        let whole = |n: usize| wording.hours(Minutes(rows.iter().map(|s| s[n]).sum()));
        let groups = groups.into_iter().map(|((order, _), items)| (order, items));
        Some(Self {
            year: year.period.label.clone(),
            planned: whole(0),
            done: whole(1),
            coming: rows.iter().any(|s| s[2] > 0),
            more: rows.iter().any(|[planned, done, _]| *planned > 0 && done > planned),
            height,
            areas: groups.zip(bars).map(area).collect(),
        })
    }
}

/// Planned, done, to come.
fn sums(items: &[PlannedItem]) -> [i64; 3] {
    items.iter().fold([0; 3], |[planned, done, coming], i| [planned + i.planned, done + i.done, coming + i.coming])
}
