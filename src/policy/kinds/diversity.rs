//! `diversity`: at least so many different values; the first entry with each counts as one.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::kind::{At, Doubt, Kind, Reading};
use crate::model::Word;
use crate::policy::amounts::pool;
use crate::policy::amounts::wants::{Wants, Way};
use crate::policy::data::kind::{Ask, Diversity, Figure, Trait};
use crate::policy::data::measure::Unit;
use crate::policy::data::policy::Policy;
use crate::policy::value::trait_of;
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`diversity: {of: type, at_least: 3}`",
    "so many different values of `type`, `category`, `provider`, `competences`, `competence-groups` or a declared key of words",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let mut d = f.fields("diversity", faults)?;
    let at = d.path("of");
    let of = d.required_line("of", "of: type", faults).and_then(|text| trait_of(&text, &at, reading.known, faults));
    d.require("at_least", "at_least: 3");
    let at_least = d.number("at_least", faults);
    d.finish(&[], faults);
    Some(Ask::Diversity(Diversity { of: of?, at_least: at_least? }))
}

impl Kind for Diversity {
    fn unit(&self, _measured: Unit) -> Unit {
        Unit::Count
    }

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
        let at_least = at.target().unwrap_or(self.at_least);
        let mut found = Finding::default();
        let parts = at.case.parts(at.place);
        let mut seen = BTreeSet::new();
        for part in &parts {
            for value in pool::values_of(part, &self.of) {
                if seen.insert(value) {
                    found.achieved += 1;
                    found.add(part.record, 1);
                    if found.achieved == at_least {
                        found.met_on = Some(part.of.days.last);
                    }
                }
            }
        }
        found.enough = Some(found.achieved >= at_least);
        found
    }

    fn wants<'c>(&'c self, at: At<'_, 'c>, achieved: i64, target: i64) -> Wants<'c> {
        let parts = at.case.parts(at.place);
        let there = parts.iter().flat_map(|p| pool::values_of(p, &self.of)).map(str::to_owned).collect();
        let (select, measure) = (at.rule.select.clone(), at.case.edition.measure_of(at.rule));
        let values = Some((&self.of, there));
        Wants::OneOf(vec![Way { select, measure, missing: target - achieved, values, rooms: vec![] }])
    }

    fn keys(&self) -> Vec<&str> {
        match &self.of {
            Trait::Key(key) => vec![key],
            _ => vec![],
        }
    }

    fn doubt(&self, policy: &Policy) -> Option<Doubt> {
        let there = match &self.of {
            Trait::Type => policy.types.len(),
            Trait::Category => policy.categories.len(),
            Trait::Key(key) => policy.keys.get(key).map_or(0, |k| k.words().len()),
            Trait::Provider | Trait::Competences | Trait::CompetenceGroups => 0,
        };
        let few = there > 0 && i64::try_from(there).is_ok_and(|n| n < self.at_least);
        few.then(|| Doubt::TooManyValues { asked: self.at_least, of: self.of.clone(), there })
    }
}
