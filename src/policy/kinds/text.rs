//! `text`: words written about entries, on so many of them or on all.

use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::model::Word;
use crate::policy::amounts::wants::Wants;
use crate::policy::data::assessment::Excluded;
use crate::policy::data::kind::{Ask, Figure, Text};
use crate::policy::data::measure::Unit;
use crate::policy::data::records::Why;
use crate::yaml::fields::{Faults, Fields};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`text: {words: 30, entries: 2}`",
    "a reflection of so many words (1 where left out) on so many entries; without `entries`: on every entry that is selected",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, _reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let mut t = f.fields("text", faults)?;
    let words = t.number("words", faults).unwrap_or(1).max(1);
    let on = t.number("entries", faults);
    t.finish(&[], faults);
    Some(Ask::Text(Text { words, on }))
}

impl Kind for Text {
    fn unit(&self, _measured: Unit) -> Unit {
        Unit::Count
    }

    fn adds_up(&self) -> bool {
        false
    }

    fn target(&self, _roles: &[Word]) -> Option<i64> {
        self.on
    }

    /// None where it asks for all entries.
    fn figure(&self, now: Option<i64>, _measured: Unit) -> Option<Figure> {
        self.on.map(|on| Figure::Number(now.unwrap_or(on)))
    }

    fn number_mut(&mut self) -> Option<&mut i64> {
        self.on.as_mut()
    }

    fn find(&self, at: At<'_, '_>) -> Finding {
        let on = self.on.and(at.target().or(self.on));
        let mut found = Finding::default();
        let mut entries = 0;
        let mut last = None;
        for part in at.case.parts(at.place) {
            if last == Some(part.record) {
                continue;
            }
            last = Some(part.record);
            entries += 1;
            if i64::try_from(part.of.reflection_words).unwrap_or(i64::MAX) >= self.words {
                found.achieved += 1;
                found.add(part.record, 1);
                if on == Some(found.achieved) {
                    found.met_on = Some(part.of.days.last);
                }
            } else {
                found.excluded.push(Excluded { record: part.record, amount: None, reason: Why::FewWords, by: None });
            }
        }
        let target = on.unwrap_or(entries);
        found.target = Some(target);
        found.enough = Some(found.achieved >= target);
        found.among = on.is_none().then_some(entries);
        found.words = Some(self.words);
        found
    }

    fn wants<'c>(&'c self, _at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        Wants::Words
    }
}
