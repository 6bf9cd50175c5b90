//! `import`: sheets of others become entries, once and wholly, and every row is accounted for.

use serde_json::Value;

use crate::support::{Site, project};

const SHEET: &str = "Date,Activity,Hours,Kind\n2025-03-04,Relay course,7.5,Course\n2025-04-05,Walk,half a day,\n,Undated talk,1:15,\n,Total,8.75,\n";

fn config() -> &'static str {
    "schema: cpdfolio.site/1\ntitle: \"Sam Example: CPD\"\nmember: {name: Sam Example}\npolicies: [{id: iet}]\n"
}

fn site() -> Site {
    Site::empty().config(config())
}

/// A file outside the site.
fn outside(site: &Site, name: &str, bytes: &[u8]) -> String {
    let path = site.around().join("home").join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn count(of: &Value, key: &str) -> usize {
    of[key].as_array().unwrap().len()
}

#[test]
fn every_sheet_is_written_and_a_second_import_changes_nothing() {
    let folder = project().join("tests/sheets");
    let mut names: Vec<String> = vec![];
    for (under, least) in [("", 20), ("more/", 35)] {
        let all = std::fs::read_dir(folder.join(under)).unwrap();
        let found: Vec<String> = all
            .filter_map(|f| {
                f.unwrap().file_name().into_string().unwrap().strip_suffix(".expect.json").map(str::to_owned)
            })
            .collect();
        assert!(found.len() >= least, "{under}");
        names.extend(found.iter().map(|name| format!("{under}{name}")));
    }
    names.sort();
    let site = site();
    for name in &names {
        let of: Value =
            serde_json::from_str(&std::fs::read_to_string(folder.join(format!("{name}.expect.json"))).unwrap())
                .unwrap();
        let sheet = folder.join(name).display().to_string();
        let answers: Vec<&str> = of["answers"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let call = [&["import", &sheet, "--format", "json"][..], &answers[..]].concat();
        let refused = count(&of, "refused") > 0;
        let found = site.run_all(&call).ends(i32::from(refused)).json()["files"][0].clone();
        assert_eq!(count(&found, "entries"), count(&of, "entries"), "{name}");
        assert_eq!(found["rows"], of["rows"], "{name}");
        let minutes = &found["minutes"];
        let written = minutes["entries"].as_i64().unwrap() + minutes["drafts"].as_i64().unwrap();
        assert_eq!(written, of["minutes_written"].as_i64().unwrap(), "{name}");
        assert_eq!(minutes["refused"], of["minutes_refused"], "{name}");
        assert_eq!(minutes["refused_without"], of["hours_unreadable"], "{name}");
        // the answers stand in the record: nothing is asked again
        let before = site.tree("");
        let again = site.run(["import", &sheet, "--format", "json"]).ends(i32::from(refused)).json();
        assert_eq!(count(&again["files"][0], "known"), count(&of, "entries"), "{name}");
        assert_eq!(again["written"], false, "{name}");
        assert_eq!(site.tree(""), before, "{name}");
    }
    site.run(["check"]).ok();
}

#[test]
fn refused_rows_are_mended_and_imported() {
    let site = site();
    let sheet = outside(&site, "old.csv", SHEET.as_bytes());
    site.run(["import", &sheet]).ends(1).prints("refused, line 3: `half a day` is no length of time");
    let refused = site.read("imports/old.refused.csv");
    assert_eq!(
        refused,
        "Refused line,Why refused,What to do,Date,Activity,Hours,Kind\n3,`half a day` is no length of time,write it like 1h30m,2025-04-05,Walk,half a day,\n"
    );
    let mended = refused.replace(",half a day,", ",4,");
    let site = site.file("imports/old.refused.csv", &mended);
    let path = site.path("imports/old.refused.csv").display().to_string();
    site.run(["import", &path]).ok().prints("1 entry (4 h)");
    assert_eq!(
        site.read("content/activities/2025/2025-04-05-walk.md"),
        "---\ntitle: Walk\ndate: 2025-04-05\nhours: 4h\n---\n"
    );
    // what is being mended is not overwritten
    site.run(["import", &sheet]).ends(1).prints("has been changed since");
    assert_eq!(site.read("imports/old.refused.csv"), mended);
}

#[test]
fn a_draft_counts_nothing_and_stands_last() {
    let site = site();
    let sheet = outside(&site, "old.csv", SHEET.as_bytes());
    site.run(["import", &sheet]).ends(1);
    let draft = site.read("content/activities/undated/undated-talk.md");
    assert_eq!(draft, "---\ntitle: Undated talk\nhours: 1h15m\ndraft: true\n---\n");
    let list = site.run(["list", "--format", "json"]).ok().json();
    let ids: Vec<&str> = list["entries"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2025/2025-03-04-relay-course", "undated/undated-talk"]);
    assert_eq!(list["counting_minutes"], 450);
    assert_eq!(list["entries"][1]["from"], Value::Null);
    let drafts = site.run(["list", "draft", "--format", "json"]).ok().json();
    assert_eq!(drafts["found"], 1);
    site.run(["check"]).ok();
    site.run(["build", "--audience", "private"]).ok();
    // without `draft: true` the day is asked for
    let site = site.file("content/activities/undated/undated-talk.md", "---\ntitle: Undated talk\nhours: 1h15m\n---\n");
    site.run(["check"]).ends(1).prints("`date` is missing");
}

#[test]
fn a_dry_run_edited_is_imported_and_its_rows_are_known() {
    let site = site();
    let sheet = outside(&site, "old.csv", SHEET.as_bytes());
    let before = site.tree("");
    let text = site.run(["import", &sheet, "--dry-run"]).ends(1).stdout.clone();
    assert_eq!(site.tree(""), before);
    let edited =
        outside(&site, "drafts.txt", text.replace("title: Relay course", "title: Course on relays").as_bytes());
    site.run(["import", &edited]).ok().says("2 entries are written");
    assert!(site.read("content/activities/2025/2025-03-04-relay-course.md").contains("title: Course on relays\n"));
    let again = site.run(["import", &sheet, "--format", "json"]).ends(1).json();
    assert_eq!(count(&again["files"][0], "known"), 2);
    // an entry that cannot be read: nothing of the text is written
    let site = self::site();
    let bad = outside(&site, "drafts.txt", text.replace("hours: 7h30m", "hours: lots").as_bytes());
    let before = site.tree("");
    site.run(["import", &bad]).ends(1).prints("refused");
    assert_eq!(site.tree(""), before);
}

#[test]
fn undo_takes_the_whole_import_back_and_what_was_removed_stays_away() {
    let site = site();
    let sheet = outside(&site, "old.csv", SHEET.as_bytes());
    site.run(["import", &sheet]).ends(1);
    site.run(["undo"]).ok();
    assert!(!site.has("content/activities/2025") && !site.has("imports/old.yaml"));
    site.run(["import", &sheet]).ends(1);
    site.run(["remove", "Relay course"]).ok();
    let again = site.run(["import", &sheet, "--format", "json"]).ends(1).json();
    assert_eq!(count(&again["files"][0], "entries"), 0);
    assert_eq!(count(&again["files"][0], "known"), 2);
}

#[test]
fn late_rows_are_found_and_corrected_ones_are_shown() {
    let site = site();
    let sheet = outside(&site, "old.csv", SHEET.as_bytes());
    site.run(["import", &sheet]).ends(1);
    let later = SHEET.replace("7.5,Course", "6.5,Course").replace("2025-04-05", "2025-03-04,Relay talk,1,\n2025-04-05");
    outside(&site, "old.csv", later.as_bytes());
    let found = site.run(["import", &sheet, "--format", "json"]).ends(1).json()["files"][0].clone();
    assert_eq!(found["corrected"][0]["differs"], "hours 6h30m, not 7h30m");
    assert_eq!(found["entries"][0]["title"], "Relay talk");
    assert_eq!(site.run(["list", "--format", "json"]).ok().json()["counting_minutes"], 510);
}

#[test]
fn what_a_file_does_not_say_is_asked_and_nothing_is_written() {
    let site = site();
    let sheet = outside(&site, "a.csv", b"Date,Title,Credits,Category\n3/4/2025,Talk,2,Technical\n");
    let before = site.tree("");
    let asked = site.run(["import", &sheet, "--format", "json"]).ends(1).json();
    let flags: Vec<&str> =
        asked["files"][0]["questions"].as_array().unwrap().iter().map(|q| q["flag"].as_str().unwrap()).collect();
    assert_eq!(flags, ["date-order", "category", "unit"]);
    site.run(["import", &sheet])
        .ends(1)
        .prints("--date-order day-first  3/4/2025 is 3 April 2025")
        .says("Nothing is written");
    assert_eq!(site.tree(""), before);
    site.run([
        "import",
        &sheet,
        "--date-order",
        "month-first",
        "--unit",
        "45m",
        "--category",
        "Technical=job-technical",
    ])
    .ok();
    assert_eq!(
        site.read("content/activities/2025/2025-03-04-talk.md"),
        "---\ntitle: Talk\ndate: 2025-03-04\nhours: 1h30m\ncategory: job-technical\n---\n"
    );
    site.run(["import", &sheet, "--date-order", "first"]).ends(2).says("write `day-first` or `month-first`");
    site.run(["import", "/nowhere.csv"]).ends(2).says("cannot be opened");
}

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Seminar on SiC\r\nDTSTART:20250304T090000Z\r\nDTEND:20250304T103000Z\r\nATTENDEE:mailto:ann@x.example\r\nDESCRIPTION:Passcode: 42\\nBring notes\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Dentist\r\nDTSTART:20250305T090000Z\r\nDTEND:20250305T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn of_a_calendar_only_what_is_chosen_is_taken_and_counts_nothing() {
    let site = site();
    let file = outside(&site, "all.ics", CALENDAR.as_bytes());
    let before = site.tree("");
    site.run(["import", &file]).ends(1).prints("[ ] 2").prints("Dentist").says("--where");
    assert_eq!(site.tree(""), before);
    site.run(["import", &file, "--where", "2025 seminar"]).ok().says("1 entry is written");
    let text = site.read("content/activities/2025/2025-03-04-seminar-on-sic.md");
    assert_eq!(
        text,
        "---\ntitle: Seminar on SiC\ndate: 2025-03-04\nhours: 1h30m\ndraft: true\nprivate: {hours from: start and end in the calendar}\n---\nBring notes\n"
    );
    assert!(!site.has("content/activities/2025/2025-03-05-dentist.md"));
    assert_eq!(site.run(["list", "--format", "json"]).ok().json()["counting_minutes"], 0);
    site.run(["import", &file, "--pick", "2"]).ok();
    assert!(site.has("content/activities/2025/2025-03-05-dentist.md"));
    site.run(["import", &file, "--pick", "1-2"]).ok().says("Nothing new.");
}

#[test]
fn a_slip_a_badge_and_a_folder_of_pages_become_drafts_and_entries() {
    let site = site();
    let slip = "{\"schema\":\"cpdfolio.slip/1\",\"title\":\"Evening talk\",\"day\":\"2026-03-04\",\"minutes\":90,\"type\":\"event\",\"hours_from\":\"the programme\"}";
    let file = outside(&site, "slip.json", slip.as_bytes());
    site.run(["import", &file]).ok();
    assert_eq!(
        site.read("content/activities/2026/2026-03-04-evening-talk.md"),
        "---\ntitle: Evening talk\ndate: 2026-03-04\nhours: 1h30m\ntype: event\ndraft: true\nprivate: {hours from: the programme}\n---\n"
    );
    let spoilt = outside(&site, "bad.json", slip.replace("\"day\"", "\"planned\":true,\"day\"").as_bytes());
    site.run(["import", &spoilt]).ends(2).says("unknown field `planned`");
    let folder = site.around().join("home/pages");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(
        folder.join("a.md"),
        "---\nname: Reading about relays\nduration: 45 min\ndate: 2025-05-06\n---\nA book.\n",
    )
    .unwrap();
    std::fs::write(folder.join("b.md"), "---\ndate: 2025-05-07\nduration: 1h\n---\n# Talk on cables\n").unwrap();
    site.run(["import", &folder.display().to_string()]).ok().says("2 entries are written");
    assert!(site.read("content/activities/2025/2025-05-06-reading-about-relays.md").ends_with("---\nA book.\n"));
    assert!(site.has("content/activities/2025/2025-05-07-talk-on-cables.md"));
    site.run(["check"]).ok();
}

#[test]
fn what_was_exported_comes_back_as_it_was() {
    let from = Site::from_example("portfolio");
    let config = from.read("cpdfolio.yaml");
    for form in ["csv", "xlsx"] {
        let file = from.around().join("home").join(format!("record.{form}")).display().to_string();
        from.run(["export", "--out", &file]).ok();
        // beside the same entries nothing is new
        let again = from.run(["import", &file, "--format", "json"]).json();
        assert_eq!(count(&again["files"][0], "entries"), 0, "{form}");
        assert_eq!(count(&again["files"][0], "refused"), 0, "{form}");
        let site = Site::empty().config(&config);
        copy_folders(&from, &site);
        site.run(["import", &file]).ok();
        let all = |site: &Site| site.run(["list", "--format", "json"]).ok().json()["entries"].clone();
        assert_eq!(all(&site), all(&from), "{form}");
    }
    let file = from.around().join("home/record.json").display().to_string();
    from.run(["export", "--out", &file]).ok();
    let site = Site::empty();
    site.run(["import", &file]).ok().prints("files made");
    assert_eq!(site.read("cpdfolio.yaml"), config);
    assert_eq!(site.tree("content"), from.tree("content"));
    site.run(["import", &file]).ok().prints("0 files made");
}

/// What entries name: plan, directory, evidence.
fn copy_folders(from: &Site, to: &Site) {
    for folder in ["content/plan", "content/directory", "content/policies", "evidence"] {
        if from.has(folder) {
            crate::support::copy(&from.path(folder), &to.path(folder));
        }
    }
}
