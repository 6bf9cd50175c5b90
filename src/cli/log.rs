//! `cpdfolio log`

use std::collections::BTreeSet;

use chrono::Datelike;

use super::args::{Format, Global};
use super::editor;
use super::ending::{Ending, Outcome};
use super::english::headline;
use super::keys::KeyArgs;
use super::terminal;
use super::unread;
use crate::content::write::Asked;
use crate::diag::{Code, list};
use crate::engine::Error;
use crate::engine::doubts::twin;
use crate::engine::project::{Memory, Project};
use crate::model::Activity;
use crate::model::time::in_words;
use crate::ops::log::{Draft, Request, chosen, prepare, save, title_of};
use crate::ops::status::not_read;
use crate::paths::SourcePath;
use crate::policy::{Assessment, RuleKind, RuleResult, Verdict, Why};
use crate::say::verdict::{have_and_need, shown};
use crate::sight::{Told, Visible};
use crate::wording::Wording;

/// Add an entry, from one line
///
/// Type, category and provider are guessed from @item and from your own history; only a tie is
/// asked. The answer is the year's new standing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio log \"Power electronics seminar\" 2h
  cpdfolio log @et-magazine 30m
  cpdfolio log \"Functional safety course\" 7h30m --planned --category job-technical --date 2026-03-04")]
pub(super) struct Args {
    /// What you did, how long (2h, 45m, 1h30m, 1.5), and @item of the directory, in any order
    #[arg(required = true, value_name = "WORDS", allow_negative_numbers = true)]
    words: Vec<String>,
    #[command(flatten)]
    keys: KeyArgs,
    /// Open the new entry in your editor
    #[arg(long, short)]
    edit: bool,
    /// Show the entry and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut memory = Memory::default();
        let project = global.open_again(None, &mut memory)?;
        let mut request = Request {
            words: self.words.clone(),
            category: self.keys.categories(&project)?,
            activity_type: self.keys.kind(&project)?,
            provider: self.keys.provider.clone(),
            planned: self.keys.planned,
            date: self.keys.date.and_then(|when| when.days(project.as_of)),
            plan: self.keys.plan.clone(),
            reflection: self.keys.reflection.clone(),
            more: self.keys.others(),
            declared: self.keys.declared(&project)?,
        };
        let mut draft = prepare(&project, &request)?;
        if !draft.ties.is_empty() && terminal::can_ask() {
            ask(&project, &draft, &mut request);
            draft = prepare(&project, &request)?;
        }
        if self.dry_run {
            terminal::raw(&format!("# {}\n{}", draft.path, draft.text));
            return Ok(Ending::Done);
        }
        write(&project, &request, &mut draft)?;
        if self.edit {
            editor::open(&project, &draft.path)?;
            // what the editor did is part of this action
            crate::journal::amend(&project.root, &draft.path)?;
        }
        let written = BTreeSet::from([draft.path.clone()]);
        let after = global.open_again(Some(&written), &mut memory)?;
        Ok(self.answer(&after, &draft.path))
    }

    /// Answers with what the file says now: an editor may have changed it, or spoilt it.
    fn answer(&self, project: &Project, path: &SourcePath) -> Ending {
        let portfolio = &project.loaded.portfolio;
        let entry = portfolio.activities.iter().map(|a| &**a).find(|a| a.source == *path);
        let unfinished = portfolio.unfinished.iter().find(|u| u.entry.source == *path);
        if let Some(entry) = entry.or(unfinished.map(|u| &u.entry)) {
            self.standing(project, entry);
            return Ending::Done;
        }
        let notes: Vec<_> = project.notes.iter().filter(|n| n.path == *path).cloned().collect();
        terminal::diagnostics(&notes, project.texts());
        terminal::talk(&format!("The entry is written, and cannot be read: it does not count. {path}"));
        Ending::Findings
    }

    fn standing(&self, project: &Project, a: &Activity) {
        let follows = project.follows();
        let seen = project.visible(&follows, &[], Told::owner());
        let lead = project.followed.first();
        let last = a.days.last;
        let judged =
            seen.judged.iter().find(|a| lead.is_some_and(|f| f.id == a.policy) && a.period.days.contains(last));
        if self.format == Format::Json {
            terminal::json(&serde_json::json!({
                "schema": "cpdfolio.log/1", "path": a.source.as_str(), "minutes": a.minutes.0, "date": last.to_string(),
                "type": a.activity_type, "categories": a.categories.iter().map(|p| &p.category).collect::<Vec<_>>(),
                "planned": a.planned, "counted_minutes": judged.map(|j| j.counted.0),
                "not_read": not_read(project),
            }));
            return;
        }
        let kind = a
            .activity_type
            .as_ref()
            .map_or_else(|| "no type".to_owned(), |k| title_of(&project.words.types, k.as_str()));
        let area = match a.categories.as_slice() {
            [] => "no category".to_owned(),
            parts => parts.iter().map(|p| p.category.to_string()).collect::<Vec<_>>().join(" + "),
        };
        let planned = if a.planned { "planned" } else { "unplanned" };
        let standing = match judged {
            _ if last > project.as_of => format!("still to come: it counts from {}", in_words(last)),
            // another period than the one that runs has its name
            Some(judged) if !judged.period.days.contains(project.as_of) => {
                format!("{}: {}", judged.period.label, standing(judged))
            }
            Some(judged) => standing(judged),
            None => "no policy is followed".to_owned(),
        };
        terminal::data(&format!("+{} {kind}, {area}, {planned} | {standing}\n", a.minutes));
        for line in judged.into_iter().flat_map(|of| left_out(&seen, of, a)) {
            terminal::talk(&line);
        }
        terminal::talk(&terminal::styled(terminal::DIM, a.source.as_str()));
        if let Some(twin) = twin(a, project.loaded.portfolio.activities.iter().map(|a| &**a)) {
            terminal::talk(&format!(
                "An entry of this title, day and length is there already: {}. Both count; delete one if it is the same.",
                twin.source
            ));
        }
        for note in project.notes.iter().filter(|n| n.path == a.source && n.code == Code::DateDoubtful) {
            terminal::talk(&format!("Is the day right? {}.", note.message));
        }
        unread::tell(project);
        let known = &project.words.categories;
        // whoever has another entry without one in the same year was told
        let told = |other: &Activity| {
            other.source != a.source && other.categories.is_empty() && other.days.last.year() == last.year()
        };
        let told = project.loaded.portfolio.activities.iter().any(|other| told(other));
        if a.categories.is_empty() && !known.is_empty() && !told {
            let words = list(known.iter().map(|c| c.id.as_str()));
            terminal::talk(&format!(
                "It counts towards no area yet: `-c` names one of {words}, or `category:` in the file."
            ));
        }
    }
}

/// Writes the draft; where another program took its name meanwhile, the next free one.
fn write(project: &Project, request: &Request, draft: &mut Draft) -> Result<(), Error> {
    match save(project, draft) {
        Err(error) if error.is_taken() => {
            let again = crate::engine::project::open(
                project.root.path(),
                project.as_of,
                &mut crate::engine::timings::Timings::default(),
            )?;
            *draft = prepare(&again, request)?;
            save(&again, draft)
        }
        other => other,
    }
}

/// What of an entry does not count, since a limit is reached.
fn left_out(seen: &Visible<'_>, of: &Assessment, a: &Activity) -> Vec<String> {
    let w = Wording::english();
    let is_it = |record: usize| seen.entries.get(record).is_some_and(|e| e.key == a.id.as_str());
    let caps = of.rules.iter().filter(|r| r.kind == RuleKind::Cap);
    let line = |r: &RuleResult| {
        let over = r.excluded.iter().filter(|e| e.reason == Why::Capped && is_it(e.record));
        let over: i64 = over.filter_map(|e| e.amount).sum();
        let limit = r.limit.filter(|_| over > 0)?;
        let (over, limit) = (shown(w, r.amount(over), r), shown(w, limit, r));
        Some(format!("{over} of it is over the {limit} of {}: shown, not counted.", r.title.to_lowercase()))
    };
    caps.filter_map(line).collect()
}

fn standing(a: &Assessment) -> String {
    if a.days_unknown() {
        return headline(a).join(" ");
    }
    let mut rules = a.binding();
    let Some(first) = rules.next() else { return format!("{} recorded", a.earned) };
    let of = |r: &RuleResult| have_and_need(Wording::english(), r);
    let others: Vec<String> = rules
        .filter(|r| !matches!(r.verdict, Some(Verdict::Silent | Verdict::Exempt)))
        .map(|r| format!("{} {}", r.title.to_lowercase(), of(r)))
        .collect();
    if others.is_empty() { of(first) } else { format!("{} ({})", of(first), others.join(", ")) }
}

/// Asks for the values that tie; an empty answer leaves them out.
fn ask(project: &Project, draft: &Draft, request: &mut Request) {
    for (key, words) in &draft.ties {
        let list = if *key == "type" { &project.words.types } else { &project.words.categories };
        let lines: Vec<String> =
            words.iter().enumerate().map(|(n, w)| format!("  {}  {}", n + 1, title_of(list, w))).collect();
        terminal::talk(&format!("Your entries like this one differ in their {key}:\n{}", lines.join("\n")));
        let answer = terminal::ask(&format!("Which {key}? [1-{}, Enter: leave it out]", words.len()));
        let word = chosen(&answer, words).cloned();
        if *key == "type" { request.activity_type = word } else { request.category = word.map(Asked::Line) }
    }
}
