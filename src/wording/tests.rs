//! The words file against the program and the templates, and files laid over it.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::model::time::parse_day;

fn load(language: &str, files: &[(&str, &str)]) -> (Wording, Vec<Diagnostic>) {
    let sources: Vec<SourcePath> =
        files.iter().map(|(l, _)| SourcePath::new(&format!("themes/default/words/{l}.yaml")).unwrap()).collect();
    let files: Vec<WordsFile<'_>> =
        files.iter().zip(&sources).map(|((language, text), source)| WordsFile { source, language, text }).collect();
    let mut notes = vec![];
    let wording = Wording::load(language, &files, &mut notes);
    (wording, notes)
}

#[test]
fn dates_and_lengths_of_time() {
    let w = Wording::english();
    let day = |t: &str| parse_day(t).unwrap();
    let days = |a, b| w.days(Days { first: day(a), last: day(b) });
    assert_eq!(w.day(day("2026-03-04")), "4 March 2026");
    assert_eq!(w.day_of_year(day("2026-12-31")), "31\u{a0}December");
    assert_eq!(days("2026-12-02", "2026-12-03"), "2 to 3 December 2026");
    assert_eq!(days("2026-11-30", "2026-12-03"), "30\u{a0}November to 3 December 2026");
    assert_eq!(days("2025-12-30", "2026-01-03"), "30 December 2025 to 3 January 2026");
    assert_eq!(days("2026-01-03", "2026-01-03"), "3 January 2026");
    let plain = |text: String| text.replace('\u{202f}', " ");
    let hours = |n| plain(w.hours(Minutes(n)));
    assert_eq!(
        (hours(1710), hours(1800), hours(45), hours(0), hours(-90)),
        ("28 h 30".into(), "30 h".into(), "45 min".into(), "0 h".into(), "−1 h 30".into())
    );
    assert_eq!(plain(w.column(Minutes(45))), "0 h 45");
    assert_eq!(
        (w.size(1), w.size(830), w.size(12_000), w.size(1_450_000)),
        ("1 byte".into(), "830 bytes".into(), "12 kB".into(), "1.4 MB".into())
    );
}

#[test]
fn english_here_is_the_english_of_the_command_line() {
    let w = Wording::english();
    for minutes in [0, 1, 45, 60, 61, 1470, -90, 100_000] {
        assert_eq!(w.hours(Minutes(minutes)).replace('\u{202f}', " "), Minutes(minutes).long());
    }
    let day = parse_day("2024-02-29").unwrap();
    assert_eq!(w.day(day), crate::model::time::in_words(day));
}

#[test]
fn another_language_is_a_file() {
    let german = "locale:\n  months: [Januar, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember]\n  day: \"{day}. {month} {year}\"\n  decimal: \",\"\ncount:\n  entries: {one: \"{n} Eintrag\", other: \"{n} Einträge\"}\n";
    let (w, notes) = load(
        "de-AT",
        &[
            ("de", german),
            (
                "de-AT",
                "locale: {months: [Jänner, Februar, März, April, Mai, Juni, Juli, August, September, Oktober, November, Dezember]}\n",
            ),
            ("fr", "no: [yaml\n"),
        ],
    );
    assert_eq!(notes, vec![]);
    assert_eq!(w.day(parse_day("2026-01-04").unwrap()), "4. Jänner 2026");
    assert_eq!((w.count("count.entries", 1), w.count("count.entries", 3)), ("1 Eintrag".into(), "3 Einträge".into()));
    assert_eq!(w.size(1_450_000), "1,4 MB");
    // What it leaves out is English, and is named.
    assert_eq!(w.text("entry.facts"), "Facts");
    assert!(w.missing().contains(&"entry.facts".to_owned()) && !w.missing().contains(&"locale.day".to_owned()));
    // Three words of English changed leave nothing out.
    let (w, notes) = load("en-GB", &[("en-GB", "entry: {facts: At a glance}\n")]);
    assert_eq!((w.text("entry.facts"), w.missing(), notes.len()), ("At a glance", &[][..], 0));
}

#[test]
fn faults_of_a_words_file_are_placed() {
    for (text, code, message) in [
        ("entri: {facts: F}", Code::UnknownKey, "`entri` is not a word of the interface"),
        ("entry: {fact: F}", Code::UnknownKey, "`fact` is not a word of the interface"),
        ("entry: F", Code::WrongType, "`entry` is a section: keys and texts"),
        ("entry: {facts: [F]}", Code::WrongType, "a text is wanted here"),
        ("locale: {months: [Jan]}", Code::WrongType, "a list of 12 is wanted here"),
        ("locale: {plural: {one: x}}", Code::WrongType, "`x` is not a condition"),
        ("plan: {due: \"bis {tag}\"}", Code::ThemeFault, "nothing fills `{tag}` in this text"),
        ("count: {entries: {one: \"{n} a\"}}", Code::WrongType, "the form `other` is wanted here"),
        ("count: {entries: {uno: \"{n} a\", other: b}}", Code::UnknownKey, "`uno` is not the name of a form"),
        ("- a", Code::NotAMapping, "words are written as sections with keys and texts"),
    ] {
        let (w, notes) = load("fr", &[("fr", text)]);
        let found: Vec<_> = notes.iter().map(|n| (n.code, n.message.as_str())).collect();
        assert_eq!(found, [(code, message)], "{text}");
        assert_eq!(w.text("entry.facts"), "Facts");
    }
    assert!(load("fr", &[("fr", "")]).1.is_empty());
}

fn files(dir: &str, ending: &str) -> Vec<String> {
    fn walk(dir: &Path, ending: &str, all: &mut Vec<String>) {
        let mut found: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
        found.sort();
        for path in found {
            if path.is_dir() {
                walk(&path, ending, all);
            } else if path.to_str().unwrap().ends_with(ending) {
                all.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut all = vec![];
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir), ending, &mut all);
    assert!(!all.is_empty(), "{dir}");
    all
}

/// `section.key` in a text after a mark; what is looked up by a word computed (`words.state[x]`) gives
/// the section alone, and `["view_" ~ x]` the beginning of a key.
fn used(texts: &[String], marks: &[&str]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for text in texts {
        for mark in marks {
            for part in text.split(mark).skip(1) {
                let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.';
                let end = part.find(|c| !name(c)).unwrap_or(part.len());
                let (word, rest) = part.split_at(end);
                let begun = rest.strip_prefix("[\"").and_then(|r| r.split_once("\" ~")).map(|(start, _)| start);
                all.insert(begun.map_or_else(|| word.to_owned(), |start| format!("{word}.{start}*")));
            }
        }
    }
    all
}

#[test]
fn every_word_that_is_used_is_there_and_every_word_is_used() {
    let english = Wording::english();
    let templates = [files("themes/default/templates", ".html"), files("src/hand/page", ".html")].concat();
    let templates = used(&templates, &["words."]);
    let rust = files("src", ".rs");
    let rust: Vec<String> =
        rust.iter().map(|t| t.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned()).collect();
    let sections: Vec<String> = english.sections().keys().map(|s| format!("\"{s}.")).collect();
    let literals: BTreeSet<String> = rust
        .iter()
        .flat_map(|t| t.split('"'))
        .filter(|l| {
            sections.iter().any(|s| l.starts_with(&s[1..]))
                && l.split_once('.').is_some_and(|(_, key)| {
                    !key.is_empty()
                        && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                        && !["html", "yaml", "md", "xml", "csv", "ics", "json", "txt", "typ"].contains(&key)
                })
        })
        .map(str::to_owned)
        .collect();
    let computed = used(&rust, &[".word(\"", ".fill_word(\""]);
    let has = |key: &str| english.find(key).is_some();
    for key in templates.iter().chain(&literals).filter(|k| !k.contains('*')) {
        let section_alone = !key.contains('.') && english.sections().contains_key(key);
        assert!(section_alone || has(key), "`{key}` is used and is not in en-GB.yaml");
    }
    let mut unused = vec![];
    for (section, keys) in english.sections() {
        for key in keys.keys() {
            let full = format!("{section}.{key}");
            let known = |set: &BTreeSet<String>| {
                set.contains(&full)
                    || set.contains(section)
                    || set.iter().any(|u| u.strip_suffix('*').is_some_and(|start| full.starts_with(start)))
            };
            if !(known(&templates) || known(&literals) || known(&computed)) {
                unused.push(full);
            }
        }
    }
    assert_eq!(unused, Vec::<String>::new(), "in en-GB.yaml, and nothing uses it");
}
