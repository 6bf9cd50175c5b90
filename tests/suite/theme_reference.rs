//! The reference of what templates get, made from the doc comments of the views themselves.
//! `REFERENCE=overwrite cargo test theme_reference` writes it anew.

use std::collections::BTreeMap;
use std::fs;

use super::support::project;

/// Where the part begins that is made.
const MARK: &str = "## What templates get\n";

/// A struct that templates see.
struct View {
    name: String,
    what: String,
    /// Name, type, what it is.
    fields: Vec<(String, String, String)>,
}

/// The structs of a file that templates see, in order.
fn views(text: &str) -> Vec<View> {
    let mut all = vec![];
    let (mut doc, mut serialize, mut inside): (Vec<&str>, bool, Option<View>) = (vec![], false, None);
    for line in text.lines() {
        let plain = line.trim();
        if let Some(said) = plain.strip_prefix("///") {
            doc.push(said.trim());
            continue;
        }
        if plain.starts_with("#[derive(") {
            serialize = plain.contains("Serialize");
            continue;
        }
        if plain.starts_with("#[") {
            continue;
        }
        let said = std::mem::take(&mut doc).join(" ");
        if let Some(view) = &mut inside {
            if line == "}" {
                all.extend(inside.take());
            } else if let Some((name, kind)) =
                plain.strip_prefix("pub ").and_then(|f| f.trim_end_matches(',').split_once(": "))
            {
                view.fields.push((name.to_owned(), kind.to_owned(), said));
            }
        } else if let Some(name) = line
            .strip_prefix("pub")
            .and_then(|n| n.trim_start_matches("(crate)").strip_prefix(" struct ")?.strip_suffix(" {"))
            && serialize
        {
            inside = Some(View { name: name.to_owned(), what: said, fields: vec![] });
        }
        if !plain.is_empty() && !plain.starts_with("#[") && inside.is_none() {
            serialize = false;
        }
    }
    all
}

/// A type in plain words, with links to the views.
fn kind(of: &str, known: &BTreeMap<String, ()>) -> String {
    let inner = |prefix: &str| of.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    if let Some(of) = inner("Option<") {
        return format!("{}, or none", kind(of, known));
    }
    if let Some(of) = inner("Vec<") {
        return format!("list: {}", kind(of, known));
    }
    if let Some(parts) = of.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return parts.split(", ").map(|p| kind(p, known)).collect::<Vec<_>>().join(" and ");
    }
    let of = of.rsplit("::").next().unwrap();
    match of {
        "String" | "&'static str" | "&'static [&'static str]" => "text".to_owned(),
        "bool" => "yes or no".to_owned(),
        "usize" | "i64" | "u64" | "u32" | "i32" => "number".to_owned(),
        "Html" => "HTML".to_owned(),
        "Percent" => "per cent".to_owned(),
        name if known.contains_key(name) => format!("[{name}](#{})", name.to_lowercase()),
        other => other.to_owned(),
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(project().join(path)).unwrap()
}

/// Each template with its view: from the list of kinds of page, and from what the theme makes for each.
fn templates() -> String {
    let (pages, theme) = (read("src/view/pages.rs"), read("src/theme/render.rs"));
    let list = pages.split("pub fn template(&self)").nth(1).unwrap().split("\n    }\n").next().unwrap();
    let render = theme.split("match &page.kind {").nth(1).unwrap();
    let mut rows: Vec<(String, Option<String>)> = vec![];
    for line in list.lines().filter_map(|l| l.trim().strip_prefix("Self::")) {
        let (kinds, template) = line.split_once(" => \"").unwrap();
        let kind = kinds.split(['(', ' ']).next().unwrap();
        let made = render.split(&format!("PageKind::{kind}")).nth(1).unwrap();
        let made = made.split("PageKind::").next().unwrap();
        let view = if made.contains("self.facet(") {
            Some("FacetView".to_owned())
        } else {
            made.find("view::").map(|at| {
                let path = &made[at..];
                path.split("::").find(|p| p.ends_with("View")).unwrap().to_owned()
            })
        };
        rows.push((template.trim_end_matches("\",").to_owned(), view));
    }
    let mut out = String::from("| Template | Its `view` |\n|---|---|\n");
    for (template, view) in rows {
        let view = view.map_or_else(|| "none".to_owned(), |v| format!("[{v}](#{})", v.to_lowercase()));
        out.push_str(&format!("| `{template}` | {view} |\n"));
    }
    out
}

fn reference() -> String {
    let mut files = vec!["mod".to_owned()];
    let mut others: Vec<String> = ["src/view", "src/view/chart"]
        .iter()
        .flat_map(|folder| fs::read_dir(project().join(folder)).unwrap().map(move |e| (folder, e.unwrap().file_name())))
        .filter_map(|(folder, name)| {
            let name = name.to_str().unwrap().strip_suffix(".rs")?.to_owned();
            Some(if folder.ends_with("chart") { format!("chart/{name}") } else { name })
        })
        .filter(|n| n != "mod")
        .collect();
    others.sort();
    files.extend(others);
    let mut paths: Vec<String> = files.iter().map(|f| format!("src/view/{f}.rs")).collect();
    // links and the like, which other views have
    paths.insert(1, "src/facts/link.rs".to_owned());
    let all: Vec<View> = paths.iter().flat_map(|path| views(&read(path))).collect();
    let known: BTreeMap<String, ()> = all.iter().map(|v| (v.name.clone(), ())).collect();
    let mut out =
        format!("{MARK}\n`site` is a [SiteView](#siteview), `page` a [PageView](#pageview), on every page.\n\n");
    out.push_str(&templates());
    let plain = |text: &str| text.replace('|', "\\|");
    for view in &all {
        out.push_str(&format!(
            "\n### {}\n\n{}\n\n| Field | Type | What it is |\n|---|---|---|\n",
            view.name, view.what
        ));
        for (name, of, what) in &view.fields {
            out.push_str(&format!("| `{name}` | {} | {} |\n", kind(of, &known), plain(what)));
        }
    }
    out
}

#[test]
fn the_reference_says_what_the_views_are() {
    let path = project().join("content/theme-reference.md");
    let text = fs::read_to_string(&path).unwrap();
    let (by_hand, made) = text.split_at(text.find(MARK).unwrap());
    let wanted = reference();
    if std::env::var_os("REFERENCE").is_some_and(|v| v == "overwrite") {
        return fs::write(&path, format!("{by_hand}{wanted}")).unwrap();
    }
    assert!(
        made == wanted,
        "the views have changed: REFERENCE=overwrite cargo test theme_reference writes the page anew"
    );
}

#[test]
fn every_view_and_field_is_described() {
    let text = reference();
    for wanted in [
        "### SiteView",
        "### EntryView",
        "### Growth",
        "| `entry.html` | [EntryView](#entryview) |",
        "| `404.html` | none |",
    ] {
        assert!(text.contains(wanted), "{wanted}");
    }
    for row in text.lines().filter(|l| l.starts_with("| `")) {
        assert!(!row.ends_with("|  |"), "{row}");
    }
}
