//! `cpdfolio init`

use std::path::{Path, PathBuf};

use super::args::{Global, cwd, home};
use super::called;
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::count;
use crate::engine::{Error, packs_in};
use crate::ops::init::{SiteKind, init};
use crate::ops::starter;
use crate::policy::{Packs, Policy};

/// Start a site: settings, example entries that never count, what git and editors need
///
/// The settings and examples fit the rules that you follow: the IET's, or those named with --policy.
/// `cpdfolio policy list` has them all, and finds them by the name of a body or a grade.
/// It asks nothing. A second run adds what is missing and refreshes the schemas that editors read, and nothing else.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder [default: this one]
    dir: Option<PathBuf>,
    /// Your name; with --guidance the institution's
    #[arg(long)]
    name: Option<String>,
    /// Start an institution's guidance instead: rules, pages, questions, directory
    #[arg(long)]
    guidance: bool,
    /// Whose rules you follow, by id, body or grade: rics, "chartered accountant"; may come again
    #[arg(long, value_name = "POLICY", conflicts_with = "guidance")]
    policy: Vec<String>,
}

/// A site has a folder of its own: never the whole disk, nor a home folder or one that holds it.
fn place_for_a_site(dir: &Path) -> Result<(), Error> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let place = real(&cwd()?.join(dir));
    if place.parent().is_none() {
        return Err(Error::NoPlace { dir: place, why: "it is the root of the file system" });
    }
    if home().is_some_and(|home| real(&home).starts_with(&place)) {
        return Err(Error::NoPlace { dir: place, why: "it is, or holds, your home folder" });
    }
    Ok(())
}

/// The first thing and the last that a member reads.
const KEEP_PRIVATE: &str = "Keep this folder's repository private: it holds everything, private entries, reasons and \
                            evidence too. Only what a build puts into public/ is for the web.";

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let dir = self.dir.clone().unwrap_or(cwd()?);
        place_for_a_site(&dir)?;
        // a body's file may lie there already, before there are settings
        let packs = if self.policy.is_empty() { Packs::default() } else { packs_in(&dir)? };
        let mut policies = vec![];
        for name in &self.policy {
            let policy = called::policy(&packs, name)?;
            if !policies.iter().any(|p: &&Policy| p.id == policy.id) {
                policies.push(policy);
            }
        }
        let kind = if self.guidance { SiteKind::Guidance } else { SiteKind::Record(&policies) };
        let made_up = if self.guidance { "Guild of Examples" } else { "Sam Example" };
        let report = init(&dir, self.name.as_deref().unwrap_or(made_up), kind, global.as_of())?;
        if !self.guidance {
            terminal::talk(KEEP_PRIVATE);
        }
        for path in &report.made {
            terminal::data(&format!("{path}\n"));
        }
        for path in &report.refreshed {
            terminal::talk(&format!("refreshed, for your editor: {path}"));
        }
        if report.made.is_empty() {
            if report.refreshed.is_empty() {
                terminal::talk("Everything is there already: nothing was changed.");
            }
            return Ok(Ending::Done);
        }
        let there = if report.kept.is_empty() {
            String::new()
        } else {
            format!(", {} kept as it was", count(report.kept.len(), "file"))
        };
        terminal::talk(&format!("{} made{there}.", count(report.made.len(), "file")));
        if !report.lacks.is_empty() {
            let lines = report.lacks.join("\n  ");
            terminal::talk(&format!(
                "Your .gitignore is kept as it was. Without these lines git takes up what is built:\n  {lines}"
            ));
        }
        let step = self.dir.as_ref().map(|d| format!("cd {}\n  ", d.display())).unwrap_or_default();
        let next = if self.guidance {
            "cpdfolio policy check\n  cpdfolio serve --open\n\nYour rules stand in content/policies/ours.yaml. `cpdfolio explain writing-guidance` is the guide, from here to the finished site."
        } else {
            "cpdfolio log \"What I did\" 1h\n  cpdfolio status\n  cpdfolio serve --open"
        };
        terminal::talk(&format!("\nNext:\n  {step}{next}"));
        if report.made.iter().any(|path| path == crate::config::FILE) {
            terminal::talk(&match &self.name {
                Some(name) => {
                    format!("\nThe name is {name}: it stands in cpdfolio.yaml, with what else is yours to say.")
                }
                None => format!("\nThe name is {made_up}, which is made up: change it in cpdfolio.yaml."),
            });
        }
        for line in starter::to_state(&policies) {
            terminal::talk(&line);
        }
        if !self.guidance {
            terminal::talk(&format!("\n{KEEP_PRIVATE}"));
        }
        Ok(Ending::Done)
    }
}
