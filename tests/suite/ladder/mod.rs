//! The ladder of `src/lib.rs` holds: a file uses only what stands above it, and neither files nor
//! folders go in a circle.

mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use source::{Import, Source};

/// `from` names something that `to` defines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    line: usize,
    to: String,
    name: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} -> {} ({})", self.from, self.line, self.to, self.name)
    }
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// Something of another crate, or of the language.
    Outside,
    /// A module: nothing of it is used yet.
    Module(String),
    /// A name, and the file that defines it.
    Item(String, String),
    Unknown,
}

/// All sources, by path beneath `src`: `policy/mod.rs`.
struct House {
    files: BTreeMap<String, Source>,
}

impl House {
    /// Files that only tests have are left out.
    fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut house = Self { files: BTreeMap::new() };
        for (path, text) in files {
            house.files.insert(path.to_owned(), source::read(text));
        }
        let of_tests = |file: &str| {
            house.files.iter().any(|(path, source)| {
                let mut names = source.test_modules.iter();
                names.any(|name| house.child(path, name).is_some_and(|c| c == file || file.starts_with(folder(&c))))
            })
        };
        let left_out: Vec<String> = house.files.keys().filter(|file| of_tests(file)).cloned().collect();
        house.files.retain(|file, _| !left_out.contains(file));
        house
    }

    /// The file of a child module.
    fn child(&self, file: &str, name: &str) -> Option<String> {
        let base = folder(file);
        let paths = [format!("{base}{name}.rs"), format!("{base}{name}/mod.rs")];
        paths.into_iter().find(|p| self.files.contains_key(p))
    }

    fn parent(&self, file: &str) -> Option<String> {
        let module = file.trim_end_matches("/mod.rs");
        let above = module.rsplit_once('/').map_or("lib.rs".to_owned(), |(above, _)| format!("{above}/mod.rs"));
        (file != "lib.rs").then_some(above)
    }

    /// What a path of a file leads to. `but` is an import that is being resolved itself.
    fn resolve(&self, file: &str, path: &[String], but: &[&Import]) -> Target {
        let mut file = file.to_owned();
        let mut rest = path;
        if matches!(rest[0].as_str(), "crate" | "cpdfolio") {
            file = "lib.rs".to_owned();
            rest = &rest[1..];
        } else if matches!(rest[0].as_str(), "self" | "super") {
            while let [first @ ("self" | "super"), ..] = rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
                if first == "super" {
                    let Some(parent) = self.parent(&file) else { return Target::Unknown };
                    file = parent;
                }
                rest = &rest[1..];
            }
        } else {
            return match self.beneath(&file, rest, but) {
                Target::Unknown => Target::Outside,
                target => target,
            };
        }
        self.beneath(&file, rest, but)
    }

    /// What a path leads to that starts in a module.
    fn beneath(&self, file: &str, path: &[String], but: &[&Import]) -> Target {
        let Some((name, rest)) = path.split_first() else { return Target::Module(file.to_owned()) };
        let source = &self.files[file];
        let is_defined = source.defined.contains(name);
        if let Some(import) = source.imports.iter().find(|i| i.name == *name && !but.contains(i)) {
            let but: Vec<&Import> = but.iter().copied().chain([import]).collect();
            return match self.resolve(file, &import.path, &but) {
                Target::Module(module) => self.beneath(&module, rest, &[]),
                target => target,
            };
        }
        match self.child(file, name) {
            Some(child) if !rest.is_empty() || !is_defined => self.beneath(&child, rest, &[]),
            _ if is_defined => Target::Item(file.to_owned(), name.clone()),
            _ => Target::Unknown,
        }
    }

    /// All arrows, and what the test cannot follow.
    fn arrows(&self) -> (BTreeSet<Arrow>, Vec<String>) {
        let mut arrows = BTreeSet::new();
        let mut faults = vec![];
        for (file, source) in &self.files {
            for (name, line) in &source.inline_modules {
                faults.push(format!("{file}:{line}: module `{name}` needs a file of its own"));
            }
            for import in &source.imports {
                let target = self.resolve(file, &import.path, &[import]);
                if import.name == "*" && target != Target::Outside {
                    faults.push(format!("{file}:{}: `*` hides which names are used", import.line));
                }
                // A child's name that is only handed on is no use of the child.
                let hands_on = import.is_public && file.ends_with("mod.rs") && !source.used.contains(&import.name);
                let own_child = |to: &str| hands_on && to.starts_with(folder(file));
                match target {
                    Target::Item(to, _) if own_child(&to) => {}
                    target => add(&mut arrows, &mut faults, file, (&import.path, import.line), target),
                }
            }
            for path in &source.paths {
                let target = self.resolve(file, &path.names, &[]);
                add(&mut arrows, &mut faults, file, (&path.names, path.line), target);
            }
        }
        (arrows, faults)
    }
}

fn add(
    arrows: &mut BTreeSet<Arrow>,
    faults: &mut Vec<String>,
    from: &str,
    (path, line): (&[String], usize),
    target: Target,
) {
    match target {
        Target::Item(to, name) if to != from => {
            arrows.insert(Arrow { from: from.to_owned(), line, to, name });
        }
        Target::Unknown => faults.push(format!("{from}:{line}: cannot find `{}`", path.join("::"))),
        _ => {}
    }
}

/// The folder of a module's children: `policy/` of `policy/mod.rs`, `paths/` of `paths.rs`.
fn folder(file: &str) -> &str {
    match file {
        "lib.rs" | "main.rs" => "",
        _ => file.strip_suffix("mod.rs").unwrap_or(file.strip_suffix("rs").unwrap_or(file)),
    }
}

/// Groups that go in a circle.
fn circles(arrows: &BTreeSet<(String, String)>) -> Vec<Vec<String>> {
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in arrows {
        reached.entry(from).or_default().insert(to);
    }
    loop {
        let before: usize = reached.values().map(BTreeSet::len).sum();
        for from in reached.keys().copied().collect::<Vec<_>>() {
            let further: Vec<&str> = reached[from].iter().filter_map(|to| reached.get(to)).flatten().copied().collect();
            reached.entry(from).or_default().extend(further);
        }
        if reached.values().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    let meets = |a: &str, b: &str| reached.get(a).is_some_and(|all| all.contains(b));
    let mut found: Vec<Vec<String>> = vec![];
    for name in reached.keys().filter(|n| meets(n, n)) {
        if !found.iter().flatten().any(|n| n == name) {
            let others = reached[name].iter().filter(|other| meets(other, name));
            found.push(others.map(|n| (*n).to_owned()).collect());
        }
    }
    found
}

/// An arrow between two parts of the folder that holds both: files, or folders.
fn parts(arrow: &Arrow) -> (String, String) {
    let from: Vec<&str> = arrow.from.split('/').collect();
    let to: Vec<&str> = arrow.to.split('/').collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count() + 1;
    (from[..same].join("/"), to[..same].join("/"))
}

/// The rungs of the ladder from the top: each a line of names that do not use each other.
fn rungs(lib: &str) -> Vec<Vec<String>> {
    let lines = lib.lines().map(|line| line.trim_start_matches("//!").trim());
    let block = lines.skip_while(|line| *line != "# The ladder").skip_while(|line| *line != "```text").skip(1);
    let names = |line: &str| line.split("  ").next().unwrap_or_default().split(", ").map(str::to_owned).collect();
    block.take_while(|line| *line != "```").map(names).collect()
}

/// The rung of a file: that of the longest name which holds it.
fn rung<'a>(rungs: &'a [Vec<String>], file: &str) -> Option<(usize, &'a str)> {
    let all = rungs.iter().enumerate().flat_map(|(n, names)| names.iter().map(move |name| (n, name.as_str())));
    let holds = |name: &str| file.strip_prefix(name).is_some_and(|rest| rest.starts_with('/') || rest == ".rs");
    all.filter(|(_, name)| holds(name)).max_by_key(|(_, name)| name.len())
}

/// One arrow from each file to each other, with all names and the line of the first.
fn gathered(arrows: &BTreeSet<Arrow>) -> Vec<Arrow> {
    let mut all: Vec<Arrow> = vec![];
    for arrow in arrows {
        match all.iter_mut().find(|a| a.from == arrow.from && a.to == arrow.to) {
            Some(known) if known.name.split(", ").any(|name| name == arrow.name) => {}
            Some(known) => known.name.push_str(&format!(", {}", arrow.name)),
            None => all.push(arrow.clone()),
        }
    }
    all
}

/// What is wrong with a house.
fn faults(house: &House, rungs: &[Vec<String>]) -> Vec<String> {
    let (arrows, mut faults) = house.arrows();
    let left = gathered(&arrows);
    let pairs: BTreeSet<(String, String)> = left.iter().map(|a| (a.from.clone(), a.to.clone())).collect();
    let mut seen = BTreeSet::new();
    let lifted: BTreeSet<(String, String)> = left.iter().map(parts).collect();
    for (what, circle) in
        circles(&pairs).iter().map(|c| ("files", c)).chain(circles(&lifted).iter().map(|c| ("folders", c)))
    {
        if seen.insert(circle.clone()) {
            faults.push(format!("a circle of {what}: {}", circle.join(", ")));
            let has = |part: &String| circle.contains(part);
            let within = |a: &Arrow| has(&a.from) && has(&a.to) || has(&parts(a).0) && has(&parts(a).1);
            faults.extend(left.iter().filter(|a| within(a)).map(|a| format!("    {a}")));
        }
    }
    for file in house.files.keys().filter(|f| !matches!(f.as_str(), "lib.rs" | "main.rs" | "build.rs")) {
        if rung(rungs, file).is_none() {
            faults.push(format!("{file} stands on no rung of src/lib.rs"));
        }
    }
    for name in rungs.iter().flatten() {
        if !house.files.keys().any(|file| rung(rungs, file).is_some_and(|(_, n)| n == name)) {
            faults.push(format!("src/lib.rs has a rung `{name}`, but no file stands on it"));
        }
    }
    for arrow in left {
        if let (Some((from, a)), Some((to, b))) = (rung(rungs, &arrow.from), rung(rungs, &arrow.to))
            && (to > from || (to == from && a != b))
        {
            faults.push(format!("an arrow up the ladder: {arrow}"));
        }
    }
    faults
}

#[test]
fn each_file_uses_only_what_stands_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut texts = vec![];
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
                texts.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let house = House::of(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let rungs = rungs(&fs::read_to_string(src.join("lib.rs")).unwrap());
    assert!(rungs.len() > 10, "no ladder in src/lib.rs");
    assert!(house.arrows().0.len() > 500, "arrows are not found");
    let faults = faults(&house, &rungs);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_files_that_the_table_names_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lib = fs::read_to_string(root.join("src/lib.rs")).unwrap();
    let table = lib.lines().filter(|line| line.starts_with("//! | "));
    let named: Vec<&str> =
        table.flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|name| name.contains('/')).collect();
    assert!(named.len() > 15, "{named:?}");
    let missing: Vec<&&str> = named.iter().filter(|name| !root.join(name).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The faults of a small house with the ladder `a`, then `b`, then `c` beside `d`.
fn of_small(files: &[(&str, &str)]) -> Vec<String> {
    let ladder = "//! # The ladder\n//!\n//! ```text\n//! a    first\n//! b    second\n//! c, d  last\n//! ```\n";
    let mut all = BTreeMap::from([("lib.rs", ""), ("a.rs", ""), ("b/mod.rs", ""), ("c.rs", ""), ("d.rs", "")]);
    all.extend(files.iter().copied());
    faults(&House::of(all), &rungs(ladder))
}

#[test]
fn an_arrow_down_is_fine_in_every_form() {
    let forms = [
        "use crate::a::A;",
        "use crate::{a::{self, A as B}}; fn f() { a::A; }",
        "fn f() -> crate::a::A { super::a::A }",
        "use crate::a; fn f(x: a::A) {}",
        "// crate::c::C\nconst X: &str = \"crate::c::C\";",
        "#[cfg(test)] mod tests { use crate::c::C; }",
    ];
    for form in forms {
        let files = [("a.rs", "pub struct A;"), ("b/mod.rs", form), ("c.rs", "pub struct C;")];
        assert_eq!(of_small(&files), Vec::<String>::new(), "{form}");
    }
}

#[test]
fn an_arrow_up_is_found_in_every_form() {
    let forms = [
        "use crate::c::C;",
        "use crate::{a, c::{self as x, C as Y}};",
        "use super::c; fn f() { c::C; }",
        "fn f() -> Option<crate::c::C> { None }",
        "impl crate::c::Trait for u8 {}",
        "fn f() { use super::c::C; }",
        "pub use crate::c::C;",
        "const N: usize = call!(crate::c::C);",
    ];
    for form in forms {
        let text = "pub struct C;\npub trait Trait {}";
        let found = of_small(&[("a.rs", &format!("\n{form}")), ("c.rs", text)]);
        assert!(found[0].starts_with("an arrow up the ladder: a.rs:2 -> c.rs ("), "{form}: {found:?}");
    }
    let beside = of_small(&[("c.rs", "use crate::d::D;"), ("d.rs", "pub struct D;")]);
    assert_eq!(beside, ["an arrow up the ladder: c.rs:1 -> d.rs (D)"]);
}

#[test]
fn names_are_followed_to_the_file_that_defines_them() {
    let files = [
        ("lib.rs", "pub use c::C;"),
        ("a.rs", "use crate::b::Other;"),
        ("b/mod.rs", "mod inner;\nuse crate::c as away;\npub use away::{C as Other};"),
        ("b/inner.rs", "use super::away;\nfn f() { away::make() }"),
        ("c.rs", "macros! { C }\nfn make() {}"),
    ];
    let found = of_small(&files);
    let wanted = ["a.rs:1 -> c.rs (C)", "b/inner.rs:2 -> c.rs (make)", "b/mod.rs:3 -> c.rs (C)", "lib.rs"];
    for (found, wanted) in found.iter().zip(&wanted[..3]) {
        assert_eq!(*found, format!("an arrow up the ladder: {wanted}"));
    }
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn circles_are_found_through_reexports_and_folders() {
    let through = [
        ("b/mod.rs", "mod one;\nmod two;\npub use one::One;\npub use two::Two;"),
        ("b/one.rs", "pub struct One(super::Two);"),
        ("b/two.rs", "use crate::b::One;\npub struct Two;"),
    ];
    let wanted = [
        "a circle of files: b/one.rs, b/two.rs",
        "    b/one.rs:1 -> b/two.rs (Two)",
        "    b/two.rs:1 -> b/one.rs (One)",
    ];
    assert_eq!(of_small(&through), wanted);
    let uses = [
        ("b/mod.rs", "mod one;\npub use one::One;\npub struct Two(One);"),
        ("b/one.rs", "pub struct One(Option<super::Two>);"),
    ];
    assert_eq!(of_small(&uses)[0], "a circle of files: b/mod.rs, b/one.rs");
    let with_child = [
        ("b/mod.rs", "mod one;\nuse one::One;\nfn helper() {}"),
        ("b/one.rs", "pub struct One;\nfn f() { super::helper() }"),
    ];
    assert_eq!(of_small(&with_child)[0], "a circle of files: b/mod.rs, b/one.rs");
    let folders = [
        ("b/mod.rs", "mod one;\nmod two;"),
        ("b/one/mod.rs", "mod x;\npub mod y;"),
        ("b/one/x.rs", "use super::super::two::z::Z;"),
        ("b/one/y.rs", "pub struct Y;"),
        ("b/two/mod.rs", "pub mod z;\nmod w;"),
        ("b/two/z.rs", "pub struct Z;"),
        ("b/two/w.rs", "use crate::b::one::y::Y;"),
    ];
    assert_eq!(of_small(&folders)[0], "a circle of folders: b/one, b/two");
}

#[test]
fn what_the_test_cannot_follow_is_a_fault() {
    let found = of_small(&[("b/mod.rs", "use crate::a::*;\nmod inside { }\nuse crate::a::Nothing;")]);
    let wanted = [
        "b/mod.rs:2: module `inside` needs a file of its own",
        "b/mod.rs:1: `*` hides which names are used",
        "b/mod.rs:3: cannot find `crate::a::Nothing`",
    ];
    assert_eq!(found, wanted);
    assert_eq!(of_small(&[("e.rs", "")]), ["e.rs stands on no rung of src/lib.rs"]);
    let house = House::of([("lib.rs", ""), ("a.rs", "")]);
    let rungs = [vec!["a".to_owned()], vec!["b".to_owned()]];
    assert_eq!(faults(&house, &rungs), ["src/lib.rs has a rung `b`, but no file stands on it"]);
}
