//! The rules of an edition, with their measures, carry-over and routes.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::value::{Known, amount, bad, check_id, fraction, known_word, months, select, trait_of, words};
use super::{list_named, source_name};
use crate::diag::{Code, KeyPath, list};
use crate::model::{RuleId, Word};
use crate::policy::data::rule::{
    Alternative, Cap, CapPer, Carry, Confidence, Conversion, Fraction, Gap, KeyKind, Measure, Named, Only, Per,
    Rounding, Route, Rule, RuleKind, RuleWindow, Severity, Share, Source, Target, Text, Trait, Unit, Way, Window,
};
use crate::policy::data::select::{Condition, Select};
use crate::yaml::fields::{Faults, Fields, line, unknown};

/// Measures by name, and the name of the one that rules use where they name none.
pub(super) fn measures(
    f: &mut Fields<'_>,
    known: &Known<'_>,
    faults: &mut Faults,
) -> (BTreeMap<String, Measure>, String) {
    let mut found = BTreeMap::from([
        ("minutes".to_owned(), Measure::MINUTES),
        ("entries".to_owned(), Measure::ENTRIES),
        ("days".to_owned(), Measure::DAYS),
    ]);
    for (at, name, value) in f.entries("measures", faults) {
        check_id(&name, &at, faults);
        if found.contains_key(&name) {
            bad(faults, &at, format!("there is a measure `{name}` already"));
        }
        if let Some(measure) = Fields::of(value, at, faults).and_then(|m| measure(m, known, faults)) {
            found.insert(name, measure);
        }
    }
    let default = measure_name(f, &found, "minutes", faults);
    (found, default)
}

fn measure(mut m: Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Measure> {
    m.require("unit", "unit: points");
    let unit = m.word("unit", Unit::WORDS, faults)?;
    let one = m.line("one", faults);
    let many = m.line("many", faults);
    let name = one.map(|one| (one.clone(), many.unwrap_or(one)));
    let mut convert = vec![];
    for (at, value) in m.items("convert", faults) {
        convert.extend(Fields::of(value, at, faults).and_then(|c| conversion(c, unit, known, faults)));
    }
    let round = m.fields("round", faults).and_then(|mut r| {
        let to = r.value("to", faults).and_then(|v| amount(v, &r.path("to"), unit, faults)).filter(|n| *n > 0);
        let way = r.word("way", Way::WORDS, faults);
        r.finish(&[], faults);
        Some(Rounding { to: to?, way: way? })
    });
    m.finish(&[], faults);
    Some(Measure { unit, name, convert, round })
}

fn conversion(mut c: Fields<'_>, unit: Unit, known: &Known<'_>, faults: &mut Faults) -> Option<Conversion> {
    let select = select(&mut c, "select", known, faults);
    c.require("per", "per: 1h");
    let at = c.path("per");
    let per = c.value("per", faults).and_then(|value| match value {
        Value::String(s) if s == "entry" => Some(Per::Entry),
        Value::String(s) if s == "day" => Some(Per::Day),
        Value::String(s) if matches!(known.keys.get(s).map(|k| &k.kind), Some(KeyKind::Number { .. })) => {
            Some(Per::Key(s.clone()))
        }
        other => crate::yaml::fields::minutes(other, &at, faults).filter(|m| m.0 > 0).map(Per::Time),
    });
    c.require("give", "give: 1");
    let give = c.value("give", faults).and_then(|value| {
        if unit == Unit::Minutes {
            return amount(value, &c.path("give"), unit, faults).map(Fraction::whole);
        }
        let Fraction { top, bottom } = fraction(value, &c.path("give"), faults)?;
        Some(Fraction { top: top * unit.scale(), bottom })
    });
    let first_time_only = key_of_words(&mut c, "first_time_only", known, faults);
    c.finish(&[], faults);
    Some(Conversion { select, per: per?, give: give?, first_time_only })
}

/// The name of a declared key that holds words.
fn key_of_words(f: &mut Fields<'_>, key: &'static str, known: &Known<'_>, faults: &mut Faults) -> Option<String> {
    let name = f.line(key, faults)?;
    if !matches!(known.keys.get(&name).map(|k| &k.kind), Some(KeyKind::Words { .. })) {
        unknown(faults, Code::BadPolicy, &f.path(key), &name, "a key of words", known.keys.keys().map(String::as_str));
    }
    Some(name)
}

fn measure_name(
    f: &mut Fields<'_>,
    measures: &BTreeMap<String, Measure>,
    default: &str,
    faults: &mut Faults,
) -> String {
    let Some(name) = f.line("measure", faults) else { return default.to_owned() };
    if !measures.contains_key(&name) {
        let known = measures.keys().map(String::as_str);
        unknown(faults, Code::BadPolicy, &f.path("measure"), &name, "a measure of this edition", known);
    }
    name
}

/// What reading a rule needs to know.
struct Ground<'a> {
    known: &'a Known<'a>,
    sources: &'a BTreeMap<String, Source>,
    measures: &'a BTreeMap<String, Measure>,
    default: &'a str,
    window: &'a Window,
}

/// Rules that a cap limits, as named: found once all rules are read.
type Towards = Vec<(KeyPath, String)>;

/// The rules of an edition, `each` and parts of the period spelt out, caps tied to what they limit.
pub(super) fn rules(
    f: &mut Fields<'_>,
    known: &Known<'_>,
    sources: &BTreeMap<String, Source>,
    measures: &BTreeMap<String, Measure>,
    default: &str,
    window: &Window,
    faults: &mut Faults,
) -> Vec<Rule> {
    let ground = Ground { known, sources, measures, default, window };
    let mut all: Vec<Rule> = vec![];
    let mut open: Vec<(KeyPath, Towards)> = vec![];
    for (at, value) in f.items("rules", faults) {
        let Some(fields) = Fields::of(value, at.clone(), faults) else { continue };
        let Some((family, towards)) = rule(fields, &ground, faults) else { continue };
        for rule in family {
            if all.iter().any(|r| r.id == rule.id || r.family == rule.id.as_str() || r.id.as_str() == rule.family) {
                faults.add(
                    Code::DuplicateId,
                    crate::diag::Place::Value(at.key("id")),
                    format!("there is a rule `{}` already", rule.id),
                );
            }
            all.push(rule);
            open.push((at.clone(), towards.clone()));
        }
    }
    for (n, (at, towards)) in open.into_iter().enumerate() {
        let places = places_of(&towards, &all, faults);
        if let Some(other) = places.iter().find(|p| all[**p].measure != all[n].measure) {
            let message = format!("`{}` and `{}` do not measure alike", all[n].id, all[*other].id);
            bad(faults, &at.key("cap"), message).with_hint("give both the same `measure`");
        }
        if let RuleKind::Cap(cap) = &mut all[n].kind {
            cap.towards = places;
        }
    }
    crossing_caps(&all, &f.path("rules"), faults);
    all
}

/// The unit of a rule's amounts.
pub(super) fn unit_of(rule: &Rule, measures: &BTreeMap<String, Measure>) -> Unit {
    measures.get(&rule.measure).map_or(Unit::Minutes, |m| m.unit)
}

/// The places of named rules; a family's name stands for all of it.
fn places_of(names: &[(KeyPath, String)], rules: &[Rule], faults: &mut Faults) -> Vec<usize> {
    let mut places = vec![];
    for (at, name) in names {
        let before = places.len();
        for (n, rule) in rules.iter().enumerate() {
            let countable = matches!(
                rule.kind,
                RuleKind::AtLeast(_) | RuleKind::AtMost(_) | RuleKind::Every(_) | RuleKind::AnyOf(_)
            );
            if (rule.family == *name || rule.id.as_str() == name) && countable {
                places.push(n);
            }
        }
        if places.len() == before {
            let known = rules.iter().map(|r| r.family.as_str());
            unknown(faults, Code::BadPolicy, at, name, "a rule of this edition that asks for an amount", known);
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// Two caps of the same rule that cut across each other would let the order of entries decide.
fn crossing_caps(rules: &[Rule], at: &KeyPath, faults: &mut Faults) {
    let caps: Vec<(&Rule, &Cap)> =
        rules.iter().filter_map(|r| if let RuleKind::Cap(cap) = &r.kind { Some((r, cap)) } else { None }).collect();
    for (n, (a, x)) in caps.iter().enumerate() {
        for (b, y) in &caps[n + 1..] {
            let common = x.towards.iter().any(|t| y.towards.contains(t));
            if common && !tidy((a, x), (b, y)) {
                let message = format!(
                    "the caps `{}` and `{}` cut across each other: which entries count would depend on a choice",
                    a.id, b.id
                );
                bad(faults, at, message).with_hint("let one select a part of the other, or nothing in common");
            }
        }
    }
    let exclusive = |n: &usize| rules[*n].share == Share::Exclusive;
    if let Some((cap, _)) = caps.iter().find(|(_, cap)| cap.towards.iter().any(exclusive)) {
        bad(faults, at, format!("`{}` limits rules that share hours exclusively", cap.id))
            .with_hint("use `share: overlap` or `share: split` for those rules");
    }
}

/// Are two caps apart, one inside the other, or of sorts that a network can settle?
fn tidy((a, x): (&Rule, &Cap), (b, y): (&Rule, &Cap)) -> bool {
    let inside = |inner: &Rule, p: &Cap, outer: &Rule, q: &Cap| {
        inner.select.implies(&outer.select) && (q.per == CapPer::Window || p.per == q.per)
    };
    let of_time = |cap: &Cap| matches!(cap.per, CapPer::Entry | CapPer::Day);
    match (of_time(x), of_time(y)) {
        (false, false) => inside(a, x, b, y) || inside(b, y, a, x) || a.select.excludes(&b.select),
        (true, true) if x.per == y.per => a.select.excludes(&b.select),
        _ => true,
    }
}

fn rule(mut f: Fields<'_>, g: &Ground<'_>, faults: &mut Faults) -> Option<(Vec<Rule>, Towards)> {
    let id = f.required_line("id", "id: total", faults)?;
    check_id(&id, &f.path("id"), faults);
    f.require("severity", "severity: should");
    let severity = f.word("severity", Severity::WORDS, faults);
    let title = f.line("title", faults);
    let select = select(&mut f, "select", g.known, faults);
    let every = f.has("every");
    let measure = measure_name(&mut f, g.measures, if every { "entries" } else { g.default }, faults);
    let window = match f.value("every", faults).map(|v| months(v, &f.path("every"), faults)) {
        Some(length) => length.map(RuleWindow::Rolling).into_iter().collect(),
        None => rule_window(&mut f, "window", g.window, faults),
    };
    let clause = f.required_line("clause", "clause: At least {at_least} …", faults);
    let share = f.word("share", Share::WORDS, faults).unwrap_or_default();
    let only = only(&mut f, g.known, faults);
    let unit = g.measures.get(&measure).map_or(Unit::Minutes, |m| m.unit);
    let mut towards = vec![];
    let kind = kind(&mut f, unit, g, &mut towards, faults);
    let each = each(&mut f, g.known, faults);
    let note = f.line("note", faults);
    let reading = f.line("reading", faults);
    let source = source_name(&mut f, g.sources, faults);
    let confidence = f.word("confidence", Confidence::WORDS, faults);
    let such_as = f.lines("such_as", faults).into_iter().map(|(_, text)| text).collect();
    let at = f.at.clone();
    f.finish(&[], faults);
    let rule = Rule {
        id: RuleId::new(id.as_str()),
        family: id.clone(),
        value: None,
        title: title.unwrap_or_else(|| sentence_case(&id)),
        severity: severity?,
        select,
        measure,
        window: RuleWindow::Period,
        kind: kind?,
        only,
        share,
        clause: clause?,
        note,
        reading,
        source,
        confidence,
        such_as,
    };
    let family = spelt_out(&rule, each.as_ref(), &window, &at, faults);
    Some((family, towards))
}

/// `soft-skills` as a title: `Soft skills`.
fn sentence_case(id: &str) -> String {
    let text = id.replace('-', " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// A rule once for each value, and once for each part of the period.
fn spelt_out(
    rule: &Rule,
    each: Option<&(String, Vec<Named>)>,
    windows: &[RuleWindow],
    at: &KeyPath,
    faults: &mut Faults,
) -> Vec<Rule> {
    let mut found = vec![];
    let values: Vec<Option<&Named>> = match each {
        None => vec![None],
        Some((_, values)) => values.iter().map(Some).collect(),
    };
    for value in values {
        for window in windows {
            let mut one = rule.clone();
            one.window = *window;
            if let (Some(named), Some((list, _))) = (value, each) {
                one.id = RuleId::new(format!("{}-{}", one.id, named.id));
                one.title.clone_from(&named.title);
                one.select = one.select.and(&Select { all: vec![condition_for(list, &named.id)] });
                one.value = Some(named.clone());
                if one.only.role_of_value {
                    one.only.roles = vec![named.id.clone()];
                }
            }
            if let RuleWindow::Part { nth, .. } = window {
                one.id = RuleId::new(format!("{}-{}", one.id, nth + 1));
                one.title = format!("{}, part {}", one.title, nth + 1);
            }
            found.push(one);
        }
    }
    if found.is_empty() {
        bad(faults, at, format!("`{}` stands for no rule at all", rule.id));
    }
    found
}

/// The condition that picks one value of a list.
fn condition_for(list: &str, value: &Word) -> Condition {
    match list {
        "types" => Condition::Type(vec![value.clone()]),
        "categories" => Condition::Category(vec![value.clone()]),
        key => Condition::Words(key.to_owned(), vec![value.clone()]),
    }
}

/// `each: categories`, or `each: {of: topics, among: [a, b]}`.
fn each(f: &mut Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<(String, Vec<Named>)> {
    let value = f.value("each", faults)?;
    let at = f.path("each");
    let (name, among) = if let Value::Mapping(map) = value {
        let mut e = Fields::new(map, at.clone());
        let name = e.required_line("of", "of: categories", faults)?;
        let values = list_named(&name, known).unwrap_or_default();
        let among = words(&mut e, "among", "a value of this list", values, Code::BadPolicy, faults);
        e.finish(&[], faults);
        (name, Some(among))
    } else {
        (line(value, &at, faults)?, None)
    };
    let Some(values) = list_named(&name, known) else {
        let lists = ["types", "categories"].into_iter().chain(known.keys.keys().map(String::as_str));
        unknown(faults, Code::BadPolicy, &at, &name, "a list of this policy", lists.collect::<Vec<_>>().into_iter());
        return None;
    };
    let values = values.iter().filter(|v| among.as_ref().is_none_or(|a| a.contains(&v.id))).cloned().collect();
    Some((name, values))
}

/// Which time a rule looks at: several, where it is asked of each part of the period.
fn rule_window(f: &mut Fields<'_>, key: &'static str, of: &Window, faults: &mut Faults) -> Vec<RuleWindow> {
    let period = vec![RuleWindow::Period];
    let Some(mut w) = f.fields(key, faults) else { return period };
    let rolling = w.value("rolling", faults).and_then(|v| months(v, &w.path("rolling"), faults));
    let today = w.word("ends", &[("period", false), ("today", true)], faults).unwrap_or(false);
    let part = w.value("each", faults).and_then(|v| months(v, &w.path("each"), faults));
    let at = w.at.clone();
    w.finish(&[], faults);
    match (rolling, part) {
        (Some(length), None) if today => vec![RuleWindow::RollingToday(length)],
        (Some(length), None) => vec![RuleWindow::Rolling(length)],
        (None, Some(length)) if of.length.0.is_multiple_of(length.0) && length < of.length => {
            (0..of.length.0 / length.0).map(|nth| RuleWindow::Part { length, nth }).collect()
        }
        (None, Some(_)) => {
            bad(faults, &at, "the period is not a whole number of these parts".to_owned());
            period
        }
        _ => {
            bad(faults, &at, "a rule's window is `rolling`, or `each` part of the period".to_owned())
                .with_hint("write `window: {rolling: 36 months}`");
            period
        }
    }
}

fn only(f: &mut Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Only {
    let Some(mut o) = f.fields("only", faults) else { return Only::default() };
    let only = Only {
        roles: words(&mut o, "roles", "a role of this policy", known.roles, Code::BadPolicy, faults),
        except: words(&mut o, "except", "a role of this policy", known.roles, Code::BadPolicy, faults),
        role_of_value: o.flag("role_of_value", faults).unwrap_or(false),
        not_first: o.flag("not_first_period", faults).unwrap_or(false),
    };
    o.finish(&[], faults);
    only
}

/// The keys of which a rule has exactly one.
const KINDS: &[&str] =
    &["at_least", "at_most", "cap", "ratio", "any_of", "diversity", "every", "max_gap", "text", "artefact"];

fn kind(
    f: &mut Fields<'_>,
    unit: Unit,
    g: &Ground<'_>,
    towards: &mut Towards,
    faults: &mut Faults,
) -> Option<RuleKind> {
    let present: Vec<&str> = KINDS.iter().copied().filter(|k| f.has(k)).collect();
    if present.len() != 1 {
        for key in KINDS {
            f.allow(key);
        }
        // A misspelt kind is told as the key that nobody knows.
        if present.is_empty() && f.strays(KINDS) {
            return None;
        }
        let message = match present.as_slice() {
            [] => "this rule asks for nothing".to_owned(),
            several => format!("this rule asks for {}: one rule asks for one thing", list(several)),
        };
        bad(faults, &f.at.clone(), message).with_hint(format!("give it one of {}", list(KINDS)));
        return None;
    }
    match present[0] {
        "at_least" => at_least(f, unit, g.known, faults).map(RuleKind::AtLeast),
        "at_most" => {
            f.value("at_most", faults).and_then(|v| amount(v, &f.path("at_most"), unit, faults)).map(RuleKind::AtMost)
        }
        "cap" => f.fields("cap", faults).and_then(|c| cap(c, unit, g.known, towards, faults)).map(RuleKind::Cap),
        "ratio" => f.fields("ratio", faults).and_then(|r| ratio(r, g.known, faults)),
        "any_of" => Some(RuleKind::AnyOf(any_of(f, unit, g, faults))),
        "diversity" => f.fields("diversity", faults).and_then(|d| diversity(d, g.known, faults)),
        "every" => Some(RuleKind::Every(1)),
        "max_gap" => f.line("max_gap", faults).and_then(|text| gap(&text, &f.path("max_gap"), faults)),
        "text" => f.fields("text", faults).map(|t| RuleKind::Text(text(t, faults))),
        _ => artefact(f, g.known, faults),
    }
}

fn at_least(f: &mut Fields<'_>, unit: Unit, known: &Known<'_>, faults: &mut Faults) -> Option<Target> {
    let base = f.value("at_least", faults).and_then(|v| amount(v, &f.path("at_least"), unit, faults));
    let mut by = |key: &'static str, faults: &mut Faults| {
        let entries = f.entries(key, faults);
        let one = |(at, name, value): (KeyPath, String, &Value)| {
            let role = known_word(&name, &at, "a role of this policy", known.roles, Code::BadPolicy, faults)?;
            Some((role, amount(value, &at, unit, faults)?))
        };
        entries.into_iter().filter_map(one).collect()
    };
    let by_role = by("target_by", faults);
    let more = by("more_for", faults);
    Some(Target { base: base?, by_role, more })
}

fn cap(mut c: Fields<'_>, unit: Unit, known: &Known<'_>, towards: &mut Towards, faults: &mut Faults) -> Option<Cap> {
    c.require("most", "most: 20h");
    let most = c.value("most", faults).and_then(|v| amount(v, &c.path("most"), unit, faults));
    let at = c.path("per");
    let per = c.line("per", faults).map_or(Some(CapPer::Window), |text| cap_per(&text, &at, known, faults));
    c.require("towards", "towards: [total]");
    *towards = c.lines("towards", faults);
    c.finish(&[], faults);
    Some(Cap { most: most?, per: per?, towards: vec![] })
}

fn cap_per(text: &str, at: &KeyPath, known: &Known<'_>, faults: &mut Faults) -> Option<CapPer> {
    match text {
        "period" => Some(CapPer::Window),
        "entry" => Some(CapPer::Entry),
        "day" => Some(CapPer::Day),
        other => {
            let found = trait_of(other, at, known, faults)?;
            let single = match &found {
                Trait::Type | Trait::Category | Trait::Provider => true,
                Trait::Competences | Trait::CompetenceGroups => false,
                Trait::Key(key) => {
                    matches!(known.keys.get(key).map(|k| &k.kind), Some(KeyKind::Words { many: false, .. }))
                }
            };
            if !single {
                bad(faults, at, format!("an entry may have several of `{other}`: a cap needs one"))
                    .with_hint("declare the key as `type: word`");
            }
            Some(CapPer::Trait(found))
        }
    }
}

fn ratio(mut r: Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<RuleKind> {
    r.require("at_least", "at_least: 1/2");
    let least = r.value("at_least", faults).and_then(|v| fraction(v, &r.path("at_least"), faults));
    let of = select(&mut r, "of", known, faults);
    r.finish(&[], faults);
    Some(RuleKind::Ratio { least: least?, of })
}

fn any_of(f: &mut Fields<'_>, unit: Unit, g: &Ground<'_>, faults: &mut Faults) -> Vec<Alternative> {
    let mut found = vec![];
    for (at, value) in f.items("any_of", faults) {
        let Some(mut a) = Fields::of(value, at, faults) else { continue };
        let title = a.required_line("title", "title: over three years", faults);
        let select = select(&mut a, "select", g.known, faults);
        let window = rule_window(&mut a, "window", g.window, faults);
        a.require("at_least", "at_least: 30h");
        let at_least = a.value("at_least", faults).and_then(|v| amount(v, &a.path("at_least"), unit, faults));
        a.finish(&[], faults);
        if let (Some(title), Some(at_least), [window]) = (title, at_least, window.as_slice()) {
            found.push(Alternative { select, window: *window, at_least, title });
        }
    }
    found
}

fn diversity(mut d: Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<RuleKind> {
    let at = d.path("of");
    let of = d.required_line("of", "of: type", faults).and_then(|text| trait_of(&text, &at, known, faults));
    d.require("at_least", "at_least: 3");
    let at_least = d.number("at_least", faults);
    d.finish(&[], faults);
    Some(RuleKind::Diversity { of: of?, at_least: at_least? })
}

fn gap(text: &str, at: &KeyPath, faults: &mut Faults) -> Option<RuleKind> {
    let days = text.strip_suffix(" days").and_then(|n| n.parse().ok()).filter(|n| (1..=3_660).contains(n));
    if days.is_none() {
        bad(faults, at, format!("`{text}` is not a number of days")).with_hint("write `90 days`");
    }
    days.map(|days| RuleKind::MaxGap(Gap { days }))
}

fn text(mut t: Fields<'_>, faults: &mut Faults) -> Text {
    let words = t.number("words", faults).unwrap_or(1).max(1);
    let on = t.number("entries", faults);
    t.finish(&[], faults);
    Text { words, on }
}

fn artefact(f: &mut Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<RuleKind> {
    let value = f.value("artefact", faults)?;
    let at = f.path("artefact");
    let (name, at_least) = if let Value::Mapping(map) = value {
        let mut a = Fields::new(map, at.clone());
        let found = (a.required_line("kind", "kind: plan", faults)?, a.number("at_least", faults).unwrap_or(1));
        a.finish(&[], faults);
        found
    } else {
        (line(value, &at, faults)?, 1)
    };
    let kind = known_word(&name, &at, "an artefact of this policy", known.artefacts, Code::BadPolicy, faults)?;
    Some(RuleKind::Artefact { kind, at_least })
}

/// `carry: none`, or what may be taken along.
pub(super) fn carry(
    f: &mut Fields<'_>,
    known: &Known<'_>,
    rules: &[Rule],
    measures: &BTreeMap<String, Measure>,
    faults: &mut Faults,
) -> Option<Carry> {
    let value = f.value("carry", faults)?;
    if matches!(value, Value::String(s) if s == "none") {
        return None;
    }
    let mut c = Fields::of(value, f.path("carry"), faults)?;
    c.require("towards", "towards: [total]");
    let named = c.lines("towards", faults);
    // In the order given: the first says what is surplus.
    let towards: Vec<usize> =
        named.iter().flat_map(|one| places_of(std::slice::from_ref(one), rules, faults)).collect();
    let unit = towards.first().map_or(Unit::Minutes, |n| unit_of(&rules[*n], measures));
    c.require("most", "most: 10h");
    let most = c.value("most", faults).and_then(|v| amount(v, &c.path("most"), unit, faults));
    let periods = c.number("periods", faults).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let select = select(&mut c, "select", known, faults);
    let not_first = c.flag("not_first_period", faults).unwrap_or(false);
    let carried_first = c.word("uses", &[("carried-first", true), ("new-first", false)], faults).unwrap_or(true);
    c.finish(&[], faults);
    if towards.iter().any(|t| rules[*t].window != RuleWindow::Period) {
        bad(faults, &f.path("carry"), "only a rule about the whole period can take hours along".to_owned());
    }
    (!towards.is_empty()).then_some(Carry { most: most?, periods, select, towards, not_first, carried_first })
}

/// Documents that stand in place of hours.
pub(super) fn routes(f: &mut Fields<'_>, known: &Known<'_>, rules: &[Rule], faults: &mut Faults) -> Vec<Route> {
    let mut found = vec![];
    for (at, value) in f.items("routes", faults) {
        let Some(mut r) = Fields::of(value, at, faults) else { continue };
        let title = r.required_line("title", "title: …", faults);
        let at = r.path("artefact");
        let artefact = r.required_line("artefact", "artefact: employer-scheme", faults);
        let artefact = artefact
            .and_then(|a| known_word(&a, &at, "an artefact of this policy", known.artefacts, Code::BadPolicy, faults));
        let names = r.lines("satisfies", faults);
        let mut satisfies = vec![];
        for (at, name) in names {
            let places: Vec<usize> =
                (0..rules.len()).filter(|n| rules[*n].family == name || rules[*n].id.as_str() == name).collect();
            if places.is_empty() {
                unknown(faults, Code::BadPolicy, &at, &name, super::NO_RULE, rules.iter().map(|r| r.family.as_str()));
            }
            satisfies.extend(places);
        }
        r.finish(&[], faults);
        if let (Some(title), Some(artefact)) = (title, artefact) {
            found.push(Route { artefact, title, satisfies });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_from_ids() {
        assert_eq!(sentence_case("soft-skills"), "Soft skills");
    }
}
