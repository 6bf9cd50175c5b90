//! Two evaluators, one verdict: random records are judged by the engine and, through a file of
//! JSON, by `tests/evaluator.py`, which was written from the format's reference page. The seed is
//! fixed. `cargo test --release --test suite agreement -- --ignored` runs 10,000 records against
//! every policy; the usual run takes a sample.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "a test stops at the first surprise; this one also runs the other evaluator and measures"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use cpdfolio::model::SourcePath;
use cpdfolio::model::activity::Declared;
use cpdfolio::model::{CategoryPart, Day, Days, Minutes, Word};
use cpdfolio::policy::{
    Artefact, Assessment, Circumstance, Follow, KeyKind, Named, Origin, Packs, Policy, Record, Records, RuleKind,
    assess, assess_all, read,
};
use serde_json::{Value, json};

/// A small generator whose numbers are the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n.max(1) as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }

    fn day(&mut self, from: i32, years: usize) -> Day {
        Day::from_ymd_opt(from, 1, 1).unwrap() + chrono::Days::new(self.below(years * 365) as u64)
    }

    fn some(&mut self, from: &[Named]) -> Vec<Word> {
        from.iter().filter(|_| self.chance(35)).map(|n| n.id.clone()).collect()
    }
}

/// Words and numbers of one entry, owned.
struct Entry {
    key: String,
    days: Days,
    minutes: i64,
    categories: Vec<CategoryPart>,
    kind: Option<Word>,
    flags: [bool; 6],
    provider: Option<String>,
    tags: Vec<String>,
    competences: Vec<Word>,
    declared: BTreeMap<String, Declared>,
    reflection_words: usize,
}

const LENGTHS: &[i64] = &[
    0, 1, 7, 30, 45, 59, 60, 61, 90, 119, 120, 150, 180, 181, 240, 299, 300, 301, 360, 480, 600, 720, 900, 1200, 2400,
];

fn entry(dice: &mut Dice, policy: &Policy, n: usize, years: (i32, usize)) -> Entry {
    let last = dice.day(years.0, years.1);
    let span = if dice.chance(12) { dice.below(6) as u64 } else { 0 };
    let minutes = *dice.pick(LENGTHS).unwrap();
    let mut categories = vec![];
    if let Some(first) = dice.pick(&policy.categories).filter(|_| !n.is_multiple_of(4)) {
        let part = if dice.chance(50) { minutes } else { dice.below(usize::try_from(minutes).unwrap() + 1) as i64 };
        categories.push(CategoryPart { category: first.id.clone(), minutes: Minutes(part) });
        let other = policy.categories.iter().find(|c| c.id != first.id);
        if let Some(other) = other.filter(|_| part < minutes) {
            categories.push(CategoryPart { category: other.id.clone(), minutes: Minutes(minutes - part) });
        } else {
            categories[0].minutes = Minutes(minutes);
        }
    }
    let mut declared = BTreeMap::new();
    for (name, key) in &policy.keys {
        let value = match &key.kind {
            KeyKind::Flag => Declared::Flag(dice.chance(60)),
            KeyKind::Number { least, most } => {
                Declared::Number(least + dice.below(usize::try_from(most - least).unwrap().min(20) + 1) as i64)
            }
            KeyKind::Words { values, many: false } if values.is_empty() => {
                Declared::Words(vec![Word::new(["u", "v", "w"][dice.below(3)])])
            }
            KeyKind::Words { values, many: false } => {
                Declared::Words(dice.pick(values).map(|v| v.id.clone()).into_iter().collect())
            }
            KeyKind::Words { values, .. } if values.is_empty() => Declared::Words(
                ["u", "v", "w", "x"].iter().filter(|_| dice.chance(30)).map(|w| Word::new(*w)).collect(),
            ),
            KeyKind::Words { values, .. } => Declared::Words(dice.some(values)),
        };
        if dice.chance(70) {
            declared.insert(name.clone(), value);
        }
    }
    Entry {
        key: format!("{:03}-{n}", dice.below(1000)),
        days: Days { first: last - chrono::Days::new(span), last },
        minutes,
        categories,
        kind: dice.pick(&policy.types).filter(|_| !n.is_multiple_of(7)).map(|t| t.id.clone()),
        flags: std::array::from_fn(|n| dice.chance([55, 4, 3, 50, 30, 50][n])),
        provider: ["p1", "p2"].get(dice.below(3)).map(|p| (*p).to_owned()),
        tags: ["q", "r"].iter().filter(|_| dice.chance(30)).map(|t| (*t).to_owned()).collect(),
        competences: ["A1", "A2", "B2", "E5"].iter().filter(|_| dice.chance(25)).map(|c| Word::new(*c)).collect(),
        declared,
        reflection_words: [0, 0, 1, 19, 20, 29, 30, 300][dice.below(8)],
    }
}

impl Entry {
    fn record(&self) -> Record<'_> {
        let [planned, draft, example, has_evidence, supports_others, has_plan] = self.flags;
        Record {
            key: &self.key,
            days: self.days,
            minutes: Minutes(self.minutes),
            categories: &self.categories,
            activity_type: self.kind.as_ref(),
            planned,
            draft,
            example,
            provider: self.provider.as_deref(),
            tags: &self.tags,
            competences: &self.competences,
            declared: &self.declared,
            reflection_words: self.reflection_words,
            has_evidence,
            supports_others,
            has_plan,
        }
    }

    fn json(&self) -> Value {
        let declared: serde_json::Map<String, Value> = self
            .declared
            .iter()
            .map(|(k, v)| {
                let value = match v {
                    Declared::Flag(b) => json!(b),
                    Declared::Number(n) => json!(n),
                    Declared::Words(w) => json!(w),
                };
                (k.clone(), value)
            })
            .collect();
        let categories: Vec<Value> = self.categories.iter().map(|c| json!([c.category, c.minutes.0])).collect();
        json!({
            "key": self.key, "from": self.days.first.to_string(), "to": self.days.last.to_string(), "minutes": self.minutes,
            "categories": categories, "type": self.kind, "planned": self.flags[0], "draft": self.flags[1],
            "example": self.flags[2], "evidence": self.flags[3], "supports_others": self.flags[4], "plan": self.flags[5],
            "provider": self.provider, "tags": self.tags, "competences": self.competences, "declared": declared,
            "reflection": self.reflection_words,
        })
    }
}

fn circumstance(dice: &mut Dice, policy: &Policy, years: (i32, usize)) -> Option<Circumstance> {
    let reason = dice.pick(&policy.reasons()).map(|r| r.id.as_str().to_owned())?;
    let first = dice.day(years.0, years.1);
    let length = [0, 20, 100, 400, 1200][dice.below(5)];
    Some(Circumstance {
        policy: policy.id.clone(),
        reason,
        days: Days { first, last: first + chrono::Days::new(length) },
        target: dice.chance(70).then(|| Minutes([300, 600, 900][dice.below(3)])),
        agreed_on: dice.chance(80).then_some(first),
        reference: dice.chance(80).then(|| "R1".to_owned()),
        tell_kind: false,
    })
}

/// One record, judged by a policy in each of its periods, as a line of JSON.
fn case(dice: &mut Dice, policy: &Policy) -> Value {
    let start = policy.editions.last().map_or(2015, |e| e.from.format("%Y").to_string().parse().unwrap());
    let years = (start - 1 + dice.below(2) as i32, 5);
    let most = [3, 12, 40][dice.below(3)];
    let size = dice.below(most + 1);
    let log: Vec<Entry> = (0..size).map(|n| entry(dice, policy, n, years)).collect();
    let several = dice.below(3).saturating_sub(usize::from(dice.chance(50)));
    let circumstances: Vec<Circumstance> = (0..several).filter_map(|_| circumstance(dice, policy, years)).collect();
    let artefacts = dice.chance(60).then(|| {
        let kinds = policy.artefacts.clone();
        let several = dice.below(8);
        (0..several)
            .filter_map(|_| {
                dice.pick(&kinds).map(|k| k.id.clone()).map(|kind| Artefact { kind, day: dice.day(years.0, years.1) })
            })
            .collect()
    });
    let follow = Follow {
        joined: dice.chance(40).then(|| dice.day(years.0, 3)),
        cycle_start: dice.chance(20).then(|| dice.day(years.0, 2)),
        pinned: (dice.chance(10)).then(|| policy.editions[dice.below(policy.editions.len())].label.as_str()),
        circumstances: circumstances.iter().collect(),
        roles: dice.some(&policy.roles),
        artefacts,
        drawn: (0..dice.below(3)).map(|_| dice.day(years.0, years.1)).collect(),
        ..Follow::new(policy)
    };
    let as_of = dice.day(years.0 + 1, 5);
    let records = Records::new(log.iter().map(Entry::record).collect());
    let periods = follow.periods(records.earliest(), as_of);
    let all = assess_all(&follow, &periods, &records, as_of);
    if let Some(n) = periods.len().checked_sub(1).map(|last| dice.below(last + 1)) {
        assert_eq!(all[n], assess(&follow, &periods[n], &records, as_of), "alone and among others");
    }
    let periods: Vec<Value> = all.iter().map(result).collect();
    let circumstances: Vec<Value> = circumstances
        .iter()
        .map(|c| {
            json!({"reason": c.reason, "from": c.days.first.to_string(), "to": c.days.last.to_string(), "target": c.target.map(|t| t.0),
                   "agreed_on": c.agreed_on.map(|d| d.to_string()), "ref": c.reference})
        })
        .collect();
    let artefacts =
        follow.artefacts.as_ref().map(|all| all.iter().map(|a| json!([a.kind, a.day.to_string()])).collect::<Vec<_>>());
    json!({
        "policy": policy.id, "as_of": as_of.to_string(), "joined": follow.joined.map(|d| d.to_string()),
        "cycle_start": follow.cycle_start.map(|d| d.to_string()), "pinned": follow.pinned, "roles": follow.roles,
        "artefacts": artefacts, "drawn": follow.drawn.iter().map(ToString::to_string).collect::<Vec<_>>(), "circumstances": circumstances, "log": log.iter().map(Entry::json).collect::<Vec<_>>(),
        "periods": periods,
    })
}

fn result(of: &Assessment) -> Value {
    let rules: Vec<Value> = of
        .rules
        .iter()
        .map(|r| {
            let counted: i64 = r.counted.iter().filter_map(|c| c.amount).sum();
            if !matches!(r.kind, RuleKind::MaxGap | RuleKind::Artefact) {
                assert_eq!(counted + r.carried.n, r.achieved.n, "{} {}", of.policy, r.id);
            }
            json!({
                "id": r.id, "kind": r.kind.word(), "unit": r.unit.word(), "target": r.target.map(|t| t.n),
                "limit": r.limit.map(|l| l.n), "achieved": r.achieved.n,
                "carried": r.carried.n, "remaining": r.remaining.n, "verdict": r.verdict.map(cpdfolio::policy::Verdict::word),
                "met_on": r.met_on.map(|d| d.to_string()), "from": r.days.first.to_string(), "to": r.days.last.to_string(),
            })
        })
        .collect();
    json!({
        "label": of.period.label, "from": of.period.days.first.to_string(), "to": of.period.days.last.to_string(),
        "edition": of.edition, "verdict": of.verdict.word(), "earned": of.earned.0, "rules": rules,
    })
}

/// Every policy that is built in, the one with everything, and the made-up body of the examples.
fn policies(root: &Path) -> Vec<(PathBuf, Policy)> {
    let mut found = vec![];
    for policy in Packs::built_in().value.all() {
        found.push((root.join(format!("content/policies/{}.yaml", policy.id)), policy.clone()));
    }
    for path in [
        "tests/policies/everything.yaml",
        "tests/policies/later.yaml",
        "tests/policies/stretches.yaml",
        "examples/other-body/content/policies/bridge-keepers.yaml",
    ] {
        let file = root.join(path);
        let text = fs::read_to_string(&file).unwrap();
        let (policy, notes) = read::read(&SourcePath::new(path).unwrap(), &text, Origin::OfThisSite);
        found.push((file, policy.unwrap_or_else(|| panic!("{notes:#?}"))));
    }
    found
}

/// The worked examples of the policies that are made for tests, which were derived by hand.
#[test]
fn examples_of_made_up_policies_come_out() {
    let made = policies(Path::new(env!("CARGO_MANIFEST_DIR")));
    let run: usize = made.iter().flat_map(|(_, p)| &p.editions).map(|e| e.examples.len()).sum();
    assert!(run > 150, "{run}");
    for (path, policy) in &made {
        assert_eq!(cpdfolio::policy::tell::examples::run(policy), [], "{}", path.display());
    }
}

/// Judges records twice, so many at a time that the file between the two programs stays small.
fn agree(records: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = policies(root);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("agreement-{records}.jsonl"));
    let mut dice = Dice(20_261_121);
    let mut left = records;
    while left > 0 {
        let some = left.min(250);
        left -= some;
        let mut out = BufWriter::new(fs::File::create(&file).unwrap());
        for _ in 0..some {
            for (_, policy) in &all {
                writeln!(out, "{}", case(&mut dice, policy)).unwrap();
            }
        }
        out.flush().unwrap();
        drop(out);
        let paths = all.iter().map(|(path, _)| path);
        let run = Command::new("python3").arg(root.join("tests/evaluator.py")).arg(&file).args(paths).output();
        let Ok(run) = run else {
            eprintln!("python3 is not here: nothing compared");
            return;
        };
        let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        if said.contains("No module named 'yaml'") {
            eprintln!("PyYAML is not here: nothing compared");
            return;
        }
        assert!(run.status.success(), "{said}");
        println!("{said}");
    }
    fs::remove_file(&file).unwrap();
}

/// What may not depend on the order or the names of entries. What a cap lets through is left out
/// where caps cross: there it is only shown.
fn verdicts(of: &Assessment, crossing: bool) -> Vec<Value> {
    let shown = |r: &cpdfolio::policy::RuleResult| {
        if r.kind == RuleKind::Cap && crossing { None } else { Some((r.achieved.n, r.remaining.n)) }
    };
    let mut all = vec![json!([of.verdict.word(), of.earned.0])];
    let rules = of.rules.iter();
    all.extend(rules.map(|r| {
        json!([
            r.id,
            shown(r),
            r.target.map(|t| t.n),
            r.carried.n,
            r.verdict.map(cpdfolio::policy::Verdict::word),
            r.met_on.map(|d| d.to_string())
        ])
    }));
    all
}

#[test]
fn order_names_and_providers_decide_nothing() {
    let mut dice = Dice(7);
    for (_, policy) in policies(Path::new(env!("CARGO_MANIFEST_DIR"))) {
        let crossing = ["everything", "later"].contains(&policy.id.as_str());
        for run in 0..60 {
            let edition = if run % 2 == 0 { policy.editions.first() } else { policy.editions.last() };
            let start: i32 = edition.unwrap().from.format("%Y").to_string().parse().unwrap();
            let mut log: Vec<Entry> = (0..25).map(|n| entry(&mut dice, &policy, n, (start, 4))).collect();
            // Two that differ in their names alone cannot be told apart by a rule: lengths make all differ.
            for (n, entry) in log.iter_mut().enumerate().filter(|(_, e)| e.categories.is_empty()) {
                entry.minutes += n as i64;
            }
            let as_of = dice.day(start + 1, 4);
            let judge = |log: &[Entry]| {
                let follow = Follow::new(&policy);
                let records = Records::new(log.iter().map(Entry::record).collect());
                let periods = follow.periods(Some(Day::from_ymd_opt(start, 1, 1).unwrap()), as_of);
                periods
                    .iter()
                    .flat_map(|p| verdicts(&assess(&follow, p, &records, as_of), crossing))
                    .collect::<Vec<_>>()
            };
            let before = judge(&log);
            for n in (1..log.len()).rev() {
                log.swap(n, dice.below(n + 1));
            }
            for (n, entry) in log.iter_mut().enumerate() {
                entry.key = format!("renamed-{}-{n}", dice.below(100));
                if !crossing {
                    entry.provider = Some(format!("provider {n}"));
                }
            }
            assert_eq!(before, judge(&log), "{}", policy.id);
        }
    }
}

/// `cargo test --release --test suite speed -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn speed_of_all_policies_over_ten_thousand_entries() {
    let packs = Packs::built_in().value;
    let mut dice = Dice(1);
    let all: Vec<&Policy> = packs.all().collect();
    let log: Vec<Entry> = (0..10_000).map(|n| entry(&mut dice, all[n % all.len()], n, (2016, 10))).collect();
    let as_of = Day::from_ymd_opt(2026, 11, 21).unwrap();
    let start = std::time::Instant::now();
    let records = Records::new(log.iter().map(Entry::record).collect());
    println!("sort: {:?}", start.elapsed());
    let (mut periods, mut rules) = (0, 0);
    for policy in &all {
        let one = std::time::Instant::now();
        let follow = Follow::new(policy);
        let these = follow.periods(records.earliest(), as_of);
        periods += these.len();
        rules += assess_all(&follow, &these, &records, as_of).iter().map(|a| a.rules.len()).sum::<usize>();
        println!("{}: {:?}", policy.id, one.elapsed());
    }
    println!("{} policies, {periods} periods, {rules} rules over 10,000 entries: {:?}", all.len(), start.elapsed());
}

#[test]
#[ignore = "half a minute: 300 records"]
fn three_hundred_records_are_judged_alike() {
    agree(300);
}

#[test]
fn a_sample_of_records_is_judged_alike() {
    agree(25);
}

#[test]
#[ignore = "minutes: 10,000 records against every policy"]
fn ten_thousand_records_are_judged_alike() {
    agree(10_000);
}
