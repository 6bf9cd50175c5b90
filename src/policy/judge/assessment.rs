//! What an assessment says: verdicts, and everything that they rest on.

use crate::model::{Day, Minutes, Period, PolicyId, RuleId};
use crate::policy::data::rule::{Confidence, Origin, Severity, Unit};

/// What is said about a rule or a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// What is asked is there.
    Met,
    /// The time still runs, and something is to go.
    Open,
    /// The time is over, and something was missing.
    Short,
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
        ("exempt", Self::Exempt),
        ("silent", Self::Silent),
        ("unknown", Self::Unknown),
    ];

    /// The word of outputs.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, v)| *v == self).map_or("unknown", |(w, _)| w)
    }
}

/// Why something of an entry does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// More than a cap lets through.
    Capped,
    /// Still to come.
    Future,
    /// Not finished.
    Draft,
    /// Scaffolding.
    Example,
    /// It touches the period, and ends after it.
    OutOfPeriod,
}

impl Why {
    /// The word of outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Capped => "capped",
            Self::Future => "future",
            Self::Draft => "draft",
            Self::Example => "example",
            Self::OutOfPeriod => "out-of-period",
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
    /// Has it not ended on the day of the assessment?
    pub running: bool,
    /// Over the must and should rules.
    pub verdict: Verdict,
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
    pub pending: Vec<String>,
    /// Points on which the policy says nothing.
    pub silent: Vec<String>,
}

impl Assessment {
    /// The result of a rule.
    pub fn rule(&self, id: &str) -> Option<&RuleResult> {
        self.rules.iter().find(|r| r.id.as_str() == id)
    }
}

/// What a circumstance changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// The target of the rule that says how much in all, in its unit's amount; none where that rule is lifted.
    pub target: Option<i64>,
    /// `set`, `scale` or `exempt`.
    pub kind: &'static str,
    /// The target in words, for everybody: `Target 10 hours`.
    pub words: String,
    /// Why: for the owner alone.
    pub reason: Option<String>,
    /// How we read the source: names the circumstance, so for the owner alone.
    pub reading: Option<String>,
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
    /// The name of its kind: `at_least`, `cap`, …
    pub kind: &'static str,
    /// How binding it is.
    pub severity: Severity,
    /// What amounts are counted in.
    pub unit: Unit,
    /// A value is its amount divided by this.
    pub scale: i64,
    /// What is asked for.
    pub target: Option<i64>,
    /// What is let through, for a cap; what may be reached, for a most.
    pub limit: Option<i64>,
    /// What is there: for a cap what it let through.
    pub achieved: i64,
    /// Taken along from earlier periods; part of what is achieved.
    pub carried: i64,
    /// What is to go; for a cap and a most, what is left.
    pub remaining: i64,
    /// None for a cap.
    pub verdict: Option<Verdict>,
    /// The first day on which the sum in the order of days reached the target.
    pub met_on: Option<Day>,
    /// The days that it looked at.
    pub from: Day,
    /// The last of them.
    pub to: Day,
    /// The rule in a sentence.
    pub clause: String,
    /// A remark.
    pub note: Option<String>,
    /// How we read the source.
    pub reading: Option<String>,
    /// How sure the figure is.
    pub confidence: Confidence,
    /// The sum as a person would write it.
    pub arithmetic: String,
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
}

/// An entry that counts towards a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The caller's index of the entry.
    pub record: usize,
    /// How much of it, in the rule's unit.
    pub amount: i64,
}

/// An entry, or a part of one, that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// The caller's index of the entry.
    pub record: usize,
    /// How much of it, in the rule's unit.
    pub amount: i64,
    /// Why.
    pub reason: Why,
    /// The cap that left it out.
    pub by: Option<RuleId>,
}
