//! Rules, sums and amounts in sentences, made from the data alone.

use crate::model::time::month_name;
use crate::model::{Minutes, Word};
use crate::policy::data::rule::{
    Adjust, Alternative, CapPer, Carry, Edition, Effect, Fate, MINUTES, Measure, Months, Names, Needs, Rule, RuleKind,
    RuleWindow, Share, Trait, Unit, When, Window, WindowStart,
};
use crate::policy::data::select::{Condition, Select};
use crate::policy::judge::adjust::Change;
use crate::policy::judge::assessment::{RuleResult, Verdict};
use crate::policy::judge::kinds::Finding;

/// `30 hours`, `29 hours 59 minutes`, `1 unit`, `2 1/3 points`.
pub fn quantity(amount: i64, measure: &Measure) -> String {
    match measure.unit {
        Unit::Minutes => hours(amount),
        unit => {
            let (one, many) = unit_names(unit, measure);
            let number = number(amount, unit.scale());
            format!("{number} {}", if amount == unit.scale() { one } else { many })
        }
    }
}

/// The same, short: `30 h`, `29 h 59 min`, `1 unit`.
pub fn short(amount: i64, measure: &Measure) -> String {
    if measure.unit == Unit::Minutes { Minutes(amount).long() } else { quantity(amount, measure) }
}

fn hours(amount: i64) -> String {
    let (h, m) = (amount / 60, amount % 60);
    let plural = |n: i64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    match (h, m) {
        (h, 0) => plural(h, "hour"),
        (0, m) => plural(m, "minute"),
        (h, m) => format!("{} {}", plural(h, "hour"), plural(m, "minute")),
    }
}

fn unit_names(unit: Unit, measure: &Measure) -> (&str, &str) {
    if let Some((one, many)) = &measure.name {
        return (one, many);
    }
    match unit {
        Unit::Minutes => ("minute", "minutes"),
        Unit::Units => ("unit", "units"),
        Unit::Points => ("point", "points"),
        Unit::Days => ("day", "days"),
        Unit::Count => ("entry", "entries"),
    }
}

/// An amount as a number: `21`, `2.5`, `2 1/3`.
pub fn number(amount: i64, scale: i64) -> String {
    let (whole, rest) = (amount / scale, amount % scale);
    if rest == 0 {
        return whole.to_string();
    }
    if (rest * 100) % scale == 0 {
        let text = format!("{whole}.{:02}", rest * 100 / scale);
        return text.trim_end_matches('0').to_owned();
    }
    let common = common_divisor(rest, scale);
    let part = format!("{}/{}", rest / common, scale / common);
    if whole == 0 { part } else { format!("{whole} {part}") }
}

fn common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// A number below thirteen as a word.
pub fn count_in_words(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |w| (*w).to_owned())
}

/// `12 months` as `1 year`; `18 months` as they are.
pub fn months(length: Months) -> String {
    match (length.0 / 12, length.0 % 12) {
        (1, 0) => "1 year".to_owned(),
        (n, 0) => format!("{n} years"),
        _ if length.0 == 1 => "1 month".to_owned(),
        _ => format!("{} months", length.0),
    }
}

/// The rule's own sentence, with `{at_least}`, `{most}` and `{name}` filled in.
pub fn clause(rule: &Rule, measure: &Measure, amount: Option<i64>) -> String {
    let amount = amount.or(match &rule.kind {
        RuleKind::AtLeast(target) => Some(target.base),
        RuleKind::AtMost(most) => Some(*most),
        RuleKind::Cap(cap) => Some(cap.most),
        RuleKind::AnyOf(ways) => ways.first().map(|w| w.at_least),
        RuleKind::Diversity { at_least, .. } => Some(*at_least),
        _ => None,
    });
    let shown = amount.map_or_else(String::new, |a| match rule.kind {
        RuleKind::Diversity { .. } | RuleKind::Artefact { .. } | RuleKind::Text(_) => {
            count_in_words(usize::try_from(a).unwrap_or(0))
        }
        RuleKind::MaxGap(_) => format!("{a} days"),
        _ => quantity(a, measure),
    });
    let name = rule.value.as_ref().map_or(rule.title.as_str(), |v| v.title.as_str());
    rule.clause.replace("{at_least}", &shown).replace("{most}", &shown).replace("{name}", &lower_first(name))
}

/// `Technical knowledge` in the middle of a sentence; `STEM` stays.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(a), Some(b)) if a.is_uppercase() && b.is_lowercase() => {
            a.to_lowercase().chain(std::iter::once(b)).chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// What a sentence about a result is made from.
pub(crate) struct Said<'s> {
    pub(crate) rule: &'s Rule,
    pub(crate) edition: &'s Edition,
    pub(crate) change: Change,
    pub(crate) found: &'s Finding,
    pub(crate) result: &'s RuleResult,
}

/// The sum as a person would write it: `8 h + 20 h of 25 h (Unplanned) = 28 h of 30 h: 2 h to go`.
pub(crate) fn arithmetic(said: &Said<'_>) -> String {
    let measure = said.edition.measure_of(said.rule);
    let show = |amount| short(amount, measure);
    let r = said.result;
    match said.change {
        Change::Unsaid => return format!("{}; the policy does not say what is asked here", show(r.achieved)),
        Change::Lifted => return format!("{}; not asked for in this period", show(r.achieved)),
        Change::Stays(_) => {}
    }
    if let Some(remark) = &said.found.remark {
        return remark.clone();
    }
    match &said.rule.kind {
        RuleKind::Cap(_) => cap_sum(said, &show),
        RuleKind::AtMost(_) => {
            let limit = r.limit.unwrap_or(0);
            let over = r.achieved - limit;
            let end = if over > 0 { format!("{} over", show(over)) } else { format!("{} left", show(-over)) };
            format!("{} of at most {}: {end}", show(r.achieved), show(limit))
        }
        RuleKind::MaxGap(_) => {
            let days = |n: i64| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
            format!(
                "the longest stretch without an entry is {}, of at most {}",
                days(r.achieved),
                days(r.limit.unwrap_or(0))
            )
        }
        RuleKind::Diversity { .. } | RuleKind::Artefact { .. } | RuleKind::Text(_) => {
            at_least_sum(said, &|n: i64| n.to_string())
        }
        _ => at_least_sum(said, &show),
    }
}

fn cap_sum(said: &Said<'_>, show: &dyn Fn(i64) -> String) -> String {
    let r = said.result;
    let lost: i64 = r.excluded.iter().filter(|e| e.by.as_ref() == Some(&r.id)).map(|e| e.amount).sum();
    let limit = show(r.limit.unwrap_or(0));
    if lost > 0 {
        format!(
            "{} of {} counts, up to {limit}: {} earned and not counted",
            show(r.achieved),
            show(said.found.offered),
            show(lost)
        )
    } else {
        format!("{} of up to {limit}: all of it counts", show(r.achieved))
    }
}

fn at_least_sum(said: &Said<'_>, show: &dyn Fn(i64) -> String) -> String {
    let r = said.result;
    let mut terms: Vec<String> = vec![];
    let caps: Vec<_> = said.found.capped.iter().filter(|(_, took, had)| took < had).collect();
    if !caps.is_empty() {
        // Caps inside one another would count a part twice: then only the sum is shown.
        let all: i64 = caps.iter().map(|(_, took, _)| took).sum();
        let rest = r.achieved - r.carried - all;
        let known = said.found.counted.iter().map(|c| c.amount).sum::<i64>() - r.achieved + r.carried;
        if rest >= 0 && known == 0 {
            if rest > 0 {
                terms.push(show(rest));
            }
            for (place, took, had) in caps {
                let title = said.edition.rules.get(*place).map_or("", |r| r.title.as_str());
                terms.push(format!("{} of {} ({})", show(*took), show(*had), lower_first(title)));
            }
        }
    }
    if r.carried > 0 {
        if terms.is_empty() {
            terms.push(show(r.achieved - r.carried));
        }
        terms.push(format!("{} carried over", show(r.carried)));
    }
    let sum = if terms.is_empty() { String::new() } else { format!("{} = ", terms.join(" + ")) };
    let target = r.target.unwrap_or(0);
    let end = match r.achieved - target {
        0 => "exactly what is asked".to_owned(),
        more if more > 0 => format!("{} more than is asked", show(more)),
        _ if r.verdict == Some(Verdict::Short) => format!("{} short", show(r.remaining)),
        _ => format!("{} to go", show(r.remaining)),
    };
    let way = said.found.way.as_ref().map_or_else(String::new, |way| format!("{way}: "));
    format!("{way}{sum}{} of {}: {end}", show(r.achieved), show(target))
}

/// How often periods start, in words: `a calendar year`, `3 years from 1 July`.
pub fn window(of: &Window) -> String {
    match of.start {
        WindowStart::Calendar { month: 1, day: 1, .. } if of.length == Months(12) => "a calendar year".to_owned(),
        WindowStart::Calendar { month, day, .. } => {
            format!("{} from {day} {}", months(of.length), month_name(month))
        }
        WindowStart::Anniversary => format!("{} from the member's own date", months(of.length)),
    }
}

/// A rule as a plain sentence, from the data and nothing else.
pub fn describe(rule: &Rule, edition: &Edition) -> String {
    let mut text = asked(rule, edition);
    match rule.share {
        Share::Overlap => {}
        Share::Exclusive => text.push_str("; each minute counts for one of these rules"),
        Share::Split => text.push_str("; an entry for several is divided evenly"),
    }
    let roles = |words: &[Word]| {
        let named: Vec<String> = words.iter().map(|w| format!("“{}”", edition.names.of("role", w.as_str()))).collect();
        joined(&named, "or")
    };
    if !rule.only.roles.is_empty() {
        text = format!("{text}; only for the role {}", roles(&rule.only.roles));
    }
    if !rule.only.except.is_empty() {
        text = format!("{text}; not for the role {}", roles(&rule.only.except));
    }
    if rule.only.not_first {
        text.push_str("; not in the first period");
    }
    format!("{text}.")
}

fn asked(rule: &Rule, edition: &Edition) -> String {
    let measure = edition.measure_of(rule);
    let what = selection(&rule.select, &edition.names);
    let time = time(rule.window);
    match &rule.kind {
        RuleKind::AtLeast(target) => {
            let mut text = format!("At least {}{what}{time}", quantity(target.base, measure));
            for (role, amount) in &target.by_role {
                let role = edition.names.of("role", role.as_str());
                text = format!("{text}; {} for the role “{role}”", quantity(*amount, measure));
            }
            for (role, amount) in &target.more {
                let role = edition.names.of("role", role.as_str());
                text = format!("{text}; {} more for the role “{role}”", quantity(*amount, measure));
            }
            text
        }
        RuleKind::AtMost(most) => format!("At most {}{what}{time}", quantity(*most, measure)),
        RuleKind::Cap(cap) => {
            let towards: Vec<String> = cap.towards.iter().map(|n| format!("`{}`", edition.rules[*n].id)).collect();
            let each = cap_per(&cap.per, &edition.names);
            format!("Up to {}{what}{each} may count towards {}", quantity(cap.most, measure), and(&towards))
        }
        RuleKind::Ratio { least, of } => {
            let of = selection(of, &edition.names);
            format!("At least {}/{} of what is there{of} has to be{what}{time}", least.top, least.bottom)
        }
        RuleKind::AnyOf(ways) => {
            let way = |w: &Alternative| {
                let select = selection(&w.select, &edition.names);
                format!("{}{select}{}", quantity(w.at_least, measure), self::time(w.window))
            };
            format!("At least one of{what}: {}", ways.iter().map(way).collect::<Vec<_>>().join("; or "))
        }
        RuleKind::Diversity { of, at_least } => {
            format!("At least {} different {}{what}{time}", in_words(*at_least), trait_names(of, &edition.names))
        }
        RuleKind::Every(least) => format!("At least {}{what}{time}", quantity(*least, measure)),
        RuleKind::MaxGap(gap) => format!("No more than {} days without an entry{what}{time}", gap.days),
        RuleKind::Text(text) => {
            let length = if text.words > 1 { format!(" of at least {} words", text.words) } else { String::new() };
            let on = match text.on {
                None => "every entry".to_owned(),
                Some(1) => "at least one entry".to_owned(),
                Some(n) => format!("at least {} entries", in_words(n)),
            };
            format!("A reflection{length} on {on}{what}{time}")
        }
        RuleKind::Artefact { kind, at_least } => {
            let name = edition.names.of("artefact", kind.as_str());
            let many = if *at_least == 1 { String::new() } else { format!(", {} of them", in_words(*at_least)) };
            format!("A document{many}: {name}{time}")
        }
    }
}

fn in_words(n: i64) -> String {
    usize::try_from(n).map_or_else(|_| n.to_string(), count_in_words)
}

/// What a circumstance changes, as a plain sentence.
pub fn describe_adjust(adjust: &Adjust, edition: &Edition) -> String {
    let reasons: Vec<&str> = adjust.reasons.iter().map(|r| r.title.as_str()).collect();
    let when = match adjust.when {
        When::AnyDay => "on any day of the period".to_owned(),
        When::Days(days) => format!("on at least {days} days of the period"),
        When::WholePeriod => "through the whole period".to_owned(),
    };
    let mut parts: Vec<String> = vec![];
    let mut families: Vec<(&str, (String, String))> = vec![];
    for (rule, fate) in edition.rules.iter().zip(&adjust.fates) {
        let words = fate_in_words(*fate, rule, edition, adjust.effect);
        if !families.iter().any(|(name, said)| *name == rule.family && *said == words) {
            families.push((&rule.family, words));
        }
    }
    for (n, (_, words)) in families.iter().enumerate() {
        if families[..n].iter().any(|(_, said)| said == words) {
            continue;
        }
        let names: Vec<String> =
            families.iter().filter(|(_, said)| said == words).map(|(name, _)| format!("`{name}`")).collect();
        parts.push(format!("{} {}", and(&names), if names.len() == 1 { &words.0 } else { &words.1 }));
    }
    let needs = needs_in_words(adjust.needs);
    format!("{}, {when}{needs}: {}.", joined(&reasons, "or"), parts.join("; "))
}

fn needs_in_words(needs: Needs) -> String {
    let named =
        [(needs.target, "a target"), (needs.agreed_on, "the day of the agreement"), (needs.reference, "a reference")];
    let named: Vec<&str> = named.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    if named.is_empty() { String::new() } else { format!(", stated with {}", and(&named)) }
}

/// What becomes of one rule, and of several.
fn fate_in_words(fate: Fate, rule: &Rule, edition: &Edition, effect: Effect) -> (String, String) {
    let both = |one: &str, several: &str| (one.to_owned(), several.to_owned());
    match fate {
        Fate::Set(amount) => {
            let amount = quantity(amount, edition.measure_of(rule));
            (format!("becomes {amount}"), format!("become {amount}"))
        }
        Fate::Agreed => both("becomes what was agreed", "become what was agreed"),
        Fate::Scale if effect == Effect::Scale => both("shrinks by the days", "shrink by the days"),
        Fate::Scale => both("shrinks in the same proportion", "shrink in the same proportion"),
        Fate::Keep => both("stays", "stay"),
        Fate::Drop => both("is lifted", "are lifted"),
        Fate::Unstated => both("is not spoken of", "are not spoken of"),
    }
}

/// What may be taken along, as a plain sentence.
pub fn describe_carry(carry: Option<&Carry>, edition: &Edition) -> String {
    let Some(carry) = carry else { return "Nothing is carried into the next period.".to_owned() };
    let towards: Vec<String> = carry.towards.iter().map(|n| format!("`{}`", edition.rules[*n].id)).collect();
    let measure = carry.towards.first().map_or(&MINUTES, |n| edition.measure_of(&edition.rules[*n]));
    let periods = counted(i64::from(carry.periods), "period", "periods");
    let first = if carry.not_first { "; nothing from the first period of a membership" } else { "" };
    let order = if carry.carried_first { "before" } else { "after" };
    format!(
        "Up to {}{} above {} may be carried for {} and used {order} what is new{first}.",
        quantity(carry.most, measure),
        selection(&carry.select, &edition.names),
        and(&towards),
        periods,
    )
}

/// Everything that an edition says, one sentence each, with the id of the rule where it is one.
pub fn describe_edition(edition: &Edition) -> Vec<(Option<&Rule>, String)> {
    let mut all = vec![(None, format!("The period is {}.", window(&edition.window)))];
    all.extend(edition.rules.iter().map(|rule| (Some(rule), describe(rule, edition))));
    all.push((None, describe_carry(edition.carry.as_ref(), edition)));
    all.extend(edition.adjust.iter().map(|adjust| (None, describe_adjust(adjust, edition))));
    all.extend(edition.routes.iter().map(|route| {
        let rules: Vec<String> = route.satisfies.iter().map(|n| format!("`{}`", edition.rules[*n].id)).collect();
        (None, format!("In place of {}: {}.", and(&rules), route.title))
    }));
    all
}

fn counted(n: i64, one: &str, many: &str) -> String {
    if n == 1 { format!("one {one}") } else { format!("{} {many}", in_words(n)) }
}

/// Words in a row: `a, b and c`.
pub fn and<T: std::fmt::Display>(words: &[T]) -> String {
    joined(words, "and")
}

fn joined<T: std::fmt::Display>(words: &[T], last_by: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.to_string(),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(T::to_string).collect();
            format!("{} {last_by} {last}", most.join(", "))
        }
    }
}

fn cap_per(per: &CapPer, names: &Names) -> String {
    match per {
        CapPer::Window => String::new(),
        CapPer::Entry => " in each entry".to_owned(),
        CapPer::Day => " on each day".to_owned(),
        CapPer::Trait(Trait::Key(key)) => format!(" for each {}", lower_first(names.of("key", key))),
        CapPer::Trait(of) => format!(" for each {}", trait_name(of)),
    }
}

/// A trait in words.
pub fn trait_name(of: &Trait) -> String {
    match of {
        Trait::Type => "kind of activity".to_owned(),
        Trait::Category => "category".to_owned(),
        Trait::Provider => "provider".to_owned(),
        Trait::Competences => "competence".to_owned(),
        Trait::CompetenceGroups => "group of competences".to_owned(),
        Trait::Key(key) => key.replace('_', " "),
    }
}

/// Several of a trait, in words.
fn trait_names(of: &Trait, names: &Names) -> String {
    match of {
        Trait::Type => "kinds of activity".to_owned(),
        Trait::Category => "categories".to_owned(),
        Trait::Provider => "providers".to_owned(),
        Trait::Competences => "competences".to_owned(),
        Trait::CompetenceGroups => "groups of competences".to_owned(),
        Trait::Key(key) => lower_first(names.of("key", key)),
    }
}

fn time(window: RuleWindow) -> String {
    match window {
        RuleWindow::Period => String::new(),
        RuleWindow::Rolling(length) => format!(" in the {} that end with the period", months(length)),
        RuleWindow::RollingToday(length) => format!(" in the last {}", months(length)),
        RuleWindow::Part { length, nth } => format!(" in part {} of the period ({} each)", nth + 1, months(length)),
    }
}

/// A selection in words, with a space before it: ` planned and of the type “Event”`.
pub fn selection(select: &Select, names: &Names) -> String {
    if select.is_all() {
        return String::new();
    }
    let all: Vec<String> = select.all.iter().map(|c| condition(c, names)).collect();
    format!(" {}", and(&all))
}

fn condition(of: &Condition, names: &Names) -> String {
    let not = |yes: bool, a: &str, b: &str| if yes { a.to_owned() } else { b.to_owned() };
    let named = |list: &str, words: &[Word]| {
        let all: Vec<String> = words.iter().map(|w| format!("“{}”", names.of(list, w.as_str()))).collect();
        joined(&all, "or")
    };
    let key_name = |key: &str| lower_first(names.of("key", key));
    match of {
        Condition::Planned(yes) => not(*yes, "planned", "not planned"),
        Condition::Type(words) => format!("of the type {}", named("type", words)),
        Condition::Category(words) => format!("in the category {}", named("category", words)),
        Condition::Provider(words) => format!("from {}", joined(words, "or")),
        Condition::Tags(words) => format!("with the tag {}", joined(words, "or")),
        Condition::Competences(words) => format!("for the competence {}", joined(words, "or")),
        Condition::Since(day) => format!("since {}", crate::model::time::in_words(*day)),
        Condition::Until(day) => format!("until {}", crate::model::time::in_words(*day)),
        Condition::Over(minutes) => format!("longer than {}", hours(minutes.0)),
        Condition::Evidence(yes) => not(*yes, "with evidence", "without evidence"),
        Condition::Reflection(yes) => not(*yes, "with a reflection", "without a reflection"),
        Condition::Plan(yes) => not(*yes, "for the plan", "not for the plan"),
        Condition::SupportsOthers(yes) => not(*yes, "in support of others", "not in support of others"),
        Condition::Flag(key, yes) => {
            format!("{}marked “{}”", if *yes { "" } else { "not " }, names.of("key", key))
        }
        Condition::Number(key, least) => format!("with {} of {least} or more", key_name(key)),
        Condition::Words(key, words) if words.is_empty() => format!("with {}", key_name(key)),
        Condition::Words(key, words) => format!("with {} {}", key_name(key), named(key, words)),
        Condition::Any(ways) => {
            let ways: Vec<String> = ways.iter().map(|w| selection(w, names).trim().to_owned()).collect();
            joined(&ways, "or")
        }
        Condition::Not(inner) => format!("other than{}", selection(inner, names)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_well() {
        assert_eq!(quantity(1800, &Measure::MINUTES), "30 hours");
        assert_eq!(quantity(1799, &Measure::MINUTES), "29 hours 59 minutes");
        assert_eq!(
            (quantity(61, &Measure::MINUTES), quantity(0, &Measure::MINUTES)),
            ("1 hour 1 minute".into(), "0 hours".into())
        );
        let units = Measure { unit: Unit::Units, ..Measure::MINUTES };
        assert_eq!(quantity(60, &units), "1 unit");
        assert_eq!(
            (quantity(150, &units), quantity(140, &units), quantity(20, &units)),
            ("2.5 units".into(), "2 1/3 units".into(), "1/3 units".into())
        );
    }
}
