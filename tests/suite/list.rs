//! `list` and `remove`: entries by filter and by name.

use crate::support::Site;

fn site() -> Site {
    Site::new()
        .entry("2025-05-06-course", "title: Functional safety course\nhours: 7.5\ntype: training-course\nplanned: true\ncategory: job-technical")
        .entry("2026-03-04-talk", "title: Power electronics talk\nhours: 2\ntype: event\nplanned: true\ncategory: job-technical\ntags: [power]")
        .entry("2026-03-05-talk", "title: Talk on teams\nhours: 1\ntype: event\ncategory: soft-skills\nreflection: Listen more.")
        .entry("2026-04-01-reading", "title: Reading\nhours: 45m\ntype: self-study\ncategory: job-technical\ndraft: true")
}

fn ids(site: &Site, filter: &[&str]) -> Vec<String> {
    let found = site.run_all(&[&["list", "--format", "json"], filter].concat()).ok().json();
    let ids = found["entries"].as_array().unwrap().iter();
    ids.map(|e| e["id"].as_str().unwrap().split_once('/').unwrap().1.to_owned()).collect()
}

#[test]
fn a_filter_finds_what_it_says_the_newest_first() {
    let site = site();
    assert_eq!(ids(&site, &[]).len(), 4);
    assert_eq!(ids(&site, &["2026"]), ["2026-04-01-reading", "2026-03-05-talk", "2026-03-04-talk"]);
    assert_eq!(ids(&site, &["2026", "planned", "type:event", "hours>1h30m"]), ["2026-03-04-talk"]);
    assert_eq!(ids(&site, &["2026 planned type:event hours>1.5"]), ["2026-03-04-talk"]);
    assert_eq!(ids(&site, &["type:course"]), ["2025-05-06-course"]);
    assert_eq!(ids(&site, &["category:soft"]), ["2026-03-05-talk"]);
    assert_eq!(ids(&site, &["draft"]), ["2026-04-01-reading"]);
    assert_eq!(ids(&site, &["2026 no:reflection -draft"]), ["2026-03-04-talk"]);
    assert_eq!(ids(&site, &["--", "-planned", "-draft"]), ["2026-03-05-talk"]);
    // a term that begins with a minus is no option, wherever it stands
    assert_eq!(ids(&site, &["2026", "no:reflection", "-draft"]), ["2026-03-04-talk"]);
    assert_eq!(ids(&site, &["-draft", "category:soft"]), ["2026-03-05-talk"]);
    assert_eq!(ids(&site, &["-type:event", "-draft"]), ["2025-05-06-course"]);
    site.run(["list", "2026", "-draft", "--limit", "1"]).ok().says("the newest 1 shown");
    site.run(["export", "--format", "csv", "--where", "-draft"]).ok().prints_no("Reading");
    site.run(["reflect", "2026", "-type:event", "--list"]).ok().prints_no("Talk");
    site.run(["list", "--nothing-like-it"]).ends(2).says("unexpected argument");
    assert_eq!(ids(&site, &["listen"]), ["2026-03-05-talk"]);
    site.run(["list"]).ok().prints("Functional safety course").says("4 entries, 10 h 30");
    site.run(["list", "--limit", "1"]).ok().prints_no("course").says("the newest 1 shown");
}

#[test]
fn a_filter_that_cannot_be_meant_is_refused() {
    let site = site();
    site.run(["list", "typ:event"]).ends(2).says("did you mean `type`?");
    site.run(["list", "type:evnt"]).ends(2).says("did you mean `event`?");
    site.run(["list", "hours>lots"]).ends(2).says("not a length of time");
}

#[test]
fn an_entry_is_removed_by_id_title_or_a_clear_beginning_and_comes_back() {
    for said in [
        "2026/2026-03-05-talk",
        "content/activities/2026/2026-03-05-talk.md",
        "2026-03-05",
        "Talk on teams",
        "talk on",
        "teams",
    ] {
        let site = site();
        let before = site.tree("content");
        site.run(["remove", said]).ok().prints("removed: content/activities/2026/2026-03-05-talk.md");
        assert_eq!(ids(&site, &[]).len(), 3, "{said}");
        site.run(["undo"]).ok();
        assert_eq!(site.tree("content"), before, "{said}");
    }
}

#[test]
fn what_is_not_clear_is_not_removed() {
    let site = site();
    site.run(["remove", "2026-03"]).ends(2).says("2026/2026-03-04-talk").says("2026/2026-03-05-talk");
    site.run(["remove", "nothing like it"]).ends(2).says("there is no entry");
    site.run(["remove", "teams", "--dry-run"]).ok().prints("would be removed");
    assert_eq!(ids(&site, &[]).len(), 4);
}

#[test]
fn an_entry_that_cannot_be_read_can_be_removed() {
    let site = site().entry("2026-06-01-bad", "hour: 2");
    site.run(["remove", "2026-06-01-bad"]).ok();
    assert!(!site.has("content/activities/2026/2026-06-01-bad.md"));
}

#[test]
fn a_rule_is_named_by_id_title_or_a_clear_beginning() {
    let site = site();
    for said in ["category-soft-skills", "soft", "Personal soft skills", "category-soft"] {
        let why = site.run(["why", said, "2026", "--format", "json"]).ok().json();
        assert_eq!(why["rules"][0]["rule"]["id"], "category-soft-skills", "{said}");
    }
    site.run(["why", "category", "2026"]).ends(2).says("category-soft-skills");
    site.run(["why", "totl", "2026"]).ends(2).says("did you mean `total`?");
}

#[cfg(unix)]
#[test]
#[allow(clippy::disallowed_methods, reason = "the shell that completes")]
fn a_shell_completes_ids() {
    let site = site().file("content/plan/sic.md", "---\ntitle: SiC\n---\n");
    site.run(["ids", "entries"]).ok().prints("2026/2026-03-04-talk\n");
    site.run(["ids", "plan"]).ok().prints_exactly("sic\n");
    site.run(["ids", "rules"]).ok().prints("category-soft-skills\n");
    site.run(["ids", "items"]).ok().prints("@et-magazine\n");
    site.run(["ids", "types"]).ok().prints("self-study\n");
    site.run(["--help"]).ok().prints_no("  ids");
    let script = site.run(["completions", "bash"]).ok().stdout;
    let site = site.file("complete.bash", &script);
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_cpdfolio")).parent().unwrap().to_owned();
    let complete = |words: &str, at: usize| {
        let script = format!(
            "source complete.bash; COMP_WORDS=({words}); COMP_CWORD={at}; \
             _cpdfolio_ids cpdfolio \"${{COMP_WORDS[{at}]}}\" \"${{COMP_WORDS[{at}-1]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut bash = std::process::Command::new("bash");
        let out = bash.args(["-c", &script]).current_dir(site.root()).env("PATH", path).output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(complete("cpdfolio edit 2026/2026-03-05", 2).contains("2026/2026-03-05-talk"));
    assert!(complete("cpdfolio why category-so", 2).contains("category-soft-skills"));
    assert!(complete("cpdfolio log @et", 2).contains("@et-magazine"));
    assert!(complete("cpdfolio log x --type self", 4).contains("self-study"));
}
