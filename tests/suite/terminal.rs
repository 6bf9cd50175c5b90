//! What every command prints at 40, 60, 80 and 120 columns, kept as texts: `tests/terminal/NAME.txt`.
//!
//! `GALLERY=overwrite cargo test --test suite terminal` writes them anew: read each as somebody with that terminal would.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{CONFIG, Output, Site, golden, project};

const WIDTHS: [usize; 4] = [40, 60, 80, 120];

/// Where commands run.
#[derive(Clone, Copy, PartialEq)]
enum Where {
    /// In one copy of the example record, which none of them changes.
    Example,
    /// In a small record of its own, one for each width.
    Own,
    /// In such a record with the built-in guidance and directory.
    Whole,
    /// In a record with faults, which none of them changes.
    Faulty,
    /// In an empty folder, one for each width.
    Nowhere,
}
use Where::{Example, Faulty, Nowhere, Own, Whole};

/// Name, place, and the commands that run there one after the other.
const CASES: &[(&str, Where, &[&[&str]])] = &[
    ("help", Nowhere, &[&["--help"]]),
    ("init", Nowhere, &[&["init"], &["init"], &["init", "other", "--name", "Ada Test", "--policy", "ice"]]),
    (
        "log",
        Own,
        &[
            &["log", "Power electronics seminar", "2 hours"],
            &["log", "Functional safety course", "7h30m", "-p", "-c", "job", "-t", "course", "--dry-run"],
            &["log", "Standards reading, all the year round", "21h", "-c", "soft", "-t", "self"],
            &["log", "Nothing said"],
            &["log", "-2h", "Below zero"],
            &["log", "A talk", "2h", "-c", "technical"],
            &["log", "A talk", "2h", "-t", "nothing-like-it"],
            &["log", "@nothing-like-it"],
        ],
    ),
    ("log-help", Nowhere, &[&["log", "--help"]]),
    ("import", Own, &[&["import", "old.csv", "--dry-run"], &["import", "old.csv"], &["import", "none.csv"]]),
    ("list", Example, &[&["list", "2026", "planned"], &["list", "draft"], &["list", "type:nothing-like-it"]]),
    (
        "edit",
        Example,
        &[&["edit", "2026/2026-11-12-nothing-like-it", "--planned"], &["edit", "power", "--hours", "3h", "--dry-run"]],
    ),
    ("remove", Own, &[&["remove", "talk", "--dry-run"], &["remove", "talk"], &["remove", "talk"]]),
    ("reflect", Example, &[&["reflect", "2026", "--list"]]),
    ("attach", Own, &[&["attach", "talk", "cert.txt"], &["attach", "talk", "none.pdf"]]),
    ("undo", Own, &[&["undo", "--list"], &["log", "To be undone", "1h"], &["undo", "--list"], &["undo"]]),
    ("export", Own, &[&["export", "--layouts"], &["export", "--out", "record.xlsx"]]),
    ("status", Example, &[&["status"], &["status", "1999"], &["status", "20x6"]]),
    ("status-2025", Example, &[&["status", "2025"]]),
    ("status-faulty", Faulty, &[&["status"]]),
    ("team", Nowhere, &[&["team", "."]]),
    (
        "why",
        Example,
        &[&["why", "total"], &["why", "soft"], &["why", "category"], &["why", "nothing-like-it"], &["why"]],
    ),
    ("check", Faulty, &[&["check"], &["check", "--format", "summary"], &["check", "--all", "--strict"]]),
    ("explain", Nowhere, &[&["explain", "no-category"], &["explain"], &["explain", "nothing-like-it"]]),
    ("build", Own, &[&["build", "--audience", "public"], &["build", "--out", "/"]]),
    ("declare", Example, &[&["declare", "2025", "--dry-run"], &["declare", "2025", "--diff"]]),
    ("share", Example, &[&["share", "2025", "--dry-run"], &["share", "--list"]]),
    ("ask", Example, &[&["ask", "peer", "--year", "2025", "--dry-run"], &["ask", "nobody", "--year", "2025"]]),
    ("receive", Own, &[&["receive", "none.json"]]),
    (
        "verify",
        Own,
        &[&["share", "2026", "--yes", "--out", "it.html"], &["verify", "it.html"], &["verify", "none.html"]],
    ),
    (
        "plan",
        Whole,
        &[
            &["plan"],
            &["plan", "--aim", "mixed", "--add"],
            &["plan", "@iet-tv"],
            &["plan", "@iet-tv", "--add"],
            &["plan", "@nothing-like-it"],
        ],
    ),
    (
        "policy",
        Own,
        &[
            &["policy", "list"],
            &["policy", "show", "iet"],
            &["policy", "check", "iet"],
            &["policy", "diff", "iet", "iet-audit"],
            &["policy", "show", "nothing-like-it"],
        ],
    ),
    ("scheme", Nowhere, &[&["scheme", "init", "it", "--by", "Ann Office", "--dry-run"], &["scheme", "status"]]),
    ("serve", Nowhere, &[&["serve"], &["serve", "--help"]]),
    ("completions", Nowhere, &[&["completions", "nothing-like-it"]]),
    ("schema", Nowhere, &[&["schema"], &["schema", "nothing-like-it"]]),
    ("directory", Whole, &[&["directory", "list", "--free"], &["directory", "check"]]),
    ("theme", Own, &[&["theme", "list"], &["theme", "eject", "nothing-like-it"]]),
];

const OLD: &str = "Date,What I did,Hours,Organiser\n2026-02-03,A day on grid codes and what they ask of converters,6,IET Power Network\n\
                   2026-02-30,A day that there is not,2,\n,A title without a day,1.5,\n";

fn own() -> Site {
    let config = "schema: cpdfolio.site/1\ntitle: \"Ada Test: CPD\"\nmember: {name: Ada Test}\npolicies: [{id: iet}]\nguidance: false\n";
    let site = Site::empty().config(config).file("old.csv", OLD).file("cert.txt", "Ada was there.\n");
    site.entry("2026-03-04-talk", "hours: 2\ntype: event\ncategory: soft-skills\nplanned: true")
}

fn faulty() -> Site {
    let mut site = own();
    for n in 1..=5 {
        site = site.entry(&format!("2026-04-0{n}-reading"), &format!("title: Reading {n}\nhours: {n}"));
    }
    site.entry("2026-05-01-misspelt", "huors: 2h\ntype: event\ncategory: soft-skills")
        .entry("2026-05-02-unknown", "hours: 2h\ntype: evening\ncategory: soft-skills\nplan: [nothing-like-it]")
}

/// What a run printed, with random hexadecimal groups and the version made plain.
fn told(out: &Output, args: &[&str], width: usize) -> String {
    let head = format!("$ cpdfolio {}", args.join(" "));
    let mut text = format!("{head}\n{}", out.stdout);
    if !out.stderr.is_empty() {
        text.push_str(&format!("-- talk\n{}", out.stderr));
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&format!("-- exit {} at {width}\n\n", out.code));
    text
}

/// `9f3c 00a1` and whole roots: chance, and different each time.
fn without_chance(text: &str) -> String {
    let is_group = |word: &str| {
        let word = word.trim_end_matches([',', '.']);
        word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
    };
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let groups = line.trim_start().trim_start_matches("Root of the seal:").trim_start_matches("Root:");
        if groups.split_whitespace().count() < 2 || !groups.split_whitespace().all(is_group) {
            out.push_str(line);
            continue;
        }
        let words = line
            .split(' ')
            .map(|w| if is_group(w.trim_end()) { w.replace(w.trim_end(), "0000") } else { w.to_owned() });
        out.push_str(&words.collect::<Vec<_>>().join(" "));
    }
    out
}

/// A sentence with a path on one line: where it breaks hangs on how long the path is, which is chance.
fn unbroken(text: &str) -> String {
    let mut lines: Vec<String> = vec![];
    for line in text.split_inclusive('\n') {
        let goes_on = line.starts_with("  ") && lines.last().is_some_and(|last| last.starts_with("error: no "));
        match lines.last_mut().filter(|last| goes_on && (last.contains("/around") || line.contains("/around"))) {
            Some(last) => *last = format!("{} {}", last.trim_end(), line.trim_start()),
            None => lines.push(line.to_owned()),
        }
    }
    lines.concat()
}

/// Lines that may be longer than the terminal is wide: one word (a path, an address), a command to copy, a line of
/// somebody's file, the text of an entry.
fn may_be_long(line: &str) -> bool {
    let text = line.trim_start();
    let code = text.matches('`').count() >= 2 && text.len() <= text.rfind('`').unwrap() + 3 && {
        let first = text.find('`').unwrap();
        !text[..first].trim().contains(' ')
    };
    let excerpt = text.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with('|');
    let arrow = text.strip_prefix("--> ").is_some_and(|path| !path.contains(' '));
    let of_entry = text.starts_with("# content/") || text.starts_with("title: ");
    of_entry
        || text.contains(" /around/")
        || !text.contains(' ')
        || code
        || excerpt
        || arrow
        || text.starts_with("cpdfolio ")
}

#[test]
fn every_command_at_four_widths() {
    let example = Site::from_example("portfolio");
    let faulty = faulty();
    let runs: Vec<(usize, usize)> = (0..CASES.len()).flat_map(|n| (0..WIDTHS.len()).map(move |w| (n, w))).collect();
    let texts: Mutex<Vec<Vec<String>>> = Mutex::new(vec![vec![String::new(); WIDTHS.len()]; CASES.len()]);
    let next = AtomicUsize::new(0);
    let run = |n: usize, w: usize| {
        let (_, place, commands) = CASES[n];
        let made = match place {
            Own => Some(own()),
            Whole => Some(own().config(CONFIG)),
            Nowhere => Some(Site::empty()),
            Example | Faulty => None,
        };
        let site = made.as_ref().unwrap_or(if place == Faulty { &faulty } else { &example });
        let mut text = String::new();
        for args in commands {
            let mut command = site.command(args.iter().chain(&["--as-of", "2026-11-21"]));
            let out = Output::of(command.env("COLUMNS", WIDTHS[w].to_string()).output().unwrap(), &args.join(" "));
            text.push_str(&told(&out, args, WIDTHS[w]));
        }
        let around = site.around().to_str().unwrap().to_owned();
        let text = unbroken(&text.replace(&around, "/around"));
        without_chance(&text.replace(env!("CARGO_PKG_VERSION"), "0.0.0"))
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((n, w)) = runs.get(next.fetch_add(1, Ordering::Relaxed)).copied() {
                    let text = run(n, w);
                    texts.lock().unwrap()[n][w] = text;
                }
            });
        }
    });
    let texts = texts.into_inner().unwrap();
    let mut long = vec![];
    for ((name, ..), texts) in CASES.iter().zip(&texts) {
        for (text, width) in texts.iter().zip(WIDTHS) {
            let lines = text.lines().filter(|l| !l.starts_with("$ ") && l.chars().count() > width);
            long.extend(lines.filter(|l| !may_be_long(l)).map(|l| format!("{name} at {width}: {l}")));
        }
    }
    if !crate::support::overwrite() {
        assert!(long.is_empty(), "too long:\n{}", long.join("\n"));
    } else if !long.is_empty() {
        println!("too long:\n{}", long.join("\n"));
    }
    for ((name, ..), texts) in CASES.iter().zip(&texts) {
        golden(&texts.concat(), &project().join("tests/terminal").join(format!("{name}.txt")));
    }
}

/// A command that is not in the table is looked at by nobody.
#[test]
fn no_command_is_left_out_at_the_terminal() {
    let help = Site::empty().run(["--help"]).ok().stdout;
    let commands = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let named =
        |l: &str| l.strip_prefix("  ").filter(|l| !l.starts_with(' ')).map(|l| l.split(' ').next().unwrap().to_owned());
    let there: BTreeSet<String> = commands.lines().filter_map(named).filter(|name| name != "help").collect();
    let tried: BTreeSet<String> = CASES.iter().flat_map(|c| c.2).map(|args| args[0].to_owned()).collect();
    let left: Vec<&String> = there.difference(&tried).collect();
    assert!(there.len() > 20 && left.is_empty(), "{left:?}");
}
