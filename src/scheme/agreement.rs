//! How far two people who review the same records agree: the percentage first, then Gwet's AC2 and Krippendorff's
//! alpha, both for ordered levels. None of them where fewer than 20 records were reviewed twice; never kappa alone,
//! which can be below zero where 28 of 30 marks are equal.

/// No figure for fewer records.
pub(crate) const LEAST: usize = 20;

const LEVELS: usize = 4;

/// How far reviews agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Agreement {
    /// Of how many records.
    pub n: usize,
    /// How many were given the same level.
    pub equal: usize,
    /// Gwet's AC2.
    pub ac2: f64,
    /// Krippendorff's alpha; none where all marks are one level: it is not defined.
    pub alpha: Option<f64>,
}

impl Agreement {
    /// The percentage of equal levels, rounded to whole numbers.
    pub(crate) fn percent(&self) -> usize {
        (self.equal * 200 + self.n) / (self.n * 2).max(1)
    }
}

/// A coefficient in thousandths.
pub(crate) fn thousandths(of: f64) -> i64 {
    #[allow(clippy::cast_possible_truncation, reason = "a coefficient lies between -1 and 1")]
    let rounded = (of * 1000.0).round() as i64;
    rounded
}

/// The agreement of pairs of levels; none for too few.
pub(crate) fn agreement(pairs: &[(u8, u8)]) -> Option<Agreement> {
    (pairs.len() >= LEAST).then(|| Agreement {
        n: pairs.len(),
        equal: pairs.iter().filter(|(a, b)| a == b).count(),
        ac2: ac2(pairs),
        alpha: alpha(pairs),
    })
}

/// The weight of two levels: 1 where they are the same, 0 where they are the farthest apart.
fn weight(a: usize, b: usize) -> f64 {
    let chosen = |n: usize| (n * (n - 1) / 2) as f64;
    1.0 - chosen(a.abs_diff(b) + 1) / chosen(LEVELS)
}

fn ac2(pairs: &[(u8, u8)]) -> f64 {
    let n = pairs.len() as f64;
    let observed: f64 = pairs.iter().map(|(a, b)| weight(usize::from(*a), usize::from(*b))).sum::<f64>() / n;
    let mut parts = [0.0; LEVELS];
    for (a, b) in pairs {
        parts[usize::from(*a)] += 0.5 / n;
        parts[usize::from(*b)] += 0.5 / n;
    }
    let mut weights = 0.0;
    for a in 0..LEVELS {
        weights += (0..LEVELS).map(|b| weight(a, b)).sum::<f64>();
    }
    let levels = LEVELS as f64;
    let chance = weights * parts.iter().map(|p| p * (1.0 - p)).sum::<f64>() / (levels * (levels - 1.0));
    (observed - chance) / (1.0 - chance)
}

fn alpha(pairs: &[(u8, u8)]) -> Option<f64> {
    let mut counts = [0_i64; LEVELS];
    for (a, b) in pairs {
        counts[usize::from(*a)] += 1;
        counts[usize::from(*b)] += 1;
    }
    let all: i64 = counts.iter().sum();
    // twice the distance, so that it is a whole number
    let distance = |a: usize, b: usize| {
        let (low, high) = (a.min(b), a.max(b));
        let d = 2 * counts[low..=high].iter().sum::<i64>() - counts[low] - counts[high];
        i128::from(d) * i128::from(d)
    };
    let observed: i128 = pairs.iter().map(|(a, b)| 2 * distance(usize::from(*a), usize::from(*b))).sum();
    let mut expected = 0_i128;
    for a in 0..LEVELS {
        for b in 0..LEVELS {
            expected += i128::from(counts[a]) * i128::from(counts[b]) * distance(a, b);
        }
    }
    (expected > 0).then(|| 1.0 - (all - 1) as f64 * observed as f64 / expected as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Told by `irrCAC` 0.4.4 (`CAC(table, weights="ordinal", categories=[0, 1, 2, 3]).gwet()`) and `krippendorff` 0.9.0
    /// (`alpha(table, level_of_measurement="ordinal")`).
    #[test]
    fn the_figures_are_those_of_other_programs() {
        let pairs: Vec<(u8, u8)> = include_str!("../../tests/scheme/agreement.txt")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .map(|line| {
                let mut levels = line.split(' ').map(|n| n.parse().unwrap());
                (levels.next().unwrap(), levels.next().unwrap())
            })
            .collect();
        let found = agreement(&pairs).unwrap();
        assert_eq!((found.n, found.percent()), (PAIRS, EQUAL));
        assert_eq!((thousandths(found.ac2), thousandths(found.alpha.unwrap())), (AC2, ALPHA));
    }

    const PAIRS: usize = 40;
    const EQUAL: usize = 60;
    const AC2: i64 = 753;
    const ALPHA: i64 = 679;

    #[test]
    fn few_marks_tell_nothing_and_many_equal_ones_agree() {
        assert_eq!(agreement(&[(1, 1); 19]), None);
        let same = agreement(&[(2, 2); 30]).unwrap();
        assert_eq!((same.percent(), same.alpha), (100, None));
        assert!((same.ac2 - 1.0).abs() < 1e-12);
        // 28 of 30 equal: a kappa would be below zero
        let mut pairs = vec![(3, 3); 28];
        pairs.extend([(2, 3), (3, 2)]);
        assert!(agreement(&pairs).unwrap().ac2 > 0.9);
    }
}
