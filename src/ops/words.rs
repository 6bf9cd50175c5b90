//! Types and categories as they are said: id, name, or a beginning that is clear.

use crate::content::write::Asked;
use crate::engine::project::Project;
use crate::engine::{Error, NoSuch, Sought};
use crate::pick::{Picked, pick};
use crate::policy::Named;

/// The id of a type.
pub(crate) fn kind(project: &Project, said: &str) -> Result<String, Error> {
    id(Sought::Type, &project.words.types, said)
}

/// The categories: one, or parts as `ID=1h30m`; none where nothing was said.
pub(crate) fn categories(project: &Project, said: &[String]) -> Result<Option<Asked>, Error> {
    let known = |said: &str| id(Sought::Category, &project.words.categories, said);
    match said {
        [] => Ok(None),
        [one] if !one.contains('=') => Ok(Some(Asked::Line(known(one)?))),
        parts => {
            let part = |part: &String| {
                let (name, time) = part.split_once('=').unwrap_or((part, ""));
                Ok((known(name)?, time.to_owned()))
            };
            Ok(Some(Asked::Map(parts.iter().map(part).collect::<Result<_, Error>>()?)))
        }
    }
}

fn id(what: Sought, known: &[Named], said: &str) -> Result<String, Error> {
    match pick(said, known.iter().map(|n| (n.id.as_str(), n.id.as_str(), n.title.as_str()))) {
        Picked::One(id) => Ok(id.to_owned()),
        Picked::Several(ids) => {
            let known = ids.into_iter().map(str::to_owned).collect();
            Err(Error::Unclear { what, name: said.to_owned(), known })
        }
        Picked::None => Err(NoSuch::new(what, said, known.iter().map(|n| n.id.as_str())).into()),
    }
}
