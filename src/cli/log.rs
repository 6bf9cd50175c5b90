//! `cpdfolio log`

use std::collections::BTreeSet;

use super::args::{Format, Global, day};
use super::ending::{Ending, Outcome};
use super::english::headline;
use super::terminal::{self, plain_spaces};
use super::unread;
use crate::diag::list;
use crate::engine::Error;
use crate::engine::doubts::twin;
use crate::engine::project::{Memory, Project};
use crate::model::Day;
use crate::ops::log::{Draft, Request, chosen, prepare, save, title_of};
use crate::ops::status::not_read;
use crate::policy::{Assessment, RuleResult, Verdict};
use crate::say::verdict::have_and_need;
use crate::sight::Told;
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
    /// The category
    #[arg(long, short)]
    category: Option<String>,
    /// The kind of activity
    #[arg(long = "type", short, value_name = "TYPE")]
    kind: Option<String>,
    /// Who offered it
    #[arg(long)]
    provider: Option<String>,
    /// It was planned
    #[arg(long, short)]
    planned: bool,
    /// When: a date, or `yesterday` [default: today]
    #[arg(long, short, value_parser = when, value_name = "DATE")]
    date: Option<When>,
    /// A plan item that it serves; may stand several times
    #[arg(long, value_name = "ID")]
    plan: Vec<String>,
    /// What you learned
    #[arg(long, short, value_name = "TEXT")]
    reflection: Option<String>,
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

/// The day of an entry, as it is said.
#[derive(Debug, Clone, Copy)]
enum When {
    /// A date.
    Day(Day),
    /// So many days before today.
    Ago(u64),
}

impl When {
    fn day(self, today: Day) -> Option<Day> {
        match self {
            Self::Day(day) => Some(day),
            Self::Ago(days) => today.checked_sub_days(chrono::Days::new(days)),
        }
    }
}

fn when(text: &str) -> Result<When, String> {
    match text {
        "today" => Ok(When::Ago(0)),
        "yesterday" => Ok(When::Ago(1)),
        _ => day(text).map(When::Day).map_err(|fault| format!("{fault}, `today` or `yesterday`")),
    }
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut memory = Memory::default();
        let project = global.open_again(None, &mut memory)?;
        let mut request = Request {
            words: self.words.clone(),
            category: self.category.clone(),
            activity_type: self.kind.clone(),
            provider: self.provider.clone(),
            planned: self.planned,
            date: self.date.and_then(|when| when.day(project.as_of)),
            plan: self.plan.clone(),
            reflection: self.reflection.clone(),
        };
        let mut draft = prepare(&project, &request)?;
        if !draft.ties.is_empty() && terminal::can_ask() {
            ask(&project, &draft, &mut request);
            draft = prepare(&project, &request)?;
        }
        if self.dry_run {
            terminal::data(&format!("# {}\n{}", draft.path, draft.text));
            return Ok(Ending::Done);
        }
        write(&project, &request, &mut draft)?;
        if self.edit {
            edit(&project, &draft)?;
        }
        let written = BTreeSet::from([draft.path.clone()]);
        let after = global.open_again(Some(&written), &mut memory)?;
        self.answer(&after, &draft);
        Ok(Ending::Done)
    }

    fn answer(&self, project: &Project, draft: &Draft) {
        let follows = project.follows();
        let seen = project.visible(&follows, &[], Told::owner());
        let lead = project.followed.first();
        let last = draft.activity.days.last;
        let judged =
            seen.judged.iter().find(|a| lead.is_some_and(|f| f.id == a.policy) && a.period.days.contains(last));
        let a = &draft.activity;
        if self.format == Format::Json {
            terminal::json(&serde_json::json!({
                "schema": "cpdfolio.log/1", "path": draft.path.as_str(), "minutes": a.minutes.0, "date": last.to_string(),
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
        let standing = if last > project.as_of {
            "still to come: it counts from that day".to_owned()
        } else {
            judged.map_or_else(|| "no policy is followed".to_owned(), standing)
        };
        let line = format!("+{} {kind}, {area}, {planned} | {standing}\n", a.minutes.clock());
        terminal::data(&plain_spaces(&line));
        terminal::talk(&terminal::styled(terminal::DIM, &format!("{}", draft.path)));
        if let Some(twin) = twin(a, project.loaded.portfolio.activities.iter().map(|a| &**a)) {
            terminal::talk(&format!(
                "An entry of this title, day and length is there already: {}. Both count; delete one if it is the same.",
                twin.source
            ));
        }
        unread::tell(project);
        let known = &project.words.categories;
        if a.categories.is_empty() && !known.is_empty() {
            let words = list(known.iter().map(|c| c.id.as_str()));
            terminal::talk(&format!("It counts towards no area yet: say `category:` in the file, one of {words}."));
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
        if *key == "type" { request.activity_type = word } else { request.category = word }
    }
}

/// The user's editor: the one program that we start, because it was asked for.
#[allow(clippy::disallowed_methods, reason = "--edit is the user's own request")]
fn edit(project: &Project, draft: &Draft) -> Result<(), Error> {
    let editor = std::env::var("VISUAL").or_else(|_| std::env::var("EDITOR")).unwrap_or_else(|_| "vi".to_owned());
    let mut parts = editor.split_whitespace();
    let program = parts.next().unwrap_or("vi");
    let status =
        std::process::Command::new(program).args(parts).arg(project.root.path().join(draft.path.as_str())).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        _ => Err(Error::Editor { command: editor, written: draft.path.clone() }),
    }
}
