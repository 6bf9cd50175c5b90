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
        let found = assign(&assessors, &subjects, &Pairs::new(), &Pairs::new());
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
        let before = assign(&assessors, &subjects, &Pairs::new(), &Pairs::new());
        subjects.push(late);
        let found = assign(&assessors, &subjects, &before.pairs, &Pairs::new());
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
        let again = assign(&assessors, &subjects, &found.pairs, &Pairs::new());
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
    let before = assign(&assessors, &[subject("1", "power")], &Pairs::new(), &Pairs::new());
    let found = assign(&assessors, &[subject("1", "power"), subject("2", "power")], &before.pairs, &Pairs::new());
    assert_eq!((found.moved, found.load, found.worst), (0, 1, Some(2)));
    // only one of the two knows railways: the first has to move to keep the worst fit
    let held: Pairs = [("1".to_owned(), "b".to_owned())].into();
    let found = assign(&assessors, &[subject("1", "power"), subject("2", "rail")], &held, &Pairs::new());
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
        &Pairs::new(),
    );
    let said: Vec<String> = found.unmet.iter().map(|(id, why)| format!("{id}: {why}")).collect();
    assert!(said[0].starts_with("m-1: no further assessor is without a conflict of interest: add another"));
    assert_eq!(said.len(), 2);
    assert!(said[1].contains("has as many records as was agreed: raise `most`"), "{said:?}");
    assert!(super::assessors(b"id,name,most\nA 1,x,\n").is_err());
    assert!(super::assessors(b"id,name,most\na,x,some\n").is_err());
}

/// Whatever becomes of the assessors, what is reviewed is not given out again, and nobody gets more than is agreed.
#[test]
fn what_is_reviewed_stays_when_assessors_change() {
    let mut numbers = Numbers(23);
    let (mut gone, mut lowered) = (0, 0);
    for n in 0..600 {
        let (mut assessors, mut subjects) = case(&mut numbers);
        let before = assign(&assessors, &subjects, &Pairs::new(), &Pairs::new()).pairs;
        let done: Pairs = before.iter().filter(|_| numbers.below(2) == 0).cloned().collect();
        match numbers.below(3) {
            0 if assessors.len() > 1 => {
                assessors.remove(numbers.below(assessors.len() as u64));
                gone += 1;
            }
            1 => {
                let at = numbers.below(assessors.len() as u64);
                assessors[at].most = Some(numbers.below(2));
                lowered += 1;
            }
            _ => subjects[0].marks += 1,
        }
        let found = assign(&assessors, &subjects, &before, &done);
        assert!(done.is_subset(&found.pairs), "case {n}");
        for subject in &subjects {
            let all = found.pairs.iter().filter(|(id, _)| *id == subject.id).count();
            assert!(all <= subject.marks, "case {n}: {} of {}", all, subject.marks);
            let unmet = found.unmet.iter().filter(|(id, _)| *id == subject.id).count();
            assert_eq!(all + unmet, subject.marks, "case {n}");
        }
        for a in &assessors {
            let made = done.iter().filter(|(_, id)| *id == a.id).count();
            assert!(load(&found.pairs, a) <= a.most.unwrap_or(usize::MAX).max(made), "case {n}");
        }
        // whom nobody dropped keeps what is not done yet, unless a limit was lowered
        let again = assign(&assessors, &subjects, &found.pairs, &done);
        assert_eq!((again.pairs, again.moved), (found.pairs, 0), "case {n}");
    }
    assert!(gone > 50 && lowered > 50);
}

#[test]
fn nobody_reviews_what_may_be_the_own_record() {
    let text = "id,name\na,Fatima Noor\n";
    let assessor = &assessors(text.as_bytes()).unwrap()[0];
    let subject = Subject { id: "m-1".to_owned(), name: "fatima  NOOR".to_owned(), marks: 1, ..Subject::default() };
    assert_eq!(fit(assessor, &subject), None);
    assert_eq!(fit(assessor, &Subject { name: String::new(), ..subject }), Some(1));
    let fault = assessors(b"id,name,conflict\na,A,12\n").unwrap_err();
    assert_eq!(fault.to_string(), "nothing reads the column `conflict`");
}
