//! The first page of each view: the owner's one next thing, the assessor's dossier, and what a site of guidance asks.

use crate::seeds::text;
use crate::support::{Site, project};

/// What the owner's first page says is next: the words, and the line to copy.
fn next(site: &Site) -> Option<(String, Option<String>)> {
    site.run_all(&["build", "--audience", "private", "--keep-going"]).ok();
    let home = site.read("private/index.html");
    let (_, rest) = home.split_once("<div class=\"next\">")?;
    let block = rest.split_once("</div>").unwrap().0;
    let (told, command) = block.split_once("<pre>").map_or((block, None), |(told, line)| (told, Some(line)));
    let words = text(told).trim().trim_start_matches("Next").trim().to_owned();
    Some((words, command.map(|line| text(line).trim().to_owned())))
}

#[test]
fn what_cannot_be_read_comes_before_everything() {
    let site = Site::new().entry("2026-03-04-good", "hours: 2").entry("2026-03-05-bad", "huors: 2");
    let (words, command) = next(&site).unwrap();
    assert!(words.contains("could not be read"), "{words}");
    assert_eq!(command.as_deref(), Some("cpdfolio check"));
}

#[test]
fn neither_examples_nor_drafts_are_a_first_activity() {
    let fresh = Site::empty();
    fresh.run(["init", "--name", "Ada Test"]).ok();
    let draft = Site::new().entry("2026-03-04-later", "hours: 2\ndraft: true");
    for site in [fresh, draft] {
        let (words, command) = next(&site).unwrap();
        assert!(words.starts_with("Log your first activity"), "{words}");
        site.run(["log", "What I did", "1h"]).ok();
        assert!(command.unwrap().starts_with("cpdfolio log "));
        assert!(!next(&site).unwrap().0.contains("first activity"));
    }
}

/// The gap with the most to go, over all policies, with its day, its pace, and a line that counts for it.
#[test]
fn the_largest_gap_is_next_and_its_line_closes_a_part_of_it() {
    let config = "schema: cpdfolio.site/1\ntitle: T\nmember: {name: Ada Test}\npolicies: [{id: iet}, {id: istructe}]\n";
    let site = Site::new().config(config).entry("2026-03-04-talk", "hours: 9\nplanned: true");
    let (words, command) = next(&site).unwrap();
    let status = site.run(["status", "--format", "json"]).json();
    let most = status["policies"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|p| p["rules"].as_array().unwrap().iter().map(move |r| (p, r)))
        .filter(|(_, r)| r["severity"] != "advice" && r["unit"] == "minutes" && r["verdict"] == "open")
        .max_by_key(|(_, r)| r["remaining"].as_i64().unwrap())
        .unwrap();
    let (policy, rule) = (most.0["policy"].as_str().unwrap(), most.1["id"].as_str().unwrap());
    let left = most.1["remaining"].as_i64().unwrap();
    assert!(words.contains(most.1["title"].as_str().unwrap()), "{words}: {policy} {rule}");
    assert!(words.contains("to go by 31 December") && words.contains(" a week"), "{words}");
    // the line does what it is there for
    let line = command.unwrap();
    let args: Vec<String> =
        line.replace("\"What I did\"", "What-I-did").split(' ').skip(1).map(str::to_owned).collect();
    site.run_all(&args.iter().map(String::as_str).collect::<Vec<_>>()).ok();
    let after = site.run(["status", "--format", "json"]).json();
    let policies = after["policies"].as_array().unwrap();
    let rules = policies.iter().find(|p| p["policy"] == policy).unwrap()["rules"].as_array().unwrap();
    let now = rules.iter().find(|r| r["id"] == rule).unwrap()["remaining"].as_i64().unwrap();
    assert!(now < left, "{line}: {left} before, {now} after");
}

#[test]
fn what_is_entered_for_later_days_closes_a_gap_and_words_come_last() {
    let site = Site::new()
        .entry("2026-03-04-talk", "hours: 12\nplanned: true\nreflection: x")
        .entry("2026-05-04-work", "hours: 12\nreflection: x")
        .entry("2026-12-04-course", "hours: 8\nplanned: true");
    let (words, _) = next(&site).unwrap();
    assert_eq!(words, "Total: 8 h entered for 4 December 2026 close it.");
    // what is entered does not close all of it
    let site = site.entry("2026-12-04-course", "hours: 3\nplanned: true");
    let (words, _) = next(&site).unwrap();
    assert!(words.contains("Total: 3 h to go by 31 December 2026"), "{words}");
    // all met: what was learned; with that written, nothing
    let site = site.entry("2026-06-04-more", "hours: 8\nplanned: true\ntitle: Bridges");
    assert_eq!(next(&site).unwrap().0, "Write a line on what you learned from “\u{2068}Bridges\u{2069}”.");
    let site = site.entry("2026-06-04-more", "hours: 8\nplanned: true\nreflection: y");
    assert_eq!(next(&site), None);
}

#[test]
fn only_the_owner_is_told_what_is_next() {
    let site = Site::new().entry("2026-03-04-talk", "hours: 2\nvisibility: public");
    for view in ["assessor", "public"] {
        site.run(["build", "--audience", view]).ok();
        assert!(!site.read(&format!("{view}/index.html")).contains("class=\"next\""), "{view}");
    }
}

fn record() -> Site {
    Site::empty()
        .config(
            "schema: cpdfolio.site/1\ntitle: T\nmember: {name: Ada Test, number: \"17\"}\npolicies: [{id: iet}]\n\
             circumstances:\n  - {policy: iet, reason: maternity-leave, from: 2025-03-04, to: 2025-05-30, tell: kind}\n",
        )
        .entry("2024-03-04-old", "hours: 2\ntitle: Long ago")
        .entry("2025-02-03-early", "hours: 2\ntitle: Early work\ncompetences: [A1]")
        .entry("2025-07-08-chosen", "hours: 9\ntitle: Chosen work\nfeatured: true\nplanned: true\nplan: [goal]")
        .entry("2025-09-10-own", "hours: 5\ntitle: Own affair\nvisibility: private")
        .entry("2026-03-04-new", "hours: 1\ntitle: This year")
        .file("content/plan/goal.md", "---\ntitle: A goal\nperiod: 2025\nwritten: 2025-01-05\ndue: 2025-11-30\ntarget: 8h\nstate: done\n---\n")
}

#[test]
fn the_dossier_begins_at_the_last_closed_period_and_says_what_was_asked() {
    let site = record();
    site.run(["build", "--audience", "assessor"]).ok();
    let home = text(&site.read("assessor/index.html"));
    assert!(home.contains("CPD record 2025: \u{2068}Ada Test\u{2069}"), "{home}");
    assert!(home.contains("Target 10 hours instead of 30 hours: Member on maternity leave."), "{home}");
    assert!(!home.contains("March 2025") && !home.contains("May 2025"), "{home}");
    // what was chosen first, then all by date; nothing private, nothing of another year
    let at = |words: &str| home.find(words).unwrap_or_else(|| panic!("{words}: {home}"));
    assert!(at("Chosen by the member") < at("All entries by date"));
    assert!(at("All entries by date") < at("Early work"));
    assert!(home.rfind("Early work").unwrap() < home.rfind("Chosen work").unwrap());
    for other in ["Own affair", "Long ago", "This year"] {
        assert!(!home.contains(other), "{other}");
    }
    // the goal with the day it was written, and the competences of that year
    assert!(home.contains("5 January 2025") && home.contains("9 h of 8 h") && home.contains("A1"), "{home}");
    assert!(home.contains("What the words mean"));
}

/// The form is made from the record: the lower target stands in it, and a box for each answer.
#[test]
fn the_review_at_the_end_of_a_record_is_made_from_it() {
    let site = record();
    site.run(["build", "--audience", "assessor"]).ok();
    let page = site.read("assessor/years/2025/index.html");
    let (_, review) = page.split_once("id=\"review\"").unwrap();
    let said = text(review);
    assert!(said.contains("10 h") && said.contains("11 h") && !said.contains("30 h"), "{said}");
    assert_eq!(review.matches("type=\"checkbox\"").count(), 6 * 4);
    for word in ["Notes", "Signature", "Date"] {
        assert!(said.contains(word), "{word}");
    }
    site.run(["build", "--audience", "public"]).ok();
    assert!(
        !site.has("public/years/2025/index.html") || !site.read("public/years/2025/index.html").contains("checkbox")
    );
}

/// A record without a closed period begins at the running one, and says so.
#[test]
fn a_first_year_is_a_dossier_too() {
    let site = Site::new().entry("2026-03-04-talk", "hours: 2");
    site.run(["build", "--audience", "assessor"]).ok();
    let home = text(&site.read("assessor/index.html"));
    assert!(home.contains("CPD record 2026") && home.contains("This period is not over."), "{home}");
    let none = Site::new();
    none.run(["build", "--audience", "assessor"]).ok();
    assert!(none.has("assessor/index.html"));
}

#[test]
fn a_site_of_guidance_opens_with_what_is_asked_what_comes_and_what_is_new() {
    let site = Site::from_example("guidance");
    site.run(["build"]).ok();
    let home = text(&site.read("public/index.html"));
    let policy = std::fs::read_to_string(project().join("examples/guidance/content/policies/lighthouse.yaml")).unwrap();
    assert!(policy.contains("at_least: 28h"));
    assert!(home.contains("Aim for at least 28 hours of learning a year."), "{home}");
    assert!(home.contains("News"), "{home}");
    // before the edition was in force, it is announced, and the figure is that of the day
    let before = Site::from_example("guidance").on("2025-12-01");
    before.run(["build"]).ok();
    let home = text(&before.read("public/index.html"));
    assert!(home.contains("at least 24 hours of learning"), "{home}");
    assert!(home.contains("From 1 January 2026:") && home.contains("edition 2026"), "{home}");
    // the built-in guidance speaks of the IET's figure; a site with neither has none
    let own = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\n");
    own.run(["build", "--audience", "public"]).ok();
    assert!(text(&own.read("public/index.html")).contains("Aim for at least 30 hours of CPD a year."));
    let bare = Site::empty().config("schema: cpdfolio.site/1\ntitle: G\nguidance: false\n");
    bare.run(["build", "--audience", "public"]).ok();
    assert!(!text(&bare.read("public/index.html")).contains("30 hours"));
}
