//! A hand-over back into files: entries and plan items, as far as the file holds them. Pure: whoever imports other
//! sources asks here for a bundle or its `record.json`.

use std::collections::BTreeSet;

use serde_yaml::{Mapping, Value};

use super::verify::{Checked, Entry};
use crate::model::Minutes;
use crate::paths::slug;
use crate::sight::blocks::{PlanBlock, Span, Value as Declared};

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restored {
    /// Where it stands in a site.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
    /// What the hand-over did not hold of it.
    pub(crate) lacks: Vec<&'static str>,
}

/// All files of a hand-over.
pub(crate) fn files(of: &Checked) -> Vec<Restored> {
    let mut taken = BTreeSet::new();
    let mut all = vec![];
    for period in &of.periods {
        for item in &period.plan {
            let path = format!("content/plan/{}.md", slug(&item.id));
            if taken.insert(path.clone()) {
                all.push(Restored { path, text: plan(item), lacks: vec![] });
            }
        }
        for entry in &period.entries {
            let day = entry.days.as_ref().map_or(&entry.facts.month, |d| &d.to);
            let title = entry.facts.title.as_deref().unwrap_or("line");
            let name: String = slug(title).chars().take(60).collect();
            let year = day.get(..4).unwrap_or("other");
            let start = format!("content/activities/{}/{}-{}", slug(year), slug(day), name.trim_matches('-'));
            let free = std::iter::once(format!("{start}.md")).chain((2..).map(|n| format!("{start}-{n}.md")));
            let Some(path) = free.into_iter().find(|p| !taken.contains(p)) else { continue };
            taken.insert(path.clone());
            all.push(restored(entry, path));
        }
    }
    all
}

fn text(head: &Mapping, body: &str) -> String {
    let head = serde_yaml::to_string(head).unwrap_or_default();
    let body = if body.is_empty() { String::new() } else { format!("\n{}\n", body.trim_end()) };
    format!("---\n{head}---\n{body}")
}

fn put(map: &mut Mapping, key: &str, value: impl Into<Value>) {
    map.insert(Value::from(key), value.into());
}

fn list(map: &mut Mapping, key: &str, words: &[String]) {
    if !words.is_empty() {
        put(map, key, Value::Sequence(words.iter().map(|w| Value::from(w.as_str())).collect()));
    }
}

fn date(of: &Span) -> Value {
    if of.from == of.to {
        return Value::from(of.to.as_str());
    }
    let mut map = Mapping::new();
    put(&mut map, "from", of.from.as_str());
    put(&mut map, "to", of.to.as_str());
    Value::Mapping(map)
}

fn restored(entry: &Entry, path: String) -> Restored {
    let f = &entry.facts;
    let mut lacks = vec![];
    let mut head = Mapping::new();
    put(&mut head, "title", f.title.as_deref().unwrap_or("A line without words"));
    match &entry.days {
        Some(days) => put(&mut head, "date", date(days)),
        None => lacks.push("date"),
    }
    put(&mut head, "hours", Minutes(f.minutes).data());
    match &f.categories[..] {
        [] => {}
        [(one, _)] => put(&mut head, "category", one.as_str()),
        several => {
            let mut parts = Mapping::new();
            for (c, n) in several {
                put(&mut parts, c, Minutes(*n).data());
            }
            put(&mut head, "category", Value::Mapping(parts));
        }
    }
    if let Some(kind) = &f.kind {
        put(&mut head, "type", kind.as_str());
    }
    if f.planned {
        put(&mut head, "planned", true);
    }
    if let Some(provider) = &f.provider {
        put(&mut head, "provider", provider.as_str());
    }
    list(&mut head, "plan", &f.plan);
    list(&mut head, "competences", &f.competences);
    list(&mut head, "tags", &f.tags);
    list(&mut head, "cites", &f.cites);
    if f.supports_others {
        put(&mut head, "supports_others", true);
    }
    for (key, value) in &f.declared {
        match value {
            Declared::Flag(flag) => put(&mut head, key, *flag),
            Declared::Number(n) => put(&mut head, key, *n),
            Declared::Words(words) => list(&mut head, key, words),
        }
    }
    if f.title.is_none() {
        put(&mut head, "visibility", "hours");
        lacks.push("words");
    } else if entry.words.is_none() {
        lacks.push("words");
    }
    if f.evidence > 0 {
        lacks.push("evidence");
    }
    let words = entry.words.clone().unwrap_or_default();
    if !words.reflection.is_empty() {
        put(&mut head, "reflection", words.reflection.as_str());
    }
    if entry.days.is_none() {
        put(&mut head, "draft", true);
    }
    Restored { path, text: text(&head, &words.body), lacks }
}

fn plan(of: &PlanBlock) -> String {
    let mut head = Mapping::new();
    put(&mut head, "title", of.title.as_str());
    if let Some(period) = &of.period {
        put(&mut head, "period", period.as_str());
    }
    if let Some(due) = &of.due {
        put(&mut head, "due", due.as_str());
    }
    put(&mut head, "state", of.state.as_str());
    if let Some(target) = of.target {
        put(&mut head, "target", Minutes(target).data());
    }
    list(&mut head, "categories", &of.categories);
    list(&mut head, "competences", &of.competences);
    text(&head, &of.body)
}
