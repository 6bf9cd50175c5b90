//! Names that others do not get to read, each with what stands in its place.
//!
//! A name is a row of words. It is found whatever its case and Unicode form, and whatever joins its
//! words: `Acme Ltd` is in `ACME  ltd`, `acme-ltd` and `acme_ltd`. It is found as whole words only:
//! [`Names::near`] finds what a reader would still take for it. Pure.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::diag::distance;
use crate::paths::{is_invisible, slug};

/// A text is looked through again after a replacement, so often at most: what stands around a name can
/// become one.
const MOST_ROUNDS: usize = 4;
/// As many characters may join two words of a name.
const LONGEST_JOIN: usize = 12;

/// Names and what stands in their place.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// As the settings have them.
    pairs: Vec<(String, String)>,
    all: Vec<Name>,
    /// Places in `all`, by first word.
    first: HashMap<String, Vec<usize>>,
}

#[derive(Debug, Clone)]
struct Name {
    /// Its words, folded.
    words: Vec<String>,
    /// What joins them, as it is written.
    joins: Vec<String>,
    /// What stands in its place in a text.
    text: String,
    /// The same in an address.
    slug: String,
    /// How many letters it has.
    length: usize,
    /// Is it the form of addresses, without accents? In a text it counts as part of an address, or with a capital.
    of_address: bool,
}

/// How much may stand between two words of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    /// Spaces, hyphens, and what the name itself has there.
    Text,
    /// Anything that is no letter: in addresses and names of files.
    Address,
}

/// A place where a name stands.
#[derive(Debug, Clone)]
pub struct Found<'n> {
    /// In bytes of the text.
    pub at: Range<usize>,
    name: &'n Name,
}

impl<'n> Found<'n> {
    /// What stands in its place in a text.
    pub fn instead(&self) -> &'n str {
        &self.name.text
    }
}

impl Names {
    /// Names with what stands in their place. A name without a letter is left out.
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        let mut names = Self::default();
        for (name, to) in &pairs {
            names.add(name, to);
            // An address has `O'Neill` as one word.
            let together: String = name.chars().filter(|c| !is_apostrophe(*c)).collect();
            if together.len() < name.len() {
                names.add(&together, to);
            }
        }
        names.pairs = pairs;
        names
    }

    fn add(&mut self, name: &str, to: &str) {
        let at = words(name);
        let folded: Vec<String> = at.iter().map(|at| fold(&name[at.clone()])).collect();
        let Some(first) = folded.first().filter(|_| has_letter(name)) else { return };
        let joins = at.windows(2).map(|two| name[two[0].end..two[1].start].to_owned()).collect();
        let short = slug(to);
        self.first.entry(first.clone()).or_default().push(self.all.len());
        let name = Name {
            length: folded.iter().map(|w| w.chars().count()).sum(),
            words: folded,
            joins,
            text: to.to_owned(),
            slug: if short.is_empty() { "name".to_owned() } else { short },
            of_address: false,
        };
        // Ids have no accents.
        let words: Vec<String> = name.words.iter().map(|w| bare(w)).collect();
        let plain = (words != name.words).then(|| Name { words, of_address: true, ..name.clone() });
        self.all.push(name);
        if let Some(plain) = plain {
            self.first.entry(plain.words[0].clone()).or_default().push(self.all.len());
            self.all.push(plain);
        }
    }

    /// Is there no name at all?
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Where names stand in a text, from its start; of two that overlap the longer one.
    pub fn find(&self, text: &str) -> Vec<Found<'_>> {
        self.found(text, Join::Text)
    }

    /// Does a text hold a name?
    pub fn in_text(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// Does an address hold a name? Looks through percent signs.
    pub fn in_address(&self, address: &str) -> bool {
        !self.is_empty() && !self.found(&decoded(address), Join::Address).is_empty()
    }

    fn found(&self, text: &str, join: Join) -> Vec<Found<'_>> {
        if self.is_empty() {
            return vec![];
        }
        let at = words(text);
        let mut all: Vec<Found<'_>> = vec![];
        let mut folded = String::new();
        for (n, word) in at.iter().enumerate() {
            fold_into(&mut folded, &text[word.clone()]);
            for place in self.first.get(folded.as_str()).into_iter().flatten() {
                let name = &self.all[*place];
                if !name.stands(text, &at[n..], join) {
                    continue;
                }
                let at = word.start..at[n + name.words.len() - 1].end;
                if !name.of_address || join == Join::Address || is_name_or_address(text, &at) {
                    all.push(Found { at, name });
                }
            }
        }
        if all.len() > 1 {
            all = apart(all);
        }
        all
    }

    /// A text with what stands in place of names.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.replaced(text, Join::Text, |found| &found.name.text)
    }

    /// The same for a word that may become an address: a tag, an id.
    pub fn word<'t>(&self, word: &'t str) -> Cow<'t, str> {
        if word.chars().any(|c| c.is_whitespace() || c.is_uppercase()) { self.text(word) } else { self.address(word) }
    }

    /// The same for an address or the name of a file.
    pub fn address<'t>(&self, address: &'t str) -> Cow<'t, str> {
        self.replaced(address, Join::Address, |found| &found.name.slug)
    }

    /// The same for the path of a file; its ending stays.
    pub fn path<'t>(&self, path: &'t str) -> Cow<'t, str> {
        let end = path.rfind('.').filter(|at| !path[*at..].contains('/')).unwrap_or(path.len());
        match self.address(&path[..end]) {
            Cow::Borrowed(_) => Cow::Borrowed(path),
            Cow::Owned(start) => Cow::Owned(start + &path[end..]),
        }
    }

    fn replaced<'t>(&self, text: &'t str, join: Join, to: impl for<'f> Fn(&'f Found<'_>) -> &'f str) -> Cow<'t, str> {
        let mut now = Cow::Borrowed(text);
        for _ in 0..MOST_ROUNDS {
            let all = self.found(&now, join);
            if all.is_empty() {
                break;
            }
            let mut out = String::with_capacity(now.len());
            let mut from = 0;
            for found in &all {
                out.push_str(&now[from..found.at.start]);
                out.push_str(to(found));
                from = found.at.end;
            }
            out.push_str(&now[from..]);
            now = Cow::Owned(out);
        }
        now
    }
}

impl Name {
    /// Does it stand at the first of these words?
    fn stands(&self, text: &str, at: &[Range<usize>], join: Join) -> bool {
        let Some(at) = at.get(..self.words.len()) else { return false };
        let joined = |(two, own): (&[Range<usize>], &String)| joins(&text[two[0].end..two[1].start], own, join);
        at.windows(2).zip(&self.joins).all(joined)
            && at.iter().zip(&self.words).skip(1).all(|(at, word)| fold(&text[at.clone()]) == *word)
    }
}

/// Can this join two words of a name that has `own` there?
fn joins(between: &str, own: &str, join: Join) -> bool {
    if between == own {
        return true;
    }
    if between.is_empty() || between.chars().count() > LONGEST_JOIN || between.matches('\n').count() > 1 {
        return false;
    }
    let soft = |c: char| c.is_whitespace() || is_hyphen(c) || is_invisible(c) || c == '_' || own.contains(c);
    join == Join::Address || between.chars().all(soft)
}

/// Of places that overlap the longest, the first of them.
fn apart(mut all: Vec<Found<'_>>) -> Vec<Found<'_>> {
    all.sort_by_key(|f| (std::cmp::Reverse(f.name.length), f.at.start));
    let mut kept: Vec<Found<'_>> = vec![];
    let mut taken = std::collections::BTreeMap::new();
    for found in all {
        let before = taken.range(..found.at.end).next_back().map(|(_, end)| *end);
        if before.is_none_or(|end| end <= found.at.start) {
            taken.insert(found.at.start, found.at.end);
            kept.push(found);
        }
    }
    kept.sort_by_key(|f| f.at.start);
    kept
}

/// Is this stretch of a text written as a name, or part of an address?
fn is_name_or_address(text: &str, at: &Range<usize>) -> bool {
    let before = text[..at.start].ends_with(['/', '.', '@', '-', '_']);
    let mut after = text[at.end..].chars();
    let goes_on = match after.next() {
        Some('/' | '@' | '-' | '_') => true,
        Some('.') => after.next().is_some_and(char::is_alphanumeric),
        _ => false,
    };
    before || goes_on || text[at.clone()].contains(char::is_uppercase)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Letters of scripts that put no spaces between words: each counts as a word.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

/// Where the words of a text stand.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = vec![];
    let mut open: Option<Range<usize>> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let goes_on = is_combining_mark(c) || is_invisible(c);
        if stands_alone(c) {
            all.extend(open.take());
            open = Some(at..end);
            continue;
        }
        match &mut open {
            Some(word) if goes_on => word.end = end,
            Some(word) if c.is_alphanumeric() && !ends_alone(text, word) => word.end = end,
            _ if c.is_alphanumeric() => {
                all.extend(open.take());
                open = Some(at..end);
            }
            _ => all.extend(open.take()),
        }
    }
    all.extend(open);
    all
}

fn ends_alone(text: &str, word: &Range<usize>) -> bool {
    text[word.clone()].chars().any(stands_alone)
}

/// A word in the form in which words are compared.
fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(&mut out, word);
    out
}

fn fold_into(out: &mut String, word: &str) {
    out.clear();
    if word.is_ascii() {
        out.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    // Through capitals and back: `ß` and `ss`, both forms of sigma.
    let plain = word.nfkd().filter(|c| !is_invisible(*c));
    out.extend(plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkd());
}

/// An address without its percent signs, as far as that gives a text.
pub(crate) fn decoded(address: &str) -> Cow<'_, str> {
    if !address.contains('%') {
        return Cow::Borrowed(address);
    }
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|p| std::str::from_utf8(p).ok());
        let byte = pair.and_then(|p| u8::from_str_radix(p, 16).ok()).filter(|_| bytes[at] == b'%');
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// What is wrong with a pair, for the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The name has no letter: nothing can be looked for.
    NoLetter,
    /// Another pair has the same name.
    Twice,
    /// What stands in its place holds a name itself: this one.
    Holds(String),
    /// What stands in its place has a character that would be a mark of Markdown or of an address.
    Character(char),
}

/// Looks at pairs: for each that cannot be used its place and why.
pub(crate) fn faults(pairs: &[(String, String)]) -> Vec<(usize, Fault)> {
    let names = Names::new(pairs.to_vec());
    let key = |name: &str| words(name).iter().map(|at| fold(&name[at.clone()])).collect::<Vec<_>>();
    let mut seen: Vec<Vec<String>> = vec![];
    let mut all = vec![];
    for (n, (name, to)) in pairs.iter().enumerate() {
        let plain = |c: char| c.is_alphanumeric() || is_combining_mark(c) || " -'\u{2019}.,&()/".contains(c);
        let words = key(name);
        if !has_letter(name) {
            all.push((n, Fault::NoLetter));
        } else if seen.contains(&words) {
            all.push((n, Fault::Twice));
        } else if let Some(c) = to.chars().find(|c| !plain(*c)) {
            all.push((n, Fault::Character(c)));
        } else if !to.starts_with(char::is_alphabetic) {
            all.extend(to.chars().next().map(|c| (n, Fault::Character(c))));
        } else if let Some(found) = names.found(to, Join::Address).first() {
            all.push((n, Fault::Holds(to[found.at.clone()].to_owned())));
        }
        seen.push(words);
    }
    all
}

/// Words that many names of firms share: by themselves they name nobody.
const COMMON: &[&str] = &[
    "the",
    "and",
    "ltd",
    "limited",
    "plc",
    "llp",
    "llc",
    "inc",
    "gmbh",
    "group",
    "holdings",
    "company",
    "university",
    "college",
    "institute",
    "international",
    "national",
    "british",
    "royal",
    "new",
    "north",
    "south",
    "east",
    "west",
    "bank",
    "city",
    "council",
    "department",
    "ministry",
    "general",
    "united",
    "first",
    "global",
];
/// Shorter words are near too many others.
const SHORTEST_NEAR: usize = 4;

impl Names {
    /// Where a text has what a reader may take for a name: a letter more, less or other, its words
    /// written together, its first word alone, other accents. Places where the name itself stands are
    /// none of them.
    pub fn near(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return vec![];
        }
        let forms = self.near_forms();
        let exact = self.find(text);
        let mut seen: HashMap<String, bool> = HashMap::new();
        let mut all = vec![];
        for at in words(text) {
            if exact.iter().any(|f| f.at.start <= at.start && at.end <= f.at.end) {
                continue;
            }
            let folded = fold(&text[at.clone()]);
            if folded.chars().count() < SHORTEST_NEAR {
                continue;
            }
            let plain = bare(&folded);
            let capital = text[at.clone()].starts_with(char::is_uppercase);
            let is = *seen.entry(folded).or_insert_with_key(|word| forms.iter().any(|form| form.is_near(word, &plain)));
            let alone = || forms.iter().any(|form| form.alone && form.word == plain);
            if is || capital && alone() {
                all.push(at);
            }
        }
        all
    }

    fn near_forms(&self) -> Vec<Near> {
        let mut forms = vec![];
        for name in self.all.iter().filter(|n| !n.of_address) {
            let whole = bare(&name.words.concat());
            forms.push(Near { exact: name.words.concat(), word: whole, alone: false, of_one: name.words.len() == 1 });
            let first = bare(&name.words[0]);
            if name.words.len() > 1 && first.chars().count() >= SHORTEST_NEAR && !COMMON.contains(&first.as_str()) {
                forms.push(Near { exact: name.words[0].clone(), word: first, alone: true, of_one: false });
            }
        }
        forms
    }
}

/// What words are compared with.
struct Near {
    /// As it is folded: of a name of one word, the name itself.
    exact: String,
    /// Without accents.
    word: String,
    /// Is it the first word of a longer name? Alone it counts with a capital.
    alone: bool,
    /// Is it the whole of a name of one word?
    of_one: bool,
}

impl Near {
    fn is_near(&self, word: &str, plain: &str) -> bool {
        if self.word.chars().count() < SHORTEST_NEAR || self.of_one && word == self.exact {
            return false;
        }
        let longer = |rest: &str| matches!(rest, "s" | "es" | "ian" | "ers") || rest.chars().all(char::is_numeric);
        if let Some(rest) = plain.strip_prefix(self.word.as_str()) {
            return if rest.is_empty() { !self.alone } else { longer(rest) };
        }
        let length = self.word.chars().count();
        let same_start = plain.chars().next() == self.word.chars().next();
        length > SHORTEST_NEAR
            && same_start
            && length.abs_diff(plain.chars().count()) <= 1
            && distance(plain, &self.word) == 1
    }
}

/// A folded word without its accents.
fn bare(word: &str) -> String {
    word.chars().filter(|c| !is_combining_mark(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, &str)]) -> Names {
        Names::new(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect())
    }

    #[test]
    fn whole_words_whatever_their_form() {
        let n = names(&[("Acme Ltd", "client A"), ("Straße & Café", "firm B"), ("アクメ", "firm C")]);
        for (text, told) in [
            ("At Acme Ltd.", "At client A."),
            ("ACME  ltd's", "client A's"),
            ("acme\nLtd", "client A"),
            ("acme-ltd", "client A"),
            ("the acme_ltd.pdf", "the client A.pdf"),
            ("Acme\u{a0}Ltd", "client A"),
            ("Ａｃｍｅ Ltd", "client A"),
            ("Ac\u{ad}me Ltd", "client A"),
            ("STRASSE & Cafe\u{301}", "firm B"),
            ("Straße-Café", "firm B"),
            ("Strasse-Cafe or strasse & cafe", "firm B or strasse & cafe"),
            ("株式アクメで", "株式firm Cで"),
            ("Acmes Ltd, Acme, Acme. Ltd", "Acmes Ltd, Acme, Acme. Ltd"),
            ("acme\n\nltd", "acme\n\nltd"),
        ] {
            assert_eq!(n.text(text), told, "{text:?}");
        }
    }

    #[test]
    fn the_longest_first() {
        let n = names(&[("Acme", "A"), ("Acme Ltd", "B"), ("B C D", "x"), ("Q B", "y")]);
        assert_eq!(n.text("Acme and Acme Ltd"), "A and B");
        assert_eq!(n.text("Q B C D"), "Q x");
    }

    #[test]
    fn addresses_and_paths() {
        let n = names(&[("Acme Ltd", "Client A"), ("O'Neill", "Firm")]);
        assert_eq!(
            n.path("content/activities/2025/2025-01-02-acme-ltd-visit.md"),
            "content/activities/2025/2025-01-02-client-a-visit.md"
        );
        assert_eq!(n.path("a/Acme Ltd.md"), "a/client-a.md");
        assert_eq!(n.word("acme-ltd"), "client-a");
        assert_eq!(n.word("Acme Ltd visit"), "Client A visit");
        assert_eq!(n.word("oneill"), "firm");
        assert_eq!(names(&[("Café Ltd", "firm")]).word("cafe-ltd-visit"), "firm-visit");
        assert!(n.in_address("https://x.example/a?q=Acme%20Ltd") && n.in_address("https://www.acme.ltd/"));
        assert!(!n.in_address("https://acmeltds.example/"));
    }

    #[test]
    fn a_name_that_comes_of_a_replacement_goes_too() {
        assert_eq!(names(&[("Acme", "client"), ("client A", "x")]).text("Acme A"), "x");
    }

    #[test]
    fn near_forms() {
        let n = names(&[("Acme Ltd", "client A"), ("Müller", "firm B"), ("Northmoor", "firm C")]);
        for near in ["Acmes", "Acme", "AcmeLtd", "muller", "Mullers", "Northmor", "northmoors", "Northmoor2"] {
            assert_eq!(n.near(near).len(), 1, "{near}");
        }
        for far in ["acme", "Acme Ltd", "müller", "Northmoor", "north", "Milner", "drive"] {
            assert_eq!(n.near(far), [], "{far}");
        }
    }

    #[test]
    fn pairs_that_cannot_be_used() {
        let all = |pairs: &[(&str, &str)]| faults(&names(pairs).pairs).into_iter().map(|(_, f)| f).collect::<Vec<_>>();
        assert_eq!(all(&[("Acme", "client A"), ("Acme Ltd", "client A")]), []);
        assert_eq!(all(&[("2025", "year")]), [Fault::NoLetter]);
        assert_eq!(all(&[("Acme", "a"), ("ACME", "b")]), [Fault::Twice]);
        assert_eq!(all(&[("Acme", "formerly acme"), ("B", "x")]), [Fault::Holds("acme".into())]);
        assert_eq!(all(&[("Acme", "*A*"), ("B", "1. x")]), [Fault::Character('*'), Fault::Character('1')]);
    }
}
