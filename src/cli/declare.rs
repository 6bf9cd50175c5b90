//! `cpdfolio declare`

use serde_json::{Value, json};

use super::args::{Format, Global, random};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::engine::project::Project;
use crate::engine::sealed::Edited;
use crate::hand::seal::{Sealed, groups};
use crate::hand::statement;
use crate::model::Minutes;
use crate::model::declaration::{Declaration, Figures};
use crate::model::time::in_words;
use crate::ops::declare::{self, Draft, Request};
use crate::ops::key::Fresh;

/// Declare a year: seal what an assessor sees of it, and keep the figures
///
/// Each period that ends in the year is declared once: figures, verdicts, the edition of the rules, and a root that later
/// shows that nothing was changed. As long as a period runs it is a draft. After that, every later change of the year is
/// told by check, build and status, until you amend the declaration with a reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio declare 2025 --dry-run
  cpdfolio declare 2025 --statement need-time
  cpdfolio declare 2025 --diff
  cpdfolio declare 2025 --amend \"Two talks were of 2024\"")]
pub(super) struct Args {
    /// The year in which the periods end
    #[arg(value_parser = super::args::year)]
    year: i32,
    /// Only the periods of this policy; other policies with the same days are declared with it
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    /// What you say with it: ready, need-time, other-body or not-active
    #[arg(long, value_name = "WORD")]
    statement: Option<String>,
    /// Replace an earlier declaration, and say why
    #[arg(long, value_name = "REASON")]
    amend: Option<String>,
    /// Show what has changed since the declaration; write nothing
    #[arg(long, conflicts_with_all = ["amend", "statement"])]
    diff: bool,
    /// Show what would be declared; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Start with a new key, where the key of earlier seals is lost for good
    #[arg(long)]
    new_key: bool,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut project = global.open()?;
        project.asked = Some(self.year);
        if self.diff {
            return self.differences(&project);
        }
        let request = Request {
            year: self.year,
            policy: self.policy.clone(),
            statement: self.statement.clone(),
            amend: self.amend.clone(),
        };
        let draft = declare::prepare(&project, &request, Fresh { bytes: random()?, asked: self.new_key })?;
        let nothing = draft.new.is_empty();
        let told = told(&draft, self.dry_run);
        let data = as_json(&draft, self.dry_run || nothing, self.dry_run && draft.first);
        let written = if self.dry_run || nothing { None } else { Some(declare::save(&project, draft)?) };
        if self.format == Format::Json {
            terminal::json(&data);
            return Ok(Ending::Done);
        }
        if nothing {
            terminal::data(&format!("Nothing of {} has changed since it was declared.\n", self.year));
            terminal::talk(&format!("  = hint: hand it over: `cpdfolio share {}`", self.year));
            return Ok(Ending::Done);
        }
        terminal::data(&told);
        match written {
            Some(path) => terminal::talk(&format!("written: {path}")),
            None => terminal::talk("nothing was written: `--dry-run`"),
        }
        Ok(Ending::Done)
    }

    fn differences(&self, project: &Project) -> Outcome {
        let edits = declare::diff(project, self.year)?;
        let ending = if edits.is_empty() { Ending::Done } else { Ending::Findings };
        if self.format == Format::Json {
            let all: Vec<Value> = edits.iter().map(edit_json).collect();
            terminal::json(&json!({"schema": "cpdfolio.declare-diff/1", "year": self.year, "periods": all}));
            return Ok(ending);
        }
        if edits.is_empty() {
            terminal::data(&format!("{} is what was declared.\n", self.year));
        }
        for edit in &edits {
            terminal::data(&difference(edit));
        }
        Ok(ending)
    }
}

fn told(draft: &Draft, dry_run: bool) -> String {
    let mut out = String::new();
    for (period, sealed) in &draft.new {
        let Some(d) = draft.all.periods.iter().find(|d| period.is_of(d)) else { continue };
        let days = crate::model::time::days_in_words(period.days);
        let head = if d.draft { "Draft of a declaration" } else { "Declaration" };
        out.push_str(&terminal::styled(terminal::BOLD, &format!("{head} for {}", period.label)));
        out.push_str(&format!("  {days}\n{}\n\n", statement::said(&d.statement, &period.label)));
        let rows: Vec<Vec<String>> = d.policies.iter().zip(&period.titles).map(|(f, title)| row(f, title)).collect();
        out.push_str(&terminal::columns(&rows, 2));
        out.push_str(&format!("\n  {} and {} of your plan, as an assessor sees them\n", entries(d), items(period)));
        // a key that is not kept gives a root that will not be met again
        let root =
            if dry_run && draft.first { "made when you declare for the first time".to_owned() } else { root(sealed) };
        out.push_str(&format!("  Root of the seal: {root}\n"));
        if d.draft {
            let last = in_words(period.days.last);
            out.push_str(&format!("  The period runs until {last}: only after it a declaration is final.\n"));
        }
        let lacking = period.figures.iter().any(crate::engine::sealed::is_lacking);
        if lacking && !d.draft {
            out.push_str("  Something that the rules ask for is not there. You can declare it all the same: it is a statement, not a gate.\n");
        }
    }
    out
}

fn entries(d: &Declaration) -> String {
    match d.entries.len() {
        1 => "1 entry".to_owned(),
        n => format!("{n} entries"),
    }
}

fn items(period: &crate::engine::sealed::SealedPeriod) -> String {
    crate::diag::count(period.blocks.plan.len(), "item")
}

fn row(f: &Figures, title: &str) -> Vec<String> {
    let counted = if f.counted == f.earned { String::new() } else { format!("of which {} count", Minutes(f.counted)) };
    vec![title.to_owned(), format!("edition {}", f.edition), f.verdict.clone(), Minutes(f.earned).to_string(), counted]
}

fn root(sealed: &Sealed) -> String {
    groups(sealed.root).join(" ")
}

fn difference(edit: &Edited) -> String {
    let mut out = terminal::styled(terminal::BOLD, &edit.label);
    out.push('\n');
    let mut rows = vec![];
    for (was, now) in &edit.figures {
        let now = now.as_ref().map_or_else(|| "followed no more".to_owned(), declare::figures);
        rows.push(vec![format!("declared: {}", declare::figures(was))]);
        rows.push(vec![format!("now:      {now}")]);
    }
    rows.extend(edit.entries.iter().map(|(id, became)| vec![format!("{:<8} {id}", became.word())]));
    if edit.rest && edit.entries.is_empty() {
        rows.push(vec!["plan, name, number or verdicts changed".to_owned()]);
    }
    out.push_str(&terminal::columns(&rows, 2));
    out
}

fn as_json(draft: &Draft, dry_run: bool, without_root: bool) -> Value {
    let period = |d: &Declaration| {
        json!({
            "from": d.from, "to": d.to, "declared_on": d.declared_on, "draft": d.draft, "statement": d.statement,
            "root": if without_root { Value::Null } else { json!(d.root) }, "entries": d.entries.len(), "minutes": d.entries.iter().map(|e| e.minutes).sum::<i64>(),
            "policies": d.policies.iter().map(figures_json).collect::<Vec<_>>(), "amended": d.amended.len(),
        })
    };
    let new = draft.all.periods.iter().filter(|d| draft.new.iter().any(|(p, _)| p.is_of(d)));
    json!({
        "schema": "cpdfolio.declare/1", "year": draft.all.year, "path": draft.path.as_str(), "written": !dry_run,
        "periods": new.map(period).collect::<Vec<_>>(),
    })
}

fn figures_json(f: &Figures) -> Value {
    json!({
        "policy": f.policy, "edition": f.edition, "pack": f.pack, "verdict": f.verdict,
        "earned_minutes": f.earned, "counted_minutes": f.counted,
    })
}

fn edit_json(edit: &Edited) -> Value {
    let policy = |(was, now): &(Figures, Option<Figures>)| json!({"policy": was.policy, "declared": figures_json(was), "now": now.as_ref().map(figures_json)});
    json!({
        "label": edit.label,
        "policies": edit.figures.iter().map(policy).collect::<Vec<_>>(),
        "entries": edit.entries.iter().map(|(id, b)| json!({"id": id, "became": b.word()})).collect::<Vec<_>>(),
        "other": edit.rest,
    })
}
