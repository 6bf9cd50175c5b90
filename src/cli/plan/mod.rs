//! `cpdfolio plan`

mod json;

use super::args::{Format, Global, day};
use super::ending::{Ending, Outcome};
use super::terminal::{self, plain_spaces};
use super::unread;
use crate::engine::project::Project;
use crate::model::Day;
use crate::model::time::in_words;
use crate::ops::plan::{self, Request};
use crate::planner::{Answer, Closed, Line, Obstacle, PlanOutcome};
use crate::say;
use crate::say::verdict::to_go;
use crate::sight::{Told, Visible};
use crate::view::plan::{price, price_of, reasons, why};
use crate::wording::Wording;

/// Find the cheapest offerings of the directory that close all your gaps
///
/// Free ones come first, then those that cost least, then those of unknown price; after money, the
/// fewest hours and the fewest lines. What the directory cannot give is named and left to you.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio plan --free
  cpdfolio plan @iet-tv @et-magazine --by 2026-12-15
  cpdfolio plan --policy iet --advice --add")]
pub(super) struct Args {
    /// Only these items of the directory
    #[arg(value_name = "@ITEM")]
    items: Vec<String>,
    /// The last day to use [default: as late as each rule allows]
    #[arg(long, value_parser = day, value_name = "DATE")]
    by: Option<Day>,
    /// Only what is free
    #[arg(long)]
    free: bool,
    /// Only this policy; may stand several times
    #[arg(long, value_name = "ID")]
    policy: Vec<String>,
    /// Close also what is mere advice
    #[arg(long)]
    advice: bool,
    /// Write each line as an item of your plan; a file that is there stays as it is
    #[arg(long)]
    add: bool,
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
        let request = Request {
            items: self.items.clone(),
            by: self.by,
            free: self.free,
            policies: self.policy.clone(),
            advice: self.advice,
        };
        let answer = plan::find(&project, &seen, &follows, &request)?;
        let lines: &[Line] = if let PlanOutcome::Plan { lines, .. } = &answer.outcome { lines } else { &[] };
        let (mut written, mut there) = (vec![], vec![]);
        if self.add {
            let (new, old) = plan::drafts(&project, lines)?;
            plan::save(&project, &new)?;
            written = new.into_iter().map(|draft| draft.path).collect();
            there = old;
        }
        let ending = if matches!(answer.outcome, PlanOutcome::Impossible(_)) { Ending::Findings } else { Ending::Done };
        if self.format == Format::Json {
            terminal::json(&json::of(&project, &answer, &seen, &request, &written));
            return Ok(ending);
        }
        terminal::data(&plain_spaces(&self.told(&project, &answer, &seen)));
        unread::tell(&project);
        if project.errors() > 0 && project.loaded.not_read.is_empty() {
            terminal::talk("Some files could not be read and are left out: `cpdfolio check` shows why.");
        }
        for path in &written {
            terminal::talk(&format!("written: {path}"));
        }
        for path in &there {
            terminal::talk(&format!("already in your plan: {path}"));
        }
        Ok(ending)
    }

    fn told(&self, project: &Project, answer: &Answer, seen: &Visible<'_>) -> String {
        let mut text = String::new();
        let heading = |words: &str| format!("{}\n", terminal::styled(terminal::BOLD, words));
        let english = Wording::english();
        let several = project.followed.len() > 1;
        let row = |o: &crate::planner::OpenRule, last: String| {
            let title =
                if several { format!("{}: {}", o.policy_title, o.result.title) } else { o.result.title.clone() };
            let to_go = to_go(english, &o.result).map(|t| format!("{t} to go")).unwrap_or_default();
            vec![title, to_go, last]
        };
        let planned = answer.open.iter().filter(|o| o.closed == Closed::ByPlan);
        let planned: Vec<Vec<String>> = planned.map(|o| row(o, format!("by {}", in_words(o.until)))).collect();
        if !planned.is_empty() {
            text.push_str(&heading("To go"));
            text.push_str(&terminal::columns(&planned, 2));
            text.push('\n');
        }
        let untold = |o: &crate::planner::OpenRule| o.closed == Closed::ByMember(Obstacle::CycleStart);
        match &answer.outcome {
            // Of a policy that cannot be judged, nobody knows what is left.
            PlanOutcome::NothingToPlan if answer.open.iter().any(untold) => {}
            PlanOutcome::NothingToPlan | PlanOutcome::TooLarge => {
                text.push_str(
                    "Nothing is left to plan: what is done, and what is entered for later days, is enough.\n",
                );
            }
            PlanOutcome::Impossible(_) => {
                text.push_str(&heading("No plan closes everything"));
                text.extend(reasons(english, answer).iter().map(|w| format!("  {w}\n")));
                if self.free || !self.items.is_empty() {
                    text.push_str("  Try it without `--free`, or with more items.\n");
                }
            }
            PlanOutcome::Plan { lines, cost, cheapest } => {
                let total = crate::model::Minutes(cost.minutes);
                let price = price(english, answer.currency.as_deref(), cost);
                let which = if *cheapest { "The cheapest plan" } else { "A good plan, perhaps not the cheapest" };
                text.push_str(&heading(&format!("{which}: {total}, {price}")));
                let rows: Vec<Vec<String>> = lines.iter().map(|l| line(l, seen)).collect();
                text.push_str(&terminal::columns(&rows, 2));
            }
        }
        let others: Vec<Vec<String>> = answer
            .open
            .iter()
            .filter_map(|o| match &o.closed {
                Closed::ByMember(how) | Closed::NotNow(how) => Some(row(o, why(english, *how))),
                Closed::ByPlan | Closed::ByNothing(_) => None,
            })
            .collect();
        if !others.is_empty() {
            text.push_str(&format!("\n{}", heading("Left to you")));
            text.push_str(&terminal::columns(&others, 2));
        }
        text
    }
}

fn line(of: &Line, seen: &Visible<'_>) -> Vec<String> {
    let item = seen.directory.get(&of.item);
    let title = item.map_or_else(|| of.item.to_string(), |i| i.title.clone());
    let price = item.map(|i| price_of(Wording::english(), i)).unwrap_or_default();
    vec![
        format!("{}", of.minutes),
        crate::diag::render::visible(&title),
        price,
        format!("by {}", say::amount::day(Wording::english(), of.due, seen.as_of)),
        terminal::styled(terminal::DIM, &of.log()),
    ]
}
