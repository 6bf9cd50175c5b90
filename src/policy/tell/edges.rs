//! Worked examples at the edges of every number: one unit below, at it, and one above. What comes out is
//! the engine's answer, for a publisher to look at and to keep beside the rules.

use std::collections::BTreeMap;

use super::examples::{judge, outcome, record};
use crate::model::activity::Declared;
use crate::model::{CategoryPart, Day, Days, Minutes, Word};
use crate::policy::amounts::follow::plus_months;
use crate::policy::amounts::pool::{Firsts, amount_of};
use crate::policy::data::edition::Edition;
use crate::policy::data::example::{Example, Logged};
use crate::policy::data::kind::Ask;
use crate::policy::data::measure::{Conversion, Measure, Per, Unit};
use crate::policy::data::member::Artefact;
use crate::policy::data::named::{Key, KeyKind};
use crate::policy::data::policy::Policy;
use crate::policy::data::rule::Rule;
use crate::policy::data::select::{Condition, Select};
use crate::policy::data::window::WindowStart;
use crate::policy::kinds;

/// How far a number is passed, and how that is called.
const SIDES: [(i64, &str); 3] = [(-1, "one under"), (0, "just enough"), (1, "one over")];

/// So many minutes, days or others are tried at most to reach an amount.
const MOST: i64 = 1_000_000;
/// So often one entry of an example may stand.
const MOST_TIMES: i64 = 1_000;

/// The examples of an edition, in the order of its rules, and for each role that a target names; and the rules for
/// which none can be made from their text alone: ways, parts, gaps, and selections that no entry was found for.
pub fn edges(policy: &Policy, edition: &Edition) -> (Vec<Example>, Vec<String>) {
    let (mut made, mut left) = (vec![], vec![]);
    for rule in &edition.rules {
        let named = kinds::of(&rule.ask).roles();
        let roles = std::iter::once(None).chain(named.into_iter().map(Some));
        let sides = roles.flat_map(|role| SIDES.iter().map(move |side| (role, *side)));
        let of_rule: Vec<Example> = sides.filter_map(|(role, side)| one(policy, edition, rule, role, side)).collect();
        if of_rule.is_empty() {
            left.push(rule.id.to_string());
        }
        made.extend(of_rule);
    }
    (made, left)
}

/// The roles of an example: those that a rule asks for, a role that its target names, and else one answer to each
/// question, which says nothing of the target where there is such an answer.
fn roles(policy: &Policy, rule: &Rule, role: Option<&Word>) -> Vec<Word> {
    let named = kinds::of(&rule.ask).roles();
    let mut roles: Vec<Word> = rule.only.roles.first().into_iter().chain(role).cloned().collect();
    for question in policy.needed.iter().filter(|question| !question.of.iter().any(|of| role == Some(of))) {
        if !question.of.iter().any(|of| roles.contains(of)) {
            let plain = question.of.iter().find(|of| !named.contains(of) && !rule.only.except.contains(of));
            roles.extend(plain.or(question.of.first()).cloned());
        }
    }
    roles.dedup();
    roles
}

/// One example, with what the engine says of the rule.
fn one(
    policy: &Policy,
    edition: &Edition,
    rule: &Rule,
    role: Option<&Word>,
    (step, side): (i64, &str),
) -> Option<Example> {
    let roles = roles(policy, rule, role);
    let of = role.map(|role| format!(", {role}")).unwrap_or_default();
    // A cycle of the member's own: one ends the day before the edition begins.
    let own = matches!(edition.window.start, WindowStart::Anniversary { .. });
    let joined = own.then(|| plus_months(edition.from, -i64::from(edition.window.length.0)));
    let mut example = Example {
        name: format!("{}{of}: {side}", rule.id),
        on: None,
        as_of: None,
        joined,
        roles,
        artefacts: None,
        drawn: vec![],
        circumstances: vec![],
        log: vec![],
        expect: vec![],
    };
    // The days of the first full period, and those that the rule looks at.
    let period = judge(policy, edition, &example).period.days;
    if rule.only.drawn {
        example.drawn = vec![period.first];
    }
    let days = judge(policy, edition, &example).rule(rule.id.as_str())?.days;
    let target = kinds::of(&rule.ask).target(&example.roles);
    match &rule.ask {
        Ask::Artefact(ask) => {
            let several = usize::try_from(ask.at_least + step).ok()?;
            example.artefacts = Some(vec![Artefact { kind: ask.which.clone(), day: days.first }; several]);
        }
        Ask::Diversity(_) | Ask::AnyOf(_) | Ask::Ratio(_) | Ask::MaxGap(_) => return None,
        Ask::Text(ask) => {
            let mut entry = fitting(policy, &rule.select, days)?;
            // of all entries one is enough to turn on the number of words
            let (words, times) = ask.on.map_or((ask.words + step, 1), |on| (ask.words, on + step));
            entry.reflection_words = usize::try_from(words).ok()?;
            entry.times = times;
            example.log = vec![entry];
        }
        Ask::AtLeast(_) | Ask::AtMost(_) | Ask::Cap(_) | Ask::Every(_) => {
            let entry = uncapped(policy, edition, rule, fitting(policy, &rule.select, days)?);
            let sized = Sized { policy, measure: edition.measure_of(rule), wanted: target?, step };
            example.log = vec![sized.entry(entry, days.last)?];
        }
    }
    let result = judge(policy, edition, &example);
    let verdict = if result.rule(rule.id.as_str())?.verdict.is_some() { " met" } else { "" };
    let said = outcome(&result, rule.id.as_str(), &format!("0{verdict}"))?;
    example.expect = vec![(rule.id.to_string(), said)];
    Some(example)
}

/// An entry that is to bring so much to a rule, or one step more or less.
struct Sized<'p> {
    policy: &'p Policy,
    measure: &'p Measure,
    wanted: i64,
    step: i64,
}

impl Sized<'_> {
    /// The entry with so much of what its measure counts: a declared number, entries, days or minutes.
    fn entry(&self, mut entry: Logged, until: Day) -> Option<Logged> {
        let first = entry.days?.first;
        let days = entry.days?;
        let fits = |c: &&Conversion| c.first_time_only.is_none() && c.select.fits_entry(&record(&entry, days));
        let per = self.measure.convert.iter().find(fits).map(|c| c.per.clone());
        match (per, self.measure.unit) {
            (Some(Per::Key(key)), _) => {
                let with = |n| {
                    let mut other = entry.clone();
                    other.declared.insert(key.clone(), Declared::Number(n));
                    other
                };
                let n = self.fewest(|n| self.brings(&with(n)))? + self.step;
                let Some(KeyKind::Number { least, most }) = self.policy.keys.get(&key).map(|k| &k.kind) else {
                    return None;
                };
                (*least..=*most).contains(&n).then(|| with(n))
            }
            (Some(Per::Entry), _) | (None, Unit::Count) => {
                let each = Some(self.brings(&entry)).filter(|each| *each > 0)?;
                entry.times = (self.wanted + each - 1) / each + self.step;
                (0..=MOST_TIMES).contains(&entry.times).then_some(entry)
            }
            (Some(Per::Day), _) | (None, Unit::Days) => {
                let upto =
                    |n: i64| u64::try_from(n - 1).ok().map(|n| Days { first, last: first + chrono::Days::new(n) });
                let lasting = |n: i64| Some(Logged { days: Some(upto(n)?), ..entry.clone() });
                let n = self.fewest(|n| lasting(n).map_or(0, |entry| self.brings(&entry)))? + self.step;
                lasting(n).filter(|entry| entry.days.is_some_and(|days| days.last <= until))
            }
            (Some(Per::Time(_)) | None, _) => {
                let n = self.fewest(|n| self.brings(&Logged { minutes: Minutes(n), ..entry.clone() }))?;
                entry.minutes = Minutes((n + self.step).max(0));
                for part in &mut entry.categories {
                    part.minutes = entry.minutes;
                }
                Some(entry)
            }
        }
    }

    fn brings(&self, entry: &Logged) -> i64 {
        entry.days.map_or(0, |days| amount_of(0, &record(entry, days), self.measure, &Firsts::new()))
    }

    /// The least number that brings so much, by halving: more never brings less.
    fn fewest(&self, brings: impl Fn(i64) -> i64) -> Option<i64> {
        let (mut low, mut high) = (0, MOST);
        if brings(high) < self.wanted {
            return None;
        }
        while low < high {
            let middle = i64::midpoint(low, high);
            if brings(middle) >= self.wanted { high = middle } else { low = middle + 1 }
        }
        Some(low)
    }
}

/// An entry on the first day that fits a selection, where one is found.
fn fitting(policy: &Policy, select: &Select, days: Days) -> Option<Logged> {
    let day = Days { first: days.first, last: days.first };
    let mut entry = Logged {
        days: Some(day),
        minutes: Minutes(60),
        categories: vec![],
        kind: None,
        planned: false,
        draft: false,
        example: false,
        provider: None,
        tags: vec![],
        competences: vec![],
        declared: BTreeMap::new(),
        reflection_words: 0,
        has_evidence: false,
        supports_others: false,
        has_plan: false,
        times: 1,
    };
    fill(policy, select, &mut entry);
    let found = entry.days.unwrap_or(day);
    select.fits_entry(&record(&entry, found)).then_some(entry)
}

/// The same entry, out of reach of the limits on a rule as far as one other word does it.
fn uncapped(policy: &Policy, edition: &Edition, rule: &Rule, mut entry: Logged) -> Logged {
    let limits = edition.rules.iter().filter(|cap| match &cap.ask {
        Ask::Cap(of) => of.towards.iter().any(|n| edition.rules[*n].id == rule.id),
        _ => false,
    });
    for cap in limits {
        let Some(days) = entry.days else { continue };
        if !cap.select.fits_entry(&record(&entry, days)) {
            continue;
        }
        let mut other = entry.clone();
        match cap.select.all.first() {
            Some(Condition::Planned(is)) => other.planned = !is,
            Some(Condition::Flag(key, is)) => drop(other.declared.insert(key.clone(), Declared::Flag(!is))),
            Some(Condition::Type(words)) => {
                other.kind = policy.types.iter().map(|t| &t.id).find(|id| !words.contains(id)).cloned();
            }
            _ => {}
        }
        if rule.select.fits_entry(&record(&other, days)) {
            entry = other;
        }
    }
    entry
}

fn fill(policy: &Policy, select: &Select, entry: &mut Logged) {
    for condition in &select.all {
        let first = |words: &[Word]| words.first().cloned();
        match condition {
            Condition::Planned(is) => entry.planned = *is,
            Condition::Type(words) => entry.kind = first(words),
            Condition::Category(words) => {
                let minutes = entry.minutes;
                entry.categories =
                    first(words).map(|category| CategoryPart { category, minutes }).into_iter().collect();
            }
            Condition::Provider(words) => entry.provider = first(words).map(|w| w.to_string()),
            Condition::Tags(words) => entry.tags = first(words).map(|w| w.to_string()).into_iter().collect(),
            Condition::Competences(words) => {
                entry.competences = first(words).map(|w| Word::new(w.as_str().replace('*', "1"))).into_iter().collect();
            }
            Condition::Since(day) | Condition::Until(day) => entry.days = Some(Days { first: *day, last: *day }),
            Condition::Over(minutes) => entry.minutes = Minutes(minutes.0 + 1),
            Condition::Evidence(is) => entry.has_evidence = *is,
            Condition::Reflection(is) => entry.reflection_words = usize::from(*is),
            Condition::Plan(is) => entry.has_plan = *is,
            Condition::SupportsOthers(is) => entry.supports_others = *is,
            Condition::Flag(key, is) => drop(entry.declared.insert(key.clone(), Declared::Flag(*is))),
            Condition::Number(key, n) => drop(entry.declared.insert(key.clone(), Declared::Number(*n))),
            Condition::Words(key, words) => {
                let listed = policy.keys.get(key).map(Key::words).unwrap_or_default();
                let any = || listed.first().map_or_else(|| Word::new("example"), |n| n.id.clone());
                entry.declared.insert(key.clone(), Declared::Words(vec![first(words).unwrap_or_else(any)]));
            }
            Condition::Any(ways) => {
                if let Some(way) = ways.first() {
                    fill(policy, way, entry);
                }
            }
            // Another kind of activity than those, where that is what is asked.
            Condition::Not(inner) => {
                if let [Condition::Type(words)] = inner.all.as_slice() {
                    entry.kind = policy.types.iter().map(|t| &t.id).find(|id| !words.contains(id)).cloned();
                }
            }
        }
    }
}

/// An example as a line of the file.
pub fn written(policy: &Policy, of: &Example) -> String {
    let mut parts = vec![format!("name: \"{}\"", of.name)];
    let row = |words: Vec<String>| format!("[{}]", words.join(", "));
    parts.extend(of.joined.map(|day| format!("joined: {day}")));
    if !of.roles.is_empty() {
        parts.push(format!("roles: {}", row(of.roles.iter().map(ToString::to_string).collect())));
    }
    if !of.drawn.is_empty() {
        parts.push(format!("drawn: {}", row(of.drawn.iter().map(ToString::to_string).collect())));
    }
    if let Some(all) = &of.artefacts {
        let days = row(all.iter().map(|a| a.day.to_string()).collect());
        parts.push(all.first().map_or("artefacts: {}".to_owned(), |a| format!("artefacts: {{{}: {days}}}", a.kind)));
    }
    parts.push(format!("log: {}", row(of.log.iter().map(|entry| logged(policy, entry)).collect())));
    let expect: Vec<String> = of.expect.iter().map(|(rule, said)| format!("{rule}: {said}")).collect();
    parts.push(format!("expect: {{{}}}", expect.join(", ")));
    format!("{{{}}}", parts.join(", "))
}

fn logged(policy: &Policy, of: &Logged) -> String {
    let mut parts = vec![format!("hours: {}", of.minutes.data())];
    parts.extend(of.days.map(|d| {
        if d.first == d.last {
            format!("date: {}", d.first)
        } else {
            format!("date: {{from: {}, to: {}}}", d.first, d.last)
        }
    }));
    parts.extend(of.kind.as_ref().map(|kind| format!("type: {kind}")));
    parts.extend(of.categories.first().map(|part| format!("category: {}", part.category)));
    parts.extend(of.provider.as_ref().map(|by| format!("provider: {by}")));
    parts.extend(of.tags.first().map(|tag| format!("tags: [{tag}]")));
    parts.extend(of.competences.first().map(|code| format!("competences: [{code}]")));
    let flags = [
        ("planned", of.planned),
        ("evidence", of.has_evidence),
        ("supports_others", of.supports_others),
        ("plan", of.has_plan),
    ];
    parts.extend(flags.iter().filter(|(_, is)| *is).map(|(name, _)| format!("{name}: true")));
    for (key, value) in &of.declared {
        let many = matches!(policy.keys.get(key).map(|k| &k.kind), Some(KeyKind::Words { many: true, .. }));
        parts.push(match value {
            Declared::Flag(is) => format!("{key}: {is}"),
            Declared::Number(n) => format!("{key}: {n}"),
            Declared::Words(words) if many => format!("{key}: [{}]", words.first().map_or("", |w| w.as_str())),
            Declared::Words(words) => format!("{key}: {}", words.first().map_or("", |w| w.as_str())),
        });
    }
    if of.reflection_words > 0 {
        parts.push(format!("reflection: {}", of.reflection_words));
    }
    if of.times != 1 {
        parts.push(format!("times: {}", of.times));
    }
    format!("{{{}}}", parts.join(", "))
}
