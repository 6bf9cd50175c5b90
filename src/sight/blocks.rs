//! What a seal speaks of: the texts of a period as an assessor sees it, one a block. Each block is a line of JSON whose
//! keys stand in the order of its struct, so that the same record has the same texts with every version of the program.
//! A block that is not there has no text.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::entry::SeenEntry;
use super::markup;
use super::redact::{Seen, SeenPlan};
use crate::hash::{Hash32, of_parts};
use crate::model::activity::Declared;
use crate::model::time::iso;
use crate::model::{Days, Word};
use crate::paths::SourcePath;
use crate::policy::{Amount, Assessment, Figure, Named, RuleResult};

/// The format of the seal: part of every leaf.
pub(crate) const FORMAT: &str = "cpdfolio.seal/1";
/// The blocks `policy` of a period are filled up with absent ones to a multiple of this: their number tells nobody how
/// many bodies the member answers to.
pub(crate) const POLICY_PLACES: usize = 8;

/// How many blocks `policy` a period with so many policies has.
pub(crate) fn policy_places(policies: usize) -> usize {
    policies.max(1).div_ceil(POLICY_PLACES) * POLICY_PLACES
}

/// From one day to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Span {
    /// The first day.
    pub(crate) from: String,
    /// The last.
    pub(crate) to: String,
}

impl Span {
    /// Days as they are written.
    pub(crate) fn of(days: Days) -> Self {
        Self { from: iso(days.first), to: iso(days.last) }
    }

    /// `2025-01-01/2025-12-31`
    pub(crate) fn text(&self) -> String {
        format!("{}/{}", self.from, self.to)
    }
}

/// The block `facts`: an entry's line, without its exact days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Facts {
    /// The month of its last day: `2026-03`.
    pub(crate) month: String,
    /// For how long.
    pub(crate) minutes: i64,
    /// What it was; none: a bare line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) title: Option<String>,
    /// The type of activity.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none", default)]
    pub(crate) kind: Option<String>,
    /// Categories, each with its minutes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) categories: Vec<(String, i64)>,
    /// Was it planned?
    pub(crate) planned: bool,
    /// Who offered it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) provider: Option<String>,
    /// For finding it again.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) tags: Vec<String>,
    /// Competences.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) competences: Vec<String>,
    /// Plan items that it serves, by id.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) plan: Vec<String>,
    /// Benefits or values.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) cites: Vec<String>,
    /// Did it help others to learn?
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(crate) supports_others: bool,
    /// How many files show it.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub(crate) evidence: usize,
    /// Keys that a followed policy declares.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub(crate) declared: BTreeMap<String, Value>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// The value of a key that a policy declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Words.
    Words(Vec<String>),
}

impl From<&Declared> for Value {
    fn from(value: &Declared) -> Self {
        match value {
            Declared::Flag(flag) => Self::Flag(*flag),
            Declared::Number(n) => Self::Number(*n),
            Declared::Words(words) => Self::Words(texts(words)),
        }
    }
}

/// The block `words`: what was written about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    /// What was done, in Markdown.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub(crate) body: String,
    /// What was learned.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub(crate) reflection: String,
}

/// The block `plan`: an item of the development plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanBlock {
    /// Its id, by which entries name it.
    pub(crate) id: String,
    /// What is intended.
    pub(crate) title: String,
    /// For which period.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) period: Option<String>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) due: Option<String>,
    /// Where it stands.
    pub(crate) state: String,
    /// How many minutes are meant for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) target: Option<i64>,
    /// Categories that it is to serve.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) categories: Vec<String>,
    /// Competences that it is to develop.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) competences: Vec<String>,
    /// More about it, in Markdown.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub(crate) body: String,
}

/// The block `head`, open in every hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// [`FORMAT`]
    pub(crate) format: String,
    /// Which days.
    pub(crate) period: Span,
    /// How many entries there are.
    pub(crate) entries: usize,
    /// How many plan items.
    pub(crate) plan: usize,
    /// What people read for the words of the record: list, word, title.
    pub(crate) titles: BTreeMap<String, BTreeMap<String, String>>,
}

/// The block `policy`: how one policy judges the period. It stands by itself, so that a hand-over to one body tells
/// nothing of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadPolicy {
    /// Its id.
    pub(crate) policy: String,
    /// Its title.
    pub(crate) title: String,
    /// The edition.
    pub(crate) edition: String,
    /// Where the file comes from: `built-in`.
    pub(crate) pack: String,
    /// SHA-256 of the file.
    pub(crate) hash: String,
    /// What the period is called.
    pub(crate) label: String,
    /// The verdict.
    pub(crate) verdict: String,
    /// The key that nobody has stated, so that nothing can be told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) unstated: Option<String>,
    /// All minutes.
    pub(crate) earned: i64,
    /// Those that count.
    pub(crate) counted: i64,
    /// What a circumstance changed, as it is told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) changed: Option<Changed>,
    /// The rules.
    pub(crate) rules: Vec<HeadRule>,
    /// Points on which the source says nothing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) silent: Vec<String>,
}

/// What a circumstance changed, as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changed {
    /// The target; none where the rule is lifted.
    pub(crate) target: Option<i64>,
    /// Of what.
    pub(crate) unit: Option<String>,
    /// What was done: `set`.
    pub(crate) effect: String,
    /// The target that everybody has, where that is another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) usual: Option<i64>,
    /// The kind of circumstance, where the member lets it be told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) kind: Option<String>,
}

/// How a rule stands. Amounts are in the smallest parts of its unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeadRule {
    /// Its id.
    pub(crate) id: String,
    /// The name of the rule that it belongs to: that of the form.
    pub(crate) family: String,
    /// What it is called.
    pub(crate) title: String,
    /// What sort of rule it is.
    pub(crate) kind: String,
    /// How binding.
    pub(crate) severity: String,
    /// What is counted.
    pub(crate) unit: String,
    /// What one and several of it are called, where it has a name of its own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) unit_name: Option<(String, String)>,
    /// What is asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) target: Option<i64>,
    /// What may be reached or counted at most.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) limit: Option<i64>,
    /// What is there.
    pub(crate) achieved: i64,
    /// Carried over; part of what is there.
    pub(crate) carried: i64,
    /// What is to go.
    pub(crate) remaining: i64,
    /// The verdict; none for a cap.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) verdict: Option<String>,
    /// The day on which it was met.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) met_on: Option<String>,
    /// Its own days, where they are not those of the period.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) days: Option<Span>,
    /// The rule in a sentence, with places.
    pub(crate) clause: String,
    /// What fills its place for a number: unit or `number` or `part`, and two numbers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) figure: Option<(String, i64, i64)>,
    /// What would fill it without a circumstance, where that is another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) usual: Option<(String, i64, i64)>,
    /// What fills its place for a name.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub(crate) name: String,
}

/// The blocks of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntryBlocks {
    /// Its place among the entries of the view.
    pub(crate) place: usize,
    /// `day`
    pub(crate) day: String,
    /// `facts`
    pub(crate) facts: String,
    /// `words`
    pub(crate) words: Option<String>,
    /// `evidence`
    pub(crate) evidence: Option<String>,
}

impl EntryBlocks {
    /// The blocks with their names, in the order of the format.
    pub(crate) fn parts(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("day", Some(&self.day)),
            ("facts", Some(&self.facts)),
            ("words", self.words.as_deref()),
            ("evidence", self.evidence.as_deref()),
        ]
    }

    /// Stands for all of them.
    pub(crate) fn hash(&self) -> Hash32 {
        hash(&self.parts())
    }
}

/// Stands for the blocks of an entry: names and texts, each preceded by its length; of an absent block the empty text.
pub(crate) fn hash(parts: &[(&str, Option<&str>)]) -> Hash32 {
    let all: Vec<&[u8]> = parts.iter().flat_map(|(n, t)| [n.as_bytes(), t.unwrap_or_default().as_bytes()]).collect();
    of_parts(&all)
}

/// All blocks of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocks {
    /// Which days.
    pub(crate) period: Span,
    /// The entries, by last day and key.
    pub(crate) entries: Vec<EntryBlocks>,
    /// The items of the plan, by id.
    pub(crate) plan: Vec<String>,
    /// How each policy judges the period, in the order of the judgements.
    pub(crate) policies: Vec<String>,
    /// The member's name.
    pub(crate) name: Option<String>,
    /// The member's number.
    pub(crate) number: Option<String>,
    /// `head`
    pub(crate) head: String,
}

/// SHA-256 of the evidence, by where it stands in the member's folder.
pub(crate) type EvidenceHashes = BTreeMap<SourcePath, String>;

/// The blocks of a period: of what an assessor sees and nothing else. Entries that do not count (drafts, examples,
/// days to come) are no part of a seal. `judged` are the judgements of the policies whose period has these days.
pub(crate) fn of(seen: &Seen<'_>, judged: &[&Assessment], days: Days, evidence: &EvidenceHashes) -> Blocks {
    let inside = |e: &&SeenEntry<'_>| days.contains(e.last_day()) && e.not_counted(seen.as_of).is_none();
    let inside: Vec<&SeenEntry<'_>> = seen.entries.iter().filter(inside).collect();
    let plan: Vec<&SeenPlan<'_>> = seen.plan.iter().filter(|p| is_of(p, judged, &inside)).collect();
    let member = seen.member.as_ref();
    let head = Head {
        format: FORMAT.to_owned(),
        period: Span::of(days),
        entries: inside.len(),
        plan: plan.len(),
        titles: titles(seen, &inside, &plan),
    };
    Blocks {
        period: head.period.clone(),
        entries: inside.iter().map(|e| entry(e, evidence)).collect(),
        plan: plan.iter().map(|p| text(&plan_block(p, judged))).collect(),
        policies: judged.iter().map(|a| text(&head_policy(a))).collect(),
        name: member.map(|m| text(&m.name)),
        number: member.and_then(|m| m.number).map(|n| text(&n)),
        head: text(&head),
    }
}

/// Does an item of the plan belong to a period: by what it says, by the day on which it is due, or by an entry?
fn is_of(item: &SeenPlan<'_>, judged: &[&Assessment], entries: &[&SeenEntry<'_>]) -> bool {
    let said = judged.iter().any(|a| item.period == Some(a.period.label.as_str()));
    let due = item.due.is_some_and(|due| judged.iter().any(|a| a.period.days.contains(due)));
    said || item.period.is_none() && due || entries.iter().any(|e| e.plan.contains(&item.id))
}

/// A value as a line of JSON.
fn text(of: &impl Serialize) -> String {
    // a struct of texts and numbers can always be written
    serde_json::to_string(of).unwrap_or_default()
}

fn texts(words: &[Word]) -> Vec<String> {
    words.iter().map(|w| w.as_str().to_owned()).collect()
}

fn entry(e: &SeenEntry<'_>, evidence: &EvidenceHashes) -> EntryBlocks {
    let files: Vec<&str> =
        e.own_evidence().iter().map(|f| evidence.get(&f.path).map_or("missing", String::as_str)).collect();
    let words = Words {
        body: e.body.map(|b| markup::seen(b.as_str())).unwrap_or_default(),
        reflection: markup::seen(e.reflection.unwrap_or_default()),
    };
    let facts = Facts {
        month: e.last_day().format("%Y-%m").to_string(),
        minutes: e.minutes.0,
        title: e.title.map(str::to_owned),
        kind: e.activity_type.map(|w| w.as_str().to_owned()),
        categories: e.categories.iter().map(|p| (p.category.as_str().to_owned(), p.minutes.0)).collect(),
        planned: e.planned,
        provider: e.provider.map(str::to_owned),
        tags: e.tags.to_vec(),
        competences: texts(e.competences),
        plan: e.plan.iter().map(|id| id.as_str().to_owned()).collect(),
        cites: texts(e.cites),
        supports_others: e.supports_others,
        evidence: e.evidence_count,
        declared: e.declared().map(|(key, value)| (key.to_owned(), value.into())).collect(),
    };
    EntryBlocks {
        place: e.place,
        day: text(&Span::of(e.days)),
        facts: text(&facts),
        words: (words != Words::default()).then(|| text(&words)),
        evidence: (!files.is_empty()).then(|| text(&files)),
    }
}

fn plan_block(p: &SeenPlan<'_>, judged: &[&Assessment]) -> PlanBlock {
    // the label of another body's cycle would tell of that body
    let period = p.period.filter(|label| judged.iter().any(|a| a.period.label == **label));
    PlanBlock {
        id: p.id.as_str().to_owned(),
        title: p.title.to_owned(),
        period: period.map(str::to_owned),
        due: p.due.map(iso),
        state: p.state.word().to_owned(),
        target: p.target.map(|t| t.0),
        categories: texts(p.categories),
        competences: texts(p.competences),
        body: markup::seen(p.body.as_str()),
    }
}

fn head_policy(a: &Assessment) -> HeadPolicy {
    HeadPolicy {
        policy: a.policy.as_str().to_owned(),
        title: a.title.clone(),
        edition: a.edition.clone(),
        pack: a.origin.word().to_owned(),
        hash: a.hash.clone(),
        label: a.period.label.clone(),
        verdict: a.verdict.word().to_owned(),
        unstated: a.unstated.as_ref().map(|u| u.key().to_owned()),
        earned: a.earned.0,
        counted: a.counted.0,
        changed: a.adjustment.as_ref().map(|d| Changed {
            target: d.target.map(|t| t.n),
            unit: d.target.map(|t| t.unit.word().to_owned()),
            effect: d.effect.word().to_owned(),
            usual: d.usual.filter(|usual| Some(*usual) != d.target).map(|usual| usual.n),
            kind: d.kind.clone(),
        }),
        rules: a.rules.iter().map(head_rule).collect(),
        silent: a.silent.clone(),
    }
}

fn head_rule(r: &RuleResult) -> HeadRule {
    HeadRule {
        id: r.id.as_str().to_owned(),
        family: r.family.clone(),
        title: r.title.clone(),
        kind: r.kind.word().to_owned(),
        severity: r.severity.word().to_owned(),
        unit: r.unit.word().to_owned(),
        unit_name: r.unit_name.clone(),
        target: r.target.map(|a| a.n),
        limit: r.limit.map(|a| a.n),
        achieved: r.achieved.n,
        carried: r.carried.n,
        remaining: r.remaining.n,
        verdict: r.verdict.map(|v| v.word().to_owned()),
        met_on: r.met_on.map(iso),
        days: r.own_days.then(|| Span::of(r.days)),
        clause: r.clause.text.clone(),
        figure: r.clause.figure.map(head_figure),
        usual: r.clause.usual.map(head_figure),
        name: r.clause.name.clone(),
    }
}

fn head_figure(of: Figure) -> (String, i64, i64) {
    match of {
        Figure::Amount(Amount { n, unit }) => (unit.word().to_owned(), n, 1),
        Figure::Number(n) => ("number".to_owned(), n, 1),
        Figure::Months(n) => ("months".to_owned(), n, 1),
        Figure::Part(part) => ("part".to_owned(), part.top, part.bottom),
    }
}

/// What people read for the words that stand in the blocks: for no others, since the list of them would tell.
fn titles(
    seen: &Seen<'_>,
    entries: &[&SeenEntry<'_>],
    plan: &[&SeenPlan<'_>],
) -> BTreeMap<String, BTreeMap<String, String>> {
    let of_entries = |words: &dyn Fn(&SeenEntry<'_>) -> Vec<String>| {
        entries.iter().flat_map(|e| words(e)).collect::<BTreeSet<String>>()
    };
    let types = of_entries(&|e| e.activity_type.into_iter().map(|w| w.as_str().to_owned()).collect());
    let mut categories = of_entries(&|e| e.categories.iter().map(|p| p.category.as_str().to_owned()).collect());
    let mut competences = of_entries(&|e| texts(e.competences));
    let cites = of_entries(&|e| texts(e.cites));
    for p in plan {
        categories.extend(texts(p.categories));
        competences.extend(texts(p.competences));
    }
    let mut all: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut add = |list: &str, known: &[Named], used: &BTreeSet<String>| {
        let named = known.iter().filter(|n| used.contains(n.id.as_str()));
        let titles: BTreeMap<_, _> = named.map(|n| (n.id.as_str().to_owned(), n.title.clone())).collect();
        if !titles.is_empty() {
            all.insert(list.to_owned(), titles);
        }
    };
    add("types", &seen.words.types, &types);
    add("categories", &seen.words.categories, &categories);
    add("competences", &seen.competences, &competences);
    add("cites", &seen.words.cites, &cites);
    all
}
