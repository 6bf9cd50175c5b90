//! References between records: every name that one file uses for another is looked up.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::tree::SourceTree;
use crate::diag::{Code, Diagnostic, KeyPath, Place, nearest};
use crate::model::{Activity, ActivityId, PlanId, Portfolio};
use crate::paths::SourcePath;

/// As many references of one list are named: each is looked for in its text.
const MOST_NAMED: usize = 50;

/// Names every reference that leads nowhere, and every id that stands twice.
///
/// `unread` are the ids of files that are there but faulty: a reference to one of them is right.
pub fn check(portfolio: &Portfolio, tree: &SourceTree, unread: &BTreeSet<SourcePath>) -> Vec<Diagnostic> {
    let mut notes = vec![];
    let plan: Vec<&str> = portfolio.plan.keys().map(crate::model::PlanId::as_str).collect();
    let items: Vec<&str> = portfolio.directory.keys().map(crate::model::ItemId::as_str).collect();
    let is_unread = |folder: &str, id: &str| {
        SourcePath::new(&format!("content/{folder}/{id}.md")).is_ok_and(|p| unread.contains(&p))
    };
    for activity in &portfolio.activities {
        let at = |key: &str| KeyPath::root().key(key);
        let unknown = |id: &PlanId| !portfolio.plan.contains_key(id) && !is_unread("plan", id.as_str());
        for (n, id) in activity.plan.iter().enumerate().filter(|(_, id)| unknown(id)).take(MOST_NAMED) {
            let place = Place::Value(list_place(tree, activity, "plan", n));
            notes.push(missing(
                activity,
                Code::UnknownPlanItem,
                place,
                id.as_str(),
                "a plan item",
                &plan,
                "content/plan",
            ));
        }
        if let Some(id) = &activity.item
            && !portfolio.directory.contains_key(id)
            && !is_unread("directory", id.as_str())
        {
            let place = Place::Value(at("item"));
            notes.push(missing(
                activity,
                Code::UnknownDirectoryItem,
                place,
                id.as_str(),
                "a directory item",
                &items,
                "content/directory",
            ));
        }
        let missing = |path: &SourcePath| !tree.evidence().contains(path);
        for (n, evidence) in activity.evidence.iter().enumerate().filter(|(_, e)| missing(&e.path)).take(MOST_NAMED) {
            let place = Place::Value(list_place(tree, activity, "evidence", n));
            let note = Diagnostic::new(
                Code::MissingEvidence,
                &activity.source,
                place,
                format!("`{}` is not there", evidence.path),
            );
            notes.push(match nearest(evidence.path.as_str(), tree.evidence().iter().map(SourcePath::as_str)) {
                Some(near) => note.hint(format!("did you mean `{near}`?")),
                None => note.hint("put the file there, or take it out of the list"),
            });
        }
        if !activity.plan.is_empty() && !activity.planned {
            let place = Place::Value(at("plan"));
            notes.push(
                Diagnostic::new(
                    Code::UnplannedWithPlan,
                    &activity.source,
                    place,
                    "this serves a plan item and is not marked as planned",
                )
                .hint("add `planned: true`, or take the plan item out"),
            );
        }
    }
    notes.extend(aliases(&portfolio.activities, tree));
    notes
}

/// A list of one may be written as a single text: its place is then the key's own value.
pub(crate) fn list_place(tree: &SourceTree, activity: &Activity, key: &str, n: usize) -> KeyPath {
    use crate::diag::render::Texts;
    let at = KeyPath::root().key(key);
    let text = tree.text(&activity.source).unwrap_or_default();
    let yaml = crate::front_matter::split(text).map_or("", |p| &text[p.yaml]);
    let item = at.item(n);
    if crate::diag::locate::spots(yaml).iter().any(|s| s.path == item) { item } else { at }
}

fn missing(
    activity: &Activity,
    code: Code,
    place: Place,
    id: &str,
    what: &str,
    known: &[&str],
    folder: &str,
) -> Diagnostic {
    let note = Diagnostic::new(code, &activity.source, place, format!("`{id}` is not {what}"));
    match nearest(id, known.iter().copied()) {
        Some(near) => note.hint(format!("did you mean `{near}`?")),
        None if crate::model::id::is_plain(id) => note.hint(format!("create `{folder}/{id}.md`, or take it out")),
        None => note.hint(format!("name a file of `{folder}/`, without `.md`")),
    }
}

/// Former ids must be nobody's id now, and nobody else's former id.
fn aliases(activities: &[Arc<Activity>], tree: &SourceTree) -> Vec<Diagnostic> {
    let mut owner: HashMap<&ActivityId, &Activity> = HashMap::new();
    if activities.iter().all(|a| a.aliases.is_empty()) {
        return vec![];
    }
    let ids: BTreeMap<&ActivityId, &Activity> = activities.iter().map(|a| (&a.id, &**a)).collect();
    let mut notes = vec![];
    for activity in activities {
        for (n, alias) in activity.aliases.iter().enumerate() {
            let other = ids.get(alias).copied().or_else(|| owner.insert(alias, activity));
            if let Some(other) = other {
                let place = Place::Value(list_place(tree, activity, "aliases", n));
                let message = format!("`{alias}` is also an id of `{}`", other.source);
                notes.push(
                    Diagnostic::new(Code::DuplicateId, &activity.source, place, message)
                        .hint("take it out of one of the two"),
                );
            }
        }
    }
    notes
}
