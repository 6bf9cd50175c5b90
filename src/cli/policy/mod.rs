//! `cpdfolio policy`

use clap::Subcommand;

mod impact;
mod json;

use super::args::{Format, Global, cwd};
use super::called;
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::{Code, list, render};
use crate::engine::project::Project;
use crate::engine::{Error, packs_in};
use crate::model::Day;
use crate::model::time::in_words;
use crate::paths::SourcePath;
use crate::policy::data::named::Source;
use crate::policy::tell::check::Point;
use crate::policy::tell::diff::Change;
use crate::policy::tell::{check, diff, edges, find, place};
use crate::policy::{Confidence, Edition, Origin, Packs, Policy};
use crate::say;
use crate::say::policy::{beside, clause, describe, window};
use crate::wording::Wording;

/// Rules as data: list, show, check and compare policies
#[derive(Debug, clap::Args)]
#[command(after_help = "`cpdfolio explain policy-format` is the reference of the files under content/policies.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// All policies that are known here, or those of a body, a grade or a profession
    List {
        /// A name: MRICS, nurse, "chartered accountant"
        name: Vec<String>,
        /// How to print them
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// One policy in plain sentences, made from its data
    Show {
        /// Its id, or one of its editions: iet@2013
        id: String,
        /// Its edition [default: the one in force]
        #[arg(long)]
        edition: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// Gaps, contradictions and silent points; without an id also figures that texts write out
    Check {
        /// Its id; without it, all
        id: Option<String>,
        /// Write examples one unit below, at and above each amount, to paste under `examples`; names the rules for which
        /// they cannot be made
        #[arg(long, requires = "id")]
        edges: bool,
        /// How to print it
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// What changed between two editions (`iet@2013`), or between two policies
    Diff {
        /// The first, like iet@2013; alone: against the edition before it
        one: String,
        /// The second
        other: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value = "human")]
        format: Format,
    },
    /// Whose verdict a change of a policy turns, in which period, by which rule
    ///
    /// Judges each member's site twice, by OLD and by NEW, and compares. Sites are whole records, not built ones;
    /// nothing in them is changed. Those that do not follow OLD are passed over, and one that cannot be read is named
    /// and does not stop the others. Ends with 0 where every site was judged, with 1 where some were left out or have
    /// entries that cannot be read, with 2 where nothing could be compared.
    #[command(after_help = "Examples:
  cpdfolio policy impact ours@2026 ours@2027 --sites members
  cpdfolio policy impact old.yaml content/policies/ours.yaml --sites members --year 2025")]
    Impact(impact::Args),
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        if let Command::Impact(args) = &self.command {
            return args.run(global);
        }
        let packs = packs(global)?;
        match &self.command {
            Command::Impact(_) => {}
            Command::List { name, format } => list_all(&packs, &name.join(" "), *format)?,
            Command::Show { id, edition, format } => {
                // `iet@2013` names an edition wherever a policy is named
                let (id, label) = id.split_once('@').map_or((id.as_str(), None), |(id, e)| (id, Some(e)));
                let policy = called::policy(&packs, id)?;
                let edition = edition_of(policy, edition.as_deref().or(label), global.as_of())?;
                match format {
                    Format::Json => terminal::json(&json::show(policy, edition)),
                    Format::Human => terminal::data(&show(policy, edition, global.as_of())),
                }
            }
            Command::Check { id: Some(id), edges: true, .. } => write_edges(called::policy(&packs, id)?),
            Command::Check { id, format, .. } => return check_all(&packs, id.as_deref(), *format, global),
            Command::Diff { one, other, format } => {
                let [before, after] = two(&packs, one, other.as_deref(), global.as_of())?;
                let changes = diff::editions(before.1, after.1);
                match format {
                    Format::Json => terminal::json(&json::diff(before, after, &changes)),
                    Format::Human => terminal::data(&told(&changes, before.1, after.1)),
                }
            }
        }
        Ok(Ending::Done)
    }
}

/// The policies of the site where there is one, else those under `content/policies` of this folder, and those that
/// come with the program.
fn packs(global: &Global) -> Result<Packs, Error> {
    match global.open() {
        Ok(project) => Ok(std::sync::Arc::unwrap_or_clone(project.policies)),
        // a file of policy can be checked before there is a site around it
        Err(Error::NoSite(_)) if !global.names_a_site() => packs_in(&cwd()?),
        // settings that name a policy which is not there: just now its right name is looked for
        Err(Error::Faulty(notes, _)) if notes.iter().all(|n| n.code == Code::UnknownPolicy) => {
            packs_in(&global.folder()?)
        }
        Err(other) => Err(other),
    }
}

fn edition_of<'p>(policy: &'p Policy, label: Option<&str>, as_of: Day) -> Result<&'p Edition, Error> {
    let found = match label {
        Some(label) => policy.edition(label),
        None => policy.current(as_of),
    };
    found.ok_or_else(|| {
        let known = policy.editions.iter().map(|e| e.label.clone()).collect();
        Error::NoEdition { policy: policy.id.clone(), known }
    })
}

fn list_all(packs: &Packs, name: &str, format: Format) -> Result<(), Error> {
    let all: Vec<&Policy> = if name.is_empty() { packs.all().collect() } else { find::about(packs, name) };
    if all.is_empty() {
        return Err(called::none(packs, name));
    }
    if format == Format::Json {
        terminal::json(&json::list(&all));
        return Ok(());
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
    terminal::data(&terminal::columns(&all.into_iter().map(row).collect::<Vec<_>>(), 0));
    Ok(())
}

fn show(policy: &Policy, edition: &Edition, on: Day) -> String {
    let english = Wording::english();
    let to = policy.end_of(edition);
    let to = to.map_or_else(|| "no end is stated".to_owned(), |to| format!("until {}", in_words(to)));
    let mut text = format!(
        "{}  {}\nIn force from {}; {to}. Counted over {}.\n",
        terminal::styled(terminal::BOLD, &policy.title),
        terminal::styled(terminal::DIM, &format!("edition {}, {}", edition.label, policy.origin.word())),
        in_words(edition.from),
        window(english, &edition.window),
    );
    if let Some((_, next)) = policy.coming(on).filter(|(now, _)| now.label == edition.label) {
        let (said, id, label) = (say::policy::coming(english, edition, next), &policy.id, &next.label);
        text.push_str(&format!("{said} `cpdfolio policy diff {id}@{label}` says what changes.\n"));
    }
    for line in policy.note.iter().chain(&edition.note) {
        text.push_str(&format!("{line}\n"));
    }
    text.push('\n');
    for rule in &edition.rules {
        let said = clause(english, rule, edition);
        let title = terminal::styled(terminal::BOLD, &rule.title);
        text.push_str(&format!(
            "  {title} ({}): {said}\n    {}\n",
            english.word("severity", rule.severity.word()),
            describe(english, rule, edition)
        ));
        if let Some(reading) = &rule.reading {
            text.push_str(&format!("    Our reading: {reading}\n"));
        }
        let sure = policy.confidence(edition, rule);
        if sure != Confidence::Confirmed {
            let said = english.word("figure", sure.word());
            text.push_str(&format!("    {}\n", terminal::styled(terminal::DIM, said)));
        }
    }
    let mut list = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.push_str(&format!("\n  {heading}\n"));
            text.extend(lines.iter().map(|line| format!("    {line}\n")));
        }
    };
    list("Beside the rules", beside(english, edition));
    list("What it does not say", edition.silent.clone());
    let source = |(id, s): (&String, &Source)| {
        let checked = s.checked.map(|d| format!(", checked {d}")).unwrap_or_default();
        format!("{id}: {} ({}{checked})", s.title, s.confidence.word())
    };
    list("Sources", policy.sources.iter().map(source).collect());
    text
}

/// Examples at the edges of each number of a policy, edition by edition.
fn write_edges(policy: &Policy) {
    for edition in &policy.editions {
        let (made, left) = edges::edges(policy, edition);
        terminal::raw(&format!("  # edition {}\n", edition.label));
        for example in &made {
            terminal::raw(&format!("      - {}\n", edges::written(policy, example)));
        }
        if !left.is_empty() {
            terminal::talk(&format!("{}: write your own for {}.", edition.label, list(&left)));
        }
    }
    terminal::talk("What they expect is what comes out now: look at each before you keep it.");
}

fn check_all(packs: &Packs, id: Option<&str>, format: Format, global: &Global) -> Outcome {
    let project = match global.open() {
        Ok(project) => Some(project),
        Err(Error::NoSite(_)) => None,
        Err(other) => return Err(other),
    };
    let all = remarks(packs, id, project.as_ref(), global.as_of())?;
    let text = |path: &SourcePath| project.as_ref().and_then(|p| p.texts().text(path));
    let spots = |policy: &Policy, remarks: &[check::Remark]| place::spots(policy, remarks, text);
    // Figures that the site's texts write out instead of taking them from the data, and what its strategy
    // leaves open. Outside of a site there are no texts.
    let texts = project.as_ref().filter(|_| id.is_none()).map(crate::ops::check::texts);
    let (open, literals) = texts.map(|t| (t.silent, t.literals)).unwrap_or_default();
    let faults = all.iter().flat_map(|(_, remarks)| remarks).any(|r| r.point.kind().is_fault()) || !literals.is_empty();
    match format {
        Format::Json => {
            let of = |(policy, remarks): &(&Policy, Vec<check::Remark>)| {
                let placed = remarks.iter().zip(spots(policy, remarks));
                let all: Vec<_> = placed.map(|(remark, spot)| json::remark(remark, spot.as_ref())).collect();
                serde_json::json!({"policy": policy.id, "remarks": all})
            };
            terminal::json(&serde_json::json!({
                "schema": "cpdfolio.policy-check/1",
                "policies": all.iter().map(of).collect::<Vec<_>>(),
                "strategy": open,
                "diagnostics": project.as_ref().map_or_else(Vec::new, |p| render::json(&literals, p.texts())),
            }));
        }
        Format::Human => {
            for (policy, remarks) in &all {
                if remarks.is_empty() {
                    terminal::data(&format!("{}: nothing to remark\n", policy.id));
                }
                for (remark, spot) in remarks.iter().zip(spots(policy, remarks)) {
                    tell(policy, remark, spot.as_ref());
                }
            }
            for gap in &open {
                terminal::data(&format!("strategy: silent: {gap}\n"));
            }
            if let Some(project) = &project {
                terminal::data(&terminal::human(&literals, project.texts()));
            }
        }
    }
    Ok(if faults { Ending::Findings } else { Ending::Done })
}

/// One remark, with its place in a file of the site.
fn tell(policy: &Policy, remark: &check::Remark, spot: Option<&place::Spot>) {
    let parts = [Some(policy.id.to_string()), remark.edition.clone(), remark.rule.as_ref().map(ToString::to_string)];
    let about: Vec<String> = parts.into_iter().flatten().collect();
    let spot = spot.map(|spot| format!("{}:{}: ", spot.path, spot.line)).unwrap_or_default();
    let (kind, words) = (remark.point.kind().word(), say::check::point(&remark.point));
    terminal::data(&format!("{spot}{}: {kind}: {words}\n", about.join(" ")));
}

/// What is to be remarked of each policy that was asked for.
fn remarks<'p>(
    packs: &'p Packs,
    id: Option<&str>,
    project: Option<&Project>,
    on: Day,
) -> Result<Vec<(&'p Policy, Vec<check::Remark>)>, Error> {
    // An institution looks at its own rules; the others come with the program.
    let own = project.filter(|p| p.config.member.is_none() && !p.followed.is_empty());
    let is_own =
        |p: &&Policy| own.is_none_or(|site| p.origin != Origin::BuiltIn || site.followed.iter().any(|f| f.id == p.id));
    let has_contact = project.is_some_and(|p| p.config.institution.as_ref().is_some_and(|i| i.contact.is_some()));
    let mut chosen: Vec<&Policy> = match id {
        Some(id) => vec![called::policy(packs, id)?],
        None => packs.all().filter(is_own).collect(),
    };
    // what somebody can mend here stands before what comes with the program
    chosen.sort_by_key(|policy| policy.origin == Origin::BuiltIn);
    let of = |policy: &'p Policy| {
        let mut remarks = check::check(policy, on);
        remarks.retain(|r| !(has_contact && r.point == Point::NoContact));
        // what is to be mended stands before what is only to be known
        remarks.sort_by_key(|r| !r.point.kind().is_fault());
        (policy, remarks)
    };
    Ok(chosen.into_iter().map(of).collect())
}

/// The two editions that are to be compared, the earlier first.
fn two<'p>(
    packs: &'p Packs,
    one: &str,
    other: Option<&str>,
    as_of: Day,
) -> Result<[(&'p Policy, &'p Edition); 2], Error> {
    let split = |text: &str| {
        text.split_once('@').map_or((text.to_owned(), None), |(id, e)| (id.to_owned(), Some(e.to_owned())))
    };
    let (a, from) = split(one);
    let first = called::policy(packs, &a)?;
    let Some(other) = other else {
        let last = first.editions.iter().rposition(|e| from.as_ref().is_none_or(|label| e.label == *label));
        let Some(last) = last else { return edition_of(first, from.as_deref(), as_of).map(|e| [(first, e); 2]) };
        let Some(before) = last.checked_sub(1) else {
            return Err(Error::NoEarlierEdition { policy: a, edition: from, typed: one.to_owned() });
        };
        return Ok([(first, &first.editions[before]), (first, &first.editions[last])]);
    };
    let (b, to) = split(other);
    let second = called::policy(packs, &b)?;
    // two bodies: as they stand last, where none is named
    let latest = a != b && from.is_none() && to.is_none();
    let edition = |policy: &'p Policy, label: Option<&str>| match policy.latest().filter(|_| latest) {
        Some(last) => Ok(last),
        None => edition_of(policy, label, as_of),
    };
    Ok([(first, edition(first, from.as_deref())?), (second, edition(second, to.as_deref())?)])
}

fn told(changes: &[Change<'_>], before: &Edition, after: &Edition) -> String {
    if changes.is_empty() {
        return "No difference.\n".to_owned();
    }
    let words = |c: &Change<'_>| say::diff::change(Wording::english(), c, before, after);
    let row = |c: &Change<'_>| vec![c.kind().word().to_owned(), words(c)];
    terminal::columns(&changes.iter().map(row).collect::<Vec<_>>(), 0)
}
