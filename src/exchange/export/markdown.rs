//! Entries as Markdown files, for somebody who is not their owner: a head with what that audience may see.

use crate::content::write::{self, Asked, NotKept};
use crate::model::{CategoryPart, Days, Word};
use crate::say;
use crate::sight::SeenEntry;
use crate::wording::Wording;

/// The day or days of an entry.
pub(crate) fn date(days: Days) -> Asked {
    if days.first == days.last {
        return Asked::Plain(days.first.to_string());
    }
    Asked::Map(vec![("from".to_owned(), days.first.to_string()), ("to".to_owned(), days.last.to_string())])
}

/// Its categories; none where there are none.
pub(crate) fn category(parts: &[CategoryPart]) -> Option<Asked> {
    match parts {
        [] => None,
        [one] => Some(Asked::Line(one.category.to_string())),
        parts => {
            let part = |p: &CategoryPart| (p.category.to_string(), p.minutes.data());
            Some(Asked::Map(parts.iter().map(part).collect()))
        }
    }
}

/// The file of an entry.
pub(crate) fn entry(of: &SeenEntry<'_>) -> Result<String, NotKept> {
    let line = |text: Option<&str>| text.map(|text| Asked::Line(text.to_owned()));
    let words = |all: &[Word]| list(all.iter().map(ToString::to_string).collect());
    let flag = |flag: bool| flag.then(|| Asked::Plain("true".to_owned()));
    let all = [
        ("title", Some(Asked::Line(say::entry::title(Wording::english(), of)))),
        ("date", Some(date(of.days))),
        ("hours", Some(Asked::Plain(of.minutes.data()))),
        ("category", category(of.categories)),
        ("type", line(of.activity_type.map(Word::as_str))),
        ("planned", flag(of.planned)),
        ("reflection", of.reflection.map(|text| Asked::Text(text.to_owned()))),
        ("provider", line(of.provider)),
        ("plan", list(of.plan.iter().map(ToString::to_string).collect())),
        ("competences", words(of.competences)),
        ("cites", words(of.cites)),
        ("tags", list(of.tags.to_vec())),
        ("supports_others", flag(of.supports_others)),
        ("featured", flag(of.featured)),
        ("example", flag(of.example())),
    ];
    let head: Vec<(&str, Asked)> = all.into_iter().filter_map(|(key, asked)| Some((key, asked?))).collect();
    write::compose(&head, of.body.map_or("", crate::model::Body::as_str))
}

fn list(all: Vec<String>) -> Option<Asked> {
    (!all.is_empty()).then_some(Asked::List(all))
}
