//! What is printed: no text of a person steers the terminal, and data that could not be written is told.

use std::fs::OpenOptions;
use std::process::Stdio;

use crate::support::{Output, Site};

/// A title of another person's: it would set the window's name, clear the screen, hide and turn what follows.
const STEERS: &str = "T\\e]0;NAME\\a\\e[2J\\e[8m\\u009b1A\\u202e\\u2066\\x7f";

/// A site whose every title steers.
fn site() -> Site {
    let policy = include_str!("../../content/policies/iet.yaml");
    let title = policy.lines().find(|l| l.starts_with("title:")).unwrap();
    let policy = policy.replacen("id: iet\n", "id: own\n", 1).replacen(title, &format!("title: \"{STEERS}\""), 1);
    let item = format!(
        "---\ntitle: \"{STEERS}\"\nprovider: \"{STEERS}\"\nhours: {{fixed: 2h}}\nprice: free\n\
         categories: [soft-skills]\nurl: https://x.example/\n---\n"
    );
    Site::empty()
        .config("schema: cpdfolio.site/1\ntitle: T\nguidance: false\nmember: {name: Sam}\npolicies: [{id: own}]\n")
        .file("content/policies/own.yaml", &policy)
        .file("content/directory/item.md", &item)
        .file("content/plan/p.md", &format!("---\ntitle: \"{STEERS}\"\nwhen: \"2026\"\n---\n"))
        .entry("2026-01-05-a", &format!("title: \"{STEERS}\"\ndate: 2026-01-05\nhours: 2h\ncategory: job-technical\n"))
        .entry("2026-01-06-b", &format!("title: B\ndate: 2026-01-06\nhours: 2h\ncategory: \"{STEERS}\"\n"))
}

/// The styles that the program sets.
fn without_styles(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(part.len());
        // `8` hides
        let style = part[end..].starts_with('m') && &part[..end] != "8";
        format!("{out}{}", if style { part[end + 1..].to_owned() } else { format!("\x1b[{part}") })
    })
}

fn steering(text: &str) -> Option<char> {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    without_styles(text).chars().find(|c| c.is_control() && *c != '\n' || turns(*c))
}

/// Commands with data on standard output.
const COMMANDS: &[&[&str]] = &[
    &["status"],
    &["status", "--format", "json"],
    &["why", "total"],
    &["why", "total", "--format", "json"],
    &["check"],
    &["check", "--format", "json"],
    &["check", "--format", "github"],
    &["check", "--format", "summary"],
    &["plan"],
    &["plan", "--format", "json"],
    &["policy", "list"],
    &["policy", "list", "--format", "json"],
    &["policy", "show", "own"],
    &["policy", "show", "own", "--format", "json"],
    &["policy", "check", "own"],
    &["directory", "list"],
    &["directory", "list", "--format", "json"],
    &["directory", "check"],
    &["theme", "check", "--format", "json"],
    &["build", "--keep-going"],
    &["log", "@item", "--dry-run"],
];

#[test]
fn no_text_of_a_person_steers_the_terminal() {
    let site = site();
    for args in COMMANDS {
        let mut command = site.command(args.iter().chain(&["--as-of", "2026-06-30"]));
        // as on a terminal: colours are not taken out
        command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1").env("TERM", "xterm-256color");
        let run = Output::of(command.output().unwrap(), &args.join(" "));
        for text in [&run.stdout, &run.stderr] {
            assert_eq!(steering(text), None, "{args:?}: {:?}", without_styles(text));
        }
        if args.contains(&"json") {
            assert!(run.json().is_object(), "{args:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn names_of_folders_do_not_steer_the_terminal() {
    let site = Site::empty();
    let folder = "team/m\u{1b}]0;NAME\u{7}\nleft out: nothing/public/data/standing.json";
    let site = site.file(folder, "{");
    let mut command = site.command(["team", "team", "--as-of", "2026-06-30"]);
    command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
    let run = Output::of(command.output().unwrap(), "team");
    assert_eq!(steering(&run.stderr), None, "{:?}", run.stderr);
    assert!(!run.stderr.contains("\nleft out: nothing"), "{}", run.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn data_that_cannot_be_written_is_told() {
    let site = site();
    let more: &[&[&str]] = &[&["schema"], &["schema", "activity"], &["explain"], &["completions", "bash"]];
    for args in COMMANDS.iter().chain(more).chain(&[&["--help"] as &[&str], &["--version"]]) {
        let full = || Stdio::from(OpenOptions::new().write(true).open("/dev/full").unwrap());
        let asks_day = !matches!(args[0], "schema" | "explain" | "completions" | "--help" | "--version");
        let mut command =
            site.command(args.iter().chain(if asks_day { &["--as-of", "2026-06-30"] } else { &[] as &[&str] }));
        let run = Output::of(command.stdout(full()).output().unwrap(), &args.join(" "));
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("standard output cannot be written"), "{args:?}: {}", run.stderr);
    }
}
