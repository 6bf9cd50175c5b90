//! `cpdfolio attach`

use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::{Format, Global};
use super::ending::{Ending, Outcome};
use super::terminal;
use crate::engine::{Action, Error};
use crate::evidence::LARGEST;
use crate::ops::attach::{self, Given, Ready};
use crate::ops::entries;

/// Copy certificates and photos into evidence/, and name them in an entry
///
/// What a file is, its first bytes say: PDF, pictures, office files, plain text, calendars and mails, each of 20 MiB
/// at most. HTML, SVG and programs are refused. Nothing is ever written over. The place where a photo was taken is
/// named, and taken out of the copy.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  cpdfolio attach \"Power electronics\" ~/Downloads/certificate.pdf
  cpdfolio attach 2026/2026-03-04-site-visit photo-1.jpg photo-2.jpg")]
pub(super) struct Args {
    /// The entry: id, title, or a beginning that is clear
    #[arg(value_name = "ENTRY")]
    entry: String,
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Keep the place where a photo was taken
    #[arg(long)]
    keep_place: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

impl Args {
    /// Runs the command.
    pub(super) fn run(&self, global: &Global) -> Outcome {
        let project = global.open()?;
        let file = entries::file(&project, &self.entry)?;
        let given = self.files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
        let ready = attach::prepare(&project, file, given, self.keep_place)?;
        if !self.dry_run {
            attach::save(&project, file, &ready)?;
        }
        self.tell(entries::id_of(&file.path), &ready);
        Ok(Ending::Done)
    }

    fn tell(&self, entry: &str, ready: &[Ready]) {
        let removed = |r: &Ready| r.place.is_some() && !self.keep_place;
        if self.format == Format::Json {
            let file = |r: &Ready| serde_json::json!({"path": r.path.as_str(), "place_removed": removed(r)});
            let files: Vec<_> = ready.iter().map(file).collect();
            terminal::json(&serde_json::json!({
                "schema": "cpdfolio.attach/1", "entry": entry, "dry_run": self.dry_run, "files": files,
            }));
            return;
        }
        let word = if self.dry_run { "would be attached" } else { "attached" };
        for (given, ready) in self.files.iter().zip(ready) {
            terminal::data(&format!("{word}: {}\n", ready.path));
            let name = given.display();
            if let Some(place) = &ready.place {
                let what = if self.keep_place { "is kept" } else { "was taken out of the copy" };
                terminal::talk(&format!("{name} says where it was taken ({place}): that {what}."));
            }
            if let Some(remark) = ready.remark {
                terminal::talk(&format!("{name}: {remark}."));
            }
        }
    }
}

/// Reads a file that the user named, and no more of it than can be attached.
fn read(path: &Path) -> Result<Given, Error> {
    let failed = |e| Error::System(Action::ReadFile(path.to_path_buf()), e);
    let mut bytes = vec![];
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Given { name, bytes })
}
