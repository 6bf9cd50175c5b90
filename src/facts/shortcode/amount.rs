//! Amounts of rules, and what circumstances do to them, in words.

use super::table::{Fault, unknown};
use crate::codes::Code;
use crate::policy::data::adjust::{Adjust, Fate};
use crate::policy::data::measure::number;
use crate::policy::{Amount, Edition, Rule, Unit};
use crate::say::amount::{counted, quantity};
use crate::wording::Wording;

/// An amount of a rule, in the form that the code asks for.
pub(super) fn amount(
    w: &Wording,
    value: Amount,
    rule: &Rule,
    edition: &Edition,
    code: &Code<'_>,
) -> Result<String, Fault> {
    let name = edition.measure_of(rule).name.as_ref();
    match code.get("as").unwrap_or("words") {
        "words" => Ok(quantity(w, value, name)),
        "short" => Ok(counted(w, value, name)),
        // Hours are what people count in; minutes are how we keep them.
        "number" if value.unit == Unit::Minutes => Ok(number(Amount { n: value.n, unit: Unit::Units })),
        "number" => Ok(number(value)),
        other => Err(unknown("a form", other, ["words", "short", "number"])),
    }
}

/// What a circumstance does to a rule.
pub(super) fn fate_in_words(
    w: &Wording,
    adjust: &Adjust,
    rule: &Rule,
    edition: &Edition,
    code: &Code<'_>,
) -> Result<String, Fault> {
    let at = edition.rules.iter().position(|r| r.id == rule.id).unwrap_or_default();
    match adjust.fates.get(at) {
        Some(Fate::Set(n)) => {
            let value = Amount { n: *n, unit: edition.measure_of(rule).unit };
            amount(w, value, rule, edition, code)
        }
        Some(Fate::Agreed) => Ok(w.text("fate.agreed").to_owned()),
        Some(Fate::Scale) => Ok(w.text("fate.scaled").to_owned()),
        Some(Fate::Drop) => Ok(w.text("fate.dropped").to_owned()),
        Some(Fate::Unstated) => Ok(w.text("fate.unstated").to_owned()),
        Some(Fate::Keep) | None => Ok(w.text("fate.kept").to_owned()),
    }
}
