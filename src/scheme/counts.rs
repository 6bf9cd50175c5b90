//! What may be told of many without telling of one: tables of levels in which every number, and every difference of
//! numbers about the same people, is 0 or at least k.
//!
//! A level of fewer people is joined with its neighbour. So nothing is left out that could be found by taking the rest
//! from the whole: the parts of each table add up to all who were reviewed, "not answered" among them.

use std::collections::BTreeMap;

use super::review::LEVELS;

/// No breakdown of fewer records.
pub(crate) const LEAST_FOR_PARTS: usize = 100;

/// Places in a table: not answered, then the four levels.
pub(crate) const PLACES: usize = LEVELS.len() + 1;

/// One record: levels by criterion, and the part of the members that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// By criterion.
    pub levels: BTreeMap<String, u8>,
    /// The grade.
    pub part: String,
    /// Words for what many could learn from.
    pub themes: Vec<String>,
}

/// Neighbouring places of a table, joined, with their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Joined {
    /// The first place.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// How many.
    pub n: usize,
}

/// What is told of one criterion: parts that add up to all. One part alone says nothing: no figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The criterion.
    pub criterion: String,
    /// Its joined levels; empty where they are one.
    pub joined: Vec<Joined>,
    /// By part of the members, in the order of `joined`; empty where a number would be small.
    pub parts: BTreeMap<String, Vec<usize>>,
}

/// Everything that is published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Published {
    /// How many records; none where that itself would be few.
    pub records: Option<usize>,
    /// By criterion, in the order of the form.
    pub rows: Vec<Row>,
    /// How many of each part of the members, where a row is broken down.
    pub parts: BTreeMap<String, usize>,
    /// Themes; with their number where that tells of nobody.
    pub themes: Vec<(String, Option<usize>)>,
}

/// Counts records into tables.
pub(crate) fn publish(records: &[Told], criteria: &[String], k: usize) -> Published {
    let all = records.len();
    if all < k {
        return Published::default();
    }
    let mut parts: BTreeMap<&str, Vec<&Told>> = BTreeMap::new();
    for record in records {
        parts.entry(&record.part).or_default().push(record);
    }
    let divided = all >= LEAST_FOR_PARTS && parts.len() > 1 && parts.values().all(|p| p.len() >= k);
    let row = |criterion: &String| {
        let counts = counted(records.iter(), criterion);
        let joined = join(counts, k);
        // where everybody stands alike, the number would tell of each
        if joined.iter().filter(|j| j.n > 0).count() < 2 {
            return Row { criterion: criterion.clone(), joined: vec![], parts: BTreeMap::new() };
        }
        let of = |records: &[&Told]| {
            let counts = counted(records.iter().copied(), criterion);
            joined.iter().map(|j| counts[j.first..=j.last].iter().sum()).collect::<Vec<usize>>()
        };
        let mut broken: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        if divided {
            broken = parts.iter().map(|(name, records)| ((*name).to_owned(), of(records))).collect();
            // each part is large in each level that is shown
            let small = |counts: &Vec<usize>| counts.iter().zip(&joined).any(|(n, j)| *n < k && j.n > 0);
            if broken.values().any(small) {
                broken.clear();
            }
        }
        Row { criterion: criterion.clone(), joined, parts: broken }
    };
    let rows: Vec<Row> = criteria.iter().map(row).collect();
    let shown = rows.iter().any(|r| !r.parts.is_empty());
    let sizes = parts.iter().map(|(name, p)| ((*name).to_owned(), p.len()));
    let parts = if shown { sizes.collect() } else { BTreeMap::new() };
    Published { records: Some(all), rows, parts, themes: themes(records, k) }
}

fn counted<'r>(records: impl Iterator<Item = &'r Told>, criterion: &str) -> [usize; PLACES] {
    let mut counts = [0; PLACES];
    for record in records {
        counts[record.levels.get(criterion).map_or(0, |level| usize::from(*level) + 1).min(PLACES - 1)] += 1;
    }
    counts
}

/// Joins neighbours until every number is 0 or at least k: in as many parts with people as can be, then in as many
/// parts; of these the one in which the lowest places stay apart.
fn join(counts: [usize; PLACES], k: usize) -> Vec<Joined> {
    let mut best: Vec<Joined> = vec![];
    // a bit says whether a new part begins behind a place
    for bits in (0..1_usize << (PLACES - 1)).rev() {
        let mut parts = vec![Joined { first: 0, last: 0, n: counts[0] }];
        for (place, count) in counts.iter().enumerate().skip(1) {
            match parts.last_mut() {
                Some(part) if bits >> (PLACES - 1 - place) & 1 == 0 => {
                    part.last = place;
                    part.n += count;
                }
                _ => parts.push(Joined { first: place, last: place, n: *count }),
            }
        }
        let worth = |parts: &[Joined]| (parts.iter().filter(|p| p.n > 0).count(), parts.len());
        if parts.iter().all(|p| p.n == 0 || p.n >= k) && worth(&parts) > worth(&best) {
            best = parts;
        }
    }
    best
}

/// Themes that at least k records have. Their number is told where those without are none, or at least k.
fn themes(records: &[Told], k: usize) -> Vec<(String, Option<usize>)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for record in records {
        let mut own: Vec<&str> = record.themes.iter().map(String::as_str).collect();
        own.sort_unstable();
        own.dedup();
        for theme in own {
            *counts.entry(theme).or_default() += 1;
        }
    }
    let many = counts.into_iter().filter(|(_, n)| *n >= k);
    let told = |n: usize| Some(n).filter(|n| records.len() == *n || records.len() - n >= k);
    many.map(|(theme, n)| (theme.to_owned(), told(n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, n: u64) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((self.0 >> 33) % n).unwrap()
        }
    }

    /// A thousand schemes: every number, every sum of neighbouring parts, and what is left of the whole when some of them
    /// are taken away, over the whole and over each part of the members.
    #[test]
    fn no_number_and_no_difference_is_small() {
        let mut numbers = Numbers(3);
        let criteria = ["a", "b", "c"].map(str::to_owned);
        let (mut with_parts, mut with_figures) = (0, 0);
        for n in 0..1_000 {
            let k = [5, 10, 12][n % 3];
            let size = numbers.below(if n % 4 == 0 { 900 } else { 150 });
            let kinds = numbers.below(3) as u64 + 1;
            let spread = numbers.below(4) as u64 + 1;
            let records: Vec<Told> = (0..size)
                .map(|_| Told {
                    levels: criteria
                        .iter()
                        .filter(|_| numbers_skip(n))
                        .map(|c| (c.clone(), u8::try_from(numbers.below(spread)).unwrap()))
                        .collect(),
                    part: format!("g{}", numbers.below(kinds)),
                    themes: (0..numbers.below(3)).map(|t| format!("t{t}")).collect(),
                })
                .collect();
            let told = publish(&records, &criteria, k);
            let large = |n: usize| n == 0 || n >= k;
            let Some(all) = told.records else {
                assert!(size < k && told.rows.is_empty() && told.themes.is_empty());
                continue;
            };
            assert!(all >= k && all == size);
            let whole = |counts: &[usize], sum: usize| {
                assert_eq!(counts.iter().sum::<usize>(), sum);
                for from in 0..counts.len() {
                    for to in from..counts.len() {
                        let some: usize = counts[from..=to].iter().sum();
                        assert!(large(some) && large(sum - some), "{counts:?} of {sum}, k {k}");
                    }
                }
            };
            for row in &told.rows {
                let counts: Vec<usize> = row.joined.iter().map(|j| j.n).collect();
                if row.joined.is_empty() {
                    assert!(row.parts.is_empty());
                    continue;
                }
                with_figures += 1;
                assert!(counts.len() > 1);
                whole(&counts, all);
                for (name, part) in &row.parts {
                    with_parts += 1;
                    assert!(all >= LEAST_FOR_PARTS);
                    whole(part, told.parts[name]);
                    for (n, of_all) in part.iter().zip(&counts) {
                        assert!(large(of_all - n) && (*n >= k || *of_all == 0));
                    }
                }
            }
            let sizes: Vec<usize> = told.parts.values().copied().collect();
            if !sizes.is_empty() {
                whole(&sizes, all);
            }
            for (_, n) in &told.themes {
                assert!(n.is_none_or(|n| n >= k && large(all - n)));
            }
        }
        assert!(with_parts > 50 && with_figures > 500, "{with_parts} {with_figures}");
    }

    /// In every seventh scheme some criteria are not answered at all.
    fn numbers_skip(n: usize) -> bool {
        !n.is_multiple_of(7)
    }

    #[test]
    fn levels_are_joined_with_their_neighbours_and_as_few_as_can_be() {
        let told = |counts| join(counts, 10).iter().map(|j| (j.first, j.last, j.n)).collect::<Vec<_>>();
        assert_eq!(told([0, 12, 15, 20, 30]), [(0, 0, 0), (1, 1, 12), (2, 2, 15), (3, 3, 20), (4, 4, 30)]);
        assert_eq!(told([3, 12, 4, 20, 30]), [(0, 1, 15), (2, 3, 24), (4, 4, 30)]);
        assert_eq!(told([0, 0, 0, 3, 9]), [(0, 0, 0), (1, 1, 0), (2, 2, 0), (3, 4, 12)]);
        assert_eq!(told([0, 0, 0, 0, 5]), []);
    }
}
