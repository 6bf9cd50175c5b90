//! Keys that a followed policy declares (`structured`, `topics`, `units`): read like built-in ones.

use std::collections::BTreeMap;

use super::read::{Faults, Fields};
use crate::model::activity::Declared;
use crate::policy::Vocabulary;

/// Reads the declared keys of an entry.
pub fn read(_f: &mut Fields<'_>, _words: &Vocabulary, _faults: &mut Faults) -> BTreeMap<String, Declared> {
    BTreeMap::new()
}
