//! Texts as the words that a search finds: lower case, without accents, and in scripts that are
//! written without spaces pairs of letters. `assets/site.js` does the same to what is typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: what is typed is cut likewise.
const LONGEST: usize = 32;

/// A word: whole characters of UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word<'w> {
    /// Up to 16 bytes as one number, the first ones lowest, as most words are: they are told apart in one step.
    Short(u128),
    /// A longer one.
    Long(&'w [u8]),
}

impl<'w> Word<'w> {
    fn of(bytes: &'w [u8]) -> Self {
        let mut short = [0; 16];
        match short.get_mut(..bytes.len()) {
            Some(room) => {
                room.copy_from_slice(bytes);
                Self::Short(u128::from_le_bytes(short))
            }
            None => Self::Long(bytes),
        }
    }

    /// As text.
    pub(super) fn text(self) -> String {
        match self {
            // no word has a zero in it
            Self::Short(word) => {
                let length = 16 - word.leading_zeros() as usize / 8;
                String::from_utf8_lossy(&word.to_le_bytes()[..length]).into()
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
    let mut rest = bytes;
    while let Some(byte) = rest.first() {
        let mut end = signs(rest);
        while rest.get(end) == Some(&DASH) && rest.get(end + 1) != Some(&0x80) {
            end += 1 + signs(&rest[end + 1..]);
        }
        if end == 0 {
            let skipped = match byte {
                b'<' if html => closing(rest, b'>').unwrap_or(rest.len()),
                b'&' if html => closing(&rest[..rest.len().min(8)], b';').unwrap_or(1),
                &DASH => 3,
                _ => 1,
            };
            rest = rest.get(skipped..).unwrap_or_default();
            continue;
        }
        let (run, after) = rest.split_at(end);
        match rest.first_chunk().filter(|_| end <= 16).map(|chunk| ascii(u128::from_le_bytes(*chunk), end)) {
            Some(Some(short)) => word(Word::Short(short)),
            _ if run.is_ascii() => word(Word::of(&run[..end.min(LONGEST)].to_ascii_lowercase())),
            _ => closely(&String::from_utf8_lossy(run), word),
        }
        // nearly all words end with a space
        rest = after.strip_prefix(b" ").unwrap_or(after);
    }
}

/// The first bytes, letters and digits of ASCII, in lower case; none where there are others.
fn ascii(bytes: u128, length: usize) -> Option<u128> {
    const ONES: u128 = u128::from_le_bytes([1; 16]);
    let kept = u128::MAX >> (128 - 8 * length);
    // the letters of the two cases differ in one bit, which digits have too
    (bytes & kept & (0x80 * ONES) == 0).then_some((bytes | (0x20 * ONES)) & kept)
}

/// How many bytes of words there are.
fn signs(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !SIGNS[usize::from(*byte)]).unwrap_or(bytes.len())
}

/// With this byte and 0x80 begin U+2000 to U+203F, which are in no word; with it and others, letters.
const DASH: u8 = 0xe2;

/// Letters and digits of ASCII, and bytes of other signs.
static SIGNS: [bool; 256] = {
    let mut all = [false; 256];
    let mut byte: u8 = 255;
    while byte > 0 {
        all[byte as usize] = byte.is_ascii_alphanumeric() || (byte >= 0x80 && byte != DASH);
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

    proptest::proptest! {
        /// However a text is cut at first, it has the words that a close look at all of it finds.
        #[test]
        fn the_quick_way_finds_the_same_words(
            text in "([a-zA-Z0-9 .,–—’…“ßéÉΣςⅣ™電力系ไทยⲀⲁ⁄½\u{301}\u{200d}_-]|\\PC){0,60}",
        ) {
            let mut all = vec![];
            closely(&text, &mut |w| all.push(w.text()));
            proptest::prop_assert_eq!(words(&text), all);
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(words(&"a".repeat(80)), ["a".repeat(32)]);
        assert_eq!(words(&"é".repeat(80)), ["e".repeat(32)]);
    }
}
