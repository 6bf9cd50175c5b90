//! `directory/ID.slip.json`: an item of the directory as a CPD slip, which `cpdfolio import` makes a draft of.

use crate::facts::files::Export;
use crate::facts::{Site, address};
use crate::model::slip::Slip;

/// Makes the slip that stands at an address.
pub(super) fn make(of: &Export, site: &Site<'_>) -> Vec<u8> {
    let named = || of.out.as_str().strip_prefix(address::ITEM.0)?.strip_suffix(address::SLIP);
    let item = named().and_then(|id| site.seen.directory.iter().find(|(known, _)| known.as_str() == id));
    let Some((_, item)) = item else { return vec![] };
    let mut text = serde_json::to_vec_pretty(&Slip::of_item(item, site.seen.title)).unwrap_or_default();
    text.push(b'\n');
    text
}
