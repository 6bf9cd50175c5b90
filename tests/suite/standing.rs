//! `status` and `why` on the example portfolio: exact texts, reviewed by eye. `GALLERY=overwrite`
//! writes them anew.

use crate::support::{Site, golden, project};

#[track_caller]
fn is_as_reviewed(args: &[&str], name: &str) {
    let out = Site::from_example("portfolio").run_all(args).ok();
    golden(&out.stdout, &project().join(format!("tests/standing/{name}.txt")));
}

#[test]
fn status_of_every_year() {
    for year in ["2023", "2024", "2025", "2026"] {
        is_as_reviewed(&["status", year], &format!("status-{year}"));
    }
}

#[test]
fn the_running_year_is_the_default() {
    let site = Site::from_example("portfolio");
    assert_eq!(site.run(["status"]).ok().stdout, site.run(["status", "2026"]).ok().stdout);
}

#[test]
fn why_a_rule_stands_as_it_does() {
    is_as_reviewed(&["why", "unplanned", "2023"], "why-unplanned-2023");
    is_as_reviewed(&["why", "total", "2024"], "why-total-2024");
    is_as_reviewed(&["why", "planned", "2025"], "why-planned-2025");
    is_as_reviewed(&["why", "iet/category-soft-skills", "2026"], "why-soft-skills-2026");
}

#[test]
fn the_day_before_and_the_day_after_the_year() {
    let site = Site::from_example("portfolio");
    let total = |day: &str| {
        let status = site.run(["status", "2026", "--format", "json", "--as-of", day]).ok().json();
        let rule = &status["policies"][0]["rules"][0];
        (rule["achieved"].as_i64().unwrap(), rule["verdict"].as_str().unwrap().to_owned())
    };
    let (eve, verdict) = total("2026-12-31");
    assert!(eve > 1680, "the two entries of December count by then");
    assert_eq!((eve, verdict), total("2027-01-01"));
}

/// `tests/recompute.py` shares nothing with the program. Without Python and its YAML reader this
/// passes: `tests/run` installs both and calls the script.
#[test]
#[allow(clippy::disallowed_methods, reason = "the other program")]
fn another_program_computes_the_same() {
    use std::process::Command;
    if !Command::new("python3").args(["-c", "import yaml"]).output().is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: no python3 with yaml");
        return;
    }
    let script = project().join("tests/recompute.py");
    let out = Command::new("python3").arg(script).arg(env!("CARGO_BIN_EXE_cpdfolio")).output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(out.status.success() && text.contains(" 0 differences"), "{text}{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
fn both_figures_are_told_where_an_assessor_sees_less() {
    let out = Site::from_example("portfolio").run(["status", "2026"]).ok();
    assert_eq!(out.stdout.matches("An assessor sees").count(), 1, "{}", out.stdout);
}

/// Any source is equally acceptable: who offered it decides nothing.
#[test]
fn a_change_of_provider_changes_no_figure() {
    let site = Site::from_example("portfolio");
    let told = |site: &Site| -> Vec<String> {
        ["2023", "2024", "2025", "2026"].map(|y| site.run(["status", y, "--format", "json"]).ok().stdout).to_vec()
    };
    let before = told(&site);
    let mut changed = 0;
    let mut site = site;
    for (name, bytes) in site.tree("content/activities") {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let other =
            |l: &str| if l.starts_with("provider: ") { "provider: Somebody else".to_owned() } else { l.to_owned() };
        let new: Vec<String> = text.lines().map(other).collect();
        let new = format!("{}\n", new.join("\n"));
        if new != text && text.contains("\nprovider: ") {
            changed += 1;
            site = site.file(&format!("content/activities/{name}"), &new);
        }
    }
    assert!(changed >= 30, "{changed} entries");
    assert_eq!(told(&site), before);
}

/// A member of a body whose periods start on the member's own day.
fn nurse(follows: &str) -> Site {
    Site::new()
        .config(&format!(
            "schema: cpdfolio.site/1\ntitle: T\nmember: {{name: Ada Test}}\nguidance: false\npolicies: [{follows}]\n"
        ))
        .entry("2025-05-01-course", "date: 2025-05-01\nhours: 2h\nparticipatory: true")
        .on("2026-01-01")
}

#[test]
fn a_cycle_without_its_day_is_not_guessed() {
    for follows in ["{id: nmc}", "{id: apega}", "{id: nmc, edition: \"2016\"}"] {
        let site = nurse(follows).remove("content/activities/2025/2025-05-01-course.md");
        let status = site.run(["status"]).ok().prints("on a day that nobody has stated. Add `cycle_start`");
        status.prints_no("31 December").prints_no("to go").prints_no(" of 20").prints_no(" h of ");
        let judged = site.run(["status", "--format", "json"]).ok().json()["policies"][0].clone();
        assert_eq!(judged["verdict"], "unknown");
        assert_eq!(judged["unstated"], "cycle_start");
        assert!(judged["period"]["from"].is_null() && judged["period"]["to"].is_null());
        for rule in judged["rules"].as_array().unwrap() {
            assert!(rule["verdict"].is_null() || rule["verdict"] == "unknown", "{rule}");
            assert_eq!(rule["achieved"], 0);
        }
        site.run(["why", "total"]).ok().prints("cannot be told").prints_no("31 December");
        site.run(["plan"]).ok().prints("add `cycle_start`").prints_no("Nothing is left");
        site.run(["check"]).ok().prints("cycle-start-missing");
        site.run(["build"]).ok();
        assert!(!site.read("assessor/deadlines.ics").contains("VEVENT"));
        assert!(!site.read("assessor/compliance/2026/index.html").contains("31 December"));
    }
}

#[test]
fn a_cycle_with_its_day_is_judged() {
    for follows in ["{id: nmc, cycle_start: 2024-08-01}", "{id: nmc, from: 2024-08-01}"] {
        let site = nurse(follows);
        site.run(["status"]).ok().prints("2 h of 35 h. 33 h to go by 31 July 2027");
        site.run(["check"]).ok().prints_no("cycle-start-missing");
    }
}

/// A member who follows some policies and logged nothing.
fn member(rest: &str) -> Site {
    Site::new()
        .config(&format!("schema: cpdfolio.site/1\ntitle: T\nmember: {{name: Ada Test}}\nguidance: false\n{rest}\n"))
}

#[test]
fn a_year_that_is_asked_for_is_judged_whatever_is_in_it() {
    let verdict = |site: &Site, year: &str| {
        let status = site.run(["status", year, "--format", "json"]);
        status.json()["policies"][0]["verdict"].as_str().unwrap().to_owned()
    };
    let site = member("policies: [{id: iet}]").on("2026-01-15");
    site.run(["status", "2025"]).ok().prints("Nothing is logged in 2025.").prints("30 h short");
    site.run(["why", "total", "2025"]).ok().prints("0 h of 30 h");
    site.run(["status", "2027"]).ok().prints("2027 begins on 1 January 2027.").prints("30 h to go by 31 December 2027");
    assert_eq!((verdict(&site, "2025"), verdict(&site, "2027")), ("short".into(), "open".into()));
    assert_eq!(verdict(&site, "2001"), "silent", "before the first edition");
    // A document or a circumstance alone.
    let of = "artefacts: {declaration: 2025-12-01, accredited-employer: 2025-11-30}";
    assert_eq!(
        verdict(&member(&format!("policies: [{{id: engineers-ireland, {of}}}]")).on("2026-01-01"), "2025"),
        "met"
    );
    let leave = "{policy: iet, reason: maternity-leave, from: 2025-01-01, to: 2025-12-31}";
    let site = member(&format!("policies: [{{id: iet}}]\ncircumstances: [{leave}]")).on("2026-01-01");
    assert!(site.rule("2025", "total")["target"].as_i64().unwrap() < 1800);
    // Nobody is judged before joining.
    let site = member("policies: [{id: iet, from: 2024-05-01}]").on("2026-01-01");
    site.run(["status", "2023"]).ends(2).says("no period of a policy that you follow ends in 2023");
}

#[test]
fn every_answer_names_what_could_not_be_read() {
    let site = member("policies: [{id: iet}]").entry("2025-05-01-course", "hour: 2h").on("2026-01-15");
    let path = "content/activities/2025/2025-05-01-course.md";
    for args in [["status", "2025"].as_slice(), &["why", "total", "2025"], &["plan"], &["log", "Talk", "1h"]] {
        let said = site.run_all(args).says(path);
        said.says("could not be read and is not counted");
    }
    for args in [["status", "2025"].as_slice(), &["why", "total", "2025"], &["plan"], &["log", "Talk", "1h"]] {
        let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
        assert_eq!(site.run_all(&args).json()["not_read"][0]["path"], path, "{args:?}");
    }
    // Its year has a page, which says that something is missing.
    let private = site.run(["status", "2025", "--format", "json"]).json();
    assert_eq!(private["policies"][0]["verdict"], "short");
}

#[test]
fn a_circumstance_may_have_no_end_and_an_agreement_ask_nothing() {
    let with = |c: &str| member(&format!("policies: [{{id: iet}}]\ncircumstances: [{c}]")).on("2026-01-15");
    let retired = with("{policy: iet, reason: retired, from: 2024-05-01}");
    retired.run(["check"]).ok();
    retired.run(["status", "2026"]).ok().prints("of 10 h").prints("since 1 May 2024").prints_no("9999");
    let nothing = "target: 0h, agreed_on: 2025-02-10, ref: CPD-25-117";
    let agreed = with(&format!("{{policy: iet, reason: agreement, from: 2025-01-01, to: 2025-12-31, {nothing}}}"));
    agreed.run(["status", "2025"]).ok().prints("No hours asked (agreed).").prints_no("0 h of 0 h. ");
}
