//! Doubtful points of a record as a whole: what is there twice, days and years that do not fit, folders whose names
//! promise more than they hold. Each entry is right by itself. Pure.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::Datelike;

use crate::content::tree::{SourceKind, SourceTree, folded_name};
use crate::content::write::{self, Asked};
use crate::diag::{Code, Diagnostic, KeyPath, Place, count};
use crate::model::activity::record_start;
use crate::model::time::parse_day;
use crate::model::{Activity, Day, Days, Minutes, Portfolio};
use crate::paths::SourcePath;
use crate::policy::data::edition::Edition;
use crate::policy::data::measure::{Conversion, Per};
use crate::policy::tell::examples::{Wrong, run};
use crate::policy::{Follow, Packs, Policy};

/// So many years ahead nobody writes an entry.
const AHEAD: i32 = 3;
/// So many years back nobody does either.
const BACK: i32 = 70;

/// All doubtful points of a record.
pub(super) fn find(of: &Portfolio, follows: &[Follow<'_>], as_of: Day) -> Vec<Diagnostic> {
    let entries: Vec<&Activity> = of.activities.iter().map(|a| &**a).collect();
    let counting: Vec<&Activity> = entries.iter().filter(|a| !a.draft && !a.example).copied().collect();
    let (mut notes, others) = rayon::join(
        || twins(&counting),
        || {
            let numbers = follows.iter().flat_map(|follow| without_number(&counting, follow)).collect();
            [long_days(&counting), dates(&entries, follows.first(), as_of), folders(of), numbers].concat()
        },
    );
    notes.extend(others);
    notes
}

/// Entries that state none of the numbers by which a policy counts what it asks in all.
fn without_number(entries: &[&Activity], follow: &Follow<'_>) -> Vec<Diagnostic> {
    // most bodies count hours: their entries need no look
    let declared = |edition: &Edition| {
        let rule = edition.lead.and_then(|n| edition.rules.get(n));
        rule.is_some_and(|rule| edition.measure_of(rule).convert.iter().any(|c| number_of(c).is_some()))
    };
    if !follow.policy.editions.iter().any(declared) {
        return vec![];
    }
    let note = |entry: &&Activity| {
        let edition = follow.edition(&follow.period_of(entry.days.last))?;
        let rule = edition.lead.and_then(|n| edition.rules.get(n))?;
        let keys: Option<Vec<&str>> = edition.measure_of(rule).convert.iter().map(number_of).collect();
        let keys = keys.filter(|keys| !keys.is_empty() && !keys.iter().any(|key| entry.declared.contains_key(*key)))?;
        let (key, id) = (keys.first()?, &follow.policy.id);
        let message = format!("`{key}` is missing: the entry brings nothing to `{id}/{}`", rule.id);
        let note = Diagnostic::new(Code::NoNumber, &entry.source, value("hours"), message);
        Some(note.hint(format!("add `{key}: 1`, with the number that it has; `{key}: 0` if it has none")))
    };
    entries.iter().filter_map(note).collect()
}

/// The declared number that a conversion counts.
fn number_of(conversion: &Conversion) -> Option<&str> {
    if let Per::Key(key) = &conversion.per { Some(key) } else { None }
}

/// Worked examples of the site's own policies that do not come out as their file says.
pub(super) fn examples(policies: &Packs, tree: &SourceTree) -> Vec<Diagnostic> {
    let of_policy = |policy: &Policy| {
        let path = tree.of_kind(SourceKind::Policy).map(|f| &f.path).find(|p| p.stem() == policy.id.as_str())?;
        let note = |(edition, of): (String, Wrong)| {
            let example = KeyPath::root().key("editions").key(edition.as_str()).key("examples").item(of.nth);
            let place = Place::Value(example.key("expect").key(of.rule.as_str()));
            let message = format!("the worked example {}", crate::say::check::wrong(&of));
            let hint = match &of.found {
                Some(found) => format!("write `{found}`, or correct the rule"),
                None => "name a rule of this edition, or `verdict`".to_owned(),
            };
            Diagnostic::new(Code::FalseExample, path, place, message).hint(hint)
        };
        Some(run(policy).into_iter().map(note))
    };
    policies.own().filter_map(of_policy).flatten().collect()
}

fn value(key: &str) -> Place {
    Place::Value(KeyPath::root().key(key))
}

/// A title without what two people write differently.
fn title(entry: &Activity) -> String {
    entry.title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// What two entries have in common that are one.
fn same(a: &Activity, b: &Activity) -> bool {
    a.days == b.days && a.minutes == b.minutes && title(a) == title(b)
}

/// An entry that says the same as another.
pub(crate) fn twin<'e>(entry: &Activity, mut others: impl Iterator<Item = &'e Activity>) -> Option<&'e Activity> {
    others.find(|other| other.source != entry.source && !other.draft && !other.example && same(other, entry))
}

/// Entries that are there twice: with the same title, days and length, or as a copy that a program made.
fn twins(entries: &[&Activity]) -> Vec<Diagnostic> {
    let mut notes = vec![];
    let mut is_twin = HashSet::new();
    for group in alike(entries) {
        let mut first: HashMap<String, &Activity> = HashMap::new();
        for entry in group {
            let one = *first.entry(title(entry)).or_insert(entry);
            if one.source == entry.source {
                continue;
            }
            is_twin.insert(&entry.source);
            // two names that are told to be one name have their own word
            if folded_name(one.source.as_str()) != folded_name(entry.source.as_str()) {
                let message =
                    format!("`{}` has the same title, day and length: {} counts twice", one.source, entry.minutes);
                notes.push(twice(entry, one, message));
            }
        }
    }
    let copies: Vec<(&Activity, String)> = entries
        .iter()
        .filter(|entry| !is_twin.contains(&entry.source))
        .filter_map(|entry| Some((*entry, original(entry.source.as_str())?)))
        .collect();
    if !copies.is_empty() {
        let names: HashMap<&str, &Activity> = entries.iter().map(|e| (e.source.as_str(), *e)).collect();
        for (entry, path) in copies {
            let Some(other) = names.get(&*path) else { continue };
            let message = format!("this looks like a copy of `{}`: both count", other.source);
            notes.push(twice(entry, other, message));
        }
    }
    notes
}

/// Entries of the same days and length, where there are several of them. A copy has a longer name than what it was made
/// of: it comes later.
fn alike<'e>(entries: &[&'e Activity]) -> Vec<Vec<&'e Activity>> {
    let key = |e: &Activity| (e.days.first, e.days.last, e.minutes);
    let mut sorted: Vec<&Activity> = entries.to_vec();
    sorted.sort_by_key(|e| key(e));
    let groups = sorted.chunk_by(|a, b| key(a) == key(b)).filter(|group| group.len() > 1);
    let by_name = |group: &[&'e Activity]| {
        let mut group = group.to_vec();
        group.sort_by(|a, b| (a.source.as_str().len(), &a.source).cmp(&(b.source.as_str().len(), &b.source)));
        group
    };
    groups.map(by_name).collect()
}

fn twice(entry: &Activity, other: &Activity, message: String) -> Diagnostic {
    // a backtick would end the line that can be pasted
    let title = format!("{} (2)", other.title.replace('`', "'"));
    let like = write::line("title", &Asked::Line(title)).map(|line| format!(", like `{}`", line.trim_end()));
    let like = like.unwrap_or_default();
    let hint = format!("delete one of the two; where both took place, give this one a title of its own{like}");
    Diagnostic::new(Code::SameEntry, &entry.source, value("title"), message).hint(hint)
}

/// The file that a program copied, by the name that it gave to its copy: `talk (1).md`, `talk copy.md`,
/// `talk (Sam's conflicted copy 2026-03-04).md`, `talk.sync-conflict-20260304-101112-ABCDEFG.md`.
fn original(path: &str) -> Option<String> {
    let stem = path.strip_suffix(".md")?;
    // most names are told by their last letter
    let last = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    if !last.ends_with(['y', 'Y', ')']) && !stem.contains(".sync-conflict-") {
        return None;
    }
    let lower = stem.to_ascii_lowercase();
    let cut = |at: usize| Some(format!("{}.md", stem.get(..at)?.trim_end_matches([' ', '-', '_', '.'])));
    if let Some(at) = lower.find(".sync-conflict-") {
        return cut(at);
    }
    if let Some((before, inside)) = lower.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        let number = !inside.is_empty() && inside.len() < 4 && inside.bytes().all(|b| b.is_ascii_digit());
        return if number || inside.contains("conflict") || inside.contains("copy") { cut(before.len()) } else { None };
    }
    let before = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    [" - copy", " copy", "-copy", "_copy", " (copy)"].iter().find_map(|end| cut(before.strip_suffix(end)?.len()))
}

/// Days on which several entries together have more than twelve hours.
fn long_days(entries: &[&Activity]) -> Vec<Diagnostic> {
    const MOST: i64 = 12 * 60;
    let mut by_day: Vec<&Activity> = entries.iter().filter(|e| e.days.count() == 1).copied().collect();
    by_day.sort_by_key(|e| e.days.first);
    let mut notes = vec![];
    for all in by_day.chunk_by(|a, b| a.days.first == b.days.first) {
        let day = all[0].days.first;
        let sum: Minutes = all.iter().map(|e| e.minutes).sum();
        // one that is too long by itself has its own word
        if sum.0 <= MOST || all.len() < 2 || all.iter().any(|e| e.minutes.0 > MOST) {
            continue;
        }
        let mut all = all.to_vec();
        all.sort_by_key(|e| &e.source);
        let Some(last) = all.last() else { continue };
        let more = sum - last.minutes;
        let message = format!("{sum} on {day} in {} entries is more than 12 h a day", all.len());
        let hint = format!(
            "{more} are in {}: say over which days each of them went, or delete what is there twice",
            crate::diag::list(all.iter().take(3).filter(|e| e.source != last.source).map(|e| e.source.as_str()))
        );
        notes.push(Diagnostic::new(Code::HoursALot, &last.source, value("hours"), message).hint(hint));
    }
    notes
}

/// Dates that the file's name, its folder or the rest of the record contradict.
fn dates(entries: &[&Activity], lead: Option<&Follow<'_>>, as_of: Day) -> Vec<Diagnostic> {
    let start = record_start(entries.iter().map(|e| e.days.last).filter(|day| *day <= as_of).collect());
    let one = |entry: &&Activity| {
        let (message, hint) =
            of_name(entry, as_of).or_else(|| of_folder(entry, lead)).or_else(|| far(entry.days.last, start, as_of))?;
        let key =
            if entry.days.count() == 1 { KeyPath::root().key("date") } else { KeyPath::root().key("date").key("to") };
        Some(Diagnostic::new(Code::DateDoubtful, &entry.source, Place::Value(key), message).hint(hint))
    };
    entries.iter().filter_map(one).collect()
}

/// What to write in place of a date.
fn write(days: Days, right: Day) -> String {
    let length = days.last.signed_duration_since(days.first);
    match right.checked_add_signed(length).filter(|last| *last != right) {
        Some(last) => format!("write `date: {{from: {right}, to: {last}}}`"),
        None => format!("write `date: {right}`"),
    }
}

fn of_name(entry: &Activity, as_of: Day) -> Option<(String, String)> {
    let named = entry.source.stem().get(..10).and_then(parse_day)?;
    if entry.days.contains(named) {
        return None;
    }
    let message = format!("the file's name says {named}, and `date` says {}", entry.days.first);
    // a name that is doubtful itself is no advice
    if far(named, None, as_of).is_some() {
        return Some((message, "rename the file".to_owned()));
    }
    Some((message, format!("{}; where the date is right, rename the file", write(entry.days, named))))
}

fn of_folder(entry: &Activity, lead: Option<&Follow<'_>>) -> Option<(String, String)> {
    let (folder, _) = entry.source.below("content/activities")?.split_once('/')?;
    let year: i32 = folder.parse().ok().filter(|_| folder.len() == 4)?;
    let fits = |days: Days| (days.first.year()..=days.last.year()).contains(&year);
    let period = || lead.map(|lead| lead.period_of(entry.days.last).days).filter(|p| p.count() <= 400);
    if fits(entry.days) || period().is_some_and(fits) {
        return None;
    }
    let right = entry.days.first.with_year(year).or_else(|| Day::from_ymd_opt(year, 2, 28))?;
    let message = format!("the file is in the folder `{folder}`, and `date` says {}", entry.days.last);
    let there = format!("content/activities/{}/", entry.days.last.year());
    Some((message, format!("{}; where the date is right, move the file to `{there}`", write(entry.days, right))))
}

fn far(last: Day, start: Option<Day>, as_of: Day) -> Option<(String, String)> {
    let hint = "write the year that was meant, like `date: 2026-03-04`".to_owned();
    if last.year() >= as_of.year() + AHEAD {
        return Some((format!("{last} is {} years ahead", last.year() - as_of.year()), hint));
    }
    let start = start.filter(|start| last < *start);
    if let Some(start) = start {
        return Some((format!("{last} is {} years before all other entries", start.year() - last.year()), hint));
    }
    (last.year() < as_of.year() - BACK).then(|| (format!("{last} is {} years ago", as_of.year() - last.year()), hint))
}

/// Folders whose names say that what is in them is not finished, and whose files count or are shown all the same.
fn folders(of: &Portfolio) -> Vec<Diagnostic> {
    let mut found: BTreeMap<SourcePath, (usize, usize)> = BTreeMap::new();
    for entry in of.activities.iter().filter(|a| !a.draft && !a.example) {
        if let Some(folder) = unfinished(&entry.source) {
            found.entry(folder).or_default().0 += 1;
        }
    }
    for page in of.pages.iter().filter(|p| !p.built_in) {
        if let Some(folder) = unfinished(&page.source) {
            found.entry(folder).or_default().1 += 1;
        }
    }
    let note = |(folder, (entries, pages)): (SourcePath, (usize, usize))| {
        let (message, hint) = if entries > 0 {
            let count = if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
            let verb = if entries == 1 { "counts" } else { "count" };
            (
                format!("the name of this folder changes nothing: {count} in it {verb}"),
                "say `draft: true` in each, or move the folder out of `content/`",
            )
        } else {
            (
                format!("the name of this folder changes nothing: everybody sees the {} in it", count(pages, "page")),
                "move the folder out of `content/`, beside it for example",
            )
        };
        Diagnostic::new(Code::DraftFolder, &folder, Place::File, message).hint(hint)
    };
    found.into_iter().map(note).collect()
}

/// The first folder of a file whose name says that what is in it is not finished.
fn unfinished(path: &SourcePath) -> Option<SourcePath> {
    const NAMES: [&str; 5] = ["draft", "drafts", "template", "templates", "unfinished"];
    let text = path.as_str();
    let (folders, _) = text.rsplit_once('/')?;
    let mut end = 0;
    for part in folders.split('/') {
        end += part.len();
        if part.starts_with('_') || NAMES.iter().any(|name| part.eq_ignore_ascii_case(name)) {
            return SourcePath::new(&text[..end]).ok();
        }
        end += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_programs_are_known_by_their_names() {
        for (copy, of) in [
            ("a/talk (1).md", "a/talk.md"),
            ("a/talk copy.md", "a/talk.md"),
            ("a/talk copy 2.md", "a/talk.md"),
            ("a/talk - Copy.md", "a/talk.md"),
            ("a/talk - Copy (2).md", "a/talk - Copy.md"),
            ("a/talk (Sam's conflicted copy 2026-03-04).md", "a/talk.md"),
            ("a/talk.sync-conflict-20260304-101112-ABCDEFG.md", "a/talk.md"),
            ("a/talk-copy.md", "a/talk.md"),
            ("a/talk-copy2.md", "a/talk.md"),
        ] {
            assert_eq!(original(copy).as_deref(), Some(of));
        }
        for plain in ["a/talk.md", "a/talk (part two).md", "a/photocopy.md", "a/2026-03-04.md"] {
            assert_eq!(original(plain), None, "{plain}");
        }
    }

    #[test]
    fn folders_of_unfinished_things_are_known_by_their_names() {
        let of = |path: &str| unfinished(&SourcePath::new(path).unwrap()).map(|p| p.to_string());
        assert_eq!(of("content/activities/_drafts/2026/a.md").as_deref(), Some("content/activities/_drafts"));
        assert_eq!(of("content/Templates/a.md").as_deref(), Some("content/Templates"));
        assert_eq!(of("content/activities/2026/_a.md"), None);
    }
}
