//! Which form of a text a number takes, by conditions in the manner of Unicode CLDR.

use std::collections::BTreeMap;

/// The names that forms of a text may have.
pub(super) const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The forms of a language with their conditions, in the order in which they are tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plural(Vec<(String, Vec<Vec<Relation>>)>);

/// `n % 10 = 2..4`
#[derive(Debug, Clone, PartialEq, Eq)]
struct Relation {
    /// The remainder by this is compared.
    modulo: Option<i64>,
    /// Must it be one of them, or none of them?
    is: bool,
    /// From the first to the last, both included.
    ranges: Vec<(i64, i64)>,
}

impl Plural {
    /// From the name of a form to its condition. What cannot be read never holds.
    pub(super) fn new(rules: &BTreeMap<String, String>) -> Self {
        let order = |name: &str| FORMS.iter().position(|f| *f == name);
        let mut all: Vec<_> =
            rules.iter().filter_map(|(name, rule)| parse(rule).map(|parsed| (name.clone(), parsed))).collect();
        all.sort_by_key(|(name, _)| order(name));
        Self(all)
    }

    /// The form of a number.
    pub(super) fn of(&self, n: i64) -> &str {
        let n = n.abs();
        let holds = |ways: &Vec<Vec<Relation>>| ways.iter().any(|all| all.iter().all(|r| r.holds(n)));
        self.0.iter().find(|(_, ways)| holds(ways)).map_or("other", |(name, _)| name)
    }
}

impl Relation {
    fn holds(&self, n: i64) -> bool {
        let n = self.modulo.map_or(n, |m| n % m);
        self.ranges.iter().any(|(a, b)| (*a..=*b).contains(&n)) == self.is
    }
}

/// Can the condition be read?
pub(super) fn valid(rule: &str) -> bool {
    parse(rule).is_some()
}

fn parse(rule: &str) -> Option<Vec<Vec<Relation>>> {
    rule.split(" or ").map(|all| all.split(" and ").map(relation).collect()).collect()
}

fn relation(text: &str) -> Option<Relation> {
    let (left, right, is) = match text.split_once("!=") {
        Some((left, right)) => (left, right, false),
        None => text.split_once('=').map(|(left, right)| (left, right, true))?,
    };
    let left = left.trim().strip_prefix('n')?.trim();
    let modulo = match left.strip_prefix('%') {
        Some(by) => Some(by.trim().parse().ok().filter(|m| *m > 0)?),
        None if left.is_empty() => None,
        None => return None,
    };
    let range = |part: &str| {
        let (a, b) = part.split_once("..").unwrap_or((part, part));
        Some((a.trim().parse().ok()?, b.trim().parse().ok()?))
    };
    Some(Relation { modulo, is, ranges: right.split(',').map(range).collect::<Option<_>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(rules: &[(&str, &str)], numbers: &[i64]) -> Vec<String> {
        let rules = rules.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        let plural = Plural::new(&rules);
        numbers.iter().map(|n| plural.of(*n).to_owned()).collect()
    }

    #[test]
    fn english_french_polish_arabic() {
        assert_eq!(forms(&[("one", "n = 1")], &[0, 1, 2, 21]), ["other", "one", "other", "other"]);
        assert_eq!(forms(&[("one", "n = 0,1")], &[0, 1, 2]), ["one", "one", "other"]);
        let polish = [("one", "n = 1"), ("few", "n % 10 = 2..4 and n % 100 != 12..14")];
        assert_eq!(
            forms(&polish, &[1, 2, 4, 5, 12, 22, 112, 122]),
            ["one", "few", "few", "other", "other", "few", "other", "few"]
        );
        let arabic = [
            ("zero", "n = 0"),
            ("one", "n = 1"),
            ("two", "n = 2"),
            ("few", "n % 100 = 3..10"),
            ("many", "n % 100 = 11..99"),
        ];
        assert_eq!(forms(&arabic, &[0, 1, 2, 3, 11, 100, 103]), ["zero", "one", "two", "few", "many", "other", "few"]);
    }

    #[test]
    fn what_is_no_condition_never_holds() {
        for bad in ["", "n", "n = ", "x = 1", "n % 0 = 1", "n % = 1", "n = a..b", "n > 1"] {
            assert!(!valid(bad), "{bad}");
            assert_eq!(forms(&[("one", bad)], &[1]), ["other"]);
        }
    }
}
