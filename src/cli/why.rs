//! `cpdfolio why`

use super::args::{Format, Global};
use super::ending::Outcome;
use super::english::{pace, reason, title};
use super::terminal::{self, plain_spaces};
use super::unread;
use crate::model::time::in_words;
use crate::ops::status;
use crate::policy::{Assessment, Confidence, RuleResult, Verdict};
use crate::say::sum::sum;
use crate::say::verdict;
use crate::sight::{Told, Visible};
use crate::wording::Wording;

/// Show one rule: its clause, the sum, and the entries behind it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The rule: id, name or a clear beginning; iet/total where several policies have it
    #[arg(default_value = "")]
    rule: String,
    /// The year in which the period ends [default: the period that runs]
    #[arg(value_parser = super::args::year)]
    year: Option<i32>,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut project = global.open()?;
        project.asked = self.year;
        let follows = project.follows();
        let seen = project.visible(&follows, &[], Told::owner());
        let chosen = status::chosen(&seen, &project, self.year)?;
        let found = status::rules(&chosen, &self.rule)?;
        if self.format == Format::Json {
            let rules: Vec<serde_json::Value> = found
                .iter()
                .map(|(a, r)| serde_json::json!({"policy": a.policy, "edition": a.edition, "period": a.period.label, "rule": status::rule(&seen, r), "arithmetic": plain_spaces(&sum(Wording::english(), r)), "reading": r.reading}))
                .collect();
            terminal::json(
                &serde_json::json!({"schema": "cpdfolio.why/1", "as_of": seen.as_of.to_string(), "rules": rules, "not_read": status::not_read(&project)}),
            );
            return Ok(unread::ending(&project));
        }
        let text: Vec<String> = found.iter().map(|(a, r)| one(&seen, a, r)).collect();
        terminal::data(&text.join("\n"));
        unread::tell(&project);
        Ok(unread::ending(&project))
    }
}

fn one(seen: &Visible<'_>, a: &Assessment, r: &RuleResult) -> String {
    let head = terminal::styled(terminal::BOLD, &format!("{}, {}: {}", a.title, a.period.label, r.title));
    let english = Wording::english();
    let source = format!("{}, edition {}", english.word("severity", r.severity.word()), a.edition);
    let mut text = format!(
        "{head}  {}\n{}\n\n  {}\n",
        terminal::styled(terminal::DIM, &source),
        verdict::clause(english, r),
        sum(english, r)
    );
    if let Some(unstated) = a.unstated.as_ref().filter(|_| r.verdict == Some(Verdict::Unknown)) {
        text.push_str(&format!("  {}\n", verdict::unstated(english, unstated)));
    }
    if let Some(pace) = pace(r, seen.as_of) {
        text.push_str(&format!("  At {pace} it is met by {}.\n", in_words(r.days.last)));
    }
    if let Some(day) = r.met_on {
        text.push_str(&format!("  Met on {}.\n", in_words(day)));
    }
    if r.confidence != Confidence::Confirmed {
        let said = english.word("figure", r.confidence.word());
        text.push_str(&format!("  {said}\n"));
    }
    for line in r.note.iter().chain(&r.reading) {
        text.push_str(&format!("  {line}\n"));
    }
    let counted: Vec<Vec<String>> = r.counted.iter().map(|c| entry(seen, r, c.record, c.amount, None)).collect();
    if !counted.is_empty() {
        text.push_str("\n  Counts\n");
        text.push_str(&terminal::columns(&counted, 4));
    }
    let left: Vec<Vec<String>> =
        r.excluded.iter().map(|e| entry(seen, r, e.record, e.amount, Some(reason(e.reason)))).collect();
    if !left.is_empty() {
        text.push_str("\n  Does not count\n");
        text.push_str(&terminal::columns(&left, 4));
    }
    text
}

fn entry(seen: &Visible<'_>, r: &RuleResult, record: usize, value: Option<i64>, why: Option<&str>) -> Vec<String> {
    let e = &seen.entries[record];
    let mut row = vec![
        e.last_day().to_string(),
        format!("{:>10}", verdict::brought(Wording::english(), value, r)),
        crate::diag::render::visible(&title(e)),
    ];
    row.extend(why.map(str::to_owned));
    row
}
