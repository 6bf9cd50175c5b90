//! Texts as the words that a search finds: lower case, without accents, and in scripts that are
//! written without spaces pairs of letters. `assets/site.js` does the same to what is typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: what is typed is cut likewise.
const LONGEST: usize = 32;

/// A word: whole characters of UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word<'w> {
    /// Up to 16 bytes as one number, as most words are: they are told apart in one step.
    Short(u128),
    /// A longer one.
    Long(&'w [u8]),
}

impl<'w> Word<'w> {
    fn of(bytes: &'w [u8]) -> Self {
        if bytes.len() <= size_of::<u128>() {
            Self::Short(bytes.iter().fold(0, |all, byte| all << 8 | u128::from(*byte)))
        } else {
            Self::Long(bytes)
        }
    }

    /// As text.
    pub(super) fn text(self) -> String {
        match self {
            // no word has a zero in it
            Self::Short(word) => {
                String::from_utf8_lossy(&word.to_be_bytes()[word.leading_zeros() as usize / 8..]).into()
            }
            Self::Long(word) => String::from_utf8_lossy(word).into(),
        }
    }
}

/// Gives each word of a plain text.
pub(super) fn of_text(text: &str, word: &mut impl FnMut(Word<'_>)) {
    runs(text.as_bytes(), false, word);
}

/// Gives each word of an HTML text that we wrote: tags and what is in them are no words.
pub(super) fn of_html(html: &str, word: &mut impl FnMut(Word<'_>)) {
    runs(html.as_bytes(), true, word);
}

/// Cuts a text at everything in ASCII that is no letter or digit, and at dashes and quotation marks; what has other
/// letters is looked at more closely.
fn runs(bytes: &[u8], html: bool, word: &mut impl FnMut(Word<'_>)) {
    let lower = |at: usize| bytes.get(at).map_or(0, |byte| LOWER[usize::from(*byte)]);
    let other = |at: usize| bytes.get(at) == Some(&0xe2) && bytes.get(at + 1) != Some(&0x80);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let (start, mut short, mut seen) = (at, 0_u128, 0);
        let mut letter = lower(at);
        while letter != 0 {
            short = short << 8 | u128::from(letter);
            seen |= letter;
            at += 1;
            letter = lower(at);
        }
        while other(at) || seen >= 0x80 && lower(at) != 0 {
            seen = 0x80;
            at += 1;
        }
        let run = &bytes[start..at];
        if run.is_empty() {
            at += match byte {
                b'<' if html => closing(&bytes[at..], b'>').unwrap_or(bytes.len() - at),
                b'&' if html => closing(&bytes[at..bytes.len().min(at + 8)], b';').unwrap_or(1),
                // U+2000 to U+203F
                0xe2 => 3,
                _ => 1,
            };
        } else if seen >= 0x80 {
            closely(&String::from_utf8_lossy(run), word);
        } else if run.len() <= size_of::<u128>() {
            word(Word::Short(short));
        } else {
            word(Word::Long(&run[..run.len().min(LONGEST)].to_ascii_lowercase()));
        }
    }
}

/// Letters and digits of ASCII in lower case, bytes of other signs as they are, 0 for what is in no word: and for the
/// byte with which dashes and quotation marks begin, as some letters do.
static LOWER: [u8; 256] = {
    let mut all = [0; 256];
    let mut byte: u8 = 255;
    while byte > 0 {
        if byte.is_ascii_alphanumeric() || (byte >= 0x80 && byte != 0xe2) {
            all[byte as usize] = byte.to_ascii_lowercase();
        }
        byte -= 1;
    }
    all
};

/// The length up to and with a byte.
fn closing(bytes: &[u8], with: u8) -> Option<usize> {
    bytes.iter().position(|b| *b == with).map(|n| n + 1)
}

/// Cuts a text with letters beyond ASCII.
fn closely(text: &str, word: &mut impl FnMut(Word<'_>)) {
    let folded = fold(text);
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(char::is_alphanumeric) {
        rest = &rest[start..];
        let close = rest.starts_with(is_dense);
        let end = rest.find(|c: char| !c.is_alphanumeric() || is_dense(c) != close).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if close {
            pairs(run, word);
        } else {
            word(Word::of(run.char_indices().nth(LONGEST).map_or(run, |(n, _)| &run[..n]).as_bytes()));
        }
        rest = after;
    }
}

/// Each letter with the next one, and the last one alone: so that a single letter is found too.
fn pairs(run: &str, word: &mut impl FnMut(Word<'_>)) {
    let starts: Vec<usize> = run.char_indices().map(|(n, _)| n).chain([run.len()]).collect();
    for n in 0..starts.len() - 1 {
        word(Word::of(&run.as_bytes()[starts[n]..starts[(n + 2).min(starts.len() - 1)]]));
    }
}

/// Is it of a script that is written without spaces? The ranges stand in `site.js` too.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Lower case, no accents; ligatures and letters with strokes as one types them.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bare = text.to_lowercase();
    for c in bare.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ł' => out.push('l'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut all = vec![];
        of_text(text, &mut |w| all.push(w.text()));
        all
    }

    #[test]
    fn accents_and_cases_do_not_matter() {
        assert_eq!(words("Résumé, STRASSE & Straße"), ["resume", "strasse", "strasse"]);
        assert_eq!(words("Łódź Øresund ΛΌΓΟΣ Istanbul İstanbul"), ["lodz", "oresund", "λογοσ", "istanbul", "istanbul"]);
        assert_eq!(words("the neighbour’s 50 Hz"), ["the", "neighbour", "s", "50", "hz"]);
        assert_eq!(words("“Łódź”—née…–Ⅳ ℃™"), ["lodz", "nee", "iv", "ctm"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(words("電力系統"), ["電力", "力系", "系統", "統"]);
        assert_eq!(words("SiC電力"), ["sic", "電力", "力"]);
        assert_eq!(words("ندوة عن القدرة"), ["ندوة", "عن", "القدرة"]);
    }

    #[test]
    fn tags_are_no_words() {
        let mut all = vec![];
        of_html("<a href=\"../secret.md\">R&amp;D</a> &#39;x&#39; <b>bold", &mut |w| all.push(w.text()));
        assert_eq!(all, ["r", "d", "x", "bold"]);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(words(&"a".repeat(80)), ["a".repeat(32)]);
        assert_eq!(words(&"é".repeat(80)), ["e".repeat(32)]);
    }
}
