//! A rule of a hand-over, as its page shows it.

use serde::Serialize;

use crate::policy::data::measure::Fraction;
use crate::policy::{Amount, Figure, Unit, Verdict};
use crate::say;
use crate::say::verdict::Figures;
use crate::sight::blocks::HeadRule;
use crate::wording::Wording;

/// How a rule stands.
#[derive(Debug, Serialize)]
pub(super) struct Rule {
    title: String,
    advice: Option<String>,
    clause: String,
    have: String,
    verdict: Option<String>,
    sign: &'static str,
    pub(super) state: String,
}

/// The shape beside a word.
pub(super) fn sign(word: &str) -> &'static str {
    verdict(word).map_or("?", Verdict::sign)
}

/// A unit by its word.
pub(super) fn unit(word: &str) -> Unit {
    Unit::WORDS.iter().find(|(known, _)| *known == word).map_or(Unit::Count, |(_, u)| *u)
}

/// A verdict by its word.
pub(super) fn verdict(word: &str) -> Option<Verdict> {
    Verdict::WORDS.iter().find(|(known, _)| *known == word).map(|(_, verdict)| *verdict)
}

/// Makes the rule.
pub(super) fn rule(of: &HeadRule, w: &Wording) -> Rule {
    let amount = |n: i64| say::amount::amount(w, Amount { n, unit: unit(&of.unit) }, of.unit_name.as_ref());
    let of_unit = |n: i64| Amount { n, unit: unit(&of.unit) };
    let have = say::verdict::line(
        w,
        Figures {
            achieved: of_unit(of.achieved),
            target: of.target.map(of_unit),
            limit: of.limit.map(of_unit),
            verdict: of.verdict.as_deref().and_then(verdict),
            name: of.unit_name.as_ref(),
            counts: None,
        },
    );
    let state = match of.verdict.as_deref() {
        Some("open") if of.remaining > 0 => w.fill("standing.open", &[("amount", &amount(of.remaining))]),
        Some("short") if of.remaining > 0 => w.fill("standing.short", &[("amount", &amount(of.remaining))]),
        Some(verdict) => w.word("state", verdict).to_owned(),
        None => String::new(),
    };
    let figures = (of.figure.as_ref().map(figure), of.usual.as_ref().map(figure));
    Rule {
        title: of.title.clone(),
        advice: (of.severity == "advice").then(|| w.word("severity", "advice").to_owned()),
        clause: say::policy::filled(w, &of.clause, figures, &of.name, of.unit_name.as_ref()),
        have,
        verdict: of.verdict.clone(),
        sign: of.verdict.as_deref().map_or("", sign),
        state,
    }
}

fn figure((word, a, b): &(String, i64, i64)) -> Figure {
    match word.as_str() {
        "number" => Figure::Number(*a),
        "months" => Figure::Months(*a),
        "part" => Figure::Part(Fraction { top: *a, bottom: (*b).max(1) }),
        word => Figure::Amount(Amount { n: *a, unit: unit(word) }),
    }
}
