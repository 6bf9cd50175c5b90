//! The two public pages that the guidance rests on: every fact of theirs stands on a page, and no
//! sentence of theirs does. Facts: `tests/seeds/facts.yaml`; sentences, as hashes: `runs.txt`.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{Site, project, sha256};

const GUIDANCE: &str = "schema: cpdfolio.site/1\ntitle: Guidance\n";

/// A built site of guidance, and a built record that carries it.
fn built() -> Vec<Site> {
    let guidance = Site::empty().config(GUIDANCE);
    guidance.run(["build", "--audience", "public"]).ok();
    let record = Site::from_example("portfolio");
    record.run(["build", "--audience", "public"]).ok();
    vec![guidance, record]
}

/// The words of a page's main part: cells of a row parted by ` | `, blocks by line ends.
pub fn text(html: &str) -> String {
    let main = html.split_once("<main").map_or(html, |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let mut out = String::new();
    for (n, part) in main.split('<').enumerate() {
        let (tag, words) = if n == 0 {
            ("", part.split_once('>').map_or("", |(_, w)| w))
        } else {
            part.split_once('>').unwrap_or(("", part))
        };
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        match name.as_str() {
            "td" | "/th" => out.push_str(" | "),
            "p" | "/p" | "li" | "/li" | "tr" | "/tr" | "h1" | "/h1" | "h2" | "/h2" | "h3" | "/h3" | "/caption"
            | "dt" | "/dt" | "/dd" | "div" | "/div" => out.push('\n'),
            _ => {}
        }
        out.push_str(words);
    }
    let out = out
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'");
    let out = out.replace(['\u{202f}', '\u{a0}'], " ").replace('’', "'");
    out.lines()
        .map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ").replace("| |", "|"))
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The part of a page under a heading; `top`: what stands before the first one.
fn part<'h>(html: &'h str, anchor: Option<&str>) -> Option<&'h str> {
    let Some(anchor) = anchor else { return Some(html) };
    if anchor == "top" {
        return Some(html.split_once("<div class=\"prose\"")?.1.split("<h2 id").next().unwrap_or_default());
    }
    let at = html.find(&format!(" id=\"{anchor}\""))?;
    let level: usize = html[..at].chars().last()?.to_digit(10)? as usize;
    let rest = &html[at..];
    let end = (1..=level).filter_map(|l| rest.find(&format!("<h{l}"))).min().unwrap_or(rest.len());
    Some(&rest[..end])
}

#[derive(serde::Deserialize)]
struct Fact {
    fact: String,
    page: String,
    at: Option<String>,
    says: Vec<String>,
}

#[test]
fn every_fact_stands_on_a_page() {
    let facts: BTreeMap<String, Vec<Fact>> =
        serde_yaml::from_str(&std::fs::read_to_string(project().join("tests/seeds/facts.yaml")).unwrap()).unwrap();
    assert!(facts.values().map(Vec::len).sum::<usize>() > 110);
    let mut missing = vec![];
    for site in built() {
        for fact in facts.values().flatten() {
            let html = site.read(&format!("public/{}/index.html", fact.page));
            let Some(part) = part(&html, fact.at.as_deref()) else {
                missing.push(format!("{}: no {:?} on {}", fact.fact, fact.at, fact.page));
                continue;
            };
            let text = text(part).replace('\n', " ").to_lowercase();
            for words in fact.says.iter().filter(|w| !text.contains(&w.to_lowercase())) {
                missing.push(format!(
                    "{}: no `{words}` in {}#{}",
                    fact.fact,
                    fact.page,
                    fact.at.as_deref().unwrap_or("")
                ));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Runs of eight words, as hashes.
fn runs(text: &str) -> impl Iterator<Item = (String, String)> {
    let mut all = vec![];
    for line in text.lines() {
        let line = line.to_lowercase().replace(['\'', '’'], "");
        let words: Vec<&str> = line.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        all.extend(words.windows(8).map(|w| w.join(" ")));
    }
    all.into_iter().map(|run| (sha256(&run)[..12].to_owned(), run))
}

#[test]
fn no_sentence_is_copied() {
    let list = std::fs::read_to_string(project().join("tests/seeds/runs.txt")).unwrap();
    let known: BTreeSet<&str> = list.lines().filter(|l| !l.starts_with('#')).collect();
    assert!(known.len() > 800);
    let mut copied = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for site in built() {
        for (name, bytes) in site.tree("public").into_iter().filter(|(n, _)| n.ends_with(".html")) {
            for (hash, run) in runs(&text(&String::from_utf8_lossy(&bytes))) {
                if known.contains(hash.as_str()) {
                    copied.insert(format!("{name}: {run}"));
                }
                seen.insert(hash);
            }
        }
    }
    assert!(copied.is_empty(), "{copied:#?}");
    // The comparison sees what is there: the quotations, and one run of the sources by its hash.
    for quoted in [
        "members shall keep their knowledge and skills uptodate",
        "planned professional development and seek to broaden and",
        "to inspire inform and influence the global engineering",
    ] {
        let words: Vec<&str> = quoted.split(' ').collect();
        let found = if quoted.contains("uptodate") { "shall keep their knowledge and skills up to" } else { quoted };
        assert_eq!(words.len(), 8);
        assert!(seen.contains(&sha256(found)[..12]), "{found}");
    }
    assert!(known.contains(&sha256("members should aim to undertake a minimum of")[..12]));
}

/// A policy file with its figures changed: each old one becomes another that stands nowhere else.
fn changed(pack: &str, figures: &[(&str, &str)]) -> String {
    let mut text = std::fs::read_to_string(project().join("content/policies").join(pack)).unwrap();
    // The worked examples would no longer come out, and are no page.
    while let Some(at) = text.find("    examples:\n") {
        let end = text[at + 14..].find("\n  \"").map_or(text.len(), |n| at + 14 + n + 1);
        text.replace_range(at..end, "");
    }
    for (old, new) in figures {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    text
}

/// The figures of hours that a page shows: `30 hours`, `ten hours`.
fn figures(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text
        .to_lowercase()
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .collect();
    let number = |w: &str| w.parse::<u32>().is_ok() || ["ten", "twenty", "thirty"].contains(&w);
    words.windows(2).filter(|w| w[1].starts_with("hour") && number(&w[0])).map(|w| w.join(" ")).collect()
}

#[test]
fn every_figure_follows_the_policy() {
    let iet = changed(
        "iet.yaml",
        &[
            ("at_least: 30h", "at_least: 31h"),
            ("at_least: 10h\n        clause: At least", "at_least: 11h\n        clause: At least"),
            ("{most: 20h", "{most: 19h"),
            ("severity: advice\n        at_least: 10h", "severity: advice\n        at_least: 12h"),
            ("set: {total: 10h}", "set: {total: 13h}"),
        ],
    );
    let audit =
        changed("iet-audit.yaml", &[("at_least: 30h", "at_least: 32h"), ("set: {total: 10h}", "set: {total: 14h}")]);
    let before = Site::empty().config(GUIDANCE);
    before.run(["build"]).ok();
    let after = Site::empty()
        .config(GUIDANCE)
        .file("content/policies/iet.yaml", &iet)
        .file("content/policies/iet-audit.yaml", &audit);
    after.run(["build"]).ok();
    after.run(["policy", "check"]).says("").prints_no("literal-figure");
    let mut pages = 0;
    for (name, _) in before.tree("assessor").into_iter().filter(|(n, _)| n.ends_with(".html")) {
        // The format's own page, and the history of other bodies' rules, have figures of their own.
        let of_other_body = name.starts_with("policy/")
            && !["policy/index.html", "policy/iet/", "policy/iet-audit/"].iter().any(|p| name.starts_with(p));
        if name.starts_with("policy-format/") || name.starts_with("changes/") || of_other_body {
            continue;
        }
        let path = format!("assessor/{name}");
        let (old, new) = (figures(&text(&before.read(&path))), figures(&text(&after.read(&path))));
        for figure in ["30 hours", "10 hours", "20 hours", "thirty hours", "twenty hours", "ten hours"] {
            assert!(!new.contains(figure), "{name} keeps {figure}: {new:?}");
        }
        assert_eq!(old.is_empty(), new.is_empty(), "{name}: {old:?} {new:?}");
        pages += usize::from(!new.is_empty());
    }
    assert!(pages >= 2, "{pages}");
    let faq = figures(&text(&after.read("assessor/faq/index.html")));
    assert!(["31 hours", "11 hours", "19 hours", "13 hours"].iter().all(|f| faq.contains(*f)), "{faq:?}");
    let policy = figures(&text(&after.read("assessor/policy/index.html")));
    assert!(
        ["31 hours", "11 hours", "19 hours", "12 hours", "13 hours"].iter().all(|f| policy.contains(*f)),
        "{policy:?}"
    );
    // The later practice has a page of its own: nobody takes its rules for those of 2013.
    let later = figures(&text(&after.read("assessor/later-practice/index.html")));
    assert!(later.contains("32 hours") && later.contains("14 hours"), "{later:?}");
    assert!(!policy.contains("32 hours") && !policy.contains("14 hours"), "{policy:?}");
    // What is changed here is said, and no longer the body's.
    for page in ["policy", "scheme", "employers"] {
        let said = |site: &Site| text(&site.read(&format!("assessor/{page}/index.html"))).contains("Changed here:");
        assert!(said(&after) && !said(&before), "{page}");
    }
}

#[test]
fn a_number_written_out_is_found() {
    let page = "---\ntitle: Notes\n---\nAim for 30 hours.\n";
    let site = Site::empty().config(GUIDANCE).file("content/notes.md", page);
    site.run(["policy", "check"])
        .ends(1)
        .prints("content/notes.md:4:9")
        .prints("strategy: silent: questions are invited, and no contact is given");
    let site = site.file("content/notes.md", &page.replace("30 hours", "{{ literal(\"30 hours\") }}"));
    site.run(["policy", "check"]).ok();
}
