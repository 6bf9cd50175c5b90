//! Worked examples, judged: what does not come out as written.

use crate::model::{Day, Days, Minutes};
use crate::policy::amounts::follow::Follow;
use crate::policy::data::assessment::{Assessment, Verdict};
use crate::policy::data::edition::Edition;
use crate::policy::data::example::{Example, Logged};
use crate::policy::data::measure::{Unit, number};
use crate::policy::data::member::Circumstance;
use crate::policy::data::policy::Policy;
use crate::policy::data::records::{Record, Records};
use crate::policy::judge::assess;
use crate::policy::value::written_amount;

/// An outcome that is not the one that a policy's file states.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// The example.
    pub example: String,
    /// Its place in the list of its edition.
    pub nth: usize,
    /// The rule, or `verdict`.
    pub rule: String,
    /// What came out; none: there is no such rule.
    pub found: Option<String>,
    /// What was stated.
    pub wanted: String,
    /// The day of the example lies in a period that the edition does not judge.
    pub elsewhere: Option<Day>,
}

/// Judges an example's record.
pub fn judge(policy: &Policy, edition: &Edition, example: &Example) -> Assessment {
    let circumstances: Vec<Circumstance> =
        example.circumstances.iter().map(|c| Circumstance { policy: policy.id.clone(), ..c.clone() }).collect();
    let follow = Follow {
        joined: example.joined,
        pinned: example.on.is_none().then_some(edition.label.as_str()),
        circumstances: circumstances.iter().collect(),
        roles: example.roles.clone(),
        artefacts: example.artefacts.clone(),
        drawn: example.drawn.clone(),
        ..Follow::new(policy)
    };
    let mut period = follow.period_of(example.on.unwrap_or(edition.from));
    if example.on.is_none() && period.days.first < edition.from {
        let next = period.days.last.succ_opt().unwrap_or(edition.from);
        period = follow.period_of(next);
    }
    let as_of = example.as_of.or(period.days.last.succ_opt()).unwrap_or(period.days.last);
    let first = Days { first: period.days.first, last: period.days.first };
    let all = example.log.iter().flat_map(|l| (0..l.times).map(move |_| l));
    let records = all.map(|l| record(l, l.days.unwrap_or(first))).collect();
    assess(&follow, &period, &Records::new(records), as_of)
}

/// An entry of an example, as a record.
pub fn record(l: &Logged, days: Days) -> Record<'_> {
    Record {
        key: "",
        days,
        minutes: l.minutes,
        categories: &l.categories,
        activity_type: l.kind.as_ref(),
        planned: l.planned,
        draft: l.draft,
        example: l.example,
        provider: l.provider.as_deref(),
        tags: &l.tags,
        competences: &l.competences,
        declared: &l.declared,
        reflection_words: l.reflection_words,
        has_evidence: l.has_evidence,
        supports_others: l.supports_others,
        has_plan: l.has_plan,
    }
}

/// Runs all examples of a policy; what does not come out as written, with its edition.
pub fn run(policy: &Policy) -> Vec<(String, Wrong)> {
    let mut wrong = vec![];
    for edition in &policy.editions {
        for (nth, example) in edition.examples.iter().enumerate() {
            let result = judge(policy, edition, example);
            let example_day = example.on;
            for (rule, wanted) in &example.expect {
                let found = outcome(&result, rule, wanted);
                if found.as_ref() != Some(wanted) {
                    let (example, rule, wanted) = (example.name.clone(), rule.clone(), wanted.clone());
                    let elsewhere = example_day.filter(|_| result.edition != edition.label);
                    wrong.push((edition.label.clone(), Wrong { example, nth, rule, found, wanted, elsewhere }));
                }
            }
        }
    }
    wrong
}

/// What came out, in the form in which it is expected: `28h short`, `28h`, `short`.
pub fn outcome(result: &Assessment, rule: &str, wanted: &str) -> Option<String> {
    if rule == "verdict" {
        return Some(result.verdict.word().to_owned());
    }
    let found = result.rule(rule)?;
    let amount = match found.unit {
        Unit::Minutes => Minutes(found.achieved.n).data(),
        Unit::Units | Unit::Points | Unit::Days | Unit::Count => number(found.achieved),
    };
    let verdict = found.verdict.map_or("", Verdict::word);
    let said = |word: &str| Verdict::WORDS.iter().any(|(w, _)| *w == word);
    let with_verdict = wanted.rsplit(' ').next().is_some_and(said);
    // `1h30m` and `90m`, `120.75` and `120 3/4` are one amount
    let number = if with_verdict { wanted.rsplit_once(' ').map_or("", |(number, _)| number) } else { wanted };
    let same = written_amount(number.trim(), found.unit) == Some(found.achieved.n);
    let amount = if same { number.to_owned() } else { amount };
    Some(match (said(wanted), with_verdict) {
        (true, _) => verdict.to_owned(),
        (false, true) => format!("{amount} {verdict}"),
        (false, false) => amount,
    })
}
