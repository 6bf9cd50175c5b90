//! Assignments are as good as the best of all that there are.

use super::*;

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % n).unwrap()
    }
}

fn case(numbers: &mut Numbers) -> (Vec<Assessor>, Vec<Subject>) {
    let field = |n: usize| ["", "power", "software"][n].to_owned();
    let assessors = (0..=numbers.below(3))
        .map(|n| Assessor {
            id: format!("a{n}"),
            fields: Some(field(numbers.below(3))).filter(|f| !f.is_empty()).into_iter().collect(),
            employer: ["", "x", "y"][numbers.below(3)].to_owned(),
            most: [None, Some(1), Some(2)][numbers.below(3)],
            ..Assessor::default()
        })
        .collect();
    let subjects = (0..=numbers.below(4))
        .map(|n| Subject {
            id: format!("m{n}"),
            number: format!("1{n}"),
            field: field(numbers.below(3)),
            employer: ["", "x", "y"][numbers.below(3)].to_owned(),
            marks: numbers.below(2) + 1,
            ..Subject::default()
        })
        .collect();
    (assessors, subjects)
}

/// Every set of pairs without conflicts, and with no more than is wanted and agreed.
fn all(assessors: &[Assessor], subjects: &[Subject]) -> Vec<Pairs> {
    let mut edges = vec![];
    for s in subjects {
        edges.extend(assessors.iter().filter(|a| fit(a, s).is_some()).map(|a| (s.id.clone(), a.id.clone())));
    }
    let fits = |pairs: &Pairs| {
        subjects.iter().all(|s| pairs.iter().filter(|(id, _)| *id == s.id).count() <= s.marks)
            && assessors.iter().all(|a| load(pairs, a) <= a.most.unwrap_or(usize::MAX))
    };
    let chosen =
        |bits: u32| edges.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, e)| e.clone()).collect();
    (0..1_u32 << edges.len()).map(chosen).filter(fits).collect()
}

fn load(pairs: &Pairs, assessor: &Assessor) -> usize {
    pairs.iter().filter(|(_, a)| *a == assessor.id).count()
}

/// How good: reviews, load, worst fit, sum.
fn worth(pairs: &Pairs, assessors: &[Assessor], subjects: &[Subject]) -> (usize, usize, u32, u64) {
    let find = |(s, a): &(String, String)| {
        let subject = subjects.iter().find(|x| x.id == *s).unwrap();
        fit(assessors.iter().find(|x| x.id == *a).unwrap(), subject).unwrap()
    };
    let fits: Vec<u32> = pairs.iter().map(find).collect();
    let load = assessors.iter().map(|a| load(pairs, a)).max().unwrap_or(0);
    (pairs.len(), load, fits.iter().copied().min().unwrap_or(9), fits.iter().map(|f| u64::from(*f)).sum())
}

#[test]
fn nothing_is_better_than_what_is_found() {
    let mut numbers = Numbers(7);
    for n in 0..600 {
        let (assessors, subjects) = case(&mut numbers);
        let found = assign(&assessors, &subjects, &Pairs::new());
        let every = all(&assessors, &subjects);
        let reviews = every.iter().map(Pairs::len).max().unwrap();
        let load =
            every.iter().filter(|p| p.len() == reviews).map(|p| worth(p, &assessors, &subjects).1).min().unwrap();
        // the limit of a load is what was asked of all: shared out evenly it need not be reached
        let allowed = load.max(reviews.div_ceil(assessors.len()));
        let best = every.iter().map(|p| worth(p, &assessors, &subjects)).filter(|w| w.0 == reviews && w.1 <= allowed);
        let best = best.map(|w| (w.2, w.3)).max().unwrap();
        let is = worth(&found.pairs, &assessors, &subjects);
        assert_eq!((is.0, is.2, is.3), (reviews, best.0, best.1), "case {n}: {assessors:?} {subjects:?}");
        assert!(is.1 <= allowed && is.1 == found.load);
        assert_eq!(found.unmet.len(), subjects.iter().map(|s| s.marks).sum::<usize>() - reviews);
    }
}

#[test]
fn who_comes_later_moves_the_fewest() {
    let mut numbers = Numbers(11);
    for n in 0..600 {
        let (assessors, mut subjects) = case(&mut numbers);
        let late = subjects.pop().unwrap();
        let before = assign(&assessors, &subjects, &Pairs::new());
        subjects.push(late);
        let found = assign(&assessors, &subjects, &before.pairs);
        let every = all(&assessors, &subjects);
        let reviews = every.iter().map(Pairs::len).max().unwrap();
        let least =
            every.iter().filter(|p| p.len() == reviews).map(|p| worth(p, &assessors, &subjects).1).min().unwrap();
        let allowed = least.max(reviews.div_ceil(assessors.len())).max(before.load);
        let fitting = |p: &&Pairs| {
            let w = worth(p, &assessors, &subjects);
            w.0 == reviews && w.1 <= allowed
        };
        let reached = every.iter().filter(fitting).map(|p| worth(p, &assessors, &subjects).2).max().unwrap();
        let worst = reached.min(before.worst.unwrap_or(9));
        let able = every.iter().filter(fitting).filter(|p| worth(p, &assessors, &subjects).2 >= worst);
        let moved = |p: &Pairs| before.pairs.difference(p).count();
        let best = able.map(|p| (moved(p), std::cmp::Reverse(worth(p, &assessors, &subjects).3))).min().unwrap();
        assert_eq!((found.moved, found.sum), (best.0, best.1.0), "case {n}");
        let again = assign(&assessors, &subjects, &found.pairs);
        assert_eq!((again.pairs, again.moved), (found.pairs, 0), "case {n}");
    }
}

#[test]
fn nobody_moves_for_somebody_whom_a_free_person_can_take() {
    let assessor = |id: &str, fields: &[&str]| Assessor {
        id: id.to_owned(),
        fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        ..Assessor::default()
    };
    let subject = |id: &str, field: &str| Subject {
        id: id.to_owned(),
        number: id.to_owned(),
        field: field.to_owned(),
        marks: 1,
        ..Subject::default()
    };
    let assessors = [assessor("a", &["power"]), assessor("b", &["power", "rail"])];
    let before = assign(&assessors, &[subject("1", "power")], &Pairs::new());
    let found = assign(&assessors, &[subject("1", "power"), subject("2", "power")], &before.pairs);
    assert_eq!((found.moved, found.load, found.worst), (0, 1, Some(2)));
    // only one of the two knows railways: the first has to move to keep the worst fit
    let held: Pairs = [("1".to_owned(), "b".to_owned())].into();
    let found = assign(&assessors, &[subject("1", "power"), subject("2", "rail")], &held);
    assert_eq!((found.moved, found.worst), (1, Some(2)));
}

#[test]
fn conflicts_and_limits_are_kept_and_named() {
    let text = "id,name,fields,employer,network,most,conflicts\nb,Ben,power; rail,Acme,,1,12 34\na,Ann,,,North,,\n";
    let assessors = assessors(text.as_bytes()).unwrap();
    assert_eq!((assessors[0].id.as_str(), assessors[1].fields.len()), ("a", 2));
    let subject = |number: &str, employer: &str, network: &str, marks| Subject {
        id: format!("m-{number}"),
        number: number.to_owned(),
        employer: employer.to_owned(),
        network: network.to_owned(),
        marks,
        ..Subject::default()
    };
    assert_eq!(fit(&assessors[1], &subject("1234", "", "", 1)), None);
    assert_eq!(fit(&assessors[1], &subject("1", "acme ", "", 1)), None);
    assert_eq!(fit(&assessors[0], &subject("1", "", "north", 1)), None);
    let found = assign(
        &assessors,
        &[subject("1", "acme", "north", 1), subject("2", "", "", 2), subject("3", "", "north", 1)],
        &Pairs::new(),
    );
    let said: Vec<String> = found.unmet.iter().map(|(id, why)| format!("{id}: {why}")).collect();
    assert_eq!(said[0], "m-1: no further assessor is without a conflict of interest");
    assert_eq!(said.len(), 2);
    assert!(said[1].ends_with("has as many records as was agreed"), "{said:?}");
    assert!(super::assessors(b"id,name,most\nA 1,x,\n").is_err());
    assert!(super::assessors(b"id,name,most\na,x,some\n").is_err());
}
