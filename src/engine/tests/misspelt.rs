//! Every key with every slip of the pen: a typo never loses a minute without a word.

use std::collections::BTreeSet;

use crate::config;
use crate::diag::Level;

use super::Library;

/// Every key of an entry, each with a value that counts.
const ENTRY: &[(&str, &str)] = &[
    ("title", "A talk"),
    ("date", "{from: 2026-03-04, to: 2026-03-05}"),
    ("hours", "2"),
    ("category", "{job-technical: 1h, soft-skills: 1h}"),
    ("type", "event"),
    ("planned", "true"),
    ("reflection", "What I learned"),
    ("provider", "Somebody"),
    ("item", "club"),
    ("plan", "[sic]"),
    ("competences", "[A1]"),
    ("evidence", "[evidence/a.pdf]"),
    ("tags", "[power]"),
    ("supports_others", "true"),
    ("featured", "false"),
    ("visibility", "private"),
    ("draft", "false"),
    ("example", "false"),
    ("private", "{cost: 40}"),
    ("aliases", "[2026/old]"),
    ("cites", "[keep-pace]"),
];

const SETTINGS: &[(&str, &str)] = &[
    ("schema", "cpdfolio.site/1"),
    ("title", "Ada Test"),
    ("base_url", "https://ada.example/"),
    ("language", "en-GB"),
    ("audience", "private"),
    ("visibility", "private"),
    (
        "member",
        "{name: Ada Test, about: An engineer, contact: ada@test.example, number: \"1\", grade: MIET, registrations: [CEng]}",
    ),
    ("policies", "[{id: iet, from: 2020-01-01}]"),
    (
        "circumstances",
        "[{policy: iet, reason: agreement, from: 2025-01-01, to: 2025-12-31, target: 15h, agreed_on: 2025-02-10, ref: X, tell: kind}]",
    ),
    ("scheme", "{opted_in: 2023-02-01}"),
    ("types", "{site-visit: Site visit}"),
    ("pseudonyms", "{Acme: A}"),
    ("standing", "{stated: [2025]}"),
    ("institution", "{name: Guild of Tests, contact: cpd@guild.example, logo: content/logo.png}"),
    ("extra_keys", "[weight]"),
    ("guidance", "true"),
    ("theme", "default"),
];

/// All texts that are one edit away: a letter less, one more, another one, two swapped.
fn edits(word: &str) -> BTreeSet<String> {
    const LETTERS: &str = "abdeghilnoprstuy_-. S";
    let letters: Vec<char> = word.chars().collect();
    let text = |parts: &[&[char]], between: &str| {
        let parts: Vec<String> = parts.iter().map(|p| p.iter().collect()).collect();
        parts.join(between)
    };
    let mut found = BTreeSet::new();
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        for c in LETTERS.chars() {
            found.insert(text(&[before, after], &c.to_string()));
            if let [_, rest @ ..] = after {
                found.insert(text(&[before, rest], &c.to_string()));
            }
        }
        match after {
            [a, b, rest @ ..] => {
                found.insert(text(&[before, &after[1..]], ""));
                found.insert(text(&[before, rest], &format!("{b}{a}")));
            }
            [_] => drop(found.insert(text(&[before], ""))),
            [] => {}
        }
    }
    found.remove(word);
    found
}

#[test]
fn edits_are_all_there() {
    let all = edits("hours");
    for word in ["hour", "hous", "ours", "hourss", "huors", "hovrs", "houra", "Shours", "hours "] {
        assert!(all.contains(word) || word == "hovrs", "{word}");
    }
    assert!(!all.contains("hours") && all.len() > 200);
}

fn yaml(keys: &[(&str, &str)], at: usize, name: &str) -> String {
    let line = |(n, (key, value)): (usize, &(&str, &str))| format!("{}: {value}\n", if n == at { name } else { key });
    keys.iter().enumerate().map(line).collect()
}

fn files(head: &str) -> Vec<(String, String)> {
    [
        ("content/activities/2026/talk.md", format!("---\n{head}---\n")),
        ("content/plan/sic.md", "---\ntitle: Choose\n---\n".to_owned()),
        ("content/directory/club.md", "---\ntitle: Club\n---\n".to_owned()),
        ("evidence/a.pdf", String::new()),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .to_vec()
}

/// An entry with a misspelt key is an error that says so; it is never read as if the key were not
/// there.
fn entry_is_refused(library: &Library, head: &str, misspelt: &str, known: bool) {
    let loaded = library.load(&files(head));
    let errors = loaded.notes.iter().filter(|n| n.level() == Level::Error).count();
    if errors == 0 {
        assert!(known, "`{misspelt}` is read without a word\n{head}");
        assert_eq!(loaded.value.portfolio.activities[0].minutes.0, 120, "{head}");
    } else {
        assert!(loaded.value.portfolio.activities.is_empty(), "{head}");
        assert_eq!(loaded.value.not_read.len(), 1, "{head}");
    }
}

#[test]
fn no_key_of_an_entry_is_lost_by_a_slip() {
    let library = Library::new();
    let whole = library.load(&files(&yaml(ENTRY, usize::MAX, "")));
    assert_eq!((whole.notes.len(), whole.value.portfolio.activities.len()), (0, 1), "{:?}", whole.notes);
    let mut tried = 0;
    for (n, (key, _)) in ENTRY.iter().enumerate() {
        for name in edits(key) {
            let known = ENTRY.iter().any(|(k, _)| *k == name.trim());
            entry_is_refused(&library, &yaml(ENTRY, n, &name), &name, known);
            tried += 1;
        }
    }
    assert!(tried > 5_000, "{tried}");
}

#[test]
fn no_inner_key_of_an_entry_is_lost_by_a_slip() {
    let library = Library::new();
    for key in ["from", "to", "job-technical", "soft-skills"] {
        for name in edits(key).into_iter().filter(|n| n.trim() != key && !n.contains(' ')) {
            let head = yaml(ENTRY, usize::MAX, "").replacen(&format!("{key}: "), &format!("{name}: "), 1);
            entry_is_refused(&library, &head, &name, false);
        }
    }
}

/// The keys above are all there are: those that the published schema names.
#[test]
fn no_key_is_forgotten_here() {
    for (name, keys) in [("activity", ENTRY), ("site", SETTINGS)] {
        let schema = crate::schema::ALL.iter().find(|s| s.name == name).unwrap();
        let schema: serde_json::Value = serde_json::from_str(schema.text).unwrap();
        let published: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let tried: BTreeSet<&str> = keys.iter().map(|(k, _)| *k).collect();
        assert_eq!(tried, published, "{name}");
    }
}

#[test]
fn no_setting_is_lost_by_a_slip() {
    let whole = config::read(&yaml(SETTINGS, usize::MAX, ""));
    assert!(whole.value.is_some() && whole.notes.is_empty(), "{:?}", whole.notes);
    let refused = |text: &str, name: &str| {
        assert!(config::read(text).value.is_none(), "`{name}` is read without a word\n{text}");
    };
    for (n, (key, _)) in SETTINGS.iter().enumerate() {
        for name in edits(key) {
            if !SETTINGS.iter().any(|(k, _)| *k == name.trim()) {
                refused(&yaml(SETTINGS, n, &name), &name);
            }
        }
    }
    let text = yaml(SETTINGS, usize::MAX, "");
    for key in ["reason", "target", "agreed_on", "ref", "opted_in", "registrations", "name", "grade", "contact", "logo"]
    {
        for name in edits(key).into_iter().filter(|n| !n.contains(' ')) {
            refused(&text.replacen(&format!("{key}: "), &format!("{name}: "), 1), &name);
        }
    }
}
