//! A policy's judgement of a period in words.

use super::amount::amount;
use super::kind::has_number;
use super::policy;
use super::sum::{not_asked, sum};
use crate::model::{Day, Minutes};
use crate::policy::data::adjust::Effect;
use crate::policy::data::assessment::{Asked, Reason, Unstated};
use crate::policy::data::kind::Trait;
use crate::policy::data::measure::UnitName;
use crate::policy::data::named::Confidence;
use crate::policy::data::rule::Severity;
use crate::policy::{Adjustment, Amount, Assessment, Lacks, Pending, RuleKind, RuleResult, Unit, Verdict, Why};
use crate::wording::Wording;
use chrono::Datelike;

/// The figures of a rule, wherever they come from: from judging, or from a record that was handed over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures<'a> {
    /// What there is.
    pub achieved: Amount,
    /// What is asked.
    pub target: Option<Amount>,
    /// What is allowed.
    pub limit: Option<Amount>,
    /// How it stands.
    pub verdict: Option<Verdict>,
    /// What the policy calls its units.
    pub name: Option<&'a UnitName>,
    /// What is counted, where it is a count and that is known.
    pub counts: Option<Counts<'a>>,
}

impl<'a> From<&'a RuleResult> for Figures<'a> {
    fn from(of: &'a RuleResult) -> Self {
        let RuleResult { achieved, target, limit, verdict, unit_name, .. } = of;
        let counts = match &of.different {
            Some(values) => Some(Counts::Different(values)),
            None if of.kind == RuleKind::Artefact => Some(Counts::Documents),
            // what the measure gives a name of its own has that name
            None => (counts_entries(of) && of.unit_name.is_none()).then_some(Counts::Entries),
        };
        Self {
            achieved: *achieved,
            target: *target,
            limit: *limit,
            verdict: *verdict,
            name: unit_name.as_ref(),
            counts,
        }
    }
}

/// What there is and what is asked, in one line. A duty that entries show is not "12 of 1".
pub(crate) fn line<'a>(w: &Wording, of: impl Into<Figures<'a>>) -> String {
    let of = of.into();
    let have = amount(w, of.achieved, of.name);
    if of.verdict == Some(Verdict::Silent) {
        return w.fill("rule.silent", &[("have", &have)]);
    }
    let Some(bound) = of.target.or(of.limit) else { return have };
    let need = amount(w, bound, of.name);
    let have = of.counts.map_or(have, |counts| counted(w, of.achieved, counts));
    let key = match of.verdict {
        _ if of.limit.is_some() => "rule.of_most",
        _ if is_untold(of.verdict, of.achieved) => return w.text("rule.not_told").to_owned(),
        _ if bound.unit == Unit::Count && bound.n <= bound.scale() && (of.counts.is_some() || of.name.is_some()) => {
            return have;
        }
        _ if bound.unit == Unit::Count && bound.n <= bound.scale() => {
            return w.count("count.entries", usize::try_from(of.achieved.n / of.achieved.scale()).unwrap_or(0));
        }
        _ if bound.unit == Unit::Count => "rule.asked",
        _ => "rule.of",
    };
    w.fill(key, &[("have", &have), ("need", &need)])
}

/// What a count counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counts<'a> {
    /// Entries.
    Entries,
    /// Documents.
    Documents,
    /// Different values.
    Different(&'a Trait),
}

/// A count with what is counted: `6 kinds`.
fn counted(w: &Wording, of: Amount, counts: Counts<'_>) -> String {
    let key = match counts {
        Counts::Entries => "count.entries",
        Counts::Documents => "count.documents",
        Counts::Different(Trait::Type) => "count.types",
        Counts::Different(Trait::Category) => "count.categories",
        Counts::Different(Trait::Provider) => "count.providers",
        Counts::Different(Trait::Competences) => "count.competences",
        Counts::Different(Trait::CompetenceGroups) => "count.groups",
        Counts::Different(Trait::Key(_)) => return amount(w, of, None),
    };
    w.count(key, usize::try_from(of.n / of.scale()).unwrap_or(0))
}

/// What there is and what is asked, in numbers.
pub(crate) fn have_and_need(w: &Wording, of: &RuleResult) -> String {
    let have = have(w, of);
    let key = if of.limit.is_some() { "rule.of_most" } else { "rule.of" };
    match of.target.or(of.limit) {
        Some(bound) => w.fill(key, &[("have", &have), ("need", &shown(w, bound, of))]),
        None => have,
    }
}

/// How a rule stands, beside its numbers.
pub(crate) fn state(w: &Wording, of: &Assessment, rule: &RuleResult) -> String {
    let left = || shown(w, rule.remaining, rule);
    let Some(verdict) = rule.verdict else {
        let lost = rule.amount(rule.capped());
        let text = || w.fill("standing.cut", &[("amount", &shown(w, lost, rule))]);
        return if lost.n > 0 { text() } else { String::new() };
    };
    if let (Some(_), Some(met_on)) = (&rule.sum.instead, rule.met_on) {
        return w.fill("standing.accepted", &[("day", &day(w, met_on, of))]);
    }
    let missing = absent(w, rule).filter(|_| rule.remaining.n > 0);
    match (verdict, rule.met_on) {
        (Verdict::Open | Verdict::Short, _) if missing.is_some() => missing.unwrap_or_default().to_owned(),
        (Verdict::Met, Some(met_on)) => w.fill("standing.met_on", &[("day", &day(w, met_on, of))]),
        (Verdict::Open, _) if rule.remaining.n > 0 => w.fill("standing.open", &[("amount", &left())]),
        (Verdict::Short, _) if rule.remaining.n > 0 => w.fill("standing.short", &[("amount", &left())]),
        (Verdict::Over, _) => w.fill("standing.over", &[("amount", &passed_by(w, rule).unwrap_or_default())]),
        (Verdict::Silent, _) => w.text("standing.silent").to_owned(),
        (Verdict::Exempt, _) if matches!(rule.asked, Asked::BeforeJoining | Asked::NotYet) => not_asked(w, rule),
        (Verdict::Met | Verdict::Open | Verdict::Short | Verdict::Exempt | Verdict::Unknown, _) => {
            w.word("state", verdict.word()).to_owned()
        }
    }
}

/// Why an entry does not count, in words.
pub(crate) fn reason(w: &Wording, reason: Why) -> &str {
    w.word("why", reason.word())
}

/// An amount of a rule's, in words.
pub(crate) fn shown(w: &Wording, value: Amount, of: &RuleResult) -> String {
    amount(w, value, of.unit_name.as_ref())
}

/// Does a rule ask for a number of entries?
pub(crate) fn counts_entries(of: &RuleResult) -> bool {
    of.unit == Unit::Count && of.kind == RuleKind::AtLeast
}

/// What an entry brings to a rule, in words; nothing where entries are not added up in its unit.
pub(crate) fn brought(w: &Wording, value: Option<i64>, of: &RuleResult) -> String {
    value.map(|n| shown(w, of.amount(n), of)).unwrap_or_default()
}

/// What is there, in words.
pub(crate) fn have(w: &Wording, of: &RuleResult) -> String {
    shown(w, of.achieved, of)
}

/// What a rule has or asks for, by itself: a count says what it counts.
pub(crate) fn alone(w: &Wording, value: Amount, of: &RuleResult) -> String {
    match &of.different {
        Some(values) => counted(w, value, Counts::Different(values)),
        None if of.kind == RuleKind::Text && value.unit == Unit::Count => counted(w, value, Counts::Entries),
        None => shown(w, value, of),
    }
}

/// What there is, by itself; `unknown` where nobody has said whether there is any, so that nothing is no answer.
pub(crate) fn have_if_told(w: &Wording, of: &RuleResult) -> String {
    if is_untold(of.verdict, of.achieved) {
        w.word("state", Verdict::Unknown.word()).to_owned()
    } else {
        alone(w, of.achieved, of)
    }
}

/// Has nobody said whether there is any?
pub(crate) fn is_untold(verdict: Option<Verdict>, achieved: Amount) -> bool {
    verdict == Some(Verdict::Unknown) && achieved.n == 0
}

/// What is missing of a rule, in words; none where no number says it: a document, a
/// reflection, a topic; or where it is a limit.
pub(crate) fn to_go(w: &Wording, of: &RuleResult) -> Option<String> {
    (of.limit.is_none() && of.remaining.n > 0 && has_number(of.kind)).then(|| shown(w, of.remaining, of))
}

/// By how much a limit is passed, in words.
pub(crate) fn passed_by(w: &Wording, of: &RuleResult) -> Option<String> {
    let limit = of.limit.filter(|_| of.verdict == Some(Verdict::Over))?;
    Some(shown(w, of.amount(of.achieved.n - limit.n), of))
}

/// As many rules that are not met are named.
const MOST_NAMED: usize = 3;

/// The answer in sentences: how the first rule stands, then those of the others that are not met; never a list of all.
pub(crate) fn headline(w: &Wording, of: &Assessment) -> Vec<String> {
    let mut sentences = vec![];
    if let Some(unstated) = &of.unstated {
        sentences.push(self::unstated(w, unstated));
        if of.days_unknown() {
            return sentences;
        }
    }
    if let Some(duties) = duties(w, of).filter(|_| sentences.is_empty()) {
        return duties;
    }
    let mut rest: Vec<&RuleResult> = of.binding().collect();
    if let Some(lead) = rest.first().and_then(|first| lead(w, of, first)) {
        rest.remove(0);
        sentences.extend(lead);
    }
    let missing: Vec<String> = rest.iter().filter(|r| !rest_is_open(of, r)).filter_map(|r| missing(w, r)).collect();
    let more = missing.len().saturating_sub(MOST_NAMED);
    rest.retain(|r| r.verdict != Some(Verdict::Exempt));
    let all_met = !rest.is_empty() && rest.iter().all(|r| r.verdict == Some(Verdict::Met));
    sentences.extend(missing.into_iter().take(MOST_NAMED));
    match (more, all_met, sentences.is_empty()) {
        (0, true, _) if rest.len() == 1 => sentences.extend(rest.first().map(|rule| met(w, of, rule))),
        (0, true, true) => sentences.push(w.fill("answer.all_met", &[("n", &rest.len().to_string())])),
        (0, true, false) => sentences.push(w.fill("answer.others_met", &[("n", &rest.len().to_string())])),
        (0, _, true) if of.verdict == Verdict::Exempt => sentences.push(w.text("answer.nothing_asked").to_owned()),
        (0, false, true) => sentences.push(w.fill("answer.recorded", &[("time", &w.hours(of.earned))])),
        (0, false, false) => {}
        (more, ..) => sentences.push(w.count("answer.more_missing", more)),
    }
    sentences
}

/// A rule that cannot be told for the reason that the whole policy cannot.
fn rest_is_open(of: &Assessment, rule: &RuleResult) -> bool {
    of.unstated.is_some() && rule.verdict == Some(Verdict::Unknown) && rule.target.is_none()
}

/// How the first rule stands, in sentences; none where it is one duty of several.
fn lead(w: &Wording, of: &Assessment, rule: &RuleResult) -> Option<Vec<String>> {
    let verdict = rule.verdict?;
    let have = have(w, rule);
    let of_need = |key: &'static str, need: Amount| {
        w.fill(key, &[("rule", &rule.title), ("have", &have), ("need", &shown(w, need, rule))])
    };
    if let Some(title) = &rule.sum.instead {
        let on = rule.met_on.map(|day| self::day(w, day, of)).unwrap_or_default();
        return Some(vec![w.fill("answer.accepted", &[("title", title), ("day", &on)])]);
    }
    match (verdict, rule.target, rule.limit) {
        (Verdict::Silent, ..) => Some(vec![w.fill("answer.silent", &[("have", &have)])]),
        (Verdict::Exempt, ..) if of.verdict == Verdict::Exempt && rule.asked == Asked::Lifted => {
            Some(vec![w.fill("answer.exempt", &[("have", &have)])])
        }
        // One rule is not asked, and others decide: which, and why.
        (Verdict::Exempt, ..) => {
            Some(vec![w.fill("answer.duty", &[("rule", &rule.title), ("verdict", &sum(w, rule))])])
        }
        (Verdict::Over, _, Some(limit)) => Some(vec![of_need("answer.most", limit)]),
        (_, Some(target), None) if target.n == 0 && of.adjustment.is_some() => {
            let agreed = of.adjustment.as_ref().and_then(|a| a.reason.as_ref()).is_some_and(|r| r.agreed.is_some());
            Some(vec![w.text(if agreed { "answer.none_agreed" } else { "answer.none" }).to_owned()])
        }
        (_, Some(target), None) if rule.unit != Unit::Count => {
            let carried = (rule.carried.n > 0).then(|| carried(w, rule));
            let said = [Some(of_need("answer.of", target)), carried, Some(standing(w, of, rule, verdict))];
            Some(said.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// `5 units of it carried over from 2025.`
fn carried(w: &Wording, rule: &RuleResult) -> String {
    let amount = shown(w, rule.carried, rule);
    match rule.carried_from.as_slice() {
        [period] => w.fill("answer.carried_from", &[("amount", &amount), ("period", period)]),
        _ => w.fill("answer.carried", &[("amount", &amount)]),
    }
}

/// What is missing of one rule, in a sentence; none where nothing is.
fn missing(w: &Wording, rule: &RuleResult) -> Option<String> {
    let have = have(w, rule);
    let with = |key: &'static str, need: Option<Amount>| {
        let need = need.map(|n| shown(w, n, rule)).unwrap_or_default();
        w.fill(key, &[("rule", &rule.title), ("have", &have), ("need", &need)])
    };
    let named = |state: &str| w.fill("answer.duty", &[("rule", &rule.title), ("verdict", state)]);
    match rule.verdict? {
        Verdict::Over => Some(with("answer.rule_most", rule.limit)),
        Verdict::Unknown => Some(named(w.word("state", Verdict::Unknown.word()))),
        Verdict::Open | Verdict::Short if rule.limit.is_none() && rule.remaining.n > 0 => match absent(w, rule) {
            Some(state) => Some(named(state)),
            None => Some(with("answer.rule_of", rule.target)),
        },
        Verdict::Open | Verdict::Short | Verdict::Met | Verdict::Exempt | Verdict::Silent => None,
    }
}

/// `Record: met on 8 January.`
fn met(w: &Wording, of: &Assessment, rule: &RuleResult) -> String {
    w.fill("answer.duty", &[("rule", &rule.title), ("verdict", &state(w, of, rule))])
}

/// What to say of one thing that is not there, where a number says less: a topic, a document.
fn absent<'w>(w: &'w Wording, rule: &RuleResult) -> Option<&'w str> {
    let over = rule.verdict == Some(Verdict::Short);
    let one = rule.unit == Unit::Count && rule.target.is_some_and(|t| t.n == t.scale());
    match (rule.kind == RuleKind::Every, one) {
        (true, _) => Some(w.text(if over { "standing.not_covered" } else { "standing.not_yet_covered" })),
        (false, true) => Some(w.text(if over { "standing.missing" } else { "standing.still_missing" })),
        (false, false) => None,
    }
}

/// A day of a judgement: with its year, unless the whole period lies in the year of the reader.
fn day(w: &Wording, day: Day, of: &Assessment) -> String {
    let year = of.as_of.year();
    let plain = [of.period.days.first, of.period.days.last, day].iter().all(|d| d.year() == year);
    if plain { w.day_of_year(day) } else { w.day(day) }
}

/// The rules that bind and whose figures are not confirmed: once for a policy.
pub(crate) fn unsure(w: &Wording, of: &Assessment) -> Option<String> {
    let told = |r: &&RuleResult| r.confidence != Confidence::Confirmed && r.asked == Asked::Yes;
    let rules: Vec<&str> = of.binding().filter(told).map(|r| r.title.as_str()).collect();
    unconfirmed(w, &rules, of.binding().count())
}

/// That the figures of rules are not confirmed, in one sentence; of all there are, without their names.
pub(crate) fn unconfirmed(w: &Wording, rules: &[&str], of: usize) -> Option<String> {
    match rules.len() {
        0 => None,
        n if n == of && n > MOST_NAMED => Some(w.text("answer.all_unsure").to_owned()),
        _ => Some(w.fill("answer.unsure", &[("rules", &super::amount::and(w, rules))])),
    }
}

/// Why something cannot be told, for everybody.
pub(crate) fn unstated(w: &Wording, of: &Unstated) -> String {
    match of {
        Unstated::CycleStart => w.text("answer.no_cycle_start").to_owned(),
        Unstated::Role { title, .. } => w.fill("answer.no_role", &[("title", title)]),
    }
}

/// A code of duties, which asks for no figure anywhere: `5 of 7 duties are met. 2 cannot be told from the record.`
fn duties(w: &Wording, of: &Assessment) -> Option<Vec<String>> {
    let asked: Vec<&RuleResult> = of.rules.iter().filter(|rule| rule.asked == Asked::Yes).collect();
    let is_duty = |rule: &&RuleResult| rule.unit == Unit::Count && rule.limit.is_none();
    if asked.len() < 3 || asked.len() != of.rules.len() || !asked.iter().all(is_duty) {
        return None;
    }
    let count = |verdict| asked.iter().filter(|rule| rule.verdict == Some(verdict)).count();
    let (met, untold) = (count(Verdict::Met), count(Verdict::Unknown));
    let mut sentences = vec![w.fill("answer.duties", &[("n", &met.to_string()), ("all", &asked.len().to_string())])];
    if untold > 0 {
        sentences.push(w.count("answer.duties_untold", untold));
    }
    Some(sentences)
}

fn standing(w: &Wording, of: &Assessment, rule: &RuleResult, verdict: Verdict) -> String {
    let left = shown(w, rule.remaining, rule);
    match verdict {
        Verdict::Open => w.fill("answer.to_go", &[("time", &left), ("day", &day(w, rule.days.last, of))]),
        Verdict::Short if rule.severity == Severity::Must => w.fill("answer.short_rule", &[("time", &left)]),
        Verdict::Short => w.fill("answer.short", &[("time", &left)]),
        Verdict::Met => match rule.met_on {
            Some(met_on) => w.fill("answer.reached_on", &[("day", &day(w, met_on, of))]),
            None => w.text("answer.reached").to_owned(),
        },
        Verdict::Over | Verdict::Exempt | Verdict::Silent | Verdict::Unknown => w.text("answer.unknown").to_owned(),
    }
}

/// What would do until a rule's time ends, rounded up to five minutes; none where nothing is to go, or
/// where the rule does not count time.
pub(crate) fn pace(w: &Wording, rule: &RuleResult, as_of: Day) -> Option<String> {
    let left = (rule.days.last - as_of).num_days() + 1;
    if rule.verdict != Some(Verdict::Open) || rule.unit != Unit::Minutes || rule.remaining.n <= 0 || left <= 1 {
        return None;
    }
    let (days, key) = if left >= 14 { (7, "locale.a_week") } else { (1, "locale.a_day") };
    let share = (rule.remaining.n * days + left - 1) / left;
    let rounded = (share + 4) / 5 * 5;
    Some(w.fill(key, &[("time", &w.hours(Minutes(rounded)))]))
}

/// A rule's own sentence, with its figure as it holds.
pub(crate) fn clause(w: &Wording, of: &RuleResult) -> String {
    policy::filled(w, &of.clause.text, (of.clause.figure, of.clause.usual), &of.clause.name, of.unit_name.as_ref())
}

/// What a circumstance changed, for everybody: `Target 10 hours`.
pub(crate) fn change(w: &Wording, judged: &Assessment, of: &Adjustment) -> String {
    let lifts = judged.rules.iter().any(|r| r.asked == Asked::Lifted);
    match (of.target, of.effect) {
        (Some(target), _) => {
            let target = super::amount::quantity(w, target, of.unit_name.as_ref());
            let usual = of.usual.filter(|usual| Some(*usual) != of.target);
            match usual.map(|usual| super::amount::quantity(w, usual, of.unit_name.as_ref())) {
                Some(usual) => w.fill("adjusted.instead", &[("amount", &target), ("usual", &usual)]),
                None => w.fill("adjusted.target", &[("amount", &target)]),
            }
        }
        (None, Effect::Exempt) if lifts => w.text("adjusted.lifted").to_owned(),
        // it is taken into account, and the policy does not say how
        (None, Effect::Exempt) => w.text("adjusted.unsaid").to_owned(),
        (None, Effect::Set | Effect::Scale) => w.text("adjusted.other").to_owned(),
    }
}

/// Which circumstance changed a target, for the owner.
pub(crate) fn circumstance(w: &Wording, of: &Reason) -> String {
    let text = w.fill("adjusted.reason", &[("title", &of.title), ("days", &w.days(of.days))]);
    match &of.agreed {
        Some((day, reference)) => {
            w.fill("adjusted.agreed", &[("reason", &text), ("day", &w.day(*day)), ("reference", reference)])
        }
        None => text,
    }
}

/// What a circumstance lacks to have an effect, for the owner.
pub(crate) fn pending(w: &Wording, of: &Pending, period: &str) -> String {
    match &of.lacks {
        Lacks::Days => w.fill("adjusted.too_short", &[("title", &of.title), ("period", period)]),
        Lacks::Rule => w.fill("adjusted.not_spoken_of", &[("title", &of.title), ("period", period)]),
        Lacks::Keys(keys) => w.fill("adjusted.not_agreed", &[("title", &of.title), ("keys", &keys.join(", "))]),
    }
}

/// What the policy does not say.
pub(crate) fn silent(w: &Wording, of: &Assessment) -> Vec<String> {
    let none = of.edition.is_empty().then(|| w.fill("policy.no_edition", &[("day", &w.day(of.period.days.first))]));
    none.into_iter().chain(of.silent.iter().cloned()).collect()
}
