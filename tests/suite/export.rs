//! `export`: what is in it, for whom, and that a whole record is whole.

use std::io::Read;

use crate::support::Site;

fn site() -> Site {
    Site::new()
        .entry("2026-03-04-talk", "title: =SUM(A1)\nhours: 2h20m\ntype: event\nplanned: true\ncategory: job-technical\nvisibility: public\ntags: [\"a;b\", c]")
        .entry("2026-03-05-talk", "title: Talk on teams\nhours: 1\ntype: event\ncategory: soft-skills\nreflection: Listen more.\nevidence: evidence/a.pdf")
        .entry("2026-04-01-secret", "title: Secret reading\nhours: 45m\ntype: self-study\nvisibility: private\nprivate: {cost: 40}")
        .bytes("evidence/a.pdf", b"%PDF-1.4 \xff\x00")
        .file("content/about.md", "---\ntitle: About\n---\nHello.\n")
        .file(".cpdfolio/seal.key", "a secret key\n")
}

fn stdout(site: &Site, args: &[&str]) -> Vec<u8> {
    let all = [&["export"], args, &["--as-of", "2026-11-21"]].concat();
    let output = site.command(&all).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn a_table_has_every_key_and_no_cell_runs() {
    let site = site();
    let csv = site.run(["export"]).ok().says("3 entries, made for you (private)").says("not for sending");
    let table = csv.stdout.trim_start_matches('\u{feff}').to_owned();
    let head: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    for name in ["id", "title", "from", "to", "hours", "minutes", "visibility", "private", "reflection", "body"] {
        assert!(head.contains(&name), "{name}: {head:?}");
    }
    assert!(table.contains("\"'=SUM(A1)\""), "{table}");
    assert!(table.contains(",2.33,140,event,job-technical,yes,"), "{table}");
    assert!(table.contains("\"a\\;b; c\""), "{table}");
}

#[test]
fn others_get_what_they_may_see() {
    let site = site();
    for (audience, entries) in [("assessor", 2), ("public", 1)] {
        for form in ["csv", "json", "ics", "zip", "xlsx"] {
            let made = stdout(&site, &["--format", form, "--audience", audience]);
            // long lines of a calendar are folded
            let text = String::from_utf8_lossy(&unpacked(&made)).replace("\r\n ", "");
            for secret in ["Secret reading", "a secret key", "40"] {
                let is_in = text.contains(secret) && secret.len() > 2;
                assert!(!is_in, "{secret} in {form} for {audience}");
            }
            assert_eq!(text.contains("Listen more."), audience == "assessor", "{form} {audience}");
        }
        let json = site.run_all(&["export", "--format", "json", "--audience", audience]).ok().json();
        assert_eq!(json["entries"].as_array().unwrap().len(), entries);
        assert_eq!(json["files"].as_array().unwrap().len(), 0);
        assert!(json["entries"][0].get("visibility").is_none());
    }
}

/// The parts of a packed file, one after the other; the bytes themselves where it is none.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { return bytes.to_vec() };
    let mut all = vec![];
    for n in 0..zip.len() {
        zip.by_index(n).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

#[test]
fn a_whole_record_is_every_file_but_the_key() {
    let site = site();
    let json = site.run(["export", "--format", "json"]).ok().says("3 entries in 6 files").json();
    let mut names: Vec<&str> = json["files"].as_array().unwrap().iter().map(|f| f["path"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "content/about.md",
            "content/activities/2026/2026-03-04-talk.md",
            "content/activities/2026/2026-03-05-talk.md",
            "content/activities/2026/2026-04-01-secret.md",
            "cpdfolio.yaml",
            "evidence/a.pdf",
        ]
    );
    let packed = stdout(&site, &["--format", "zip"]);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&packed)).unwrap();
    assert_eq!(zip.len(), 6);
    for n in 0..zip.len() {
        let mut part = zip.by_index(n).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), vec![]);
        part.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, std::fs::read(site.path(&name)).unwrap(), "{name}");
    }
    assert_eq!(packed, stdout(&site, &["--format", "zip"]), "the same bytes each time");
}

#[test]
fn a_file_is_named_by_its_ending_and_replaced_whole() {
    let site = site();
    for name in ["a.csv", "a.xlsx", "a.json", "a.ics", "a.zip"] {
        for _ in 0..2 {
            site.run(["export", "--out", name]).ok().prints_exactly("");
            assert!(std::fs::metadata(site.path(name)).unwrap().len() > 100, "{name}");
        }
    }
    site.run(["export", "--out", "a.pdf"]).ends(2).says("--format csv");
    assert!(!site.has("a.pdf"));
    let left = std::fs::read_dir(site.root())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains(".part"));
    assert_eq!(left.count(), 0);
}

#[test]
fn a_filter_chooses_and_a_calendar_ends_the_day_after() {
    let site = site().entry("2026-05-04-fair", "title: Fair\nhours: 8\ndate: {from: 2026-05-04, to: 2026-05-05}");
    let calendar = site.run(["export", "--format", "ics", "--where", "fair"]).ok().says("1 entry").stdout;
    assert!(
        calendar.contains("DTSTART;VALUE=DATE:20260504\r\nDTEND;VALUE=DATE:20260506\r\nSUMMARY:Fair\r\n"),
        "{calendar}"
    );
    assert!(calendar.contains("X-CPDFOLIO-MINUTES:480") && calendar.matches("BEGIN:VEVENT").count() == 1);
    site.run(["export", "--where", "typ:event"]).ends(2).says("did you mean");
}

#[test]
fn a_body_has_its_own_columns_with_their_source() {
    let site = site();
    let list = site.run(["export", "--layouts"]).ok();
    assert!(list.stdout.contains("nmc.org.uk") && list.stdout.contains("Part of the Code (left to you)"));
    let table = site.run(["export", "--layout", "nmc"]).ok().says("Columns of NMC").stdout;
    assert!(table.contains("CPD method,Topic and how it related to your practice,Dates,Number of hours"), "{table}");
    assert!(table.contains("Event or seminar,\"'=SUM(A1)\",2026-03-04,2.3333,,,"), "{table}");
    site.run(["export", "--layout", "nobody"]).ends(2).says("nmc");
    site.run(["export", "--layout", "nmc", "--format", "ics"]).ends(2).says("--format csv");
}

#[test]
fn what_could_not_be_read_is_missing_and_said_to_be() {
    let site = site().entry("2026-06-01-bad", "hour: 2");
    site.run(["export"]).ends(1).says("not");
    let json = site.run(["export", "--format", "json"]).ok().json();
    assert_eq!(json["files"].as_array().unwrap().len(), 7, "a whole record has it");
}
