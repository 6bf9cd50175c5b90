//! Sites as values: a map of files goes to a folder of its own, is built there into memory, and comes
//! back as a map of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use cpdfolio::engine::build::build_into;
use cpdfolio::engine::outputs::Options;
use cpdfolio::engine::project;
use cpdfolio::engine::timings::Timings;
use cpdfolio::engine::{OutPath, OutputError, Sink};
use cpdfolio::model::Audience;
use cpdfolio::model::time::parse_day;

/// Files by their paths.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A folder that goes away with its value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// An empty one; `name` becomes part of its path.
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("memory-{}-{count}", std::process::id())).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// One with files in it, created in the order given.
    pub(crate) fn with<'a>(name: &str, files: impl IntoIterator<Item = (&'a String, &'a Vec<u8>)>) -> Self {
        let folder = Self::new(name);
        for (path, bytes) in files {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// All files below a folder; links are not followed.
pub(crate) fn read(dir: &Path) -> Files {
    fn collect(dir: &Path, prefix: &str, all: &mut Files) {
        for entry in fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                collect(&entry.path(), &format!("{name}/"), all);
            } else if kind.is_file() {
                all.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut all = Files::new();
    collect(dir, "", &mut all);
    all
}

/// The example portfolio.
pub(crate) fn portfolio() -> Files {
    let mut files = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/portfolio"));
    files.retain(|path, _| !path.starts_with("public/") && path != ".gitignore");
    files
}

/// An output in memory.
#[derive(Default)]
struct Store(Mutex<Files>);

impl Sink for Store {
    fn put(&self, path: &OutPath, bytes: &[u8]) -> Result<(), OutputError> {
        match self.0.lock().unwrap().insert(path.as_str().to_owned(), bytes.to_vec()) {
            Some(_) => Err(OutputError::Twice(path.clone())),
            None => Ok(()),
        }
    }
}

/// What came of building a site.
pub(crate) struct Built {
    /// The output.
    pub(crate) files: Files,
    /// The diagnostics: path, code and message of each.
    pub(crate) notes: Vec<String>,
}

/// Builds a site for an audience; entries with errors are left out.
pub(crate) fn build(files: &Files, audience: Audience, as_of: &str) -> Built {
    let folder = Folder::with("site", files);
    build_folder(folder.path(), audience, as_of)
}

/// Builds the site in a folder.
pub(crate) fn build_folder(folder: &Path, audience: Audience, as_of: &str) -> Built {
    let project = project::open(folder, parse_day(as_of).unwrap(), &mut Timings::default());
    let project = project.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    let store = Store::default();
    let options = Options { audience, keep_going: true };
    let made = build_into(&project, &options, &store, &mut Timings::default());
    let made = made.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    let notes = made.notes.iter().map(|n| format!("{}: {}: {}", n.path, n.code.name(), n.message)).collect();
    Built { files: store.0.into_inner().unwrap(), notes }
}

/// The program, with nothing of the caller's environment.
#[allow(clippy::disallowed_methods, reason = "a test runs the program")]
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cpdfolio"));
    command.env_clear();
    command
}

/// A shell command, for limits and masks of the process; `$0` is the program.
#[allow(clippy::disallowed_methods, reason = "a test runs the program")]
pub(crate) fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_cpdfolio")).env_clear().env("PATH", "/usr/bin:/bin");
    command
}

/// How many KiB of memory this process has, where the system tells.
pub(crate) fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Everything, and not a sample?
#[allow(clippy::disallowed_methods, reason = "a test reads its own switch")]
pub(crate) fn full() -> bool {
    std::env::var("CPDFOLIO_FULL").is_ok_and(|v| v == "1")
}

/// How many pairs are asked for.
#[allow(clippy::disallowed_methods, reason = "a test reads its own switch")]
pub(crate) fn pairs() -> Option<u64> {
    std::env::var("CPDFOLIO_PAIRS").ok()?.parse().ok()
}

/// The first difference of two outputs, for people.
pub(crate) fn difference(a: &Files, b: &Files) -> Option<String> {
    let only = |x: &Files, y: &Files| x.keys().find(|k| !y.contains_key(*k)).cloned();
    if let Some(path) = only(a, b) {
        return Some(format!("{path} is only in the first"));
    }
    if let Some(path) = only(b, a) {
        return Some(format!("{path} is only in the second"));
    }
    let (path, one) = a.iter().find(|(path, bytes)| b[*path] != **bytes)?;
    let two = &b[path];
    let at = one.iter().zip(two).position(|(x, y)| x != y).unwrap_or(one.len().min(two.len()));
    let around = |bytes: &[u8]| {
        String::from_utf8_lossy(&bytes[at.saturating_sub(120)..(at + 160).min(bytes.len())]).into_owned()
    };
    Some(format!("{path} differs at byte {at}:\n--- {}\n+++ {}", around(one), around(two)))
}

/// `SplitMix64`: the same numbers from the same seed, everywhere.
#[derive(Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x9e37_79b9_7f4a_7c15)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % (n.max(1) as u64)).unwrap()
    }

    /// True in `n` of 100.
    pub(crate) fn chance(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// The same things in another order.
    pub(crate) fn shuffle<T>(&mut self, of: &mut [T]) {
        for n in (1..of.len()).rev() {
            of.swap(n, self.below(n + 1));
        }
    }

    /// A word of small letters.
    pub(crate) fn word(&mut self) -> String {
        let length = 3 + self.below(9);
        (0..length).map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap())).collect()
    }

    /// Several words.
    pub(crate) fn words(&mut self, most: usize) -> String {
        let count = 1 + self.below(most);
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}
