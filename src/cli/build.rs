//! `cpdfolio build`

use std::mem::ManuallyDrop;
use std::path::PathBuf;

use super::args::{AudienceArg, Global, cwd, home};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::content::lower::NotRead;
use crate::diag::count;
use crate::diag::{Code, Level};
use crate::engine::Error;
use crate::engine::build::{Built, build};
use crate::engine::outputs::Options;
use crate::engine::project;
use crate::engine::project::Project;
use crate::engine::sealed;
use crate::engine::timings::Timings;
use crate::model::Audience;
use crate::output::Target;

/// Build the site
///
/// Each view has a folder of its own, and one never replaces another: public/ for the web, assessor/ to hand over,
/// private/ for yourself. Writes only what changed. The old site stays until the new one is complete; files of your own in
/// the output folder are kept. With any error nothing is written.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to write [default: a folder named for the view, in the site's: public, assessor or private]
    #[arg(long, short, value_name = "DIR")]
    out: Option<PathBuf>,
    /// For whom [default: `audience` in cpdfolio.yaml]
    #[arg(long, value_enum)]
    audience: Option<AudienceArg>,
    #[arg(long, value_name = "URL", help = "The address that the site will stand at, like https://sam.example/cpd/")]
    base_url: Option<String>,
    /// Build although entries have errors: they are left out, and every page says so
    #[arg(long)]
    keep_going: bool,
    /// Print how long each stage took
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, default_missing_value = "human")]
    timings: Option<super::args::Format>,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let mut timings = Timings::default();
        let progress = terminal::Progress::start(timings.progress());
        let folder = global.folder()?;
        // not taken apart at the end, which is near
        let mut project = ManuallyDrop::new(project::open(&folder, global.as_of(), &mut timings)?);
        timings.stage("declared", || sealed::tell(&mut project));
        if let Some(mut url) = self.base_url.clone() {
            if let Err(reason) = crate::config::check_base_url(&mut url) {
                return Err(Error::BadAddress { url, reason });
            }
            project.config.base_url = Some(url);
        }
        let audience = self.audience.map_or(project.config.audience, Into::into);
        let out = self.out.clone().unwrap_or_else(|| folder.join(audience.word()));
        let target = Target::check(&out, Some(&folder), home().as_deref(), &cwd()?)
            .and_then(|target| target.of_view(audience.word(), &out))
            .map_err(|refusal| Error::Output(crate::output::Error::Refused(refusal)))?;
        let options = Options { audience, keep_going: self.keep_going };
        let built = build(&project, &target, &options, &mut timings)?;
        drop(progress);
        report(&project, &built, audience);
        // With `--timings json` standard output is the JSON and nothing else.
        match self.timings {
            Some(super::args::Format::Json) => terminal::json(&as_json(&timings)),
            shown => {
                terminal::data(&format!("{}\n", out.join("index.html").display()));
                if shown.is_some() {
                    terminal::talk(&table(&timings));
                }
            }
        }
        Ok(Ending::Done)
    }
}

fn report(project: &Project, built: &Built, audience: Audience) {
    let errors: Vec<_> = built.notes.iter().filter(|n| n.level() == Level::Error).cloned().collect();
    terminal::diagnostics(&errors, project.texts());
    edits(built);
    let warnings = built.notes.len() - errors.len();
    if warnings > 0 {
        terminal::talk(&format!("{}: `cpdfolio check` shows them", count(warnings, "doubtful point")));
    }
    let c = &built.conservation;
    let nothing = (audience == Audience::Public && c.counting == 0).then(|| "nothing is shown".to_owned());
    let mut parts = vec![nothing.unwrap_or_else(|| {
        format!(
            "{} in {} {}",
            c.counting_minutes,
            entries(c.counting),
            match (audience, c.counting) {
                (Audience::Public, 1) => "is shown",
                (Audience::Public, _) => "are shown",
                (_, 1) => "counts",
                _ => "count",
            }
        )
    })];
    if c.sums > 0 {
        let are = if c.sums == 1 { "is" } else { "are" };
        parts.push(format!("{} in {} {are} shown as hours of a year only", c.sum_minutes, entries(c.sums)));
    }
    if c.waiting > 0 {
        parts.push(format!(
            "{} in {} {} not count yet (drafts, examples, still to come)",
            c.waiting_minutes,
            entries(c.waiting),
            if c.waiting == 1 { "does" } else { "do" }
        ));
    }
    if c.unseen > 0 {
        let are = if c.unseen == 1 { "is" } else { "are" };
        parts.push(format!("{} in {} {are} not for this audience", c.unseen_minutes, entries(c.unseen)));
    }
    if c.left_out > 0 {
        let unknown = project.loaded.not_read.iter().any(|n| n.minutes.is_none());
        let hours = if unknown { ", hours not known" } else { "" };
        let least = if project.loaded.not_read.iter().any(NotRead::is_place) { "at least " } else { "" };
        parts.push(format!("{least}{} left out because of errors{hours}", entries(c.left_out)));
    }
    if c.files > 0 {
        terminal::talk(&format!("Found {} in {}: {}.", c.minutes, entries(c.files), parts.join("; ")));
    }
    if audience == Audience::Public && project.config.member.is_some() && c.counting + c.waiting + c.sums == 0 {
        terminal::talk("no entry is public: the site shows your name and nothing of your record");
        terminal::talk("  = hint: add `visibility: public` to an entry that everybody may read");
    }
    written(built, audience);
    terminal::talk(may_be_published(audience));
}

/// What happened on the disk.
fn written(built: &Built, audience: Audience) {
    let w = &built.written;
    for path in &w.edited {
        terminal::talk(&format!("note: {path} had been edited in the output; it is as built again"));
    }
    let mut changes = vec![format!("{} written", w.written), format!("{} unchanged", w.unchanged)];
    if w.removed > 0 {
        changes.push(format!("{} removed", w.removed));
    }
    if w.kept > 0 {
        changes.push(format!("{} of your own kept", w.kept));
    }
    terminal::talk(&format!(
        "Built {} for the {} audience: {}.",
        count(built.pages, "page"),
        audience.word(),
        changes.join(", ")
    ));
}

/// Others hold what was declared: a later edit is told here, not only counted.
fn edits(built: &Built) {
    for note in built.notes.iter().filter(|n| n.code == Code::DeclaredOtherwise) {
        terminal::talk(&format!("Declared otherwise. {}", note.message));
        terminal::talk(&format!("  = hint: {}", note.hint.as_deref().unwrap_or_default()));
    }
}

/// May what was built go on the web?
fn may_be_published(audience: Audience) -> &'static str {
    match audience {
        Audience::Public => "This is the public view: it may go on the web.",
        Audience::Assessor => {
            "This is the assessor's view: keep it off the web. For the web, build with `--audience public`."
        }
        Audience::Private => {
            "This is your private view: keep it to yourself. For the web, build with `--audience public`."
        }
    }
}

fn entries(n: usize) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
}

fn table(timings: &Timings) -> String {
    let row = |(name, time): &(&str, std::time::Duration)| {
        let millis = format!("{:>9.1} ms", time.as_secs_f64() * 1000.0);
        vec![(*name).to_owned(), millis]
    };
    let mut rows: Vec<Vec<String>> = timings.stages().iter().map(row).collect();
    let total: std::time::Duration = timings.stages().iter().map(|(_, t)| *t).sum();
    rows.push(row(&("total", total)));
    terminal::columns(&rows, 2).trim_end().to_owned()
}

fn as_json(timings: &Timings) -> serde_json::Value {
    let stages: Vec<serde_json::Value> = timings
        .stages()
        .iter()
        .map(|(name, time)| serde_json::json!({"stage": name, "microseconds": u64::try_from(time.as_micros()).unwrap_or(u64::MAX)}))
        .collect();
    serde_json::json!({"schema": "cpdfolio.timings/1", "stages": stages})
}
