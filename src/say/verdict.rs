//! A policy's judgement in words.

use crate::model::{Day, Minutes};
use crate::policy::{Assessment, RuleResult, Unit, Verdict, Why};
use crate::wording::Wording;

/// What there is and what is asked, in one line. A duty that entries show is not "12 of 1".
pub fn line(wording: &Wording, of: &RuleResult, limit: Option<i64>) -> String {
    let have = amount(wording, of.achieved, of);
    if of.verdict == Some(Verdict::Silent) {
        return wording.fill("rule.silent", &[("have", &have)]);
    }
    let Some(limit) = limit else { return have };
    let need = amount(wording, limit, of);
    let key = match of.verdict {
        Some(Verdict::Unknown) if of.achieved == 0 => return wording.text("rule.not_told").to_owned(),
        _ if of.unit == Unit::Count && limit <= of.scale => {
            return wording.count("count.entries", usize::try_from(of.achieved / of.scale).unwrap_or(0));
        }
        _ if of.unit == Unit::Count => "rule.asked",
        _ if matches!(of.kind, "cap" | "at_most") => "rule.of_most",
        _ => "rule.of",
    };
    wording.fill(key, &[("have", &have), ("need", &need)])
}

/// Why an entry does not count, in words.
pub fn reason(wording: &Wording, reason: Why) -> &str {
    wording.word("why", reason.word())
}

/// An amount of a rule's unit, in words.
pub fn amount(wording: &Wording, value: i64, of: &RuleResult) -> String {
    let key = match of.unit {
        Unit::Minutes => return wording.hours(Minutes(value)),
        Unit::Count => return (value / of.scale).to_string(),
        Unit::Units => "count.units",
        Unit::Points => "count.points",
        Unit::Days => "count.days",
    };
    let (whole, rest) = (value / of.scale, value % of.scale);
    if rest == 0 {
        return wording.count(key, usize::try_from(whole).unwrap_or(0));
    }
    wording.decimals(key, &wording.decimal(whole, &format!("{:02}", rest * 100 / of.scale)))
}

/// What is missing of a rule, in words; none where no number says it: a document, a
/// reflection, a topic.
pub fn to_go(wording: &Wording, of: &RuleResult) -> Option<String> {
    (of.remaining > 0 && !matches!(of.kind, "artefact" | "text" | "every")).then(|| amount(wording, of.remaining, of))
}

/// The answer in sentences: what there is, what is to go and by when, then the other rules that
/// weigh.
pub fn headline(wording: &Wording, of: &Assessment) -> Vec<String> {
    let binding = |r: &&RuleResult| r.verdict.is_some() && r.binds();
    let mut sentences = vec![];
    for (n, rule) in of.rules.iter().filter(binding).enumerate() {
        let (Some(verdict), target) = (rule.verdict, rule.target) else { continue };
        let have = amount(wording, rule.achieved, rule);
        match (verdict, target) {
            (Verdict::Silent | Verdict::Exempt, _) if n > 0 => {}
            (Verdict::Silent, _) => sentences.push(wording.fill("answer.silent", &[("have", &have)])),
            (Verdict::Exempt, _) => sentences.push(wording.fill("answer.exempt", &[("have", &have)])),
            // A duty that is shown by entries is not "35 of 1".
            (_, Some(_)) if rule.unit == Unit::Count => sentences.push(duty(wording, rule, verdict)),
            (_, Some(target)) => {
                let key = if n == 0 { "answer.of" } else { "answer.rule_of" };
                let need = amount(wording, target, rule);
                sentences.push(wording.fill(key, &[("rule", &rule.title), ("have", &have), ("need", &need)]));
                if n == 0 {
                    sentences.push(standing(wording, of, rule, verdict));
                }
            }
            (_, None) => sentences.push(duty(wording, rule, verdict)),
        }
    }
    if sentences.is_empty() {
        sentences.push(wording.fill("answer.recorded", &[("time", &wording.hours(of.earned))]));
    }
    sentences
}

/// `Record: met on 8 January.`
fn duty(wording: &Wording, rule: &RuleResult, verdict: Verdict) -> String {
    match (verdict, rule.met_on) {
        (Verdict::Met, Some(day)) => {
            wording.fill("answer.duty_met", &[("rule", &rule.title), ("day", &wording.day_of_year(day))])
        }
        _ => wording.fill("answer.duty", &[("rule", &rule.title), ("verdict", wording.word("state", verdict.word()))]),
    }
}

fn standing(wording: &Wording, of: &Assessment, rule: &RuleResult, verdict: Verdict) -> String {
    let left = amount(wording, rule.remaining, rule);
    match verdict {
        Verdict::Open => {
            let by = wording.day_of_year(of.period.days.last);
            wording.fill("answer.to_go", &[("time", &left), ("day", &by)])
        }
        Verdict::Short => wording.fill("answer.short", &[("time", &left)]),
        Verdict::Met => match rule.met_on {
            Some(day) => wording.fill("answer.reached_on", &[("day", &wording.day_of_year(day))]),
            None => wording.text("answer.reached").to_owned(),
        },
        _ => wording.text("answer.unknown").to_owned(),
    }
}

/// What would do until the period ends, rounded up to five minutes; none where nothing is to go, or
/// where the rule does not count time.
pub fn pace(wording: &Wording, of: &Assessment, rule: &RuleResult, as_of: Day) -> Option<String> {
    let left = (of.period.days.last - as_of).num_days() + 1;
    if rule.verdict != Some(Verdict::Open) || rule.unit != Unit::Minutes || rule.remaining <= 0 || left <= 1 {
        return None;
    }
    let (days, key) = if left >= 14 { (7, "locale.a_week") } else { (1, "locale.a_day") };
    let share = (rule.remaining * days + left - 1) / left;
    let rounded = (share + 4) / 5 * 5;
    Some(wording.fill(key, &[("time", &wording.hours(Minutes(rounded)))]))
}
