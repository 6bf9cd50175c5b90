//! Files of others as entries: read and understood, compared with what was imported before, composed, and written as
//! one action or not at all.

mod attached;
mod compare;
mod compose;
mod own;
mod prepared;
mod printed;
mod record;
mod refused;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::content::lower::Known;
use crate::engine::Error;
use crate::engine::project::Project;
use crate::exchange::import as exchange;
use crate::exchange::import::ask::Answers;
use crate::exchange::import::draft::{Came, Draft, NoEntry, Place};
use crate::exchange::import::understand::Context;
use crate::exchange::import::words::Vocabulary;
use crate::filter::{Facts, Filter};
use crate::journal::{self, Change};
use crate::paths::SourcePath;
use compare::Before;
use compose::Composed;
pub(crate) use prepared::{Corrected, Input, Prepared, Ready, RefusedRow};
use prepared::{id_of, name_of};
use record::Record;

/// Works out what an import of some files does. `said` are the answers of the command line; those of earlier imports
/// of the same file hold where nothing else is said.
pub(crate) fn prepare(
    project: &Project,
    inputs: &[Input],
    said: &Answers,
    choice: &Choice,
) -> Result<Vec<Prepared>, Error> {
    let mut before = Before::read(project)?;
    let mut taken: BTreeSet<String> = project.tree.files().iter().map(|f| f.path.as_str().to_lowercase()).collect();
    let mut all = vec![];
    for input in inputs {
        let known = |identity: &str| before.id(identity).map(str::to_owned);
        let ours = match printed::read(project, input)? {
            Some(prepared) => Some(prepared),
            None => own::read(project, input, known, &mut taken)?,
        };
        let prepared = match ours {
            Some(prepared) => prepared,
            None => one(project, input, said, choice, &before, &mut taken)?,
        };
        before.add(&prepared.name, prepared.ready.iter().map(|r| (r.draft.identity.clone(), id_of(&r.path))));
        all.push(prepared);
    }
    Ok(all)
}

/// Which events of a calendar or a folder are taken.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    /// Those for which this holds.
    pub(crate) filter: Option<Filter>,
    /// Those with these numbers.
    pub(crate) picked: Option<BTreeSet<usize>>,
    /// Are files that came with mails copied into the record?
    pub(crate) attach: bool,
}

impl Choice {
    fn is_none(&self) -> bool {
        self.filter.is_none() && self.picked.is_none()
    }

    fn takes(&self, project: &Project, number: usize, draft: &Draft) -> bool {
        let facts = Facts {
            title: &draft.title,
            day: draft.days.map(|d| d.last),
            minutes: draft.minutes,
            activity_type: draft.kind.as_deref(),
            categories: draft.category.iter().chain(draft.parts.iter().map(|(c, _)| c)).map(String::as_str).collect(),
            provider: draft.provider.as_deref(),
            body: &draft.text,
            reflection: draft.reflection.as_deref(),
            planned: draft.planned == Some(true),
            draft: draft.is_draft(),
            ..Facts::default()
        };
        self.picked.as_ref().is_none_or(|all| all.contains(&number))
            && self.filter.as_ref().is_none_or(|filter| filter.holds(&facts, project.as_of))
    }
}

/// A row that is new.
struct New {
    number: usize,
    place: Place,
    draft: Draft,
    cells: Vec<(String, String)>,
}

fn one(
    project: &Project,
    input: &Input,
    said: &Answers,
    choice: &Choice,
    before: &Before,
    taken: &mut BTreeSet<String>,
) -> Result<Prepared, Error> {
    let name = name_of(&input.path);
    let old = Record::read(project, &name)?;
    let answers = record::merged(said, old.as_ref());
    let words = &project.words;
    let flags = words.keys.iter().filter(|(_, key)| matches!(key.kind, crate::policy::KeyKind::Flag));
    let keys: Vec<String> = flags.map(|(name, _)| name.clone()).collect();
    let (types, categories, competences) = (&words.types, &words.categories, &words.competences);
    let vocabulary = Vocabulary { types, categories, competences, keys: &keys };
    let member = project.config.member.as_ref().map(|m| m.name.as_str());
    let file = input.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let context = Context { words: vocabulary, member, as_of: project.as_of, name: &file };
    let understood = if input.parts.is_empty() {
        exchange::read(&input.bytes, &answers, context)
    } else {
        exchange::read_folder(&input.parts, &answers, context)
    };
    let mut understood = understood.map_err(|fault| Error::NotImported {
        file: input.path.clone(),
        why: fault.to_string(),
        hint: fault.hint().to_owned(),
    })?;
    let rows = std::mem::take(&mut understood.rows);
    let present: BTreeSet<String> = rows.iter().filter_map(|r| identity(&r.came)).collect();
    let has_some = rows.iter().any(|r| matches!(r.came, Came::Entry(_)));
    let needs_choice = understood.is_choice && has_some && choice.is_none();
    let mut out = Prepared { needs_choice, ..Prepared::new(input.path.clone(), name, understood) };
    let mut new = vec![];
    let mut number = 0;
    for row in rows {
        number += usize::from(matches!(row.came, Came::Entry(_)));
        match row.came {
            Came::Nothing(kind) => out.nothing.push((row.place, kind, shown(&row.cells))),
            Came::Refused(refusal) => out.refused.push(RefusedRow { place: row.place, refusal, cells: row.cells }),
            Came::Entry(draft) => match before.id(&draft.identity) {
                Some(id) => out.known.push((row.place, id.to_owned())),
                None if !choice.takes(project, number, &draft) => {
                    out.nothing.push((row.place, NoEntry::NotChosen, draft.title));
                }
                None => new.push(New { number, place: row.place, draft: *draft, cells: row.cells }),
            },
        }
    }
    let mut kept = vec![];
    let gone = before.gone(project, &out.name, &present);
    for one in new {
        match gone.corrected(&one.draft) {
            Some((id, differs)) => out.corrected.push(Corrected { place: one.place, id, differs, draft: one.draft }),
            None => kept.push(one),
        }
    }
    if !out.questions().is_empty() {
        return Ok(out);
    }
    if choice.attach {
        attached::copies(project, kept.iter_mut().map(|new| &mut new.draft), &mut out)?;
    }
    compose_all(project, kept, taken, &mut out);
    let record = Record::of(&out, &answers, old.as_ref());
    finish(project, &record, old.as_ref(), &mut out)?;
    Ok(out)
}

fn identity(came: &Came) -> Option<String> {
    match came {
        Came::Entry(draft) => Some(draft.identity.clone()),
        _ => None,
    }
}

/// The first words of a row.
fn shown(cells: &[(String, String)]) -> String {
    let all: Vec<&str> = cells.iter().map(|(_, v)| v.as_str()).filter(|v| !v.is_empty()).collect();
    let text = all.join(" | ").split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > 60 { text.chars().take(59).chain(['…']).collect() } else { text }
}

/// Composes the entries of drafts; what the reader of entries refuses is refused here, with its reason.
fn compose_all(project: &Project, drafts: Vec<New>, taken: &mut BTreeSet<String>, out: &mut Prepared) {
    let paths: Vec<Option<SourcePath>> = drafts.iter().map(|new| compose::free_path(&new.draft, taken)).collect();
    let known = Known { config: &project.config, words: &project.words, tree: &project.tree };
    let both = drafts.par_iter().zip(&paths);
    let texts: Vec<Composed> = both.map(|(new, path)| compose::compose(&new.draft, path.as_ref(), known)).collect();
    let twins = compare::twins(project, drafts.iter().map(|new| &new.draft));
    for (((new, path), text), twins) in drafts.into_iter().zip(paths).zip(texts).zip(twins) {
        let New { number, place, draft, cells } = new;
        match (text, path) {
            (Ok(text), Some(path)) => out.ready.push(Ready { number, place, path, text, draft, twins }),
            (Err(refusal), _) => out.refused.push(RefusedRow { place, refusal, cells }),
            (Ok(_), None) => {}
        }
    }
    out.refused.sort_by(|a, b| a.place.cmp(&b.place));
}

/// The changes of files: entries, the record of the import, the rows that were refused.
fn finish(project: &Project, record: &Record, old: Option<&Record>, out: &mut Prepared) -> Result<(), Error> {
    let mut record = record.clone();
    out.changes = out.ready.iter().map(|r| Change::create(r.path.clone(), r.text.clone().into_bytes())).collect();
    let copies = std::mem::take(&mut out.copies);
    out.changes.extend(copies.into_iter().map(|(path, bytes)| Change::create(path, bytes)));
    if let Some(path) = prepared::refused_path(&out.name) {
        let there = record::bytes(project, &path)?;
        let made = (!out.refused.is_empty()).then(|| refused::text(&out.refused).into_bytes());
        let ours = |bytes: &[u8]| old.and_then(|o| o.refused.as_deref()) == Some(&*record::hash(bytes));
        record.refused = made.as_deref().map(record::hash);
        match (there, made) {
            (Some(there), Some(made)) if there == made => {}
            (Some(there), _) if !ours(&there) => {
                record.refused = old.and_then(|o| o.refused.clone());
                out.refused_kept = Some(path);
            }
            (Some(there), Some(made)) => out.changes.push(Change::replace(path, there, made)),
            (Some(there), None) => out.changes.push(Change::remove(path, there)),
            (None, Some(made)) => out.changes.push(Change::create(path, made)),
            (None, None) => {}
        }
    }
    // a file without a row that is known or new leaves nothing behind
    if out.ready.is_empty() && old.is_none() && out.refused.is_empty() {
        return Ok(());
    }
    out.changes.extend(record.change(project, &out.name)?);
    Ok(())
}

/// Writes what was prepared, all of it or nothing. Answers with how many files were written or changed.
pub(crate) fn write(project: &Project, all: &[Prepared]) -> Result<usize, Error> {
    let names: Vec<String> = all.iter().map(Prepared::file_name).collect();
    let changes: Vec<Change> = all.iter().flat_map(|p| p.changes.iter().cloned()).collect();
    let count = changes.len();
    journal::perform(&project.root, &format!("import {}", names.join(" ")), changes)?;
    Ok(count)
}

/// The entries as they would be written, in one text that is accepted as a file to import.
pub(crate) fn print(all: &[Prepared]) -> String {
    printed::text(all)
}

/// Rows by what came of them.
pub(crate) fn by_kind(of: &Prepared) -> BTreeMap<NoEntry, usize> {
    let mut all = BTreeMap::new();
    for (_, kind, _) in &of.nothing {
        *all.entry(*kind).or_default() += 1;
    }
    all
}
