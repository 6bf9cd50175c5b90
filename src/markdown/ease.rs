//! How easy a text is to read: advice for writers of guidance, never a verdict. English only. Pure.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// A sentence of more words than this is worth a second look.
pub(crate) const LONGEST_SENTENCE: usize = 40;
/// Below this, a text is hard to read: Flesch's scale, where 60 and more is plain English.
pub(crate) const LOWEST_EASE: i64 = 50;
/// Of fewer words nothing can be said.
const FEWEST_WORDS: usize = 100;

/// What a reader of a text has before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ease {
    /// Flesch's reading ease, rounded; none: the text is too short to tell.
    pub score: Option<i64>,
    /// Sentences that are too long: how many words, and the first of them.
    pub long: Vec<(usize, String)>,
}

/// Measures the prose of a text that has no shortcodes: paragraphs and list items, without code, tables and quotations.
pub(crate) fn ease(text: &str) -> Ease {
    let (mut words, mut sentences, mut syllables) = (0_usize, 0_usize, 0_usize);
    let mut long = vec![];
    for block in blocks(text) {
        for sentence in sentence_of(&block) {
            let all: Vec<&str> = sentence.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect();
            if all.is_empty() {
                continue;
            }
            sentences += 1;
            words += all.len();
            syllables += all.iter().map(|w| syllables_of(w)).sum::<usize>();
            if all.len() > LONGEST_SENTENCE {
                long.push((all.len(), all[..6].join(" ")));
            }
        }
    }
    let score = (words >= FEWEST_WORDS).then(|| {
        let (w, s, y) = (words as f64, sentences as f64, syllables as f64);
        let exact = 206.835 - 1.015 * (w / s) - 84.6 * (y / w);
        #[allow(clippy::cast_possible_truncation, reason = "between -1,000 and 207")]
        let rounded = exact.round() as i64;
        rounded
    });
    Ease { score, long }
}

/// The prose of each paragraph and list item.
fn blocks(text: &str) -> Vec<String> {
    let (mut all, mut now, mut skip) = (vec![], String::new(), 0_usize);
    for event in Parser::new_ext(text, super::options()) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_) | Tag::BlockQuote(_) | Tag::Heading { .. }) => skip += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Table | TagEnd::BlockQuote(_) | TagEnd::Heading(_)) => {
                skip = skip.saturating_sub(1);
            }
            Event::Text(t) if skip == 0 => now.push_str(&t),
            // A word of code reads as one word.
            Event::Code(_) if skip == 0 => now.push_str("it"),
            Event::SoftBreak | Event::HardBreak => now.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                all.extend((!now.trim().is_empty()).then(|| std::mem::take(&mut now)));
                now.clear();
            }
            _ => {}
        }
    }
    all
}

/// The sentences of a block: they end with a stop before a space. A colon or semicolon parts them too,
/// since a reader rests there.
fn sentence_of(block: &str) -> Vec<&str> {
    let mut all = vec![];
    let mut from = 0;
    let mut chars = block.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = matches!(c, '.' | '!' | '?' | ':' | ';');
        if ends && chars.peek().is_none_or(|(_, next)| next.is_whitespace()) {
            all.push(&block[from..at]);
            from = at + c.len_utf8();
        }
    }
    all.push(&block[from..]);
    all
}

/// Syllables by groups of vowels: near enough for an average.
fn syllables_of(word: &str) -> usize {
    let word: String = word.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    let vowel = |c: char| "aeiouy".contains(c);
    let (mut count, mut before) = (0, false);
    for c in word.chars() {
        count += usize::from(vowel(c) && !before);
        before = vowel(c);
    }
    let silent = word.ends_with('e') && !word.ends_with("le") && count > 1;
    (count - usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_are_easier_than_long_ones() {
        let plain = "The cat sat on the mat. It was warm there. ".repeat(12);
        let heavy = "Organisational considerations necessitate comprehensive documentation of developmental activities undertaken by professional practitioners. ".repeat(10);
        let (a, b) = (ease(&plain).score.unwrap(), ease(&heavy).score.unwrap());
        assert!(a > 90 && b < 20, "{a} {b}");
        assert_eq!(ease("Too short to tell.").score, None);
    }

    #[test]
    fn long_sentences_are_found_in_prose_only() {
        let long = "word ".repeat(41);
        assert_eq!(ease(&format!("{long}.")).long, [(41, "word word word word word word".to_owned())]);
        for text in [format!("```\n{long}\n```"), format!("> {long}"), format!("# {long}"), "word ".repeat(40)] {
            assert!(ease(&text).long.is_empty(), "{text}");
        }
        assert!(ease(&format!("{}; {}", "word ".repeat(30), "word ".repeat(30))).long.is_empty());
    }

    #[test]
    fn syllables() {
        for (word, n) in [("cat", 1), ("table", 2), ("time", 1), ("engineer", 3), ("development", 4), ("CPD", 1)] {
            assert_eq!(syllables_of(word), n, "{word}");
        }
    }
}
