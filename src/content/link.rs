//! References between records: every name that one file uses for another is looked up.

use std::collections::{BTreeMap, HashMap};

use super::lower::{OtherNotRead, evidence};
use super::tree::SourceTree;
use crate::diag::{Code, Diagnostic, KeyPath, Place, did_you_mean, nearest};
use crate::model::keys::{self, Seen};
use crate::model::{Activity, ActivityId, PlanId, Portfolio, Visibility};
use crate::paths::SourcePath;

/// As many references of one list are named: each is looked for in its text.
const MOST_NAMED: usize = 50;

/// A reference that is wrong or doubtful.
#[derive(Debug)]
pub(crate) struct Broken {
    /// What is wrong.
    pub note: Diagnostic,
    /// Who sees what is wrong: the key, and the other entry where there is one.
    pub seen: Seen,
}

impl Broken {
    fn new(note: Diagnostic) -> Self {
        let key = note.key().and_then(|name| keys::ENTRY.get(name));
        if note.code == Code::NameNotPortable {
            // files of evidence stand in the owner's site only
            return Self { seen: Seen::Owner, note };
        }
        Self { seen: key.map_or(Seen::Line, |key| key.seen), note }
    }
}

/// What references may lead to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Targets<'a> {
    /// What was understood.
    pub portfolio: &'a Portfolio,
    /// Files that are there but faulty: a reference to one of them is right.
    pub unread: &'a BTreeMap<SourcePath, OtherNotRead>,
    /// Texts, and which files of evidence there are.
    pub tree: &'a SourceTree,
}

/// Names every reference of some entries that leads nowhere, and every id that stands twice.
pub(crate) fn check(entries: &[&Activity], targets: Targets<'_>) -> Vec<Broken> {
    let Targets { portfolio, unread, tree } = targets;
    let plan: Vec<&str> = portfolio.plan.keys().map(crate::model::PlanId::as_str).collect();
    let items: Vec<&str> = portfolio.directory.keys().map(crate::model::ItemId::as_str).collect();
    let is_unread = |folder: &str, id: &str| {
        SourcePath::new(&format!("content/{folder}/{id}.md")).is_ok_and(|p| unread.contains_key(&p))
    };
    let mut notes = vec![];
    for activity in entries {
        let unknown = |id: &PlanId| !portfolio.plan.contains_key(id) && !is_unread("plan", id.as_str());
        for (n, id) in activity.plan.iter().enumerate().filter(|(_, id)| unknown(id)).take(MOST_NAMED) {
            let place = Place::Value(list_place(tree, activity, "plan", n));
            let what = "a plan item";
            notes.push(missing(activity, Code::UnknownPlanItem, place, id.as_str(), what, &plan, "content/plan"));
        }
        if let Some(id) = &activity.item
            && !portfolio.directory.contains_key(id)
            && !is_unread("directory", id.as_str())
        {
            let place = Place::Value(KeyPath::root().key("item"));
            let (what, folder) = ("a directory item", "content/directory");
            notes.push(missing(activity, Code::UnknownDirectoryItem, place, id.as_str(), what, &items, folder));
        }
        notes.extend(missing_evidence(activity, tree));
        if !activity.plan.is_empty() && !activity.planned {
            let place = Place::Value(KeyPath::root().key("plan"));
            let message = "this serves a plan item and is not marked as planned";
            notes.push(
                Diagnostic::new(Code::UnplannedWithPlan, &activity.source, place, message)
                    .hint("add `planned: true`, or take the plan item out"),
            );
        }
    }
    notes.into_iter().map(Broken::new).chain(aliases(entries, tree)).collect()
}

/// Files of evidence that are not there, and those that cannot stand in a site.
fn missing_evidence(activity: &Activity, tree: &SourceTree) -> Vec<Diagnostic> {
    let odd = activity.evidence.iter().enumerate().filter_map(|(n, e)| Some((n, &e.path, e.path.not_portable()?)));
    let odd = odd.take(MOST_NAMED).map(|(n, path, why)| {
        let place = Place::Value(list_place(tree, activity, "evidence", n));
        let message = format!("`{path}` cannot stand in a site: {why}");
        Diagnostic::new(Code::NameNotPortable, &activity.source, place, message)
            .hint(format!("rename the file to `{0}`, and write `{0}` here", crate::paths::portable_path(path.as_str())))
    });
    let missing = |path: &SourcePath| !tree.evidence().contains(path);
    let all = activity.evidence.iter().enumerate().filter(|(_, e)| missing(&e.path)).take(MOST_NAMED);
    all.map(|(n, file)| {
        let place = Place::Value(list_place(tree, activity, "evidence", n));
        let message = format!("`{}` is not there", file.path);
        let note = Diagnostic::new(Code::MissingEvidence, &activity.source, place, message);
        if let Some(there) = evidence::meant(file.path.as_str(), tree.evidence()) {
            return note.hint(format!("write `{there}`"));
        }
        match nearest(file.path.as_str(), tree.evidence().iter().map(SourcePath::as_str)) {
            Some(near) => note.hint(did_you_mean(near)),
            None => note.hint("put the file there, or take it out of the list"),
        }
    })
    .chain(odd)
    .collect()
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
        Some(near) => note.hint(did_you_mean(near)),
        None if crate::model::id::is_plain(id) => note.hint(format!("create `{folder}/{id}.md`, or take it out")),
        None => note.hint(format!("name a file of `{folder}/`, without `.md`")),
    }
}

/// Former ids must be nobody's id now, and nobody else's former id.
fn aliases(entries: &[&Activity], tree: &SourceTree) -> Vec<Broken> {
    if entries.iter().all(|a| a.aliases.is_empty()) {
        return vec![];
    }
    let ids: BTreeMap<&ActivityId, &Activity> = entries.iter().map(|a| (&a.id, *a)).collect();
    let mut owners: HashMap<&ActivityId, Vec<&Activity>> = HashMap::new();
    let mut notes = vec![];
    for activity in entries {
        for (n, alias) in activity.aliases.iter().enumerate() {
            let owners = owners.entry(alias).or_default();
            let others: Vec<&Activity> = ids.get(alias).into_iter().chain(&*owners).copied().collect();
            owners.push(activity);
            let Some(other) = others.first() else { continue };
            let place = Place::Value(list_place(tree, activity, "aliases", n));
            let message = format!("`{alias}` is also an id of `{}`", other.source);
            let note = Diagnostic::new(Code::DuplicateId, &activity.source, place, message)
                .hint("take it out of one of the two");
            // Whoever does not see the other entry sees no clash.
            let seen = others.into_iter().map(who_sees).max().unwrap_or(Seen::Everybody);
            notes.push(Broken { note, seen });
        }
    }
    notes
}

/// Who sees the id of an entry.
fn who_sees(entry: &Activity) -> Seen {
    match entry.visibility {
        _ if entry.draft => Seen::Owner,
        Visibility::Private | Visibility::Hours => Seen::Owner,
        Visibility::Assessor => Seen::Assessor,
        Visibility::Public => Seen::Everybody,
    }
}
