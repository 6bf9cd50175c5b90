//! What the guide shows works: every block of YAML is read, every command is taken.
//!
//! A block is completed by one rule. One that begins with `---` is the file that the words before it name last. A block
//! that begins with `schema: cpdfolio.site/1` is a site's settings. Of the others the first key tells where it belongs:
//! keys of the settings are added to them, keys of an entry stand in one. The blocks of `policy-format` are parts of one
//! file.

use std::fs;

use serde_yaml::{Mapping, Value};

use crate::support::{CONFIG, Output, Site, project};

/// A fenced block of a page.
struct Block {
    page: String,
    kind: String,
    /// The words before it.
    before: String,
    text: String,
}

fn blocks_of(page: &str, text: &str) -> Vec<Block> {
    let mut found = vec![];
    let (mut before, mut open): (String, Option<Block>) = (String::new(), None);
    for line in text.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(kind), None) => {
                let (page, kind, text) = (page.to_owned(), kind.trim().to_owned(), String::new());
                open = Some(Block { page, kind, before: std::mem::take(&mut before), text });
            }
            (None, Some(block)) => block.text += &format!("{line}\n"),
            (None, None) => before += &format!("{line}\n"),
        }
    }
    assert!(open.is_none(), "{page}: a block has no end");
    found
}

/// All blocks of the guide.
fn blocks() -> Vec<Block> {
    let mut all = vec![];
    for folder in ["content", "content/faq"] {
        let mut files: Vec<_> = fs::read_dir(project().join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "md")) {
            let name = file.file_stem().unwrap().to_str().unwrap();
            all.extend(blocks_of(name, &fs::read_to_string(file).unwrap()));
        }
    }
    all
}

/// The last path below `content/` that a text names.
fn path_named(before: &str) -> String {
    let mut named = before.split('`').filter(|word| word.starts_with("content/") && word.ends_with(".md"));
    named.next_back().unwrap_or_else(|| panic!("no file is named before the block: {before}")).to_owned()
}

fn reads(site: &Site, what: &Block) {
    let checked = site.run(["check"]);
    let whole = format!("{}:\n{}\n{}{}", what.page, what.text, checked.stdout, checked.stderr);
    assert!(checked.code < 2 && !whole.contains("error["), "{whole}");
}

fn first_key(text: &str) -> String {
    text.split(':').next().unwrap_or_default().trim().to_owned()
}

#[test]
fn every_block_of_yaml_is_read() {
    let (mut settings, mut entries, mut files, mut whole) = (0, 0, 0, 0);
    for block in blocks().iter().filter(|b| b.kind == "yaml" && b.page != "policy-format") {
        let key = first_key(&block.text);
        match key.as_str() {
            "schema" if block.text.starts_with("schema: cpdfolio.site/1") => {
                whole += 1;
                let site = Site::empty();
                site.run(["init", "--guidance", "."]).ok();
                let site = site.config(&block.text).bytes("content/images/logo.png", PICTURE);
                reads(&site, block);
            }
            "---\ntitle" => {
                files += 1;
                let site = Site::empty();
                // what stands on a guide's page goes into a guide, what stands in a record into a record
                let path = path_named(&block.before);
                if block.page == "writing-guidance" {
                    site.run(["init", "--guidance", "."]).ok();
                    add_edition(&site);
                } else {
                    site.run(["init", "."]).ok();
                }
                reads(&site.file(&path, &block.text), block);
            }
            "member" | "policies" | "scheme" => {
                settings += 1;
                let rest: String =
                    CONFIG.lines().filter(|l| !l.starts_with(&format!("{key}:"))).map(|l| format!("{l}\n")).collect();
                let named = block.text.replacen("member:\n", "member:\n  name: Ada Test\n", 1);
                reads(&Site::empty().config(&(rest + &named)), block);
            }
            "cites" | "reflection" | "hours" => {
                entries += 1;
                let hours = if key == "hours" { "" } else { "hours: 1\n" };
                reads(&Site::new().entry("2026-03-04-block", &format!("{hours}{}", block.text.trim_end())), block);
            }
            // an edition, beside the one that a new site has
            "\"2027\"" => {
                files += 1;
                let site = Site::empty();
                site.run(["init", "--guidance", "."]).ok();
                add_edition(&site);
                site.run(["policy", "diff", "ours"]).ok().prints("rises from 20 hours to 24 hours");
            }
            other => panic!("{}: nobody says where a block belongs that begins with `{other}`", block.page),
        }
    }
    assert!((settings, entries, files, whole) >= (4, 3, 4, 1), "{settings} {entries} {files} {whole}");
}

/// A picture of one point.
const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6,
    0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x62, 0, 1, 0, 0, 5, 0, 1, 0x0d,
    0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// Adds the edition of the page to a new guide, as the page says: a copy of the block with other figures.
fn add_edition(site: &Site) {
    let shown = blocks().into_iter().find(|b| b.text.contains("\"2027\":")).unwrap();
    let from = shown.text.lines().find(|l| l.trim_start().starts_with("from:")).unwrap().to_owned();
    let policy = site.read("content/policies/ours.yaml");
    let at = policy.find("\neditions:\n").unwrap() + "\neditions:\n".len();
    let block = &policy[at..];
    let label = block.lines().next().unwrap();
    let old_from = block.lines().find(|l| l.trim_start().starts_with("from:")).unwrap();
    // its examples go on with the old figure: they are no part of the copy here
    let end = block.find("    examples:").unwrap_or(block.len());
    let copy = block[..end].replacen(label, "  \"2027\":", 1).replacen(old_from, &from, 1);
    let copy = copy.replace("at_least: 20h", "at_least: 24h");
    assert!(shown.text.contains("at_least: 24h") && copy.contains("24h"), "{copy}");
    crate::support::write(
        &site.path("content/policies/ours.yaml"),
        format!("{}\n{copy}", policy.trim_end()).as_bytes(),
    );
}

/// The blocks of the reference, put together: the head of a file, an edition, and the parts of an edition.
fn whole_policy() -> String {
    let blocks = blocks();
    let parts: Vec<Mapping> = blocks
        .iter()
        .filter(|b| b.page == "policy-format")
        .map(|b| {
            assert_eq!(b.kind, "yaml");
            serde_yaml::from_str(&b.text).unwrap_or_else(|e| panic!("{e}\n{}", b.text))
        })
        .collect();
    let mut file = parts[0].clone();
    let editions = parts.iter().find(|p| *p != &parts[0] && p.contains_key("editions")).unwrap();
    file.insert("editions".into(), editions["editions"].clone());
    for part in parts.iter().filter(|p| !p.contains_key("editions")) {
        let Value::Mapping(editions) = &mut file["editions"] else { panic!("editions") };
        let Some((_, Value::Mapping(edition))) = editions.iter_mut().next() else { panic!("an edition") };
        for (key, value) in part {
            assert!(edition.contains_key(key) || ["carry", "routes"].contains(&key.as_str().unwrap()), "{key:?}");
            edition.insert(key.clone(), value.clone());
        }
    }
    serde_yaml::to_string(&file).unwrap()
}

#[test]
fn the_blocks_of_the_reference_are_one_file_that_works() {
    let policy = whole_policy();
    let site = Site::new().file("content/policies/guild.yaml", &policy);
    let site = site.config(&CONFIG.replace("id: iet", "id: guild, roles: [keeper]"));
    let run: Output = site.run(["policy", "check", "guild"]);
    assert!(
        run.code < 2 && !run.stdout.contains("comes out as") && !run.stderr.contains("error["),
        "{policy}\n{run:?}"
    );
    let shown = site.run(["policy", "show", "guild@2026"]).ok();
    shown
        .prints("At least 30 hours a year.")
        .prints("2 PDH for 1 hour of the type “Course”, the first time only")
        .prints("In place of Total: The employer's accredited scheme.");
    site.run(["status"]).ok().prints("0 h of 30 h");
    // a figure that does not come out is noticed
    let wrong = policy.replace("29h59m short", "29h58m short");
    let site = site.file("content/policies/guild.yaml", &wrong);
    let line = wrong.lines().position(|line| line.contains("\"2026\":") || line.contains("'2026':")).unwrap() + 1;
    site.run(["policy", "check", "guild"])
        .ends(1)
        .prints("comes out as `29h59m short`")
        .prints(&format!("content/policies/guild.yaml:{line}: guild 2026: example: "));
}

/// The words of a line as a shell would split them.
fn words(line: &str) -> Vec<String> {
    let mut all = vec![];
    let (mut word, mut quoted) = (String::new(), false);
    for c in line.chars().chain([' ']) {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => all.extend(Some(std::mem::take(&mut word)).filter(|w| !w.is_empty())),
            c => word.push(c),
        }
    }
    all
}

/// Commands are run in the order of their page, in a folder of its own. A preview runs until it is stopped, and a scheme
/// needs the mail of a year: of these the program takes the arguments, and the tests of a scheme run them.
#[test]
fn every_command_is_taken() {
    let mut taken = 0;
    let mut sites: std::collections::BTreeMap<String, (Site, String)> = std::collections::BTreeMap::new();
    for block in blocks().iter().filter(|b| ["sh", "text", "console"].contains(&b.kind.as_str())) {
        let (site, here) = sites.entry(block.page.clone()).or_insert_with(|| {
            let site = if block.text.contains("cpdfolio init") || block.text.contains("scheme init") {
                Site::empty()
            } else {
                Site::new()
            };
            (site, String::new())
        });
        for line in block.text.lines() {
            // what another program puts in place of `{}` is a number
            let line = line.replace("{}", "1");
            let line = line
                .split_once(" cpdfolio ")
                .filter(|_| line.starts_with("seq "))
                .map_or(line.to_owned(), |(_, l)| format!("cpdfolio {l}"));
            let words = words(&line);
            let args: Vec<&str> = words.iter().map(String::as_str).collect();
            match args.as_slice() {
                [] => {}
                ["cd", folder] => *here = format!("{here}{folder}/"),
                ["cpdfolio", "serve" | "scheme", ..] => {
                    taken += 1;
                    site.run_all(&[&args[1..], &["--help"]].concat()).ok();
                }
                ["cpdfolio", args @ ..] => {
                    taken += 1;
                    let mut command = site.command([args, &["--as-of", "2026-11-21"]].concat());
                    let run = Output::of(command.current_dir(site.path(here)).output().unwrap(), &line);
                    assert!(run.code < 2, "{}: {line}\n{}{}", block.page, run.stdout, run.stderr);
                }
                other => panic!("{}: what is {other:?}?", block.page),
            }
        }
    }
    assert!(taken > 15, "{taken}");
}
