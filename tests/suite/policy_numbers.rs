//! One figure, everywhere at once. Each number of the guideline is changed in a site's own copy of
//! the pack: the policy page, the guidance and answers that refer to it, the guideline check and
//! `status` follow together, and nothing else moves. And a new edition leaves the years before it
//! as they are, byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Site, project};

const PACK: &str = "content/policies/iet.yaml";
const YEARS: [&str; 4] = ["2023", "2024", "2025", "2026"];

fn pack() -> String {
    std::fs::read_to_string(project().join(PACK)).unwrap()
}

/// Everything that the program says about the example portfolio under some rules.
struct Said {
    files: BTreeMap<String, String>,
    status: BTreeMap<&'static str, Value>,
}

/// Builds the owner's site with these rules, as of a day, and asks where the member stands.
fn said(site: &Site, rules: &str, day: &str) -> Said {
    crate::support::write(&site.path(PACK), rules.as_bytes());
    site.run(["build", "--audience", "private", "--as-of", day]).ok();
    // the one thing that tells of any change at all is the hash of the file
    let hash = crate::support::sha256(rules);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&hash, "(hash)").replace(&hash[..12], "(hash)");
    // the search index holds the words of the pages, which are compared themselves
    let made = |name: &str| !name.starts_with(".cpdfolio") && !name.starts_with("assets/search/");
    let files = site.tree("private").into_iter().filter(|(name, _)| made(name));
    let status = YEARS.map(|year| {
        let out = site.run_all(&["status", year, "--format", "json", "--as-of", day]).ok();
        (year, serde_json::from_str(&out.stdout.replace(&hash, "(hash)")).unwrap())
    });
    Said { files: files.map(|(name, bytes)| (name, text(bytes))).collect(), status: status.into() }
}

/// Names of files that are not the same, or only in one.
fn changed<'s>(a: &'s Said, b: &'s Said) -> BTreeSet<&'s str> {
    let names = a.files.keys().chain(b.files.keys());
    // the owner's page of problems names worked examples that a changed number makes false: that is what it is for
    names
        .filter(|name| *name != "problems/index.html")
        .filter(|n| a.files.get(*n) != b.files.get(*n))
        .map(String::as_str)
        .collect()
}

/// The numbers of a YAML text outside of comments: where each stands, with what it is part of
/// (`30h`, `2026-11-21`).
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = vec![];
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let end = if line.trim_start().starts_with('#') { 0 } else { line.len() };
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '_');
        let mut at = 0;
        while let Some(start) = line[at..end].find(|c: char| c.is_ascii_alphanumeric()).map(|n| n + at) {
            let stop = line[start..end].find(|c| !part(c)).map_or(end, |n| n + start);
            let token = line[start..stop].trim_end_matches([':', '.', '-']);
            if token.starts_with(|c: char| c.is_ascii_digit()) {
                found.push(offset + start..offset + start + token.len());
            }
            at = stop;
        }
        offset += line.len();
    }
    found
}

/// What a number of the pack is.
enum Number {
    /// A figure of this rule (`total` …), or of the lower target (`set`).
    Figure(&'static str),
    /// A fact about the source or the edition: only pages that tell of it may change, and some does.
    Told(&'static [&'static str]),
    /// Which days make a year: everything that is counted by it follows.
    Window,
}

/// Every number outside of the worked examples: the text around it, what to write, what it is.
const NUMBERS: &[(&str, &str, &str, Number)] = &[
    ("cpdfolio.policy/", "1", "", Number::Told(&[])),
    ("public guideline of ", "2013", "2014", Number::Told(&["policy/iet/"])),
    ("captured: \"", "2013", "2014", Number::Told(&["compliance/", "years/", "changes/", "data/"])),
    ("checked: ", "2026-11-21", "2026-11-20", Number::Told(&["changes/", "policy/iet/"])),
    (
        "editions:\n  \"",
        "2013",
        "2014",
        Number::Told(&[
            "policy/",
            "changes/",
            "what-counts/",
            "index.html",
            "compliance/",
            "years/",
            "activities/",
            "plan/",
            "data/",
        ]),
    ),
    ("from: ", "2013-01-01", "2013-02-01", Number::Told(&["changes/", "policy/iet/"])),
    ("starts: ", "01-01", "02-01", Number::Window),
    ("severity: should\n        at_least: ", "30h", "31h", Number::Figure("total")),
    ("select: {planned: true}\n        at_least: ", "10h", "11h", Number::Figure("planned")),
    ("cap: {most: ", "20h", "19h", Number::Figure("unplanned")),
    ("severity: advice\n        at_least: ", "10h", "11h", Number::Figure("category")),
    ("set: {total: ", "10h", "11h", Number::Figure("set")),
];

/// Files that tell where the member stands: each may change where a verdict does.
const RECORD: [&str; 10] = [
    "guide/",
    "index.html",
    "compliance/",
    "years/",
    "plan/",
    "data/",
    "activities/",
    "competences/",
    "deadlines.ics",
    "feed.xml",
];
/// Those of them that tell of all years.
const OF_ALL_YEARS: [&str; 7] =
    ["guide/", "index.html", "years/index.html", "plan/", "data/", "deadlines.ics", "feed.xml"];

fn within(name: &str, places: &[&str]) -> bool {
    places.iter().any(|p| if p.ends_with('/') { name.starts_with(p) } else { name == *p })
}

/// The pages of guidance whose texts refer to a figure, found in the texts themselves.
fn pages_that_refer(figure: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (name, bytes) in crate::support::tree(&project().join("content")) {
        let text = String::from_utf8_lossy(&bytes);
        let in_code = |at: usize| text[..at].ends_with('`') || text[..at].matches("\n```").count() % 2 == 1;
        let codes = text.match_indices("{{").filter(|(at, _)| !in_code(*at));
        let refers = codes.filter_map(|(at, _)| text[at..].split("}}").next()).any(|code| refers(code, figure));
        if !name.ends_with(".md") || name == "policy-format.md" || !refers {
            continue;
        }
        found.insert(match name.split_once('/') {
            Some(("faq", _)) => "faq/index.html".to_owned(),
            Some(_) => name.replace(".md", ".html"),
            None => name.replace(".md", "/index.html"),
        });
    }
    found
}

/// `any`: anything of a policy.
fn refers(code: &str, figure: &str) -> bool {
    if figure == "any" {
        return !code.contains("literal(");
    }
    let has = |key: &str, value: &str| code.contains(&format!("{key}=\"{value}\""));
    if code.contains("id=\"") && !has("id", "iet") {
        return false; // a figure of another policy
    }
    let table = |names: &[&str]| code.contains("table(") && names.iter().any(|n| has("show", n));
    let of_rule = |rule: &str| code.contains("policy(") && has("rule", rule) && !has("show", "reading");
    match figure {
        "set" => code.contains("adjust(") || table(&["circumstances"]),
        "total" => of_rule("total") || table(&["rules", "review"]),
        "planned" | "unplanned" => of_rule(figure) || table(&["rules", "planned", "review"]),
        _ => of_rule("category-job-technical") || table(&["rules", "areas", "review"]),
    }
}

/// The rules whose JSON differs, of any policy; `policy` where its own figures do.
fn rules_that_differ(a: &Value, b: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    assert_eq!(a["competences"], b["competences"]);
    for (x, y) in a["policies"].as_array().unwrap().iter().zip(b["policies"].as_array().unwrap()) {
        let (one, other) = (x["rules"].as_array().unwrap(), y["rules"].as_array().unwrap());
        assert_eq!(one.len(), other.len());
        for (r, s) in one.iter().zip(other).filter(|(r, s)| r != s) {
            assert_eq!((&x["policy"], &r["id"]), (&y["policy"], &s["id"]));
            found.insert(format!("{}-{}", x["policy"].as_str().unwrap(), r["id"].as_str().unwrap()));
        }
    }
    found
}

/// The blocks of a page of the guideline check, by the anchors of the rules; the rest as ``.
fn blocks(page: &str) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    let mut parts = page.split("<article class=\"measure\" id=\"");
    found.insert("", parts.next().unwrap());
    for part in parts {
        let (id, rest) = part.split_once('"').unwrap();
        found.insert(id, rest.split("</article>").next().unwrap());
    }
    found
}

/// The words of two texts that differ, pair by pair: the texts are the same but for them.
fn words_that_differ<'t>(a: &'t str, b: &'t str) -> BTreeSet<(&'t str, &'t str)> {
    let split = |text: &'t str| text.split(|c: char| !c.is_ascii_alphanumeric()).collect::<Vec<_>>();
    let (one, other) = (split(a), split(b));
    assert_eq!(one.len(), other.len());
    one.into_iter().zip(other).filter(|(x, y)| x != y).collect()
}

#[test]
fn each_number_of_the_guideline_is_one_number() {
    let text = pack();
    let (rules, _) = text.split_once("    examples:\n").unwrap();
    let mut known = BTreeSet::new();
    let site = Site::from_example("portfolio");
    let before = said(&site, &text, "2026-11-21");
    // pages of guidance that refer to anything of a policy
    let guidance = pages_that_refer("any");
    for (start, old, new, number) in NUMBERS {
        let places: Vec<usize> =
            rules.match_indices(&format!("{start}{old}")).map(|(at, _)| at + start.len()).collect();
        let [at] = places[..] else { panic!("`{start}{old}` stands in {} places", places.len()) };
        known.insert(at);
        if new.is_empty() {
            continue; // the format's own version
        }
        let what = format!("{start}{old} -> {new}");
        let after = said(&site, &format!("{}{new}{}", &text[..at], &text[at + old.len()..]), "2026-11-21");
        match number {
            Number::Figure(figure) => figure_follows(figure, (old, new), &before, &after),
            Number::Told(places) => {
                let files = changed(&before, &after);
                let told = |f: &str| within(f, places) || (!places.is_empty() && guidance.contains(f));
                assert!(files.is_empty() == places.is_empty() && files.iter().all(|f| told(f)), "{what}: {files:#?}");
                for year in YEARS {
                    let differ = rules_that_differ(&before.status[year], &after.status[year]);
                    assert!(differ.is_empty(), "{what}: {differ:?}");
                }
            }
            Number::Window => {
                let files = changed(&before, &after);
                for place in ["policy/index.html", "index.html", "compliance/2026/index.html"] {
                    assert!(files.contains(place), "{what}: {place}");
                }
                assert_ne!(
                    before.status["2026"]["policies"][0]["period"],
                    after.status["2026"]["policies"][0]["period"]
                );
                // the menu of every page leads to the running year's record, and the guide counts its stages; else no text differs
                let main = |said: &Said, f: &str| said.files[f].split_once("<main").map(|(_, rest)| rest.to_owned());
                let text = |f: &&&str| main(&before, f) != main(&after, f);
                let told = |f: &str| within(f, &RECORD) || within(f, &["policy/", "changes/", "search/"]);
                let guidance: Vec<_> = files.iter().filter(|f| !told(f)).filter(text).collect();
                assert!(guidance.is_empty(), "{what}: {guidance:#?}");
            }
        }
    }
    let missing: Vec<&str> =
        numbers(rules).into_iter().filter(|n| !known.contains(&n.start)).map(|n| &text[n]).collect();
    assert!(missing.is_empty(), "numbers of the pack that this test does not change: {missing:?}");
}

fn figure_follows(figure: &str, (old, new): (&str, &str), before: &Said, after: &Said) {
    let of = |rule: &str| match (figure, rule) {
        ("category", rule) => rule.starts_with("iet-category-"),
        ("set", rule) => rule == "iet-total",
        // a cap moves what counts towards the total
        ("unplanned", "iet-total") => true,
        (figure, rule) => rule.strip_prefix("iet-") == Some(figure),
    };
    let files = changed(before, after);
    let mut years = BTreeSet::new();
    for year in YEARS {
        let page = format!("compliance/{year}/index.html");
        let differ = rules_that_differ(&before.status[year], &after.status[year]);
        assert!(differ.iter().all(|r| of(r)), "{figure}, {year}: {differ:?}");
        let (one, other) = (blocks(&before.files[&page]), blocks(&after.files[&page]));
        assert_eq!(one.len(), other.len());
        let shown: BTreeSet<String> =
            one.iter().filter(|(id, text)| other.get(*id) != Some(*text)).map(|(id, _)| (*id).to_owned()).collect();
        // the check and `status` change the same rules; beside them only the sentence at the top
        assert_eq!(
            shown.iter().filter(|id| !id.is_empty()).cloned().collect::<BTreeSet<_>>(),
            differ,
            "{figure}, {year}"
        );
        assert!(figure != "category" || !shown.contains(""), "{year}: advice is in no headline");
        if !differ.is_empty() {
            years.insert(year);
        }
    }
    let expected: &[&str] = match figure {
        "set" => &["2024"],
        "total" => &["2023", "2026"],
        _ => &YEARS,
    };
    assert!(expected.iter().all(|y| years.contains(y)), "{figure}: {years:?}");
    let guidance: BTreeSet<String> = files.iter().filter(|f| !within(f, &RECORD)).map(|f| (*f).to_owned()).collect();
    let mut refer: BTreeSet<String> = pages_that_refer(figure).into_iter().filter(|f| !within(f, &RECORD)).collect();
    assert!(refer.contains("policy/index.html"));
    refer.insert("policy/iet/2013/index.html".to_owned()); // the edition's own page
    assert_eq!(guidance, refer, "{figure}: the pages that refer to it, and no other");
    let digits = |text: &str| text.trim_end_matches('h').to_owned();
    for page in &guidance {
        let words = words_that_differ(&before.files[page], &after.files[page]);
        let number = (digits(old), digits(new));
        assert_eq!(words, BTreeSet::from([(number.0.as_str(), number.1.as_str())]), "{figure}, {page}");
    }
    for file in files.iter().filter(|f| within(f, &RECORD)) {
        // checks and lists say what the target of a year on leave stands instead of
        let instead = figure == "total" && within(file, &["compliance/", "years/"]);
        let of_year = years.iter().any(|y| file.contains(*y)) || within(file, &OF_ALL_YEARS);
        assert!(of_year || instead, "{figure}: {file}");
        let entry = file.starts_with("activities/");
        assert!(!entry || figure == "unplanned", "{figure}: {file}: only a cap moves what an entry counts for");
    }
}

/// The worked examples are tests, not rules: whatever their numbers, no page and no verdict moves.
#[test]
fn numbers_of_worked_examples_are_on_no_page() {
    let text = pack();
    let at = text.find("    examples:\n").unwrap();
    let (mut changed_text, mut from) = (text[..at].to_owned(), at);
    let mut count = 0;
    // parts that have to add up are changed together
    let parts = "hours: 20h, planned: true, category: {job-technical: 9h59m, soft-skills: 10h1m}";
    let other = "hours: 21h, planned: true, category: {job-technical: 10h58m, soft-skills: 10h2m}";
    let fixed = text.find(parts).unwrap();
    let fixed = fixed..fixed + parts.len();
    for n in numbers(&text).into_iter().filter(|n| n.start > at && !fixed.contains(&n.start)) {
        changed_text.push_str(&text[from..n.start]);
        let token = &text[n.clone()];
        // another year of a date, another last digit of anything else
        let digit = if token.contains('-') { 3 } else { token.rfind(|c: char| c.is_ascii_digit()).unwrap() };
        let up = (token[digit..=digit].parse::<u32>().unwrap() + 1) % 8 + 1;
        changed_text.push_str(&format!("{}{up}{}", &token[..digit], &token[digit + 1..]));
        from = n.end;
        count += 1;
    }
    changed_text.push_str(&text[from..]);
    let changed_text = changed_text.replace(parts, other);
    assert!(count > 80, "{count}");
    let site = Site::from_example("portfolio");
    let (before, after) = (said(&site, &text, "2026-11-21"), said(&site, &changed_text, "2026-11-21"));
    assert_eq!(changed(&before, &after), BTreeSet::new());
    assert_eq!(before.status, after.status);
    // but the pack's own check sees that they do not come out
    site.run(["policy", "check", "iet"]).ends(1).prints("example");
}

const NEXT: &str = "editions:\n  \"2027\":\n    from: 2027-01-01\n    source: seed\n    note: Made up.\n    rules:\n      - {id: total, title: Total, severity: must, at_least: 9h, clause: \"At least {at_least}.\"}\n      - {id: planned, title: Planned, severity: must, select: {planned: true}, at_least: 5h, clause: \"At least {at_least} of it planned.\"}\n";

/// Pages that speak of the editions themselves: the lists, the owner's first page, and the new one's own page. The older
/// one's stays.
const OF_EDITIONS: [&str; 5] =
    ["changes/index.html", "index.html", "policy/index.html", "policy/iet/2027", "policy/iet/2027/index.html"];
/// Pages of the running year; guidance beside them speaks of what is in force today.
const OF_TODAY: [&str; 2] = ["compliance/2027/", "years/2027/"];

#[test]
fn a_new_edition_leaves_earlier_years_as_they_are() {
    let site = Site::from_example("portfolio").entry("2027-02-03-talk", "hours: 12\nplanned: true");
    let later = pack().replacen("editions:\n", NEXT, 1);
    // announced: nothing changes but the pages that list editions
    let (before, after) = (said(&site, &pack(), "2026-11-21"), said(&site, &later, "2026-11-21"));
    assert_eq!(changed(&before, &after), BTreeSet::from(OF_EDITIONS));
    assert_eq!(before.status, after.status);
    assert!(after.files["changes/index.html"].contains("Total falls from 30 hours to 9 hours."));
    // the old one ends when the new one starts, and pages say what comes
    assert!(after.files["changes/index.html"].contains("In force from 1 January 2013 to 31 December 2026."));
    for page in ["index.html", "policy/index.html"] {
        let said = &after.files[page];
        assert!(said.contains("From 1 January 2027: 9 hours.") && said.contains(">What changes</a>"), "{page}");
        assert!(!before.files[page].contains("What changes"), "{page}");
    }
    // not before it is announced
    let secret = later.replacen("    from: 2027-01-01\n", "    from: 2027-01-01\n    announced: 2026-11-22\n", 1);
    let hidden = said(&site, &secret, "2026-11-21");
    assert!(!hidden.files["index.html"].contains("What changes"));
    // in force: the year that it judges and the guidance follow; no earlier year does
    let (before, after) = (said(&site, &pack(), "2027-06-30"), said(&site, &later, "2027-06-30"));
    let files = changed(&before, &after);
    let own_entry = |f: &str| f.starts_with("activities/2027/");
    let guidance = pages_that_refer("any");
    let of_today = |f: &str| within(f, &OF_TODAY) || within(f, &OF_ALL_YEARS) || guidance.contains(f);
    let others: Vec<_> = files.iter().filter(|f| !of_today(f) && !OF_EDITIONS.contains(f) && !own_entry(f)).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(files.contains("compliance/2027/index.html") && files.contains("faq/index.html"));
    assert_eq!(before.status, after.status, "2023 to 2026");
    for year in YEARS {
        for page in [format!("compliance/{year}/index.html"), format!("years/{year}/index.html")] {
            assert_eq!(before.files[&page], after.files[&page], "{page}");
        }
    }
}
