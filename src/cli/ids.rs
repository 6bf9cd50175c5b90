//! `cpdfolio ids`: names for the completions of a shell, a line each. Not listed in the help: shells ask for it.

use clap::ValueEnum;

use super::args::Global;
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::content::tree::SourceKind;
use crate::engine::project::Project;
use crate::ops::entries::id_of;
use crate::policy::Named;
use crate::sight::Told;

/// Print the ids that a shell completes
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Which ids
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Entries
    Entries,
    /// Items of the directory, with their sign
    Items,
    /// Items of the plan
    Plan,
    /// Rules of the policies followed
    Rules,
    /// Types of activity
    Types,
    /// Categories
    Categories,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        let mut all = self.ids(&project);
        all.sort();
        all.dedup();
        // a name with a space or a sign of the shell cannot be completed as one word
        let plain = |id: &&String| id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '@' | '.'));
        terminal::raw(&all.iter().filter(plain).map(|id| format!("{id}\n")).collect::<String>());
        Ok(Ending::Done)
    }

    fn ids(&self, project: &Project) -> Vec<String> {
        let portfolio = &project.loaded.portfolio;
        let words = |all: &[Named]| all.iter().map(|n| n.id.to_string()).collect();
        match self.what {
            What::Entries => {
                let own = project.tree.of_kind(SourceKind::Activity).filter(|f| !f.built_in);
                own.map(|f| id_of(&f.path).to_owned()).collect()
            }
            What::Items => portfolio.directory.keys().map(|id| format!("@{id}")).collect(),
            What::Plan => portfolio.plan.keys().map(ToString::to_string).collect(),
            What::Rules => {
                let follows = project.follows();
                let seen = project.visible(&follows, &[], Told::owner());
                seen.judged.iter().flat_map(|a| &a.rules).map(|r| r.id.to_string()).collect()
            }
            What::Types => words(&project.words.types),
            What::Categories => words(&project.words.categories),
        }
    }
}
