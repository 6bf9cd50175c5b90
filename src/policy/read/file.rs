//! From the YAML of a policy file to a [`Policy`]: every fault is gathered with the way to its key,
//! and a policy with any error is not used.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde_yaml::Value;

use super::rules::{self, A_RULE, Rules, source_name};
use super::{adjust, examples, measures};

use crate::diag::{Code, Diagnostic, KeyPath, Place};
use crate::hash::sha256;
use crate::model::{Day, PolicyId, Word};
use crate::paths::SourcePath;
use crate::policy::data::edition::{Edition, Scheme};
use crate::policy::data::kind::RuleKind;
use crate::policy::data::named::{Confidence, Key, KeyKind, Named, Names, Origin, Source};
use crate::policy::data::policy::{NeededRole, Policy};
use crate::policy::data::window::{Months, RuleWindow, Window, WindowStart};
use crate::policy::value::{self, Known, bad, check_id, months, names};
use crate::yaml::fields::{Faults, Fields};
use crate::yaml::parse;

/// The version of the format.
pub const SCHEMA: &str = "cpdfolio.policy/1";

/// Reads a policy file. With any error there is no policy.
pub fn read(path: &SourcePath, text: &str, origin: Origin) -> (Option<Policy>, Vec<Diagnostic>) {
    let mut faults = Faults::new(path);
    faults.blanks = true;
    let policy = parse::read(text, 0, &mut faults).and_then(|value| policy(&value, path, text, origin, &mut faults));
    let policy = policy.filter(|_| faults.errors() == 0);
    (policy, faults.notes)
}

fn policy(value: &Value, path: &SourcePath, text: &str, origin: Origin, faults: &mut Faults) -> Option<Policy> {
    let Value::Mapping(map) = value else {
        faults.add(Code::NotAMapping, Place::Start, "a policy is written as `key: value`");
        return None;
    };
    let mut f = Fields::new(map, KeyPath::root());
    if let Some(schema) = f.required_line("schema", &format!("schema: {SCHEMA}"), faults).filter(|s| s != SCHEMA) {
        let at = Place::Value(f.path("schema"));
        faults
            .add(Code::BadPolicy, at, format!("`{schema}` is not a format that we read"))
            .with_hint(format!("write `{SCHEMA}`"));
    }
    let id = f.required_line("id", &format!("id: {}", path.stem()), faults).unwrap_or_default();
    if !id.is_empty() && check_id(&id, &f.path("id"), faults) && id != path.stem() {
        let hint = format!("write `id: {}`, or rename the file to `{id}.yaml`", path.stem());
        bad(faults, &f.path("id"), format!("the id is `{id}`, the file `{}.yaml`", path.stem())).with_hint(hint);
    }
    let title = f.required_line("title", "title: …", faults);
    let body = f.line("body", faults);
    let aliases = f.lines("aliases", faults).into_iter().map(|(_, text)| text).collect();
    let affiliation = f.line("affiliation", faults).unwrap_or_else(|| "none".to_owned());
    let note = f.line("note", faults);
    let sources = sources(&mut f, faults);
    let types = names(&mut f, "types", faults);
    let categories = names(&mut f, "categories", faults);
    let benefits = names(&mut f, "benefits", faults);
    let values = names(&mut f, "values", faults);
    let keys = keys(&mut f, faults);
    let (roles, needed) = roles(&mut f, faults);
    let artefacts = names(&mut f, "artefacts", faults);
    let competences = f.line("competences", faults);
    let known = Known { types: &types, categories: &categories, keys: &keys, roles: &roles, artefacts: &artefacts };
    let editions = editions(&mut f, &known, &sources, faults);
    f.finish(&[], faults);
    Some(Policy {
        id: PolicyId::new(id),
        title: title?,
        body,
        aliases,
        affiliation,
        note,
        sources,
        types,
        categories,
        benefits,
        values,
        keys,
        roles,
        needed,
        artefacts,
        competences,
        editions,
        origin,
        hash: sha256(text),
    })
}

fn sources(f: &mut Fields<'_>, faults: &mut Faults) -> BTreeMap<String, Source> {
    let mut found = BTreeMap::new();
    for (at, name, value) in f.entries("sources", faults) {
        let Some(mut s) = Fields::of(value, at, faults) else { continue };
        let title = s.required_line("title", "title: …", faults);
        let url = s.line("url", faults);
        let captured = s.line("captured", faults);
        let checked = s.day("checked", faults);
        let confidence = s.word("confidence", Confidence::WORDS, faults).unwrap_or(Confidence::Unconfirmed);
        let note = s.line("note", faults);
        s.finish(&[], faults);
        if let Some(title) = title {
            found.insert(name, Source { title, url, captured, checked, confidence, note });
        }
    }
    found
}

/// Roles, and those of which a member has to state one: `{title: Area, needed: one, of: [civil, structural]}`.
fn roles(f: &mut Fields<'_>, faults: &mut Faults) -> (Vec<Named>, Vec<NeededRole>) {
    let asks = |value: &Value| value.as_mapping().is_some_and(|map| map.contains_key("needed"));
    let (groups, single) = f.entries("roles", faults).into_iter().partition::<Vec<_>, _>(|(_, _, value)| asks(value));
    let roles = value::named(single, faults);
    let mut needed = vec![];
    for (at, _, value) in groups {
        let Some(mut g) = Fields::of(value, at, faults) else { continue };
        let title = g.required_line("title", "title: The area in which you practise", faults);
        g.word("needed", &[("one", ())], faults);
        g.require("of", "of: [civil, structural]");
        let of = value::words(&mut g, "of", "a role of this policy", &roles, Code::BadPolicy, faults);
        g.finish(&[], faults);
        needed.extend(title.map(|title| NeededRole { title, of }));
    }
    (roles, needed)
}

fn keys(f: &mut Fields<'_>, faults: &mut Faults) -> BTreeMap<String, Key> {
    let mut found = BTreeMap::new();
    for (at, name, value) in f.entries("keys", faults) {
        check_id(&name.replace('_', "-"), &at, faults);
        // Every entry has it already, or every condition.
        if crate::model::keys::ENTRY.get(&name).is_some() || value::CONDITIONS.contains(&name.as_str()) {
            faults.add(Code::DuplicateId, Place::Key(at.clone()), format!("every entry has a key `{name}` already"));
        }
        let Some(mut k) = Fields::of(value, at, faults) else { continue };
        let title = k.required_line("title", "title: …", faults);
        let help = k.line("help", faults);
        let kind = k.word("type", &[("flag", 0_u8), ("number", 1), ("word", 2), ("words", 3)], faults);
        k.require("type", "type: flag");
        let kind = match kind {
            Some(0) => Some(KeyKind::Flag),
            Some(1) => {
                let least = k.number("least", faults).unwrap_or(0);
                Some(KeyKind::Number { least, most: k.number("most", faults).unwrap_or(1_000_000) })
            }
            Some(n) => Some(KeyKind::Words { values: names(&mut k, "values", faults), many: n == 3 }),
            None => None,
        };
        k.finish(&[], faults);
        if let (Some(title), Some(kind)) = (title, kind) {
            found.insert(name, Key { kind, title, help });
        }
    }
    found
}

fn editions(
    f: &mut Fields<'_>,
    known: &Known<'_>,
    sources: &BTreeMap<String, Source>,
    faults: &mut Faults,
) -> Vec<Edition> {
    f.require("editions", "editions: {\"2026\": {from: 2026-01-01, …}}");
    let mut found = vec![];
    for (at, label, value) in f.entries("editions", faults) {
        if let Some(fields) = Fields::of(value, at, faults) {
            found.extend(edition(label, fields, known, sources, faults));
        }
    }
    found.sort_by(|a: &Edition, b| (a.from, &a.label).cmp(&(b.from, &b.label)));
    // Each has a page of its own: names that make the same address would be one page.
    for (n, edition) in found.iter().enumerate() {
        let address = crate::paths::slug(&edition.label);
        let twin = found[..n].iter().find(|e| crate::paths::slug(&e.label) == address);
        if let Some(twin) = twin.map(|t| &t.label) {
            let words = format!("the editions `{twin}` and `{}` would have the same address", edition.label);
            bad(faults, &f.path("editions").key(&edition.label), words).with_hint("give one of them another name");
        }
    }
    found
}

fn edition(
    label: String,
    mut f: Fields<'_>,
    known: &Known<'_>,
    sources: &BTreeMap<String, Source>,
    faults: &mut Faults,
) -> Option<Edition> {
    f.require("from", "from: 2026-01-01");
    let from = f.day("from", faults);
    let to = f.day("to", faults);
    if let (Some(first), Some(last)) = (from, to)
        && last < first
    {
        let end = Day::from_ymd_opt(first.year(), 12, 31).unwrap_or(first);
        bad(faults, &f.path("to"), format!("the edition ends on {last}, before it starts"))
            .with_hint(format!("write `to: {end}`, or another day after {first}; or leave it out"));
    }
    let announced = f.day("announced", faults);
    let source = source_name(&mut f, sources, faults);
    let note = f.line("note", faults);
    let window = window(&mut f, faults);
    let (measures, default) = measures::measures(&mut f, known, faults);
    let rules = rules::rules(&mut f, known, sources, &measures, &default, &window, faults);
    let lead = rules.all.iter().position(|r| {
        r.ask.kind() == RuleKind::AtLeast
            && r.select.is_all()
            && r.family == r.id.as_str()
            && r.window == RuleWindow::Period
    });
    let carry = rules::carry(&mut f, known, &rules, &measures, faults);
    let adjust = adjust::adjust(&mut f, &rules, &measures, faults);
    let routes = rules::routes(&mut f, known, &rules, faults);
    let scheme = scheme(&mut f, faults);
    let review = review(&mut f, &rules, faults);
    let silent: Vec<String> = f.lines("silent", faults).into_iter().map(|(_, text)| text).collect();
    // One of whose rules nothing is known may say so.
    if rules.is_empty() && silent.is_empty() {
        no_rules(&f, &label, faults);
    }
    let examples = examples::read(&mut f, known, faults);
    let names = names_of(known);
    f.finish(&[], faults);
    let edition = Edition {
        label,
        from: from?,
        to,
        announced,
        source,
        note,
        window,
        measures,
        carry,
        rules: rules.all,
        lead,
        adjust,
        routes,
        scheme,
        review,
        silent,
        examples,
        names,
    };
    Some(edition)
}

/// Notes that an edition asks for nothing.
fn no_rules(f: &Fields<'_>, label: &str, faults: &mut Faults) {
    let (at, word) = if f.has("rules") { (f.path("rules"), "write") } else { (f.at.clone(), "add") };
    let rule = "{id: total, severity: must, at_least: 30h, clause: \"At least {at_least}.\"}";
    bad(faults, &at, format!("the edition `{label}` asks for nothing: it has no rules"))
        .with_hint(format!("{word} `rules: [{rule}]`; or say under `silent` what is not known"));
}

/// The names of all words that sentences may need.
fn names_of(known: &Known<'_>) -> Names {
    let mut names = Names::default();
    names.add("type", known.types);
    names.add("category", known.categories);
    names.add("role", known.roles);
    names.add("artefact", known.artefacts);
    for (key, declared) in known.keys {
        names.add(key, declared.words());
        names.add("key", &[Named { id: Word::new(key.as_str()), title: declared.title.clone(), note: None }]);
    }
    names
}

/// `{calendar: year, starts: 11-01}`, `{calendar: 3 years, from: 2025}`, `{anniversary: 12 months}`.
fn window(f: &mut Fields<'_>, faults: &mut Faults) -> Window {
    let year =
        Window { length: Months(12), start: WindowStart::Calendar { month: 1, day: 1, year: 2000 }, reading: None };
    let Some(mut w) = f.fields("window", faults) else { return year };
    let reading = w.line("reading", faults);
    let found = if let Some(value) = w.value("anniversary", faults) {
        let length = months(value, &w.path("anniversary"), faults);
        let at = w.path("starts");
        let starts = w.line("starts", faults).and_then(|text| value::month_day(&text, &at, faults));
        length.map(|length| Window { length, start: WindowStart::Anniversary { starts }, reading })
    } else {
        w.require("calendar", "calendar: year");
        value::calendar(&mut w, faults).map(|c| Window { reading, ..c.window() })
    };
    w.finish(&[], faults);
    found.unwrap_or(year)
}

fn scheme(f: &mut Fields<'_>, faults: &mut Faults) -> Option<Scheme> {
    let mut s = f.fields("scheme", faults)?;
    let scheme = Scheme {
        voluntary: s.flag("voluntary", faults).unwrap_or(false),
        grades: s.lines("grades", faults).into_iter().map(|(_, text)| text).collect(),
        also_invited: s.line("also_invited", faults),
        sample: s.line("sample", faults),
        contact: s.line("contact", faults),
        subject: s.line("subject", faults),
        message: s.lines("message", faults).into_iter().map(|(_, text)| text).collect(),
    };
    s.finish(&[], faults);
    Some(scheme)
}

fn review(f: &mut Fields<'_>, rules: &Rules, faults: &mut Faults) -> Vec<String> {
    let lines = f.lines("review", faults);
    for (at, name) in lines.iter().filter(|(_, name)| rules.named(name).is_empty()) {
        rules.unknown(Place::Value(at.clone()), name, A_RULE, faults);
    }
    lines.into_iter().map(|(_, name)| name).collect()
}
