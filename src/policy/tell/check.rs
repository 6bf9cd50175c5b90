//! What a publisher should look at in a policy: points that no reader of the file would see at
//! once. Pure: a policy in, remarks out. Faults of the file itself are found when it is read.

use super::examples;
use super::words;
use crate::model::RuleId;
use crate::model::time::in_words;
use crate::policy::data::rule::{Adjust, CapPer, Confidence, Edition, Fate, Policy, Rule, RuleKind, Trait};

/// What sort of remark it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Days on which no edition is in force.
    Gap,
    /// Days for which two editions claim to be in force.
    Overlap,
    /// A rule that nothing can meet, or that nobody is asked.
    Unreachable,
    /// Two rules that cannot both be met.
    Contradiction,
    /// A rule or cap that changes nothing.
    Idle,
    /// A point on which the source is silent, or says two things.
    Silent,
    /// Something that is declared and not used, or named and not there.
    DeadReference,
    /// A figure that is not confirmed.
    Unconfirmed,
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
            Self::Example => "example",
        }
    }

    /// Is it a mistake in the file, rather than a point to know of?
    pub fn is_fault(self) -> bool {
        !matches!(self, Self::Silent | Self::Unconfirmed)
    }
}

/// What is said of a scheme without an address; the settings of an institution may have one.
pub const NO_CONTACT: &str = "members may join the scheme, and no contact is given";

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The edition, where it is about one.
    pub edition: Option<String>,
    /// The rule, where it is about one.
    pub rule: Option<RuleId>,
    /// What sort.
    pub kind: Kind,
    /// In a sentence.
    pub words: String,
}

/// All remarks about a policy, by edition and rule in the order of the file.
pub fn check(policy: &Policy) -> Vec<Remark> {
    let mut found = vec![];
    editions(policy, &mut found);
    for edition in &policy.editions {
        let mut note = |rule: Option<&Rule>, kind, words: String| {
            let rule = rule.map(|r| r.id.clone());
            found.push(Remark { edition: Some(edition.label.clone()), rule, kind, words });
        };
        for rule in &edition.rules {
            reach(policy, rule, &mut note);
            confidence(policy, edition, rule, &mut note);
        }
        pairs(edition, &mut note);
        caps(edition, &mut note);
        silent(edition, &mut note);
        unused_measures(edition, &mut note);
        limits_without_examples(edition, &mut note);
    }
    unused(policy, &mut found);
    for (edition, words) in examples::run(policy) {
        found.push(Remark { edition: Some(edition), rule: None, kind: Kind::Example, words });
    }
    found
}

/// How remarks about an edition are taken down.
type Note<'n> = dyn FnMut(Option<&Rule>, Kind, String) + 'n;

/// Gaps and overlaps between editions, and starts in the middle of a period.
fn editions(policy: &Policy, found: &mut Vec<Remark>) {
    let mut note = |edition: &Edition, kind, words| {
        found.push(Remark { edition: Some(edition.label.clone()), rule: None, kind, words });
    };
    for pair in policy.editions.windows(2) {
        let [a, b] = pair else { continue };
        if a.from == b.from {
            note(b, Kind::Overlap, format!("{} and {} come into force on the same day", a.label, b.label));
        }
        match a.to {
            Some(to) if to >= b.from => {
                let words =
                    format!("{} lasts until {}, and {} starts on {}", a.label, in_words(to), b.label, in_words(b.from));
                note(b, Kind::Overlap, words);
            }
            Some(to) if to.succ_opt() != Some(b.from) => {
                let words = format!(
                    "no edition is in force from {} to {}",
                    in_words(to.succ_opt().unwrap_or(to)),
                    in_words(b.from.pred_opt().unwrap_or(b.from))
                );
                note(b, Kind::Gap, words);
            }
            _ => {}
        }
    }
    for edition in &policy.editions {
        let own_days = matches!(edition.window.start, crate::policy::data::rule::WindowStart::Anniversary);
        let period = edition.window.holding(edition.from, None);
        if !own_days && period.days.first != edition.from {
            let words = format!(
                "{} starts in the middle of a period: it judges those that start after {}",
                edition.label,
                in_words(edition.from)
            );
            note(edition, Kind::Silent, words);
        }
    }
}

/// Rules that nothing can meet, or nobody is asked.
fn reach(policy: &Policy, rule: &Rule, note: &mut Note<'_>) {
    if rule.select.excludes(&rule.select) {
        note(
            Some(rule),
            Kind::Unreachable,
            format!("`{}` selects nothing: its conditions exclude each other", rule.id),
        );
    }
    if rule.only.roles.iter().any(|r| rule.only.except.contains(r))
        && rule.only.roles.iter().all(|r| rule.only.except.contains(r))
    {
        note(Some(rule), Kind::Unreachable, format!("`{}` is asked of nobody: every role is also excepted", rule.id));
    }
    match &rule.kind {
        RuleKind::Diversity { of, at_least } => {
            let there = match of {
                Trait::Type => policy.types.len(),
                Trait::Category => policy.categories.len(),
                Trait::Key(key) => policy.keys.get(key).map_or(0, |k| k.words().len()),
                _ => 0,
            };
            if there > 0 && i64::try_from(there).is_ok_and(|n| n < *at_least) {
                let words =
                    format!("`{}` asks for {at_least} of {}, and there are {there}", rule.id, words::trait_name(of));
                note(Some(rule), Kind::Unreachable, words);
            }
        }
        RuleKind::Ratio { least, .. } if least.top > least.bottom => {
            note(Some(rule), Kind::Unreachable, format!("`{}` asks for more than the whole", rule.id));
        }
        RuleKind::AtLeast(target) if target.base == 0 && target.more.is_empty() => {
            note(Some(rule), Kind::Idle, format!("`{}` asks for nothing", rule.id));
        }
        RuleKind::AnyOf(ways) if ways.len() < 2 => {
            note(Some(rule), Kind::Idle, format!("`{}` has no second way", rule.id));
        }
        _ => {}
    }
}

/// Rules that cannot both be met, or of which one says nothing more.
fn pairs(edition: &Edition, note: &mut Note<'_>) {
    for a in &edition.rules {
        for b in edition.rules.iter().filter(|b| b.id != a.id && b.measure == a.measure && b.window == a.window) {
            let alike = a.only == b.only && a.family != b.family;
            match (&a.kind, &b.kind) {
                (RuleKind::AtLeast(least), RuleKind::AtMost(most))
                    if a.select.implies(&b.select) && least.base > *most =>
                {
                    note(Some(a), Kind::Contradiction, format!("`{}` asks for more than `{}` allows", a.id, b.id));
                }
                (RuleKind::AtLeast(x), RuleKind::AtLeast(y))
                    if alike
                        && a.select.implies(&b.select)
                        && x.base >= y.base
                        && x.by_role == y.by_role
                        && x.more == y.more
                        && a.severity <= b.severity =>
                {
                    note(Some(b), Kind::Idle, format!("`{}` is met whenever `{}` is", b.id, a.id));
                }
                _ => {}
            }
        }
    }
}

/// Caps that leave a target out of reach, or touch nothing.
fn caps(edition: &Edition, note: &mut Note<'_>) {
    for rule in &edition.rules {
        let RuleKind::Cap(cap) = &rule.kind else { continue };
        for limited in cap.towards.iter().map(|n| &edition.rules[*n]) {
            if rule.select.excludes(&limited.select) {
                note(Some(rule), Kind::Idle, format!("`{}` limits nothing that `{}` looks at", rule.id, limited.id));
            }
            let all_of_it = limited.select.implies(&rule.select) && cap.per == CapPer::Window;
            if let RuleKind::AtLeast(target) = &limited.kind
                && all_of_it
                && cap.most < target.base
            {
                note(
                    Some(limited),
                    Kind::Unreachable,
                    format!("`{}` asks for more than `{}` lets through", limited.id, rule.id),
                );
            }
        }
    }
}

fn confidence(policy: &Policy, edition: &Edition, rule: &Rule, note: &mut Note<'_>) {
    let source = rule.source.as_ref().or(edition.source.as_ref()).and_then(|n| policy.sources.get(n));
    let sure = crate::policy::judge::confidence(policy, edition, rule);
    if sure != Confidence::Confirmed {
        let title = source.map_or_else(|| "no source is named".to_owned(), |s| format!("source: {}", s.title));
        note(Some(rule), Kind::Unconfirmed, format!("`{}` is {}; {title}", rule.id, sure.word()));
    }
}

/// What the source leaves open.
fn silent(edition: &Edition, note: &mut Note<'_>) {
    for point in &edition.silent {
        note(None, Kind::Silent, point.clone());
    }
    for adjust in &edition.adjust {
        for (rule, _) in edition.rules.iter().zip(&adjust.fates).filter(|(_, fate)| **fate == Fate::Unstated) {
            note(
                Some(rule),
                Kind::Silent,
                format!("nothing says what becomes of `{}` under: {}", rule.id, reasons(adjust)),
            );
        }
    }
    let Some(scheme) = &edition.scheme else { return };
    if let Some(others) = scheme.also_invited.as_ref().filter(|_| !scheme.grades.is_empty()) {
        let words = format!(
            "the scheme is for {}, and the source also invites {}",
            words::and(&scheme.grades),
            others.replace('-', " ")
        );
        note(None, Kind::Silent, words);
    }
    if scheme.voluntary && scheme.contact.is_none() {
        note(None, Kind::Silent, NO_CONTACT.to_owned());
    }
}

fn reasons(adjust: &Adjust) -> String {
    let titles: Vec<&str> = adjust.reasons.iter().map(|r| r.title.as_str()).collect();
    words::and(&titles)
}

fn unused_measures(edition: &Edition, note: &mut Note<'_>) {
    for name in edition.measures.keys().filter(|n| !["minutes", "entries", "days"].contains(&n.as_str())) {
        if !edition.rules.iter().any(|r| r.measure == *name) {
            note(None, Kind::DeadReference, format!("no rule measures by `{name}`"));
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
            note(Some(rule), Kind::Example, format!("no worked example shows `{}`", rule.family));
        }
    }
}

fn named_in_examples(edition: &Edition, rule: &Rule) -> bool {
    edition.examples.iter().flat_map(|e| &e.expect).any(|(name, _)| name == rule.id.as_str())
}

/// Sources, roles, documents and keys that nothing uses.
fn unused(policy: &Policy, found: &mut Vec<Remark>) {
    let mut note = |words: String| {
        found.push(Remark { edition: None, rule: None, kind: Kind::DeadReference, words });
    };
    let rules = || policy.editions.iter().flat_map(|e| &e.rules);
    for name in policy.sources.keys() {
        let cited = policy.editions.iter().any(|e| e.source.as_ref() == Some(name))
            || rules().any(|r| r.source.as_ref() == Some(name));
        // A source of names, not of rules, is told by its note.
        if !cited && policy.sources[name].note.is_none() {
            note(format!("no edition and no rule comes from the source `{name}`"));
        }
    }
    for role in &policy.roles {
        let used = rules().any(|r| {
            let by =
                matches!(&r.kind, RuleKind::AtLeast(t) if t.by_role.iter().chain(&t.more).any(|(w, _)| *w == role.id));
            by || r.only.roles.contains(&role.id) || r.only.except.contains(&role.id)
        });
        if !used {
            note(format!("no rule asks for the role `{}`", role.id));
        }
    }
    for artefact in &policy.artefacts {
        let ruled = rules().any(|r| matches!(&r.kind, RuleKind::Artefact { kind, .. } if *kind == artefact.id));
        let routed = policy.editions.iter().flat_map(|e| &e.routes).any(|r| r.artefact == artefact.id);
        if !ruled && !routed {
            note(format!("no rule and no route asks for `{}`", artefact.id));
        }
    }
    for key in policy.keys.keys() {
        // Every use of a key is written out somewhere in what an edition asks.
        if !policy
            .editions
            .iter()
            .any(|e| format!("{:?} {:?} {:?}", e.rules, e.measures, e.carry).contains(&format!("\"{key}\"")))
        {
            note(format!("no rule looks at the key `{key}`"));
        }
    }
}
