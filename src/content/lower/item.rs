//! An item of the directory.

use serde_yaml::Value;

use super::head::{self, Keys, Known, one_of, plain_id, unless_faulty, words};
use crate::content::choices::find;
use crate::content::marks;
use crate::content::tree::SourceFile;
use crate::diag::{Code, Place};
use crate::model::{Item, ItemHours, ItemId, Minutes, Price, Word, keys};
use crate::paths::is_invisible;
use crate::yaml::fields::{Faults, Fields, wrong};

const KEYS: Keys<'_> = Keys { table: &keys::ITEM, declared: &[], own: &[] };

/// An item of the directory.
pub(crate) fn read(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Option<Item> {
    let id = plain_id(file, "content/directory", faults);
    let read = head::read(file, KEYS, faults, |mut f, body, faults| {
        let item = Item {
            id: ItemId::new(id),
            source: file.path.clone(),
            title: f.line("title", faults).unwrap_or_default(),
            provider: f.line("provider", faults),
            activity_type: item_kind(file, &mut f, known, faults),
            hours: item_hours(&mut f, faults),
            step: f.minutes("step", faults),
            limit: f.minutes("limit", faults),
            weekly: f.minutes("weekly", faults),
            price: f.word("price", Price::WORDS, faults).unwrap_or_default(),
            amount: f.line("amount", faults),
            categories: item_categories(file, &mut f, known, faults),
            audience: f.lines("audience", faults).into_iter().map(|(_, t)| t).collect(),
            url: web_address(&mut f, faults),
            source_of_facts: f.line("source", faults),
            checked: f.day("checked", faults),
            confirmed: f.word("confidence", &[("confirmed", true), ("unconfirmed", false)], faults).unwrap_or(false),
            built_in: file.built_in,
            body: marks::body(body, file, known.tree, faults),
        };
        f.finish(&[], faults);
        item
    });
    unless_faulty(read, faults)
}

/// The type of an item. The built-in directory speaks the words of one body: a member who follows
/// another has the item without them.
fn item_kind(file: &SourceFile, f: &mut Fields<'_>, known: Known<'_>, faults: &mut Faults) -> Option<Word> {
    let at = f.path("type");
    let text = f.line("type", faults)?;
    if file.built_in {
        return find(&known.words.types, &text).map(|n| n.id.clone());
    }
    one_of(&text, &at, head::TYPE, &known.words.types, faults)
}

/// The categories of an item, in the same way.
fn item_categories(file: &SourceFile, f: &mut Fields<'_>, known: Known<'_>, faults: &mut Faults) -> Vec<Word> {
    if file.built_in {
        let all = f.lines("categories", faults);
        return all.iter().filter_map(|(_, t)| find(&known.words.categories, t).map(|n| n.id.clone())).collect();
    }
    words(f, "categories", head::CATEGORY, &known.words.categories, faults)
}

/// `open`, or `fixed: 1h30m` as a mapping.
fn item_hours(f: &mut Fields<'_>, faults: &mut Faults) -> ItemHours {
    let at = f.path("hours");
    match f.value("hours", faults) {
        None => ItemHours::Open,
        Some(Value::String(word)) if word == "open" => ItemHours::Open,
        Some(Value::Mapping(map)) => {
            let mut fixed = Fields::new(map, at);
            fixed.require("fixed", "fixed: 1h30m");
            let hours = fixed.minutes("fixed", faults).map_or(ItemHours::Open, ItemHours::Fixed);
            fixed.finish(&[], faults);
            hours
        }
        Some(other) => {
            let note = wrong(faults, &at, other, "`open` or `{fixed: 1h30m}`");
            if let Value::String(time) = other {
                let time = if Minutes::parse(time).is_ok() { time } else { "1h30m" };
                note.with_hint(format!("write `hours: {{fixed: {time}}}`, or `hours: open`"));
            }
            ItemHours::Open
        }
    }
}

fn web_address(f: &mut Fields<'_>, faults: &mut Faults) -> Option<String> {
    let at = f.path("url");
    let url = f.line("url", faults)?;
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let bare = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '`');
    if host.is_some_and(|h| !h.is_empty() && !h.contains(bare) && !h.contains(is_invisible)) {
        return Some(url);
    }
    faults
        .add(Code::WrongType, Place::Value(at), format!("`{url}` is not a web address"))
        .with_hint("write an address that begins with `https://`");
    None
}
