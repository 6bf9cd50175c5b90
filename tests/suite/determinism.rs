//! The same input gives the same bytes, wherever and however it is built; nothing of the machine is in
//! them; and no file of a site makes us read outside it, hang, or lose the others.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use cpdfolio::model::Audience::{Assessor, Private};

use crate::memory::{self, Built, Files, Folder, Rng, build_folder, difference, program, read, shell};

const AS_OF: &str = "2026-11-21";

fn entry(title: &str, more: &str) -> Vec<u8> {
    format!("---\ntitle: {title}\ndate: 2026-03-04\nhours: 2h\ntype: event\ncategory: job-technical\n{more}---\nWhat I did.\n").into()
}

/// A site with something in every folder.
fn site() -> Files {
    let mut files = Files::new();
    let config = "schema: cpdfolio.site/1\ntitle: Sam\nmember: {name: Sam Example, registrations: [CEng]}\npolicies: [{id: iet}]\n";
    files.insert("cpdfolio.yaml".into(), config.into());
    for n in 0..40 {
        let day = format!(
            "---\ntitle: Ëntry {n}\ndate: 202{}-{:02}-{:02}\nhours: 45m\n---\nText {n}\n",
            3 + n % 4,
            1 + n % 12,
            1 + n % 28
        );
        files.insert(format!("content/activities/20{n}/É-{n}.md"), day.into());
    }
    files.insert(
        "content/activities/with.md".into(),
        entry("With", "plan: [p]\nplanned: true\nevidence: [evidence/a/İx.png]\n"),
    );
    files.insert("content/plan/p.md".into(), "---\ntitle: P\n---\n".into());
    files.insert("content/ıi.md".into(), "---\ntitle: Iİıi\n---\n# Ä I i\n".into());
    files.insert("content/faq/f.md".into(), "---\ntitle: F\n---\n".into());
    files.insert("evidence/a/İx.png".into(), vec![1, 2, 3]);
    files.insert("themes/default/assets/mine.css".into(), "a{}".into());
    files.insert("themes/default/templates/404.html".into(), "{% extends \"builtin/404.html\" %}".into());
    files
}

#[test]
fn the_same_bytes_in_every_place() {
    let files = site();
    let mut first: Option<Files> = None;
    let cases = [
        ("a", "1", "UTC", "C", "022"),
        ("a", "4", "Pacific/Kiritimati", "tr_TR.UTF-8", "077"),
        ("canaryfolder/with/a/much/longer/path/and spaces in it", "4", "UTC", "C", "022"),
        ("canaryfolder/É", "1", "Pacific/Kiritimati", "tr_TR.UTF-8", "077"),
    ];
    for audience in ["private", "assessor"] {
        for (n, (name, threads, zone, locale, mask)) in cases.into_iter().enumerate() {
            let mut shuffled: Vec<_> = files.iter().collect();
            Rng::new(n as u64).shuffle(&mut shuffled);
            let folder = Folder::with(name, shuffled);
            let output = shell(&format!("umask {mask} && exec \"$0\" build --as-of {AS_OF} --audience {audience}"))
                .current_dir(folder.path())
                .envs([("RAYON_NUM_THREADS", threads), ("TZ", zone), ("LC_ALL", locale), ("LANG", locale)])
                .envs([("USER", "canaryuser"), ("LOGNAME", "canaryuser"), ("HOSTNAME", "canaryhost")])
                .env("HOME", folder.path().join("canaryhome"))
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let built = read(&folder.path().join(audience));
            assert!(built.len() > 60 && built.contains_key(".cpdfolio-manifest.json"), "{} files", built.len());
            let tmp = env!("CARGO_TARGET_TMPDIR");
            for (path, bytes) in &built {
                let text = format!("{path}\n{}", String::from_utf8_lossy(bytes)).to_lowercase();
                for word in ["canary", tmp, "/root", "/home/", "/tmp/", env!("CARGO_MANIFEST_DIR")] {
                    assert!(!text.contains(&word.to_lowercase()), "{word} is in {path}");
                }
            }
            match &first {
                Some(first) => assert_eq!(difference(first, &built), None, "case {n}, {audience}"),
                None => first = Some(built),
            }
        }
        first = None;
    }
}

#[test]
fn a_build_that_shows_less_leaves_nothing_of_the_fuller_one() {
    let folder = Folder::with("site", &memory::portfolio());
    let run = |out: &str| {
        let mut command = program();
        command.args(["build", "--as-of", AS_OF, "--audience", "public", "--out", out]);
        let output = command.current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run("out");
    let full = read(&folder.path().join("out"));
    let page = full.keys().find(|p| p.starts_with("activities/20") && p.ends_with(".html")).unwrap();
    // A page that its owner has edited goes as well.
    fs::write(folder.path().join("out").join(page), "edited").unwrap();
    let mut hidden = 0;
    for (name, bytes) in read(&folder.path().join("content/activities")) {
        let text = String::from_utf8(bytes).unwrap();
        hidden += usize::from(text.contains("visibility: public"));
        let text = text.replace("visibility: public", "visibility: private");
        fs::write(folder.path().join("content/activities").join(name), text).unwrap();
    }
    assert!(hidden > 0);
    run("out");
    run("fresh");
    let [out, fresh] = ["out", "fresh"].map(|name| read(&folder.path().join(name)));
    assert!(!out.contains_key(page));
    assert_eq!(difference(&out, &fresh), None);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("cpdfolio-new")), "{left:?}");
}

#[test]
fn memory_and_disk_have_the_same_bytes() {
    let folder = Folder::with("site", &site());
    let built = build_folder(folder.path(), Assessor, AS_OF).files;
    let output = program().args(["build", "--as-of", AS_OF, "--site"]).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut disk = read(&folder.path().join("assessor"));
    disk.remove(".cpdfolio-manifest.json");
    assert_eq!(difference(&built, &disk), None);
}

/// What was said of a file.
fn said(built: &Built, path: &str) -> Vec<String> {
    built.notes.iter().filter(|n| n.starts_with(path)).cloned().collect()
}

fn has(built: &Built, text: &str) -> bool {
    built.files.iter().any(|(path, bytes)| path.contains(text) || String::from_utf8_lossy(bytes).contains(text))
}

#[test]
fn links_lead_nowhere() {
    let outside = Folder::with(
        "outside",
        &Files::from([
            ("secret.md".to_owned(), entry("canaryoutside", "")),
            ("folder/deep.md".to_owned(), entry("canaryoutside", "")),
            ("secret.png".to_owned(), b"canaryoutside".to_vec()),
            ("page.html".to_owned(), b"canaryoutside".to_vec()),
        ]),
    );
    let out = outside.path();
    let places: [(&str, &Path); 7] = [
        ("content/activities/link.md", &out.join("secret.md")),
        ("content/activities/folder", &out.join("folder")),
        ("content/linked.md", Path::new("/etc/passwd")),
        ("content/plan/link.md", Path::new("../activities/with.md")),
        ("evidence/secret.png", &out.join("secret.png")),
        ("evidence/folder", out),
        ("evidence/proc.txt", Path::new("/proc/self/environ")),
    ];
    for (place, target) in places {
        let folder = Folder::with("site", &site());
        let more = "evidence: [evidence/secret.png, evidence/folder/secret.png, evidence/proc.txt]\n";
        fs::write(folder.path().join("content/activities/names.md"), entry("Names", more)).unwrap();
        symlink(target, folder.path().join(place)).unwrap();
        let built = build_folder(folder.path(), Private, AS_OF);
        assert!(!said(&built, place).is_empty(), "{place}: {:?}", built.notes);
        assert!(!has(&built, "canaryoutside") && !has(&built, "root:x:"), "{place}");
        assert!(built.files.contains_key("activities/with.html"), "{place}: {:?}", built.notes);
        let copied = |p: &&String| p.starts_with("evidence/") && *p != "evidence/index.html";
        assert!(built.files.keys().filter(copied).all(|p| p.ends_with("x.png")), "{place}");
    }
    // A whole folder that is a link; a theme that is one stops the build.
    for (place, stops) in [("content", false), ("evidence", false), ("themes", true)] {
        let folder = Folder::with("site", &site());
        let moved = out.join(place);
        fs::rename(folder.path().join(place), &moved).unwrap();
        symlink(&moved, folder.path().join(place)).unwrap();
        let output = program()
            .args(["build", "--keep-going", "--as-of", AS_OF, "--audience", "private", "--site"])
            .arg(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("link"), "{place}: {told}");
        assert_eq!(output.status.success(), !stops, "{place}: {told}");
        let built = if stops { Files::new() } else { read(&folder.path().join("private")) };
        let inside = ["activities/with.html", "evidence/a/İx.png"];
        assert!(!built.contains_key(inside[usize::from(place == "evidence")]), "{place} was followed");
    }
    for (place, target) in [
        ("assets/x.html", out.join("page.html")),
        ("templates/home.html", out.join("page.html")),
        ("assets/sub", out.to_path_buf()),
    ] {
        let folder = Folder::with("site", &site());
        symlink(target, folder.path().join("themes/default").join(place)).unwrap();
        let output = program().args(["build", "--as-of", AS_OF, "--site"]).arg(folder.path()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(place), "{place}: {told}");
    }
}

#[test]
fn paths_in_texts_stay_inside() {
    for path in [
        "../outside.png",
        "evidence/../../outside.png",
        "/etc/passwd",
        "evidence/./x.png",
        "evidence//x.png",
        "evidence\\\\x.png",
        "evidence/\\0x.png",
        "evidence/..",
        "C:/x.png",
        "content/activities/with.md",
        "evidence/\\u202Ex.png",
        "evidence/%2e%2e/x.png",
    ] {
        let mut files = site();
        files.insert("content/activities/bad.md".into(), entry("Bad", &format!("evidence: [\"{path}\"]\n")));
        let folder = Folder::with("deep/site", &files);
        fs::write(folder.path().parent().unwrap().join("outside.png"), "canaryoutside").unwrap();
        let built = build_folder(folder.path(), Private, AS_OF);
        assert!(!said(&built, "content/activities/bad.md").is_empty(), "{path}: {:?}", built.notes);
        assert!(!built.files.contains_key("activities/bad.html") && !has(&built, "canaryoutside"), "{path}");
        assert!(built.files.contains_key("activities/with.html"), "{path}");
    }
}

/// Texts that cost more than they should: each is a fault of its own file, or harmless, in bounded time.
#[test]
fn bombs_hurt_nobody_else() {
    let long = |n: usize| "x".repeat(n);
    let entry_with = |body: &str| [entry("Bomb", ""), body.into()].concat();
    let laughs = {
        let mut text = "---\ntitle: L\nprivate:\n  a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..9 {
            let refs = vec![format!("*a{}", n - 1); 9].join(", ");
            text.push_str(&format!("  a{n}: &a{n} [{refs}]\n"));
        }
        text + "date: 2026-01-02\nhours: 1h\n---\n"
    };
    let wide = format!("|{}\n|{}\n{}", "a|".repeat(10_000), "-|".repeat(10_000), "|x\n".repeat(10_000));
    let refused: [(&str, Vec<u8>); 11] = [
        ("a megabyte", entry_with(&long(1024 * 1024))),
        ("a long head", entry("Bomb", &format!("reflection: {}\n", long(64 * 1024)))),
        ("laughs", laughs.into()),
        ("deep flow", entry("Bomb", &format!("private: {}{}\n", "[".repeat(30_000), "]".repeat(30_000)))),
        ("open flow", entry("Bomb", &format!("private: {}\n", "[".repeat(60_000)))),
        ("deep maps", entry("Bomb", &format!("private: {}1{}\n", "{a: ".repeat(15_000), "}".repeat(15_000)))),
        (
            "deep blocks",
            entry(
                "Bomb",
                &format!("private:\n{}", (1..340).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>()),
            ),
        ),
        ("a long line", entry(&long(60_000), "")),
        ("NUL", entry("a\0b", "")),
        ("Latin-1", entry("B", "").into_iter().chain([0xe9]).collect()),
        ("many keys", entry("Bomb", &(0..6_000).map(|n| format!("k{n}: 1\n")).collect::<String>())),
    ];
    let harmless: [(&str, Vec<u8>); 12] = [
        ("quotes", entry_with(&"> ".repeat(50_000))),
        ("lists", entry_with(&"- ".repeat(50_000))),
        ("numbers", entry_with(&"1. ".repeat(30_000))),
        ("links", entry_with(&"[".repeat(50_000))),
        ("pairs", entry_with(&"[a](".repeat(30_000))),
        ("stars", entry_with(&"*a **a ".repeat(20_000))),
        ("notes", entry_with(&"[^".repeat(40_000))),
        ("ticks", entry_with(&(1..400).map(|n| "`".repeat(n) + " ").collect::<String>())),
        ("tags", entry_with(&"<a ".repeat(40_000))),
        ("pictures", entry_with(&"![".repeat(40_000))),
        ("table", entry_with(&wide)),
        ("entities", entry_with(&"&#x10FFFF;&lt;".repeat(20_000))),
    ];
    let mut files = site();
    for (name, bytes) in refused.iter().chain(&harmless) {
        files.insert(format!("content/activities/bomb-{}.md", name.replace(' ', "-")), bytes.clone());
    }
    let folder = Folder::with("site", &files);
    // Memory and time are bounded, of the program as a whole.
    let output = shell(&format!(
        "ulimit -v 1500000; exec timeout 50 \"$0\" build --keep-going --audience private --as-of {AS_OF}"
    ))
    .current_dir(folder.path())
    .env("RAYON_NUM_THREADS", "2")
    .output()
    .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{:?}: {}", output.status, &told[..told.len().min(3_000)]);
    let built = read(&folder.path().join("private"));
    for (name, bytes) in &refused {
        let file = format!("bomb-{}", name.replace(' ', "-"));
        assert!(told.contains(&format!("content/activities/{file}.md")), "{name} is not named");
        assert!(!built.contains_key(&format!("activities/{file}.html")), "{name} was built from {} bytes", bytes.len());
    }
    for (name, bytes) in &harmless {
        let page = built.get(&format!("activities/bomb-{}.html", name.replace(' ', "-")));
        let page = page.unwrap_or_else(|| panic!("{name} was not built: {told}"));
        assert!(page.len() < 22 * bytes.len() + 100_000, "{name}: {} bytes of {}", page.len(), bytes.len());
    }
    assert!(built.contains_key("activities/with.html"));
}

#[test]
fn a_bomb_among_the_settings_is_a_fault() {
    for config in [
        format!("schema: cpdfolio.site/1\ntitle: {}{}\n", "[".repeat(60_000), "]".repeat(60_000)),
        format!("schema: cpdfolio.site/1\ntitle: T\ntypes: {}1{}\n", "{a: ".repeat(60_000), "}".repeat(60_000)),
        "x".repeat(1024 * 1024 + 1),
        "a: &a [*a]\n".to_owned(),
    ] {
        let folder = Folder::with("site", &Files::from([("cpdfolio.yaml".to_owned(), config.into_bytes())]));
        let output = shell("exec timeout 20 \"$0\" build").current_dir(folder.path()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            matches!(output.status.code(), Some(1 | 2)) && told.contains("cpdfolio.yaml"),
            "{:?} {told}",
            output.status
        );
    }
}

#[test]
fn pipes_and_sockets_do_not_hang() {
    let folder = Folder::with("site", &site());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("content/activities/socket.md")).ok();
    let output = shell(&format!(
        "mkfifo content/activities/pipe.md evidence/pipe.png && exec timeout -k 1 30 \"$0\" build --keep-going --audience private --as-of {AS_OF}"
    ))
    .current_dir(folder.path())
    .output()
    .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{:?} {told}", output.status);
    assert!(told.contains("content/activities/pipe.md"), "{told}");
    assert!(read(&folder.path().join("private")).contains_key("activities/with.html"));
}

#[test]
fn a_few_open_files_are_enough() {
    let mut files = site();
    for n in 0..2_000 {
        files.insert(format!("content/activities/many/{n}.md"), entry(&format!("N {n}"), "visibility: hours\n"));
    }
    let folder = Folder::with("site", &files);
    let output = shell(&format!("ulimit -n 32 && exec \"$0\" build --as-of {AS_OF}"))
        .current_dir(folder.path())
        .env("RAYON_NUM_THREADS", "4")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
