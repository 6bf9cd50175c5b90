//! The assessor's own checks, before a record goes out: each finding opens its entry and says what an assessor would
//! ask. Pure: it looks at what the assessor will see, and at names that the member keeps.

use std::collections::BTreeMap;

use chrono::{Datelike, Months};

use super::lint::{self, Lint};
use crate::engine::sealed::SealedPeriod;
use crate::model::time::{day_and_month, in_words};
use crate::model::{Day, Days, Minutes, PlanState};
use crate::names::Names;
use crate::policy::{Assessment, Verdict};
use crate::say::verdict;
use crate::sight::{SeenEntry, Visible};
use crate::wording::Wording;

/// Entries that are chosen: at least and at most.
const CHOSEN: (usize, usize) = (4, 6);
/// So many words tell what was done or learned.
const WRITTEN_UP: usize = 15;
/// A day of more minutes is a long one.
const LONG_DAY: i64 = 12 * 60;
/// A list without an entry for so many months has a hole.
const HOLE: u32 = 3;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Its name, for programs.
    pub(crate) code: &'static str,
    /// Is it a question only?
    pub(crate) question: bool,
    /// The entry or plan item that it is about: its file.
    pub(crate) file: Option<String>,
    /// What there is.
    pub(crate) says: String,
    /// What an assessor would ask.
    pub(crate) asks: String,
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rehearsed<'a> {
    /// What an assessor sees.
    pub(crate) seen: &'a Visible<'a>,
    /// The periods.
    pub(crate) periods: &'a [SealedPeriod],
    /// The ids of the entries that are chosen.
    pub(crate) chosen: &'a [String],
    /// The ids of the entries whose words go out.
    pub(crate) open: &'a [String],
    /// Values that the member keeps under `private:`.
    pub(crate) private: &'a [String],
    /// Names with what stands in their place.
    pub(crate) names: &'a Names,
    /// Days on which no entry is expected: before joining, and of leave.
    pub(crate) away: &'a [Days],
    /// Files of evidence that show nothing, each with its entry's id and what is wrong with it.
    pub(crate) broken: &'a [(String, String)],
}

/// Looks at all of it.
pub(crate) fn rehearse(of: Rehearsed<'_>) -> Vec<Finding> {
    let mut all = vec![];
    for period in of.periods {
        let inside = |e: &&SeenEntry<'_>| period.days.contains(e.last_day()) && e.not_counted(of.seen.as_of).is_none();
        let entries: Vec<&SeenEntry<'_>> = of.seen.entries.iter().filter(inside).collect();
        holes(of, period, &entries, &mut all);
        chosen(of, &entries, &mut all);
        for e in &entries {
            entry(of, e, &mut all);
        }
        twins(&entries, &mut all);
        full_days(&entries, &mut all);
        plan(of, period, &entries, &mut all);
        policies(of, period, &mut all);
    }
    for (id, says) in of.broken {
        all.push(of_entry("evidence", id, says.clone(), "Where is the file that shows this?"));
    }
    all
}

fn of_entry(code: &'static str, id: &str, says: String, asks: &str) -> Finding {
    let file = Some(format!("content/activities/{id}.md"));
    Finding { code, question: false, file, says, asks: asks.to_owned() }
}

fn of_all(code: &'static str, says: String, asks: &str) -> Finding {
    Finding { code, question: false, file: None, says, asks: asks.to_owned() }
}

/// A dated list without a hole of three months, from the first day of the period to its last, or to today.
fn holes(of: Rehearsed<'_>, period: &SealedPeriod, entries: &[&SeenEntry<'_>], all: &mut Vec<Finding>) {
    let end = period.days.last.min(of.seen.as_of);
    if entries.is_empty() {
        all.push(of_all(
            "no-entries",
            format!("there is no entry in {}", period.label),
            "What did you do in this time?",
        ));
        return;
    }
    let mut from = period.days.first;
    let mut spans: Vec<(Day, Day)> = entries.iter().map(|e| (e.days.first, e.days.last)).collect();
    spans.extend(of.away.iter().map(|days| (days.first.min(end), days.last.min(end))));
    spans.sort_unstable();
    spans.push((end, end));
    for (first, last) in spans {
        if from.checked_add_months(Months::new(HOLE)).is_some_and(|next| first > next) {
            let says = format!("no entry from {} to {}", in_words(from), in_words(first));
            all.push(of_all("hole", says, "What happened in these months?"));
        }
        from = from.max(last);
    }
}

fn chosen(of: Rehearsed<'_>, entries: &[&SeenEntry<'_>], all: &mut Vec<Finding>) {
    let chosen: Vec<&&SeenEntry<'_>> =
        entries.iter().filter(|e| of.chosen.iter().any(|id| id == e.own_id().as_str())).collect();
    let least = CHOSEN.0.min(entries.len());
    if chosen.len() < least || chosen.len() > CHOSEN.1 {
        let are = match chosen.len() {
            0 => "no entry is".to_owned(),
            1 => "1 entry is".to_owned(),
            n => format!("{n} entries are"),
        };
        let says = format!("{are} chosen; four to six show a period best");
        all.push(of_all("chosen", says, "Which of these shall I read first?"));
    }
    for e in chosen {
        let id = e.own_id().as_str();
        let words = |text: &str| if is_placeholder(text) { 0 } else { text.split_whitespace().count() };
        if e.body.map_or(0, |b| words(b.as_str())) + e.reflection.map_or(0, words) < WRITTEN_UP {
            let says = "it is chosen, and hardly anything is written about it".to_owned();
            all.push(of_entry("not-written-up", id, says, "What did you do, and what came of it?"));
        } else if e.reflection.is_none_or(|r| words(r) < 5) {
            let says = "it is chosen, and has no reflection".to_owned();
            all.push(of_entry("no-reflection", id, says, "What did you learn, and what will you do with it?"));
        }
    }
}

fn entry(of: Rehearsed<'_>, e: &SeenEntry<'_>, all: &mut Vec<Finding>) {
    let id = e.own_id().as_str();
    let open = of.open.iter().any(|o| o == id);
    let english = e.reflection.filter(|_| of.seen.language.starts_with("en"));
    if let Some(who) = english.and_then(others_only) {
        let says = format!("its reflection says `{who}`, never `I`");
        all.push(of_entry("we", id, says, "What did you yourself do and learn?"));
    }
    if e.minutes == Minutes(0) {
        all.push(of_entry("no-time", id, "it took no time".to_owned(), "How long did it take?"));
    }
    if e.minutes.0 > LONG_DAY * e.days.count() {
        let says = format!(
            "{} in {} is more than twelve hours a day",
            e.minutes,
            crate::diag::count(usize::try_from(e.days.count()).unwrap_or(1), "day")
        );
        all.push(of_entry("long-days", id, says, "Did you work through the night?"));
    }
    let mut texts = vec![e.title.unwrap_or_default(), e.provider.unwrap_or_default()];
    texts.extend(e.tags.iter().map(String::as_str));
    if open {
        texts.extend([e.body.map_or("", |b| b.as_str()), e.reflection.unwrap_or_default()]);
    }
    for text in texts {
        names(of, id, text, all);
    }
}

/// Of whom a reflection speaks that never says `I`; none where it does, or speaks of things.
fn others_only(reflection: &str) -> Option<&'static str> {
    let text = reflection.replace("i.e.", "");
    let all: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).collect();
    // `the US code` is a country's
    let said: Vec<String> = all.iter().filter(|w| **w != "US").map(|w| w.to_lowercase()).collect();
    let has = |wanted: &[&str]| said.iter().any(|w| wanted.contains(&w.split(['\'', '’']).next().unwrap_or("")));
    if has(&["i", "my", "me", "mine", "myself"]) {
        return None;
    }
    if has(&["we", "our", "us", "ours", "ourselves"]) {
        return Some("we");
    }
    let lower = said.join(" ");
    let groups =
        ["the team", "the group", "the participants", "the delegates", "everyone", "everybody", "the department"];
    groups.into_iter().find(|group| format!(" {lower} ").contains(&format!(" {group} ")))
}

/// `TBC`, `to be written`, `as above`: words that stand for words.
fn is_placeholder(text: &str) -> bool {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(4).map(str::to_lowercase).collect();
    let start = format!("{} ", words.join(" "));
    if matches!(start.trim(), "to follow" | "to do" | "to come" | "n a") {
        return true;
    }
    let stand_ins = [
        "tbc",
        "tbd",
        "tba",
        "todo",
        "to be written",
        "to be completed",
        "to be added",
        "to be done",
        "lorem ipsum",
        "as above",
        "see above",
        "same as above",
        "xxx",
        "placeholder",
        "write here",
    ];
    stand_ins.iter().any(|s| start.starts_with(&format!("{s} ")))
}

/// What a text that goes out gives away.
fn names(of: Rehearsed<'_>, id: &str, text: &str, all: &mut Vec<Finding>) {
    let file = format!("content/activities/{id}.md");
    given(of, &file, text, all);
}

fn given(of: Rehearsed<'_>, file: &str, text: &str, all: &mut Vec<Finding>) {
    for (lint, part) in given_away(text, of.names, of.private) {
        let (says, asks) = match lint {
            Lint::Mail => ("an address of mail", "May I know this address?"),
            Lint::Phone => ("what looks like a telephone number", "May I know this number?"),
            Lint::Number => ("what looks like somebody's number", "Whose number is this?"),
            Lint::Private => ("a value that you keep under `private:`", "Does this person know that I read it?"),
            Lint::NearName => ("nearly a name of `pseudonyms`", "Is this the client whose name you hide?"),
            Lint::PartOfName => ("a part of a name that you keep under `private:`", "Is this the same person?"),
            Lint::Person => ("perhaps somebody's name", "Does this person know that I read it?"),
        };
        let finding = Finding {
            code: lint.word(),
            question: matches!(lint, Lint::Person | Lint::PartOfName),
            file: Some(file.to_owned()),
            says: format!("it has {says}: {part}"),
            asks: asks.to_owned(),
        };
        if !all.contains(&finding) {
            all.push(finding);
        }
    }
}

/// What a text gives away: by its form, and by names that the member keeps.
pub(crate) fn given_away<'t>(text: &'t str, names: &Names, private: &[String]) -> Vec<(Lint, &'t str)> {
    let mut found: Vec<(Lint, &str)> = lint::look(text).into_iter().map(|(lint, at)| (lint, &text[at])).collect();
    found.extend(names.near(text).into_iter().map(|at| (Lint::NearName, &text[at])));
    for value in private {
        let whole = |at: usize| {
            let (before, after) = (&text[..at], &text[at + value.len()..]);
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
        };
        if let Some((at, part)) = text.match_indices(value.as_str()).find(|(at, _)| whole(*at)) {
            found.retain(|(lint, known)| *lint != Lint::Person || !known.contains(part));
            found.push((Lint::Private, &text[at..at + value.len()]));
        } else if let Some(at) = lint::in_address(text, value) {
            found.push((Lint::Private, &text[at]));
        } else if let Some(at) = lint::part_of_name(text, value) {
            found.push((Lint::PartOfName, &text[at]));
        }
    }
    found
}

/// Values of `private:` that a reader would know again: names and words, no numbers and no short signs.
pub(crate) fn is_telling(value: &str) -> bool {
    value.chars().filter(|c| c.is_alphabetic()).count() >= 4 && value.chars().any(char::is_uppercase)
}

fn twins(entries: &[&SeenEntry<'_>], all: &mut Vec<Finding>) {
    for (n, e) in entries.iter().enumerate() {
        let same =
            |o: &&&SeenEntry<'_>| o.title.is_some() && (o.title, o.days, o.minutes) == (e.title, e.days, e.minutes);
        if let Some(other) = entries[..n].iter().find(same) {
            let says = format!("it has the title, the day and the time of {}", other.own_id());
            all.push(of_entry("twins", e.own_id().as_str(), says, "Is this the same thing twice?"));
        }
    }
}

/// Entries of one day that together took longer than a day has for them.
fn full_days(entries: &[&SeenEntry<'_>], all: &mut Vec<Finding>) {
    let mut days: BTreeMap<Day, Vec<&SeenEntry<'_>>> = BTreeMap::new();
    for e in entries.iter().filter(|e| e.days.first == e.days.last) {
        days.entry(e.days.first).or_default().push(e);
    }
    for (day, of_day) in days.into_iter().filter(|(_, of_day)| of_day.len() > 1) {
        let sum = Minutes(of_day.iter().map(|e| e.minutes.0).sum());
        let single = of_day.iter().any(|e| e.minutes.0 > LONG_DAY);
        if let (true, false, Some(last)) = (sum.0 > LONG_DAY, single, of_day.last()) {
            let count = crate::diag::count(of_day.len(), "entry");
            let says = format!("{count} of {} come to {sum}: more than twelve hours a day", in_words(day));
            all.push(of_entry("long-days", last.own_id().as_str(), says, "Did all of it happen on this day?"));
        }
    }
}

fn plan(of: Rehearsed<'_>, period: &SealedPeriod, entries: &[&SeenEntry<'_>], all: &mut Vec<Finding>) {
    let of_period = |p: &&crate::sight::redact::SeenPlan<'_>| match p.period {
        Some(said) => said == period.label,
        None => p.due.is_some_and(|due| period.days.contains(due)),
    };
    let items: Vec<_> = of.seen.plan.iter().filter(of_period).collect();
    if items.is_empty() && entries.iter().all(|e| e.plan.is_empty()) {
        let says = format!("no item of your plan is of {}", period.label);
        all.push(of_all("no-plan", says, "What did you set out to learn?"));
    }
    for item in items {
        for text in [item.title, item.body.as_str()] {
            given(of, &format!("content/plan/{}.md", item.id), text, all);
        }
        let mut finding = |code, says: String, asks: &str| {
            let file = Some(format!("content/plan/{}.md", item.id));
            all.push(Finding { code, question: false, file, says, asks: asks.to_owned() });
        };
        if item.entries.is_empty() && item.state != PlanState::Dropped {
            finding("plan-without-entry", format!("no entry serves `{}`", item.title), "What did you do about it?");
        } else if let (PlanState::Open, Some(due)) = (item.state, item.due.filter(|d| *d < of.seen.as_of)) {
            let says = format!("`{}` was due on {} and is open", item.title, day_and_month(due));
            finding("plan-overdue", says, "Is it done, dropped, or put off?");
        }
    }
}

/// What a policy asks and nothing shows.
fn policies(of: Rehearsed<'_>, period: &SealedPeriod, all: &mut Vec<Finding>) {
    let w = Wording::english();
    let shown = |a: &&Assessment| period.figures.iter().any(|f| f.policy == a.policy.as_str());
    let of_period = |a: &&Assessment| a.period.days == period.days && a.unstated.is_none() && shown(a);
    for a in of.seen.judged.iter().filter(of_period) {
        for r in a.binding() {
            let lacks = matches!(r.verdict, Some(Verdict::Short | Verdict::Over | Verdict::Unknown));
            if lacks || r.verdict == Some(Verdict::Open) && r.achieved.n == 0 {
                let state = verdict::state(w, a, r).replace(['\u{202f}', '\u{a0}'], " ");
                let says = format!("{}, {}: {state}. {}", a.title, r.title, verdict::clause(w, r));
                all.push(of_all("policy", says.replace(['\u{202f}', '\u{a0}'], " "), "Why is this not there?"));
            }
        }
        let year = a.period.days.last.year();
        let figures = period.figures.iter().find(|f| f.policy == a.policy.as_str());
        let sum: i64 = period.entries.iter().map(|e| e.minutes).sum();
        if figures.is_some_and(|f| f.earned != sum) {
            let says = format!("the entries of {year} add up to {}, the page says {}", Minutes(sum), a.earned);
            all.push(of_all("arithmetic", says, "Which of the two is right?"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_learned_is_told() {
        for (text, wanted) in [
            ("We learned how our losses grow.", Some("we")),
            ("The team learned to measure first, i.e. before it builds.", Some("the team")),
            ("We built it together; I learned to measure.", None),
            ("The US code differs from the British one.", None),
            ("Losses grow with frequency: measure first.", None),
            ("I've seen that ours is slower.", None),
        ] {
            assert_eq!(others_only(text), wanted, "{text}");
        }
    }

    #[test]
    fn words_that_stand_for_words() {
        for (text, wanted) in [
            ("TBC", true),
            ("To be written when I have time for it and the slides are here.", true),
            ("As above.", true),
            ("To follow a cable, one needs its drawing.", false),
            ("I learned to do it.", false),
            ("To be honest, I knew most of it.", false),
        ] {
            assert_eq!(is_placeholder(text), wanted, "{text}");
        }
    }
}
