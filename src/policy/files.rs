//! What is said of policy files that cannot be, or that a publisher should look at; and examples made from a file.

use super::cases::{policy, refused};
use super::*;

#[test]
fn what_no_edition_can_mean_is_refused() {
    for (rules, said) in [
        (
            "to: 2019-12-31, rules: [{id: total, severity: must, at_least: 9h, clause: x}]",
            "the edition ends on 2019-12-31, before it starts",
        ),
        ("rules: []", "the edition `1` asks for nothing: it has no rules"),
        ("carry: none", "the edition `1` asks for nothing: it has no rules"),
        (
            "measures: {p: {unit: points, convert: [{per: 50, give: 1}]}}, rules: [{id: total, severity: must, at_least: 9, measure: p, clause: x}]",
            "`per: 50` has no unit",
        ),
        (
            "rules: [{id: total, severity: must, at_least: 9h, clause: x}, {id: c, severity: must, cap: {most: 1h, towards: [total]}, clause: \"At most {at_least}.\"}]",
            "nothing fills `{at_least}`: the figure of this rule is `{most}`",
        ),
        (
            "rules: [{id: total, severity: must, at_least: 9h, clause: \"At least {most}.\"}]",
            "nothing fills `{most}`: the figure of this rule is `{at_least}`",
        ),
        (
            "rules: [{id: total, severity: must, any_of: [{title: a, at_least: 9h}, {title: b, at_least: 3h, window: {each: 12 months}}], clause: x}]",
            "a way looks at one time, and `each` part of the period is several",
        ),
    ] {
        assert_eq!(refused(rules), [said], "{rules}");
    }
}

/// A key that has to be there is named where it is not, and nothing falls out in silence.
#[test]
fn what_is_missing_is_said() {
    for (rules, said) in [
        ("rules: [{severity: must, at_least: 9h, clause: x}]", "`id` is missing"),
        ("rules: [{id: a, severity: must, each: {among: [a]}, at_least: 9h, clause: x}]", "`of` is missing"),
        ("rules: [{id: a, severity: must, artefact: {at_least: 2}, clause: x}]", "`kind` is missing"),
        ("measures: {p: {one: P}}, rules: [{id: a, severity: must, at_least: 9h, clause: x}]", "`unit` is missing"),
        (
            "measures: {p: {unit: points, round: {to: 1}}}, rules: [{id: a, severity: must, measure: p, at_least: 9, clause: x}]",
            "`way` is missing",
        ),
        (
            "rules: [{id: a, severity: must, at_least: 9h, clause: x}], examples: [{name: e, log: [{type: a}]}]",
            "`hours` is missing",
        ),
        (
            "rules: [{id: a, severity: must, at_least: 9h, clause: x}], examples: [{name: e, circumstances: [{reason: r}]}]",
            "`from` is missing",
        ),
        (
            "rules: [{id: a, severity: must, at_least: 9h, clause: x}], examples: [{name: e, log: [{hours: 1h, date: {from: 2020-01-01}}]}]",
            "`to` is missing",
        ),
    ] {
        assert_eq!(refused(rules), [said], "{rules}");
    }
}

#[test]
fn an_answer_to_a_question_is_no_dead_name() {
    let question = "{r: R, s: S, t: T, which: {title: Which, needed: one, of: [r, s]}}";
    let made = policy(
        question,
        "  \"1\": {from: 2020-01-01, rules: [{id: a, severity: must, at_least: 9h, target_by: {r: 5h}, clause: \"{at_least}.\"}]}\n",
    );
    let dead: Vec<_> = tell::check::check(&made, crate::policy::read::day("2020-06-01"))
        .into_iter()
        .filter_map(|remark| match remark.point {
            tell::check::Point::UnusedRole(role) => Some(role),
            _ => None,
        })
        .collect();
    assert_eq!(dead, ["t"]);
}

/// A number with a comma inside `{…}` is cut in two by YAML: told once, with the number that was meant.
#[test]
fn a_number_that_is_cut_at_its_comma_is_told_once() {
    for (rules, said) in [
        ("rules: [{id: a, severity: must, at_least: 2,5h, clause: x}]", "`2,5h` is cut in two at its comma"),
        (
            "measures: {p: {unit: points, convert: [{per: 1h, give: 1,5}]}}, rules: [{id: a, severity: must, measure: p, at_least: 9, clause: x}]",
            "`1,5` is cut in two at its comma",
        ),
    ] {
        assert_eq!(refused(rules), [said], "{rules}");
    }
}

#[test]
fn what_is_expected_is_an_amount_or_a_verdict() {
    for expected in ["30h mett", "q", "met 30h x"] {
        let rules = format!(
            "rules: [{{id: a, severity: must, at_least: 9h, clause: x}}], examples: [{{name: e, log: [{{hours: 1h}}], expect: {{a: {expected}}}}}]"
        );
        assert_eq!(refused(&rules).len(), 1, "{expected}");
    }
}

#[test]
fn an_example_of_a_period_that_its_edition_does_not_judge_says_so() {
    let made = policy(
        "{r: R}",
        "  \"1\": {from: 2020-01-01, rules: [{id: a, severity: must, at_least: 9h, clause: x}], examples: [{name: early, day: 2019-06-01, log: [{hours: 9h}], expect: {a: 9h met}}], adjust: [{reasons: {away: Away}, when: 400 days, exempt: all}]}\n",
    );
    let wrong = tell::examples::run(&made);
    assert_eq!(wrong.iter().map(|(_, w)| w.elsewhere.is_some()).collect::<Vec<_>>(), [true]);
    let points = tell::check::check(&made, crate::policy::read::day("2020-06-01"));
    assert!(points.iter().any(|r| matches!(r.point, tell::check::Point::NeverHolds(_, 400))), "{points:#?}");
}

/// Examples at the edges reach declared numbers, days, entries, and every role that a target names.
#[test]
fn edges_are_made_for_every_amount() {
    let text = "schema: cpdfolio.policy/1\nid: made\ntitle: Made\nroles: {r: R, s: S, t: T, which: {title: Which, needed: one, of: [r, s, t]}}\nkeys: {points: {type: number, most: 100, title: Points}}\neditions:\n  \"1\":\n    from: 2020-01-01\n    measures: {p: {unit: points, convert: [{per: points, give: 1}]}, q: {unit: units, convert: [{per: entry, give: 10}]}}\n    rules:\n      - {id: stated, severity: must, measure: p, at_least: 5, target_by: {r: 7}, more_for: {s: 2}, clause: x}\n      - {id: lasting, severity: must, measure: days, at_least: 3, clause: x}\n      - {id: papers, severity: must, measure: q, at_least: 20, clause: x}\n      - {id: cap, severity: must, measure: q, cap: {most: 9, per: entry, towards: [papers]}, clause: x}\n      - {id: words, severity: must, text: {words: 20}, clause: x}\n";
    let path = crate::paths::SourcePath::new("content/policies/made.yaml").unwrap();
    let (made, notes) = read::read(&path, text, Origin::OfThisSite);
    let made = made.unwrap_or_else(|| panic!("{notes:#?}"));
    let (examples, left) = tell::edges::edges(&made, &made.editions[0]);
    assert_eq!(left, Vec::<String>::new());
    let said: Vec<String> =
        examples.iter().map(|e| format!("{}: {}", e.name, e.expect.first().map_or("", |(_, said)| said))).collect();
    for line in [
        "stated: one under: 4 short",
        "stated: just enough: 5 met",
        "stated, r: one under: 6 short",
        "stated, r: just enough: 7 met",
        "stated, s: one under: 6 short",
        "stated, s: one over: 8 met",
        "lasting: one under: 2 short",
        "lasting: just enough: 3 met",
        "cap: one under: 0",
        "cap: just enough: 9",
        "cap: one over: 18",
        "words: one under: 0 short",
        "words: just enough: 1 met",
    ] {
        assert!(said.iter().any(|s| s == line), "{line}\n{said:#?}");
    }
}
