//! What stands in files of others steers no terminal: tried on a real one, since without one a printer may leave out what
//! it would write there.

#![cfg(target_os = "linux")]

use std::process::Command;

use crate::support::{Site, TODAY};

/// Clears the screen, names the window, hides what follows, turns the text around.
const STEERS: [&str; 7] =
    ["\u{1b}[2J", "\u{1b}]0;taken\u{7}", "\u{1b}[8m", "\u{9b}31m", "\u{202e}", "\u{2066}", "\u{200b}"];

/// The same inside double quotes of YAML.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_ascii_graphic() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) })
        .collect()
}

/// What a command writes to a terminal. `script` makes one; it is part of every Linux, and without it nothing is tested.
#[allow(clippy::disallowed_methods, reason = "a terminal for the program under test")]
fn on_a_terminal(site: &Site, args: &str) -> String {
    let program = env!("CARGO_BIN_EXE_cpdfolio");
    let mut command = Command::new("script");
    command.args(["-qec", &format!("{program} {args} --as-of {TODAY}"), "/dev/null"]);
    command.current_dir(site.root()).env("TERM", "xterm-256color").env_remove("NO_COLOR").env("HOME", site.around());
    let output = command.stdin(std::process::Stdio::null()).output();
    let output = output.unwrap_or_else(|fault| panic!("`script` (Debian: bsdutils) is needed: {fault}"));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Styles are ours: a bold text, a colour, their end; and the end of a line of progress, which a slow build shows.
fn without_styles(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(after.len());
        let is_style = after[end..].starts_with('m') && !["8", "7", "5"].contains(&&after[..end]);
        let is_ours = is_style || after.starts_with('K');
        out.push_str(if is_ours { "" } else { "\u{1b}[" });
        rest = if is_ours { &after[end + 1..] } else { after };
    }
    out + rest
}

#[test]
fn nothing_of_a_file_steers_a_terminal() {
    let bad = STEERS.concat();
    let text = escaped(&bad);
    let policy = format!(
        "schema: cpdfolio.policy/1\nid: club\ntitle: \"Club {text}\"\nsources: {{none: {{title: \"Made {text} up\", confidence: confirmed}}}}\n\
         categories: {{skill: \"Skill {text}\"}}\ntypes: {{event: \"Event {text}\"}}\neditions:\n  \"1\":\n    from: 2020-01-01\n    source: none\n    \
         rules:\n      - {{id: total, severity: must, at_least: 20h, clause: \"{{at_least}} {text}.\"}}\n"
    );
    let site = Site::empty()
        .config(&format!(
            "schema: cpdfolio.site/1\ntitle: \"T {text}\"\nmember: {{name: \"Sam {text}\"}}\npolicies: [{{id: club}}]\nguidance: false\n"
        ))
        .file("content/policies/club.yaml", &policy)
        .file("content/directory/thing.md", &format!("---\ntitle: \"Course {text}\"\nprovider: \"P {text}\"\nhours: {{fixed: 2h}}\nprice: free\n---\n"))
        .file("content/plan/goal.md", &format!("---\ntitle: \"Goal {text}\"\nperiod: \"2026\"\n---\n"))
        .file("content/activities/2026/good.md", &format!("---\ntitle: \"Talk {text}\"\ndate: 2026-01-05\nhours: 2h\ntags: [\"tag {text}\"]\n---\n{bad} <b>\n"))
        .file("content/activities/2026/faulty.md", &format!("---\ntitle: \"Other {text}\"\ndate: \"{text}\"\nhours: 2h\n\"key {text}\": x\n---\n"))
        .file(&format!("content/activities/2026/name{bad}.md"), "---\ntitle: x\n---\n")
        .file(&format!("team/m{bad}/public/data/standing.json"), "{")
        .on(TODAY);
    let mut tried = 0;
    for args in [
        "status",
        "why total",
        "check",
        "check --all",
        "check --format json",
        "status --format json",
        "list",
        "list --format json",
        "plan",
        "directory list",
        "policy list",
        "policy show club",
        "policy check club",
        "build --keep-going",
        "log Talk 1h --dry-run",
        "log Talk 1h -k none",
        "team team",
        "show nothing",
        "remove good --dry-run",
        "edit good --tag x --dry-run",
        "why tot",
        "explain nothing",
        "list --nonsense",
        "build --help",
    ] {
        let written = on_a_terminal(&site, args);
        tried += usize::from(written.len() > 40);
        let plain = without_styles(&written);
        for sign in STEERS {
            let sign = &sign[..sign.chars().next().map_or(0, char::len_utf8)];
            assert!(!plain.contains(sign), "`{args}` writes {sign:?}: {plain:?}");
        }
        assert!(!plain.contains('\u{7}'), "`{args}` rings: {plain:?}");
        // what stands for our own styles is never seen itself, but where a text has that character
        let help = args.contains("--nonsense") || args.contains("--help");
        assert!(!help || !plain.contains("<U+"), "`{args}`: {plain:?}");
    }
    assert!(tried > 15, "{tried}");
}
