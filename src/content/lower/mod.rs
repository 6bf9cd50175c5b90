//! Front matter to the domain: one function for each kind of file. Every fault of a file is
//! gathered; with any error the file is left out, and [`NotRead`] says what is missing from totals.

pub mod strategy;

use serde_yaml::Value;

use super::tree::SourceFile;
use super::words::{Words, find};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, KeyPath, Level, Place};
use crate::front_matter;
use crate::front_matter::{EndsEarly, SplitFault};
use crate::model::keys::{self, Table};
use crate::model::{
    Activity, ActivityId, Answer, Body, CategoryPart, Days, Evidence, Item, ItemHours, ItemId, Minutes, NavPlace, Page,
    PlanId, PlanItem, PlanState, Price, Visibility, Word, id,
};
use crate::paths::SourcePath;
use crate::policy::Named;
use crate::yaml::fields::{Faults, Fields, line, minutes, unknown, wrong};
use crate::yaml::parse;

/// What a reader of one file needs to know of the others.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The words of the policies followed.
    pub words: &'a Words,
}

/// A file that was left out because of its errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRead {
    /// The file.
    pub path: SourcePath,
    /// Its first error.
    pub code: Code,
    /// The hours that are not counted, where they can be read.
    pub minutes: Option<Minutes>,
    /// The days, where they can be read.
    pub days: Option<Days>,
    /// Who may see it, where the file says so, or says nothing and has no key that might.
    pub visibility: Option<Visibility>,
    /// Is it known to be a draft?
    pub draft: bool,
}

/// The longest reflection or other text in the front matter is the front matter's own limit; a
/// title is a line.
const TITLE_HINT: &str = "title: Power electronics seminar";

/// Splits a file, reads its YAML, and hands the keys to `with`.
fn head<T>(
    file: &SourceFile,
    table: &Table,
    faults: &mut Faults,
    with: impl FnOnce(Fields<'_>, Body, &mut Faults) -> T,
) -> Option<T> {
    let parts = match front_matter::split(&file.text) {
        Ok(parts) => parts,
        Err(fault) => {
            split_fault(fault, faults);
            return None;
        }
    };
    if let Some(early) =
        front_matter::ends_early(&file.text, &parts, |key| table.get(key).is_some(), table.is_personal())
    {
        ends_early(&file.text, early, faults);
        return None;
    }
    let value = parse::read(&file.text[parts.yaml.clone()], parts.yaml.start, faults)?;
    let body = Body::new(file.text.clone(), parts.body);
    let empty = Value::Mapping(serde_yaml::Mapping::new());
    let value = if value.is_null() { empty } else { value };
    let Value::Mapping(map) = &value else {
        faults
            .add(
                Code::NotAMapping,
                Place::Bytes(parts.yaml.start, parts.yaml.start),
                "keys and values are expected here",
            )
            .with_hint("write `key: value`, one a line");
        return None;
    };
    Some(with(Fields::new(map, KeyPath::root()), body, faults))
}

fn split_fault(fault: SplitFault, faults: &mut Faults) {
    match fault {
        SplitFault::NoFrontMatter => faults
            .add(Code::NoFrontMatter, Place::LineColumn(1, 1), "the first line is not `---`")
            .with_hint("begin the file with `---`, the keys, and `---` again"),
        SplitFault::Unclosed => faults
            .add(Code::UnclosedFrontMatter, Place::LineColumn(1, 1), "the front matter that starts here has no end")
            .with_hint("put a line of `---` after the last key"),
        SplitFault::TooLarge => faults
            .add(Code::FrontMatterTooLarge, Place::LineColumn(1, 1), "the front matter is larger than 64 KiB")
            .with_hint("move the long text below the second `---`"),
    }
}

/// Whoever wrote a head that ends early meant more of the file to belong to it.
fn ends_early(text: &str, early: EndsEarly, faults: &mut Faults) {
    let line_of = |at: usize| text[..at].bytes().filter(|b| *b == b'\n').count() + 1;
    match early {
        EndsEarly::InText { fence, indent, goes_on } => {
            let message = "this line ends the front matter, and stands inside a text";
            let write = format!("write `{}---`, as far to the right as the text", " ".repeat(indent));
            let hint = if goes_on { write } else { format!("{write}; for a line across the page write `***` below") };
            faults.add(Code::FrontMatterEndsEarly, crate::diag::bytes(&fence), message).with_hint(hint);
        }
        EndsEarly::BeforeKey { fence, key } => {
            let line = line_of(fence.start);
            let message = format!("this key stands below the front matter, which ends in line {line}");
            let hint = format!(
                "move `{}` above the `---` of line {line}; begin it with a capital letter if it is a text",
                &text[key.clone()]
            );
            faults.add(Code::FrontMatterEndsEarly, crate::diag::bytes(&key), message).with_hint(hint);
        }
    }
}

/// Keeps a value only where its file has no error.
fn unless_faulty<T>(value: Option<T>, faults: &Faults) -> Option<T> {
    if faults.errors() > 0 { None } else { value }
}

/// An entry of the record.
pub fn activity(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Result<Activity, NotRead> {
    let mut said = false;
    let read = head(file, &keys::ENTRY, faults, |f, body, faults| {
        said = f.has("visibility");
        activity_fields(file, f, body, known, faults)
    });
    let first_error = faults.notes.iter().find(|n| n.level() == Level::Error).map(|n| n.code);
    match (read, first_error) {
        (Some(Some(activity)), None) => Ok(activity),
        (read, code) => {
            let seen = read.flatten();
            let at = Place::Value(KeyPath::root().key("visibility"));
            let misread = |n: &Diagnostic| n.place == at || !said && n.code == Code::UnknownKey;
            let unsure = faults.notes.iter().any(misread);
            Err(NotRead {
                path: file.path.clone(),
                code: code.unwrap_or(Code::YamlSyntax),
                minutes: seen.as_ref().map(|a| a.minutes).filter(|m| m.0 >= 0),
                days: seen.as_ref().map(|a| a.days).filter(|d| d.first.to_string() != "1900-01-01"),
                visibility: seen.as_ref().map(|a| a.visibility).filter(|_| !unsure),
                draft: seen.is_some_and(|a| a.draft),
            })
        }
    }
}

fn activity_fields(
    file: &SourceFile,
    mut f: Fields<'_>,
    body: Body,
    known: Known<'_>,
    faults: &mut Faults,
) -> Option<Activity> {
    let title = f.required_line("title", TITLE_HINT, faults).unwrap_or_default();
    f.require("date", "date: 2026-03-04");
    let days = days(&mut f, faults);
    f.require("hours", "hours: 2h30m");
    let minutes = f.minutes("hours", faults);
    if let (Some(minutes), Some(days)) = (minutes, days) {
        sane(minutes, days, &f, faults);
    }
    let declared = super::declared::read(&f, known.words, faults);
    let mut activity = Activity {
        id: ActivityId::new(without_ending(file.path.below("content/activities").unwrap_or_default())),
        source: file.path.clone(),
        title,
        days: days.unwrap_or(Days {
            first: chrono::NaiveDate::from_ymd_opt(1900, 1, 1)?,
            last: chrono::NaiveDate::from_ymd_opt(1900, 1, 1)?,
        }),
        minutes: minutes.unwrap_or(Minutes(-1)),
        categories: categories(&mut f, minutes, known, faults),
        kind: kind(&mut f, known, faults),
        planned: f.flag("planned", faults).unwrap_or(false),
        reflection: f.text("reflection", faults),
        reflection_words: 0,
        provider: f.line("provider", faults),
        item: f.line("item", faults).map(ItemId::new),
        plan: f.lines("plan", faults).into_iter().map(|(_, t)| PlanId::new(t)).collect(),
        competences: words(
            &mut f,
            "competences",
            Code::UnknownCompetence,
            "a competence that is known here",
            &known.words.competences,
            faults,
        ),
        evidence: evidence(&mut f, faults),
        tags: f.lines("tags", faults).into_iter().map(|(_, t)| t).collect(),
        supports_others: f.flag("supports_others", faults).unwrap_or(false),
        visibility: f.word("visibility", Visibility::WORDS, faults).unwrap_or(known.config.visibility),
        draft: f.flag("draft", faults).unwrap_or(false),
        example: f.flag("example", faults).unwrap_or(false),
        private: private(&mut f, faults),
        aliases: aliases(&mut f, faults),
        cites: words(
            &mut f,
            "cites",
            Code::UnknownCite,
            "a benefit or value that is known here",
            &known.words.cites,
            faults,
        ),
        declared,
        body,
    };
    activity.reflection_words = activity.reflection.as_deref().map_or(0, |r| r.split_whitespace().count());
    let declared: Vec<&str> = known.words.keys.keys().map(String::as_str).collect();
    f.finish(&declared, faults);
    Some(activity)
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
        value => crate::yaml::fields::day(value, &at, faults).map(|day| Days { first: day, last: day }),
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
        if !f.has("category") && !known.words.categories.is_empty() {
            let note = faults.add(Code::NoCategory, Place::Start, "no category: the hours count towards no area");
            note.hint = add_one_of("category", &known.words.categories);
        }
        return vec![];
    };
    let Value::Mapping(map) = value else {
        let Some(text) = line(value, &at, faults) else { return vec![] };
        let category = one_of(
            &text,
            &at,
            Code::UnknownCategory,
            "a category of the policies that you follow",
            &known.words.categories,
            faults,
        );
        return category.zip(total).map(|(category, minutes)| CategoryPart { category, minutes }).into_iter().collect();
    };
    let mut parts = vec![];
    let mut whole = true;
    for (at, name, value) in crate::yaml::fields::entries(map, &at, faults) {
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

/// A hint for a key that is not there: `add category:`, and its words.
fn add_one_of(key: &str, words: &[Named]) -> Option<String> {
    crate::diag::one_of(words.iter().map(|n| n.id.as_str())).map(|all| format!("add `{key}:` with {all}"))
}

fn one_of_key(name: &str, at: &KeyPath, known: &[Named], faults: &mut Faults) -> Option<Word> {
    let found = find(known, name).map(|n| n.id.clone());
    if found.is_none() {
        unknown(
            faults,
            Code::UnknownCategory,
            at,
            name,
            "a category of the policies that you follow",
            known.iter().map(|n| n.id.as_str()),
        );
        if let Some(note) = faults.notes.last_mut().filter(|n| n.place == Place::Value(at.clone())) {
            note.place = Place::Key(at.clone());
        }
    }
    found
}

fn one_of(text: &str, at: &KeyPath, code: Code, what: &str, known: &[Named], faults: &mut Faults) -> Option<Word> {
    let found = find(known, text).map(|n| n.id.clone());
    if found.is_none() {
        unknown(faults, code, at, text, what, known.iter().map(|n| n.id.as_str()));
    }
    found
}

fn kind(f: &mut Fields<'_>, known: Known<'_>, faults: &mut Faults) -> Option<Word> {
    let at = f.path("type");
    let Some(text) = f.line("type", faults) else {
        if !f.has("type") {
            let note = faults.add(Code::NoType, Place::Start, "no type: lists by type cannot place this entry");
            note.hint = add_one_of("type", &known.words.types);
        }
        return None;
    };
    one_of(&text, &at, Code::UnknownType, "a type of activity that is known here", &known.words.types, faults)
}

fn words(
    f: &mut Fields<'_>,
    key: &'static str,
    code: Code,
    what: &str,
    known: &[Named],
    faults: &mut Faults,
) -> Vec<Word> {
    let all = f.lines(key, faults);
    all.iter().filter_map(|(at, text)| one_of(text, at, code, what, known, faults)).collect()
}

fn evidence(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<Evidence> {
    let mut all = vec![];
    for (at, text) in f.lines("evidence", faults) {
        let path = SourcePath::new(&text);
        match path {
            Ok(path) if path.below("evidence").is_some() => all.push(Evidence { path }),
            Ok(_) => faults
                .add(Code::BadPath, Place::Value(at), format!("`{text}` is not below `evidence/`"))
                .with_hint(format!("write `evidence/{}`", text.rsplit('/').next().unwrap_or_default())),
            Err(fault) => faults
                .add(Code::BadPath, Place::Value(at), format!("`{text}` is not a path of this site: {fault}"))
                .with_hint("write a path from the site's folder: `evidence/2026/certificate.pdf`"),
        }
    }
    all
}

/// The owner's free keys, as lines: any YAML is kept, nothing of it ever leaves the private build.
fn private(f: &mut Fields<'_>, faults: &mut Faults) -> Vec<(String, String)> {
    let all = f.entries("private", faults);
    all.into_iter()
        .map(|(_, key, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                other => serde_yaml::to_string(other).unwrap_or_default().trim_end().to_owned(),
            };
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

/// A path without its `.md`, of which it loses only one: `x.md.md` is not `x`.
fn without_ending(path: &str) -> &str {
    path.strip_suffix(".md").unwrap_or(path)
}

/// The id of a file that stands directly in its folder: its name without `.md`.
fn plain_id(file: &SourceFile, folder: &str, faults: &mut Faults) -> String {
    let rest = file.path.below(folder).unwrap_or_default();
    let stem = without_ending(rest);
    if !id::is_plain(stem) {
        let hint = crate::paths::slug(stem);
        faults
            .add(
                Code::BadId,
                Place::File,
                format!("`{stem}` cannot be an id: lower-case letters, digits and hyphens only"),
            )
            .with_hint(format!("rename the file to `{folder}/{hint}.md`"));
    }
    stem.to_owned()
}

/// An item of the development plan.
pub fn plan_item(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Option<PlanItem> {
    let id = plain_id(file, "content/plan", faults);
    let read = head(file, &keys::PLAN_ITEM, faults, |mut f, body, faults| {
        let item = PlanItem {
            id: PlanId::new(id),
            source: file.path.clone(),
            title: f
                .required_line("title", "title: Choose SiC devices for the next inverter", faults)
                .unwrap_or_default(),
            period: f.line("period", faults),
            due: f.day("due", faults),
            state: f.word("state", PlanState::WORDS, faults).unwrap_or_default(),
            target: f.minutes("target", faults),
            categories: words(
                &mut f,
                "categories",
                Code::UnknownCategory,
                "a category of the policies that you follow",
                &known.words.categories,
                faults,
            ),
            competences: words(
                &mut f,
                "competences",
                Code::UnknownCompetence,
                "a competence that is known here",
                &known.words.competences,
                faults,
            ),
            cites: words(
                &mut f,
                "cites",
                Code::UnknownCite,
                "a benefit or value that is known here",
                &known.words.cites,
                faults,
            ),
            visibility: f.word("visibility", Visibility::WORDS, faults).unwrap_or(known.config.visibility),
            body,
        };
        f.finish(&[], faults);
        item
    });
    unless_faulty(read, faults)
}

/// An item of the directory.
pub fn item(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Option<Item> {
    let id = plain_id(file, "content/directory", faults);
    let read = head(file, &keys::ITEM, faults, |mut f, body, faults| {
        let item = Item {
            id: ItemId::new(id),
            source: file.path.clone(),
            title: f.required_line("title", "title: E&T Magazine", faults).unwrap_or_default(),
            provider: f.line("provider", faults),
            kind: item_kind(file, &mut f, known, faults),
            hours: item_hours(&mut f, faults),
            step: f.minutes("step", faults),
            limit: f.minutes("limit", faults),
            price: f.word("price", Price::WORDS, faults).unwrap_or_default(),
            amount: f.line("amount", faults),
            categories: item_categories(file, &mut f, known, faults),
            audience: f.lines("audience", faults).into_iter().map(|(_, t)| t).collect(),
            url: web_address(&mut f, faults),
            source_of_facts: f.line("source", faults),
            checked: f.day("checked", faults),
            confirmed: f.word("confidence", &[("confirmed", true), ("unconfirmed", false)], faults).unwrap_or(false),
            body,
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
    one_of(&text, &at, Code::UnknownType, "a type of activity that is known here", &known.words.types, faults)
}

/// The categories of an item, in the same way.
fn item_categories(file: &SourceFile, f: &mut Fields<'_>, known: Known<'_>, faults: &mut Faults) -> Vec<Word> {
    if file.built_in {
        let all = f.lines("categories", faults);
        return all.iter().filter_map(|(_, t)| find(&known.words.categories, t).map(|n| n.id.clone())).collect();
    }
    let what = "a category of the policies that you follow";
    words(f, "categories", Code::UnknownCategory, what, &known.words.categories, faults)
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
    if host.is_some_and(|h| !h.is_empty() && !h.contains(bare) && !h.contains(crate::paths::is_invisible)) {
        return Some(url);
    }
    faults
        .add(Code::WrongType, Place::Value(at), format!("`{url}` is not a web address"))
        .with_hint("write an address that begins with `https://`");
    None
}

/// A page of text. It may come from another program: without front matter, its first heading is its
/// title; keys that the settings name under `extra_keys` count as its own.
pub fn page(file: &SourceFile, known: Known<'_>, faults: &mut Faults) -> Option<Page> {
    let bare = matches!(front_matter::split(&file.text), Err(SplitFault::NoFrontMatter));
    let mut untitled = false;
    let mut with = |mut f: Fields<'_>, body: Body, faults: &mut Faults| {
        let heading = (!f.has("title")).then(|| first_heading(body.as_str())).flatten();
        let (title, body) = match heading {
            Some((title, end)) => {
                let from = body.start() + end;
                (Some(title), Body::new(file.text.clone(), from..body.start() + body.as_str().len()))
            }
            None if bare => (None, body),
            None => (f.required_line("title", "title: About this record", faults), body),
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
            extra: extra(&mut f, &known.config.extra_keys),
            body,
            built_in: file.built_in,
        };
        let allowed: Vec<&str> = known.config.extra_keys.iter().map(String::as_str).collect();
        f.finish(&allowed, faults);
        for note in faults.notes.iter_mut().filter(|n| n.code == Code::UnknownKey) {
            // A tree of another program's has the same keys on every page.
            if let Some(hint) = note.hint.as_mut().filter(|h| h.contains("`extra:`")) {
                hint.push_str("; on many pages: `extra_keys` in cpdfolio.yaml");
            }
        }
        page
    };
    let read = if bare {
        let map = serde_yaml::Mapping::new();
        let body = Body::new(file.text.clone(), 0..file.text.len());
        Some(with(Fields::new(&map, KeyPath::root()), body, faults))
    } else {
        head(file, &keys::PAGE, faults, with)
    };
    if untitled {
        faults
            .add(Code::NoFrontMatter, Place::LineColumn(1, 1), "this page has neither front matter nor a heading")
            .with_hint("begin it with `# Title`, or with `---`, `title: …` and `---`");
    }
    unless_faulty(read, faults)
}

/// The day of a piece of news. Other programs write a time behind it, which is left out; and it may be one
/// of the site's own keys.
fn day_of(f: &mut Fields<'_>, own: &[String], faults: &mut Faults) -> Option<crate::model::Day> {
    if own.iter().any(|k| k == "date") {
        return None;
    }
    let with_time = f.peek("date").and_then(Value::as_str).and_then(|t| t.trim().split_once(['T', ' ']));
    let day = with_time.and_then(|(day, time)| time.starts_with(|c: char| c.is_ascii_digit()).then_some(day));
    if let Some(day) = day.and_then(crate::model::time::parse_day) {
        f.allow("date");
        return Some(day);
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
fn extra(f: &mut Fields<'_>, keys: &[String]) -> serde_json::Value {
    f.allow("extra");
    let mut all = match f.peek("extra").map(serde_json::to_value) {
        Some(Ok(serde_json::Value::Object(map))) => map,
        _ => serde_json::Map::new(),
    };
    for key in keys {
        if let Some(Ok(value)) = f.peek(key).map(serde_json::to_value) {
            all.insert(key.clone(), value);
        }
    }
    serde_json::Value::Object(all)
}

/// A question and its answer.
pub fn answer(file: &SourceFile, faults: &mut Faults) -> Option<Answer> {
    let anchor = plain_id(file, "content/faq", faults);
    let read = head(file, &keys::ANSWER, faults, |mut f, body, faults| {
        let answer = Answer {
            source: file.path.clone(),
            anchor,
            title: f.required_line("title", "title: Do I need certificates?", faults).unwrap_or_default(),
            section: f.line("section", faults).unwrap_or_else(|| "Questions".to_owned()),
            order: f.number("order", faults).unwrap_or(1_000),
            body,
            built_in: file.built_in,
        };
        f.finish(&[], faults);
        answer
    });
    unless_faulty(read, faults)
}
