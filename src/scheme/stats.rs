//! Counts of judgements that can be added: whole numbers only, so that the sum of any shards is the count of all.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Table, TableFault};
use crate::hash::sha256;

const COLUMNS: [&str; 4] = ["what", "name", "word", "n"];

/// What counts were made with: only counts of the same may be added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Made {
    /// The program and its version.
    pub tool: String,
    /// The policy and its edition.
    pub policy: String,
    /// The SHA-256 of its file.
    pub hash: String,
    /// The day on which everything was judged.
    pub day: String,
    /// The year that was judged.
    pub year: String,
}

/// Counts, by what, name and word: `rule`, `total`, `met`.
pub(crate) type Counts = BTreeMap<(String, String, String), u64>;

/// The counts of one shard, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stats {
    /// What they were made with.
    pub made: Made,
    /// Which shard, of how many; none: the whole.
    pub shard: Option<Shard>,
    /// The counts.
    pub counts: Counts,
}

/// One part of all members, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Shard {
    /// Which.
    pub i: u64,
    /// Of how many.
    pub n: u64,
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.i, self.n)
    }
}

impl Shard {
    /// `2/7`
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (i, n) = text.split_once('/')?;
        let shard = Self { i: i.parse().ok()?, n: n.parse().ok()? };
        (1 <= shard.i && shard.i <= shard.n && shard.n <= 100_000).then_some(shard)
    }

    /// Is a member of this shard? By the first 64 bits of the SHA-256 of the folder's name: whoever else is there.
    pub(crate) fn holds(self, member: &str) -> bool {
        let first = u64::from_str_radix(&sha256(member)[..16], 16).unwrap_or(0);
        first % self.n == self.i - 1
    }
}

impl Stats {
    /// Adds one to a count.
    pub(crate) fn count(&mut self, what: &str, name: &str, word: &str) {
        self.add(what, name, word, 1);
    }

    /// Adds to a count.
    pub(crate) fn add(&mut self, what: &str, name: &str, word: &str, n: u64) {
        *self.counts.entry((what.to_owned(), name.to_owned(), word.to_owned())).or_default() += n;
    }

    /// The counts as a file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut table = Table::new(&COLUMNS);
        let made = &self.made;
        for (name, value) in [
            ("tool", &made.tool),
            ("policy", &made.policy),
            ("hash", &made.hash),
            ("day", &made.day),
            ("year", &made.year),
        ] {
            table.push(["made", name, value, ""]);
        }
        if let Some(shard) = self.shard {
            table.push(["made", "shard", &shard.to_string(), ""]);
        }
        for ((what, name, word), n) in &self.counts {
            table.push([what, name, word, &n.to_string()]);
        }
        table.bytes()
    }

    /// Reads what [`Stats::bytes`] wrote.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, TableFault> {
        let table = Table::read(bytes, &COLUMNS)?;
        let mut stats = Self::default();
        for row in table.rows() {
            let cell = |name| table.get(row, name).to_owned();
            let fault = || row.fault("this line is not one of ours");
            let (what, name, word) = (cell("what"), cell("name"), cell("word"));
            if what == "made" {
                match name.as_str() {
                    "tool" => stats.made.tool = word,
                    "policy" => stats.made.policy = word,
                    "hash" => stats.made.hash = word,
                    "day" => stats.made.day = word,
                    "year" => stats.made.year = word,
                    "shard" => stats.shard = Some(Shard::read(&word).ok_or_else(fault)?),
                    _ => return Err(fault()),
                }
                continue;
            }
            let n = cell("n").parse().map_err(|_| fault())?;
            if stats.counts.insert((what, name, word), n).is_some() {
                return Err(fault());
            }
        }
        Ok(stats)
    }
}

/// Adds shards: each once, all there, all made with the same.
pub(crate) fn merge(all: &[(String, Stats)]) -> Result<Stats, String> {
    let (first_name, first) = all.first().ok_or("no file is named")?;
    let mut seen = BTreeSet::new();
    let mut sum = Stats { made: first.made.clone(), ..Stats::default() };
    for (name, stats) in all {
        let (a, b) = (&first.made, &stats.made);
        for (what, a, b) in [
            ("tool", &a.tool, &b.tool),
            ("policy", &a.policy, &b.policy),
            ("policy file", &a.hash, &b.hash),
            ("day", &a.day, &b.day),
            ("year", &a.year, &b.year),
        ] {
            if a != b {
                return Err(format!("{name} was made with another {what} than {first_name}: {b}, and {a}"));
            }
        }
        let shard = stats.shard.unwrap_or(Shard { i: 1, n: 1 });
        let wanted = first.shard.map_or(1, |s| s.n);
        if shard.n != wanted {
            return Err(format!("{name} is a shard of {}, {first_name} one of {wanted}", shard.n));
        }
        if !seen.insert(shard) {
            return Err(format!("{name}: shard {shard} is there twice"));
        }
        for ((what, name, word), n) in &stats.counts {
            sum.add(what, name, word, *n);
        }
    }
    let wanted = first.shard.map_or(1, |s| s.n);
    let missing: Vec<String> = (1..=wanted)
        .filter(|i| !seen.contains(&Shard { i: *i, n: wanted }))
        .take(20)
        .map(|i| format!("{i}/{wanted}"))
        .collect();
    if missing.is_empty() { Ok(sum) } else { Err(format!("shards are missing: {}", missing.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shards(n: u64) -> Vec<(String, Stats)> {
        let of = |i| {
            let shard = Shard { i, n };
            let made = Made { tool: "t".to_owned(), day: "2026-01-01".to_owned(), ..Made::default() };
            let mut stats = Stats { made, shard: Some(shard), ..Stats::default() };
            for member in (0..500).map(|m| format!("m{m}")).filter(|m| shard.holds(m)) {
                stats.count("rule", "total", if member.ends_with('3') { "short" } else { "met" });
                stats.add("minutes", "earned", "", member.len() as u64);
            }
            (format!("{i}.csv"), Stats::read(&stats.bytes()).unwrap())
        };
        (1..=n).map(of).collect()
    }

    #[test]
    fn every_way_to_share_out_adds_up_to_the_same_bytes() {
        let whole = merge(&shards(1)).unwrap();
        assert_eq!(whole.counts[&("rule".to_owned(), "total".to_owned(), "short".to_owned())], 50);
        for n in [2, 3, 7, 50] {
            let mut all = shards(n);
            all.reverse();
            assert_eq!(merge(&all).unwrap().bytes(), whole.bytes());
        }
    }

    #[test]
    fn what_does_not_belong_together_is_not_added() {
        let mut all = shards(3);
        all.swap_remove(1);
        assert_eq!(merge(&all).unwrap_err(), "shards are missing: 2/3");
        let mut all = shards(3);
        all[1] = all[0].clone();
        assert_eq!(merge(&all).unwrap_err(), "1.csv: shard 1/3 is there twice");
        let mut all = shards(3);
        all[2].1.made.day = "2026-01-02".to_owned();
        assert_eq!(merge(&all).unwrap_err(), "3.csv was made with another day than 1.csv: 2026-01-02, and 2026-01-01");
        let mixed = [shards(2).remove(0), shards(3).remove(1)];
        assert_eq!(merge(&mixed).unwrap_err(), "2.csv is a shard of 3, 1.csv one of 2");
        assert!(merge(&[]).is_err());
        for text in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert_eq!(Shard::read(text), None, "{text}");
        }
    }
}
