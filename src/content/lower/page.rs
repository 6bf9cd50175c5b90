//! A page of text.

use super::head::{self, Keys, Known, unless_faulty};
use crate::content::marks;
use crate::content::tree::SourceFile;
use crate::diag::{Code, Place};
use crate::front_matter::{self, SplitFault};
use crate::model::{Body, Day, NavPlace, OwnKeys, Page, keys};
use crate::yaml::fields::{Faults, Fields};

/// A page of text. It may come from another program: without front matter, its first heading is its
/// title; keys that the settings name under `extra_keys` count as its own. Those that have a type there are for entries:
/// on a page nobody is handed them.
pub(crate) fn read(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Option<Page> {
    let bare = matches!(front_matter::split(&file.text), Err(SplitFault::NoFrontMatter));
    let own: Vec<&str> = known.config.extra_keys.names().collect();
    let keys = Keys { table: &keys::PAGE, declared: &[], own: &own };
    let mut untitled = false;
    let mut with = |mut f: Fields<'_>, body: Body, faults: &mut Faults| {
        let body = marks::body(body, file, known.tree, faults);
        let heading = (!f.has("title")).then(|| first_heading(body.as_str())).flatten();
        if bare || heading.is_some() {
            f.stands_elsewhere("title");
        }
        let (title, body) = match heading {
            Some((title, end)) => (Some(title), body.from(end)),
            None if bare => (None, body),
            None => (f.line("title", faults), body),
        };
        untitled = bare && title.is_none();
        let page = Page {
            source: file.path.clone(),
            title: title.unwrap_or_default(),
            summary: f.line("summary", faults),
            order: f.number("order", faults).unwrap_or(1_000),
            nav: f.word("nav", NavPlace::WORDS, faults).unwrap_or_default(),
            aliases: f.lines("aliases", faults).into_iter().map(|(_, t)| t).collect(),
            date: day_of(&mut f, &known.config.extra_keys, faults),
            updated: f.day("updated", faults),
            changed: f.line("changed", faults),
            extra: extra(&mut f, &known.config.extra_keys),
            body,
            built_in: file.built_in,
        };
        f.finish_own(keys.own, &known.config.extra_keys, faults);
        page
    };
    let read = if bare {
        let map = serde_yaml::Mapping::new();
        let body = Body::new(file.text.clone(), 0..file.text.len());
        Some(with(Fields::of_table(&map, keys.table), body, faults))
    } else {
        head::read(file, keys, faults, with)
    };
    if untitled {
        faults
            .add(Code::NoFrontMatter, Place::LineColumn(1, 1), "this page has neither front matter nor a heading")
            .with_hint("begin it with `# Title`, or with `---`, `title: …` and `---`");
    }
    unless_faulty(read, faults)
}

/// The day of a piece of news. It may be one of the site's own keys.
fn day_of(f: &mut Fields<'_>, own: &OwnKeys, faults: &mut Faults) -> Option<Day> {
    if own.get("date").is_some() {
        return None;
    }
    f.day("date", faults)
}

/// The heading that a text begins with, and where the text goes on after it.
fn first_heading(text: &str) -> Option<(String, usize)> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ', '\t']).len();
    let line = text[start..].lines().next()?;
    let end = (start + line.len()..text.len()).find(|i| text.as_bytes()[*i] == b'\n').map_or(text.len(), |i| i + 1);
    let (words, end) = if let Some(words) = line.strip_prefix("# ") {
        (words.trim().trim_end_matches('#').trim(), end)
    } else {
        // Underlined with `=`.
        let under = text[end..].lines().next().filter(|u| !u.is_empty() && u.trim_end().bytes().all(|b| b == b'='))?;
        let after = end + under.len();
        (line.trim(), (after + 1).min(text.len()))
    };
    let title = crate::markdown::plain(words);
    (!title.is_empty() && title.len() <= 500).then_some((title, end))
}

/// The keys under `extra:`, and those that the settings take as such, as values for templates.
fn extra(f: &mut Fields<'_>, own: &OwnKeys) -> serde_json::Value {
    f.allow("extra");
    let mut all = match f.peek("extra").map(serde_json::to_value) {
        Some(Ok(serde_json::Value::Object(map))) => map,
        _ => serde_json::Map::new(),
    };
    for key in own.of_templates() {
        if let Some(Ok(value)) = f.peek(key).map(serde_json::to_value) {
            all.insert(key.to_owned(), value);
        }
    }
    serde_json::Value::Object(all)
}
