//! What registrations with the Engineering Council ask for: its code, for those that it has.

use super::BY_REGISTRATION;
use crate::policy::{Packs, Policy};

/// The names of registrations that the Council's policy knows; none: it names none.
pub(crate) fn known(packs: &Packs) -> Option<&[String]> {
    let edition = packs.get(BY_REGISTRATION).and_then(Policy::latest)?;
    edition.scheme.as_ref().map(|scheme| scheme.grades.as_slice())
}

/// Is one of these a registration with the Council? A name that it does not have adds nothing.
pub(crate) fn is_any(names: &[String], packs: &Packs) -> bool {
    names.iter().any(|name| known(packs).is_none_or(|known| known.contains(name)))
}
