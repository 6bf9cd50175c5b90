//! Small policies with worked examples: what a word of the format means.

use super::*;

/// Reads a policy of one or more editions.
fn policy(editions: &str) -> Policy {
    let head = "schema: cpdfolio.policy/1\nid: made\ntitle: Made\ntypes: {a: A, b: B}\nroles: {r: R, s: S}\nsources: {none: {title: None, confidence: confirmed}}\nkeys: {f: {type: flag, title: F}}\nartefacts: {plan: Plan}\neditions:\n";
    let path = crate::paths::SourcePath::new("content/policies/made.yaml").unwrap();
    let (found, notes) = read::read(&path, &format!("{head}{editions}"), Origin::OfThisSite);
    found.unwrap_or_else(|| panic!("{notes:#?}"))
}

/// Every example of the policy comes out as written.
fn holds(editions: &str) {
    let policy = policy(editions);
    let wrong = tell::examples::run(&policy);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(policy.editions.iter().any(|e| !e.examples.is_empty()));
}

/// What is said of rules that cannot be.
fn refused(rules: &str) -> Vec<String> {
    let head = "schema: cpdfolio.policy/1\nid: made\ntitle: Made\ntypes: {a: A, b: B}\nroles: {r: R}\n";
    let path = crate::paths::SourcePath::new("content/policies/made.yaml").unwrap();
    let text =
        format!("{head}editions:\n  \"1\": {{from: 2020-01-01, window: {{calendar: 3 years, from: 2020}}, {rules}}}\n");
    let (found, notes) = read::read(&path, &text, Origin::OfThisSite);
    assert!(found.is_none(), "not refused: {rules}");
    notes.into_iter().map(|n| n.message).collect()
}

#[test]
fn a_limit_for_each_year_holds_in_each_year_of_a_longer_period() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    window: {calendar: 3 years, from: 2020}
    rules:
      - {id: total, severity: must, at_least: 30h, clause: x}
      - {id: year, severity: should, at_least: 9h, window: {each: 12 months}, clause: x}
      - {id: a, severity: must, select: {type: a}, window: {each: 12 months}, cap: {most: 8h, towards: [total, year]}, clause: x}
      - {id: all, severity: must, select: {type: a}, cap: {most: 20h, towards: [total]}, clause: x}
    examples:
      - name: what is over in one year does not fill another
        log:
          - {hours: 20h, type: a, date: 2020-02-01}
          - {hours: 20h, type: a, date: 2021-02-01}
          - {hours: 10h, type: b, date: 2022-02-01}
        expect: {total: 26h short, a-1: 8h, a-2: 8h, a-3: 0h, year-1: 8h short, year-2: 8h short, year-3: 10h met}
      - name: the last day of a year and the first of the next
        log:
          - {hours: 8h, type: a, date: 2020-12-31}
          - {hours: 8h, type: a, date: 2021-01-01}
        expect: {total: 16h short, a-1: 8h, a-2: 8h}
      - name: a limit of the whole holds beside those of the years
        log:
          - {hours: 9h, type: a, date: 2020-02-01}
          - {hours: 8h, type: a, date: 2021-02-01}
          - {hours: 8h, type: a, date: 2022-02-01}
          - {hours: 10h, type: b, date: 2022-02-02}
        expect: {total: 30h met, all: 20h}
",
    );
}

#[test]
fn a_limit_has_no_other_time_than_what_it_limits() {
    let other = refused(
        "rules: [{id: total, severity: must, at_least: 9h, clause: x}, {id: c, severity: must, cap: {most: 1h, towards: [total]}, window: {rolling: 12 months}, clause: x}]",
    );
    assert_eq!(other, ["`c` limits `total`, which looks at another time"]);
    let longer = refused(
        "rules: [{id: total, severity: must, at_least: 9h, window: {rolling: 5 years}, clause: x}, {id: c, severity: must, cap: {most: 1h, towards: [total]}, window: {each: 12 months}, clause: x}]",
    );
    assert_eq!(longer, other, "once, not for each part");
    let crossing = refused(
        "rules: [{id: total, severity: must, at_least: 9h, clause: x}, {id: c, severity: must, cap: {most: 1h, per: type, towards: [total]}, clause: x}, {id: d, severity: must, cap: {most: 1h, towards: [total]}, window: {each: 12 months}, clause: x}]",
    );
    assert!(crossing[0].contains("cut across each other"), "{crossing:?}");
}
