//! One entry as an audience sees it: every field is copied here, or nobody but the owner has it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::activity::{Declared, NotCounted};
use crate::model::{
    Activity, ActivityId, Audience, Body, CategoryPart, Day, Days, Evidence, Minutes, PlanId, PlanItem, Word,
};
use crate::policy::Record;

/// One entry as an audience sees it.
#[derive(Debug)]
pub struct SeenEntry<'a> {
    /// Its id; for a bare line a number: `line-3`.
    pub key: String,
    /// Its place in [`super::redact::Seen::entries`].
    pub place: usize,
    /// Has it a page of its own, and words?
    pub title: Option<&'a str>,
    /// When.
    pub days: Days,
    /// For how long.
    pub minutes: Minutes,
    /// The type of activity.
    pub activity_type: Option<&'a Word>,
    /// Categories with their shares.
    pub categories: &'a [CategoryPart],
    /// Was it planned?
    pub planned: bool,
    /// Who offered it.
    pub provider: Option<&'a str>,
    /// For finding it again.
    pub tags: &'a [String],
    /// Former ids: its page was known under them.
    pub aliases: &'a [ActivityId],
    /// Competences.
    pub competences: &'a [Word],
    /// What was done.
    pub body: Option<&'a Body>,
    /// What was learned.
    pub reflection: Option<&'a str>,
    /// How many words that has.
    reflection_words: usize,
    /// Plan items that it serves and that this audience sees.
    pub plan: Vec<&'a PlanId>,
    /// Benefits or values.
    pub cites: &'a [Word],
    /// Did it help others?
    pub supports_others: bool,
    /// Does the member show it first?
    pub featured: bool,
    /// How many files show it.
    pub evidence_count: usize,
    /// What only the owner sees.
    pub owner: Option<OwnerFields<'a>>,
    declared: Option<&'a BTreeMap<String, Declared>>,
    draft: bool,
    example: bool,
    counted: Counted<'a>,
}

/// The words of an entry that policies ask for, as its file has them. They reach no reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    activity_type: Option<&'a Word>,
    categories: &'a [CategoryPart],
    provider: Option<&'a str>,
    tags: &'a [String],
    declared: &'a BTreeMap<String, Declared>,
    id: &'a ActivityId,
    evidence: &'a [Evidence],
}

impl<'a> Counted<'a> {
    pub(super) fn new(of: &'a Activity) -> Self {
        Self {
            activity_type: of.activity_type.as_ref(),
            categories: &of.categories,
            provider: of.provider.as_deref(),
            tags: &of.tags,
            declared: &of.declared,
            id: &of.id,
            evidence: &of.evidence,
        }
    }
}

/// What only the owner sees of an entry.
#[derive(Debug)]
pub struct OwnerFields<'a> {
    /// The whole entry.
    pub entry: &'a Activity,
    /// The files that show it.
    pub evidence: &'a [Evidence],
}

/// The value of a key, for tables and data.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(untagged)]
pub enum Value<'a> {
    /// A text.
    Line(Option<&'a str>),
    /// Texts.
    Lines(&'a [String]),
    /// Words of a closed list.
    Words(&'a [Word]),
    /// Ids of plan items.
    Plan(&'a [&'a PlanId]),
    /// Yes or no.
    Flag(bool),
    /// How many there are.
    Count(usize),
}

impl SeenEntry<'_> {
    /// The day that decides where it counts.
    pub fn last_day(&self) -> Day {
        self.days.last
    }

    /// Why it does not count.
    pub fn not_counted(&self, as_of: Day) -> Option<NotCounted> {
        NotCounted::of(self.draft, self.example, self.days.last, as_of)
    }

    /// The keys that are there and do not stand in the row of a list: what `has:` and `no:` of a filter ask for.
    pub fn has(&self) -> Vec<&'static str> {
        let all = [
            ("provider", self.provider.is_some()),
            ("plan", !self.plan.is_empty()),
            ("competence", !self.competences.is_empty()),
            ("evidence", self.evidence_count > 0),
            ("reflection", self.reflection.is_some()),
            ("body", self.body.is_some_and(|body| !body.as_str().trim().is_empty())),
            ("featured", self.featured),
            ("supports_others", self.supports_others),
        ];
        all.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
    }

    /// The value of a key that stands in the tables and data of a site ([`crate::model::keys::Key::told`]).
    pub fn value(&self, key: &str) -> Value<'_> {
        match key {
            "provider" => Value::Line(self.provider),
            "tags" => Value::Lines(self.tags),
            "competences" => Value::Words(self.competences),
            "plan" => Value::Plan(&self.plan),
            "cites" => Value::Words(self.cites),
            "supports_others" => Value::Flag(self.supports_others),
            "evidence" => Value::Count(self.evidence_count),
            _ => Value::Line(None),
        }
    }

    /// Its id in the member's own folder: for finding it there, and for telling the owner; no page shows this.
    pub fn own_id(&self) -> &ActivityId {
        self.counted.id
    }

    /// The files that show it, where they stand in the member's own folder: for reading them; no page shows this.
    pub fn own_evidence(&self) -> &[Evidence] {
        if self.title.is_some() { self.counted.evidence } else { &[] }
    }

    /// The values of the keys that a followed policy declares.
    pub fn declared(&self) -> impl Iterator<Item = (&str, &Declared)> {
        self.declared.iter().flat_map(|all| all.iter()).map(|(key, value)| (key.as_str(), value))
    }

    /// Not finished: shown to its owner only.
    pub fn draft(&self) -> bool {
        self.draft
    }

    /// Scaffolding: shown, never counted.
    pub fn example(&self) -> bool {
        self.example
    }
}

/// A bare line: the facts that are counted, no words.
pub(super) fn line<'a>(activity: &'a Activity, counted: Counted<'a>) -> SeenEntry<'a> {
    SeenEntry {
        key: String::new(),
        place: 0,
        title: None,
        days: activity.days,
        minutes: activity.minutes,
        activity_type: activity.activity_type.as_ref(),
        categories: &activity.categories,
        planned: activity.planned,
        provider: None,
        tags: &[],
        aliases: &[],
        competences: &[],
        body: None,
        reflection: None,
        reflection_words: 0,
        plan: vec![],
        cites: &[],
        supports_others: false,
        featured: false,
        evidence_count: 0,
        owner: None,
        declared: None,
        draft: false,
        example: activity.example,
        counted,
    }
}

pub(super) fn entry<'a>(
    activity: &'a Activity,
    counted: Counted<'a>,
    audience: Audience,
    plan: &[&PlanItem],
) -> SeenEntry<'a> {
    let public = SeenEntry {
        key: activity.id.as_str().to_owned(),
        title: Some(&activity.title),
        provider: activity.provider.as_deref(),
        tags: &activity.tags,
        aliases: &activity.aliases,
        competences: &activity.competences,
        body: Some(&activity.body),
        featured: activity.featured,
        declared: Some(&activity.declared),
        ..line(activity, counted)
    };
    if audience == Audience::Public {
        return public;
    }
    let assessor = SeenEntry {
        reflection: activity.reflection.as_deref(),
        reflection_words: activity.reflection_words,
        plan: activity.plan.iter().filter(|id| plan.iter().any(|p| p.id == **id)).collect(),
        cites: &activity.cites,
        supports_others: activity.supports_others,
        evidence_count: activity.evidence.len(),
        ..public
    };
    if audience == Audience::Assessor {
        return assessor;
    }
    SeenEntry {
        draft: activity.draft,
        owner: Some(OwnerFields { entry: activity, evidence: &activity.evidence }),
        ..assessor
    }
}

static NOTHING_DECLARED: BTreeMap<String, Declared> = BTreeMap::new();

/// What policies count: the words that they ask for are those of the files, so that nobody gets another
/// verdict for calling a thing by another name.
pub(super) fn counted<'r>(entry: &'r SeenEntry<'_>) -> Record<'r> {
    let Counted { activity_type: kind, categories, provider, tags, declared, .. } = entry.counted;
    let plain = record(entry);
    if entry.title.is_none() {
        return Record { categories, activity_type: kind, ..plain };
    }
    Record { categories, activity_type: kind, provider, tags, declared, ..plain }
}

pub(super) fn record<'r>(entry: &'r SeenEntry<'_>) -> Record<'r> {
    Record {
        key: &entry.key,
        days: entry.days,
        minutes: entry.minutes,
        categories: entry.categories,
        activity_type: entry.activity_type,
        planned: entry.planned,
        draft: entry.draft,
        example: entry.example,
        provider: entry.provider,
        tags: entry.tags,
        competences: entry.competences,
        declared: entry.declared.unwrap_or(&NOTHING_DECLARED),
        reflection_words: entry.reflection_words,
        has_evidence: entry.evidence_count > 0,
        supports_others: entry.supports_others,
        has_plan: !entry.plan.is_empty(),
    }
}
