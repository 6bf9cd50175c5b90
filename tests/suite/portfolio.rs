//! The public view is a portfolio: it says who somebody is and what they learned, and judges nothing.

use std::collections::BTreeMap;

use crate::support::Site;

/// A record whose own texts are tokens without meaning; three years, of which little is public.
fn record(standing: &str) -> Site {
    let config = format!(
        "schema: cpdfolio.site/1\ntitle: Zq Xv\nbase_url: https://zq.example/cpd/\nmember:\n  name: Zq Xv\n  about: Qwx zvt\n  contact: zq@zq.example\n  number: \"77123\"\n  grade: FIET\n  registrations: [CEng]\npolicies: [{{id: iet, from: 2023-01-01}}]\ncircumstances:\n  - {{policy: iet, reason: maternity-leave, from: 2024-03-01, to: 2024-12-01}}\nscheme: {{opted_in: 2023-02-01}}\n{standing}"
    );
    let head = "category: job-technical\ntype: event\n";
    Site::empty()
        .config(&config)
        .entry("2023-05-01-a", &format!("{head}hours: 20\nplanned: true"))
        .entry("2023-05-02-a", &format!("{head}hours: 20\nplanned: true"))
        .entry(
            "2023-06-01-b",
            &format!("{head}hours: 2\nvisibility: public\ntags: [zk]\ncompetences: [A1]\nfeatured: true"),
        )
        .entry("2024-06-01-c", &format!("{head}hours: 3\nvisibility: hours"))
        .entry("2025-06-01-d", &format!("{head}hours: 1h30m\nvisibility: public\ntags: [zk, wv]"))
        .entry("2025-07-01-e", &format!("{head}hours: 16\nplanned: true"))
        .entry("2025-07-02-e", &format!("{head}hours: 15\nplanned: true"))
        .entry("2026-02-01-f", &format!("{head}hours: 1\nvisibility: public\nplanned: true"))
}

/// Words by which a page would judge a record.
const JUDGING: [&str; 26] = [
    "target",
    "verdict",
    "met",
    "short",
    "open",
    "over",
    "exempt",
    "silent",
    "unknown",
    "gap",
    "gaps",
    "pace",
    "deadline",
    "deadlines",
    "missing",
    "behind",
    "ahead",
    "to go",
    "guideline",
    "should",
    "must",
    "overdue",
    "remaining",
    "longest",
    "declared",
    "unread",
];

/// Pages that speak of rules, and never of this record.
fn is_guidance(path: &str) -> bool {
    let folders = ["directory/", "policy/", "faq/", "changes/", "guidance/", "assets/"];
    let own = [
        "activities/",
        "years/",
        "data/",
        "search/",
        "index.html",
        "404.html",
        "feed.xml",
        "sitemap.xml",
        "robots.txt",
    ];
    folders.iter().any(|f| path.starts_with(f))
        || path.starts_with("data/directory")
        || !own.iter().any(|f| path.starts_with(f)) && !path.starts_with("competences/")
}

/// The text of a page without its marks; of anything else all of it.
fn words(path: &str, text: &str) -> String {
    if !path.ends_with(".html") {
        return text.to_lowercase();
    }
    let mut out = String::new();
    let mut tag = false;
    // titles and descriptions are said too
    let head: String = text.lines().filter(|l| l.contains("<meta name=\"description\"")).collect();
    for c in text.chars() {
        match c {
            '<' => {
                tag = true;
                out.push(' ');
            }
            '>' => tag = false,
            c if !tag => out.push(c),
            _ => {}
        }
    }
    format!("{head} {out}").to_lowercase()
}

fn judging(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut found = vec![];
    for (path, bytes) in files.iter().filter(|(path, _)| !is_guidance(path)) {
        let text = words(path, &String::from_utf8_lossy(bytes));
        let is_sign = |c: char| c.is_alphanumeric();
        for word in JUDGING {
            let mut rest = text.as_str();
            while let Some(at) = rest.find(word) {
                let (before, after) = (&rest[..at], &rest[at + word.len()..]);
                if !before.ends_with(is_sign) && !after.starts_with(is_sign) {
                    let around: String = before.chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
                    found.push(format!("{path}: {around}{word}"));
                }
                rest = after;
            }
        }
    }
    found
}

#[test]
fn the_public_view_has_no_word_of_judgement() {
    let site = record("");
    site.run(["build", "--audience", "public", "--out", "shown"]).ok();
    let files = site.tree("shown");
    // links to pages of guidance bear their titles: those of this list speak of no record
    let found: Vec<String> = judging(&files).into_iter().filter(|f| !f.contains(".cpdfolio-manifest")).collect();
    assert_eq!(found, Vec::<String>::new());
    for gone in
        ["deadlines.ics", "data/standing.json", "data/plan.json", "compliance/2025/index.html", "plan/index.html"]
    {
        assert!(!files.contains_key(gone), "{gone}");
    }
    // the owner's own view does judge: the list finds words
    site.run(["build", "--audience", "private", "--out", "own"]).ok();
    assert!(judging(&site.tree("own")).len() > 50);
}

#[test]
fn the_first_page_says_who_it_is_and_what_is_shown() {
    let site = record("standing: {stated: [2023, 2024, 2025, 2026]}\n");
    site.run(["build", "--audience", "public", "--out", "shown"]).ok();
    let home = words("index.html", &site.read("shown/index.html"));
    let told = |what: &str| assert!(home.contains(what), "{what}: {home}");
    for what in ["zq xv", "qwx zvt", "zq@zq.example", "chosen work", "topics", "areas", "competences", "years"] {
        told(what);
    }
    told("4\u{202f}h\u{202f}30 in 3 activities shown here, since 2023: a selection.");
    // two years are over, whole and met; the leave of 2024 and the running year get no sentence
    told("iet guideline on cpd met in 2025, stated by");
    told("met in 2023");
    assert!(!home.contains("met in 2024") && !home.contains("met in 2026"), "{home}");
    for secret in ["77123", "fiet", "ceng", "maternity", "31\u{202f}h"] {
        assert!(!home.contains(secret), "{secret}");
    }
    // bare lines are a sum of their year
    let years = words("y", &site.read("shown/years/index.html"));
    assert!(years.contains("3\u{202f}h\u{202f}00"), "{years}");
    let statements = site.read("shown/data/statements.json");
    let statements: serde_json::Value = serde_json::from_str(&statements).unwrap();
    let labels: Vec<&str> =
        statements["statements"].as_array().unwrap().iter().map(|s| s["period"]["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["2025", "2023"]);
    // the check says which years get no sentence, and where a reader may conclude something
    let check = site.run(["check", "--all"]).ok().prints("nothing is stated for 2024: its verdict is `short`");
    let check = check.prints("nothing is stated for 2026: it is not over");
    check.prints("1 h 30 of 2025 are public, less than the usual 30 h");
}

#[test]
fn a_record_with_nothing_public_says_how_to_show_something() {
    let site = Site::empty()
        .config("schema: cpdfolio.site/1\ntitle: T\nmember: {name: S}\npolicies: [{id: iet}]\n")
        .entry("2026-01-05-a", "hours: 2");
    let built = site.run(["build", "--audience", "public", "--out", "shown"]).ok();
    built.says("no entry is public").says("visibility: public");
    assert!(words("index.html", &site.read("shown/index.html")).contains("nothing is shown here yet"));
}

#[test]
fn what_two_views_show_of_the_same_entries_agrees() {
    let site = Site::from_example("portfolio");
    let of = |audience: &str| {
        site.run(["build", "--audience", audience, "--out", audience]).ok();
        let data: serde_json::Value =
            serde_json::from_str(&site.read(&format!("{audience}/data/activities.json"))).unwrap();
        let all = data["entries"].as_array().unwrap().clone();
        all.into_iter().map(|e| (e["id"].as_str().unwrap().to_owned(), e)).collect::<BTreeMap<_, _>>()
    };
    let (public, private) = (of("public"), of("private"));
    assert!(public.len() > 5);
    for (id, entry) in &public {
        for key in ["title", "from", "to", "minutes", "type", "categories", "planned", "counted", "tags", "competences"]
        {
            assert_eq!(entry[key], private[id][key], "{id} {key}");
        }
    }
    // a year's sums: what is shown, and what is only a sum, by the owner's own entries
    let years: serde_json::Value = serde_json::from_str(&site.read("public/data/years.json")).unwrap();
    for year in years["years"].as_array().unwrap() {
        let label = year["label"].as_str().unwrap();
        let of_year = |all: &BTreeMap<String, serde_json::Value>| -> i64 {
            let those = all.values().filter(|e| e["to"].as_str().unwrap().starts_with(label) && e["counted"] == true);
            those.map(|e| e["minutes"].as_i64().unwrap()).sum()
        };
        assert_eq!(year["minutes"].as_i64().unwrap(), of_year(&public), "{label}");
        let more = year["hours_only_minutes"].as_i64().unwrap();
        assert!(of_year(&public) + more <= of_year(&private), "{label}");
    }
}
