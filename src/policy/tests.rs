//! Worked examples of all packs, and laws that hold for every record.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::lower::day;
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
        wrong.extend(examples::run(policy));
        run += policy.editions.iter().map(|e| e.examples.len()).sum::<usize>();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run >= 120, "{run}");
    assert_eq!(packs().all().count(), 16);
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
            kind: self.kind.as_ref(),
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
    assert_eq!(total.achieved, 480 + 1200);
    assert_eq!(total.counted.iter().map(|c| (c.record, c.amount)).collect::<Vec<_>>(), [(2, 480), (1, 600), (0, 600)]);
    let left = &total.excluded[0];
    assert_eq!((left.record, left.amount, left.reason), (0, 300, Why::Capped));
    assert_eq!(left.by.as_ref().map(crate::model::RuleId::as_str), Some("unplanned"));
    assert_eq!(total.arithmetic, "8 h + 20 h of 25 h (unplanned) = 28 h of 30 h: 2 h to go");
    let cap = got.rule("unplanned").unwrap();
    assert_eq!((cap.achieved, cap.limit, cap.remaining, cap.verdict), (1200, Some(1200), 0, None));
    assert_eq!(cap.arithmetic, "20 h of 25 h counts, up to 20 h: 5 h earned and not counted");
    assert_eq!(got.verdict, Verdict::Open);
    assert_eq!((got.earned, got.counted), (Minutes(1980), Minutes(1680)));
    assert_eq!(total.clause, "Aim for at least 30 hours of CPD a year.");
    assert_eq!(
        got.rule("category-soft-skills").unwrap().clause,
        "The total could be split with 10 hours for personal soft skills."
    );
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
    assert_eq!((got.excluded[0].reason, got.excluded[0].amount), (Why::OutOfPeriod, 600));
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
    };
    let follow = Follow { circumstances: vec![&leave], ..Follow::new(packs.get("iet").unwrap()) };
    let got = assess(&follow, &year(2026), &Records::new(vec![]), day("2026-11-21"));
    let adjustment = got.adjustment.unwrap();
    assert_eq!((adjustment.target, adjustment.kind, adjustment.words.as_str()), (Some(600), "set", "Target 10 hours"));
    assert!(adjustment.reason.unwrap().contains("maternity"));
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
            prop_assert_eq!((a.achieved, a.verdict, a.met_on, &a.arithmetic), (b.achieved, b.verdict, b.met_on, &b.arithmetic));
        }
    }

    #[test]
    fn thirty_hours_count_where_ten_are_planned_and_thirty_are_there(all in entries()) {
        let got = judged(&all, "2026-11-21");
        let total = got.rule("total").unwrap();
        let planned = got.rule("planned").unwrap();
        prop_assert_eq!(total.achieved >= 1800, planned.achieved >= 600 && got.earned.0 >= 1800);
        prop_assert_eq!(got.counted.0, total.achieved);
    }

    #[test]
    fn nothing_is_lost(all in entries()) {
        let got = judged(&all, "2026-11-21");
        let total = got.rule("total").unwrap();
        let capped: i64 = total.excluded.iter().filter(|e| e.reason == Why::Capped).map(|e| e.amount).sum();
        prop_assert_eq!(got.earned.0, got.counted.0 + capped);
        let others: i64 = got.excluded.iter().map(|e| e.amount).sum();
        let last = day("2026-12-31");
        let whole: i64 = all.iter().filter(|e| (day("2026-01-01")..=last).contains(&e.days.last)).map(|e| e.minutes).sum();
        prop_assert_eq!(whole, got.earned.0 + others);
        let areas: i64 = got.rules.iter().filter(|r| r.family == "category").map(|r| r.achieved).sum();
        let placed: i64 = all.iter().filter(|e| !e.draft && (day("2026-01-01")..=day("2026-11-21")).contains(&e.days.last))
            .flat_map(|e| &e.categories).map(|c| c.minutes.0).sum();
        prop_assert_eq!(areas, placed);
    }
}
