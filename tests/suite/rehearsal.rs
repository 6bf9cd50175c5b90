//! The checks of an assessor before a hand-over, on whole records: `tests/rehearsal/good` has records about which
//! nothing is to be said, `tests/rehearsal/weak` has one weakness each, planted in a good one.
//!
//! A record is a text of files: `== PATH` begins one, and all up to the next is in it. A weakness begins with the name
//! of what is to be found and of the good record; `-- PATH` takes a file away, `~~ PATH` puts one text in place of
//! another (`*`: in every entry), and a file that it holds is added. `@pdf` and `@png` stand for files of that kind.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::{Site, project};

/// A page of a document.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
/// A picture of one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\xb9\xa0\xa0\x1d\0\0\0\0IEND\xaeB`\x82";

type Files = BTreeMap<String, String>;

fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = project().join("tests/rehearsal").join(folder);
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    all.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    all.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The files of a text, without what stands before the first.
fn files(text: &str) -> Files {
    let mut all = Files::new();
    let mut name = None;
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("== ") {
            name = Some(path.trim().to_owned());
            all.insert(path.trim().to_owned(), String::new());
        } else if let Some(name) = &name {
            all.get_mut(name).unwrap().push_str(line);
        }
    }
    all
}

/// What the rehearsal of a record finds: the names of its findings, without mere questions.
fn found(files: &Files) -> Vec<String> {
    let mut site = Site::empty();
    for (path, text) in files {
        site = match text.trim() {
            "@pdf" => site.bytes(path, PDF),
            "@png" => site.bytes(path, PNG),
            _ => site.file(path, text),
        };
    }
    let out = site.on("2026-01-05").run(["share", "2025", "--dry-run", "--format", "json"]);
    let all = out.json();
    let findings = all["rehearsal"].as_array().unwrap().iter().filter(|f| f["level"] == "finding");
    findings.map(|f| f["code"].as_str().unwrap().to_owned()).collect()
}

/// A good record with its weakness, and the name of that.
fn weakened(text: &str, good: &BTreeMap<String, Files>) -> (String, Files) {
    let mut lines = text.lines();
    let mut said = |start: &str| lines.next().unwrap().strip_prefix(start).unwrap().to_owned();
    let (code, of) = (said("# "), said("# of "));
    let mut record = good[&of].clone();
    let edits = text.split("\n== ").next().unwrap();
    for path in edits.lines().filter_map(|l| l.strip_prefix("-- ")) {
        assert!(record.remove(path).is_some(), "{path}");
    }
    for edit in edits.split("\n~~ ").skip(1) {
        let (path, change) = edit.split_once('\n').unwrap();
        let (from, to) = change.split_once("\n=>").unwrap();
        let to = to.trim_start_matches('\n').trim_end_matches('\n');
        let mut count = 0;
        for (name, text) in &mut record {
            if name == path || path == "*" && name.starts_with("content/activities/") {
                count += text.matches(from).count();
                *text = if to.is_empty() { text.replace(&format!("{from}\n"), "") } else { text.replace(from, to) };
            }
        }
        assert!(count > 0, "{path}: {from}");
    }
    record.extend(files(text));
    (code, record)
}

fn good() -> BTreeMap<String, Files> {
    texts("good").into_iter().map(|(name, text)| (name, files(&text))).collect()
}

#[test]
fn nothing_is_said_about_good_records() {
    let good = good();
    assert!(good.len() >= 20);
    for (name, record) in &good {
        assert_eq!(found(record), [""; 0], "{name}");
    }
}

#[test]
fn each_planted_weakness_is_found_and_nothing_else() {
    let good = good();
    let weak = texts("weak");
    assert!(weak.len() >= 30);
    for (name, text) in &weak {
        let (code, record) = weakened(text, &good);
        let all = found(&record);
        assert!(all.contains(&code), "{name}: {code} is not in {all:?}");
        let others: Vec<&String> =
            all.iter().filter(|f| **f != code && !text.contains(&format!("# also {f}\n"))).collect();
        assert!(others.is_empty(), "{name}: {others:?}");
    }
}
