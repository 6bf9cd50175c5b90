//! `cpdfolio check`

use clap::ValueEnum;

use super::args::Global;
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::{Diagnostic, Level, count, render, summary};
use crate::engine::Error;
use crate::engine::project::Project;
use crate::markdown::ease::LOWEST_EASE;
use crate::ops::check::{Advice, CheckReport, advice, check, links_away};
use crate::ops::fix::{self, Repair};
use crate::paths::SourcePath;

/// Name every fault and every doubtful point
///
/// Exit code 1 with any error; with --strict also with any warning.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Let doubtful points fail the check too, and give advice on plain language
    #[arg(long)]
    strict: bool,
    /// Repair what repairs itself: misspelt keys and words, `yes` for `true`, tabs, endings of names. Hours and days
    /// are never changed without asking
    #[arg(long)]
    fix: bool,
    /// Show every warning in full, also where there are many of one kind
    #[arg(long)]
    all: bool,
    /// Also list every link that leads away; nothing is looked up in the network
    #[arg(long, value_enum)]
    links: Option<Links>,
    /// How to print them
    #[arg(long, value_enum, default_value = "human")]
    format: CheckFormat,
}

/// What is done about links that lead away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Links {
    /// They are listed
    Offline,
}

/// What is printed beside the diagnostics.
#[derive(Default)]
struct Beside {
    fixed: Vec<Repair>,
    advice: Vec<Advice>,
    links: Vec<(String, SourcePath, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// With the line and a caret
    Human,
    /// A line for each kind of them
    Summary,
    /// For programs
    Json,
    /// Annotations for GitHub's runners
    Github,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = match global.open() {
            Ok(project) => project,
            // Faults of settings are findings like any other.
            Err(Error::Faulty(mut notes, tree)) => {
                render::sort(&mut notes, tree.as_ref());
                let errors = notes.iter().filter(|n| n.level() == Level::Error).count();
                self.print(&notes, tree.as_ref(), (errors, notes.len() - errors), &Beside::default());
                if self.format == CheckFormat::Human {
                    let found = count(errors, "error");
                    terminal::talk(&format!("{found}: nothing is judged until settings and policies are right."));
                    more(&notes);
                }
                return Ok(Ending::Findings);
            }
            Err(other) => return Err(other),
        };
        let (project, fixed) = if self.fix { repaired(global, project)? } else { (project, vec![]) };
        let report = check(&project);
        let beside = Beside {
            fixed,
            advice: if self.strict { advice(&project) } else { vec![] },
            links: if self.links.is_some() { links_away(&project) } else { vec![] },
        };
        self.print(&report.notes, report.texts.as_ref(), (report.errors, report.warnings), &beside);
        if matches!(self.format, CheckFormat::Human | CheckFormat::Summary) {
            terminal::talk(&in_short(&report));
            more(&report.notes);
        }
        let found = report.errors > 0 || (self.strict && report.warnings > 0);
        Ok(if found { Ending::Findings } else { Ending::Done })
    }

    fn print(&self, notes: &[Diagnostic], texts: &dyn render::Texts, count: (usize, usize), beside: &Beside) {
        match self.format {
            CheckFormat::Human => terminal::data(&self.human(notes, texts)),
            CheckFormat::Summary => terminal::data(&terminal::columns(&summary::lines(notes), 0)),
            CheckFormat::Json => return terminal::json(&self.as_json(notes, texts, count, beside)),
            CheckFormat::Github => return terminal::raw(&render::github(notes, texts)),
        }
        for advice in &beside.advice {
            terminal::data(&format!("advice: {}: {}\n", advice.path, in_words(advice)));
        }
        let rows = beside.links.iter().map(|(url, path, line)| vec![render::visible(url), format!("{path}:{line}")]);
        terminal::data(&terminal::columns(&rows.collect::<Vec<_>>(), 0));
    }

    fn human(&self, notes: &[Diagnostic], texts: &dyn render::Texts) -> String {
        if self.all {
            let (errors, warnings): (Vec<Diagnostic>, Vec<Diagnostic>) =
                notes.iter().cloned().partition(|n| n.level() == Level::Error);
            return terminal::human(&[errors, warnings].concat(), texts);
        }
        terminal::folded(notes, texts)
    }

    fn as_json(
        &self,
        notes: &[Diagnostic],
        texts: &dyn render::Texts,
        (errors, warnings): (usize, usize),
        beside: &Beside,
    ) -> serde_json::Value {
        let mut all = serde_json::json!({
            "schema": "cpdfolio.check/1", "errors": errors, "warnings": warnings,
            "diagnostics": render::json(notes, texts),
        });
        let long = |a: &Advice| -> Vec<serde_json::Value> {
            a.ease.long.iter().map(|(words, begins)| serde_json::json!({"words": words, "begins": begins})).collect()
        };
        if self.fix {
            let of = |r: &Repair| serde_json::json!({"path": r.path.as_str(), "what": r.what});
            all["fixed"] = beside.fixed.iter().map(of).collect();
        }
        if self.strict {
            let of = |a: &Advice| serde_json::json!({"path": a.path.as_str(), "ease": a.ease.score, "long_sentences": long(a)});
            all["advice"] = beside.advice.iter().map(of).collect();
        }
        if self.links.is_some() {
            let of = |(url, path, line): &(String, SourcePath, usize)| serde_json::json!({"url": url, "path": path.as_str(), "line": line});
            all["links"] = beside.links.iter().map(of).collect();
        }
        all
    }
}

/// Repairs a site, tells what was done, and reads it again.
fn repaired(global: &Global, project: Project) -> Result<(Project, Vec<Repair>), Error> {
    let found = fix::find(&project);
    let agreed = |repair: &&Repair| {
        let question = || format!("{}: {}? [y/N]", repair.path, repair.what.join(", "));
        !repair.asks || terminal::can_ask() && terminal::ask(&question()).eq_ignore_ascii_case("y")
    };
    let (done, left): (Vec<&Repair>, Vec<&Repair>) = found.iter().partition(agreed);
    for repair in &left {
        let what = repair.what.join(", ");
        terminal::talk(&format!("left to you, since it touches hours or days: {}: {what}", repair.path));
    }
    if done.is_empty() {
        terminal::talk("Nothing was repaired.");
        return Ok((project, vec![]));
    }
    fix::apply(&project, &done)?;
    for repair in &done {
        terminal::talk(&format!("fixed: {}: {}", repair.path, repair.what.join(", ")));
    }
    terminal::talk("`cpdfolio undo` takes this back.");
    let done = done.into_iter().cloned().collect();
    Ok((global.open()?, done))
}

/// What a writer could do about a text.
fn in_words(advice: &Advice) -> String {
    let mut parts = vec![];
    if let Some(score) = advice.ease.score.filter(|s| *s < LOWEST_EASE) {
        parts.push(format!(
            "hard to read (reading ease {score}; aim for {LOWEST_EASE} or more): shorter words and sentences"
        ));
    }
    for (words, begins) in &advice.ease.long {
        parts.push(format!("a sentence of {words} words: \u{201c}{begins} \u{2026}\u{201d}"));
    }
    parts.join("; ")
}

/// Where to read on.
fn more(notes: &[Diagnostic]) {
    let error = notes.iter().find(|n| n.level() == Level::Error);
    if let Some(first) = error.or(notes.first()) {
        let what = if error.is_some() { "first error" } else { "first" };
        terminal::talk(&format!("`cpdfolio explain {}` says more about the {what}.", first.code));
    }
}

fn in_short(report: &CheckReport) -> String {
    let read = match report.guidance {
        Some([pages, answers, items]) => {
            format!("{}, {}, {}", count(pages, "page"), count(answers, "question"), count(items, "item"))
        }
        None if report.entries == 1 => "1 entry".to_owned(),
        None => format!("{} entries", report.entries),
    };
    let mut text = format!("{read} read, {}, {}.", count(report.errors, "error"), count(report.warnings, "warning"));
    if report.left_out > 0 {
        let what =
            if report.left_out == 1 { "1 entry is".to_owned() } else { format!("{} entries are", report.left_out) };
        let least = if report.places { "at least " } else { "" };
        let hours = match (report.left_out_minutes.0, report.hours_unknown) {
            (0, _) => "the hours cannot be read".to_owned(),
            (_, true) => format!("at least {}", report.left_out_minutes),
            (_, false) => report.left_out_minutes.to_string(),
        };
        text.push_str(&format!(" {least}{what} not counted: {hours}."));
    }
    text
}
