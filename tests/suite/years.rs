//! The record over the years and the map of competences: each number is the sum of what stands behind
//! it, as another way of reckoning finds.

use std::collections::{BTreeMap, BTreeSet};

use cpdfolio::model::Audience::{Assessor, Private, Public};
use serde_json::Value;

use crate::memory::{self, Files, build};

const AS_OF: &str = "2026-11-21";

fn json(files: &Files, name: &str) -> Value {
    serde_json::from_slice(&files[&format!("data/{name}.json")]).unwrap()
}

fn sum<'v>(entries: impl Iterator<Item = &'v Value>) -> i64 {
    entries.map(|e| e["minutes"].as_i64().unwrap()).sum()
}

/// The example with tags that begin and go on.
fn example() -> Files {
    let mut files = memory::portfolio();
    let more =
        "---\ntitle: Something new\ndate: 2025-05-05\nhours: 1h10m\ntags: [brand-new, SiC]\nvisibility: public\n---\n";
    files.insert("content/activities/2025/new.md".into(), more.into());
    files
}

/// The page of a site.
fn page(files: &Files, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

#[test]
fn a_bar_is_full_where_the_year_is_met_and_only_there() {
    let files = build(&example(), Private, AS_OF).files;
    let html = page(&files, "years/index.html");
    let (_, table) = html.split_once("<tbody>").unwrap();
    let (table, _) = table.split_once("</tbody>").unwrap();
    let mut seen = BTreeSet::new();
    for row in table.split("<tr>").skip(1) {
        let full = row.contains("<rect class=\"fill\" width=\"100%\"");
        let met = row.contains("data-is=\"met\"");
        assert_eq!(full, met, "{row}");
        seen.insert(met);
    }
    assert_eq!(seen.len(), 2, "one year is met, another is not");
}

#[test]
fn what_a_rule_counts_is_said_with_it() {
    let files = build(&example(), Private, AS_OF).files;
    let html = page(&files, "compliance/2026/index.html");
    let figure = |id: &str| {
        let (_, article) = html.split_once(&format!("-{id}\"><header>")).unwrap();
        let (_, figures) = article.split_once("<dl class=\"figures\">").unwrap();
        figures.split_once("</dl>").unwrap().0.to_owned()
    };
    assert!(figure("variety").contains("<dd>6 kinds</dd>") && figure("variety").contains("<dd>2 kinds</dd>"));
    assert!(figure("evaluate").contains("<dd>unknown</dd>"), "{}", figure("evaluate"));
    assert!(!figure("evaluate").contains("<dd>0</dd>") && !figure("evaluate").contains("<dd>1</dd>"));
}

#[test]
fn new_and_continued_are_the_whole_log() {
    for audience in [Private, Assessor, Public] {
        let files = build(&example(), audience, AS_OF).files;
        let all = json(&files, "activities");
        let counted: Vec<&Value> = all["entries"].as_array().unwrap().iter().filter(|e| e["counted"] == true).collect();
        let mut known: BTreeSet<String> = BTreeSet::new();
        let years = json(&files, "years");
        assert_eq!(years["topics"], "tag");
        for year in years["years"].as_array().unwrap().iter().rev() {
            let label = year["label"].as_str().unwrap();
            let of_year: Vec<&&Value> =
                counted.iter().filter(|e| e["to"].as_str().unwrap().starts_with(label)).collect();
            let tags = |e: &Value| -> Vec<String> {
                e["tags"].as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_lowercase()).collect()
            };
            let part = |which: &str| -> i64 {
                sum(of_year
                    .iter()
                    .filter(|e| {
                        let tags = tags(e);
                        let is = if tags.is_empty() {
                            "without_topic"
                        } else if tags.iter().any(|t| !known.contains(t)) {
                            "new"
                        } else {
                            "continued"
                        };
                        is == which
                    })
                    .map(|e| **e))
            };
            for which in ["new", "continued", "without_topic"] {
                assert_eq!(year[which]["minutes"], part(which), "{which} of {label}");
            }
            let others = sum(of_year.iter().filter(|e| e["supports_others"] == true).map(|e| **e));
            assert_eq!(year["supports_others"]["minutes"], others, "others of {label}");
            let whole = sum(of_year.iter().map(|e| **e));
            assert_eq!(year["minutes"], whole, "{label}");
            let parts: i64 =
                ["new", "continued", "without_topic"].iter().map(|w| year[*w]["minutes"].as_i64().unwrap()).sum();
            assert_eq!(parts, whole, "{label}");
            let mut topics: BTreeMap<String, i64> = BTreeMap::new();
            for entry in &of_year {
                for tag in tags(entry).into_iter().collect::<BTreeSet<_>>() {
                    *topics.entry(tag).or_default() += entry["minutes"].as_i64().unwrap();
                }
            }
            let said = year["topics"].as_array().unwrap().iter();
            let said: BTreeMap<String, i64> = said
                .map(|t| {
                    let word = t["topic"].as_str().unwrap().to_lowercase();
                    assert_eq!(t["new"], !known.contains(&word), "{word} in {label}");
                    (word, t["minutes"].as_i64().unwrap())
                })
                .collect();
            assert_eq!(said, topics, "{label}");
            known.extend(topics.into_keys());
        }
    }
}

/// Minutes of `PT1H30M`.
fn minutes(text: &str) -> i64 {
    let rest = text.strip_prefix("PT").unwrap();
    let (hours, rest) = rest.split_once('H').unwrap_or(("0", rest));
    hours.parse::<i64>().unwrap() * 60 + rest.trim_end_matches('M').parse::<i64>().unwrap_or(0)
}

#[test]
fn each_number_of_the_years_is_the_sum_of_its_list() {
    let files = build(&example(), Private, AS_OF).files;
    let page = String::from_utf8(files["years/index.html"].clone()).unwrap();
    let times = |html: &str| -> Vec<i64> {
        html.split("<time datetime=\"PT")
            .skip(1)
            .map(|t| minutes(&format!("PT{}", t.split('"').next().unwrap())))
            .collect()
    };
    let mut found = 0;
    for link in page.split("years/index.html#y").skip(1) {
        let (id, rest) = link.split_once('"').unwrap();
        let Some(number) = times(rest.split("</a>").next().unwrap()).first().copied() else { continue };
        let list = page.split(&format!("<details id=\"y{id}\">")).nth(1).unwrap_or_else(|| panic!("y{id} is nowhere"));
        let list =
            list.split("</details>").next().unwrap().split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
        assert_eq!(times(list).iter().sum::<i64>(), number, "y{id}");
        found += 1;
    }
    assert!(found >= 12, "{found} numbers");
}

#[test]
fn a_long_record_leaves_no_number_without_a_way_to_its_entries() {
    let mut record = memory::portfolio();
    record.retain(|path, _| !path.starts_with("content/activities/"));
    for year in [2024, 2025] {
        for n in 0..1_010 {
            let (month, day) = (n % 12 + 1, n / 12 % 28 + 1);
            let text = format!(
                "---\ntitle: Entry {n}\ndate: {year}-{month:02}-{day:02}\nhours: 30m\ntags: [t{}]\nsupports_others: {}\n---\n",
                n % 50,
                n % 100 == 0
            );
            record.insert(format!("content/activities/{year}/n{n}.md"), text.into());
        }
    }
    let files = build(&record, Private, AS_OF).files;
    let page = String::from_utf8(files["years/index.html"].clone()).unwrap();
    let rows = page.matches("<th scope=\"row\" class=\"main\">").count();
    assert!(rows <= 1_000, "{rows} rows on one page");
    // in the tables each figure but the sums, the targets and the paces is a link that leads somewhere
    let tables = page.split("<section class=\"band\" id=").next().unwrap();
    for wanted in ["../years/index.html#y2025-others", "../years/index.html#y2025\"", "../years/index.html#y2024\""] {
        assert!(tables.contains(wanted), "{wanted}");
    }
    for link in tables.split("years/index.html#").skip(1) {
        let id = link.split('"').next().unwrap();
        assert!(page.contains(&format!(" id=\"{id}\"")), "{id}");
    }
}

#[test]
fn the_map_of_competences_counts_what_its_links_list() {
    for audience in [Private, Assessor, Public] {
        let files = build(&example(), audience, AS_OF).files;
        let map = json(&files, "competences");
        let all = json(&files, "activities");
        let mut named = 0;
        for code in map["codes"].as_array().unwrap() {
            for period in code["periods"].as_array().unwrap() {
                let fits = |e: &&Value| {
                    e["counted"] == true
                        && e["to"].as_str().unwrap().starts_with(period["label"].as_str().unwrap())
                        && e["competences"].as_array().unwrap().contains(&code["code"])
                };
                let entries: Vec<&Value> = all["entries"].as_array().unwrap().iter().filter(fits).collect();
                assert_eq!(period["entries"], entries.len(), "{code}");
                assert_eq!(period["minutes"], sum(entries.iter().copied()), "{code}");
                named += entries.len();
            }
        }
        assert!(named > 5);
        let page = String::from_utf8(files["competences/index.html"].clone()).unwrap();
        for link in page.split("<td class=\"num\" data-depth=\"").skip(1).filter(|c| c.contains("<a href")) {
            let url = link.split("href=\"../").nth(1).unwrap().split('"').next().unwrap();
            let (file, anchor) = url.split_once('#').unwrap_or((url, ""));
            let target = String::from_utf8(files[&file.replace("%20", " ")].clone()).unwrap();
            assert!(anchor.is_empty() || target.contains(&format!("id=\"{anchor}\"")), "{url}");
        }
    }
}

#[test]
fn the_public_does_not_learn_which_registrations_a_member_has() {
    let site = |registrations: &str| {
        let config = format!(
            "schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {{name: S, registrations: [{registrations}]}}\npolicies: [{{id: iet}}, {{id: engineering-council}}]\n"
        );
        let entry = "---\ntitle: A\ndate: 2026-03-04\nhours: 1h\nvisibility: public\ncompetences: [A1, A2]\n---\n";
        let files = Files::from([
            ("cpdfolio.yaml".to_owned(), config.into_bytes()),
            ("content/activities/a.md".to_owned(), entry.into()),
        ]);
        build(&files, Public, AS_OF).files
    };
    let first = site("CEng");
    assert!(first.contains_key("competences/index.html"));
    for other in ["EngTech", "IEng", "EngTech, CEng"] {
        assert_eq!(memory::difference(&first, &site(other)), None, "{other}");
    }
}
