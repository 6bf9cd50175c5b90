//! `{{ strategy(show="vision") }}`: what the institution is for, from `content/strategy.yaml`.

use super::table::{Fault, markdown_text, unknown};
use crate::codes::Code;
use crate::facts::Site;
use crate::model::strategy::{Group, Strategy};
use crate::say::amount::and;
use crate::wording::Wording;

const SHOWN: [&str; 9] =
    ["vision", "mission", "source", "ambition", "routes", "values", "enabling", "missing", "groups"];

/// Works out one shortcode, as Markdown.
pub(super) fn of(site: &Site<'_>, code: &Code<'_>) -> Result<String, Fault> {
    let strategy = site
        .seen
        .strategy
        .ok_or_else(|| ("this site has no strategy".to_owned(), Some("create `content/strategy.yaml`".to_owned())))?;
    let w = site.wording;
    let none = |what: &str| (format!("the strategy has no `{what}`"), None);
    match code.get("show").unwrap_or_default() {
        "vision" => strategy.vision.as_deref().map(|t| quoted(w, t, strategy)).ok_or_else(|| none("vision")),
        "mission" => strategy.mission.as_deref().map(|t| quoted(w, t, strategy)).ok_or_else(|| none("mission")),
        "source" => Ok(plain(&source(w, strategy))),
        "groups" => Ok(plain(&and(site.wording, &strategy.groups.iter().map(|g| lower(&g.title)).collect::<Vec<_>>()))),
        "enabling" => {
            let marked: Vec<String> = strategy.enabling.iter().map(|e| format!("“{e}”")).collect();
            Ok(plain(&and(site.wording, &marked)))
        }
        "ambition" => group(strategy, code)
            .map(|g| format!("*{}*", plain(&w.fill("strategy.ambition", &[("ambition", &lower(&g.ambition))])))),
        "routes" => group(strategy, code).map(|g| routes(w, g)),
        "values" => Ok(values(strategy, code)),
        "missing" => Ok(missing(w, strategy)),
        other => Err(unknown("something to show of a strategy", other, SHOWN)),
    }
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    markdown_text(&mut out, text);
    out
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

fn source(w: &Wording, strategy: &Strategy) -> String {
    let mut all = vec![format!("“{}”", strategy.source)];
    all.extend(strategy.dated.clone());
    all.extend(strategy.checked.map(|day| w.fill("strategy.read_on", &[("day", &w.day(day))])));
    all.join(", ")
}

/// A quotation, marked and dated.
fn quoted(w: &Wording, text: &str, strategy: &Strategy) -> String {
    let source = w.fill("strategy.source", &[("source", &source(w, strategy))]);
    format!("\n\n> {}\n\n{}\n\n", plain(text), plain(&source))
}

fn group<'s>(strategy: &'s Strategy, code: &Code<'_>) -> Result<&'s Group, Fault> {
    let id = code.get("group").unwrap_or_default();
    let known = || strategy.groups.iter().map(|g| g.id.as_str());
    strategy.groups.iter().find(|g| g.id.as_str() == id).ok_or_else(|| unknown("a group of the strategy", id, known()))
}

fn routes(w: &Wording, group: &Group) -> String {
    let start = w.fill("strategy.start", &[("readers", &group.readers)]);
    let mut out = format!("\n\n**{}**\n\n", plain(&start));
    for route in &group.routes {
        out.push_str(&format!("- {route}\n"));
    }
    out.push('\n');
    out
}

/// The behaviours of one value, or all values with theirs.
fn values(strategy: &Strategy, code: &Code<'_>) -> String {
    let mut out = String::from("\n\n");
    let wanted = code.get("value");
    for value in strategy.values.iter().filter(|v| wanted.is_none_or(|w| w == v.id.as_str())) {
        if wanted.is_none() {
            out.push_str(&format!("**{}.** ", plain(&value.title)));
        }
        let aim = value.aim.as_deref().unwrap_or_default();
        out.push_str(&format!("`{}`: {}\n\n", value.id, plain(&lower(aim))));
        for behaviour in &value.behaviours {
            out.push_str(&format!("- {}\n", plain(behaviour)));
        }
        out.push('\n');
    }
    out
}

/// What the source does not give: said, never filled in.
fn missing(w: &Wording, strategy: &Strategy) -> String {
    let mut out = String::from("\n\n");
    let mut say = |is_there: bool, [what, words]: [&'static str; 2]| {
        if !is_there {
            out.push_str(&format!("- **{}** {}\n", plain(w.text(what)), plain(w.text(words))));
        }
    };
    say(strategy.contact.is_some(), ["strategy.contact", "strategy.no_contact"]);
    say(strategy.presentation.is_some(), ["strategy.presentation", "strategy.no_presentation"]);
    out.push('\n');
    out
}
