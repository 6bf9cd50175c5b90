//! `cpdfolio share`

use std::path::PathBuf;

use serde_json::{Value, json};

use super::args::{Format, Global, day, random};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::diag::count;
use crate::engine::project::Project;
use crate::engine::{Error, HandFault};
use crate::hand::rehearse::Finding;
use crate::hand::seal::groups;
use crate::model::Day;
use crate::ops::handed::{self, Note};
use crate::ops::key::Fresh;
use crate::ops::share::{self, Draft, Request};

/// Hand a year over in one file: sealed, readable offline, with a form to answer it
///
/// It first does the assessor's own checks, then lists what goes out and asks. The file holds what an assessor may see and
/// nothing else: the dated list, and the words of the entries that you choose. It opens in any browser without a network.
///
/// Names are replaced before the record is sealed, never in the file alone. To make a name or a place coarse, add it to
/// cpdfolio.yaml before you declare: `pseudonyms: {Ratcliffe Power Station: a power station in the Midlands}`. In a year
/// that is declared, amend the declaration afterwards.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio share 2025 --dry-run
  cpdfolio share 2025 --highlight 2025-03-06-gate-drive --highlight 2025-09-18-design-note --to \"CPD team\"
  cpdfolio share 2025 --open all --evidence certificate.pdf --yes
  cpdfolio share --list")]
pub(super) struct Args {
    /// The year in which the periods end
    #[arg(required_unless_present = "list", value_parser = super::args::year)]
    year: Option<i32>,
    /// The file to write [default: cpd-YEAR.html in the current folder]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write a folder with record.typ and record.json instead: for a PDF by Typst
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    typst: Option<PathBuf>,
    /// Show this entry first, with its words: its title, the beginning of it, or its id; may come again [default: entries with `featured: true`]
    #[arg(long, value_name = "ENTRY")]
    highlight: Vec<String>,
    /// Open the words of this entry too; may come again; `all` opens every one
    #[arg(long, value_name = "ENTRY")]
    open: Vec<String>,
    /// Hand over this file of evidence; may come again
    #[arg(long, value_name = "FILE")]
    evidence: Vec<String>,
    /// Hand documents over although they hold more than their pages show
    #[arg(long)]
    anyway: bool,
    /// How exact dates are
    #[arg(long, value_enum, default_value = "day", value_name = "HOW")]
    dates: Dates,
    /// Leave your name out; the number stays
    #[arg(long)]
    no_name: bool,
    /// Only the periods of this policy, and nothing that other policies find
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    /// For whom it is
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// Until when it may be kept
    #[arg(long, value_name = "DATE", value_parser = day)]
    expires: Option<Day>,
    /// Check as an assessor would, and show what would go out; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Start with a new key, where the key of earlier seals is lost for good
    #[arg(long)]
    new_key: bool,
    /// List what was handed over
    #[arg(long, conflicts_with_all = ["year", "out", "dry_run"])]
    list: bool,
    /// How to print it
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

/// How exact dates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Dates {
    /// The days
    Day,
    /// The month only
    Month,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut project = global.open()?;
        let Some(year) = self.year.filter(|_| !self.list) else { return self.listed(&project) };
        project.asked = Some(year);
        let draft = share::prepare(&project, &self.request(year), Fresh { bytes: random()?, asked: self.new_key })?;
        if self.format == Format::Human {
            terminal::data(&told(&draft, self.dry_run));
        }
        if self.dry_run {
            return Ok(self.rehearsed(&draft));
        }
        self.consent()?;
        let findings = draft.findings.clone();
        let data = as_json(&draft, true);
        let file = self.write(&project, draft)?;
        if self.format == Format::Json {
            terminal::json(&data);
        }
        terminal::talk(&format!("written: {file}. It is not yet sent: give it to the person that it is for."));
        if !findings.is_empty() {
            terminal::talk("The remarks above are for you alone: they are not in the file.");
        }
        Ok(Ending::Done)
    }

    fn request(&self, year: i32) -> Request {
        Request {
            year,
            policy: self.policy.clone(),
            highlight: self.highlight.clone(),
            open: self.open.clone(),
            evidence: self.evidence.clone(),
            anyway: self.anyway,
            months: self.dates == Dates::Month,
            unnamed: self.no_name,
            recipient: self.to.clone(),
            purpose: self.purpose.clone(),
            expires: self.expires,
        }
    }

    fn rehearsed(&self, draft: &Draft) -> Ending {
        if self.format == Format::Json {
            terminal::json(&as_json(draft, false));
        }
        terminal::talk("nothing was written: `--dry-run`");
        if draft.findings.iter().any(|f| !f.question) { Ending::Findings } else { Ending::Done }
    }

    /// Nothing goes out unless somebody has said so.
    fn consent(&self) -> Result<(), Error> {
        if self.yes {
            return Ok(());
        }
        if !terminal::can_ask() {
            return Err(HandFault::NotAsked.into());
        }
        match terminal::ask("Hand this over? [y/N]").to_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(HandFault::SaidNo.into()),
        }
    }

    /// Writes the file or the folder, then the note of it.
    fn write(&self, project: &Project, draft: Draft) -> Result<String, Error> {
        if let Some(folder) = &self.typst {
            std::fs::create_dir_all(folder)
                .map_err(|e| Error::System(crate::engine::Action::MakeFolder(folder.clone()), e))?;
            for (name, text) in share::typst(&draft)? {
                share::write(&folder.join(name), text.as_bytes())?;
            }
            let told = folder.display().to_string();
            share::keep(project, draft, &told)?;
            return Ok(told);
        }
        let path = self.out.clone().unwrap_or_else(|| PathBuf::from(&draft.file));
        let told = path.display().to_string();
        share::write(&path, draft.html.as_bytes())?;
        let name = path.file_name().map_or_else(|| told.clone(), |n| n.to_string_lossy().into_owned());
        share::keep(project, draft, &name)?;
        Ok(told)
    }

    fn listed(&self, project: &Project) -> Outcome {
        let all = handed::all(project)?;
        if self.format == Format::Json {
            terminal::json(&json!({"schema": "cpdfolio.share-list/1", "shared": all}));
            return Ok(Ending::Done);
        }
        if all.is_empty() {
            terminal::talk("Nothing was handed over yet.");
        }
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        terminal::data(&terminal::columns(&rows, 0));
        Ok(Ending::Done)
    }
}

fn row(note: &Note) -> Vec<String> {
    let about = note.year.map(|y| y.to_string()).into_iter().chain(note.entry.clone()).collect::<Vec<_>>().join(" ");
    let root = note.roots.first().map(|r| groups(*r)[..2].join(" ")).unwrap_or_default();
    let to = note.recipient.clone().map_or_else(String::new, |r| format!("to {r}"));
    let until = note.expires.clone().map_or_else(String::new, |d| format!("until {d}"));
    vec![note.on.clone(), note.role.clone(), about, note.file.clone(), root, to, until]
}

fn told(draft: &Draft, dry_run: bool) -> String {
    let list = &draft.listing;
    let head = |words: &str| format!("{}\n", terminal::styled(terminal::BOLD, words));
    let mut out = head("What an assessor would ask");
    if draft.findings.is_empty() {
        out.push_str("  nothing that we can think of\n");
    }
    for f in &draft.findings {
        let mark = if f.question { "?" } else { "!" };
        let place = f.file.as_ref().map(|file| format!("{file}: ")).unwrap_or_default();
        out.push_str(&format!("  {mark} {place}{}\n    {}\n", f.says, f.asks));
    }
    out.push_str(&format!("\n{}", head("What goes out")));
    if !list.person.is_empty() {
        out.push_str(&format!("  {}\n", list.person.join(", ")));
    }
    out.push_str(&format!(
        "  {} with {}\n",
        count(list.entries.len(), "entry").replace("entrys", "entries"),
        list.fields.join(", ")
    ));
    let rows: Vec<Vec<String>> = list
        .entries
        .iter()
        .map(|(day, title, open)| {
            vec![day.clone(), title.clone(), if *open { "with its words".to_owned() } else { String::new() }]
        })
        .collect();
    out.push_str(&terminal::columns(&rows, 4));
    if !list.plan.is_empty() {
        out.push_str(&format!("  {} of the plan\n", count(list.plan.len(), "item")));
        out.extend(list.plan.iter().map(|p| format!("    {p}\n")));
    }
    if list.files.is_empty() {
        out.push_str("  no file of evidence\n");
    }
    out.extend(list.files.iter().map(|(name, path)| format!("  {path} as {name}\n")));
    let provisional = dry_run && draft.first();
    if provisional {
        out.push_str("\nRoot of the seal: made when you declare or hand over for the first time\n");
    }
    for root in draft.roots.iter().filter(|_| !provisional) {
        out.push_str(&format!("\nRoot of the seal: {}\n", groups(*root).join(" ")));
    }
    if draft.still_runs {
        out.push_str("A period still runs: the file says that it is a draft.\n");
    }
    out
}

fn as_json(draft: &Draft, written: bool) -> Value {
    let list = &draft.listing;
    let finding = |f: &Finding| json!({"code": f.code, "level": if f.question { "question" } else { "finding" }, "file": f.file, "says": f.says, "asks": f.asks});
    let entry = |(day, title, open): &(String, String, bool)| json!({"date": day, "title": title, "words": open});
    json!({
        "schema": "cpdfolio.share/1", "written": written, "draft": draft.still_runs, "bytes": draft.html.len(),
        "roots": if !written && draft.first() { vec![] } else { draft.roots.clone() },
        "rehearsal": draft.findings.iter().map(finding).collect::<Vec<_>>(),
        "out": {
            "person": list.person, "fields": list.fields, "plan": list.plan,
            "entries": list.entries.iter().map(entry).collect::<Vec<_>>(),
            "files": list.files.iter().map(|(name, path)| json!({"name": name, "from": path})).collect::<Vec<_>>(),
        },
    })
}
