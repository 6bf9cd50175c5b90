//! Names that only the owner reads: others find them in no form in no file, and get the same bytes
//! whatever the names are.

use std::fmt::Write;

use cpdfolio::model::Audience::{self, Assessor, Private, Public};
use unicode_normalization::UnicodeNormalization;

use crate::memory::{self, Files, Rng, build, difference, full};

const AS_OF: &str = "2026-06-30";

/// Two names and what stands in their place.
struct Pair {
    names: [String; 2],
    told: [&'static str; 2],
}

/// A name of one to three words, unlike any other text; some with letters that have two forms.
fn name(rng: &mut Rng) -> String {
    let word = |rng: &mut Rng| {
        let letters = (0..5 + rng.below(5)).map(|_| char::from(b"bcdfghjklmnpqrstvwxz"[rng.below(20)]));
        let word: String = letters.collect();
        let word = if rng.chance(30) { format!("{word}é") } else { word };
        let mut chars = word.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    let joined = rng.pick(&[" ", "-", " & "]);
    (0..1 + rng.below(3)).map(|_| word(rng)).collect::<Vec<_>>().join(joined)
}

/// A place for a name in a text: which, and in which form.
fn place(rng: &mut Rng, forms: &str) -> String {
    let form = forms.chars().nth(rng.below(forms.len())).unwrap();
    format!("⟦{}{form}⟧", rng.below(2))
}

/// Puts names into their places.
fn fill(text: &str, pair: &Pair) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (at, after) = after.split_once('⟧').unwrap();
        out.push_str(before);
        out.push_str(&formed(&pair.names[usize::from(at.starts_with('1'))], at.chars().nth(1).unwrap()));
        rest = after;
    }
    out + rest
}

/// A name as files are called: its words in small letters, between them a dash.
fn slug(name: &str) -> String {
    let small: String = name.nfc().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\'' | '’')).collect();
    small.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-")
}

/// A name as an address has it.
fn path_url(name: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'-' | b'_' | b'.' | b'~' | b'/' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    name.bytes().map(encoded).collect()
}

fn formed(name: &str, form: char) -> String {
    let slug = slug(name);
    match form {
        'n' => name.to_owned(),
        // Ids have no accents.
        's' => slug.replace('é', "e"),
        't' => slug,
        '_' => slug.replace('-', "_"),
        'u' => name.to_uppercase(),
        'd' => name.nfd().collect(),
        'b' => name.replace(' ', "\u{a0}"),
        'w' => name.replace(' ', "  "),
        // With marks of Markdown, and as an entity.
        'm' => match name.split_once(' ') {
            Some((first, rest)) => format!("**{first}** {rest}"),
            None => format!("**{name}**"),
        },
        'e' => {
            let first = name.chars().next().unwrap();
            format!("&#{};{}", u32::from(first), &name[first.len_utf8()..].replace('&', "&amp;"))
        }
        'p' => path_url(name),
        other => panic!("no form {other}"),
    }
}

/// A record with names in every place.
struct Maker {
    rng: Rng,
    files: Vec<(String, String)>,
}

impl Maker {
    fn put(&mut self, path: String, text: String) {
        if !self.files.iter().any(|(other, _)| *other == path) {
            self.files.push((path, text));
        }
    }

    fn line(&mut self) -> String {
        let r = &mut self.rng;
        let words = format!("{} {} {}", r.word(), place(r, "nntudw"), r.word());
        format!("\"{words}\"")
    }

    fn link(&mut self) -> String {
        let r = &mut self.rng;
        match r.below(9) {
            0 => format!("[{}]({}-1.md)", place(r, "nm"), place(r, "s")),
            1 => format!("[there](/activities/2025/{}-{}.md)", place(r, "s"), r.below(3)),
            2 => format!("[page](../../{}.md#about-{})", place(r, "s"), place(r, "s")),
            3 => format!("[away](https://www.{}.example/a \"{}\")", place(r, "s"), place(r, "n")),
            4 => format!("[away](https://x.example/?q={})", place(r, "p")),
            5 => format!("![{}](../../images/{}.png \"{}\")", place(r, "nu"), place(r, "s"), place(r, "n")),
            6 => format!("<https://{}.example/>", place(r, "s")),
            7 => format!("[{}][r]\n\n[r]: https://{}.example\n", place(r, "n"), place(r, "s")),
            _ => "[plan](hidden.md)".to_owned(),
        }
    }

    fn body(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..1 + self.rng.below(4) {
            let r = &mut self.rng;
            let _ = match r.below(7) {
                0 => write!(out, "## About {}\n\n", place(r, "n")),
                1 => write!(out, "- {} and {}\n\n", place(r, "ntudm"), r.word()),
                2 => write!(out, "| a | b |\n|---|---|\n| {} | `{}` |\n\n", place(r, "nue"), place(r, "nt")),
                3 => write!(out, "```{}\n{}\n```\n\n", place(r, "s"), place(r, "n_")),
                4 => write!(out, "> {} <!-- {} --> <b>{}</b>\n\n", place(r, "me"), place(r, "n"), place(r, "n")),
                5 => write!(out, "{}[^⟦0s⟧]\n\n[^⟦0s⟧]: {}\n\n", r.word(), place(r, "nb")),
                _ => write!(out, "{} {}, {}.\n\n", r.words(5), place(r, "ntudbwme_"), r.word()),
            };
            let link = self.link();
            let _ = write!(out, "See {link}\n\n");
        }
        out
    }

    fn entry(&mut self, path: &str, visibility: &str) {
        let (title, provider, reflection, body) = (self.line(), self.line(), self.line(), self.body());
        let r = &mut self.rng;
        let day = format!("202{}-{:02}-{:02}", 4 + r.below(3), 1 + r.below(6), 1 + r.below(28));
        let kind = if r.chance(50) { "⟦0s⟧-visit" } else { "self-study" };
        let mut text = format!(
            "---\ntitle: {title}\ndate: {day}\nhours: {}h\ntype: {kind}\ncategory: job-technical\nplanned: true\nprovider: {provider}\nvisibility: {visibility}\nreflection: {reflection}\n",
            1 + r.below(9)
        );
        let _ = writeln!(text, "tags: [{}, {}, \"{}\"]", r.word(), place(r, "s"), place(r, "n"));
        let _ = writeln!(text, "aliases: [old/{}-{}]", place(r, "s"), r.word());
        let _ = writeln!(text, "plan: [⟦{}s⟧-goal]\nprivate: {{\"⟦0n⟧\": \"⟦1n⟧\"}}", r.below(2));
        let _ = writeln!(text, "item: ⟦0s⟧-course\nevidence: [evidence/⟦0s⟧.pdf]");
        self.put(format!("content/activities/{path}.md"), format!("{text}---\n{body}"));
    }

    fn all(&mut self) {
        let told_title = self.line();
        let extra = if self.rng.chance(50) { ", {id: own}" } else { "" };
        self.put(
            "cpdfolio.yaml".into(),
            format!(
                "schema: cpdfolio.site/1\ntitle: {told_title}\nbase_url: https://sam.example/\nguidance: false\nmember: {{name: Sam Example, number: \"1\", grade: MIET}}\npolicies: [{{id: iet}}{extra}]\ntypes: {{⟦0s⟧-visit: \"Visit to ⟦0n⟧\", ⟦1s⟧-visit: \"Visit to ⟦1n⟧\"}}\npseudonyms: {{\"⟦0n⟧\": \"⟨0⟩\", \"⟦1n⟧\": \"⟨1⟩\"}}\n"
            ),
        );
        self.put("content/policies/own.yaml".into(), OWN.into());
        for n in 0..3 + self.rng.below(5) {
            let visibility = *self.rng.pick(&["public", "public", "assessor", "hours", "private"]);
            // No link leads to the last one: its name has accents.
            let name = place(&mut self.rng, if n % 4 == 3 { "t" } else { "s" });
            let path = format!("2025/{name}-{}", n % 4);
            self.entry(&path, visibility);
        }
        self.entry("2025/hidden", "private");
        for which in ["0", "1"] {
            let (title, body) = (self.line(), self.body());
            self.put(
                format!("content/plan/⟦{which}s⟧-goal.md"),
                format!("---\ntitle: {title}\nperiod: \"2026\"\n---\n{body}"),
            );
            let (title, body) = (self.line(), self.body());
            self.put(
                format!("content/⟦{which}s⟧.md"),
                format!("---\ntitle: {title}\nsummary: {title}\naliases: [was/⟦0s⟧]\nnav: main\nextra: {{\"⟦1n⟧\": \"⟦0n⟧\"}}\n---\n{body}\n\n{{{{ include(\"⟦0s⟧.md\") }}}}\n"),
            );
            let (title, body) = (self.line(), self.body());
            self.put(format!("content/places/⟦{which}s⟧/index.md"), format!("---\ntitle: {title}\n---\n{body}"));
            let (title, body) = (self.line(), self.body());
            self.put(
                format!("content/faq/⟦{which}s⟧.md"),
                format!("---\ntitle: {title}\nsection: \"⟦0n⟧\"\n---\n{body}"),
            );
            let (title, body) = (self.line(), self.body());
            self.put(
                format!("content/directory/⟦{which}s⟧-course.md"),
                format!(
                    "---\ntitle: {title}\nprovider: \"⟦{which}n⟧\"\nurl: https://⟦{which}s⟧.example/x\n---\n{body}"
                ),
            );
            let body = self.body();
            self.put(format!("content/snippets/⟦{which}s⟧.md"), body);
        }
        self.put("evidence/⟦0s⟧.pdf".into(), "%PDF ⟦0n⟧".into());
        self.put("content/images/⟦0s⟧.png".into(), String::new());
    }
}

/// A policy of the site's own.
const OWN: &str = "\
schema: cpdfolio.policy/1
id: own
title: \"The rules of ⟦0n⟧\"
note: \"As ⟦1n⟧ has them.\"
sources: {none: {title: \"A paper of ⟦0n⟧\", confidence: confirmed}}
types: {self-study: Study}
categories: {job-technical: \"Work at ⟦0n⟧\"}
editions:
  \"1\":
    from: 2020-01-01
    source: none
    window: {calendar: year, starts: 01-01}
    rules:
      - {id: total, severity: must, at_least: 20h, title: \"Hours for ⟦0n⟧\", clause: \"{at_least} for ⟦1n⟧.\"}
      - {id: many, severity: should, cap: {most: 4h, per: provider, towards: [total]}, clause: \"{most} with each.\"}
    examples: []
";

/// The same record with these names.
fn record(seed: u64, pair: &Pair) -> Files {
    let mut maker = Maker { rng: Rng::new(seed), files: vec![] };
    maker.all();
    let told = |text: &str| text.replace("⟨0⟩", pair.told[0]).replace("⟨1⟩", pair.told[1]);
    let picture = include_bytes!("../../examples/guidance/content/images/logo.png");
    let bytes = |path: &str, text: &str| {
        if path.ends_with(".png") { picture.to_vec() } else { fill(&told(text), pair).into_bytes() }
    };
    maker.files.iter().map(|(path, text)| (fill(path, pair), bytes(path, text))).collect()
}

/// Every word of a name that an output has in some form.
fn shown(files: &Files, pair: &Pair) -> Vec<String> {
    let fold = |text: &str| -> String { text.nfkd().flat_map(char::to_lowercase).collect() };
    let mut found = vec![];
    for word in pair.names.iter().flat_map(|n| n.split(|c: char| !c.is_alphanumeric())).filter(|w| !w.is_empty()) {
        let forms =
            [fold(word).replace('\u{301}', ""), fold(word), fold(&path_url(word)), fold(word).chars().rev().collect()];
        for (path, bytes) in files {
            let text = fold(&format!("{path}\n{}", String::from_utf8_lossy(bytes)));
            if let Some(form) = forms.iter().find(|form| text.contains(*form)) {
                let at = text.find(form).unwrap();
                let before: String = text[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
                let after: String = text[at..].chars().take(60).collect();
                found.push(format!("{word} in {path}: {before:?}{after:?}"));
            }
        }
    }
    found
}

fn pairs(seed: u64) -> [Pair; 2] {
    let mut rng = Rng::new(9_000 + seed);
    let told = if rng.chance(50) { ["employer A", "employer A"] } else { ["employer A", "firm B"] };
    let mut two = || [name(&mut rng), name(&mut rng)];
    let (mut one, mut other) = (two(), two());
    // What comes first in one comes last in the other.
    one.sort();
    other.sort_by(|a, b| b.cmp(a));
    [Pair { names: one, told }, Pair { names: other, told }]
}

fn same(seed: u64, audience: Audience) -> Files {
    let [one, other] = pairs(seed);
    let first = build(&record(seed, &one), audience, AS_OF);
    let second = build(&record(seed, &other), audience, AS_OF);
    for (pair, built) in [(&one, &first), (&other, &second)] {
        let found = shown(&built.files, pair);
        assert!(found.is_empty(), "seed {seed}, for {}: {:?}: {}", audience.word(), pair.names, found.join("\n"));
    }
    let found = difference(&first.files, &second.files);
    let who = audience.word();
    assert_eq!(found, None, "seed {seed}, for {who}: {:?} and {:?}: {:?}", one.names, other.names, first.notes);
    first.files
}

#[test]
fn another_name_changes_no_byte_and_none_is_shown() {
    let mut outputs = std::collections::BTreeSet::new();
    let count = if full() { 300 } else { 12 };
    for seed in 0..count {
        for audience in [Assessor, Public] {
            outputs.insert(same(seed, audience).into_values().map(|f| f.len()).sum::<usize>());
        }
    }
    assert!(outputs.len() > 12, "the records are all alike: {}", outputs.len());
}

#[test]
fn the_owner_reads_the_names() {
    let [pair, _] = pairs(0);
    assert!(!shown(&build(&record(0, &pair), Private, AS_OF).files, &pair).is_empty());
}

#[test]
fn the_example_shows_its_employer_to_nobody_else() {
    let pair = Pair { names: ["Northmoor".into(), "Drives Ltd".into()], told: ["", ""] };
    let files = memory::portfolio();
    for audience in [Assessor, Public] {
        let built = build(&files, audience, "2026-11-21").files;
        let found: Vec<String> = shown(&built, &pair).into_iter().filter(|f| f.starts_with("Northmoor")).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert!(built.keys().any(|path| path.contains("provider-employer-a")));
    }
}

#[test]
fn links_follow_what_moves_and_numbers_keep_two_apart() {
    let entry = |title: &str, day: &str, body: &str| {
        let head = "hours: 2h\ntype: self-study\ncategory: job-technical\nplanned: true\nvisibility: public\n";
        format!("---\ntitle: {title}\ndate: {day}\n{head}---\n{body}\n").into_bytes()
    };
    let settings = "schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: Sam}\npolicies: [{id: iet}]\npseudonyms: {Zorblax: client A, Quuxly Ltd: client A}\n";
    let files = Files::from([
        ("cpdfolio.yaml".to_owned(), settings.into()),
        (
            "content/activities/zorblax-visit.md".to_owned(),
            entry("One", "2025-05-01", "# Top\n\n[two](quuxly-ltd-visit.md)"),
        ),
        (
            "content/activities/quuxly-ltd-visit.md".to_owned(),
            entry("Two", "2025-04-01", "[one](zorblax-visit.md#top)"),
        ),
        (
            "content/activities/plain.md".to_owned(),
            entry("Three", "2025-03-01", "[one](/activities/zorblax-visit.md) [gone](zorblax-secret.md)"),
        ),
        ("content/activities/zorblax-secret.md".to_owned(), entry("Four", "2025-02-01", "").into_iter().collect()),
    ]);
    let mut files = files;
    let secret = String::from_utf8(files["content/activities/zorblax-secret.md"].clone()).unwrap();
    files.insert("content/activities/zorblax-secret.md".into(), secret.replace("public", "private").into_bytes());
    let built = build(&files, Public, AS_OF).files;
    let page = |name: &str| String::from_utf8(built[&format!("activities/{name}.html")].clone()).unwrap();
    // The earlier one keeps the address without a number.
    assert!(page("client-a-visit").contains("Two") && page("client-a-visit-2").contains("One"));
    assert!(
        page("client-a-visit").contains("href=\"../activities/client-a-visit-2.html#top\""),
        "{}",
        page("client-a-visit")
    );
    assert!(page("plain").contains("client-a-visit-2.html\">one</a> gone"), "{}", page("plain"));
}
