//! Who reviews whom, as the folder has it.

use std::collections::BTreeMap;

use super::draw::at;
use super::folder::{Folder, faulty};
use super::refused;
use crate::engine::Error;
use crate::scheme::assign::{self, Assessor};
use crate::scheme::table::LARGEST;

/// Who reviews whom: the member, the assessor, and whether it is a first, a second or a third review.
pub(super) const ASSIGNED: &str = "assigned.csv";
pub(super) const COLUMNS: [&str; 3] = ["member", "assessor", "mark"];

/// The reviews that are wanted, by member and assessor, with the number of the mark.
pub(super) type Marks = BTreeMap<(String, String), usize>;

/// Where the reviews of a draw lie.
pub(super) fn reviews_at(name: &str) -> String {
    format!("reviews/{name}")
}

/// The file of a review there.
pub(super) fn review_of(member: &str, assessor: &str) -> String {
    format!("{member}.{assessor}.json")
}

/// Reads who reviews whom.
pub(super) fn assigned(folder: &Folder, name: &str) -> Result<Marks, Error> {
    let path = at(name, ASSIGNED);
    let table = folder.table(&path, &COLUMNS)?;
    let cell = |row, name| table.get(row, name).to_owned();
    let mark = |row| cell(row, "mark").parse().unwrap_or(1);
    Ok(table.rows().iter().map(|row| ((cell(row, "member"), cell(row, "assessor")), mark(row))).collect())
}

/// Reads the assessors, of whom there may be none yet.
pub(super) fn known(folder: &Folder) -> Result<Vec<Assessor>, Error> {
    let bytes = folder.read(assign::ASSESSORS, LARGEST)?.unwrap_or_default();
    assign::assessors(&bytes).map_err(|fault| faulty(assign::ASSESSORS, &fault))
}

/// Reads the assessors, for a step that needs some.
pub(super) fn assessors(folder: &Folder) -> Result<Vec<Assessor>, Error> {
    let all = known(folder)?;
    if all.is_empty() {
        return Err(refused(
            format!("{} names nobody", assign::ASSESSORS),
            "add a line for each: `a1,Ann Assessor,ann@example.org,power; rail,Acme,North,8,`",
        ));
    }
    Ok(all)
}
