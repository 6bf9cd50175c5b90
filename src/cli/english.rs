//! What pages say in the site's language, in the command line's own: English.

use crate::model::Day;
use crate::policy::{Assessment, RuleResult, Why};
use crate::say;
use crate::sight::SeenEntry;
use crate::wording::Wording;

/// The answer in sentences.
pub(super) fn headline(of: &Assessment) -> Vec<String> {
    say::verdict::headline(Wording::english(), of)
}

/// What would do until the rule's time ends.
pub(super) fn pace(rule: &RuleResult, as_of: Day) -> Option<String> {
    say::verdict::pace(Wording::english(), rule, as_of)
}

/// Why an entry does not count.
pub(super) fn reason(reason: Why) -> &'static str {
    say::verdict::reason(Wording::english(), reason)
}

/// The words of an entry.
pub(super) fn title(entry: &SeenEntry<'_>) -> String {
    say::entry::title(Wording::english(), entry)
}
