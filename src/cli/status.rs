//! `cpdfolio status`

use super::args::{Format, Global};
use super::ending::Outcome;
use super::english::headline;
use super::terminal;
use super::unread;
use crate::diag::Code;
use crate::engine::project::Project;
use crate::model::Word;
use crate::model::time::{day_and_month, in_words, iso, parse_day};
use crate::ops::status;
use crate::policy::data::assessment::Unstated;
use crate::policy::data::competences::Coverage;
use crate::policy::{Assessment, RuleKind, RuleResult, Severity, Verdict};
use crate::say;
use crate::say::verdict;
use crate::sight::{Told, Visible};
use crate::wording::Wording;
use chrono::Datelike;

/// Show where you stand, rule by rule
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The year in which the period ends [default: the period that runs]
    #[arg(value_parser = super::args::year)]
    year: Option<i32>,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut project = global.open()?;
        project.asked = self.year;
        let follows = project.follows();
        let seen = project.visible(&follows, &[], Told::owner());
        let chosen = status::chosen(&seen, &project, self.year)?;
        if self.format == Format::Json {
            terminal::json(&status::as_json(&project, &seen, &chosen));
            return Ok(unread::ending(&project));
        }
        let mut text = String::new();
        for (n, assessment) in chosen.iter().enumerate() {
            text.push_str(if n > 0 { "\n" } else { "" });
            text.push_str(one(&seen, assessment).trim_end());
            text.push('\n');
        }
        text.push_str(&competences(
            &status::coverage(&project, &seen, &chosen),
            chosen.first().map_or("", |a| &a.period.label),
        ));
        for line in status::others_see(&project, &chosen) {
            text.push_str(&format!("\n{line}\n"));
        }
        text.push_str(&declared(&project, &chosen));
        for note in project.notes.iter().filter(|n| n.code == Code::DeclaredOtherwise) {
            text.push_str(&format!("\nDeclared otherwise. {}\n", note.message));
        }
        terminal::data(&text);
        unread::tell(&project);
        Ok(unread::ending(&project))
    }
}

/// Which of the periods are declared, a line each.
fn declared(project: &Project, chosen: &[&Assessment]) -> String {
    let mut lines: Vec<String> = vec![];
    for a in chosen {
        let (from, to) = (iso(a.period.days.first), iso(a.period.days.last));
        let year = project.loaded.portfolio.declarations.get(&a.period.days.last.year());
        let of = year.into_iter().flat_map(|d| &d.periods).find(|d| d.from == from && d.to == to);
        let said = of.map(|d| {
            let day = parse_day(&d.declared_on).map_or_else(|| d.declared_on.clone(), in_words);
            let head = if d.draft { "Draft of a declaration" } else { "Declared" };
            let word = Wording::english().word("statement", &d.statement).to_lowercase();
            format!("\n{head} for {}: {day}, {word}.\n", a.period.label)
        });
        lines.extend(said);
    }
    lines.dedup();
    lines.concat()
}

/// How many competences have something in the period, and the gaps in words.
fn competences(all: &[Coverage], period: &str) -> String {
    if all.is_empty() {
        return String::new();
    }
    let gaps: Vec<String> = all.iter().filter_map(|c| say::coverage::gap(Wording::english(), c, period)).collect();
    let head = terminal::styled(terminal::BOLD, &format!("Competences, {period}"));
    if gaps.len() == all.len() && all.iter().all(|c| c.last.is_none()) {
        return format!("\n{head}\nNo entry names one of the {} yet.\n", all.len());
    }
    let mut text = format!("\n{head}\n{} of {} have an entry.", all.len() - gaps.len(), all.len());
    text.push_str(match gaps.len() {
        1 if all.len() > 1 => " The other:\n",
        n if n > 0 && n < all.len() => " The others:\n",
        _ => "\n",
    });
    text.extend(gaps.iter().map(|g| format!("  {g}\n")));
    text
}

/// What there is to say of a period without an entry, or one to come.
fn empty(seen: &Visible<'_>, of: &Assessment) -> String {
    let (days, label) = (of.period.days, &of.period.label);
    let logged = seen.entries.iter().any(|e| e.days.touches(days));
    match () {
        () if of.days_unknown() => String::new(),
        () if of.edition.is_empty() => {
            format!("No edition of this policy was in force on {}.\n\n", in_words(days.first))
        }
        () if days.first > of.as_of => format!("{label} begins on {}.\n\n", in_words(days.first)),
        () if !logged => format!("Nothing is logged in {label}.\n\n"),
        () => String::new(),
    }
}

fn one(seen: &Visible<'_>, of: &Assessment) -> String {
    let days = of.period.days;
    let head = terminal::styled(terminal::BOLD, &format!("{}, {}", of.title, of.period.label));
    let origin = if of.origin == crate::policy::Origin::BuiltIn { "" } else { of.origin.word() };
    let same_year = days.first.format("%Y").to_string() == days.last.format("%Y").to_string();
    let first = if same_year { day_and_month(days.first) } else { in_words(days.first) };
    let days = format!("{first} to {}", in_words(days.last));
    let days = if of.days_unknown() { "days not known" } else { &days };
    let edition = if of.edition.is_empty() { String::new() } else { format!("edition {}, ", of.edition) };
    let edition = format!("{edition}{days} {origin}");
    let answer = of.unstated.as_ref().map_or_else(|| headline(of).join(" "), |what| state_it(of, what));
    let mut text = format!("{head}  {}\n{}\n\n", terminal::styled(terminal::DIM, edition.trim_end()), answer);
    text.push_str(&empty(seen, of));
    let english = Wording::english();
    if let Some(adjustment) = &of.adjustment {
        let reason = adjustment.reason.as_ref().map(|r| format!(" ({})", verdict::circumstance(english, r)));
        text.push_str(&format!("{}{}.\n\n", verdict::change(english, of, adjustment), reason.unwrap_or_default()));
    }
    let (advice, binding): (Vec<&RuleResult>, Vec<&RuleResult>) =
        of.rules.iter().partition(|r| r.severity == Severity::Advice);
    let table = |rules: &[&RuleResult]| terminal::fitted(&rules.iter().map(|r| row(of, r)).collect::<Vec<_>>(), 2, 2);
    text.push_str(&table(&binding));
    if !advice.is_empty() {
        text.push_str(&format!("\n{}\n", terminal::styled(terminal::DIM, "  As advice")));
        text.push_str(&table(&advice));
    }
    let unsaid = |r: &&RuleResult| r.kind == RuleKind::Artefact && r.verdict == Some(Verdict::Unknown);
    let unsaid: Vec<&str> = of.rules.iter().filter(unsaid).map(|r| r.title.as_str()).collect();
    if !unsaid.is_empty() {
        let how = english.word("advice_why", "unsaid-document");
        text.push_str(&format!("\n{}: {how}.\n", unsaid.join(", ")));
    }
    if let Some(unsure) = verdict::unsure(english, of) {
        text.push_str(&format!("\n{unsure}\n"));
    }
    for pending in &of.pending {
        text.push_str(&format!("\n{}\n", verdict::pending(english, pending, &of.period.label)));
    }
    text
}

/// Why nothing can be told, and what to do about it.
fn state_it(of: &Assessment, what: &Unstated) -> String {
    match what {
        Unstated::Role { of: roles, .. } => format!(
            "{} Add `roles: [{}]` to `{}` in cpdfolio.yaml{}.",
            headline(of).join(" "),
            roles.first().map_or("", |role| role.as_str()),
            of.policy,
            if roles.len() > 1 {
                format!(": one of {}", crate::diag::list(roles.iter().map(Word::as_str)))
            } else {
                String::new()
            }
        ),
        Unstated::CycleStart => format!(
            "This cannot be told: your cycle starts on a day that nobody has stated. Add `cycle_start` to `{}` in cpdfolio.yaml.",
            of.policy
        ),
    }
}

/// A rule's name, and the id that `why` takes, where the name does not say it.
fn named(r: &RuleResult) -> String {
    if crate::paths::slug(&r.title) == r.id.as_str() {
        return r.title.clone();
    }
    format!("{}\n{}", r.title, terminal::styled(terminal::DIM, &format!("({})", r.id)))
}

fn row(of: &Assessment, r: &RuleResult) -> Vec<String> {
    // A limit is no progress, and what nobody can tell is not nothing: neither has a bar.
    let bar = r
        .target
        .filter(|_| r.verdict != Some(Verdict::Unknown))
        .map(|t| terminal::bar(r.achieved.n, t.n, 20))
        .unwrap_or_default();
    let state = verdict::state(Wording::english(), of, r);
    if of.days_unknown() {
        return vec![terminal::verdict(r.verdict), named(r), String::new(), String::new(), state];
    }
    vec![terminal::verdict(r.verdict), named(r), bar, verdict::line(Wording::english(), r), state]
}
