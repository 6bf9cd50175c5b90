//! Small policies with worked examples: what a word of the format means.

use super::read::day;
use super::*;
use crate::model::{Days, Word};

/// Reads a policy of one or more editions.
pub(super) fn policy(roles: &str, editions: &str) -> Policy {
    let head = format!(
        "schema: cpdfolio.policy/1\nid: made\ntitle: Made\ntypes: {{a: A, b: B}}\nroles: {roles}\nsources: {{none: {{title: None, confidence: confirmed}}}}\nkeys: {{f: {{type: flag, title: F}}}}\nartefacts: {{plan: Plan}}\neditions:\n"
    );
    let path = crate::paths::SourcePath::new("content/policies/made.yaml").unwrap();
    let (found, notes) = read::read(&path, &format!("{head}{editions}"), Origin::OfThisSite);
    found.unwrap_or_else(|| panic!("{notes:#?}"))
}

/// Every example of the policy comes out as written.
fn holds(editions: &str) {
    holds_with("{r: R, s: S}", editions);
}

/// The same, of a policy with some roles.
fn holds_with(roles: &str, editions: &str) {
    let policy = policy(roles, editions);
    let wrong = tell::examples::run(&policy);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(policy.editions.iter().any(|e| !e.examples.is_empty()));
}

/// What is said of rules that cannot be.
pub(super) fn refused(rules: &str) -> Vec<String> {
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

#[test]
fn what_comes_again_in_years_is_due_when_the_years_have_passed() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 1h, clause: x}
      - {id: old, severity: must, select: {f: true}, every: 3 years, clause: x}
    examples: []
  \"2\":
    from: 2024-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 1h, clause: x}
      - {id: old, severity: must, select: {f: true}, every: 3 years, clause: x}
      - {id: new, severity: must, select: {type: a}, every: 3 years, clause: x}
      - {id: sum, severity: must, at_least: 3h, window: {rolling: 24 months}, clause: x}
    examples:
      - {name: a rule that stood before is due, day: 2024-06-01, log: [{hours: 3h, date: 2024-02-02}], expect: {old: 0 short, new: 0 open, verdict: short}}
      - {name: a new rule is not, day: 2024-06-01, log: [{hours: 1h, f: true, date: 2024-02-02}], expect: {old: 1 met, new: 0 open, sum: 1h open, verdict: met}}
      - {name: when its years have passed it is, day: 2026-06-01, log: [{hours: 3h, f: true, date: 2026-02-02}], expect: {new: 0 short, verdict: short}}
      - {name: met early is met, day: 2024-06-01, log: [{hours: 1h, type: a, f: true, date: 2024-02-02}], expect: {new: 1 met, verdict: met}}
      - {name: years later the first years asked nothing, day: 2024-06-01, as_of: 2027-01-01, log: [{hours: 1h, f: true, date: 2024-02-02}], expect: {new: 0 exempt, sum: 1h exempt, verdict: met}}
      - {name: what is due decides, day: 2024-06-01, log: [{hours: 59m, f: true, date: 2024-02-02}], expect: {total: 59m short, new: 0 open, verdict: short}}
      - {name: before joining nothing counts and nothing is due, day: 2027-06-01, joined: 2027-05-01, log: [{hours: 1h, type: a, f: true, date: 2027-04-30}, {hours: 1h, date: 2027-06-01}], expect: {old: 0 open, new: 0 open, sum: 1h open, total: 2h met, verdict: met}}
      - {name: the last day before it is due, day: 2029-06-01, joined: 2027-05-01, as_of: 2030-04-30, log: [{hours: 3h, date: 2029-06-01}], expect: {old: 0 open, sum: 3h met, verdict: met}}
      - {name: joined on the first day of the years, day: 2029-06-01, joined: 2027-01-01, log: [{hours: 3h, date: 2029-06-01}], expect: {old: 0 short, verdict: short}}
",
    );
}

#[test]
fn a_part_is_asked_of_the_way_that_is_met_and_none_of_nothing() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    rules:
      - {id: total, severity: must, any_of: [{title: now, at_least: 30h}, {title: long, at_least: 90h, window: {rolling: 3 years}}], clause: x}
      - {id: part, severity: must, select: {f: true}, ratio: {at_least: 1/5, of_way: total}, clause: x}
    examples:
      - {name: of the year, day: 2024-06-01, log: [{hours: 6h, f: true, date: 2024-02-02}, {hours: 24h, date: 2024-02-02}], expect: {part: 6h met, verdict: met}}
      - {name: of three years, day: 2024-06-01, log: [{hours: 18h, f: true, date: 2022-02-02}, {hours: 72h, date: 2022-02-02}], expect: {total: 90h met, part: 18h met, verdict: met}}
      - {name: a minute too little of three years, day: 2024-06-01, log: [{hours: 17h59m, f: true, date: 2022-02-02}, {hours: 72h1m, date: 2022-02-02}], expect: {total: 90h met, part: 17h59m short, verdict: short}}
      - {name: years before do not help a year that is met, day: 2024-06-01, log: [{hours: 18h, f: true, date: 2022-02-02}, {hours: 30h, date: 2024-02-02}], expect: {total: 30h met, part: 0h short}}
      - {name: more than is asked asks for no more of it, day: 2024-06-01, log: [{hours: 6h, f: true, date: 2024-02-02}, {hours: 60h, date: 2024-02-02}], expect: {total: 66h met, part: 6h met, verdict: met}}
      - {name: of nothing no part is asked, day: 2024-06-01, log: [], expect: {total: 0h short, part: 0h exempt, verdict: short}}
      - {name: while there is time it is open, day: 2024-06-01, as_of: 2024-12-31, log: [], expect: {part: 0h open, verdict: open}}
",
    );
}

#[test]
fn a_conversion_rounds_before_it_weighs() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    measures:
      pdh: {unit: units, convert: [{select: {type: [a]}, per: 1h, round: {to: 1/3, way: nearest}, give: 2}, {select: {type: [b]}, per: 1h, round: {to: 1/2, way: up}, give: 1.5}, {per: 50m, round: {to: 1, way: down}, give: 1}]}
    measure: pdh
    rules: [{id: total, severity: must, at_least: 1, clause: x}]
    examples:
      - {name: twenty-six minutes are a third, log: [{hours: 26m, type: a}], expect: {total: 2/3 short}}
      - {name: twenty-nine too, log: [{hours: 29m, type: a}], expect: {total: 2/3 short}}
      - {name: thirty are two thirds, log: [{hours: 30m, type: a}], expect: {total: 1 1/3 met}}
      - {name: three quarters of an hour are two thirds and more, log: [{hours: 45m, type: a}], expect: {total: 1 1/3 met}}
      - {name: ten minutes are a third, log: [{hours: 10m, type: a}], expect: {total: 2/3 short}}
      - {name: nine are nothing, log: [{hours: 9m, type: a}], expect: {total: 0 short}}
      - {name: upwards, log: [{hours: 31m, type: b}], expect: {total: 1.5 met}}
      - {name: downwards, log: [{hours: 99m}], expect: {total: 1 met}}
",
    );
}

#[test]
fn only_what_was_earned_late_is_carried_and_nothing_out_of_the_first_period_that_asks() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    carry: {most: 10h, periods: 1, towards: [total], earned_in_last: 6 months, not_first_judged: true}
    rules: [{id: total, severity: must, at_least: 10h, only: {not_first_period: true}, clause: x}]
    examples:
      - {name: earned late, day: 2024-06-01, log: [{hours: 10h, date: 2023-02-01}, {hours: 7h, date: 2023-07-01}], expect: {total: 7h short}}
      - {name: earned a day too early, day: 2024-06-01, log: [{hours: 10h, date: 2023-02-01}, {hours: 7h, date: 2023-06-30}], expect: {total: 0h short}}
      - {name: no more than is above the target, day: 2024-06-01, log: [{hours: 5h, date: 2023-02-01}, {hours: 7h, date: 2023-07-01}], expect: {total: 2h short}}
      - {name: not out of the year of joining, day: 2024-06-01, joined: 2023-05-01, log: [{hours: 20h, date: 2023-12-01}], expect: {total: 0h short}}
      - {name: not out of the first year that asks, day: 2024-06-01, joined: 2022-05-01, log: [{hours: 20h, date: 2023-12-01}], expect: {total: 0h short}}
      - {name: out of the second, day: 2024-06-01, joined: 2021-12-31, log: [{hours: 20h, date: 2023-12-01}], expect: {total: 10h met}}
",
    );
}

#[test]
fn who_has_to_state_a_role_and_does_not_is_told_nothing_by_a_guess() {
    holds_with(
        "{r: R, s: S, which: {title: Which, needed: one, of: [r, s]}}",
        "  \"1\":
    from: 2020-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 20h, target_by: {r: 30h, s: 10h}, clause: x}
      - {id: flagged, severity: must, select: {f: true}, at_least: 1h, clause: x}
    adjust: [{reasons: {away: Away}, exempt: all}]
    examples:
      - {name: nobody has said, log: [{hours: 90h, f: true}], expect: {total: 90h unknown, flagged: 90h met, verdict: unknown}}
      - {name: nobody has said and time is left, as_of: 2020-02-02, log: [], expect: {total: 0h unknown, flagged: 0h open, verdict: unknown}}
      - {name: what does not depend on it is short, log: [{hours: 90h}], expect: {total: 90h unknown, flagged: 0h short, verdict: short}}
      - {name: one of them is stated, roles: [s], log: [{hours: 10h, f: true}], expect: {total: 10h met, verdict: met}}
      - {name: who is exempt is exempt in any role, circumstances: [{reason: away, from: 2020-01-01, to: 2020-01-01}], log: [], expect: {total: exempt, verdict: exempt}}
",
    );
    // An edition that does not ask for the role judges without it.
    holds_with(
        "{r: R, s: S, which: {title: Which, needed: one, of: [r, s]}}",
        "  \"1\":
    from: 2020-01-01
    source: none
    rules: [{id: total, severity: must, at_least: 20h, clause: x}]
    examples: [{name: no role is asked for, log: [{hours: 20h}], expect: {total: 20h met, verdict: met}}]
",
    );
}

#[test]
fn who_joins_during_a_period_is_asked_for_a_part() {
    holds(
        "  \"1\":
    from: 2021-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 30h, pro_rata: true, clause: x}
      - {id: flagged, severity: must, select: {f: true}, at_least: 1h, clause: x}
    adjust: [{reasons: {away: Away}, scale: [total], others: {flagged: keep}}]
    examples:
      - {name: a quarter of the year, day: 2021-06-01, joined: 2021-10-01, log: [{hours: 7h33m, f: true, date: 2021-10-02}], expect: {total: 7h33m met, verdict: met}}
      - {name: a minute too little, day: 2021-06-01, joined: 2021-10-01, log: [{hours: 7h32m, f: true, date: 2021-10-02}], expect: {total: 7h32m short, flagged: 7h32m met}}
      - {name: the last day alone, day: 2021-06-01, joined: 2021-12-31, log: [{hours: 4m, date: 2021-12-31}], expect: {total: 4m met, flagged: 0h short}}
      - {name: from the first day on all of it, day: 2021-06-01, joined: 2021-01-01, log: [{hours: 29h59m, date: 2021-03-01}], expect: {total: 29h59m short}}
      - {name: the year after all of it, day: 2022-06-01, joined: 2021-10-01, log: [{hours: 29h59m, date: 2022-03-01}], expect: {total: 29h59m short}}
      - {name: a circumstance takes its part of that part, day: 2021-06-01, joined: 2021-10-01, circumstances: [{reason: away, from: 2021-12-01, to: 2021-12-31}], log: [{hours: 6h54m, f: true, date: 2021-10-02}], expect: {total: 6h54m met}}
",
    );
    let said =
        refused("rules: [{id: kinds, severity: must, diversity: {of: type, at_least: 2}, pro_rata: true, clause: x}]");
    assert_eq!(said, ["this rule has no target of which a part could be asked"]);
}

#[test]
fn what_is_asked_of_those_who_are_drawn_is_asked_of_nobody_else() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 1h, clause: x}
      - {id: plan, severity: must, artefact: plan, only: {drawn: true}, clause: x}
    examples:
      - {name: not drawn, artefacts: {}, log: [{hours: 1h}], expect: {verdict: met}}
      - {name: drawn, artefacts: {}, drawn: 2020-12-31, log: [{hours: 1h}], expect: {plan: 0 short, verdict: short}}
      - {name: drawn and there, artefacts: {plan: 2020-05-05}, drawn: [2020-01-01, 2021-01-01], log: [{hours: 1h}], expect: {plan: 1 met, verdict: met}}
      - {name: drawn for another year, artefacts: {}, drawn: [2019-12-31, 2021-01-01], log: [{hours: 1h}], expect: {verdict: met}}
",
    );
}

#[test]
fn a_gap_that_a_document_explains_is_none() {
    holds(
        "  \"1\":
    from: 2021-01-01
    source: none
    rules: [{id: gap, severity: must, max_gap: {days: 100 days, unless: plan}, clause: x}]
    examples:
      - {name: too long, artefacts: {}, log: [{hours: 1h, date: 2021-04-12}, {hours: 1h, date: {from: 2021-07-01, to: 2021-12-31}}], expect: {gap: 101 over, verdict: over}}
      - {name: explained on its first day, artefacts: {plan: 2021-01-01}, log: [{hours: 1h, date: 2021-04-12}, {hours: 1h, date: {from: 2021-07-01, to: 2021-12-31}}], expect: {gap: 79 met, verdict: met}}
      - {name: explained on its last day, artefacts: {plan: 2021-04-11}, log: [{hours: 1h, date: 2021-04-12}, {hours: 1h, date: {from: 2021-07-01, to: 2021-12-31}}], expect: {gap: 79 met}}
      - {name: another gap is explained, artefacts: {plan: 2021-05-01}, log: [{hours: 1h, date: 2021-04-12}, {hours: 1h, date: {from: 2021-07-01, to: 2021-12-31}}], expect: {gap: 101 over}}
      - {name: not yet written, as_of: 2021-04-11, artefacts: {plan: 2021-04-12}, log: [], expect: {gap: 101 over}}
      - {name: nobody has said, log: [{hours: 1h, date: 2021-04-12}, {hours: 1h, date: {from: 2021-07-01, to: 2021-12-31}}], expect: {gap: 101 unknown, verdict: unknown}}
      - {name: short enough needs no document, log: [{hours: 1h, date: 2021-04-11}, {hours: 1h, date: {from: 2021-07-01, to: 2021-12-31}}], expect: {gap: 100 met}}
",
    );
}

#[test]
fn months_of_a_gap_are_counted_from_its_first_day() {
    holds(
        "  \"1\":
    from: 2021-01-01
    source: none
    rules: [{id: gap, severity: must, max_gap: {months: 3 months, unless: plan}, clause: \"Not longer than {most}.\"}]
    examples:
      - {name: three months, artefacts: {}, log: [{hours: 1h, date: {from: 2021-04-01, to: 2021-12-31}}], expect: {gap: 90 met, verdict: met}}
      - {name: and a day, artefacts: {}, log: [{hours: 1h, date: {from: 2021-04-02, to: 2021-12-31}}], expect: {gap: 91 over, verdict: over}}
      - {name: in a leap year, day: 2024-06-01, artefacts: {}, log: [{hours: 1h, date: {from: 2024-04-01, to: 2024-12-31}}], expect: {gap: 91 met}}
      - {name: from a short month on, artefacts: {}, log: [{hours: 1h, date: {from: 2021-01-01, to: 2021-01-31}}, {hours: 1h, date: {from: 2021-05-02, to: 2021-12-31}}], expect: {gap: 90 over}}
      - {name: longer and allowed beside shorter and too long, artefacts: {}, log: [{hours: 1h, date: {from: 2021-01-01, to: 2021-01-31}}, {hours: 1h, date: {from: 2021-05-02, to: 2021-06-30}}, {hours: 1h, date: {from: 2021-10-01, to: 2021-12-31}}], expect: {gap: 90 over}}
      - {name: explained, artefacts: {plan: 2021-02-05}, log: [{hours: 1h, date: {from: 2021-05-02, to: 2021-12-31}}], expect: {gap: 0 met}}
",
    );
    let said = refused("rules: [{id: gap, severity: must, max_gap: 3 weeks, clause: x}]");
    assert_eq!(said, ["`3 weeks` is not a number of days or months"]);
    let said = refused("rules: [{id: gap, severity: must, max_gap: {days: 3 months}, clause: x}]");
    assert_eq!(said, ["`days` are not those"]);
}

#[test]
fn what_asks_nothing_in_the_period_of_joining_is_exempt_then() {
    holds(
        "  \"1\":
    from: 2021-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 9h, only: {not_first_period: true}, clause: x}
      - {id: more, severity: advice, at_least: 20h, clause: x}
    examples:
      - {name: joined in the period, joined: 2021-05-01, log: [], expect: {verdict: exempt}}
      - {name: joined before it, joined: 2020-12-31, log: [], expect: {verdict: short}}
",
    );
}

#[test]
fn a_circumstance_of_a_part_changes_something_else_than_one_of_the_whole() {
    holds(
        "  \"1\":
    from: 2021-01-01
    source: none
    rules: [{id: total, severity: must, at_least: 36h30m, clause: x}, {id: plan, severity: must, artefact: plan, clause: x}]
    adjust:
      - {reasons: {away: Away}, when: whole-period, exempt: all, parts: {scale: [total], others: {plan: keep}}}
      - {reasons: {ill: Ill}, when: whole-period, exempt: all, parts: unstated}
      - {reasons: {busy: Busy}, when: whole-period, exempt: all}
    examples:
      - {name: the whole, artefacts: {}, circumstances: [{reason: away, from: 2021-01-01, to: 2021-12-31}], log: [], expect: {total: exempt, plan: exempt, verdict: exempt}}
      - {name: all but a day, artefacts: {}, circumstances: [{reason: away, from: 2021-01-01, to: 2021-12-30}], log: [{hours: 6m}], expect: {total: 6m met, plan: 0 short}}
      - {name: all but a day is not stated, artefacts: {}, circumstances: [{reason: ill, from: 2021-01-02, to: 2022-12-30}], log: [], expect: {total: silent, plan: silent, verdict: silent}}
      - {name: without a word for parts nothing changes, artefacts: {}, circumstances: [{reason: busy, from: 2021-01-02, to: 2022-12-30}], log: [], expect: {total: short, plan: short}}
",
    );
    let said = refused(
        "rules: [{id: total, severity: must, at_least: 1h, clause: x}], adjust: [{reasons: {a: A}, exempt: all, parts: unstated}]",
    );
    assert_eq!(said, ["only a circumstance of the whole period has parts"]);
}

#[test]
fn rules_of_one_policy_may_count_from_different_days() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 10h, clause: x}
      - {id: autumn, severity: must, at_least: 5h, window: {calendar: year, starts: 10-01}, clause: x}
      - {id: three, severity: must, at_least: 20h, window: {calendar: 3 years, from: 2020}, clause: x}
    examples:
      - {name: the autumn before counts for one and not for the other, day: 2022-06-01, log: [{hours: 5h, date: 2021-10-01}, {hours: 10h, date: 2022-10-01}, {hours: 5h, date: 2020-01-01}], expect: {total: 10h met, autumn: 5h met, three: 20h met, verdict: met}}
      - {name: a day before the autumn, day: 2022-06-01, log: [{hours: 5h, date: 2021-09-30}, {hours: 20h, date: 2022-10-01}], expect: {autumn: 0h short, verdict: short}}
      - {name: three years are not over in the second, day: 2021-06-01, log: [{hours: 10h, date: 2021-02-01}], expect: {total: 10h met, three: 10h open, verdict: met}}
      - {name: in the third they are, day: 2022-06-01, log: [{hours: 10h, date: 2022-02-01}], expect: {three: 10h short, verdict: short}}
",
    );
}

#[test]
fn a_part_of_a_period_is_asked_of_those_who_were_there() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    window: {calendar: 3 years, from: 2020}
    rules:
      - {id: year, severity: must, at_least: 12h, window: {each: 12 months}, pro_rata: true, clause: x}
      - {id: whole, severity: should, at_least: 12h, window: {each: 12 months}, clause: x}
      - {id: most, severity: must, select: {f: true}, at_most: 3h, window: {each: 12 months}, clause: x}
      - {id: pairs, severity: should, at_least: 1h, window: {each: 24 months, every: 12 months}, clause: x}
      - {id: cap, severity: must, select: {type: a}, cap: {most: 2h, towards: [whole]}, window: {each: 12 months}, clause: x}
    examples:
      - name: a year before joining is not asked, the year of joining by its days, the next one whole
        joined: 2021-07-02
        day: 2021-01-01
        log: [{hours: 4h, f: true, date: 2020-05-01}, {hours: 5h59m, date: 2021-08-01}, {hours: 11h59m, date: 2022-05-01}]
        expect: {year-1: 4h exempt, whole-1: 4h exempt, most-1: 4h exempt, year-2: 5h59m short, whole-2: 5h59m short, year-3: 11h59m short, pairs-1: 9h59m met, pairs-2: 17h58m met}
      - {name: the last day of a year asks its share, day: 2020-01-01, joined: 2020-12-31, log: [{hours: 1m, date: 2020-12-31}], expect: {year-1: 1m met, most-1: 0h met}}
      - {name: the first day of a year asks all of it, day: 2020-01-01, joined: 2021-01-01, log: [{hours: 12h, date: 2021-12-31}, {hours: 12h, date: 2022-01-01}], expect: {year-1: 0h exempt, year-2: 12h met, year-3: 12h met, verdict: met}}
      - {name: a minute less than all of it, day: 2020-01-01, joined: 2021-01-01, log: [{hours: 11h59m, date: 2021-12-31}], expect: {year-2: 11h59m short}}
      - {name: a limit of a year before joining holds as it did, day: 2020-01-01, joined: 2021-01-01, log: [{hours: 5h, type: a, date: 2020-12-31}], expect: {cap-1: 2h, whole-1: 2h exempt}}
",
    );
}

#[test]
fn a_stretch_of_its_own_before_joining_is_not_asked() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 1h, clause: x}
      - {id: autumn, severity: must, at_least: 73h, window: {calendar: year, starts: 10-01}, pro_rata: true, clause: x}
    examples:
      - {name: its last day was before joining, day: 2021-06-01, joined: 2021-10-01, log: [{hours: 1h, date: 2021-12-01}], expect: {autumn: 0h exempt, verdict: met}}
      - {name: joined on its last day, day: 2021-06-01, joined: 2021-09-30, log: [{hours: 12m, date: 2021-09-30}, {hours: 1h, date: 2021-12-01}], expect: {autumn: 12m met}}
      - {name: and a minute less, day: 2021-06-01, joined: 2021-09-30, log: [{hours: 11m, date: 2021-09-30}, {hours: 1h, date: 2021-12-01}], expect: {autumn: 11m short, verdict: short}}
",
    );
}

#[test]
fn a_circumstance_scales_a_target_by_the_time_that_it_is_for() {
    holds(
        "  \"1\":
    from: 2020-01-01
    source: none
    window: {calendar: 2 years, from: 2020}
    rules:
      - {id: total, severity: must, at_least: 731h, clause: x}
      - {id: year, severity: must, at_least: 365h, window: {each: 12 months}, clause: x}
      - {id: long, severity: must, at_least: 1461h, window: {rolling: 4 years}, clause: x}
    adjust:
      - {reasons: {away: Away}, scale: [total, year, long]}
    examples:
      - {name: by its own days, day: 2022-06-01, circumstances: [{reason: away, from: 2022-01-01, to: 2022-12-31}], log: [{hours: 365h, date: 2023-05-01}], expect: {year-1: 0h met, year-2: 365h met, total: 365h short}}
      - {name: a day of it, day: 2022-06-01, circumstances: [{reason: away, from: 2023-01-01, to: 2023-01-01}], log: [{hours: 364h, date: 2022-05-01}, {hours: 364h, date: 2023-05-01}], expect: {year-1: 364h short, year-2: 364h met}}
      - {name: days of the years before are days of a rule that looks back, day: 2022-06-01, circumstances: [{reason: away, from: 2021-12-31, to: 2022-01-01}], log: [{hours: 1459h, date: 2021-05-01}], expect: {long: 1459h met}}
      - {name: a minute less, day: 2022-06-01, circumstances: [{reason: away, from: 2021-12-31, to: 2022-01-01}], log: [{hours: 1458h59m, date: 2021-05-01}], expect: {long: 1458h59m short}}
",
    );
}

#[test]
fn a_share_is_asked_of_what_is_done_after_joining() {
    let rules = |word: &str| {
        format!(
            "  \"1\":
    from: 2021-01-01
    source: none
    rules:
      - {{id: total, severity: must, at_least: 365h, pro_rata: {word}, clause: x}}
      - {{id: a, severity: must, select: {{type: a}}, cap: {{most: 73h, towards: [total]}}, pro_rata: {word}, clause: x}}
      - {{id: all, severity: advice, at_least: 1h, clause: x}}
    examples:
"
        )
    };
    holds(&format!(
        "{}      - {{name: earlier entries do not count, day: 2021-06-01, joined: 2021-12-27, log: [{{hours: 9h, date: 2021-12-26}}, {{hours: 4h, date: 2021-12-27}}], expect: {{total: 4h short, all: 13h met}}}}
      - {{name: of that day they do, day: 2021-06-01, joined: 2021-12-27, log: [{{hours: 5h, date: 2021-12-27}}], expect: {{total: 5h met}}}}
      - {{name: a limit has its share, day: 2021-06-01, joined: 2021-12-27, log: [{{hours: 5h, type: a, date: 2021-12-28}}], expect: {{total: 1h short, a: 1h}}}}
      - {{name: in the next period all is asked, day: 2022-06-01, joined: 2021-12-27, log: [{{hours: 365h, date: 2022-01-01}}], expect: {{total: 365h met}}}}
",
        rules("true")
    ));
    holds(&format!(
        "{}      - {{name: earlier entries count, day: 2021-06-01, joined: 2021-12-27, log: [{{hours: 1h, date: 2021-12-26}}, {{hours: 4h, date: 2021-12-27}}], expect: {{total: 5h met}}}}
      - {{name: a minute less, day: 2021-06-01, joined: 2021-12-27, log: [{{hours: 59m, date: 2021-12-26}}, {{hours: 4h, date: 2021-12-27}}], expect: {{total: 4h59m short}}}}
",
        rules("with-earlier")
    ));
    let said = refused("rules: [{id: total, severity: must, at_least: 9h, pro_rata: sometimes, clause: x}]");
    assert_eq!(said.len(), 1, "{said:?}");
}

#[test]
fn days_before_joining_are_taken_off_once() {
    holds(
        "  \"1\":
    from: 2021-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 365h, pro_rata: true, clause: x}
    adjust:
      - {reasons: {away: Away}, scale: [total]}
    examples:
      - {name: an absence that was over before joining, day: 2021-06-01, joined: 2021-07-02, circumstances: [{reason: away, from: 2021-01-01, to: 2021-07-01}], log: [{hours: 183h, date: 2021-12-01}], expect: {total: 183h met}}
      - {name: and a minute less, day: 2021-06-01, joined: 2021-07-02, circumstances: [{reason: away, from: 2021-01-01, to: 2021-07-01}], log: [{hours: 182h59m, date: 2021-12-01}], expect: {total: 182h59m short}}
      - {name: of one across that day the days since then, day: 2021-06-01, joined: 2021-07-02, circumstances: [{reason: away, from: 2021-01-01, to: 2021-07-03}], log: [{hours: 181h, date: 2021-12-01}], expect: {total: 181h met}}
      - {name: a minute less, day: 2021-06-01, joined: 2021-07-02, circumstances: [{reason: away, from: 2021-01-01, to: 2021-07-03}], log: [{hours: 180h59m, date: 2021-12-01}], expect: {total: 180h59m short}}
",
    );
}

/// Nothing stands in place of what is not asked: its clause has the figure that the member has otherwise.
#[test]
fn a_clause_of_what_is_not_asked_has_the_figure_of_the_member() {
    let made = policy(
        "{r: R, s: S}",
        "  \"1\":
    from: 2020-01-01
    source: none
    rules:
      - {id: total, severity: must, at_least: 30h, clause: x}
      - {id: planned, severity: must, at_least: 10h, target_by: {r: 20h}, clause: \"{at_least}\"}
    adjust:
      - {reasons: {away: Away}, set: {total: 5h}, others: {planned: unstated}}
",
    );
    let leave = Circumstance {
        policy: made.id.clone(),
        reason: "away".to_owned(),
        days: Days { first: day("2020-01-01"), last: day("2020-12-31") },
        target: None,
        agreed_on: None,
        reference: None,
        tell_kind: false,
    };
    let follow = Follow { circumstances: vec![&leave], roles: vec![Word::new("r")], ..Follow::new(&made) };
    let found = assess(&follow, &follow.period_of(day("2020-06-01")), &Records::new(vec![]), day("2021-02-01"));
    let planned = found.rules.iter().find(|r| r.id.as_str() == "planned").unwrap();
    assert_eq!((planned.verdict, planned.clause.usual), (Some(Verdict::Silent), None));
    assert!(matches!(planned.clause.figure, Some(Figure::Amount(Amount { n: 1_200, .. }))), "{:?}", planned.clause);
}
