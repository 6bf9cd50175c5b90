//! What cannot be read is told of: a folder or a name behind which entries may be is an entry of unknown hours
//! everywhere, and one bad name leaves out what it belongs to and no more.

use crate::support::Site;

const CONFIG: &str = "schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: Sam}\npolicies: [{id: iet}]\n\
                      visibility: public\n";
const ENTRY: &str = "---\ntitle: Found\ndate: 2026-01-05\nhours: 2h\ncategory: job-technical\n---\n";

/// A site with one entry that is read.
fn site() -> Site {
    Site::empty().config(CONFIG).file("content/activities/2026/found.md", ENTRY).on("2026-06-30")
}

#[track_caller]
fn is_told(site: &Site, what: &str) {
    let status = site.run(["status", "--format", "json"]).ends(1).json();
    let not_read = status["not_read"].as_array().unwrap();
    assert_eq!(not_read.len(), 1, "{what}: {not_read:?}");
    assert!(not_read[0]["minutes"].is_null(), "{what}: {not_read:?}");
    site.run(["status"]).ends(1).says("could not be read");
    for args in [
        &["why", "total"][..],
        &["list"],
        &["plan"],
        &["why", "total", "--format", "json"],
        &["list", "--format", "json"],
    ] {
        site.run_all(args).ends(1);
    }
    site.run(["check"]).ends(1);
    site.run(["build", "--audience", "public"]).ends(1);
    for audience in ["public", "private"] {
        let run = site.run(["build", "--keep-going", "--audience", audience, "--out", audience]);
        assert!(run.stderr.contains("1 entry left out because of errors, hours not known"), "{what}: {}", run.stderr);
        assert!(site.read(&format!("{audience}/index.html")).contains("left out"), "{what}, {audience}");
    }
}

#[cfg(unix)]
#[test]
fn folders_that_are_links() {
    for (link, to) in [("content/activities/2025", "year"), ("content/activities/2026/deep", "year")] {
        let site = site().file("year/a.md", ENTRY);
        let up = "../".repeat(link.matches('/').count());
        is_told(&site.link(link, &format!("{up}{to}")), link);
    }
    let whole = Site::empty().config(CONFIG).file("all/2026/a.md", ENTRY).on("2026-06-30");
    is_told(&whole.file("content/about.md", "---\ntitle: A\n---\n").link("content/activities", "../all"), "activities");
    let whole = Site::empty().config(CONFIG).file("all/activities/2026/a.md", ENTRY).on("2026-06-30");
    is_told(&whole.link("content", "all"), "content");
}

#[test]
fn folders_in_capitals() {
    is_told(&site().file("content/Activities/2025/a.md", ENTRY).file("content/Activities/2025/b.md", ENTRY), "folder");
    // as pages, the entries would be public
    let site = Site::empty().config(CONFIG).file("Content/activities/2026/a.md", ENTRY).on("2026-06-30");
    is_told(&site, "content");
    let site = self::site().file("content/Plan/p.md", "---\ntitle: Hidden\nwhen: \"2026\"\n---\n");
    site.run(["check"]).ends(1);
    site.run(["build", "--keep-going", "--audience", "public"]);
    assert!(!site.has("public/Plan/p/index.html") && !site.has("public/plan/p/index.html"));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_no_path_can_have() {
    for name in ["new\nline.md", "c\\d.md", "rtl\u{202e}.md", "bell\u{7}.md", "zero\u{200b}/a.md"] {
        is_told(&site().file(&format!("content/activities/2026/{name}"), ENTRY), name);
    }
    use std::os::unix::ffi::OsStrExt;
    let site = site();
    let name = std::ffi::OsStr::from_bytes(b"inv\xff.md");
    std::fs::write(site.path("content/activities/2026").join(name), ENTRY).unwrap();
    is_told(&site, "not UTF-8");
    let deep = format!("content/activities/2026/{}a.md", "a-rather-long-name-of-a-folder/".repeat(40));
    is_told(&self::site().file(&deep, ENTRY), "too long");
}

/// Behind a folder there may be any number of entries: none is made up.
#[cfg(unix)]
#[test]
fn a_folder_is_no_entry() {
    let folder = site().file("year/a.md", ENTRY).file("year/b.md", ENTRY).link("content/activities/2025", "../../year");
    folder.run(["status"]).ends(1).says("1 folder could not be read: nobody knows how many entries it holds");
    folder.run(["check"]).ends(1).says("at least 1 entry is not counted");
    folder.run(["build", "--keep-going", "--audience", "private"]).says("at least 1 entry left out because of errors");
    let both = folder.file("content/activities/2026/bad.md", "---\ntitle: [\n---\n");
    both.run(["status"]).ends(1).says("1 entry file and 1 folder could not be read and are not counted");
    let file = site().file("content/activities/2026/bad.md", "---\ntitle: [\n---\n");
    file.run(["status"]).ends(1).says("1 entry file could not be read and is not counted");
    file.run(["check"]).ends(1).says(" 1 entry is not counted");
}

#[test]
fn entries_with_another_ending() {
    for ending in ["markdown", "mdown", "mkd", "txt", "Markdown"] {
        is_told(&site().file(&format!("content/activities/2026/lost.{ending}"), ENTRY), ending);
    }
}

#[cfg(unix)]
#[test]
fn folders_without_the_right_to_read_them() {
    use std::os::unix::fs::PermissionsExt;
    let site = site().file("content/activities/2025/a.md", ENTRY);
    let folder = site.path("content/activities/2025");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o000)).unwrap();
    // root reads everything
    if std::fs::read_dir(&folder).is_err() {
        is_told(&site, "rights");
    }
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn one_bad_name_of_evidence_leaves_out_its_entry() {
    for name in ["Certificate: CPD?.pdf", "a*b.pdf", "con.pdf", "end. /a.pdf"] {
        let head = "---\ntitle: With proof\ndate: 2026-01-06\nhours: 1h\ncategory: job-technical\n";
        let entry = format!("{head}evidence: [\"evidence/{name}\"]\n---\n");
        let site = site().file(&format!("evidence/{name}"), "x").file("content/activities/2026/proof.md", &entry);
        for audience in ["private", "assessor"] {
            site.run(["build", "--keep-going", "--audience", audience]);
            // files of evidence are in the owner's site only: others have the entry
            let left_out = site.read(&format!("{audience}/index.html")).contains("left out");
            assert_eq!(left_out, audience == "private", "{name}, {audience}");
            assert!(site.tree(audience).keys().any(|path| path.contains("found")), "{name}, {audience}");
        }
        let status = site.run(["status", "--format", "json"]).ends(1).json();
        assert_eq!(status["not_read"][0]["minutes"], 60, "{name}");
    }
}
