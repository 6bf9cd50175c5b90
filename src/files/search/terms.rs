//! An inverted index in the making: which word is where, and how it is written down.
//!
//! Written down, a term is a list: the word, then the documents that have it in their titles, tags and
//! bodies. Each document stands in the first of the three only, ascending, as the step from the one before.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::Serialize;

use super::tokens::Word;

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
    short: HashMap<u128, u32, BuildHasherDefault<Quick>>,
    long: HashMap<Box<[u8]>, u32, BuildHasherDefault<Quick>>,
    /// Short words that came last, each where its hash says: most words come again soon, and are found in one step.
    recent: Vec<(u128, u32)>,
    /// By term: the last document that has it, counted from 1.
    last: Vec<u32>,
    /// The document that is read, counted from 1.
    doc: u32,
    /// The terms that were new to their documents, in the order of reading.
    read: Vec<u32>,
    /// Where in that order a field of a document begins.
    begun: Vec<(usize, u32, Field)>,
}

impl Terms {
    /// Begins a field of a document. All of a document follows in one go, the title first.
    pub(super) fn begin(&mut self, doc: u32, field: Field) {
        self.doc = doc + 1;
        self.begun.push((self.read.len(), doc, field));
    }

    /// Notes a word of the field.
    pub(super) fn add(&mut self, word: Word<'_>) {
        let term = match word {
            Word::Short(word) => match self.recent.get(place(word)) {
                Some((recent, term)) if *recent == word => *term,
                _ => self.rare(word),
            },
            // most words are known: only a new one is put in
            Word::Long(long) => self.long.get(long).copied().unwrap_or_else(|| self.put(word)),
        };
        let last = &mut self.last[term as usize];
        if *last != self.doc {
            *last = self.doc;
            self.read.push(term);
        }
    }

    /// The term of a short word that did not come lately.
    fn rare(&mut self, word: u128) -> u32 {
        let term = self.short.get(&word).copied().unwrap_or_else(|| self.put(Word::Short(word)));
        self.recent.resize(RECENT, (0, 0));
        self.recent[place(word)] = (word, term);
        term
    }

    /// Puts in a new term.
    fn put(&mut self, word: Word<'_>) -> u32 {
        let term = u32::try_from(self.last.len()).unwrap_or(u32::MAX);
        match word {
            Word::Short(word) => self.short.insert(word, term),
            Word::Long(word) => self.long.insert(word.into(), term),
        };
        self.last.push(0);
        term
    }

    /// By term, the documents that have it in a field: those of a term are between its end and the end of the one
    /// before.
    fn documents(&self, field: Field) -> (Vec<usize>, Vec<u32>) {
        let mut ends = vec![0; self.last.len()];
        let begun = self.begun.iter().zip(self.begun.iter().skip(1).map(|b| b.0).chain([self.read.len()]));
        let parts = begun.filter(|(begun, _)| begun.2 == field).map(|(begun, end)| (begun.1, &self.read[begun.0..end]));
        for (_, terms) in parts.clone() {
            for term in terms {
                ends[*term as usize] += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            (sum, *end) = (sum + *end, sum);
        }
        let mut docs = vec![0; sum];
        for (doc, terms) in parts {
            for term in terms {
                let place = &mut ends[*term as usize];
                docs[*place] = doc;
                *place += 1;
            }
        }
        (ends, docs)
    }

    /// Writes it down. `number` gives each document its final place; words that are in the text of
    /// more than half of `count` documents find nothing there: they come second, and are few.
    pub(super) fn write(&self, count: usize, number: impl Fn(u32) -> u32) -> (Vec<Written>, Vec<String>) {
        let short = self.short.iter().map(|(word, term)| (Word::Short(*word).text(), *term));
        let long = self.long.iter().map(|(word, term)| (Word::Long(word).text(), *term));
        let mut terms: Vec<(String, u32)> = short.chain(long).collect();
        terms.sort_unstable();
        let found = [Field::Title, Field::Tags, Field::Body].map(|field| self.documents(field));
        let mut out = vec![];
        let mut common = vec![];
        for (text, term) in terms {
            let mut fields = found.each_ref().map(|(ends, docs)| {
                let from = (term as usize).checked_sub(1).map_or(0, |before| ends[before]);
                docs[from..ends[term as usize]].iter().map(|doc| number(*doc)).collect::<Vec<u32>>()
            });
            if count >= FEW && fields[2].len() > count / 2 {
                fields[2].clear();
                common.push(text.clone());
            }
            if fields.iter().any(|field| !field.is_empty()) {
                let [title, tags, body] = fields.map(steps);
                out.push(Written(text, title, tags, body));
            }
        }
        (out, common)
    }
}

/// A term as it is written down: the word, and the steps of its documents by title, tags and body.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Written(String, Vec<u32>, Vec<u32>, Vec<u32>);

/// How many words are kept as recent: with their terms they take 32 KiB.
const RECENT: usize = 1024;

/// The place of a word among the recent ones.
fn place(word: u128) -> usize {
    let (low, high) = halves(word);
    let hash = (low ^ high.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(hash >> 54).unwrap_or(0)
}

/// With fewer documents every word counts.
const FEW: usize = 50;

/// The documents in order, each as the step from the one before.
fn steps(mut docs: Vec<u32>) -> Vec<u32> {
    docs.sort_unstable();
    let mut before = 0;
    for doc in &mut docs {
        (before, *doc) = (*doc, *doc - before);
    }
    docs
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

    fn write_u128(&mut self, word: u128) {
        let (low, high) = halves(word);
        let (low, high) = halves(u128::from(low ^ high.rotate_left(32)) * 0x9e37_79b9_7f4a_7c15);
        self.0 ^= low ^ high;
    }

    fn finish(&self) -> u64 {
        // the table takes the upper bits: mix them down
        self.0 ^ (self.0 >> 29)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn halves(word: u128) -> (u64, u64) {
    (word as u64, (word >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_written_as_steps() {
        assert_eq!(steps(vec![47, 0, 2072, 1]), [0, 1, 46, 2025]);
        assert!(steps(vec![]).is_empty());
    }

    fn written(word: &str, fields: [&[u32]; 3]) -> Written {
        let [title, tags, body] = fields.map(<[u32]>::to_vec);
        Written(word.to_owned(), title, tags, body)
    }

    fn add(terms: &mut Terms, doc: u32, field: Field, words: &str) {
        terms.begin(doc, field);
        crate::files::search::tokens::of_text(words, &mut |word| terms.add(word));
    }

    #[test]
    fn a_word_counts_where_it_weighs_most() {
        let mut terms = Terms::default();
        add(&mut terms, 0, Field::Title, "sic");
        add(&mut terms, 0, Field::Body, "sic");
        add(&mut terms, 1, Field::Tags, "amp");
        add(&mut terms, 1, Field::Body, "sic sic electroencephalograph");
        let all = [
            written("amp", [&[], &[0], &[]]),
            written("electroencephalograph", [&[], &[], &[0]]),
            written("sic", [&[1], &[], &[0]]),
        ];
        assert_eq!(terms.write(2, |n| 1 - n).0, all);
    }

    #[test]
    fn words_that_share_a_place_are_told_apart() {
        let words: Vec<String> = (0..5_000).map(|n| format!("w{n}")).collect();
        let mut terms = Terms::default();
        for doc in 0..2 {
            add(&mut terms, doc, Field::Body, &words.join(" "));
            add(&mut terms, doc, Field::Body, &words.join(" "));
        }
        let (all, _) = terms.write(2, |n| n);
        assert_eq!(all.len(), words.len());
        assert!(all.iter().all(|Written(word, _, _, body)| words.contains(word) && *body == [0, 1]));
    }

    #[test]
    fn words_of_most_texts_are_told_apart() {
        let mut terms = Terms::default();
        (0..60).for_each(|doc| add(&mut terms, doc, Field::Body, "the"));
        add(&mut terms, 60, Field::Title, "the");
        assert_eq!(terms.write(61, |n| n), (vec![written("the", [&[60], &[], &[]])], vec!["the".to_owned()]));
    }
}
