//! Commands that pages, `status` and `check` offer: each is one that the program takes, and finds what it names.

use std::collections::BTreeSet;

use crate::support::{Output, Site};

/// A record that follows several bodies, with gaps of every kind.
fn site() -> Site {
    Site::new()
        .config(
            "schema: cpdfolio.site/1\ntitle: \"Ada Test: CPD\"\nmember: {name: Ada Test, registrations: [CEng]}\n\
             policies: [{id: iet}, {id: ice}, {id: imeche}]\n",
        )
        .entry("2026-03-04-talk", "hours: 40\ntype: event\ncategory: soft-skills\nplanned: true")
        .entry("2026-03-05-faulty", "hours: 1\nplan: [nothing-like-it]")
}

/// What stands between backticks or in `code`, and begins with the program's name.
fn commands(text: &str, found: &mut BTreeSet<String>) {
    let plain = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    let plain = plain.replace("&#x27;", "'").replace("&#x2F;", "/").replace("&amp;", "&");
    for (open, close) in [("`", "`"), ("<code>", "</code>"), ("data-copy=\"", "\"")] {
        for part in plain.split(open).skip(1) {
            let line = part.split(close).next().unwrap_or_default().trim();
            if line.starts_with("cpdfolio ") && line.lines().count() == 1 {
                found.insert(line.to_owned());
            }
        }
    }
}

/// A line as a shell takes it apart.
fn words(line: &str) -> Vec<String> {
    let (mut all, mut word, mut quote, mut any) = (vec![], String::new(), None, false);
    for c in line.chars() {
        match (c, quote) {
            ('"' | '\'', None) => (quote, any) = (Some(c), true),
            (c, Some(open)) if c == open => quote = None,
            (' ', None) if any || !word.is_empty() => {
                all.push(std::mem::take(&mut word));
                any = false;
            }
            (' ', None) => {}
            (c, _) => word.push(c),
        }
    }
    if any || !word.is_empty() {
        all.push(word);
    }
    all
}

/// Lines with a word in capitals that the reader puts in: nothing to paste.
fn has_a_blank(line: &str) -> bool {
    line.split(' ').skip(1).any(|w| w.len() > 1 && w.chars().all(|c| c.is_ascii_uppercase()))
}

fn check(site: &Site, pages: &[&str]) -> usize {
    let mut found = BTreeSet::new();
    site.run(["build", "--audience", "private", "--keep-going"]).ok();
    for (path, bytes) in site.tree("private") {
        let of_record = pages.iter().any(|page| path == *page || page.ends_with('/') && path.starts_with(page));
        if of_record && path.ends_with(".html") {
            commands(&String::from_utf8(bytes).unwrap(), &mut found);
        }
    }
    for args in [&["status"][..], &["check"], &["check", "--all"], &["plan"], &["list"], &["why", "nothing-like-it"]] {
        let out = site.run_all(args);
        commands(&format!("{}\n{}", out.stdout, out.stderr).replace("\n  ", " "), &mut found);
    }
    let mut tried = 0;
    for line in found.iter().filter(|line| !has_a_blank(line)) {
        let words = words(line);
        let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        if args.first() == Some(&"serve") {
            continue;
        }
        let mut command = site.command(args.iter().chain(&["--as-of", "2026-11-21"]));
        let out = Output::of(command.env("EDITOR", "true").output().unwrap(), line);
        assert!([0, 1].contains(&out.code), "`{line}` is offered, and ends with {}:\n{}", out.code, out.stderr);
        tried += 1;
    }
    tried
}

/// Pages about the record: the guide speaks of commands in general.
const PAGES: [&str; 7] =
    ["index.html", "years/", "compliance/", "problems/", "plan/", "activities/index.html", "competences/"];

#[test]
fn every_command_that_is_offered_is_one() {
    assert!(check(&site(), &PAGES) >= 4);
}

#[test]
fn those_of_the_example_too() {
    check(&Site::from_example("portfolio"), &PAGES);
}

#[test]
fn a_rule_that_is_open_is_named_as_why_takes_it() {
    let site = Site::new()
        .config(
            "schema: cpdfolio.site/1\ntitle: T\nmember: {name: Ada Test}\npolicies: [{id: iet}, {id: ice}]\n\
             guidance: false\n",
        )
        .entry("2026-03-04-talk", "hours: 12\ntype: event\ncategory: soft-skills\nplanned: true")
        .entry("2026-03-05-talk", "hours: 12\ntype: event\ncategory: job-technical\nplanned: true")
        .entry("2026-03-06-talk", "hours: 12\ntype: event\ncategory: personal-technical\nplanned: true")
        .entry("2026-03-07-talk", "hours: 12\ntype: event\ncategory: personal-technical\nplanned: true");
    site.run(["build", "--audience", "private"]).ok();
    let mut found = BTreeSet::new();
    commands(&site.read("private/index.html"), &mut found);
    assert!(found.iter().any(|line| line.starts_with("cpdfolio why ice/") || line == "cpdfolio reflect"), "{found:?}");
    check(&site, &PAGES);
}
