//! What would close all gaps: the question as it is typed, the answer as data, and the plan items that
//! it becomes.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::content::lower::{self, Known};
use crate::content::tree::{SourceFile, SourceTree};
use crate::content::write::{self, Asked};
use crate::diag::Level;
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::model::{Day, Item, ItemId};
use crate::paths::{SourcePath, slug};
use crate::planner::{self, Answer, Closed, Line, Obstacle, OpenRule, Outcome, Question};
use crate::policy::Follow;
use crate::sight::Visible;
use crate::yaml::fields::Faults;

/// The version of the JSON of `plan`.
pub const SCHEMA: &str = "cpdfolio.plan/1";

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Only these items of the directory; empty: all.
    pub items: Vec<String>,
    /// The last day to use.
    pub by: Option<Day>,
    /// Only what is free.
    pub free: bool,
    /// Only these policies; empty: all that are followed.
    pub policies: Vec<String>,
    /// Also what is mere advice.
    pub advice: bool,
}

/// Finds the cheapest plan for a member's gaps.
pub fn find(project: &Project, seen: &Visible<'_>, follows: &[Follow<'_>], request: &Request) -> Result<Answer, Error> {
    let chosen = policies(follows, &request.policies)?;
    let only = items(project, &request.items)?;
    if let Some(by) = request.by.filter(|by| *by < project.as_of) {
        return Err(Error::DayOver { by, today: project.as_of });
    }
    let records = seen.records();
    let found = planner::answer(Question {
        follows: &chosen,
        records: &records,
        directory: seen.directory,
        today: project.as_of,
        by: request.by,
        free: request.free,
        advice: request.advice,
        only: &only,
    });
    if found.outcome == Outcome::TooLarge {
        return Err(Error::TooManyPlans);
    }
    Ok(found)
}

fn policies<'f>(follows: &[Follow<'f>], names: &[String]) -> Result<Vec<Follow<'f>>, Error> {
    if follows.is_empty() {
        return Err(Error::NoPolicy);
    }
    let ids = || follows.iter().map(|f| f.policy.id.as_str());
    if let Some(name) = names.iter().find(|n| !ids().any(|id| id == n.as_str())) {
        return Err(NoSuch::new(Sought::FollowedPolicy, name, ids()).into());
    }
    let wanted = |f: &&Follow<'f>| names.is_empty() || names.iter().any(|n| n == f.policy.id.as_str());
    Ok(follows.iter().filter(wanted).cloned().collect())
}

fn items(project: &Project, names: &[String]) -> Result<Vec<ItemId>, Error> {
    let named = |name: &String| project.item(name.trim_start_matches('@')).map(|i| i.id.clone());
    names.iter().map(named).collect()
}

/// The answer as JSON; `written` are the plan items that were made of it.
pub fn as_json(answer: &Answer, seen: &Visible<'_>, request: &Request, written: &[SourcePath]) -> Value {
    let (outcome, lines, cost, why) = match &answer.outcome {
        Outcome::NothingToPlan => ("nothing-to-plan", vec![], Value::Null, None),
        Outcome::TooLarge => ("too-large", vec![], Value::Null, None),
        Outcome::Impossible(why) => ("impossible", vec![], Value::Null, *why),
        Outcome::Plan { lines, cost } => {
            let money = answer.currency.as_ref().filter(|_| cost.money > 0);
            let cost = json!({
                "unknown_prices": cost.unknown, "money_hundredths": cost.money, "currency": money,
                "minutes": cost.minutes, "lines": cost.lines,
            });
            ("plan", lines.iter().map(|l| line(l, seen)).collect(), cost, None)
        }
    };
    json!({
        "schema": SCHEMA,
        "as_of": seen.as_of.to_string(),
        "by": request.by.map(|d| d.to_string()),
        "outcome": outcome,
        "gaps": answer.open.iter().map(gap).collect::<Vec<_>>(),
        "lines": lines,
        "cost": cost,
        "why": why.map(Obstacle::word),
        "written": written.iter().map(SourcePath::as_str).collect::<Vec<_>>(),
    })
}

fn gap(of: &OpenRule) -> Value {
    let (by, why) = match &of.closed {
        Closed::ByPlan => ("plan", None),
        Closed::ByMember(how) => ("member", Some(how.word())),
        Closed::ByNothing(why) => ("nothing", Some(why.word())),
        Closed::NotNow(why) => ("not-now", Some(why.word())),
    };
    let r = &of.result;
    json!({
        "policy": of.policy, "period": of.period.label, "rule": r.id, "title": r.title, "kind": r.kind,
        "severity": r.severity.word(), "unit": r.unit.word(), "scale": r.scale, "remaining": r.remaining,
        "until": of.until.to_string(), "closed_by": by, "why": why, "served_by": of.served_by,
    })
}

fn line(of: &Line, seen: &Visible<'_>) -> Value {
    let item = seen.directory.get(&of.item);
    json!({
        "item": of.item, "title": item.map(|i| &i.title), "provider": item.and_then(|i| i.provider.as_ref()),
        "type": item.and_then(|i| i.kind.as_ref()), "category": of.category, "minutes": of.minutes.0, "steps": of.steps,
        "due": of.due.to_string(), "price": item.map(|i| i.price.word()), "amount": item.and_then(|i| i.amount.as_ref()),
        "log": of.log(),
    })
}

/// A plan item that is ready to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its file.
    pub path: SourcePath,
    /// The file's text.
    pub text: String,
}

/// The lines of a plan as plan items, each read back before it is given out; those whose files are
/// there already come second.
pub fn drafts(project: &Project, lines: &[Line]) -> Result<(Vec<Draft>, Vec<SourcePath>), Error> {
    let (mut new, mut there) = (vec![], vec![]);
    let lead = project.follows().first().map(|f| f.period_of(project.as_of).label);
    for line in lines {
        let Some(item) = project.loaded.portfolio.directory.get(&line.item) else { continue };
        let draft = draft(project, line, item, lead.as_deref())?;
        let same = |f: &SourceFile| f.path.as_str().eq_ignore_ascii_case(draft.path.as_str());
        if project.tree.files().iter().any(same) { there.push(draft.path) } else { new.push(draft) }
    }
    Ok((new, there))
}

fn draft(project: &Project, line: &Line, item: &Item, period: Option<&str>) -> Result<Draft, Error> {
    let parts: Vec<&str> = period
        .into_iter()
        .chain([item.id.as_str()])
        .chain(line.category.as_ref().map(crate::model::Word::as_str))
        .collect();
    let name = slug(&parts.join("-"));
    let path = format!("content/plan/{name}.md");
    let path = SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))?;
    let mut head = vec![("title", Asked::Line(item.title.clone()))];
    head.extend(period.map(|period| ("period", Asked::Line(period.to_owned()))));
    head.push(("due", Asked::Plain(line.due.to_string())));
    head.push(("target", Asked::Plain(line.minutes.data())));
    head.extend(line.category.as_ref().map(|category| ("categories", Asked::List(vec![category.to_string()]))));
    let body = format!("\nLog it with `{} --plan {name}`.\n", line.log());
    let text = write::compose(&head, &body)?;
    let file = SourceFile { path: path.clone(), text: text.as_str().into(), built_in: false };
    let mut faults = Faults::new(&path);
    let read = lower::plan::read(&file, Known { config: &project.config, words: &project.words }, &mut faults);
    let errors: Vec<_> = faults.notes.into_iter().filter(|n| n.level() == Level::Error).collect();
    if read.is_err() || !errors.is_empty() {
        let config = Arc::from(project.tree.config());
        let tree = SourceTree::new(config, vec![file], std::collections::BTreeSet::new());
        return Err(Error::Faulty(errors, Arc::new(tree)));
    }
    Ok(Draft { path, text })
}

/// Puts drafts on the disk, never over an existing file; answers which were written.
pub fn save(project: &Project, drafts: &[Draft]) -> Result<Vec<SourcePath>, Error> {
    let mut written = vec![];
    for draft in drafts {
        match project.root.create_new(&draft.path, draft.text.as_bytes()).map_err(Error::Fs) {
            Ok(()) => written.push(draft.path.clone()),
            Err(error) if error.is_taken() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(written)
}
