//! The answer of `plan` as JSON.

use serde_json::{Value, json};

use crate::engine::project::Project;
use crate::ops::plan::Request;
use crate::ops::status::not_read;
use crate::paths::SourcePath;
use crate::planner::{Aim, Answer, Closed, Line, Obstacle, OpenRule, Plan, PlanOutcome};
use crate::sight::Visible;

/// The version of the JSON of `plan`.
const SCHEMA: &str = "cpdfolio.plan/1";

/// The answer as JSON; `lines` and `cost` are those of the plan with the aim, `written` the plan items that were made of
/// it.
pub(super) fn of(
    project: &Project,
    answer: &Answer,
    seen: &Visible<'_>,
    request: &Request,
    (aim, written): (Aim, &[SourcePath]),
) -> Value {
    let (outcome, why) = match &answer.outcome {
        PlanOutcome::NothingToPlan => ("nothing-to-plan", None),
        PlanOutcome::TooLarge => ("too-large", None),
        PlanOutcome::Impossible(why) => ("impossible", *why),
        PlanOutcome::Plans(_) => ("plan", None),
    };
    let plans: Vec<Value> = answer.outcome.plans().iter().map(|p| plan(p, answer, seen)).collect();
    let chosen = plans.iter().find(|p| p["aim"] == aim.word());
    let part = answer.part.as_ref();
    let some = part.map_or_else(|| json!([]), |p| json!(p.lines.iter().map(|l| line(l, seen)).collect::<Vec<_>>()));
    let left = part.into_iter().flat_map(|p| &p.left).map(|(n, rule)| {
        json!({
            "policy": answer.open[*n].policy, "rule": rule.id, "unit": rule.unit.word(), "scale": rule.unit.scale(),
            "remaining": rule.remaining.n,
        })
    });
    let left: Vec<Value> = left.collect();
    let of_chosen = |key: &str| chosen.map_or(Value::Null, |p| p[key].clone());
    json!({
        "schema": SCHEMA,
        "as_of": seen.as_of.to_string(),
        "by": request.by.map(|d| d.to_string()),
        "outcome": outcome,
        "gaps": answer.open.iter().map(gap).collect::<Vec<_>>(),
        "aim": aim.word(),
        "lines": chosen.map_or(some, |p| p["lines"].clone()),
        "left_open": left,
        "cost": of_chosen("cost"),
        "cheapest": plans.first().is_some_and(|p| p["exact"] == true),
        "plans": plans,
        "why": why.map(Obstacle::word),
        "not_read": not_read(project),
        "written": written.iter().map(SourcePath::as_str).collect::<Vec<_>>(),
    })
}

fn plan(of: &Plan, answer: &Answer, seen: &Visible<'_>) -> Value {
    let cost = of.cost;
    let money = answer.currency.as_ref().filter(|_| cost.money > 0);
    json!({
        "aim": of.aim.word(),
        "exact": of.exact,
        "cost": {
            "unknown_prices": cost.unknown, "money_hundredths": cost.money, "currency": money,
            "minutes": cost.minutes, "lines": cost.lines,
        },
        "lines": of.lines.iter().map(|l| line(l, seen)).collect::<Vec<_>>(),
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
    // Nobody knows until when, where nobody has stated when the cycle starts.
    let until = (of.closed != Closed::ByMember(Obstacle::CycleStart)).then(|| of.until.to_string());
    json!({
        "policy": of.policy, "period": of.period.label, "rule": r.id, "title": r.title, "kind": r.kind.word(),
        "severity": r.severity.word(), "unit": r.unit.word(), "scale": r.unit.scale(), "remaining": r.remaining.n,
        "until": until, "closed_by": by, "why": why, "served_by": of.served_by,
    })
}

fn line(of: &Line, seen: &Visible<'_>) -> Value {
    let item = seen.directory.get(&of.item);
    json!({
        "item": of.item, "title": item.map(|i| &i.title), "provider": item.and_then(|i| i.provider.as_ref()),
        "type": item.and_then(|i| i.activity_type.as_ref()), "category": of.category, "minutes": of.minutes.0, "steps": of.steps,
        "due": of.due.to_string(), "price": item.map(|i| i.price.word()), "amount": item.and_then(|i| i.amount.as_ref()),
        "log": of.log(),
    })
}
