//! An output put in place: what is written, what stays, what is refused, and what a kill leaves.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::*;
use crate::output::Reason;
use crate::testing::TempFolder;

const WORK: &str = ".out.cpdfolio-new";

fn path(text: &str) -> OutPath {
    OutPath::new(text).unwrap()
}

fn begin(temp: &TempFolder) -> Result<Commit, Error> {
    let out = temp.path().join("out");
    Commit::begin(&Target::check(&out, None, None, Path::new("/nowhere"))?)
}

fn build(temp: &TempFolder, files: &[(&str, &str)]) -> Result<WriteReport, Error> {
    let commit = begin(temp)?;
    files.iter().try_for_each(|(name, text)| commit.put(&path(name), text.as_bytes()))?;
    commit.finish()
}

/// The tree without our list; panics where something is beside the output.
fn out(temp: &TempFolder) -> BTreeMap<String, String> {
    let tree = temp.tree();
    assert!(!tree.contains_key(WORK), "{:?}", tree.keys());
    let files = tree.into_iter().filter_map(|(name, text)| {
        let name = name.strip_prefix("out/")?.to_owned();
        (text != "/" && name != MANIFEST).then_some((name, text))
    });
    files.collect()
}

fn expect(temp: &TempFolder, files: &[(&str, &str)]) {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    assert_eq!(out(temp), files.collect());
}

/// Sets a file's date; the file system's clock is too coarse to show a change within a test.
fn age(temp: &TempFolder, name: &str, seconds: u64) {
    let file = File::options().append(true).open(temp.path().join(name)).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
}

fn stamps(temp: &TempFolder) -> Vec<(String, u64, i64, i64)> {
    let stamp = |name: &String| {
        let meta = temp.path().join(name).symlink_metadata().unwrap();
        (name.clone(), meta.ino(), meta.mtime(), meta.mtime_nsec())
    };
    temp.tree().keys().map(stamp).collect()
}

const ONE: [(&str, &str); 3] = [("index.html", "home"), ("a/index.html", "page a"), ("a/b/index.html", "page b")];

#[test]
fn a_fresh_output_has_the_files_and_the_list() {
    let temp = TempFolder::new("fresh");
    let report = build(&temp, &ONE).unwrap();
    assert_eq!(report, WriteReport { written: 3, ..WriteReport::default() });
    expect(&temp, &ONE);
    let list = Manifest::parse(temp.read("out/.cpdfolio-manifest.json").as_bytes()).unwrap();
    let paths: Vec<_> = list.iter().map(|(path, entry)| (path.as_str(), entry.bytes)).collect();
    assert_eq!(paths, [("a/b/index.html", 6), ("a/index.html", 6), ("index.html", 4)]);
}

#[test]
fn the_same_again_touches_nothing() {
    let temp = TempFolder::new("same");
    build(&temp, &ONE).unwrap();
    temp.write("out/mine.txt", "mine");
    for dated in [0, 100] {
        // once with hashes from the list, once with files younger than the list
        age(&temp, "out/.cpdfolio-manifest.json", dated);
        let before = stamps(&temp);
        let report = build(&temp, &ONE).unwrap();
        assert_eq!(report, WriteReport { unchanged: 3, ..WriteReport::default() });
        assert_eq!(stamps(&temp), before);
    }
}

#[test]
fn what_is_made_of_the_same_is_kept_while_it_is_as_written() {
    let temp = TempFolder::new("kept");
    let build = |all: Hash, text: &str| {
        let commit = begin(&temp).unwrap();
        let same = commit.made_of(all);
        let kept: Vec<&str> = ONE
            .iter()
            .filter_map(|(name, _)| {
                let kept = same && commit.keep(&path(name)).unwrap();
                if !kept {
                    commit.put(&path(name), text.as_bytes()).unwrap();
                }
                kept.then_some(*name)
            })
            .collect();
        (kept, commit.finish().unwrap())
    };
    assert_eq!(build(1, "x").0, [""; 0]);
    let before = stamps(&temp);
    // what would be put is not looked at: it cannot have changed
    let (kept, report) = build(1, "y");
    assert_eq!(kept, ["index.html", "a/index.html", "a/b/index.html"]);
    assert_eq!(report, WriteReport { unchanged: 3, ..WriteReport::default() });
    assert_eq!(stamps(&temp), before);
    // edited, with its length and without
    temp.write("out/index.html", "z");
    temp.write("out/a/index.html", "longer");
    let (kept, report) = build(1, "x");
    assert_eq!(kept, ["a/b/index.html"]);
    assert_eq!((report.written, report.edited), (2, vec![path("a/index.html"), path("index.html")]));
    std::fs::remove_file(temp.path().join("out/index.html")).unwrap();
    assert_eq!(build(1, "x").0, ["a/index.html", "a/b/index.html"]);
    assert_eq!(build(2, "y").1.written, 3);
    expect(&temp, &ONE.map(|(name, _)| (name, "y")));
}

#[test]
fn a_change_leaves_the_other_files_as_they_are() {
    let temp = TempFolder::new("change");
    build(&temp, &ONE).unwrap();
    let before = stamps(&temp);
    let report = build(&temp, &[ONE[0], ONE[1], ("a/b/index.html", "page B")]).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed), (1, 2, 0));
    assert_eq!(report.edited, []);
    let after = stamps(&temp);
    for name in ["out/index.html", "out/a/index.html"] {
        let of = |list: &[(String, u64, i64, i64)]| list.iter().find(|s| s.0 == name).cloned();
        assert_eq!(of(&before), of(&after));
    }
    assert_eq!(temp.read("out/a/b/index.html"), "page B");
}

#[test]
fn what_is_no_longer_made_is_removed() {
    let temp = TempFolder::new("removed");
    build(&temp, &ONE).unwrap();
    let report = build(&temp, &ONE[..1]).unwrap();
    assert_eq!(report, WriteReport { unchanged: 1, removed: 2, ..WriteReport::default() });
    expect(&temp, &ONE[..1]);
    assert!(!temp.path().join("out/a").exists(), "an empty folder of ours stayed");
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let temp = TempFolder::new("kinds");
    build(&temp, &[("a", "file"), ("b/c", "inside")]).unwrap();
    let report = build(&temp, &[("a/x", "inside"), ("b", "file")]).unwrap();
    assert_eq!((report.written, report.removed), (2, 2));
    expect(&temp, &[("a/x", "inside"), ("b", "file")]);
}

#[test]
fn what_is_the_users_stays() {
    let temp = TempFolder::new("kept");
    build(&temp, &ONE).unwrap();
    for name in ["out/mine.txt", "out/a/mine.txt", "out/my/own/deep.txt", "out/CNAME"] {
        temp.write(name, name);
    }
    temp.folder("out/my/empty");
    temp.link("/etc/hostname", "out/a/link");
    temp.link("nowhere", "out/dangling");
    let private = temp.path().join("out/my");
    fs::set_permissions(&private, fs::Permissions::from_mode(0o700)).unwrap();
    fs::set_permissions(temp.path().join("out"), fs::Permissions::from_mode(0o750)).unwrap();
    let before = temp.tree();
    let inode = |name: &str| temp.path().join(name).symlink_metadata().unwrap().ino();
    let mine = inode("out/a/mine.txt");
    let report = build(&temp, &[("index.html", "new")]).unwrap();
    assert_eq!((report.written, report.removed, report.kept), (1, 2, 6));
    let mut expected = before;
    expected.retain(|name, _| !name.ends_with("a/index.html") && !name.starts_with("out/a/b"));
    expected.insert("out/index.html".into(), "new".into());
    expected.remove("out/.cpdfolio-manifest.json");
    let mut after = temp.tree();
    after.remove("out/.cpdfolio-manifest.json");
    assert_eq!(after, expected);
    assert_eq!(inode("out/a/mine.txt"), mine);
    assert_eq!(private.metadata().unwrap().mode() & 0o777, 0o700);
    assert_eq!(temp.path().join("out").metadata().unwrap().mode() & 0o777, 0o750);
}

#[test]
fn edits_of_our_files_are_reported() {
    let temp = TempFolder::new("edited");
    let files = [("a", "1111"), ("b", "2222"), ("c", "3333"), ("d", "4444"), ("e", "5555")];
    build(&temp, &files).unwrap();
    temp.write("out/a", "mine");
    temp.write("out/b", "mine, and longer");
    temp.write("out/c", "mine");
    temp.write("out/d", "NEW4");
    fs::remove_file(temp.path().join("out/e")).unwrap();
    let report = build(&temp, &[files[0], files[1], ("d", "NEW4"), files[4]]).unwrap();
    assert_eq!(report.edited, ["a", "b", "c", "d"].map(path));
    assert_eq!((report.written, report.unchanged, report.removed), (3, 1, 1));
    expect(&temp, &[files[0], files[1], ("d", "NEW4"), files[4]]);
    // the list tells the truth about the file that was edited to what we make now
    let report = build(&temp, &[files[0], files[1], ("d", "NEW4"), files[4]]).unwrap();
    assert_eq!(report.edited, []);
}

#[test]
fn the_list_depends_on_the_files_alone() {
    let (warm, cold) = (TempFolder::new("warm"), TempFolder::new("cold"));
    build(&warm, &[("a", "old"), ("b", "b"), ("c", "c")]).unwrap();
    warm.write("out/a", "new");
    build(&warm, &[("a", "new"), ("c", "c")]).unwrap();
    build(&cold, &[("c", "c"), ("a", "new")]).unwrap();
    assert_eq!(warm.tree(), cold.tree());
}

#[test]
fn a_file_of_the_users_is_never_in_our_way() {
    for (mine, page) in [
        ("x", "x"),
        ("a/x", "a/x"),
        ("x", "x/index.html"),
        ("a/x", "a/x/deep/index.html"),
        ("x/mine", "x"),
        ("a/x/deep/mine", "a/x"),
    ] {
        let temp = TempFolder::new("way");
        build(&temp, &ONE).unwrap();
        temp.write(&format!("out/{mine}"), "mine");
        let before = temp.tree();
        let error = build(&temp, &[ONE[0], (page, "mine")]).unwrap_err();
        assert!(matches!(error, Error::InTheWay(_)), "{error}");
        assert!(error.to_string().contains('x') && error.hint().is_some());
        assert_eq!(temp.tree(), before, "{mine} {page}");
    }
}

#[test]
fn a_folder_of_the_users_in_our_way_is_named() {
    let temp = TempFolder::new("empty-way");
    build(&temp, &ONE).unwrap();
    temp.folder("out/x");
    let before = temp.tree();
    assert!(matches!(build(&temp, &[("x", "page")]), Err(Error::InTheWay(_))));
    assert_eq!(temp.tree(), before);
}

#[test]
fn links_in_the_output_lead_nowhere() {
    let temp = TempFolder::new("links");
    build(&temp, &ONE).unwrap();
    temp.write("outside/index.html", "page a");
    temp.write("outside/b/index.html", "page b");
    // a folder of ours, swapped for a link to files with the very same text
    fs::remove_dir_all(temp.path().join("out/a")).unwrap();
    temp.link("../outside", "out/a");
    let before = temp.tree();
    assert!(matches!(build(&temp, &ONE), Err(Error::InTheWay(_))));
    assert_eq!(temp.tree(), before);
    // nothing of ours goes there any more: the link is the user's, and stays
    build(&temp, &ONE[..1]).unwrap();
    expect(&temp, &[("index.html", "home"), ("a", "-> ../outside")]);
    assert_eq!(temp.read("outside/b/index.html"), "page b");
    // a link in the place of a file of ours is an edit: the link goes, not what it points to
    fs::remove_file(temp.path().join("out/index.html")).unwrap();
    temp.link("../outside/index.html", "out/index.html");
    build(&temp, &[("index.html", "page a")]).unwrap();
    assert!(temp.path().join("out/index.html").symlink_metadata().unwrap().is_file());
    assert_eq!(temp.read("outside/index.html"), "page a");
}

#[test]
fn a_path_is_put_once() {
    for second in ["same", "different"] {
        for before in [&[][..], &[("a", "same")]] {
            let temp = TempFolder::new("twice");
            build(&temp, before).unwrap();
            let commit = begin(&temp).unwrap();
            commit.put(&path("a"), b"same").unwrap();
            let error = commit.put(&path("a"), second.as_bytes()).unwrap_err();
            assert!(matches!(error, Error::Twice(_)), "{error}");
            assert!(matches!(commit.finish(), Err(Error::Incomplete(_))));
            expect(&temp, before);
        }
    }
}

#[test]
fn no_file_is_inside_another() {
    for before in [&[][..], &[("a", "file")], &[("a/b", "inside")]] {
        let temp = TempFolder::new("nested");
        build(&temp, before).unwrap();
        let error = build(&temp, &[("a", "file"), ("a/b", "inside")]).unwrap_err();
        assert!(matches!(error, Error::Twice(_)), "{error}");
        expect(&temp, before);
    }
}

#[test]
fn our_list_is_no_page() {
    let temp = TempFolder::new("reserved");
    let error = build(&temp, &[(MANIFEST, "{}")]).unwrap_err();
    assert!(matches!(error, Error::Reserved(_)), "{error}");
    assert!(temp.tree().is_empty());
}

#[test]
fn a_dropped_run_leaves_nothing() {
    let temp = TempFolder::new("dropped");
    let target = temp.path().join("made/for/it/out");
    let target = Target::check(&target, None, None, Path::new("/nowhere")).unwrap();
    let commit = Commit::begin(&target).unwrap();
    commit.put(&path("a/b"), b"text").unwrap();
    assert!(!temp.tree().is_empty());
    drop(commit);
    assert!(temp.tree().is_empty());
    build(&temp, &ONE).unwrap();
    let before = stamps(&temp);
    begin(&temp).unwrap().put(&path("a/b"), b"text").unwrap();
    assert_eq!(stamps(&temp), before);
}

#[test]
fn evidence_is_copied_and_compared() {
    let temp = TempFolder::new("evidence");
    let big = "0123456789".repeat(50_000);
    temp.write("site/evidence/x.bin", &big);
    let root = Root::open(&temp.path().join("site")).unwrap();
    let from = SourcePath::new("evidence/x.bin").unwrap();
    let run = || {
        let commit = begin(&temp).unwrap();
        commit.put_file(&path("files/x.bin"), &root, &from).unwrap();
        commit.finish().unwrap()
    };
    assert_eq!(run().written, 1);
    assert_eq!(temp.read("out/files/x.bin"), big);
    let list = Manifest::parse(temp.read("out/.cpdfolio-manifest.json").as_bytes()).unwrap();
    let entry = list.get("files/x.bin").unwrap();
    assert_eq!((entry.hash, entry.bytes), (hash(big.as_bytes()), big.len() as u64));
    let before = stamps(&temp);
    assert_eq!(run().unchanged, 1);
    assert_eq!(stamps(&temp), before);
    // the last byte of the last piece
    temp.write("site/evidence/x.bin", &(big[1..].to_owned() + "!"));
    assert_eq!(run(), WriteReport { written: 1, ..WriteReport::default() });
    temp.write("out/files/x.bin", &"x".repeat(big.len()));
    assert_eq!(run().edited, [path("files/x.bin")]);
    assert_eq!(temp.read("out/files/x.bin"), temp.read("site/evidence/x.bin"));
    let missing = SourcePath::new("evidence/none").unwrap();
    let error = begin(&temp).unwrap().put_file(&path("n"), &root, &missing).unwrap_err();
    assert!(error.to_string().contains("evidence/none"), "{error}");
}

#[test]
fn many_threads_may_put() {
    let temp = TempFolder::new("threads");
    let page = |n: u32| path(&format!("{}/{}/index.html", n % 7, n % 300));
    for (written, unchanged, text) in [(300, 0, "a"), (0, 300, "a"), (300, 0, "b")] {
        let commit = begin(&temp).unwrap();
        let put = |n: u32| commit.put(&page(n * 7), format!("{text}{n}").as_bytes());
        (0..300).into_par_iter().try_for_each(put).unwrap();
        let report = commit.finish().unwrap();
        assert_eq!((report.written, report.unchanged), (written, unchanged));
        assert_eq!(out(&temp).len(), 300);
    }
}

#[test]
fn two_runs_wait_for_each_other() {
    let temp = TempFolder::new("two");
    let first = begin(&temp).unwrap();
    first.put(&path("a"), b"first").unwrap();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| build(&temp, &[("a", "second"), ("b", "second")]));
        std::thread::sleep(Duration::from_millis(100));
        assert!(!second.is_finished());
        first.finish().unwrap();
        assert_eq!(second.join().unwrap().unwrap().written, 2);
    });
    expect(&temp, &[("a", "second"), ("b", "second")]);
}

#[test]
fn errors_name_the_path() {
    // nobody, root included, can make a folder here
    let out = Path::new("/proc/cpdfolio-out");
    let target = Target::check(out, None, None, Path::new("/nowhere")).unwrap();
    let error = Commit::begin(&target).unwrap().put(&path("a"), b"").unwrap_err();
    assert!(error.to_string().contains("/proc/.cpdfolio-out"), "{error}");
}

#[test]
fn a_read_only_folder_is_an_error() {
    let temp = TempFolder::new("read-only");
    build(&temp, &ONE).unwrap();
    let before = stamps(&temp);
    let set = |mode| fs::set_permissions(temp.path(), fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    // root may write all the same
    if fs::write(temp.path().join("probe"), "").is_err() {
        let error = build(&temp, &ONE[..1]).unwrap_err();
        assert!(error.to_string().contains(".out.cpdfolio-new"), "{error}");
        assert_eq!(stamps(&temp), before);
    }
    set(0o755);
}

#[test]
fn the_folder_is_looked_at_again_when_it_is_opened() {
    let temp = TempFolder::new("again");
    let out = temp.path().join("out");
    let target = Target::check(&out, None, None, Path::new("/nowhere")).unwrap();
    temp.write("out/mine", "mine");
    let refused = Commit::begin(&target).err();
    assert!(matches!(&refused, Some(Error::Refused(refusal)) if refusal.reason == Reason::NotOurs));
}

/// What a kill leaves. `out` is the old tree, with a file of the user's; `next` is the new.
mod killed {
    use super::*;

    const OLD: [(&str, &str); 3] = [("index.html", "old"), ("a/x", "same"), ("b/gone", "old")];
    const NEW: [(&str, &str); 3] = [("index.html", "new"), ("a/x", "same"), ("c/d/fresh", "new")];
    const MINE: (&str, &str) = ("my/own", "mine");

    struct Scene(TempFolder);

    impl Scene {
        fn new(name: &str) -> Self {
            let temp = TempFolder::new(name);
            build(&temp, &NEW).unwrap();
            temp.write("out/my/own", "mine");
            let scene = Self(temp);
            scene.rename("out", "next");
            build(&scene.0, &OLD).unwrap();
            scene.0.folder("out/my");
            fs::hard_link(scene.at("next/my/own"), scene.at("out/my/own")).unwrap();
            scene.0.folder(WORK);
            scene
        }

        fn at(&self, name: &str) -> PathBuf {
            self.0.path().join(name.replace("WORK", WORK))
        }

        fn rename(&self, from: &str, to: &str) {
            fs::rename(self.at(from), self.at(to)).unwrap();
        }

        fn mark(&self, staged: &str) {
            let inode = self.at(staged).metadata().unwrap().ino();
            fs::write(self.at("WORK/marker"), format!("cpdfolio staging 1\n{inode}\n")).unwrap();
        }

        /// The next run finds the old tree or the new, and makes the new one of it.
        fn check(&self, now: &[(&str, &str)]) {
            drop(begin(&self.0).unwrap());
            let _ = fs::remove_dir_all(self.at("next"));
            expect(&self.0, &[now, &[MINE]].concat());
            build(&self.0, &NEW).unwrap();
            expect(&self.0, &[&NEW[..], &[MINE]].concat());
            assert_eq!(build(&self.0, &NEW).unwrap().unchanged, 3);
        }
    }

    #[test]
    fn before_the_marker() {
        Scene::new("k0").check(&OLD);
        let scene = Scene::new("k1");
        scene.0.folder(&format!("{WORK}/new"));
        scene.check(&OLD);
        let scene = Scene::new("k2");
        scene.0.folder(&format!("{WORK}/new"));
        fs::write(scene.at("WORK/marker"), "").unwrap();
        scene.check(&OLD);
    }

    #[test]
    fn while_staging() {
        let scene = Scene::new("k3");
        scene.rename("next", "WORK/new");
        scene.mark("WORK/new");
        fs::remove_file(scene.at("WORK/new/.cpdfolio-manifest.json")).unwrap();
        fs::remove_file(scene.at("WORK/new/a/x")).unwrap();
        scene.check(&OLD);
        let whole = Scene::new("k4");
        whole.rename("next", "WORK/new");
        whole.mark("WORK/new");
        whole.check(&OLD);
    }

    #[test]
    fn between_the_two_steps() {
        let scene = Scene::new("k5");
        scene.rename("next", "WORK/new");
        scene.mark("WORK/new");
        scene.rename("out", "WORK/old");
        scene.check(&OLD);
    }

    #[test]
    fn after_the_exchange() {
        let scene = Scene::new("k6");
        scene.mark("next");
        scene.rename("out", "WORK/new");
        scene.rename("next", "out");
        scene.check(&NEW);
    }

    fn swapped(name: &str) -> Scene {
        let scene = Scene::new(name);
        scene.mark("next");
        scene.rename("out", "WORK/old");
        scene.rename("next", "out");
        scene
    }

    #[test]
    fn while_the_old_tree_goes() {
        swapped("k7").check(&NEW);
        let half = swapped("k8");
        fs::remove_file(half.at("WORK/old/a/x")).unwrap();
        fs::remove_dir(half.at("WORK/old/a")).unwrap();
        half.check(&NEW);
        let empty = swapped("k9");
        fs::remove_dir_all(empty.at("WORK/old")).unwrap();
        empty.0.folder(&format!("{WORK}/old"));
        empty.check(&NEW);
        let none = swapped("k10");
        fs::remove_dir_all(none.at("WORK/old")).unwrap();
        none.check(&NEW);
        let unmarked = swapped("k11");
        fs::remove_dir_all(unmarked.at("WORK")).unwrap();
        unmarked.0.folder(WORK);
        unmarked.check(&NEW);
    }

    #[test]
    fn what_the_user_made_meanwhile_is_moved() {
        let scene = swapped("meanwhile");
        for (name, text) in [("late", "1"), ("own/late", "2"), ("c/d/fresh", "3")] {
            scene.0.write(&format!("{WORK}/old/{name}"), text);
        }
        // an editor saves by rename: the old tree has the newer version
        fs::remove_file(scene.at("WORK/old/my/own")).unwrap();
        scene.0.write(&format!("{WORK}/old/my/own"), "newer");
        // a file where the new tree has a folder, and a folder where it has a file
        scene.0.write(&format!("{WORK}/old/c/d2"), "4");
        scene.0.folder("out/c/d2");
        scene.0.write(&format!("{WORK}/old/x/late"), "5");
        scene.0.write("out/x", "mine too");
        drop(begin(&scene.0).unwrap());
        let mut expected = NEW.to_vec();
        expected.extend([
            ("late", "1"),
            ("own/late", "2"),
            ("c/d/fresh.kept-1", "3"),
            ("my/own", "newer"),
            ("c/d2.kept-1", "4"),
            ("x", "mine too"),
            ("x-late", "5"),
        ]);
        expect(&scene.0, &expected);
    }

    #[test]
    fn the_new_tree_was_taken_away() {
        let scene = swapped("taken");
        fs::remove_dir_all(scene.at("out")).unwrap();
        scene.check(&OLD);
    }

    #[test]
    fn what_cannot_be_proved_is_left() {
        let refused = |scene: &Scene| {
            let before = scene.0.tree();
            let error = begin(&scene.0).err();
            assert!(matches!(error, Some(Error::Leftover(_))), "{error:?}");
            assert_eq!(scene.0.tree(), before);
        };
        let other = Scene::new("other");
        other.0.write(&format!("{WORK}/thesis.tex"), "mine");
        refused(&other);
        let strange = Scene::new("strange");
        strange.0.write(&format!("{WORK}/new/thesis.tex"), "mine");
        fs::write(strange.at("WORK/marker"), "cpdfolio staging 1\n1\n").unwrap();
        refused(&strange);
        for make in
            [|scene: &Scene| fs::write(scene.at("WORK"), "mine").unwrap(), |scene: &Scene| scene.0.link("next", WORK)]
        {
            let scene = Scene::new("kind");
            fs::remove_dir(scene.at("WORK")).unwrap();
            make(&scene);
            refused(&scene);
        }
    }
}
