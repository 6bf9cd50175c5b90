//! What a member can say with a declaration: data, `content/statements.yaml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One thing to say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    /// The sentence, with places.
    pub(crate) says: String,
}

static ALL: LazyLock<BTreeMap<String, Statement>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("../../content/statements.yaml")).unwrap_or_default());

/// The one that is meant where nobody says otherwise.
pub(crate) const USUAL: &str = "ready";

/// All of them, by id.
pub(crate) fn all() -> &'static BTreeMap<String, Statement> {
    &ALL
}

/// The sentence of a statement about a period.
pub(crate) fn said(id: &str, period: &str) -> String {
    ALL.get(id).map_or_else(String::new, |s| s.says.replace("{period}", period))
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_are_four_and_each_has_its_period() {
        assert_eq!(
            super::all().keys().map(String::as_str).collect::<Vec<_>>(),
            ["need-time", "not-active", "other-body", "ready"]
        );
        assert!(super::all().contains_key(super::USUAL));
        for id in super::all().keys() {
            assert!(super::said(id, "2025").contains(" 2025"), "{id}");
        }
    }
}
