//! The file of an entry from its draft, accepted by the reader of entries before it is written.

use std::collections::BTreeSet;

use crate::content::lower::Known;
use crate::content::lower::activity::{self, Read};
use crate::content::tree::SourceFile;
use crate::content::write::{self, Asked};
use crate::diag::Level;
use crate::exchange::import::draft::{Draft, Refusal};
use crate::paths::{SourcePath, slug};
use crate::yaml::fields::Faults;

/// The text of an entry, or why it cannot be one.
pub(super) type Composed = Result<String, Refusal>;

/// The longest title; a longer one is cut, and stands whole in the text.
const LONGEST_TITLE: usize = 140;

/// Composes the file of a draft.
pub(super) fn compose(draft: &Draft, path: Option<&SourcePath>, known: Known<'_>) -> Composed {
    let refused = |reason: String, fix: &str| Refusal { reason, fix: fix.to_owned(), minutes: draft.minutes };
    let path =
        path.ok_or_else(|| refused("there are too many entries of this name".to_owned(), "write another title"))?;
    let (mut head, body) = parts(draft);
    // a key of rules that nobody follows here is the owner's own
    let (keys, own): (Vec<_>, Vec<_>) = draft.declared.iter().partition(|(key, _)| known.words.keys.contains_key(key));
    head.extend(keys.into_iter().map(|(key, holds)| (key.as_str(), Asked::Plain(holds.to_string()))));
    private(&mut head, draft, own.into_iter().map(|(key, holds)| (key.clone(), holds.to_string())));
    let text = write::compose(&head, &body)
        .map_err(|kept| refused(format!("`{}` cannot be written as it is", kept.0), "write it in plain letters"))?;
    let file = SourceFile { path: path.clone(), text: text.as_str().into(), built_in: false };
    let mut faults = Faults::new(path);
    match activity::read(&file, known, &mut faults) {
        Ok(Read::Entry(_) | Read::Unfinished(_)) => Ok(text),
        Err(_) => {
            let first = faults.notes.iter().find(|n| n.level() == Level::Error);
            let reason = first.map_or_else(|| "it cannot be read as an entry".to_owned(), |n| n.message.clone());
            let fix = first.and_then(|n| n.hint.clone()).unwrap_or_default();
            Err(refused(reason, &fix))
        }
    }
}

/// The owner's own keys, and those that are nobody else's here.
fn private(head: &mut Vec<(&str, Asked)>, draft: &Draft, more: impl Iterator<Item = (String, String)>) {
    let all: Vec<(String, String)> = draft.private.iter().cloned().chain(more).collect();
    if !all.is_empty() {
        head.push(("private", Asked::Map(own(&all))));
    }
}

fn parts(draft: &Draft) -> (Vec<(&str, Asked)>, String) {
    let (title, whole) = title(&draft.title);
    let mut head = vec![("title", Asked::Line(title))];
    if let Some(days) = draft.days {
        let one = days.first == days.last;
        let asked = if one { Asked::Plain(days.first.to_string()) } else { span(days) };
        head.push(("date", asked));
    }
    head.extend(draft.minutes.map(|minutes| ("hours", Asked::Plain(minutes.data()))));
    let line = |text: &Option<String>| text.clone().map(Asked::Line);
    head.extend(line(&draft.category).map(|v| ("category", v)));
    if !draft.parts.is_empty() {
        let parts = draft.parts.iter().map(|(category, minutes)| (category.clone(), minutes.data()));
        head.push(("category", Asked::Map(parts.collect())));
    }
    head.extend(line(&draft.kind).map(|v| ("type", v)));
    head.extend(draft.planned.map(|planned| ("planned", Asked::Plain(planned.to_string()))));
    head.extend(draft.reflection.as_ref().map(|text| ("reflection", reflection(text))));
    head.extend(line(&draft.provider).map(|v| ("provider", v)));
    head.extend(line(&draft.item).map(|v| ("item", v)));
    let list = |all: &Vec<String>| (!all.is_empty()).then(|| Asked::List(all.clone()));
    head.extend(list(&draft.competences).map(|v| ("competences", v)));
    head.extend(list(&draft.tags).map(|v| ("tags", v)));
    head.extend(list(&draft.evidence).map(|v| ("evidence", v)));
    if draft.is_draft() {
        head.push(("draft", Asked::Plain("true".to_owned())));
    }
    let texts = [whole.unwrap_or_default(), plain(&draft.text)];
    let body: Vec<&str> = texts.iter().map(|t| t.trim()).filter(|t| !t.is_empty()).collect();
    let body = body.join("\n\n");
    (head, if body.is_empty() { body } else { format!("{body}\n") })
}

fn span(days: crate::model::Days) -> Asked {
    Asked::Map(vec![("from".to_owned(), days.first.to_string()), ("to".to_owned(), days.last.to_string())])
}

fn reflection(text: &str) -> Asked {
    let text = text.trim().replace('\r', "");
    if text.contains('\n') { Asked::Text(text) } else { Asked::Line(text) }
}

/// A title of one line, and the whole of it where that is cut.
fn title(text: &str) -> (String, Option<String>) {
    if text.chars().count() <= LONGEST_TITLE {
        return (text.to_owned(), None);
    }
    let first = text.find(". ").filter(|at| text[..*at].chars().count() <= LONGEST_TITLE && *at > 15);
    if let Some(at) = first {
        return (text[..at].to_owned(), Some(plain(text)));
    }
    let cut: String = text.chars().take(LONGEST_TITLE - 1).collect();
    let cut = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words).trim_end_matches([',', ';', ':']);
    (format!("{cut}…"), Some(plain(text)))
}

/// A text as Markdown that shows it as it is, as far as tags go.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let opens = chars.peek().is_some_and(|n| n.is_ascii_alphabetic() || matches!(n, '/' | '!' | '?' | '<'));
        if c == '<' && opens && !out.ends_with('\\') {
            out.push('\\');
        }
        if c != '\r' {
            out.push(c);
        }
    }
    out
}

/// The owner's own keys, each once.
fn own(all: &[(String, String)]) -> Vec<(String, String)> {
    let mut kept: Vec<(String, String)> = vec![];
    for (key, value) in all {
        let key: String = key.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(80).collect();
        match kept.iter_mut().find(|(k, _)| *k == key) {
            Some((_, before)) if before != value => before.push_str(&format!("; {value}")),
            Some(_) => {}
            None => kept.push((key, value.clone())),
        }
    }
    kept
}

/// A name that nobody has, also not on a system that knows no case.
pub(super) fn free_path(draft: &Draft, taken: &mut BTreeSet<String>) -> Option<SourcePath> {
    let words = slug(&draft.title);
    let words = if words.is_empty() { "entry" } else { cut(&words) };
    let stem = match draft.days {
        Some(days) => format!("content/activities/{}/{}-{words}", days.last.format("%Y"), days.first),
        // a year is enough for a place, and for nothing else
        None => match draft.year {
            Some(year) => format!("content/activities/{year}/{words}"),
            None => format!("content/activities/undated/{words}"),
        },
    };
    for n in 1..10_000 {
        let path = if n == 1 { format!("{stem}.md") } else { format!("{stem}-{n}.md") };
        if taken.insert(path.to_lowercase()) {
            return SourcePath::new(&path).ok();
        }
    }
    None
}

fn cut(words: &str) -> &str {
    if words.len() <= 60 {
        return words;
    }
    let end = (0..=60).rev().find(|n| words.is_char_boundary(*n)).unwrap_or(0);
    let end = words[..end].rfind('-').filter(|n| *n > 20).unwrap_or(end);
    &words[..end]
}
