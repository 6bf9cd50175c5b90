//! `cpdfolio policy impact`

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::args::{Format, Global};
use super::super::called;
use super::super::ending::{Ending, Outcome};
use super::super::terminal;
use crate::diag::{count, render};
use crate::engine::Error;
use crate::model::Day;
use crate::ops::impact::{self, Impact, RuleTurn, Side, Turn};
use crate::policy::{Packs, RuleResult, Verdict};
use crate::say::verdict::have_and_need;
use crate::wording::Wording;

/// What is compared, and over whom.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The rules so far: a policy, one of its editions (ours@2026), or a file (old.yaml)
    #[arg(value_name = "OLD")]
    before: String,
    /// The rules to come, named in the same way
    #[arg(value_name = "NEW")]
    after: String,
    /// Folders of members' sites, or single sites
    #[arg(long, required = true, num_args = 1.., value_name = "DIR")]
    sites: Vec<PathBuf>,
    /// Only periods that end in this year, and one to come [default: all up to the one that runs]
    #[arg(long)]
    year: Option<i32>,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let sides = [side(&self.before, global)?, side(&self.after, global)?];
        let found = impact::compare([&sides[0], &sides[1]], &self.sites, global.as_of(), self.year)?;
        match self.format {
            Format::Json => terminal::json(&as_json(&found, &sides, global.as_of())),
            Format::Human => terminal::data(&told(&found, &sides)),
        }
        for (site, why) in &found.left_out {
            terminal::talk(&format!("left out: {}: {}", render::visible(site), render::visible(why)));
        }
        for of in &found.unread {
            let under = match (of.before, of.after) {
                (true, true) => "",
                (true, false) => " under OLD",
                (false, _) => " under NEW",
            };
            let (site, path) = (render::visible(&of.site), render::visible(of.path.as_str()));
            terminal::talk(&format!("not read{under}: {site}: {path} ({})", of.code));
        }
        let whole = found.left_out.is_empty() && found.unread.is_empty();
        Ok(if whole { Ending::Done } else { Ending::Findings })
    }
}

/// The policy that an argument names: a file, or one that is known here, with an edition where one is named.
fn side(name: &str, global: &Global) -> Result<Side, Error> {
    let is_file = |name: &str| {
        let path = Path::new(name);
        path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
            || name.contains(std::path::is_separator)
    };
    let (id, edition) = match name.rsplit_once('@') {
        Some((id, edition)) if !is_file(name) || is_file(id) && !Path::new(name).exists() => {
            (id, Some(edition.to_owned()))
        }
        _ => (name, None),
    };
    let side = if is_file(id) { impact::from_file(Path::new(id), edition)? } else { known(id, edition, global)? };
    if side.edition.as_ref().is_some_and(|label| side.policy.edition(label).is_none()) {
        let known = side.policy.editions.iter().map(|e| e.label.clone()).collect();
        return Err(Error::NoEdition { policy: side.policy.id, known });
    }
    Ok(side)
}

fn known(id: &str, edition: Option<String>, global: &Global) -> Result<Side, Error> {
    let project = match global.open() {
        Ok(project) => Some(project),
        Err(Error::NoSite(_)) if !global.names_a_site() => None,
        Err(other) => return Err(other),
    };
    let built_in = project.is_none().then(|| Packs::built_in().value);
    let packs = project.as_ref().map(|p| &*p.policies).or(built_in.as_ref());
    let policy = called::policy(packs.ok_or(Error::Ours)?, id)?.clone();
    let text = impact::text_of(&policy, project.as_ref()).ok_or(Error::Ours)?;
    Ok(Side { policy, text, edition })
}

/// What a side is called: `Guild: CPD, edition 2027`.
fn title(of: &Side) -> String {
    let edition = of.edition.as_ref().map(|e| format!(", edition {e}")).unwrap_or_default();
    format!("{}{edition}", of.policy.title)
}

fn told(found: &Impact, sides: &[Side; 2]) -> String {
    let bold = |text: &str| terminal::styled(terminal::BOLD, text);
    let mut text = format!("Before: {}\nAfter:  {}\n", title(&sides[0]), title(&sides[1]));
    let pass = if found.elsewhere.len() == 1 { "does" } else { "do" };
    let others = match found.elsewhere.len() {
        0 => String::new(),
        n => format!("; {} {pass} not follow it", count(n, "other")),
    };
    let (sites, periods) = (count(found.judged.len(), "site"), count(found.periods, "period"));
    text.push_str(&format!("Compared: {periods} of {sites}{others}.\n"));
    for (n, turn) in found.turns.iter().enumerate() {
        let site = bold(&render::visible(&turn.site));
        let said = format!("{} before, {} after", word(turn.before), word(turn.after));
        // one heading for each site
        let head = if n > 0 && found.turns[n - 1].site == turn.site { String::new() } else { format!("\n{site}\n") };
        text.push_str(&format!("{head}  {}: {said}\n", turn.period.label));
        text.push_str(&terminal::columns(&turn.rules.iter().map(row).collect::<Vec<_>>(), 4));
        if let Some(key) = turn.unstated {
            text.push_str(&format!("    The member would have to state `{key}`.\n"));
        }
    }
    let mut whose: Vec<&String> = found.turns.iter().map(|t| &t.site).collect();
    whose.dedup();
    let turns = match found.turns.len() {
        0 => "No verdict turns.".to_owned(),
        1 => "1 verdict turns.".to_owned(),
        n => format!("{n} verdicts turn, in {}.", count(whose.len(), "site")),
    };
    text.push_str(&format!("\n{turns}\n"));
    if !found.rules_only.is_empty() {
        let more = count(found.rules_only.len(), "period");
        text.push_str(&format!("In {more} a rule turns and the verdict stays: `--format json` names them.\n"));
    }
    text
}

/// `Total   30 h of 30 h, met   30 h of 36 h, short`
fn row(of: &RuleTurn) -> Vec<String> {
    let rule = of.after.as_ref().or(of.before.as_ref());
    let standing = |of: &Option<RuleResult>| match of {
        Some(rule) => format!("{}, {}", have_and_need(Wording::english(), rule), word(rule.verdict)),
        None => "not asked".to_owned(),
    };
    vec![
        rule.map(|r| r.title.clone()).unwrap_or_default(),
        format!("{} before", standing(&of.before)),
        format!("{} after", standing(&of.after)),
    ]
}

fn word(of: Option<Verdict>) -> &'static str {
    of.map_or("no such period", Verdict::word)
}

fn as_json(of: &Impact, sides: &[Side; 2], as_of: Day) -> Value {
    let side = |s: &Side| json!({"policy": s.policy.id, "edition": s.edition, "hash": s.policy.hash});
    json!({
        "schema": "cpdfolio.policy-impact/1", "as_of": as_of.to_string(),
        "before": side(&sides[0]), "after": side(&sides[1]),
        "sites": of.judged, "periods": of.periods,
        "turns": of.turns.iter().map(turn).collect::<Vec<_>>(),
        "rules_only": of.rules_only.iter().map(turn).collect::<Vec<_>>(),
        "elsewhere": of.elsewhere,
        "unread": of.unread.iter().map(|u| json!({
            "site": u.site, "path": u.path.as_str(), "code": u.code, "before": u.before, "after": u.after,
        })).collect::<Vec<_>>(),
        "left_out": of.left_out.iter().map(|(site, why)| json!({"site": site, "why": why})).collect::<Vec<_>>(),
    })
}

fn turn(of: &Turn) -> Value {
    let days = of.period.days;
    json!({
        "site": of.site,
        "period": {"label": of.period.label, "from": days.first.to_string(), "to": days.last.to_string()},
        "before": of.before.map(Verdict::word), "after": of.after.map(Verdict::word), "unstated": of.unstated,
        "rules": of.rules.iter().map(rule).collect::<Vec<_>>(),
    })
}

fn rule(of: &RuleTurn) -> Value {
    let either = of.after.as_ref().or(of.before.as_ref());
    let standing = |r: &RuleResult| {
        json!({
            "severity": r.severity.word(), "verdict": r.verdict.map(Verdict::word), "unit": r.unit.word(),
            "scale": r.unit.scale(), "target": r.target.map(|t| t.n), "limit": r.limit.map(|l| l.n),
            "achieved": r.achieved.n,
        })
    };
    json!({
        "id": either.map(|r| &r.id), "title": either.map(|r| &r.title),
        "before": of.before.as_ref().map(standing), "after": of.after.as_ref().map(standing),
    })
}
