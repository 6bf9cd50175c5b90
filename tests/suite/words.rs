//! A language in which every word of the interface is in brackets: what a page says without them was
//! written into a template or into the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_yaml::Value;

use super::support::{Site, project};

/// A tag for a language that nobody speaks.
const TAG: &str = "qps-ploc";

/// `⟦Due ⟧{day}`: the brackets stand round the words themselves, never round what fills a place.
fn bracket(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (words, place) = match rest.find('{') {
            Some(at) => (&rest[..at], &rest[at..=rest.find('}').unwrap()]),
            None => (rest, ""),
        };
        if words.chars().any(char::is_alphabetic) {
            out.push_str(&format!("⟦{words}⟧"));
        } else {
            out.push_str(words);
        }
        out.push_str(place);
        rest = &rest[words.len() + place.len()..];
    }
    out
}

fn bracketed(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(bracket(text)),
        Value::Sequence(list) => Value::Sequence(list.iter().map(bracketed).collect()),
        Value::Mapping(map) => Value::Mapping(map.iter().map(|(k, v)| (k.clone(), bracketed(v))).collect()),
        other => other.clone(),
    }
}

/// The whole words file in that language.
fn pseudo() -> String {
    let text = fs::read_to_string(project().join("themes/default/words/en-GB.yaml")).unwrap();
    let english: Value = serde_yaml::from_str(&text).unwrap();
    let mut words = bracketed(&english);
    for data in ["plural", "direction"] {
        words["locale"][data] = english["locale"][data].clone();
    }
    serde_yaml::to_string(&words).unwrap()
}

fn with_pseudo(site: Site) -> Site {
    let config = site.read("cpdfolio.yaml");
    let config: String = config.lines().filter(|l| !l.starts_with("language:")).map(|l| format!("{l}\n")).collect();
    site.config(&format!("{config}language: {TAG}\n")).file(&format!("themes/default/words/{TAG}.yaml"), &pseudo())
}

/// What is somebody's own: the values of every file of data, in the site and in what comes with the
/// program.
#[derive(Default)]
struct Content {
    texts: BTreeSet<String>,
    /// Texts of policies with places, as the parts between them.
    patterns: Vec<Vec<String>>,
}

/// Keys of which the values are words of the program: pages say them in their own words.
const PROGRAM: [&str; 8] = ["state", "visibility", "hours", "price", "severity", "confidence", "nav", "kind"];

/// Names of formats and programs, and addresses of files: the same in every language.
const NAMES: [&str; 5] = ["CSV", "JSON", "iCalendar", "Atom", concat!("cpdfolio ", env!("CARGO_PKG_VERSION"))];

impl Content {
    fn of(site: &Path) -> Self {
        let mut all = Self { texts: NAMES.map(str::to_owned).into(), ..Self::default() };
        all.folder(&site.join("content"));
        all.folder(&project().join("content"));
        let config: Value = serde_yaml::from_str(&fs::read_to_string(site.join("cpdfolio.yaml")).unwrap()).unwrap();
        for key in ["title", "member", "types", "pseudonyms"] {
            all.value(&config[key]);
        }
        all
    }

    fn folder(&mut self, folder: &Path) {
        let Ok(found) = fs::read_dir(folder) else { return };
        for path in found.map(|e| e.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let text = || fs::read_to_string(&path).unwrap();
            if path.is_dir() {
                self.folder(&path);
            } else if name.ends_with(".yaml") {
                self.yaml(&text());
            } else if let Some(id) = name.strip_suffix(".md") {
                self.add(id);
                self.yaml(text().split("---\n").nth(1).unwrap_or(""));
                // the headings of a text stand in its list of contents
                for line in text().lines().filter(|l| l.starts_with("## ")) {
                    self.add(line[3..].split(" {#").next().unwrap());
                }
            }
        }
    }

    fn yaml(&mut self, text: &str) {
        if let Ok(value) = serde_yaml::from_str::<Value>(text) {
            self.value(&value);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add(text.trim()),
            Value::Sequence(list) => list.iter().for_each(|v| self.value(v)),
            Value::Mapping(map) => {
                for (key, value) in map.iter().filter(|(k, _)| !k.as_str().is_some_and(|k| PROGRAM.contains(&k))) {
                    // `A1: Keep up …`, `private: {cost: 40}`: the key is shown beside the value
                    if key.as_str().is_some_and(|k| k.chars().any(|c| c.is_ascii_uppercase())) || map.len() < 4 {
                        self.value(key);
                    }
                    self.value(value);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        if text.contains('{') {
            let parts = text.split('{').map(|p| p.split_once('}').map_or(p, |(_, rest)| rest).to_owned());
            self.patterns.push(parts.collect());
        } else {
            let text = text.replace('`', "");
            // in the middle of a sentence
            self.texts.extend(text.chars().next().map(|c| c.to_lowercase().chain(text.chars().skip(1)).collect()));
            self.texts.insert(text);
        }
    }

    /// Is all of it content, one text beside the other?
    fn all(&self, text: &str) -> bool {
        // a sentence of a policy has an amount in the site's language inside
        if self.filled(text.replace('⟧', "").trim()) {
            return true;
        }
        text.split('⟧').all(|part| {
            let part = part.trim();
            self.filled(part) || self.covered(part)
        })
    }

    fn covered(&self, text: &str) -> bool {
        let Some(at) = text.find(char::is_alphabetic) else { return true };
        // a text may begin with a sign or a number of its own
        let starts = text.char_indices().map(|(n, _)| n).take_while(|n| *n <= at);
        starts.into_iter().any(|start| {
            let here = &text[start..];
            let mut fits: Vec<&String> = self.texts.iter().filter(|t| !t.is_empty() && here.starts_with(*t)).collect();
            fits.sort_by_key(|t| std::cmp::Reverse(t.len()));
            let whole = |t: &&&String| !here[t.len()..].starts_with(char::is_alphanumeric);
            fits.iter()
                .filter(|t| t.contains(char::is_alphabetic))
                .filter(whole)
                .any(|t| self.covered(&here[t.len()..]))
                || self.address(here)
        })
    }

    /// The address of a file or the name of a schema, and what comes after it.
    fn address(&self, text: &str) -> bool {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        (word.starts_with("data/") || word.starts_with("cpdfolio.") || word == "deadlines.ics" || word == "feed.xml")
            && self.covered(rest)
    }

    /// Is it a text of a policy with its places filled?
    fn filled(&self, text: &str) -> bool {
        self.patterns.iter().any(|parts| {
            let mut rest = text;
            let all = parts.iter().enumerate().all(|(n, part)| {
                let at = if n == 0 { rest.starts_with(part.as_str()).then_some(0) } else { rest.find(part.as_str()) };
                at.is_some_and(|at| {
                    rest = &rest[at + part.len()..];
                    true
                })
            });
            all && (rest.is_empty() || parts.last().is_some_and(String::is_empty))
        })
    }
}

/// Elements without an end.
const VOID: [&str; 8] = ["meta", "link", "br", "hr", "img", "input", "rect", "line"];

fn decoded(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&#x27;", "'").replace("&#x2F;", "/").replace("&amp;", "&")
}

/// What of a text stands outside all brackets; `inside` says whether it begins in some.
fn outside(text: &str, inside: &mut bool) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '⟦' => *inside = true,
            '⟧' => {
                *inside = false;
                out.push('⟧');
            }
            '\u{2068}' | '\u{2069}' => {}
            c if !*inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Attributes that people read or hear.
const SPOKEN: [&str; 6] = ["aria-label", "title", "alt", "placeholder", "label", "aria-description"];

fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut all = vec![];
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let name = rest[..at].rsplit(char::is_whitespace).next().unwrap().to_owned();
        let Some(end) = rest[at + 2..].find('"') else { break };
        all.push((name, decoded(&rest[at + 2..at + 2 + end])));
        rest = &rest[at + 3 + end..];
    }
    all
}

/// Content, not interface: running text of somebody, something to type, and the faults of files, which the
/// program tells in English and marks as English.
fn skipped(name: &str, attributes: &[(String, String)], prose: bool) -> bool {
    let is = |key: &str, value: &str| {
        attributes.iter().any(|(k, v)| k == key && v.split_whitespace().any(|word| word == value))
    };
    ["script", "style", "code", "pre"].contains(&name) || (prose && is("class", "prose")) || is("lang", "en-GB")
}

/// Every word of a page that is neither in brackets nor content; `prose`: somebody's running text is skipped.
fn strays(page: &str, content: &Content, prose: bool) -> Vec<String> {
    let mut found = vec![];
    let mut open: Vec<(String, bool)> = vec![];
    let mut inside = false;
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let skip = open.iter().any(|(_, skip)| *skip);
        let text = outside(&decoded(&rest[..at]), &mut inside).replace('`', "");
        if !skip && !content.all(&text) {
            found.push(text.trim().replace('⟧', "…"));
        }
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            while let Some((last, _)) = open.pop() {
                if last == name {
                    break;
                }
            }
            continue;
        }
        if tag.starts_with('!') {
            continue;
        }
        let name = tag.split_whitespace().next().unwrap().trim_end_matches('/').to_owned();
        let attributes = attributes(tag);
        for (key, value) in attributes.iter().filter(|(k, _)| SPOKEN.contains(&k.as_str())) {
            let text = outside(value, &mut false);
            if !skip && !content.all(&text) {
                found.push(format!("{key}: {}", text.trim()));
            }
        }
        if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
            open.push((name.clone(), skipped(&name, &attributes, prose)));
        }
    }
    found
}

fn pages(folder: &Path, all: &mut Vec<(String, String)>) {
    for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if path.is_dir() {
            pages(&path, all);
        } else if path.extension().is_some_and(|e| e == "html") {
            all.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn assert_spoken(site: &Site, audience: &str) {
    let built = site.run_all(&["build", "--keep-going", "--audience", audience, "--out", &format!("out-{audience}")]);
    assert!(site.path(&format!("out-{audience}")).exists(), "{}", built.stderr);
    let content = Content::of(&site.root());
    let mut all = vec![];
    pages(&site.path(&format!("out-{audience}")), &mut all);
    all.sort();
    assert!(!all.is_empty(), "nothing was built");
    let mut missed: Vec<String> = vec![];
    for (path, page) in &all {
        assert!(page.contains('⟦'), "{path} speaks the other language");
        // what stands there in paragraphs is made from a policy's data
        let edition = path.split_once("/policy/").is_some_and(|(_, page)| page.matches('/').count() == 2);
        let made = edition || ["/changes/", "/compliance/"].iter().any(|folder| path.contains(folder));
        for stray in strays(page, &content, !made) {
            let line = format!("{stray:?}");
            if !missed.iter().any(|m| m.ends_with(&line)) {
                missed.push(format!("{}: {line}", path.rsplit("out-").next().unwrap()));
            }
        }
    }
    assert!(missed.is_empty(), "words that no language file can change ({audience}):\n{}", missed.join("\n"));
}

#[test]
fn no_word_of_the_interface_is_missed() {
    let site = with_pseudo(Site::from_example("portfolio"));
    for audience in ["private", "assessor", "public"] {
        assert_spoken(&site, audience);
    }
}

/// What is said of a judgement and of the rules is the site's language, whoever's rules they are.
#[test]
fn rules_of_every_body_are_said_in_the_sites_language() {
    assert_spoken(&with_pseudo(Site::from_example("other-body")), "private");
    let site = Site::from_example("portfolio");
    let config = site.read("cpdfolio.yaml");
    let own = "policies:\n  - {id: iet}\n";
    assert!(config.contains(own), "{config}");
    let bodies = ["iet", "rics", "icheme", "nmc", "istructe", "apega", "cibse", "nc-pe", "riba"];
    let list: String = bodies.iter().map(|id| format!("  - {{id: {id}}}\n")).collect();
    let site = site.config(&config.replace(own, &format!("policies:\n{list}")));
    assert_spoken(&with_pseudo(site), "private");
}

#[test]
fn nor_where_there_is_nothing_or_something_is_wrong() {
    assert_spoken(&with_pseudo(Site::new()), "private");
    let faulty = Site::new().entry("2026-03-04-a", "hours: 2").entry("2026-03-05-b", "hour: 2");
    assert_spoken(&with_pseudo(faulty), "private");
    assert_spoken(&with_pseudo(Site::empty().config("schema: cpdfolio.site/1\ntitle: Guidance\n")), "public");
}

#[test]
fn the_walk_finds_what_is_not_in_brackets() {
    let content =
        Content { texts: ["Mira Sample".to_owned()].into(), patterns: vec![vec!["At least ".into(), ".".into()]] };
    let page = "<h1 title=\"Hello\">⟦Record of ⟧Mira Sample</h1><p>At least 30.</p><p>⟦a<code>b</code>c⟧</p>\
        <div class=\"wide prose\"><p>Words</p></div><p lang=\"en-GB\">Sum</p><p>Missed</p><br><img alt=\"⟦x⟧\">";
    assert_eq!(strays(page, &content, true), ["title: Hello", "Missed"]);
}
