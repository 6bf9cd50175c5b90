//! How each rule of a case stands.

use crate::model::{Day, Minutes, Word};
use crate::policy::amounts::case::Case;
use crate::policy::amounts::changes::{Change, reason};
use crate::policy::amounts::follow::label;
use crate::policy::amounts::pool;
use crate::policy::data::assessment::{Adjustment, Asked, CapTerm, Clause, RuleResult, Sum, Verdict};
use crate::policy::data::kind::Ask;
use crate::policy::data::measure::{Amount, Measure, Unit};
use crate::policy::data::records::Why;
use crate::policy::data::rule::Rule;
use crate::policy::data::window::RuleWindow;
use crate::policy::kinds;
use crate::policy::kinds::finding::Finding;
use crate::policy::kinds::kind::At;

/// The results of all rules that hold for the member.
pub(super) fn results(case: &Case<'_>) -> Vec<RuleResult> {
    let rules = case.edition.rules.iter().enumerate();
    rules.filter(|(_, rule)| case.holds_for(rule)).map(|(n, rule)| result(case, n, rule)).collect()
}

/// The results of all rules that hold for the member, where nobody knows which days the period has.
pub(super) fn untold(case: &Case<'_>) -> Vec<RuleResult> {
    let mut all = results(case);
    for result in &mut all {
        result.verdict = result.verdict.map(|_| Verdict::Unknown);
        result.achieved = result.amount(0);
        result.remaining = result.amount(0);
        result.met_on = None;
        result.own_days = false;
        (result.asked, result.due) = (Asked::Yes, None);
        result.sum = Sum::default();
    }
    all
}

/// Says of the rules whose target depends on a role that nobody has stated that they cannot be told.
pub(super) fn unsure(case: &Case<'_>, results: &mut [RuleResult], roles: &[Word]) {
    for result in results {
        let Some(rule) = case.edition.rule(result.id.as_str()) else { continue };
        let depends = kinds::of(&rule.ask).roles().iter().any(|role| roles.contains(role));
        if depends && result.asked == Asked::Yes && result.verdict.is_some() && result.sum.instead.is_none() {
            result.verdict = Some(Verdict::Unknown);
            (result.met_on, result.due) = (None, None);
            (result.target, result.remaining) = (None, result.amount(0));
        }
    }
}

/// The result of one rule.
pub(super) fn result<'c>(case: &Case<'c>, n: usize, rule: &'c Rule) -> RuleResult {
    let change = case.changes.of[n];
    let kind = kinds::of(&rule.ask);
    let found = kind.find(At { case, place: n, rule });
    let mut result = blank(case, rule, &found);
    let target = found.target.filter(|_| matches!(change, Change::Stays(_))).or(case.target(n));
    if kind.is_limit() {
        result.limit = target.or(kind.target(&case.follow.roles)).map(|n| result.amount(n));
    } else {
        result.target = target.map(|n| result.amount(n));
    }
    let bound = result.target.or(result.limit);
    result.remaining = result.amount(bound.map_or(0, |b| (b.n - found.achieved).max(0)));
    result.asked = match change {
        Change::Stays(_) => Asked::Yes,
        Change::Lifted => Asked::Lifted,
        Change::Unsaid => Asked::Unsaid,
    };
    if found.of_nothing && result.asked == Asked::Yes && case.as_of > result.days.last {
        result.asked = Asked::OfNothing;
    }
    if result.asked == Asked::Yes && kind.is_judged() && case.is_before_joining(rule) {
        result.asked = Asked::BeforeJoining;
    }
    if found.enough == Some(false) && !kind.is_limit() {
        not_due(&mut result, case, rule);
    }
    result.verdict = verdict(&result, kind.is_judged(), kind.is_limit(), found.enough, case.as_of);
    if let Some((title, day)) = route(case, n).filter(|_| stands_in(result.verdict)) {
        result.verdict = Some(Verdict::Met);
        result.met_on = Some(day);
        result.sum.instead = Some(title.to_owned());
    }
    if result.verdict != Some(Verdict::Met) {
        result.met_on = None;
    }
    // what is not asked has the member's own figure, and nothing stands in its place
    let base = case.changes.base.get(n).copied().flatten();
    let figure = kinds::figure(rule, case.edition, case.target(n).or(base));
    let stays = case.changes.by.is_some() && matches!(case.changes.of[n], Change::Stays(_));
    let usual = base.filter(|_| stays);
    let usual = usual.and_then(|usual| kinds::figure(rule, case.edition, Some(usual)));
    let usual = usual.filter(|usual| figure.is_some() && figure != Some(*usual));
    result.clause = Clause { text: rule.clause.clone(), figure, usual, name: rule.name().to_owned() };
    result.excluded.extend(case.left_out(rule, kind.adds_up()));
    result
}

/// A rule that has not been asked as long as it looks back has time until its first window ends.
/// Later on nothing was asked in this period.
fn not_due(result: &mut RuleResult, case: &Case<'_>, rule: &Rule) {
    let Some(due) = case.due(rule).filter(|_| result.asked == Asked::Yes) else { return };
    result.due = Some(due);
    if case.as_of > due {
        result.asked = Asked::NotYet;
    } else {
        result.days.last = due;
    }
}

/// The rule's name: of one for each part of the period, with the year that it looks at where one is known.
fn title(case: &Case<'_>, rule: &Rule) -> String {
    let RuleWindow::Part { length, nth, .. } = rule.window else { return rule.title.clone() };
    let bare = rule.title.strip_suffix(&format!(" {}", nth + 1)).filter(|_| length.0 % 12 == 0);
    let known = !case.follow.lacks_start(case.edition);
    bare.filter(|_| known).map_or_else(|| rule.title.clone(), |bare| format!("{bare}, {}", label(case.days(rule))))
}

fn blank(case: &Case<'_>, rule: &Rule, found: &Finding) -> RuleResult {
    let measure = case.edition.measure_of(rule);
    let unit = kinds::unit(rule, case.edition);
    let amount = |n| Amount { n, unit };
    RuleResult {
        id: rule.id.clone(),
        family: rule.family.clone(),
        title: title(case, rule),
        kind: rule.ask.kind(),
        severity: rule.severity,
        unit,
        unit_name: measure.name.clone().filter(|_| unit == measure.unit),
        different: match &rule.ask {
            Ask::Diversity(diversity) => Some(diversity.of.clone()),
            _ => None,
        },
        target: None,
        limit: None,
        achieved: amount(found.achieved),
        carried: amount(found.carried),
        carried_from: found.carried_from.clone(),
        remaining: amount(0),
        verdict: None,
        met_on: found.met_on,
        days: case.days(rule),
        own_days: rule.window != RuleWindow::Period || case.days(rule) != case.period.days,
        due: None,
        asked: Asked::Yes,
        clause: Clause { text: String::new(), figure: None, usual: None, name: String::new() },
        note: rule.note.clone(),
        reading: rule.reading.clone(),
        confidence: case.follow.policy.confidence(case.edition, rule),
        sum: sum(found),
        counted: found.counted.clone(),
        excluded: found.excluded.clone(),
    }
}

/// What a sum is made of.
fn sum(found: &Finding) -> Sum {
    let cut: Vec<CapTerm> = found.capped.clone();
    let own = found.achieved - found.carried;
    let free = own - cut.iter().map(|c| c.took).sum::<i64>();
    let told = free >= 0 && found.counted.iter().filter_map(|c| c.amount).sum::<i64>() == own;
    Sum {
        free: if told { free } else { own },
        capped: if told { cut } else { vec![] },
        offered: found.offered,
        way: found.way.clone(),
        among: found.among,
        words: found.words,
        instead: None,
    }
}

fn verdict(of: &RuleResult, is_judged: bool, is_limit: bool, enough: Option<bool>, as_of: Day) -> Option<Verdict> {
    let running = as_of <= of.days.last;
    match of.asked {
        Asked::Unsaid => Some(Verdict::Silent),
        Asked::Lifted | Asked::BeforeJoining | Asked::NotYet | Asked::OfNothing => Some(Verdict::Exempt),
        Asked::Yes if !is_judged => None,
        Asked::Yes => Some(match enough {
            None => Verdict::Unknown,
            Some(true) => Verdict::Met,
            Some(false) if is_limit => Verdict::Over,
            Some(false) if running => Verdict::Open,
            Some(false) => Verdict::Short,
        }),
    }
}

/// Can a document stand in place of a rule with this verdict?
fn stands_in(verdict: Option<Verdict>) -> bool {
    verdict.is_some_and(|v| v != Verdict::Met && v != Verdict::Exempt)
}

/// The document that stands in place of a rule, where there is one in this period.
fn route<'c>(case: &Case<'c>, n: usize) -> Option<(&'c str, Day)> {
    let days = case.period.days;
    let routes = case.edition.routes.iter().filter(|r| r.satisfies.contains(&n));
    let on = routes.flat_map(|route| {
        let all = case.follow.artefacts.iter().flatten();
        let held = all.filter(|a| a.kind == route.artefact && days.contains(a.day) && a.day <= case.as_of);
        held.map(|a| (route.title.as_str(), a.day))
    });
    on.min_by_key(|(_, day)| *day)
}

/// The minutes that count towards the rule that says how much in all.
pub(super) fn counted(case: &Case<'_>, results: &[RuleResult], earned: Minutes) -> Minutes {
    let Some(lead) = case.edition.lead.map(|n| &case.edition.rules[n]) else { return earned };
    let Some(result) = results.iter().find(|r| r.id == lead.id) else { return earned };
    let measure = case.edition.measure_of(lead);
    if result.unit == Unit::Minutes && measure.convert.is_empty() {
        return Minutes(result.achieved.n - result.carried.n);
    }
    let lost = result.excluded.iter().filter(|e| e.reason == Why::Capped);
    let minutes = lost.map(|e| minutes_of(case, e.record, e.amount.unwrap_or(0), measure));
    earned - minutes.fold(Minutes(0), |a, b| a + b)
}

/// The minutes behind some of an entry's amount, rounded up.
fn minutes_of(case: &Case<'_>, record: usize, amount: i64, measure: &Measure) -> Minutes {
    let Some(found) = case.records.get(record) else { return Minutes(0) };
    let whole = pool::amount_of(record, found, measure, &case.firsts).max(1);
    Minutes(found.minutes.0 - pool::share(found.minutes.0, whole - amount, whole))
}

/// What a circumstance changed.
pub(super) fn adjustment(case: &Case<'_>) -> Option<Adjustment> {
    let (adjust, by) = case.changes.by.as_ref()?;
    let lead = case.edition.lead.unwrap_or(0);
    let rule = case.edition.rules.get(lead);
    let amount = |n: i64| rule.map(|rule| Amount { n, unit: kinds::unit(rule, case.edition) });
    let target = match case.changes.of.get(lead) {
        Some(Change::Stays(Some(n))) => amount(*n),
        _ => None,
    };
    Some(Adjustment {
        target,
        unit_name: rule.and_then(|r| case.edition.measure_of(r).name.clone()),
        effect: adjust.effect,
        usual: case.changes.base.get(lead).copied().flatten().and_then(amount),
        kind: None,
        reason: Some(reason(adjust, by)),
        reading: adjust.reading.clone(),
    })
}
