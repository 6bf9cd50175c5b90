//! Where a member stands, as data: what `status` and `why` print, and what other programs read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::config::registered;
use crate::content::lower::unread::NotRead;
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::model::Audience;
use crate::pick::{Picked, pick};
use crate::policy::data::competences;
use crate::policy::data::competences::Coverage;
use crate::policy::{Assessment, RuleResult};
use crate::say;
use crate::sight::Visible;
use crate::wording::Wording;
use chrono::Datelike;

/// The version of the JSON of `status`.
pub(crate) const SCHEMA: &str = "cpdfolio.status/1";

/// The judgements that a command speaks of: those whose periods end in a year; without a year,
/// those that run.
pub(crate) fn chosen<'s>(
    seen: &'s Visible<'_>,
    project: &Project,
    year: Option<i32>,
) -> Result<Vec<&'s Assessment>, Error> {
    if project.followed.is_empty() {
        return Err(Error::NoPolicy);
    }
    let year_of = |a: &&Assessment| a.period.days.last.year();
    let fits = |a: &&Assessment| match year {
        Some(year) => year_of(a) == year,
        None => a.period.days.contains(seen.as_of),
    };
    let mut found: Vec<&Assessment> = seen.judged.iter().filter(fits).collect();
    let place = |a: &&Assessment| project.followed.iter().position(|f| f.id == a.policy);
    found.sort_by_key(place);
    if found.is_empty() {
        let mut years: Vec<i32> = seen.judged.iter().map(|a| a.period.days.last.year()).collect();
        years.dedup();
        return Err(Error::NoPeriod { year, known: years });
    }
    Ok(found)
}

/// The rule that `why` asks for, in each judgement that has it. `iet/total` names the policy too.
pub(crate) fn rules<'a>(chosen: &[&'a Assessment], name: &str) -> Result<Vec<(&'a Assessment, &'a RuleResult)>, Error> {
    let (policy, id) = name.split_once('/').map_or((None, name), |(p, r)| (Some(p), r));
    let fits = |a: &&&'a Assessment| policy.is_none_or(|p| a.policy.as_str() == p);
    let of = |id: &str| chosen.iter().filter(fits).filter_map(|a| a.rule(id).map(|r| (*a, r))).collect::<Vec<_>>();
    let found = of(id);
    if !found.is_empty() {
        return Ok(found);
    }
    // several policies may have a rule of one id: they are one name
    let titles: BTreeMap<&str, &str> =
        chosen.iter().filter(fits).flat_map(|a| &a.rules).map(|r| (r.id.as_str(), r.title.as_str())).collect();
    match pick(id, titles.iter().map(|(id, title)| (*id, *id, *title))) {
        Picked::One(id) => return Ok(of(id)),
        Picked::Several(ids) => {
            let known = ids.into_iter().map(str::to_owned).collect();
            return Err(Error::Unclear { what: Sought::Rule, name: name.to_owned(), known });
        }
        Picked::None => {}
    }
    let known: Vec<&str> = chosen.iter().flat_map(|a| &a.rules).map(|r| r.id.as_str()).collect();
    if name.is_empty() {
        return Err(Error::WhichRule { known: known.iter().map(|k| (*k).to_owned()).collect() });
    }
    Err(NoSuch { name: name.to_owned(), ..NoSuch::new(Sought::Rule, id, known) }.into())
}

/// The whole standing as JSON.
pub(crate) fn as_json(project: &Project, seen: &Visible<'_>, chosen: &[&Assessment]) -> Value {
    let member = seen.member.as_ref().map(|m| json!({"name": m.name, "number": m.number, "grade": m.grade}));
    let period = chosen.first().map_or("", |a| a.period.label.as_str());
    let competences: Vec<Value> = coverage(project, seen, chosen)
        .iter()
        .map(|c| {
            let title = crate::content::choices::title(&project.words.competences, &c.code);
            let (entries, minutes) = c.periods.last().copied().unwrap_or_default();
            json!({
                "code": c.code, "title": title, "entries": entries, "minutes": minutes.0,
                "last": c.last.map(|d| d.to_string()), "age_days": c.age, "gap": say::coverage::gap(Wording::english(), c, period),
            })
        })
        .collect();
    json!({
        "schema": SCHEMA,
        "as_of": seen.as_of.to_string(),
        "member": member,
        "policies": chosen.iter().map(|a| assessment(seen, a)).collect::<Vec<_>>(),
        "competences": competences,
        "not_read": not_read(project),
    })
}

/// The entries that could not be read, as JSON.
pub(crate) fn not_read(project: &Project) -> Value {
    let one = |n: &NotRead| json!({"path": n.path.as_str(), "code": n.code.name(), "minutes": n.minutes.map(|m| m.0)});
    project.loaded.not_read.iter().map(one).collect()
}

fn assessment(seen: &Visible<'_>, a: &Assessment) -> Value {
    let mut value = json!({
        "policy": a.policy,
        "edition": a.edition,
        "pack": a.origin.word(),
        "period": {
            "label": a.period.label,
            "from": stated(a).then(|| a.period.days.first.to_string()),
            "to": stated(a).then(|| a.period.days.last.to_string()),
        },
        "verdict": a.verdict.word(),
        "earned_minutes": a.earned.0,
        "counted_minutes": a.counted.0,
        "adjustment": a.adjustment.as_ref().map(|d| json!({"target": d.target.map(|t| t.n), "kind": d.effect.word()})),
        "rules": a.rules.iter().map(|r| rule(seen, r)).collect::<Vec<_>>(),
    });
    if let (Value::Object(map), Some(unstated)) = (&mut value, &a.unstated) {
        map.insert("unstated".to_owned(), json!(unstated.key()));
    }
    value
}

/// Does anybody know which days the period has?
fn stated(a: &Assessment) -> bool {
    !a.days_unknown()
}

/// One rule as JSON.
pub(crate) fn rule(seen: &Visible<'_>, r: &RuleResult) -> Value {
    let key = |record: usize| seen.entries.get(record).map(|e| e.key.as_str());
    let counted: Vec<Value> = r.counted.iter().map(|c| json!({"id": key(c.record), "amount": c.amount})).collect();
    let excluded: Vec<Value> = r
        .excluded
        .iter()
        .map(|e| json!({"id": key(e.record), "amount": e.amount, "reason": e.reason.word(), "by": e.by}))
        .collect();
    let bound = if r.limit.is_some() { ("limit", r.limit) } else { ("target", r.target) };
    let mut value = json!({
        "id": r.id, "title": r.title, "kind": r.kind.word(), "severity": r.severity.word(), "unit": r.unit.word(),
        "scale": r.unit.scale(),
    });
    if let Value::Object(map) = &mut value {
        map.insert(bound.0.to_owned(), json!(bound.1.map(|b| b.n)));
        map.insert("achieved".to_owned(), json!(r.achieved.n));
        map.insert("carried".to_owned(), json!(r.carried.n));
        map.insert("carried_from".to_owned(), json!(r.carried_from()));
        map.insert("remaining".to_owned(), json!(r.remaining.n));
        map.insert("verdict".to_owned(), json!(r.verdict.map(crate::policy::Verdict::word)));
        map.insert("met_on".to_owned(), json!(r.met_on.map(|d| d.to_string())));
        if r.own_days {
            let days = json!({"from": r.days.first.to_string(), "to": r.days.last.to_string()});
            map.insert("period".to_owned(), days);
        }
        map.insert("clause".to_owned(), json!(say::verdict::clause(Wording::english(), r)));
        map.insert("note".to_owned(), json!(r.note));
        map.insert("counted".to_owned(), json!(counted));
        map.insert("excluded".to_owned(), json!(excluded));
    }
    value
}

/// What the record shows for each competence of the member's registrations, in the period of the
/// first judgement; nothing for a member without one.
pub(crate) fn coverage(project: &Project, seen: &Visible<'_>, chosen: &[&Assessment]) -> Vec<Coverage> {
    let is_any = |names: &[String]| registered::is_any(names, &project.policies);
    let registered = project.config.member.as_ref().is_some_and(|m| is_any(&m.registrations));
    let Some(first) = chosen.first().filter(|_| registered) else { return vec![] };
    let records = seen.records();
    let codes = project.words.competences.iter().map(|n| &n.id);
    competences::coverage(codes, &records, std::slice::from_ref(&first.period), seen.as_of)
}

/// What an assessor would see of the same periods, where it differs from what the owner sees.
pub(crate) fn others_see(project: &Project, chosen: &[&Assessment]) -> Vec<String> {
    let follows = project.follows();
    let told = project.told(&follows, Audience::Assessor);
    let seen = project.visible(&follows, &[], &told);
    let mut lines = vec![];
    for own in chosen {
        let theirs = seen.judged.iter().find(|a| a.policy == own.policy && a.period == own.period);
        let counted = theirs.map(|t| t.counted).unwrap_or_default();
        if counted != own.counted {
            lines.push(format!("An assessor sees {counted} of these {}: the rest is private or a draft.", own.counted));
        }
    }
    // Two policies that count the same hours have the same to say.
    lines.dedup();
    lines
}
