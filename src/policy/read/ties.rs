//! Rules that name other rules: what a limit limits, and of which way a part is asked.

use crate::diag::KeyPath;
use crate::policy::data::kind::{Ask, Cap, CapPer};
use crate::policy::data::rule::{Rule, Share};
use crate::policy::data::window::RuleWindow;
use crate::policy::value::bad;
use crate::yaml::fields::Faults;

/// Ties a rule to those that it names, by their places.
pub(super) fn tie(all: &mut [Rule], n: usize, places: Vec<usize>, at: &KeyPath, faults: &mut Faults) {
    let key = all[n].ask.kind().word();
    if let Some(other) = places.iter().find(|p| all[**p].measure != all[n].measure) {
        let message = format!("`{}` and `{}` do not measure alike", all[n].id, all[*other].id);
        bad(faults, &at.key(key), message).with_hint("give both the same `measure`");
    }
    // Said once for all parts of the period.
    let again = n > 0 && all[n - 1].family == all[n].family;
    match &all[n].ask {
        Ask::Cap(_) => {
            if let Some(other) = places.iter().find(|p| !again && !sees(&all[n], &all[**p])) {
                let message =
                    format!("`{}` limits `{}`, which looks at another time", all[n].family, all[*other].family);
                bad(faults, &at.key("window"), message).with_hint("leave it out: a limit holds for the time of the rule that it limits, or for `each` part of the period");
            }
        }
        Ask::Ratio(_) => {
            if let Some(other) = places.iter().find(|p| !matches!(all[**p].ask, Ask::AnyOf(_))) {
                let message = format!("`{}` has no several ways", all[*other].family);
                bad(faults, &at.key("ratio").key("of_way"), message).with_hint("name a rule that asks `any_of`");
            }
        }
        _ => {}
    }
    match &mut all[n].ask {
        Ask::Cap(cap) => cap.towards = places,
        Ask::Ratio(ratio) => ratio.way_of = places.first().copied(),
        _ => {}
    }
}

/// Can a cap hold in its own window for a rule? In that of the rule, or in a part of the period.
fn sees(cap: &Rule, limited: &Rule) -> bool {
    let own = match &limited.ask {
        Ask::AnyOf(of) => of.ways.iter().all(|w| w.window == RuleWindow::Period),
        _ => true,
    };
    let in_period = |w| matches!(w, RuleWindow::Period | RuleWindow::Part { .. });
    match cap.window {
        RuleWindow::Period => true,
        RuleWindow::Part { .. } => own && in_period(limited.window),
        RuleWindow::Rolling(_) | RuleWindow::RollingToday(_) | RuleWindow::Own(_) => cap.window == limited.window,
    }
}

/// Two caps of the same rule that cut across each other would let the order of entries decide.
pub(super) fn crossing_caps(rules: &[Rule], at: &KeyPath, faults: &mut Faults) {
    let caps: Vec<(&Rule, &Cap)> =
        rules.iter().filter_map(|r| if let Ask::Cap(cap) = &r.ask { Some((r, cap)) } else { None }).collect();
    for (n, (a, x)) in caps.iter().enumerate() {
        for (b, y) in &caps[n + 1..] {
            let common = x.towards.iter().any(|t| y.towards.contains(t));
            if common && !tidy((a, x), (b, y)) {
                let message = format!(
                    "the caps `{}` and `{}` cut across each other: which entries count would depend on a choice",
                    a.id, b.id
                );
                bad(faults, at, message).with_hint("let one select a part of the other, or nothing in common");
            }
        }
    }
    let exclusive = |n: &usize| rules[*n].share == Share::Exclusive;
    if let Some((cap, _)) = caps.iter().find(|(_, cap)| cap.towards.iter().any(exclusive)) {
        bad(faults, at, format!("`{}` limits rules that share hours exclusively", cap.id))
            .with_hint("use `share: overlap` or `share: split` for those rules");
    }
}

/// Are two caps apart, one inside the other, or of sorts that a network can settle?
fn tidy((a, x): (&Rule, &Cap), (b, y): (&Rule, &Cap)) -> bool {
    let inside = |inner: &Rule, p: &Cap, outer: &Rule, q: &Cap| {
        let of_one = q.per == CapPer::Window || p.per == q.per;
        of_one && inner.select.implies(&outer.select) && inner.window.within(outer.window)
    };
    let apart = a.select.excludes(&b.select) || a.window.apart(b.window);
    let of_time = |cap: &Cap| matches!(cap.per, CapPer::Entry | CapPer::Day);
    match (of_time(x), of_time(y)) {
        (false, false) => inside(a, x, b, y) || inside(b, y, a, x) || apart,
        (true, true) if x.per == y.per => apart,
        _ => true,
    }
}
