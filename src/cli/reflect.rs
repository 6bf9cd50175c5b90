//! `cpdfolio reflect`

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::render::visible;
use crate::engine::project::Project;
use crate::model::Activity;
use crate::ops::entries;
use crate::ops::reflect::{self, Prompts};

/// Write what you learned, entry by entry
///
/// On a terminal each entry that says nothing yet is shown with a few questions; an empty answer leaves one out, `q`
/// ends. With --text the words go into the one entry that is named. Elsewhere the entries are listed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio reflect
  cpdfolio reflect 2026 type:event --prompts what
  cpdfolio reflect \"Power electronics\" --text \"Dead time matters; I shall measure ours.\"")]
pub(super) struct Args {
    /// Which entries: a filter as in `list`; with --text the entry
    #[arg(value_name = "TERM")]
    which: Vec<String>,
    /// The words, for one entry
    #[arg(long, value_name = "TEXT", requires = "which")]
    text: Option<String>,
    /// The questions: short, what or iet
    #[arg(long, value_name = "SET", default_value = "short")]
    prompts: String,
    /// List the entries that say nothing yet, and ask nothing
    #[arg(long)]
    list: bool,
    /// How to print the list
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        if let Some(text) = &self.text {
            let file = entries::file(&project, &self.which.join(" "))?;
            reflect::save(&project, file, text)?;
            terminal::data(&format!("written: {}\n", file.path));
            return Ok(Ending::Done);
        }
        let prompts = reflect::prompts(&self.prompts)?;
        let all = reflect::without(&project, &self.which.join(" "))?;
        let silent = self.list || self.format == Format::Json || !terminal::can_ask();
        if silent {
            self.tell_list(&project, &prompts, &all);
            return Ok(Ending::Done);
        }
        let mut written = 0;
        for entry in &all {
            let Some(text) = ask(entry, &prompts) else { break };
            if !text.is_empty() {
                reflect::save(&project, entries::file(&project, entry.id.as_str())?, &text)?;
                written += 1;
            }
        }
        terminal::talk(&format!("{written} of {} written.", all.len()));
        Ok(Ending::Done)
    }

    fn tell_list(&self, project: &Project, prompts: &Prompts, all: &[&std::sync::Arc<Activity>]) {
        if self.format == Format::Json {
            let source = prompts.source.as_ref().map(|s| {
                serde_json::json!({"title": s.title, "url": s.url, "checked": s.checked, "confidence": s.confidence})
            });
            let entries: Vec<_> = all.iter().map(|a| serde_json::json!({"id": a.id, "title": a.title})).collect();
            terminal::json(&serde_json::json!({
                "schema": "cpdfolio.reflect/1", "as_of": project.as_of.to_string(), "entries": entries,
                "prompts": {"id": prompts.id, "title": prompts.title, "questions": prompts.questions,
                            "source": source},
            }));
            return;
        }
        let row = |a: &&std::sync::Arc<Activity>| {
            vec![a.days.last.to_string(), visible(&a.title), terminal::styled(terminal::DIM, a.id.as_str())]
        };
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        terminal::data(&terminal::fitted(&rows, 0, 2));
        let entries = if all.len() == 1 { "1 entry says".to_owned() } else { format!("{} entries say", all.len()) };
        terminal::talk(&format!("{entries} nothing of what you learned."));
    }
}

/// Asks the questions for one entry; none: the user ends.
fn ask(entry: &Activity, prompts: &Prompts) -> Option<String> {
    let head =
        format!("{}  {}, {}", terminal::styled(terminal::BOLD, &visible(&entry.title)), entry.days.last, entry.minutes);
    terminal::talk(&format!("\n{head}"));
    let mut answers = vec![];
    for question in &prompts.questions {
        let answer = terminal::ask(&format!("{question} "));
        if answer == "q" {
            return None;
        }
        answers.push(answer);
    }
    Some(reflect::text(&answers))
}
