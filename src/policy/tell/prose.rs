//! Figures in prose that the policies' data owns: a page that writes them out keeps the old number when
//! the policy changes. Pure: texts and policies in, places out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::policy::data::adjust::Fate;
use crate::policy::data::kind::Figure;
use crate::policy::data::measure::Unit;
use crate::policy::data::policy::Policy;
use crate::policy::kinds;

/// What the data of some policies owns.
#[derive(Debug, Clone, Default)]
pub struct Owned {
    /// Lengths of time in minutes, and what each is.
    hours: BTreeMap<i64, BTreeSet<String>>,
    /// How many there are of something: the noun, the number, what to write.
    counts: Vec<(&'static [&'static str], usize, String)>,
}

/// A figure that stands as a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What the data calls it.
    pub owner: String,
    /// What to write in its place.
    pub instead: String,
}

impl Owned {
    /// What these policies own.
    pub fn new<'p>(policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let mut owned = Self::default();
        for policy in policies {
            owned.add(policy);
        }
        owned
    }

    fn add(&mut self, policy: &Policy) {
        let id = policy.id.as_str();
        let Some(latest) = policy.latest() else { return };
        for rule in &latest.rules {
            let Some(Figure::Amount(amount)) = kinds::figure(rule, latest, None) else { continue };
            if amount.unit != Unit::Minutes {
                continue;
            }
            let show = if kinds::of(&rule.ask).is_limit() { "most" } else { "at_least" };
            let code = format!("{{{{ policy(id=\"{id}\", rule=\"{}\", show=\"{show}\") }}}}", rule.id);
            self.hours.entry(amount.n).or_default().insert(code);
        }
        for adjust in &latest.adjust {
            for (rule, fate) in latest.rules.iter().zip(&adjust.fates) {
                if let (Fate::Set(amount), Some(reason), Unit::Minutes) =
                    (fate, adjust.reasons.first(), latest.measure_of(rule).unit)
                {
                    let code = format!("{{{{ adjust(id=\"{id}\", reason=\"{}\", rule=\"{}\") }}}}", reason.id, rule.id);
                    self.hours.entry(*amount).or_default().insert(code);
                }
            }
        }
        let mut count = |nouns: &'static [&'static str], n: usize, of: &str| {
            if n > 0 {
                self.counts.push((nouns, n, format!("{{{{ count(id=\"{id}\", of=\"{of}\") }}}}")));
            }
        };
        count(&["kinds", "types"], policy.types.len(), "types");
        count(&["areas", "categories"], policy.categories.len(), "categories");
        count(&["benefits"], policy.benefits.len(), "benefits");
        // Only a code without hours speaks of its rules as duties.
        let in_hours = latest.rules.iter().any(|r| latest.measure_of(r).unit == Unit::Minutes);
        count(&["duties"], if in_hours { 0 } else { latest.rules.len() }, "rules");
    }

    /// The figures of a Markdown text that stand as numbers; code and quotations are left alone.
    pub fn literals(&self, text: &str) -> Vec<Literal> {
        let mut found = vec![];
        let words = words(text);
        for (n, word) in words.iter().enumerate() {
            let (number, joined) = match word.text.rsplit_once('-') {
                // "a ten-hour target"
                Some((number, "hour")) => (number, true),
                _ => (word.text.as_str(), false),
            };
            let Some(value) = value(number) else { continue };
            let next = words.get(n + 1).filter(|w| w.follows);
            let unit = next.map_or("", |w| w.text.as_str());
            let end = if joined { word.at.end } else { next.map_or(word.at.end, |w| w.at.end) };
            let at = word.at.start..end;
            if joined || matches!(unit, "hours" | "hour" | "h" | "hrs") {
                // Halves are nobody's figures here: data in minutes, prose in whole hours.
                if let Some(codes) = self.hours.get(&(value * 60)) {
                    let instead = codes.first().cloned().unwrap_or_default();
                    found.push(Literal { at, owner: "a figure of the policy's".to_owned(), instead });
                }
            } else if let Some((nouns, _, code)) =
                self.counts.iter().find(|(nouns, n, _)| nouns.contains(&unit) && i64::try_from(*n) == Ok(value))
            {
                let owner = format!("how many {} there are", nouns.first().unwrap_or(&unit));
                found.push(Literal { at, owner, instead: code.clone() });
            }
        }
        found
    }
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A whole number, in digits or in words up to ninety-nine.
pub(super) fn value(word: &str) -> Option<i64> {
    if word.bytes().all(|b| b.is_ascii_digit()) && (1..=6).contains(&word.len()) {
        return word.parse().ok();
    }
    let small = |w: &str| SMALL.iter().position(|s| *s == w);
    let tens = |w: &str| TENS.iter().position(|s| *s == w).map(|n| (n + 2) * 10);
    let found = match word.split_once('-') {
        Some((t, s)) => tens(t)? + small(s).filter(|n| (1..=9).contains(n))?,
        None => small(word).or_else(|| tens(word))?,
    };
    i64::try_from(found).ok()
}

/// A word of the prose.
struct Word {
    text: String,
    at: Range<usize>,
    /// Nothing but spaces stands between it and the word before it.
    follows: bool,
}

/// The words of a Markdown text, without code, shortcodes and quotations.
fn words(text: &str) -> Vec<Word> {
    let mut all = vec![];
    let mut fence = false;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            fence = !fence;
        } else if !fence && !start.starts_with('>') {
            in_line(line, offset, &mut all);
        }
        offset += line.len();
    }
    all
}

fn in_line(line: &str, offset: usize, all: &mut Vec<Word>) {
    let mut at = 0;
    let mut follows = true;
    while at < line.len() {
        let rest = &line[at..];
        let skip = if let Some(code) = rest.strip_prefix('`') {
            code.find('`').map(|n| n + 2)
        } else if rest.starts_with("{{") {
            rest.find("}}").map(|n| n + 2)
        } else if rest.starts_with("](") {
            rest.find(')').map(|n| n + 1)
        } else {
            None
        };
        if let Some(skip) = skip {
            at += skip;
            follows = false;
            continue;
        }
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'')).unwrap_or(rest.len());
        if length == 0 {
            let c = rest.chars().next().unwrap_or(' ');
            // Emphasis does not part a number from its unit.
            follows = follows && (c.is_whitespace() || c == '*' || c == '_');
            at += c.len_utf8();
            continue;
        }
        let word = &rest[..length];
        all.push(Word { text: word.to_lowercase(), at: offset + at..offset + at + length, follows });
        follows = true;
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Packs;

    fn found(text: &str) -> Vec<String> {
        let packs = Packs::built_in().value;
        let owned = Owned::new(packs.get("iet"));
        owned.literals(text).into_iter().map(|l| text[l.at].to_owned()).collect()
    }

    #[test]
    fn figures_of_the_data_are_found_in_prose() {
        assert_eq!(found("Aim for 30 hours, ten hours of it planned."), ["30 hours", "ten hours"]);
        assert_eq!(found("The ten-hour target; **20** h at most."), ["ten-hour", "20** h"]);
        assert_eq!(found("There are seven benefits and six kinds."), ["seven benefits", "six kinds"]);
        assert_eq!(found("over three\nareas, [30 hours](x.md) a year"), ["three\nareas", "30 hours"]);
    }

    #[test]
    fn other_numbers_code_and_quotations_are_left_alone() {
        for text in [
            "An hour of reading, 45 minutes, 12 hours, five benefits.",
            "`30 hours` and {{ policy(rule=\"total\") }} hours and ``` 10 h ```",
            "```\n30 hours\n```\n> thirty hours\n",
            "Section 30. Hours are counted; 10, hours",
            "[x](30 hours)",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
