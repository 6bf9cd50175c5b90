//! `cpdfolio team`

use std::path::PathBuf;

use chrono::Datelike;
use serde_json::{Value, json};

use super::args::{Format, Global, cwd, home};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::render;
use crate::engine::Error;
use crate::ops::team;
use crate::output::Target;
use crate::team::{Counts, Followed, LEAST, NAMES, RuleCounts, Summary};

/// Summarise a team's public records without names
///
/// Reads the public sites of several members (`build --audience public`) and counts how they stand.
/// A count of fewer than five people is left out, and so is what would tell it by subtraction.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio team sites/
  cpdfolio team ada/public sam/public kim/public --year 2026 --out summary")]
pub(super) struct Args {
    /// Built sites, folders of built sites, or their data/standing.json files
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The year in which the periods end [default: this year]
    #[arg(long)]
    year: Option<i32>,
    /// Tell no count of fewer people; never less than 5
    #[arg(long, value_name = "N", default_value_t = LEAST)]
    k: usize,
    /// Write a page into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let year = self.year.unwrap_or_else(|| global.as_of().year());
        let found = team::summarise(&self.paths, year, self.k)?;
        for (path, why) in &found.left_out {
            terminal::talk(&format!("left out: {}: {why}", render::visible(&path.display().to_string())));
        }
        if let Some(out) = &self.out {
            let cwd = cwd()?;
            let target = Target::check(out, None, home().as_deref(), &cwd)
                .map_err(|refusal| Error::Output(crate::output::Error::Refused(refusal)))?;
            team::write(&found.summary, &target)?;
        }
        match (self.format, &self.out) {
            (Format::Json, _) => terminal::json(&as_json(&found.summary)),
            (Format::Human, Some(out)) => terminal::data(&format!("{}\n", out.join("index.html").display())),
            (Format::Human, None) => terminal::data(&told(&found.summary)),
        }
        if !found.summary.policies.is_empty() && found.summary.policies.iter().all(|p| p.mean_hours == 0) {
            let why = "entries count in a public build where their `visibility` is `hours` or `public`";
            terminal::talk(&format!("No hours are in these sites: {why}."));
        }
        let members = crate::diag::count(found.read, "member");
        terminal::talk(&format!("Read {members}; a point stands for a count that is left out."));
        Ok(if found.summary.policies.is_empty() { Ending::Findings } else { Ending::Done })
    }
}

fn told(of: &Summary) -> String {
    if of.policies.is_empty() {
        return format!("No policy is followed by {} members or more in {}: nothing is told.\n", of.k, of.year);
    }
    let mut text = String::new();
    for policy in &of.policies {
        let origin = if policy.built_in { "" } else { ", changed rules" };
        text.push_str(&format!(
            "{}, {}  {} members, {} h recorded on average{origin}\n",
            terminal::styled(terminal::BOLD, &policy.title),
            of.year,
            policy.members,
            policy.mean_hours
        ));
        let mut rows = vec![[vec![String::new(), String::new()], NAMES.map(str::to_owned).to_vec()].concat()];
        let row = |title: &str, severity: &str, counts: &Counts| {
            let mut row = vec![title.to_owned(), severity.to_owned()];
            row.extend(counts.0.map(|n| n.map_or_else(|| "·".to_owned(), |n| n.to_string())));
            row
        };
        rows.push(row("As a whole", "", &policy.verdicts));
        rows.extend(policy.rules.iter().map(|r| row(&r.title, r.severity.word(), &r.counts)));
        text.push_str(&terminal::columns(&rows, 2));
        text.push('\n');
    }
    text
}

/// The summary as JSON.
fn as_json(of: &Summary) -> Value {
    let counts =
        |c: &Counts| -> Value { NAMES.iter().zip(c.0).map(|(name, n)| ((*name).to_owned(), json!(n))).collect() };
    let rule = |r: &RuleCounts| json!({"rule": r.rule, "title": r.title, "severity": r.severity.word(), "counts": counts(&r.counts)});
    let policy = |p: &Followed| {
        json!({
            "policy": p.policy, "title": p.title, "built_in": p.built_in, "members": p.members,
            "mean_hours": p.mean_hours, "verdicts": counts(&p.verdicts),
            "rules": p.rules.iter().map(rule).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "cpdfolio.team/1", "year": of.year, "k": of.k,
        "policies": of.policies.iter().map(policy).collect::<Vec<_>>(),
    })
}
