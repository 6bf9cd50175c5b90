//! `plan`: gaps of a site, the offerings that close them, and the plan items that they become.

use crate::support::Site;

const DIRECTORY: &str = "\
schema: cpdfolio.site/1
title: \"Ada Test: CPD\"
member: {name: Ada Test}
policies: [{id: iet}]
guidance: false
";

fn offering(id: &str, head: &str) -> (String, String) {
    (format!("content/directory/{id}.md"), format!("---\ntitle: {id}\nsource: Made up\n{head}\n---\n"))
}

fn site(offerings: &[(&str, &str)]) -> Site {
    let mut site = Site::empty().config(DIRECTORY);
    for (id, head) in offerings {
        let (path, text) = offering(id, head);
        site = site.file(&path, &text);
    }
    site
}

/// The seed's own way to the lower target: a magazine and a channel, and nothing else.
#[test]
fn a_retired_member_reaches_ten_hours_with_a_magazine_and_a_channel_alone() {
    let site = Site::new().config(
        "schema: cpdfolio.site/1\ntitle: Ada\nmember: {name: Ada Test}\npolicies: [{id: iet}]\n\
         circumstances: [{policy: iet, reason: retired, from: 2026-01-01, to: 2026-12-31}]\n",
    );
    let plan = site.run(["plan", "@iet-tv", "@et-magazine", "--free", "--add", "--format", "json"]).ok().json();
    assert_eq!(plan["outcome"], "plan");
    let lines = plan["lines"].as_array().unwrap();
    assert_eq!(lines.iter().map(|l| l["minutes"].as_i64().unwrap()).sum::<i64>(), 600);
    assert!(lines.iter().all(|l| ["iet-tv", "et-magazine"].contains(&l["item"].as_str().unwrap())), "{lines:?}");
    // done as written, the gap is closed
    for line in lines {
        let args: Vec<&str> = line["log"].as_str().unwrap().split(' ').skip(1).collect();
        for _ in 0..line["steps"].as_i64().unwrap() {
            site.run_all(&args).ok();
        }
    }
    assert_eq!(site.rule("2026", "total")["verdict"], "met");
    assert_eq!(site.run(["plan", "--format", "json"]).ok().json()["outcome"], "nothing-to-plan");
}

#[test]
fn plan_items_are_written_once_and_read_well() {
    let site = site(&[
        ("talks", "hours: open\nstep: 1h\nlimit: 20h\nprice: free"),
        ("course", "hours: {fixed: 12h}\nprice: paid\namount: 40.50 GBP"),
    ]);
    let first = site.run(["plan", "--add"]).ok();
    first.prints("The cheapest plan: 30 h, 40.50 GBP").says("written: content/plan/2026-talks.md");
    let text = site.read("content/plan/2026-talks.md");
    assert!(text.contains("due: 2026-12-31\ntarget: 18h\n") && text.contains("--plan 2026-talks"), "{text}");
    site.run(["check", "--strict"]).ok();
    crate::support::write(&site.path("content/plan/2026-talks.md"), format!("{text}Mine.\n").as_bytes());
    site.run(["plan", "--add"]).ok().says("already in your plan: content/plan/2026-talks.md");
    assert!(site.read("content/plan/2026-talks.md").ends_with("Mine.\n"));
    // the line to copy fits the plan item
    site.run(["log", "@talks", "1h", "--planned", "--plan", "2026-talks"]).ok();
    site.run(["check"]).ok();
}

#[test]
fn an_item_that_does_not_close_everything_is_added_and_what_stays_open_is_said() {
    let site = site(&[
        ("talks", "hours: open\nstep: 1h\nlimit: 8h\nprice: free"),
        ("visit", "hours: {fixed: 3h}\nprice: free"),
        ("course", "hours: {fixed: 40h}\nprice: paid\namount: 40 GBP"),
    ]);
    // asked, not added: what it gives, what is left, and that this is no plan for everything
    let out = site.run(["plan", "@talks"]).ends(1);
    out.prints("What this item can give")
        .prints("  8 h  talks")
        .prints("What stays open\n")
        .prints("Total    22 h to go")
        .prints("Planned  2 h to go")
        .prints("Name more items");
    assert!(!site.has("content/plan/2026-talks.md"));
    let told = site.run(["plan", "@talks", "--format", "json"]).ends(1).json();
    assert_eq!((told["outcome"].as_str(), told["lines"][0]["minutes"].as_i64()), (Some("impossible"), Some(480)));
    let left: Vec<_> = told["left_open"].as_array().unwrap().iter().map(|r| r["remaining"].as_i64().unwrap()).collect();
    assert_eq!(left, [22 * 60, 2 * 60]);
    // added
    site.run(["plan", "@talks", "--add"]).ok().prints("22 h to go").says("written: content/plan/2026-talks.md");
    assert!(site.read("content/plan/2026-talks.md").contains("target: 8h\n"));
    site.run(["check", "--strict"]).ok();
    // several together close one of the two: only the other stays open
    let out = site.run(["plan", "@talks", "@visit", "--add"]).ok();
    out.prints("What these items can give")
        .prints("What stays open\n  Total  19 h to go")
        .says("already in your plan: content/plan/2026-talks.md")
        .says("written: content/plan/2026-visit.md");
    // one that is enough is a plan
    site.run(["plan", "@course", "--add"]).ok().prints("The cheapest plan").prints_no("stays open");
}

#[test]
fn no_plan_has_a_reason_and_a_code() {
    let site = site(&[
        ("talks", "hours: open\nstep: 1h\nlimit: 20h\nprice: free"),
        ("fair", "hours: open\nstep: 1h\nprice: unknown"),
    ]);
    site.run(["plan", "--free"])
        .ends(1)
        .prints("No plan closes everything")
        .prints("IET guideline on CPD, Total: all offerings at hand together do not give enough");
    site.run(["plan"]).ok().prints("one price not stated");
    site.run(["plan", "--by", "2026-01-01"]).ends(2).says("is over");
    site.run(["plan", "--policy", "itt"]).ends(2).says("did you mean `iet`?");
    site.run(["plan", "@talk"]).ends(2).says("did you mean `@talks`?");
    Site::empty().config("schema: cpdfolio.site/1\ntitle: T\n").run(["plan"]).ends(2).says("follows no policy");
}

#[test]
fn the_owner_sees_what_is_to_go_and_nobody_else() {
    let site = site(&[
        ("talks", "hours: open\nstep: 1h\nprice: free"),
        ("course", "hours: {fixed: 12h}\nprice: paid\namount: 40 GBP"),
    ]);
    site.run(["build", "--audience", "private"]).ok();
    let page = site.read("private/plan/index.html");
    assert!(
        page.contains("cpdfolio log @talks 1h --planned") && page.contains("30\u{202f}h to go")
            || page.contains("to go"),
        "{page}"
    );
    let free = page.find("directory/talks.html").unwrap();
    assert!(free < page.rfind("directory/course.html").unwrap(), "free ones first");
    site.run(["build", "--audience", "assessor", "--out", "assessor"]).ok();
    assert!(!site.has("assessor/plan/index.html"), "no plan, so no page for others");
    let all: String = site.tree("assessor").into_values().map(|b| String::from_utf8_lossy(&b).into_owned()).collect();
    assert!(!all.contains("cpdfolio log @talks 1h --planned"));
}

/// Three plans close the same; each is good at something else, and each is told on the page and by the command.
#[test]
fn three_plans_stand_beside_each_other() {
    let site = site(&[
        ("magazine", "type: self-study\nhours: open\nstep: 30m\nlimit: 20h\nweekly: 2h\nprice: free"),
        ("talks", "type: event\nhours: open\nstep: 1h\nlimit: 20h\nweekly: 2h\nprice: free"),
        ("reading", "type: self-study\nhours: open\nstep: 1h\nlimit: 20h\nweekly: 2h\nprice: free"),
        ("helping", "type: volunteering\nhours: open\nstep: 1h\nlimit: 20h\nweekly: 2h\nprice: free"),
        ("course", "type: training-course\nhours: {fixed: 30h}\nprice: paid\namount: 900 GBP"),
    ]);
    let plan = site.run(["plan", "--format", "json"]).ok().json();
    let plans = plan["plans"].as_array().unwrap();
    let words: Vec<&str> = plans.iter().map(|p| p["aim"].as_str().unwrap()).collect();
    assert_eq!(words, ["cheapest", "mixed", "quickest"]);
    let minutes = |p: &serde_json::Value| -> i64 {
        p["lines"].as_array().unwrap().iter().map(|l| l["minutes"].as_i64().unwrap()).sum()
    };
    for of in plans {
        assert!(of["exact"] == true && of["cost"]["minutes"] == minutes(of) && minutes(of) >= 1800, "{of}");
        for line in of["lines"].as_array().unwrap().iter().filter(|l| l["item"] != "course") {
            // 21 November to 31 December: six weeks of two hours each
            assert!(line["minutes"].as_i64().unwrap() <= 720, "{line}");
            assert!(line["category"].is_string(), "an area that is open: {line}");
        }
    }
    assert_eq!(plan["lines"], plans[0]["lines"]);
    assert_eq!((&plans[0]["cost"]["money_hundredths"], plans[0]["lines"].as_array().unwrap().len()), (&0.into(), 3));
    assert!(
        plans[1]["lines"]
            .as_array()
            .unwrap()
            .iter()
            .all(|l| l["minutes"].as_i64().unwrap() <= 480 && l["item"] != "course")
    );
    assert_eq!((plans[2]["lines"].as_array().unwrap().len(), &plans[2]["lines"][0]["item"]), (1, &"course".into()));
    let shown =
        site.run(["plan"]).ok().prints("The cheapest plan: 30 h, free").prints("The quickest plan: 30 h, 900 GBP");
    shown.prints("  quickest  30 h");
    site.run(["build", "--audience", "private"]).ok();
    let page = site.read("private/plan/index.html");
    for id in ["advice-cheapest", "advice-mixed", "advice-quickest"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(page.contains("cpdfolio plan --aim quickest --add"));
    site.run(["plan", "--aim", "quickest", "--add"]).ok().says("written: content/plan/2026-course.md");
    site.run(["check", "--strict"]).ok();
    site.run(["plan", "--aim", "slowest"]).ends(2);
}

/// Where one plan is good at everything, it is told once.
#[test]
fn plans_that_are_one_are_shown_once() {
    let site =
        site(&[("talks", "hours: open\nstep: 30m\nprice: free")]).entry("2026-03-04-talk", "hours: 9\nplanned: true");
    let site = site.entry("2026-03-05-read", "hours: 20");
    let shown = site.run(["plan"]).ok().prints("The cheapest plan: 1 h, free");
    shown.prints("The mixed plan is the cheapest one.").prints("The quickest plan is the cheapest one.");
}
