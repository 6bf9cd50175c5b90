//! Laws that hold for every record, from texts to verdicts: hours read back, nothing is lost, and
//! neither the order of files nor their names decide anything. `PROPTEST_CASES` sets how many.

use crate::content::Loaded;
use crate::model::Minutes;
use crate::policy::Why;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::Library;

fn setting() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(20_261_121), failure_persistence: None, ..ProptestConfig::default() }
}

/// One file of a record, as its words.
#[derive(Debug, Clone)]
struct Written {
    day: (u32, u32, u32),
    span: u32,
    hours: String,
    minutes: i64,
    category: &'static str,
    planned: bool,
    flag: &'static str,
    fault: &'static str,
}

impl Written {
    fn text(&self) -> String {
        let (year, month, day) = self.day;
        let first = format!("{year}-{month:02}-{day:02}");
        let date = match self.span {
            0 => first,
            n => format!("{{from: {first}, to: {year}-{month:02}-{:02}}}", day + n),
        };
        let category = match self.category {
            "" => String::new(),
            "two" => {
                let half = self.minutes / 2;
                format!("category: {{job-technical: {half}m, soft-skills: {}m}}\n", self.minutes - half)
            }
            one => format!("category: {one}\n"),
        };
        let Self { hours, planned, flag, fault, .. } = self;
        format!(
            "---\ntitle: A talk\ndate: {date}\nhours: {hours}\nplanned: {planned}\n{category}{flag}{fault}---\nText.\n"
        )
    }
}

fn written() -> impl Strategy<Value = Written> {
    let hours = (1_i64..720, 0_usize..5).prop_map(|(m, form)| {
        let text = match form {
            0 => format!("{m}m"),
            1 => format!("{}h{:02}m", m / 60, m % 60),
            2 => format!("\"{}:{:02}\"", m / 60, m % 60),
            3 if m % 3 == 0 => format!("{}.{:02}", m / 60, m % 60 * 100 / 60),
            _ => format!("{m} min"),
        };
        (m, text)
    });
    (
        hours,
        (2024_u32..=2027, 1_u32..=12, 1_u32..=25),
        prop_oneof![3 => Just(0_u32), 1 => 1_u32..=3],
        prop::sample::select(&["", "job-technical", "soft-skills", "personal-technical", "two"][..]),
        any::<bool>(),
        prop::sample::select(&["", "", "", "", "draft: true\n", "example: true\n", "visibility: private\n"][..]),
        prop::sample::select(&["", "", "", "", "", "", "", "planed: true\n", "type: evnt\n", "plan: [nothing]\n"][..]),
    )
        .prop_map(|((minutes, hours), day, span, category, planned, flag, fault)| Written {
            day,
            span,
            hours,
            minutes,
            category,
            planned,
            flag,
            fault,
        })
}

fn files(record: &[Written], name: impl Fn(usize) -> String) -> Vec<(String, String)> {
    record.iter().enumerate().map(|(n, w)| (format!("content/activities/{}.md", name(n)), w.text())).collect()
}

/// What is decided, without the names of entries.
fn verdicts(library: &Library, loaded: &Loaded) -> Vec<String> {
    let of = |a: &crate::policy::Assessment| {
        let rules: Vec<String> = a
            .rules
            .iter()
            .map(|r| format!("{} {} {} {:?} {:?}", r.id, r.achieved.n, r.remaining.n, r.verdict, r.met_on))
            .collect();
        format!("{} {} {:?} {:?} {:?} {rules:?}", a.policy, a.period.label, a.verdict, a.earned, a.counted)
    };
    library.judge(loaded).iter().map(of).collect()
}

fn library() -> &'static Library {
    static LIBRARY: std::sync::OnceLock<Library> = std::sync::OnceLock::new();
    LIBRARY.get_or_init(Library::new)
}

proptest! {
    #![proptest_config(setting())]

    #[test]
    fn hours_read_back(minutes in 0_i64..2_000_000) {
        let it = Minutes(minutes);
        for text in [it.data(), it.long(), it.clock(), format!("{minutes}m"), format!(" {} ", it.data().to_uppercase())] {
            prop_assert_eq!(Minutes::parse(&text), Ok(it), "{}", text);
        }
        // decimals are exact where they can be, and refused where they cannot
        let hundredths = format!("{}.{:02}", minutes / 100, minutes % 100);
        let exact = minutes * 60 % 100 == 0;
        prop_assert_eq!(Minutes::parse(&hundredths).is_ok(), exact, "{}", hundredths);
        if exact {
            prop_assert_eq!(Minutes::parse(&hundredths), Ok(Minutes(minutes * 60 / 100)));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,24}") {
        if let Ok(minutes) = Minutes::parse(&text) {
            prop_assert!(minutes.0 >= 0);
            prop_assert_eq!(Minutes::parse(&minutes.data()), Ok(minutes));
        }
    }

    /// Files found = read + left out; minutes = counted + capped + left out with a reason.
    #[test]
    fn nothing_is_lost(record in prop::collection::vec(written(), 0..24)) {
        let library = library();
        let loaded = library.load(&files(&record, |n| format!("2026/entry-{n}"))).value;
        prop_assert_eq!(loaded.portfolio.activities.len() + loaded.not_read.len(), record.len());
        let faulty: i64 = record.iter().filter(|w| !w.fault.is_empty()).map(|w| w.minutes).sum();
        prop_assert_eq!(loaded.not_read.iter().map(|n| n.minutes.unwrap().0).sum::<i64>(), faulty);
        let good: i64 = record.iter().filter(|w| w.fault.is_empty()).map(|w| w.minutes).sum();
        let mut found = 0;
        for a in library.judge(&loaded) {
            let total = a.rule("total").unwrap();
            let counted: i64 = total.counted.iter().filter_map(|c| c.amount).sum();
            let left = |why: Why| -> i64 { total.excluded.iter().filter(|e| e.reason == why).filter_map(|e| e.amount).sum() };
            prop_assert_eq!(counted, total.achieved.n);
            prop_assert_eq!(counted, a.counted.0);
            prop_assert_eq!(counted + left(Why::Capped), a.earned.0);
            found += a.earned.0 + left(Why::Draft) + left(Why::Example) + left(Why::Future);
        }
        // a year that has not begun is not judged yet: what it holds is still to come
        let later: i64 = record.iter().filter(|w| w.fault.is_empty() && w.day.0 == 2027).map(|w| w.minutes).sum();
        prop_assert_eq!(found + later, good);
    }

    #[test]
    fn neither_order_nor_names_decide(
        (record, shuffled) in prop::collection::vec(written(), 0..24)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        let library = library();
        let one = library.load(&files(&record, |n| format!("2026/entry-{n:02}"))).value;
        let two = library.load(&files(&shuffled, |n| format!("other/{}/x{}", n % 3, 99 - n))).value;
        prop_assert_eq!(verdicts(library, &one), verdicts(library, &two));
    }

    /// The law of the guideline itself.
    #[test]
    fn thirty_count_where_ten_are_planned_and_thirty_are_there(record in prop::collection::vec(written(), 0..60)) {
        let library = library();
        let loaded = library.load(&files(&record, |n| format!("2026/entry-{n}"))).value;
        for a in library.judge(&loaded) {
            let planned = a.rule("planned").unwrap().achieved.n;
            let (counted, earned) = (a.counted.0, a.earned.0);
            prop_assert_eq!(counted >= 1800, planned >= 600 && earned >= 1800);
            prop_assert_eq!(counted, planned + (earned - planned).min(1200));
        }
    }
}
