//! `max_gap`: no longer run of days without an entry, up to today.

use serde_yaml::Value;

use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::diag::{Code, KeyPath};
use crate::model::{Day, Days, Word};
use crate::policy::amounts::follow::before;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::assessment::Counted;
use crate::policy::data::kind::{Ask, MaxGap};
use crate::policy::data::measure::Unit;
use crate::policy::value::{bad, known_word};
use crate::yaml::fields::{Faults, Fields, line};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`max_gap: 90 days`, `max_gap: {days: 90 days, unless: gap-explained}`",
    "no longer run of days without an entry; one that has the day of a document `unless` among its days is explained, and is none",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let value = f.value("max_gap", faults)?;
    let at = f.path("max_gap");
    let Value::Mapping(map) = value else {
        return days(value, &at, faults).map(|days| Ask::MaxGap(MaxGap { days, unless: None }));
    };
    let mut g = Fields::new(map, at);
    g.require("days", "days: 90 days");
    let days = g.value("days", faults).and_then(|v| days(v, &g.path("days"), faults));
    let at = g.path("unless");
    let unless = g.line("unless", faults);
    let known = reading.known.artefacts;
    let unless =
        unless.and_then(|name| known_word(&name, &at, "an artefact of this policy", known, Code::BadPolicy, faults));
    g.finish(&[], faults);
    days.map(|days| Ask::MaxGap(MaxGap { days, unless }))
}

fn days(value: &Value, at: &KeyPath, faults: &mut Faults) -> Option<i64> {
    let text = line(value, at, faults)?;
    let days = text.strip_suffix(" days").and_then(|n| n.parse().ok()).filter(|n| (1..=3_660).contains(n));
    if days.is_none() {
        bad(faults, at, format!("`{text}` is not a number of days")).with_hint("write `90 days`");
    }
    days
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
        Some(self.days)
    }

    /// Its days are those without an entry.
    fn adds_up(&self) -> bool {
        false
    }

    fn number_mut(&mut self) -> Option<&mut i64> {
        Some(&mut self.days)
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let days = at.case.days(at.rule);
        let first = at.case.follow.joined.map_or(days.first, |joined| joined.clamp(days.first, days.last));
        let end = days.last.min(at.case.as_of);
        let parts = at.case.parts(at.place);
        let mut spans: Vec<Days> = parts.iter().map(|p| p.of.days).collect();
        spans.sort();
        let (mut free_from, mut longest) = (first, 0);
        let mut run = |from: Day, to: Day| {
            if from <= to && !self.explains(at, Days { first: from, last: to }) {
                longest = longest.max((to - from).num_days() + 1);
            }
        };
        for span in spans {
            run(free_from, before(span.first));
            free_from = free_from.max(span.last.succ_opt().unwrap_or(span.last));
        }
        run(free_from, end);
        let mut counted: Vec<Counted> = parts.iter().map(|p| Counted { record: p.record, amount: None }).collect();
        counted.dedup();
        let is_enough = longest <= at.target().unwrap_or(self.days);
        let enough = (is_enough || !self.is_unsaid(at)).then_some(is_enough);
        Finding { achieved: longest, enough, counted, ..Finding::default() }
    }

    fn wants<'c>(&'c self, at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        if self.is_unsaid(at) { Wants::Document { unsaid: true } } else { Wants::Nothing }
    }

    fn artefact(&self) -> Option<&Word> {
        self.unless.as_ref()
    }
}
