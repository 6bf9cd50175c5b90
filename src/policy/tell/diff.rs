//! What changes from one edition to another, or from one body to another, in sentences.

use super::words;
use crate::model::RuleId;
use crate::policy::data::rule::{Adjust, Edition, Rule, RuleKind};

/// What sort of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Only the later has it.
    Added,
    /// Only the earlier has it.
    Removed,
    /// Both have it, and it differs.
    Changed,
}

impl Kind {
    /// The word of outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The rule, where it is about one.
    pub rule: Option<RuleId>,
    /// What sort.
    pub kind: Kind,
    /// In a sentence.
    pub words: String,
}

/// What differs from one edition to another: first rules in the order of the later one, then what
/// went, then periods, carrying over and circumstances.
pub fn editions(old: &Edition, new: &Edition) -> Vec<Change> {
    let mut found = vec![];
    for rule in &new.rules {
        match old.rule(rule.id.as_str()) {
            Some(before) => compare(before, old, rule, new, &mut found),
            None => found.push(change(Some(rule), Kind::Added, format!("New: {} {}", rule.title, told(rule, new)))),
        }
    }
    for gone in old.rules.iter().filter(|r| new.rule(r.id.as_str()).is_none()) {
        found.push(change(Some(gone), Kind::Removed, format!("Gone: {} {}", gone.title, told(gone, old))));
    }
    let (before, after) = (words::window(&old.window), words::window(&new.window));
    if before != after {
        found.push(change(None, Kind::Changed, format!("The period is {after}; before, {before}.")));
    }
    let sentences = |e: &Edition| {
        let mut all = vec![words::describe_carry(e.carry.as_ref(), e)];
        all.extend(
            words::describe_edition(e)
                .into_iter()
                .filter(|(r, s)| r.is_none() && s.starts_with("In place"))
                .map(|(_, s)| s),
        );
        all
    };
    let (before, after) = (sentences(old), sentences(new));
    for line in after.iter().filter(|l| !before.contains(l)) {
        found.push(change(None, Kind::Added, format!("New: {line}")));
    }
    for line in before.iter().filter(|l| !after.contains(l)) {
        found.push(change(None, Kind::Removed, format!("Gone: {line}")));
    }
    circumstances(old, new, &mut found);
    found
}

/// The same reasons in both are one circumstance, whatever else differs.
fn circumstances(old: &Edition, new: &Edition, found: &mut Vec<Change>) {
    let same = |a: &Adjust, b: &Adjust| a.reasons.iter().map(|r| &r.id).eq(b.reasons.iter().map(|r| &r.id));
    for adjust in &new.adjust {
        let is = words::describe_adjust(adjust, new);
        match old.adjust.iter().find(|a| same(a, adjust)).map(|a| words::describe_adjust(a, old)) {
            None => found.push(change(None, Kind::Added, format!("New: {is}"))),
            Some(was) if was != is => found.push(change(None, Kind::Changed, format!("{is} Before: {was}"))),
            Some(_) => {}
        }
    }
    for gone in old.adjust.iter().filter(|a| !new.adjust.iter().any(|b| same(a, b))) {
        found.push(change(None, Kind::Removed, format!("Gone: {}", words::describe_adjust(gone, old))));
    }
}

fn change(rule: Option<&Rule>, kind: Kind, words: String) -> Change {
    Change { rule: rule.map(|r| r.id.clone()), kind, words }
}

/// `(must): At least 30 hours.`
fn told(rule: &Rule, edition: &Edition) -> String {
    format!("({}): {}", rule.severity.word(), words::describe(rule, edition))
}

fn compare(before: &Rule, old: &Edition, after: &Rule, new: &Edition, found: &mut Vec<Change>) {
    if let Some(words) = moved(before, old, after, new) {
        found.push(change(Some(after), Kind::Changed, words));
    } else {
        let (was, is) = (words::describe(before, old), words::describe(after, new));
        if was != is {
            found.push(change(Some(after), Kind::Changed, format!("{}: {is} Before: {was}", after.title)));
        }
    }
    if before.severity != after.severity {
        let words =
            format!("{} is now `{}`; before, `{}`.", after.title, after.severity.word(), before.severity.word());
        found.push(change(Some(after), Kind::Changed, words));
    }
}

/// Where one figure is all that differs: `Total rises from 20 hours to 30 hours.`
fn moved(before: &Rule, old: &Edition, after: &Rule, new: &Edition) -> Option<String> {
    let figure = |rule: &Rule| match &rule.kind {
        RuleKind::AtLeast(target) => Some(target.base),
        RuleKind::AtMost(most) => Some(*most),
        RuleKind::Cap(cap) => Some(cap.most),
        _ => None,
    };
    let (a, b) = (figure(before)?, figure(after)?);
    let mut same = before.clone();
    match (&mut same.kind, &after.kind) {
        (RuleKind::AtLeast(target), RuleKind::AtLeast(_)) => target.base = b,
        (RuleKind::AtMost(most), RuleKind::AtMost(_)) => *most = b,
        (RuleKind::Cap(cap), RuleKind::Cap(_)) => cap.most = b,
        _ => return None,
    }
    if a == b || words::describe(&same, old) != words::describe(after, new) {
        return None;
    }
    let verb = if b > a { "rises" } else { "falls" };
    let show = |n, e: &Edition, r| words::quantity(n, e.measure_of(r));
    Some(format!("{} {verb} from {} to {}.", after.title, show(a, old, before), show(b, new, after)))
}
