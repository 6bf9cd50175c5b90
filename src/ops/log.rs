//! One more entry, from one line: guessed from the directory and from the member's own history,
//! written only when it reads back without a fault.

use std::collections::BTreeMap;

use crate::content::choices::find;
use crate::content::lower::activity::Read;
use crate::content::write::{self, Asked};
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::journal::{self, Change};
use crate::model::spoken;
use crate::model::{Activity, Days, Item, ItemHours, Minutes, Word};
use crate::ops::proof;
use crate::paths::{SourcePath, slug};
use crate::policy::Named;
use crate::shell;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// Title, hours and `@item`, in any order.
    pub words: Vec<String>,
    /// The category or its parts, where they were said.
    pub category: Option<Asked>,
    /// The type, where it was said.
    pub activity_type: Option<String>,
    /// The provider, where it was said.
    pub provider: Option<String>,
    /// Was it planned?
    pub planned: bool,
    /// When.
    pub date: Option<Days>,
    /// Plan items that it serves.
    pub plan: Vec<String>,
    /// What was learned.
    pub reflection: Option<String>,
    /// Keys that nobody guesses.
    pub more: Vec<(&'static str, Asked)>,
    /// Keys that the rules followed ask for.
    pub declared: Vec<(String, Asked)>,
}

/// An entry that is ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Its file.
    pub path: SourcePath,
    /// The file's text.
    pub text: String,
    /// What it says.
    pub activity: Activity,
    /// The values that tie, which only the member can decide: key and candidates.
    pub ties: Vec<(&'static str, Vec<String>)>,
}

/// A value that was worked out, or several that tie.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Guess {
    None,
    One(String),
    Tie(Vec<String>),
}

/// Works out an entry.
pub(crate) fn prepare(project: &Project, request: &Request) -> Result<Draft, Error> {
    if project.config.member.is_none() {
        return Err(Error::Nobody);
    }
    let line = read_line(project, &request.words)?;
    let title = line.title.clone().or_else(|| line.item.map(|i| i.title.clone()));
    let title = title.ok_or(Error::WhatTitle)?;
    let fixed = line.item.and_then(|i| match i.hours {
        ItemHours::Fixed(minutes) => Some(minutes),
        ItemHours::Open => None,
    });
    let minutes = line.minutes.or(fixed).ok_or_else(|| how_long(&title))?;
    let mut ties = vec![];
    let kind = decide("type", request.activity_type.clone(), || guess_type(project, &title, line.item), &mut ties);
    let guessed = || guess_category(project, &title, line.item, &request.plan);
    let category = match &request.category {
        Some(said) => Some(said.clone()),
        None => decide("category", None, guessed, &mut ties).map(Asked::Line),
    };
    let provider = request.provider.clone().or_else(|| line.item.and_then(|i| i.provider.clone()));
    let provider = provider.or_else(|| provider_of(project, &title));
    let days = request.date.unwrap_or(Days { first: project.as_of, last: project.as_of });
    let facts =
        Facts { title: &title, days, minutes, activity_type: kind, category, provider, item: line.item, request };
    write_out(project, &facts, ties)
}

/// What to write, where a title stands alone. One that was put in quotes with its time in it says how long it took:
/// `\"Webinar 45min\"`.
fn how_long(title: &str) -> Error {
    let mut words: Vec<&str> = title.split_whitespace().collect();
    // a number alone may be a part of the title: `IEC 61850 part 2`
    let has_unit = |found: &spoken::Found| {
        words[found.at..found.at + found.len].iter().any(|word| word.contains(char::is_alphabetic))
    };
    let at_an_end = |found: &spoken::Found| found.at == 0 || found.at + found.len == words.len();
    let found = spoken::find(&words).ok().flatten().filter(|found| found.len < words.len() && has_unit(found));
    let Some(found) = found.filter(at_an_end) else {
        return Error::HowLong { title: shell::quoted(without_length(title)), time: "1h30m".to_owned() };
    };
    take_out(&mut words, &found);
    Error::HowLong { title: shell::quoted(&words.join(" ")), time: found.minutes.data() }
}

/// Words that lead to a time: none of them ends a title.
const LEADS: [&str; 9] = ["for", "about", "approx", "approx.", "approximately", "around", "roughly", "circa", "ca."];

/// Takes the words of a time out of others, and those that lead to it at their end: `for about`.
fn take_out(words: &mut Vec<&str>, found: &spoken::Found) {
    words.drain(found.at..found.at + found.len);
    let at_the_end = found.at == words.len();
    while at_the_end
        && words.len() > 1
        && words.last().is_some_and(|word| LEADS.iter().any(|l| word.eq_ignore_ascii_case(l)))
    {
        words.pop();
    }
}

/// A title without the word at its end that was to be a length of time, and is none: `2x`.
fn without_length(title: &str) -> &str {
    let Some((rest, last)) = title.trim_end().rsplit_once(char::is_whitespace) else { return title };
    let digits = last.trim_start_matches(|c: char| c.is_ascii_digit() || ".,:-".contains(c));
    let meant = digits.len() < last.len()
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if meant { rest.trim_end() } else { title }
}

/// Puts the draft on the disk; never over an existing file.
pub(crate) fn save(project: &Project, draft: &Draft) -> Result<(), Error> {
    let command = format!("log {}", shell::quoted(&draft.activity.title));
    let change = Change::create(draft.path.clone(), draft.text.as_bytes());
    Ok(journal::perform(&project.root, &command, vec![change])?)
}

struct Line<'p> {
    title: Option<String>,
    minutes: Option<Minutes>,
    item: Option<&'p Item>,
}

fn read_line<'p>(project: &'p Project, words: &[String]) -> Result<Line<'p>, Error> {
    let mut item = None;
    let mut rest: Vec<&str> = vec![];
    for word in words {
        match word.strip_prefix('@') {
            Some(id) if !id.is_empty() && !id.contains(' ') => item = Some(project.item(id)?),
            _ => rest.push(word),
        }
    }
    let found = spoken::find(&rest).map_err(|fault| Error::WhichTime { fault, title: plain_title(&rest) })?;
    let minutes = found.map(|found| {
        take_out(&mut rest, &found);
        found.minutes
    });
    let title = (!rest.is_empty()).then(|| rest.join(" ").split_whitespace().collect::<Vec<_>>().join(" "));
    Ok(Line { title: title.filter(|t| !t.is_empty()), minutes, item })
}

/// The words before the first number, as one word of a command line: a title to go on with.
fn plain_title(words: &[&str]) -> String {
    let words: Vec<&str> = words.iter().copied().take_while(|w| !w.starts_with(|c: char| c.is_ascii_digit())).collect();
    shell::quoted(if words.is_empty() { "A talk".to_owned() } else { words.join(" ") }.as_str())
}

fn decide(
    key: &'static str,
    said: Option<String>,
    guess: impl FnOnce() -> Guess,
    ties: &mut Vec<(&'static str, Vec<String>)>,
) -> Option<String> {
    if said.is_some() {
        return said;
    }
    match guess() {
        Guess::None => None,
        Guess::One(word) => Some(word),
        Guess::Tie(words) => {
            ties.push((key, words));
            None
        }
    }
}

/// Who offered the latest entry of the same title: a course that goes on, a talk of a series.
fn provider_of(project: &Project, title: &str) -> Option<String> {
    let name = slug(title);
    let alike = project.loaded.portfolio.activities.iter().filter(|a| !a.example && slug(&a.title) == name);
    alike.filter(|a| a.provider.is_some()).max_by_key(|a| a.days.last).and_then(|a| a.provider.clone())
}

fn guess_type(project: &Project, title: &str, item: Option<&Item>) -> Guess {
    if let Some(kind) = item.and_then(|i| i.activity_type.as_ref()) {
        return Guess::One(kind.to_string());
    }
    let past = from_history(project, title, item, |a| {
        a.activity_type.as_ref().map(|k| vec![(k.to_string(), 1)]).unwrap_or_default()
    });
    if past != Guess::None {
        return past;
    }
    from_titles(&project.words.types, title)
}

/// What the plan items that it serves are meant for, where that is one; then the item of the directory,
/// then history.
fn guess_category(project: &Project, title: &str, item: Option<&Item>, plan: &[String]) -> Guess {
    let all = &project.loaded.portfolio.plan;
    let mut meant: Vec<&Word> = plan.iter().filter_map(|id| all.get(id.as_str())).flat_map(|p| &p.categories).collect();
    meant.sort();
    meant.dedup();
    if let [only] = meant[..] {
        return Guess::One(only.to_string());
    }
    if let Some([only]) = item.map(|i| i.categories.as_slice()) {
        return Guess::One(only.to_string());
    }
    let parts = |a: &Activity| a.categories.iter().map(|p| (p.category.to_string(), 1)).collect();
    from_history(project, title, item, parts)
}

/// What entries like this one had: those of the same item, or those that share words of the title,
/// the newest first. One vote each; a tie is the member's to decide.
fn from_history(
    project: &Project,
    title: &str,
    item: Option<&Item>,
    of: impl Fn(&Activity) -> Vec<(String, i64)>,
) -> Guess {
    let words = telling_words(title);
    let mut like: Vec<(usize, &Activity)> = project
        .loaded
        .portfolio
        .activities
        .iter()
        .filter(|a| !a.example)
        .filter_map(|a| {
            let same_item = item.is_some_and(|i| a.item.as_ref() == Some(&i.id));
            let shared = telling_words(&a.title).iter().filter(|w| words.contains(w)).count();
            let likeness = if same_item { 10 } else { shared };
            (likeness > 0).then_some((likeness, &**a))
        })
        .collect();
    like.sort_by(|a, b| (b.0, b.1.days.last, &b.1.id).cmp(&(a.0, a.1.days.last, &a.1.id)));
    let most = like.first().map_or(0, |(likeness, _)| *likeness);
    let mut votes: BTreeMap<String, i64> = BTreeMap::new();
    for (_, activity) in like.iter().take_while(|(likeness, _)| *likeness == most).take(5) {
        for (word, vote) in of(activity) {
            *votes.entry(word).or_default() += vote;
        }
    }
    winner(votes)
}

/// A type whose own title shares a word with the entry's: `seminar` is an `Event or seminar`.
fn from_titles(types: &[Named], title: &str) -> Guess {
    let words = telling_words(title);
    let mut votes = BTreeMap::new();
    for named in types {
        let shared = telling_words(&named.title).iter().filter(|w| words.contains(w)).count();
        if shared > 0 {
            votes.insert(named.id.to_string(), i64::try_from(shared).unwrap_or(1));
        }
    }
    winner(votes)
}

fn winner(votes: BTreeMap<String, i64>) -> Guess {
    let most = votes.values().copied().max().unwrap_or(0);
    let mut first: Vec<String> = votes.into_iter().filter(|(_, v)| *v == most).map(|(w, _)| w).collect();
    match first.len() {
        0 => Guess::None,
        1 => Guess::One(first.swap_remove(0)),
        _ => Guess::Tie(first),
    }
}

/// The words of a title that say something, in one form.
fn telling_words(title: &str) -> Vec<String> {
    const SILENT: [&str; 14] =
        ["and", "the", "for", "with", "from", "into", "about", "part", "your", "our", "this", "that", "what", "how"];
    title
        .split(|c: char| !c.is_alphanumeric())
        .map(|w| w.to_lowercase().trim_end_matches('s').to_owned())
        .filter(|w| w.chars().count() > 2 && !SILENT.contains(&w.as_str()))
        .collect()
}

struct Facts<'f> {
    title: &'f str,
    days: Days,
    minutes: Minutes,
    activity_type: Option<String>,
    category: Option<Asked>,
    provider: Option<String>,
    item: Option<&'f Item>,
    request: &'f Request,
}

/// The file: composed, read back, and refused with the reader's own faults where it has any.
fn write_out(project: &Project, facts: &Facts<'_>, ties: Vec<(&'static str, Vec<String>)>) -> Result<Draft, Error> {
    let text = compose(facts)?;
    let path = free_path(project, facts)?;
    for id in &facts.request.plan {
        if !project.loaded.portfolio.plan.contains_key(id.as_str()) {
            let known = project.loaded.portfolio.plan.keys().map(crate::model::PlanId::as_str);
            return Err(NoSuch::new(Sought::PlanItem, id, known).into());
        }
    }
    match proof::read(project, &path, &text, &[]) {
        (Ok(Read::Entry(activity)), errors) if errors.is_empty() => Ok(Draft { path, text, activity, ties }),
        (_, errors) => Err(Error::Refused(errors)),
    }
}

fn compose(facts: &Facts<'_>) -> Result<String, Error> {
    let request = facts.request;
    let mut head = vec![
        ("title", Asked::Line(facts.title.to_owned())),
        ("date", Asked::days(facts.days)),
        ("hours", Asked::Plain(facts.minutes.data())),
    ];
    let item = facts.item.map(|i| i.id.to_string());
    head.extend(facts.category.clone().map(|category| ("category", category)));
    let lines = [("type", &facts.activity_type), ("provider", &facts.provider), ("item", &item)];
    head.extend(lines.into_iter().filter_map(|(key, line)| Some((key, Asked::Line(line.clone()?)))));
    if request.planned || !request.plan.is_empty() {
        head.push(("planned", Asked::Plain("true".to_owned())));
    }
    if !request.plan.is_empty() {
        head.push(("plan", Asked::List(request.plan.clone())));
    }
    head.extend(request.reflection.as_ref().map(|text| ("reflection", Asked::Text(text.replace("\r\n", "\n")))));
    head.extend(request.more.iter().cloned());
    head.extend(request.declared.iter().map(|(key, value)| (key.as_str(), value.clone())));
    Ok(write::compose(&head, "")?)
}

/// A name that nobody has, also not on a system that knows no case.
fn free_path(project: &Project, facts: &Facts<'_>) -> Result<SourcePath, Error> {
    let year = facts.days.last.format("%Y");
    let words = slug(facts.title);
    let words = if words.is_empty() { "entry".to_owned() } else { words };
    let taken: Vec<String> = project.tree.files().iter().map(|f| f.path.as_str().to_lowercase()).collect();
    (1..10_000)
        .map(|n| if n == 1 { words.clone() } else { format!("{words}-{n}") })
        .map(|name| format!("content/activities/{year}/{}-{name}.md", facts.days.first))
        .find(|path| !taken.contains(&path.to_lowercase()))
        .and_then(|path| SourcePath::new(&path).ok())
        .ok_or(Error::TitleTaken)
}

/// The word of a closed list that was meant, for an answer to a question: its number or its start.
pub(crate) fn chosen<'w>(answer: &str, words: &'w [String]) -> Option<&'w String> {
    let by_number = answer.parse::<usize>().ok().and_then(|n| words.get(n.checked_sub(1)?));
    by_number.or_else(|| words.iter().find(|w| !answer.is_empty() && w.starts_with(answer)))
}

/// The title of a word, for people.
pub(crate) fn title_of(words: &[Named], word: &str) -> String {
    find(words, word).map_or_else(|| word.to_owned(), |n| n.title.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_is_not_a_guess() {
        let votes = |all: &[(&str, i64)]| winner(all.iter().map(|(w, n)| ((*w).to_owned(), *n)).collect());
        assert_eq!(votes(&[]), Guess::None);
        assert_eq!(votes(&[("a", 1), ("b", 2)]), Guess::One("b".into()));
        assert_eq!(votes(&[("a", 2), ("b", 2), ("c", 1)]), Guess::Tie(vec!["a".into(), "b".into()]));
    }
}
