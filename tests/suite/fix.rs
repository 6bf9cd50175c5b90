//! `check --fix`: what repairs itself, what is left to its owner, and that `undo` takes it back.

use crate::support::Site;

const PATH: &str = "content/activities/2026/2026-03-04-talk.md";

fn entry(head: &str) -> String {
    format!("---\ntitle: A talk\ndate: 2026-03-04\n{head}---\nBody, with hour: 2.\n")
}

#[test]
fn what_can_only_mean_one_thing_is_repaired() {
    let site = Site::new()
        .file(
            PATH,
            &entry(
                "hours: 2 # mine\ncategry: Technical knowledge and skills for the job role\ntype: evnt\nplanned: yes\n",
            ),
        )
        .file("evidence/a.pdf", "%PDF-1.4")
        .entry("2026-05-01-tabs", "hours: 1\ncategory: soft-skills\ntype: event\ntags:\n\t- a")
        .file("content/activities/2026/2026-06-01-ending.markdown", &entry("hours: 1\n"));
    let before = site.tree("content");
    site.run(["check", "--fix"])
        .ok()
        .says(&format!("fixed: {PATH}: `categry` -> `category`"))
        .says("`planned: yes` -> `planned: true`")
        .says("tabs -> spaces")
        .says("the name -> `2026-06-01-ending.md`")
        .says("`cpdfolio undo` takes this back.");
    assert_eq!(site.read(PATH), entry("hours: 2 # mine\ncategory: job-technical\ntype: event\nplanned: true\n"));
    assert!(site.has("content/activities/2026/2026-06-01-ending.md"));
    assert_eq!(site.run(["check", "--format", "json"]).ok().json()["errors"], 0);
    site.run(["check", "--fix"]).ok().says("Nothing was repaired.");
    site.run(["undo"]).ok();
    assert_eq!(site.tree("content"), before);
}

#[test]
fn hours_and_days_are_left_to_their_owner() {
    let site = Site::new().file(PATH, &entry("hour: 2\n"));
    let before = site.tree("content");
    site.run(["check", "--fix"]).ends(1).says("left to you").says("`hour` -> `hours`");
    assert_eq!(site.tree("content"), before);
    let site = Site::new().file(PATH, &entry("hours: 1,5\n"));
    site.run(["check", "--fix"]).ends(1).says("Nothing was repaired.");
    assert!(site.read(PATH).contains("hours: 1,5"));
}

#[test]
fn without_fix_nothing_is_changed_and_a_right_site_is_left_alone() {
    let site = Site::new().file(PATH, &entry("hours: 2\nplanned: yes\n"));
    let before = site.tree("");
    site.run(["check"]).ends(1);
    assert_eq!(site.tree(""), before);
    let site = Site::from_example("portfolio");
    let before = site.tree("content");
    let fixed = site.run(["check", "--fix", "--format", "json"]).ok().json();
    assert_eq!(fixed["fixed"].as_array().unwrap().len(), 0);
    assert_eq!(site.tree("content"), before);
}

#[test]
fn errors_stand_first_and_many_warnings_of_one_kind_are_one() {
    let mut site = Site::new();
    for n in 1..8 {
        site = site.entry(&format!("2026-01-0{n}-a"), "hours: 1\ncategory: soft-skills");
    }
    let site = site.entry("2026-09-01-bad", "hour: 1");
    let out = site.run(["check"]).ends(1).stdout;
    assert!(out.starts_with("error["), "{out}");
    assert_eq!(out.matches("warning[no-type]").count(), 2, "{out}");
    assert!(out.contains("warning[no-type]: 7 more of this kind"), "{out}");
    let all = site.run(["check", "--all"]).ends(1).stdout;
    assert_eq!(all.matches("warning[no-type]").count(), 8, "{all}");
}
