//! Which entries and which time a rule looks at, in words.

use super::amount::{and, day_of_window, lower_first, months, or};
use crate::model::Word;
use crate::policy::Select;
use crate::policy::data::kind::{CapPer, Trait};
use crate::policy::data::named::Names;
use crate::policy::data::select::Condition;
use crate::policy::data::window::{Months, RuleWindow};
use crate::wording::Wording;

/// A selection, with a space before it: ` planned and of the type “Event”`.
pub(crate) fn selection(w: &Wording, select: &Select, names: &Names) -> String {
    if select.is_all() {
        return String::new();
    }
    let all: Vec<String> = select.all.iter().map(|c| condition(w, c, names)).collect();
    format!(" {}", and(w, &all))
}

fn condition(w: &Wording, of: &Condition, names: &Names) -> String {
    let either = |yes: bool, a: &'static str, b: &'static str| w.text(if yes { a } else { b }).to_owned();
    let quoted = |text: &str| w.fill("locale.quoted", &[("text", text)]);
    let named = |list: &str, words: &[Word]| {
        or(w, &words.iter().map(|word| quoted(names.of(list, word.as_str()))).collect::<Vec<_>>())
    };
    let with = |key: &'static str, words: &str| w.fill(key, &[("words", words)]);
    let key_name = |key: &str| lower_first(names.of("key", key));
    match of {
        Condition::Planned(yes) => either(*yes, "asks_for.planned", "asks_for.not_planned"),
        Condition::Type(words) => with("asks_for.type", &named("type", words)),
        Condition::Category(words) => with("asks_for.category", &named("category", words)),
        Condition::Provider(words) => with("asks_for.provider", &or(w, words)),
        Condition::Tags(words) => with("asks_for.tag", &or(w, words)),
        Condition::Competences(words) => with("asks_for.competence", &or(w, words)),
        Condition::Since(day) => w.fill("asks_for.since", &[("day", &w.day(*day))]),
        Condition::Until(day) => w.fill("asks_for.until", &[("day", &w.day(*day))]),
        Condition::Over(minutes) => {
            let over = crate::policy::Amount { n: minutes.0, unit: crate::policy::Unit::Minutes };
            w.fill("asks_for.over", &[("time", &super::amount::quantity(w, over, None))])
        }
        Condition::Evidence(yes) => either(*yes, "asks_for.evidence", "asks_for.no_evidence"),
        Condition::Reflection(yes) => either(*yes, "asks_for.reflection", "asks_for.no_reflection"),
        Condition::Plan(yes) => either(*yes, "asks_for.plan", "asks_for.no_plan"),
        Condition::SupportsOthers(yes) => either(*yes, "asks_for.others", "asks_for.not_others"),
        Condition::Flag(key, yes) => {
            let place = if *yes { "asks_for.marked" } else { "asks_for.not_marked" };
            w.fill(place, &[("key", &quoted(names.of("key", key)))])
        }
        Condition::Number(key, least) => {
            w.fill("asks_for.number", &[("key", &key_name(key)), ("n", &least.to_string())])
        }
        Condition::Words(key, words) if words.is_empty() => w.fill("asks_for.any", &[("key", &key_name(key))]),
        Condition::Words(key, words) => {
            w.fill("asks_for.words", &[("key", &key_name(key)), ("words", &named(key, words))])
        }
        Condition::Any(ways) => {
            or(w, &ways.iter().map(|s| selection(w, s, names).trim().to_owned()).collect::<Vec<_>>())
        }
        Condition::Not(inner) => w.fill("asks_for.not", &[("what", &selection(w, inner, names))]),
    }
}

/// The time that a rule looks at, with a space before it; nothing for the period.
pub(super) fn time(w: &Wording, window: RuleWindow) -> String {
    match window {
        RuleWindow::Period => String::new(),
        RuleWindow::Rolling(length) => w.fill("asks_time.rolling", &[("months", &months(w, length))]),
        RuleWindow::RollingToday(length) => w.fill("asks_time.today", &[("months", &months(w, length))]),
        RuleWindow::Own(of) => w.fill("asks_time.own", &[("window", &calendar(w, of.length, of.month, of.day))]),
        RuleWindow::Part { length, step, nth } => w.fill(
            if step == length { "asks_time.part" } else { "asks_time.part_every" },
            &[("n", &(nth + 1).to_string()), ("months", &months(w, length)), ("step", &months(w, step))],
        ),
    }
}

/// How often stretches of the calendar start, in words: `a calendar year`, `3 years from 1 July`.
pub(super) fn calendar(w: &Wording, length: Months, month: u32, day: u32) -> String {
    if (length, month, day) == (Months(12), 1, 1) {
        return w.text("beside_rules.year").to_owned();
    }
    let day = day_of_window(w, month, day);
    w.fill("beside_rules.from", &[("length", &months(w, length)), ("day", &day)])
}

/// In each of what a cap limits, with a space before it.
pub(super) fn per(w: &Wording, per: &CapPer, names: &Names) -> String {
    let value = |value: &str| w.fill("asks_per.value", &[("value", value)]);
    match per {
        CapPer::Window => String::new(),
        CapPer::Entry => w.text("asks_per.entry").to_owned(),
        CapPer::Day => w.text("asks_per.day").to_owned(),
        CapPer::Trait(Trait::Key(key)) => value(&lower_first(names.of("key", key))),
        CapPer::Trait(of) => value(&trait_name(w, of)),
    }
}

/// One of a property, in words.
pub(crate) fn trait_name(w: &Wording, of: &Trait) -> String {
    let key = match of {
        Trait::Type => "asks_of.type",
        Trait::Category => "asks_of.category",
        Trait::Provider => "asks_of.provider",
        Trait::Competences => "asks_of.competence",
        Trait::CompetenceGroups => "asks_of.group",
        Trait::Key(key) => return key.replace('_', " "),
    };
    w.text(key).to_owned()
}

/// Several of a property, in words.
pub(super) fn trait_names(w: &Wording, of: &Trait, names: &Names) -> String {
    let key = match of {
        Trait::Type => "asks_of.types",
        Trait::Category => "asks_of.categories",
        Trait::Provider => "asks_of.providers",
        Trait::Competences => "asks_of.competences",
        Trait::CompetenceGroups => "asks_of.groups",
        Trait::Key(key) => return lower_first(names.of("key", key)),
    };
    w.text(key).to_owned()
}
