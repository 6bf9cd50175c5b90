//! `max_gap`: no longer run of days without an entry, up to today.

use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::model::{Days, Word};
use crate::policy::amounts::wants::Wants;
use crate::policy::data::assessment::Counted;
use crate::policy::data::kind::{Ask, Figure, MaxGap};
use crate::policy::data::measure::{Amount, Unit};
use crate::policy::value::bad;
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = ["`max_gap: 90 days`", "no longer run of days without an entry"];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, _reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let text = f.line("max_gap", faults)?;
    let days = text.strip_suffix(" days").and_then(|n| n.parse().ok()).filter(|n| (1..=3_660).contains(n));
    if days.is_none() {
        bad(faults, &f.path("max_gap"), format!("`{text}` is not a number of days")).with_hint("write `90 days`");
    }
    days.map(|days| Ask::MaxGap(MaxGap { days }))
}

impl Kind for MaxGap {
    fn unit(&self, _measured: Unit) -> Unit {
        Unit::Days
    }

    fn is_limit(&self) -> bool {
        true
    }

    /// Its days are those without an entry.
    fn adds_up(&self) -> bool {
        false
    }

    fn target(&self, _roles: &[Word]) -> Option<i64> {
        Some(self.days)
    }

    fn figure(&self, now: Option<i64>, _measured: Unit) -> Option<Figure> {
        Some(Figure::Amount(Amount { n: now.unwrap_or(self.days), unit: Unit::Days }))
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
        for span in spans {
            longest = longest.max((span.first - free_from).num_days());
            free_from = free_from.max(span.last.succ_opt().unwrap_or(span.last));
        }
        longest = longest.max((end - free_from).num_days() + 1);
        let mut counted: Vec<Counted> = parts.iter().map(|p| Counted { record: p.record, amount: None }).collect();
        counted.dedup();
        let enough = Some(longest <= at.target().unwrap_or(self.days));
        Finding { achieved: longest, enough, counted, ..Finding::default() }
    }

    fn wants<'c>(&'c self, _at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        Wants::Nothing
    }
}
