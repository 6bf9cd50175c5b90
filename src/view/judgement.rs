//! A policy's judgement of a period, as pages show it: on the home page and on the compliance and year
//! pages.

use serde::Serialize;

use super::chart::{Bar, Growth, Ruler};
use super::{LinkView, ways};
use crate::facts::Site;
use crate::model::{Day, Days, Minutes};
use crate::policy::{Assessment, Confidence, Excluded, RuleKind, RuleResult, Unit, Verdict};
use crate::say;
use crate::say::verdict;

/// One policy and period.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AssessmentView {
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
    /// First day in words; none: the member's cycle starts on a day that nobody has stated.
    pub from: Option<String>,
    /// Last day in words; none as the first.
    pub to: Option<String>,
    /// Does the period go on?
    pub running: bool,
    /// `met`, `open`, `short`, `over`, `exempt`, `silent` or `unknown`.
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
    /// What the marks of its rules mean: each with its words.
    pub marks: Vec<(&'static str, String)>,
    /// The rules, in the policy's order.
    pub rules: Vec<RuleView>,
    /// Which of those that bind have a figure that is not confirmed: one sentence.
    pub unsure: Option<String>,
    /// What is not agreed yet: sentences.
    pub pending: Vec<String>,
    /// What the policy does not say: sentences.
    pub silent: Vec<String>,
    /// Address of its compliance page, from the root.
    pub url: String,
}

/// One rule.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RuleView {
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
    /// Is it a limit, rather than something to reach?
    pub is_limit: bool,
    /// Is it a limit that left something out?
    pub is_cut: bool,
    /// How much of it a limit left out, in words.
    pub cut: Option<String>,
    /// The verdict; none for a cap.
    pub verdict: Option<&'static str>,
    /// What was achieved, in words.
    pub have: String,
    /// Has nobody said whether there is any, or are documents asked for, which are no entries?
    pub without_entries: bool,
    /// Does it count entries?
    pub of_entries: bool,
    /// The two in one line: `28 h of 30 h`, `12 entries`, `11 h 45; no figure for this case`.
    pub line: String,
    /// The target or limit, in words.
    pub need: Option<String>,
    /// What is missing, in words.
    pub to_go: Option<String>,
    /// By how much a limit is passed, in words.
    pub over: Option<String>,
    /// The last day that counts for it, in words.
    pub until: String,
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
    /// The mark of a figure that is not confirmed; what it means stands with the policy.
    pub mark: Option<&'static str>,
    /// Where the policy says what it asks, from the root.
    pub about: Option<String>,
    /// The page of guidance that explains it, from the root.
    pub guide: Option<String>,
    /// For the owner, while it is open: offers of the directory that would count for it.
    pub offers: Vec<LinkView>,
    /// The sum as a person would write it.
    pub arithmetic: String,
    /// What comes from earlier periods, in words; a part of `have`.
    pub carried: Option<String>,
    /// Are the amounts of entries that count added up in its unit?
    pub sums: bool,
    /// Entries that count.
    pub counted: Vec<AmountRow>,
    /// Have the entries that do not count an amount in its unit?
    pub cuts: bool,
    /// Entries, or parts of them, that do not.
    pub excluded: Vec<AmountRow>,
}

/// An entry and what of it counts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AmountRow {
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
    pub(crate) fn new(site: &Site<'_>, of: &Assessment) -> Self {
        let rules = of.rules.iter().map(|r| RuleView::new(site, of, r, true)).collect();
        Self { rules, growth: growth(site, of), ..Self::brief(site, of) }
    }

    /// The same without the entries: for pages that show only where things stand.
    pub(crate) fn brief(site: &Site<'_>, of: &Assessment) -> Self {
        Self {
            policy: of.policy.to_string(),
            anchor: site.anchor(of),
            title: of.title.clone(),
            edition: of.edition.clone(),
            origin: of.origin.word(),
            affiliation: affiliation(site, of),
            period: of.period.label.clone(),
            from: (!of.days_unknown()).then(|| site.wording.day(of.period.days.first)),
            to: (!of.days_unknown()).then(|| site.wording.day(of.period.days.last)),
            running: of.running,
            verdict: of.verdict.word(),
            headline: verdict::headline(site.wording, of),
            ruler: ruler(of),
            growth: None,
            target: lead(of).map(|(_, target)| site.wording.hours(Minutes(target))),
            earned: site.wording.hours(of.earned),
            counted: site.wording.hours(of.counted),
            adjustment: of.adjustment.as_ref().map(|a| {
                let change = verdict::change(site.wording, of, a);
                match (&a.reason, &a.kind) {
                    (None, Some(kind)) => {
                        site.wording.fill("policy.adjusted", &[("change", &change), ("reason", kind)])
                    }
                    (Some(reason), _) => {
                        let reason = verdict::circumstance(site.wording, reason);
                        site.wording.fill("policy.adjusted", &[("change", &change), ("reason", &reason)])
                    }
                    (None, None) => change,
                }
            }),
            rules: of.rules.iter().map(|r| RuleView::new(site, of, r, false)).collect(),
            marks: marks(site, of),
            unsure: verdict::unsure(site.wording, of),
            pending: of.pending.iter().map(|p| verdict::pending(site.wording, p, &of.period.label)).collect(),
            silent: verdict::silent(site.wording, of),
            url: site.compliance_url(of),
        }
    }
}

impl RuleView {
    fn new(site: &Site<'_>, judged: &Assessment, of: &RuleResult, entries: bool) -> Self {
        let w = site.wording;
        let bound = of.target.or(of.limit);
        Self {
            id: of.id.to_string(),
            title: of.title.clone(),
            clause: verdict::clause(w, of),
            severity: of.severity.word(),
            kind: of.kind.word(),
            is_limit: of.limit.is_some(),
            is_cut: of.limit.is_some() && of.capped() > 0,
            cut: (of.limit.is_some() && of.capped() > 0).then(|| verdict::shown(w, of.amount(of.capped()), of)),
            verdict: of.verdict.map(Verdict::word),
            have: verdict::have_if_told(w, of),
            without_entries: of.kind == RuleKind::Artefact
                || of.counted.is_empty() && of.excluded.is_empty() && verdict::is_untold(of.verdict, of.achieved),
            of_entries: verdict::counts_entries(of),
            carried: (of.carried.n > 0).then(|| verdict::shown(w, of.carried, of)),
            line: verdict::line(w, of),
            need: bound.map(|b| verdict::alone(w, b, of)),
            to_go: (of.target.is_some() && of.remaining.n > 0)
                .then(|| verdict::shown(w, of.remaining, of))
                .filter(|_| matches!(of.verdict, Some(Verdict::Open | Verdict::Short))),
            over: verdict::passed_by(w, of),
            until: w.day(of.days.last),
            bar: bar(of).filter(|_| !judged.days_unknown()),
            pace: verdict::pace(w, of, site.seen.as_of),
            met_on: of.met_on.map(|d| w.day(d)),
            note: of.note.clone(),
            reading: of.reading.clone(),
            mark: mark(of.confidence),
            about: if entries { ways::about(site, judged, of) } else { None },
            guide: if entries { ways::guide(site, judged, of) } else { None },
            offers: if entries && of.verdict == Some(Verdict::Open) && site.seen.owner.is_some() {
                ways::offers(site, judged, of)
            } else {
                vec![]
            },
            arithmetic: say::sum::sum(w, of),
            sums: of.carried.n > 0 || of.counted.iter().any(|c| c.amount.is_some()),
            cuts: of.excluded.iter().any(|e| e.amount.is_some()),
            counted: if entries {
                of.counted.iter().map(|c| amount_row(site, of, c.record, c.amount, None)).collect()
            } else {
                vec![]
            },
            excluded: if entries {
                let row = |e: &Excluded| amount_row(site, of, e.record, e.amount, Some(verdict::reason(w, e.reason)));
                of.excluded.iter().map(row).collect()
            } else {
                vec![]
            },
        }
    }
}

/// The mark of a figure, by how sure it is; none where it is confirmed.
fn mark(of: Confidence) -> Option<&'static str> {
    match of {
        Confidence::Confirmed => None,
        Confidence::Reported => Some("°"),
        Confidence::Unconfirmed => Some("°°"),
    }
}

/// What the marks of a policy's rules mean, once for all of them.
fn marks(site: &Site<'_>, of: &Assessment) -> Vec<(&'static str, String)> {
    let said = |sure: Confidence| {
        let is_used = of.rules.iter().any(|rule| rule.confidence == sure);
        let words = || site.wording.word("figure", sure.word()).to_owned();
        mark(sure).filter(|_| is_used).map(|mark| (mark, words()))
    };
    [Confidence::Reported, Confidence::Unconfirmed].into_iter().filter_map(said).collect()
}

/// What there is against what is asked; a limit is no progress, a number of entries no length, and what cannot be told
/// has no picture.
fn bar(of: &RuleResult) -> Option<Bar> {
    let told = matches!(of.verdict, Some(Verdict::Met | Verdict::Open | Verdict::Short));
    let target = of.target.filter(|_| told && of.unit != Unit::Count)?;
    Some(Bar::new(of.achieved.n, Some(target.n), 0))
}

fn amount_row(site: &Site<'_>, of: &RuleResult, record: usize, value: Option<i64>, reason: Option<&str>) -> AmountRow {
    let entry = &site.seen.entries[record];
    AmountRow {
        title: say::entry::title(site.wording, entry),
        url: site.routes.entry(entry).map(super::super::paths::OutPath::url),
        date: site.wording.day(entry.last_day()),
        amount: verdict::brought(site.wording, value, of),
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
    lead(of).map(|(rule, target)| Ruler::new(rule.achieved.n, target))
}

/// The first rule that binds, and its target, where it is measured in hours.
fn lead(of: &Assessment) -> Option<(&RuleResult, i64)> {
    let first = of.binding().next()?;
    let is_asked = first.verdict != Some(Verdict::Exempt);
    let target = first.target.filter(|_| is_asked && first.unit == Unit::Minutes && !of.days_unknown())?;
    Some((first, target.n))
}

/// How the hours of the first rule grew over its time; none where that reaches beyond the period.
pub(crate) fn growth(site: &Site<'_>, of: &Assessment) -> Option<Growth> {
    let within = |days: Days| of.period.days.first <= days.first && days.last <= of.period.days.last;
    let (rule, target) = lead(of).filter(|(rule, target)| *target > 0 && within(rule.days))?;
    let brought: Vec<(Day, i64)> =
        rule.counted.iter().map(|c| (site.seen.entries[c.record].last_day(), c.amount.unwrap_or(0))).collect();
    let mut growth = Growth::new(rule.days, site.seen.as_of, &brought, target);
    for month in &mut growth.months {
        site.wording.month(month.number).clone_into(&mut month.name);
        site.wording.month_short(month.number).clone_into(&mut month.short);
    }
    Some(growth)
}
