//! `every`: at least one entry in the years that end with the period.

use super::at_least::reached;
use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::model::Word;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::kind::{Ask, Every, Figure};
use crate::policy::data::measure::{Amount, Unit};
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = ["`every: 3 years`", "at least one entry in the years that end with the period"];

/// Reads it; how long its window is, is read with the rule.
#[allow(clippy::unnecessary_wraps, reason = "one form for the readers of all kinds")]
pub(crate) fn read(_f: &mut Fields<'_>, _reading: &mut Reading<'_>, _faults: &mut Faults) -> Option<Ask> {
    Some(Ask::Every(Every { at_least: 1 }))
}

impl Kind for Every {
    fn takes_caps(&self) -> bool {
        true
    }

    fn target(&self, _roles: &[Word]) -> Option<i64> {
        Some(self.at_least)
    }

    fn figure(&self, now: Option<i64>, unit: Unit) -> Option<Figure> {
        Some(Figure::Amount(Amount { n: now.unwrap_or(self.at_least), unit }))
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let through = at.case.through(at.place);
        reached(&through, at.case.edition, at.target().unwrap_or(0), at.case.carried(at.place))
    }

    fn wants<'c>(&'c self, at: At<'_, 'c>, achieved: i64, target: i64) -> Wants<'c> {
        let through = at.case.through(at.place);
        Wants::OneOf(vec![at.case.way(at.rule, at.rule.select.clone(), target - achieved, &through)])
    }
}
