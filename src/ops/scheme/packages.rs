//! What each assessor gets: the records that are theirs, as pages made anew, and a letter that names them.
//!
//! Nobody is given a stranger's page. The one block of data in the file that a member sent is read, and the page is
//! made from it again, with the form of the scheme: its criteria, whatever the member's file asks. `index.csv` tells
//! which record an answer is about. Nobody is told who else reviews.

use std::collections::BTreeMap;

use super::criteria::{criteria, explained};
use super::folder::Folder;
use super::handed;
use super::marks::{assessors, assigned, review_of, reviews_at};
use super::receive::records;
use crate::engine::Error;
use crate::hand::bundle::{Field, FieldKind};
use crate::hand::verify::{self, Checked};
use crate::hand::{form, page};
use crate::model::time::in_words;
use crate::scheme::letters::Letter;
use crate::scheme::receive::Snapshot;
use crate::scheme::step::Step;
use crate::scheme::table::Table;
use crate::wording::Wording;

/// Where the pages of a draw lie.
fn place(name: &str) -> String {
    format!("packages/{name}")
}

/// The page of a record. A newer record of the same member has another name.
fn page_of(snapshot: &Snapshot) -> String {
    format!("{}.{}.html", snapshot.id, snapshot.sha256.get(..8).unwrap_or_default())
}

/// Which record a page shows, and the hash that an answer to its form names.
pub(super) const INDEX: &str = "index.csv";
const COLUMNS: [&str; 3] = ["member", "file", "shown"];

/// The member of each page, by the hash that answers name.
pub(super) fn shown(folder: &Folder, name: &str) -> Result<BTreeMap<String, String>, Error> {
    let table = index(folder, name)?;
    let cell = |row, column| table.get(row, column).to_owned();
    Ok(table.rows().iter().map(|row| (cell(row, "shown"), cell(row, "member"))).collect())
}

fn index(folder: &Folder, name: &str) -> Result<Table, Error> {
    folder.table(&format!("{}/{INDEX}", place(name)), &COLUMNS)
}

/// Makes the page of every assigned record that is here. One that stands already is not made again: its name says of
/// which file it is. Those of older files go.
pub(super) fn pages(folder: &Folder, name: &str, step: &mut Step) -> Result<(), Error> {
    let marks = assigned(folder, name)?;
    let records = records(folder)?;
    let at = place(name);
    let there = folder.files(&at)?;
    let before = index(folder, name)?;
    let known: BTreeMap<&str, &str> =
        before.rows().iter().map(|row| (before.get(row, "file"), before.get(row, "shown"))).collect();
    let (mut rows, mut made) = (Table::new(&COLUMNS), 0);
    let asked = questions(folder)?;
    for (id, snapshot) in records.iter().filter(|(id, _)| marks.keys().any(|(member, _)| member == *id)) {
        let file = page_of(snapshot);
        let own = there.iter().filter(|name| name.strip_prefix(id.as_str()).is_some_and(|rest| rest.starts_with('.')));
        own.filter(|name| **name != file).for_each(|name| step.remove(&format!("{at}/{name}")));
        if let Some(shown) = known.get(file.as_str()).filter(|_| there.contains(&file)) {
            rows.push([id, &file, *shown]);
            continue;
        }
        let bytes = folder.read(&format!("received/{}", snapshot.file), handed::LARGEST)?.unwrap_or_default();
        let Ok(mut checked) = verify::file(&bytes) else {
            step.doubt(snapshot.file.clone(), "it is not the file that was received");
            continue;
        };
        checked.bundle.form = form::of_points(asked.clone(), &name_of(&checked, id));
        let page = page::anew(&checked);
        let shown = verify::file(page.as_bytes()).map(|of| of.bundle.checks.rest.to_string()).unwrap_or_default();
        rows.push([id, &file, &shown]);
        step.put(&format!("{at}/{file}"), page);
        made += 1;
    }
    step.figure("pages", made);
    if made > 0 {
        step.did.push(format!("{} for assessors, made anew", crate::diag::count(made, "page")));
    }
    if !rows.rows().is_empty() {
        step.put(&format!("{at}/{INDEX}"), rows.bytes());
    }
    Ok(())
}

/// The name that the file tells; without one, the id.
fn name_of(checked: &Checked, id: &str) -> String {
    checked.periods.iter().rev().find_map(|p| p.name.clone()).unwrap_or_else(|| id.to_owned())
}

/// What an assessor is asked: the criteria of the scheme, and themes for everybody.
fn questions(folder: &Folder) -> Result<Vec<Field>, Error> {
    let packs = folder.packs()?;
    let edition = folder.edition(&packs)?;
    let mut help = explained(edition);
    let level = |(id, title): (String, String)| {
        let help = help.remove(&id).unwrap_or_default();
        Field { help, ..form::level(id, title) }
    };
    let mut fields: Vec<Field> = criteria(folder, edition).into_iter().map(level).collect();
    let title = Wording::english().fill("scheme_letter.themes", &[("k", &folder.settings.k.to_string())]);
    fields.push(Field { id: "themes".to_owned(), kind: FieldKind::Text, title, help: String::new(), required: false });
    Ok(fields)
}

/// The letters to those who have records to review, about those that they have not reviewed.
pub(super) fn letters(folder: &Folder, name: &str) -> Result<Vec<Letter>, Error> {
    let marks = assigned(folder, name)?;
    if marks.is_empty() {
        return Ok(vec![]);
    }
    let records = records(folder)?;
    let had = folder.files(&reviews_at(name))?;
    let until = folder.settings.deadlines.review.map(in_words).unwrap_or_default();
    let mut letters = vec![];
    for assessor in assessors(folder)? {
        let own = marks.keys().filter(|(_, a)| *a == assessor.id).filter(|(m, a)| !had.contains(&review_of(m, a)));
        let own: Vec<String> = own
            .map(|(member, _)| match records.get(member.as_str()) {
                Some(snapshot) => format!("{member}: {}/{}", place(name), page_of(snapshot)),
                None => format!("{member}: not here yet"),
            })
            .collect();
        if own.is_empty() {
            continue;
        }
        let list = own.join("\n");
        let whom = (assessor.id.as_str(), assessor.name.as_str(), assessor.email.as_str());
        let args = [("records", list.as_str()), ("until", &until), ("id", &assessor.id)];
        letters.push(Letter::of(Wording::english(), whom, "assessor", folder.settings.year, &args));
    }
    Ok(letters)
}
