//! `init`, `log`, `check`, `explain`, `completions`, `schema`: what they print and what they leave.

use cpdfolio::diag::Code;

use crate::support::{CONFIG, Output, Site, tree};

const HEAD: &str = "category: job-technical\ntype: event\n";

#[test]
fn init_makes_a_site_that_has_no_faults_and_twice_changes_nothing() {
    let site = Site::empty();
    site.run(["init"]).ok().prints("cpdfolio.yaml\n").says("11 files made.");
    let before = tree(&site.root());
    site.run(["init"]).ok().prints_exactly("").says("nothing was changed");
    site.run(["init", "--name", "Somebody Else", "--as-of", "2027-01-01"]).ok().prints_exactly("");
    assert_eq!(tree(&site.root()), before);
    site.run(["check", "--strict"]).ok().prints_exactly("").says("2 entries read, 0 errors, 0 warnings.");
    let status = site.run(["status", "--format", "json"]).ok().json();
    assert_eq!(status["policies"][0]["earned_minutes"], 0, "examples never count");
}

#[test]
fn init_takes_a_folder_and_a_name() {
    let site = Site::empty();
    site.run(["init", "my-cpd", "--name", "Zoë \"Z\" O'Hara: MIET"]).ok().says("cd my-cpd");
    let out = site.run(["status", "--site", "my-cpd", "--format", "json"]).ok().json();
    assert_eq!(out["member"]["name"], "Zoë \"Z\" O'Hara: MIET");
}

#[test]
fn init_keeps_what_is_there() {
    let site = Site::new().file(".gitignore", "mine\n");
    let config = site.read("cpdfolio.yaml");
    site.run(["init"]).ok();
    let ignored = "mine\n.cpdfolio/undo/\n".to_owned();
    assert_eq!((site.read(".gitignore"), site.read("cpdfolio.yaml")), (ignored, config));
    site.run(["init"]).ok().says("nothing was changed");
    assert!(!site.has("content/activities"), "a site that exists gets no examples");
}

#[test]
fn init_starts_no_site_in_a_home_folder_or_on_the_whole_disk() {
    let site = Site::empty();
    let home = site.around().join("home").display().to_string();
    for place in [&*home, "/"] {
        site.run(["init", place]).ends(2).says("no site is started in").says("cpdfolio init my-cpd");
    }
    assert_eq!(std::fs::read_dir(&home).unwrap().count(), 0);
    let site = site.file(".gitignore", "*.o\n");
    site.run(["init"]).ok().says("Without these lines git takes up what is built").says("/public");
}

#[test]
fn a_second_entry_that_says_the_same_is_told() {
    let site = Site::new();
    let log = ["log", "Same talk", "2 hours", "--category", "job-technical", "--type", "event"];
    site.run_all(&log).ok().prints("+2 h ");
    site.run_all(&log).ok().says("An entry of this title, day and length is there already");
    site.run(["check"]).ok().prints("warning[same-entry]");
    site.run(["log", "Another talk", "90", "minutes"]).ok().prints("+1 h 30 ");
}

#[test]
fn one_mistyped_year_closes_no_years() {
    let site = Site::new().entry("2026-03-04-talk", "hours: 2").file(
        "content/activities/old.md",
        "---\ntitle: Old\ndate: 1926-03-05\nhours: 1h\ncategory: job-technical\ntype: event\n---\n",
    );
    site.run(["build", "--audience", "assessor", "--out", "out"]).ok();
    assert!(site.has("out/compliance/2026/index.html") && !site.has("out/compliance/2020/index.html"));
}

#[test]
fn the_five_minutes_of_the_readme() {
    let site = Site::empty();
    site.run(["init"]).ok();
    site.run(["log", "Power electronics seminar", "2h"])
        .ok()
        .prints_exactly("+2 h Event or seminar, no category, unplanned | 2 h of 30 h (planned 0 h of 10 h)\n")
        .says("content/activities/2026/2026-11-21-power-electronics-seminar.md");
    site.run(["build"]).ok().prints("index.html");
    assert!(site.read("assessor/index.html").contains("Sam Example"));
}

#[test]
fn the_second_of_a_course_has_the_provider_of_the_first() {
    let site = Site::new();
    log(&site, &["Functional safety course", "2h", "--provider", "TÜV", "--date", "2026-03-01"]).ok();
    let second = log(&site, &["functional safety Course", "2h", "--format", "json"]).ok().json();
    assert!(site.read(second["path"].as_str().unwrap()).contains("provider: TÜV"));
    log(&site, &["Functional safety in practice", "2h", "--dry-run"]).ok().prints_no("provider");
}

#[test]
fn likely_mistakes_of_one_kind_end_alike() {
    let site = Site::new();
    for words in [
        &["A talk", "2h", "--category", "nothing-like-it"][..],
        &["A talk", "2h", "--category", "technical"],
        &["A talk", "2h", "--type", "nothing-like-it"],
        &["A talk", "2h", "--plan", "nothing-like-it"],
        &["@nothing-like-it", "2h"],
        &["A talk"],
        &["A talk", "-2h"],
    ] {
        log(&site, words).ends(2).prints_exactly("").says("hint: ");
    }
    log(&site, &["A talk", "2h", "-c", "technical"]).ends(2).says("`personal-technical` and `job-technical`");
    log(&site, &["A talk", "-2h"]).ends(2).says("error: `-2h` is below zero\nhint: write `2h`");
    site.run(["status", "20x6"]).ends(2).says("a year has four digits");
    site.run(["why", "total", "1999"]).ends(2).says("no rule was in force then");
    assert!(!site.has("content/activities"), "nothing was written");
}

#[test]
fn log_has_an_option_for_every_key_that_is_not_free() {
    let site = Site::new();
    let help = site.run(["log", "--help"]).ok().stdout;
    let keys: serde_json::Value = site.run(["schema", "activity"]).ok().json();
    let said = ["title", "hours", "item", "example"];
    for key in keys["properties"].as_object().unwrap().keys().filter(|k| !said.contains(&k.as_str())) {
        let one = match key.as_str() {
            "competences" => "competence",
            "cites" => "cite",
            "tags" => "tag",
            "aliases" => "alias",
            other => other,
        };
        assert!(help.contains(&format!("--{}", one.replace('_', "-"))), "no option for `{key}`");
    }
    let entry = logged(&["A talk", "1h", "--private", "cost=40", "--private", "met=J. Doe", "--alias", "2026/old"]);
    assert_eq!((entry["private"]["cost"].as_str(), entry["private"]["met"].as_str()), (Some("40"), Some("J. Doe")));
    assert_eq!(entry["aliases"][0], "2026/old");
}

#[test]
fn what_a_limit_leaves_out_is_said_at_once() {
    let site = Site::new();
    log(&site, &["Reading", "19h", "--date", "2026-03-01"]).ok();
    let more = log(&site, &["More reading", "2h", "--date", "2026-03-02"]).ok();
    more.prints("20 h of 30 h").says("1 h of it is over the 20 h of unplanned: shown, not counted.");
    let planned = log(&site, &["A course", "2h", "--planned"]).ok();
    assert!(!planned.stderr.contains("over the"), "{}", planned.stderr);
}

#[test]
fn an_older_site_gets_the_schemas_of_this_program() {
    let site = Site::empty();
    let made = site.run(["init"]).ok();
    made.says("The name is Sam Example, which is made up");
    let (schema, settings) = (site.read(".cpdfolio/site.schema.json"), site.read("cpdfolio.yaml"));
    let site = site.file(".cpdfolio/site.schema.json", "{}\n");
    site.run(["init", "--name", "Ada"])
        .ok()
        .prints_exactly("")
        .says("refreshed, for your editor: .cpdfolio/site.schema.json");
    assert_eq!((site.read(".cpdfolio/site.schema.json"), site.read("cpdfolio.yaml")), (schema, settings));
    site.run(["init"]).ok().says("nothing was changed");
    Site::empty().run(["init", "--name", "Ada Test"]).ok().says("The name is Ada Test: it stands in cpdfolio.yaml");
}

#[cfg(unix)]
#[test]
fn log_answers_from_the_file_that_the_editor_left() {
    let site = Site::new().entry("2026-03-01-reading", "hours: 1");
    let with = |script: &str, words: &[&str]| {
        let args = [&["log", "--edit", "--as-of", "2026-11-21"], words].concat();
        let out = site.command(&args).env("EDITOR", format!("sed -i {script}")).env("PATH", "/usr/bin:/bin").output();
        Output::of(out.unwrap(), script)
    };
    with("s/2h/5h/", &["A talk", "2h"]).ok().prints("+5 h ").prints("6 h of 30 h");
    let spoilt = with("s/hours/huors/", &["Another talk", "2h"]);
    spoilt.ends(1).prints_exactly("").says("error[unknown-key]").says("cannot be read: it does not count");
}

#[test]
fn policies_are_listed_where_the_settings_name_one_that_is_not_there() {
    let site = Site::new().config(&CONFIG.replace("{id: iet}", "{id: itt}"));
    site.run(["policy", "list"]).ok().prints("iet-audit");
    site.run(["status"]).ends(1);
}

fn log(site: &Site, words: &[&str]) -> Output {
    site.run_all(&[&["log"], words].concat())
}

/// Logs, and answers the front matter that was written.
fn logged(words: &[&str]) -> serde_yaml::Value {
    let site = Site::new();
    let answer = log(&site, &[&["--format", "json"], words].concat()).ok().json();
    let text = site.read(answer["path"].as_str().unwrap());
    site.run(["check"]).ok().prints_no("error[");
    let (head, _) = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    serde_yaml::from_str(&format!("{head}\n")).unwrap()
}

#[test]
fn log_takes_its_words_in_any_order() {
    for words in [["A talk", "1h30m"], ["1h30m", "A talk"], ["A talk", "1.5"], ["90m", "A talk"]] {
        let entry = logged(&words);
        assert_eq!((entry["title"].as_str(), entry["hours"].as_str()), (Some("A talk"), Some("1h30m")), "{words:?}");
    }
    assert_eq!(logged(&["Drives", "and", "grids", "2h"])["title"], "Drives and grids");
    assert_eq!(logged(&["5G networks", "2h"])["title"], "5G networks");
}

#[test]
fn log_takes_a_time_in_several_words_whole_or_not_at_all() {
    for (words, hours) in [
        (&["1h", "15m"][..], "1h15m"),
        (&["1", "hour", "15", "minutes"], "1h15m"),
        (&["1", "h", "15"], "1h15m"),
        (&["1", "h", "15", "min"], "1h15m"),
        (&["1 hour 30"], "1h30m"),
    ] {
        let entry = logged(&[&["IEEE 802 intro"], words].concat());
        assert_eq!((entry["title"].as_str(), entry["hours"].as_str()), (Some("IEEE 802 intro"), Some(hours)));
    }
    let site = Site::new();
    let before = tree(&site.root());
    log(&site, &["Talk", "2h", "3h"]).ends(2).says("`2h` and `3h` are two lengths of time").says("log \"Talk\" 1h30m");
    let days = "`3 days` does not say how many hours";
    log(&site, &["Big", "conference", "3", "days"]).ends(2).says(days).says("--date 2026-03-04..2026-03-05");
    assert_eq!(tree(&site.root()), before);
}

#[test]
fn several_days_are_said_as_an_option_and_as_a_hint_offers_them() {
    let site = Site::new();
    let told = log(&site, &["Conference", "40h", "-d", "2026-06-01"]).ends(2).says("nothing was written");
    assert!(!told.stderr.contains("-->"), "no file has it: {}", told.stderr);
    let hint = told.stderr.replace("\n  ", " ");
    let option = hint.split('`').find(|part| part.starts_with("--date ")).expect("an option to paste");
    let days = option.strip_prefix("--date ").unwrap();
    assert_eq!(days, "2026-06-01..2026-06-04");
    log(&site, &["Conference", "40h", "-d", days]).ok().says("2026/2026-06-01-conference.md");
    let entry = site.read("content/activities/2026/2026-06-01-conference.md");
    assert!(entry.contains("date: {from: 2026-06-01, to: 2026-06-04}\n"), "{entry}");
    site.run(["edit", "conference", "--date", "2026-06-02..2026-06-05"]).ok();
    site.run(["edit", "conference", "--date", "{from: 2026-06-02, to: 2026-06-05}"]).ok();
    let wrong = site.run(["edit", "conference", "--date", "2026-06-05..2026-06-02"]).ends(2);
    wrong.says("2026-06-02 is before 2026-06-05").says("`2026-06-02..2026-06-05`");
    site.run(["edit", "conference", "--date", "3 to 5 June 2026"]).ends(2).says("write `2026-06-03..2026-06-05`");
}

#[test]
fn log_says_of_which_year_it_speaks_and_asks_about_far_days() {
    let site = Site::new();
    log(&site, &["A talk", "3h", "-d", "2025-01-09"]).ok().prints("| 2025: 3 h of 30 h");
    log(&site, &["Another", "3h"]).ok().prints("| 3 h of 30 h");
    let far = log(&site, &["A slip", "3h", "-d", "2062-06-01"]).ok();
    far.prints("it counts from 1 June 2062").says("Is the day right? 2062-06-01 is 36 years ahead.");
    site.run(["edit", "slip", "--date", "2026-06-08"]).ok();
    site.run(["check"]).ok().prints("rename the file").prints_no("write `date: 2062");
}

#[test]
fn a_site_without_a_member_takes_no_entries() {
    let site = Site::from_example("guidance");
    let before = tree(&site.root());
    log(&site, &["A talk", "1h"]).ends(2).says("name no member").says("--site DIR");
    assert_eq!(tree(&site.root()), before);
}

#[test]
fn log_knows_yesterday() {
    log(&Site::new(), &["The day before", "2h", "--date", "yesterday"]).ok().says("2026-11-20-the-day-before");
}

#[test]
fn log_writes_what_was_said() {
    let entry = logged(&[
        "Safety course",
        "7h30m",
        "--planned",
        "--category",
        "job-technical",
        "--type",
        "training-course",
        "--provider",
        "Acme: \"the\" school",
        "--date",
        "2026-03-04",
        "--reflection",
        "Line one\nline: two",
    ]);
    assert_eq!(entry["date"], "2026-03-04");
    assert_eq!(entry["planned"], true);
    assert_eq!(entry["provider"], "Acme: \"the\" school");
    assert_eq!(entry["reflection"], "Line one\nline: two\n");
}

#[test]
fn titles_read_back_as_they_were_typed() {
    for title in [
        "Part 1: torque",
        "He said \"no\"",
        "C:\\temp # not a comment",
        "- a dash",
        "yes",
        "null",
        "12h of sailing",
        "me @home",
        "[list]",
        "{map}",
        "it's",
        "*star* & <b>",
        "100 % sure",
        "!tag",
        "Ünïcödé 🚀 שלום",
        "true",
        "~",
        "2026-03-04",
        "a 'b' \"c\" `d`",
        "ends:",
        "?",
        "...",
        "0x1F",
    ] {
        assert_eq!(logged(&["--", title, "2h"])["title"].as_str(), Some(title), "{title}");
    }
    log(&Site::new(), &["@home", "2h"]).ends(2).says("no item `home`");
    assert_eq!(logged(&["Two\nlines\tof it", "2h"])["title"], "Two lines of it");
}

#[test]
fn log_keeps_a_text_whole_whatever_ends_a_line_in_it() {
    for sign in ['\u{2028}', '\u{2029}', '\u{85}', '\r', '\n'] {
        let text = format!("What I learned{sign}visibility: public{sign}---{sign}more");
        let head = logged(&["A talk", "2h", "-r", &text]);
        assert_eq!(head["reflection"].as_str().map(str::trim_end), Some(&*text), "{sign:?}");
        assert!(head.get("visibility").is_none());
    }
}

#[test]
fn log_copies_from_the_directory() {
    let item = "---\ntitle: Reading club\nprovider: Our library\ntype: self-study\nhours: {fixed: 1h15m}\ncategories: [soft-skills]\n---\n";
    let site = Site::new().file("content/directory/club.md", item);
    log(&site, &["@club"]).ok().prints("+1 h 15 Self-study, soft-skills, unplanned");
    let text = site.read("content/activities/2026/2026-11-21-reading-club.md");
    assert!(text.contains("provider: Our library\nitem: club\n"), "{text}");
    log(&site, &["@club", "Another title", "2h"]).ok().prints("+2 h ");
    site.run(["check", "--strict"]).ok();
    log(&site, &["@clubb", "2h"]).ends(2).prints_exactly("").says("did you mean `@club`?");
    log(&site, &["@et-magazine"]).ends(2).says("how long did it take?");
}

#[test]
fn a_later_change_of_the_directory_rewrites_nothing() {
    let item = |hours: &str| format!("---\ntitle: Club\nhours: {{fixed: {hours}}}\n---\n");
    let site = Site::new().file("content/directory/club.md", &item("1h"));
    log(&site, &["@club"]).ok();
    let site = site.file("content/directory/club.md", &item("8h"));
    assert_eq!(site.rule("2026", "total")["achieved"], 60);
}

#[test]
fn log_learns_from_history_and_leaves_ties_open_where_nobody_can_answer() {
    let site = Site::new().entry("2026-03-04-a", &format!("{HEAD}hours: 1\ntitle: Journal club on drives"));
    log(&site, &["Journal club", "30m"]).ok().prints("Event or seminar, job-technical");
    let site = Site::new()
        .entry("2026-03-04-a", "hours: 1\ntitle: Journal club\ntype: event\ncategory: job-technical")
        .entry("2026-03-05-b", "hours: 1\ntitle: Journal club\ntype: self-study\ncategory: soft-skills");
    // standard input is no terminal: nothing is asked, nothing is guessed
    log(&site, &["Journal club", "30m"]).ok().prints("no type, no category");
    let text = site.read("content/activities/2026/2026-11-21-journal-club.md");
    assert!(!text.contains("type:") && !text.contains("category:"), "{text}");
}

#[test]
fn log_serves_a_plan() {
    let site = Site::new().file("content/plan/sic.md", "---\ntitle: Choose SiC devices\n---\n");
    log(&site, &["A course", "2h", "--plan", "sic"]).ok().prints("planned | 2 h of 30 h (planned 2 h of 10 h)");
    assert!(site.read("content/activities/2026/2026-11-21-a-course.md").contains("planned: true\nplan: [sic]\n"));
    // What the plan is for, the entry is for; said once, it stays said.
    let site = site.file("content/plan/talk.md", "---\ntitle: Speak\ncategories: [soft-skills]\n---\n");
    log(&site, &["Rehearsal", "1h", "--plan", "talk"]).ok().prints("no type, soft-skills, planned");
    log(&site, &["Rehearsal", "1h", "--plan", "talk", "-c", "job-technical"]).ok().prints("job-technical, planned");
    let fresh = Site::new();
    log(&fresh, &["Odd thing", "1h"])
        .ok()
        .says("It counts towards no area yet: `-c` names one of `personal-technical`");
    // said once in a year, and no more
    assert!(!log(&fresh, &["Another", "1h"]).ok().stderr.contains("no area yet"));
    log(&fresh, &["Last year", "1h", "--date", "2025-03-04"]).ok().says("no area yet");
    log(&site, &["Tool \"box\" talk"]).ends(2).says("cpdfolio log 'Tool \"box\" talk' 1h30m");
    log(&site, &["A course", "2h", "--plan", "sik"])
        .ends(2)
        .says("`sik` is not a plan item")
        .says("did you mean `sic`?");
}

#[test]
fn a_name_that_is_taken_gets_a_number() {
    let site = Site::new();
    for name in ["a-talk", "a-talk-2", "a-talk-3"] {
        log(&site, &["A talk", "1h"]).ok().says(&format!("content/activities/2026/2026-11-21-{name}.md"));
    }
    log(&site, &["?!", "1h"]).ok().says("2026-11-21-entry.md");
}

#[test]
fn log_refuses_what_check_would_refuse_and_writes_nothing() {
    let site = Site::new();
    let before = tree(&site.root());
    for (words, code, why) in [
        (&["A talk", "0.33"][..], 2, "write `20m`"),
        (&["A talk", "2,5"], 2, "write `2.5`"),
        (&["A talk", "1e9"], 2, "is not a length of time"),
        (&["A talk", "--", "-2"], 2, "is below zero"),
        (&["A talk", "--", "-2,5h"], 2, "is below zero"),
        (&["A talk", "--", "−2 hours"], 2, "write `2h`"),
        (&["A talk", "1,234"], 2, "write `1h14m`"),
        (&["A talk", "0.001"], 2, "write `1h30m`"),
        // a part of what was said is not taken for the whole
        (&["CAD", "2h", "10", "lessons"], 2, "`2h` and `10` are two lengths of time"),
        (&["Talk", "an", "hour", "and", "15", "minutes"], 2, "`hour and 15 minutes` is not a length of time"),
        (&["Talk", "2", "to", "3", "hours"], 2, "write one, and a title with numbers in quotes"),
        (&["Talk", "2h", "x", "3"], 2, "`2h x 3` is not a length of time"),
        (&["Talk", "1h", "30s"], 2, "`1h 30s` is not a length of time"),
        (&["Talk", "1", "h", "75", "min"], 2, "two lengths of time"),
        (&["Talk", "2h", "--private", "cost=1", "--private", "cost=2"], 2, "write it once: `--private cost=2`"),
        (&["A talk"], 2, "how long did it take?"),
        // what was refused is not repeated
        (&["x", "2x"], 2, "write `cpdfolio log \"x\" 1h30m`"),
        (&["A talk 3days"], 2, "write `cpdfolio log \"A talk\" 1h30m`"),
        // a title in quotes that says how long it took
        (&["Webinar 45min"], 2, "write `cpdfolio log \"Webinar\" 45m`"),
        (&["Talk for 2 hours"], 2, "write `cpdfolio log \"Talk\" 2h`"),
        (&["2h30 talk on arcs"], 2, "write `cpdfolio log \"talk on arcs\" 2h30m`"),
        (&["IEC 61850 part 2"], 2, "write `cpdfolio log \"IEC 61850 part 2\" 1h30m`"),
        (&["Read 10 minutes of Moby"], 2, "write `cpdfolio log \"Read 10 minutes of Moby\" 1h30m`"),
        (&["On IEC 61508-3"], 2, "write `cpdfolio log \"On IEC 61508-3\" 1h30m`"),
        (&["2h"], 2, "what did you do?"),
        (&["A talk", "25h"], 2, "error[hours-too-many]"),
        (&["A talk", "2h", "--type", "evnt"], 2, "did you mean `event`?"),
        (&["A talk", "2h", "--category", "technical"], 2, "one of `personal-technical` and `job-technical`"),
        (&["A talk", "2h", "--date", "2026-02-30"], 2, "2026-02-30"),
        (&["A talk", "2h", "--date", "4/3/2026"], 2, "4/3/2026"),
        (&[&"long ".repeat(200), "2h"], 2, "error[text-too-long]"),
    ] {
        log(&site, words).ends(code).prints_exactly("").says(why);
    }
    assert_eq!(tree(&site.root()), before);
}

#[test]
fn a_word_that_leads_to_the_time_is_no_part_of_the_title() {
    let site = Site::new();
    for (words, title) in [
        (&["Talk", "for", "2", "hours"][..], "Talk"),
        (&["Visit", "for", "about", "2", "hours"], "Visit"),
        (&["Walk", "approx.", "2h"], "Walk"),
        (&["about", "2h"], "about"),
        (&["What", "I", "live", "for", "2h", "today"], "What I live for today"),
        (&["for", "2h"], "for"),
        (&["Talk for", "2h"], "Talk for"),
    ] {
        log(&site, &[words, &["--dry-run"]].concat()).ok().prints(&format!("\ntitle: {title}\n"));
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let site = Site::new();
    let before = tree(&site.root());
    log(&site, &["A talk", "2h", "--dry-run"]).ok().prints_exactly(
        "# content/activities/2026/2026-11-21-a-talk.md\n---\ntitle: A talk\ndate: 2026-11-21\nhours: 2h\n---\n",
    );
    assert_eq!(tree(&site.root()), before);
}

#[test]
fn an_entry_of_the_future_does_not_count_yet() {
    let site = Site::new();
    log(&site, &["A talk", "2h", "--date", "2026-12-24"]).ok().prints("still to come");
    assert_eq!(site.rule("2026", "total")["achieved"], 0);
}

#[test]
fn log_never_writes_over_a_file_that_differs_in_case_only() {
    let site = Site::new().entry("2026-11-21-A-TALK", &format!("{HEAD}hours: 1"));
    log(&site, &["A talk", "1h"]).ok().says("2026-11-21-a-talk-2.md");
}

#[test]
fn a_key_that_stands_twice_hides_no_other_fault() {
    let head =
        "title: A talk\ndate: 2026-03-04\ndate: 2026-03-05\nhours: 2h\ncategory: soft-skils\ntags: [a]\ntags:\n  - b";
    let site = Site::new().entry("2026-03-04-a", head);
    let told = site.run(["check"]).ends(1).prints("`date` stands twice").prints("`tags` stands twice");
    let told = told.prints("did you mean `soft-skills`?");
    assert!(
        told.stdout.contains("2026-03-04-a.md:4:1") && told.stdout.contains("2026-03-04-a.md:6:11"),
        "{}",
        told.stdout
    );
    // of two values for who may see it neither is believed
    let site =
        Site::new().entry("2026-03-04-a", "hours: 2\nvisibility: public\nvisibility: private\ncategory: soft-skills");
    site.run(["build", "--audience", "public", "--keep-going"]).ok();
    let public = site.tree("public").into_values().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(public.into_iter().all(|text| !text.contains("A talk")));
}

#[test]
fn a_build_with_errors_tells_them_first_and_folds_the_rest() {
    let mut site = Site::new().entry("2026-03-09-faulty", "huors: 2\ntype: event\ncategory: soft-skills");
    for n in 1..=8 {
        site = site.entry(&format!("2026-03-0{n}-a"), &format!("title: Talk {n}\nhours: {n}"));
    }
    let told = site.run(["build"]).ends(1).says("7 more of this kind; `cpdfolio check --all` shows them").stderr;
    assert!(told.find("error[").unwrap() < told.find("warning[").unwrap(), "{told}");
    assert_eq!(told.matches("warning[no-type]").count(), 2, "{told}");
}

#[test]
fn a_plan_item_with_keys_of_an_entry_is_told_its_own() {
    let item = "---\ntitle: A goal\ncategory: soft-skills\nhours: 8h\nstatus: open\n---\n";
    let site = Site::new().file("content/plan/goal.md", item);
    let told = site.run(["check"]).ends(1).prints("did you mean `categories`?");
    told.prints("did you mean `target`?").prints("did you mean `state`?");
}

#[test]
fn a_registration_that_the_council_does_not_have_adds_nothing() {
    let with = |name: &str| {
        let member = format!("{{name: Ada Test, registrations: [{name}]}}");
        let site = Site::new()
            .config(&format!("schema: cpdfolio.site/1\ntitle: T\nmember: {member}\npolicies: [{{id: iet}}]\n"));
        site.entry("2026-03-04-a", "hours: 2\ncategory: soft-skills\ntype: event")
    };
    with("Foo").run(["status"]).ok().prints_no("Engineering Council");
    with("Foo").run(["check"]).ok().prints("its code is not added for it");
    let known = with("CEng");
    known.run(["status"]).ok().prints("Engineering Council").prints("No entry names one of the 17 yet.");
}

#[test]
fn what_is_entered_for_next_year_does_not_change_the_year_of_the_competences() {
    let site = Site::new()
        .config("schema: cpdfolio.site/1\ntitle: T\nmember: {name: Ada Test, registrations: [CEng]}\npolicies: [{id: iet}]\n")
        .entry("2026-03-04-a", "hours: 2\ncategory: soft-skills\ntype: event\ncompetences: [A1]");
    site.run(["build", "--audience", "private"]).ok();
    let before = site.read("private/competences/index.html");
    assert!(before.contains("1 of 17 <span>has an entry in 2026."), "{before}");
    let site = site.entry("2027-02-01-b", "hours: 3\ncategory: soft-skills\ntype: event\ncompetences: [A2]");
    site.run(["build", "--audience", "private"]).ok();
    let after = site.read("private/competences/index.html");
    assert!(after.contains("1 of 17 <span>has an entry in 2026."), "{after}");
    assert!(!after.contains("in 2027"), "{after}");
}

/// The case of the issue: a misspelt `hours`.
#[test]
fn a_misspelt_key_is_an_error_and_hides_nothing() {
    let site = Site::new()
        .entry("2026-03-04-a", &format!("{HEAD}hour: 2"))
        .entry("2026-03-05-b", &format!("{HEAD}hours: 3"))
        .entry("2026-03-06-c", &format!("{HEAD}hours: 4\nplaned: true"));
    site.run(["check"])
        .ends(1)
        .prints("error[unknown-key]: `hour` is not a key that belongs here\n --> content/activities/2026/2026-03-04-a.md:6:1\n")
        .prints("\n6 | hour: 2\n  | ^^^^\n")
        .prints("= hint: did you mean `hours`?")
        .prints("= hint: did you mean `planned`?")
        .says("1 entry read, 2 errors, 0 warnings. 2 entries are not counted: at least 4 h.");
    let status = site.run(["status", "2026", "--format", "json"]).ends(1).json();
    assert_eq!(status["policies"][0]["earned_minutes"], 180);
    assert_eq!(
        status["not_read"],
        serde_json::json!([
            {"path": "content/activities/2026/2026-03-04-a.md", "code": "unknown-key", "minutes": null},
            {"path": "content/activities/2026/2026-03-06-c.md", "code": "unknown-key", "minutes": 240},
        ])
    );
    site.run(["status", "2026"]).ends(1).says("2 entry files could not be read and are not counted");
}

#[test]
fn a_file_that_is_no_text_is_missing_from_the_sum_and_said_to_be() {
    let site = Site::new()
        .entry("2026-03-04-a", &format!("{HEAD}hours: 2"))
        .bytes("content/activities/2026/2026-03-05-b.md", b"---\ntitle: Caf\xe9\n---\n");
    site.run(["check"]).ends(1).says("1 entry read, 1 error, 0 warnings. 1 entry is not counted");
    let status = site.run(["status", "2026", "--format", "json"]).ends(1).json();
    assert_eq!(status["not_read"][0]["code"], "invalid-utf8");
}

#[test]
fn every_fault_of_a_file_is_told_at_once_from_the_top() {
    let site = Site::new()
        .entry("2026-03-04-a", "title: \"\"\ndate: 30/2/2026\nhours: two\nplanned: ja\ntype: evnt\ncategory: x");
    let found = site.run(["check", "--format", "json"]).ends(1).json();
    let all: Vec<(u64, &str)> = found["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["line"].as_u64().unwrap(), d["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        all,
        [
            (2, "empty-value"),
            (3, "bad-date"),
            (4, "bad-hours"),
            (5, "wrong-type"),
            (6, "unknown-type"),
            (7, "unknown-category"),
        ]
    );
}

#[test]
fn strict_fails_on_a_doubtful_point_too() {
    let doubtful = Site::new().entry("2026-03-04-a", "hours: 2\ntype: event");
    doubtful.run(["check"]).ok().prints("warning[no-category]").says("0 errors, 1 warning.");
    doubtful.run(["check", "--strict"]).ends(1);
    doubtful.run(["build"]).ok();
    let clean = Site::new().entry("2026-03-04-a", &format!("{HEAD}hours: 2"));
    clean.run(["check", "--strict"]).ok().prints_exactly("");
}

#[test]
fn settings_that_are_wrong_are_findings_too() {
    let site = Site::new().config(&CONFIG.replace("title", "titel")).file("content/broken.md", "none");
    site.run(["check"]).ends(1).prints("did you mean `title`?").says("1 error: nothing is judged until");
    site.run(["check", "--format", "json"]).ends(1).prints("\"errors\": 1");
    site.run(["status"]).ends(1).prints_exactly("").says("did you mean `title`?");
}

#[test]
fn without_a_site_nothing_can_be_done() {
    for command in ["status", "check", "build"] {
        Site::empty().run([command]).ends(2).prints_exactly("").says("no cpdfolio.yaml").says("cpdfolio init");
    }
    let site = Site::empty();
    site.run(["check", "--site", "nowhere"]).ends(2).says("nowhere");
}

#[test]
fn a_site_is_found_from_a_folder_inside_it() {
    let site = Site::new().entry("2026-03-04-a", &format!("{HEAD}hours: 2"));
    let inside = site.path("content/activities/2026");
    let out = site.command(["check", "--strict", "--as-of", "2026-11-21"]).current_dir(inside).output().unwrap();
    Output::of(out, "check from inside").ok().says("1 entry read");
}

#[test]
fn every_code_is_explained() {
    let site = Site::empty();
    let list = site.run(["explain"]).ok();
    for code in Code::ALL {
        assert!(list.stdout.lines().any(|l| l.split_whitespace().next() == Some(code.name())), "{code}");
        site.run(["explain", code.name()])
            .ok()
            .prints(&format!("{} ({})\n\n{}", code.name(), code.level().word(), code.what()))
            .prints(code.why())
            .prints("For example:\n\n    ");
    }
    site.run(["explain", "unknown-kee"]).ends(2).says("did you mean `unknown-key`?");
    // The guide is at hand where there is only the program.
    for page in ["writing-guidance", "policy-format", "theme-reference"] {
        let text = site.run(["explain", page]).ok().stdout;
        assert!(text.contains("\n## ") && !text.starts_with("---"), "{page}");
    }
    site.run(["explain", "writing-guidanse"]).ends(2).says("did you mean `writing-guidance`?");
}

#[test]
fn completions_for_three_shells() {
    let site = Site::empty();
    for (shell, sign) in [("bash", "complete -F"), ("zsh", "#compdef cpdfolio"), ("fish", "complete -c cpdfolio")] {
        site.run(["completions", shell]).ok().quiet().prints(sign).prints("status").prints("as-of");
    }
    site.run(["completions", "tcsh"]).ends(2);
}

#[test]
fn schemas_are_listed_and_are_json() {
    let site = Site::empty();
    let list = site.run(["schema"]).ok();
    for schema in cpdfolio::engine::SCHEMAS {
        assert!(list.stdout.contains(schema.name));
        let one = site.run(["schema", schema.name]).ok().json();
        assert_eq!(one["$id"], schema.id());
        let version = schema.id().strip_prefix(&format!("cpdfolio.{}/", schema.name)).expect("its name in its id");
        assert!(version.parse::<u8>().is_ok_and(|n| n > 0), "{version}");
        assert_eq!(site.run(["schema", schema.id()]).ok().json(), one);
    }
    site.run(["schema", "statsu"]).ends(2).says("did you mean `status`?");
}

#[test]
fn what_is_not_a_command_is_not_run() {
    let site = Site::new();
    site.run(["stats"]).ends(2).prints_exactly("").says("'status'");
    site.run(["status", "--as-of", "yesterday"]).ends(2).says("is not a date like 2026-03-04");
    site.run(["status", "twenty"]).ends(2).says("a year has four digits");
    site.run(["status", "1999"]).ok().prints("No edition of this policy was in force on 1 January 1999");
    site.run(["status", "99999"]).ends(2).says("no period of a policy that you follow ends in 99999");
    site.run(["why", "totl"]).ends(2).says("did you mean `total`?");
    site.run(["why"]).ends(2).says("which rule?").says("`cpdfolio why total`; there is `total`, `planned`");
    site.run(["status", "--as-of", "4.13.2026"]).ends(2).says("write `2026-04-13`");
    site.run_all(&[]).ends(2);
}

/// `cpdfolio status | head -1`: the reader goes away, and nobody is told.
#[test]
fn a_reader_that_goes_away_is_no_fault() {
    use std::io::{BufRead, BufReader};
    let mut site = Site::new();
    for n in 0..400 {
        site = site.entry(&format!("2026-03-04-{n}"), &format!("{HEAD}hour: 2"));
    }
    let mut command = site.command(["check", "--as-of", "2026-11-21"]);
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("error[unknown-key]"), "{line}");
    let out = Output::of(child.wait_with_output().unwrap(), "check | head -1").ends(1);
    assert!(!out.stderr.contains("panicked") && !out.stderr.contains("pipe"), "{}", out.stderr);
}

#[test]
fn nothing_that_only_looks_changes_a_file() {
    let site = Site::from_example("portfolio");
    let before = tree(&site.root());
    for command in [
        &["check"][..],
        &["status", "2026"],
        &["why", "total", "2025"],
        &["explain", "no-type"],
        &["schema", "site"],
        &["log", "A talk", "2h", "--dry-run"],
    ] {
        site.run_all(command).ok();
    }
    assert_eq!(tree(&site.root()), before);
}

/// No file can write to the reader's terminal.
#[test]
fn what_a_file_says_cannot_steer_a_terminal() {
    let site = Site::new()
        .entry("2026-03-04-a", "hours: \"\\e[31mred\\a\"\ntitle: \"\\e]0;owned\\a \\u202Eevil\"\nbad\u{9b}key: 1");
    let colours = |force: bool| {
        let mut command = site.command(["check", "--as-of", "2026-11-21"]);
        if force {
            command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
        }
        Output::of(command.output().unwrap(), "cpdfolio check").ends(1)
    };
    // what is left when our own colours are taken away
    let ours = |text: &str| text.replace("\u{1b}[", "");
    for (out, own) in [(colours(false), false), (colours(true), true)] {
        assert_eq!(out.stdout.contains("\u{1b}[0m"), own, "{:?}", out.stdout);
        for text in [&out.stdout, &out.stderr] {
            assert!(!ours(text).contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{text:?}");
            assert!(!text.contains("\u{1b}[31mred"), "{text:?}");
        }
    }
}

/// A policy of ten thousand rules is read, checked and judged: what every rule asks is looked up, never sought among all
/// others.
#[test]
fn a_policy_of_thousands_of_rules_is_judged() {
    let count = 10_000;
    let mut policy = "schema: cpdfolio.policy/1\nid: big\ntitle: Big\nbody: Guild\naffiliation: none\nnote: Made up.\n\
        sources:\n  book: {title: Rule book, captured: \"2025\", checked: 2026-01-21, confidence: confirmed}\n\
        editions:\n  \"2025\":\n    from: 2025-01-01\n    source: book\n    window: {calendar: year}\n    rules:\n"
        .to_owned();
    for n in 0..count {
        let (id, hours) = (format!("r{n}"), n % 3 + 1);
        policy.push_str(&format!(
            "      - {{id: {id}, title: Rule {n}, severity: must, at_least: {hours}h, clause: \"{{at_least}}.\"}}\n"
        ));
    }
    let settings = "schema: cpdfolio.site/1\ntitle: T\nmember: {name: Sam}\npolicies: [{id: big}]\n";
    let site = Site::empty().config(settings).file("content/policies/big.yaml", &policy);
    let site = site.entry("2026-03-04-talk", "hours: 2h");
    let status = site.run(["status", "--format", "json"]).json();
    let rules = status["policies"][0]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), count);
    let met = rules.iter().filter(|rule| rule["verdict"] == "met").count();
    assert_eq!(met, 6_667, "one and two hours are there, three are not");
    site.run(["policy", "check", "big"]).ends(1).prints("r9999");
}
