//! A summary of several members' public sites: how many state that they met a policy. Nobody is named, and no small
//! group is told.
//!
//! ```text
//! data/statements.json of each member -> Member  read       (untrusted, bounded)
//! Members, k -> Summary                          summarise  (pure; what is small is not there)
//! Summary -> a page                              page
//! ```
//!
//! A public site states what its owner chose to state, and says nothing else: who states nothing may have met the
//! policy as well, or not. So only statements are counted, and how many sites state nothing is said beside them. Titles
//! come from our own policies, never from a member's file.

pub(crate) mod page;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use serde_json::Value;

use crate::model::id::is_plain;
use crate::model::time::parse_day;
use crate::policy::Packs;

/// No count of statements of fewer people is ever told.
pub(crate) const LEAST: usize = 5;

/// The most bytes of one file of a member's.
pub(crate) const LARGEST: u64 = 8 * 1024 * 1024;

/// The most members of one summary.
pub(crate) const MOST_MEMBERS: usize = 10_000;

/// The version of the JSON that is read.
pub(crate) const READS: &str = "cpdfolio.data-statements/1";

/// What one member's file states of one year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Member {
    /// The policies that are stated as met.
    policies: BTreeSet<String>,
}

/// Reads what a member's `data/statements.json` states of periods that end in a year.
///
/// # Errors
///
/// Says why the text is not such a file.
pub(crate) fn read(text: &[u8], year: i32) -> Result<Member, &'static str> {
    let value: Value = serde_json::from_slice(text).map_err(|_| "this is not JSON")?;
    if value["schema"] != READS {
        return Err("this is not the `data/statements.json` of a built site");
    }
    let all = value["statements"].as_array().ok_or("it has no list of statements")?;
    let stated = |of: &Value| {
        let ends = of["period"]["to"].as_str().and_then(parse_day)?;
        let id = of["policy"].as_str().filter(|id| is_plain(id))?;
        (of["statement"] == "met" && ends.year() == year).then(|| id.to_owned())
    };
    Ok(Member { policies: all.iter().take(1_000).filter_map(stated).collect() })
}

/// What is told of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    /// The year in which the periods end.
    pub year: i32,
    /// No count of statements of fewer people is told.
    pub k: usize,
    /// How many members there are; none: fewer than `k`, of whom nothing is told.
    pub members: Option<usize>,
    /// How many of them state nothing of the year, which means nothing; none where the others are fewer than `k`: the
    /// difference would tell their number.
    pub silent: Option<usize>,
    /// Policies that so many state as met, by id.
    pub policies: Vec<Stated>,
}

/// One policy, over those who state that they met it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated {
    /// Its id.
    pub policy: String,
    /// Its title, from our own policies; else its id.
    pub title: String,
    /// How many state that they met it.
    pub met: usize,
}

/// Summarises a team.
pub(crate) fn summarise(members: &[Member], year: i32, k: usize, packs: &Packs) -> Summary {
    let k = k.max(LEAST);
    let enough = members.len() >= k;
    let mut stated: BTreeMap<&String, usize> = BTreeMap::new();
    for id in members.iter().flat_map(|m| &m.policies) {
        *stated.entry(id).or_default() += 1;
    }
    let title = |id: &String| packs.get(id).map_or_else(|| id.clone(), |p| p.title.clone());
    let told = stated.into_iter().filter(|(_, met)| enough && *met >= k);
    Summary {
        year,
        k,
        members: enough.then_some(members.len()),
        silent: Some(members.iter().filter(|m| m.policies.is_empty()).count())
            .filter(|silent| enough && (*silent == members.len() || members.len() - silent >= k)),
        policies: told.map(|(id, met)| Stated { policy: id.clone(), title: title(id), met }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(years: &[i32], name: &str) -> Vec<u8> {
        let one = |year: &i32| {
            format!(
                "{{\"policy\": \"iet\", \"title\": \"{name}\", \"period\": {{\"to\": \"{year}-12-31\"}}, \"statement\": \"met\"}}"
            )
        };
        let all: Vec<String> = years.iter().map(one).collect();
        format!("{{\"schema\": \"{READS}\", \"statements\": [{}]}}", all.join(", ")).into_bytes()
    }

    #[test]
    fn statements_are_counted_and_nobody_is_named() {
        let packs = Packs::built_in().value;
        let team = |stating: usize, silent: usize| -> Summary {
            let mut all = vec![read(&file(&[2025, 2026], "Zebedee"), 2026).unwrap(); stating];
            all.extend(vec![read(&file(&[2025], "Zebedee"), 2026).unwrap(); silent]);
            summarise(&all, 2026, 1, &packs)
        };
        let found = team(6, 2);
        assert_eq!((found.k, found.members, found.silent), (5, Some(8), Some(2)));
        assert_eq!((found.policies[0].title.as_str(), found.policies[0].met), ("IET guideline on CPD", 6));
        assert!(!format!("{found:?}").contains("Zebedee"));
        // fewer than five statements, or fewer than five people, are not told
        assert_eq!(team(4, 4).policies, []);
        // nor are they by subtraction; that nobody states anything is no count of anybody
        assert_eq!((team(4, 4).members, team(4, 4).silent), (Some(8), None));
        assert_eq!((team(0, 8).members, team(0, 8).silent), (Some(8), Some(8)));
        assert_eq!((team(5, 1).members, team(5, 1).silent), (Some(6), Some(1)));
        assert_eq!((team(4, 0).members, team(4, 0).silent), (None, None));
    }

    #[test]
    fn what_is_no_statement_is_refused_or_left_out() {
        for (text, said) in [
            (&b"x"[..], "this is not JSON"),
            (b"{}", "this is not the `data/statements.json` of a built site"),
            (b"{\"schema\": \"cpdfolio.data-statements/1\"}", "it has no list of statements"),
        ] {
            assert_eq!(read(text, 2026), Err(said));
        }
        let odd = b"{\"schema\": \"cpdfolio.data-statements/1\", \"statements\": [1, {\"policy\": \"<b>\"}, {\"policy\": \"iet\", \"period\": {\"to\": \"2026-12-31\"}, \"statement\": \"short\"}]}";
        assert_eq!(read(odd, 2026), Ok(Member::default()));
    }
}
