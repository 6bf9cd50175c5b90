//! The sum behind a rule, as a person would write it:
//! `8 h + 20 h of 25 h (unplanned) = 28 h of 30 h: 2 h to go`.

use super::amount::{counted, lower_first};
use super::kind::{Form, counts_plainly, form};
use crate::policy::{Asked, RuleKind, RuleResult, Unit, Verdict};
use crate::wording::Wording;

/// The sum.
pub(crate) fn sum(w: &Wording, of: &RuleResult) -> String {
    let have = show(w, of, of.achieved.n);
    match of.asked {
        _ if of.sum.instead.is_some() => {
            return w.fill("sum.instead", &[("title", of.sum.instead.as_deref().unwrap_or_default())]);
        }
        Asked::Unsaid => return w.fill("sum.unsaid", &[("have", &have)]),
        Asked::Yes => {}
        not if not.is_lifted() => return w.fill("sum.not_asked", &[("have", &have), ("why", &not_asked(w, of))]),
        _ => {}
    }
    let limit = show(w, of, of.limit.map_or(0, |l| l.n));
    let among = usize::try_from(of.sum.among.unwrap_or(0)).unwrap_or(0);
    match form(of.kind) {
        Form::Cap => cap(w, of, &have, &limit),
        Form::Most if of.verdict != Some(Verdict::Unknown) => {
            let over = of.achieved.n - of.limit.map_or(0, |l| l.n);
            let key = if over > 0 { "sum.most_over" } else { "sum.most_left" };
            w.fill(key, &[("have", &have), ("limit", &limit), ("amount", &show(w, of, over.abs()))])
        }
        Form::Gap if of.verdict != Some(Verdict::Unknown) => w.fill("sum.gap", &[("have", &have), ("limit", &limit)]),
        Form::Document if of.verdict == Some(Verdict::Unknown) => w.text("sum.cannot_tell").to_owned(),
        _ if of.verdict == Some(Verdict::Unknown) => w.text("sum.untold").to_owned(),
        Form::Words if of.sum.among == Some(0) => w.text("sum.none_asked").to_owned(),
        Form::Words if of.sum.among.is_some() => {
            let words = w.count("count.words", usize::try_from(of.sum.words.unwrap_or(1)).unwrap_or(1));
            w.count_with("sum.among", among, &[("have", &have), ("words", &words)])
        }
        _ if of.kind == RuleKind::Every && of.remaining.n > 0 => w.fill("sum.nothing", &[("days", &w.days(of.days))]),
        Form::Words if of.sum.words.is_some_and(|words| words > 1) => {
            let words = w.count("count.words", usize::try_from(of.sum.words.unwrap_or(1)).unwrap_or(1));
            w.fill("sum.with_words", &[("sum", &reached(w, of, &have)), ("words", &words)])
        }
        Form::Document | Form::Words | Form::Reached | Form::Gap | Form::Most => reached(w, of, &have),
    }
}

/// Why a rule is not asked in this period, in words.
pub(crate) fn not_asked(w: &Wording, of: &RuleResult) -> String {
    match (of.asked, of.due) {
        (Asked::BeforeJoining, _) => w.text("not_asked.before_joining").to_owned(),
        (Asked::NotYet, Some(due)) => w.fill("not_asked.not_yet", &[("day", &w.day(due))]),
        (Asked::OfNothing, _) => w.text("not_asked.of_nothing").to_owned(),
        _ => w.text("not_asked.lifted").to_owned(),
    }
}

/// An amount in the sum of a rule: entries are named where the measure counts them.
fn show(w: &Wording, of: &RuleResult, n: i64) -> String {
    if counts_plainly(of.kind) { n.to_string() } else { counted(w, of.amount(n), of.unit_name.as_ref()) }
}

fn cap(w: &Wording, of: &RuleResult, have: &str, limit: &str) -> String {
    // What other limits left out of it is gone too.
    let lost = of.sum.offered - of.achieved.n;
    if lost == 0 {
        return w.fill("sum.cap_all", &[("have", have), ("limit", limit)]);
    }
    let (all, lost) = (show(w, of, of.sum.offered), show(w, of, lost));
    w.fill("sum.cap_cut", &[("have", have), ("limit", limit), ("all", &all), ("lost", &lost)])
}

fn reached(w: &Wording, of: &RuleResult, have: &str) -> String {
    let show = |n| show(w, of, n);
    let mut terms: Vec<String> = vec![];
    if of.sum.free > 0 && (!of.sum.capped.is_empty() || of.carried.n > 0) {
        terms.push(show(of.sum.free));
    }
    for cap in &of.sum.capped {
        let (took, had, title) = (show(cap.took), show(cap.had), lower_first(&cap.title));
        terms.push(w.fill("sum.cut", &[("took", &took), ("had", &had), ("cap", &title)]));
    }
    if of.carried.n > 0 {
        if terms.is_empty() {
            terms.push(show(0));
        }
        terms.push(carried(w, of, &show(of.carried.n)));
    }
    let target = of.target.map_or(0, |t| t.n);
    // one is enough: the number beyond it says nothing
    if terms.is_empty()
        && of.different.is_none()
        && of.unit == Unit::Count
        && target == 1
        && of.achieved.n > 1
        && of.sum.way.is_none()
    {
        let have = usize::try_from(of.achieved.n).unwrap_or(0);
        return w.fill("sum.one", &[("have", &w.count("count.entries", have))]);
    }
    let rest = match of.achieved.n - target {
        0 => w.text("sum.exactly").to_owned(),
        more if more > 0 => w.fill("sum.more", &[("amount", &show(more))]),
        _ if of.verdict == Some(Verdict::Short) => w.fill("sum.short", &[("amount", &show(of.remaining.n))]),
        _ => w.fill("sum.to_go", &[("amount", &show(of.remaining.n))]),
    };
    let have = if terms.is_empty() { have.to_owned() } else { format!("{} = {have}", terms.join(" + ")) };
    let sum = w.fill("sum.of", &[("have", &have), ("need", &show(target)), ("rest", &rest)]);
    match &of.sum.way {
        Some(way) => w.fill("sum.way", &[("way", way), ("sum", &sum)]),
        None => sum,
    }
}

fn carried(w: &Wording, of: &RuleResult, amount: &str) -> String {
    match of.carried_from.as_slice() {
        [period] => w.fill("sum.carried_from", &[("amount", amount), ("period", period)]),
        _ => w.fill("sum.carried", &[("amount", amount)]),
    }
}
