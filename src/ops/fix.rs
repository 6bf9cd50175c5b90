//! Repairs that apply themselves: a misspelt key or word whose meaning is clear, `yes` for `true`, tabs, endings of
//! names. Hours and days are never changed without asking. Each text is read again: a repair that leaves as many
//! errors as there were is none.

use std::collections::BTreeSet;

use serde_yaml::Value;

use crate::content::edit;
use crate::content::lower::{self, Known};
use crate::content::own;
use crate::content::tree::{SourceFile, SourceKind, has_other_ending};
use crate::content::write::{self, Asked};
use crate::diag::{Level, nearest};
use crate::engine::Error;
use crate::engine::project::Project;
use crate::front_matter;
use crate::journal::{self, Change};
use crate::model::Visibility;
use crate::model::keys::{ENTRY, PLAN_ITEM, Table, Takes};
use crate::paths::SourcePath;
use crate::pick::{Picked, pick};
use crate::policy::Named;
use crate::yaml::fields::Faults;

/// A repair of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repair {
    pub(crate) path: SourcePath,
    /// What is done, in words: `` `hour` -> `hours` ``.
    pub(crate) what: Vec<String>,
    /// Does it touch hours or days? Then it is asked for.
    pub(crate) asks: bool,
    before: Vec<u8>,
    after: String,
    /// Another name for the file.
    to: Option<SourcePath>,
}

/// Everything that can be repaired, by path. What touches hours or days is a repair of its own.
pub(crate) fn find(project: &Project) -> Vec<Repair> {
    let mut all = vec![];
    for file in project.tree.files().iter().filter(|f| !f.built_in) {
        let table = match SourceKind::of(&file.path) {
            SourceKind::Activity => &ENTRY,
            SourceKind::Plan => &PLAN_ITEM,
            _ => continue,
        };
        all.extend(of_file(project, file, table));
    }
    all.extend(names(project));
    all.sort_by(|a, b| a.path.cmp(&b.path));
    all
}

/// Applies repairs as one action.
pub(crate) fn apply(project: &Project, repairs: &[&Repair]) -> Result<(), Error> {
    let mut changes = vec![];
    for repair in repairs {
        let after = repair.after.as_bytes().to_vec();
        match &repair.to {
            Some(to) => {
                changes.push(Change::create(to.clone(), after));
                changes.push(Change::remove(repair.path.clone(), repair.before.clone()));
            }
            None => changes.push(Change::replace(repair.path.clone(), repair.before.clone(), after)),
        }
    }
    Ok(journal::perform(&project.root, "check --fix", changes)?)
}

fn of_file(project: &Project, file: &SourceFile, table: &'static Table) -> Option<Repair> {
    let bytes = project.root.read(&file.path, crate::content::walk::LARGEST_TEXT).ok()?;
    if bytes != file.text.as_bytes() {
        return None;
    }
    let mut work = Work { project, table, text: file.text.to_string(), what: vec![], asks: false };
    let before = errors(project, file, &work.text);
    if before == 0 {
        return None;
    }
    work.tabs();
    work.keys();
    if table.format == ENTRY.format {
        work.values();
    }
    let mended = !work.what.is_empty() && errors(project, file, &work.text) < before;
    mended.then(|| Repair {
        path: file.path.clone(),
        what: work.what,
        asks: work.asks,
        before: bytes,
        after: work.text,
        to: None,
    })
}

/// How many errors a text of this file has.
fn errors(project: &Project, file: &SourceFile, text: &str) -> usize {
    let file = SourceFile { path: file.path.clone(), text: text.into(), built_in: false };
    let known = Known { config: &project.config, words: &project.words, tree: &project.tree };
    let mut faults = Faults::new(&file.path);
    match SourceKind::of(&file.path) {
        SourceKind::Plan => drop(lower::plan::read(&file, known, &mut faults)),
        _ => drop(lower::activity::read(&file, known, &mut faults)),
    }
    let plan: BTreeSet<&str> = project.loaded.portfolio.plan.keys().map(crate::model::PlanId::as_str).collect();
    let unknown = |text: &str| !plan.contains(text);
    let strays = head(text).map_or(0, |map| lines_of(map.get("plan")).iter().filter(|id| unknown(id)).count());
    faults.notes.iter().filter(|n| n.level() == Level::Error).count() + strays
}

fn head(text: &str) -> Option<serde_yaml::Mapping> {
    let parts = front_matter::split(text).ok()?;
    match write::read_value(&text[parts.yaml])? {
        Value::Mapping(map) => Some(map),
        _ => None,
    }
}

/// A text, or the texts of a list.
fn lines_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Sequence(all)) => all.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => vec![],
    }
}

/// A text that is being repaired.
struct Work<'p> {
    project: &'p Project,
    table: &'static Table,
    text: String,
    what: Vec<String>,
    asks: bool,
}

impl Work<'_> {
    /// Tabs at the start of lines of the head.
    fn tabs(&mut self) {
        let Ok(parts) = front_matter::split(&self.text) else { return };
        let yaml = &self.text[parts.yaml.clone()];
        let line = |line: &str| {
            let rest = line.trim_start_matches([' ', '\t']);
            let (indent, rest) = line.split_at(line.len() - rest.len());
            format!("{}{rest}", indent.replace('\t', "  "))
        };
        let made: String = yaml.split_inclusive('\n').map(line).collect();
        if made != yaml {
            self.text.replace_range(parts.yaml, &made);
            self.what.push("tabs -> spaces".to_owned());
        }
    }

    /// Keys whose names are misspelt.
    fn keys(&mut self) {
        let Some(map) = head(&self.text) else { return };
        let declared = &self.project.words.keys;
        let mut names: Vec<&str> = self.table.names().collect();
        names.extend(declared.keys().map(String::as_str));
        let own = own::names(&self.project.config.extra_keys, &self.project.words);
        names.extend(own.iter().filter(|_| self.table.format == ENTRY.format));
        for key in map.keys().filter_map(Value::as_str) {
            if names.contains(&key) {
                continue;
            }
            let Some(meant) = nearest(key, names.iter().copied()).filter(|meant| map.get(*meant).is_none()) else {
                continue;
            };
            if let Ok(made) = edit::rename(&self.text, key, meant) {
                self.text = made;
                self.what.push(format!("`{key}` -> `{meant}`"));
                self.asks = self.asks || matches!(meant, "hours" | "date");
            }
        }
    }

    /// Values of an entry that can only mean one thing.
    fn values(&mut self) {
        let Some(map) = head(&self.text) else { return };
        for key in ENTRY.keys.iter().filter(|key| matches!(key.takes, Takes::Flag)) {
            let flag = match map.get(key.name).and_then(Value::as_str).map(str::to_lowercase).as_deref() {
                Some("yes" | "y" | "on" | "true") => "true",
                Some("no" | "n" | "off" | "false") => "false",
                _ => continue,
            };
            self.set(key.name, map.get(key.name), &Asked::Plain(flag.to_owned()), flag);
        }
        let words = &self.project.words;
        self.word("type", map.get("type"), &words.types);
        self.word("category", map.get("category"), &words.categories);
        if let Some(said) = map.get("visibility").and_then(Value::as_str) {
            let known = Visibility::WORDS.iter().map(|(word, _)| *word);
            if let Some(meant) = nearest(said, known).filter(|meant| *meant != said) {
                self.set("visibility", map.get("visibility"), &Asked::Plain(meant.to_owned()), meant);
            }
        }
        self.evidence(map.get("evidence"));
        self.plan(map.get("plan"));
    }

    /// A word of a closed list.
    fn word(&mut self, key: &'static str, value: Option<&Value>, known: &[Named]) {
        let Some(said) = value.and_then(Value::as_str) else { return };
        if known.iter().any(|n| n.id.as_str() == said) {
            return;
        }
        let meant = match pick(said, known.iter().map(|n| (n.id.as_str(), n.id.as_str(), n.title.as_str()))) {
            Picked::One(id) => Some(id),
            Picked::Several(_) => None,
            Picked::None => nearest(said, known.iter().map(|n| n.id.as_str())),
        };
        if let Some(meant) = meant {
            self.set(key, value, &Asked::Line(meant.to_owned()), meant);
        }
    }

    /// Files that lie under `evidence/` and are named without it.
    fn evidence(&mut self, value: Option<&Value>) {
        let all = lines_of(value);
        let there = |path: &str| self.project.tree.evidence().contains(path);
        let meant = |path: &String| {
            let below = format!("evidence/{}", path.trim_start_matches("./").trim_start_matches('/'));
            if there(path) || !there(&below) { path.clone() } else { below }
        };
        let made: Vec<String> = all.iter().map(meant).collect();
        if made != all {
            let shown = made.join(", ");
            self.set("evidence", value, &Asked::List(made), &shown);
        }
    }

    /// Ids of plan items that are misspelt.
    fn plan(&mut self, value: Option<&Value>) {
        let all = lines_of(value);
        let ids: Vec<&str> = self.project.loaded.portfolio.plan.keys().map(crate::model::PlanId::as_str).collect();
        let meant = |id: &String| {
            let near = nearest(id, ids.iter().copied()).filter(|_| !ids.contains(&id.as_str()));
            near.map_or_else(|| id.clone(), str::to_owned)
        };
        let made: Vec<String> = all.iter().map(meant).collect();
        if made != all {
            let shown = made.join(", ");
            self.set("plan", value, &Asked::List(made), &shown);
        }
    }

    fn set(&mut self, key: &'static str, old: Option<&Value>, new: &Asked, shown: &str) {
        if let Ok(made) = edit::set(&self.text, self.table, key, new) {
            let old = lines_of(old).join(", ");
            self.text = made;
            self.what.push(format!("`{key}: {old}` -> `{key}: {shown}`"));
        }
    }
}

/// Entries whose names end in another way than `.md`, where that name is free.
fn names(project: &Project) -> Vec<Repair> {
    let root = project.root.path();
    let folders = ["content/activities", "content/plan"];
    let walk = folders.iter().flat_map(|folder| walkdir::WalkDir::new(root.join(folder)).follow_links(false)).flatten();
    let inner = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(root).ok()?;
        let parts: Option<Vec<&str>> = path.components().map(|c| c.as_os_str().to_str()).collect();
        SourcePath::new(&parts?.join("/")).ok().filter(|_| entry.file_type().is_file())
    };
    let mut found = vec![];
    for path in walk.filter_map(inner) {
        let capitals = path.ends_in("md") && path.as_str().strip_suffix(".md").is_none();
        if !capitals && !has_other_ending(&path) {
            continue;
        }
        let stem = path.as_str().rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
        let Ok(to) = SourcePath::new(&format!("{stem}.md")) else { continue };
        let taken = !capitals && root.join(to.as_str()).symlink_metadata().is_ok();
        let Ok(bytes) = project.root.read(&path, crate::content::walk::LARGEST_TEXT) else { continue };
        let Ok(after) = String::from_utf8(bytes.clone()) else { continue };
        if taken || !after.trim_start_matches('\u{feff}').starts_with("---") {
            continue;
        }
        let what = vec![format!("the name -> `{}`", to.as_str().rsplit('/').next().unwrap_or_default())];
        found.push(Repair { path, what, asks: false, before: bytes, after, to: Some(to) });
    }
    found
}
