//! Declarations, hand-overs, their check, and answers, from the member's folder and back.

use std::fs;

use serde_json::{Value, json};

use crate::leaks;
use crate::memory::{self, Folder, Rng, full, program};
use crate::support::Site;

/// A year that an assessor would have nothing to ask about.
pub(crate) fn good() -> Site {
    let months = ["01", "02", "03", "05", "06", "08", "09", "10", "11", "12"];
    let mut site = Site::new().config(
        "schema: cpdfolio.site/1\ntitle: \"Ada Test: CPD\"\nmember: {name: Ada Test, number: \"0123456\"}\n\
         policies: [{id: iet}]\npseudonyms: {Acme Ltd: client A}\n",
    );
    for (n, month) in months.iter().enumerate() {
        let featured = if n < 4 { "featured: true\n" } else { "" };
        let text = format!(
            "---\ntitle: Power electronics seminar {n}\ndate: 2025-{month}-11\nhours: 3\ntype: event\nplanned: true\n\
             category: job-technical\nplan: [sic]\n{featured}reflection: |\n  I learned how losses grow with frequency, \
             and I shall measure them on my own bench first.\nprivate: {{met: \"Jane Doe\", cost: 40}}\n---\n\
             I followed the talk, asked about gate resistors, and wrote a note for Acme Ltd about it.\n"
        );
        site = site.file(&format!("content/activities/2025/2025-{month}-11-seminar-{n}.md"), &text);
    }
    site.file("content/plan/sic.md", "---\ntitle: Choose SiC devices\nperiod: 2025\nstate: done\n---\n")
        .on("2026-01-05")
}

pub(crate) fn share(site: &Site, more: &[&str]) -> Vec<u8> {
    let _ = fs::remove_file(site.path("out.html"));
    let all: Vec<&str> = ["share", "2025", "--yes", "--out", "out.html"].iter().chain(more).copied().collect();
    site.run_all(&all).ok();
    fs::read(site.path("out.html")).unwrap()
}

pub(crate) fn data(html: &[u8]) -> Value {
    let text = std::str::from_utf8(html).unwrap();
    let start = text.find("id=\"cpdfolio-data\">").unwrap() + 19;
    serde_json::from_str(text[start..].split("</script>").next().unwrap()).unwrap()
}

#[test]
fn a_later_edit_of_a_declared_year_is_told_until_it_is_amended() {
    let site = good();
    site.run(["declare", "2025", "--diff"]).ends(2).says("not declared");
    site.run(["declare", "2025"]).ok().prints("30 h").says("content/declarations/2025.md");
    let before = site.read("content/declarations/2025.md");
    site.run(["check"]).ok().prints_no("declared-otherwise");
    site.run(["declare", "2025"]).ok().prints("Nothing of 2025 has changed").says("cpdfolio share 2025");
    assert_eq!(site.read("content/declarations/2025.md"), before);
    // another place of a file is the same entry
    let path = "content/activities/2025/2025-03-11-seminar-2.md";
    let text = site.read(path);
    let site = site.remove(path).file("content/activities/2025/march.md", &text);
    site.run(["check"]).ok().prints_no("declared-otherwise");
    let site = site.file("content/activities/2025/march.md", &text.replace("hours: 3", "hours: 1"));
    for command in [&["check"][..], &["status", "2025"]] {
        let out = site.run_all(command);
        let all = format!("{}{}", out.stdout, out.stderr);
        assert!(
            all.contains("declared 30 h, the record says 28 h") && all.contains("2025/march"),
            "{command:?}: {all}"
        );
    }
    let diff = site.run(["declare", "2025", "--diff", "--format", "json"]).ends(1).json();
    assert_eq!(
        diff["periods"][0]["entries"],
        json!([{"id": "2025/2025-03-11-seminar-2", "became": "gone"}, {"id": "2025/march", "became": "new"}])
    );
    site.run(["declare", "2025"]).ends(2).says("--amend");
    site.run(["share", "2025", "--yes"]).ends(2).says("--amend");
    site.run(["declare", "2025", "--amend", "It was: \"one\" hour # not three"]).ok();
    let after = site.read("content/declarations/2025.md");
    let root = before.lines().find(|l| l.trim().starts_with("root:")).unwrap().trim();
    assert!(after.contains(&root[5..]) && after.contains("one") && after.matches("root:").count() == 2, "{after}");
    site.run(["check"]).ok().prints_no("declared-otherwise");
    // its page, for the owner and for an assessor
    for audience in ["private", "assessor"] {
        site.run(["build", "--audience", audience, "--out", audience]).ok();
        let page = site.read(&format!("{audience}/declarations/2025/index.html"));
        assert!(page.contains("28") && page.contains("amended"), "{page}");
        assert_eq!(page.contains("not three"), audience == "private", "{audience}");
    }
    site.run(["build", "--audience", "public", "--out", "public"]).ok();
    assert!(!site.has("public/declarations"));
}

#[test]
fn a_running_period_is_a_draft_and_a_lost_key_stops() {
    let site = good().on("2025-12-31");
    site.run(["declare", "2025"]).ok().prints("Draft of a declaration");
    assert!(site.read("content/declarations/2025.md").contains("draft: true"));
    let site = site.on("2026-01-01");
    site.run(["declare", "2025"]).ok().prints("Declaration for 2025");
    assert!(!site.read("content/declarations/2025.md").contains("draft: true"));
    assert!(!site.has(".gitignore") || site.read(".gitignore").contains(".cpdfolio/undo/"));
    let key = site.read(".cpdfolio/seal.key");
    let site = site.remove(".cpdfolio/seal.key");
    site.run(["share", "2025", "--yes"]).ends(2).says("git log").says("--new-key");
    site.run(["declare", "2025", "--amend", "x"]).ends(2).says("seal.key");
    let site = site.file(".cpdfolio/seal.key", &key);
    let html = share(&site, &[]);
    assert!(!String::from_utf8_lossy(&html).contains(key.trim()));
    let site = site.file("content/activities/2025/bad.md", "---\ntitle: x\ndate: 2025-04-01\nhours: two\n---\n");
    site.run(["declare", "2025", "--amend", "x"]).ends(2).says("bad.md");
    site.run(["share", "2025", "--yes"]).ends(2).says("bad.md");
}

#[test]
fn what_was_shown_goes_out_and_nothing_else() {
    let site = good().entry("2025-07-01-secret", "title: Canary secret\nhours: 5\nvisibility: private");
    let site = site.entry("2025-07-02-line", "title: Canary line\nhours: 1\ntype: event\nvisibility: hours");
    site.run(["share", "2025"]).ends(2).says("--dry-run");
    assert!(!site.has("shared"));
    let list = site.run(["share", "2025", "--dry-run", "--format", "json"]).ok().json();
    assert_eq!(list["rehearsal"], json!([]));
    assert!(!site.has(".cpdfolio/seal.key") && !site.has("shared"));
    let html = share(&site, &["--to", "The board", "--purpose", "Audit of Acme Ltd"]);
    let bundle = data(&html);
    let units = bundle["seals"][0]["units"].as_array().unwrap();
    let part = |u: &Value, name: &str| {
        let found = u["parts"].as_array().unwrap().iter().find(|p| p["name"] == name)?;
        Some(serde_json::from_str::<Value>(found["text"].as_str().unwrap()).unwrap())
    };
    let entries: Vec<&Value> = units.iter().filter(|u| part(u, "facts").is_some()).collect();
    let shown: Vec<Value> = entries
        .iter()
        .map(|u| {
            let facts = part(u, "facts").unwrap();
            let title = facts.get("title").cloned().unwrap_or(json!("a line without words"));
            json!({"date": part(u, "day").unwrap()["to"], "title": title, "words": part(u, "words").is_some()})
        })
        .collect();
    let mut listed = list["out"]["entries"].as_array().unwrap().clone();
    let mut shown = shown;
    let key = |v: &Value| v.to_string();
    listed.sort_by_key(key);
    shown.sort_by_key(key);
    assert_eq!(listed, shown);
    assert_eq!(shown.len(), 11);
    assert_eq!(shown.iter().filter(|e| e["words"] == true).count(), 4);
    let text = String::from_utf8_lossy(&html);
    for canary in ["Canary", "Acme", "Jane Doe", "2025-07-01", "0-11-seminar"] {
        assert!(!text.contains(canary), "{canary}");
    }
    assert!(text.contains("client A") && text.contains("The board"));
    // months, no name, later openings: one root
    let root = |html: &[u8]| {
        fs::write(site.path("x.html"), html).unwrap();
        let out = site.run(["verify", "x.html", "--format", "json"]).ok().json();
        out["periods"][0]["root"].as_str().unwrap().to_owned()
    };
    let less = share(&site, &["--dates", "month", "--no-name", "--highlight", "2025-01-11-seminar-0"]);
    let more = share(&site, &["--open", "all"]);
    let open = |html: &[u8]| String::from_utf8_lossy(html).matches("gate resistors").count();
    assert!(!String::from_utf8_lossy(&less).contains("Ada Test"));
    assert!(!String::from_utf8_lossy(&less).contains("2025-03-11"));
    assert!(open(&less) < open(&html) && open(&html) < open(&more));
    assert_eq!(root(&less), root(&html));
    assert_eq!(root(&more), root(&html));
    let notes = site.run(["share", "--list", "--format", "json"]).ok().json();
    assert_eq!(notes["shared"].as_array().unwrap().len(), 3);
    // nothing of these notes is in an output
    site.run(["build", "--audience", "assessor", "--out", "assessor"]).ok();
    let tree = site.tree("assessor");
    assert!(tree.keys().all(|k| !k.contains("shared")), "{:?}", tree.keys());
}

#[test]
fn a_changed_file_is_found_and_made_anew() {
    let site = good();
    site.run(["declare", "2025"]).ok();
    let html = share(&site, &[]);
    let text = String::from_utf8(html.clone()).unwrap();
    let root = site.read("content/declarations/2025.md");
    let root = root.lines().find_map(|l| l.trim().strip_prefix("root: ")).unwrap().trim_matches('\'').to_owned();
    site.run(["verify", "out.html", "--root", &root]).ok().prints("nothing was changed since");
    site.run(["verify", "out.html", "--root", &"0".repeat(64)]).ends(1).prints("not the record with that root");
    site.run(["verify", "out.html", "--root", "12"]).ends(2).says("not a root");
    let broken = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(site.path("broken.html"), text.replacen(from, to, 1)).unwrap();
        site.run(["verify", "broken.html"])
    };
    // the data: the second place of a title, behind the page
    let at = text.find("id=\"cpdfolio-data\">").unwrap();
    let in_data = text[..at].to_owned() + &text[at..].replacen("seminar 3", "seminar 4", 1);
    fs::write(site.path("broken.html"), in_data).unwrap();
    site.run(["verify", "broken.html"]).ends(1).prints("`facts` of 2025-05-11 Power electronics seminar 4");
    broken("seminar 3", "seminar 4").ends(1).prints("the page round the data");
    broken("script-src 'sha256-", "script-src 'unsafe-inline' 'sha256-").ends(1).prints("the page round the data");
    let hostile = text.replacen("<main", "<script>alert(1)</script><img src=x onerror=alert(2)><main", 1);
    fs::write(site.path("hostile.html"), hostile).unwrap();
    site.run(["verify", "hostile.html", "--out", "clean.html"]).ends(1);
    assert_eq!(fs::read(site.path("clean.html")).unwrap(), html);
    site.run(["verify", "hostile.html", "--out", "clean.html"]).ends(2).says("is there already");
    fs::write(site.path("x.html"), "<p>no hand-over</p>").unwrap();
    site.run(["verify", "x.html"]).ends(2).says("no block of data");
    assert!(text.len() < 150_000, "{} bytes", text.len());
}

#[test]
fn hostile_words_stay_words() {
    let bad = "</script><script>alert(1)</script><img src=x onerror=alert(1)> & ]]> <!-- \\u003C";
    let site = good().file(
        "content/activities/2025/2025-04-04-bad.md",
        &format!("---\ntitle: {bad:?}\ndate: 2025-04-04\nhours: 1\nfeatured: true\nprovider: {bad:?}\nreflection: {bad:?}\n---\n{bad}\u{2028}\n"),
    );
    let settings = site.read("cpdfolio.yaml").replace("Ada Test,", "\"Ada <script>\",");
    let site = site.config(&settings);
    let html = share(&site, &["--to", bad, "--purpose", bad]);
    let text = String::from_utf8(html).unwrap();
    assert_eq!(text.matches("<script").count(), 2, "one of data, one of ours");
    assert_eq!(text.matches("<img").count(), 0);
    site.run(["verify", "out.html"]).ok();
}

#[test]
fn evidence_goes_out_when_it_is_named_and_safe() {
    let pdf = |inside: &str| format!("%PDF-1.7\n1 0 obj <<{inside}>> endobj\n%%EOF\n");
    let site = good()
        .file("evidence/plain.pdf", &pdf("/Type /Catalog"))
        .file("evidence/script.pdf", &pdf("/S /JavaScript"))
        .entry("2025-04-01-shown", "hours: 1\nevidence: [evidence/plain.pdf, evidence/script.pdf]");
    let html = share(&site, &["--evidence", "plain.pdf"]);
    let bundle = data(&html);
    assert_eq!(bundle["copies"][0]["name"], "evidence-001.pdf");
    assert_eq!(bundle["copies"].as_array().unwrap().len(), 1);
    site.run(["verify", "out.html"]).ok().prints("the file that was sealed");
    site.run(["share", "2025", "--yes", "--out", "y.html", "--evidence", "script.pdf"]).ends(2).says("a script");
    assert!(!site.has("y.html"));
    share(&site, &["--evidence", "script.pdf", "--anyway"]);
}

#[test]
fn an_answer_comes_back_and_a_stale_one_is_refused() {
    let site = good();
    let html = share(&site, &["--to", "Review team"]);
    let bundle = data(&html);
    let fields = bundle["form"]["fields"].as_array().unwrap();
    let answer = |by: &str| {
        let answers: Vec<Value> = fields
            .iter()
            .map(|f| match f["kind"].as_str().unwrap() {
                "level" => json!({"id": f["id"], "level": 3, "text": "Well shown <b>"}),
                _ => json!({"id": f["id"], "text": "Plan a talk on losses\n- Measure one device"}),
            })
            .collect();
        json!({"schema": "cpdfolio.answer/1", "role": "assessor", "shown": bundle["checks"]["rest"],
               "on": "2026-02-01", "by": by, "number": "77", "named": false, "answers": answers})
    };
    let site = site.file("a.json", &answer("Bo Assessor").to_string()).on("2026-02-03");
    let read = |site: &Site| site.run(["receive", "a.json", "--format", "json"]).ok().json();
    let taken = read(&site);
    assert_eq!(taken["received"][0]["stale"], false);
    assert_eq!(taken["received"][0]["plan"].as_array().unwrap().len(), 2);
    assert_eq!(taken["received"][0]["known"], false);
    let path = taken["received"][0]["path"].as_str().unwrap().to_owned();
    let written = site.read(&path);
    let again = read(&site);
    assert_eq!((&again["received"][0]["path"], &again["received"][0]["known"]), (&json!(path), &json!(true)));
    site.run(["receive", "a.json"]).ok().prints("was taken in already").prints_no("Well shown");
    assert_eq!(site.read(&path), written);
    site.run(["check"]).ok();
    site.run(["build", "--audience", "assessor", "--out", "assessor"]).ok();
    site.run(["declare", "2025"]).ok();
    site.run(["build", "--audience", "assessor", "--out", "assessor"]).ok();
    let page = site.read("assessor/declarations/2025/index.html");
    assert!(page.contains("Well shown &lt;b&gt;") && !page.contains("Bo Assessor"), "{page}");
    // the same form after a change of the record
    let entry = "content/activities/2025/2025-01-11-seminar-0.md";
    let text = site.read(entry).replace("hours: 3", "hours: 2");
    let site = site.file(entry, &text).file("b.json", &answer("Cy Other").to_string());
    site.run(["receive", "b.json"]).ends(2).says("has changed since").says("--stale");
    site.run(["receive", "b.json", "--stale"]).ok();
    let other = answer("Cy").to_string().replace(bundle["checks"]["rest"].as_str().unwrap(), &"0".repeat(64));
    let site = site.file("c.json", &other).file("d.json", "<html>");
    site.run(["receive", "c.json"]).ends(2).says("not handed over from this folder");
    site.run(["receive", "d.json"]).ends(2).says("no answer of a form");
}

#[test]
fn a_document_that_a_policy_asks_for_is_met_by_an_answer() {
    let site = good().config(
        "schema: cpdfolio.site/1\ntitle: \"Ada Test: CPD\"\nmember: {name: Ada Test}\n\
         policies: [{id: iet}, {id: nmc, cycle_start: 2024-04-01}]\n",
    );
    site.run(["ask", "judge", "--year", "2027"]).ends(2).says("supervisor");
    site.run(["ask", "peer", "--entry", "2025/2025-01-11-seminar-0"]).ends(2).says("--dry-run");
    let html = {
        site.run(["ask", "peer", "--year", "2027", "--yes", "--out", "ask.html"]).ok();
        fs::read(site.path("ask.html")).unwrap()
    };
    let bundle = data(&html);
    assert!(bundle["form"]["title"].as_str().unwrap().contains("Reflective discussion"));
    site.run(["verify", "ask.html"]).ok();
    let answer = json!({"schema": "cpdfolio.answer/1", "role": "peer", "shown": bundle["checks"]["rest"],
        "on": "2026-01-20", "by": "P", "answers": [{"id": "registered", "yes": true}]});
    let site = site.file("a.json", &answer.to_string()).on("2026-02-01");
    site.run(["receive", "a.json"]).ok().prints("`discussion` of nmc");
    let status = site.run(["status", "2027", "--format", "json"]).ok().json();
    let nmc = status["policies"].as_array().unwrap().iter().find(|p| p["policy"] == "nmc").unwrap().clone();
    let rule = nmc["rules"].as_array().unwrap().iter().find(|r| r["id"] == "discussion").unwrap().clone();
    assert_eq!((&rule["achieved"], &rule["verdict"]), (&json!(1), &json!("met")));
    // it says nothing of the documents of which nobody has spoken
    let unsaid: Vec<&Value> = nmc["rules"].as_array().unwrap().iter().filter(|r| r["kind"] == "artefact").collect();
    assert!(unsaid.len() > 1);
    for other in unsaid.iter().filter(|r| r["id"] != "discussion") {
        assert_eq!(other["verdict"], "unknown", "{}", other["id"]);
    }
}

/// Each weakness is found by its name; the good record has none.
#[test]
fn the_rehearsal_asks_what_an_assessor_asks() {
    let codes = |site: &Site| -> Vec<String> {
        let out = site.run(["share", "2025", "--dry-run", "--format", "json"]);
        let all = out.json();
        let found = all["rehearsal"].as_array().unwrap();
        found.iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(&good()), [""; 0]);
    let one = "content/activities/2025/2025-01-11-seminar-0.md";
    let edited = |from: &str, to: &str| {
        let site = good();
        let text = site.read(one);
        assert!(text.contains(from), "{from}");
        site.file(one, &text.replacen(from, to, 1))
    };
    let without =
        |all: &[&str]| all.iter().fold(good(), |site, name| site.remove(&format!("content/activities/2025/{name}.md")));
    let cases: Vec<(&str, Site)> = vec![
        ("hole", without(&["2025-05-11-seminar-3", "2025-06-11-seminar-4", "2025-03-11-seminar-2"])),
        ("policy", without(&["2025-06-11-seminar-4"])),
        ("chosen", edited("featured: true\n", "")),
        ("not-written-up", edited("I followed the talk, asked about gate resistors, and wrote a note for Acme Ltd about it.", "").file(
            one,
            "---\ntitle: Power electronics seminar 0\ndate: 2025-01-11\nhours: 3\ntype: event\nplanned: true\ncategory: job-technical\nplan: [sic]\nfeatured: true\n---\nI went.\n",
        )),
        ("we", edited("I learned how losses grow with frequency, and I shall measure them on my own bench first.", "We learned how our losses grow.")),
        ("mail-address", edited("I followed the talk", "I followed the talk of jane@acme.example")),
        ("phone-number", edited("I followed the talk", "I followed the talk (+44 20 7946 0958)")),
        ("private-value", edited("I followed the talk", "I followed the talk of Jane Doe")),
        ("near-name", edited("I followed the talk", "At Acme's I followed the talk")),
        ("no-time", edited("hours: 3", "hours: 0")),
        ("long-days", edited("hours: 3", "hours: 14")),
        ("plan-without-entry", good().file("content/plan/other.md", "---\ntitle: Chair\nperiod: 2025\n---\n")),
        ("plan-overdue", good().file("content/plan/sic.md", "---\ntitle: Choose SiC\nperiod: 2025\ndue: 2025-09-30\nstate: open\n---\n")),
        ("twins", {
            let site = good();
            let text = site.read(one);
            site.file("content/activities/2025/again.md", &text)
        }),
        ("evidence", good().file("evidence/empty.pdf", "").entry("2025-04-01-x", "hours: 1\nevidence: [evidence/empty.pdf]")),
    ];
    for (code, site) in cases {
        let found = codes(&site);
        assert!(found.iter().any(|f| f == code), "{code}: {found:?}");
    }
    // a name that may be a firm's is a question, and no finding
    let site = edited("I followed the talk", "With Anna Smith I followed the talk");
    site.run(["share", "2025", "--dry-run"]).ok().prints("? content/activities/2025/2025-01-11-seminar-0.md");
}

#[test]
fn a_hand_over_is_taken_back_in() {
    let site = good();
    share(&site, &["--open", "all"]);
    let other = Site::new().on("2026-01-06");
    let from = site.path("out.html").display().to_string();
    other.run(["import", &from, "--dry-run"]).ok();
    assert!(!other.has("content"));
    other.run(["import", &from]).ok().prints("2025-01-11-power-electronics-seminar-0.md");
    other.run(["check"]).ok();
    let sum = |site: &Site| site.rule("2025", "total")["achieved"].clone();
    assert_eq!(sum(&other), sum(&site));
    let text = other.read("content/activities/2025/2025-01-11-power-electronics-seminar-0.md");
    assert!(text.contains("gate resistors") && text.contains("I learned how losses") && text.contains("sic"), "{text}");
    other.run(["import", &from]).ok().says("is there already");
    let html = fs::read_to_string(site.path("out.html")).unwrap();
    let at = html.find("id=\"cpdfolio-data\">").unwrap();
    fs::write(site.path("x.html"), html[..at].to_owned() + &html[at..].replacen("seminar 3", "seminar 4", 1)).unwrap();
    let from = site.path("x.html").display().to_string();
    other.run(["import", &from]).ends(2).says("is not what was sealed");
}

/// What is private changes no byte of what goes out: neither of the file nor of the root.
#[test]
fn private_things_change_no_byte_of_a_hand_over() {
    let pairs = if full() { 10_000 } else { memory::pairs().unwrap_or(20) };
    let made = |facts: u64, secret: u64| {
        let files = leaks::handed_record(facts, secret);
        let folder = Folder::with("hand", &files);
        fs::create_dir_all(folder.path().join(".cpdfolio")).unwrap();
        fs::write(folder.path().join(".cpdfolio/seal.key"), "07".repeat(32)).unwrap();
        let out = folder.path().join("out.html");
        let run = program()
            .args(["share", "2025", "--yes", "--open", "all", "--as-of", leaks::AS_OF, "--out"])
            .arg(&out)
            .arg("--site")
            .arg(folder.path())
            .output()
            .unwrap();
        fs::read(&out).map_err(|_| String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let mut rng = Rng::new(3);
    let mut compared = 0;
    for pair in 0..pairs {
        let (one, two) = (made(pair, rng.next()), made(pair, rng.next()));
        match (one, two) {
            (Ok(a), Ok(b)) => {
                // the data first: they say most of what differs
                let file = |bytes: Vec<u8>| {
                    let units = data(&bytes)["seals"][0]["units"].as_array().unwrap().clone();
                    let parts = units.iter().flat_map(|u| u["parts"].as_array().unwrap().clone());
                    let data = parts.map(|p| format!("{} {}\n", p["name"], p["text"])).collect::<String>();
                    [("data".to_owned(), data.into_bytes()), ("out.html".to_owned(), bytes)].into()
                };
                let found = memory::difference(&file(a), &file(b));
                assert!(found.is_none(), "pair {pair}: {}", found.unwrap_or_default());
                compared += 1;
            }
            (Err(_), Err(_)) => {}
            (a, b) => panic!("pair {pair}: {:?} {:?}", a.err(), b.err()),
        }
    }
    assert!(compared * 2 > pairs, "{compared} of {pairs}");
}

/// Every private place of a record times every way in which a text might hide: none is in what is handed over, whatever
/// is opened; and each that is put there is found.
#[test]
fn no_token_of_a_private_place_is_in_a_hand_over() {
    let (files, tokens) = leaks::marked();
    // a year with a file that cannot be read is not handed over
    let files: Vec<(String, Vec<u8>)> =
        files.into_iter().filter(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("\nhour: 2\n")).collect();
    let mut site = Site::empty().on("2026-01-05");
    for (path, bytes) in &files {
        site = site.bytes(path, bytes);
    }
    let mut seen = 0;
    for choice in [&["--open", "all"][..], &["--open", "all", "--dates", "month", "--no-name"], &[]] {
        let file = share(&site, choice);
        let found = leaks::everything(&memory::Files::from([("out.html".to_owned(), file.clone())]));
        for (name, [to_assessor, ..]) in &tokens {
            let shown = leaks::shows(&found, &leaks::token(name));
            assert!(*to_assessor || !shown, "{name} is in what {choice:?} hands over");
            seen += usize::from(shown);
        }
        // the data begin here: a part of the file is enough to put each of them into
        let text = String::from_utf8(file).unwrap();
        let at = text.find("id=\"cpdfolio-data\">").unwrap() + 19;
        let (before, behind): (String, String) =
            (text[..at].chars().rev().take(500).collect(), text[at..].chars().take(500).collect());
        let before: String = before.chars().rev().collect();
        for (name, _) in tokens.iter().filter(|(_, [to_assessor, ..])| !to_assessor) {
            for (n, disguise) in leaks::disguises(&leaks::token(name)).into_iter().enumerate() {
                let spoilt = [before.as_bytes(), &disguise, behind.as_bytes()].concat();
                let found = leaks::everything(&memory::Files::from([("out.html".to_owned(), spoilt)]));
                assert!(leaks::shows(&found, &leaks::token(name)), "{name}, disguise {n}");
            }
        }
    }
    assert!(seen > 20, "{seen} tokens of open places are shown");
}
