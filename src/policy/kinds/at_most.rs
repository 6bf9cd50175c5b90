//! `at_most`: no more than so much.

use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::policy::amounts::wants::Wants;
use crate::policy::data::kind::{Ask, AtMost};
use crate::policy::value::amount;
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = ["`at_most: 10h`", "no more than so much"];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let most = f.value("at_most", faults).and_then(|v| amount(v, &f.path("at_most"), reading.unit, faults));
    most.map(|most| Ask::AtMost(AtMost { most }))
}

impl Kind for AtMost {
    fn limit(&self) -> Option<i64> {
        Some(self.most)
    }

    fn takes_caps(&self) -> bool {
        true
    }

    fn can_be_set(&self) -> bool {
        true
    }

    fn number_mut(&mut self) -> Option<&mut i64> {
        Some(&mut self.most)
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let mut found = Finding::let_through(&at.case.through(at.place), at.case.edition);
        found.enough = Some(found.achieved <= at.target().unwrap_or(self.most));
        found
    }

    fn wants<'c>(&'c self, _at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        Wants::Nothing
    }

    fn keeps<'c>(&'c self, at: At<'_, 'c>, achieved: i64) -> Option<Wants<'c>> {
        let left = at.target().unwrap_or(self.most) - achieved;
        let through = at.case.through(at.place);
        Some(Wants::AtMost(at.case.way(at.rule, at.rule.select.clone(), left, &through)))
    }
}
