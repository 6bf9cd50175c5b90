//! `cpdfolio plan`

mod json;

use super::args::{Format, Global, day};
use super::ending::{Ending, Outcome};
use super::terminal;
use super::unread;
use crate::engine::project::Project;
use crate::model::Day;
use crate::model::time::in_words;
use crate::ops::plan::{self, Request};
use crate::planner::{Aim, Answer, Closed, Line, Obstacle, Part, Plan, PlanOutcome};
use crate::say;
use crate::say::verdict::to_go;
use crate::sight::{Told, Visible};
use crate::view::plan::{price, price_of, reasons, why};
use crate::wording::Wording;

/// Find offerings of the directory that close all your gaps: the cheapest, a mix, the quickest
///
/// The cheapest plan takes free offerings first, then those that cost least, then those of unknown price; after money,
/// the fewest hours and the fewest lines. A mixed one has several kinds of activity, and no offering takes most of its
/// time. The quickest has the fewest hours, then the fewest lines, whatever they cost. What the directory cannot give is
/// named and left to you.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio plan --free
  cpdfolio plan @iet-tv @et-magazine --by 2026-12-15
  cpdfolio plan --aim mixed --add
  cpdfolio plan --policy iet --advice")]
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
    /// Only this plan [default: all three; `--add` writes the cheapest]
    #[arg(long, value_enum)]
    aim: Option<AimArg>,
    /// Write each line as an item of your plan; a file that is there stays as it is
    #[arg(long)]
    add: bool,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// What a plan is to be good at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum AimArg {
    /// The least money
    Cheapest,
    /// Several kinds of activity
    Mixed,
    /// The fewest hours and offerings
    Quickest,
}

impl From<AimArg> for Aim {
    fn from(arg: AimArg) -> Self {
        match arg {
            AimArg::Cheapest => Self::Cheapest,
            AimArg::Mixed => Self::Mixed,
            AimArg::Quickest => Self::Quickest,
        }
    }
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
        let aim = self.aim.map_or(Aim::Cheapest, Aim::from);
        let plan = answer.outcome.plans().iter().find(|p| p.aim == aim);
        let some = answer.part.as_ref().map_or(&[][..], |p| &p.lines);
        let lines: &[Line] = plan.map_or(some, |p| &p.lines);
        let (mut written, mut there) = (vec![], vec![]);
        if self.add {
            let (new, old) = plan::drafts(&project, lines)?;
            plan::save(&project, &new)?;
            written = new.into_iter().map(|draft| draft.path).collect();
            there = old;
        }
        // What was asked for is done, where the items are added; that something stays open is said.
        let added = self.add && !lines.is_empty();
        let impossible = matches!(answer.outcome, PlanOutcome::Impossible(_));
        let ending = if impossible && !added { Ending::Findings } else { unread::ending(&project) };
        if self.format == Format::Json {
            terminal::json(&json::of(&project, &answer, &seen, &request, (aim, &written)));
            return Ok(ending);
        }
        terminal::data(&self.told(&project, &answer, &seen));
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

    /// The plans beside each other, then their lines.
    fn plans(&self, plans: &[Plan], answer: &Answer, seen: &Visible<'_>) -> String {
        let mut text = String::new();
        let chosen = self.aim.map(Aim::from);
        let shown: Vec<&Plan> = plans.iter().filter(|p| chosen.is_none_or(|aim| p.aim == aim)).collect();
        if let ([], Some(aim)) = (&shown[..], chosen) {
            return format!("There is no {} plan beside the cheapest.\n", aim.word());
        }
        if shown.len() > 1 {
            text.push_str(&format!("{}\n", terminal::styled(terminal::BOLD, "Plans")));
            let row = |p: &&Plan| {
                let total = crate::model::Minutes(p.cost.minutes).to_string();
                let offerings = crate::diag::count(p.offerings(), "offering");
                vec![p.aim.word().to_owned(), total, offerings, price_of_plan(p, answer)]
            };
            text.push_str(&terminal::columns(&shown.iter().map(row).collect::<Vec<_>>(), 2));
            text.push('\n');
        }
        for (n, plan) in shown.iter().enumerate() {
            let name = name(plan);
            let same = shown[..n].iter().find(|p| p.lines == plan.lines);
            if let Some(same) = same {
                text.push_str(&format!("{name} is the {} one.\n", same.aim.word()));
                continue;
            }
            let total = crate::model::Minutes(plan.cost.minutes);
            let head = format!("{name}: {total}, {}", price_of_plan(plan, answer));
            text.push_str(&format!("{}\n", terminal::styled(terminal::BOLD, &head)));
            let rows: Vec<Vec<String>> = plan.lines.iter().map(|l| line(l, seen)).collect();
            text.push_str(&terminal::columns(&rows, 2));
            text.push_str(if n + 1 < shown.len() { "\n" } else { "" });
        }
        text
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
        let left = |o: &crate::planner::OpenRule| answer.part.is_some() && matches!(o.closed, Closed::ByNothing(_));
        let planned = answer.open.iter().filter(|o| o.closed == Closed::ByPlan || left(o));
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
            PlanOutcome::NothingToPlan if !answer.open.is_empty() => {
                text.push_str("What is open cannot be planned from the directory.\n");
            }
            PlanOutcome::NothingToPlan | PlanOutcome::TooLarge => {
                text.push_str(
                    "Nothing is left to plan: what is done, and what is entered for later days, is enough.\n",
                );
            }
            PlanOutcome::Impossible(_) => {
                if let Some(part) = &answer.part {
                    text.push_str(&in_part(part, answer, seen));
                } else {
                    text.push_str(&heading("No plan closes everything"));
                    text.extend(reasons(english, answer).iter().map(|w| format!("  {w}\n")));
                }
                text.push_str(match (self.free, self.items.is_empty()) {
                    (true, false) => "  Try it without `--free`, or with more items.\n",
                    (true, true) => "  Try it without `--free`.\n",
                    (false, false) => "  Name more items to close everything.\n",
                    (false, true) => "",
                });
            }
            PlanOutcome::Plans(plans) => text.push_str(&self.plans(plans, answer, seen)),
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

/// What the named items can give, and what stays open with them.
fn in_part(part: &Part, answer: &Answer, seen: &Visible<'_>) -> String {
    let english = Wording::english();
    let heading = |words: &str| format!("{}\n", terminal::styled(terminal::BOLD, words));
    let one = part.lines.iter().all(|line| line.item == part.lines[0].item);
    let mut text = heading(if one { "What this item can give" } else { "What these items can give" });
    let rows: Vec<Vec<String>> = part.lines.iter().map(|l| line(l, seen)).collect();
    text.push_str(&terminal::columns(&rows, 2));
    text.push_str(&format!("\n{}", heading("What stays open")));
    let row = |(n, result): &(usize, crate::policy::RuleResult)| {
        let of = &answer.open[*n];
        let to_go = to_go(english, result).map(|t| format!("{t} to go")).unwrap_or_default();
        vec![result.title.clone(), to_go, format!("by {}", in_words(of.until))]
    };
    text.push_str(&terminal::columns(&part.left.iter().map(row).collect::<Vec<_>>(), 2));
    text
}

/// What the lines of a plan cost, in words.
fn price_of_plan(of: &Plan, answer: &Answer) -> String {
    price(Wording::english(), answer.currency.as_deref(), &of.cost)
}

/// A plan's name, and what is known of it.
fn name(of: &Plan) -> &'static str {
    match (of.aim, of.exact) {
        (Aim::Cheapest, true) => "The cheapest plan",
        (Aim::Cheapest, false) => "A good plan, perhaps not the cheapest",
        (Aim::Mixed, true) => "The mixed plan",
        (Aim::Mixed, false) => "A mixed plan, perhaps not the cheapest of its kind",
        (Aim::Quickest, true) => "The quickest plan",
        (Aim::Quickest, false) => "A quick plan, perhaps not the quickest",
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
