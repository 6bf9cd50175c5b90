//! `cpdfolio list`

use std::sync::Arc;

use serde_json::{Value, json};

use super::args::{Format, Global};
use super::ending::Outcome;
use super::terminal;
use super::unread;
use crate::content::choices;
use crate::diag::render::visible;
use crate::engine::project::Project;
use crate::model::activity::NotCounted;
use crate::model::{Activity, Minutes, Unfinished};
use crate::ops::{entries, status};

/// List entries, all or those that a filter names
///
/// The terms of a filter must all hold: `2026`, `2026-03`, `2024..2026`, `planned`, `draft`, `type:event`,
/// `category:soft`, `tag:power`, `hours>2`, `has:evidence`, `no:reflection`, words of the texts, and `-term` for
/// all others. The lists of a site know the same terms.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio list
  cpdfolio list 2026 planned type:event 'hours>2'
  cpdfolio list 2025 no:reflection -draft
  cpdfolio list draft")]
pub(super) struct Args {
    /// Which entries; none: all
    #[arg(value_name = "TERM")]
    filter: Vec<String>,
    /// At most so many, the newest
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// How to print them
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        let filter = entries::filter(&project, &self.terms())?;
        let all = entries::chosen(&project, &filter);
        let drafts = entries::unfinished(&project, &filter);
        let most = self.limit.unwrap_or(usize::MAX);
        let shown = &all[..all.len().min(most)];
        let drafts_shown = &drafts[..drafts.len().min(most - shown.len())];
        if self.format == Format::Json {
            let mut list: Vec<Value> = shown.iter().map(|a| as_json(&project, a)).collect();
            list.extend(drafts_shown.iter().map(|u| unfinished_json(&project, u)));
            terminal::json(&json!({
                "schema": "cpdfolio.list/1", "as_of": project.as_of.to_string(), "filter": self.terms(),
                "found": all.len() + drafts.len(), "counting_minutes": counting(&project, &all).0, "entries": list,
                "not_read": status::not_read(&project),
            }));
            return Ok(unread::ending(&project));
        }
        let rows =
            shown.iter().map(|a| row(&project, a)).chain(drafts_shown.iter().map(|u| unfinished_row(&project, u)));
        let rows: Vec<Vec<String>> = rows.collect();
        terminal::data(&terminal::fitted(&rows, 0, 4));
        let (found, shown) = (all.len() + drafts.len(), shown.len() + drafts_shown.len());
        let count = if found == 1 { "1 entry".to_owned() } else { format!("{found} entries") };
        let more = if shown < found { format!(", the newest {shown} shown") } else { String::new() };
        terminal::talk(&format!("{count}, {}{more}", counting(&project, &all)));
        unread::tell(&project);
        Ok(unread::ending(&project))
    }
}

impl Args {
    /// The terms as one filter.
    fn terms(&self) -> String {
        self.filter.iter().map(|term| term.trim()).collect::<Vec<_>>().join(" ")
    }
}

/// The time of those that count.
fn counting(project: &Project, all: &[&Arc<Activity>]) -> Minutes {
    all.iter().filter(|a| not_counted(project, a).is_none()).map(|a| a.minutes).sum()
}

fn not_counted(project: &Project, a: &Activity) -> Option<NotCounted> {
    NotCounted::of(a.draft, a.example, a.days.last, project.as_of)
}

fn row(project: &Project, a: &Activity) -> Vec<String> {
    let kind = a.activity_type.as_ref().map_or("no type", |k| choices::title(&project.words.types, k));
    let mark = not_counted(project, a).map_or("", NotCounted::word);
    let planned = if a.planned { "planned" } else { "" };
    let words: Vec<&str> = [kind, planned, mark].into_iter().filter(|w| !w.is_empty()).collect();
    vec![
        a.days.last.to_string(),
        format!("{:>7}", a.minutes.to_string()),
        visible(&a.title),
        words.join(", "),
        terminal::styled(terminal::DIM, a.id.as_str()),
    ]
}

/// A draft without a day or hours: `-` stands for what it does not say.
fn unfinished_row(project: &Project, of: &Unfinished) -> Vec<String> {
    let mut row = row(project, &of.entry);
    if of.days.is_none() {
        row[0] = format!("{:<10}", "-");
    }
    if of.minutes.is_none() {
        row[1] = format!("{:>7}", "-");
    }
    row
}

fn unfinished_json(project: &Project, of: &Unfinished) -> Value {
    let mut json = as_json(project, &of.entry);
    if of.days.is_none() {
        json["from"] = Value::Null;
        json["to"] = Value::Null;
    }
    if of.minutes.is_none() {
        json["minutes"] = Value::Null;
    }
    json
}

fn as_json(project: &Project, a: &Activity) -> Value {
    let parts = |a: &Activity| -> Vec<Value> {
        a.categories.iter().map(|p| json!({"category": p.category, "minutes": p.minutes.0})).collect()
    };
    json!({
        "id": a.id, "path": a.source.as_str(), "title": a.title,
        "from": a.days.first.to_string(), "to": a.days.last.to_string(), "minutes": a.minutes.0,
        "type": a.activity_type, "categories": parts(a), "planned": a.planned, "provider": a.provider,
        "item": a.item, "plan": a.plan, "competences": a.competences, "tags": a.tags,
        "evidence": a.evidence.iter().map(|e| e.path.as_str()).collect::<Vec<_>>(),
        "reflection_words": a.reflection_words, "supports_others": a.supports_others, "featured": a.featured,
        "visibility": a.visibility.word(), "not_counted": not_counted(project, a).map(NotCounted::word),
    })
}
