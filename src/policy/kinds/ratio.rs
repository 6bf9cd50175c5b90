//! `ratio`: of another selection, at least this part fits the rule's own too.

use super::finding::Finding;
use super::kind::{At, Doubt, Kind, Reading};
use crate::model::Word;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::kind::{Ask, Figure, Ratio};
use crate::policy::data::measure::Unit;
use crate::policy::data::policy::Policy;
use crate::policy::value::{fraction, select};
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`ratio: {at_least: 1/2, of: {...}}`",
    "of what `of` selects, at least this part fits `select` too; of nothing there is no part",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let mut r = f.fields("ratio", faults)?;
    r.require("at_least", "at_least: 1/2");
    let least = r.value("at_least", faults).and_then(|v| fraction(v, &r.path("at_least"), faults));
    let of = select(&mut r, "of", reading.known, faults);
    r.finish(&[], faults);
    Some(Ask::Ratio(Ratio { least: least?, of }))
}

impl Kind for Ratio {
    fn target(&self, _roles: &[Word]) -> Option<i64> {
        None
    }

    fn figure(&self, _now: Option<i64>, _unit: Unit) -> Option<Figure> {
        Some(Figure::Part(self.least))
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let At { case, rule, .. } = at;
        let whole = case.selected(rule, &self.of, rule.window);
        let mut found = Finding::shown(&case.selected(rule, &self.of.and(&rule.select), rule.window));
        let base: i64 = whole.iter().map(|p| p.amount).sum();
        let exact = i128::from(base) * i128::from(self.least.top);
        let bottom = i128::from(self.least.bottom);
        found.target = i64::try_from((exact + bottom - 1) / bottom).ok();
        found.enough = Some(base > 0 && i128::from(found.achieved) * bottom >= exact);
        found
    }

    fn wants<'c>(&'c self, _at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        Wants::Subject
    }

    fn keys(&self) -> Vec<&str> {
        self.of.keys()
    }

    fn doubt(&self, _policy: &Policy) -> Option<Doubt> {
        (self.least.top > self.least.bottom).then_some(Doubt::MoreThanTheWhole)
    }
}
