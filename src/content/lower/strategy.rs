//! `content/strategy.yaml` to a [`Strategy`].

use crate::content::tree::SourceFile;
use crate::diag::{Code, KeyPath, Place};
use crate::model::strategy::{Group, Strategy, StrategyValue};
use crate::model::{Word, id};
use crate::yaml::fields::{Faults, Fields};
use crate::yaml::parse;

/// Where it stands.
pub(crate) const FILE: &str = "content/strategy.yaml";
/// The version of its format.
pub(crate) const SCHEMA: &str = "cpdfolio.strategy/1";

/// Reads the file; none where it has an error.
pub(crate) fn read(file: &SourceFile, faults: &mut Faults) -> Option<Strategy> {
    let value = parse::read(&file.text, 0, faults)?;
    let f = Fields::of(&value, KeyPath::root(), faults)?;
    let strategy = lower(f, file.built_in, faults);
    (faults.errors() == 0).then_some(strategy)
}

fn lower(mut f: Fields<'_>, built_in: bool, faults: &mut Faults) -> Strategy {
    crate::config::schema(&mut f, SCHEMA, faults);
    f.require("source", "source: {title: Our strategy, dated: 2026}");
    let (mut source, mut dated, mut checked) = (String::new(), None, None);
    if let Some(mut s) = f.fields("source", faults) {
        source = s.required_line("title", "title: Our strategy", faults).unwrap_or_default();
        dated = s.line("dated", faults);
        checked = s.day("checked", faults);
        s.finish(&[], faults);
    }
    let strategy = Strategy {
        source,
        dated,
        checked,
        vision: f.line("vision", faults),
        mission: f.line("mission", faults),
        groups: named(&mut f, "groups", faults, group),
        values: named(&mut f, "values", faults, value_of),
        grouping_is_ours: f.flag("grouping_is_ours", faults).unwrap_or(false),
        enabling: f.lines("enabling", faults).into_iter().map(|(_, t)| t).collect(),
        contact: f.line("contact", faults),
        presentation: f.line("presentation", faults),
        built_in,
    };
    f.finish(&[], faults);
    strategy
}

/// The mappings under the free keys of one key, each with its id.
fn named<T>(
    f: &mut Fields<'_>,
    key: &'static str,
    faults: &mut Faults,
    one: fn(Word, Fields<'_>, &mut Faults) -> T,
) -> Vec<T> {
    let mut all = vec![];
    for (at, name, value) in f.entries(key, faults) {
        if !id::is_plain(&name) {
            faults
                .add(Code::BadId, Place::Key(at), format!("`{name}` cannot be an id"))
                .with_hint("use lower-case letters, digits and hyphens");
            continue;
        }
        let Some(fields) = Fields::of(value, at, faults) else { continue };
        all.push(one(Word::new(name), fields, faults));
    }
    all
}

fn group(id: Word, mut f: Fields<'_>, faults: &mut Faults) -> Group {
    let group = Group {
        id,
        title: f.required_line("title", "title: Practitioners", faults).unwrap_or_default(),
        readers: f.required_line("readers", "readers: Members", faults).unwrap_or_default(),
        ambition: f.required_line("ambition", "ambition: what you want for them", faults).unwrap_or_default(),
        routes: f.lines("routes", faults).into_iter().map(|(_, t)| t).collect(),
    };
    f.finish(&[], faults);
    group
}

fn value_of(id: Word, mut f: Fields<'_>, faults: &mut Faults) -> StrategyValue {
    let value = StrategyValue {
        id,
        title: f.required_line("title", "title: Integrity", faults).unwrap_or_default(),
        aim: f.line("aim", faults),
        behaviours: f.lines("behaviours", faults).into_iter().map(|(_, t)| t).collect(),
    };
    f.finish(&[], faults);
    value
}
