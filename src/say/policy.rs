//! The rules of a policy as plain sentences, made from its data and nothing else.

use super::amount::day_of_window;
use super::amount::{and, lower_first, measured, months, number_word, or, rule_names};
use super::conversion;
use super::kind::{asked, unit_name};
use super::select::{calendar, selection};
use crate::model::Word;
use crate::policy::data::adjust::{Adjust, Carry, Effect, Fate, Needs, When};
use crate::policy::data::edition::Route;
use crate::policy::data::measure::{MINUTES, UnitName};
use crate::policy::data::rule::{ProRata, Share};
use crate::policy::data::window::{Window, WindowStart};
use crate::policy::{Edition, Figure, Rule, kinds};
use crate::wording::Wording;

/// A rule's own sentence, with the figure that everybody has.
pub(crate) fn clause(w: &Wording, rule: &Rule, edition: &Edition) -> String {
    let figures = (kinds::figure(rule, edition, None), None);
    filled(w, &rule.clause, figures, rule.name(), unit_name(rule, edition))
}

/// A sentence of a policy with its places filled.
/// Of the figures the first is the one that holds; the second is everybody's, where that is another.
pub(crate) fn filled(
    w: &Wording,
    text: &str,
    (figure, usual): (Option<Figure>, Option<Figure>),
    name: &str,
    unit: Option<&UnitName>,
) -> String {
    let shown = |f: Figure| super::amount::figure(w, f, unit);
    let figure = match (figure, usual) {
        (Some(now), Some(usual)) => w.fill("adjusted.figure", &[("amount", &shown(now)), ("usual", &shown(usual))]),
        (figure, _) => figure.map(shown).unwrap_or_default(),
    };
    text.replace("{at_least}", &figure).replace("{most}", &figure).replace("{name}", &lower_first(name))
}

/// How often periods start, in words: `a calendar year`, `3 years from 1 July`.
pub(crate) fn window(w: &Wording, of: &Window) -> String {
    match of.start {
        WindowStart::Calendar { month, day, .. } => calendar(w, of.length, month, day),
        WindowStart::Anniversary { starts: None } => w.fill("beside_rules.own", &[("length", &months(w, of.length))]),
        WindowStart::Anniversary { starts: Some((month, day)) } => w.fill(
            "beside_rules.own_from",
            &[("length", &months(w, of.length)), ("day", &day_of_window(w, month, day))],
        ),
    }
}

/// A rule as a plain sentence.
pub(crate) fn describe(w: &Wording, rule: &Rule, edition: &Edition) -> String {
    let mut text = asked(w, rule, edition);
    let mut add = |key: &'static str, roles: &[Word]| {
        let quoted = |role: &Word| w.fill("locale.quoted", &[("text", edition.names.of("role", role.as_str()))]);
        let roles = or(w, &roles.iter().map(quoted).collect::<Vec<_>>());
        text = w.fill(key, &[("rule", &text), ("roles", &roles)]);
    };
    match rule.share {
        Share::Overlap => {}
        Share::Exclusive => add("asks.exclusive", &[]),
        Share::Split => add("asks.split", &[]),
    }
    if !rule.only.roles.is_empty() {
        add("asks.only", &rule.only.roles);
    }
    if !rule.only.except.is_empty() {
        add("asks.except", &rule.only.except);
    }
    if rule.only.not_first {
        add("asks.not_first", &[]);
    }
    if rule.only.drawn {
        add("asks.drawn", &[]);
    }
    match rule.pro_rata {
        ProRata::Whole => {}
        ProRata::Since => add("asks.pro_rata", &[]),
        ProRata::WithEarlier => add("asks.pro_rata_with_earlier", &[]),
    }
    add("asks.sentence", &[]);
    text
}

/// What a circumstance changes, as a plain sentence.
pub(crate) fn describe_adjust(w: &Wording, adjust: &Adjust, edition: &Edition) -> String {
    let when = match adjust.when {
        When::AnyDay => w.text("beside_rules.any_day").to_owned(),
        When::Days(days) => w.fill("beside_rules.days", &[("n", &days.to_string())]),
        When::WholePeriod => w.text("beside_rules.whole").to_owned(),
        When::Part => w.text("beside_rules.part").to_owned(),
    };
    let needs = needs_in_words(w, adjust.needs);
    let key = if needs.is_empty() { "beside_rules.circumstance" } else { "beside_rules.circumstance_stated" };
    let changes = together(w, fates(w, adjust, edition)).join("; ");
    w.fill(key, &[("reasons", &reasons(w, adjust)), ("when", &when), ("needs", &needs), ("changes", &changes)])
}

/// What a circumstance changes now, where it is only that some rules fare otherwise: those and no others. Empty: more
/// differs than that.
pub(crate) fn adjusts_now(w: &Wording, (before, old): (&Adjust, &Edition), (now, new): (&Adjust, &Edition)) -> String {
    let same = (before.needs, before.when, before.effect) == (now.needs, now.when, now.effect);
    if !same || reasons(w, before) != reasons(w, now) {
        return String::new();
    }
    let fate_before = |rule: &Rule| {
        let found = |same: &dyn Fn(&Rule) -> bool| old.rules.iter().position(same);
        let at = found(&|r| r.id == rule.id).or_else(|| found(&|r| r.family == rule.family))?;
        Some((&old.rules[at], *before.fates.get(at)?))
    };
    let mut moved: Vec<String> = vec![];
    let mut others = vec![];
    for (rule, fate) in new.rules.iter().zip(&now.fates) {
        let was = fate_before(rule);
        match (was, *fate) {
            (Some((of, Fate::Set(a))), Fate::Set(b)) if old.measure_of(of) == new.measure_of(rule) => {
                let key = if b > a { "becomes.rises" } else { "becomes.falls" };
                let amount = |n: i64| measured(w, n, new.measure_of(rule));
                let args = [("rule", called(rule)), ("before", &amount(a)), ("now", &amount(b))];
                let said = w.fill(key, &args);
                if a != b && !moved.contains(&said) {
                    moved.push(said);
                }
            }
            (Some((of, was)), is)
                if becomes(w, was, of, old, before.effect) == becomes(w, is, rule, new, now.effect) => {}
            (_, is) => others.push((becomes(w, is, rule, new, now.effect), called(rule))),
        }
    }
    moved.extend(together(w, others));
    if moved.is_empty() {
        return String::new();
    }
    w.fill("beside_rules.circumstance_now", &[("reasons", &reasons(w, now)), ("changes", &moved.join("; "))])
}

/// What a rule is called, whichever part of the period it looks at.
fn called(rule: &Rule) -> &str {
    if rule.value.is_some() { &rule.title } else { &rule.family_title }
}

fn reasons(w: &Wording, adjust: &Adjust) -> String {
    or(w, &adjust.reasons.iter().map(|r| r.title.as_str()).collect::<Vec<_>>())
}

/// What becomes of each rule, by what rules are called.
fn fates<'e>(w: &Wording, adjust: &Adjust, edition: &'e Edition) -> Vec<(Becomes, &'e str)> {
    let each = edition.rules.iter().zip(&adjust.fates);
    each.map(|(rule, fate)| (becomes(w, *fate, rule, edition, adjust.effect), called(rule))).collect()
}

/// Rules with one fate together, in the order of the first of them.
fn together(w: &Wording, of: Vec<(Becomes, &str)>) -> Vec<String> {
    let mut fates: Vec<(Becomes, Vec<&str>)> = vec![];
    for (becomes, name) in of {
        match fates.iter_mut().find(|(held, _)| *held == becomes) {
            Some((_, rules)) if rules.contains(&name) => {}
            Some((_, rules)) => rules.push(name),
            None => fates.push((becomes, vec![name])),
        }
    }
    let said = |((key, amount), rules): &(Becomes, Vec<&str>)| {
        w.count_with(key, rules.len(), &[("rules", &and(w, rules)), ("amount", amount)])
    };
    fates.iter().map(said).collect()
}

/// A text, and the amount in it.
type Becomes = (&'static str, String);

fn becomes(w: &Wording, fate: Fate, rule: &Rule, edition: &Edition, effect: Effect) -> Becomes {
    let key = match fate {
        Fate::Set(n) => return ("becomes.set", measured(w, n, edition.measure_of(rule))),
        Fate::Agreed => "becomes.agreed",
        Fate::Scale if effect == Effect::Scale => "becomes.days",
        Fate::Scale => "becomes.scaled",
        Fate::Keep => "becomes.kept",
        Fate::Drop => "becomes.dropped",
        Fate::Unstated => "becomes.unstated",
    };
    (key, String::new())
}

fn needs_in_words(w: &Wording, needs: Needs) -> String {
    let named = [
        (needs.target, "beside_rules.target"),
        (needs.agreed_on, "beside_rules.agreed_on"),
        (needs.reference, "beside_rules.reference"),
    ];
    and(w, &named.iter().filter(|(is, _)| *is).map(|(_, key)| w.text(key)).collect::<Vec<_>>())
}

/// What may be taken along, as a plain sentence.
pub(crate) fn describe_carry(w: &Wording, carry: Option<&Carry>, edition: &Edition) -> String {
    let Some(carry) = carry else { return w.text("beside_rules.no_carry").to_owned() };
    let rules = rule_names(&carry.towards, edition);
    let measure = carry.towards.first().map_or(&MINUTES, |n| edition.measure_of(&edition.rules[*n]));
    let key = match (carry.not_first, carry.carried_first) {
        (false, true) => "beside_rules.carry_before",
        (false, false) => "beside_rules.carry_after",
        (true, true) => "beside_rules.carry_not_first_before",
        (true, false) => "beside_rules.carry_not_first_after",
    };
    let number = number_word(w, i64::from(carry.periods));
    let several = usize::try_from(carry.periods).unwrap_or(1);
    let periods = w.count_with("beside_rules.periods", several, &[("number", &number)]);
    let mut text = w.fill(
        key,
        &[
            ("amount", &measured(w, carry.most, measure)),
            ("what", &selection(w, &carry.select, &edition.names)),
            ("rules", &and(w, &rules)),
            ("periods", &periods),
        ],
    );
    if let Some(late) = carry.earned_in_last {
        text = w.fill("beside_rules.carry_late", &[("carried", &text), ("months", &months(w, late))]);
    }
    if carry.not_first_judged {
        text = w.fill("beside_rules.carry_not_first_judged", &[("carried", &text)]);
    }
    text
}

/// A document that stands in place of rules, as a plain sentence.
pub(crate) fn describe_route(w: &Wording, route: &Route, edition: &Edition) -> String {
    let rules = rule_names(&route.satisfies, edition);
    w.fill("beside_rules.route", &[("rules", &and(w, &rules)), ("title", &route.title)])
}

/// How long a period is, as a plain sentence.
pub(crate) fn describe_period(w: &Wording, edition: &Edition) -> String {
    w.fill("beside_rules.period", &[("period", &window(w, &edition.window))])
}

/// What an edition brings that is still to come, in a sentence: the figure of the rule that says how much in all, where
/// that is another; else that the rules change.
pub(crate) fn coming(w: &Wording, now: &Edition, next: &Edition) -> String {
    let lead = |e: &Edition| e.lead.and_then(|n| super::kind::rule_figure(w, &e.rules[n], e));
    let day = w.day(next.from);
    match lead(next).filter(|figure| lead(now).as_ref() != Some(figure)) {
        Some(figure) => w.fill("comes.figure", &[("day", &day), ("amount", &figure)]),
        None => w.fill("comes.rules", &[("day", &day)]),
    }
}

/// What an edition says beside its rules and its period, one sentence each: how entries become amounts, what is
/// carried, circumstances, documents in place of rules.
pub(crate) fn beside(w: &Wording, edition: &Edition) -> Vec<String> {
    let used = |name: &str| edition.rules.iter().any(|r| r.measure == name);
    let measures =
        edition.measures.iter().filter(|(name, of)| used(name) && !(of.convert.is_empty() && of.round.is_none()));
    let mut all: Vec<String> = measures.map(|(_, of)| conversion::describe(w, of, &edition.names)).collect();
    all.push(describe_carry(w, edition.carry.as_ref(), edition));
    all.extend(edition.adjust.iter().map(|adjust| describe_adjust(w, adjust, edition)));
    all.extend(edition.routes.iter().map(|route| describe_route(w, route, edition)));
    all
}
