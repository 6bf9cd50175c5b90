//! Sentences about the built-in policies and some made up for it.

use super::sum::sum;
use super::{check, diff, policy, verdict};
use crate::paths::SourcePath;
use crate::policy::tell;
use crate::policy::tell::check::Kind;
use crate::policy::{Assessment, Edition, Origin, Packs, Policy, read};
use crate::wording::Wording;

fn packs() -> &'static Packs {
    static PACKS: std::sync::OnceLock<Packs> = std::sync::OnceLock::new();
    PACKS.get_or_init(|| Packs::built_in().value)
}

fn made(editions: &str) -> (Option<Policy>, Vec<String>) {
    let head = "schema: cpdfolio.policy/1\nid: made\ntitle: Made\ntypes: {a: A, b: B}\nroles: {r: R}\nkeys: {t: {type: words, title: T, values: {x: X, y: Y}}}\n";
    let path = SourcePath::new("content/policies/made.yaml").unwrap();
    let (policy, notes) = read::read(&path, &format!("{head}editions:\n{editions}"), Origin::OfThisSite);
    (policy, notes.into_iter().map(|n| format!("{} {}", n.code, n.message)).collect())
}

/// Narrow spaces as others.
fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}

fn differences(old: &Edition, new: &Edition) -> Vec<String> {
    let w = Wording::english();
    tell::diff::editions(old, new).iter().map(|c| diff::change(w, c, old, new)).collect()
}

/// The assessment of one example.
fn judged(policy: &Policy, name: &str) -> Assessment {
    let found = policy.editions.iter().flat_map(|e| e.examples.iter().map(move |x| (e, x)));
    let (edition, example) = found.into_iter().find(|(_, x)| x.name == name).unwrap();
    tell::examples::judge(policy, edition, example)
}

#[test]
fn sums_of_every_sort() {
    let rules = "\
        {id: total, severity: must, at_least: 30h, clause: \"At least {at_least}.\"}, \
        {id: unplanned, severity: must, select: {planned: false}, cap: {most: 20h, towards: [total]}, clause: \"Up to {most}.\"}, \
        {id: talks, severity: must, select: {type: a}, at_most: 5h, clause: \"At most {most}.\"}, \
        {id: gap, severity: must, max_gap: 200 days, clause: \"Never more than {most}.\"}, \
        {id: part, severity: must, select: {type: a}, ratio: {at_least: 1/2}, clause: \"At least {at_least} of it.\"}, \
        {id: kinds, severity: must, diversity: {of: type, at_least: 2}, clause: \"At least {at_least}.\"}, \
        {id: words, severity: must, text: {words: 5}, clause: x}, \
        {id: topic, severity: must, each: t, every: 3 years, clause: \"{name}: {at_least}.\"}";
    let examples = "{name: all, as_of: 2020-11-21, log: [{hours: 8h, planned: true, type: a, date: 2020-05-01}, {hours: 25h, date: 2020-06-01, reflection: 9, t: x}]}";
    let (made, notes) =
        made(&format!("  \"1\": {{from: 2020-01-01, rules: [{rules}], examples: [{examples}], silent: [a point]}}\n"));
    assert!(notes.is_empty(), "{notes:#?}");
    let got = judged(&made.unwrap(), "all");
    let w = Wording::english();
    let said: Vec<String> =
        got.rules.iter().map(|r| plain(&format!("{} {}", verdict::clause(w, r), sum(w, r)))).collect();
    assert_eq!(
        said,
        [
            "At least 30 hours. 8 h + 20 h of 25 h (unplanned) = 28 h of 30 h: 2 h to go",
            "Up to 20 hours. 20 h of at most 20 h: 25 h earned, 5 h left out",
            "At most 5 hours. 8 h of at most 5 h: 3 h over",
            "Never more than 200 days. the longest stretch without an entry is 173 days, of at most 200 days",
            "At least 1/2 of it. 8 h of 16 h 30: 8 h 30 to go",
            "At least two. 1 of 2: 1 to go",
            "x 1 of 2 entries have a reflection of 5 words or more",
            "X: 1 entry. 1 entry of 1 entry: exactly what is asked",
            "Y: 1 entry. nothing from 1 January 2018 to 31 December 2020",
        ]
    );
    let lines: Vec<String> = got.rules.iter().map(|r| plain(&verdict::line(w, r))).collect();
    assert_eq!(lines[1..4], ["20 h of at most 20 h", "8 h of at most 5 h", "173 days of at most 200 days"]);
    let head = plain(&verdict::headline(w, &got).join(" "));
    // what is met is not told, and of what is missing no more than three
    assert_eq!(
        head,
        "28 h of 30 h. 2 h to go by 31 December. Talks: 8 h of at most 5 h. Part: 8 h of 16 h 30. Kinds: 1 of 2. 2 more rules are not met yet."
    );
}

#[test]
fn a_year_is_said_where_it_is_another() {
    let (made, _) = made(
        "  \"1\": {from: 2020-01-01, window: {calendar: year, starts: 11-11}, rules: [{id: total, severity: must, at_least: 30h, clause: x}], examples: [{name: early, as_of: 2020-11-21, day: 2020-12-01, log: [{hours: 1h}]}]}\n",
    );
    let got = judged(&made.unwrap(), "early");
    let said = plain(&verdict::headline(Wording::english(), &got).join(" "));
    assert_eq!(said, "1 h of 30 h. 29 h to go by 10 November 2021.");
}

/// The table of findings about words: a document in place of hours, what comes from another period, a topic, years.
#[test]
fn headlines_name_the_total_and_what_is_missing() {
    let head = |of: &Assessment| plain(&verdict::headline(Wording::english(), of).join(" "));
    let of = |id: &str, name: &str| judged(packs().get(id).unwrap(), name);
    let (made, notes) = made(
        "  \"1\":\n    from: 2020-01-01\n    window: {calendar: 3 years, from: 2020}\n    carry: {most: 5h, towards: [total]}\n    rules:\n\
         \x20     - {id: total, severity: must, at_least: 9h, clause: x}\n\
         \x20     - {id: topic, title: Topic, severity: must, select: {t: [x]}, every: 3 years, clause: x}\n\
         \x20     - {id: kinds, title: Kinds, severity: must, window: {each: 12 months}, diversity: {of: type, at_least: 2}, clause: x}\n\
         \x20   examples:\n\
         \x20     - {name: running, as_of: 2022-11-21, log: [{hours: 9h, type: a, date: 2022-05-01}]}\n\
         \x20     - {name: over, log: [{hours: 9h, type: a, date: 2022-05-01}]}\n",
    );
    assert!(notes.is_empty(), "{notes:#?}");
    let made = made.unwrap();
    assert_eq!(
        head(&judged(&made, "running")),
        "9 h of 9 h. Reached on 1 May 2022. Topic: not yet covered. Kinds, 2020: 0 of 2. Kinds, 2021: 0 of 2. One more rule is not met yet."
    );
    assert_eq!(
        head(&judged(&made, "over")),
        "9 h of 9 h. Reached on 1 May 2022. Topic: not covered. Kinds, 2020: 0 of 2. Kinds, 2021: 0 of 2. One more rule is not met yet."
    );
    let employer = of("engineers-ireland", "an accredited employer");
    assert!(head(&employer).starts_with("Accepted in place of hours: "), "{}", head(&employer));
}

/// No clause and no sentence of a built-in policy, or of one in the examples, has a hole.
#[test]
fn no_sentence_has_a_hole() {
    let bridge = include_str!("../../examples/other-body/content/policies/bridge-keepers.yaml");
    let path = SourcePath::new("content/policies/bridge-keepers.yaml").unwrap();
    let (bridge, notes) = read::read(&path, bridge, Origin::OfThisSite);
    assert!(notes.is_empty(), "{notes:#?}");
    let w = Wording::english();
    let mut holes = vec![];
    for body in packs().all().chain(&bridge) {
        for edition in &body.editions {
            let mut said: Vec<String> = policy::beside(w, edition);
            said.extend(edition.rules.iter().map(|r| policy::clause(w, r, edition)));
            said.extend(edition.rules.iter().map(|r| policy::describe(w, r, edition)));
            for example in &edition.examples {
                let got = tell::examples::judge(body, edition, example);
                said.extend(got.rules.iter().flat_map(|r| [verdict::clause(w, r), sum(w, r)]));
                said.extend(verdict::headline(w, &got));
            }
            let hole = |s: &&String| s.contains("  ") || s.contains('{') || s.contains(" .") || s.is_empty();
            holes.extend(said.iter().filter(hole).map(|s| format!("{}: {s}", body.id)));
        }
    }
    assert!(holes.is_empty(), "{}", holes.join("\n"));
}

#[test]
fn remarks_name_what_is_wrong() {
    let (policy, notes) = made(
        "  \"1\": {from: 2020-01-01, to: 2020-12-31, rules: [\
         {id: few, severity: must, diversity: {of: type, at_least: 3}, clause: x},\
         {id: total, severity: must, at_least: 30h, clause: x},\
         {id: small, severity: must, at_least: 10h, clause: x},\
         {id: most, severity: must, at_most: 20h, clause: x},\
         {id: never, severity: must, select: {planned: true, not: {planned: true}}, at_least: 1h, clause: x},\
         {id: cap, severity: must, cap: {most: 5h, towards: [total]}, clause: x}]}\n\
         \n  \"2\": {from: 2021-02-01, measures: {unused: {unit: count}}, rules: [{id: total, severity: must, at_least: 30h, clause: No less than 35 hours}]}\n",
    );
    assert!(notes.is_empty(), "{notes:?}");
    let remarks = tell::check::check(&policy.unwrap(), crate::model::Day::from_ymd_opt(2026, 11, 26).unwrap());
    let said = |kind: Kind, part: &str| {
        remarks.iter().any(|r| r.point.kind() == kind && check::point(&r.point).contains(part))
    };
    assert!(said(Kind::Gap, "from 1 January 2021 to 31 January 2021"), "{remarks:#?}");
    assert!(said(Kind::Unreachable, "`few` asks for 3 of kind of activity, and there are 2"));
    assert!(said(Kind::Unreachable, "`never` selects nothing"));
    assert!(said(Kind::Unreachable, "`total` asks for more than `cap` lets through"));
    assert!(said(Kind::Contradiction, "`total` asks for more than `most` allows"));
    assert!(said(Kind::Idle, "`small` is met whenever `total` is"));
    assert!(said(Kind::Contradiction, "the clause of `total` says `35 hours`, and the rule another figure"));
    assert!(said(Kind::DeadReference, "`unused`"));
    assert!(said(Kind::DeadReference, "role `r`"));
    assert!(said(Kind::DeadReference, "key `t`"));
}

#[test]
fn differences_are_sentences() {
    let rics = packs().get("rics").unwrap();
    let said = differences(&rics.editions[0], &rics.editions[1]);
    assert!(said.contains(&"New: Declaration (advice): A document: Yearly declaration.".to_owned()), "{said:#?}");
    assert!(said.iter().any(|s| s.starts_with("New: Up to 10 hours marked “Long study” above Total ")), "{said:#?}");
    let (policy, _) = made(
        "  \"1\": {from: 2020-01-01, rules: [{id: a, severity: should, at_least: 20h, clause: x}]}\n  \"2\": {from: 2021-01-01, rules: [{id: a, severity: must, at_least: 30h, clause: x}]}\n",
    );
    let policy = policy.unwrap();
    let said = differences(&policy.editions[0], &policy.editions[1]);
    assert_eq!(said, ["A rises from 20 hours to 30 hours.", "A is now required; before, guideline."]);
    assert!(differences(&policy.editions[0], &policy.editions[0]).is_empty());
}

#[test]
fn of_a_circumstance_is_told_what_changed_and_by_what_rules_are_called() {
    let edition = |label: &str, year: &str, adjust: &str| {
        let rules = "{id: total, title: All hours, severity: must, at_least: 20h, clause: x}, {id: planned, severity: must, select: {planned: true}, at_least: 5h, clause: x}, {id: kinds, each: types, severity: must, at_least: 1h, clause: x}";
        format!(
            "  \"{label}\": {{from: {year}-01-01, rules: [{rules}], adjust: [{{reasons: {{old: Retired}}, {adjust}}}]}}\n"
        )
    };
    let said = |was: &str, is: &str| {
        let (policy, notes) = made(&format!("{}{}", edition("1", "2020", was), edition("2", "2021", is)));
        let policy = policy.unwrap_or_else(|| panic!("{notes:#?}"));
        differences(&policy.editions[0], &policy.editions[1])
    };
    let five = "set: {total: 5h}, others: {planned: drop, kinds: drop}";
    assert!(said(five, five).is_empty());
    let eight = "set: {total: 8h}, others: {planned: drop, kinds: drop}";
    assert_eq!(said(five, eight), ["Retired: All hours rises from 5 hours to 8 hours."]);
    assert_eq!(said(eight, five), ["Retired: All hours falls from 8 hours to 5 hours."]);
    let kept = "set: {total: 5h}, others: {planned: keep, kinds: keep}";
    assert_eq!(said(five, kept), ["Retired: Planned, A and B stay."]);
    let whole = "when: whole-period, set: {total: 5h}, others: {planned: drop, kinds: drop}";
    let rest = "All hours becomes 5 hours; Planned, A and B are lifted.";
    let both = format!("Retired, through the whole period: {rest} Before: Retired, on any day of the period: {rest}");
    assert_eq!(said(five, whole), [both]);
}

#[test]
#[ignore = "prints what every policy says, for reading"]
fn everything_that_is_said() {
    let w = Wording::english();
    for body in packs().all() {
        println!("\n== {} ({})", body.title, body.id);
        for edition in &body.editions {
            println!("-- {}", edition.label);
            for rule in &edition.rules {
                println!("{:>16} {}", rule.id.as_str(), policy::describe(w, rule, edition));
            }
            for line in policy::beside(w, edition) {
                println!("{:>16} {line}", "");
            }
        }
        for remark in tell::check::check(body, crate::model::Day::from_ymd_opt(2026, 11, 26).unwrap()) {
            println!("   ! {} {}", remark.point.kind().word(), check::point(&remark.point));
        }
    }
}

#[test]
fn of_several_ways_the_sentence_names_the_first() {
    let policy = packs().get("istructe").unwrap();
    let edition = policy.latest().unwrap();
    let example = edition.examples.iter().find(|e| e.name == "ninety in three years").unwrap();
    let got = tell::examples::judge(policy, edition, example);
    let (total, w) = (got.rule("total").unwrap(), Wording::english());
    assert_eq!(total.target.map(|t| t.n), Some(5400));
    assert_eq!(verdict::clause(w, total), "At least 30 hours a year, or three times as much over three years.");
    assert_eq!(plain(&sum(w, total)), "over three years: 90 h of 90 h: exactly what is asked");
}

/// What is shown adds up, where one limit lies inside another; and each limit names all that it has not let through.
#[test]
fn sums_of_limits_inside_each_other_add_up() {
    let rules = "\
        {id: total, severity: must, at_least: 36h, clause: x}, \
        {id: activities, severity: must, select: {type: [a, b]}, cap: {most: 18h, towards: [total]}, clause: x}, \
        {id: papers, severity: must, select: {type: b}, cap: {most: 9h, towards: [total]}, clause: x}";
    let examples = "\
        {name: both, log: [{hours: 12h}, {hours: 10h, type: a, date: 2020-02-01}, {hours: 18h, type: b, date: 2020-03-01}]}, \
        {name: the inner alone, log: [{hours: 12h}, {hours: 5h, type: a, date: 2020-02-01}, {hours: 10h, type: b, date: 2020-03-01}]}, \
        {name: none, log: [{hours: 12h}, {hours: 5h, type: a, date: 2020-02-01}, {hours: 9h, type: b, date: 2020-03-01}]}";
    let (made, notes) = made(&format!("  \"1\": {{from: 2020-01-01, rules: [{rules}], examples: [{examples}]}}\n"));
    assert!(notes.is_empty(), "{notes:#?}");
    let made = made.unwrap();
    let sums = |name: &str| -> Vec<String> {
        judged(&made, name).rules.iter().map(|r| plain(&sum(Wording::english(), r))).collect()
    };
    assert_eq!(
        sums("both"),
        [
            "12 h + 18 h of 28 h (activities) = 30 h of 36 h: 6 h short",
            "18 h of at most 18 h: 28 h earned, 10 h left out",
            "8 h of at most 9 h: 18 h earned, 10 h left out",
        ]
    );
    assert_eq!(
        sums("the inner alone"),
        [
            "17 h + 9 h of 10 h (papers) = 26 h of 36 h: 10 h short",
            "14 h of at most 18 h: 15 h earned, 1 h left out",
            "9 h of at most 9 h: 10 h earned, 1 h left out",
        ]
    );
    assert_eq!(sums("none")[1], "14 h of at most 18 h: all of it counts");
}

/// Where one rule is not asked and others decide, the answer says which, why, and until when.
#[test]
fn a_rule_that_is_not_asked_is_named_beside_those_that_are() {
    let rules = "\
        {id: total, severity: must, at_least: 30h, window: {rolling: 3 years}, clause: x}, \
        {id: year, title: Each year, severity: must, at_least: 5h, window: {each: 12 months}, clause: x}";
    let examples = "\
        {name: not yet, joined: 2020-05-01, day: 2020-01-01, log: [{hours: 5h, date: 2020-06-01}, {hours: 5h, date: 2021-06-01}], as_of: 2024-01-01}, \
        {name: joined later, joined: 2021-02-01, day: 2020-01-01, log: [{hours: 5h, date: 2021-06-01}], as_of: 2024-01-01}";
    let (made, notes) = made(&format!(
        "  \"1\": {{from: 2020-01-01, window: {{calendar: 2 years, from: 2020}}, rules: [{rules}], examples: [{examples}]}}\n"
    ));
    assert!(notes.is_empty(), "{notes:#?}");
    let made = made.unwrap();
    let got = judged(&made, "not yet");
    let w = Wording::english();
    assert_eq!(got.verdict, crate::policy::Verdict::Met);
    assert_eq!(
        plain(&verdict::headline(w, &got).join(" ")),
        "Total: 10 h; not asked for in this period: it is due on 30 April 2023. The other 2 rules are met."
    );
    let states =
        |of: &Assessment| -> Vec<String> { of.rules.iter().map(|r| plain(&verdict::state(w, of, r))).collect() };
    assert_eq!(states(&got)[0], "not asked for in this period: it is due on 30 April 2023");
    let later = judged(&made, "joined later");
    assert_eq!(states(&later)[1], "not asked for, since this time was over before the day of joining");
    assert_eq!(
        plain(&sum(w, &later.rules[1])),
        "0 h; not asked for, since this time was over before the day of joining"
    );
}

/// A reflection that is too short stands with those that do not count, and the number of words is said.
#[test]
fn an_entry_with_too_few_words_is_named() {
    let rules = "{id: each, severity: must, text: {words: 20}, clause: x}, {id: two, severity: must, text: {words: 20, entries: 2}, clause: x}";
    let examples = "{name: short, log: [{hours: 1h, reflection: 20}, {hours: 1h, reflection: 19, date: 2020-02-01}, {hours: 1h, date: 2020-03-01}]}";
    let (made, _) = made(&format!("  \"1\": {{from: 2020-01-01, rules: [{rules}], examples: [{examples}]}}\n"));
    let got = judged(&made.unwrap(), "short");
    let sums: Vec<String> = got.rules.iter().map(|r| plain(&sum(Wording::english(), r))).collect();
    assert_eq!(
        sums,
        ["1 of 3 entries have a reflection of 20 words or more", "1 of 2: 1 short (each of 20 words or more)"]
    );
    for rule in &got.rules {
        let left: Vec<_> = rule.excluded.iter().map(|e| (e.record, e.amount, e.reason.word())).collect();
        assert_eq!(left, [(1, None, "few-words"), (2, None, "few-words")]);
    }
}

/// What brings nothing in the rule's unit does not count, and is named as that.
#[test]
fn an_entry_that_lacks_the_number_of_the_measure_does_not_count() {
    let text = "schema: cpdfolio.policy/1\nid: made\ntitle: Made\nkeys: {points: {type: number, title: Points}}\neditions:\n  \"1\":\n    from: 2020-01-01\n    measures: {points: {unit: points, convert: [{per: points, give: 1}]}}\n    rules: [{id: total, severity: must, measure: points, at_least: 5, clause: x}]\n    examples: [{name: one, log: [{hours: 1h, points: 3}, {hours: 3h, date: 2020-02-01}]}]\n";
    let path = SourcePath::new("content/policies/made.yaml").unwrap();
    let (policy, notes) = read::read(&path, text, Origin::OfThisSite);
    let got = judged(&policy.unwrap_or_else(|| panic!("{notes:#?}")), "one");
    let total = &got.rules[0];
    assert_eq!(total.counted.iter().map(|c| c.record).collect::<Vec<_>>(), [0]);
    assert_eq!(
        total.excluded.iter().map(|e| (e.record, e.amount, e.reason.word())).collect::<Vec<_>>(),
        [(1, Some(0), "nothing")]
    );
}
