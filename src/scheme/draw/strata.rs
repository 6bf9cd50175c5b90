//! The members as strata of tokens: who is in the frame, and in which part of it.

use std::collections::{BTreeMap, BTreeSet};

use super::frame::Stratum;
use crate::model::Day;
use crate::scheme::key::SchemeKey;
use crate::scheme::register::Joined;
use crate::scheme::sample::{DrawSettings, Share, Strata};

/// Where everybody stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Placed {
    /// The id's token and stratum.
    pub members: BTreeMap<String, (String, String)>,
    /// Those who take part and are exempt.
    pub exempt: BTreeSet<String>,
    /// Strata that are drawn as a whole.
    pub take_all: BTreeSet<String>,
}

/// The stratum of those whose own would be small.
pub(crate) const OTHERS: &str = "others";

/// The stratum where nothing divides.
pub(crate) const ALL: &str = "all";

/// Places the members who take part on a day. Exemptions are by id or number. A stratum of fewer than k members is
/// joined with others, so that its size tells of nobody, unless the settings give it a quota of its own.
pub(crate) fn place(
    register: &BTreeMap<String, Joined>,
    exempt: &BTreeSet<String>,
    draw: (&str, &DrawSettings, usize),
    key: &SchemeKey,
    day: Day,
) -> Placed {
    let (name, settings, k) = draw;
    let mut placed = Placed::default();
    let mut sampled: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for joined in register.values().filter(|j| j.takes_part(day)) {
        let (id, person) = (&joined.id, &joined.person);
        if exempt.contains(id) || exempt.contains(&person.number) {
            placed.exempt.insert(id.clone());
        } else if settings.take_all.contains(&person.group) && !person.group.is_empty() {
            placed.take_all.insert(person.group.clone());
            placed.members.insert(id.clone(), (key.token(name, id), person.group.clone()));
        } else {
            let stratum = match settings.strata {
                Strata::None => ALL,
                Strata::Grade => &person.grade,
                Strata::Field => &person.field,
            };
            let stratum = if stratum.is_empty() { OTHERS } else { stratum };
            let stratum: String = stratum.split_whitespace().collect::<Vec<_>>().join(" ");
            sampled.entry(stratum).or_default().push(id.clone());
        }
    }
    if !matches!(settings.share, Share::Quotas(_)) {
        join_small(&mut sampled, k);
    }
    for (stratum, ids) in sampled {
        for id in ids {
            placed.members.insert(id.clone(), (key.token(name, &id), stratum.clone()));
        }
    }
    placed
}

/// Joins strata of fewer than k members, the smallest first, until none is left or all are one.
fn join_small(strata: &mut BTreeMap<String, Vec<String>>, k: usize) {
    loop {
        let smallest =
            strata.iter().filter(|(_, ids)| ids.len() < k).min_by_key(|(name, ids)| (ids.len(), (*name).clone()));
        let Some(smallest) = smallest.map(|(name, _)| name.clone()) else { return };
        let next = strata.iter().filter(|(name, _)| **name != smallest && **name != OTHERS);
        let next = next.min_by_key(|(name, ids)| (ids.len(), (*name).clone())).map(|(name, _)| name.clone());
        let into = if smallest != OTHERS && strata.contains_key(OTHERS) { Some(OTHERS.to_owned()) } else { next };
        let Some(into) = into else { return };
        let mut joined = strata.remove(&smallest).unwrap_or_default();
        joined.extend(strata.remove(&into).unwrap_or_default());
        let name = if strata.is_empty() { ALL } else { OTHERS };
        strata.insert(name.to_owned(), joined);
    }
}

/// The strata of a frame.
pub(crate) fn strata(placed: &Placed) -> Vec<Stratum> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (token, stratum) in placed.members.values() {
        all.entry(stratum).or_default().push(token.clone());
    }
    let of = |(name, tokens): (&str, Vec<String>)| {
        let take_all = placed.take_all.contains(name);
        Stratum { name: name.to_owned(), take_all, quota: 0, tokens }
    };
    all.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stratum_is_small() {
        for seed in 0..400_usize {
            let sizes: Vec<usize> = (0..=seed % 6).map(|n| (seed * 7 + n * 13) % 27 + 1).collect();
            let all: usize = sizes.iter().sum();
            let mut strata: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (n, size) in sizes.iter().enumerate() {
                strata.insert(format!("s{n}"), (0..*size).map(|i| format!("{n}-{i}")).collect());
            }
            let large: Vec<String> = strata.iter().filter(|(_, ids)| ids.len() >= 20).map(|(n, _)| n.clone()).collect();
            join_small(&mut strata, 10);
            assert_eq!(strata.values().map(Vec::len).sum::<usize>(), all);
            assert!(strata.len() == 1 || strata.values().all(|ids| ids.len() >= 10), "{sizes:?} {strata:?}");
            // a large one keeps its name, unless a small one had nobody else
            assert!(strata.len() == 1 || large.iter().filter(|n| !strata.contains_key(*n)).count() <= 1);
        }
    }
}
