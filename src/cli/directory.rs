//! `cpdfolio directory`

use clap::Subcommand;

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::count;
use crate::diag::render;
use crate::model::{Item, ItemHours};
use crate::ops::directory::{DirectoryRemark, check};

/// Products and services that count as CPD: list them, check what is old or unknown
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// All items, with the id that `log @id` takes
    List {
        /// Only those that cost nothing
        #[arg(long)]
        free: bool,
        /// How to print them
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// Old facts, and files with faults: exit code 1; what nobody has stated yet is listed too
    Check {
        /// Facts are old after so many days
        #[arg(long, value_name = "DAYS", default_value_t = 365)]
        older_than: i64,
        /// How to print it
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        match &self.command {
            Command::List { free, format } => {
                let fits = |i: &&Item| !free || i.price == crate::model::Price::Free;
                let items: Vec<&Item> = project.loaded.portfolio.directory.values().filter(fits).collect();
                match format {
                    Format::Json => terminal::json(&serde_json::json!({
                        "schema": "cpdfolio.directory/1",
                        "items": items.iter().map(|i| as_json(i)).collect::<Vec<_>>(),
                    })),
                    Format::Human => {
                        terminal::data(&terminal::columns(&items.iter().map(|i| row(i)).collect::<Vec<_>>(), 0));
                    }
                }
                Ok(Ending::Done)
            }
            Command::Check { older_than, format } => {
                let report = check(&project, global.as_of(), *older_than);
                let line =
                    |r: &DirectoryRemark| vec![format!("@{}", stem(&r.path)), r.kind.to_owned(), r.words.clone()];
                match format {
                    Format::Json => {
                        let of =
                            |r: &DirectoryRemark| serde_json::json!({"path": r.path, "kind": r.kind, "words": r.words});
                        terminal::json(&serde_json::json!({
                            "schema": "cpdfolio.directory-check/1", "items": report.items,
                            "stale": report.stale.iter().map(of).collect::<Vec<_>>(),
                            "unknown": report.unknown.iter().map(of).collect::<Vec<_>>(),
                            "diagnostics": render::json(&report.notes, project.texts()),
                        }));
                    }
                    Format::Human => {
                        terminal::data(&terminal::excerpts(&report.notes, project.texts()));
                        let rows: Vec<Vec<String>> = report.stale.iter().chain(&report.unknown).map(line).collect();
                        terminal::data(&terminal::columns(&rows, 0));
                        terminal::talk(&format!(
                            "{}: {} to look at again, {}, {}.",
                            count(report.items, "item"),
                            report.stale.len(),
                            count(report.notes.len(), "fault"),
                            count(report.unknown.len(), "open point"),
                        ));
                    }
                }
                let found = !(report.stale.is_empty() && report.unknown.is_empty() && report.notes.is_empty());
                Ok(if found { Ending::Findings } else { Ending::Done })
            }
        }
    }
}

fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md")
}

fn hours(item: &Item) -> String {
    match item.hours {
        ItemHours::Open => "any length".to_owned(),
        ItemHours::Fixed(minutes) => minutes.to_string(),
    }
}

fn row(item: &Item) -> Vec<String> {
    vec![
        terminal::styled(terminal::BOLD, &format!("@{}", item.id)),
        item.title.clone(),
        item.activity_type.as_ref().map_or("", |k| k.as_str()).to_owned(),
        hours(item),
        item.price.word().to_owned(),
        item.provider.clone().unwrap_or_default(),
    ]
}

fn as_json(item: &Item) -> serde_json::Value {
    let fixed = match item.hours {
        ItemHours::Open => None,
        ItemHours::Fixed(minutes) => Some(minutes.0),
    };
    serde_json::json!({
        "id": item.id.as_str(), "title": item.title, "provider": item.provider, "type": item.activity_type,
        "minutes": fixed, "price": item.price.word(), "amount": item.amount, "categories": item.categories,
        "audience": item.audience, "url": item.url, "source": item.source_of_facts,
        "checked": item.checked.map(|d| d.to_string()), "confirmed": item.confirmed,
    })
}
