//! What `policy --format json` prints: the shapes of `cpdfolio schema policies`, `policy-show`,
//! `policy-check` and `policy-diff`.

use serde_json::{Value, json};

use crate::policy::tell::check::Remark;
use crate::policy::tell::diff::Change;
use crate::policy::tell::place::Spot;
use crate::policy::{Edition, Figure, Policy, Rule, kinds};
use crate::say;
use crate::wording::Wording;

fn edition_days(policy: &Policy, edition: &Edition) -> Value {
    json!({
        "edition": edition.label, "from": edition.from.to_string(), "to": policy.end_of(edition).map(|d| d.to_string()),
        "announced": edition.announced.map(|d| d.to_string()), "rules": edition.rules.len(),
    })
}

pub(super) fn list(policies: &[&Policy]) -> Value {
    let of = |p: &&Policy| {
        let editions: Vec<Value> = p.editions.iter().map(|e| edition_days(p, e)).collect();
        json!({
            "policy": p.id, "title": p.title, "body": p.body, "aliases": p.aliases, "pack": p.origin.word(),
            "hash": p.hash, "editions": editions,
        })
    };
    json!({"schema": "cpdfolio.policies/1", "policies": policies.iter().map(of).collect::<Vec<_>>()})
}

pub(super) fn show(policy: &Policy, edition: &Edition) -> Value {
    let sources = policy.sources.iter().map(|(id, s)| {
        json!({
            "id": id, "title": s.title, "url": s.url, "captured": s.captured,
            "checked": s.checked.map(|d| d.to_string()), "confidence": s.confidence.word(), "note": s.note,
        })
    });
    let english = Wording::english();
    json!({
        "schema": "cpdfolio.policy-show/1", "policy": policy.id, "title": policy.title, "body": policy.body,
        "pack": policy.origin.word(), "hash": policy.hash, "edition": edition.label,
        "from": edition.from.to_string(), "to": policy.end_of(edition).map(|d| d.to_string()),
        "announced": edition.announced.map(|d| d.to_string()),
        "source": edition.source, "period": say::policy::window(english, &edition.window),
        "notes": policy.note.iter().chain(&edition.note).collect::<Vec<_>>(),
        "rules": edition.rules.iter().map(|r| rule(policy, edition, r)).collect::<Vec<_>>(),
        "beside": say::policy::beside(english, edition),
        "silent": edition.silent, "sources": sources.collect::<Vec<_>>(),
    })
}

/// One rule; its figure is in the unit's own amounts, as in `status`: value = amount / scale.
fn rule(policy: &Policy, edition: &Edition, rule: &Rule) -> Value {
    let (english, unit) = (Wording::english(), kinds::unit(rule, edition));
    let figure = match kinds::figure(rule, edition, None) {
        Some(Figure::Amount(amount)) => Some(amount.n),
        Some(Figure::Number(n)) => Some(n),
        Some(Figure::Part(_) | Figure::Months(_)) | None => None,
    };
    json!({
        "id": rule.id, "title": rule.title, "kind": rule.ask.kind().word(), "severity": rule.severity.word(),
        "unit": unit.word(), "scale": unit.scale(), "amount": figure,
        "clause": say::policy::clause(english, rule, edition), "asks": say::policy::describe(english, rule, edition),
        "reading": rule.reading, "confidence": policy.confidence(edition, rule).word(),
    })
}

pub(super) fn remark(remark: &Remark, spot: Option<&Spot>) -> Value {
    json!({
        "kind": remark.point.kind().word(), "fault": remark.point.kind().is_fault(), "edition": remark.edition,
        "rule": remark.rule, "path": spot.map(|spot| spot.path.as_str()), "line": spot.map(|spot| spot.line),
        "words": say::check::point(&remark.point),
    })
}

pub(super) fn diff(one: (&Policy, &Edition), other: (&Policy, &Edition), changes: &[Change<'_>]) -> Value {
    let side = |(policy, edition): (&Policy, &Edition)| json!({"policy": policy.id, "edition": edition.label});
    let words = |c: &Change<'_>| say::diff::change(Wording::english(), c, one.1, other.1);
    let change = |c: &Change<'_>| json!({"kind": c.kind().word(), "rule": c.rule(), "words": words(c)});
    json!({
        "schema": "cpdfolio.policy-diff/1", "before": side(one), "after": side(other),
        "changes": changes.iter().map(change).collect::<Vec<_>>(),
    })
}
