//! What an assessment says: verdicts, and everything that they rest on, as data. Sentences are made of
//! it in `say`.

use super::adjust::Effect;
use super::kind::{Figure, RuleKind, Trait};
use super::measure::{Amount, Unit, UnitName};
use super::named::{Confidence, Origin};
use super::records::Why;
use super::rule::Severity;
use crate::model::{Day, Days, Minutes, Period, PolicyId, RuleId, Word};

/// What is said about a rule or a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// What is asked is there.
    Met,
    /// The time still runs, and something is to go.
    Open,
    /// The time is over, and something was missing.
    Short,
    /// A limit is passed; possible while the time runs.
    Over,
    /// Not asked of this member in this period.
    Exempt,
    /// The policy does not say.
    Silent,
    /// Cannot be told, for a reason that is given.
    Unknown,
}

impl Verdict {
    /// The words of outputs.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("met", Self::Met),
        ("open", Self::Open),
        ("short", Self::Short),
        ("over", Self::Over),
        ("exempt", Self::Exempt),
        ("silent", Self::Silent),
        ("unknown", Self::Unknown),
    ];

    /// A shape that stands beside the word, so that colour is never alone.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Met => "●",
            Self::Open => "◐",
            Self::Short => "▽",
            Self::Over => "▲",
            Self::Exempt => "⊘",
            Self::Silent => "◌",
            Self::Unknown => "?",
        }
    }

    /// The word of outputs.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, v)| *v == self).map_or("unknown", |(w, _)| w)
    }
}

/// What nobody has stated, so that something cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unstated {
    /// The day on which the member's own cycle starts: nothing at all can be told.
    CycleStart,
    /// One of some roles, on which rules depend.
    Role {
        /// What they are about.
        title: String,
        /// The roles.
        of: Vec<Word>,
    },
}

impl Unstated {
    /// The key of the settings that states it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::CycleStart => "cycle_start",
            Self::Role { .. } => "roles",
        }
    }
}

/// How one policy judges one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Which policy.
    pub policy: PolicyId,
    /// Its title.
    pub title: String,
    /// The edition in force on the period's first day, or the one that was pinned; empty: none was in force.
    pub edition: String,
    /// Built in, or of the site.
    pub origin: Origin,
    /// SHA-256 of the policy's file, in hexadecimal.
    pub hash: String,
    /// What the body has to do with the file: `none`.
    pub affiliation: String,
    /// Which period.
    pub period: Period,
    /// The day of the assessment.
    pub as_of: Day,
    /// Has it not ended on the day of the assessment?
    pub running: bool,
    /// Over the must and should rules.
    pub verdict: Verdict,
    /// What nobody has stated. Where that is the start of a cycle, the days of the period are those of a
    /// calendar year, and no deadline.
    pub unstated: Option<Unstated>,
    /// All minutes of the period, without drafts, examples and what is still to come.
    pub earned: Minutes,
    /// The part of them that counts towards the rule that says how much in all.
    pub counted: Minutes,
    /// What a circumstance changed.
    pub adjustment: Option<Adjustment>,
    /// In the order of the policy.
    pub rules: Vec<RuleResult>,
    /// Entries that touch the period and do not count, in minutes.
    pub excluded: Vec<Excluded>,
    /// For the owner alone: circumstances that have no effect yet, and why.
    pub pending: Vec<Pending>,
    /// Points on which the edition says that its source says nothing.
    pub silent: Vec<String>,
}

impl Assessment {
    /// The result of a rule.
    pub fn rule(&self, id: &str) -> Option<&RuleResult> {
        self.rules.iter().find(|r| r.id.as_str() == id)
    }

    /// Does nobody know which days the period has?
    pub fn days_unknown(&self) -> bool {
        self.unstated == Some(Unstated::CycleStart)
    }

    /// The rules that are judged and bind, in the order of the policy.
    pub fn binding(&self) -> impl Iterator<Item = &RuleResult> {
        self.rules.iter().filter(|r| r.verdict.is_some() && r.binds())
    }

    /// The first rule that binds and is open with something to go.
    pub fn first_open(&self) -> Option<&RuleResult> {
        self.binding().find(|r| r.verdict == Some(Verdict::Open) && r.remaining.n > 0)
    }
}

/// What a circumstance changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// The target of the rule that says how much in all; none where that rule is lifted.
    pub target: Option<Amount>,
    /// What the target's unit is called, where it has a name of its own.
    pub unit_name: Option<UnitName>,
    /// What was done to the rules.
    pub effect: Effect,
    /// What the target would be without a circumstance; none where that is not known.
    pub usual: Option<Amount>,
    /// Which kind of circumstance, where the owner lets the assessor read it.
    pub kind: Option<String>,
    /// Why: for the owner alone.
    pub reason: Option<Reason>,
    /// How we read the source: names the circumstance, so for the owner alone.
    pub reading: Option<String>,
}

/// Which circumstance changed a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Its title.
    pub title: String,
    /// When it held.
    pub days: Days,
    /// When it was agreed, and under which reference.
    pub agreed: Option<(Day, String)>,
    /// May the assessor read its title?
    pub tell_kind: bool,
}

/// A circumstance that has no effect yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its title.
    pub title: String,
    /// What it lacks.
    pub lacks: Lacks,
}

/// What a circumstance lacks to have an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacks {
    /// It touches too little of the period.
    Days,
    /// These keys are not stated.
    Keys(Vec<&'static str>),
    /// The edition in force does not speak of it.
    Rule,
}

/// Whether a rule is asked in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asked {
    /// It is.
    #[default]
    Yes,
    /// A circumstance lifts it.
    Lifted,
    /// The policy does not say what becomes of it.
    Unsaid,
    /// The part of the period that it looks at was over before the day of joining.
    BeforeJoining,
    /// It looks further back than it has been asked, and was not due in this period: `due` says when it is.
    NotYet,
    /// There is nothing of which it asks a part.
    OfNothing,
}

impl Asked {
    /// Is the rule not asked, whatever the reason?
    pub fn is_lifted(self) -> bool {
        matches!(self, Self::Lifted | Self::BeforeJoining | Self::NotYet | Self::OfNothing)
    }
}

/// How one rule stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleResult {
    /// The rule.
    pub id: RuleId,
    /// Its name in the file: one for all rules of an `each`.
    pub family: String,
    /// What it is called.
    pub title: String,
    /// What sort of rule it is.
    pub kind: RuleKind,
    /// How binding it is.
    pub severity: Severity,
    /// What its amounts are counted in.
    pub unit: Unit,
    /// What one and several of it are called, where it has a name of its own.
    pub unit_name: Option<UnitName>,
    /// What it counts different ones of.
    pub different: Option<Trait>,
    /// What is asked for.
    pub target: Option<Amount>,
    /// What is let through, for a cap; what may be reached, for a most.
    pub limit: Option<Amount>,
    /// What is there: for a cap what it let through.
    pub achieved: Amount,
    /// Taken along from earlier periods; part of what is achieved.
    pub carried: Amount,
    /// The labels of the periods that left it.
    pub carried_from: Vec<String>,
    /// What is to go; for a limit, what is left.
    pub remaining: Amount,
    /// None for a cap.
    pub verdict: Option<Verdict>,
    /// The first day on which the sum in the order of days reached the target.
    pub met_on: Option<Day>,
    /// The days that it looked at.
    pub days: Days,
    /// Are these days its own, rather than those of the period?
    pub own_days: bool,
    /// The day by which it is due, where that comes after the period: it has not been asked as long as
    /// it looks back, and is not met yet.
    pub due: Option<Day>,
    /// Is it asked in this period?
    pub asked: Asked,
    /// The rule in a sentence of the policy's, with its places open.
    pub clause: Clause,
    /// A remark.
    pub note: Option<String>,
    /// How we read the source.
    pub reading: Option<String>,
    /// How sure the figure is.
    pub confidence: Confidence,
    /// What the sum is made of.
    pub sum: Sum,
    /// What counts, by (last day, key).
    pub counted: Vec<Counted>,
    /// What does not, and why, by (last day, key).
    pub excluded: Vec<Excluded>,
}

impl RuleResult {
    /// Is it part of the policy's verdict?
    pub fn binds(&self) -> bool {
        self.severity != Severity::Advice
    }

    /// So much of the rule's unit.
    pub fn amount(&self, n: i64) -> Amount {
        Amount { n, unit: self.unit }
    }

    /// The label of the period that left what is carried, or the labels of several.
    pub fn carried_from(&self) -> Option<String> {
        (!self.carried_from.is_empty()).then(|| self.carried_from.join(", "))
    }

    /// What a cap left out of it, or of what it limits.
    pub fn capped(&self) -> i64 {
        self.excluded.iter().filter(|e| e.reason == Why::Capped).filter_map(|e| e.amount).sum()
    }
}

/// A sentence of a policy with places, and what fills them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// With `{at_least}`, `{most}` and `{name}` still open.
    pub text: String,
    /// What fills `{at_least}` or `{most}`.
    pub figure: Option<Figure>,
    /// What would fill it without a circumstance, where that is another.
    pub usual: Option<Figure>,
    /// What fills `{name}`.
    pub name: String,
}

/// What a sum is made of, beside what is achieved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sum {
    /// What no cap cut: where caps are named.
    pub free: i64,
    /// Caps that left something out.
    pub capped: Vec<CapTerm>,
    /// For a cap: what there was.
    pub offered: i64,
    /// Which of several ways this is.
    pub way: Option<String>,
    /// Of so many entries, where each of them is asked.
    pub among: Option<i64>,
    /// So many words are asked of each entry.
    pub words: Option<i64>,
    /// The document that stands in place of the rule.
    pub instead: Option<String>,
}

/// What one cap let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapTerm {
    /// Its title.
    pub title: String,
    /// What it let through.
    pub took: i64,
    /// What there was.
    pub had: i64,
}

/// An entry that counts towards a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The caller's index of the entry.
    pub record: usize,
    /// How much of it, in the rule's unit; none where entries are not added up in it.
    pub amount: Option<i64>,
}

/// An entry, or a part of one, that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// The caller's index of the entry.
    pub record: usize,
    /// How much of it, in the rule's unit; none where entries are not added up in it.
    pub amount: Option<i64>,
    /// Why.
    pub reason: Why,
    /// The cap that left it out.
    pub by: Option<RuleId>,
}

impl Excluded {
    /// An entry that brings nothing in the rule's unit.
    pub fn nothing(record: usize) -> Self {
        Self { record, amount: Some(0), reason: Why::Nothing, by: None }
    }
}
