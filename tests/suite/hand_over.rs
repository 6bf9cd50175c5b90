//! What a hand-over tells of other bodies, how entries are named in it, and what becomes of proposals.

use std::fs;

use serde_json::{Value, json};

use crate::hand::{data, good, share};
use crate::support::Site;

/// The good year of somebody who answers to two bodies with the same calendar year.
fn of_two() -> Site {
    let site = good();
    let settings = site.read("cpdfolio.yaml").replace("[{id: iet}]", "[{id: iet}, {id: ice}]");
    site.config(&settings)
}

/// The blocks of a kind that are open in a file.
fn open(bundle: &Value, name: &str) -> Vec<Value> {
    let units = bundle["seals"][0]["units"].as_array().unwrap().iter();
    let parts = units.flat_map(|u| u["parts"].as_array().unwrap());
    parts.filter(|p| p["name"] == name).map(|p| serde_json::from_str(p["text"].as_str().unwrap()).unwrap()).collect()
}

#[test]
fn one_body_reads_nothing_of_another_under_the_same_root() {
    let site = of_two();
    site.run(["declare", "2025"]).ok();
    let root = site.read("content/declarations/2025.md");
    let root = root.lines().find_map(|l| l.trim().strip_prefix("root: ")).unwrap().trim_matches('\'').to_owned();
    let ids = |bundle: &Value| -> Vec<String> {
        open(bundle, "policy").iter().map(|p| p["policy"].as_str().unwrap().to_owned()).collect()
    };
    let all = share(&site, &[]);
    assert_eq!(ids(&data(&all)), ["iet", "ice"]);
    for (policy, other, title) in [("iet", "ice/", "ICE CPD"), ("ice", "iet/", "IET guideline")] {
        let file = share(&site, &["--policy", policy]);
        let bundle = data(&file);
        assert_eq!(ids(&bundle), [policy]);
        site.run(["verify", "out.html", "--root", &root]).ok();
        let text = String::from_utf8_lossy(&file);
        assert!(!text.contains(title), "{policy}: {title}");
        let fields = bundle["form"]["fields"].as_array().unwrap();
        assert!(fields.iter().all(|f| !f["id"].as_str().unwrap().starts_with(other)), "{fields:?}");
        assert!(fields.iter().any(|f| f["id"].as_str().unwrap().starts_with(&format!("{policy}/"))));
        let shown = site.run(["ask", "peer", "--year", "2025", "--policy", policy, "--dry-run"]).ok().stdout;
        assert!(!shown.contains(title), "{shown}");
        let rehearsed = site.run(["share", "2025", "--policy", policy, "--dry-run"]).stdout;
        assert!(!rehearsed.contains(title), "{rehearsed}");
    }
    // an answer to it is stale only when what it showed has changed: a goal of the other body is none of it
    let html = share(&site, &["--policy", "iet"]);
    let answer = json!({"schema": "cpdfolio.answer/1", "role": "assessor", "shown": data(&html)["checks"]["rest"],
        "on": "2026-01-20", "by": "P", "answers": [{"id": "iet/total", "level": 3}]});
    let site = site.file("a.json", &answer.to_string());
    let settings = site.read("cpdfolio.yaml").replace("[{id: iet}, {id: ice}]", "[{id: iet}]");
    site.config(&settings).run(["receive", "a.json"]).ok();
}

/// The file explains its own words and says of each point of the review how it stands.
#[test]
fn the_file_says_what_its_words_mean_and_how_each_point_stands() {
    let site = good();
    let settings = site.read("cpdfolio.yaml")
        + "circumstances: [{policy: iet, reason: maternity-leave, from: 2025-02-01, to: 2025-10-31, tell: kind}]\n";
    let site = site.config(&settings);
    let html = share(&site, &[]);
    let text = String::from_utf8_lossy(&html);
    let main = &text[text.find("<main").unwrap()..text.find("</main>").unwrap()];
    let top = &main[..main.find("All entries</h2>").unwrap()];
    assert!(top.contains("What the words mean") && top.contains("The policy does not say what is asked"), "{top}");
    assert!(top.contains("href=\"#answer\""));
    assert!(top.contains("Target 10 hours instead of 30 hours: Member on maternity leave"), "{top}");
    assert!(top.contains("10 hours (instead of 30 hours)"), "{top}");
    let form = &main[main.find("id=\"questions\"").unwrap()..];
    let point = &form[form.find("data-field=\"iet/total\"").unwrap()..];
    let point = &point[..point.find("</fieldset>").unwrap()];
    assert!(
        point.contains("Need <b>10") && point.contains("Have <b>30") && point.contains("Verdict <b>met"),
        "{point}"
    );
    // no root that will not hold
    let first = good();
    let dry = first.run(["share", "2025", "--dry-run", "--format", "json"]).ok().json();
    assert_eq!(dry["roots"], json!([]));
    first.run(["declare", "2025", "--dry-run"]).ok().prints("made when you declare for the first time");
    assert!(!first.has(".cpdfolio/seal.key"));
    first.run(["declare", "2025"]).ok();
    let kept = first.read("content/declarations/2025.md");
    let dry = first.run(["share", "2025", "--dry-run", "--format", "json"]).ok().json();
    assert!(kept.contains(dry["roots"][0].as_str().unwrap()));
}

/// A document of which nobody has spoken is unknown, not none, wherever it is told.
#[test]
fn what_nobody_has_stated_is_unknown_and_not_none() {
    let site = of_two();
    site.run(["build", "--audience", "assessor", "--out", "assessor"]).ok();
    let check = site.read("assessor/compliance/2025/index.html");
    let plan = &check[check.find("id=\"ice-dap\"").unwrap()..];
    let plan = &plan[..plan.find("</article>").unwrap()];
    assert!(plan.contains("<dt>Have</dt><dd>unknown</dd>") && !plan.contains("No entry counts yet"), "{plan}");
    let year = site.read("assessor/years/2025/index.html");
    let review = &year[year.find("id=\"review\"").unwrap()..];
    let row = &review[review.find("Plan <small>").unwrap()..];
    assert!(row[..row.find("</tr>").unwrap()].contains("<td>unknown</td>"), "{row}");
    let text = String::from_utf8(share(&site, &[])).unwrap();
    let point = &text[text.find("data-field=\"ice/dap\"").unwrap()..];
    assert!(point[..point.find("</fieldset>").unwrap()].contains("Have <b>unknown"), "{}", &point[..600]);
}

#[test]
fn an_entry_is_named_by_its_title_and_a_file_by_its_name() {
    let site = good();
    let one = data(&share(&site, &["--highlight", "Power electronics seminar 3"]));
    assert_eq!(open(&one, "words").len(), 1);
    let by_day = data(&share(&site, &["--highlight", "2025-01-11"]));
    assert_eq!(open(&by_day, "words").len(), 1);
    site.run(["share", "2025", "--dry-run", "--open", "Power"]).ends(2).says("2025/2025-01-11-seminar-0");
    site.run(["share", "2025", "--dry-run", "--open", "Nothing"]).ends(2).says("`Nothing` of 2025").says("title");
    site.run(["share", "2025", "--dry-run", "--evidence", "x.pdf"]).ends(2).says("names the file `x.pdf`");
    site.run(["ask", "peer"]).ends(2).says("--year");
    site.run(["ask", "peer", "--entry", "Power electronics seminar 3", "--yes", "--out", "a.html"]).ok();
    let notes = site.run(["share", "--list", "--format", "json"]).ok().json();
    let entries: Vec<&Value> = notes["shared"].as_array().unwrap().iter().map(|n| &n["entry"]).collect();
    assert!(entries.contains(&&json!("2025/2025-05-11-seminar-3")), "{entries:?}");
}

#[test]
fn what_is_proposed_lands_in_its_year_and_is_no_goal_yet() {
    let site = good().on("2026-03-01");
    site.run(["ask", "peer", "--entry", "Power electronics seminar 3", "--yes", "--out", "a.html"]).ok();
    let bundle = data(&fs::read(site.path("a.html")).unwrap());
    let answer = json!({"schema": "cpdfolio.answer/1", "role": "peer", "shown": bundle["checks"]["rest"],
        "on": "2026-02-20", "by": "P", "answers": [{"id": "next", "text": "Plan a talk on losses."}]});
    let site = site.file("a.json", &answer.to_string());
    let taken = site.run(["receive", "a.json", "--format", "json"]).ok().json();
    let one = &taken["received"][0];
    assert!(one["path"].as_str().unwrap().starts_with("content/answers/2025/"), "{one}");
    assert_eq!(one["plan"], json!(["content/plan/2026-plan-a-talk-on-losses.md"]));
    let item = site.read("content/plan/2026-plan-a-talk-on-losses.md");
    assert!(item.contains("title: Plan a talk on losses\n") && item.contains("period: 2026\n"), "{item}");
    assert!(item.contains("state: proposed\n"), "{item}");
    site.run(["check"]).ok();
    let plan = |site: &Site| {
        site.run(["build", "--audience", "private", "--out", "private"]).ok();
        (site.read("private/index.html"), site.read("private/plan/index.html"))
    };
    let (home, page) = plan(&site);
    assert!(!home.contains("of the plan is open"), "{home}");
    assert!(
        page.contains("Proposed by others") && page.contains("1 proposed") && page.contains("To take it up"),
        "{page}"
    );
    // whatever its visibility, a proposal is the owner's until it is taken up
    let open = item.replace("visibility: private", "visibility: assessor");
    assert_ne!(open, item, "{item}");
    let site = site.file("content/plan/2026-plan-a-talk-on-losses.md", &open);
    site.run(["build", "--audience", "assessor", "--out", "shown"]).ok();
    assert!(site.tree("shown").values().all(|file| !String::from_utf8_lossy(file).contains("a talk on losses")));
    let site = site.file("content/plan/2026-plan-a-talk-on-losses.md", &item.replace("state: proposed\n", ""));
    let (home, page) = plan(&site);
    assert!(home.contains("1 item of the plan is open") && !page.contains("Proposed by others"), "{home}");
    // an item that its owner has declined does not come back with the same answer
    let site = site.remove("content/plan/2026-plan-a-talk-on-losses.md");
    site.run(["receive", "a.json"]).ok().prints("was taken in already");
    assert!(!site.has("content/plan/2026-plan-a-talk-on-losses.md"));
}

/// The figure of a declaration is an assessor's: an entry of one's own is no difference, a later edit is told everywhere.
#[test]
fn an_edit_of_a_declared_year_is_told_on_every_page_of_its_owner() {
    let site = good().entry("2025-07-01-own", "title: Own\nhours: 5\nvisibility: private");
    site.run(["declare", "2025"]).ok();
    let build = |site: &Site| {
        let out = site.run(["build", "--audience", "private", "--out", "private"]).ok();
        let page = |path: &str| site.read(&format!("private/{path}/index.html"));
        (out.stderr.clone(), [page("."), page("years/2025"), page("declarations/2025"), page("problems")])
    };
    let (said, [home, year, declared, _]) = build(&site);
    assert!(!said.contains("Declared otherwise"), "{said}");
    assert!(home.contains("2025 is declared: 5 January 2026.") && !year.contains("callout"), "{home}");
    assert!(!declared.contains("the record shows") && declared.contains("is what an assessor sees"), "{declared}");
    site.run(["status", "2025"]).ok().prints("Declared for 2025: 5 January 2026, ready for review.");
    let entry = "content/activities/2025/2025-01-11-seminar-0.md";
    let text = site.read(entry).replace("hours: 3", "hours: 2");
    let site = site.file(entry, &text);
    let (said, pages) = build(&site);
    assert!(said.contains("Declared otherwise. 2025: declared 30 h, the record says 29 h"), "{said}");
    for page in pages {
        assert!(page.contains("declared 30 h, the record says 29 h"), "{page}");
    }
}
