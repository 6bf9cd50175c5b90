//! An entry that its member shows before the others.

use serde::Serialize;

use super::row::EntryRow;
use crate::facts::Site;
use crate::markdown;
use crate::sight::SeenEntry;

/// As many characters of what was done.
const LONGEST_EXCERPT: usize = 240;

/// An entry that the member shows first.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChosenView {
    /// The facts.
    pub row: EntryRow,
    /// How what was done begins, as plain text.
    pub excerpt: Option<String>,
}

impl ChosenView {
    /// Makes the view.
    pub(crate) fn new(site: &Site<'_>, entry: &SeenEntry<'_>) -> Self {
        Self { row: EntryRow::new(site, entry), excerpt: entry.body.and_then(|body| excerpt(body.as_str())) }
    }
}

/// The first paragraph of a text, as plain words.
fn excerpt(text: &str) -> Option<String> {
    let paragraph = text.split("\n\n").map(str::trim).find(|part| {
        part.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '_' | '[' | '"' | '“' | '`' | '('))
            && !part.starts_with("```")
    })?;
    let plain = announces_nothing(&markdown::plain(paragraph));
    if plain.chars().count() <= LONGEST_EXCERPT {
        return Some(plain).filter(|text| !text.is_empty());
    }
    let cut: String = plain.chars().take(LONGEST_EXCERPT).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    Some(format!("{whole}…"))
}

/// A text without the sentence at its end that only announces what follows it: a table, a list, a picture.
fn announces_nothing(text: &str) -> String {
    let Some(before) = text.trim_end().strip_suffix(':') else { return text.to_owned() };
    match before.rfind(['.', '!', '?', '…']) {
        Some(end) => before[..end + before[end..].chars().next().map_or(1, char::len_utf8)].to_owned(),
        None => format!("{before}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_announces_what_is_left_out_is_left_out() {
        let text = "Closed the goal with a note. An extract of its table:\n\n| a | b |\n|---|---|\n";
        assert_eq!(excerpt(text).as_deref(), Some("Closed the goal with a note."));
        assert_eq!(excerpt("What we saw:\n\n- much\n").as_deref(), Some("What we saw…"));
    }

    #[test]
    fn an_excerpt_is_the_first_paragraph_in_plain_words() {
        let text = "# Head\n\nWe *measured* the [loss](x.md)\nof two devices.\n\nMore.\n";
        assert_eq!(excerpt(text).as_deref(), Some("We measured the loss of two devices."));
        assert_eq!(excerpt("![a picture](x.png)\n"), None);
        let long = excerpt(&"word ".repeat(100)).unwrap();
        assert!(long.ends_with("word…") && long.chars().count() <= LONGEST_EXCERPT + 1, "{long}");
    }
}
