//! Files that show what was done: looked at, given a safe name, copied into `evidence/`, named in the entry.

use chrono::Datelike;

use crate::content::tree::SourceFile;
use crate::engine::Error;
use crate::engine::project::Project;
use crate::evidence::{self, Refused};
use crate::fs::ReadFault;
use crate::ops::edit;
use crate::paths::{SourcePath, portable, slug};

/// A file that is to be attached.
#[derive(Debug)]
pub(crate) struct Given {
    /// Its name, as it was typed.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// A file that is ready to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ready {
    /// Where it will stand.
    pub(crate) path: SourcePath,
    /// Is it there already, byte for byte?
    pub(crate) there: bool,
    /// Where a photo was taken, in words: taken out of the copy, unless it is to be kept.
    pub(crate) place: Option<String>,
    /// Something that its owner should know.
    pub(crate) remark: Option<&'static str>,
    bytes: Vec<u8>,
}

/// Looks at files and finds their names; nothing is written.
pub(crate) fn prepare(
    project: &Project,
    file: &SourceFile,
    given: Vec<Given>,
    keep_place: bool,
) -> Result<Vec<Ready>, Error> {
    let entry = project.loaded.portfolio.activities.iter().find(|a| a.source == file.path);
    let year = entry.map_or(project.as_of.year(), |a| a.days.last.year());
    let title = entry.map_or("", |a| a.title.as_str());
    let mut ready: Vec<Ready> = vec![];
    for given in given {
        ready.push(look(project, &ready, Of { year, title }, given, keep_place)?);
    }
    Ok(ready)
}

/// The entry that a file belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'a> {
    /// The year of its last day.
    pub(crate) year: i32,
    /// Its title: the name of a file whose own cannot be kept.
    pub(crate) title: &'a str,
}

/// Looks at one file and finds its name, beside those that are ready.
pub(crate) fn look(
    project: &Project,
    ready: &[Ready],
    of: Of<'_>,
    given: Given,
    keep_place: bool,
) -> Result<Ready, Error> {
    let refused = |reason: Refused| Error::NotAttached { file: given.name.clone(), reason: reason.to_string() };
    let what = evidence::look(&given.bytes, &given.name).map_err(refused)?;
    let place = crate::picture::location(&given.bytes);
    let bytes = match &place {
        Some(_) if !keep_place => {
            crate::picture::without_location(&given.bytes).ok_or_else(|| refused(Refused::PlaceStays))?
        }
        _ => given.bytes,
    };
    let name = safe_name(&given.name, of.title);
    let (path, there) = free(project, ready, &format!("evidence/{}/{name}", of.year), what.ending, &bytes)?;
    Ok(Ready { path, there, place, remark: what.remark, bytes })
}

impl Ready {
    /// Where the copy stands, and what stands in it.
    pub(crate) fn into_copy(self) -> (SourcePath, Vec<u8>) {
        (self.path, self.bytes)
    }
}

/// Copies the files and names them in the entry, as one action.
pub(crate) fn save(project: &Project, file: &SourceFile, ready: &[Ready]) -> Result<(), Error> {
    let entry = project.loaded.portfolio.activities.iter().find(|a| a.source == file.path);
    let named = |path: &SourcePath| entry.is_some_and(|a| a.evidence.iter().any(|e| e.path == *path));
    let names: Vec<String> = ready.iter().filter(|r| !named(&r.path)).map(|r| r.path.to_string()).collect();
    let text = edit::with_evidence(file, &names)?;
    let paths: Vec<SourcePath> = ready.iter().map(|r| r.path.clone()).collect();
    edit::read_again(project, file, &text, &["evidence"], &paths)?;
    let copies = ready.iter().filter(|r| !r.there).map(|r| (r.path.clone(), r.bytes.clone())).collect();
    edit::save(project, "attach", file, &text, copies)
}

/// A name that every system can store, from the file's own or from the entry's title.
fn safe_name(name: &str, title: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let words = [slug(stem), slug(title)].into_iter().find(|w| !w.is_empty());
    let words = words.unwrap_or_else(|| "evidence".to_owned());
    if portable(&words).is_ok() { words } else { format!("file-{words}") }
}

/// A path that nobody has; a file that is there with the same bytes is the file.
fn free(
    project: &Project,
    ready: &[Ready],
    stem: &str,
    ending: &str,
    bytes: &[u8],
) -> Result<(SourcePath, bool), Error> {
    for n in 1..10_000 {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let path = format!("{stem}{number}.{ending}");
        let path = SourcePath::new(&path).map_err(|f| Error::BadPath(path, f))?;
        let taken = |other: &SourcePath| other.as_str().eq_ignore_ascii_case(path.as_str());
        if ready.iter().any(|r| taken(&r.path)) {
            continue;
        }
        match project.root.read(&path, evidence::LARGEST) {
            Ok(there) if there == bytes => return Ok((path, true)),
            Ok(_) | Err(ReadFault::TooLarge { .. } | ReadFault::NotAFile | ReadFault::Symlink) => {}
            Err(ReadFault::NotFound) if project.tree.evidence().iter().any(taken) => {}
            Err(ReadFault::NotFound) => return Ok((path, false)),
            Err(fault) => return Err(Error::Unread(path, fault)),
        }
    }
    Err(Error::TitleTaken)
}
