//! What a publisher should look at in a policy: points that no reader of the file would see at
//! once. Pure: a policy in, remarks out. Faults of the file itself are found when it is read.

use std::collections::BTreeSet;

use super::examples::{self, Wrong};
use super::figures;
use crate::model::{Day, Days, RuleId, Word};
use crate::policy::data::adjust::{Fate, When};
use crate::policy::data::edition::Edition;
use crate::policy::data::kind::{Ask, CapPer};
use crate::policy::data::measure::Per;
use crate::policy::data::named::{Confidence, Origin};
use crate::policy::data::policy::Policy;
use crate::policy::data::rule::Rule;
use crate::policy::data::window::{RuleWindow, WindowStart};
use crate::policy::kinds;
use crate::policy::kinds::kind::Doubt;

/// What sort of remark it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Days on which no edition is in force.
    Gap,
    /// Days for which two editions claim to be in force.
    Overlap,
    /// A rule that nothing can meet, or that nobody is asked.
    Unreachable,
    /// Two rules that cannot both be met, or a rule and its sentence that say two things.
    Contradiction,
    /// A rule or cap that changes nothing.
    Idle,
    /// A point on which the source is silent, or says two things.
    Silent,
    /// Something that is declared and not used, or named and not there.
    DeadReference,
    /// A figure that is not confirmed.
    Unconfirmed,
    /// A source that nobody has looked at for a year.
    OldSource,
    /// A worked example that does not come out, or a limit without one.
    Example,
}

impl Kind {
    /// The word of outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Overlap => "overlap",
            Self::Unreachable => "unreachable",
            Self::Contradiction => "contradiction",
            Self::Idle => "idle",
            Self::Silent => "silent",
            Self::DeadReference => "dead-reference",
            Self::Unconfirmed => "unconfirmed",
            Self::OldSource => "old-source",
            Self::Example => "example",
        }
    }

    /// Is it a mistake in the file, rather than a point to know of?
    pub fn is_fault(self) -> bool {
        !matches!(self, Self::Silent | Self::Unconfirmed | Self::OldSource)
    }
}

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// Two editions come into force on one day.
    SameDay(String, String),
    /// An edition lasts until a day, and the other starts before it is over.
    Overlaps {
        /// The earlier edition.
        earlier: String,
        /// Its last day.
        until: Day,
        /// The later edition.
        later: String,
        /// Its first day.
        from: Day,
    },
    /// No edition is in force on these days.
    NoEdition(Days),
    /// An edition starts in the middle of a period.
    StartsInside(String, Day),
    /// A rule selects nothing.
    SelectsNothing(RuleId),
    /// A rule is asked of nobody.
    AskedOfNobody(RuleId),
    /// Something in what a rule asks.
    Doubt(RuleId, Doubt),
    /// One rule asks for more than another allows.
    MoreThanAllowed(RuleId, RuleId),
    /// One rule is met whenever another is.
    MetWith(RuleId, RuleId),
    /// A cap limits nothing that a rule looks at.
    LimitsNothing(RuleId, RuleId),
    /// A rule asks for more than a cap lets through.
    MoreThanLetThrough(RuleId, RuleId),
    /// A clause writes out a figure that is none of its rule's.
    ClauseSays(RuleId, String),
    /// The figure of a rule is not confirmed; with the title of its source.
    NotConfirmed(RuleId, Confidence, Option<String>),
    /// A point on which the policy says that its source is silent.
    Stated(String),
    /// Nothing says what becomes of a rule under some circumstances.
    NoFate(RuleId, Vec<String>),
    /// A scheme is for some grades, and others are invited.
    AlsoInvited(Vec<String>, String),
    /// A scheme that members may join has no contact; an institution's settings may have one.
    NoContact,
    /// No rule measures by this measure.
    UnusedMeasure(String),
    /// No worked example shows this rule.
    NoExample(String),
    /// No edition and no rule comes from this source.
    UnusedSource(String),
    /// Somebody last looked at this source on a day long ago.
    OldSource(String, Day),
    /// Somebody is said to have looked at this source on a day to come.
    SourceToCome(String, Day),
    /// Circumstances of these titles are asked to touch more days than a period has.
    NeverHolds(Vec<String>, i64),
    /// No rule asks for this role.
    UnusedRole(String),
    /// No rule and no route asks for this artefact.
    UnusedArtefact(String),
    /// No rule looks at this key.
    UnusedKey(String),
    /// A worked example does not come out.
    Wrong(Wrong),
}

impl Point {
    /// What sort of remark it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NoEdition(_) => Kind::Gap,
            Self::SameDay(..) | Self::Overlaps { .. } => Kind::Overlap,
            Self::SelectsNothing(_) | Self::AskedOfNobody(_) | Self::MoreThanLetThrough(..) => Kind::Unreachable,
            Self::Doubt(_, Doubt::TooManyValues { .. } | Doubt::MoreThanTheWhole) => Kind::Unreachable,
            Self::Doubt(_, Doubt::Nothing | Doubt::OneWay) | Self::MetWith(..) | Self::LimitsNothing(..) => Kind::Idle,
            Self::MoreThanAllowed(..) | Self::ClauseSays(..) => Kind::Contradiction,
            Self::StartsInside(..) | Self::Stated(_) | Self::NoFate(..) | Self::AlsoInvited(..) | Self::NoContact => {
                Kind::Silent
            }
            Self::UnusedMeasure(_)
            | Self::UnusedSource(_)
            | Self::UnusedRole(_)
            | Self::UnusedArtefact(_)
            | Self::UnusedKey(_) => Kind::DeadReference,
            Self::NotConfirmed(..) => Kind::Unconfirmed,
            Self::OldSource(..) => Kind::OldSource,
            Self::NeverHolds(..) => Kind::Unreachable,
            Self::SourceToCome(..) => Kind::Contradiction,
            Self::NoExample(_) | Self::Wrong(_) => Kind::Example,
        }
    }
}

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The edition, where it is about one.
    pub edition: Option<String>,
    /// The rule, where it is about one.
    pub rule: Option<RuleId>,
    /// What it says.
    pub point: Point,
}

/// A source that nobody has looked at for longer than this many days may say something else by now.
const FRESH: i64 = 365;

/// All remarks about a policy on a day, by edition and rule in the order of the file.
pub fn check(policy: &Policy, on: Day) -> Vec<Remark> {
    let mut found = vec![];
    editions(policy, &mut found);
    for edition in &policy.editions {
        let mut note = |rule: Option<&Rule>, point: Point| {
            let rule = rule.map(|r| r.id.clone());
            found.push(Remark { edition: Some(edition.label.clone()), rule, point });
        };
        for rule in &edition.rules {
            reach(policy, rule, &mut note);
            for text in figures::foreign(edition, rule) {
                note(Some(rule), Point::ClauseSays(rule.id.clone(), text));
            }
            confidence(policy, edition, rule, &mut note);
        }
        pairs(edition, &mut note);
        caps(edition, &mut note);
        silent(edition, &mut note);
        unused_measures(edition, &mut note);
        limits_without_examples(edition, &mut note);
    }
    unused(policy, &mut found);
    for (name, source) in &policy.sources {
        // what comes with the program is looked at by a day that may be after the one that is asked for
        let own = policy.origin == Origin::OfThisSite;
        if let Some(day) = source.checked.filter(|day| own && *day > on) {
            found.push(Remark { edition: None, rule: None, point: Point::SourceToCome(name.clone(), day) });
        }
        if let Some(day) = source.checked.filter(|day| (on - *day).num_days() > FRESH) {
            found.push(Remark { edition: None, rule: None, point: Point::OldSource(name.clone(), day) });
        }
    }
    for (edition, wrong) in examples::run(policy) {
        found.push(Remark { edition: Some(edition), rule: None, point: Point::Wrong(wrong) });
    }
    found
}

/// How remarks about an edition are taken down.
type Note<'n> = dyn FnMut(Option<&Rule>, Point) + 'n;

/// Gaps and overlaps between editions, and starts in the middle of a period.
fn editions(policy: &Policy, found: &mut Vec<Remark>) {
    let mut note = |edition: &Edition, point| {
        found.push(Remark { edition: Some(edition.label.clone()), rule: None, point });
    };
    for pair in policy.editions.windows(2) {
        let [a, b] = pair else { continue };
        let (earlier, later, from) = (a.label.clone(), b.label.clone(), b.from);
        if a.from == b.from {
            note(b, Point::SameDay(earlier.clone(), later.clone()));
        }
        match a.to {
            Some(until) if until >= from => note(b, Point::Overlaps { earlier, until, later, from }),
            Some(to) if to.succ_opt() != Some(from) => {
                let (first, last) = (to.succ_opt().unwrap_or(to), from.pred_opt().unwrap_or(from));
                note(b, Point::NoEdition(Days { first, last }));
            }
            _ => {}
        }
    }
    for edition in &policy.editions {
        let own_days = matches!(edition.window.start, WindowStart::Anniversary { .. });
        let period = edition.window.holding(edition.from, None);
        if !own_days && period.days.first != edition.from {
            note(edition, Point::StartsInside(edition.label.clone(), edition.from));
        }
    }
}

/// Rules that nothing can meet, or nobody is asked.
fn reach(policy: &Policy, rule: &Rule, note: &mut Note<'_>) {
    if rule.select.excludes(&rule.select) {
        note(Some(rule), Point::SelectsNothing(rule.id.clone()));
    }
    if !rule.only.roles.is_empty() && rule.only.roles.iter().all(|r| rule.only.except.contains(r)) {
        note(Some(rule), Point::AskedOfNobody(rule.id.clone()));
    }
    if let Some(doubt) = kinds::of(&rule.ask).doubt(policy) {
        note(Some(rule), Point::Doubt(rule.id.clone(), doubt));
    }
}

/// Rules that cannot both be met, or of which one says nothing more.
fn pairs(edition: &Edition, note: &mut Note<'_>) {
    for a in &edition.rules {
        let Ask::AtLeast(least) = &a.ask else { continue };
        let beside =
            |b: &&Rule| b.id != a.id && b.measure == a.measure && b.window == a.window && a.select.implies(&b.select);
        let above = |b: &&Rule| matches!(&b.ask, Ask::AtMost(limit) if least.base > limit.most);
        for limit in edition.rules.iter().filter(|rule| matches!(rule.ask, Ask::AtMost(_))) {
            if beside(&limit) && above(&limit) {
                note(Some(a), Point::MoreThanAllowed(a.id.clone(), limit.id.clone()));
            }
        }
    }
    for b in &edition.rules {
        let Ask::AtLeast(other) = &b.ask else { continue };
        let does = |a: &&Rule| {
            let Ask::AtLeast(least) = &a.ask else { return false };
            a.id != b.id
                && a.measure == b.measure
                && a.window == b.window
                && a.only == b.only
                && a.family != b.family
                && least.base >= other.base
                && (&least.by_role, &least.more) == (&other.by_role, &other.more)
                && a.severity <= b.severity
                && a.select.implies(&b.select)
        };
        // one that meets it is enough to know
        if let Some(a) = edition.rules.iter().find(does) {
            note(Some(b), Point::MetWith(b.id.clone(), a.id.clone()));
        }
    }
}

/// Caps that leave a target out of reach, or touch nothing.
fn caps(edition: &Edition, note: &mut Note<'_>) {
    for rule in &edition.rules {
        let Ask::Cap(cap) = &rule.ask else { continue };
        for limited in cap.towards.iter().map(|n| &edition.rules[*n]) {
            if rule.select.excludes(&limited.select) {
                note(Some(rule), Point::LimitsNothing(rule.id.clone(), limited.id.clone()));
            }
            let all_of_it = cap.per == CapPer::Window
                && limited.select.implies(&rule.select)
                && (rule.window == RuleWindow::Period || limited.window.within(rule.window));
            if let Ask::AtLeast(target) = &limited.ask
                && all_of_it
                && cap.most < target.base
            {
                note(Some(limited), Point::MoreThanLetThrough(limited.id.clone(), rule.id.clone()));
            }
        }
    }
}

fn confidence(policy: &Policy, edition: &Edition, rule: &Rule, note: &mut Note<'_>) {
    let sure = policy.confidence(edition, rule);
    if sure != Confidence::Confirmed {
        let source = rule.source.as_ref().or(edition.source.as_ref()).and_then(|n| policy.sources.get(n));
        note(Some(rule), Point::NotConfirmed(rule.id.clone(), sure, source.map(|s| s.title.clone())));
    }
}

/// What the source leaves open.
fn silent(edition: &Edition, note: &mut Note<'_>) {
    for point in &edition.silent {
        note(None, Point::Stated(point.clone()));
    }
    for adjust in &edition.adjust {
        let longest = i64::from(edition.window.length.0) * 31;
        if let When::Days(days) = adjust.when
            && days > longest
        {
            note(None, Point::NeverHolds(adjust.reasons.iter().map(|r| r.title.clone()).collect(), days));
        }
        for (rule, _) in edition.rules.iter().zip(&adjust.fates).filter(|(_, fate)| **fate == Fate::Unstated) {
            let reasons = adjust.reasons.iter().map(|r| r.title.clone()).collect();
            note(Some(rule), Point::NoFate(rule.id.clone(), reasons));
        }
    }
    let Some(scheme) = &edition.scheme else { return };
    if let Some(others) = scheme.also_invited.as_ref().filter(|_| !scheme.grades.is_empty()) {
        note(None, Point::AlsoInvited(scheme.grades.clone(), others.replace('-', " ")));
    }
    if scheme.voluntary && scheme.contact.is_none() {
        note(None, Point::NoContact);
    }
}

fn unused_measures(edition: &Edition, note: &mut Note<'_>) {
    for name in edition.measures.keys().filter(|n| !["minutes", "entries", "days"].contains(&n.as_str())) {
        if !edition.rules.iter().any(|r| r.measure == *name) {
            note(None, Point::UnusedMeasure(name.clone()));
        }
    }
}

/// Rules that no worked example expects anything of.
fn limits_without_examples(edition: &Edition, note: &mut Note<'_>) {
    let named = |rule: &Rule| {
        let family = edition.family(&rule.family).any(|r| named_in_examples(edition, r));
        family || named_in_examples(edition, rule)
    };
    for rule in edition.rules.iter().filter(|r| !named(r)) {
        if edition.rules.iter().find(|r| r.family == rule.family).is_some_and(|first| first.id == rule.id) {
            note(Some(rule), Point::NoExample(rule.family.clone()));
        }
    }
}

fn named_in_examples(edition: &Edition, rule: &Rule) -> bool {
    edition.examples.iter().flat_map(|e| &e.expect).any(|(name, _)| name == rule.id.as_str())
}

/// Sources, roles, documents and keys that nothing uses.
fn unused(policy: &Policy, found: &mut Vec<Remark>) {
    let mut note = |point| found.push(Remark { edition: None, rule: None, point });
    let rules = || policy.editions.iter().flat_map(|e| &e.rules);
    for (name, source) in &policy.sources {
        let cited = policy.editions.iter().any(|e| e.source.as_ref() == Some(name))
            || rules().any(|r| r.source.as_ref() == Some(name));
        // A source of names, not of rules, is told by its note.
        if !cited && source.note.is_none() {
            note(Point::UnusedSource(name.clone()));
        }
    }
    for role in policy.roles.iter().map(|r| &r.id) {
        let uses = |role: &Word| {
            let by = |r: &Rule| {
                kinds::of(&r.ask).roles().contains(&role) || r.only.roles.contains(role) || r.only.except.contains(role)
            };
            rules().any(by)
        };
        // An answer to a question has a use where another answer has one: without it members could not answer.
        let answers = policy.needed.iter().filter(|needed| needed.of.contains(role)).flat_map(|needed| &needed.of);
        if !uses(role) && !answers.into_iter().any(uses) {
            note(Point::UnusedRole(role.to_string()));
        }
    }
    for artefact in policy.artefacts.iter().map(|a| &a.id) {
        let ruled = rules().any(|r| kinds::of(&r.ask).artefact() == Some(artefact));
        let routed = policy.editions.iter().flat_map(|e| &e.routes).any(|r| r.artefact == *artefact);
        if !ruled && !routed {
            note(Point::UnusedArtefact(artefact.to_string()));
        }
    }
    let used: BTreeSet<&str> = policy.editions.iter().flat_map(keys_of).collect();
    for key in policy.keys.keys().filter(|key| !used.contains(key.as_str())) {
        note(Point::UnusedKey(key.clone()));
    }
}

/// Declared keys that an edition looks at.
fn keys_of(edition: &Edition) -> Vec<&str> {
    let rules = edition.rules.iter().flat_map(|r| r.select.keys().into_iter().chain(kinds::of(&r.ask).keys()));
    let measures = edition.measures.values().flat_map(|m| &m.convert).flat_map(|c| {
        let per = if let Per::Key(key) = &c.per { Some(key.as_str()) } else { None };
        c.select.keys().into_iter().chain(per).chain(c.first_time_only.as_deref())
    });
    let carry = edition.carry.iter().flat_map(|c| c.select.keys());
    rules.chain(measures).chain(carry).collect()
}
