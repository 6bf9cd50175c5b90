//! The preview after every kind of change: what it serves is what a clean build of the same folder
//! writes, byte for byte, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use cpdfolio::engine::Target;
use cpdfolio::engine::build::build;
use cpdfolio::engine::outputs::Options;
use cpdfolio::engine::project;
use cpdfolio::engine::timings::Timings;
use cpdfolio::model::Audience;
use cpdfolio::model::time::parse_day;

use crate::memory::{build_folder, difference, read};
use crate::serve::Preview;

/// How long a change may take before the test fails: long, since tests share the machine.
const PATIENCE: Duration = Duration::from_mins(2);
const DAY: &str = "2026-06-01";

const CONFIG: &str = "schema: cpdfolio.site/1
title: A test
base_url: https://sam.example/
member: {name: Sam Example, grade: MIET}
policies: [{id: iet}, {id: house}]
";

fn policy(least: u32) -> String {
    format!(
        "schema: cpdfolio.policy/1
id: house
title: Rules of the house
affiliation: none
sources:
  house: {{title: House rules, captured: 2020, checked: 2026-01-01, confidence: confirmed}}
types: {{event: Event}}
categories: {{job-technical: Job}}
editions:
  \"2020\":
    from: 2020-01-01
    source: house
    window: {{calendar: year, starts: 01-01}}
    carry: none
    rules:
      - {{id: total, severity: should, at_least: {least}h, clause: \"Do at least {{at_least}}.\"}}
"
    )
}

fn entry(title: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2026-03-04\nhours: 2\ntype: event\ncategory: job-technical\n{more}---\nSee [two](two.md).\n"
    )
}

fn plan(title: &str) -> String {
    format!("---\ntitle: {title}\nperiod: 2026\ntarget: 8h\n---\nWhy.\n")
}

fn item(title: &str) -> String {
    format!("---\ntitle: {title}\nprovider: Fenland\ntype: event\nhours: open\nprice: free\n---\nWhat.\n")
}

fn page(title: &str) -> String {
    format!("---\ntitle: {title}\nnav: main\n---\n## Part\n\nWords, and [one](activities/2026/one.md).\n")
}

fn answer(title: &str) -> String {
    format!("---\ntitle: {title}\nsection: Ours\n---\nYes.\n")
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn fill(folder: &Path) {
    put(folder, "cpdfolio.yaml", CONFIG);
    put(folder, "content/policies/house.yaml", &policy(5));
    put(
        folder,
        "content/activities/2026/one.md",
        &entry("First", "plan: [sic]\nplanned: true\nevidence: [evidence/a.pdf]\n"),
    );
    put(folder, "content/activities/2026/two.md", &entry("Second", "item: fen\n"));
    put(folder, "content/activities/2025/three.md", &entry("Third", "").replace("2026-03", "2025-03"));
    put(folder, "content/plan/sic.md", &plan("Devices"));
    put(folder, "content/directory/fen.md", &item("Fenland evenings"));
    put(folder, "content/about.md", &page("About"));
    put(folder, "content/faq/ours.md", &answer("Is this ours?"));
    put(folder, "evidence/a.pdf", "%PDF-1.4 a");
}

/// A file of one kind: where it stands, its text now and later, and where it goes when it is renamed.
struct Kind {
    path: &'static str,
    later: String,
    renamed: &'static str,
}

fn kinds() -> Vec<Kind> {
    let kind = |path, later: String, renamed| Kind { path, later, renamed };
    vec![
        kind("content/activities/2026/new.md", entry("Another", "tags: [x]\n"), "content/activities/2024/moved/new.md"),
        kind("content/about.md", page("About me"), "content/notes/about.md"),
        // over a built-in page, which stands again when it is gone
        kind("content/guide.md", page("Our own guide"), "content/our-guide.md"),
        kind("content/policies/house.yaml", policy(1), "content/policies/house-rules.yaml"),
        kind("content/plan/sic.md", plan("Other devices"), "content/plan/sic-2.md"),
        kind("content/directory/fen.md", item("Fenland days"), "content/directory/fen-2.md"),
        kind("content/faq/ours.md", answer("Is it?"), "content/faq/other.md"),
        kind("evidence/a.pdf", "%PDF-1.4 longer".to_owned(), "evidence/2026/b.pdf"),
        kind("themes/default/assets/site.css", "p { color: red }".to_owned(), "themes/default/assets/more.css"),
        kind(
            "themes/default/templates/entry.html",
            "{% extends \"builtin/entry.html\" %}{% block footer %}{{ view.row.title }}{% endblock footer %}"
                .to_owned(),
            "themes/default/templates/old-entry.html",
        ),
    ]
}

/// Waits until all that is served is what a clean build writes now, and all that was there before and
/// is not any more is gone.
fn same_as_built(preview: &Preview, all: &mut BTreeSet<String>, what: &str) {
    let built: BTreeMap<String, Vec<u8>> = build_folder(&preview.folder, Audience::Private, DAY).files;
    lasting(&preview.folder, &built, what);
    all.extend(built.keys().cloned());
    let start = Instant::now();
    loop {
        let differs = all.iter().find(|path| {
            let (status, bytes) = preview.built(&format!("/{path}"));
            match built.get(*path) {
                Some(built) => status != 200 || bytes != *built,
                None => status != 404,
            }
        });
        let Some(path) = differs else { return };
        assert!(start.elapsed() < PATIENCE, "{what}: {path} is not as built");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A build into a folder that keeps what earlier ones have left there gives the same as a clean one; again, it writes
/// nothing.
fn lasting(folder: &Path, clean: &BTreeMap<String, Vec<u8>>, what: &str) {
    let out = folder.with_extension("out");
    for again in [false, true] {
        let project = project::open(folder, parse_day(DAY).unwrap(), &mut Timings::default()).unwrap();
        let target = Target::check(&out, Some(folder), None, Path::new("/nowhere")).unwrap();
        let options = Options { audience: Audience::Private, keep_going: true };
        let built = build(&project, &target, &options, &mut Timings::default()).unwrap();
        assert!(!again || built.written.written == 0, "{what}: {:?}", built.written);
    }
    let mut files = read(&out);
    files.remove(".cpdfolio-manifest.json");
    assert_eq!(difference(&files, clean), None, "{what}");
}

/// Create, edit, rename, delete: a file of every kind.
#[test]
fn after_every_change_it_serves_what_a_build_writes() {
    let preview = Preview::with(fill);
    let mut all = BTreeSet::new();
    same_as_built(&preview, &mut all, "at first");
    for Kind { path, later, renamed } in kinds() {
        let before = fs::read_to_string(preview.folder.join(path)).ok();
        preview.write(path, &later);
        same_as_built(&preview, &mut all, &format!("{path} edited or created"));
        let (from, to) = (preview.folder.join(path), preview.folder.join(renamed));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(&from, &to).unwrap();
        // the name of a policy's file is its id: such a site has an error, and the last good one stays
        if !path.contains("policies") {
            same_as_built(&preview, &mut all, &format!("{path} renamed"));
        }
        fs::rename(&to, &from).unwrap();
        same_as_built(&preview, &mut all, &format!("{path} renamed back"));
        if !path.contains("policies") {
            fs::remove_file(&from).unwrap();
            same_as_built(&preview, &mut all, &format!("{path} deleted"));
        }
        if let Some(before) = before {
            preview.write(path, &before);
            same_as_built(&preview, &mut all, &format!("{path} as before"));
        }
    }
}

/// Changes of the settings, of whole folders, and several at once.
#[test]
fn after_changes_of_much_it_serves_what_a_build_writes() {
    let preview = Preview::with(fill);
    let mut all = BTreeSet::new();
    let folder = &preview.folder;
    same_as_built(&preview, &mut all, "at first");
    preview.write("cpdfolio.yaml", &CONFIG.replace("A test", "Another test").replace("house", "engineering-council"));
    same_as_built(&preview, &mut all, "settings edited");
    preview.write("cpdfolio.yaml.new", CONFIG);
    fs::rename(folder.join("cpdfolio.yaml.new"), folder.join("cpdfolio.yaml")).unwrap();
    same_as_built(&preview, &mut all, "settings renamed over");
    fs::rename(folder.join("content/activities/2026"), folder.join("content/activities/all")).unwrap();
    same_as_built(&preview, &mut all, "a folder renamed");
    fs::remove_dir_all(folder.join("content/activities/all")).unwrap();
    same_as_built(&preview, &mut all, "a folder deleted");
    fill(folder);
    same_as_built(&preview, &mut all, "written anew");
    preview.write("content/activities/2026/one.md", "---\ntitle: half");
    same_as_built(&preview, &mut all, "an entry with an error");
    preview.write("content/activities/2026/ONE.md", &entry("A twin", ""));
    same_as_built(&preview, &mut all, "names that are one name elsewhere");
    fs::remove_file(folder.join("content/activities/2026/ONE.md")).unwrap();
    for n in 0..60 {
        preview.write(&format!("content/activities/2026/many-{n}.md"), &entry(&format!("Number {n}"), ""));
        fs::write(folder.join("evidence/a.pdf"), format!("%PDF {n}")).unwrap();
    }
    same_as_built(&preview, &mut all, "many at once");
}
