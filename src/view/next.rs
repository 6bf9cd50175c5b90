//! The one next thing, for the owner: what stops everything else first, then what the rules still ask, then words.
//!
//! Gaps are those of all policies that are followed. What is entered for later days is taken as if it had happened:
//! a gap that it closes is none to work on. Drafts and examples count for nothing here.

use serde::Serialize;

use crate::facts::{Site, address};
use crate::model::{Days, Minutes, Word};
use crate::policy::data::records::Record;
use crate::policy::{Assessment, Follow, RuleKind, RuleResult, Unit, Verdict, assess};
use crate::say::verdict;
use crate::sight::SeenEntry;

/// What helps most now.
#[derive(Debug, Serialize)]
pub(crate) struct NextView {
    /// What it is, in a sentence.
    pub text: String,
    /// Where it is told, from the root.
    pub url: Option<String>,
    /// A line to copy.
    pub command: Option<String>,
}

impl NextView {
    /// The one thing that helps most now; none for readers other than the owner, or where nothing is to do.
    pub(crate) fn new(site: &Site<'_>) -> Option<Self> {
        let owner = site.seen.owner.as_ref()?;
        let plain = |key, url: &str, command: &str| Self {
            text: site.wording.text(key).to_owned(),
            url: Some(url.to_owned()),
            command: Some(command.to_owned()),
        };
        if owner.left_out > 0 {
            return Some(plain("home.next_mend", address::PROBLEMS, "cpdfolio check"));
        }
        if !site.seen.entries.iter().any(|e| !e.example() && !e.draft()) {
            return Some(plain("home.next_log", address::ACTIVITIES, "cpdfolio log \"What I did\" 1h"));
        }
        let open = open(site, owner.follows);
        largest(site, &open)
            .or_else(|| closed_later(site, &open))
            .or_else(|| duty(site, &open))
            .or_else(|| reflection(site))
    }
}

/// A rule that binds and is open today.
struct Open<'s> {
    judged: &'s Assessment,
    today: &'s RuleResult,
    /// The same once all that is entered for later days of the period has happened.
    later: RuleResult,
}

/// The open rules of all policies, in their order.
fn open<'s>(site: &'s Site<'_>, follows: &[Follow<'_>]) -> Vec<Open<'s>> {
    let records = site.seen.records();
    let mut all = vec![];
    for follow in follows {
        let running = |a: &&Assessment| a.policy == follow.policy.id && a.running && a.unstated.is_none();
        let Some(judged) = site.seen.judged.iter().rev().find(running) else { continue };
        let end = judged.period.days.last.max(site.seen.as_of);
        let later = assess(follow, &judged.period, &records, end);
        let is_open = |r: &&RuleResult| r.verdict == Some(Verdict::Open) && r.remaining.n > 0;
        for today in judged.binding().filter(is_open) {
            let later = later.rule(today.id.as_str()).cloned().unwrap_or_else(|| today.clone());
            all.push(Open { judged, today, later });
        }
    }
    all
}

/// The rule with the most time to go.
fn largest(site: &Site<'_>, open: &[Open<'_>]) -> Option<NextView> {
    let timed = open.iter().filter(|o| o.today.unit == Unit::Minutes && o.later.remaining.n > 0);
    let mut most: Option<&Open<'_>> = None;
    for one in timed {
        if most.is_none_or(|m| one.later.remaining.n > m.later.remaining.n) {
            most = Some(one);
        }
    }
    let of = most?;
    let w = site.wording;
    let rest = w.hours(Minutes(of.later.remaining.n));
    let day = w.day(of.today.days.last);
    let pace = verdict::pace(w, &of.later, site.seen.as_of);
    let key = if pace.is_some() { "home.next_rule" } else { "home.next_rule_now" };
    let args = [
        ("policy", of.judged.title.as_str()),
        ("rule", &of.today.title),
        ("time", &rest),
        ("day", &day),
        ("pace", pace.as_deref().unwrap_or_default()),
    ];
    let mut text = w.fill(key, &args);
    // the answer above it has what is to go today
    if let Some((time, days)) = entered_later(site, of).filter(|_| of.later.remaining.n < of.today.remaining.n) {
        text = w.fill("home.next_beside", &[("next", &text), ("time", &w.hours(time)), ("days", &days)]);
    }
    Some(NextView { text, url: Some(place(site, of)), command: Some(line(site, of, open)) })
}

/// The time that is entered for later days which a rule looks at, and those days.
fn entered_later(site: &Site<'_>, of: &Open<'_>) -> Option<(Minutes, String)> {
    let until = of.today.days.last;
    let future = |e: &&SeenEntry<'_>| site.why_not(e) == Some("future") && e.last_day() <= until;
    let entries = || site.seen.entries.iter().filter(future);
    let (first, last) = (entries().map(SeenEntry::last_day).min()?, entries().map(SeenEntry::last_day).max()?);
    Some((entries().map(|e| e.minutes).sum(), site.wording.days(Days { first, last })))
}

/// Gaps of time of which every one is closed by what is entered for later days.
fn closed_later(site: &Site<'_>, open: &[Open<'_>]) -> Option<NextView> {
    let of = open.iter().find(|o| o.today.unit == Unit::Minutes && o.later.remaining.n <= 0)?;
    let (entered, days) = entered_later(site, of)?;
    let args = [("rule", of.today.title.as_str()), ("time", &site.wording.hours(entered)), ("days", &days)];
    Some(NextView { text: site.wording.fill("home.next_later", &args), url: Some(place(site, of)), command: None })
}

/// A rule whose gap is no time: a document, a number of entries.
fn duty(site: &Site<'_>, open: &[Open<'_>]) -> Option<NextView> {
    let of = open.iter().find(|o| o.today.unit != Unit::Minutes && o.later.remaining.n > 0)?;
    let args = [("policy", of.judged.title.as_str()), ("rule", &of.today.title)];
    let command = match of.today.kind {
        RuleKind::Text => "cpdfolio reflect".to_owned(),
        _ => format!("cpdfolio why {}/{}", of.judged.policy, of.today.id),
    };
    let text = site.wording.fill("home.next_duty", &args);
    Some(NextView { text, url: Some(place(site, of)), command: Some(command) })
}

/// The newest entry without a word on what was learned.
fn reflection(site: &Site<'_>) -> Option<NextView> {
    let undone = |e: &&SeenEntry<'_>| e.title.is_some() && e.reflection.is_none() && site.counts(e);
    let entry = site.seen.entries.iter().rev().find(undone)?;
    let title = entry.title.unwrap_or_default();
    Some(NextView {
        text: site.wording.fill("home.next_reflect", &[("title", title)]),
        url: site.routes.entry(entry).map(crate::paths::OutPath::url),
        command: None,
    })
}

/// The rule on the check.
fn place(site: &Site<'_>, of: &Open<'_>) -> String {
    format!("{}-{}", site.compliance_url(of.judged), of.today.id)
}

/// A line that logs an hour which counts for the rule; and for others that are open, where one line can.
fn line(site: &Site<'_>, of: &Open<'_>, open: &[Open<'_>]) -> String {
    let areas: Vec<&Word> = site.seen.words.categories.iter().map(|named| &named.id).collect();
    let choices = [false, true].into_iter().flat_map(|planned| {
        let each = areas.iter().copied().map(Some);
        std::iter::once(None).chain(each).map(move |area| (planned, area))
    });
    let fits = |(planned, area): (bool, Option<&Word>), rule: &Open<'_>| {
        let policy = site.policies.get(rule.judged.policy.as_str());
        let edition = policy.and_then(|p| p.edition(&rule.judged.edition));
        let found = edition.and_then(|e| e.rule(rule.today.id.as_str()));
        found.is_some_and(|r| r.select.fits(&record(site, planned), area))
    };
    // of those that count for it the one that serves most; of equal ones the shortest
    let mut best: Option<(usize, (bool, Option<&Word>))> = None;
    for choice in choices.filter(|choice| fits(*choice, of)) {
        let served = open.iter().filter(|o| o.later.remaining.n > 0 && fits(choice, o)).count();
        if best.is_none_or(|(most, _)| served > most) {
            best = Some((served, choice));
        }
    }
    let (planned, area) = best.map_or((false, None), |(_, choice)| choice);
    let mut line = "cpdfolio log \"What I did\" 1h".to_owned();
    if planned {
        line.push_str(" --planned");
    }
    if let Some(area) = area {
        line.push_str(&format!(" --category {area}"));
    }
    line
}

fn record<'r>(site: &Site<'_>, planned: bool) -> Record<'r> {
    let today = Days { first: site.seen.as_of, last: site.seen.as_of };
    Record { planned, ..Record::bare(today, Minutes(60)) }
}
