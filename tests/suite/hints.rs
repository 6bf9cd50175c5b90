//! Hints of the gallery, pasted as they stand: each is accepted, and ends what it was given for. What a hint asks of a
//! person, without a text to paste, is told by how it begins; no hint is neither.

use std::fs;

use crate::gallery;
use crate::support::{Site, TODAY, write};

/// What is asked of a person: nothing can be pasted.
const WORK: [&str; 57] = [
    "an agreement lowers a target: look",
    "ask the body",
    "add this form to `pseudonyms`, or",
    "begin it with",
    "begin the file with `---`, the keys",
    "correct the hours",
    "delete it, or begin a new line",
    "delete one of the two; where both",
    "end it with",
    "export the photo",
    "February 2026 has",
    "give it a value",
    "if it took several days",
    "is this the right folder?",
    "it may have `",
    "keep it for yourself",
    "keep one of the two",
    "keep one: case and spaces",
    "keep one block of keys",
    "keep what is right",
    "look whether",
    "move the folder out",
    "move the long text",
    "move `",
    "name a file of this site",
    "name a heading",
    "name a PNG",
    "publish the site at another",
    "put a line of `---`",
    "put an end to its loops",
    "put files that show",
    "put it right, or remove",
    "put the file below `evidence/`",
    "put the file itself",
    "put the file there",
    "remove it from",
    "rename one of the two",
    "rename the file, or",
    "rename this file",
    "restore",
    "save it",
    "save the file",
    "say `draft: true`",
    "see `cpdfolio declare",
    "shorten its tables",
    "take it out",
    "take ` ^",
    "take one of the two out",
    "take the year out",
    "use another id",
    "use https://",
    "check who may read",
    "write an address like",
    "write one value",
    "write the name as texts",
    "write two entries",
    "write what others",
];
/// The same, where the beginning alone does not tell.
const ALSO_WORK: [&str; 8] = [
    "add `cycle_start:` with the first day",
    "write `key: value`",
    "`cpdfolio theme check` names",
    "add `evidence: [",
    "write `<!--` in place of",
    "write `%%` where the comment ends",
    "7 h are in `",
    "write it like `{{",
];

/// One diagnostic as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Note {
    /// `error[code]: message`
    head: String,
    path: String,
    line: usize,
    column: usize,
    width: usize,
    hint: String,
}

fn notes(site: &Site) -> Vec<Note> {
    let text = site.run(["check", "--all", "--as-of", TODAY]).stdout;
    let mut all: Vec<Note> = vec![];
    for line in text.lines() {
        if line.starts_with("error[") || line.starts_with("warning[") {
            all.push(Note {
                head: line.to_owned(),
                path: String::new(),
                line: 0,
                column: 0,
                width: 0,
                hint: String::new(),
            });
        }
        let Some(note) = all.last_mut() else { continue };
        if let Some((_, place)) = line.split_once("--> ").filter(|_| note.path.is_empty()) {
            let parts: Vec<&str> = place.rsplitn(3, ':').collect();
            match parts.as_slice() {
                [column, line, path] if column.parse::<usize>().is_ok() => {
                    note.path = (*path).to_owned();
                    (note.line, note.column) = (line.parse().unwrap(), column.parse().unwrap());
                }
                _ => note.path = place.to_owned(),
            }
        } else if line.trim_start().starts_with("| ") && line.trim_end().ends_with('^') {
            note.width = line.matches('^').count();
        } else if let Some((_, hint)) = line.split_once("= hint: ") {
            note.hint = hint.to_owned();
        }
    }
    all
}

/// What can be done with a hint.
#[derive(Debug, Clone)]
enum Paste {
    /// In place of what is marked, or of the line whose key it has.
    Over(String),
    /// In place of the whole line.
    Line(String),
    /// Keys of lines nearby.
    Keys(Vec<String>),
    /// A line more.
    Add(String),
    /// A line more in the settings.
    Settings(String),
    /// A key more of one's own that the settings name.
    Own(String),
    Rename(String),
}

/// The texts between backticks. A text may have backticks in it where no space, comma or end follows them.
fn texts(hint: &str) -> Vec<String> {
    let mut all = vec![];
    let mut rest = hint;
    while let Some((_, after)) = rest.split_once('`') {
        let ends = |at: &usize| after[at + 1..].chars().next().is_none_or(|c| " ,;.:?)".contains(c));
        let Some((end, _)) = after.match_indices('`').find(|(at, _)| ends(at)) else { break };
        all.push(after[..end].to_owned());
        rest = &after[end + 1..];
    }
    all
}

/// The ways to paste a hint; none: it is work for a person.
fn ways(hint: &str) -> Vec<Paste> {
    let all = texts(hint);
    let over = |all: &[String]| all.iter().cloned().map(Paste::Over).collect::<Vec<_>>();
    let begins = |word: &str| hint.starts_with(word);
    if all.is_empty() || ALSO_WORK.iter().any(|w| begins(w)) {
        return vec![];
    }
    if begins("rename the file to `") {
        return vec![Paste::Rename(all[0].clone())];
    }
    if let Some((_, offer)) = hint.split_once(", add `").filter(|_| begins("keys of your own go under")) {
        let text = texts(&format!("`{offer}")).remove(0);
        let settings = if offer.contains("to `extra_keys`") { Paste::Own(text) } else { Paste::Settings(text) };
        let in_file = all.get(1).filter(|text| text.contains(": ")).cloned().map(Paste::Line);
        return in_file.into_iter().chain([settings]).collect();
    }
    if begins("begin the line without spaces") {
        return all
            .last()
            .filter(|text| text.contains(": "))
            .or(all.get(1))
            .cloned()
            .map(Paste::Line)
            .into_iter()
            .collect();
    }
    if hint.starts_with("write `from: ") && hint.contains("` and `") {
        return vec![Paste::Keys(all)];
    }
    if begins("add `") && hint.contains(":` with") {
        return all[1..].iter().map(|word| Paste::Add(format!("{} {word}", all[0]))).collect();
    }
    if begins("add `") {
        return vec![Paste::Add(all[0].clone())];
    }
    if begins("one of `") || begins("write `2.5`") || hint.starts_with("write `") && hint.contains("` or `") {
        return over(&all);
    }
    let is_like =
        [", like `", "the time you spent, like", "the year that was meant, like"].iter().any(|w| hint.contains(w));
    let is_text =
        ["write `", "put it in quotes: `", "put the text in quotes: `", "did you mean `", "choose other words: `"];
    let is_rule = ["start with a letter;", "use lower-case letters, digits", "change the parts, or write `"];
    if is_text.iter().chain(&is_rule).any(|w| begins(w)) || is_like && !WORK.iter().any(|w| begins(w)) {
        return over(if is_like { &all[all.len() - 1..] } else { &all[..1] });
    }
    vec![]
}

fn key_of(text: &str) -> Option<&str> {
    let (key, _) = text.trim_start().trim_start_matches("- ").split_once(": ")?;
    key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)).then_some(key)
}

/// Puts `key: value` in place of that key's value in a line.
fn over_key(line: &str, text: &str) -> Option<String> {
    let key = key_of(text)?;
    let at = line.find(&format!("{key}:")).or_else(|| line.find(key))?;
    let in_braces = line[..at].contains('{');
    let rest = &line[at..];
    let value = rest.find(": ").map_or(0, |n| n + 2);
    let quoted = rest[value..].starts_with('"').then(|| rest[value + 1..].find('"')).flatten();
    let end = match quoted {
        Some(n) => value + n + 2,
        None if in_braces && !text.contains('{') => rest.find([',', '}']).unwrap_or(rest.len()),
        None => rest.len(),
    };
    let tail = if in_braces && end == rest.len() && !text.ends_with('}') { "}" } else { &rest[end..] };
    Some(format!("{}{}{tail}", &line[..at], text.trim_start()))
}

/// Changes a site as somebody does who pastes a hint.
fn paste(site: &Site, note: &Note, way: &Paste) {
    if let Paste::Rename(to) = way {
        fs::create_dir_all(site.path(to).parent().unwrap()).unwrap();
        fs::rename(site.path(&note.path), site.path(to)).unwrap();
        return;
    }
    if let Paste::Settings(text) = way {
        write(&site.path("cpdfolio.yaml"), format!("{}{text}\n", site.read("cpdfolio.yaml")).as_bytes());
        return;
    }
    if let Paste::Own(text) = way {
        let settings = site.read("cpdfolio.yaml");
        let (before, rest) = settings.split_once("extra_keys: ").unwrap();
        let (all, after) = rest.split_at(rest.find(['}', ']']).unwrap());
        write(&site.path("cpdfolio.yaml"), format!("{before}extra_keys: {all}, {text}{after}").as_bytes());
        return;
    }
    let text = site.read(&note.path);
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let at = note.line.saturating_sub(1);
    match way {
        Paste::Line(text) => lines[at].clone_from(text),
        Paste::Keys(all) => {
            for text in all {
                let near = (at.saturating_sub(4)..=at).rev();
                let found = near.into_iter().find_map(|n| Some((n, over_key(&lines[n], text)?)));
                let (n, line) = found.unwrap_or_else(|| panic!("{note:?}"));
                lines[n] = line;
            }
        }
        Paste::Add(text) if note.line <= 1 => lines.insert(usize::from(lines[0].starts_with("---")), text.clone()),
        Paste::Add(text) => match lines[at].rfind('}') {
            Some(end) => lines[at].insert_str(end, &format!(", {text}")),
            // below a key that holds others: as far to the right as these
            None if lines[at].trim_end().ends_with(':') => {
                let indent = lines[at + 1].len() - lines[at + 1].trim_start().len();
                lines.insert(at + 1, format!("{}{text}", " ".repeat(indent)));
            }
            None => lines.insert(at, text.clone()),
        },
        Paste::Over(text) if text.starts_with("  ") => lines[at].clone_from(text),
        Paste::Over(text) => {
            let line = &lines[at];
            let dash = text.starts_with("- ") && line.trim_start().starts_with('-');
            lines[at] = if dash {
                format!("{}{text}", &line[..line.len() - line.trim_start().len()])
            } else if let Some(line) = over_key(line, text) {
                line
            } else if let Some(n) =
                key_of(text).and_then(|key| lines.iter().position(|l| l.starts_with(&format!("{key}:"))))
            {
                lines[n].clone_from(text);
                lines[at].clone()
            } else {
                let chars: Vec<char> = line.chars().collect();
                let from = note.column - 1;
                let end = (from + note.width).min(chars.len());
                // another key with its value, in place of both
                let is_key = chars.get(end) == Some(&':') && key_of(text).is_some();
                let end = if is_key { chars.len() } else { end };
                chars[..from].iter().collect::<String>() + text + &chars[end..].iter().collect::<String>()
            };
        }
        Paste::Rename(_) | Paste::Settings(_) | Paste::Own(_) => {}
    }
    write(&site.path(&note.path), lines.join("\n").as_bytes());
}

/// The same fault at the same place, or a new error? A new one that has a text to paste is a step on the way.
fn what_is_left(site: &Site, note: &Note, before: &[Note], steps: usize) -> Option<String> {
    let after = notes(site);
    let is_same =
        |n: &&Note| n.head == note.head && n.path == note.path && (n.line, n.column) == (note.line, note.column);
    if let Some(same) = after.iter().find(is_same) {
        return Some(format!("{} is still there: {}", same.head, same.hint));
    }
    let new = |n: &&Note| n.head.starts_with("error") && !before.iter().any(|b| b.head == n.head);
    let new = after.iter().find(new)?;
    match ways(&new.hint).first() {
        Some(way) if steps > 0 => {
            paste(site, new, way);
            what_is_left(site, new, before, steps - 1)
        }
        _ => Some(format!("{} is new: {}", new.head, new.hint)),
    }
}

#[test]
fn every_hint_of_the_gallery_can_be_pasted_or_is_work_for_a_person() {
    let (mut pasted, mut wrong) = (0, vec![]);
    for (name, case) in gallery::cases() {
        let (site, wish) = gallery::make(&case);
        if wish.is_large || wish.locked {
            continue;
        }
        let before = notes(&site);
        for note in before.iter().take(2) {
            let ways = ways(&note.hint);
            let is_work = WORK.iter().chain(&ALSO_WORK).any(|w| note.hint.starts_with(w));
            if ways.is_empty() && !is_work {
                wrong.push(format!("{name}: is this a text to paste, or work? {}", note.hint));
            }
            // of a long list of names the first ones tell enough
            for way in ways.iter().take(6) {
                let (site, _) = gallery::make(&case);
                paste(&site, note, way);
                pasted += 1;
                if let Some(left) = what_is_left(&site, note, &before, 3) {
                    wrong.push(format!("{name}: {way:?}\n  {left}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {pasted}\n{}", wrong.len(), wrong.join("\n"));
    assert!(pasted > 100, "{pasted}");
}
