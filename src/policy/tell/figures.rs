//! Figures that a clause writes out, where the rule's own are others: the sentence would say one thing, and
//! the judgement another.

use super::prose;
use crate::model::Minutes;
use crate::policy::data::edition::Edition;
use crate::policy::data::kind::Ask;
use crate::policy::data::measure::Unit;
use crate::policy::data::rule::Rule;
use crate::policy::data::select::{Condition, Select};
use crate::policy::kinds;

/// The figures in a rule's clause, as written, that are none of the rule's own. A clause that has a place for its
/// figure may speak of others beside it.
pub(super) fn foreign(edition: &Edition, rule: &Rule) -> Vec<String> {
    if rule.clause.contains("{at_least}") || rule.clause.contains("{most}") {
        return vec![];
    }
    let measure = edition.measure_of(rule);
    let unit = kinds::unit(rule, edition);
    let mut nouns: Vec<String> = nouns(rule, unit).iter().map(|noun| (*noun).to_owned()).collect();
    if unit == measure.unit {
        nouns.extend(measure.name.iter().flat_map(|(one, many)| [one.to_lowercase(), many.to_lowercase()]));
    }
    let own = figures(rule);
    let said = written(&rule.clause, unit, &nouns);
    said.into_iter().filter(|(n, _)| !own.contains(n)).map(|(_, text)| text).collect()
}

/// What stands behind a number that means the rule's figure.
fn nouns(rule: &Rule, unit: Unit) -> &'static [&'static str] {
    match (&rule.ask, unit) {
        (Ask::MaxGap(gap), _) if gap.months => &["month", "months"],
        (Ask::Text(_) | Ask::Artefact(_) | Ask::Diversity(_) | Ask::Ratio(_), _) => &[],
        (_, Unit::Minutes) => &["hour", "hours", "h", "hrs"],
        (_, Unit::Units) => &["unit", "units"],
        (_, Unit::Points) => &["point", "points"],
        (_, Unit::Days) => &["day", "days"],
        (_, Unit::Count) => &["entry", "entries"],
    }
}

/// The rule's own figures, in its unit; and what its conditions ask of an entry.
fn figures(rule: &Rule) -> Vec<i64> {
    let mut own: Vec<i64> = match &rule.ask {
        Ask::AtLeast(ask) => {
            let base = [ask.base].into_iter().chain(ask.by_role.iter().map(|(_, n)| *n));
            let more = ask.more.iter().flat_map(|(_, n)| [*n, ask.base + n]);
            base.chain(more).collect()
        }
        Ask::AtMost(ask) => vec![ask.most],
        Ask::Cap(ask) => vec![ask.most],
        Ask::AnyOf(ask) => ask.ways.iter().map(|way| way.at_least).collect(),
        Ask::Every(ask) => vec![ask.at_least],
        Ask::MaxGap(ask) => vec![ask.most],
        Ask::Ratio(_) | Ask::Diversity(_) | Ask::Text(_) | Ask::Artefact(_) => vec![],
    };
    conditions(&rule.select, &mut own);
    own
}

fn conditions(of: &Select, own: &mut Vec<i64>) {
    for condition in &of.all {
        match condition {
            Condition::Over(minutes) => own.push(minutes.0),
            Condition::Number(_, n) => own.push(*n),
            Condition::Not(inner) => conditions(inner, own),
            Condition::Any(ways) => ways.iter().for_each(|way| conditions(way, own)),
            _ => {}
        }
    }
}

/// Numbers with one of some nouns behind them, in the unit; lengths of time also as `2h30m`.
fn written(clause: &str, unit: Unit, nouns: &[String]) -> Vec<(i64, String)> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<String> = clause.split_whitespace().map(bare).collect();
    let mut found = vec![];
    for (n, word) in words.iter().enumerate() {
        let next = words.get(n + 1).filter(|next| nouns.contains(next));
        let joined = word.rsplit_once('-').filter(|(_, noun)| nouns.iter().any(|known| known == noun));
        let (number, text) = match (joined, next) {
            (Some((number, _)), _) => (number, word.clone()),
            (None, Some(next)) => (word.as_str(), format!("{word} {next}")),
            (None, None) => {
                let time = unit == Unit::Minutes
                    && word.ends_with(['h', 'm'])
                    && word.starts_with(|c: char| c.is_ascii_digit());
                found.extend(Minutes::parse(word).ok().filter(|_| time).map(|minutes| (minutes.0, word.clone())));
                continue;
            }
        };
        found.extend(amount(number, unit).map(|n| (n, text)));
    }
    found
}

/// `30`, `2.5` or `thirty` in the smallest part of a unit.
fn amount(word: &str, unit: Unit) -> Option<i64> {
    let scale = if unit == Unit::Minutes { 60 } else { unit.scale() };
    if let Some((whole, part)) = word.split_once('.').filter(|(whole, _)| whole.len() <= 6) {
        let bottom = 10_i64.pow(u32::try_from(part.len()).ok().filter(|digits| *digits <= 4)?);
        let top = whole.parse::<i64>().ok()? * bottom + part.parse::<i64>().ok()?;
        return (top * scale % bottom == 0).then(|| top * scale / bottom);
    }
    prose::value(word).map(|n| n * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paths::SourcePath;
    use crate::policy::{Origin, read};

    fn found(rule: &str) -> Vec<String> {
        let text = format!(
            "schema: cpdfolio.policy/1\nid: made\ntitle: Made\nroles: {{keeper: Keeper}}\neditions:\n  \"1\":\n    from: 2020-01-01\n    measures: {{pdh: {{unit: units, one: PDH, many: PDHs}}}}\n    rules: [{{id: a, severity: must, {rule}}}]\n"
        );
        let (policy, notes) =
            read::read(&SourcePath::new("content/policies/made.yaml").unwrap(), &text, Origin::OfThisSite);
        let policy = policy.unwrap_or_else(|| panic!("{notes:#?}"));
        foreign(&policy.editions[0], &policy.editions[0].rules[0])
    }

    #[test]
    fn a_figure_of_no_rule_is_found() {
        assert_eq!(found("at_least: 35h, clause: At least 30 hours."), ["30 hours"]);
        assert_eq!(found("at_least: 35h, clause: At least thirty hours a year"), ["thirty hours"]);
        assert_eq!(found("at_least: 35h, clause: A 30-hour target"), ["30-hour"]);
        assert_eq!(found("at_least: 35h, clause: (At least 30h.)"), ["30h"]);
        assert_eq!(found("at_least: 20, measure: pdh, clause: 18 PDHs a year"), ["18 pdhs"]);
        assert_eq!(found("at_most: 2.5h, clause: No more than 2.4 hours"), ["2.4 hours"]);
        assert_eq!(found("max_gap: 90 days, clause: No longer than 91 days"), ["91 days"]);
    }

    #[test]
    fn figures_of_the_rule_and_other_numbers_are_left_alone() {
        for rule in [
            "at_least: 35h, clause: \"At least {at_least} of 60 hours.\"",
            "at_least: 35h, clause: At least 35 hours in 2 years.",
            "at_least: 35h, target_by: {keeper: 40h}, clause: At least 35 hours; 40 hours for keepers",
            "at_least: 35h, more_for: {keeper: 5h}, clause: 35 hours and 5 hours for keepers 40 hours in all",
            "at_least: 2.5h, select: {over: 5h}, clause: At least 2.5 hours of what is over 5 hours",
            "at_least: 20, measure: pdh, clause: 20 PDHs in 30 hours",
            "text: {words: 30}, clause: A reflection of 20 words on each of 3 entries",
        ] {
            assert_eq!(found(rule), Vec::<String>::new(), "{rule}");
        }
    }
}
