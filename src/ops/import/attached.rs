//! Files that came with mails: looked at as `attach` looks at files, and copied beside the entries that come of the mails.

use chrono::Datelike;

use super::prepared::Prepared;
use crate::engine::Error;
use crate::engine::project::Project;
use crate::exchange::import::draft::Draft;
use crate::ops::attach::{self, Given, Of, Ready};

/// Names the files of some drafts in them, and keeps the copies to be written. A file that is refused is named with its
/// reason; its entry is written without it.
pub(super) fn copies<'d>(
    project: &Project,
    drafts: impl Iterator<Item = &'d mut Draft>,
    out: &mut Prepared,
) -> Result<(), Error> {
    let mut ready: Vec<Ready> = vec![];
    for draft in drafts {
        let year = draft.days.map_or(project.as_of.year(), |days| days.last.year());
        for file in std::mem::take(&mut draft.attached) {
            let given = Given { name: file.name, bytes: file.bytes };
            let name = given.name.clone();
            match attach::look(project, &ready, Of { year, title: &draft.title }, given, false) {
                Ok(one) => {
                    draft.evidence.push(one.path.to_string());
                    ready.push(one);
                }
                Err(Error::NotAttached { reason, .. }) => out.not_attached.push((name, reason)),
                Err(other) => return Err(other),
            }
        }
    }
    out.copies = ready.into_iter().filter(|one| !one.there).map(Ready::into_copy).collect();
    Ok(())
}
