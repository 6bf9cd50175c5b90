//! `cpdfolio export`

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ValueEnum;

use super::args::{AudienceArg, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use super::unread;
use crate::diag::count;
use crate::engine::{Action, Error};
use crate::exchange::export::layouts;
use crate::model::Audience;
use crate::ops::entries;
use crate::ops::export::{self, Form, Made, Request};

/// Take your record with you, as CSV, XLSX, JSON, a calendar or a packed folder
///
/// A table holds every entry and every draft, and `import` brings them back; a body's own columns and a calendar hold no
/// draft that lacks a day or hours, and say how many. JSON and ZIP hold everything: entries, plan, declarations, answers, settings, pages and evidence. `import` of
/// either into an empty folder gives the same site. The key of your seals stays: copy .cpdfolio/seal.key yourself.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio export --out record.xlsx
  cpdfolio export --format csv --where '2026 planned'
  cpdfolio export --out everything.zip
  cpdfolio export --layout nmc --audience assessor --out log.csv")]
pub(super) struct Args {
    /// The form [default: what the name of FILE says, else csv]
    #[arg(long, value_enum)]
    format: Option<FormArg>,
    /// The file; one that is there is replaced [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Only the entries that a filter names, like '2026 planned'; see `cpdfolio list --help`
    #[arg(long = "where", value_name = "FILTER", allow_hyphen_values = true)]
    filter: Option<String>,
    /// For whom: others get only what you show them
    #[arg(long, value_enum, default_value = "private")]
    audience: AudienceArg,
    /// The columns of a body, for csv and xlsx
    #[arg(long, value_name = "BODY")]
    layout: Option<String>,
    /// List the bodies' columns that are known, and where they are published
    #[arg(long)]
    layouts: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormArg {
    /// A table of all keys, for any spreadsheet
    Csv,
    /// The same with a sheet of sums by year
    Xlsx,
    /// Everything, for programs and for `import`
    Json,
    /// Entries as days of a calendar
    Ics,
    /// Everything as the Markdown files that they are
    Zip,
}

impl From<FormArg> for Form {
    fn from(arg: FormArg) -> Self {
        match arg {
            FormArg::Csv => Self::Csv,
            FormArg::Xlsx => Self::Xlsx,
            FormArg::Json => Self::Json,
            FormArg::Ics => Self::Ics,
            FormArg::Zip => Self::Zip,
        }
    }
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        if self.layouts {
            tell_layouts();
            return Ok(Ending::Done);
        }
        let form = self.form()?;
        let layout = self.layout.as_deref().map(export::layout).transpose()?;
        if layout.is_some() && !matches!(form, Form::Csv | Form::Xlsx) {
            return Err(Error::NoColumns);
        }
        if self.out.is_none() && matches!(form, Form::Xlsx | Form::Zip) && std::io::stdout().is_terminal() {
            return Err(Error::NoTerminal);
        }
        let project = global.open()?;
        let filter = self.filter.as_deref().map(|text| entries::filter(&project, text)).transpose()?;
        let follows = project.follows();
        let audience = Audience::from(self.audience);
        let told = project.told(&follows, audience);
        let seen = project.visible(&follows, &[], &told);
        let request = Request { form, filter: filter.as_ref(), layout: layout.as_ref() };
        let made = export::make(&project, &seen, &request)?;
        self.put(&made)?;
        unread::tell(&project);
        terminal::talk(&Self::closing(&made, audience, layout.as_ref()));
        // A whole record has the files that cannot be read as well.
        let lacks = made.files.is_none() && !project.loaded.not_read.is_empty();
        Ok(if lacks { Ending::Findings } else { Ending::Done })
    }

    fn form(&self) -> Result<Form, Error> {
        if let Some(form) = self.format {
            return Ok(form.into());
        }
        let Some(out) = &self.out else { return Ok(Form::Csv) };
        let ending = out.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let form = FormArg::from_str(&ending, true);
        form.map(Form::from).map_err(|_| Error::WhichForm { file: out.clone() })
    }

    fn put(&self, made: &Made) -> Result<(), Error> {
        let Some(out) = &self.out else {
            terminal::bytes(&made.bytes);
            return Ok(());
        };
        // beside its place first, so that a file that is there is replaced whole or not at all
        let failed = |e| Error::System(Action::WriteFile(out.clone()), e);
        let mut beside = out.clone().into_os_string();
        beside.push(format!(".{}.part", std::process::id()));
        let beside = PathBuf::from(beside);
        std::fs::write(&beside, &made.bytes).and_then(|()| std::fs::rename(&beside, out)).map_err(|error| {
            let _ = std::fs::remove_file(&beside);
            failed(error)
        })
    }

    /// What is in it, and for whom it is: the last line.
    fn closing(made: &Made, audience: Audience, layout: Option<&layouts::Layout>) -> String {
        let entries = if made.entries == 1 { "1 entry".to_owned() } else { format!("{} entries", made.entries) };
        let drafts = if made.drafts > 0 {
            format!(" and {} without a day or hours", count(made.drafts, "draft"))
        } else {
            String::new()
        };
        let left_out = match made.left_out {
            0 => String::new(),
            1 => "\n1 draft is left out: it counts nothing".to_owned(),
            n => format!("\n{n} drafts are left out: they count nothing"),
        };
        let along = if made.left_out > 0 {
            ". `cpdfolio export --out record.csv` takes drafts along, for yourself."
        } else {
            ""
        };
        let files = made.files.map(|n| format!(" in {}", count(n, "file"))).unwrap_or_default();
        let source = layout.map(|l| {
            format!(
                "Columns of {}: {} ({}, {}, checked {}).\n",
                l.title, l.source.title, l.source.captured, l.source.confidence, l.source.checked
            )
        });
        let whom = match audience {
            Audience::Private => {
                "made for you (private): it holds what others are not to see, and is not for sending. `--audience assessor` makes one that is"
            }
            Audience::Assessor => "made for an assessor: what you show to everybody is not more than this",
            Audience::Public => "made for everybody: what you published",
        };
        format!("{}{entries}{drafts}{files}, {whom}.{left_out}{along}", source.unwrap_or_default())
    }
}

fn tell_layouts() {
    for layout in layouts::all() {
        let source = &layout.source;
        terminal::data(&format!("{}  {}\n", terminal::styled(terminal::BOLD, &layout.id), layout.title));
        let columns: Vec<String> = layout
            .columns
            .iter()
            .map(|c| if c.from.is_some() { c.title.clone() } else { format!("{} (left to you)", c.title) })
            .collect();
        terminal::data(&format!("  {}\n", columns.join(" | ")));
        terminal::data(&format!("  {} {}\n", source.title, source.url));
        terminal::data(&format!(
            "  {}, {}, checked {}. {}\n",
            source.captured, source.confidence, source.checked, source.note
        ));
    }
}
