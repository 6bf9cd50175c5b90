//! The README keeps its word: its entry reads, its report is the one that is printed, its first
//! five minutes work; and every example builds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The first fenced block of a kind that holds a text.
fn block(kind: &str, holding: &str) -> String {
    let readme = readme();
    let fence = format!("```{kind}\n");
    readme
        .split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .find(|b| b.contains(holding))
        .unwrap_or_else(|| panic!("the README has no block of {kind} with {holding}"))
        .to_owned()
}

/// A folder of its own for a test, empty.
fn folder(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("cpdfolio-readme-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    dir
}

fn run(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cpdfolio"));
    command
        .current_dir(dir)
        .args(args)
        .args(["--as-of", "2026-11-21"])
        .env("NO_COLOR", "1")
        .env("HOME", dir.with_extension("home"));
    command.output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The words of a line as a shell would split them; no more than the README needs.
fn words(line: &str) -> Vec<String> {
    let mut all = vec![];
    let (mut word, mut quoted) = (String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => all.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty())),
            c => word.push(c),
        }
    }
    all.extend(Some(word).filter(|w| !w.is_empty()));
    all
}

#[test]
fn the_entry_reads_without_a_remark() {
    let dir = folder("entry");
    assert!(run(&dir, &["init"]).status.success());
    let entry = block("yaml", "title: Power electronics seminar");
    fs::write(dir.join("content/activities/2026/2026-03-04-power-electronics.md"), entry).unwrap();
    let checked = run(&dir, &["check", "--strict"]);
    assert!(checked.status.success(), "{}", text(&checked));
    let status = text(&run(&dir, &["status", "2026"]));
    assert!(status.contains("2 h 30 of 30 h"), "{status}");
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn the_report_is_the_one_that_is_printed() {
    let shown = block("console", "$ cpdfolio status 2026");
    let printed = run(root(), &["status", "2026", "--site", "examples/portfolio"]);
    let printed = String::from_utf8(printed.stdout).unwrap();
    let shown = shown.lines().skip(1).collect::<Vec<_>>().join("\n");
    assert!(printed.starts_with(&shown), "the README shows\n{shown}\nand this is printed\n{printed}");
}

#[test]
fn the_first_command_builds_the_example() {
    let line = block("sh", "cargo run --release --");
    let args = line.lines().next().and_then(|l| l.split(" -- ").nth(1)).and_then(|l| l.split('#').next()).unwrap();
    // in a copy: a build leaves a folder
    let dir = folder("first");
    crate::support::copy(&root().join("examples/portfolio"), &dir.join("examples/portfolio"));
    let args = words(args.trim());
    let built = run(&dir, &args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(built.status.success(), "{}", text(&built));
    let page = String::from_utf8_lossy(&built.stdout).trim().to_owned();
    assert!(dir.join(&page).is_file(), "{page}");
    assert!(readme().contains(&format!("`{page}`")), "the README does not name {page}");
}

#[test]
fn the_first_five_minutes() {
    let dir = folder("minutes");
    let mut here = dir.clone();
    for line in block("sh", "cpdfolio init my-cpd").lines() {
        let words = words(line);
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        match args.as_slice() {
            // Installing is what the build of this test does; the preview has tests of its own.
            ["cargo", ..] | ["cpdfolio", "serve", ..] => {}
            ["cd", folder] => here.push(folder),
            ["cpdfolio", args @ ..] => {
                let done = run(&here, args);
                assert!(done.status.success(), "{line}: {}", text(&done));
                if args[0] == "log" {
                    assert!(text(&done).contains("2 h of 30 h"), "{}", text(&done));
                }
            }
            other => panic!("what is {other:?}?"),
        }
    }
    let built = run(&here, &["build"]);
    assert!(built.status.success() && here.join("assessor/index.html").is_file(), "{}", text(&built));
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn the_circumstances_are_read() {
    let dir = folder("circumstances");
    assert!(run(&dir, &["init"]).status.success());
    let config = dir.join("cpdfolio.yaml");
    let text_before = fs::read_to_string(&config).unwrap();
    fs::write(&config, text_before + &block("yaml", "circumstances:")).unwrap();
    let status = text(&run(&dir, &["status"]));
    assert!(status.contains("of 30 h"), "{status}");
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn every_example_builds_without_an_error() {
    let mut found = 0;
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if !path.join("cpdfolio.yaml").is_file() {
            continue;
        }
        found += 1;
        for audience in ["private", "assessor", "public"] {
            let out = folder(&format!("example-{found}-{audience}")).join("public");
            let args =
                ["build", "--audience", audience, "--site", path.to_str().unwrap(), "--out", out.to_str().unwrap()];
            let built = run(root(), &args);
            assert!(built.status.success(), "{}: {}", path.display(), text(&built));
            let _ = fs::remove_dir_all(out.parent().unwrap());
        }
    }
    assert!(found >= 2, "{found} examples");
}

/// What stands in code in a text: spans and fenced blocks, by line.
fn code(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut found = vec![];
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            found.push(line.trim_start());
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

#[test]
fn every_command_that_a_text_names_is_there() {
    let help = text(&run(root(), &["--help"]));
    let list = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let known: Vec<&str> = list.lines().filter_map(|l| l.split_whitespace().next()).collect();
    assert!(known.contains(&"status"), "{known:?}");
    let texts = walk(&root().join("content")).into_iter().chain([root().join("README.md")]);
    let mut named = 0;
    for path in texts.filter(|p| p.extension().is_some_and(|e| e == "md")) {
        let all = fs::read_to_string(&path).unwrap();
        for part in code(&all) {
            let part = part.trim_start_matches("$ ");
            let Some(word) = part.strip_prefix("cpdfolio ").and_then(|rest| rest.split_whitespace().next()) else {
                continue;
            };
            named += 1;
            assert!(
                known.contains(&word) || word.starts_with(|c: char| !c.is_ascii_lowercase()),
                "{}: `{part}`",
                path.display()
            );
        }
    }
    assert!(named >= 40, "{named}");
}

#[test]
fn first_steps_is_what_init_gives() {
    let dir = folder("init");
    assert!(run(&dir, &["init", "--name", "Sam Example"]).status.success());
    let mut count = 0;
    for made in walk(&dir) {
        let name = made.strip_prefix(&dir).unwrap();
        let example = root().join("examples/first-steps").join(name);
        let expected = fs::read_to_string(&example).unwrap_or_else(|_| panic!("{} is missing", example.display()));
        assert_eq!(fs::read_to_string(&made).unwrap(), expected, "{}", name.display());
        count += 1;
    }
    assert!(count >= 10, "{count} files");
    fs::remove_dir_all(dir).unwrap();
}

fn walk(dir: &Path) -> Vec<PathBuf> {
    let mut all = vec![];
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(walk(&path)) } else { all.push(path) }
    }
    all
}

/// The picture is there, is small, and shows the figure that is printed.
#[test]
fn the_picture_is_of_the_example() {
    let readme = readme();
    let (_, rest) = readme.split_once("![").unwrap();
    let (words, rest) = rest.split_once("](").unwrap();
    let path = root().join(rest.split_once(')').unwrap().0);
    let bytes = fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n") && bytes.len() <= 150 * 1024, "{} bytes", bytes.len());
    let (_, figures) = words.split_once(": ").unwrap();
    let figure = figures.split_once(',').unwrap().0;
    let printed = text(&run(root(), &["status", "2026", "--site", "examples/portfolio"]));
    assert!(printed.contains(&format!("{figure}. ")), "{figure}\n{printed}");
}

/// A member's way in stands before the developer's; the two commands are two lines in one place.
#[test]
fn a_member_comes_first_and_the_two_commands_stand_together() {
    let readme = readme();
    let at = |heading: &str| readme.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("{heading}"));
    assert!(at("Your first five minutes") < at("Two commands") && at("Two commands") < at("Working on it"));
    let two = block("sh", "tests/run");
    let lines: Vec<&str> = two.lines().collect();
    assert!(
        lines.len() == 2 && lines[0].starts_with("cargo run --release -- build") && lines[1] == "tests/run",
        "{two}"
    );
    assert!(root().join("tests/run").is_file());
}
