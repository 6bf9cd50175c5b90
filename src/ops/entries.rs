//! Entries by name or by filter, and entries removed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::tree::{SourceFile, SourceKind};
use crate::engine::project::Project;
use crate::engine::{Error, HandFault, NoSuch, Sought};
use crate::filter::{Facts, Filter, Known};
use crate::journal::{self, Change};
use crate::model::{Activity, Unfinished};
use crate::paths::SourcePath;
use crate::pick::{Picked, pick};

/// Reads a filter with the words of a site.
pub(crate) fn filter(project: &Project, text: &str) -> Result<Filter, Error> {
    let known = Known { types: &project.words.types, categories: &project.words.categories };
    Ok(Filter::parse(text, known)?)
}

/// The entries for which a filter holds, the newest first.
pub(crate) fn chosen<'p>(project: &'p Project, filter: &Filter) -> Vec<&'p Arc<Activity>> {
    let all = project.loaded.portfolio.activities.iter();
    let mut found: Vec<_> = all.filter(|a| filter.holds(&Facts::of(a), project.as_of)).collect();
    found.sort_by(|a, b| (b.days.last, &b.id).cmp(&(a.days.last, &a.id)));
    found
}

/// The drafts without a day or hours for which a filter holds.
pub(crate) fn unfinished<'p>(project: &'p Project, filter: &Filter) -> Vec<&'p Arc<Unfinished>> {
    let all = project.loaded.portfolio.unfinished.iter();
    all.filter(|u| is_unfinished(u, filter, project.as_of)).collect()
}

/// Does a filter hold for a draft without a day or hours?
pub(crate) fn is_unfinished(draft: &Unfinished, filter: &Filter, as_of: crate::model::Day) -> bool {
    let (day, minutes) = (draft.days.map(|d| d.last), draft.minutes);
    filter.holds(&Facts { day, minutes, ..Facts::of(&draft.entry) }, as_of)
}

/// The file of an entry that is named by its id, its file, its title, or a beginning of one of these that is clear.
/// Entries that cannot be read have files too.
pub(crate) fn file<'p>(project: &'p Project, said: &str) -> Result<&'p SourceFile, Error> {
    let files: Vec<&SourceFile> = project.tree.of_kind(SourceKind::Activity).filter(|f| !f.built_in).collect();
    let bare = said.trim_start_matches("./").trim_start_matches("content/activities/");
    let bare = bare.strip_suffix(".md").unwrap_or(bare);
    if let Some(file) = files.iter().find(|f| id_of(&f.path) == bare) {
        return Ok(file);
    }
    let title = |file: &SourceFile| {
        let all = &project.loaded.portfolio.activities;
        let entry = all.iter().find(|a| a.source == file.path).map(|a| &**a);
        let drafts = &project.loaded.portfolio.unfinished;
        let entry = entry.or_else(|| drafts.iter().find(|u| u.entry.source == file.path).map(|u| &u.entry));
        entry.map_or("", |a| a.title.as_str())
    };
    let name = |file: &&'p SourceFile| {
        let id = id_of(&file.path);
        id.rsplit_once('/').map_or(id, |(_, name)| name)
    };
    // a name of a file without its day is as good as its title
    match pick(bare, files.iter().map(|f| (*f, name(f), title(f)))) {
        Picked::One(file) => Ok(file),
        Picked::Several(all) => {
            let known = all.iter().map(|f| id_of(&f.path).to_owned()).collect();
            Err(Error::Unclear { what: Sought::Entry, name: said.to_owned(), known })
        }
        Picked::None => Err(NoSuch::new(Sought::Entry, said, files.iter().map(|f| id_of(&f.path))).into()),
    }
}

/// The id of an entry among those that an assessor sees, named as [`file()`] takes it. `year` is what was asked for.
pub(crate) fn seen(project: &Project, said: &str, known: &[&str], year: Option<i32>) -> Result<String, Error> {
    let bare = said.trim_start_matches("./").trim_start_matches("content/activities/");
    let bare = bare.strip_suffix(".md").unwrap_or(bare);
    if let Some(id) = known.iter().find(|id| **id == bare) {
        return Ok((*id).to_owned());
    }
    let titles: BTreeMap<&str, &str> =
        project.loaded.portfolio.activities.iter().map(|a| (a.id.as_str(), a.title.as_str())).collect();
    let name = |id: &'_ &'_ str| id.rsplit_once('/').map_or(0, |(folder, _)| folder.len() + 1);
    let all = known.iter().map(|id| (*id, &id[name(id)..], titles.get(id).copied().unwrap_or_default()));
    match pick(bare, all) {
        Picked::One(id) => Ok(id.to_owned()),
        Picked::Several(ids) => {
            let known = ids.into_iter().map(str::to_owned).collect();
            Err(Error::Unclear { what: Sought::Entry, name: said.to_owned(), known })
        }
        Picked::None => {
            let there = file(project, said).ok().map(|f| id_of(&f.path).to_owned());
            let example = known.first().map(|id| (*id).to_owned());
            Err(HandFault::NoEntry { said: said.to_owned(), year, there, example }.into())
        }
    }
}

/// The id of an entry's file.
pub(crate) fn id_of(path: &SourcePath) -> &str {
    let below = path.below("content/activities").unwrap_or(path.as_str());
    below.strip_suffix(".md").unwrap_or(below)
}

/// Removes entries. What they name under `evidence/` stays.
pub(crate) fn remove(project: &Project, files: &[&SourceFile]) -> Result<(), Error> {
    let what: Vec<&str> = files.iter().map(|f| id_of(&f.path)).collect();
    let command = match what.as_slice() {
        [one] => format!("remove {one}"),
        all => format!("remove {} entries", all.len()),
    };
    let changes = files.iter().map(|file| {
        let bytes = project.root.read(&file.path, crate::content::walk::LARGEST_TEXT);
        let bytes = bytes.map_err(|fault| Error::Unread(file.path.clone(), fault))?;
        Ok(Change::remove(file.path.clone(), bytes))
    });
    Ok(journal::perform(&project.root, &command, changes.collect::<Result<_, Error>>()?)?)
}
