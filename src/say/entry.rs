//! An entry in words.

use crate::model::Visibility;
use crate::sight::SeenEntry;
use crate::wording::Wording;

/// The words of an entry; a bare line goes by its number.
pub(crate) fn title(wording: &Wording, entry: &SeenEntry<'_>) -> String {
    match entry.title {
        Some(title) => title.to_owned(),
        None => wording.fill("entry.untitled", &[("number", entry.key.trim_start_matches("line-"))]),
    }
}

/// Who may see an entry, for the owner, where that is not the `usual` of the site.
pub(crate) fn mark(entry: &SeenEntry<'_>, usual: Visibility) -> Option<&'static str> {
    entry.owner.as_ref().map(|o| o.entry.visibility).filter(|v| *v != usual).map(Visibility::word)
}
