//! What each kind of rule asks, in words: one arm a kind.

use super::amount::{figure, measured, number_word};
use super::select::{per, selection, time, trait_names};
use crate::model::Word;
use crate::policy::data::kind::{Ask, AtLeast, Text};
use crate::policy::data::measure::UnitName;
use crate::policy::data::window::RuleWindow;
use crate::policy::{Edition, Rule, RuleKind, kinds};
use crate::wording::Wording;

/// Does a number say what is missing: not of a document, a reflection, a topic.
pub(super) fn has_number(kind: RuleKind) -> bool {
    match kind {
        RuleKind::AtLeast
        | RuleKind::AtMost
        | RuleKind::Cap
        | RuleKind::Ratio
        | RuleKind::AnyOf
        | RuleKind::Diversity
        | RuleKind::MaxGap => true,
        RuleKind::Every | RuleKind::Text | RuleKind::Artefact => false,
    }
}

/// The form of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// What a cap let through of what there was.
    Cap,
    /// What there is of a limit.
    Most,
    /// The longest time without an entry.
    Gap,
    /// A document.
    Document,
    /// Words about entries.
    Words,
    /// What there is of what is asked.
    Reached,
}

/// How the sum of a kind is written.
pub(super) fn form(kind: RuleKind) -> Form {
    match kind {
        RuleKind::Cap => Form::Cap,
        RuleKind::AtMost => Form::Most,
        RuleKind::MaxGap => Form::Gap,
        RuleKind::Artefact => Form::Document,
        RuleKind::Text => Form::Words,
        RuleKind::AtLeast | RuleKind::Ratio | RuleKind::AnyOf | RuleKind::Diversity | RuleKind::Every => Form::Reached,
    }
}

/// Are the numbers of its sum plain ones, since what they count is no entry?
pub(super) fn counts_plainly(kind: RuleKind) -> bool {
    match kind {
        RuleKind::Diversity | RuleKind::Artefact | RuleKind::Text => true,
        RuleKind::AtLeast
        | RuleKind::AtMost
        | RuleKind::Cap
        | RuleKind::Ratio
        | RuleKind::AnyOf
        | RuleKind::Every
        | RuleKind::MaxGap => false,
    }
}

/// The figure of a rule in words; none where it has none.
pub(crate) fn rule_figure(w: &Wording, rule: &Rule, edition: &Edition) -> Option<String> {
    kinds::figure(rule, edition, None).map(|f| figure(w, f, unit_name(rule, edition)))
}

/// What a rule's unit is called, where it has a name of its own.
pub(super) fn unit_name<'e>(rule: &Rule, edition: &'e Edition) -> Option<&'e UnitName> {
    let measure = edition.measure_of(rule);
    measure.name.as_ref().filter(|_| kinds::unit(rule, edition) == measure.unit)
}

/// What a rule asks, without its conditions of roles.
pub(super) fn asked(w: &Wording, rule: &Rule, edition: &Edition) -> String {
    let what = selection(w, &rule.select, &edition.names);
    let time = time(w, rule.window);
    let number = rule_figure(w, rule, edition).unwrap_or_default();
    let fill = |key: &'static str| w.fill(key, &[("amount", &number), ("what", &what), ("time", &time)]);
    match &rule.ask {
        Ask::AtLeast(ask) => roles(w, ask, rule, edition, fill("asks.at_least")),
        Ask::AtMost(_) => fill("asks.at_most"),
        Ask::Cap(cap) => {
            let rules = super::amount::rule_names(&cap.towards, edition);
            // The time of a limit is that of the rules that it limits, where it has no part of its own.
            let part = if matches!(rule.window, RuleWindow::Part { .. }) { time.as_str() } else { "" };
            let per = per(w, &cap.per, &edition.names) + part;
            let rules = super::amount::and(w, &rules);
            w.fill("asks.cap", &[("amount", &number), ("what", &what), ("per", &per), ("rules", &rules)])
        }
        Ask::Ratio(ask) => {
            let of = selection(w, &ask.of, &edition.names);
            if let Some(way) = ask.way_of.map(|n| &edition.rules[n].title) {
                let args = [("part", number.as_str()), ("rule", way), ("of", &of), ("what", &what)];
                return w.fill("asks.ratio_of_way", &args);
            }
            w.fill("asks.ratio", &[("part", &number), ("of", &of), ("what", &what), ("time", &time)])
        }
        Ask::AnyOf(ask) => {
            let way = |of: &crate::policy::data::kind::Alternative| {
                let amount = measured(w, of.at_least, edition.measure_of(rule));
                let what = selection(w, &of.select, &edition.names);
                w.fill("asks.way", &[("amount", &amount), ("what", &what), ("time", &self::time(w, of.window))])
            };
            let ways = ask.ways.iter().map(way);
            let ways = ways.reduce(|ways, way| w.fill("asks.ways", &[("ways", &ways), ("way", &way)]));
            w.fill("asks.any_of", &[("what", &what), ("ways", &ways.unwrap_or_default())])
        }
        Ask::Diversity(ask) => {
            let values = trait_names(w, &ask.of, &edition.names);
            let args = [("number", number.as_str()), ("values", &values), ("what", &what), ("time", &time)];
            w.fill("asks.diversity", &args)
        }
        Ask::Every(_) => fill("asks.at_least"),
        Ask::MaxGap(ask) => {
            let text = w.fill("asks.max_gap", &[("days", &number), ("what", &what), ("time", &time)]);
            let explained = |kind: &Word| {
                let name = edition.names.of("artefact", kind.as_str());
                w.fill("asks.gap_unless", &[("rule", &text), ("name", name)])
            };
            ask.unless.as_ref().map_or_else(|| text.clone(), explained)
        }
        Ask::Text(ask) => text(w, *ask, &what, &time),
        Ask::Artefact(ask) => {
            let name = edition.names.of("artefact", ask.which.as_str());
            let key = if ask.at_least == 1 { "asks.artefact" } else { "asks.artefacts" };
            w.fill(key, &[("number", &number), ("name", name), ("time", &time)])
        }
    }
}

fn roles(w: &Wording, ask: &AtLeast, rule: &Rule, edition: &Edition, mut text: String) -> String {
    for (key, roles) in [("asks.by_role", &ask.by_role), ("asks.more_for", &ask.more)] {
        for (role, n) in roles {
            let role = w.fill("locale.quoted", &[("text", edition.names.of("role", role.as_str()))]);
            let amount = measured(w, *n, edition.measure_of(rule));
            text = w.fill(key, &[("rule", &text), ("amount", &amount), ("role", &role)]);
        }
    }
    text
}

fn text(w: &Wording, ask: Text, what: &str, time: &str) -> String {
    let entries = match ask.on {
        None => w.text("asks.all_entries").to_owned(),
        Some(1) => w.text("asks.one_entry").to_owned(),
        Some(n) => w.fill("asks.some_entries", &[("number", &number_word(w, n))]),
    };
    let words = usize::try_from(ask.words).unwrap_or(1);
    w.count_with("asks.text_words", words, &[("entries", &entries), ("what", what), ("time", time)])
}
