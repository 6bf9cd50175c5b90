//! What is doubtful in a member's settings, given the policies: what nobody has stated, and circumstances
//! that change nothing or too much.

use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, KeyPath, Place, list};
use crate::model::{Days, Minutes, Word};
use crate::paths::SourcePath;
use crate::policy::amounts::follow::before;
use crate::policy::data::adjust::Fate;
use crate::policy::{Circumstance, Edition, Follow, Packs, Policy, Unit, kinds, lacks_role};
use crate::yaml::fields::Faults;

/// Doubtful points of the settings, given the policies.
pub(super) fn check(config: &Config, policies: &Packs, notes: &mut Vec<Diagnostic>) {
    let Ok(path) = SourcePath::new(config::FILE) else { return };
    let mut faults = Faults::new(&path);
    config::check_references(config, policies, &mut faults);
    cycle_starts(config, policies, &mut faults);
    roles_missing(config, policies, &mut faults);
    not_yet_agreed(config, policies, &mut faults);
    circumstances(config, policies, &mut faults);
    notes.extend(faults.notes);
}

/// Names the policies that count from a day of the member's own, where nobody has stated it.
fn cycle_starts(config: &Config, policies: &Packs, faults: &mut Faults) {
    for (n, followed) in config.policies.iter().enumerate() {
        let Some(policy) = policies.get(followed.id.as_str()) else { continue };
        let follow = Follow { joined: followed.joined, cycle_start: followed.cycle_start, ..Follow::new(policy) };
        let edition = followed.pinned.as_ref().and_then(|label| policy.edition(label)).or(policy.latest());
        if edition.is_some_and(|e| follow.lacks_start(e)) {
            let at = KeyPath::root().key("policies").item(n).key("id");
            let message =
                format!("your cycle under `{}` starts on a day that nobody has stated: nothing is judged", policy.id);
            faults
                .add(Code::CycleStartMissing, Place::Value(at), message)
                .with_hint("add `cycle_start:` with the first day of your cycle, or `from:` with the day of joining");
        }
    }
}

/// Names the policies of which a member has to state a role, where the site states none.
fn roles_missing(config: &Config, policies: &Packs, faults: &mut Faults) {
    for (n, followed) in config.policies.iter().enumerate() {
        let Some(policy) = policies.get(followed.id.as_str()) else { continue };
        let follow = Follow { roles: followed.roles.clone(), ..Follow::new(policy) };
        let edition = followed.pinned.as_ref().and_then(|label| policy.edition(label)).or(policy.latest());
        if let Some(needed) = edition.and_then(|e| lacks_role(&follow, e)) {
            let at = KeyPath::root().key("policies").item(n).key("id");
            let message = format!(
                "nobody has stated “{}” under `{}`: what depends on it cannot be told",
                needed.title, policy.id
            );
            let first = needed.of.first().map_or("", |role| role.as_str());
            let hint = format!("add `roles: [{first}]`: one of {}", list(needed.of.iter().map(Word::as_str)));
            faults.add(Code::RoleMissing, Place::Value(at), message).with_hint(hint);
        }
    }
}

/// Names the circumstances of which an edition does not speak, and agreements on more than is asked of everybody.
fn circumstances(config: &Config, policies: &Packs, faults: &mut Faults) {
    for (n, circumstance) in config.circumstances.iter().enumerate() {
        let Some(policy) = policies.get(circumstance.policy.as_str()) else { continue };
        let at = KeyPath::root().key("circumstances").item(n);
        let reasons =
            |e: &Edition| e.adjust.iter().flat_map(|a| &a.reasons).any(|r| r.id.as_str() == circumstance.reason);
        let touched = touched(config, policy, circumstance.days);
        let without: Vec<&str> = touched.iter().filter(|e| !reasons(e)).map(|e| e.label.as_str()).collect();
        let known = policy.reasons().iter().any(|r| r.id.as_str() == circumstance.reason);
        if known && !without.is_empty() {
            let (editions, speak) = if without.len() == 1 { ("edition", "does") } else { ("editions", "do") };
            let (without, reason) = (list(&without), &circumstance.reason);
            let message = format!(
                "{editions} {without} of `{}` {speak} not speak of `{reason}`: nothing changes there",
                policy.id
            );
            let hint = "ask the body, and state what it agreed to; or take the circumstance out";
            faults.add(Code::CircumstanceUnspoken, Place::Value(at.key("reason")), message).with_hint(hint);
        }
        let asked = touched.iter().filter_map(|e| agreed_above(config, policy, e, circumstance)).min();
        if let Some(usual) = asked {
            let target = circumstance.target.unwrap_or_default();
            let message =
                format!("{} were agreed, and `{}` asks everybody for {}", target.data(), policy.id, usual.data());
            let hint = "an agreement lowers a target: look at the figure again";
            faults.add(Code::AgreedAbove, Place::Value(at.key("target")), message).with_hint(hint);
        }
    }
}

/// The editions that judge some days of a member's.
fn touched<'p>(config: &Config, policy: &'p Policy, days: Days) -> Vec<&'p Edition> {
    let followed = config.policies.iter().find(|f| f.id == policy.id);
    if let Some(pinned) = followed.and_then(|f| f.pinned.as_ref()).and_then(|label| policy.edition(label)) {
        return vec![pinned];
    }
    let joined = followed.and_then(|f| f.joined);
    let first = joined.map_or(days.first, |joined| joined.max(days.first));
    let ends = |n: usize| policy.editions.get(n + 1).map(|next| before(next.from));
    let all = policy.editions.iter().enumerate().filter(|(n, edition)| {
        let last = edition.to.into_iter().chain(ends(*n)).min();
        edition.from <= days.last && last.is_none_or(|last| first <= last)
    });
    all.map(|(_, edition)| edition).collect()
}

/// What an edition asks in all of everybody with the member's roles, where more than that was agreed.
fn agreed_above(config: &Config, policy: &Policy, edition: &Edition, of: &Circumstance) -> Option<Minutes> {
    let target = of.target?;
    let lead = edition.lead?;
    let adjust = edition.adjust.iter().find(|a| a.reasons.iter().any(|r| r.id.as_str() == of.reason))?;
    let in_minutes = edition.measure_of(&edition.rules[lead]).unit == Unit::Minutes;
    let followed = config.policies.iter().find(|f| f.id == policy.id);
    let roles = followed.map(|f| f.roles.as_slice()).unwrap_or_default();
    let usual = kinds::targets(edition, roles).get(lead).copied().flatten().map(Minutes)?;
    (in_minutes && adjust.fates.get(lead) == Some(&Fate::Agreed) && target > usual).then_some(usual)
}

/// Names the circumstances that do not yet state what their policy asks for: they change nothing.
fn not_yet_agreed(config: &Config, policies: &Packs, faults: &mut Faults) {
    for (n, circumstance) in config.circumstances.iter().enumerate() {
        let policy = policies.get(circumstance.policy.as_str());
        let adjusts = policy.into_iter().flat_map(|p| &p.editions).flat_map(|e| &e.adjust);
        let mut of_reason = adjusts.filter(|a| a.reasons.iter().any(|r| r.id.as_str() == circumstance.reason));
        let missing = of_reason.next().map(|adjust| crate::policy::amounts::changes::missing(adjust, circumstance));
        if let Some(missing) = missing.filter(|m| !m.is_empty()) {
            let are = if missing.len() == 1 { "is" } else { "are" };
            let examples = [("target", "15h"), ("agreed_on", "2025-02-10"), ("ref", "CPD-25-117")];
            let examples = examples.into_iter().filter(|(key, _)| missing.iter().any(|m| m == key));
            let examples: Vec<String> = examples.map(|(key, value)| format!("{key}: {value}")).collect();
            let missing = crate::diag::list(missing);
            let at = KeyPath::root().key("circumstances").item(n).key("reason");
            faults
                .add(Code::NotYetAgreed, Place::Value(at), format!("{missing} {are} missing: no target changes yet"))
                .with_hint(format!("add `{}`, as it was agreed", examples.join(", ")));
        }
    }
}
