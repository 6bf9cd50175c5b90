//! Browsing without script: the lists of the entries that share a word.

use super::support::Site;

fn entry(date: &str, keys: &str) -> String {
    format!("---\ntitle: On {date}\ndate: {date}\nhours: 1\n{keys}\n---\nWords.\n")
}

fn site() -> Site {
    Site::new()
        .file("content/activities/a.md", &entry("2026-03-04", "tags: [Power, sic]\ntype: event\nvisibility: public"))
        .file("content/activities/b.md", &entry("2026-03-05", "tags: [power]\ntype: event\nvisibility: hours"))
        .file("content/activities/c.md", &entry("2025-03-05", "tags: [power, once]\nprovider: Me\nvisibility: public"))
        .file(
            "content/activities/d.md",
            &entry(
                "2025-03-06",
                "tags: [secret]\nprovider: Me\nvisibility: private\ncategory: {job-technical: 20m, soft-skills: 40m}",
            ),
        )
        .file("content/activities/e.md", &entry("2025-04-06", "tags: [secret]\ncategory: job-technical"))
}

#[test]
fn entries_that_share_a_word_have_a_list() {
    let site = site();
    site.run(["build", "--audience", "private"]).ok();
    let page = site.read("public/activities/tag-power/index.html");
    // two spellings are one tag; the years have anchors and their own sums
    for wanted in ["3 entries", "id=\"y2026\"", "id=\"y2025\"", "../../activities/c.html", "2 entries"] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    // of an entry with two categories a list counts what was given to its own
    let area = site.read("public/activities/category-job-technical/index.html");
    assert!(area.contains("2 entries; 1\u{202f}h\u{202f}20"), "{area}");
    assert!(area.contains("0\u{202f}h\u{202f}20"), "{area}");
    // words lead to their lists; a word that stands alone leads nowhere from its own entry
    let page = site.read("public/activities/c.html");
    assert!(page.contains("href=\"../activities/tag-power/index.html\">power</a>"), "{page}");
    assert!(page.contains("<span dir=\"auto\">once</span>"), "{page}");
    assert!(!site.has("public/activities/tag-once/index.html"));
    // and from all words to its entry
    let all = site.read("public/search/index.html");
    assert!(all.contains("href=\"../activities/c.html\">once</a> <small>1</small>"), "{all}");
}

#[test]
fn lists_know_what_their_reader_may_see() {
    let site = site();
    site.run(["build", "--audience", "public"]).ok();
    assert!(!site.has("public/activities/tag-secret/index.html"));
    assert!(!site.has("public/activities/provider-me/index.html"), "the other is private");
    let page = site.read("public/activities/tag-power/index.html");
    assert!(page.contains("2 entries"), "a bare line has no tags: {page}");
    let page = site.read("public/activities/type-event/index.html");
    assert!(page.contains("Entry 1") && !page.contains("On 2026-03-05"), "{page}");
    assert!(!site.read("public/search/index.html").contains("secret"));
}

#[test]
fn a_long_list_is_split_by_year() {
    let mut site = Site::new();
    for n in 0..501 {
        let date = format!("{}-{:02}-{:02}", 2024 + n % 2, n % 12 + 1, n % 28 + 1);
        site = site.file(&format!("content/activities/e{n}.md"), &entry(&date, "type: event\ntags: [one]"));
    }
    site.run(["build", "--audience", "private"]).ok();
    let page = site.read("public/activities/tag-one/index.html");
    assert!(page.contains("../../activities/year-2024/tag-one.html") && page.contains("501 entries"), "{page}");
    assert!(!page.contains("e17.html"), "{page}");
    let year = site.read("public/activities/year-2024/tag-one.html");
    assert!(year.contains("251 entries") && year.contains("../../activities/e0.html"), "{year}");
    // the list of a year leads to its parts
    assert!(site.read("public/activities/year-2024/index.html").contains("../../activities/year-2024/type-event.html"));
}
