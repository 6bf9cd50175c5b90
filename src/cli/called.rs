//! The policy that a name on the command line means: an id, a body, a grade.

use crate::diag::nearest;
use crate::engine::{Error, NoSuch, Sought};
use crate::policy::tell::find;
use crate::policy::{Packs, Policy};

/// The policy with an id, else the one that a name means.
pub(super) fn policy<'p>(packs: &'p Packs, name: &str) -> Result<&'p Policy, Error> {
    if let Some(policy) = packs.get(name) {
        return Ok(policy);
    }
    match find::meant(packs, name).as_slice() {
        [one] => Ok(one),
        [] => Err(none(packs, name)),
        several => {
            let known = several.iter().map(|p| p.id.to_string()).collect();
            Err(Error::WhichPolicy { name: name.to_owned(), known })
        }
    }
}

/// Nothing is called so: with the id of the policy whose name is near.
pub(super) fn none(packs: &Packs, name: &str) -> Error {
    let mut none = NoSuch::new(Sought::Policy, name, packs.ids());
    let names: Vec<(&str, &str)> =
        packs.all().flat_map(|p| find::names(p).map(move |name| (name, p.id.as_str()))).collect();
    let near = nearest(name, names.iter().map(|(alias, _)| *alias));
    let id = names.iter().find(|(alias, _)| Some(*alias) == near).map(|(_, id)| (*id).to_owned());
    none.near = none.near.or(id);
    none.into()
}
