//! A summary of several members' public records, in which nobody is named and no group is small.
//!
//! ```text
//! data/standing.json of each member -> Member   read       (untrusted, bounded)
//! Members, year, k -> Summary                   summarise  (pure; what is small is not there)
//! Summary -> a page                             page
//! ```
//!
//! A policy that fewer than k members follow does not appear. Of each rule four counts are told: met,
//! open, short, other. Where one of them is from 1 to k - 1, they are not told apart, so that it
//! cannot be found by taking the others from the sum. Titles come from our own policies, never from a member's file.

pub(crate) mod page;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::id::is_plain;
use crate::model::time::parse_day;
use crate::policy::{Packs, Severity, Verdict};
use chrono::Datelike;

/// No count of fewer people is ever told.
pub(crate) const LEAST: usize = 5;

/// The most bytes of one member's file.
pub(crate) const LARGEST: u64 = 8 * 1024 * 1024;

/// The most members of one summary.
pub(crate) const MOST_MEMBERS: usize = 10_000;

/// The version of the JSON that is read.
pub(crate) const READS: &str = "cpdfolio.data-standing/1";

/// What one member's file says about one year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Member {
    /// By policy, with whether its rules are those that we have.
    policies: BTreeMap<(String, bool), Judged>,
}

/// One policy's judgement of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Judged {
    edition: String,
    verdict: Verdict,
    minutes: i64,
    /// By rule.
    rules: BTreeMap<String, (Severity, Verdict)>,
}

/// Reads what a member's `data/standing.json` says about periods that end in a year.
///
/// # Errors
///
/// Says why the text is not such a file.
pub(crate) fn read(text: &[u8], year: i32) -> Result<Member, &'static str> {
    let value: Value = serde_json::from_slice(text).map_err(|_| "this is not JSON")?;
    if value["schema"] != READS {
        return Err("this is not the `data/standing.json` of a built site");
    }
    let mut found = Member::default();
    for policy in value["policies"].as_array().ok_or("it has no list of policies")?.iter().take(1_000) {
        if let Some((id, judged)) = judged(policy, year) {
            found.policies.insert(id, judged);
        }
    }
    Ok(found)
}

fn judged(of: &Value, year: i32) -> Option<((String, bool), Judged)> {
    let id = of["policy"].as_str().filter(|id| is_plain(id))?.to_owned();
    let ends = of["period"]["to"].as_str().and_then(parse_day)?;
    if ends.year() != year {
        return None;
    }
    let mut rules = BTreeMap::new();
    for rule in of["rules"].as_array()?.iter().take(1_000) {
        let (Some(id), Some(verdict)) = (rule["id"].as_str().filter(|id| is_plain(id)), verdict(&rule["verdict"]))
        else {
            continue; // a cap has none
        };
        let severity = rule["severity"].as_str().unwrap_or_default();
        let severity = Severity::WORDS.iter().find(|(w, _)| *w == severity).map_or(Severity::Advice, |(_, s)| *s);
        rules.insert(id.to_owned(), (severity, verdict));
    }
    let edition = of["edition"].as_str().filter(|e| is_plain(&e.to_lowercase())).unwrap_or_default().to_owned();
    // nobody learns for more than all hours of three years
    let minutes = of["earned_minutes"].as_i64().unwrap_or(0).clamp(0, 3 * 366 * 24 * 60);
    let own = of["pack"] == "built-in";
    Some(((id, own), Judged { edition, verdict: verdict(&of["verdict"])?, minutes, rules }))
}

fn verdict(of: &Value) -> Option<Verdict> {
    let word = of.as_str()?;
    Verdict::WORDS.iter().find(|(w, _)| *w == word).map(|(_, v)| *v)
}

/// What is told of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Summary {
    /// The year in which the periods end.
    pub year: i32,
    /// No count of fewer people is told.
    pub k: usize,
    /// Policies that so many follow, by id.
    pub policies: Vec<Followed>,
}

/// One policy, over those who follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Followed {
    /// Its id.
    pub policy: String,
    /// Its title, from our own policies; else its id.
    pub title: String,
    /// Are the rules those that come with the program?
    pub built_in: bool,
    /// How many follow it.
    pub members: usize,
    /// Hours recorded on average, in whole hours.
    pub mean_hours: i64,
    /// How the policy judges them.
    pub verdicts: Counts,
    /// Its rules, in our policy's order, then by id.
    pub rules: Vec<RuleCounts>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleCounts {
    /// Its id.
    pub rule: String,
    /// Its title, from our own policies; else its id.
    pub title: String,
    /// How binding it is.
    pub severity: Severity,
    /// How it stands.
    pub counts: Counts,
}

/// How many: met, open, short (or over a limit), other (exempt, silent or not to be told). None: left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts(pub [Option<usize>; 4]);

/// The names of [`Counts`] in outputs.
pub(crate) const NAMES: [&str; 4] = ["met", "open", "short", "other"];

/// Summarises a team.
pub(crate) fn summarise(members: &[Member], year: i32, k: usize, packs: &Packs) -> Summary {
    let k = k.max(LEAST);
    let mut followers: BTreeMap<&(String, bool), Vec<&Judged>> = BTreeMap::new();
    for (id, judged) in members.iter().flat_map(|m| &m.policies) {
        followers.entry(id).or_default().push(judged);
    }
    let policies = followers.into_iter().filter(|(_, all)| all.len() >= k);
    let policies = policies.map(|((id, built_in), all)| followed(id, *built_in, &all, k, packs)).collect();
    Summary { year, k, policies }
}

fn followed(id: &str, built_in: bool, all: &[&Judged], k: usize, packs: &Packs) -> Followed {
    let known = packs.get(id).filter(|_| built_in);
    let edition = known.and_then(|p| all.iter().find_map(|j| p.edition(&j.edition)));
    let mut names: Vec<&String> = all.iter().flat_map(|j| j.rules.keys()).collect();
    let place = |name: &str| edition.and_then(|e| e.rules.iter().position(|r| r.id.as_str() == name));
    names.sort_by_key(|n| (place(n).unwrap_or(usize::MAX), *n));
    names.dedup();
    let rule = |name: &String| {
        let told: Vec<(Severity, Verdict)> = all.iter().filter_map(|j| j.rules.get(name)).copied().collect();
        // a rule that not all of them have would tell who is different
        (told.len() == all.len()).then(|| RuleCounts {
            rule: name.clone(),
            title: edition.and_then(|e| e.rule(name)).map_or_else(|| name.clone(), |r| r.title.clone()),
            severity: told.iter().map(|(s, _)| *s).min().unwrap_or(Severity::Advice),
            counts: counts(told.iter().map(|(_, v)| *v), k),
        })
    };
    let members = all.len();
    let minutes: i64 = all.iter().map(|j| j.minutes).sum();
    let people = i64::try_from(members).unwrap_or(i64::MAX);
    Followed {
        policy: id.to_owned(),
        title: known.map_or_else(|| id.to_owned(), |p| p.title.clone()),
        built_in,
        members,
        mean_hours: (minutes / people + 30) / 60,
        verdicts: counts(all.iter().map(|j| j.verdict), k),
        rules: names.into_iter().filter_map(rule).collect(),
    }
}

fn counts(all: impl Iterator<Item = Verdict>, k: usize) -> Counts {
    let mut sums = [0; 4];
    for verdict in all {
        sums[match verdict {
            Verdict::Met => 0,
            Verdict::Open => 1,
            Verdict::Short | Verdict::Over => 2,
            Verdict::Exempt | Verdict::Silent | Verdict::Unknown => 3,
        }] += 1;
    }
    suppress(sums, k)
}

/// Tells counts only where none is small. Where one is, the other three fall together: how many have
/// met the rule is told, if they and the rest are k or more each; else nothing.
///
/// To leave out single counts is not enough: which ones were left out beside the small one would tell
/// how large they are. Where everybody stands alike, the count would tell of each of them: only “all
/// met” is told.
fn suppress(sums: [usize; 4], k: usize) -> Counts {
    let all: usize = sums.iter().sum();
    let large = |n: usize| n == 0 || n >= k;
    if sums.contains(&all) && sums[0] != all {
        return Counts([None; 4]);
    }
    if sums.iter().all(|n| large(*n)) {
        return Counts(sums.map(Some));
    }
    if large(sums[0]) && all - sums[0] >= k { Counts([Some(sums[0]), None, None, None]) } else { Counts([None; 4]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_cannot_be_found_by_subtraction() {
        // every way to spread up to 17 people over four counts
        let spread = |most: usize| {
            let n = most + 1;
            (0..n.pow(4)).map(move |c| [c % n, c / n % n, c / (n * n) % n, c / (n * n * n)])
        };
        for sums in spread(12).filter(|s| (LEAST..=17).contains(&s.iter().sum())) {
            let all: usize = sums.iter().sum();
            let Counts(told) = suppress(sums, LEAST);
            assert!(told.iter().flatten().all(|n| *n == 0 || *n >= LEAST), "{sums:?}");
            let hidden: Vec<usize> = (0..4).filter(|n| told[*n].is_none()).collect();
            assert_ne!(hidden.len(), 1, "{sums:?}");
            if all > 9 {
                continue;
            }
            // whoever knows the sum, the method and what is told finds more than one answer for each
            // count of one to four that is left out
            let fits =
                |other: &[usize; 4]| other.iter().sum::<usize>() == all && suppress(*other, LEAST) == Counts(told);
            let possible: Vec<[usize; 4]> = spread(all).filter(fits).collect();
            for n in hidden.into_iter().filter(|n| (1..LEAST).contains(&sums[*n])) {
                assert!(possible.iter().any(|other| other[n] != sums[n]), "{sums:?} {told:?}");
            }
        }
    }

    fn file(verdict: &str, hours: i64, name: &str) -> Vec<u8> {
        format!(
            "{{\"schema\": \"{READS}\", \"member\": {{\"name\": \"{name}\"}}, \"policies\": [{{\"policy\": \"iet\", \"title\": \"{name}\", \
             \"edition\": \"2013\", \"pack\": \"built-in\", \"period\": {{\"to\": \"2026-12-31\"}}, \"verdict\": \"{verdict}\", \
             \"earned_minutes\": {}, \"rules\": [{{\"id\": \"total\", \"title\": \"{name}\", \"severity\": \"should\", \"verdict\": \"{verdict}\"}}, \
             {{\"id\": \"unplanned\", \"severity\": \"should\", \"verdict\": null}}]}}]}}",
            hours * 60
        )
        .into_bytes()
    }

    #[test]
    fn a_team_is_counted_and_nobody_is_named() {
        let packs = Packs::built_in().value;
        let team = |all: &[(&str, i64)]| -> Summary {
            let members: Vec<Member> = all.iter().map(|(v, h)| read(&file(v, *h, "Zebedee"), 2026).unwrap()).collect();
            summarise(&members, 2026, 1, &packs)
        };
        let met = [("met", 30); 6];
        let found = team(&[&met[..], &[("open", 10); 5]].concat());
        assert_eq!((found.k, found.policies[0].members, found.policies[0].mean_hours), (5, 11, 21));
        assert_eq!(found.policies[0].rules[0].counts, Counts([Some(6), Some(5), Some(0), Some(0)]));
        assert!(!format!("{found:?}").contains("Zebedee"));
        assert_eq!(found.policies[0].title, "IET guideline on CPD");
        // one who is short is not found by subtraction; five of three sorts are not told apart
        assert_eq!(team(&[&met[..], &[("short", 10)]].concat()).policies[0].verdicts, Counts([None; 4]));
        let five = [("short", 10), ("short", 9), ("open", 8), ("open", 7), ("exempt", 0)];
        assert_eq!(team(&[&met[..], &five].concat()).policies[0].verdicts, Counts([Some(6), None, None, None]));
        assert_eq!(team(&met).policies[0].verdicts, Counts([Some(6), Some(0), Some(0), Some(0)]));
        assert_eq!(team(&[("short", 3); 6]).policies[0].verdicts, Counts([None; 4]));
        assert_eq!(team(&met[..4]).policies, []);
    }

    #[test]
    fn what_is_no_record_is_refused_in_words() {
        for (text, said) in [
            (&b"x"[..], "this is not JSON"),
            (b"{}", "this is not the `data/standing.json` of a built site"),
            (b"{\"schema\": \"cpdfolio.data-standing/1\"}", "it has no list of policies"),
        ] {
            assert_eq!(read(text, 2026), Err(said));
        }
        let odd = b"{\"schema\": \"cpdfolio.data-standing/1\", \"policies\": [1, {\"policy\": \"<b>\"}, {\"policy\": \"iet\", \"period\": {\"to\": \"2026-12-31\"}}]}";
        assert_eq!(read(odd, 2026), Ok(Member::default()));
    }
}
