//! What is right is accepted in silence, however it is written.

use crate::support::{CONFIG, Site};

/// No diagnostic at all, and the minutes are as expected.
#[track_caller]
fn accepts(site: &Site, minutes: i64) {
    site.run(["check", "--strict"]).ok().prints_exactly("");
    assert_eq!(earned(site, "2026"), minutes);
}

fn earned(site: &Site, year: &str) -> i64 {
    site.run(["status", year, "--format", "json"]).ok().json()["policies"][0]["earned_minutes"].as_i64().unwrap()
}

const HEAD: &str = "category: job-technical\ntype: event\n";

#[test]
fn every_way_of_writing_hours() {
    for (hours, minutes) in [
        ("2.5", 150),
        ("2h30m", 150),
        ("2h 30m", 150),
        ("2h30", 150),
        ("150m", 150),
        ("150 min", 150),
        ("\"2:30\"", 150),
        ("2:30", 150),
        ("'2.50'", 150),
        ("2h", 120),
        ("2", 120),
        ("0.1", 6),
        (".5", 30),
        ("1e0", 60),
        ("0.05", 3),
        ("1m", 1),
        ("12", 720),
    ] {
        let site = Site::new().entry("2026-03-04-talk", &format!("{HEAD}hours: {hours}"));
        assert_eq!(earned(&site, "2026"), minutes, "{hours}");
        accepts(&site, minutes);
    }
}

#[test]
fn every_way_of_writing_days() {
    for date in [
        "2026-03-04",
        "\"2026-03-04\"",
        "{from: 2026-03-04, to: 2026-03-06}",
        "\n  from: 2026-03-04\n  to: 2026-03-06",
        "{from: 2026-03-04, to: 2026-03-04}",
    ] {
        accepts(&Site::new().entry("2026-03-04-talk", &format!("{HEAD}hours: 2\ndate: {date}")), 120);
    }
    let leap = Site::new().on("2024-12-31").entry("2024-02-29-talk", &format!("{HEAD}hours: 2"));
    leap.run(["check", "--strict"]).ok();
    assert_eq!(earned(&leap, "2024"), 120);
}

#[test]
fn the_shape_of_the_file_says_nothing() {
    let plain = format!("---\ntitle: A talk\ndate: 2026-03-04\nhours: 2\n{HEAD}---\nWhat I did.\n");
    for text in [
        plain.clone(),
        format!("\u{feff}{plain}"),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{}", plain.replace('\n', "\r\n")),
        plain.replace("---\n", "---  \n"),
        plain.trim_end().to_owned(),
        plain.replace("What I did.\n", ""),
        plain.replace("hours: 2\n", "hours: 2   # two of them\n\n"),
    ] {
        let site = Site::new().file("content/activities/2026/2026-03-04-talk.md", &text);
        accepts(&site, 120);
    }
}

#[test]
fn a_mark_and_carriage_returns_move_no_caret() {
    let text = "\u{feff}---\r\ntitle: A talk\r\ndate: 2026-03-04\r\nhour: 2\r\n---\r\n";
    let site = Site::new().file("content/activities/2026/talk.md", text);
    site.run(["check"]).ends(1).prints("talk.md:4:1\n").prints("\n4 | hour: 2\n  | ^^^^\n");
    let first = Site::new().file("content/activities/2026/talk.md", &text.replace("---\r\ntitle", "title"));
    first.run(["check"]).ends(1).prints("talk.md:1:1\n").prints("\n1 | title: A talk\n");
}

#[test]
fn everything_that_an_entry_may_say() {
    let all = r#"
title: "Über-Umrichter 🚀 — مؤتمر القوى, part 1: torque & \"grids\""
date: {from: 2026-03-04, to: 2026-03-06}
hours: 2h30m
category: {job-technical: 1h30m, soft-skills: "0:45", personal-technical: 15m}
type: site-visit
planned: true
reflection: |
  Two lines
  of what I learned.
provider: IET Power Network
item: et-magazine
plan: [sic-inverters]
competences: [A1, B2]
evidence:
  - evidence/2026/certificate.pdf
tags: [power, sic, Ångström]
supports_others: false
visibility: public
draft: false
example: false
private: {cost: 40, met: "J. Doe", deep: {list: [1, 2]}}
aliases: [2026/old-name, other]
cites: [keep-pace, integrity]"#;
    let site = Site::new()
        .config(&format!("{CONFIG}types: {{site-visit: Site visit}}\n"))
        .entry("2026-03-04-visit", all.trim())
        .file("content/plan/sic-inverters.md", "---\ntitle: Choose SiC devices\nperiod: 2026\ndue: 2026-09-30\nstate: open\ntarget: 8h\ncategories: [job-technical]\ncompetences: [A2]\ncites: [keep-pace]\nvisibility: assessor\n---\n")
        .file("evidence/2026/certificate.pdf", "%PDF-1.4");
    accepts(&site, 150);
}

#[test]
fn a_single_text_is_a_list_of_one() {
    let site = Site::new().entry("2026-03-04-talk", &format!("{HEAD}hours: 2\ntags: power\ncompetences: A1"));
    accepts(&site, 120);
}

#[test]
fn names_of_any_script() {
    let site = Site::new()
        .entry("2026-03-04-séminaire-à-zürich", &format!("{HEAD}hours: 1"))
        .entry("2026-03-05-设计评审", &format!("{HEAD}hours: 1"));
    accepts(&site, 120);
    site.run(["build"]).ok();
    assert!(site.has("assessor/activities/2026/2026-03-05-设计评审.html"));
}

#[test]
fn letters_may_be_put_together_in_any_way_where_nothing_clashes() {
    let site = Site::new().entry("2026-03-04-cafe\u{301}", &format!("{HEAD}hours: 2"));
    accepts(&site, 120);
}

#[test]
fn files_that_are_not_ours_are_left_alone() {
    let site = Site::new()
        .entry("2026-03-04-talk", &format!("{HEAD}hours: 2"))
        .file("content/activities/.draft.md.swp", "\u{1}")
        .file("content/.obsidian/app.json", "{}")
        .file("notes.md", "no front matter");
    accepts(&site, 120);
    // a picture among the entries is no entry: it is left alone, and named
    let site = site.bytes("content/activities/2026/photo.jpg", &[0xff, 0xd8]);
    site.run(["check"]).ok().prints("content/activities/2026/photo.jpg");
    assert_eq!(earned(&site, "2026"), 120);
}

#[test]
fn the_edges_of_a_year_count_where_they_fall() {
    let site = Site::new()
        .on("2027-02-01")
        .entry("2025-12-31-last", &format!("{HEAD}hours: 1"))
        .entry("2026-01-01-first", &format!("{HEAD}hours: 2"))
        .entry("2026-12-31-eve", &format!("{HEAD}hours: 4"))
        .entry("2027-01-01-next", &format!("{HEAD}hours: 8"));
    assert_eq!(["2025", "2026", "2027"].map(|y| earned(&site, y)), [60, 360, 480]);
}
