//! The entries of a dry run as one text, and such a text, edited, as a file to import.
//!
//! Each entry stands below a line with its file and the identity of its row, so that what is imported of the edited
//! text is known when the first file is imported again.

use std::path::PathBuf;

use super::own::said;
use super::prepared::{Input, PRINTED, Prepared, Ready, RefusedRow, name_of};
use super::record::{Record, merged};
use crate::engine::Error;
use crate::engine::project::Project;
use crate::exchange::import::ask::Answers;
use crate::exchange::import::draft::{Draft, Place, Refusal};
use crate::exchange::import::understand::Understood;
use crate::journal::Change;
use crate::paths::SourcePath;

/// How such a text begins.
const FIRST: &str = "# cpdfolio.drafts/1 ";

/// The entries as they would be written.
pub(super) fn text(all: &[Prepared]) -> String {
    let mut out = String::new();
    for one in all {
        out.push_str(&format!("{FIRST}{}\n", one.file_name()));
        for ready in &one.ready {
            out.push_str(&format!("# {} {}\n{}", ready.path, ready.draft.identity, ready.text));
            if !ready.text.ends_with('\n') {
                out.push('\n');
            }
        }
    }
    out
}

/// Reads such a text; none where the file is none.
pub(super) fn read(project: &Project, input: &Input) -> Result<Option<Prepared>, Error> {
    if !input.bytes.starts_with(FIRST.as_bytes()) {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&input.bytes).replace("\r\n", "\n");
    let mut file = PathBuf::new();
    let mut blocks: Vec<(PathBuf, usize, String, String, String)> = vec![];
    for (n, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix(FIRST) {
            file = PathBuf::from(name.trim());
        } else if let Some((path, identity)) = heading(line) {
            blocks.push((file.clone(), n + 1, path.to_owned(), identity.to_owned(), String::new()));
        } else if let Some((.., text)) = blocks.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    let name = name_of(&file);
    let old = Record::read(project, &name)?;
    let understood = Understood { format: PRINTED, ..Understood::default() };
    let mut out = Prepared::new(file, name, understood);
    for (_, line, path, identity, text) in blocks {
        block(project, line, &path, identity, text, old.as_ref(), &mut out);
    }
    let answers = merged(&Answers::default(), old.as_ref());
    let mut record = Record::of(&out, &answers, old.as_ref());
    if let Some(old) = &old {
        record.keep_columns(old);
    }
    out.changes = out.ready.iter().map(|r| Change::create(r.path.clone(), r.text.clone().into_bytes())).collect();
    if !out.ready.is_empty() {
        out.changes.extend(record.change(project, &out.name)?);
    }
    Ok(Some(out))
}

/// `# content/activities/2026/x.md 0123456789abcdef-1`
fn heading(line: &str) -> Option<(&str, &str)> {
    let (path, identity) = line.strip_prefix("# content/activities/")?.rsplit_once(' ')?;
    let (hash, nth) = identity.split_once('-')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let path = line.strip_prefix("# ")?.get(..path.len() + "content/activities/".len())?;
    (is_hash && nth.bytes().all(|b| b.is_ascii_digit()) && path.strip_suffix(".md").is_some())
        .then_some((path, identity))
}

fn block(
    project: &Project,
    line: usize,
    path: &str,
    identity: String,
    text: String,
    old: Option<&Record>,
    out: &mut Prepared,
) {
    let place = Place { sheet: String::new(), line };
    if let Some(id) = old.and_then(|o| o.rows.get(&identity)) {
        out.known.push((place, id.clone()));
        return;
    }
    let mut refuse = |reason: String, fix: String| {
        let refusal = Refusal { reason, fix, minutes: None };
        out.refused.push(RefusedRow { place: place.clone(), refusal, cells: vec![] });
    };
    let path = match SourcePath::new(path) {
        Ok(path) if path.below("content/activities").is_some() && !project.tree.has(&path) => path,
        Ok(path) => return refuse(format!("{path} is there already"), "write another name".to_owned()),
        Err(fault) => return refuse(format!("`{path}` is no path: {fault}"), "write another name".to_owned()),
    };
    let draft = match said(project, &path, &text) {
        Ok(draft) => Draft { identity, ..draft },
        Err(reason) => return refuse(reason, String::new()),
    };
    out.ready.push(Ready { number: line, place, path, text, draft, twins: vec![] });
}
