//! A policy's judgement of a period, as pages show it: on the home page and on the compliance and year
//! pages.

use serde::Serialize;

use super::chart::{Bar, Growth, Ruler};
use super::{LinkView, ways};
use crate::facts::Site;
use crate::model::{Day, Minutes};
use crate::policy::{Assessment, Confidence, RuleResult, Unit, Verdict, Why};
use crate::say;
use crate::say::verdict::{amount, headline, line, pace, reason};

/// One policy and period.
#[derive(Debug, Clone, Serialize)]
pub struct AssessmentView {
    /// Id of the policy.
    pub policy: String,
    /// The anchor of its section; a rule's is this, a hyphen and the rule's id.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Its edition.
    pub edition: String,
    /// `built-in` or `changed here`.
    pub origin: &'static str,
    /// What has to be said about where it comes from.
    pub affiliation: String,
    /// `2026`.
    pub period: String,
    /// First day in words.
    pub from: String,
    /// Last day in words.
    pub to: String,
    /// Does the period go on?
    pub running: bool,
    /// `met`, `open`, `short`, `exempt`, `silent` or `unknown`.
    pub verdict: &'static str,
    /// The answer in sentences.
    pub headline: Vec<String>,
    /// A ruler for the leading rule, where it is measured in hours.
    pub ruler: Option<Ruler>,
    /// How the hours of the leading rule grew, against an even pace; none where it is not measured in
    /// hours, or on pages that show only where things stand.
    pub growth: Option<Growth>,
    /// Its target, in words.
    pub target: Option<String>,
    /// All that was done, in words.
    pub earned: String,
    /// What of it counts, in words.
    pub counted: String,
    /// How the target is changed, in words; why, for the owner.
    pub adjustment: Option<String>,
    /// The rules, in the policy's order.
    pub rules: Vec<RuleView>,
    /// What is not agreed yet: sentences.
    pub pending: Vec<String>,
    /// What the policy does not say: sentences.
    pub silent: Vec<String>,
    /// Address of its compliance page, from the root.
    pub url: String,
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleView {
    /// Its id: also its anchor, behind the policy's.
    pub id: String,
    /// Its name.
    pub title: String,
    /// In our words, with its figures.
    pub clause: String,
    /// `must`, `should` or `advice`.
    pub severity: &'static str,
    /// `at_least`, `cap` …
    pub kind: &'static str,
    /// The verdict; none for a cap.
    pub verdict: Option<&'static str>,
    /// What was achieved, in words.
    pub have: String,
    /// The two in one line: `28 h of 30 h`, `12 entries`, `11 h 45; need not stated`.
    pub line: String,
    /// The target or limit, in words.
    pub need: Option<String>,
    /// What is missing, in words.
    pub to_go: Option<String>,
    /// The picture of it; none where there is nothing to compare.
    pub bar: Option<Bar>,
    /// What would do until the period ends, in words: `20 min a week`.
    pub pace: Option<String>,
    /// The first day on which it was met, in words.
    pub met_on: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// How we read the source where it leaves room.
    pub reading: Option<String>,
    /// How sure its figure is, in words; none: confirmed.
    pub confidence: Option<String>,
    /// Where the policy says what it asks, from the root.
    pub about: Option<String>,
    /// For the owner, while it is open: offers of the directory that would count for it.
    pub offers: Vec<LinkView>,
    /// The sum as a person would write it.
    pub arithmetic: String,
    /// What comes from earlier periods, in words; a part of `have`.
    pub carried: Option<String>,
    /// Entries that count.
    pub counted: Vec<AmountRow>,
    /// Entries, or parts of them, that do not.
    pub excluded: Vec<AmountRow>,
}

/// An entry and what of it counts.
#[derive(Debug, Clone, Serialize)]
pub struct AmountRow {
    /// Its words.
    pub title: String,
    /// Its page from the root.
    pub url: Option<String>,
    /// Its last day in words.
    pub date: String,
    /// How much of it, in words.
    pub amount: String,
    /// Why it does not count, in words; none where it does.
    pub reason: Option<String>,
}

impl AssessmentView {
    /// Makes the view, with the entries behind each rule.
    pub fn new(site: &Site<'_>, of: &Assessment) -> Self {
        let rules = of.rules.iter().map(|r| RuleView::new(site, of, r, true)).collect();
        Self { rules, growth: growth(site, of), ..Self::brief(site, of) }
    }

    /// The same without the entries: for pages that show only where things stand.
    pub fn brief(site: &Site<'_>, of: &Assessment) -> Self {
        Self {
            policy: of.policy.to_string(),
            anchor: site.anchor(of),
            title: of.title.clone(),
            edition: of.edition.clone(),
            origin: of.origin.word(),
            affiliation: affiliation(site, of),
            period: of.period.label.clone(),
            from: site.wording.day(of.period.days.first),
            to: site.wording.day(of.period.days.last),
            running: of.running,
            verdict: of.verdict.word(),
            headline: headline(site.wording, of),
            ruler: ruler(of),
            growth: None,
            target: lead(of).map(|(_, target)| site.wording.hours(Minutes(target))),
            earned: site.wording.hours(of.earned),
            counted: site.wording.hours(of.counted),
            adjustment: of.adjustment.as_ref().map(|a| match &a.reason {
                Some(reason) => site.wording.fill("policy.adjusted", &[("change", &a.words), ("reason", reason)]),
                None => a.words.clone(),
            }),
            rules: of.rules.iter().map(|r| RuleView::new(site, of, r, false)).collect(),
            pending: of.pending.clone(),
            silent: of.silent.clone(),
            url: site.compliance_url(of),
        }
    }
}

impl RuleView {
    fn new(site: &Site<'_>, judged: &Assessment, of: &RuleResult, entries: bool) -> Self {
        let limit = of.target.or(of.limit);
        let over = of.excluded.iter().filter(|e| e.reason == Why::Capped && of.kind == "cap").map(|e| e.amount).sum();
        Self {
            id: of.id.to_string(),
            title: of.title.clone(),
            clause: of.clause.clone(),
            severity: of.severity.word(),
            kind: of.kind,
            verdict: of.verdict.map(Verdict::word),
            have: amount(site.wording, of.achieved, of),
            carried: (of.carried > 0).then(|| amount(site.wording, of.carried, of)),
            line: line(site.wording, of, limit),
            need: limit.map(|l| amount(site.wording, l, of)),
            to_go: (of.remaining > 0 && matches!(of.verdict, Some(Verdict::Open | Verdict::Short)))
                .then(|| amount(site.wording, of.remaining, of)),
            bar: limit
                .filter(|_| of.verdict != Some(Verdict::Silent) && of.unit != Unit::Count)
                .map(|l| Bar::new(of.achieved, Some(l), over)),
            pace: pace(site.wording, judged, of, site.seen.as_of),
            met_on: of.met_on.map(|d| site.wording.day(d)),
            note: of.note.clone(),
            reading: of.reading.clone(),
            confidence: (of.confidence != Confidence::Confirmed)
                .then(|| site.wording.word("figure", of.confidence.word()).to_owned()),
            about: if entries { ways::about(site, judged, of) } else { None },
            offers: if entries && of.verdict == Some(Verdict::Open) && site.seen.owner.is_some() {
                ways::offers(site, judged, of)
            } else {
                vec![]
            },
            arithmetic: of.arithmetic.clone(),
            counted: if entries {
                of.counted.iter().map(|c| amount_row(site, of, c.record, c.amount, None)).collect()
            } else {
                vec![]
            },
            excluded: if entries {
                of.excluded
                    .iter()
                    .map(|e| amount_row(site, of, e.record, e.amount, Some(reason(site.wording, e.reason))))
                    .collect()
            } else {
                vec![]
            },
        }
    }
}

fn amount_row(site: &Site<'_>, of: &RuleResult, record: usize, value: i64, reason: Option<&str>) -> AmountRow {
    let entry = &site.seen.entries[record];
    AmountRow {
        title: say::entry::title(site.wording, entry),
        url: site.routes.entry(entry).map(super::super::paths::OutPath::url),
        date: site.wording.day(entry.last_day()),
        amount: amount(site.wording, value, of),
        reason: reason.map(str::to_owned),
    }
}

/// Whose text the rules are made from, and that we are nobody's.
fn affiliation(site: &Site<'_>, of: &Assessment) -> String {
    if of.affiliation != "none" {
        return of.affiliation.clone();
    }
    let policy = site.policies.get(of.policy.as_str());
    let edition = policy.and_then(|p| p.edition(&of.edition));
    let source = policy.zip(edition.and_then(|e| e.source.as_ref())).and_then(|(p, s)| p.sources.get(s));
    let body = policy.and_then(|p| p.body.as_deref());
    let year = source.and_then(|s| s.captured.as_ref()).map(ToString::to_string);
    let key = match (source, &year, body) {
        (None, _, None) => "policy.based_none",
        (None, _, Some(_)) => "policy.based_none_body",
        (Some(_), None, None) => "policy.based",
        (Some(_), None, Some(_)) => "policy.based_body",
        (Some(_), Some(_), None) => "policy.based_year",
        (Some(_), Some(_), Some(_)) => "policy.based_year_body",
    };
    let title = source.map_or("", |s| s.title.as_str());
    let year = year.unwrap_or_default();
    site.wording.fill(key, &[("source", title), ("year", &year), ("body", body.unwrap_or_default())])
}

/// A ruler for the first rule that binds.
fn ruler(of: &Assessment) -> Option<Ruler> {
    lead(of).map(|(rule, target)| Ruler::new(rule.achieved, target))
}

/// The first rule that binds, and its target, where it is measured in hours.
fn lead(of: &Assessment) -> Option<(&RuleResult, i64)> {
    let first = of.rules.iter().find(|r| r.verdict.is_some() && r.binds())?;
    let target = first.target.filter(|_| first.unit == Unit::Minutes)?;
    Some((first, target))
}

/// How the hours of the first rule grew.
pub fn growth(site: &Site<'_>, of: &Assessment) -> Option<Growth> {
    let (rule, target) = lead(of).filter(|(_, target)| *target > 0)?;
    let brought: Vec<(Day, i64)> =
        rule.counted.iter().map(|c| (site.seen.entries[c.record].last_day(), c.amount)).collect();
    let mut growth = Growth::new(of.period.days, site.seen.as_of, &brought, target);
    for month in &mut growth.months {
        site.wording.month(month.number).clone_into(&mut month.name);
        site.wording.month_short(month.number).clone_into(&mut month.short);
    }
    Some(growth)
}
