//! What a publisher should look at in a policy, in sentences for the terminal.

use super::amount::and;
use super::select::trait_name;
use crate::model::time::in_words;
use crate::policy::kinds::kind::Doubt;
use crate::policy::tell::check::Point;
use crate::policy::tell::examples::Wrong;
use crate::wording::Wording;

/// One remark.
pub(crate) fn point(of: &Point) -> String {
    let w = Wording::english();
    match of {
        Point::SameDay(a, b) => format!("{a} and {b} come into force on the same day"),
        Point::Overlaps { earlier, until, later, from } => {
            format!("{earlier} lasts until {}, and {later} starts on {}", in_words(*until), in_words(*from))
        }
        Point::NoEdition(days) => {
            format!("no edition is in force from {} to {}", in_words(days.first), in_words(days.last))
        }
        Point::StartsInside(edition, from) => {
            let from = in_words(*from);
            format!("{edition} starts in the middle of a period: it judges those that start after {from}")
        }
        Point::SelectsNothing(rule) => format!("`{rule}` selects nothing: its conditions exclude each other"),
        Point::AskedOfNobody(rule) => format!("`{rule}` is asked of nobody: every role is also excepted"),
        Point::Doubt(rule, doubt) => format!("`{rule}` {}", said(w, doubt)),
        Point::MoreThanAllowed(a, b) => format!("`{a}` asks for more than `{b}` allows"),
        Point::MetWith(a, b) => format!("`{a}` is met whenever `{b}` is"),
        Point::ClauseSays(rule, text) => {
            format!(
                "the clause of `{rule}` says `{text}`, and the rule another figure: write `{{at_least}}` or `{{most}}` for it"
            )
        }
        Point::LimitsNothing(cap, rule) => format!("`{cap}` limits nothing that `{rule}` looks at"),
        Point::MoreThanLetThrough(rule, cap) => format!("`{rule}` asks for more than `{cap}` lets through"),
        Point::NotConfirmed(rule, sure, source) => {
            let source = source.as_ref().map_or("no source is named".to_owned(), |s| format!("source: {s}"));
            format!("`{rule}` is {}; {source}", sure.word())
        }
        Point::Stated(words) => words.clone(),
        Point::NoFate(rule, reasons) => {
            format!("nothing says what becomes of `{rule}` under: {}", and(w, reasons))
        }
        Point::AlsoInvited(grades, others) => {
            format!("the scheme is for {}, and the source also invites {others}", and(w, grades))
        }
        Point::NoContact => "members may join the scheme, and no contact is given".to_owned(),
        Point::UnusedMeasure(name) => format!("no rule measures by `{name}`"),
        Point::NoExample(rule) => format!("no worked example shows `{rule}`"),
        Point::UnusedSource(name) => format!("no edition and no rule comes from the source `{name}`"),
        Point::OldSource(name, day) => {
            format!("the source `{name}` was last looked at on {}: look whether it still says so", in_words(*day))
        }
        Point::UnusedRole(role) => format!("no rule asks for the role `{role}`"),
        Point::UnusedArtefact(artefact) => format!("no rule and no route asks for `{artefact}`"),
        Point::UnusedKey(key) => format!("no rule looks at the key `{key}`"),
        Point::NeverHolds(reasons, days) => {
            format!("{}: no circumstance touches {days} days of a period, which is shorter", and(w, reasons))
        }
        Point::SourceToCome(name, day) => {
            format!("the source `{name}` is said to be looked at on {}, which is still to come", in_words(*day))
        }
        Point::Wrong(of) => wrong(of),
    }
}

fn said(w: &Wording, doubt: &Doubt) -> String {
    match doubt {
        Doubt::TooManyValues { asked, of, there } => {
            format!("asks for {asked} of {}, and there are {there}", trait_name(w, of))
        }
        Doubt::MoreThanTheWhole => "asks for more than the whole".to_owned(),
        Doubt::Nothing => "asks for nothing".to_owned(),
        Doubt::OneWay => "has no second way".to_owned(),
    }
}

/// A worked example that does not come out.
pub(crate) fn wrong(of: &Wrong) -> String {
    if let Some(day) = of.elsewhere {
        let day = in_words(day);
        return format!("`{}`: this edition does not judge the period that holds {day}", of.example);
    }
    let found = of.found.as_deref().unwrap_or("no such rule");
    format!("`{}`: {} comes out as `{found}`, not as `{}`", of.example, of.rule, of.wanted)
}
