//! Plain words are put into templates when these are loaded, so that a page spends nothing on them:
//! `{{ words.entry.facts }}` becomes `Facts`. Texts with places or forms, and words that are looked up
//! (`words.state[x]`), stay as they are.

use crate::html::escape;
use crate::wording::Wording;

/// The template with its plain words.
pub(super) fn with_words(template: &str, wording: &Wording) -> String {
    let mut out = String::with_capacity(template.len() + 256);
    let mut rest = template;
    while let Some((before, length, word)) = next(rest, wording) {
        out.push_str(before);
        out.push_str(&word);
        rest = &rest[before.len() + length..];
    }
    out.push_str(rest);
    out
}

/// The column in the template's own line of a column in the line with its words, both from 1.
pub(super) fn own_column(line: &str, wording: &Wording, column: usize) -> usize {
    let mut rest = line;
    let (mut own, mut shown) = (1, 1);
    while let Some((before, length, word)) = next(rest, wording) {
        let (plain, word) = (before.chars().count(), word.chars().count());
        if column < shown + plain + word {
            // in the words themselves: where they are named
            return own + (column - shown).min(plain);
        }
        own += plain + rest[before.len()..before.len() + length].chars().count();
        shown += plain + word;
        rest = &rest[before.len() + length..];
    }
    own + column.saturating_sub(shown)
}

/// The next place of a plain word: what stands before it, its length, and the word as HTML.
fn next<'t>(text: &'t str, wording: &Wording) -> Option<(&'t str, usize, String)> {
    const OPEN: &str = "{{ words.";
    let mut from = 0;
    while let Some(at) = text[from..].find(OPEN).map(|at| at + from) {
        let name = &text[at + OPEN.len()..];
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(name.len());
        if name[end..].starts_with(" }}")
            && let Some(word) = wording.plain(&name[..end])
        {
            let mut html = String::with_capacity(word.len());
            escape(&mut html, word);
            return Some((&text[..at], OPEN.len() + end + " }}".len(), html.replace('{', "&#123;")));
        }
        from = at + OPEN.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_only() {
        let w = Wording::english();
        let text = "<h2>{{ words.entry.facts }}</h2>{{ words.state[x] }}{{ words.no.such }}{{ words.plan.due | fill(day=d) }}{{- words.entry.facts }}";
        assert_eq!(with_words(text, w), text.replacen("{{ words.entry.facts }}", "Facts", 1));
        assert_eq!(
            with_words("{{ words.site.assessor }} {{ words.count.entries }}", w),
            "Assessor’s view {{ words.count.entries }}"
        );
    }

    #[test]
    fn columns_are_those_of_the_file() {
        let w = Wording::english();
        let line = "<h2>{{ words.entry.facts }}</h2>{{ nope }} {{ words.entry.facts }}x";
        let shown = with_words(line, w);
        for (mark, own) in [("<h2>", 1), ("nope", 36), ("x", 67)] {
            let column = shown[..shown.find(mark).unwrap()].chars().count() + 1;
            assert_eq!(own_column(line, w, column), own, "{mark}");
        }
        assert_eq!(own_column("plain", w, 3), 3);
    }
}
