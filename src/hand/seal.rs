//! The seal of a period: a salted hash of each block, and one over all of them. One root serves every hand-over of the
//! period, since each carries all leaves and opens some blocks. The words for people, with worked values, are in
//! `content/seal.md`. Pure.

use std::collections::BTreeMap;

use crate::hash::{Hash32, hmac, joined, of_parts};
use crate::sight::blocks::{self, Blocks, FORMAT};

/// The member's own 32 random bytes: whoever has them can tell what is in a closed block.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) [u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// The text of `.cpdfolio/seal.key`.
    pub(crate) fn text(self) -> String {
        format!("{}\n", Hash32(self.0))
    }

    /// Reads such a text.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Hash32::read(text.trim()).map(|hash| Self(hash.0))
    }
}

/// Blocks that belong together: an entry, or one of the things beside the entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// Stands for it in the leaves of all its blocks, so that no block fits another entry.
    pub(crate) tag: Hash32,
    /// Its blocks, in the order of the format.
    pub(crate) parts: Vec<Part>,
}

/// One block of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its salt.
    pub(crate) salt: Hash32,
    /// Its text; none: it is absent.
    pub(crate) text: Option<String>,
}

/// A sealed period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// The entries, in the order of the blocks.
    pub(crate) entries: Vec<Unit>,
    /// Items of the plan, in the order of the blocks.
    pub(crate) plan: Vec<Unit>,
    /// What each policy finds, in the order of the blocks; then absent ones.
    pub(crate) policies: Vec<Unit>,
    /// Name, number, head.
    pub(crate) rest: [Unit; 3],
    /// All leaves, ascending.
    pub(crate) leaves: Vec<Hash32>,
    /// One for all.
    pub(crate) root: Hash32,
}

impl Sealed {
    /// All units.
    pub(crate) fn units(&self) -> impl Iterator<Item = &Unit> {
        self.entries.iter().chain(&self.plan).chain(&self.policies).chain(&self.rest)
    }
}

/// The hash of one block.
pub(crate) fn leaf(name: &str, salt: Hash32, tag: Hash32, text: &str) -> Hash32 {
    of_parts(&[FORMAT.as_bytes(), name.as_bytes(), &salt.0, &tag.0, text.as_bytes()])
}

/// The hash of all leaves, in whatever order they are given.
pub(crate) fn root(leaves: &[Hash32]) -> Hash32 {
    let mut leaves = leaves.to_vec();
    leaves.sort_unstable();
    let number = (leaves.len() as u64).to_be_bytes();
    let mut parts: Vec<&[u8]> = vec![FORMAT.as_bytes(), b"root", &number];
    parts.extend(leaves.iter().map(|l| l.0.as_slice()));
    of_parts(&parts)
}

/// Seals the blocks of a period.
pub(crate) fn seal(key: Key, of: &Blocks) -> Sealed {
    let mut sealer = Sealer { key, period: of.period.text(), seen: BTreeMap::new(), leaves: vec![] };
    let entries = of.entries.iter().map(|e| sealer.unit(&e.parts())).collect();
    let plan = of.plan.iter().map(|p| sealer.unit(&[("plan", Some(p))])).collect();
    let absent = blocks::policy_places(of.policies.len()) - of.policies.len();
    let policies = of.policies.iter().map(|p| Some(p.as_str())).chain(std::iter::repeat_n(None, absent));
    let policies = policies.map(|p| sealer.unit(&[("policy", p)])).collect();
    let rest = [
        sealer.unit(&[("name", of.name.as_deref())]),
        sealer.unit(&[("number", of.number.as_deref())]),
        sealer.unit(&[("head", Some(&of.head))]),
    ];
    let mut leaves = sealer.leaves;
    leaves.sort_unstable();
    let root = root(&leaves);
    Sealed { entries, plan, policies, rest, leaves, root }
}

struct Sealer {
    key: Key,
    period: String,
    /// How many units with the same blocks there were.
    seen: BTreeMap<Hash32, u64>,
    leaves: Vec<Hash32>,
}

impl Sealer {
    fn unit(&mut self, blocks: &[(&'static str, Option<&str>)]) -> Unit {
        let hash = blocks::hash(blocks);
        let n = self.seen.entry(hash).or_default();
        let secret = hmac(&self.key.0, &joined(&[self.period.as_bytes(), &hash.0, &n.to_be_bytes()]));
        *n += 1;
        let tag = hmac(&secret.0, b"tag");
        let part = |(name, text): &(&'static str, Option<&str>)| {
            let salt = hmac(&secret.0, name.as_bytes());
            self.leaves.push(leaf(name, salt, tag, text.unwrap_or_default()));
            Part { name, salt, text: text.map(str::to_owned) }
        };
        Unit { tag, parts: blocks.iter().map(part).collect() }
    }
}

/// A root in groups of four digits, as letters have it.
pub(crate) fn groups(root: Hash32) -> Vec<String> {
    let digits = root.to_string();
    digits.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect()
}

/// The two groups that a cover leaves out: whoever checks has to look at the letter.
pub(crate) const LEFT_OUT: [usize; 2] = [5, 10];

/// Reads a root as it was typed or printed: groups, spaces and capitals do not matter.
pub(crate) fn typed(text: &str) -> Option<Hash32> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | ':' | '.' | '\u{a0}' | '\n')).collect();
    Hash32::read(&digits.to_lowercase())
}
