//! A scheme's folder: opened, locked, put right after a kill; read, and changed by whole steps.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::refused;
use crate::content::tree::{SourceFile, SourceTree};
use crate::content::walk;
use crate::engine::Error;
use crate::fs::{EntryKind, ReadFault, Root, lock};
use crate::model::Day;
use crate::paths::SourcePath;
use crate::policy::{Edition, Packs};
use crate::scheme::exempt::{self, Exempt};
use crate::scheme::key::{self, SchemeKey};
use crate::scheme::receive::{self, EXTENSIONS};
use crate::scheme::register::{self, Joined, List};
use crate::scheme::settings::{self, Settings};
use crate::scheme::step::{self, Step};
use crate::scheme::table::{self, Table, TableFault};
use crate::scheme::{FILE, journal};

/// What every step is told.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// The day of the step.
    pub as_of: Day,
    /// Who does it.
    pub by: Option<String>,
    /// Only tell what would be done?
    pub dry: bool,
}

/// What a step did.
#[derive(Debug)]
pub(crate) struct Done {
    /// Its name.
    pub name: &'static str,
    /// Who did it.
    pub by: String,
    /// The day.
    pub as_of: Day,
    /// Was it only told?
    pub dry: bool,
    /// Files that changed: `new`, `changed`, `removed`.
    pub changed: Vec<(String, &'static str)>,
    /// What it found.
    pub step: Step,
}

/// An open scheme.
#[derive(Debug)]
pub(crate) struct Folder {
    root: Root,
    /// Its settings.
    pub settings: Settings,
    // given back when the step is over
    lock: Option<File>,
}

/// Finds the folder of the nearest `scheme.yaml`, from a folder upwards.
pub(crate) fn find(from: &Path) -> Result<PathBuf, Error> {
    let found = from.ancestors().find(|dir| dir.join(FILE).is_file());
    let what = || format!("no {FILE} in {} or above it", from.display());
    found
        .map(Path::to_path_buf)
        .ok_or_else(|| refused(what(), "start one with `cpdfolio scheme init`, or name it with `--scheme DIR`"))
}

/// A path of ours.
pub(super) fn path(text: &str) -> Result<SourcePath, Error> {
    SourcePath::new(text).map_err(|fault| Error::BadPath(text.to_owned(), fault))
}

/// Opens a folder, waits some seconds for another step there, and finishes one that was killed.
pub(super) fn locked(dir: &Path) -> Result<(Root, Option<File>), Error> {
    let root = Root::open(dir).map_err(Error::Fs)?;
    let busy = |busy| refused(format!("{}: {busy}", dir.display()), lock::HINT);
    let lock = File::open(dir).ok().map(|folder| lock::lock(folder, lock::SHORT)).transpose().map_err(busy)?.flatten();
    let pending = path(step::PENDING)?;
    match root.read(&pending, u64::MAX) {
        Err(ReadFault::NotFound) => {}
        Err(fault) => return Err(Error::Unread(pending, fault)),
        Ok(bytes) => {
            let files = step::unpack(&bytes).ok_or_else(|| {
                refused(format!("{pending} is damaged"), "put that file back from a copy, or delete it")
            })?;
            apply(&root, &files)?;
        }
    }
    sweep(&root)?;
    Ok((root, lock))
}

/// Removes what a kill has left of a file that was being written.
fn sweep(root: &Root) -> Result<(), Error> {
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let names = root.names(&folder).map_err(|fault| unread(&folder, fault))?;
        for (name, kind) in names {
            let at = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if kind == EntryKind::Folder {
                folders.push(at);
            } else if is_left_over(&name) {
                root.remove(&path(&at)?).map_err(Error::Fs)?;
            }
        }
    }
    Ok(())
}

/// The name under which a file is written before it gets its own.
fn is_left_over(name: &str) -> bool {
    name.strip_prefix(".cpdfolio-").is_some_and(|rest| rest.strip_suffix(".tmp").is_some())
}

fn unread(folder: &str, fault: ReadFault) -> Error {
    match SourcePath::new(folder) {
        Ok(path) => Error::Unread(path, fault),
        Err(path) => Error::BadPath(folder.to_owned(), path),
    }
}

fn apply(root: &Root, files: &BTreeMap<SourcePath, Option<Vec<u8>>>) -> Result<(), Error> {
    for (path, bytes) in files {
        match bytes {
            Some(bytes) if same(root, path, bytes) => {}
            Some(bytes) => root.put(path, bytes).map_err(Error::Fs)?,
            None => root.remove(path).map_err(Error::Fs)?,
        }
    }
    root.remove(&path(step::PENDING)?).map_err(Error::Fs)
}

/// Does a file hold these bytes?
fn same(root: &Root, path: &SourcePath, bytes: &[u8]) -> bool {
    root.read(path, bytes.len() as u64).is_ok_and(|found| found == bytes)
}

impl Folder {
    /// Opens a scheme.
    pub(crate) fn open(dir: &Path) -> Result<Self, Error> {
        let (root, lock) = locked(dir)?;
        let at = path(FILE)?;
        let bytes = root.read(&at, walk::LARGEST_TEXT).map_err(|fault| Error::Unread(at.clone(), fault))?;
        let text: Arc<str> = match walk::decode(&at, bytes) {
            Ok(text) => text.into(),
            Err(note) => return Err(Error::Faulty(vec![note], Arc::default())),
        };
        let read = settings::read(&text);
        let file = SourceFile { path: at, text, built_in: false };
        let tree = || Arc::new(SourceTree::new("".into(), vec![file], std::collections::BTreeSet::new()));
        let settings = read.value.ok_or_else(|| Error::Faulty(read.notes, tree()))?;
        Ok(Self { root, settings, lock })
    }

    /// Lets other steps begin until this one writes.
    pub(crate) fn unlocked(mut self) -> Self {
        self.lock = None;
        self
    }

    /// Reads a file of at most so many bytes; none where it is not there.
    pub(crate) fn read(&self, at: &str, limit: u64) -> Result<Option<Vec<u8>>, Error> {
        let at = path(at)?;
        match self.root.read(&at, limit) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(ReadFault::NotFound) => Ok(None),
            Err(fault) => Err(Error::Unread(at, fault)),
        }
    }

    /// Reads a text; none where it is not there.
    pub(crate) fn text(&self, at: &str) -> Result<Option<String>, Error> {
        let bytes = self.read(at, table::LARGEST)?;
        bytes.map(|b| String::from_utf8(b).map_err(|_| faulty(at, &TableFault::NotText))).transpose()
    }

    /// The files in a folder, sorted by name.
    pub(crate) fn files(&self, folder: &str) -> Result<Vec<String>, Error> {
        self.kind(folder, EntryKind::File)
    }

    /// The folders in a folder, sorted by name.
    pub(crate) fn folders(&self, folder: &str) -> Result<Vec<String>, Error> {
        self.kind(folder, EntryKind::Folder)
    }

    fn kind(&self, folder: &str, wanted: EntryKind) -> Result<Vec<String>, Error> {
        let names = self.root.names(folder).map_err(|fault| unread(folder, fault))?;
        let fits = |(name, kind): &(String, EntryKind)| *kind == wanted && !name.starts_with('.');
        Ok(names.into_iter().filter(fits).map(|(name, _)| name).collect())
    }

    /// A table; empty where it is not there.
    pub(crate) fn table(&self, at: &str, required: &[&'static str]) -> Result<Table, Error> {
        let bytes = self.read(at, table::LARGEST)?;
        bytes
            .map_or_else(|| Ok(Table::new(required)), |b| Table::read(&b, required).map_err(|fault| faulty(at, &fault)))
    }

    /// The scheme's key.
    pub(crate) fn key(&self) -> Result<SchemeKey, Error> {
        let text = self.text(key::PATH)?.ok_or_else(|| {
            refused(format!("{} is missing", key::PATH), "put it back from a copy: ids and tokens are made from it")
        })?;
        let fault =
            || refused(format!("{} is not a key of 64 hexadecimal digits", key::PATH), "put it back from a copy");
        SchemeKey::read(&text).ok_or_else(fault)
    }

    /// The body's list of members.
    pub(crate) fn members(&self) -> Result<List, Error> {
        let none = || {
            let what = format!("there is no {}", register::MEMBERS);
            refused(what, "write one: a line for each member, under `number,name,email,grade`")
        };
        self.listed()?.ok_or_else(none)
    }

    fn listed(&self) -> Result<Option<List>, Error> {
        let at = register::MEMBERS;
        let bytes = self.read(at, table::LARGEST)?;
        bytes.map(|b| register::list(&b).map_err(|fault| faulty(at, &fault))).transpose()
    }

    /// The register, with what the body's list says of its members today.
    pub(crate) fn register(&self) -> Result<BTreeMap<String, Joined>, Error> {
        Ok(self.followed()?.0)
    }

    /// The same, and what the list has changed since the register was written.
    fn followed(&self) -> Result<(BTreeMap<String, Joined>, Vec<String>), Error> {
        let at = register::REGISTER;
        let Some(bytes) = self.read(at, table::LARGEST)? else { return Ok((BTreeMap::new(), vec![])) };
        let mut all = register::read(&bytes).map_err(|fault| faulty(at, &fault))?;
        let told = self.listed()?.map(|list| register::follow(&mut all, &list)).unwrap_or_default();
        Ok((all, told))
    }

    /// Numbers and ids of everybody whom the list or the register knows.
    pub(crate) fn known(&self) -> Result<BTreeSet<String>, Error> {
        let mut known: BTreeSet<String> = self.listed()?.into_iter().flat_map(|l| l.people.into_keys()).collect();
        for (id, joined) in self.register()? {
            known.extend([id, joined.person.number]);
        }
        Ok(known)
    }

    /// Those who are exempt from a draw.
    pub(crate) fn exempt(&self, draw: &str) -> Result<Exempt, Error> {
        let (at, year) = (exempt::FILE, self.settings.year);
        let fault = |fault| faulty(at, &fault);
        let table = self.table(at, &exempt::COLUMNS)?.spelt(&exempt::COLUMNS).map_err(fault)?;
        let mut draws: BTreeSet<String> = self.folders("draws")?.into_iter().collect();
        draws.extend([draw.to_owned(), year.to_string(), (year + 1).to_string()]);
        exempt::of(&table, draw, &self.known()?, &draws).map_err(fault)
    }

    /// More time that was agreed, by number or id.
    pub(crate) fn extensions(&self) -> Result<BTreeMap<String, Day>, Error> {
        let fault = |fault| faulty(EXTENSIONS, &fault);
        let table = self.table(EXTENSIONS, &["member", "until"])?;
        let table = table.spelt(&["member", "until", "reason", "agreed_by"]).map_err(fault)?;
        receive::extensions(&table, &self.known()?).map_err(fault)
    }

    /// The policies that the scheme may review by: built in, and those of its own folder `policies/`.
    pub(crate) fn packs(&self) -> Result<Packs, Error> {
        let mut files = vec![];
        for name in self.files("policies")? {
            if name.strip_suffix(".yaml").is_none() {
                continue;
            }
            let at = format!("policies/{name}");
            let text = self.text(&at)?.unwrap_or_default();
            files.push((path(&at)?, text));
        }
        let read = Packs::with(files.iter().map(|(path, text)| (path.clone(), text.as_str())));
        if read.notes.iter().any(|n| n.level() == crate::diag::Level::Error) {
            let source = |(path, text): (SourcePath, String)| SourceFile { path, text: text.into(), built_in: false };
            let files = files.into_iter().map(source).collect();
            let tree = SourceTree::new("".into(), files, std::collections::BTreeSet::new());
            return Err(Error::Faulty(read.notes, Arc::new(tree)));
        }
        Ok(read.value)
    }

    /// The edition that is in force on the last day of the year that is declared.
    pub(crate) fn edition<'p>(&self, packs: &'p Packs) -> Result<&'p Edition, Error> {
        let id = self.settings.policy.as_str();
        let policy = packs.get(id).ok_or_else(|| {
            refused(
                format!("there is no policy `{id}`"),
                "`cpdfolio policy list` shows all; own ones lie in `policies/`",
            )
        })?;
        let last = Day::from_ymd_opt(self.settings.year, 12, 31).unwrap_or_default();
        policy.edition_on(last).ok_or_else(|| {
            refused(format!("`{id}` has no edition for {}", self.settings.year), "look at `year:` in scheme.yaml")
        })
    }

    /// Who does a step.
    fn by(&self, run: &Run) -> String {
        let named = run.by.clone().or_else(|| self.settings.administrator.clone());
        named.unwrap_or_else(|| "not named".to_owned())
    }

    /// Carries a step out: all of it or nothing. Files that are as they should be are left alone; a step that changes
    /// none writes no line into the journal.
    ///
    /// What members.csv says anew of somebody is written into the register by whatever step comes next, and told.
    pub(crate) fn carry_out(&self, name: &'static str, run: &Run, mut step: Step) -> Result<Done, Error> {
        let by = self.by(run);
        // before the register is read: another step may write it until then
        let _lock = if self.lock.is_none() { Some(locked(self.root.path())?) } else { None };
        let (register, news) = self.followed()?;
        if !news.is_empty() {
            let at = path(register::REGISTER)?;
            step.files.entry(at).or_insert_with(|| Some(register::write(&register)));
            step.did.push(format!("the register follows members.csv: {}", crate::diag::count(news.len(), "change")));
            let more = news.len().saturating_sub(MOST_TOLD);
            step.told.extend(news.into_iter().take(MOST_TOLD));
            if more > 0 {
                step.told.push(format!("and {more} more changes in members.csv"));
            }
        }
        let (changed, step) = carried(&self.root, name, run, &by, step)?;
        Ok(Done { name, by, as_of: run.as_of, dry: run.dry, changed, step })
    }

    /// A step that writes nothing.
    pub(crate) fn told(&self, name: &'static str, run: &Run, step: Step) -> Done {
        Done { name, by: self.by(run), as_of: run.as_of, dry: run.dry, changed: vec![], step }
    }
}

/// So many changes of members.csv are told one by one.
const MOST_TOLD: usize = 20;

/// The files that a step changes, and the step.
pub(super) type Carried = (Vec<(String, &'static str)>, Step);

/// Carries a step out in an open folder.
pub(super) fn carried(root: &Root, name: &str, run: &Run, by: &str, mut step: Step) -> Result<Carried, Error> {
    let there = |path: &SourcePath| root.open_file(path).is_ok();
    step.files.retain(|path, bytes| match bytes {
        Some(bytes) => !same(root, path, bytes),
        None => there(path),
    });
    let what = |(path, bytes): (&SourcePath, &Option<Vec<u8>>)| {
        let word = match bytes {
            None => "removed",
            Some(_) if there(path) => "changed",
            Some(_) => "new",
        };
        (path.as_str().to_owned(), word)
    };
    let changed: Vec<_> = step.files.iter().map(what).collect();
    if changed.is_empty() || run.dry {
        return Ok((changed, step));
    }
    let at = path(journal::PATH)?;
    let before = root.read(&at, table::LARGEST);
    let before = match before {
        Err(ReadFault::NotFound) => None,
        other => Some(other.map_err(|fault| Error::Unread(at.clone(), fault))?),
    };
    let lines =
        journal::with(before.as_deref(), run.as_of, by, name, &step.did).map_err(|f| faulty(journal::PATH, &f))?;
    let mut files = std::mem::take(&mut step.files);
    files.insert(at, Some(lines));
    root.put(&path(step::PENDING)?, &step::pack(&files)).map_err(Error::Fs)?;
    apply(root, &files)?;
    Ok((changed, step))
}

/// A file that is not as it must be.
pub(super) fn faulty(at: &str, fault: &TableFault) -> Error {
    let sign = if matches!(fault, TableFault::Row { .. }) { "," } else { ":" };
    Error::Scheme { what: format!("{at}{sign} {fault}"), excerpt: fault.excerpt(), hint: Some(fault.hint()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TempFolder;

    const SETTINGS: &str = "schema: cpdfolio.scheme/1\ntitle: T\npolicy: iet\nyear: 2025\n";
    const HEAD: &str = "id,number,name,email,grade,registrations,field,employer,network,group,opted_in,left\n";

    #[test]
    fn a_register_that_somebody_else_writes_while_a_step_waits_is_not_written_over() {
        let temp = TempFolder::new("stale-register");
        let (dir, first) = (temp.path(), "m-1,1,Ada,,,,,,,,2025-05-01,\n");
        let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
        write(FILE, SETTINGS);
        write(register::REGISTER, &format!("{HEAD}{first}"));
        write(register::MEMBERS, "number,name\n1,Ada B\n2,Ben\n");
        let folder = Folder::open(dir).unwrap().unlocked();
        let held = locked(dir).unwrap();
        let run = Run { as_of: Day::from_ymd_opt(2026, 1, 2).unwrap(), by: None, dry: false };
        std::thread::scope(|threads| {
            let step = threads.spawn(|| folder.carry_out("test", &run, Step::default()).unwrap());
            std::thread::sleep(std::time::Duration::from_millis(300));
            write(register::REGISTER, &format!("{HEAD}{first}m-2,2,Ben,,,,,,,,2026-01-02,\n"));
            drop(held);
            step.join().unwrap();
        });
        let register = folder.register().unwrap();
        assert_eq!(register.keys().collect::<Vec<_>>(), ["m-1", "m-2"]);
        let written = std::fs::read_to_string(dir.join(register::REGISTER)).unwrap();
        assert!(written.contains("Ada B") && written.contains("m-2,2,Ben"), "{written}");
    }
}
