//! What each entry counts towards.

use crate::policy::Why;
use crate::sight::Visible;

/// A rule that an entry counts towards.
#[derive(Debug, Clone, Copy)]
pub struct Towards {
    /// Place in [`crate::sight::redact::Seen::judged`].
    pub judged: usize,
    /// Place in its rules.
    pub rule: usize,
    /// How much.
    pub amount: Option<i64>,
    /// Not counted, and why.
    pub reason: Option<Why>,
}

/// How the entries that count towards it speak of a judgement: made once for all of them.
#[derive(Debug)]
pub struct JudgedLabel {
    /// Title of the policy and label of the period.
    pub title: String,
    /// The address of each rule, from the root.
    pub rules: Vec<String>,
}

/// For each entry, the rules that it counts towards, and those that left it out.
pub(super) fn towards(seen: &Visible<'_>) -> Vec<Vec<Towards>> {
    let mut all: Vec<Vec<Towards>> = vec![vec![]; seen.entries.len()];
    for (judged, of) in seen.judged.iter().enumerate() {
        for (rule, result) in of.rules.iter().enumerate() {
            for c in &result.counted {
                all[c.record].push(Towards { judged, rule, amount: c.amount, reason: None });
            }
            for e in result.excluded.iter().filter(|e| e.reason == Why::Capped) {
                all[e.record].push(Towards { judged, rule, amount: e.amount, reason: Some(e.reason) });
            }
        }
    }
    all
}
