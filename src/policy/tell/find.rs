//! A policy by what people call it: the name of a body or a grade, beside its id.

use crate::policy::data::policy::Policy;
use crate::policy::read::packs::Packs;

/// How well a name fits: the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Id,
    Name,
    Words,
}

/// The policies that a name may mean, by id: those that fit it best.
pub fn meant<'p>(packs: &'p Packs, name: &str) -> Vec<&'p Policy> {
    let all: Vec<(Fit, &Policy)> = packs.all().filter_map(|p| Some((fit(p, name)?, p))).collect();
    let best = all.iter().map(|(fit, _)| *fit).min();
    all.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, p)| p).collect()
}

/// All policies that have to do with some words, those that fit best first, then by id.
pub fn about<'p>(packs: &'p Packs, words: &str) -> Vec<&'p Policy> {
    let mut all: Vec<(Fit, &Policy)> = packs.all().filter_map(|p| Some((fit(p, words)?, p))).collect();
    all.sort_by_key(|(fit, p)| (*fit, p.id.clone()));
    all.into_iter().map(|(_, p)| p).collect()
}

/// What people call a policy: its title, its body and other names.
pub fn names(policy: &Policy) -> impl Iterator<Item = &str> {
    std::iter::once(&policy.title).chain(&policy.body).chain(&policy.aliases).map(String::as_str)
}

fn fit(policy: &Policy, name: &str) -> Option<Fit> {
    let sought = words(name);
    if sought.is_empty() {
        return None;
    }
    let id = words(policy.id.as_str());
    if sought.concat() == id.concat() {
        return Some(Fit::Id);
    }
    let has = |all: &[String]| sought.iter().all(|word| all.iter().any(|w| same(w, word)));
    let named: Vec<Vec<String>> = names(policy).map(words).collect();
    let whole = |all: &Vec<String>| all.len() == sought.len() && has(all);
    if named.iter().any(whole) {
        return Some(Fit::Name);
    }
    // A grade of which a scheme speaks may be another body's.
    let grades = policy.editions.iter().filter_map(|e| e.scheme.as_ref()).flat_map(|s| &s.grades);
    let spoken_of = grades.map(|grade| words(grade)).chain(named).chain([id]);
    spoken_of.into_iter().any(|all| has(&all)).then_some(Fit::Words)
}

/// `engineer` and `Engineers` are one word here.
fn same(a: &str, b: &str) -> bool {
    let stem = |word: &str| word.strip_suffix('s').filter(|w| w.len() > 3).unwrap_or(word).to_owned();
    stem(a) == stem(b)
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(found: Vec<&Policy>) -> Vec<&str> {
        found.into_iter().map(|p| p.id.as_str()).collect()
    }

    #[test]
    fn a_body_and_a_grade_lead_to_their_policy() {
        let packs = Packs::built_in().value;
        for (name, id) in [
            ("IMechE", "imeche"),
            ("Institution of Mechanical Engineers", "imeche"),
            ("MIMechE", "imeche"),
            ("chartered accountant", "icaew"),
            ("Chartered Accountants", "icaew"),
            ("chartered certified accountant", "acca"),
            ("nurse", "nmc"),
            ("FRICS", "rics"),
            ("chartered surveyor", "rics"),
            ("CEng", "engineering-council"),
            ("MIET", "iet"),
            ("IET", "iet"),
            ("RIBA", "riba"),
            ("Engineers Ireland", "engineers-ireland"),
            ("PMP", "pmi-pmp"),
            ("paramedic", "hcpc"),
        ] {
            assert_eq!(ids(meant(&packs, name)), [id], "{name}");
        }
    }

    #[test]
    fn a_word_of_several_leads_to_all_of_them() {
        let packs = Packs::built_in().value;
        assert_eq!(ids(meant(&packs, "accountant")), ["acca", "icaew"]);
        assert_eq!(ids(about(&packs, "chartered accountant")), ["icaew", "acca"], "the one that is called so first");
        assert_eq!(ids(meant(&packs, "blacksmith")), [] as [&str; 0]);
        assert_eq!(ids(meant(&packs, " - ")), [] as [&str; 0]);
    }
}
