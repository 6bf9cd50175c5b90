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
use crate::team::{LEAST, Stated, Summary};

/// Summarise what a team states in public, without names
///
/// Reads the public sites of several members (`build --audience public`) and counts who states that a year was met
/// (`standing:` in cpdfolio.yaml). Copies of one site count once. Fewer than five statements are not told; how many sites
/// state nothing is said, and means nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio team sites/
  cpdfolio team ada/public sam/public kim/public --year 2026 --out summary")]
pub(super) struct Args {
    /// Built sites, or folders of built sites
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The year in which the periods end [default: this year]
    #[arg(long, value_parser = super::args::year)]
    year: Option<i32>,
    /// Tell no count of fewer statements; never less than 5
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
        let members = crate::diag::count(found.read, "member");
        terminal::talk(&format!("Read {members}: what a site does not state means nothing."));
        Ok(if found.summary.policies.is_empty() { Ending::Findings } else { Ending::Done })
    }
}

fn told(of: &Summary) -> String {
    let Some(members) = of.members else {
        return format!("These are fewer than {} sites: too few people to show.\n", of.k);
    };
    let sites = crate::diag::count(members, "site");
    let Some(silent) = of.silent else {
        return format!("{sites}: fewer than {} state anything of {}, too few people to show.\n", of.k, of.year);
    };
    let silent = if silent == 1 { "1 states nothing".to_owned() } else { format!("{silent} state nothing") };
    let mut text = format!("{sites}: {silent} of {}.\n", of.year);
    if of.policies.is_empty() {
        text.push_str(&format!("No policy is stated as met by {} members or more.\n", of.k));
        return text;
    }
    let row = |p: &Stated| vec![terminal::styled(terminal::BOLD, &p.title), format!("{} state it as met", p.met)];
    text.push_str(&terminal::columns(&of.policies.iter().map(row).collect::<Vec<_>>(), 1));
    text
}

/// The summary as JSON.
fn as_json(of: &Summary) -> Value {
    let policy = |p: &Stated| json!({"policy": p.policy, "title": p.title, "met": p.met});
    json!({
        "schema": "cpdfolio.team/1", "year": of.year, "k": of.k, "members": of.members, "silent": of.silent,
        "policies": of.policies.iter().map(policy).collect::<Vec<_>>(),
    })
}
