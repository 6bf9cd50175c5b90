//! What every answer says of entries that could not be read.

use super::ending::Ending;
use super::terminal;
use crate::diag::{count, render};
use crate::engine::project::Project;

/// So many files are named.
const MOST: usize = 5;

/// How an answer ends: entries that could not be read are findings, so that a script notices.
pub(super) fn ending(project: &Project) -> Ending {
    if project.loaded.not_read.is_empty() { Ending::Done } else { Ending::Findings }
}

/// Names the entries that are in no sum, since they could not be read.
pub(super) fn tell(project: &Project) {
    let all = &project.loaded.not_read;
    if all.is_empty() {
        return;
    }
    let places = all.iter().filter(|one| one.is_place()).count();
    let mut text = match (all.len() - places, places) {
        (files, 0) => {
            let are = if files == 1 { "is" } else { "are" };
            format!("\n{} could not be read and {are} not counted", count(files, "entry file"))
        }
        (0, 1) => {
            "\n1 folder could not be read: nobody knows how many entries it holds, and none is counted".to_owned()
        }
        (0, _) => format!(
            "\n{} could not be read: nobody knows how many entries they hold, and none is counted",
            count(places, "folder")
        ),
        (files, _) => format!(
            "\n{} and {} could not be read and are not counted; nobody knows how many entries are in a folder",
            count(files, "entry file"),
            count(places, "folder")
        ),
    };
    text.push_str(": `cpdfolio check` shows why.");
    for one in all.iter().take(MOST) {
        text.push_str(&format!("\n  {}", render::visible(one.path.as_str())));
    }
    if all.len() > MOST {
        text.push_str(&format!("\n  and {} more", all.len() - MOST));
    }
    terminal::talk(&text);
}
