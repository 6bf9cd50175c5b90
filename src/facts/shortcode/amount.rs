//! Amounts of rules, and what circumstances do to them, in words.

use super::table::{Fault, unknown};
use crate::codes::Code;
use crate::policy::data::rule::{Adjust, Fate};
use crate::policy::tell::words::{number, quantity, short};
use crate::policy::{Edition, Rule};
use crate::wording::Wording;

/// An amount of a rule, in the form that the code asks for.
pub(super) fn amount(value: i64, rule: &Rule, edition: &Edition, code: &Code<'_>) -> Result<String, Fault> {
    let measure = edition.measure_of(rule);
    match code.get("as").unwrap_or("words") {
        "words" => Ok(quantity(value, measure)),
        "short" => Ok(short(value, measure)),
        // Hours are what people count in; minutes are how we keep them.
        "number" if measure.unit == crate::policy::Unit::Minutes => Ok(number(value, 60)),
        "number" => Ok(number(value, measure.unit.scale())),
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
        Some(Fate::Set(value)) => amount(*value, rule, edition, code),
        Some(Fate::Agreed) => Ok(w.text("fate.agreed").to_owned()),
        Some(Fate::Scale) => Ok(w.text("fate.scaled").to_owned()),
        Some(Fate::Drop) => Ok(w.text("fate.dropped").to_owned()),
        Some(Fate::Unstated) => Ok(w.text("fate.unstated").to_owned()),
        Some(Fate::Keep) | None => Ok(w.text("fate.kept").to_owned()),
    }
}
