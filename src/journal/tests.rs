//! Actions: done, taken back, and cut off at every step.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::fs::WriteFault;
use crate::testing::TempFolder;

thread_local! {
    /// How many steps are left until the run is killed.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What a killed run leaves is what it had done by then: nothing of it is tidied up.
struct Killed;

pub(super) fn step() {
    match LEFT.get() {
        Some(0) => std::panic::resume_unwind(Box::new(Killed)),
        Some(left) => LEFT.set(Some(left - 1)),
        None => {}
    }
}

/// Runs work that is killed after so many steps; none: it came to its end before.
fn killed<T>(after: usize, work: impl FnOnce() -> T) -> Option<T> {
    LEFT.set(Some(after));
    let ended = catch_unwind(AssertUnwindSafe(work));
    LEFT.set(None);
    ended.ok()
}

fn path(text: &str) -> SourcePath {
    SourcePath::new(text).unwrap()
}

fn site() -> (TempFolder, Root) {
    let temp = TempFolder::new("journal");
    temp.write("content/activities/2025/a.md", "old a");
    temp.write("content/activities/2025/b.md", "old b");
    let root = Root::open(temp.path()).unwrap();
    (temp, root)
}

/// A file more in new folders, one changed, one removed.
fn changes() -> Vec<Change> {
    vec![
        Change::create(path("content/activities/2026/07/new.md"), "new"),
        Change::replace(path("content/activities/2025/a.md"), "old a", "new a"),
        Change::remove(path("content/activities/2025/b.md"), "old b"),
    ]
}

/// All files but our own, with their texts.
fn content(temp: &TempFolder) -> BTreeMap<String, String> {
    temp.tree().into_iter().filter(|(path, _)| !path.starts_with(".cpdfolio")).collect()
}

fn fault<T: std::fmt::Debug>(answer: Result<T, JournalFault>) -> String {
    answer.unwrap_err().to_string()
}

#[test]
fn an_action_is_done_and_taken_back_byte_for_byte() {
    let (temp, root) = site();
    let before = content(&temp);
    perform(&root, "edit a", changes()).unwrap();
    assert_eq!(temp.read("content/activities/2025/a.md"), "new a");
    assert_eq!(temp.read("content/activities/2026/07/new.md"), "new");
    assert!(!temp.path().join("content/activities/2025/b.md").exists());
    let listed = list(&root).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].files.iter().map(|(how, _)| *how).collect::<Vec<_>>(), ["made", "changed", "removed"]);
    let undone = undo(&root, false).unwrap();
    assert_eq!((undone.command.as_str(), undone.back.len(), undone.kept.len()), ("edit a", 3, 0));
    assert_eq!(content(&temp), before);
    assert!(matches!(undo(&root, false), Err(JournalFault::Nothing)));
}

#[cfg(unix)]
#[test]
fn the_mode_of_a_file_stays() {
    use std::os::unix::fs::PermissionsExt;
    let (temp, root) = site();
    let file = temp.path().join("content/activities/2025/a.md");
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    let mode = || file.metadata().unwrap().permissions().mode() & 0o777;
    perform(&root, "edit", changes()).unwrap();
    assert_eq!(mode(), 0o640);
    undo(&root, false).unwrap();
    assert_eq!(mode(), 0o640);
}

#[test]
fn killed_at_any_step_all_is_as_before_or_as_after() {
    let (temp, root) = site();
    let before = content(&temp);
    perform(&root, "edit", changes()).unwrap();
    let after = content(&temp);
    let (mut seen_before, mut seen_after) = (0, 0);
    for steps in 0.. {
        let (temp, root) = site();
        let ended = killed(steps, || perform(&root, "edit", changes()).unwrap());
        let finished = recover(&root).unwrap();
        let now = content(&temp);
        if now == before {
            seen_before += 1;
            assert!(matches!(undo(&root, false), Err(JournalFault::Nothing)), "{steps}");
        } else {
            assert_eq!(now, after, "{steps}");
            seen_after += 1;
            undo(&root, false).unwrap();
            assert_eq!(content(&temp), before, "{steps}: {finished:?}");
        }
        if ended.is_some() {
            break;
        }
    }
    assert!(seen_before > 5 && seen_after > 5, "{seen_before} {seen_after}");
}

#[test]
fn killed_while_it_is_taken_back_all_is_as_before_or_as_after() {
    let (temp, root) = site();
    let before = content(&temp);
    perform(&root, "edit", changes()).unwrap();
    let after = content(&temp);
    let mut states = vec![];
    for steps in 0.. {
        let (temp, root) = site();
        perform(&root, "edit", changes()).unwrap();
        let ended = killed(steps, || undo(&root, false).unwrap());
        recover(&root).unwrap();
        let now = content(&temp);
        assert!(now == before || now == after, "{steps}");
        states.push(now == before);
        // whatever was cut off, the next action works
        perform(&root, "next", vec![Change::create(path("content/next.md"), "x")]).unwrap();
        undo(&root, false).unwrap();
        assert_eq!(content(&temp), now, "{steps}");
        if ended.is_some() {
            break;
        }
    }
    assert!(states.contains(&true) && states.contains(&false), "{states:?}");
}

#[test]
fn a_failure_half_way_puts_back_what_was_done() {
    let (temp, root) = site();
    let before = content(&temp);
    let mut all = changes();
    // a folder that cannot be made: a file has its name
    all.push(Change::create(path("content/activities/2025/a.md/x.md"), "x"));
    assert!(perform(&root, "edit", all).is_err());
    assert_eq!(content(&temp), before);
    assert!(matches!(undo(&root, false), Err(JournalFault::Nothing)));
}

#[test]
fn only_what_was_read_is_changed() {
    let (temp, root) = site();
    let before = content(&temp);
    let changed = Change::replace(path("content/activities/2025/a.md"), "read earlier", "x");
    assert!(fault(perform(&root, "edit", vec![changed])).contains("content/activities/2025/a.md has changed"));
    let taken = perform(&root, "log", vec![Change::create(path("content/activities/2025/a.md"), "x")]);
    assert!(matches!(taken, Err(JournalFault::Fs(error)) if matches!(error.fault, WriteFault::Exists)));
    let gone = Change::remove(path("content/activities/2025/c.md"), "x");
    assert!(fault(perform(&root, "remove", vec![gone])).contains("has changed"));
    assert_eq!(content(&temp), before);
}

#[test]
fn what_is_not_as_the_action_left_it_is_named_and_stays() {
    let (temp, root) = site();
    let before = content(&temp);
    perform(&root, "edit", changes()).unwrap();
    temp.write("content/activities/2025/a.md", "mine");
    temp.write("content/activities/2025/b.md", "mine too");
    let words = fault(undo(&root, false));
    assert!(words.contains("2025/a.md") && words.contains("2025/b.md") && !words.contains("new.md"), "{words}");
    assert_eq!(temp.read("content/activities/2026/07/new.md"), "new", "nothing was undone");
    let undone = undo(&root, true).unwrap();
    assert_eq!((undone.back.len(), undone.kept.len()), (1, 2));
    let mut wanted = before;
    wanted.insert("content/activities/2025/a.md".into(), "mine".into());
    wanted.insert("content/activities/2025/b.md".into(), "mine too".into());
    assert_eq!(content(&temp), wanted);
}

#[test]
fn ten_actions_can_be_taken_back_the_last_one_first() {
    let (temp, root) = site();
    let mut states = vec![];
    for n in 0..13 {
        states.push(content(&temp));
        perform(&root, &format!("log {n}"), vec![Change::create(path(&format!("content/{n}.md")), "x")]).unwrap();
    }
    for n in (3..13).rev() {
        assert_eq!(undo(&root, false).unwrap().command, format!("log {n}"));
        assert_eq!(content(&temp), states[n]);
    }
    assert!(matches!(undo(&root, false), Err(JournalFault::Nothing)));
}

#[test]
fn folders_with_something_else_in_them_stay() {
    let (temp, root) = site();
    perform(&root, "log", vec![Change::create(path("content/a/b/c.md"), "x")]).unwrap();
    temp.write("content/a/mine.md", "mine");
    undo(&root, false).unwrap();
    assert_eq!(temp.read("content/a/mine.md"), "mine");
    assert!(!temp.path().join("content/a/b").exists());
}

#[test]
fn many_files_are_one_action() {
    let (temp, root) = site();
    let before = content(&temp);
    let all = (0..300).map(|n| Change::create(path(&format!("content/activities/2024/{n}.md")), format!("{n}")));
    perform(&root, "import", all.collect()).unwrap();
    assert_eq!(undo(&root, false).unwrap().back.len(), 300);
    assert_eq!(content(&temp), before);
}

#[test]
fn no_record_reaches_beyond_a_sites_own_places() {
    let (temp, root) = site();
    for outside in [".git/hooks/post-commit", ".github/workflows/x.yml", "public/index.html", ".cpdfolio/undo/lock"] {
        assert!(perform(&root, "x", vec![Change::create(path(outside), "x")]).is_err(), "{outside}");
        let json = format!(
            "{{\"schema\":\"cpdfolio.action/1\",\"command\":\"x\",\"files\":[{{\"path\":\"{outside}\",\
             \"before\":null,\"after\":\"00\"}}],\"folders\":[]}}"
        );
        temp.write(".cpdfolio/undo/now/action.json", &json);
        temp.write(".cpdfolio/undo/now/new-0", "x");
        let answer = recover(&root);
        assert!(matches!(answer, Err(JournalFault::Damaged(_))), "{outside}: {answer:?}");
        assert!(!temp.path().join(outside).exists() || outside.ends_with("lock"));
        std::fs::remove_dir_all(temp.path().join(".cpdfolio")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn no_link_leads_an_action_outside() {
    let (temp, root) = site();
    let outside = TempFolder::new("outside");
    temp.link(outside.path().to_str().unwrap(), "content/out");
    assert!(perform(&root, "x", vec![Change::create(path("content/out/x.md"), "x")]).is_err());
    assert!(outside.tree().is_empty());
}

#[test]
fn what_an_editor_did_is_an_action_or_part_of_one() {
    let (temp, root) = site();
    let before = content(&temp);
    temp.write("content/activities/2025/a.md", "edited");
    let change = || Change::replace(path("content/activities/2025/a.md"), "old a", "edited");
    note(&root, "edit", &[change()]).unwrap();
    assert_eq!(undo(&root, false).unwrap().command, "edit");
    assert_eq!(content(&temp), before);
    assert!(fault(note(&root, "edit", &[change()])).contains("has changed"));
    perform(&root, "log", vec![Change::create(path("content/new.md"), "new")]).unwrap();
    temp.write("content/new.md", "new, edited");
    amend(&root, &path("content/new.md")).unwrap();
    undo(&root, false).unwrap();
    assert_eq!(content(&temp), before);
}
