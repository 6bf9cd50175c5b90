//! A site's own theme: copies, trials, faults with the user's line.

use std::collections::BTreeSet;
use std::fs;

use walkdir::WalkDir;

use cpdfolio::model::Audience;

use super::support::{Site, project};
use crate::memory;

const FAULTY: &str = "{% extends \"builtin/entry.html\" %}\n{% block content %}\n<h2>{{ words.entry.facts }}</h2>{{ view.colour }}\n{% endblock content %}\n";

#[test]
fn copies_are_made_once_and_never_over_a_file() {
    let site = Site::new();
    let made = site.run(["theme", "eject", "base.html", "words/en-GB.yaml"]).ok();
    assert_eq!(made.stdout, "themes/default/templates/base.html\nthemes/default/words/en-GB.yaml\n");
    let built_in = std::fs::read_to_string(project().join("themes/default/templates/base.html")).unwrap();
    assert_eq!(site.read("themes/default/templates/base.html"), built_in);
    let site = site.file("themes/default/templates/base.html", "mine");
    site.run(["theme", "eject", "base.html"]).ok().says("is there: kept as it is");
    let made = site.run(["theme", "eject", "--all"]).ok();
    assert!(made.stdout.contains("themes/default/assets/site.css") && !made.stdout.contains("base.html"));
    assert_eq!(site.read("themes/default/templates/base.html"), "mine");
    site.run(["theme", "eject", "bas.html"]).ends(2).says("did you mean `base.html`?");
    site.run(["theme", "eject"]).ends(2);
}

#[test]
fn a_copy_of_everything_changes_nothing() {
    let site = Site::from_example("portfolio");
    site.run(["build", "--out", "before"]).ok();
    site.run(["theme", "eject", "--all"]).ok();
    site.run(["theme", "check", "--strict"]).ok();
    site.run(["build", "--out", "after"]).ok();
    assert!(site.tree("before") == site.tree("after"), "the copies make the same pages");
    let list = site.run(["theme", "list", "--format", "json"]).ok().json();
    assert_eq!(list["schema"], "cpdfolio.theme/1");
    let files = list["files"].as_array().unwrap();
    assert!(files.iter().all(|f| f["built_in"] == true && f["own"].is_string()));
}

#[test]
fn a_trial_finds_what_only_a_page_shows() {
    // an empty record has no page of an entry: the example has
    let site = Site::new().file("themes/default/templates/entry.html", FAULTY);
    site.run(["build"]).ok();
    let found = site.run(["theme", "check"]).ends(1);
    // the line is the user's own, though the page has its words in it
    for wanted in ["themes/default/templates/entry.html:3:41", "{{ view.colour }}", "^", "colour"] {
        assert!(found.stdout.contains(wanted), "{wanted}: {}", found.stdout);
    }
    // a build says the same of a record that has one
    site.entry("2026-03-04-a", "hours: 2").run(["build"]).ends(1).says("entry.html:3:41").says("{{ view.colour }}");
}

#[test]
fn one_template_has_the_rows_of_every_list() {
    let mut site = Site::new()
        .file("themes/default/templates/row.html", "<tr><td>ROW {{ list }} {{ row.title }}</td></tr>\n")
        .file("content/plan/goal.md", "---\ntitle: Goal\n---\n");
    // so many that the record of the year is a list
    for n in 0..510 {
        let name = format!("{}-{:02}-{n}", if n < 505 { "2025-03" } else { "2026-04" }, n % 28 + 1);
        site = site.entry(&name, "hours: 1\nplanned: true\nplan: goal\ntype: event\ntags: [one]");
    }
    for name in ["2026-05-01-a", "2026-05-02-b"] {
        site = site.entry(name, "hours: 1\ntags: [two]");
    }
    site.run(["build"]).ok();
    site.run(["build", "--audience", "private"]).ok();
    assert!(site.read("private/index.html").contains("<td>ROW latest "));
    for (page, list) in [
        ("activities/year-2026/index.html", "full"),
        ("activities/year-2026/type-event.html", "brief"),
        ("activities/tag-two/index.html", "brief"),
        ("years/2025/index.html", "full"),
        ("years/index.html", "full"),
        ("plan/index.html", "full"),
        ("evidence/index.html", "full"),
    ] {
        let text = site.read(&format!("assessor/{page}"));
        assert!(text.contains(&format!("<td>ROW {list} ")), "{page}");
    }
}

#[test]
fn a_fault_of_a_row_is_told_with_its_line() {
    let site = Site::new().file("themes/default/templates/row.html", "<tr>\n{{ row.colour.of }}</tr>\n");
    site.entry("2026-03-04-a", "hours: 2").run(["build"]).ends(1).says("themes/default/templates/row.html:2:");
}

#[test]
fn the_usual_visibility_has_no_mark() {
    let usual = |usual: &str| {
        let config = format!("{}visibility: {usual}\n", super::support::CONFIG);
        let site = Site::empty()
            .config(&config)
            .entry("2026-03-04-silent", "hours: 2")
            .entry("2026-03-05-said", "hours: 2\nvisibility: assessor");
        site.run(["build", "--audience", "private"]).ok();
        site.read("private/activities/index.html")
    };
    let marks = |page: &str| {
        let said = ["<small>private</small>", "<small>for the assessor</small>", "<small>hours only</small>"];
        said.map(|mark| page.matches(mark).count())
    };
    assert_eq!(marks(&usual("assessor")), [0, 0, 0]);
    assert_eq!(marks(&usual("private")), [0, 1, 0]);
    assert_eq!(marks(&usual("hours")), [0, 1, 0]);
}

#[test]
fn words_that_are_missing_are_named() {
    let config = "schema: cpdfolio.site/1\ntitle: CPD\nlanguage: fr\nmember: {name: A}\npolicies: [{id: iet}]\n";
    let site = Site::empty().config(config).file("themes/default/words/fr.yaml", "entry: {facts: Faits, date: Date}\n");
    let found = site.run(["theme", "check", "--strict"]).ends(1);
    assert!(found.stdout.contains("left in English: entry.hours\n"), "{}", found.stdout);
    assert!(!found.stdout.contains("left in English: entry.facts\n"));
    let site = site.entry("2026-03-04-a", "hours: 2");
    site.run(["build"]).ok();
    let page = site.read("assessor/activities/2026/2026-03-04-a.html");
    assert!(page.contains("<html lang=\"fr\">") && page.contains("<h2>Faits</h2>"), "{page}");
}

/// The words after each `mark` up to the closing quote, without what templates and formats fill in.
fn quoted(text: &str, mark: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in text.split(mark).skip(1) {
        let mut words = part.split(['"', '\\']).next().unwrap().to_owned();
        while let Some((start, rest)) = words.split_once("{%") {
            words = format!("{start} {}", rest.split_once("%}").map_or("", |(_, rest)| rest));
        }
        found.extend(words.split_whitespace().filter(|w| !w.contains('{') && !w.ends_with('-')).map(str::to_owned));
    }
    found
}

/// The classes of a style sheet.
fn styled(css: &str) -> BTreeSet<String> {
    let rules = css.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest)).collect::<String>();
    let name = |part: &str| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap().to_owned();
    rules.split('.').skip(1).map(name).filter(|n| n.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

#[test]
fn the_style_sheet_and_the_pages_have_the_same_classes() {
    let theme = project().join("themes/default");
    let css = fs::read_to_string(theme.join("assets/site.css")).unwrap();
    assert!(css.len() < 20_000, "{} bytes: fewer rules, used more often", css.len());
    let styled = styled(&css);
    let script = fs::read_to_string(theme.join("assets/site.js")).unwrap();
    let mut used = quoted(&script, "class: \"");
    used.extend(quoted(&script, "classList.add(\""));
    for (folder, ending) in [("themes/default/templates", "html"), ("src", "rs")] {
        for file in WalkDir::new(project().join(folder)).into_iter().map(Result::unwrap) {
            // the one file of a hand-over has a style sheet of its own
            let own_style = file.path().starts_with(project().join("src/hand"));
            if !own_style && file.path().extension().is_some_and(|e| e == ending) {
                let text = fs::read_to_string(file.path()).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap();
                used.extend(quoted(text, "class=\""));
                used.extend(quoted(text, "class=\\\""));
            }
        }
    }
    // the kinds of a callout, from Markdown
    used.extend(["warning", "caution"].map(str::to_owned));
    // a hook of the script
    used.remove("find");
    assert_eq!(styled.difference(&used).collect::<Vec<_>>(), [""; 0], "styled, and nowhere used");
    assert_eq!(used.difference(&styled).collect::<Vec<_>>(), [""; 0], "used, and nowhere styled");
}

#[test]
fn pages_say_where_they_stand_and_what_they_are_about() {
    let files = memory::build(&memory::portfolio(), Audience::Public, "2026-11-21").files;
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    for path in files.keys().filter(|p| p.ends_with("index.html")) {
        let page = text(path);
        if page.contains("http-equiv=\"refresh\"") {
            continue;
        }
        assert!(page.contains("<meta name=\"description\" content=\""), "{path} says nothing of itself");
        // the first page has nothing above it; a page of the member's own stands in the bar at the top
        if !["index.html", "about/index.html"].contains(&path.as_str()) {
            assert!(page.contains("<nav class=\"crumbs\""), "{path} has no way up");
        }
    }
}

#[test]
fn the_second_theme_is_built_and_tried() {
    let site = Site::from_example("own-theme");
    site.run(["theme", "check", "--strict"]).ok();
    site.run(["check", "--strict"]).ok();
    site.run(["build"]).ok();
    let home = site.read("public/index.html");
    for wanted in [
        "assets/plain-paper.css",
        "Written the same evening",
        ">Diary</a>",
        "Last in the diary",
        "1\u{202f}h\u{202f}30",
    ] {
        assert!(home.contains(wanted), "{wanted}");
    }
    let entry = site.read("public/activities/2026/2026-02-11-bridge-bearings.html");
    assert!(entry.contains("<h2>What happened</h2>") && !entry.contains("motto"), "{entry}");
    // what was learned is for the assessor
    site.run(["build", "--audience", "assessor", "--out", "shown"]).ok();
    let entry = site.read("shown/activities/2026/2026-02-11-bridge-bearings.html");
    assert!(entry.contains("<aside class=\"motto\" aria-label=\"Reflection\">"), "{entry}");
    assert!(site.has("public/assets/site.css") && site.has("public/assets/plain-paper.css"));
    let list = site.run(["theme", "list"]).ok();
    assert!(list.stdout.contains("your own: themes/plain-paper/templates/base.html"), "{}", list.stdout);
}

/// A loop of loops, and a page of many bytes: stopped, with the page, the template and its line.
#[test]
fn a_template_without_end_is_stopped() {
    let endless = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% endfor %}{% endfor %}\n";
    let path = "themes/default/templates/footer.html";
    let site = Site::new().entry("2026-03-04-talk", "hours: 2").file(path, endless);
    let expected = fs::read_to_string(project().join("tests/errors/theme-endless/expected.txt")).unwrap();
    // which page is made first is chance; what is said of it is not
    let (_, told) = expected.split_once("cannot be made: ").unwrap();
    // how far a page gets in the line depends on the loops before it
    let told = told.split_once("footer.html:1:").unwrap().0;
    site.run(["build"]).ends(2).says(told);
    assert!(!site.has("public"));
    site.run(["theme", "check"]).ends(2).says(told);
    let large = format!("{{% for a in range(end=100000) %}}{}{{% endfor %}}", "x".repeat(1000));
    let site = site.file(path, &large);
    site.run(["build"]).ends(2).says("cannot be made: it does not come to an end").says(path);
}

/// The luminance of a colour `#rrggbb` or `#rgb`.
fn luminance(hex: &str) -> f64 {
    let digits: Vec<char> = hex.trim_start_matches('#').chars().collect();
    let pair = |n: usize| match digits.len() {
        3 => format!("{0}{0}", digits[n]),
        _ => format!("{}{}", digits[2 * n], digits[2 * n + 1]),
    };
    let part = |n: usize| {
        let value = f64::from(u8::from_str_radix(&pair(n), 16).unwrap()) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
}

#[test]
fn text_stands_out_seven_to_one_in_light_dark_and_print() {
    let css = std::fs::read_to_string(crate::support::project().join("themes/default/assets/site.css")).unwrap();
    let mut palettes = 0;
    for block in css.split('{').filter_map(|rest| rest.split_once('}')).map(|(block, _)| block) {
        let colour = |name: &str| {
            let (_, rest) = block.split_once(&format!("--{name}: "))?;
            let value = rest.split(';').next()?;
            value.starts_with('#').then(|| luminance(value))
        };
        if colour("ink").is_none() {
            continue;
        }
        palettes += 1;
        let grounds = ["paper", "sunk", "tint", "warn-tint"];
        for text in ["ink", "soft", "accent", "warn"].into_iter().filter(|t| colour(t).is_some()) {
            for ground in grounds.into_iter().filter(|g| colour(g).is_some()) {
                let (a, b) = (colour(text).unwrap(), colour(ground).unwrap());
                let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(ratio >= 7.0, "{text} on {ground}: {ratio:.2} to 1");
            }
        }
    }
    assert_eq!(palettes, 3);
}
