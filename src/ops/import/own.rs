//! Tables that this program wrote, read back exactly: no guess is made about them.

use std::collections::BTreeSet;

use super::prepared::{Corrected, Input, Prepared, Ready, RefusedRow, id_of, name_of};
use super::record::Record;
use crate::content::lower::Known;
use crate::content::lower::activity::{self, Read};
use crate::content::tree::SourceFile;
use crate::engine::Error;
use crate::engine::project::Project;
use crate::exchange::import::ask::Answers;
use crate::exchange::import::draft::{Draft, Place, Refusal, fingerprint};
use crate::exchange::import::understand::Understood;
use crate::exchange::own;
use crate::journal::Change;
use crate::paths::SourcePath;
use crate::yaml::fields::Faults;

/// Reads such a table; none where the file is none.
pub(super) fn read(
    project: &Project,
    input: &Input,
    known: impl Fn(&str) -> Option<String>,
    taken: &mut BTreeSet<String>,
) -> Result<Option<Prepared>, Error> {
    let cells = crate::exchange::import::texts(&input.bytes);
    let Some((head, rows)) = cells.as_deref().and_then(|all| all.split_first()) else { return Ok(None) };
    if !own::is_head(head) {
        return Ok(None);
    }
    let name = name_of(&input.path);
    let old = Record::read(project, &name)?;
    let understood = Understood { format: "a table of cpdfolio", ..Understood::default() };
    let mut out = Prepared::new(input.path.clone(), name, understood);
    for (n, row) in rows.iter().enumerate().filter(|(_, row)| row.iter().any(|c| !c.is_empty())) {
        let pairs: Vec<(String, String)> = head.iter().cloned().zip(row.iter().cloned()).collect();
        let place = Place { sheet: String::new(), line: n + 2 };
        let identity = format!("{}-1", fingerprint(&pairs));
        if let Some(id) = known(&identity) {
            out.known.push((place, id));
            continue;
        }
        let (mut entries, mut refused) = own::read(head, std::iter::once(row.as_slice()), &project.config.extra_keys);
        if let Some(entry) = entries.pop() {
            take(project, (place, identity), entry, taken, &mut out);
        } else if let Some(fault) = refused.pop() {
            let refusal = Refusal { reason: fault.reason, fix: String::new(), minutes: None };
            out.refused.push(RefusedRow { place, refusal, cells: pairs });
        }
    }
    let missing = missing(project, head, rows);
    if !missing.is_empty() {
        out.understood.remarks.push(format!(
            "evidence that a table does not hold, without which these entries count nothing: {}. Copy it here, or take the record along as ZIP",
            missing.join(", ")
        ));
    }
    let create = |r: &Ready| Change::create(r.path.clone(), r.text.clone().into_bytes());
    out.changes = out.ready.iter().map(create).collect();
    if !out.ready.is_empty() {
        let record = Record::of(&out, &Answers::default(), old.as_ref());
        out.changes.extend(record.change(project, &out.name)?);
    }
    Ok(Some(out))
}

/// The files that rows name as evidence and that are not here.
fn missing(project: &Project, head: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let Some(at) = head.iter().position(|name| name == "evidence") else { return vec![] };
    let named = rows.iter().filter_map(|row| row.get(at)).flat_map(|cell| own::parts(cell));
    let is_here = |path: &str| SourcePath::new(path).is_ok_and(|p| project.root.path().join(p.as_str()).is_file());
    let all: BTreeSet<String> = named.filter(|path| !is_here(path)).collect();
    all.into_iter().collect()
}

/// An entry as it was: the same file is known, another one at its place stays as it is.
fn take(
    project: &Project,
    (place, identity): (Place, String),
    entry: own::OwnEntry,
    taken: &mut BTreeSet<String>,
    out: &mut Prepared,
) {
    let draft = match said(project, &entry.path, &entry.text) {
        Ok(draft) => Draft { identity, ..draft },
        Err(reason) => {
            let refusal = Refusal { reason, fix: String::new(), minutes: None };
            out.refused.push(RefusedRow { place, refusal, cells: vec![] });
            return;
        }
    };
    match project.tree.files().iter().find(|f| f.path == entry.path && !f.built_in) {
        Some(file) if *file.text == *entry.text => out.known.push((place, id_of(&entry.path))),
        Some(_) => {
            let differs = "something else than its entry".to_owned();
            out.corrected.push(Corrected { place, id: id_of(&entry.path), differs, draft });
        }
        None if taken.insert(entry.path.as_str().to_lowercase()) => {
            let number = out.ready.len() + 1;
            out.ready.push(Ready { number, place, path: entry.path, text: entry.text, draft, twins: vec![] });
        }
        None => {
            let refusal =
                Refusal { reason: format!("{} is there twice", entry.path), fix: String::new(), minutes: None };
            out.refused.push(RefusedRow { place, refusal, cells: vec![] });
        }
    }
}

/// What the text of an entry says, where the reader of entries accepts it.
pub(super) fn said(project: &Project, path: &SourcePath, text: &str) -> Result<Draft, String> {
    let file = SourceFile { path: path.clone(), text: text.into(), built_in: false };
    let mut faults = Faults::new(path);
    let known = Known { config: &project.config, words: &project.words, tree: &project.tree };
    let (entry, days, minutes) = match activity::read(&file, known, &mut faults) {
        Ok(Read::Entry(entry)) => {
            let (days, minutes) = (Some(entry.days), Some(entry.minutes));
            (entry, days, minutes)
        }
        Ok(Read::Unfinished(draft)) => (draft.entry, draft.days, draft.minutes),
        Err(_) => {
            let first = faults.notes.iter().find(|n| n.level() == crate::diag::Level::Error);
            return Err(first.map_or_else(|| "it cannot be read".to_owned(), |n| n.message.clone()));
        }
    };
    Ok(Draft {
        title: entry.title.clone(),
        days,
        minutes,
        kind: entry.activity_type.as_ref().map(ToString::to_string),
        planned: Some(entry.planned),
        unconfirmed: entry.draft,
        ..Draft::default()
    })
}
