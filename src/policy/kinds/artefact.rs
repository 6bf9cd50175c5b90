//! `artefact`: documents, dated in the window. Where nobody has said which there are, it cannot be told.

use serde_yaml::Value;

use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::diag::Code;
use crate::model::{Day, Word};
use crate::policy::amounts::wants::Wants;
use crate::policy::data::kind::{Ask, Document, Figure};
use crate::policy::data::measure::Unit;
use crate::policy::value::known_word;
use crate::yaml::fields::{Faults, Fields, line};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`artefact: plan`, `artefact: {kind: plan, at_least: 2}`",
    "so many documents of a kind, dated in the window, not after today",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let value = f.value("artefact", faults)?;
    let at = f.path("artefact");
    let (name, at_least) = if let Value::Mapping(map) = value {
        let mut a = Fields::new(map, at.clone());
        let (name, at_least) =
            (a.required_line("kind", "kind: plan", faults), a.number("at_least", faults).unwrap_or(1));
        a.finish(&[], faults);
        (name?, at_least)
    } else {
        (line(value, &at, faults)?, 1)
    };
    let known = reading.known.artefacts;
    let which = known_word(&name, &at, "an artefact of this policy", known, Code::BadPolicy, faults)?;
    Some(Ask::Artefact(Document { which, at_least }))
}

impl Kind for Document {
    fn unit(&self, _measured: Unit) -> Unit {
        Unit::Count
    }

    /// Documents are no entries.
    fn adds_up(&self) -> bool {
        false
    }

    fn target(&self, _roles: &[Word]) -> Option<i64> {
        Some(self.at_least)
    }

    fn figure(&self, now: Option<i64>, _measured: Unit) -> Option<Figure> {
        Some(Figure::Number(now.unwrap_or(self.at_least)))
    }

    fn number_mut(&mut self) -> Option<&mut i64> {
        Some(&mut self.at_least)
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let (days, as_of) = (at.case.days(at.rule), at.case.as_of);
        let at_least = at.target().unwrap_or(self.at_least);
        let there =
            at.case.follow.documents().filter(|a| a.kind == self.which && days.contains(a.day) && a.day <= as_of);
        let mut on: Vec<Day> = there.map(|a| a.day).collect();
        on.sort_unstable();
        let achieved = i64::try_from(on.len()).unwrap_or(0);
        let nth = usize::try_from(at_least - 1).unwrap_or(0);
        // one that was received does not say that there are no others
        let enough = (achieved >= at_least || at.case.follow.artefacts.is_some()).then_some(achieved >= at_least);
        Finding { achieved, enough, met_on: on.get(nth).copied(), ..Finding::default() }
    }

    fn wants<'c>(&'c self, at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        Wants::Document { unsaid: at.case.follow.artefacts.is_none() }
    }

    fn artefact(&self) -> Option<&Word> {
        Some(&self.which)
    }
}
