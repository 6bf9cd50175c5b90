//! What the record shows for a competence, in words.

use crate::policy::data::competences::Coverage;
use crate::wording::Wording;

/// What is missing; none where the period has something.
pub(crate) fn gap(w: &Wording, of: &Coverage, period: &str) -> Option<String> {
    if !of.is_gap {
        return None;
    }
    Some(match of.last {
        None => w.fill("coverage.never", &[("code", of.code.as_str())]),
        Some(day) => w.fill("coverage.gap", &[("code", of.code.as_str()), ("period", period), ("day", &w.day(day))]),
    })
}
