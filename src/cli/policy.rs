//! `cpdfolio policy`

use clap::Subcommand;

use super::args::{Format, Global};
use super::{Ending, Outcome, terminal};
use crate::diag::{list, nearest, render};
use crate::model::Day;
use crate::model::time::in_words;
use crate::ops::project::Error;
use crate::policy::assess::confidence;
use crate::policy::diff::Change;
use crate::policy::words::{clause, describe, describe_edition, window};
use crate::policy::{Confidence, Edition, Origin, Packs, Policy, check, diff};

/// Rules as data: list, show, check and compare policies
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// All policies that are known here
    List {
        /// How to print them
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// One policy in plain sentences, made from its data
    Show {
        /// Its id
        id: String,
        /// Its edition [default: the one in force]
        #[arg(long)]
        edition: Option<String>,
    },
    /// Gaps, contradictions and silent points; without an id also figures that texts write out
    Check {
        /// Its id; without it, all
        id: Option<String>,
    },
    /// What changed between two editions (`iet@2013`), or between two policies
    Diff {
        /// The first, like iet@2013; alone: its last two editions
        one: String,
        /// The second
        other: Option<String>,
    },
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let packs = packs(global)?;
        match &self.command {
            Command::List { format } => list_all(&packs, *format),
            Command::Show { id, edition } => {
                let policy = find(&packs, id)?;
                terminal::data(&show(policy, edition_of(policy, edition.as_deref(), global.as_of())?));
            }
            Command::Check { id } => {
                let found = check_all(&packs, id.as_deref(), global)?;
                let texts = if id.is_none() { check_texts(global)? } else { Ending::Done };
                return Ok(if texts == Ending::Findings { texts } else { found });
            }
            Command::Diff { one, other } => terminal::data(&compare(&packs, one, other.as_deref(), global.as_of())?),
        }
        Ok(Ending::Done)
    }
}

/// The policies of the site where there is one, else those that come with the program.
fn packs(global: &Global) -> Result<Packs, Error> {
    match global.open() {
        Ok(project) => Ok(std::sync::Arc::unwrap_or_clone(project.policies)),
        Err(Error::NoSite(_)) if !global.names_a_site() => Ok(Packs::built_in().value),
        Err(other) => Err(other),
    }
}

fn find<'p>(packs: &'p Packs, id: &str) -> Result<&'p Policy, Error> {
    packs.get(id).ok_or_else(|| {
        let hint = nearest(id, packs.ids())
            .map_or_else(|| format!("one of {}", list(packs.ids())), |n| format!("did you mean `{n}`?"));
        Error::Asked(format!("there is no policy `{id}`"), Some(hint))
    })
}

fn edition_of<'p>(policy: &'p Policy, label: Option<&str>, as_of: Day) -> Result<&'p Edition, Error> {
    let found = match label {
        Some(label) => policy.edition(label),
        None => policy.current(as_of),
    };
    found.ok_or_else(|| {
        let known = list(policy.editions.iter().map(|e| e.label.as_str()));
        Error::Asked(format!("`{}` has no such edition", policy.id), Some(format!("there is {known}")))
    })
}

fn list_all(packs: &Packs, format: Format) {
    if format == Format::Json {
        let of = |p: &Policy| {
            let editions: Vec<_> = p.editions.iter().map(|e| serde_json::json!({"edition": e.label, "from": e.from.to_string(), "to": e.to.map(|d| d.to_string()), "rules": e.rules.len()})).collect();
            serde_json::json!({"policy": p.id, "title": p.title, "pack": p.origin.word(), "hash": p.hash, "editions": editions})
        };
        let all: Vec<_> = packs.all().map(of).collect();
        return terminal::json(&serde_json::json!({"schema": "cpdfolio.policies/1", "policies": all}));
    }
    let row = |p: &Policy| {
        let editions: Vec<&str> = p.editions.iter().map(|e| e.label.as_str()).collect();
        vec![
            terminal::styled(terminal::BOLD, p.id.as_str()),
            p.title.clone(),
            editions.join(", "),
            p.origin.word().to_owned(),
        ]
    };
    terminal::data(&terminal::columns(&packs.all().map(row).collect::<Vec<_>>(), 0));
}

fn show(policy: &Policy, edition: &Edition) -> String {
    let to = edition.to.map_or_else(|| "no end is stated".to_owned(), |to| format!("until {}", in_words(to)));
    let mut text = format!(
        "{}  {}\nIn force from {}; {to}. Counted over {}.\n",
        terminal::styled(terminal::BOLD, &policy.title),
        terminal::styled(terminal::DIM, &format!("edition {}, {}", edition.label, policy.origin.word())),
        in_words(edition.from),
        window(&edition.window),
    );
    for line in policy.note.iter().chain(&edition.note) {
        text.push_str(&format!("{line}\n"));
    }
    text.push('\n');
    for rule in &edition.rules {
        let said = clause(rule, edition.measure_of(rule), None);
        let title = terminal::styled(terminal::BOLD, &rule.title);
        text.push_str(&format!("  {title} ({}): {said}\n    {}\n", rule.severity.word(), describe(rule, edition)));
        if let Some(reading) = &rule.reading {
            text.push_str(&format!("    Our reading: {reading}\n"));
        }
        let sure = confidence(policy, edition, rule);
        if sure != Confidence::Confirmed {
            let said = crate::wording::Wording::english().word("figure", sure.word());
            text.push_str(&format!("    {}\n", terminal::styled(terminal::DIM, said)));
        }
    }
    let mut list = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n  {heading}\n"));
            text.extend(lines.iter().map(|line| format!("    {line}\n")));
        }
    };
    // what is not a rule: the period is told above
    let others = describe_edition(edition).into_iter().skip(1).filter(|(rule, _)| rule.is_none());
    list("Beside the rules", others.map(|(_, said)| said).collect());
    list("What it does not say", edition.silent.clone());
    let source = |(id, s): (&String, &crate::policy::rule::Source)| {
        let checked = s.checked.map(|d| format!(", checked {d}")).unwrap_or_default();
        format!("{id}: {} ({}{checked})", s.title, s.confidence.word())
    };
    list("Sources", policy.sources.iter().map(source).collect());
    text
}

fn check_all(packs: &Packs, id: Option<&str>, global: &Global) -> Outcome {
    let project = global.open().ok();
    // An institution looks at its own rules; the others come with the program.
    let own = project.as_ref().filter(|p| p.config.member.is_none() && !p.followed.is_empty());
    let is_own =
        |p: &&Policy| own.is_none_or(|site| p.origin != Origin::BuiltIn || site.followed.iter().any(|f| f.id == p.id));
    let has_contact =
        project.as_ref().is_some_and(|p| p.config.institution.as_ref().is_some_and(|i| i.contact.is_some()));
    let chosen: Vec<&Policy> = match id {
        Some(id) => vec![find(packs, id)?],
        None => packs.all().filter(is_own).collect(),
    };
    let mut faults = false;
    for policy in chosen {
        let mut remarks = check::check(policy);
        remarks.retain(|r| !(has_contact && r.words == check::NO_CONTACT));
        if remarks.is_empty() {
            terminal::data(&format!("{}: nothing to remark\n", policy.id));
        }
        for remark in remarks {
            faults |= remark.kind.is_fault();
            let place: Vec<String> =
                remark.edition.iter().cloned().chain(remark.rule.iter().map(ToString::to_string)).collect();
            terminal::data(&format!("{} {}: {}: {}\n", policy.id, place.join(" "), remark.kind.word(), remark.words));
        }
    }
    Ok(if faults { Ending::Findings } else { Ending::Done })
}

/// Figures that the site's texts write out instead of taking them from the data, and what its strategy
/// leaves open. Outside of a site there are no texts.
fn check_texts(global: &Global) -> Outcome {
    let project = match global.open() {
        Ok(project) => project,
        Err(Error::NoSite(_)) => return Ok(Ending::Done),
        Err(other) => return Err(other),
    };
    let texts = crate::ops::check::texts(&project);
    for gap in texts.silent {
        terminal::data(&format!("strategy: silent: {gap}\n"));
    }
    terminal::data(&render::human(&texts.literals, project.texts(), true));
    Ok(if texts.literals.is_empty() { Ending::Done } else { Ending::Findings })
}

fn compare(packs: &Packs, one: &str, other: Option<&str>, as_of: Day) -> Result<String, Error> {
    let Some(other) = other else {
        let policy = find(packs, one.split('@').next().unwrap_or(one))?;
        let [.., before, last] = policy.editions.as_slice() else {
            let reason = format!("`{}` has one edition only", policy.id);
            return Err(Error::Asked(
                reason,
                Some(format!("compare it with another policy: `cpdfolio policy diff {} rics`", policy.id)),
            ));
        };
        return Ok(told(&diff::editions(before, last)));
    };
    let split = |text: &str| {
        text.split_once('@').map_or((text.to_owned(), None), |(id, e)| (id.to_owned(), Some(e.to_owned())))
    };
    let ((a, from), (b, to)) = (split(one), split(other));
    let (first, second) = (find(packs, &a)?, find(packs, &b)?);
    let changes = if a == b || from.is_some() || to.is_some() {
        diff::editions(edition_of(first, from.as_deref(), as_of)?, edition_of(second, to.as_deref(), as_of)?)
    } else {
        diff::policies(first, second)
    };
    Ok(told(&changes))
}

fn told(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "No difference.\n".to_owned();
    }
    let row = |c: &Change| vec![c.kind.word().to_owned(), c.words.clone()];
    terminal::columns(&changes.iter().map(row).collect::<Vec<_>>(), 0)
}
