//! How entries become amounts, in words: what each sort gives, and how it is rounded.

use super::amount::{lower_first, measured, quantity};
use super::select::selection;
use crate::policy::data::measure::{Conversion, Fraction, Measure, Per, Way, number};
use crate::policy::data::named::Names;
use crate::policy::{Amount, Unit};
use crate::wording::Wording;

/// A measure as a plain sentence: `An entry gives 2 PDH for 1 hour of the type “Teaching”; 1 PDH for 1 hour.`
pub(super) fn describe(w: &Wording, of: &Measure, names: &Names) -> String {
    let plain = Conversion {
        select: crate::policy::Select::default(),
        per: if of.unit == Unit::Days { Per::Day } else { Per::Time(crate::model::Minutes(60)) },
        round: None,
        give: Fraction::whole(of.unit.scale()),
        first_time_only: None,
    };
    let all = if of.convert.is_empty() { std::slice::from_ref(&plain) } else { &of.convert[..] };
    let mut ways = all.iter().map(|c| way(w, c, of, names)).collect::<Vec<_>>().join("; ");
    if let Some(round) = of.round {
        let key = match round.way {
            Way::Down => "beside_rules.round_down",
            Way::Nearest => "beside_rules.round_nearest",
            Way::Up => "beside_rules.round_up",
        };
        ways = w.fill(key, &[("ways", &ways), ("step", &measured(w, round.to, of))]);
    }
    w.fill("beside_rules.amounts", &[("ways", &ways)])
}

fn way(w: &Wording, of: &Conversion, measure: &Measure, names: &Names) -> String {
    let per = match &of.per {
        Per::Time(minutes) => quantity(w, Amount { n: minutes.0, unit: Unit::Minutes }, None),
        Per::Entry => w.text("beside_rules.give_entry").to_owned(),
        Per::Day => w.text("beside_rules.give_day").to_owned(),
        Per::Key(key) => w.fill("beside_rules.give_one_of", &[("key", &lower_first(names.of("key", key)))]),
    };
    let args = [("amount", &*given(w, of.give, measure)), ("per", &per), ("what", &selection(w, &of.select, names))];
    let mut way = w.fill("beside_rules.gives", &args);
    if let Some(round) = of.round {
        let key = match round.way {
            Way::Down => "beside_rules.give_down",
            Way::Nearest => "beside_rules.give_nearest",
            Way::Up => "beside_rules.give_up",
        };
        way = w.fill(key, &[("way", &way), ("step", &fraction(round.to))]);
    }
    if of.first_time_only.is_some() { w.fill("beside_rules.give_once", &[("way", &way)]) } else { way }
}

/// What is given, in the measure's unit: exactly, where it is no whole part of it too.
fn given(w: &Wording, give: Fraction, measure: &Measure) -> String {
    if give.top % give.bottom == 0 {
        return measured(w, give.top / give.bottom, measure);
    }
    let name = measure.name.as_ref().map(|(_, many)| many.clone());
    let unit = name.unwrap_or_else(|| measured(w, 2 * measure.unit.scale(), measure).replacen("2 ", "", 1));
    format!("{} {unit}", fraction(Fraction { top: give.top, bottom: give.bottom * measure.unit.scale() }))
}

fn fraction(of: Fraction) -> String {
    if of.top % of.bottom == 0 {
        return (of.top / of.bottom).to_string();
    }
    let sixtieths = of.top * 60 % of.bottom == 0;
    let exact = || number(Amount { n: of.top * 60 / of.bottom, unit: Unit::Units });
    if sixtieths { exact() } else { format!("{}/{}", of.top, of.bottom) }
}
