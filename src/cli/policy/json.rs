//! What `policy --format json` prints: the shapes of `cpdfolio schema policies`, `policy-show`,
//! `policy-check` and `policy-diff`.

use serde_json::{Value, json};

use crate::policy::data::rule::RuleKind;
use crate::policy::judge::confidence;
use crate::policy::tell::check::Remark;
use crate::policy::tell::diff::Change;
use crate::policy::tell::words::{clause, describe, describe_edition, window};
use crate::policy::{Edition, Packs, Policy, Rule};

fn edition_days(edition: &Edition) -> Value {
    json!({
        "edition": edition.label, "from": edition.from.to_string(), "to": edition.to.map(|d| d.to_string()),
        "announced": edition.announced.map(|d| d.to_string()), "rules": edition.rules.len(),
    })
}

pub(super) fn list(packs: &Packs) -> Value {
    let of = |p: &Policy| {
        let editions: Vec<Value> = p.editions.iter().map(edition_days).collect();
        json!({"policy": p.id, "title": p.title, "pack": p.origin.word(), "hash": p.hash, "editions": editions})
    };
    json!({"schema": "cpdfolio.policies/1", "policies": packs.all().map(of).collect::<Vec<_>>()})
}

pub(super) fn show(policy: &Policy, edition: &Edition) -> Value {
    let sources = policy.sources.iter().map(|(id, s)| {
        json!({
            "id": id, "title": s.title, "url": s.url, "captured": s.captured,
            "checked": s.checked.map(|d| d.to_string()), "confidence": s.confidence.word(), "note": s.note,
        })
    });
    let beside = describe_edition(edition).into_iter().skip(1).filter(|(rule, _)| rule.is_none());
    json!({
        "schema": "cpdfolio.policy-show/1", "policy": policy.id, "title": policy.title, "body": policy.body,
        "pack": policy.origin.word(), "hash": policy.hash, "edition": edition.label,
        "from": edition.from.to_string(), "to": edition.to.map(|d| d.to_string()),
        "announced": edition.announced.map(|d| d.to_string()),
        "source": edition.source, "period": window(&edition.window),
        "notes": policy.note.iter().chain(&edition.note).collect::<Vec<_>>(),
        "rules": edition.rules.iter().map(|r| rule(policy, edition, r)).collect::<Vec<_>>(),
        "beside": beside.map(|(_, words)| words).collect::<Vec<_>>(),
        "silent": edition.silent, "sources": sources.collect::<Vec<_>>(),
    })
}

/// One rule; its figure is in the unit's own amounts, as in `status`: value = amount / scale.
fn rule(policy: &Policy, edition: &Edition, rule: &Rule) -> Value {
    let measure = edition.measure_of(rule);
    let figure = match &rule.kind {
        RuleKind::AtLeast(target) => Some(target.base),
        RuleKind::AtMost(most) => Some(*most),
        RuleKind::Cap(cap) => Some(cap.most),
        RuleKind::Every(least) => Some(*least),
        RuleKind::Diversity { at_least, .. } | RuleKind::Artefact { at_least, .. } => Some(*at_least),
        _ => None,
    };
    json!({
        "id": rule.id, "title": rule.title, "kind": rule.kind.word(), "severity": rule.severity.word(),
        "unit": measure.unit.word(), "scale": measure.unit.scale(), "amount": figure,
        "clause": clause(rule, measure, None), "asks": describe(rule, edition), "reading": rule.reading,
        "confidence": confidence(policy, edition, rule).word(),
    })
}

pub(super) fn remark(remark: &Remark) -> Value {
    json!({
        "kind": remark.kind.word(), "fault": remark.kind.is_fault(), "edition": remark.edition,
        "rule": remark.rule, "words": remark.words,
    })
}

pub(super) fn diff(one: (&Policy, &Edition), other: (&Policy, &Edition), changes: &[Change]) -> Value {
    let side = |(policy, edition): (&Policy, &Edition)| json!({"policy": policy.id, "edition": edition.label});
    let change = |c: &Change| json!({"kind": c.kind.word(), "rule": c.rule, "words": c.words});
    json!({
        "schema": "cpdfolio.policy-diff/1", "before": side(one), "after": side(other),
        "changes": changes.iter().map(change).collect::<Vec<_>>(),
    })
}
