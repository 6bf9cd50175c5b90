//! Types and categories as they are said: id, name, or a beginning that is clear.

use crate::content::write::Asked;
use crate::engine::project::Project;
use crate::pick::{Picked, pick};
use crate::policy::Named;

/// The id of a type. What is not clear is left as it was said: the reader of entries refuses it, and names what there
/// is.
pub(crate) fn kind(project: &Project, said: &str) -> String {
    id(&project.words.types, said)
}

/// The categories: one, or parts as `ID=1h30m`; none where nothing was said.
pub(crate) fn categories(project: &Project, said: &[String]) -> Option<Asked> {
    let known = |said: &str| id(&project.words.categories, said);
    match said {
        [] => None,
        [one] if !one.contains('=') => Some(Asked::Line(known(one))),
        parts => {
            let part = |part: &String| {
                let (name, time) = part.split_once('=').unwrap_or((part, ""));
                (known(name), time.to_owned())
            };
            Some(Asked::Map(parts.iter().map(part).collect()))
        }
    }
}

fn id(known: &[Named], said: &str) -> String {
    match pick(said, known.iter().map(|n| (n.id.as_str(), n.id.as_str(), n.title.as_str()))) {
        Picked::One(id) => id.to_owned(),
        Picked::Several(_) | Picked::None => said.to_owned(),
    }
}
