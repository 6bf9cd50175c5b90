//! `build`: what it writes, what it refuses, and what it never touches.

use std::path::Path;

use crate::support::{Output, Site, tree};

const HEAD: &str = "category: job-technical\ntype: event\n";

fn small() -> Site {
    Site::new().entry("2026-03-04-a", &format!("{HEAD}hours: 2")).entry("2026-03-05-b", &format!("{HEAD}hours: 3"))
}

#[test]
fn an_error_writes_nothing_and_the_old_site_stays() {
    let site = small();
    site.run(["build"]).ok();
    let before = tree(site.around());
    let site = site.entry("2026-03-06-c", &format!("{HEAD}hour: 4"));
    let output =
        site.run(["build"]).ends(1).prints_exactly("").says("2026-03-06-c.md:6:1").says("did you mean `hours`?");
    assert!(output.stderr.ends_with("error: 1 error\n"), "{}", output.stderr);
    let mut after = tree(site.around());
    after.remove("site/content/activities/2026/2026-03-06-c.md");
    assert_eq!(after, before);
}

#[test]
fn keeping_going_leaves_the_faulty_out_and_says_so() {
    let site = small().entry("2026-03-06-c", &format!("{HEAD}hours: 4\nplaned: true"));
    let built = site.run(["build", "--keep-going", "--audience", "private"]).ok();
    assert!(built.stderr.contains("1 entry left out because of errors"), "{}", built.stderr);
    assert!(built.stderr.contains("did you mean `planned`?"), "{}", built.stderr);
    assert!(site.has("private/activities/2026/2026-03-04-a.html"));
    assert!(!site.has("private/activities/2026/2026-03-06-c.html"));
    let own = site.read("private/index.html").to_lowercase();
    assert!(own.contains("incomplete") && own.contains("4\u{202f}h"), "the owner's page names what is missing");
    site.run(["build", "--keep-going", "--audience", "assessor"]).ok();
    for page in ["index.html", "activities/index.html", "compliance/2026/index.html", "policy/index.html"] {
        let text = site.read(&format!("assessor/{page}")).to_lowercase();
        assert!(text.contains("incomplete"), "{page}");
        assert!(!text.contains("2026-03-06-c"), "{page}");
    }
}

#[test]
fn settings_policies_and_themes_always_stop() {
    for site in [
        small().config("schema: cpdfolio.site/1\ntitel: x\n"),
        small().file("content/policies/iet.yaml", "schema: cpdfolio.policy/1\nid: iet\n"),
        small().file("themes/default/templates/home.html", "{{ site.title }"),
    ] {
        for args in [&["build"][..], &["build", "--keep-going"]] {
            site.run_all(args).ends(1).prints_exactly("");
            assert!(!site.has("public"));
        }
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let site = Site::from_example("portfolio");
    site.run(["build"]).ok().says(" written, 0 unchanged");
    let before = times(&site);
    site.run(["build"]).ok().says(": 0 written, ");
    assert_eq!(times(&site), before);
}

/// A second build makes nothing that is made of the same: so everything that a page is made of has to count.
#[test]
fn whatever_changes_a_second_build_is_as_a_first_one() {
    let mut site = Site::from_example("portfolio");
    let words = "record: {none: Nothing here}\n";
    let template = "{% extends \"builtin/home.html\" %}{% block footer %}x{% endblock footer %}";
    let broken = "---\ntitle: x\ndate: 2026-03-04\nhour: 2\n---\n";
    let changes: [(&str, &str, &[&str]); 10] = [
        ("", "", &[]),
        ("", "", &["--base-url", "https://else.example/"]),
        ("", "", &["--as-of", "2026-12-24"]),
        ("themes/default/words/en-GB.yaml", words, &[]),
        ("themes/default/templates/home.html", template, &[]),
        ("themes/default/assets/more.css", "p { margin: 0 }", &[]),
        ("content/snippets/more.md", "More.\n", &[]),
        ("content/notes/picture.svg", "<svg/>", &[]),
        ("content/activities/2026/2026-03-04-broken.md", broken, &["--keep-going"]),
        ("evidence/2026/new.txt", "seen", &["--keep-going"]),
    ];
    let files = |site: &Site, folder: &str| {
        let mut files = site.tree(folder);
        files.remove(".cpdfolio-manifest.json");
        files
    };
    for (path, text, args) in changes {
        if !path.is_empty() {
            site = site.file(path, text);
        }
        for (audience, out) in [("public", "lasting"), ("private", "own")] {
            let build =
                |out: &str| site.run_all(&[&["build", "--out", out, "--audience", audience][..], args].concat()).ok();
            build(out);
            build(out).says(": 0 written, ");
            build("fresh");
            assert!(files(&site, out) == files(&site, "fresh"), "{path} {args:?} {audience}");
            std::fs::remove_dir_all(site.path("fresh")).unwrap();
        }
    }
}

#[test]
fn the_list_of_files_tells_others_nothing_of_what_they_do_not_see() {
    let secret =
        |text: &str| small().entry("2026-03-06-c", &format!("{HEAD}hours: 1\nvisibility: private\nreflection: {text}"));
    for (audience, same) in [("public", true), ("assessor", true), ("private", false)] {
        let built = ["one", "two"].map(|text| {
            let site = secret(text);
            site.run(["build", "--audience", audience]).ok();
            site.read(&format!("{audience}/.cpdfolio-manifest.json"))
        });
        assert_eq!(built[0] == built[1], same, "{audience}");
        assert_eq!(built[0].contains("\"made_of\""), !same, "{audience}");
    }
}

/// When each file of the output was last written.
fn times(site: &Site) -> Vec<(String, std::time::SystemTime)> {
    let at = |name: &String| site.path("assessor").join(name).symlink_metadata().unwrap().modified().unwrap();
    let files = site.tree("assessor").into_iter().filter(|(_, what)| what != b"/");
    files.map(|(name, _)| (name.clone(), at(&name))).collect()
}

#[test]
fn the_page_of_an_entry_that_is_gone_goes_too() {
    let site = small();
    site.run(["build"]).ok();
    assert!(site.has("assessor/activities/2026/2026-03-05-b.html"));
    assert!(site.has("assessor/activities/unplanned/index.html"));
    let site = site.remove("content/activities/2026/2026-03-05-b.md");
    // and the lists of what it shared with the other
    site.run(["build"]).ok().says(" removed");
    assert!(!site.has("assessor/activities/2026/2026-03-05-b.html"));
    assert!(!site.has("assessor/activities/unplanned/index.html"));
    assert!(site.has("assessor/activities/2026/2026-03-04-a.html"));
}

#[test]
fn files_of_the_users_own_survive() {
    let site = small();
    site.run(["build"]).ok();
    let site = site.file("assessor/CNAME", "sam.example\n").file("assessor/own/deep/note.txt", "mine");
    site.run(["build"]).ok();
    let site = site.remove("content/activities/2026/2026-03-05-b.md");
    site.run(["build"]).ok().says("of your own kept");
    assert_eq!(
        (site.read("assessor/CNAME"), site.read("assessor/own/deep/note.txt")),
        ("sam.example\n".into(), "mine".into())
    );
}

#[test]
fn one_view_never_replaces_another() {
    let site = small();
    for (audience, told) in
        [("public", "may go on the web"), ("assessor", "keep it off the web"), ("private", "keep it to yourself")]
    {
        let built = site.run(["build", "--audience", audience]).ok();
        let last = built.stderr.trim().lines().next_back().unwrap();
        assert!(last.contains(told), "{last}");
        assert!(
            site.read(&format!("{audience}/.cpdfolio-manifest.json")).contains(&format!("\"view\":\"{audience}\""))
        );
    }
    // a plain build makes the assessor's view, in its own folder
    site.run(["build"]).ok().says(": 0 written, ");
    let before = site.tree("assessor");
    let refused = site.run(["build", "--audience", "public", "--out", "assessor"]).ends(2);
    let refused = refused.says("it holds the assessor view").says("`mv assessor public-before`");
    refused.says("one view never replaces another");
    assert!(site.tree("assessor") == before);
    // the folder of an older program, which says nothing of whose view it holds
    let older = small();
    older.run(["build", "--out", "public"]).ok();
    let path = older.path("public/.cpdfolio-manifest.json");
    let list = older.read("public/.cpdfolio-manifest.json");
    older.run(["build", "--audience", "public"]).ends(2).says("/assessor`, and build again");
    crate::support::write(&path, list.replace("\"view\":\"assessor\",", "").as_bytes());
    older
        .run(["build", "--audience", "public"])
        .ends(2)
        .says("nothing says whose view that is")
        .says("/before`, and build again");
    std::fs::rename(older.path("public"), older.path("before")).unwrap();
    older.run(["build", "--audience", "public"]).ok();
}

#[test]
fn a_page_that_was_edited_in_the_output_is_named() {
    let site = small();
    site.run(["build"]).ok();
    let page = site.read("assessor/index.html");
    let site = site.file("assessor/index.html", "scribble");
    site.run(["build"]).ok().says("index.html had been edited");
    assert_eq!(site.read("assessor/index.html"), page);
}

#[test]
fn dangerous_places_are_refused_and_nothing_is_touched() {
    let site = small()
        .file("photos/a.jpg", "mine")
        .file("checkout/.git/HEAD", "ref: x")
        .file("a-file", "mine")
        .file("evidence/x.pdf", "mine")
        .link("link", "photos")
        .link("out-link", "../home/somewhere");
    let around = site.around().to_str().unwrap().to_owned();
    std::fs::create_dir(site.around().join("home/somewhere")).unwrap();
    std::fs::create_dir(site.path("themes")).unwrap();
    let before = tree(site.around());
    for (out, why) in [
        ("/", "root of the file system"),
        ("/../..", "root of the file system"),
        (".", "is, or holds, the "),
        ("..", "is, or holds, the "),
        ("../..", "is, or holds, the "),
        (&format!("{around}/site"), "is, or holds, the "),
        (&format!("{around}/home"), "home folder"),
        (&around, "is, or holds, "),
        ("content", "holds what you wrote"),
        ("content/activities/2026", "holds what you wrote"),
        ("content/new", "holds what you wrote"),
        ("evidence", "holds what you wrote"),
        ("themes", "holds what you wrote"),
        ("photos", "not empty"),
        ("checkout", "git checkout"),
        ("checkout/.git", "git checkout"),
        ("a-file", "a file"),
        ("a-file/below", "a file"),
        ("link", "symbolic link"),
        ("link/below", "symbolic link"),
        ("out-link", "symbolic link"),
        ("missing/../content", "`..` after a folder that does not exist"),
    ] {
        for args in [&["build", "--out", out][..], &["build", "--keep-going", "--audience", "private", "--out", out]] {
            let refused = site.run_all(args);
            assert!(refused.code == 2, "{out}: ended with {}\n{}", refused.code, refused.stderr);
            refused.prints_exactly("").says("will not write to").says(why).says("hint: ");
            assert_eq!(tree(site.around()), before, "{out}");
        }
    }
}

#[test]
fn another_folder_may_be_named() {
    let site = small();
    let out = site.around().join("elsewhere/deep");
    site.run(["build", "--out", out.to_str().unwrap()]).ok();
    assert!(out.join("index.html").is_file() && !site.has("public"));
    site.run(["build", "--out", out.to_str().unwrap()]).ok().says(": 0 written, ");
}

#[test]
fn sources_are_never_touched() {
    let site = Site::from_example("portfolio");
    let before: Vec<_> = ["content", "evidence"].map(|f| site.tree(f)).to_vec();
    for audience in ["private", "assessor", "public"] {
        site.run(["build", "--audience", audience]).ok();
    }
    assert_eq!(["content", "evidence"].map(|f| site.tree(f)).to_vec(), before);
}

/// Everything that was found is accounted for: files and hours.
#[test]
fn what_was_found_is_what_is_told() {
    let site = Site::from_example("portfolio");
    for audience in ["private", "assessor", "public"] {
        let told = site.run(["build", "--audience", audience]).ok().stderr;
        let line = told.lines().find(|l| l.starts_with("Found ")).unwrap();
        let pairs = minutes_and_entries(line);
        let (whole, parts) = pairs.split_first().unwrap();
        let sum = parts.iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        assert_eq!(sum, *whole, "{line}");
        let files = site.tree("content/activities").keys().filter(|n| Path::new(n).extension().is_some()).count();
        assert_eq!(whole.1, i64::try_from(files).unwrap());
    }
}

/// `102 h 40 in 114 entries` as minutes and entries, each time it stands in a line.
fn minutes_and_entries(line: &str) -> Vec<(i64, i64)> {
    let words: Vec<&str> = line.split([' ', ',', ';', ':', '.']).filter(|w| !w.is_empty()).collect();
    let number = |n: usize| words.get(n).and_then(|w| w.parse::<i64>().ok());
    let mut found = vec![];
    for at in (0..words.len()).filter(|n| words[*n] == "in") {
        let Some(entries) = number(at + 1) else { continue };
        let minutes = match (words[at - 1], number(at - 1)) {
            ("h", _) => number(at - 2).unwrap() * 60,
            ("min", _) => number(at - 2).unwrap(),
            (_, Some(minutes)) => number(at - 3).unwrap() * 60 + minutes,
            _ => panic!("{line}"),
        };
        found.push((minutes, entries));
    }
    found
}

#[test]
fn the_same_input_gives_the_same_bytes_anywhere() {
    let first = Site::from_example("portfolio");
    first.run(["build", "--audience", "private"]).ok();
    let second = Site::from_example("portfolio");
    let mut command = second.command(["build", "--audience", "private", "--as-of", "2026-11-21"]);
    command.env("TZ", "Pacific/Kiritimati").env("LANG", "tr_TR.UTF-8").env("LC_ALL", "tr_TR.UTF-8");
    command.env("RAYON_NUM_THREADS", "1").env_remove("NO_COLOR");
    Output::of(command.output().unwrap(), "build elsewhere").ok();
    assert!(first.tree("private") == second.tree("private"), "two builds differ");
}

#[test]
fn timings_go_where_they_are_asked_for() {
    let site = small();
    // Standard output is JSON and nothing else: a program reads it whole.
    let timed = site.run(["build", "--timings", "json"]).ok();
    assert_eq!(timed.json()["schema"], "cpdfolio.timings/1");
    site.run(["build", "--timings"]).ok().says("total").prints("index.html");
}

#[test]
fn base_urls_are_checked() {
    let site = small();
    for bad in [
        "sam.example",
        "ftp://x.example",
        "https://",
        "javascript:alert(1)",
        "https://x.example/?a",
        "https://a@b.example",
    ] {
        site.run(["build", "--base-url", bad]).ends(2).says("write an address like");
    }
    assert!(!site.has("public"));
    site.run(["build", "--base-url", "https://sam.example/cpd"]).ok();
    assert!(site.read("assessor/index.html").contains("https://sam.example/cpd/index.html"));
}
