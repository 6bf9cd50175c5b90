//! The development plan.

use serde::Serialize;

use super::chart::Bar;
use super::planned::{PlannedView, served};
use super::row::EntryRow;
use super::{Html, LinkView};
use crate::facts::Site;
use crate::model::{Item, Minutes, PlanState, Price};
use crate::planner::{self, Answer, Bound, Closed, Cost, Line, Obstacle, OpenRule, Plan, PlanOutcome, Question};
use crate::sight::redact::SeenPlan;
use crate::wording::Wording;

/// What the plan shows.
#[derive(Debug, Serialize)]
pub(crate) struct PlanView {
    /// For the owner: what is still to go, and what of the directory would do.
    pub advice: Option<AdviceView>,
    /// The running year's plan against what was done for it.
    pub planned: Option<PlannedView>,
    /// Open items first, then done, then dropped; in each, by due date.
    pub groups: Vec<PlanGroup>,
    /// Is there none at all?
    pub empty: bool,
}

/// What is still to go, and what would do.
#[derive(Debug, Serialize)]
pub(crate) struct AdviceView {
    /// Rules with something to go, in the order of policies and rules.
    pub gaps: Vec<GapView>,
    /// Is any of them left to the member?
    pub yours: bool,
    /// Plans that close all that the directory can close, the cheapest first.
    pub plans: Vec<PlanChoiceView>,
    /// Why no plan closes everything; empty where one does.
    pub reasons: Vec<String>,
}

/// A rule with something to go.
#[derive(Debug, Serialize)]
pub(crate) struct GapView {
    /// The rule on the compliance page, from the root.
    pub url: String,
    /// Title of the policy.
    pub policy: String,
    /// Title of the rule.
    pub rule: String,
    /// What is missing, in words; none where no number says it.
    pub to_go: Option<String>,
    /// The last day that counts, in words.
    pub until: String,
    /// What the member has to do, or why nothing can be done now; none: the directory serves it.
    pub how: Option<String>,
    /// Offerings that serve it, free ones first; at most five.
    pub offers: Vec<OfferView>,
}

/// An offering that serves a rule.
#[derive(Debug, Serialize)]
pub(crate) struct OfferView {
    /// Its name.
    pub title: String,
    /// Its page from the root.
    pub url: String,
    /// `free`, `paid` …, or the amount.
    pub price: String,
    /// The line that logs it.
    pub log: String,
}

/// A plan: the cheapest, a mixed one, the quickest.
#[derive(Debug, Serialize)]
pub(crate) struct PlanChoiceView {
    /// `cheapest`, `mixed`, `quickest`: also its anchor.
    pub aim: &'static str,
    /// Its name.
    pub title: String,
    /// What it is good at, in a sentence.
    pub note: String,
    /// Is it known that none is better?
    pub exact: bool,
    /// The name of the plan before it that has the same lines.
    pub same: Option<String>,
    /// What it costs, in words.
    pub price: String,
    /// How long it takes, in words.
    pub total: String,
    /// How many offerings it uses.
    pub offerings: usize,
    /// The line that writes it into the plan.
    pub add: String,
    /// Its lines; none where another plan has the same.
    pub lines: Vec<LineView>,
}

/// A line of a plan.
#[derive(Debug, Serialize)]
pub(crate) struct LineView {
    /// Of what: name and page.
    pub item: LinkView,
    /// `free`, `paid` …, or the amount.
    pub price: String,
    /// How long, in words.
    pub hours: String,
    /// In which category, where it matters.
    pub category: Option<String>,
    /// The last day, in words.
    pub due: String,
    /// The line that logs one go of it.
    pub log: String,
}

/// Items that stand alike.
#[derive(Debug, Serialize)]
pub(crate) struct PlanGroup {
    /// `open`, `proposed`, `done`, `dropped`.
    pub state: &'static str,
    /// Its heading.
    pub title: String,
    /// The items.
    pub items: Vec<PlanItemView>,
}

/// One item.
#[derive(Debug, Serialize)]
pub(crate) struct PlanItemView {
    /// Its id: also its anchor.
    pub id: String,
    /// What is intended.
    pub title: String,
    /// For which period.
    pub period: Option<String>,
    /// The day on which it was written, in words: as stated.
    pub written: Option<String>,
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
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let group = |state: PlanState| {
            let mut items: Vec<&SeenPlan<'_>> = site.seen.plan.iter().filter(|p| p.state == state).collect();
            items.sort_by(|a, b| (a.due.is_none(), a.due, a.id).cmp(&(b.due.is_none(), b.due, b.id)));
            PlanGroup {
                state: state.word(),
                title: site.wording.word("plan_group", state.word()).to_owned(),
                items: items.into_iter().map(|p| PlanItemView::new(site, p)).collect(),
            }
        };
        let running = site.years.iter().find(|y| y.period.days.contains(site.seen.as_of));
        let groups = [PlanState::Open, PlanState::Proposed, PlanState::Done, PlanState::Dropped].map(group);
        Self {
            advice: AdviceView::new(site),
            planned: running.and_then(|year| PlannedView::new(site, year)),
            groups: groups.into_iter().filter(|g| !g.items.is_empty()).collect(),
            empty: site.seen.plan.is_empty(),
        }
    }
}

impl AdviceView {
    /// None for others than the owner, and where no policy is followed.
    fn new(site: &Site<'_>) -> Option<Self> {
        let owner = site.seen.owner.as_ref().filter(|o| !o.follows.is_empty())?;
        let records = site.seen.records();
        let found = planner::answer(Question {
            follows: owner.follows,
            records: &records,
            directory: site.seen.directory,
            today: site.seen.as_of,
            by: None,
            free: false,
            advice: false,
            only: &[],
            bound: Bound::IN_A_PAGE,
        });
        let wording = site.wording;
        let plans = found.outcome.plans();
        let choice = |n: usize| PlanChoiceView::new(site, &plans[..n], &plans[n], found.currency.as_deref());
        let gaps: Vec<GapView> = found.open.iter().map(|o| GapView::new(site, o)).collect();
        Some(Self {
            yours: gaps.iter().any(|g| g.how.is_some()),
            gaps,
            plans: (0..plans.len()).map(choice).collect(),
            reasons: reasons(wording, &found),
        })
    }
}

impl GapView {
    fn new(site: &Site<'_>, of: &OpenRule) -> Self {
        let judged = site.seen.judged.iter().rev().find(|a| a.policy == of.policy && a.period == of.period);
        let offer = |id: &crate::model::ItemId| {
            let item = site.seen.directory.get(id)?;
            let view = super::directory::ItemView::new(site, item);
            Some(OfferView {
                title: view.title,
                url: view.url,
                price: view.amount.unwrap_or_else(|| site.wording.word("price", view.price).to_owned()),
                log: view.log,
            })
        };
        Self {
            url: judged.map(|a| format!("{}-{}", site.compliance_url(a), of.result.id)).unwrap_or_default(),
            policy: of.policy_title.clone(),
            rule: of.result.title.clone(),
            to_go: crate::say::verdict::to_go(site.wording, &of.result),
            until: site.wording.day(of.until),
            how: match of.closed {
                Closed::ByPlan => None,
                Closed::ByMember(of) | Closed::ByNothing(of) | Closed::NotNow(of) => Some(why(site.wording, of)),
            },
            offers: of.served_by.iter().take(5).filter_map(offer).collect(),
        }
    }
}

impl PlanChoiceView {
    /// `before`: the plans that are shown before it.
    fn new(site: &Site<'_>, before: &[Plan], of: &Plan, currency: Option<&str>) -> Self {
        let wording = site.wording;
        let title = |of: &Plan| wording.word("advice_plan", of.aim.word()).to_owned();
        let same = before.iter().find(|p| p.lines == of.lines).map(title);
        let lines = if same.is_some() { &[][..] } else { &of.lines[..] };
        Self {
            aim: of.aim.word(),
            title: title(of),
            note: wording.word("advice_aim", of.aim.word()).to_owned(),
            exact: of.exact,
            price: price(wording, currency, &of.cost),
            total: wording.hours(Minutes(of.cost.minutes)),
            offerings: of.offerings(),
            add: format!("cpdfolio plan --aim {} --add", of.aim.word()),
            lines: lines.iter().map(|l| LineView::new(site, l)).collect(),
            same,
        }
    }
}

impl LineView {
    fn new(site: &Site<'_>, of: &Line) -> Self {
        let item = site.seen.directory.get(&of.item);
        Self {
            item: site.item_link(&of.item),
            price: item.map(|i| price_of(site.wording, i)).unwrap_or_default(),
            hours: site.wording.hours(of.minutes),
            category: of.category.as_ref().map(|c| site.category_title(c).to_owned()),
            due: site.wording.day(of.due),
            log: of.log(),
        }
    }
}

/// What an item costs, in words: its amount, else `free`, `paid` …
pub(crate) fn price_of(wording: &Wording, item: &Item) -> String {
    let amount = item.amount.clone().filter(|_| item.price != Price::Free);
    amount.unwrap_or_else(|| wording.word("price", item.price.word()).to_owned())
}

/// What a plan costs, in words: `free`, `45 GBP`, `45 GBP and 2 offerings of unknown price`.
pub(crate) fn price(wording: &Wording, currency: Option<&str>, cost: &Cost) -> String {
    let money = currency.filter(|_| cost.money > 0).map(|currency| match cost.money % 100 {
        0 => format!("{} {currency}", cost.money / 100),
        rest => format!("{} {currency}", wording.decimal(cost.money / 100, &format!("{rest:02}"))),
    });
    let unknown = usize::try_from(cost.unknown).unwrap_or(0);
    let unknown = (unknown > 0).then(|| wording.count("advice.unknown", unknown));
    match (money, unknown) {
        (None, None) => wording.word("price", "free").to_owned(),
        (Some(one), None) | (None, Some(one)) => one,
        (Some(money), Some(unknown)) => wording.fill("advice.both", &[("money", &money), ("unknown", &unknown)]),
    }
}

/// Why a plan does not close something, in words.
pub(crate) fn why(wording: &Wording, of: Obstacle) -> String {
    let day = of.day().map(|d| wording.day(d)).unwrap_or_default();
    let text = wording.word("advice_why", of.word());
    crate::wording::fill(text, |name| (name == "day").then_some(day.as_str()))
}

/// Why no plan closes everything: a line for each rule that is to blame, or one for all; none where one does.
pub(crate) fn reasons(wording: &Wording, of: &Answer) -> Vec<String> {
    let PlanOutcome::Impossible(all) = of.outcome else { return vec![] };
    let blamed = of.open.iter().filter_map(|o| match o.closed {
        Closed::ByNothing(reason) => {
            let args = [("policy", o.policy_title.as_str()), ("rule", &o.result.title), ("why", &why(wording, reason))];
            Some(wording.fill("advice.blamed", &args))
        }
        _ => None,
    });
    blamed.chain(all.map(|reason| why(wording, reason))).collect()
}

impl PlanItemView {
    fn new(site: &Site<'_>, item: &SeenPlan<'_>) -> Self {
        let (done, coming) = served(site, item, None);
        let titles = |words: Vec<&str>| (!words.is_empty()).then(|| words.join(", "));
        Self {
            id: item.id.to_string(),
            title: item.title.to_owned(),
            period: item.period.map(str::to_owned),
            written: item.written.map(|d| site.wording.day(d)),
            due: item.due.map(|d| site.wording.day(d)),
            overdue: item.state == PlanState::Open && item.due.is_some_and(|d| d < site.seen.as_of),
            target: item.target.map(|t| site.wording.hours(t)),
            done: site.wording.hours(done),
            coming: (coming.0 > 0).then(|| site.wording.hours(coming)),
            bar: item.target.filter(|t| t.0 > 0).map(|t| Bar::new(done.0, Some(t.0), coming.0)),
            categories: titles(item.categories.iter().map(|c| site.category_title(c)).collect()),
            competences: titles(item.competences.iter().map(crate::model::Word::as_str).collect()),
            entries: item.entries.iter().map(|n| EntryRow::new(site, &site.seen.entries[*n])).collect(),
            body: site.plan_body(item),
        }
    }
}
