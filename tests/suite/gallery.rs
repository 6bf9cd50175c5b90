//! The gallery of diagnostics: for each code the smallest input that brings it, and the exact text.
//!
//! A case is a folder `tests/errors/<code>` (or `<code>.<what>` for one more of the same code) with
//! files under `site/`, a `case.txt` for what git cannot hold, and `expected.txt`. Without settings
//! of its own, a case has those of [`support::CONFIG`]. `GALLERY=overwrite cargo test gallery` writes
//! the expected texts anew: read the difference as a tired engineer would.
//!
//! A line of `case.txt` is one of
//! ```text
//! file PATH TEXT         with \n, \t, \0, \xFF, \u{feff} and \\ in TEXT
//! fill PATH N TEXT       TEXT, N times
//! link PATH TARGET
//! pipe PATH
//! lock PATH              nobody may read it
//! large                  too large to be made here: the test of the reader itself has it
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cpdfolio::diag::{Code, Level};

use crate::support::{self, Output, Site, copy, golden, overwrite, project, write};

pub(crate) fn cases() -> Vec<(String, PathBuf)> {
    let folder = project().join("tests/errors");
    let mut all: Vec<(String, PathBuf)> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.file_type().unwrap().is_dir())
        .map(|e| (e.file_name().to_str().unwrap().to_owned(), e.path()))
        .collect();
    all.sort();
    all
}

/// The bytes that a text with escapes stands for.
fn unescaped(text: &str) -> Vec<u8> {
    let mut out = vec![];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.extend(before.as_bytes());
        let (bytes, used) = match after.as_bytes()[0] {
            b'n' => (vec![b'\n'], 1),
            b'r' => (vec![b'\r'], 1),
            b't' => (vec![b'\t'], 1),
            b'0' => (vec![0], 1),
            b'\\' => (vec![b'\\'], 1),
            b'x' => (vec![u8::from_str_radix(&after[1..3], 16).unwrap()], 3),
            b'u' => {
                let (code, _) = after[2..].split_once('}').unwrap();
                let c = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
                (c.to_string().into_bytes(), code.len() + 3)
            }
            other => panic!("no escape \\{}", char::from(other)),
        };
        out.extend(bytes);
        rest = &after[used..];
    }
    out.extend(rest.as_bytes());
    out
}

/// What a case asks for beside its files.
#[derive(Default)]
pub(crate) struct Wish {
    pub(crate) is_large: bool,
    pub(crate) locked: bool,
}

pub(crate) fn make(case: &Path) -> (Site, Wish) {
    let mut site = Site::new();
    let mut wish = Wish::default();
    if case.join("site").is_dir() {
        copy(&case.join("site"), &site.root());
    }
    let lines = fs::read_to_string(case.join("case.txt")).unwrap_or_default();
    for line in lines.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (path, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let path = String::from_utf8(unescaped(path)).unwrap();
        site = match word {
            "file" => site.bytes(&path, &unescaped(text)),
            "fill" => {
                let (n, text) = text.split_once(' ').unwrap();
                let before = fs::read(site.path(&path)).unwrap_or_default();
                let filled = [before, unescaped(text).repeat(n.parse().unwrap())].concat();
                site.bytes(&path, &filled)
            }
            "link" => site.link(&path, text),
            "pipe" => site.pipe(&path),
            "lock" => {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(site.path(&path), fs::Permissions::from_mode(0o000)).unwrap();
                wish.locked = true;
                site
            }
            "large" => {
                wish.is_large = true;
                site
            }
            other => panic!("{}: no step `{other}`", case.display()),
        };
    }
    (site, wish)
}

fn check(site: &Site, wish: &Wish, format: &str) -> Output {
    let mut command = site.command(["check", "--format", format, "--as-of", support::TODAY]);
    if wish.locked {
        as_nobody(site, &mut command);
    }
    Output::of(command.output().unwrap(), "cpdfolio check")
}

/// The system's administrator may read every file: where that is who runs the tests, the program is
/// run as somebody else.
#[allow(clippy::disallowed_methods, reason = "the program under test")]
fn as_nobody(site: &Site, command: &mut std::process::Command) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    if fs::metadata(site.root()).unwrap().uid() == 0 {
        let program = site.around().join("cpdfolio");
        fs::copy(command.get_program(), &program).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(site.around(), fs::Permissions::from_mode(0o755)).unwrap();
        let mut other = std::process::Command::new(program);
        other.args(command.get_args().map(std::ffi::OsStr::to_owned)).current_dir(site.root());
        other.env_clear().env("NO_COLOR", "1").uid(65534);
        *command = other;
    }
}

#[test]
fn every_code_has_a_case_and_its_exact_text() {
    let mut seen = BTreeSet::new();
    let mut wrong = vec![];
    for (name, case) in cases() {
        let code = Code::named(name.split('.').next().unwrap()).unwrap_or_else(|| panic!("{name} names no code"));
        seen.insert(code);
        let (site, wish) = make(&case);
        // a limit too large for a test: the reader's own test has it
        if wish.is_large {
            continue;
        }
        let output = check(&site, &wish, "human");
        let expected = i32::from(code.level() == Level::Error);
        if output.code != expected {
            wrong.push(format!("{name}: ended with {}, not {expected}\n{}", output.code, output.stderr));
        }
        let text = output.stdout;
        let found: Vec<&str> = text
            .lines()
            .filter_map(|l| l.strip_prefix("error[").or_else(|| l.strip_prefix("warning[")))
            .filter_map(|l| l.split_once(']').map(|(code, _)| code))
            .collect();
        if found.is_empty() || found.iter().any(|c| *c != code.name()) {
            wrong.push(format!("{name}: {found:?}, where only {code} is expected\n{text}"));
        }
        if !text.contains("hint: ") {
            wrong.push(format!("{name}: no hint\n{text}"));
        }
        if text.contains(site.around().to_str().unwrap()) {
            wrong.push(format!("{name}: names the folder it ran in\n{text}"));
        }
        let path = case.join("expected.txt");
        if overwrite() {
            write(&path, text.as_bytes());
        } else {
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if text != expected {
                wrong.push(format!("{name}: found\n{text}\nexpected\n{expected}"));
            }
        }
    }
    let missing: Vec<&str> = Code::ALL.iter().filter(|c| !seen.contains(c)).map(|c| c.name()).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    assert!(wrong.is_empty(), "{} cases\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_file_of_the_gallery_is_used() {
    for (name, case) in cases() {
        for entry in fs::read_dir(&case).unwrap() {
            let file = entry.unwrap().file_name();
            assert!(
                ["site", "case.txt", "expected.txt"].contains(&file.to_str().unwrap()),
                "{name}: nothing reads {file:?}"
            );
        }
        assert!(case.join("site").is_dir() || case.join("case.txt").is_file(), "{name} has no input");
    }
}

/// Every place that a text names is in the file: line and column from 1, the line long enough.
#[test]
fn every_place_is_in_its_file() {
    let mut places = 0;
    for (name, case) in cases() {
        let (site, wish) = make(&case);
        if wish.is_large {
            continue;
        }
        let found = check(&site, &wish, "json").json();
        for note in found["diagnostics"].as_array().unwrap() {
            let (line, column) = (note["line"].as_u64().unwrap(), note["column"].as_u64().unwrap());
            assert!(line >= 1 && column >= 1, "{name}: {note}");
            let path = site.path(note["path"].as_str().unwrap());
            if !path.is_file() {
                continue;
            }
            let text = fs::read(path).unwrap();
            let text = String::from_utf8_lossy(&text).into_owned();
            let at = text.lines().nth(usize::try_from(line).unwrap() - 1).unwrap_or_default();
            assert!(usize::try_from(column).unwrap() <= at.chars().count() + 1, "{name}: {note}");
            places += 1;
        }
    }
    assert!(places > 50, "{places}");
}

fn gallery(name: &str, format: &str) -> String {
    let (site, wish) = make(&project().join("tests/errors").join(name));
    check(&site, &wish, format).stdout
}

#[test]
fn annotations_for_a_code_host() {
    let all: String =
        ["unknown-key", "missing-key", "bad-date", "symlink"].iter().map(|n| gallery(n, "github")).collect();
    golden(&all, &project().join("tests/errors/github.txt"));
}

#[test]
fn the_same_as_json() {
    let all: String = ["unknown-key", "hours-zero", "name-twins"].iter().map(|n| gallery(n, "json")).collect();
    golden(&all, &project().join("tests/errors/json.txt"));
}
