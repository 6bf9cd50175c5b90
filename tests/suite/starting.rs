//! `init --policy` and `policy list NAME`: the way from a body or a grade to a record that fits its rules.

use crate::support::{Output, Site, project};

/// The ids of all policies that come with the program.
fn built_in() -> Vec<String> {
    let folder = std::fs::read_dir(project().join("content/policies")).unwrap();
    let mut all: Vec<String> =
        folder.map(|f| f.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    all.sort();
    assert!(all.len() >= 23, "{all:?}");
    all
}

fn faultless(out: Output, what: &str) {
    assert_eq!((out.code, out.stdout.as_str()), (0, ""), "{what}: {}{}", out.stdout, out.stderr);
}

/// The settings with what stands behind a single `#` at the start of a line, as somebody would take it in.
fn taken_in(settings: &str) -> String {
    let line = |line: &str| match line.strip_prefix("    # ") {
        Some(rest) if rest.starts_with("  or ") => String::new(),
        Some(rest) => format!("    {rest}\n"),
        None => format!("{line}\n"),
    };
    settings.lines().map(line).collect()
}

#[test]
fn a_site_for_each_policy_has_no_faults() {
    for id in built_in() {
        let site = Site::empty().on("2026-11-26");
        site.run(["init", "--policy", &id]).ok();
        faultless(site.run(["check", "--strict"]), &id);
        let status = site.run(["status", "--format", "json"]);
        assert!(status.code < 2, "{id}: {}", status.stderr);
        let status = status.json();
        assert_eq!(status["policies"][0]["policy"], id.as_str());
        assert_eq!(status["policies"][0]["earned_minutes"], 0, "{id}: examples never count");
        let template = site.read(".cpdfolio/entry-template.md");
        let settings = taken_in(&site.read("cpdfolio.yaml"));
        let site = site.file("content/activities/2026/2026-11-26-own.md", &template).file("cpdfolio.yaml", &settings);
        faultless(site.run(["check", "--strict"]), &format!("{id}: the form, and all that the settings offer"));
        assert_eq!(site.run(["status", "--format", "json"]).json()["policies"][0]["earned_minutes"], 60, "{id}");
        if ["rics", "nmc"].contains(&id.as_str()) {
            site.run(["build"]).ok();
        }
    }
}

#[test]
fn a_site_may_follow_several_and_all() {
    let site = Site::empty();
    site.run(["init", "--policy", "rics", "--policy", "RIBA", "--policy", "rics"]).ok();
    faultless(site.run(["check", "--strict"]), "two");
    let out = site.run(["status", "--format", "json"]).json();
    let ids: Vec<&str> = out["policies"].as_array().unwrap().iter().map(|p| p["policy"].as_str().unwrap()).collect();
    assert_eq!(ids, ["rics", "riba"], "in the order in which they were named, each once");
    let site = Site::empty();
    let ids = built_in();
    let args: Vec<&str> = std::iter::once("init").chain(ids.iter().flat_map(|id| ["--policy", id])).collect();
    site.run_all(&args).ok();
    faultless(site.run(["check", "--strict"]), "all");
}

#[test]
fn a_body_or_a_grade_leads_to_its_policy() {
    let site = Site::empty();
    site.run(["init", "--policy", "IMechE", "--policy", "chartered accountant"]).ok();
    let settings = site.read("cpdfolio.yaml");
    assert!(settings.contains("- id: imeche ") && settings.contains("- id: icaew "), "{settings}");
    faultless(site.run(["check", "--strict"]), "by name");
    let list = Site::empty();
    list.run(["policy", "list", "chartered", "accountant"]).ok().prints("icaew").prints("acca").prints_no("rics");
    list.run(["policy", "list", "IMechE"]).ok().prints("imeche").prints_no("iet");
    let json = list.run(["policy", "list", "nurse", "--format", "json"]).ok().json();
    assert_eq!(json["policies"][0]["policy"], "nmc");
    list.run(["policy", "show", "IMechE"]).ok().prints("IMechE CPD");
}

#[test]
fn a_name_of_none_or_of_several_is_told() {
    let site = Site::empty();
    site.run(["init", "--policy", "accountant"])
        .ends(2)
        .says("`accountant` may mean several policies")
        .says("one of `acca` and `icaew`");
    site.run(["init", "--policy", "IMechEe"]).ends(2).says("no policy `IMechEe`").says("did you mean `imeche`?");
    site.run(["init", "--policy", "rics", "--guidance"]).ends(2);
    site.run(["policy", "list", "blacksmith"]).ends(2).says("there is no policy `blacksmith`");
    assert!(!site.has("cpdfolio.yaml"), "nothing is written");
}

#[test]
fn what_only_the_member_knows_is_asked_for() {
    let site = Site::empty();
    site.run(["init", "--policy", "nmc", "--as-of", "2026-11-26"]).ok().says("The first day of your cycle under NMC");
    assert!(site.read("cpdfolio.yaml").contains("cycle_start: 2026-01-01"));
}

/// A record under every policy that comes with the program, all in one site: what is not confirmed is said once for each
/// policy, on the pages and by `status`, and nowhere where all is confirmed.
#[test]
fn what_is_not_confirmed_is_said_once_for_each_policy() {
    let site = Site::empty();
    let ids = built_in();
    let args: Vec<&str> = std::iter::once("init").chain(ids.iter().flat_map(|id| ["--policy", id])).collect();
    site.run_all(&args).ok();
    let settings = site.read("cpdfolio.yaml").replace("guidance: true", "guidance: false");
    let site = site.config(&settings);
    let status = site.run(["status"]).stdout;
    site.run(["build", "--audience", "private", "--out", "out"]).ok();
    let is_said = |text: &str| {
        text.matches("Not confirmed by a page of the body’s own").count()
            + text.matches("No figure here is confirmed by a page of the body’s own").count()
    };
    let (mut said, mut silent) = (0, 0);
    let judged = site.run(["status", "--format", "json"]).json();
    for id in &ids {
        let Some(of) = judged["policies"].as_array().unwrap().iter().find(|p| p["policy"] == id.as_str()) else {
            continue;
        };
        let edition = of["edition"].as_str().unwrap();
        let shown = site.run(["policy", "show", &format!("{id}@{edition}"), "--format", "json"]).ok().json();
        let doubtful = |rule: &serde_json::Value| {
            shown["rules"].as_array().unwrap().iter().any(|r| r["id"] == rule["id"] && r["confidence"] != "confirmed")
        };
        let asked = |r: &serde_json::Value| {
            r["severity"] != "advice" && ["met", "open", "short", "over", "unknown"].iter().any(|v| r["verdict"] == *v)
        };
        let expected = usize::from(of["rules"].as_array().unwrap().iter().any(|r| asked(r) && doubtful(r)));
        let year = of["period"]["to"].as_str().map_or("2026", |to| &to[..4]);
        let page = site.read(&format!("out/compliance/{year}/index.html"));
        assert!(page.contains(">CPD check</a>") && !page.contains("Guideline check"), "{id}: rules, no guideline");
        said += expected;
        silent += 1 - expected;
    }
    assert_eq!(is_said(&status), said, "{status}");
    assert_eq!(is_said(&site.read("out/index.html")), said, "on the first page");
    assert!(said > 4 && silent > 2, "{said} {silent}");
}
