//! The development plan.

use serde::Serialize;

use super::chart::Bar;
use super::row::EntryRow;
use super::{Html, LinkView};
use crate::model::{Minutes, PlanState};
use crate::share::redact::SeenPlan;
use crate::site::Site;

/// What the plan shows.
#[derive(Debug, Serialize)]
pub struct PlanView {
    /// Open items first, then done, then dropped; in each, by due date.
    pub groups: Vec<PlanGroup>,
    /// Is there none at all?
    pub empty: bool,
}

/// Items that stand alike.
#[derive(Debug, Serialize)]
pub struct PlanGroup {
    /// `open`, `done`, `dropped`.
    pub state: &'static str,
    /// Its heading.
    pub title: String,
    /// The items.
    pub items: Vec<PlanItemView>,
}

/// One item.
#[derive(Debug, Serialize)]
pub struct PlanItemView {
    /// Its id: also its anchor.
    pub id: String,
    /// What is intended.
    pub title: String,
    /// For which period.
    pub period: Option<String>,
    /// Until when, in words.
    pub due: Option<String>,
    /// Is that day past, and the item open?
    pub overdue: bool,
    /// How much time is meant for it, in words.
    pub target: Option<String>,
    /// How much was done, in words.
    pub done: String,
    /// How much is still to come in entries with a later date, in words.
    pub coming: Option<String>,
    /// The picture of it, with what is to come as a dashed part; none without a target.
    pub bar: Option<Bar>,
    /// Categories, in one text.
    pub categories: Option<String>,
    /// Competences, in one text.
    pub competences: Option<String>,
    /// The entries that serve it.
    pub entries: Vec<EntryRow>,
    /// More about it.
    pub body: Html,
}

impl PlanView {
    /// Makes the view.
    pub fn new(site: &Site<'_>) -> Self {
        let group = |state: PlanState| {
            let mut items: Vec<&SeenPlan<'_>> = site.seen.plan.iter().filter(|p| p.state == state).collect();
            items.sort_by(|a, b| (a.due.is_none(), a.due, a.id).cmp(&(b.due.is_none(), b.due, b.id)));
            PlanGroup {
                state: state.word(),
                title: site.wording.word("plan_group", state.word()).to_owned(),
                items: items.into_iter().map(|p| PlanItemView::new(site, p)).collect(),
            }
        };
        let groups = [PlanState::Open, PlanState::Done, PlanState::Dropped].map(group);
        Self { groups: groups.into_iter().filter(|g| !g.items.is_empty()).collect(), empty: site.seen.plan.is_empty() }
    }
}

impl PlanItemView {
    fn new(site: &Site<'_>, item: &SeenPlan<'_>) -> Self {
        let entries = || item.entries.iter().map(|n| &site.seen.entries[*n]);
        let done: Minutes = entries().filter(|e| site.counts(e)).map(|e| e.minutes).sum();
        let coming: Minutes =
            entries().filter(|e| e.last_day() > site.seen.as_of && !e.draft()).map(|e| e.minutes).sum();
        let titles = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(", "));
        Self {
            id: item.id.to_string(),
            title: item.title.to_owned(),
            period: item.period.map(str::to_owned),
            due: item.due.map(|d| site.wording.day(d)),
            overdue: item.state == PlanState::Open && item.due.is_some_and(|d| d < site.seen.as_of),
            target: item.target.map(|t| site.wording.hours(t)),
            done: site.wording.hours(done),
            coming: (coming.0 > 0).then(|| site.wording.hours(coming)),
            bar: item.target.filter(|t| t.0 > 0).map(|t| Bar::new(done.0, Some(t.0), coming.0)),
            categories: titles(item.categories.iter().map(|c| site.category_title(c)).collect()),
            competences: titles(item.competences.iter().map(crate::model::Word::as_str).collect()),
            entries: entries().map(|e| EntryRow::new(site, e)).collect(),
            body: site.plan_body(item),
        }
    }
}

/// A link to an item of the plan.
pub fn link(item: &SeenPlan<'_>) -> LinkView {
    LinkView { title: item.title.to_owned(), url: Some(format!("plan/index.html#{}", item.id)) }
}
