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
    let page = site.read("private/activities/tag-power/index.html");
    // two spellings are one tag; the years have anchors and their own sums
    for wanted in ["3 entries", "id=\"y2026\"", "id=\"y2025\"", "../c.html", "2 entries"] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    // of an entry with two categories a list counts what was given to its own
    let area = site.read("private/activities/category-job-technical/index.html");
    assert!(area.contains("2 entries; 1\u{202f}h\u{202f}20"), "{area}");
    assert!(area.contains("0\u{202f}h\u{202f}20"), "{area}");
    // words lead to their lists; a word that stands alone leads nowhere from its own entry
    let page = site.read("private/activities/c.html");
    assert!(page.contains("href=\"../activities/tag-power/index.html\">power</a>"), "{page}");
    assert!(page.contains("<span dir=\"auto\">once</span>"), "{page}");
    assert!(!site.has("private/activities/tag-once/index.html"));
    // and from all words to its entry
    let all = site.read("private/search/index.html");
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
    // of a bare line everybody sees a part of a year's sum
    assert!(!site.has("public/activities/type-event/index.html"));
    site.run(["build", "--audience", "assessor"]).ok();
    let page = site.read("assessor/activities/type-event/index.html");
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
    let page = site.read("private/activities/tag-one/index.html");
    assert!(page.contains("../../activities/year-2024/tag-one.html") && page.contains("501 entries"), "{page}");
    assert!(!page.contains("e17.html"), "{page}");
    let year = site.read("private/activities/year-2024/tag-one.html");
    assert!(year.contains("251 entries") && year.contains("../e0.html"), "{year}");
    // the rows of each year wait for a filter over all of them
    let rows = |view: &str, year: u32| {
        let text = site.read(&format!("{view}/assets/list/{year}.js"));
        let json = text.strip_prefix(&format!("cpdfolio.list(\"{year}\",")).and_then(|t| t.strip_suffix(");\n"));
        let rows: serde_json::Value = serde_json::from_str(json.unwrap_or_else(|| panic!("{text}"))).unwrap();
        rows.as_array().unwrap().clone()
    };
    assert_eq!((rows("private", 2024).len(), rows("private", 2025).len()), (251, 250));
    let list = site.read("private/activities/index.html");
    assert!(list.contains("data-part=\"2024\" data-first=\"2024-01-01\" data-last=\"2024-11-27\""), "{list}");
    assert!(list.contains("<noscript><p>There are too many for one list: choose a year.</p>"), "{list}");
    for year in [2024, 2025] {
        let page = site.read(&format!("private/activities/year-{year}/index.html"));
        for row in rows("private", year) {
            let (day, url) = (row[0].as_str().unwrap(), row[2].as_str().unwrap());
            assert!(page.contains(&format!("datetime=\"{day}\"")) && page.contains(url), "{row}");
        }
    }
    assert!(!site.has("private/assets/list/2026.js"), "a year without entries has no rows");
    // the list of a year leads to its parts
    assert!(
        site.read("private/activities/year-2024/index.html").contains("../../activities/year-2024/type-event.html")
    );
}

/// What a part of the search holds: its call is JSON within brackets.
fn part(site: &Site, view: &str, name: &str) -> serde_json::Value {
    let text = site.read(&format!("{view}/assets/search/{name}.js"));
    let json = text.strip_prefix(&format!("cpdfolio.part(\"{name}\",")).and_then(|t| t.strip_suffix(");\n"));
    serde_json::from_str(json.unwrap_or_else(|| panic!("{text}"))).unwrap()
}

fn terms(part: &serde_json::Value) -> Vec<&str> {
    part["terms"].as_array().unwrap().iter().map(|term| term[0].as_str().unwrap()).collect()
}

#[test]
fn what_pages_show_can_be_found_and_nothing_else() {
    let front = "title: Résumé of a talk\ndate: 2026-03-04\nhours: 1\ntags: [電力]\nprovider: Me\nvisibility: public\n\
                 reflection: Only for assessors";
    let body = "See [the other](secret-merger.md), <b>x</b> and `code`.\n\n[ref]: secret-merger.md \"unseen\"\n";
    let site = Site::new()
        .file("content/activities/a.md", &format!("---\n{front}\n---\n{body}"))
        .file("content/activities/secret-merger.md", &entry("2026-03-05", "visibility: private\ntags: [hush]"))
        .file("content/activities/line.md", &entry("2026-03-06", "visibility: hours\ntags: [numbers]"));
    site.run(["build", "--audience", "public"]).ok();
    let found = part(&site, "public", "0");
    assert_eq!(found["docs"][0][0], "Résumé of a talk");
    assert_eq!(found["docs"].as_array().unwrap().len(), 1, "{found}");
    let words = terms(&found);
    for wanted in ["resume", "talk", "電力", "力", "me", "other", "code"] {
        assert!(words.contains(&wanted), "{wanted}: {words:?}");
    }
    for unwanted in ["secret", "merger", "md", "unseen", "assessors", "hush", "numbers"] {
        assert!(!words.contains(&unwanted), "{unwanted}: {words:?}");
    }
    site.run(["build", "--audience", "assessor"]).ok();
    assert!(terms(&part(&site, "assessor", "0")).contains(&"assessors"));
    // guidance is cut into its sections
    let pages = part(&site, "assessor", "pages");
    let urls: Vec<&str> = pages["docs"].as_array().unwrap().iter().filter_map(|d| d[1].as_str()).collect();
    assert!(urls.iter().any(|u| u.starts_with("guide/index.html#")), "{urls:?}");
}

#[test]
fn the_search_of_a_site_without_a_record_finds_guidance() {
    let site = Site::empty().config("schema: cpdfolio.site/1\ntitle: Guidance\n");
    site.run(["build", "--audience", "public"]).ok();
    assert!(site.read("public/assets/search/index.js").contains("\"parts\":[\"pages\"]"));
    assert!(terms(&part(&site, "public", "pages")).contains(&"reflection"));
}
