//! What a record is reviewed by.

use std::collections::BTreeMap;

use super::folder::Folder;
use crate::policy::Edition;
use crate::wording::Wording;

/// A criterion: its id, and what it is called.
pub(super) type Criteria = Vec<(String, String)>;

/// The criteria of the scheme: the edition's, then those of its own list.
pub(super) fn criteria(folder: &Folder, edition: &Edition) -> Criteria {
    let title = |name: &String| {
        let rules: Vec<&str> = edition.family(name).map(|r| r.title.as_str()).collect();
        if let [one] = rules[..] {
            return one.to_owned();
        }
        let mut letters = name.replace('-', " ");
        if let Some(first) = letters.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        letters
    };
    let own = folder.settings.criteria.iter().map(|c| (c.id.clone(), c.title.clone()));
    edition.review.iter().map(|name| (name.clone(), title(name))).chain(own).collect()
}

/// What the rules behind a criterion ask, by its id: for the form of a review, and for the page for everybody. A
/// criterion of the scheme's own says it in its title.
pub(super) fn explained(edition: &Edition) -> BTreeMap<String, String> {
    let words = Wording::english();
    let of = |name: &String| {
        let mut clauses: Vec<String> =
            edition.family(name).map(|rule| crate::say::policy::clause(words, rule, edition)).collect();
        clauses.dedup();
        clauses.retain(|clause| !clause.is_empty());
        (name.clone(), clauses.join(" "))
    };
    edition.review.iter().map(of).filter(|(_, text)| !text.is_empty()).collect()
}
