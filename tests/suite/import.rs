//! `import`: sheets of others become entries, once and wholly, and every row is accounted for.

use serde_json::Value;

use crate::support::{Site, project};

const SHEET: &str = "Date,Activity,Hours,Kind\n2025-03-04,Relay course,7.5,Course\n2025-04-05,Walk,a while,\n,Undated talk,1:15,\n,Total,8.75,\n";

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
    site.run(["import", &sheet]).ends(1).prints("refused, line 3: `a while` is no length of time");
    let refused = site.read("imports/old.refused.csv");
    assert_eq!(
        refused,
        "Refused line,Why refused,What to do,Date,Activity,Hours,Kind\n3,`a while` is no length of time,write it like 1h30m,2025-04-05,Walk,a while,\n"
    );
    let mended = refused.replace(",a while,", ",4,");
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
fn days_are_as_long_as_is_said_once() {
    let site = site();
    let text = b"Date,Activity,Hours\n2025-03-04,Relay course,half a day\n2025-04-05,Cable course,2 days\n2025-04-09,Talk,1h\n";
    let sheet = outside(&site, "days.csv", text);
    site.run(["import", &sheet])
        .ends(1)
        .prints("refused, line 2: `half a day` is in days: say how long a day is, like `--day 7h30m`")
        .prints("1 entry (1 h)");
    site.run(["import", &sheet, "--day", "soon"]).ends(2).says("write a length like 7h30m");
    site.run(["import", &sheet, "--day", "7h30m"]).ok().prints("2 entries (18 h 45)");
    assert!(!site.has("imports/days.refused.csv"));
    assert!(site.read("content/activities/2025/2025-03-04-relay-course.md").contains("hours: 3h45m\n"));
    // the answer stands in the record of the import
    std::fs::write(&sheet, [&text[..], b"2025-05-01,Late course,a day\n"].concat()).unwrap();
    site.run(["import", &sheet]).ok();
    assert!(site.read("content/activities/2025/2025-05-01-late-course.md").contains("hours: 7h30m\n"));
}

const MAIL: &str = "From: Sam <sam@x.example>\r\nDate: Tue, 4 Mar 2025 09:00:00 +0000\r\nSubject: Relay course\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nWent there, 2h30.\r\n--b\r\nContent-Type: application/pdf; name=\"My certificate.pdf\"\r\nContent-Disposition: attachment; filename=\"My certificate.pdf\"\r\n\r\n%PDF-1.4\r\n%%EOF\r\n--b\r\nContent-Type: text/html; name=page.html\r\nContent-Disposition: attachment; filename=page.html\r\n\r\n<html><script>1</script></html>\r\n--b--\r\n";

#[test]
fn files_of_mails_are_named_and_copied_when_that_is_asked() {
    let site = site();
    let mail = outside(&site, "talk.eml", MAIL.as_bytes());
    site.run(["import", &mail]).ok();
    let entry = "content/activities/2025/2025-03-04-relay-course.md";
    assert!(site.read(entry).contains("attachments: \"My certificate.pdf, page.html\""), "{}", site.read(entry));
    assert!(!site.has("evidence"));
    site.run(["undo"]).ok();
    let before = site.tree("");
    let told = site.run(["import", &mail, "--attach"]).ok();
    told.prints("attached to `Relay course`: evidence/2025/my-certificate.pdf")
        .prints("not attached, page.html: it is HTML or SVG");
    assert!(site.read("evidence/2025/my-certificate.pdf").starts_with("%PDF-1.4"));
    assert!(site.read(entry).contains("evidence: [evidence/2025/my-certificate.pdf]"), "{}", site.read(entry));
    site.run(["check"]).ok();
    // it is one action
    site.run(["undo"]).ok();
    assert_eq!(site.tree(""), before);
    site.run(["import", &mail, "--attach", "--dry-run"]).ends(2);
}

#[test]
fn a_draft_without_a_day_stands_on_the_owners_pages_and_its_links_are_checked() {
    let draft = "---\ntitle: Undated talk\nhours: 1h15m\ndraft: true\n---\n";
    let site = site().file("content/activities/undated/talk.md", draft);
    for (audience, is_there) in [("private", true), ("assessor", false), ("public", false)] {
        site.run(["build", "--audience", audience]).ok();
        let page = site.read(&format!("{audience}/activities/index.html"));
        assert_eq!(page.contains("Undated talk"), is_there, "{audience}");
        assert_eq!(page.contains("no day yet"), is_there, "{audience}");
    }
    let site = site.file(
        "content/activities/undated/talk.md",
        &draft.replace("draft: true", "draft: true\nplan: [nowhere]\nplanned: true\nevidence: [evidence/none.pdf]"),
    );
    site.run(["check"]).ends(1).prints("nowhere").prints("`evidence/none.pdf` is not there");
}

#[test]
fn keys_that_a_body_declares_come_back_from_its_columns() {
    let config = config().replace("{id: iet}", "{id: nmc, cycle_start: 2024-04-01}");
    let from = Site::empty()
        .config(&config)
        .entry("2025-03-04-yes", "title: Ward round\nhours: 2h\nparticipatory: true")
        .entry("2025-03-05-no", "title: A book\nhours: 1h\nparticipatory: false")
        .entry("2025-03-06-unsaid", "title: A talk\nhours: 1h");
    let file = from.around().join("home/nmc.csv").display().to_string();
    from.run(["export", "--layout", "nmc", "--out", &file]).ok();
    let site = Site::empty().config(&config);
    site.run(["import", &file]).ok();
    assert!(site.read("content/activities/2025/2025-03-04-ward-round.md").contains("participatory: true\n"));
    assert!(site.read("content/activities/2025/2025-03-05-a-book.md").contains("participatory: false\n"));
    assert!(!site.read("content/activities/2025/2025-03-06-a-talk.md").contains("participatory"));
    // where nobody follows the body, it is the owner's own key
    let site = self::site();
    site.run(["import", &file]).ok();
    let text = site.read("content/activities/2025/2025-03-04-ward-round.md");
    assert!(text.contains("private: {participatory: \"true\"}") && !text.contains("\nparticipatory"), "{text}");
}

#[test]
fn a_whole_record_gives_the_same_site_in_an_empty_folder() {
    let from = Site::from_example("portfolio");
    let built = |site: &Site| {
        for audience in ["private", "assessor", "public"] {
            site.run(["build", "--audience", audience]).ok();
        }
        [site.tree("private"), site.tree("assessor"), site.tree("public")]
    };
    let wanted = built(&from);
    for form in ["json", "zip"] {
        let file = from.around().join("home").join(format!("record.{form}")).display().to_string();
        from.run(["export", "--out", &file]).ok();
        let site = Site::empty();
        site.run(["import", &file]).ok();
        let found = built(&site);
        for (wanted, found) in wanted.iter().zip(&found) {
            let differs = wanted.iter().find(|(path, bytes)| found.get(*path) != Some(*bytes)).map(|(path, _)| path);
            assert_eq!(differs, None, "{form}");
            assert_eq!(found.len(), wanted.len(), "{form}");
        }
        site.run(["import", &file]).ok().prints("0 files made");
    }
}

#[test]
fn a_file_of_which_every_row_changed_is_compared_in_time() {
    let site = site();
    let sheet = |head: &str| {
        let rows = (0..3_000).map(|n| format!("2025-{:02}-{:02},Talk {n},{}.5\n", n % 12 + 1, n % 28 + 1, n % 5 + 1));
        format!("{head}\n{}", rows.collect::<String>())
    };
    let file = outside(&site, "log.csv", sheet("Date,Activity,Hours").as_bytes());
    site.run(["import", &file]).ok();
    outside(&site, "log.csv", sheet("Date,Event title,Hours").as_bytes());
    let again = site.run(["import", &file, "--format", "json"]).json()["files"][0].clone();
    assert_eq!((count(&again, "corrected"), count(&again, "entries")), (3_000, 0));
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
fn a_text_of_many_notes_is_taken_whole() {
    let site = site();
    let text = "My log\n======\n\n## 1. Talk on relays\n- **Date:** 12/03/2025\n- **Time spent:** 2 hours\n\nSeen.\n\n---\n\n\
                Title: Reading\nDate: 15/04/2025\nHours: 0,75\nProvider: IET\n\nTitle: Visit\nDate: 16/04/2025\n\n\
                Title: Course\nDate: soon\nHours: 2\n";
    let file = outside(&site, "log.txt", text.as_bytes());
    let answer = site.run(["import", &file, "--format", "json"]).json();
    let of = &answer["files"][0];
    assert_eq!((count(of, "entries"), count(of, "refused")), (3, 1), "{of}");
    assert_eq!(
        site.read("content/activities/2025/2025-03-12-talk-on-relays.md"),
        "---\ntitle: Talk on relays\ndate: 2025-03-12\nhours: 2h\n---\nSeen.\n"
    );
    assert!(site.read("content/activities/2025/2025-04-15-reading.md").contains("\nhours: 45m\nprovider: IET\n"));
    // what is missing makes a draft
    assert!(site.read("content/activities/2025/2025-04-16-visit.md").contains("\ndraft: true\n"));
    site.run(["check"]).ok();
    site.run(["import", &file]).says("Nothing new.").prints("1 title: line 1 `My log`");
    // a line for each
    let log = "CPD 2025\n\n- 2 June: Talk on fuses, 2h\n  What I learned.\n- 3 June: Walk\n\nTotal: 2 hours\n";
    let file = outside(&site, "lines.md", log.as_bytes());
    let answer = site.run(["import", &file, "--format", "json"]).json();
    let of = &answer["files"][0];
    assert_eq!((count(of, "entries"), count(of, "no_entry")), (2, 2), "{of}");
    assert_eq!(
        site.read("content/activities/2025/2025-06-02-talk-on-fuses.md"),
        "---\ntitle: Talk on fuses\ndate: 2025-06-02\nhours: 2h\n---\nWhat I learned.\n"
    );
    // the same in a folder
    let folder = site.around().join("home/logs");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), text).unwrap();
    std::fs::write(folder.join("prose.txt"), "Nothing of note.\n").unwrap();
    let other = self::site();
    let answer = other.run(["import", &folder.display().to_string(), "--format", "json"]).json();
    let of = &answer["files"][0];
    assert_eq!((count(of, "entries"), count(of, "refused"), count(of, "no_entry")), (3, 1, 2), "{of}");
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

#[test]
fn drafts_that_lack_something_leave_and_come_back() {
    let from = site()
        .entry("2025-03-04-talk", "title: Talk\nhours: 1h")
        .entry("2025-03-05-planned", "title: Booked\nhours: 3h\ndraft: true")
        .file(
            "content/activities/undated/course.md",
            "---\ntitle: Course\nhours: 5h\ntags: [a]\ndraft: true\nprivate: {Month: May}\n---\nText\n",
        )
        .file("content/activities/2025/2025-04-01-visit.md", "---\ntitle: Visit\ndate: 2025-04-01\ndraft: true\n---\n");
    let all = |site: &Site| site.run(["list", "--format", "json"]).ok().json()["entries"].clone();
    assert_eq!(all(&from).as_array().unwrap().len(), 4);
    for form in ["csv", "xlsx"] {
        let file = from.around().join("home").join(format!("record.{form}")).display().to_string();
        from.run(["export", "--out", &file]).ok().says("2 entries and 2 drafts without a day or hours");
        let site = site();
        site.run(["import", &file]).ok().prints("3 drafts that count nothing yet").prints("no day");
        assert_eq!(all(&site), all(&from), "{form}");
        assert!(site.read("content/activities/undated/course.md").contains("private: {Month: May}"), "{form}");
    }
    from.run(["export", "--where", "course"]).ok().prints("undated/course").says("0 entries and 1 draft");
    let json = from.run(["export", "--format", "json"]).ok().json();
    assert_eq!(count(&json, "entries"), 4);
    // what has no place for them says how many there are, and how they are taken along
    from.run(["export", "--layout", "nmc"]).ok().says("2 drafts are left out").says("export --out record.csv");
    from.run(["export", "--format", "ics"]).ok().says("2 drafts are left out");
    from.run(["export", "--audience", "assessor"]).ok().says("3 drafts are left out");
    let whole = site().entry("2025-03-04-talk", "title: Talk\nhours: 1h");
    assert!(!whole.run(["export", "--layout", "nmc"]).ok().stderr.contains("left out"));
}

#[test]
fn a_draft_is_named_with_what_it_lacks_and_stands_in_its_year() {
    let site = site();
    let text = "# CPD\n\n## 2025\n\n| Month | Activity | Hours |\n|---|---|---|\n| January | Reading | 3 |\n| Feb | Talk |  |\n";
    let file = outside(&site, "cpd.md", text.as_bytes());
    let run = site.run(["import", &file]).ok();
    let run = run.prints("draft, 2025, row 7: `Reading`: no day");
    run.prints("draft, 2025, row 8: `Talk`: no day, no hours");
    let entry = site.read("content/activities/2025/reading.md");
    assert!(entry.contains("draft: true\nprivate: {Month: January, year: \"2025\"}"), "{entry}");
    assert!(!site.has("content/activities/undated/reading.md"));
    site.run(["check"]).ok();
    // the same file brings nothing twice
    site.run(["import", &file]).ok().says("Nothing new.");
}

#[test]
fn notes_that_are_left_out_are_named_and_what_holds_nothing_is_a_finding() {
    let site = site();
    let folder = site.around().join("home/vault");
    std::fs::create_dir(&folder).unwrap();
    let note = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    note("2024-02-06 Slope webinar.md", "---\nhours: 1\n---\n");
    note("2024-02-06 Slope webinar (conflicted copy 2024-03-01).md", "---\nhours: 2\n---\n");
    note("bad.md", "---\ntitle: Reading: Erickson\n---\n");
    note("prose.md", "Only words\n");
    let vault = folder.display().to_string();
    site.run(["import", &vault])
        .ends(1)
        .prints("4 rows: 1 entry (1 h), 1 refused")
        .prints("is a copy of 2024-02-06 Slope webinar.md and is left out: `--copies` takes it too")
        .prints("write `title: \"Reading: Erickson\"`")
        .prints("no head, left out: prose.md");
    assert!(site.has("content/activities/2024/2024-02-06-slope-webinar.md"));
    let both = site.run(["import", &vault, "--copies", "--format", "json"]).ends(1).json();
    assert_eq!((count(&both["files"][0], "known"), count(&both["files"][0], "entries")), (1, 1));
    // alone, a note says the same
    let alone = folder.join("bad.md").display().to_string();
    site.run(["import", &alone]).ends(2).says("line 2").says("write `title: \"Reading: Erickson\"`");
    let prose = folder.join("prose.md").display().to_string();
    site.run(["import", &prose]).ends(1).prints("neither a table nor a note with a head");
    for name in ["bad.md", "2024-02-06 Slope webinar.md", "2024-02-06 Slope webinar (conflicted copy 2024-03-01).md"] {
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    let left = site.run(["import", &vault]).ends(1).prints("no head, left out: prose.md");
    assert!(!left.stderr.contains("--pick"), "{}", left.stderr);
}

#[test]
fn a_key_of_the_rules_followed_is_said_by_a_column_or_by_hand() {
    let site = Site::empty().config(&config().replace("iet", "nmc"));
    let text = "Date,Activity,Hours,Participatory?,P or not\n2025-03-04,Ward round,2,yes,x\n2025-03-05,A book,1,no,x\n2025-03-06,A talk,1,perhaps,x\n2025-03-07,A walk,1,,x\n2025-03-08,A course,1,y,x\n2025-03-09,A lecture,1,no,x\n";
    let file = outside(&site, "log.csv", text.as_bytes());
    site.run(["import", &file, "--map", "P or not=nobody"]).ends(2).says("participatory");
    site.run(["import", &file]).ok().prints("Participatory?  participatory");
    let read = |name: &str| site.read(&format!("content/activities/2025/{name}.md"));
    assert!(read("2025-03-04-ward-round").contains("\nparticipatory: true\n"));
    assert!(read("2025-03-05-a-book").contains("\nparticipatory: false\n"));
    assert!(
        read("2025-03-06-a-talk").contains("private: {\"Participatory?\": perhaps")
            || read("2025-03-06-a-talk").contains("perhaps")
    );
    assert!(!read("2025-03-07-a-walk").contains("participatory:"));
    // a column of another name, and what was said of it is remembered
    let other = outside(
        &site,
        "other.csv",
        b"Date,Activity,Hours,In a group\n2025-04-04,Round,2,yes\n2025-04-05,Reading,1,no\n",
    );
    site.run(["import", &other, "--map", "In a group=participatory"]).ok();
    assert!(read("2025-04-04-round").contains("\nparticipatory: true\n"));
    assert!(site.read("imports/other.yaml").contains("In a group: key participatory\n"));
    outside(&site, "other.csv", b"Date,Activity,Hours,In a group\n2025-04-06,Third,2,yes\n");
    site.run(["import", &other]).ok();
    assert!(read("2025-04-06-third").contains("\nparticipatory: true\n"));
    // by hand
    site.run(["edit", "2025/2025-03-07-a-walk", "--set", "participatory=yes"]).ok().prints("+ participatory: true");
    let twice = ["edit", "2025/2025-03-07-a-walk", "--set", "participatory=yes", "--set", "participatory=no"];
    site.run(twice).ends(2).says("write it once: `--set participatory=no`");
    site.run(["edit", "2025/2025-03-07-a-walk", "--set", "participate=yes"]).ends(2).says("participatory");
    // a wrong value in place of another wrong one is refused too
    let walk = read("2025-03-07-a-walk").replace("participatory: true", "participatory: perhaps");
    std::fs::write(site.path("content/activities/2025/2025-03-07-a-walk.md"), &walk).unwrap();
    site.run(["edit", "2025/2025-03-07-a-walk", "--set", "participatory=maybe"]).ends(2).says("maybe");
    assert_eq!(read("2025-03-07-a-walk"), walk);
    site.run(["edit", "2025/2025-03-07-a-walk", "--set", "participatory=yes"]).ok();
    site.run(["log", "A class", "1h", "--date", "2025-05-05..2025-05-06", "--set", "participatory=no"]).ok();
    let class = read("2025-05-05-a-class");
    assert!(
        class.contains("date: {from: 2025-05-05, to: 2025-05-06}") && class.contains("participatory: false"),
        "{class}"
    );
    site.run(["edit", "2025/2025-03-07-a-walk", "--date", "2025-03-07..2025-03-09"])
        .ok()
        .prints("+ date: {from: 2025-03-07, to: 2025-03-09}");
}

#[test]
fn evidence_that_a_table_cannot_bring_is_named() {
    let from = site().entry("2025-03-04-talk", "title: Talk\nhours: 1h\nevidence: [evidence/2025/a.pdf]");
    let from = from.file("evidence/2025/a.pdf", "%PDF-1.4\n");
    let file = from.around().join("home/record.csv").display().to_string();
    from.run(["export", "--out", &file]).ok();
    let site = site();
    site.run(["import", &file, "--dry-run"]).says("evidence/2025/a.pdf").says("ZIP");
}
