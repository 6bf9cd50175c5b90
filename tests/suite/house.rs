//! How long functions and files are: what is longer does more than one thing.

use std::fs;
use std::path::Path;

use crate::support::project;

/// Nine of ten functions are at most so long.
const MOST_FUNCTIONS: usize = 30;
const LONGEST_FUNCTION: usize = 70;
/// Lines of code: neither empty nor a comment alone, without tests.
const LONGEST_FILE: usize = 500;

#[test]
fn functions_and_files_are_short() {
    let mut files = vec![];
    rust_files(&project().join("src"), &mut files);
    let mut lengths = vec![];
    let mut long = vec![];
    for (path, text) in &files {
        let lines = without_tests(text);
        let code = lines.iter().filter(|line| is_code(line)).count();
        if code > LONGEST_FILE {
            long.push(format!("{path}: {code} lines of code"));
        }
        for (name, length) in functions(&lines) {
            if length > LONGEST_FUNCTION {
                long.push(format!("{path}: {name} has {length} lines"));
            }
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    assert!(lengths.len() > 1000, "only {} functions found", lengths.len());
    let most = lengths[lengths.len() * 9 / 10];
    if most > MOST_FUNCTIONS {
        long.push(format!("nine of ten functions are at most {most} lines long: more than {MOST_FUNCTIONS}"));
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// Every file of the program but those of tests, with its path.
fn rust_files(folder: &Path, found: &mut Vec<(String, String)>) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            rust_files(&path, found);
        } else if name.ends_with(".rs") && !matches!(name, "tests.rs" | "testing.rs") {
            let from_root = path.strip_prefix(project()).unwrap().display().to_string();
            found.push((from_root, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The lines before the module of tests, which stands last.
fn without_tests(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.windows(2).position(|two| two[0] == "#[cfg(test)]" && two[1].starts_with("mod tests {"));
    lines[..tests.unwrap_or(lines.len())].to_vec()
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

/// Each function's name and its lines, from `fn` to the closing brace. The sources are formatted: that brace is the
/// first one that stands alone as far to the right as the function.
fn functions<'t>(lines: &[&'t str]) -> Vec<(&'t str, usize)> {
    let mut found = vec![];
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let Some((before, rest)) = code.split_once("fn ") else { continue };
        let is_item = before.split_whitespace().all(|word| {
            matches!(word, "const" | "async" | "unsafe" | "pub") || word.starts_with("pub(") || word == "extern"
        });
        if !is_item {
            continue;
        }
        let indent = &line[..line.len() - code.len()];
        let ends = |line: &&str| {
            let own = line.strip_prefix(indent);
            own.is_some_and(|own| own == "}" || own.starts_with(')') && own.ends_with([';', '}']))
        };
        let length = if line.ends_with([';', '}']) {
            1
        } else {
            2 + lines[at + 1..].iter().position(ends).unwrap_or_else(|| panic!("no end of `{code}`"))
        };
        found.push((rest.split(['(', '<']).next().unwrap_or_default(), length));
    }
    found
}

#[test]
fn lengths_are_counted() {
    let text = "fn one() {}\n\npub(crate) const fn two(\n    a: u8,\n) -> u8 {\n    // why\n    a\n}\n\ntrait T {\n    \
                fn three(&self);\n    fn four(\n        &self,\n    );\n}\nlet f: fn () = a;\n#[cfg(test)]\nmod tests {\n    fn no() {}\n}\n";
    let lines = without_tests(text);
    assert_eq!(functions(&lines), [("one", 1), ("two", 6), ("three", 1), ("four", 3)]);
    assert_eq!(lines.iter().filter(|line| is_code(line)).count(), 13);
}
