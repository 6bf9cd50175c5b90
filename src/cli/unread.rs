//! What every answer says of entries that could not be read.

use super::terminal;
use crate::diag::{count, render};
use crate::engine::project::Project;

/// So many files are named.
const MOST: usize = 5;

/// Names the entries that are in no sum, since they could not be read.
pub(super) fn tell(project: &Project) {
    let all = &project.loaded.not_read;
    if all.is_empty() {
        return;
    }
    let what = count(all.len(), "entry file");
    let are = if all.len() == 1 { "is" } else { "are" };
    let mut text = format!("\n{what} could not be read and {are} not counted: `cpdfolio check` shows why.");
    for one in all.iter().take(MOST) {
        text.push_str(&format!("\n  {}", render::visible(one.path.as_str())));
    }
    if all.len() > MOST {
        text.push_str(&format!("\n  and {} more", all.len() - MOST));
    }
    terminal::talk(&text);
}
