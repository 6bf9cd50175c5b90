//! Worked examples of all packs, and laws that hold for every record.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::data::assessment::Clause;
use super::read::day;
use super::*;
use crate::model::activity::Declared;
use crate::model::{CategoryPart, Day, Days, Minutes, Period, PolicyId, Word};

fn packs() -> &'static Packs {
    static PACKS: std::sync::OnceLock<Packs> = std::sync::OnceLock::new();
    PACKS.get_or_init(|| {
        let found = Packs::built_in();
        assert!(found.notes.is_empty(), "{:#?}", found.notes);
        found.value
    })
}

#[test]
fn worked_examples_come_out_as_written() {
    let mut wrong = vec![];
    let mut run = 0;
    for policy in packs().all() {
        wrong.extend(tell::examples::run(policy));
        run += policy.editions.iter().map(|e| e.examples.len()).sum::<usize>();
    }
    assert!(wrong.is_empty(), "{}", wrong.iter().map(|(e, w)| format!("{e}: {w:?}")).collect::<Vec<_>>().join("\n"));
    assert!(run >= 120, "{run}");
    assert_eq!(packs().all().count(), 23);
    assert!(packs().ids().eq(packs().all().map(|p| p.id.as_str())), "a file is named as its policy");
}

#[test]
fn a_policy_read_late_is_the_same() {
    let late = Packs::with(std::iter::empty()).value;
    assert_eq!(late.ids().collect::<Vec<_>>(), packs().ids().collect::<Vec<_>>());
    for policy in packs().all() {
        let found = late.get(policy.id.as_str()).unwrap();
        assert_eq!(format!("{found:?}"), format!("{policy:?}"));
    }
}

/// An entry that owns its words.
#[derive(Debug, Clone)]
struct Entry {
    key: String,
    days: Days,
    minutes: i64,
    categories: Vec<CategoryPart>,
    planned: bool,
    draft: bool,
    kind: Option<Word>,
    declared: BTreeMap<String, Declared>,
}

impl Entry {
    fn new(on: &str, minutes: i64, planned: bool) -> Self {
        let on = day(on);
        Self {
            key: format!("{on}-{minutes}-{planned}"),
            days: Days { first: on, last: on },
            minutes,
            categories: vec![],
            planned,
            draft: false,
            kind: None,
            declared: BTreeMap::new(),
        }
    }

    fn record(&self) -> Record<'_> {
        Record {
            key: &self.key,
            days: self.days,
            minutes: Minutes(self.minutes),
            categories: &self.categories,
            activity_type: self.kind.as_ref(),
            planned: self.planned,
            draft: self.draft,
            example: false,
            provider: None,
            tags: &[],
            competences: &[],
            declared: &self.declared,
            reflection_words: 0,
            has_evidence: false,
            supports_others: false,
            has_plan: false,
        }
    }
}

fn year(n: i32) -> Period {
    Period::yearly(Day::from_ymd_opt(n, 6, 1).unwrap(), 1, 1)
}

fn judged(entries: &[Entry], as_of: &str) -> Assessment {
    let packs = packs();
    let follow = Follow::new(packs.get("iet").unwrap());
    assess(&follow, &year(2026), &Records::new(entries.iter().map(Entry::record).collect()), day(as_of))
}

#[test]
fn the_excess_is_shown_against_the_latest_entries() {
    let entries = [
        Entry::new("2026-05-01", 900, false),
        Entry::new("2026-03-01", 600, false),
        Entry::new("2026-02-01", 480, true),
    ];
    let got = judged(&entries, "2026-11-21");
    let total = got.rule("total").unwrap();
    assert_eq!(total.achieved.n, 480 + 1200);
    assert_eq!(
        total.counted.iter().map(|c| (c.record, c.amount)).collect::<Vec<_>>(),
        [(2, Some(480)), (1, Some(600)), (0, Some(600))]
    );
    let left = &total.excluded[0];
    assert_eq!((left.record, left.amount, left.reason), (0, Some(300), Why::Capped));
    assert_eq!(left.by.as_ref().map(crate::model::RuleId::as_str), Some("unplanned"));
    let cut: Vec<_> = total.sum.capped.iter().map(|c| (c.title.as_str(), c.took, c.had)).collect();
    assert_eq!((total.sum.free, cut.as_slice()), (480, &[("Unplanned", 1200, 1500)][..]));
    let cap = got.rule("unplanned").unwrap();
    let minutes = |n| Amount { n, unit: Unit::Minutes };
    assert_eq!(
        (cap.achieved, cap.limit, cap.remaining, cap.verdict),
        (minutes(1200), Some(minutes(1200)), minutes(0), None)
    );
    assert_eq!((cap.sum.offered, cap.capped()), (1500, 300));
    assert_eq!(got.verdict, Verdict::Open);
    assert_eq!((got.earned, got.counted), (Minutes(1980), Minutes(1680)));
    assert_eq!(total.clause.figure, Some(Figure::Amount(minutes(1800))));
    assert_eq!(got.rule("category-soft-skills").unwrap().clause.name, "Personal soft skills");
}

#[test]
fn met_on_is_the_day_on_which_the_sum_reached_the_target() {
    let entries =
        [Entry::new("2026-05-01", 600, true), Entry::new("2026-03-01", 1200, true), Entry::new("2026-06-01", 60, true)];
    let got = judged(&entries, "2026-11-21");
    assert_eq!(got.rule("total").unwrap().met_on, Some(day("2026-05-01")));
    assert_eq!(got.rule("planned").unwrap().met_on, Some(day("2026-03-01")));
    let short = judged(&entries[..1], "2027-01-01");
    assert_eq!((short.rule("total").unwrap().verdict, short.verdict), (Some(Verdict::Short), Verdict::Short));
}

#[test]
fn an_entry_over_new_year_counts_on_its_last_day() {
    let mut entry = Entry::new("2027-01-02", 600, true);
    entry.days.first = day("2026-12-30");
    let got = judged(&[entry], "2027-02-01");
    assert_eq!(got.earned, Minutes(0));
    assert_eq!((got.excluded[0].reason, got.excluded[0].amount), (Why::OutOfPeriod, Some(600)));
}

#[test]
fn reasons_are_apart_from_what_others_see() {
    let packs = packs();
    let leave = Circumstance {
        policy: PolicyId::new("iet"),
        reason: "maternity-leave".to_owned(),
        days: Days { first: day("2026-03-04"), last: day("2026-11-30") },
        target: None,
        agreed_on: None,
        reference: None,
        tell_kind: false,
    };
    let follow = Follow { circumstances: vec![&leave], ..Follow::new(packs.get("iet").unwrap()) };
    let got = assess(&follow, &year(2026), &Records::new(vec![]), day("2026-11-21"));
    let adjustment = got.adjustment.unwrap();
    assert_eq!((adjustment.target.map(|t| t.n), adjustment.effect.word()), (Some(600), "set"));
    assert!(adjustment.reason.unwrap().title.to_lowercase().contains("maternity"));
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let one = (0..500_i64, 0..1_500_i64, any::<bool>(), 0..20_u8, 0..4_usize);
    prop::collection::vec(one, 0..40).prop_map(|all| {
        let all = all.into_iter().enumerate();
        all.map(|(n, (offset, minutes, planned, draft, category))| {
            let on = day("2025-11-01") + chrono::Days::new(offset.unsigned_abs());
            let mut entry = Entry::new(&on.to_string(), minutes, planned);
            entry.key = format!("{:02}", (n * 37) % 40);
            entry.draft = draft == 0;
            let names = ["personal-technical", "job-technical", "soft-skills"];
            if let Some(name) = names.get(category) {
                let half = Minutes(minutes / 2);
                let other = names[(category + 1) % 3];
                entry.categories = vec![
                    CategoryPart { category: Word::new(*name), minutes: half },
                    CategoryPart { category: Word::new(other), minutes: Minutes(minutes) - half },
                ];
            }
            entry
        })
        .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_entries_says_nothing(all in entries(), seed in any::<u64>()) {
        let before = judged(&all, "2026-11-21");
        let mut other = all.clone();
        let n = other.len().max(1);
        other.rotate_left(usize::try_from(seed).unwrap_or(0) % n);
        other.reverse();
        for (n, entry) in other.iter_mut().enumerate() {
            entry.key = format!("renamed-{}", (n * 31) % 41);
        }
        let after = judged(&other, "2026-11-21");
        prop_assert_eq!((before.verdict, before.earned, before.counted), (after.verdict, after.earned, after.counted));
        for (a, b) in before.rules.iter().zip(&after.rules) {
            prop_assert_eq!((a.achieved, a.verdict, a.met_on, &a.sum), (b.achieved, b.verdict, b.met_on, &b.sum));
        }
    }

    #[test]
    fn thirty_hours_count_where_ten_are_planned_and_thirty_are_there(all in entries()) {
        let got = judged(&all, "2026-11-21");
        let total = got.rule("total").unwrap();
        let planned = got.rule("planned").unwrap();
        prop_assert_eq!(total.achieved.n >= 1800, planned.achieved.n >= 600 && got.earned.0 >= 1800);
        prop_assert_eq!(got.counted.0, total.achieved.n);
    }

    #[test]
    fn nothing_is_lost(all in entries()) {
        let got = judged(&all, "2026-11-21");
        let total = got.rule("total").unwrap();
        let capped = total.capped();
        prop_assert_eq!(got.earned.0, got.counted.0 + capped);
        let others: i64 = got.excluded.iter().filter_map(|e| e.amount).sum();
        let last = day("2026-12-31");
        let whole: i64 = all.iter().filter(|e| (day("2026-01-01")..=last).contains(&e.days.last)).map(|e| e.minutes).sum();
        prop_assert_eq!(whole, got.earned.0 + others);
        let areas: i64 = got.rules.iter().filter(|r| r.family == "category").map(|r| r.achieved.n).sum();
        let placed: i64 = all.iter().filter(|e| !e.draft && (day("2026-01-01")..=day("2026-11-21")).contains(&e.days.last))
            .flat_map(|e| &e.categories).map(|c| c.minutes.0).sum();
        prop_assert_eq!(areas, placed);
    }
}

#[test]
fn built_in_policies_have_no_faults() {
    let mut faults = vec![];
    for policy in packs().all() {
        let remarks = tell::check::check(policy, day("2026-11-26"));
        faults
            .extend(remarks.into_iter().filter(|r| r.point.kind().is_fault()).map(|r| format!("{} {r:?}", policy.id)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn made(rules: &str) -> (Option<Policy>, Vec<String>) {
    let head = "schema: cpdfolio.policy/1\nid: made\ntitle: Made\ntypes: {a: A, b: B}\nroles: {r: R}\nkeys: {t: {type: words, title: T, values: {x: X, y: Y}}}\n";
    let path = crate::paths::SourcePath::new("content/policies/made.yaml").unwrap();
    let text = format!("{head}editions:\n{rules}");
    let (policy, notes) = read::read(&path, &text, Origin::OfThisSite);
    (policy, notes.into_iter().map(|n| format!("{} {}", n.code, n.message)).collect())
}

#[test]
fn a_policy_that_cannot_be_right_is_refused_in_words() {
    for (rules, expected) in [
        (
            "{id: a, severity: must, at_least: 30, clause: x}",
            "bad-policy `editions.1.rules[0].at_least` is a length of time: its unit is missing",
        ),
        ("{id: a, severity: must, clause: x}", "bad-policy this rule asks for nothing"),
        (
            "{id: a, severity: must, at_least: 1h, at_most: 2h, clause: x}",
            "bad-policy this rule asks for `at_least` and `at_most`: one rule asks for one thing",
        ),
        ("{id: a, severity: much, at_least: 1h, clause: x}", "unknown-word `much` is not a value of `severity`"),
        ("{id: a, severity: must, at_lest: 1h, clause: x}", "unknown-key `at_lest` is not a key that belongs here"),
        (
            "{id: a, severity: must, select: {type: c}, at_least: 1h, clause: x}",
            "unknown-type `c` is not a type of this policy",
        ),
        (
            "{id: a, severity: must, select: {colour: red}, at_least: 1h, clause: x}",
            "unknown-key `colour` is not a key that belongs here",
        ),
        (
            "{id: a, severity: must, each: colours, at_least: 1h, clause: x}",
            "bad-policy `colours` is not a list of this policy",
        ),
        (
            "{id: a, severity: must, cap: {most: 1h, towards: [b]}, clause: x}",
            "bad-policy `b` is not a rule of this edition that asks for an amount",
        ),
        (
            "{id: a, severity: must, at_least: 1h, clause: x}, {id: a, severity: must, at_least: 2h, clause: x}",
            "duplicate-id there is a rule `a` already",
        ),
        (
            "{id: a, severity: must, at_least: 1h, clause: x}, {id: b, severity: must, select: {type: a}, cap: {most: 1h, towards: [a]}, clause: x}, {id: c, severity: must, select: {planned: true}, cap: {most: 1h, towards: [a]}, clause: x}",
            "bad-policy the caps `b` and `c` cut across each other: which entries count would depend on a choice",
        ),
        (
            "{id: a, severity: must, at_least: 1h, window: {each: 5 months}, clause: x}",
            "bad-policy the period is not a whole number of these parts",
        ),
    ] {
        let (policy, notes) = made(&format!("  \"1\": {{from: 2020-01-01, rules: [{rules}]}}\n"));
        assert!(policy.is_none() && notes.iter().any(|n| n == expected), "{expected}\n{notes:#?}");
    }
}

#[test]
fn a_new_edition_changes_no_earlier_year() {
    let text = read::packs::texts().find(|(name, _)| name.ends_with("/iet.yaml")).unwrap().1;
    let later = text.replace("editions:\n", "editions:\n  \"2027\": {from: 2027-01-01, source: seed, rules: [{id: total, severity: must, at_least: 99h, clause: x}]}\n");
    let path = crate::paths::SourcePath::new("content/policies/iet.yaml").unwrap();
    let (changed, notes) = read::read(&path, &later, Origin::ChangedHere);
    assert!(notes.is_empty(), "{notes:?}");
    let changed = changed.unwrap();
    let entries = [Entry::new("2026-05-01", 900, false), Entry::new("2027-03-01", 600, true)];
    let records = Records::new(entries.iter().map(Entry::record).collect());
    let judge = |policy: &Policy, n| Assessment {
        origin: Origin::BuiltIn,
        hash: String::new(),
        ..assess(&Follow::new(policy), &year(n), &records, day("2028-01-01"))
    };
    let before = packs().get("iet").unwrap();
    for n in 2014..2027 {
        assert_eq!(judge(before, n), judge(&changed, n), "{n}");
    }
    assert_ne!(judge(before, 2027), judge(&changed, 2027));
}

/// Changing any one number of the guideline changes what is said and judged about that rule, and
/// nothing about any other.
#[test]
fn every_number_of_the_guideline_is_one_number() {
    let text = read::packs::texts().find(|(name, _)| name.ends_with("/iet.yaml")).unwrap().1;
    let path = crate::paths::SourcePath::new("content/policies/iet.yaml").unwrap();
    let rules = text.split("examples:").next().unwrap();
    let numbers: Vec<usize> = rules.match_indices("0h").map(|(at, _)| at).collect();
    assert_eq!(numbers.len(), 5, "total, planned, unplanned, areas, reduced");
    let entries = [Entry::new("2026-05-01", 3000, false), Entry::new("2026-03-01", 700, true)];
    let said = |policy: &Policy| {
        let leave = Circumstance {
            policy: policy.id.clone(),
            reason: "retired".to_owned(),
            days: Days { first: day("2027-01-01"), last: day("2027-12-31") },
            target: None,
            agreed_on: None,
            reference: None,
            tell_kind: false,
        };
        let follow = Follow { circumstances: vec![&leave], ..Follow::new(policy) };
        let records = Records::new(entries.iter().map(Entry::record).collect());
        let mut all = BTreeMap::new();
        for n in [2026, 2027] {
            for r in assess(&follow, &year(n), &records, day("2028-01-01")).rules {
                let of = (r.family.clone(), n == 2027 && r.id.as_str() == "total");
                let what = (
                    r.target,
                    r.limit,
                    // beside what is asked instead stands the usual figure: that is the other number
                    Clause { usual: None, ..r.clause.clone() },
                    if r.id.as_str() == "unplanned" { Some(r.achieved.n) } else { None },
                );
                all.insert((of, r.id, n), what);
            }
        }
        all
    };
    let before = said(packs().get("iet").unwrap());
    for at in numbers {
        let changed = format!("{}1h{}", &text[..at], &text[at + 2..]);
        let (policy, notes) = read::read(&path, &changed, Origin::ChangedHere);
        let after = said(&policy.unwrap_or_else(|| panic!("{notes:?}")));
        let different: std::collections::BTreeSet<_> =
            before.iter().filter(|(k, v)| after.get(k) != Some(v)).map(|((of, ..), _)| of.clone()).collect();
        assert_eq!(different.len(), 1, "{different:?} at {}", &text[at - 20..at + 5]);
    }
}

#[test]
fn coverage_of_competences() {
    let mut entries =
        [Entry::new("2025-05-01", 60, true), Entry::new("2026-03-01", 90, true), Entry::new("2026-12-01", 90, true)];
    entries[2].draft = true;
    let codes: Vec<Word> = ["A1", "B2", "E3"].into_iter().map(Word::new).collect();
    let has = [vec![codes[0].clone()], codes[..1].to_vec(), vec![codes[2].clone()]];
    let mut records: Vec<Record<'_>> = entries.iter().map(Entry::record).collect();
    let old = vec![codes[1].clone(), codes[0].clone()];
    records[0].competences = &old;
    records[1].competences = &has[1];
    records[2].competences = &has[2];
    let got = data::competences::coverage(&codes, &Records::new(records), &[year(2025), year(2026)], day("2026-11-21"));
    assert_eq!(got[0].periods, [(1, Minutes(60)), (1, Minutes(90))]);
    assert_eq!((got[0].last, got[0].age, got[0].is_gap), (Some(day("2026-03-01")), Some(265), false));
    assert_eq!((got[1].last, got[1].is_gap), (Some(day("2025-05-01")), true));
    assert_eq!((got[2].last, got[2].is_gap), (None, true));
}

/// Every limit of every policy has a worked example just under it, and one at it or just over:
/// within an hour, a unit, or one.
#[test]
fn every_limit_has_an_example_on_each_side() {
    let mut missing = vec![];
    for policy in packs().all() {
        for edition in &policy.editions {
            let results: Vec<Assessment> =
                edition.examples.iter().map(|e| tell::examples::judge(policy, edition, e)).collect();
            let families: std::collections::BTreeSet<&str> = edition.rules.iter().map(|r| r.family.as_str()).collect();
            for family in families {
                let all: Vec<&RuleResult> =
                    results.iter().flat_map(|r| &r.rules).filter(|r| r.family == family).collect();
                // What a society gives is two at once.
                let step = |r: &RuleResult| match (r.unit, r.kind) {
                    (Unit::Minutes, _) => 60,
                    (_, RuleKind::Cap) => 2 * r.unit.scale(),
                    _ => r.unit.scale(),
                };
                let bound =
                    |r: &RuleResult| r.target.or(r.limit).map(|b| b.n).filter(|_| r.verdict != Some(Verdict::Silent));
                let lost = |r: &RuleResult| {
                    r.excluded.iter().filter(|e| e.by.as_ref() == Some(&r.id)).filter_map(|e| e.amount).sum::<i64>()
                };
                let under =
                    all.iter().any(|r| bound(r).is_some_and(|b| r.achieved.n < b && r.achieved.n + step(r) >= b));
                let over = all.iter().any(|r| {
                    let near = bound(r).is_some_and(|b| r.achieved.n >= b && r.achieved.n <= b + step(r));
                    if r.kind == RuleKind::Cap { lost(r) > 0 } else { near }
                });
                if !under {
                    missing.push(format!("{} {}: just under `{family}`", policy.id, edition.label));
                }
                if !over {
                    missing.push(format!("{} {}: at or just over `{family}`", policy.id, edition.label));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Kinds and options that no body of ours has: each just under, at, and just over.
#[test]
fn every_kind_turns_at_its_limit() {
    let rules = "\
        {id: most, severity: must, select: {type: a}, at_most: 3h, clause: x}, \
        {id: gap, severity: must, select: {planned: true}, max_gap: 30 days, clause: x}, \
        {id: part, severity: must, select: {type: [b]}, ratio: {at_least: 1/3}, clause: x}, \
        {id: ways, severity: must, any_of: [{title: b, select: {type: [b]}, at_least: 2h}, {title: planned, select: {planned: true}, at_least: 5h}], clause: x}, \
        {id: words, severity: must, select: {over: 4h}, text: {words: 20}, clause: x}, \
        {id: accounts, severity: must, text: {words: 5, entries: 2}, clause: x}, \
        {id: kinds, severity: must, diversity: {of: t, at_least: 2}, clause: x}, \
        {id: once, severity: must, select: {t: [x]}, every: 2 years, clause: x}, \
        {id: half, severity: must, at_least: 2h, window: {each: 6 months}, clause: x}, \
        {id: rolling, severity: must, select: {type: [a]}, at_least: 4h, window: {rolling: 18 months}, clause: x}";
    let examples = "\
        {name: at the most, log: [{hours: 3h, type: a}], expect: {most: 3h met}}, \
        {name: over the most, log: [{hours: 3h1m, type: a}], expect: {most: 3h1m over}}, \
        {name: under the most, log: [{hours: 2h59m, type: a}], expect: {most: 2h59m met}}, \
        {name: a gap just long enough, as_of: 2020-03-01, log: [{hours: 1h, planned: true, date: 2020-01-31}], expect: {gap: 30 met}}, \
        {name: a gap a day too long, as_of: 2020-03-02, log: [{hours: 1h, planned: true, date: 2020-01-31}], expect: {gap: 31 over}}, \
        {name: a third, log: [{hours: 1h, type: b}, {hours: 2h}], expect: {part: 1h met}}, \
        {name: under a third, log: [{hours: 1h, type: b}, {hours: 2h1m}], expect: {part: 1h short}}, \
        {name: over a third, log: [{hours: 1h1m, type: b}, {hours: 2h}], expect: {part: 1h1m met}}, \
        {name: of nothing no part, log: [], expect: {part: 0h exempt}}, \
        {name: one way, log: [{hours: 2h, type: b}], expect: {ways: 2h met}}, \
        {name: one minute under both ways, log: [{hours: 1h59m, type: b}, {hours: 4h59m, planned: true}], expect: {ways: 4h59m short}}, \
        {name: the other way, log: [{hours: 5h1m, planned: true}], expect: {ways: 5h1m met}}, \
        {name: not longer than four hours, log: [{hours: 4h}], expect: {words: 0 met}}, \
        {name: longer and too few words, log: [{hours: 4h1m, reflection: 19}], expect: {words: 0 short}}, \
        {name: longer and words enough, log: [{hours: 4h1m, reflection: 20}], expect: {words: 1 met}}, \
        {name: two accounts, log: [{hours: 1h, reflection: 5, times: 2}], expect: {accounts: 2 met}}, \
        {name: one account and one a word short, log: [{hours: 1h, reflection: 5}, {hours: 1h, reflection: 4}], expect: {accounts: 1 short}}, \
        {name: two values in one entry, log: [{hours: 1h, t: [x, y]}], expect: {kinds: 2 met, once: 1 met}}, \
        {name: one value twice, log: [{hours: 1h, t: [y], times: 2}], expect: {kinds: 1 short, once: 0 short}}, \
        {name: two years ago, day: 2022-06-01, log: [{hours: 1h, t: [x], date: 2021-01-01}], expect: {once: 1 met}}, \
        {name: a day more than two years ago, day: 2022-06-01, log: [{hours: 1h, t: [x], date: 2020-12-31}], expect: {once: 0 short}}, \
        {name: each half has its hours, log: [{hours: 2h, date: 2020-06-30}, {hours: 2h, date: 2020-07-01}], expect: {half-1: 2h met, half-2: 2h met}}, \
        {name: a half a minute short, log: [{hours: 2h1m, date: 2020-06-30}, {hours: 1h59m, date: 2020-07-01}], expect: {half-1: 2h1m met, half-2: 1h59m short}}, \
        {name: eighteen months, day: 2022-06-01, log: [{hours: 4h, type: a, date: 2021-07-01}], expect: {rolling: 4h met}}, \
        {name: a day more than eighteen months, day: 2022-06-01, log: [{hours: 4h, type: a, date: 2021-06-30}], expect: {rolling: 0h short}}";
    let (policy, notes) = made(&format!("  \"1\": {{from: 2020-01-01, rules: [{rules}], examples: [{examples}]}}\n"));
    assert!(notes.is_empty(), "{notes:#?}");
    assert_eq!(tell::examples::run(&policy.unwrap()), vec![]);
}

/// A limit is over as soon as it is passed, whether its time runs or not; a shortfall weighs more.
#[test]
fn a_limit_is_over_while_its_time_runs() {
    let rules =
        "{id: most, severity: must, at_most: 3h, clause: x}, {id: least, severity: must, at_least: 5h, clause: x}";
    let examples = "\
        {name: over and open, as_of: 2020-06-01, log: [{hours: 4h}], expect: {most: 4h over, least: 4h open, verdict: over}}, \
        {name: over and short, log: [{hours: 4h}], expect: {most: 4h over, least: 4h short, verdict: short}}, \
        {name: at the limit, as_of: 2020-06-01, log: [{hours: 3h}], expect: {most: 3h met, verdict: open}}";
    let (policy, notes) = made(&format!("  \"1\": {{from: 2020-01-01, rules: [{rules}], examples: [{examples}]}}\n"));
    assert!(notes.is_empty(), "{notes:#?}");
    assert_eq!(tell::examples::run(&policy.unwrap()), vec![]);
}

/// Days without an entry are no hours: entries behind such a rule bring no amount.
#[test]
fn a_rule_of_another_unit_than_its_entries_adds_up_none() {
    let rules = "{id: gap, severity: must, max_gap: 90 days, clause: \"No more than {most}.\"}, \
        {id: kinds, severity: must, diversity: {of: type, at_least: 2}, clause: x}";
    let (policy, notes) = made(&format!("  \"1\": {{from: 2020-01-01, rules: [{rules}]}}\n"));
    assert!(notes.is_empty(), "{notes:#?}");
    let policy = policy.unwrap();
    let mut draft = Entry::new("2026-04-01", 480, true);
    draft.draft = true;
    let entries = [Entry::new("2026-03-01", 480, true), draft];
    let records = Records::new(entries.iter().map(Entry::record).collect());
    let got = assess(&Follow::new(&policy), &year(2026), &records, day("2026-11-21"));
    let gap = got.rule("gap").unwrap();
    assert_eq!((gap.unit, gap.clause.figure), (Unit::Days, Some(Figure::Amount(Amount { n: 90, unit: Unit::Days }))));
    let amounts: Vec<_> = gap.counted.iter().map(|c| c.amount).chain(gap.excluded.iter().map(|e| e.amount)).collect();
    assert_eq!(amounts, [None, None]);
    assert_eq!(got.rule("kinds").unwrap().excluded[0].amount, None);
}

/// Every place of a clause has something to stand in it.
#[test]
fn a_place_of_a_clause_that_nothing_fills_is_an_error() {
    for (rule, expected) in [
        ("text: {words: 5}, clause: \"On {at_least} entries.\"", "nothing fills `{at_least}`: the rule has no figure"),
        ("at_least: 2h, clause: \"At least {atleast}.\"", "`{atleast}` is not a place of a clause"),
        ("max_gap: 30 days, clause: \"No more than {days}.\"", "`{days}` is not a place of a clause"),
    ] {
        let rules = format!("  \"1\": {{from: 2020-01-01, rules: [{{id: a, severity: must, {rule}}}]}}\n");
        let (policy, notes) = made(&rules);
        assert!(policy.is_none() && notes == [format!("bad-policy {expected}")], "{expected}\n{notes:#?}");
    }
}

/// A rule that could not be read is still named elsewhere: only its own fault is told.
#[test]
fn one_fault_in_a_rule_is_one_fault() {
    let (policy, notes) = made(
        "  \"1\": {from: 2020-01-01, rules: [{id: total, severity: much, at_least: 9h, clause: x}, {id: cap, severity: must, cap: {most: 1h, towards: [total]}, clause: x}], carry: {most: 1h, towards: [total]}, adjust: [{reasons: {r: R}, scale: [total]}], review: [total]}\n",
    );
    assert!(policy.is_none() && notes == ["unknown-word `much` is not a value of `severity`"], "{notes:#?}");
}

/// The guide says of each kind what its own file says.
#[test]
fn the_guide_has_every_kind() {
    let guide = include_str!("../../content/policy-format.md");
    for kind in RuleKind::all() {
        let (_, [written, asks]) = kinds::written(kind);
        assert!(guide.contains(&format!("\n|{written}|{asks}|\n")), "|{written}|{asks}|");
    }
}

#[test]
fn examples_at_the_edges_can_be_kept_beside_the_rules() {
    let mut made = 0;
    for (name, text) in read::packs::texts() {
        let path = crate::paths::SourcePath::new(&name).unwrap();
        let policy = packs().get(path.stem()).unwrap();
        let Some(last) = policy.latest().filter(|e| !e.rules.is_empty()) else { continue };
        let (examples, _) = tell::edges::edges(policy, last);
        let lines: String = examples.iter().map(|e| format!("      - {}\n", tell::edges::written(policy, e))).collect();
        let (found, notes) = read::read(&path, &format!("{}\n{lines}", text.trim_end()), Origin::BuiltIn);
        let found = found.unwrap_or_else(|| panic!("{name}: {notes:#?}\n{lines}"));
        assert_eq!(tell::examples::run(&found), [], "{name}");
        for example in &examples {
            let sides = ["one under", "just enough", "one over"];
            let side = sides.iter().find(|side| example.name.ends_with(*side)).unwrap();
            let (rule, said) = &example.expect[0];
            let place = last.rules.iter().position(|r| r.id.as_str() == rule).unwrap();
            let limits = |r: &Rule| matches!(&r.ask, data::kind::Ask::Cap(cap) if cap.towards.contains(&place));
            let plain = matches!(last.rules[place].ask, data::kind::Ask::AtLeast(_)) && !last.rules.iter().any(limits);
            let own = matches!(last.window.start, data::window::WindowStart::Anniversary { .. });
            let plain = plain && !own;
            assert!(
                !plain || said.ends_with("unknown") || said.ends_with("met") == (*side != "one under"),
                "{name}: {}: {said}",
                example.name
            );
        }
        made += examples.len();
    }
    assert!(made > 200, "{made}");
}
