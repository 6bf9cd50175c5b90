//! Files that are not pages: robots, sitemap, feed, tables, calendar.

use cpdfolio::model::Audience;
use cpdfolio::model::Audience::{Assessor, Private, Public};

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

/// A site of one entry.
fn one(entry: &str) -> Files {
    let config =
        format!("schema: cpdfolio.site/1\ntitle: T\nbase_url: {BASE}\nmember: {{name: S}}\npolicies: [{{id: iet}}]\n");
    Files::from([
        ("cpdfolio.yaml".to_owned(), config.into_bytes()),
        ("content/activities/2026/now.md".to_owned(), entry.as_bytes().to_vec()),
    ])
}

const HEAD: &str =
    "title: Was elsewhere\ntype: event\ncategory: job-technical\ndate: 2026-03-04\nhours: 1h\nvisibility: public\n";

#[test]
fn former_addresses_lead_to_today_s() {
    let mut files = one(&format!("---\n{HEAD}aliases: [2025/before, old name]\n---\n"));
    let page = "---\ntitle: About\naliases: [content/me.md, /who/i-am.html]\n---\n";
    files.insert("content/about.md".into(), page.as_bytes().to_vec());
    let built = build(&files, Public, AS_OF);
    assert_eq!(built.notes, Vec::<String>::new());
    for (was, way, to) in [
        ("activities/2025/before.html", "../../", "activities/2026/now.html"),
        ("activities/old name.html", "../", "activities/2026/now.html"),
        ("me/index.html", "../", "about/index.html"),
        ("who/i-am.html", "../", "about/index.html"),
    ] {
        let page = text(&built.files, was);
        assert!(page.contains(&format!("content=\"0; url={way}{to}\"")), "{page}");
        assert!(page.contains(&format!("<a dir=\"auto\" href=\"{way}{to}\">")), "{page}");
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{BASE}{to}\">")), "{page}");
        assert!(!text(&built.files, "sitemap.xml").contains(&format!("{BASE}{was}<")));
    }
    // What an audience does not see was never anywhere.
    files.insert(
        "content/activities/2026/now.md".into(),
        format!("---\n{}aliases: [2025/before]\n---\n", HEAD.replace("public", "private")).into_bytes(),
    );
    assert!(!build(&files, Public, AS_OF).files.keys().any(|p| p.contains("before")));
    assert!(build(&files, Private, AS_OF).files.contains_key("activities/2025/before.html"));
}

#[test]
fn a_former_address_never_takes_one_of_today_s() {
    for alias in ["index", "2026/NOW", "2026/now.html/x", "year-2026/index", "2026/other"] {
        let mut files = one(&format!("---\n{HEAD}aliases: [{alias}]\n---\n"));
        files.insert("content/activities/2026/other.md".into(), format!("---\n{HEAD}---\n").into_bytes());
        let folder = memory::Folder::with("site", &files);
        let out = memory::program().args(["check", "--as-of", AS_OF]).current_dir(folder.path()).output().unwrap();
        let told = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(1), "{alias}: {told}");
        assert!(told.contains("content/activities/2026/now.md:8:"), "{alias}: {told}");
        assert!(told.contains("route-clash") || told.contains("duplicate-id"), "{alias}: {told}");
    }
}

#[test]
fn tables_and_calendars_say_what_texts_say() {
    let title = "=HYPERLINK(\"x\"), “q”";
    let entry = format!(
        "---\ntitle: '{title}'\ndate: 2026-03-04\nhours: 90m\nvisibility: public\ncategory: {{job-technical: 1h, soft-skills: 30m}}\n---\n<b>x</b> & [y](https://y.example/?a=1&b=2)\n"
    );
    let files = build(&one(&entry), Public, AS_OF).files;
    let csv = text(&files, "data/activities.csv");
    assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"));
    assert!(
        csv.contains(",\"'=HYPERLINK(\"\"x\"\"), “q”\",90,1:30,,\"job-technical: 1h; soft-skills: 30m\",no,yes,"),
        "{csv}"
    );
    let feed = text(&files, "feed.xml");
    assert!(feed.contains("<title>=HYPERLINK(&quot;x&quot;), “q”</title>"), "{feed}");
    assert!(feed.contains("&amp;lt;b&amp;gt;x"), "a text is escaped in the page, and that page in the feed: {feed}");
    assert!(feed.contains("<updated>2026-03-04T00:00:00Z</updated>"));
    assert!(!files.contains_key("deadlines.ics"), "a selection has no deadlines");
    let calendar = text(&build(&one(&entry), Assessor, AS_OF).files, "deadlines.ics");
    assert!(calendar.contains("SUMMARY:IET guideline on CPD 2026: 28 h 30 to go\r\n"), "{calendar}");
}

#[test]
fn an_item_s_facts_for_search_engines_are_data() {
    let mut files = one(&format!("---\n{HEAD}---\n"));
    let title = "</script><script>alert(1)</script>";
    let item = |kind: &str| {
        format!("---\ntitle: '{title}'\nprovider: P & Q\ntype: {kind}\nhours: {{fixed: 1h30m}}\nprice: paid\namount: 45 GBP\nurl: https://x.example/?a=<b\n---\n")
            .replace("?a=<b", "?a=b&c=d")
    };
    files.insert("content/directory/one.md".into(), item("training-course").into_bytes());
    files.insert("content/directory/two.md".into(), item("work-experience").into_bytes());
    let built = build(&files, Public, AS_OF);
    assert!(!built.notes.iter().any(|n| n.contains("directory/")), "{:?}", built.notes);
    let files = built.files;
    let page = text(&files, "directory/one.html");
    let data = page.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let value: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!((&value["@type"], &value["name"]), (&"Course".into(), &title.into()));
    assert_eq!(value["provider"]["name"], "P & Q");
    assert_eq!((&value["timeRequired"], &value["offers"]["price"]), (&"PT1H30M".into(), &"45".into()));
    let inline = page.split("<script").skip(1).filter(|s| !s.split('>').next().unwrap().contains(" src="));
    assert_eq!(inline.count(), 1);
    assert!(!text(&files, "directory/two.html").contains("ld+json"), "schema.org has no word for it");
}

#[test]
fn only_a_public_page_is_for_previews() {
    let public = text(&built(Some(BASE), Public), "index.html");
    assert!(public.contains(&format!("<meta property=\"og:url\" content=\"{BASE}index.html\">")));
    assert!(public.contains("<link rel=\"alternate\" type=\"application/atom+xml\""));
    for (base, audience) in [(Some(BASE), Assessor), (Some(BASE), Private), (None, Public)] {
        let page = text(&built(base, audience), "index.html");
        assert!(!page.contains("og:"), "{page}");
        assert_eq!(page.contains("atom+xml"), audience == Public);
    }
}

#[test]
fn each_item_of_the_directory_offers_a_slip() {
    let files = built(Some("https://sam.example/cpd/"), Audience::Public);
    let slips: Vec<&String> = files.keys().filter(|path| path.ends_with(".slip.json")).collect();
    let pages =
        files.keys().filter(|p| p.starts_with("directory/") && p.ends_with(".html") && *p != "directory/index.html");
    assert_eq!(slips.len(), pages.count());
    assert!(!slips.is_empty());
    for path in slips {
        let slip: serde_json::Value = serde_json::from_str(&text(&files, path)).unwrap();
        assert_eq!(slip["schema"], "cpdfolio.slip/1");
        assert_eq!(slip["minutes"].is_null(), slip["hours_from"].is_null(), "{path}");
        let page = text(&files, &path.replace(".slip.json", ".html"));
        let name = path.rsplit('/').next().unwrap();
        assert!(page.contains(&format!("{name}\" download")), "{path}");
        assert!(page.contains(&format!("href=\"https://sam.example/cpd/{path}\"")), "{path}");
        assert!(page.contains("role=\"img\" aria-label=\"The address of the slip as a QR code\""), "{path}");
    }
    // a site that says nothing of where it will stand has no address to show
    let files = built(None, Audience::Public);
    assert!(
        files
            .iter()
            .all(|(path, bytes)| !path.ends_with(".html") || !String::from_utf8_lossy(bytes).contains("QR code"))
    );
}
