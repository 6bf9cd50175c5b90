//! An entry of the record: read key by key into values that may be missing, then made once.

use std::sync::Arc;

use serde_yaml::Value;

use super::evidence;
use super::head::{self, Keys, Known, add_one_of, one_of, without_ending, words};
use super::unread::{NotRead, Rest, faulty, hides_visibility};
use crate::content::choices::find;
use crate::content::tree::SourceFile;
use crate::content::{declared, marks, own};
use crate::diag::{Code, KeyPath, Level, Place};
use crate::model::keys::{self, Seen};
use crate::model::{
    Activity, ActivityId, Body, CategoryPart, Days, ItemId, Minutes, PlanId, Unfinished, Visibility, Word,
};
use crate::paths::SourcePath;
use crate::policy::Named;
use crate::yaml::fields::{Faults, Fields, day, entries, line, minutes, unknown_at};

/// What could be read of an entry.
struct Raw {
    days: Option<Days>,
    minutes: Option<Minutes>,
    /// None: it is wrong, or a key that is not known may have been meant for it.
    visibility: Option<Visibility>,
    draft: bool,
    /// The entry, where it has a day and a length of time, or is a draft. Values that are wrong are left out.
    entry: Option<Activity>,
}

/// What was read without an error.
#[derive(Debug, Clone)]
pub(crate) enum Read {
    /// An entry.
    Entry(Activity),
    /// A draft that has no day or no hours yet.
    Unfinished(Unfinished),
}

impl Read {
    fn of(entry: Activity, days: Option<Days>, minutes: Option<Minutes>) -> Self {
        match (days, minutes) {
            (Some(_), Some(_)) => Self::Entry(entry),
            _ => Self::Unfinished(Unfinished { entry, days, minutes }),
        }
    }
}

/// Reads an entry, or a draft that has no day or hours yet.
pub(crate) fn read(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Result<Read, NotRead> {
    let declared: Vec<&str> = known.words.keys.keys().map(String::as_str).collect();
    let own = own::names(&known.config.extra_keys, known.words);
    let keys = Keys { table: &keys::ENTRY, declared: &declared, own: &own };
    let with = |f: Fields<'_>, body: Body, faults: &mut Faults| raw(file, f, body, known, keys, faults);
    let found = head::read(file, keys, faults, with);
    let Some(code) = faults.notes.iter().find(|n| n.level() == Level::Error).map(|n| n.code) else {
        let read = found.and_then(|raw| Some(Read::of(raw.entry?, raw.days, raw.minutes)));
        return read.ok_or_else(|| NotRead::unknown(&file.path, Code::YamlSyntax));
    };
    // Whoever sees nothing of the keys that are no YAML sees the entry without them.
    let no_yaml = faults.notes.iter().any(|n| [Code::YamlSyntax, Code::DuplicateKey].contains(&n.code));
    let rest = if found.is_none() || no_yaml { head::read_rest(file, keys, with) } else { None };
    let rest = rest.map(|(raw, seen, more)| (raw, faulty(&more.notes, keys).max(Some(seen))));
    let found = rest.or_else(|| found.map(|raw| (raw, faulty(&faults.notes, keys))));
    let Some((raw, seen)) = found else { return Err(NotRead::unknown(&file.path, code)) };
    let whole = raw.visibility.is_some() && raw.days.is_some() && raw.minutes.is_some();
    let rest = raw.entry.filter(|_| whole);
    Err(NotRead {
        path: file.path.clone(),
        code,
        minutes: raw.minutes,
        days: raw.days,
        visibility: raw.visibility,
        draft: raw.draft,
        rest: rest.map(|entry| Rest { entry: Arc::new(entry), faulty: seen.unwrap_or(Seen::Line) }),
    })
}

fn raw(file: &SourceFile, mut f: Fields<'_>, body: Body, known: Known<'_>, keys: Keys<'_>, faults: &mut Faults) -> Raw {
    let said = f.given("visibility");
    let draft = f.flag("draft", faults).unwrap_or(false);
    if draft {
        let unneeded = keys::ENTRY.keys.iter().filter(|key| key.draft_without);
        unneeded.for_each(|key| f.stands_elsewhere(key.name));
    }
    let title = f.line("title", faults);
    let days = days(&mut f, faults);
    let minutes = f.minutes("hours", faults);
    if let (Some(minutes), Some(days)) = (minutes, days) {
        sane(minutes, days, &f, faults);
    }
    let declared = declared::read(&f, known.words, faults);
    let categories = categories(&mut f, minutes, known, faults);
    let kind = kind(&mut f, known, faults);
    let planned = f.flag("planned", faults).unwrap_or(false);
    let body = marks::body(body, file, known.tree, faults);
    let reflection = reflection(&mut f, file, known, faults);
    let provider = f.line("provider", faults);
    let item = f.line("item", faults).map(ItemId::new);
    let plan = f.lines("plan", faults).into_iter().map(|(_, t)| PlanId::new(t)).collect();
    let competences = words(&mut f, "competences", head::COMPETENCE, &known.words.competences, faults);
    let evidence = evidence::read(&mut f, known, faults);
    let tags = f.lines("tags", faults).into_iter().map(|(_, t)| t).collect();
    let supports_others = f.flag("supports_others", faults).unwrap_or(false);
    let featured = f.flag("featured", faults).unwrap_or(false);
    let visibility = f.word("visibility", Visibility::WORDS, faults).unwrap_or(known.config.visibility);
    let example = f.flag("example", faults).unwrap_or(false);
    let private = private(&mut f, faults);
    let aliases = aliases(&mut f, faults);
    let cites = words(&mut f, "cites", head::CITE, &known.words.cites, faults);
    let own = own::read(&f, &known.config.extra_keys, known.words, faults);
    f.finish_own(&keys.more().collect::<Vec<_>>(), &known.config.extra_keys, faults);
    // a draft without a day stands behind all others
    let never = draft.then_some(Days { first: Days::NO_END, last: Days::NO_END });
    let dated = days.or(never).zip(minutes.or(draft.then_some(Minutes(0))));
    let entry = dated.map(|(days, minutes)| Activity {
        id: ActivityId::new(without_ending(file.path.below("content/activities").unwrap_or_default())),
        source: file.path.clone(),
        title: title.unwrap_or_default(),
        days,
        minutes,
        categories,
        activity_type: kind,
        planned,
        reflection_words: reflection.as_deref().map_or(0, words_of),
        reflection,
        provider,
        item,
        plan,
        competences,
        evidence,
        tags,
        supports_others,
        featured,
        visibility,
        draft,
        example,
        private,
        own,
        aliases,
        cites,
        declared,
        body,
    });
    let visibility =
        Some(visibility).filter(|_| !faults.guessed && !hides_visibility(&faults.notes, &keys::ENTRY, said));
    Raw { days, minutes, visibility, draft, entry }
}

/// What was learned. One of other programs' comments alone says nothing.
fn reflection(f: &mut Fields<'_>, file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Option<String> {
    let text = f.text("reflection", faults)?;
    let text = marks::text(text, "reflection", file, known.tree, faults);
    (!text.trim().is_empty()).then_some(text)
}

/// One date, or the first and the last of several days.
fn days(f: &mut Fields<'_>, faults: &mut Faults) -> Option<Days> {
    let at = f.path("date");
    match f.value("date", faults)? {
        Value::Mapping(map) => {
            let mut span = Fields::new(map, at.clone());
            span.require("from", "from: 2026-03-04");
            span.require("to", "to: 2026-03-06");
            let (first, last) = (span.day("from", faults), span.day("to", faults));
            span.finish(&[], faults);
            let (first, last) = (first?, last?);
            if last < first {
                faults
                    .add(Code::DateOrder, Place::Value(at.key("to")), format!("{last} comes before {first}"))
                    .with_hint(format!("write `date: {{from: {last}, to: {first}}}`"));
                return None;
            }
            Some(Days { first, last })
        }
        value => day(value, &at, faults).map(|day| Days { first: day, last: day }),
    }
}

/// Hours that nobody can mean, and ones that somebody will ask about.
fn sane(minutes: Minutes, days: Days, f: &Fields<'_>, faults: &mut Faults) {
    let place = Place::Value(f.path("hours"));
    let count = days.count();
    let needed = (minutes.0 + 12 * 60 - 1) / (12 * 60);
    let last = days.first.checked_add_days(chrono::Days::new(u64::try_from(needed - 1).unwrap_or(0)));
    let span_hint = format!("`date: {{from: {}, to: {}}}`", days.first, last.unwrap_or(days.last));
    let span = if count == 1 { "one day".to_owned() } else { format!("{count} days") };
    if minutes.0 > count * 24 * 60 {
        faults.add(Code::HoursTooMany, place, format!("{minutes} do not fit into {span}")).with_hint(format!(
            "correct the hours (minutes are written `90m`), or say over which days, like {span_hint}"
        ));
    } else if minutes.0 > count * 12 * 60 {
        faults
            .add(Code::HoursALot, place, format!("{minutes} in {span} is more than 12 h a day"))
            .with_hint(format!("if it took several days, say which, like {span_hint}"));
    } else if minutes.0 == 0 {
        faults.add(Code::HoursZero, place, "no time is recorded").with_hint("write the time you spent, like `30m`");
    }
}

/// One category, or several with their shares.
fn categories(f: &mut Fields<'_>, total: Option<Minutes>, known: Known<'_>, faults: &mut Faults) -> Vec<CategoryPart> {
    let at = f.path("category");
    let Some(value) = f.value("category", faults) else {
        if !f.given("category") && !known.words.categories.is_empty() {
            let note = faults.add(Code::NoCategory, Place::Start, "no category: the hours count towards no area");
            note.hint = add_one_of("category", &known.words.categories);
        }
        return vec![];
    };
    let Value::Mapping(map) = value else {
        let Some(text) = line(value, &at, faults) else { return vec![] };
        let category = one_of(&text, &at, head::CATEGORY, &known.words.categories, faults);
        return category.zip(total).map(|(category, minutes)| CategoryPart { category, minutes }).into_iter().collect();
    };
    let mut parts = vec![];
    let mut whole = true;
    for (at, name, value) in entries(map, &at, faults) {
        let key = one_of_key(&name, &at, &known.words.categories, faults);
        match (key, minutes(value, &at, faults)) {
            (Some(category), Some(minutes)) => parts.push(CategoryPart { category, minutes }),
            _ => whole = false,
        }
    }
    let sum: Minutes = parts.iter().map(|p| p.minutes).sum();
    if let Some(total) = total.filter(|t| whole && *t != sum) {
        let difference =
            if sum < total { format!("{} missing", total - sum) } else { format!("{} too many", sum - total) };
        faults
            .add(
                Code::CategoryParts,
                Place::Value(at),
                format!("the parts add up to {sum}, not to {total}: {difference}"),
            )
            .with_hint(format!("change the parts, or write `hours: {}`", sum.data()));
    }
    parts
}

fn one_of_key(name: &str, at: &KeyPath, known: &[Named], faults: &mut Faults) -> Option<Word> {
    let found = find(known, name).map(|n| n.id.clone());
    if found.is_none() {
        let (code, what) = head::CATEGORY;
        unknown_at(faults, code, Place::Key(at.clone()), name, what, known.iter().map(|n| n.id.as_str()));
    }
    found
}

fn kind(f: &mut Fields<'_>, known: Known<'_>, faults: &mut Faults) -> Option<Word> {
    let at = f.path("type");
    let Some(text) = f.line("type", faults) else {
        if !f.given("type") && known.words.types_matter && !known.words.types.is_empty() {
            let note = faults.add(Code::NoType, Place::Start, "no type: lists by type cannot place this entry");
            note.hint = add_one_of("type", &known.words.types);
        }
        return None;
    };
    one_of(&text, &at, head::TYPE, &known.words.types, faults)
}

/// The owner's free keys, as lines: any YAML is kept, nothing of it ever leaves the private build.
fn private(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<(String, String)> {
    let all = f.entries("private", faults);
    all.into_iter()
        .map(|(at, key, value)| {
            let text = own::any(value, &at, faults);
            (key, text)
        })
        .collect()
}

fn aliases(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<ActivityId> {
    let mut all = vec![];
    for (at, text) in f.lines("aliases", faults) {
        match SourcePath::new(&text) {
            Ok(path) => all.push(ActivityId::new(without_ending(path.as_str()))),
            Err(fault) => {
                faults.add(Code::BadPath, Place::Value(at), format!("`{text}` cannot have been an id: {fault}"));
            }
        }
    }
    all
}

/// How many words a text has.
fn words_of(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let is_space = |byte: u8| matches!(byte, b' ' | 9..=13);
    let begins = |pair: &[u8]| is_space(pair[0]) & !is_space(pair[1]);
    let first = text.bytes().next().is_some_and(|byte| !is_space(byte));
    usize::from(first) + text.as_bytes().windows(2).filter(|pair| begins(pair)).count()
}

#[cfg(test)]
mod tests {
    use super::words_of;

    #[test]
    fn words_are_counted_the_quick_way_too() {
        for text in ["", " ", "a", " a\tb \n\u{b}c ", "one two", "Łódź and\u{2003}more"] {
            assert_eq!(words_of(text), text.split_whitespace().count(), "{text:?}");
        }
    }
}
