//! `cpdfolio status`

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::english::{amount, headline};
use super::terminal::{self, plain_spaces};
use crate::diag::count;
use crate::model::time::{day_and_month, in_words};
use crate::ops::status;
use crate::policy::data::competences::Coverage;
use crate::policy::{Assessment, RuleResult, Severity, Verdict};
use crate::sight::Told;

/// Show where you stand, rule by rule
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The year in which the period ends [default: the period that runs]
    year: Option<i32>,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        let follows = project.follows();
        let seen = project.visible(&follows, &[], Told::owner());
        let chosen = status::chosen(&seen, &project, self.year)?;
        if self.format == Format::Json {
            terminal::json(&status::as_json(&project, &seen, &chosen));
            return Ok(ending(&project));
        }
        let mut text = String::new();
        for (n, assessment) in chosen.iter().enumerate() {
            text.push_str(if n > 0 { "\n" } else { "" });
            text.push_str(&one(assessment));
        }
        text.push_str(&competences(
            &status::coverage(&project, &seen, &chosen),
            chosen.first().map_or("", |a| &a.period.label),
        ));
        for line in status::others_see(&project, &chosen) {
            text.push_str(&format!("\n{line}\n"));
        }
        terminal::data(&plain_spaces(&text));
        let left_out = project.loaded.not_read.len();
        if left_out > 0 {
            let what = count(left_out, "entry file");
            let are = if left_out == 1 { "is" } else { "are" };
            terminal::talk(&format!("\n{what} could not be read and {are} not counted: `cpdfolio check` shows why."));
        }
        Ok(ending(&project))
    }
}

/// How many competences have something in the period, and the gaps in words.
fn competences(all: &[Coverage], period: &str) -> String {
    if all.is_empty() {
        return String::new();
    }
    let gaps: Vec<&str> = all.iter().filter_map(|c| c.gap.as_deref()).collect();
    let head = terminal::styled(terminal::BOLD, &format!("Competences, {period}"));
    let mut text = format!("\n{head}\n{} of {} have an entry.", all.len() - gaps.len(), all.len());
    text.push_str(if gaps.is_empty() { "\n" } else { " Nothing in this period for\n" });
    text.extend(gaps.iter().map(|g| format!("  {g}\n")));
    text
}

/// Entries that could not be read are findings: a script should notice.
fn ending(project: &crate::engine::project::Project) -> Ending {
    if project.loaded.not_read.is_empty() { Ending::Done } else { Ending::Findings }
}

fn one(of: &Assessment) -> String {
    let days = of.period.days;
    let head = terminal::styled(terminal::BOLD, &format!("{}, {}", of.title, of.period.label));
    let origin = if of.origin == crate::policy::Origin::BuiltIn { "" } else { of.origin.word() };
    let edition = format!("edition {}, {} to {} {origin}", of.edition, day_and_month(days.first), in_words(days.last));
    let mut text =
        format!("{head}  {}\n{}\n\n", terminal::styled(terminal::DIM, edition.trim_end()), headline(of).join(" "));
    if let Some(adjustment) = &of.adjustment {
        let reason = adjustment.reason.as_deref().map(|r| format!(" ({r})")).unwrap_or_default();
        text.push_str(&format!("{}{reason}.\n\n", adjustment.words.trim_end_matches('.')));
    }
    let (advice, binding): (Vec<&RuleResult>, Vec<&RuleResult>) =
        of.rules.iter().partition(|r| r.severity == Severity::Advice);
    let table = |rules: &[&RuleResult]| terminal::fitted(&rules.iter().map(|r| row(r)).collect::<Vec<_>>(), 2, 1, 2);
    text.push_str(&table(&binding));
    if !advice.is_empty() {
        text.push_str(&format!("\n{}\n", terminal::styled(terminal::DIM, "  As advice")));
        text.push_str(&table(&advice));
    }
    for line in &of.pending {
        text.push_str(&format!("\n{line}\n"));
    }
    text
}

fn row(r: &RuleResult) -> Vec<String> {
    let limit = r.target.or(r.limit);
    let have = match (limit, r.kind) {
        (Some(limit), "cap") => format!("{} of at most {}", amount(r.achieved, r), amount(limit, r)),
        (Some(limit), _) => format!("{} of {}", amount(r.achieved, r), amount(limit, r)),
        (None, _) => amount(r.achieved, r),
    };
    let state = match (r.verdict, r.met_on) {
        (Some(Verdict::Met), Some(day)) => format!("met on {}", day_and_month(day)),
        (Some(Verdict::Open), _) if r.remaining > 0 => format!("open: {} to go", amount(r.remaining, r)),
        (Some(Verdict::Short), _) if r.remaining > 0 => format!("short by {}", amount(r.remaining, r)),
        (Some(Verdict::Silent), _) => "the policy does not say".to_owned(),
        (Some(verdict), _) => verdict.word().to_owned(),
        (None, _) => {
            let over: i64 =
                r.excluded.iter().filter(|e| e.reason == crate::policy::Why::Capped).map(|e| e.amount).sum();
            if over > 0 { format!("{} above it, shown and not counted", amount(over, r)) } else { String::new() }
        }
    };
    let bar = limit.map(|l| terminal::bar(r.achieved, l, 20)).unwrap_or_default();
    vec![terminal::verdict(r.verdict), r.title.clone(), bar, have, state]
}
