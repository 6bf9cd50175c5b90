//! `cap`: no more than so much of what it selects counts towards other rules.

use super::finding::Finding;
use super::kind::{At, Kind, Reading};
use crate::diag::{Code, KeyPath};
use crate::policy::amounts::wants::Wants;
use crate::policy::data::kind::{Ask, Cap, CapPer, Trait};
use crate::policy::data::named::KeyKind;
use crate::policy::data::rule::Rule;
use crate::policy::data::window::RuleWindow;
use crate::policy::value::{Known, amount, bad, trait_named};
use crate::yaml::fields::{Faults, Fields, unknown};

/// How it is written, and what it asks.
pub const REFERENCE: [&str; 2] = [
    "`cap: {most: 20h, per: period, towards: [total]}`",
    "no more than so much of what it selects counts towards these rules",
];

/// Reads it.
pub(crate) fn read(f: &mut Fields<'_>, reading: &mut Reading<'_>, faults: &mut Faults) -> Option<Ask> {
    let mut c = f.fields("cap", faults)?;
    c.require("most", "most: 20h");
    let most = c.value("most", faults).and_then(|v| amount(v, &c.path("most"), reading.unit, faults));
    let at = c.path("per");
    let per = c.line("per", faults).map_or(Some(CapPer::Window), |text| per(&text, &at, reading.known, faults));
    c.require("towards", "towards: [total]");
    reading.towards = c.lines("towards", faults);
    c.finish(&[], faults);
    Some(Ask::Cap(Cap { most: most?, per: per?, towards: vec![] }))
}

fn per(text: &str, at: &KeyPath, known: &Known<'_>, faults: &mut Faults) -> Option<CapPer> {
    match text {
        "period" => Some(CapPer::Window),
        "entry" => Some(CapPer::Entry),
        "day" => Some(CapPer::Day),
        other => {
            let single =
                |key: &str| matches!(known.keys.get(key).map(|k| &k.kind), Some(KeyKind::Words { many: false, .. }));
            let Some(found) = trait_named(other, known) else {
                let words = ["period", "entry", "day", "type", "category", "provider"].into_iter();
                let words: Vec<&str> =
                    words.chain(known.keys.keys().map(String::as_str).filter(|k| single(k))).collect();
                let what = "what a cap can be counted by";
                unknown(faults, Code::BadPolicy, at, other, what, words.iter().copied());
                return None;
            };
            let is_single = match &found {
                Trait::Type | Trait::Category | Trait::Provider => true,
                Trait::Competences | Trait::CompetenceGroups => false,
                Trait::Key(key) => single(key),
            };
            if !is_single {
                bad(faults, at, format!("an entry may have several of `{other}`: a cap needs one"))
                    .with_hint("declare the key as `type: word`");
            }
            Some(CapPer::Trait(found))
        }
    }
}

impl Kind for Cap {
    fn limit(&self) -> Option<i64> {
        Some(self.most)
    }

    fn is_judged(&self) -> bool {
        false
    }

    fn can_be_set(&self) -> bool {
        true
    }

    fn number_mut(&mut self) -> Option<&mut i64> {
        Some(&mut self.most)
    }

    /// What it let through towards the first rule that it limits, of those that look at its time.
    fn find(&self, at: At<'_, '_>) -> Finding {
        let At { case, place, rule } = at;
        let looks = |limited: &Rule| rule.window == RuleWindow::Period || case.days(limited).touches(case.days(rule));
        let limited = self.towards.iter().find(|t| {
            let limited = &case.edition.rules[**t];
            case.holds(&limited.only) && looks(limited)
        });
        let limit = limited.and_then(|t| Some((*t, case.limits(*t).into_iter().find(|l| l.rule == place)?)));
        let Some((limited, limit)) = limit else {
            return Finding::shown(&case.selected(rule, &rule.select, rule.window));
        };
        let mut found = Finding::default();
        for (part, took) in case.through(limited).each().filter(|(p, _)| limit.fits(p)) {
            found.achieved += took.amount;
            found.offered += part.amount;
            found.count(part, took, Some(case.edition));
        }
        found
    }

    fn wants<'c>(&'c self, _at: At<'_, 'c>, _achieved: i64, _target: i64) -> Wants<'c> {
        Wants::Nothing
    }

    fn keys(&self) -> Vec<&str> {
        match &self.per {
            CapPer::Trait(Trait::Key(key)) => vec![key],
            _ => vec![],
        }
    }
}
