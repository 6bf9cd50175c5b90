//! The form of a hand-over as its page shows it: each point of a review with how its rules stand.

use serde::Serialize;

use super::rule::{rule, unit, verdict};
use crate::hand::bundle::{Field, FieldKind, Form};
use crate::hand::verify::Record;
use crate::policy::{Amount, Verdict};
use crate::say;
use crate::sight::blocks::{HeadPolicy, HeadRule};
use crate::wording::Wording;

/// The form.
#[derive(Debug, Serialize)]
pub(super) struct FormView {
    title: String,
    intro: String,
    levels: bool,
    level_words: Vec<String>,
    fields: Vec<FieldView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    n: usize,
    id: String,
    kind: &'static str,
    input: &'static str,
    title: String,
    help: String,
    /// Of a point of the review: each rule behind it, with how it stands.
    stands: Vec<Stands>,
}

/// What is asked, what is there, and the verdict.
#[derive(Debug, Serialize)]
struct Stands {
    /// The rule, where there are several.
    title: Option<String>,
    /// Each with what it is called.
    rows: Vec<(String, String)>,
}

/// What the words of the verdicts mean, and how binding a rule is: of those that stand on the page, in a fixed order.
pub(super) fn key(of: &[Record], w: &Wording) -> Vec<(String, String)> {
    let policies = || of.iter().flat_map(|p| &p.policies);
    let rules = || policies().flat_map(|p| &p.rules);
    let verdicts = Verdict::WORDS.iter().map(|(word, _)| *word);
    let stands =
        |word: &&str| policies().any(|p| p.verdict == *word) || rules().any(|r| r.verdict.as_deref() == Some(*word));
    let words = verdicts.filter(stands).map(|word| ("state", word));
    let advice = rules().any(|r| r.severity == "advice").then_some(("severity", "advice"));
    let said = |(group, word): (&str, &str)| (w.word(group, word).to_owned(), w.word("meaning", word).to_owned());
    words.chain(advice).map(said).collect()
}

/// How the rules behind a point of the review stand: `iet/total`, or `total` where a scheme asks by its own policy.
fn stands(id: &str, of: &[Record], w: &Wording) -> Vec<Stands> {
    let (policy, family) = id.split_once('/').map_or((None, id), |(policy, family)| (Some(policy), family));
    let has = |p: &HeadPolicy| p.rules.iter().any(|r| r.family == family);
    let fits = |p: &&HeadPolicy| policy.map_or_else(|| has(p), |id| p.policy == id);
    let judged: Vec<&HeadPolicy> = of.iter().flat_map(|p| &p.policies).filter(fits).collect();
    // of several bodies nobody could say whose rule is meant
    if judged.iter().any(|p| p.policy != judged[0].policy) {
        return vec![];
    }
    let judged = judged.into_iter();
    let rules: Vec<&HeadRule> = judged.flat_map(|p| &p.rules).filter(|r| r.family == family).collect();
    let one = |r: &&HeadRule| {
        let amount = |n: i64| say::amount::amount(w, Amount { n, unit: unit(&r.unit) }, r.unit_name.as_ref());
        let shown = rule(r, w);
        let need = match (r.verdict.as_deref(), r.target, r.limit) {
            (Some("exempt"), ..) => "–".to_owned(),
            (Some("silent"), ..) | (_, None, None) => w.text("rule.not_stated").to_owned(),
            (_, _, Some(limit)) => format!("{} {}", w.text("rule.most"), amount(limit)),
            (_, Some(target), None) => amount(target),
        };
        let mut rows = vec![(w.text("rule.need").to_owned(), need), (w.text("rule.have").to_owned(), have(r, w))];
        if r.verdict.is_some() {
            rows.push((w.text("hand.state").to_owned(), shown.state));
        }
        Stands { title: (rules.len() > 1).then(|| r.title.clone()), rows }
    };
    rules.iter().map(one).collect()
}

/// What is there of a rule; `unknown` where nobody has said whether there is any.
fn have(of: &HeadRule, w: &Wording) -> String {
    let achieved = Amount { n: of.achieved, unit: unit(&of.unit) };
    if say::verdict::is_untold(of.verdict.as_deref().and_then(verdict), achieved) {
        return w.word("state", "unknown").to_owned();
    }
    say::amount::amount(w, achieved, of.unit_name.as_ref())
}

/// Makes the form.
pub(super) fn form(of: &Form, periods: &[Record], w: &Wording) -> FormView {
    let field = |(n, f): (usize, &Field)| FieldView {
        n,
        id: f.id.clone(),
        kind: match f.kind {
            FieldKind::Level => "level",
            FieldKind::Text => "text",
            FieldKind::Line => "line",
            FieldKind::Check => "check",
            FieldKind::Day => "day",
        },
        input: if f.kind == FieldKind::Day { "date" } else { "text" },
        title: f.title.clone(),
        help: f.help.clone(),
        stands: if f.kind == FieldKind::Level { stands(&f.id, periods, w) } else { vec![] },
    };
    FormView {
        title: of.title.clone(),
        intro: of.intro.clone(),
        levels: of.fields.iter().any(|f| f.kind == FieldKind::Level),
        level_words: ["level.one", "level.two", "level.three", "level.four"].map(|k| w.text(k).to_owned()).into(),
        fields: of.fields.iter().enumerate().map(field).collect(),
    }
}
