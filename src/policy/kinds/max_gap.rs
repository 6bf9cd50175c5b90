//! `max_gap`: no longer run of days without an entry, up to today.

use serde_yaml::Value;

use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::diag::{Code, KeyPath};
use crate::model::{Day, Days, Word};
use crate::policy::amounts::follow::{before, plus_months};
use crate::policy::amounts::wants::Wants;
use crate::policy::data::assessment::Counted;
use crate::policy::data::kind::{Ask, Figure, MaxGap};
use crate::policy::data::measure::{Amount, Unit};
use crate::policy::value::{bad, known_word};
use crate::yaml::fields::{Faults, Fields, line};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`max_gap: 90 days`, `max_gap: 3 months`, `max_gap: {days: 90 days, unless: gap-explained}` (or `months: 3 months`)",
    "no longer run of days without an entry; months are counted from its first day; one that has the day of a document `unless` among its days is explained, and is none",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let value = f.value("max_gap", faults)?;
    let at = f.path("max_gap");
    let Value::Mapping(map) = value else {
        return length(value, &at, faults).map(|(most, months)| Ask::MaxGap(MaxGap { most, months, unless: None }));
    };
    let mut g = Fields::new(map, at);
    let key = if g.has("months") { "months" } else { "days" };
    g.require(key, "days: 90 days");
    let found = g.value(key, faults).and_then(|v| length(v, &g.path(key), faults));
    g.allow("months");
    let found = found.filter(|(_, months)| {
        let fits = *months == (key == "months");
        if !fits {
            bad(faults, &g.path(key), format!("`{key}` are not those"))
                .with_hint("write `days: 90 days` or `months: 3 months`");
        }
        fits
    });
    let at = g.path("unless");
    let unless = g.line("unless", faults);
    let known = reading.known.artefacts;
    let unless =
        unless.and_then(|name| known_word(&name, &at, "an artefact of this policy", known, Code::BadPolicy, faults));
    g.finish(&[], faults);
    found.map(|(most, months)| Ask::MaxGap(MaxGap { most, months, unless }))
}

/// `90 days`, `3 months`: how many, and whether they are months.
fn length(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<(i64, bool)> {
    let text = line(value, at, faults)?;
    let number = |unit: [&str; 2], most: i64| {
        let n = unit.iter().find_map(|unit| text.strip_suffix(unit))?.parse().ok()?;
        (1..=most).contains(&n).then_some(n)
    };
    let days = number([" days", " day"], 3_660).map(|n| (n, false));
    let found = days.or_else(|| number([" months", " month"], 120).map(|n| (n, true)));
    if found.is_none() {
        bad(faults, at, format!("`{text}` is not a number of days or months"))
            .with_hint("write `90 days` or `3 months`");
    }
    found
}

impl MaxGap {
    /// Is a run of days explained: has a document that does so a day among them?
    fn explains(&self, at: At<'_, '_>, run: Days) -> bool {
        let which = |kind: &Word| self.unless.as_ref() == Some(kind);
        at.case.follow.documents().any(|a| which(&a.kind) && run.contains(a.day) && a.day <= at.case.as_of)
    }

    /// Could a document that nobody has spoken of explain what is too long?
    fn is_unsaid(&self, at: At<'_, '_>) -> bool {
        self.unless.is_some() && at.case.follow.artefacts.is_none()
    }
}

impl Kind for MaxGap {
    fn unit(&self, _measured: Unit) -> Unit {
        Unit::Days
    }

    fn limit(&self) -> Option<i64> {
        Some(self.most)
    }

    /// Of months no number of days holds for every gap: each has its own.
    fn target(&self, _roles: &[Word]) -> Option<i64> {
        (!self.months).then_some(self.most)
    }

    fn figure(&self, now: Option<i64>, measured: Unit) -> Option<Figure> {
        if self.months {
            return Some(Figure::Months(self.most));
        }
        let unit = self.unit(measured);
        Some(Figure::Amount(Amount { n: now.unwrap_or(self.most), unit }))
    }

    /// Its days are those without an entry.
    fn adds_up(&self) -> bool {
        false
    }

    fn number_mut(&mut self) -> Option<&mut i64> {
        Some(&mut self.most)
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let days = at.case.days(at.rule);
        let first = at.case.follow.joined.map_or(days.first, |joined| joined.clamp(days.first, days.last));
        let end = days.last.min(at.case.as_of);
        let parts = at.case.parts(at.place);
        let mut spans: Vec<Days> = parts.iter().map(|p| p.of.days).collect();
        spans.sort();
        let most = |from: Day| {
            let months = self.months.then(|| (plus_months(from, self.most) - from).num_days());
            months.unwrap_or_else(|| at.target().unwrap_or(self.most))
        };
        // the run that is longest against what is allowed of it, with both
        let (mut free_from, mut longest) = (first, (0, most(first)));
        let mut run = |from: Day, to: Day| {
            if from <= to && !self.explains(at, Days { first: from, last: to }) {
                let one = ((to - from).num_days() + 1, most(from));
                longest = [longest, one].into_iter().max_by_key(|(days, most)| (days - most, *days)).unwrap_or(one);
            }
        };
        for span in spans {
            run(free_from, before(span.first));
            free_from = free_from.max(span.last.succ_opt().unwrap_or(span.last));
        }
        run(free_from, end);
        let mut counted: Vec<Counted> = parts.iter().map(|p| Counted { record: p.record, amount: None }).collect();
        counted.dedup();
        let (achieved, allowed) = longest;
        let is_enough = achieved <= allowed;
        let enough = (is_enough || !self.is_unsaid(at)).then_some(is_enough);
        Finding { achieved, target: self.months.then_some(allowed), enough, counted, ..Finding::default() }
    }

    fn wants<'c>(&'c self, at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        if self.is_unsaid(at) { Wants::Document { unsaid: true } } else { Wants::Nothing }
    }

    fn artefact(&self) -> Option<&Word> {
        self.unless.as_ref()
    }
}
