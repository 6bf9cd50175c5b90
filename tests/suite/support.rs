//! A site in a temporary folder, and the program run on it.
//!
//! A test is one chain: `Site::new().entry("2026-03-04-talk", "hours: 2").run(["check"]).ok()`.
#![allow(dead_code, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The day on which everything is judged, unless a test says otherwise.
pub const TODAY: &str = "2026-11-21";

/// The settings of a site that says nothing else.
pub const CONFIG: &str =
    "schema: cpdfolio.site/1\ntitle: \"Ada Test: CPD\"\nmember: {name: Ada Test}\npolicies: [{id: iet}]\n";

/// The project's own folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own, with a home and a site in it; gone when the test ends.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    as_of: String,
}

impl Site {
    /// A site with settings and nothing else.
    pub fn new() -> Self {
        Self::empty().config(CONFIG)
    }

    /// A folder without a site.
    pub fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().canonicalize().unwrap();
        let folder = folder.join(format!("cpdfolio-suite-{}-{count}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        fs::create_dir(folder.join("home")).unwrap();
        fs::create_dir(folder.join("site")).unwrap();
        Self { folder, as_of: TODAY.to_owned() }
    }

    /// A copy of an example.
    pub fn from_example(name: &str) -> Self {
        let site = Self::empty();
        copy(&project().join("examples").join(name), &site.root());
        site
    }

    /// The folder of the site.
    pub fn root(&self) -> PathBuf {
        self.folder.join("site")
    }

    /// The folder around home and site.
    pub fn around(&self) -> &Path {
        &self.folder
    }

    /// A path in the site.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    #[must_use]
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    #[must_use]
    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        write(&self.path(path), bytes);
        self
    }

    #[must_use]
    pub fn config(self, text: &str) -> Self {
        self.file("cpdfolio.yaml", text)
    }

    /// An entry of that name; its date is the start of the name, unless the head says it.
    #[must_use]
    pub fn entry(self, name: &str, head: &str) -> Self {
        let title = if head.contains("title:") { "" } else { "title: A talk\n" };
        let date = if head.contains("date:") { String::new() } else { format!("date: {}\n", &name[..10]) };
        let text = format!("---\n{title}{date}{head}\n---\n");
        let path = format!("content/activities/{}/{name}.md", &name[..4]);
        self.file(&path, &text)
    }

    /// A symbolic link.
    #[cfg(unix)]
    #[must_use]
    pub fn link(self, path: &str, to: &str) -> Self {
        let at = self.path(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, at).unwrap();
        self
    }

    /// A named pipe: reading it would wait for ever.
    #[cfg(unix)]
    #[must_use]
    pub fn pipe(self, path: &str) -> Self {
        let at = self.path(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        #[allow(clippy::disallowed_methods, reason = "the standard library makes no pipes with a name")]
        let made = Command::new("mkfifo").arg(&at).status().unwrap();
        assert!(made.success());
        self
    }

    #[must_use]
    pub fn remove(self, path: &str) -> Self {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    /// Judge on another day.
    #[must_use]
    pub fn on(mut self, day: &str) -> Self {
        day.clone_into(&mut self.as_of);
        self
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.path(path).symlink_metadata().is_ok()
    }

    /// The program, ready to run in the site's folder and in an environment of its own.
    #[allow(clippy::disallowed_methods, reason = "the program under test")]
    pub fn command<I: AsRef<std::ffi::OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cpdfolio"));
        command.args(args).current_dir(self.root()).env_clear().stdin(Stdio::null());
        command.env("NO_COLOR", "1").env("TZ", "UTC").env("LANG", "C.UTF-8").env("HOME", self.folder.join("home"));
        command
    }

    /// Runs the program.
    pub fn run<const N: usize>(&self, args: [&str; N]) -> Output {
        self.run_all(&args)
    }

    /// Runs the program with any number of arguments.
    pub fn run_all(&self, args: &[&str]) -> Output {
        let mut all = args.to_vec();
        if !args.contains(&"--as-of") {
            // before any `--`, after which everything is words
            let at = args.iter().position(|a| *a == "--").unwrap_or(args.len());
            all.splice(at..at, ["--as-of", &self.as_of]);
        }
        Output::of(self.command(&all).output().unwrap(), &format!("cpdfolio {}", all.join(" ")))
    }

    /// The only rule of the leading policy with an id, as `status --format json` says it.
    pub fn rule(&self, year: &str, id: &str) -> serde_json::Value {
        let status = self.run(["status", year, "--format", "json"]).json();
        let rules = status["policies"][0]["rules"].as_array().unwrap().clone();
        rules.into_iter().find(|r| r["id"] == id).unwrap_or_else(|| panic!("no rule {id}"))
    }

    /// Everything beneath a folder of the site: text of a file, target of a link, `/` of a folder.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path(folder))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a run printed, and how it ended.
#[derive(Debug)]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
    what: String,
}

impl Output {
    pub fn of(output: std::process::Output, what: &str) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        let code = output.status.code().unwrap_or(-1);
        Self { stdout: text(output.stdout), stderr: text(output.stderr), code, what: what.to_owned() }
    }

    /// The run ended with this code.
    #[track_caller]
    #[allow(clippy::needless_pass_by_value, reason = "a chain")]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}{}", self.what, self.stdout, self.stderr);
        self
    }

    /// The run ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        self.ends(0)
    }

    /// Standard output has this text.
    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "{}: no `{text}` in\n{}\n{}", self.what, self.stdout, self.stderr);
        self
    }

    /// Standard output is this text.
    #[track_caller]
    pub fn prints_exactly(self, text: &str) -> Self {
        same(&self.stdout, text, &self.what);
        self
    }

    /// Standard output does not have this text.
    #[track_caller]
    pub fn prints_no(self, text: &str) -> Self {
        assert!(!self.stdout.contains(text), "{}: `{text}` in\n{}", self.what, self.stdout);
        self
    }

    /// Standard error has this text.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "{}: no `{text}` in\n{}\n{}", self.what, self.stderr, self.stdout);
        self
    }

    /// Standard error is empty.
    #[track_caller]
    pub fn quiet(self) -> Self {
        assert_eq!(self.stderr, "", "{}", self.what);
        self
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|e| panic!("{}: {e}\n{}{}", self.what, self.stdout, self.stderr))
    }
}

/// Compares two texts and shows the first line that differs.
#[track_caller]
pub fn same(found: &str, expected: &str, what: &str) {
    if found == expected {
        return;
    }
    let line = found.lines().zip(expected.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| found.lines().count().min(expected.lines().count()));
    let at = |t: &str| t.lines().nth(line).unwrap_or("(no such line)").to_owned();
    panic!("{what}: line {} differs\n  found:    {}\n  expected: {}\n\n{found}", line + 1, at(found), at(expected));
}

/// Is `GALLERY=overwrite` set? Then expected texts are written anew, to be reviewed as a diff.
#[allow(clippy::disallowed_methods, reason = "a test is told by its environment to refresh texts")]
pub fn overwrite() -> bool {
    std::env::var("GALLERY").is_ok_and(|v| v == "overwrite")
}

/// Compares with the text of a file of the project, or refreshes it.
#[track_caller]
pub fn golden(found: &str, path: &Path) {
    if overwrite() {
        write(path, found.as_bytes());
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    same(found, &expected, &path.display().to_string());
}

/// Writes a file and its folders.
pub fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    for (name, bytes) in tree(from) {
        match bytes.as_slice() {
            b"/" => fs::create_dir_all(to.join(&name)).unwrap(),
            bytes => write(&to.join(&name), bytes),
        }
    }
}

/// Everything beneath a folder, by path; never through a link.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        let what = if kind.is_symlink() {
            fs::read_link(entry.path()).unwrap().to_string_lossy().into_owned().into_bytes()
        } else if kind.is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
            b"/".to_vec()
        } else if kind.is_file() {
            fs::read(entry.path()).unwrap()
        } else {
            b"(special)".to_vec()
        };
        found.insert(name, what);
    }
}

/// A hash of everything beneath a folder: names and bytes.
pub fn tree_hash(folder: &Path) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for (name, bytes) in tree(folder) {
        let _ = writeln!(text, "{name} {} {}", bytes.len(), sha256(&hex(&bytes)));
    }
    sha256(&text)
}

/// The hash of a text, 64 lower-case hex digits.
pub fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex(&Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).map(|n| char::from_digit(u32::from(n), 16).unwrap()).collect()
}
