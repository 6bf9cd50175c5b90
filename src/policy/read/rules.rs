//! The rules of an edition, with carry-over and routes.

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::Value;

use super::measures::measure_name;
use super::ties;
use crate::diag::{Code, KeyPath, Place, list, one_of};
use crate::model::{RuleId, Word};
use crate::policy::data::adjust::Carry;
use crate::policy::data::edition::Route;
use crate::policy::data::kind::{Ask, RuleKind};
use crate::policy::data::measure::{Measure, Unit};
use crate::policy::data::named::{Confidence, Key, Named, Source};
use crate::policy::data::rule::{Only, ProRata, Rule, Severity, Share};
use crate::policy::data::select::{Condition, Select};
use crate::policy::data::window::{RuleWindow, Window};
use crate::policy::kinds;
use crate::policy::kinds::kind::{Reading, Towards};
use crate::policy::value::{Known, amount, bad, check_id, known_word, months, rule_window, select, words};
use crate::yaml::fields::{Faults, Fields, line, unknown, unknown_at};

/// What a name should have been that no rule has.
pub(super) const A_RULE: &str = "a rule of this edition";

/// What reading a rule needs to know.
struct Ground<'a> {
    known: &'a Known<'a>,
    sources: &'a BTreeMap<String, Source>,
    measures: &'a BTreeMap<String, Measure>,
    default: &'a str,
    window: &'a Window,
}

/// The rules of an edition, and the ids of those that could not be read: their faults have been told.
#[derive(Default)]
pub(super) struct Rules {
    /// Those that were read, in the order of the file.
    pub(super) all: Vec<Rule>,
    unread: Vec<String>,
    /// How many could not be read.
    faulty: usize,
}

impl Rules {
    /// Does the file name no rule at all, not even one that could not be read?
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.faulty == 0
    }

    /// The places of the rules with a name; a family's name stands for all of it.
    pub(super) fn named(&self, name: &str) -> Vec<usize> {
        let fits = |n: &usize| self.all[*n].family == name || self.all[*n].id.as_str() == name;
        (0..self.all.len()).filter(fits).collect()
    }

    /// Notes that no rule has a name; nothing of one that could not be read.
    pub(super) fn unknown(&self, place: Place, name: &str, what: &str, faults: &mut Faults) {
        let mut known: Vec<&str> = self.all.iter().map(|r| r.family.as_str()).collect();
        known.dedup();
        self.not_among(place, name, what, &known, faults);
    }

    fn not_among(&self, place: Place, name: &str, what: &str, known: &[&str], faults: &mut Faults) {
        if !self.unread.iter().any(|id| id == name) {
            unknown_at(faults, Code::BadPolicy, place, name, what, known.iter().copied());
        }
    }
}

/// The rules of an edition, `each` and parts of the period spelt out, caps tied to what they limit.
pub(super) fn rules(
    f: &mut Fields<'_>,
    known: &Known<'_>,
    sources: &BTreeMap<String, Source>,
    measures: &BTreeMap<String, Measure>,
    default: &str,
    window: &Window,
    faults: &mut Faults,
) -> Rules {
    let ground = Ground { known, sources, measures, default, window };
    let mut rules = Rules::default();
    let all = &mut rules.all;
    let mut open: Vec<(KeyPath, Towards)> = vec![];
    // names of rules and of families: of thousands each is looked up once
    let (mut ids, mut families) = (BTreeSet::new(), BTreeSet::new());
    for (at, value) in f.items("rules", faults) {
        let Some(fields) = Fields::of(value, at.clone(), faults) else {
            rules.faulty += 1;
            continue;
        };
        let Some((family, towards)) = rule(fields, &ground, faults) else {
            rules.faulty += 1;
            rules.unread.extend(value.get("id").and_then(Value::as_str).map(str::to_owned));
            continue;
        };
        for rule in family {
            let (id, of) = (rule.id.as_str(), rule.family.as_str());
            if ids.contains(id) || families.contains(id) || ids.contains(of) {
                faults.add(
                    Code::DuplicateId,
                    crate::diag::Place::Value(at.key("id")),
                    format!("there is a rule `{}` already", rule.id),
                );
            }
            ids.insert(id.to_owned());
            families.insert(of.to_owned());
            all.push(rule);
            open.push((at.clone(), towards.clone()));
        }
    }
    for (n, (at, towards)) in open.into_iter().enumerate() {
        let places = places_of(&towards, &rules, faults);
        ties::tie(&mut rules.all, n, places, &at, faults);
    }
    ties::crossing_caps(&rules.all, &f.path("rules"), faults);
    rules
}

/// The unit of a rule's amounts.
pub(super) fn unit_of(rule: &Rule, measures: &BTreeMap<String, Measure>) -> Unit {
    measures.get(&rule.measure).map_or(Unit::Minutes, |m| m.unit)
}

/// Notes that a name is of no rule that caps can limit, or that hours can be carried into.
fn no_amount(at: &KeyPath, name: &str, rules: &Rules, faults: &mut Faults) {
    let limited = |r: &&Rule| kinds::of(&r.ask).takes_caps();
    let mut known: Vec<&str> = rules.all.iter().filter(limited).map(|r| r.family.as_str()).collect();
    known.dedup();
    let Some(other) = rules.named(name).first().map(|n| &rules.all[*n]) else {
        let what = "a rule of this edition that asks for an amount";
        return rules.not_among(Place::Value(at.clone()), name, what, &known, faults);
    };
    let is = if kinds::of(&other.ask).is_limit() { "is itself a limit" } else { "asks for no amount" };
    let note = bad(faults, at, format!("`{name}` {is}"));
    note.hint = one_of(known);
}

/// The places of named rules that caps can limit and hours be carried into.
fn places_of(names: &[(KeyPath, String)], rules: &Rules, faults: &mut Faults) -> Vec<usize> {
    let mut places = vec![];
    for (at, name) in names {
        let mut found = rules.named(name);
        found.retain(|n| kinds::of(&rules.all[*n].ask).takes_caps());
        if found.is_empty() {
            no_amount(at, name, rules, faults);
        }
        places.extend(found);
    }
    places.sort_unstable();
    places.dedup();
    places
}

fn rule(mut f: Fields<'_>, g: &Ground<'_>, faults: &mut Faults) -> Option<(Vec<Rule>, Towards)> {
    let Some(id) = f.required_line("id", "id: total", faults) else { return f.give_up(faults) };
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
    let mut kind = Reading { known: g.known, window: g.window, unit, towards: vec![] };
    let ask = ask(&mut f, &mut kind, faults);
    if let (Some(clause), Some(ask)) = (&clause, &ask) {
        check_clause(clause, &f.path("clause"), ask, unit, faults);
    }
    let pro_rata = pro_rata(&mut f, faults);
    if pro_rata != ProRata::Whole && ask.as_ref().is_some_and(|ask| !kinds::of(ask).can_be_set()) {
        bad(faults, &f.path("pro_rata"), "this rule has no target of which a part could be asked".to_owned());
    }
    let each = each(&mut f, g.known, faults);
    let note = f.line("note", faults);
    let reading = f.line("reading", faults);
    let source = source_name(&mut f, g.sources, faults);
    let confidence = f.word("confidence", Confidence::WORDS, faults);
    let such_as = f.lines("such_as", faults).into_iter().map(|(_, text)| text).collect();
    let guide = f.line("guide", faults);
    let at = f.at.clone();
    f.finish(&[], faults);
    let title = title.unwrap_or_else(|| sentence_case(&id));
    let rule = Rule {
        id: RuleId::new(id.as_str()),
        family: id.clone(),
        family_title: title.clone(),
        value: None,
        title,
        severity: severity?,
        select,
        measure,
        window: RuleWindow::Period,
        ask: ask?,
        only,
        pro_rata,
        share,
        clause: clause?,
        note,
        reading,
        source,
        confidence,
        such_as,
        guide,
    };
    let family = spelt_out(&rule, each.as_ref(), &window, &at, faults);
    Some((family, kind.towards))
}

/// `pro_rata: true`, or `with-earlier`.
fn pro_rata(f: &mut Fields<'_>, faults: &mut Faults) -> ProRata {
    match f.value("pro_rata", faults) {
        None => ProRata::Whole,
        Some(Value::String(word)) if word == "with-earlier" => ProRata::WithEarlier,
        Some(Value::String(word)) if !matches!(word.as_str(), "true" | "false") => {
            let all = ["true", "false", "with-earlier"].into_iter();
            unknown_at(faults, Code::UnknownWord, Place::Value(f.path("pro_rata")), word, "a share", all);
            ProRata::Whole
        }
        Some(_) if f.flag("pro_rata", faults).unwrap_or(false) => ProRata::Since,
        Some(_) => ProRata::Whole,
    }
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
                one.title = format!("{} {}", one.title, nth + 1);
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
        let Some(name) = e.required_line("of", "of: categories", faults) else { return e.give_up(faults) };
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

fn only(f: &mut Fields<'_>, known: &Known<'_>, faults: &mut Faults) -> Only {
    let Some(mut o) = f.fields("only", faults) else { return Only::default() };
    let only = Only {
        roles: words(&mut o, "roles", "a role of this policy", known.roles, Code::BadPolicy, faults),
        except: words(&mut o, "except", "a role of this policy", known.roles, Code::BadPolicy, faults),
        role_of_value: o.flag("role_of_value", faults).unwrap_or(false),
        not_first: o.flag("not_first_period", faults).unwrap_or(false),
        drawn: o.flag("drawn", faults).unwrap_or(false),
    };
    o.finish(&[], faults);
    only
}

/// What a rule asks: it has the key of exactly one kind.
fn ask(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let keys: Vec<&'static str> = RuleKind::all().map(RuleKind::word).collect();
    let present: Vec<RuleKind> = RuleKind::all().filter(|k| f.has(k.word())).collect();
    if let [kind] = present.as_slice() {
        let (read, _) = kinds::written(*kind);
        return read(f, reading, faults);
    }
    for key in &keys {
        f.allow(key);
    }
    // A misspelt kind is told as the key that nobody knows.
    if present.is_empty() && f.strays(&keys) {
        return None;
    }
    let message = if present.is_empty() {
        "this rule asks for nothing".to_owned()
    } else {
        format!("this rule asks for {}: one rule asks for one thing", list(present.iter().map(|k| k.word())))
    };
    bad(faults, &f.at.clone(), message).with_hint(format!("give it one of {}", list(keys)));
    None
}

/// Every place of a clause has something to stand in it.
fn check_clause(clause: &str, at: &KeyPath, ask: &Ask, unit: Unit, faults: &mut Faults) {
    let kind = kinds::of(ask);
    let has_figure = kind.figure(None, unit).is_some();
    let figure = if kind.is_limit() { "most" } else { "at_least" };
    let known: Vec<&str> = if has_figure { vec![figure, "name"] } else { vec!["name"] };
    for place in places(clause) {
        let filled = place == "name" || (has_figure && place == figure);
        if filled {
            continue;
        }
        let message = if has_figure && matches!(place, "at_least" | "most") {
            format!("nothing fills `{{{place}}}`: the figure of this rule is `{{{figure}}}`")
        } else if matches!(place, "at_least" | "most") {
            format!("nothing fills `{{{place}}}`: the rule has no figure")
        } else {
            format!("`{{{place}}}` is not a place of a clause")
        };
        let near = crate::diag::nearest(place, known.iter().copied());
        let is_figure = has_figure && matches!(place, "at_least" | "most");
        let instead = near.filter(|_| !is_figure).or_else(|| has_figure.then_some(figure)).map_or_else(
            || clause.replace(&format!("{{{place}}}"), "…"),
            |name| clause.replace(&format!("{{{place}}}"), &format!("{{{name}}}")),
        );
        bad(faults, at, message).with_hint(format!("write `clause: \"{instead}\"`"));
    }
}

/// The names between braces.
fn places(clause: &str) -> Vec<&str> {
    clause.split('{').skip(1).filter_map(|after| after.split_once('}')).map(|(name, _)| name).collect()
}

/// `carry: none`, or what may be taken along.
pub(super) fn carry(
    f: &mut Fields<'_>,
    known: &Known<'_>,
    rules: &Rules,
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
    let unit = towards.first().map_or(Unit::Minutes, |n| unit_of(&rules.all[*n], measures));
    c.require("most", "most: 10h");
    let most = c.value("most", faults).and_then(|v| amount(v, &c.path("most"), unit, faults));
    let periods = c.number("periods", faults).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    if periods == 0 {
        bad(faults, &c.path("periods"), "what lasts no period is not carried".to_owned())
            .with_hint("write `periods: 1`, or `carry: none`");
    }
    let select = select(&mut c, "select", known, faults);
    let not_first = c.flag("not_first_period", faults).unwrap_or(false);
    let not_first_judged = c.flag("not_first_judged", faults).unwrap_or(false);
    let at = c.path("earned_in_last");
    let earned_in_last = c.value("earned_in_last", faults).and_then(|v| months(v, &at, faults));
    let carried_first = c.word("uses", &[("carried-first", true), ("new-first", false)], faults).unwrap_or(true);
    c.finish(&[], faults);
    if towards.iter().any(|t| rules.all[*t].window != RuleWindow::Period) {
        bad(faults, &f.path("carry"), "only a rule about the whole period can take hours along".to_owned());
    }
    (!towards.is_empty()).then_some(Carry {
        most: most?,
        periods,
        select,
        towards,
        not_first,
        not_first_judged,
        earned_in_last,
        carried_first,
    })
}

/// Documents that stand in place of hours.
pub(super) fn routes(f: &mut Fields<'_>, known: &Known<'_>, rules: &Rules, faults: &mut Faults) -> Vec<Route> {
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
            let places = rules.named(&name);
            if places.is_empty() {
                rules.unknown(Place::Value(at), &name, A_RULE, faults);
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

/// The name of a source under `source:`.
pub(super) fn source_name(
    f: &mut Fields<'_>,
    sources: &BTreeMap<String, Source>,
    faults: &mut Faults,
) -> Option<String> {
    let name = f.line("source", faults)?;
    if !sources.contains_key(&name) {
        let known = sources.keys().map(String::as_str);
        unknown(faults, Code::BadPolicy, &f.path("source"), &name, "a source of this file", known);
    }
    Some(name)
}

/// The names of a list that this policy knows under a word of `each`.
fn list_named<'a>(name: &str, known: &Known<'a>) -> Option<&'a [Named]> {
    match name {
        "types" => Some(known.types),
        "categories" => Some(known.categories),
        key => known.keys.get(key).map(Key::words).filter(|w| !w.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_from_ids() {
        assert_eq!(sentence_case("soft-skills"), "Soft skills");
    }
}
