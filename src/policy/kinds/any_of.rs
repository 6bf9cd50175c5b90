//! `any_of`: one of several ways.

use super::at_least::reached;
use super::finding::Finding;
use super::kind::{At, Doubt, Kind, Reading};
use crate::model::Word;
use crate::policy::amounts::case::Waiting;
use crate::policy::amounts::pool::{self, Through};
use crate::policy::amounts::wants::{Wants, Way};
use crate::policy::data::kind::{Alternative, AnyOf, Ask, Figure};
use crate::policy::data::measure::{Amount, Unit};
use crate::policy::data::policy::Policy;
use crate::policy::data::select::Select;
use crate::policy::value::{amount, bad, rule_window, select};
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`any_of: [{title: in a year, at_least: 30h}, {title: in three years, at_least: 90h, window: {rolling: 3 years}}]`",
    "one of several ways; each may have `select` and `window`",
];

/// Reads it.
#[allow(clippy::unnecessary_wraps, reason = "one form for the readers of all kinds")]
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let mut ways = vec![];
    for (at, value) in f.items("any_of", faults) {
        let Some(mut a) = Fields::of(value, at, faults) else { continue };
        let title = a.required_line("title", "title: over three years", faults);
        let select = select(&mut a, "select", reading.known, faults);
        let window = rule_window(&mut a, "window", reading.window, faults);
        a.require("at_least", "at_least: 30h");
        let at_least = a.value("at_least", faults).and_then(|v| amount(v, &a.path("at_least"), reading.unit, faults));
        if window.len() > 1 {
            bad(
                faults,
                &a.path("window"),
                "a way looks at one time, and `each` part of the period is several".to_owned(),
            )
            .with_hint("write `window: {rolling: 12 months}`, or leave it out");
        }
        a.finish(&[], faults);
        if let (Some(title), Some(at_least), [window]) = (title, at_least, window.as_slice()) {
            ways.push(Alternative { select, window: *window, at_least, title });
        }
    }
    Some(Ask::AnyOf(AnyOf { ways }))
}

impl AnyOf {
    fn first(&self) -> Option<i64> {
        self.ways.first().map(|w| w.at_least)
    }

    /// What a way asks: a changed target changes all ways in the same proportion.
    fn wanted(&self, way: &Alternative, target: Option<i64>) -> i64 {
        target.map_or(way.at_least, |t| pool::share(way.at_least, t, self.first().unwrap_or(1).max(1)))
    }

    /// The way that is shown, and what it has: the first that is met, else the one that needs the least
    /// part more.
    fn best(&self, at: At<'_, '_>) -> Option<(&Alternative, Finding)> {
        let mut best: Option<(&Alternative, Finding)> = None;
        for way in &self.ways {
            let wanted = self.wanted(way, at.target());
            let through = Self::through(at, &at.rule.select.and(&way.select), way);
            let mut found = reached(&through, at.case.edition, wanted, Waiting::default());
            found.target = Some(wanted);
            found.way = Some(way.title.clone());
            let gap = |f: &Finding| {
                let wanted = f.target.unwrap_or(0).max(1);
                i128::from((wanted - f.achieved).max(0)) * 1_000_000 / i128::from(wanted)
            };
            if best.as_ref().is_none_or(|(_, b)| gap(&found) < gap(b)) {
                best = Some((way, found));
            }
        }
        best
    }

    /// The way that is shown, and what it asks.
    pub(super) fn shown(&self, at: At<'_, '_>) -> Option<(&Alternative, i64)> {
        self.best(at).map(|(way, found)| (way, found.target.unwrap_or(way.at_least)))
    }

    fn through<'c>(at: At<'_, 'c>, select: &Select, way: &Alternative) -> Through<'c> {
        Through::new(at.case.selected(at.rule, select, way.window), at.case.limits(at.place))
    }
}

impl Kind for AnyOf {
    fn takes_caps(&self) -> bool {
        true
    }

    fn can_be_set(&self) -> bool {
        true
    }

    fn target(&self, _roles: &[Word]) -> Option<i64> {
        self.first()
    }

    /// That of the first way, whichever is shown.
    fn figure(&self, now: Option<i64>, unit: Unit) -> Option<Figure> {
        now.or(self.first()).map(|n| Figure::Amount(Amount { n, unit }))
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        self.best(at).map(|(_, found)| found).unwrap_or_default()
    }

    fn wants<'c>(&'c self, at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        let way = |w: &Alternative| -> Way<'c> {
            let select = at.rule.select.and(&w.select);
            let through = Self::through(at, &select, w);
            let missing = self.wanted(w, at.target()) - through.sum();
            at.case.way(at.rule, select, missing, &through)
        };
        Wants::OneOf(self.ways.iter().map(way).collect())
    }

    fn keys(&self) -> Vec<&str> {
        self.ways.iter().flat_map(|w| w.select.keys()).collect()
    }

    fn doubt(&self, _policy: &Policy) -> Option<Doubt> {
        (self.ways.len() < 2).then_some(Doubt::OneWay)
    }
}
