//! What changes from one edition to another, or from one body to another.

use crate::model::RuleId;
use crate::policy::data::adjust::{Adjust, Carry, Fate, When};
use crate::policy::data::edition::{Edition, Route};
use crate::policy::data::kind::Ask;
use crate::policy::data::measure::Measure;
use crate::policy::data::rule::{Only, ProRata, Rule, Share};
use crate::policy::data::select::Select;
use crate::policy::data::window::RuleWindow;
use crate::policy::kinds;

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
#[derive(Debug, Clone)]
pub enum Change<'p> {
    /// A rule is new.
    NewRule(&'p Rule),
    /// A rule is gone.
    GoneRule(&'p Rule),
    /// One figure of a rule is all that differs.
    Moved {
        /// The rule.
        rule: &'p Rule,
        /// Its figure before, in its measure's unit.
        before: i64,
        /// And now.
        now: i64,
    },
    /// A rule asks something else.
    Asks {
        /// As it was.
        before: &'p Rule,
        /// As it is.
        now: &'p Rule,
    },
    /// A rule binds otherwise.
    Severity {
        /// As it was.
        before: &'p Rule,
        /// As it is.
        now: &'p Rule,
    },
    /// Periods are others.
    Period,
    /// What is carried is new.
    NewCarry(Option<&'p Carry>),
    /// What was carried is gone.
    GoneCarry(Option<&'p Carry>),
    /// A document stands in place of rules now.
    NewRoute(&'p Route),
    /// A document no longer does.
    GoneRoute(&'p Route),
    /// A circumstance is new.
    NewAdjust(&'p Adjust),
    /// A circumstance changes something else.
    Adjusts {
        /// As it was.
        before: &'p Adjust,
        /// As it is.
        now: &'p Adjust,
    },
    /// A circumstance is gone.
    GoneAdjust(&'p Adjust),
}

impl<'p> Change<'p> {
    /// What sort it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NewRule(_) | Self::NewCarry(_) | Self::NewRoute(_) | Self::NewAdjust(_) => Kind::Added,
            Self::GoneRule(_) | Self::GoneCarry(_) | Self::GoneRoute(_) | Self::GoneAdjust(_) => Kind::Removed,
            Self::Moved { .. } | Self::Asks { .. } | Self::Severity { .. } | Self::Period | Self::Adjusts { .. } => {
                Kind::Changed
            }
        }
    }

    /// The rule, where it is about one.
    pub fn rule(&self) -> Option<&'p RuleId> {
        match self {
            Self::NewRule(rule) | Self::GoneRule(rule) | Self::Moved { rule, .. } => Some(&rule.id),
            Self::Asks { now, .. } | Self::Severity { now, .. } => Some(&now.id),
            Self::Period
            | Self::NewCarry(_)
            | Self::GoneCarry(_)
            | Self::NewRoute(_)
            | Self::GoneRoute(_)
            | Self::NewAdjust(_)
            | Self::Adjusts { .. }
            | Self::GoneAdjust(_) => None,
        }
    }

    /// The circumstances that it names.
    pub fn adjusts(&self) -> Vec<&'p Adjust> {
        match self {
            Self::NewAdjust(adjust) | Self::GoneAdjust(adjust) => vec![adjust],
            Self::Adjusts { before, now } => vec![before, now],
            Self::NewRule(_)
            | Self::GoneRule(_)
            | Self::Moved { .. }
            | Self::Asks { .. }
            | Self::Severity { .. }
            | Self::Period
            | Self::NewCarry(_)
            | Self::GoneCarry(_)
            | Self::NewRoute(_)
            | Self::GoneRoute(_) => vec![],
        }
    }
}

/// What differs from one edition to another: first rules in the order of the later one, then what
/// went, then periods, carrying over, documents and circumstances.
pub fn editions<'p>(old: &'p Edition, new: &'p Edition) -> Vec<Change<'p>> {
    let mut found = vec![];
    for rule in &new.rules {
        match old.rule(rule.id.as_str()) {
            Some(before) => compare((before, old), (rule, new), &mut found),
            None => found.push(Change::NewRule(rule)),
        }
    }
    let gone = old.rules.iter().filter(|r| new.rule(r.id.as_str()).is_none());
    found.extend(gone.map(Change::GoneRule));
    if (old.window.length, old.window.start) != (new.window.length, new.window.start) {
        found.push(Change::Period);
    }
    beside(old, new, &mut found);
    circumstances(old, new, &mut found);
    found
}

fn beside<'p>(old: &'p Edition, new: &'p Edition, found: &mut Vec<Change<'p>>) {
    let carried = |e: &'p Edition| e.carry.as_ref().map(|c| (c, rules_at(e, &c.towards)));
    let alike = match (carried(old), carried(new)) {
        (None, None) => true,
        (Some((a, x)), Some((b, y))) => {
            x == y && Carry { towards: vec![], ..a.clone() } == Carry { towards: vec![], ..b.clone() }
        }
        _ => false,
    };
    if !alike {
        found.push(Change::NewCarry(new.carry.as_ref()));
    }
    let same = |a: &Route, b: &Route| {
        a.title == b.title && a.artefact == b.artefact && rules_at(old, &a.satisfies) == rules_at(new, &b.satisfies)
    };
    found.extend(new.routes.iter().filter(|b| !old.routes.iter().any(|a| same(a, b))).map(Change::NewRoute));
    if !alike {
        found.push(Change::GoneCarry(old.carry.as_ref()));
    }
    found.extend(old.routes.iter().filter(|a| !new.routes.iter().any(|b| same(a, b))).map(Change::GoneRoute));
}

/// The same reasons in both are one circumstance, whatever else differs.
fn circumstances<'p>(old: &'p Edition, new: &'p Edition, found: &mut Vec<Change<'p>>) {
    let part = |a: &Adjust| a.when == When::Part;
    let same = |a: &Adjust, b: &Adjust| {
        part(a) == part(b) && a.reasons.iter().map(|r| &r.id).eq(b.reasons.iter().map(|r| &r.id))
    };
    let fates = |a: &'p Adjust, e: &'p Edition| -> Vec<(&'p str, Fate)> {
        let mut all: Vec<_> = e.rules.iter().map(|r| r.family.as_str()).zip(a.fates.iter().copied()).collect();
        all.dedup();
        all
    };
    for now in &new.adjust {
        let Some(before) = old.adjust.iter().find(|a| same(a, now)) else {
            found.push(Change::NewAdjust(now));
            continue;
        };
        let titles = |a: &'p Adjust| a.reasons.iter().map(|r| &r.title).collect::<Vec<_>>();
        let alike = titles(before) == titles(now)
            && (before.needs, before.when, before.effect) == (now.needs, now.when, now.effect)
            && fates(before, old) == fates(now, new);
        if !alike {
            found.push(Change::Adjusts { before, now });
        }
    }
    let gone = old.adjust.iter().filter(|a| !new.adjust.iter().any(|b| same(a, b)));
    found.extend(gone.map(Change::GoneAdjust));
}

fn compare<'p>(
    (before, old): (&'p Rule, &'p Edition),
    (now, new): (&'p Rule, &'p Edition),
    found: &mut Vec<Change<'p>>,
) {
    let (was, is) = (Meaning::new(before, old), Meaning::new(now, new));
    let beside = Meaning { ask: is.ask.clone(), ..was.clone() } == is;
    match kinds::moved(&was.ask, &is.ask).filter(|_| beside) {
        Some((before, number)) => found.push(Change::Moved { rule: now, before, now: number }),
        None if was != is => found.push(Change::Asks { before, now }),
        None => {}
    }
    if before.severity != now.severity {
        found.push(Change::Severity { before, now });
    }
}

/// What a rule means, whichever edition it stands in.
#[derive(Debug, Clone, PartialEq)]
struct Meaning<'p> {
    ask: Ask,
    towards: Vec<&'p str>,
    select: &'p Select,
    window: RuleWindow,
    measure: &'p Measure,
    share: Share,
    only: &'p Only,
    pro_rata: ProRata,
}

impl<'p> Meaning<'p> {
    fn new(rule: &'p Rule, edition: &'p Edition) -> Self {
        let mut ask = rule.ask.clone();
        let mut towards = vec![];
        if let Ask::Cap(cap) = &mut ask {
            towards = rules_at(edition, &std::mem::take(&mut cap.towards));
        }
        let measure = edition.measure_of(rule);
        Self {
            ask,
            towards,
            select: &rule.select,
            window: rule.window,
            measure,
            share: rule.share,
            only: &rule.only,
            pro_rata: rule.pro_rata,
        }
    }
}

fn rules_at<'p>(edition: &'p Edition, places: &[usize]) -> Vec<&'p str> {
    places.iter().map(|n| edition.rules[*n].id.as_str()).collect()
}
