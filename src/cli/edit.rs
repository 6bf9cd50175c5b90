//! `cpdfolio edit`

use clap::ArgAction;

use super::args::{Format, Global};
use super::editor;
use super::ending::{Ending, Outcome};
use super::keys::KeyArgs;
use super::terminal;
use crate::content::tree::SourceFile;
use crate::content::write::Asked;
use crate::diag::render::visible;
use crate::engine::Error;
use crate::engine::project::Project;
use crate::model::Minutes;
use crate::model::keys::ENTRY;
use crate::model::spoken::{self, not_hours};
use crate::ops::edit::{self, Edits};
use crate::ops::entries;

/// Change an entry, key by key or in your editor
///
/// With options only the lines of these keys change; without any your editor opens. `undo` takes it back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio edit 2026/2026-03-04-power-electronics-seminar
  cpdfolio edit \"Power electronics\" --hours 2h30m --planned
  cpdfolio edit reading --date 2026-03-04..2026-03-06 --confirm
  cpdfolio edit ward-round --set participatory=yes
  cpdfolio edit reading --unset provider")]
pub(super) struct Args {
    /// The entry: id, title, or a beginning that is clear
    #[arg(value_name = "ENTRY")]
    entry: String,
    /// Its title
    #[arg(long)]
    title: Option<String>,
    /// How long it took
    #[arg(long, value_parser = hours, allow_hyphen_values = true)]
    hours: Option<Minutes>,
    #[command(flatten)]
    keys: KeyArgs,
    /// It was not planned
    #[arg(long, conflicts_with = "planned", action = ArgAction::SetTrue)]
    unplanned: bool,
    /// Take a key away; may stand several times
    #[arg(long, value_name = "KEY")]
    unset: Vec<String>,
    /// A draft becomes an entry: title, date and hours have to be there
    #[arg(long, conflicts_with = "draft")]
    confirm: bool,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

fn hours(text: &str) -> Result<Minutes, String> {
    spoken::hours(text).map_err(|fault| {
        let (what, hint) = not_hours(text, fault);
        format!("{what}; write `{hint}`")
    })
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        let file = entries::file(&project, &self.entry)?;
        let edits = self.edits(&project)?;
        if edits.is_empty() {
            return self.in_editor(global, &project, file);
        }
        let text = edit::prepare(&project, file, &edits)?;
        if !self.dry_run {
            edit::save(&project, "edit", file, &text, vec![])?;
        }
        self.tell(file, &text);
        Ok(Ending::Done)
    }

    fn edits(&self, project: &Project) -> Result<Edits, Error> {
        let mut edits = Edits::default();
        let mut set = |key: &'static str, value: Option<Asked>| edits.set.extend(value.map(|value| (key, value)));
        set("title", self.title.clone().map(Asked::Line));
        set("date", self.keys.date.and_then(|when| when.days(project.as_of)).map(Asked::days));
        set("hours", self.hours.map(|minutes| Asked::Plain(minutes.data())));
        set("category", self.keys.categories(project)?);
        set("type", self.keys.kind(project)?.map(Asked::Line));
        set("planned", self.keys.planned.then(|| Asked::Plain("true".to_owned())));
        set("reflection", self.keys.reflection.clone().map(|text| Asked::Text(text.replace("\r\n", "\n"))));
        set("provider", self.keys.provider.clone().map(Asked::Line));
        set("plan", Some(self.keys.plan.clone()).filter(|all| !all.is_empty()).map(Asked::List));
        edits.set.extend(self.keys.others());
        edits.declared = self.keys.declared(project)?;
        for key in &self.unset {
            let known = ENTRY.get(key).map(|k| k.name);
            let none = || crate::engine::NoSuch::new(crate::engine::Sought::Key, key, ENTRY.names());
            edits.unset.push(known.ok_or_else(none)?);
        }
        edits.unset.extend(self.confirm.then_some("draft"));
        edits.unset.extend(self.unplanned.then_some("planned"));
        Ok(edits)
    }

    fn in_editor(&self, global: &Global, project: &Project, file: &SourceFile) -> Outcome {
        let before = edit::bytes(project, &file.path)?;
        editor::open(project, &file.path)?;
        if !edit::keep_edited(project, &file.path, &before)? {
            terminal::talk("Nothing has changed.");
            return Ok(Ending::Done);
        }
        let after = global.open()?;
        let notes: Vec<_> = after.notes.iter().filter(|n| n.path == file.path).cloned().collect();
        terminal::diagnostics(&notes, after.texts());
        let errors = notes.iter().any(|n| n.level() == crate::diag::Level::Error);
        if let Some(changed) = after.tree.files().iter().find(|f| f.path == file.path) {
            self.tell(file, &changed.text);
        }
        Ok(if errors { Ending::Findings } else { Ending::Done })
    }

    /// The lines that went and those that came.
    fn tell(&self, file: &SourceFile, text: &str) {
        let (gone, come) = changed_lines(&file.text, text);
        if self.format == Format::Json {
            terminal::json(&serde_json::json!({
                "schema": "cpdfolio.edit/1", "path": file.path.as_str(), "dry_run": self.dry_run,
                "removed_lines": gone, "added_lines": come,
            }));
            return;
        }
        let word = if self.dry_run { "would change" } else { "changed" };
        terminal::data(&format!("{word}: {}\n", file.path));
        for (sign, lines) in [("-", gone), ("+", come)] {
            for line in lines {
                terminal::raw(&format!("  {sign} {}\n", visible(line)));
            }
        }
    }
}

/// The lines between the first and the last that differ, before and after.
fn changed_lines<'t>(before: &'t str, after: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = (old.len() - same).min(new.len() - same);
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    (old[same..old.len() - end].to_vec(), new[same..new.len() - end].to_vec())
}
