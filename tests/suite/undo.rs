//! `undo`: byte for byte, the last ten actions, and what it refuses.

use std::collections::BTreeMap;

use crate::support::Site;

/// Everything but what `undo` itself needs.
fn content(site: &Site) -> BTreeMap<String, Vec<u8>> {
    site.tree("").into_iter().filter(|(path, _)| !path.starts_with(".cpdfolio/undo") && path != ".cpdfolio").collect()
}

#[test]
fn what_log_wrote_is_taken_back() {
    let site = Site::new();
    let before = content(&site);
    site.run(["log", "A talk", "2h"]).ok();
    site.run(["undo", "--list"])
        .ok()
        .prints("log \"A talk\"")
        .prints("made content/activities/2026/2026-11-21-a-talk.md");
    let undone = site.run(["undo", "--format", "json"]).ok().json();
    assert_eq!(undone["restored"][0], "content/activities/2026/2026-11-21-a-talk.md");
    assert_eq!(content(&site), before, "folders too");
    site.run(["undo"]).ends(2).says("there is no action to take back");
}

#[test]
fn an_entry_that_was_edited_stays() {
    let site = Site::new();
    let path = "content/activities/2026/2026-11-21-a-talk.md";
    site.run(["log", "A talk", "2h"]).ok();
    let site = site.file(path, "---\ntitle: Mine\ndate: 2026-11-21\nhours: 1\n---\n");
    site.run(["undo"]).ends(2).says(path).says("--keep");
    assert!(site.read(path).contains("Mine"));
    site.run(["undo", "--keep"]).ok().says(&format!("kept: {path}"));
    assert!(site.read(path).contains("Mine"));
}

#[test]
fn a_plan_is_one_action() {
    let site = Site::from_example("first-steps");
    let before = content(&site);
    let plan = site.run(["plan", "--add", "--format", "json"]).ok().json();
    assert!(plan["written"].as_array().unwrap().len() > 1);
    site.run(["undo"]).ok();
    assert_eq!(content(&site), before);
}

#[test]
fn git_never_sees_it() {
    let site = Site::new().file(".gitignore", "/public");
    site.run(["log", "A talk", "2h"]).ok();
    assert_eq!(site.read(".cpdfolio/undo/.gitignore"), "*\n");
    site.run(["undo"]).ok();
    assert_eq!(site.read(".gitignore"), "/public\n.cpdfolio/undo/\n");
}

#[test]
fn what_was_interrupted_is_finished_by_the_next_command() {
    let site = Site::new();
    site.run(["log", "A talk", "2h"]).ok();
    let path = "content/activities/2026/2026-11-21-a-talk.md";
    let text = site.read(path);
    // as a kill leaves it that comes after an action has begun
    std::fs::rename(site.path(".cpdfolio/undo/000001"), site.path(".cpdfolio/undo/now")).unwrap();
    std::fs::rename(site.path(path), site.path(".cpdfolio/undo/now/new-0")).unwrap();
    site.run(["status"]).ok().prints("2 h of 30 h").says("The interrupted `log \"A talk\"` is finished.");
    assert_eq!(site.read(path), text);
    site.run(["status"]).ok().quiet();
    site.run(["undo"]).ok();
    assert!(!site.has(path));
}
