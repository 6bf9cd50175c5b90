//! What is shown is true: the entries listed under a rule add up to the figure beside them, in the rule's own unit; no
//! sentence has a hole where a figure should stand; every example is built.

use std::fs;

use serde_json::Value;

use crate::support::{Site, project};

const EXAMPLES: [&str; 6] = ["first-steps", "guidance", "moving-in", "other-body", "own-theme", "portfolio"];
const AUDIENCES: [&str; 3] = ["private", "assessor", "public"];

#[test]
fn every_example_is_listed_here() {
    let folders = fs::read_dir(project().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    // the example of a scheme is no site: a script runs its year
    let names = folders
        .filter(|path| path.join("cpdfolio.yaml").is_file())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    assert_eq!(names, EXAMPLES);
}

#[test]
fn figures_of_first_steps_add_up() {
    // its two entries are examples, which count for nothing
    add_up(&Site::from_example("first-steps"), 0);
}

#[test]
fn figures_of_moving_in_add_up() {
    // nothing has come in yet
    let site = Site::from_example("moving-in");
    add_up(&site, 0);
    site.run(["import", "old-log.csv", "--day", "7h30m"]).ends(1);
    add_up(&site, 1);
}

#[test]
fn figures_of_other_body_add_up() {
    add_up(&Site::from_example("other-body"), 1);
}

#[test]
fn figures_of_own_theme_add_up() {
    add_up(&Site::from_example("own-theme"), 1);
}

#[test]
fn figures_of_portfolio_add_up() {
    add_up(&Site::from_example("portfolio"), 20);
}

/// It judges nothing: only that it can be built.
#[test]
fn guidance_is_built() {
    let site = Site::from_example("guidance");
    assert_eq!(site.run(["check", "--format", "json"]).ok().json()["errors"], 0);
    for audience in AUDIENCES {
        site.run(["build", "--audience", audience]).ok();
        assert!(!site.has(&format!("{audience}/data/standing.json")));
    }
}

/// The portfolio under every built-in policy: units, points, days, limits, rows without an amount.
#[test]
fn figures_of_every_built_in_policy_add_up() {
    let site = with_every_policy(Site::from_example("portfolio"));
    add_up(&site, 200);
}

fn with_every_policy(site: Site) -> Site {
    let list = policies(&site).into_iter().map(|(id, _)| format!("  - {{id: {id}}}\n")).collect::<String>();
    let config = site.read("cpdfolio.yaml");
    let own = "policies:\n  - {id: iet}\n";
    assert!(config.contains(own), "{config}");
    let config = config.replace(own, &format!("policies:\n{list}"));
    site.config(&config)
}

/// Builds a site for each audience and adds up the rows of every rule; it has some with rows.
fn add_up(site: &Site, at_least: usize) {
    assert_eq!(site.run(["check", "--format", "json"]).ok().json()["errors"], 0);
    let mut wrong = vec![];
    let mut added = 0;
    // everybody sees a selection, which is not judged
    for audience in ["private", "assessor"] {
        site.run(["build", "--audience", audience]).ok();
        let standing: Value = serde_json::from_str(&site.read(&format!("{audience}/data/standing.json"))).unwrap();
        for judged in standing["policies"].as_array().unwrap() {
            added += judgement(site, audience, judged, &mut wrong);
        }
    }
    let standing: Value = serde_json::from_str(&site.read("private/data/standing.json")).unwrap();
    for year in years(&standing) {
        let status = site.run(["status", &year, "--format", "json"]).ok().json();
        for judged in status["policies"].as_array().unwrap() {
            for rule in judged["rules"].as_array().unwrap() {
                amounts_add_up(&format!("status {year} {}", judged["policy"]), rule, &mut wrong);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(added >= at_least, "only {added} rules with rows");
}

/// The years that have a page of their own.
fn years(standing: &Value) -> Vec<String> {
    let page = |judged: &Value| judged["page"].as_str().unwrap().split('/').nth(1).unwrap().to_owned();
    let mut years: Vec<String> = standing["policies"].as_array().unwrap().iter().map(page).collect();
    years.dedup();
    years
}

/// The page of a judgement shows its rules with the figures of the data; returns how many have rows.
fn judgement(site: &Site, audience: &str, judged: &Value, wrong: &mut Vec<String>) -> usize {
    let (page, anchor) = judged["page"].as_str().unwrap().split_once('#').unwrap();
    let html = site.read(&format!("{audience}/{page}"));
    let mut added = 0;
    for rule in judged["rules"].as_array().unwrap() {
        let start = format!("<article class=\"measure\" id=\"{anchor}-{}\">", rule["id"].as_str().unwrap());
        let article = between(&html, &start, "</article>").unwrap_or_else(|| panic!("{audience} {page}: no {start}"));
        let what = format!("{audience} {page} {anchor} {}", rule["id"]);
        added += usize::from(article_adds_up(&what, article, rule, wrong));
    }
    added
}

/// One rule on its page.
fn article_adds_up(what: &str, article: &str, rule: &Value, wrong: &mut Vec<String>) -> bool {
    let unit = rule["unit"].as_str().unwrap();
    let (achieved, scale) = (rule["achieved"].as_f64().unwrap(), rule["scale"].as_f64().unwrap());
    let have = between(article, "<dd>", "</dd>").unwrap();
    // hundredths are cut off, not rounded
    let near = |a: f64, b: f64, steps: usize| (a - b).abs() <= 0.011 * steps as f64 * f64::from(u8::from(scale > 1.0));
    // of what nobody has stated nothing is no figure, nor is it a lack of entries
    let untold = rule["verdict"] == "unknown" && achieved == 0.0;
    if untold && rule["kind"] == "artefact" && article.contains("No entry counts yet") {
        wrong.push(format!("{what}: says that no entry counts of what nobody has stated"));
    }
    match amount(have) {
        None if untold && have == "unknown" => {}
        Some((of, value)) if !untold && is(of, unit) && near(value, achieved / scale, 1) => {}
        _ => wrong.push(format!("{what}: shows `{have}` for {achieved} {unit} / {scale}")),
    }
    let Some(table) = article.split("<table class=\"list\">").skip(1).find(|table| table.contains("<tfoot>")) else {
        if rule["counted"] != 0 {
            wrong.push(format!("{what}: shows none of {} entries", rule["counted"]));
        }
        return false;
    };
    let (body, foot) = table.split_once("<tfoot>").unwrap();
    let rows: Vec<&str> =
        body.split("<tr>").skip(1).filter_map(|row| between(row, "<td class=\"num\">", "</td>")).collect();
    let entries = body.matches("<td class=\"nowrap\">").count();
    if entries as u64 != rule["counted"].as_u64().unwrap() {
        wrong.push(format!("{what}: {entries} rows for {} entries", rule["counted"]));
    }
    let amounts: Vec<_> = rows.iter().filter(|row| !row.is_empty()).map(|row| amount(row)).collect();
    let total = between(foot, "<td class=\"num\">", "</td>").unwrap_or_default();
    if amounts.is_empty() {
        // what its entries bring is no part of the figure: the longest time without one
        return false;
    }
    let sum: f64 = amounts.iter().flatten().map(|(_, value)| value).sum();
    let of_unit = amounts.iter().all(|a| a.is_some_and(|(of, _)| is(of, unit)));
    match amount(total) {
        Some((of, value)) if is(of, unit) && of_unit && near(sum, value, amounts.len() + 1) => {}
        _ => wrong.push(format!("{what}: {} add up to {sum}, not to `{total}`", rows.join(" + "))),
    }
    true
}

/// The same in data, to the last part; without rows whose amounts are none of the rule's unit.
fn amounts_add_up(what: &str, rule: &Value, wrong: &mut Vec<String>) {
    let amounts: Vec<i64> = rule["counted"].as_array().unwrap().iter().filter_map(|c| c["amount"].as_i64()).collect();
    let carried = rule["carried"].as_i64().unwrap_or(0);
    let sum = amounts.iter().sum::<i64>() + carried;
    if !amounts.is_empty() && sum != rule["achieved"].as_i64().unwrap() {
        wrong.push(format!("{what} {}: {sum} is not {} {}", rule["id"], rule["achieved"], rule["unit"]));
    }
}

/// What rules count, one of it.
const COUNTED: [&str; 6] = ["entry", "kind", "area", "provider", "competence", "group"];

/// Is an amount of a unit? The units of some bodies are called days.
fn is(of: &str, unit: &str) -> bool {
    of == unit || (of, unit) == ("days", "units")
}

/// An amount in words, as a unit and its number: `1 h 30` is 90 minutes.
fn amount(words: &str) -> Option<(&'static str, f64)> {
    let words = words.replace(['\u{202f}', '\u{a0}'], " ").replace(',', "");
    let parts: Vec<&str> = words.split(' ').collect();
    let number = |text: &str| match text.split_once('/') {
        Some((top, bottom)) => Some(top.parse::<f64>().ok()? / bottom.parse::<f64>().ok()?),
        None => text.parse::<f64>().ok(),
    };
    // `2 1/3 days`
    if let [whole, part, unit] = *parts.as_slice()
        && part.contains('/')
    {
        let (of, part) = amount(&format!("{part} {unit}"))?;
        return Some((of, part + number(whole)?));
    }
    match *parts.as_slice() {
        [hours, "h"] => Some(("minutes", number(hours)? * 60.0)),
        [hours, "h", minutes] => Some(("minutes", number(hours)? * 60.0 + number(minutes)?)),
        [minutes, "min"] => Some(("minutes", number(minutes)?)),
        [days, "day" | "days"] => Some(("days", number(days)?)),
        [units, "unit" | "units" | "PDH" | "CPE" | "CPEs" | "PDU" | "PDUs"] => Some(("units", number(units)?)),
        [points, "point" | "points"] => Some(("points", number(points)?)),
        [count] => Some(("count", number(count)?)),
        [count, of] if COUNTED.contains(&of.trim_end_matches('s')) => Some(("count", number(count)?)),
        [count, "entries"] => Some(("count", number(count)?)),
        _ => None,
    }
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(start)?;
    rest.split_once(end).map(|(inner, _)| inner)
}

#[test]
fn amounts_are_read() {
    let read =
        ["8\u{202f}h", "1\u{202f}h\u{202f}05", "45\u{202f}min", "1.25 PDH", "1,200", "254 days", "met"].map(amount);
    let is = [
        Some(("minutes", 480.0)),
        Some(("minutes", 65.0)),
        Some(("minutes", 45.0)),
        Some(("units", 1.25)),
        Some(("count", 1200.0)),
        Some(("days", 254.0)),
        None,
    ];
    assert_eq!(read, is);
}

/// Every policy that a site knows, with its editions.
fn policies(site: &Site) -> Vec<(String, Vec<String>)> {
    let list = site.run(["policy", "list", "--format", "json"]).ok().json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let editions =
        |policy: &Value| policy["editions"].as_array().unwrap().iter().map(|e| text(&e["edition"])).collect();
    list["policies"].as_array().unwrap().iter().map(|p| (text(&p["policy"]), editions(p))).collect()
}

/// What a clause says where a figure is missing: a place that was not filled, or nothing where it was.
fn has_hole(sentence: &str) -> bool {
    let sentence = sentence.replace(['\u{202f}', '\u{a0}'], " ");
    let holes = ["{", "}", "  ", " . ", " ,", " ;", " :", "()", "“”", "``", "null", "None"];
    sentence.trim() != sentence || sentence.ends_with(" .") || holes.iter().any(|hole| sentence.contains(hole))
}

#[test]
fn no_clause_has_a_hole() {
    let mut sites: Vec<Site> = EXAMPLES.iter().map(|name| Site::from_example(name)).collect();
    // those built in once, those of the examples with them
    let built_in = policies(&Site::new());
    assert!(built_in.len() > 10, "{built_in:?}");
    sites.push(Site::new());
    let mut holes = vec![];
    let mut own = 0;
    for (n, site) in sites.iter().enumerate() {
        let builtin_here = n == sites.len() - 1;
        let all = policies(site).into_iter().filter(|policy| builtin_here || !built_in.contains(policy));
        for (id, edition) in all.flat_map(|(id, editions)| editions.into_iter().map(move |e| (id.clone(), e))) {
            own += usize::from(!builtin_here);
            let shown = site.run(["policy", "show", &id, "--edition", &edition, "--format", "json"]).ok().json();
            texts(&shown, &mut |text| {
                if has_hole(text) {
                    holes.push(format!("{id}@{edition}: {text:?}"));
                }
            });
            for line in site.run(["policy", "show", &id, "--edition", &edition]).ok().stdout.lines() {
                // columns and indents are no holes
                if line.split("  ").any(|part| has_hole(part.trim())) {
                    holes.push(format!("{id}@{edition}, as text: {line:?}"));
                }
            }
        }
    }
    assert!(holes.is_empty(), "{}", holes.join("\n"));
    assert!(own >= 2, "the examples have policies of their own: {own}");
}

/// Each text in a value.
fn texts(value: &Value, each: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => each(text),
        Value::Array(all) => all.iter().for_each(|value| texts(value, each)),
        Value::Object(all) => all.values().for_each(|value| texts(value, each)),
        _ => {}
    }
}

#[test]
fn no_page_of_a_policy_has_a_hole() {
    let mut sites = vec![with_every_policy(Site::from_example("portfolio"))];
    sites.extend(EXAMPLES.iter().map(|name| Site::from_example(name)));
    let mut holes = vec![];
    let mut pages = 0;
    for site in sites {
        site.run(["build", "--audience", "private"]).ok();
        for (path, bytes) in site.tree("private") {
            let is_page = path.ends_with(".html") && (path.starts_with("policy/") || path.starts_with("compliance/"));
            if !is_page {
                continue;
            }
            pages += 1;
            let html = String::from_utf8(bytes).unwrap();
            let main = between(&html, "<main", "</main>").unwrap();
            for text in main.split('>').filter_map(|part| part.split('<').next()) {
                let text = text.trim_matches('\n');
                if ["{", "}", "  "].iter().any(|hole| text.contains(hole)) {
                    holes.push(format!("{path}: {text:?}"));
                }
            }
        }
    }
    assert!(holes.is_empty(), "{}", holes.join("\n"));
    assert!(pages > 30, "only {pages} pages");
}
