//! Reviews: what assessors say of a record, merged in any order to one state.
//!
//! ```text
//!              one review wanted          two wanted
//!  waiting ──────────────────► settled
//!     │
//!     │ first of two      second, near enough
//!     └──────► half ───────────────────────► settled
//!                │ second, differs                ▲
//!                └───────────► differs ───────────┘
//!                                        third: the middle level of the three
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::Day;
use crate::model::time::parse_day;

/// The version of a review.
pub(crate) const SCHEMA: &str = "cpdfolio.review/1";

/// The version of an answer that the form in a record saves.
pub(crate) const ANSWER: &str = "cpdfolio.answer/1";

/// The four levels, the lowest first.
pub(crate) const LEVELS: [&str; 4] = ["not-shown", "partly", "shown", "strong"];

/// The question of the form what is good about a record.
pub(crate) const STRENGTHS: &str = "strengths";

/// The largest file of a review.
pub(crate) const LARGEST: u64 = 1024 * 1024;

/// The longest comment, in characters.
const LONGEST: usize = 5_000;

/// What one assessor says of one record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Review {
    /// The member: number or id.
    pub record: String,
    /// The assessor's id.
    pub assessor: String,
    /// The hash of what was reviewed.
    pub about: String,
    /// The day on which it was saved.
    pub day: Day,
    /// Levels by criterion; what is not answered is not there.
    pub levels: BTreeMap<String, u8>,
    /// Comments by criterion.
    pub comments: BTreeMap<String, String>,
    /// What is good about the record, in words.
    pub good: Vec<String>,
    /// What the member may plan next, in words.
    pub next: Vec<String>,
    /// Words for what many could learn from.
    pub themes: BTreeSet<String>,
}

/// Reads a review.
///
/// # Errors
///
/// Says why the text is none.
pub(crate) fn read(text: &[u8], criteria: &[String]) -> Result<Review, String> {
    let value: Value = serde_json::from_slice(text).map_err(|_| "this is not JSON".to_owned())?;
    if value["schema"] == ANSWER {
        return answered(&value, criteria);
    }
    if value["schema"] != SCHEMA {
        return Err(format!("this is not a review (`{SCHEMA}`, or an answer of the form in a record, `{ANSWER}`)"));
    }
    let line = |key: &str| {
        let text = value[key].as_str().unwrap_or_default().trim();
        if text.is_empty() || text.len() > 200 || text.chars().any(char::is_control) {
            return Err(format!("`{key}` is missing, or is not one line"));
        }
        Ok(text.to_owned())
    };
    let mut review = Review {
        record: line("record")?,
        assessor: line("assessor")?,
        about: value["about"].as_str().unwrap_or_default().chars().take(64).collect(),
        day: value["day"].as_str().and_then(parse_day).ok_or("`day` is not a date like 2026-03-04")?,
        good: texts(&value["strengths"]),
        next: texts(&value["next"]),
        themes: texts(&value["themes"]).into_iter().map(|t| t.to_lowercase()).collect(),
        ..Review::default()
    };
    for (criterion, answer) in value["answers"].as_object().ok_or("it has no `answers`")? {
        if !criteria.contains(criterion) {
            return Err(format!("`{criterion}` is no criterion of this scheme"));
        }
        let level = match &answer["level"] {
            Value::Null => None,
            level => {
                Some(level_of(level).ok_or_else(|| format!("`{criterion}` has a level that is none of the four"))?)
            }
        };
        if let Some(level) = level {
            review.levels.insert(criterion.clone(), level);
        }
        let comment = answer["comment"].as_str().unwrap_or_default().trim();
        if !comment.is_empty() {
            review.comments.insert(criterion.clone(), comment.chars().take(LONGEST).collect());
        }
    }
    Ok(review)
}

/// Reads what the form in a record saves. It names the record by the hash of what it showed, and the assessor by number
/// or name: whoever has the folder knows whose they are. Questions that are no criteria of the scheme are passed over.
fn answered(value: &Value, criteria: &[String]) -> Result<Review, String> {
    if value["role"] != "assessor" {
        return Err("this answer is not that of an assessor".to_owned());
    }
    let text = |key: &str| value[key].as_str().unwrap_or_default().trim().to_owned();
    let (by, number) = (text("by"), text("number"));
    let mut review = Review {
        record: text("shown"),
        assessor: if number.is_empty() { by } else { number },
        day: value["on"].as_str().and_then(parse_day).ok_or("`on` is not a date like 2026-03-04")?,
        ..Review::default()
    };
    for answer in value["answers"].as_array().ok_or("it has no `answers`")? {
        let id = answer["id"].as_str().unwrap_or_default();
        let words = answer["text"].as_str().unwrap_or_default().trim();
        if id == STRENGTHS {
            review.good = words.lines().map(str::trim).filter(|l| !l.is_empty()).map(shortened).collect();
            continue;
        }
        if id == "next" {
            let lines = words.lines().map(|l| l.trim().trim_start_matches(['-', '*', ' ']).to_owned());
            review.next = texts(&lines.collect::<Vec<_>>().into());
            continue;
        }
        if id == "themes" {
            let lines: Vec<String> = words.lines().map(str::to_lowercase).collect();
            review.themes = texts(&lines.into()).into_iter().collect();
            continue;
        }
        // the form may ask by several policies: `iet/total`
        let id = id.rsplit('/').next().unwrap_or_default();
        let Some(criterion) = criteria.iter().find(|c| *c == id) else { continue };
        match answer["level"].as_u64() {
            None => {}
            Some(level @ 1..=4) => drop(review.levels.insert(criterion.clone(), u8::try_from(level - 1).unwrap_or(0))),
            Some(_) => return Err(format!("`{id}` has a level that is none of the four")),
        }
        if !words.is_empty() {
            review.comments.insert(criterion.clone(), words.chars().take(LONGEST).collect());
        }
    }
    Ok(review)
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn level_of(value: &Value) -> Option<u8> {
    let place = LEVELS.iter().position(|word| value.as_str() == Some(word))?;
    u8::try_from(place).ok()
}

/// The lines of a list; anything else is nothing.
fn texts(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    let lines = all.map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|t| !t.is_empty()).map(|t| t.chars().take(300).collect()).take(20).collect()
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// Nobody has reviewed it.
    Waiting,
    /// One of two has.
    Half,
    /// Two have, and differ: a third person is wanted.
    Differs,
    /// Its levels stand.
    Settled,
}

impl State {
    /// `waiting`
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Half => "half",
            Self::Differs => "differs",
            Self::Settled => "settled",
        }
    }
}

/// A record with what its reviews make of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reviewed {
    /// Where it stands.
    pub state: State,
    /// The levels that stand, by criterion: only of a settled record.
    pub levels: BTreeMap<String, u8>,
}

/// A review and the file that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filed {
    /// What it says.
    pub review: Review,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Reviews by record and assessor.
pub(crate) type Reviews = BTreeMap<(String, String), Filed>;

/// Keeps of several reviews by one assessor the one that was saved last; of the same day the one with more answers,
/// then the greater file: whatever the order they came in.
pub(crate) fn latest(reviews: Vec<Filed>) -> Reviews {
    let mut kept = Reviews::new();
    for filed in reviews {
        let key = (filed.review.record.clone(), filed.review.assessor.clone());
        let rank = |f: &Filed| (f.review.day, f.review.levels.len(), f.bytes.clone());
        match kept.get(&key) {
            Some(before) if rank(before) >= rank(&filed) => {}
            _ => drop(kept.insert(key, filed)),
        }
    }
    kept
}

/// The state of a record of which `wanted` reviews were asked for; `differ` levels apart is too far.
pub(crate) fn settle(reviews: &[&Review], wanted: usize, differ: u8) -> Reviewed {
    let levels = || middle(reviews);
    let open = |state| Reviewed { state, levels: BTreeMap::new() };
    match reviews {
        [] => open(State::Waiting),
        [_] if wanted > 1 => open(State::Half),
        [_] => Reviewed { state: State::Settled, levels: levels() },
        [a, b] if differs(a, b, differ) => open(State::Differs),
        _ => Reviewed { state: State::Settled, levels: levels() },
    }
}

/// Do two reviews lie too far apart in some criterion that both have answered?
pub(crate) fn differs(a: &Review, b: &Review, differ: u8) -> bool {
    a.levels
        .iter()
        .any(|(criterion, level)| b.levels.get(criterion).is_some_and(|other| level.abs_diff(*other) >= differ))
}

/// The middle level of each criterion; of two the lower.
fn middle(reviews: &[&Review]) -> BTreeMap<String, u8> {
    let mut all: BTreeMap<&String, Vec<u8>> = BTreeMap::new();
    for (criterion, level) in reviews.iter().flat_map(|r| &r.levels) {
        all.entry(criterion).or_default().push(*level);
    }
    let of = |(criterion, mut levels): (&String, Vec<u8>)| {
        levels.sort_unstable();
        (criterion.clone(), levels[(levels.len() - 1) / 2])
    };
    all.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(assessor: &str, day: &str, levels: &[(&str, u8)]) -> Review {
        Review {
            record: "m-1".to_owned(),
            assessor: assessor.to_owned(),
            day: parse_day(day).unwrap(),
            levels: levels.iter().map(|(c, l)| ((*c).to_owned(), *l)).collect(),
            ..Review::default()
        }
    }

    #[test]
    fn a_review_is_read_and_what_is_none_is_refused() {
        let text = r#"{"schema": "cpdfolio.review/1", "record": "1234567", "assessor": "a1", "about": "ab", "day": "2026-07-01",
            "answers": {"total": {"level": "shown", "comment": " good "}, "planned": {"level": null}},
            "themes": ["Reflection", 3], "strengths": ["A clear plan"], "next": ["Read  on"]}"#;
        let criteria = ["total".to_owned(), "planned".to_owned()];
        let read_it = |text: &str| read(text.as_bytes(), &criteria);
        let found = read_it(text).unwrap();
        assert_eq!(found.levels, BTreeMap::from([("total".to_owned(), 2)]));
        assert_eq!(found.good, ["A clear plan"]);
        assert_eq!((found.comments["total"].as_str(), found.next), ("good", vec!["Read on".to_owned()]));
        for (bad, said) in [
            ("x", "this is not JSON"),
            ("{}", "this is not a review"),
            (&text.replace("\"total\"", "\"other\""), "`other` is no criterion"),
            (&text.replace("\"shown\"", "7"), "`total` has a level that is none"),
            (&text.replace("2026-07-01", "soon"), "`day` is not a date"),
            (&text.replace("a1", "a\\n1"), "`assessor` is missing"),
        ] {
            assert!(read_it(bad).unwrap_err().starts_with(said), "{bad}");
        }
    }

    #[test]
    fn an_answer_of_the_form_in_a_record_is_a_review() {
        let text = r#"{"schema": "cpdfolio.answer/1", "role": "assessor", "shown": "abcd", "on": "2026-07-01", "by": "Ann Assessor",
            "number": "", "named": false, "answers": [{"id": "iet/total", "level": 4, "text": "fine"},
            {"id": "strengths", "text": "Clear reflection\n\nGood mix"}, {"id": "next", "text": "- Read more\n\n* Write"},
            {"id": "remarks", "text": "x"}]}"#;
        let found = read(text.as_bytes(), &["total".to_owned()]).unwrap();
        assert_eq!((found.record.as_str(), found.assessor.as_str()), ("abcd", "Ann Assessor"));
        assert_eq!((found.levels["total"], found.next.len()), (3, 2));
        assert_eq!(found.good, ["Clear reflection", "Good mix"]);
        for (a, b) in [("\"level\": 4", "\"level\": 5"), ("\"assessor\"", "\"peer\""), ("2026-07-01", "x")] {
            assert!(read(text.replacen(a, b, 1).as_bytes(), &["total".to_owned()]).is_err(), "{b}");
        }
    }

    #[test]
    fn states_follow_the_picture() {
        let (a, b, c) = (
            review("a", "2026-07-01", &[("x", 0), ("y", 3)]),
            review("b", "2026-07-01", &[("x", 2), ("y", 3)]),
            review("c", "2026-07-01", &[("x", 3), ("y", 1)]),
        );
        let state = |reviews: &[&Review], wanted| settle(reviews, wanted, 1).state;
        assert_eq!(state(&[], 1), State::Waiting);
        assert_eq!(state(&[&a], 1), State::Settled);
        assert_eq!(state(&[&a], 2), State::Half);
        assert_eq!(state(&[&a, &b], 2), State::Differs);
        assert_eq!(settle(&[&a, &b], 2, 3).state, State::Settled);
        let third = settle(&[&a, &b, &c], 3, 1);
        assert_eq!(third.state, State::Settled);
        assert_eq!(third.levels, BTreeMap::from([("x".to_owned(), 2), ("y".to_owned(), 3)]));
        assert_eq!(state(&[&a, &a], 2), State::Settled);
    }

    #[test]
    fn reviews_in_any_order_give_one_result() {
        let mut reviews = vec![];
        for n in 0_u32..12 {
            let (assessor, day) = (format!("a{}", n % 3), format!("2026-07-{:02}", n % 4 + 1));
            let levels = [("x", u8::try_from(n % 4).unwrap()), ("y", u8::try_from(n % 3).unwrap())];
            reviews.push(Filed { review: review(&assessor, &day, &levels), bytes: vec![u8::try_from(n).unwrap()] });
        }
        let first = latest(reviews.clone());
        assert_eq!(first.len(), 3);
        let mut seed = 5_u64;
        for _ in 0..1_000 {
            for n in (1..reviews.len()).rev() {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                reviews.swap(n, usize::try_from(seed >> 33).unwrap() % (n + 1));
            }
            assert_eq!(latest(reviews.clone()), first);
        }
    }
}
