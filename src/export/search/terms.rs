//! An inverted index in the making: which word is where, and how it is written down.
//!
//! The written form is one text: records `term title tags body`, sorted, between `!`. The last three
//! are the documents that have the term there (in the first of the three only), ascending, each as the
//! step from the one before. A step is written in digits of base 45, the upper 45 of 90 signs meaning
//! that another digit follows; neither `"`, `\` nor `<` is among the signs.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// In the title.
    Title,
    /// Among tags and the like.
    Tags,
    /// In the text.
    Body,
}

/// Which word is in which document.
#[derive(Debug, Default)]
pub(super) struct Terms {
    places: HashMap<Box<[u8]>, usize, BuildHasherDefault<Quick>>,
    /// For each term: a document and a field in one number.
    found: Vec<Vec<u32>>,
}

impl Terms {
    /// Notes a word. All of a document follows in one go, the title first.
    pub(super) fn add(&mut self, doc: u32, field: Field, term: &[u8]) {
        let place = if let Some(place) = self.places.get(term) {
            *place
        } else {
            let place = self.found.len();
            self.places.insert(term.into(), place);
            self.found.push(vec![]);
            place
        };
        let list = &mut self.found[place];
        if list.last().is_none_or(|last| last >> 2 != doc) {
            list.push(doc << 2 | field as u32);
        }
    }

    /// Writes it down. `number` gives each document its final place; words that are in the text of
    /// more than half of `count` documents find nothing there: they come second, and are few.
    pub(super) fn write(&mut self, count: usize, number: impl Fn(u32) -> u32) -> (String, Vec<String>) {
        let mut terms: Vec<(&[u8], usize)> = self.places.iter().map(|(term, place)| (&**term, *place)).collect();
        terms.sort_unstable();
        let mut out = String::new();
        let mut common = vec![];
        for (term, place) in terms {
            let term = String::from_utf8_lossy(term);
            let mut fields = [vec![], vec![], vec![]];
            for one in &self.found[place] {
                fields[(one & 3) as usize].push(number(one >> 2));
            }
            if count >= FEW && fields[2].len() > count / 2 {
                common.push(term.to_string());
                fields[2].clear();
            }
            if fields.iter().all(Vec::is_empty) {
                continue;
            }
            if !out.is_empty() {
                out.push('!');
            }
            out.push_str(&term);
            let last = fields.iter().rposition(|f| !f.is_empty()).unwrap_or(0);
            for field in &mut fields[..=last] {
                out.push(' ');
                field.sort_unstable();
                steps(field, &mut out);
            }
        }
        (out, common)
    }
}

/// With fewer documents every word counts.
const FEW: usize = 50;

fn steps(docs: &[u32], out: &mut String) {
    let mut next = 0;
    for doc in docs {
        let mut digits = [0; 6];
        let mut rest = doc - next;
        let mut n = digits.len();
        loop {
            n -= 1;
            digits[n] = rest % 45;
            rest /= 45;
            if rest == 0 {
                break;
            }
        }
        let last = digits.len() - 1;
        out.extend(digits[n..last].iter().map(|d| sign(d + 45)));
        out.push(sign(digits[last]));
        next = doc + 1;
    }
}

/// The sign of a digit from 0 to 89.
fn sign(digit: u32) -> char {
    // without `<` (25th) and `\` (57th)
    let skipped = u32::from(digit >= 25) + u32::from(digit >= 56);
    char::from_u32(35 + digit + skipped).unwrap_or('#')
}

/// A hash for short words: no defence against chosen ones is needed, a word is looked up in a list
/// that its writer alone waits for.
#[derive(Default)]
struct Quick(u64);

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let mut parts = bytes.chunks_exact(8);
        for part in &mut parts {
            self.mix(part.try_into().map_or(0, u64::from_le_bytes));
        }
        // what is left, as two numbers that may overlap
        let rest = parts.remainder();
        match (rest.first_chunk(), rest.last_chunk()) {
            (Some(first), Some(last)) => {
                self.mix(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
            }
            _ => self.mix(rest.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))),
        }
    }

    fn write_usize(&mut self, length: usize) {
        self.mix(length as u64);
    }

    fn finish(&self) -> u64 {
        // the table takes the upper bits: mix them down
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_short() {
        let mut out = String::new();
        steps(&[0, 1, 2, 47, 2072], &mut out);
        assert_eq!(out, format!("###{}{}", sign(44), [sign(45 + 44), sign(44)].iter().collect::<String>()));
    }

    #[test]
    fn signs_need_no_escape() {
        let all: Vec<char> = (0..90).map(sign).collect();
        assert_eq!((all[0], all[24], all[25], all[55], all[56], all[89]), ('#', ';', '=', '[', ']', '~'));
        assert!(all.windows(2).all(|w| w[0] < w[1]) && !all.iter().any(|c| "\"\\<! ".contains(*c)));
    }

    #[test]
    fn a_word_counts_where_it_weighs_most() {
        let mut terms = Terms::default();
        for (doc, field, word) in
            [(0, Field::Title, "sic"), (0, Field::Body, "sic"), (1, Field::Body, "sic"), (1, Field::Body, "sic")]
        {
            terms.add(doc, field, word.as_bytes());
        }
        terms.add(1, Field::Tags, b"amp");
        assert_eq!(terms.write(2, |n| 1 - n).0, "amp  #!sic $  #");
    }

    #[test]
    fn words_of_most_texts_are_told_apart() {
        let mut terms = Terms::default();
        (0..60).for_each(|doc| terms.add(doc, Field::Body, b"the"));
        terms.add(60, Field::Title, b"the");
        let (out, common) = terms.write(61, |n| n);
        assert_eq!((out.as_str(), common), ("the R2", vec!["the".to_owned()]));
    }
}
