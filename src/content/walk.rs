//! A site's folder to a [`SourceTree`]: the only reader of sources. Everything is opened by
//! [`Root`], which follows no link and leaves the folder by no way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::tree::{SourceFile, SourceKind, SourceTree, doubtful_names, has_other_ending};
use crate::diag::{Code, Diagnostic, Place, Warned};
use crate::front_matter;
use crate::fs::{ReadFault, Root};
use crate::paths::{PathFault, SourcePath};
use crate::picture::{self, FileKind};
use crate::signs::has_any;

/// The largest text, in bytes.
pub(crate) const LARGEST_TEXT: u64 = 1024 * 1024;
/// The largest picture or document that a page may show, in bytes.
pub(crate) const LARGEST_FILE: u64 = 32 * 1024 * 1024;
/// The most files that a site may have.
pub(crate) const MOST_FILES: usize = 200_000;

/// Reads a site. Built-in files are added where `built_in` gives them.
pub(crate) fn read(root: &Root, config: Arc<str>, built_in: Vec<SourceFile>) -> Warned<SourceTree> {
    read_at_most(MOST_FILES, root, config, built_in)
}

/// Reads a site with another limit than [`MOST_FILES`].
fn read_at_most(most: usize, root: &Root, config: Arc<str>, built_in: Vec<SourceFile>) -> Warned<SourceTree> {
    let mut notes = vec![];
    let content = list(root, "content", most, &mut notes);
    let (strays, content): (Vec<_>, Vec<_>) = content.into_iter().partition(|path| stray_folder(path).is_some());
    notes.extend(strays.iter().filter_map(stray_folder).collect::<BTreeSet<_>>().iter().map(stray));
    let evidence: BTreeSet<SourcePath> = list(root, "evidence", most, &mut notes).into_iter().collect();
    notes.extend(doubtful_names(content.iter().chain(&evidence)));
    let (mut files, faults): (Vec<SourceFile>, Vec<Diagnostic>) = content
        .par_iter()
        .with_min_len(64)
        .filter(|path| !matches!(SourceKind::of(path), SourceKind::Other | SourceKind::File))
        .map(|path| text(root, path))
        .partition_map(Into::into);
    notes.extend(faults);
    files.extend(built_in);
    let aside = |p: &&SourcePath| SourceKind::of(p) == SourceKind::Other && !has_other_ending(p);
    notes.extend(content.iter().filter(aside).map(left_aside));
    let shown = shown(root, &content, &mut notes);
    Warned { value: SourceTree::new(config, files, evidence).with_shown(shown), notes }
}

/// The folders of `content/` whose files are no pages.
const FOLDERS: &[&str] = &["activities", "plan", "directory", "faq", "declarations", "answers", "policies", "snippets"];

/// The folder of a file where it is one of [`FOLDERS`] but for capitals: another system wrote its name in another way.
fn stray_folder(path: &SourcePath) -> Option<SourcePath> {
    let (folder, _) = path.below("content")?.split_once('/')?;
    let stray = FOLDERS.iter().any(|known| folder != *known && folder.eq_ignore_ascii_case(known));
    if stray { SourcePath::new(&format!("content/{folder}")).ok() } else { None }
}

/// What is in such a folder is not read: as pages its entries would be shown to everybody.
fn stray(folder: &SourcePath) -> Diagnostic {
    let right = folder.as_str().to_ascii_lowercase();
    let message = "the name has to be in small letters: nothing in this folder is read";
    Diagnostic::new(Code::NameNotPortable, folder, Place::File, message)
        .hint(format!("rename the folder to `{right}`; where that is there too, move its files into it"))
}

/// A file that nothing is made of.
fn left_aside(path: &SourcePath) -> Diagnostic {
    let private = ["activities", "plan"].iter().any(|f| path.below(&format!("content/{f}")).is_some());
    let hint = if private {
        "put files that show what was done under `evidence/`".to_owned()
    } else {
        format!("pages end in `.md`; shown as they are: {}", crate::diag::list(picture::ENDINGS))
    };
    Diagnostic::new(Code::NotRead, path, Place::File, "this file is not read").hint(hint)
}

/// Pictures and documents beside pages: only what is what its name says may be shown.
fn shown(root: &Root, content: &[SourcePath], notes: &mut Vec<Diagnostic>) -> BTreeMap<SourcePath, FileKind> {
    let files: Vec<&SourcePath> = content.iter().filter(|p| SourceKind::of(p) == SourceKind::File).collect();
    let look = |path: &&SourcePath| match root.read(path, LARGEST_FILE) {
        Ok(bytes) => picture::look(&path.ending(), &bytes).ok_or_else(|| {
            let message = format!("this is not what its ending says: `{}`", path.ending());
            Diagnostic::new(Code::BadPicture, path, Place::File, message)
                .hint("save it again as PNG, JPEG, GIF, WebP or PDF, with the ending that belongs to it")
        }),
        Err(error) => Err(fault(path, &error)),
    };
    let looked: Vec<_> = files.par_iter().map(|path| (*path, look(path))).collect();
    let mut found = BTreeMap::new();
    for (path, outcome) in looked {
        match outcome {
            Ok(what) => drop(found.insert(path.clone(), what)),
            Err(note) => notes.push(note),
        }
    }
    found
}

/// Reads anew only the files at some paths. `before` is what was read without any remark before. None
/// where these files alone do not tell what a reading of the whole site would: it is then needed.
pub(crate) fn read_again(
    root: &Root,
    before: &SourceTree,
    paths: &BTreeSet<SourcePath>,
    built_in: impl FnOnce() -> Vec<SourceFile>,
) -> Option<SourceTree> {
    let (mut texts, mut evidence) = (BTreeMap::new(), None);
    for path in paths {
        let there = match root.open_file(path) {
            Ok(_) => true,
            // it may have been a folder
            Err(ReadFault::NotFound) if before.has_below(path) => return None,
            Err(ReadFault::NotFound) => false,
            Err(_) => return None,
        };
        let known = before.has(path);
        if there && !known && !may_be_added(path, before) {
            return None;
        }
        if path.below("evidence").is_some() {
            if there != known {
                let all: &mut BTreeSet<_> = evidence.get_or_insert_with(|| before.evidence().clone());
                let _ = if there { all.insert(path.clone()) } else { all.remove(path) };
            }
        } else if matches!(SourceKind::of(path), SourceKind::Other | SourceKind::File) {
            // not read, or not as a text; one that came and went is nothing
            if there || known {
                return None;
            }
        } else {
            let text = there.then(|| text(root, path).0).transpose().ok()?;
            if text.is_some() || known {
                texts.insert(path.clone(), text.map(|file| file.text));
            }
        }
    }
    (before.files().len() + texts.len() <= MOST_FILES).then(|| before.changed(&texts, evidence, built_in()))
}

/// Is a new name one about which there is nothing to say, whatever the others are?
fn may_be_added(path: &SourcePath, before: &SourceTree) -> bool {
    let text = path.as_str();
    let plain = text.is_ascii() && text.split('/').all(|part| !part.starts_with('.'));
    let twin = || before.names().any(|other| !other.is_ascii() || other.eq_ignore_ascii_case(text));
    plain && doubtful_names(std::iter::once(path)).is_empty() && !twin()
}

/// All files below a folder of the site. Dot-files are left out: editors and git own them. What cannot be looked at is
/// named at the nearest folder that has a path.
fn list(root: &Root, folder: &str, most: usize, notes: &mut Vec<Diagnostic>) -> Vec<SourcePath> {
    let Ok(place) = SourcePath::new(folder) else { return vec![] };
    let top = root.path().join(folder);
    match top.symlink_metadata() {
        Ok(found) if found.file_type().is_symlink() => {
            notes.push(fault(&place, &ReadFault::Symlink));
            return vec![];
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            notes.extend(in_capitals(root, folder).as_ref().map(stray));
            return vec![];
        }
        Err(error) => {
            notes.push(fault(&place, &ReadFault::Io(error)));
            return vec![];
        }
    }
    let nearest = |path: &Path| path.ancestors().find_map(|p| relative(root.path(), p).ok());
    let mut found = vec![];
    let visible = |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().as_encoded_bytes().starts_with(b".");
    for entry in WalkDir::new(&top).follow_links(false).into_iter().filter_entry(visible) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let at = error.path().and_then(nearest).unwrap_or_else(|| place.clone());
                let why = error.io_error().map(|e| format!(": {e}")).unwrap_or_default();
                let message = format!("this folder cannot be read{why}");
                notes.push(Diagnostic::new(Code::Unreadable, &at, Place::File, message).hint("check who may read it"));
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        match relative(root.path(), entry.path()) {
            Ok(path) if entry.file_type().is_symlink() => notes.push(fault(&path, &ReadFault::Symlink)),
            Ok(path) => found.push(path),
            Err(why) => {
                let at = entry.path().parent().and_then(nearest).unwrap_or_else(|| place.clone());
                notes.push(odd_name(&at, &entry.file_name().to_string_lossy(), why));
            }
        }
        if found.len() > most {
            let message = format!("more than {most} files in this folder");
            notes.push(
                Diagnostic::new(Code::TooManyFiles, &place, Place::File, message)
                    .hint("is this the right folder? move what is no record out of it"),
            );
            break;
        }
    }
    found.sort_unstable();
    found
}

/// A file in a folder whose name cannot be part of a path.
fn odd_name(folder: &SourcePath, raw: &str, why: PathFault) -> Diagnostic {
    let name = crate::diag::render::visible(raw);
    let (message, hint) = match why {
        PathFault::TooLong => (format!("the path of `{name}` is too long"), "give its folders shorter names"),
        PathFault::NoText => (format!("the name `{name}` is not UTF-8"), "rename the file"),
        _ => {
            let message = format!("the name `{name}` cannot be read: {why}");
            let hint = format!("rename the file to `{}`", crate::paths::portable_name(raw));
            return Diagnostic::new(Code::NameNotPortable, folder, Place::File, message).hint(hint);
        }
    };
    Diagnostic::new(Code::NameNotPortable, folder, Place::File, message).hint(hint)
}

/// A folder of the site that is there in capitals only.
fn in_capitals(root: &Root, folder: &str) -> Option<SourcePath> {
    let names = root.path().read_dir().ok()?.filter_map(|e| e.ok()?.file_name().into_string().ok());
    names.into_iter().filter(|n| n.eq_ignore_ascii_case(folder)).find_map(|n| SourcePath::new(&n).ok())
}

fn relative(root: &Path, path: &Path) -> Result<SourcePath, PathFault> {
    let rest = path.strip_prefix(root).ok().and_then(Path::to_str).ok_or(PathFault::NoText)?;
    let rest =
        if std::path::MAIN_SEPARATOR == '/' { rest.to_owned() } else { rest.replace(std::path::MAIN_SEPARATOR, "/") };
    SourcePath::new(&rest)
}

/// One file's text, or why it cannot be used.
fn text(root: &Root, path: &SourcePath) -> Outcome {
    let bytes = match root.read(path, LARGEST_TEXT) {
        Ok(bytes) => bytes,
        Err(error) => return Outcome(Err(fault(path, &error))),
    };
    Outcome(decode(path, bytes).map(|text| SourceFile { path: path.clone(), text: text.into(), built_in: false }))
}

/// A file or a fault: for sorting the two apart in one go.
struct Outcome(Result<SourceFile, Diagnostic>);

impl From<Outcome> for rayon::iter::Either<SourceFile, Diagnostic> {
    fn from(outcome: Outcome) -> Self {
        match outcome.0 {
            Ok(file) => Self::Left(file),
            Err(note) => Self::Right(note),
        }
    }
}

/// Bytes as text: UTF-8 without NUL, in one version.
pub(crate) fn decode(path: &SourcePath, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let column =
            String::from_utf8_lossy(before.rsplit(|b| *b == b'\n').next().unwrap_or_default()).chars().count() + 1;
        let byte = error.as_bytes()[at];
        Diagnostic::new(
            Code::InvalidUtf8,
            path,
            Place::LineColumn(line, column),
            format!("this is not UTF-8: 0x{byte:02X} at byte {at}"),
        )
        .hint("save the file as UTF-8")
    })?;
    if has_any(&text, [0])
        && let Some(at) = text.find('\0')
    {
        let line = text[..at].matches('\n').count() + 1;
        let column = at - text[..at].rfind('\n').map_or(0, |n| n + 1) + 1;
        return Err(Diagnostic::new(
            Code::NulByte,
            path,
            Place::LineColumn(line, column),
            "this file has a NUL character",
        )
        .hint("restore it from git"));
    }
    merged(path, &text).map_or(Ok(text), Err)
}

/// A text that a merge left in two versions: neither is what its writer meant.
pub(crate) fn merged(path: &SourcePath, text: &str) -> Option<Diagnostic> {
    let marker = front_matter::merge_marker(text)?;
    let line = text[..marker.start].matches('\n').count() + 1;
    let message =
        format!("`{}`: a merge left both versions of a text here", crate::diag::render::visible(&text[marker]));
    Some(
        Diagnostic::new(Code::MergeConflict, path, Place::LineColumn(line, 1), message)
            .hint("keep what is right, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`"),
    )
}

fn fault(path: &SourcePath, fault: &ReadFault) -> Diagnostic {
    let (code, hint) = match fault {
        ReadFault::Symlink => (Code::Symlink, "put the file itself in its place"),
        ReadFault::NotAFile => (Code::NotAFile, "remove it from the site's folder"),
        ReadFault::TooLarge { .. } => (Code::FileTooLarge, "move the long text into a file under `evidence/`"),
        _ => (Code::Unreadable, "check who may read the file"),
    };
    let message = match fault {
        ReadFault::Io(error) => format!("it cannot be read: {error}"),
        other => other.to_string(),
    };
    Diagnostic::new(code, path, Place::File, message).hint(hint)
}

/// The names of all files below a folder of the site, for readers of other kinds of file.
pub(crate) fn list_files(root: &Root, folder: &str) -> Warned<Vec<SourcePath>> {
    let mut notes = vec![];
    let value = list(root, folder, MOST_FILES, &mut notes);
    Warned { value, notes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempFolder;

    /// The text of the gallery's case, whose own limit is too large for a test.
    #[test]
    fn too_many_files_are_refused() {
        let site = TempFolder::new("walk");
        for n in 1..=3 {
            site.write(&format!("content/activities/2026/talk-{n}.md"), "---\ntitle: A talk\n---\n");
        }
        let root = Root::open(site.path()).unwrap();
        let read = read_at_most(2, &root, Arc::from(""), vec![]);
        let text = crate::diag::render::human(&read.notes, &read.value, false);
        assert_eq!(text, include_str!("../../tests/errors/too-many-files/expected.txt"));
    }
}
