//! `ratio`: of another selection, at least this part fits the rule's own too.

use super::finding::Finding;
use super::kind::{At, Doubt, Kind, Reading};
use crate::model::Word;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::kind::{Ask, Figure, Ratio};
use crate::policy::data::measure::Unit;
use crate::policy::data::policy::Policy;
use crate::policy::data::rule::Rule;
use crate::policy::data::select::Select;
use crate::policy::data::window::RuleWindow;
use crate::policy::value::{fraction, select};
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`ratio: {at_least: 1/2, of: {...}}`",
    "of what `of` selects, at least this part fits `select` too; of nothing, no part is asked. `of_way: total`: of what the way asks that the `any_of` rule `total` shows",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let mut r = f.fields("ratio", faults)?;
    r.require("at_least", "at_least: 1/2");
    let least = r.value("at_least", faults).and_then(|v| fraction(v, &r.path("at_least"), faults));
    let of = select(&mut r, "of", reading.known, faults);
    reading.towards = r.line("of_way", faults).map(|name| (r.path("of_way"), name)).into_iter().collect();
    r.finish(&[], faults);
    Some(Ask::Ratio(Ratio { least: least?, of, way_of: None }))
}

impl Ratio {
    /// What it is a part of, where that is what a way of another rule looks at, up to what the way asks.
    fn whole<'c>(&self, at: At<'_, 'c>) -> Option<(&'c Rule, Select, RuleWindow, i64)> {
        let place = self.way_of?;
        let rule = &at.case.edition.rules[place];
        let Ask::AnyOf(ways) = &rule.ask else { return None };
        let (way, asked) = ways.shown(At { case: at.case, place, rule })?;
        Some((rule, rule.select.and(&way.select).and(&self.of), way.window, asked))
    }
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
        let own = || (rule, self.of.clone(), rule.window, i64::MAX);
        let (over, of, window, most) = self.whole(at).unwrap_or_else(own);
        let whole = case.selected(over, &of, window);
        let mut found = Finding::shown(&case.selected(over, &of.and(&rule.select), window));
        let base = whole.iter().map(|p| p.amount).sum::<i64>().min(most);
        let exact = i128::from(base) * i128::from(self.least.top);
        let bottom = i128::from(self.least.bottom);
        found.target = i64::try_from((exact + bottom - 1) / bottom).ok();
        found.of_nothing = base == 0;
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
