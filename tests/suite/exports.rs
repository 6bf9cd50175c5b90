//! Files that are not pages: robots, sitemap, feed, tables, calendar.

use cpdfolio::share::Audience::{self, Assessor, Private, Public};

use crate::memory::{self, Files, build};

const AS_OF: &str = "2026-11-21";

/// The example, told where it stands or not.
fn example(base_url: Option<&str>) -> Files {
    let mut files = memory::portfolio();
    let config = String::from_utf8(files["cpdfolio.yaml"].clone()).unwrap();
    let lines = config.lines().filter(|l| !l.starts_with("base_url:"));
    let mut config: String = lines.map(|l| format!("{l}\n")).collect();
    if let Some(url) = base_url {
        config.push_str(&format!("base_url: {url}\n"));
    }
    files.insert("cpdfolio.yaml".into(), config.into_bytes());
    files
}

fn built(base_url: Option<&str>, audience: Audience) -> Files {
    build(&example(base_url), audience, AS_OF).files
}

fn text(files: &Files, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} is not there"));
    String::from_utf8(bytes.clone()).unwrap()
}

const BASE: &str = "https://sam.example/cpd/";

#[test]
fn only_a_public_site_is_for_search_engines() {
    for audience in [Private, Assessor] {
        let files = built(Some(BASE), audience);
        assert_eq!(text(&files, "robots.txt"), "User-agent: *\nDisallow: /\n");
        assert!(!files.contains_key("sitemap.xml"));
    }
    let files = built(Some(BASE), Public);
    assert_eq!(text(&files, "robots.txt"), format!("User-agent: *\nDisallow:\n\nSitemap: {BASE}sitemap.xml\n"));
    let files = built(None, Public);
    assert_eq!(text(&files, "robots.txt"), "User-agent: *\nDisallow:\n");
    assert!(!files.contains_key("sitemap.xml"), "a list of addresses needs the site's own");
}

#[test]
fn the_sitemap_lists_every_page_once() {
    let files = built(Some(BASE), Public);
    let map = text(&files, "sitemap.xml");
    let listed: Vec<&str> =
        map.split("<loc>").skip(1).map(|l| l.split("</loc>").next().unwrap().strip_prefix(BASE).unwrap()).collect();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), listed.len());
    let pages: Vec<&str> =
        files.keys().map(String::as_str).filter(|p| p.ends_with(".html") && *p != "404.html").collect();
    assert_eq!(sorted, pages);
}
