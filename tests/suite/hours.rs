//! The sums that a member's year stands on, from files to verdict.

use crate::support::Site;

const PLANNED: &str = "planned: true\ncategory: job-technical\ntype: event\n";
const CHANCE: &str = "category: job-technical\ntype: event\n";

/// A year of three planned and some unplanned entries.
fn year(planned: [&str; 3], unplanned: &[&str]) -> Site {
    let mut site = Site::new();
    for (n, hours) in planned.iter().enumerate() {
        site = site.entry(&format!("2026-02-0{}-course", n + 1), &format!("{PLANNED}hours: {hours}"));
    }
    for (n, hours) in unplanned.iter().enumerate() {
        site = site.entry(&format!("2026-03-0{}-talk", n + 1), &format!("{CHANCE}hours: {hours}"));
    }
    site
}

/// Achieved minutes, what is to go, and the verdict of a rule.
fn stands(site: &Site, day: &str, id: &str) -> (i64, i64, String) {
    let status = site.run(["status", "2026", "--format", "json", "--as-of", day]).ok().json();
    let rules = status["policies"][0]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|r| r["id"] == id).unwrap();
    let verdict = rule["verdict"].as_str().unwrap_or("-").to_owned();
    (rule["achieved"].as_i64().unwrap(), rule["remaining"].as_i64().unwrap(), verdict)
}

fn is(minutes: i64, to_go: i64, verdict: &str) -> (i64, i64, String) {
    (minutes, to_go, verdict.to_owned())
}

#[test]
fn twenty_nine_hours_and_fifty_nine_minutes_lack_one() {
    let site = year(["4h", "4h", "2h"], &["11h59m", "8h"]);
    assert_eq!(stands(&site, "2026-12-31", "total"), is(1799, 1, "open"));
    assert_eq!(stands(&site, "2027-01-01", "total"), is(1799, 1, "short"));
    site.run(["status", "2026", "--as-of", "2026-12-31"]).ok().prints("29 h 59 of 30 h. 1 min to go by 31 December.");
    site.run(["status", "2026", "--as-of", "2027-01-01"]).ok().prints("29 h 59 of 30 h. 1 min short of the guideline.");
}

#[test]
fn thirty_hours_are_enough() {
    let site = year(["4h", "4h", "2h"], &["12h", "8h"]);
    for day in ["2026-11-21", "2026-12-31", "2027-01-01"] {
        assert_eq!(stands(&site, day, "total"), is(1800, 0, "met"), "{day}");
        assert_eq!(stands(&site, day, "planned"), is(600, 0, "met"), "{day}");
    }
    assert_eq!(site.rule("2026", "total")["met_on"], "2026-03-02");
    assert_eq!(site.run(["status", "2026", "--format", "json"]).json()["policies"][0]["verdict"], "met");
}

#[test]
fn of_twenty_five_unplanned_hours_twenty_count() {
    let site = year(["4h", "3h", "1h"], &["12h", "12h", "1h"]);
    assert_eq!(stands(&site, "2027-01-01", "total"), is(28 * 60, 120, "short"));
    assert_eq!(stands(&site, "2027-01-01", "planned"), is(8 * 60, 120, "short"));
    assert_eq!(stands(&site, "2027-01-01", "unplanned"), is(20 * 60, 0, "-"));
    let status = site.run(["status", "2026", "--format", "json"]).json();
    assert_eq!(status["policies"][0]["earned_minutes"], 33 * 60);
    assert_eq!(status["policies"][0]["counted_minutes"], 28 * 60);
    let capped = site.rule("2026", "total")["excluded"].clone();
    let capped: Vec<_> = capped.as_array().unwrap().iter().map(|e| (&e["reason"], &e["by"], &e["amount"])).collect();
    assert_eq!(capped.iter().map(|(.., amount)| amount.as_i64().unwrap()).sum::<i64>(), 5 * 60);
    assert!(capped.iter().all(|(reason, by, _)| *reason == "capped" && *by == "unplanned"), "{capped:?}");
}

#[test]
fn tenths_of_hours_add_up_exactly() {
    let site = year(["0.1", "0.2", "0.3"], &["0.7", "0.7", "0.1"]);
    assert_eq!(stands(&site, "2027-01-01", "total").0, 126);
}

#[test]
fn a_year_on_leave_has_its_own_target_and_says_why_to_the_owner_alone() {
    let site = Site::from_example("portfolio");
    let status = site.run(["status", "2024", "--format", "json"]).ok().json();
    let iet = &status["policies"][0];
    assert_eq!(iet["adjustment"], serde_json::json!({"target": 600, "kind": "set"}));
    assert_eq!(site.rule("2024", "total")["target"], 600);
    assert_eq!(site.rule("2024", "planned")["verdict"], "silent");
    assert_eq!(site.rule("2024", "unplanned")["verdict"], "silent", "an unstated cap is not applied");
    site.run(["status", "2024"]).ok().prints("maternity leave").prints("the policy does not say");
    for audience in ["assessor", "public", "private"] {
        site.run(["build", "--audience", audience]).ok();
        let pages: Vec<_> = site.tree(audience).into_iter().collect();
        let knows = |text: &str| {
            pages.iter().any(|(name, bytes)| {
                name.starts_with("compliance/2024/")
                    && String::from_utf8_lossy(bytes).replace('\u{a0}', " ").to_lowercase().contains(text)
            })
        };
        let own = audience == "private";
        assert_eq!(knows("member on maternity leave"), own, "{audience}");
        assert_eq!(knows("19 february to 31 december 2024"), own, "{audience}");
        assert!(own || knows("target 10 hours") || audience == "public", "{audience}");
    }
}

#[test]
fn an_agreement_counts_once_it_has_a_reference() {
    let config = |more: &str| {
        format!(
            "{}circumstances: [{{policy: iet, reason: agreement, from: 2026-01-01, to: 2026-12-31, target: 15h{more}}}]\n",
            crate::support::CONFIG
        )
    };
    let site = year(["5h", "5h", "5h"], &[]).config(&config(""));
    assert_eq!(stands(&site, "2027-01-01", "total"), is(900, 900, "short"));
    site.run(["check"]).ok().prints("warning[not-yet-agreed]: `agreed_on` and `ref` are missing");
    let site = site.config(&config(", agreed_on: 2026-02-10, ref: CPD-26-1"));
    assert_eq!(stands(&site, "2027-01-01", "total"), is(900, 0, "met"));
    site.run(["check", "--strict"]).ok();
}

#[test]
fn what_is_to_come_is_named_and_not_counted() {
    let site = year(["4h", "4h", "2h"], &[])
        .entry("2026-12-01-later", &format!("{CHANCE}hours: 20h\ndate: {{from: 2026-11-30, to: 2026-12-01}}"));
    assert_eq!(stands(&site, "2026-11-30", "total").0, 600);
    assert_eq!(stands(&site, "2026-12-01", "total").0, 1800);
    let left_out = &site.rule("2026", "total")["excluded"][0];
    assert_eq!((&left_out["reason"], &left_out["amount"]), (&"future".into(), &1200.into()));
}
