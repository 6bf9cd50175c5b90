//! `policy impact`: what it says of a change is what two full runs say, one with the old rules and one with the new.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{Output, Site, write};

/// Rules of a guild: hours in all, a part of them planned, kinds of activity.
fn rules(total: &str, planned: &str, more: &str) -> String {
    format!(
        "schema: cpdfolio.policy/1\nid: guild\ntitle: \"Guild: CPD\"\ntypes: {{course: Course, event: Event}}\neditions:\n  \"2020\":\n    from: 2020-01-01\n    rules:\n      - {{id: total, severity: must, at_least: {total}, clause: \"At least {{at_least}}.\"}}\n      - {{id: planned, severity: should, select: {{planned: true}}, at_least: {planned}, clause: \"{{at_least}} planned.\"}}\n{more}"
    )
}

const CONFIG: &str = "schema: cpdfolio.site/1\ntitle: T\nmember: {name: M}\npolicies: [{id: guild}]\n";

/// A folder of five members with different records, one who follows another body, and one folder that is no site.
fn members() -> Site {
    let site = Site::empty();
    let old = rules("20h", "5h", "");
    for (name, hours) in [("ada", [20, 24, 30]), ("ben", [25, 19, 20]), ("cy", [40, 40, 0]), ("di", [3, 22, 26])] {
        write(&site.path(&format!("members/{name}/cpdfolio.yaml")), CONFIG.as_bytes());
        write(&site.path(&format!("members/{name}/content/policies/guild.yaml")), old.as_bytes());
        for (n, hours) in hours.into_iter().enumerate().filter(|(_, hours)| *hours > 0) {
            let year = 2024 + n;
            let kind = if name == "ben" { "event" } else { "course" };
            for (planned, minutes) in [(true, hours * 15), (false, hours * 45)] {
                let head = format!("title: A\ndate: {year}-03-04\nhours: {minutes}m\ntype: {kind}\nplanned: {planned}");
                let path = format!("members/{name}/content/activities/{year}/{year}-03-04-{planned}.md");
                write(&site.path(&path), format!("---\n{head}\n---\n").as_bytes());
            }
        }
    }
    write(&site.path("members/eve/cpdfolio.yaml"), CONFIG.replace("guild", "iet").as_bytes());
    write(&site.path("members/notes/readme.txt"), b"no site");
    site
}

/// Verdicts of the policy and of its rules that bind, by period: from `status` of a full run with a policy in place.
fn full_run(
    site: &Site,
    member: &str,
    text: &str,
    edition: Option<&str>,
) -> BTreeMap<String, (String, BTreeMap<String, String>)> {
    let copy = Site::empty();
    crate::support::copy(&site.path(&format!("members/{member}")), &copy.root());
    write(&copy.path("content/policies/guild.yaml"), text.as_bytes());
    if let Some(edition) = edition {
        let pinned = CONFIG.replace("id: guild", &format!("id: guild, edition: \"{edition}\""));
        write(&copy.path("cpdfolio.yaml"), pinned.as_bytes());
    }
    let mut all = BTreeMap::new();
    for year in ["2024", "2025", "2026"] {
        let run = copy.run(["status", year, "--format", "json"]);
        for judged in run.json()["policies"].as_array().unwrap() {
            let binding = |r: &&Value| r["severity"] != "advice" && !r["verdict"].is_null();
            let word = |v: &Value| v.as_str().unwrap().to_owned();
            let rules = judged["rules"].as_array().unwrap().iter().filter(binding);
            let rules = rules.map(|r| (word(&r["id"]), word(&r["verdict"]))).collect();
            all.insert(word(&judged["period"]["label"]), (word(&judged["verdict"]), rules));
        }
    }
    all
}

/// What two full runs differ in: site, period, verdict before and after, rules that turn.
fn expected(
    site: &Site,
    old: (&str, Option<&str>),
    new: (&str, Option<&str>),
) -> Vec<(String, String, String, String, Vec<String>)> {
    let mut found = vec![];
    for member in ["ada", "ben", "cy", "di"] {
        let (before, after) = (full_run(site, member, old.0, old.1), full_run(site, member, new.0, new.1));
        assert!(before.keys().eq(after.keys()));
        for (period, (verdict, rules)) in &before {
            let (now, rules_now) = &after[period];
            let mut turned: Vec<String> =
                rules_now.iter().filter(|(id, v)| rules.get(*id) != Some(v)).map(|(id, _)| id.clone()).collect();
            turned.extend(rules.keys().filter(|id| !rules_now.contains_key(*id)).cloned());
            turned.sort();
            if verdict != now {
                found.push((member.to_owned(), period.clone(), verdict.clone(), now.clone(), turned));
            }
        }
    }
    found
}

fn said(run: &Output) -> Vec<(String, String, String, String, Vec<String>)> {
    let word = |v: &Value| v.as_str().unwrap().to_owned();
    let turn = |t: &Value| {
        let mut rules: Vec<String> = t["rules"].as_array().unwrap().iter().map(|r| word(&r["id"])).collect();
        rules.sort();
        (word(&t["site"]), word(&t["period"]["label"]), word(&t["before"]), word(&t["after"]), rules)
    };
    run.json()["turns"].as_array().unwrap().iter().map(turn).collect()
}

#[test]
fn an_impact_is_what_two_full_runs_say() {
    let site = members();
    let old = rules("20h", "5h", "");
    write(&site.path("old.yaml"), old.as_bytes());
    let kinds =
        "      - {id: courses, severity: must, select: {type: [course]}, at_least: 1h, clause: \"A course.\"}\n";
    let advice = "      - {id: kinds, severity: advice, diversity: {of: type, at_least: 2}, clause: \"Kinds.\"}\n";
    let mut turned = 0;
    for (n, new) in [
        rules("24h", "5h", ""),
        rules("20h", "7h", ""),
        rules("20h", "5h", kinds),
        rules("20h", "5h", advice),
        rules("2h", "1h", ""),
        rules("25h", "1h", kinds),
        old.replace("severity: should", "severity: advice"),
    ]
    .iter()
    .enumerate()
    {
        let name = format!("new-{n}.yaml");
        write(&site.path(&name), new.as_bytes());
        let run = site.run(["policy", "impact", "old.yaml", &name, "--sites", "members", "--format", "json"]).ends(1);
        let expected = expected(&site, (&old, None), (new, None));
        assert_eq!(said(&run), expected, "{new}");
        assert_eq!((run.json()["sites"].as_array().unwrap().len(), run.json()["periods"].as_u64()), (4, Some(12)));
        assert_eq!(run.json()["elsewhere"][0], "eve");
        turned += expected.len();
    }
    assert!(turned > 8, "{turned}: the records are too alike to show anything");
    // and with editions of one file
    let second = "  \"2027\":\n    from: 2027-01-01\n    rules:\n      - {id: total, severity: must, at_least: 26h, clause: \"At least {at_least}.\"}\n";
    let both = rules("20h", "5h", second);
    write(&site.path("both.yaml"), both.as_bytes());
    let run =
        site.run(["policy", "impact", "both.yaml@2020", "both.yaml@2027", "--sites", "members", "--format", "json"]);
    let run = run.ends(1);
    let expected = expected(&site, (&both, Some("2020")), (&both, Some("2027")));
    assert!(!expected.is_empty());
    assert_eq!(said(&run), expected);
    // by the dates of its editions nothing changes yet
    let run = site.run(["policy", "impact", "old.yaml", "both.yaml", "--sites", "members"]).ends(1);
    run.prints("No verdict turns.").says("left out: notes: it has no cpdfolio.yaml");
}

#[test]
fn an_impact_names_whom_what_and_when() {
    let site = members();
    write(&site.path("old.yaml"), rules("20h", "5h", "").as_bytes());
    write(&site.path("new.yaml"), rules("24h", "5h", "").as_bytes());
    let before = site.tree("members");
    let run = site.run(["policy", "impact", "old.yaml", "new.yaml", "--sites", "members"]).ends(1);
    run.prints("Compared: 12 periods of 4 sites; 1 other does not follow it.")
        .prints(
            "ada\n  2024: met before, short after\n    Total  20 h of 20 h, met before  20 h of 24 h, short after\n",
        )
        .prints("ben\n  2026: met before, open after")
        .prints_no("eve\n")
        .prints("verdicts turn, in");
    assert_eq!(site.tree("members"), before, "a site was touched");
    // one year, one site
    let run = site.run(["policy", "impact", "old.yaml", "new.yaml", "--sites", "members/ada", "--year", "2024"]).ok();
    run.prints("Compared: 1 period of 1 site.").prints("1 verdict turns.").quiet();
    // another body, as the program has it
    let run = site.run(["policy", "impact", "iet", "iet-audit", "--sites", "members/eve"]).ok();
    run.prints("Before: IET guideline on CPD\n").prints("No verdict turns.");
}

#[test]
fn one_faulty_site_does_not_stop_the_others() {
    let site = members();
    write(&site.path("old.yaml"), rules("20h", "5h", "").as_bytes());
    write(&site.path("new.yaml"), rules("24h", "5h", "").replace("event: Event", "talk: Talk").as_bytes());
    write(&site.path("members/ada/cpdfolio.yaml"), b"schema: cpdfolio.site/1\ntitle: T\npolicies: [{id: gild}]\n");
    write(&site.path("members/cy/cpdfolio.yaml"), b"schema: [");
    let run = site.run(["policy", "impact", "old.yaml", "new.yaml", "--sites", "members"]).ends(1);
    let run = run.prints("2 sites").says("left out: cy: cpdfolio.yaml: the `[` has no `]`");
    // a type that the new rules do not have
    let run = run.says("not read under NEW: ben: content/activities/2024/2024-03-04-false.md (unknown-type)");
    drop(run);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let site = members();
    write(&site.path("old.yaml"), rules("20h", "5h", "").as_bytes());
    let run = |[old, new, flag, dir]: [&str; 4]| site.run(["policy", "impact", old, new, flag, dir]);
    run(["old.yaml", "old.yaml", "--sites", "nowhere"]).ends(2).says("nowhere cannot be read");
    std::fs::create_dir(site.path("empty")).unwrap();
    run(["old.yaml", "old.yaml", "--sites", "empty"]).ends(2).says("no site is in empty").says("each a folder");
    run(["old.yaml", "no.yaml", "--sites", "members"]).ends(2).says("no.yaml cannot be read");
    run(["old.yaml", "gild", "--sites", "members"]).ends(2).says("there is no policy `gild`");
    run(["old.yaml", "old.yaml@2027", "--sites", "members"]).ends(2).says("`guild` has no such edition").says("`2020`");
    write(&site.path("bad.yaml"), rules("20", "5h", "").as_bytes());
    run(["old.yaml", "bad.yaml", "--sites", "members"]).ends(1).says("--> bad.yaml:9:").says("its unit is missing");
    site.run(["policy", "impact", "old.yaml", "old.yaml"]).ends(2).says("--sites");
}
