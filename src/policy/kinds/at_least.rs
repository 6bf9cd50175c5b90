//! `at_least`: at least so much of what caps let through, with what is carried in.

use serde_yaml::Value;

use super::finding::Finding;
use super::kind::{At, Doubt, Kind, Reading};
use crate::diag::{Code, KeyPath};
use crate::model::Word;
use crate::policy::amounts::case::Waiting;
use crate::policy::amounts::pool::Through;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::edition::Edition;
use crate::policy::data::kind::{Ask, AtLeast, Figure};
use crate::policy::data::measure::{Amount, Unit};
use crate::policy::data::policy::Policy;
use crate::policy::value::{amount, known_word};
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] =
    ["`at_least: 30h`", "at least so much of what it selects and caps let through, with what is carried in"];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let (unit, known) = (reading.unit, reading.known);
    let base = f.value("at_least", faults).and_then(|v| amount(v, &f.path("at_least"), unit, faults));
    let mut by = |key: &'static str, faults: &mut Faults| {
        let entries = f.entries(key, faults);
        let one = |(at, name, value): (KeyPath, String, &Value)| {
            let role = known_word(&name, &at, "a role of this policy", known.roles, Code::BadPolicy, faults)?;
            Some((role, amount(value, &at, unit, faults)?))
        };
        entries.into_iter().filter_map(one).collect()
    };
    let by_role = by("target_by", faults);
    let more = by("more_for", faults);
    Some(Ask::AtLeast(AtLeast { base: base?, by_role, more }))
}

/// What caps let through and what was carried in, against a target.
pub(super) fn reached(through: &Through<'_>, edition: &Edition, target: i64, waiting: Waiting) -> Finding {
    let carried = waiting.amount;
    let mut found = Finding::let_through(through, edition);
    found.achieved += carried;
    found.carried = carried;
    found.carried_from = if carried > 0 { waiting.from } else { vec![] };
    found.enough = Some(found.achieved >= target);
    if found.achieved >= target && carried < target {
        found.met_on = through.day_reached(target - carried);
    }
    found
}

impl Kind for AtLeast {
    fn takes_caps(&self) -> bool {
        true
    }

    fn can_be_set(&self) -> bool {
        true
    }

    /// Of several roles the highest, and what roles add on top.
    fn target(&self, roles: &[Word]) -> Option<i64> {
        let highest = self.by_role.iter().filter(|(role, _)| roles.contains(role)).map(|(_, t)| *t).max();
        let more: i64 = self.more.iter().filter(|(role, _)| roles.contains(role)).map(|(_, t)| *t).sum();
        Some(highest.unwrap_or(self.base) + more)
    }

    fn figure(&self, now: Option<i64>, unit: Unit) -> Option<Figure> {
        Some(Figure::Amount(Amount { n: now.unwrap_or(self.base), unit }))
    }

    fn number_mut(&mut self) -> Option<&mut i64> {
        Some(&mut self.base)
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let through = at.case.through(at.place);
        reached(&through, at.case.edition, at.target().unwrap_or(0), at.case.carried(at.place))
    }

    fn wants<'c>(&'c self, at: At<'_, 'c>, achieved: i64, target: i64) -> Wants<'c> {
        let through = at.case.through(at.place);
        Wants::OneOf(vec![at.case.way(at.rule, at.rule.select.clone(), target - achieved, &through)])
    }

    fn roles(&self) -> Vec<&Word> {
        self.by_role.iter().chain(&self.more).map(|(role, _)| role).collect()
    }

    fn doubt(&self, _policy: &Policy) -> Option<Doubt> {
        (self.base == 0 && self.more.is_empty()).then_some(Doubt::Nothing)
    }
}
