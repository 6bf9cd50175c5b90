//! `edit`, `reflect`, `attach`: the smallest change, nothing written over, all of it taken back by `undo`.

use crate::support::Site;

const TALK: &str = "content/activities/2026/2026-03-04-talk.md";

fn site() -> Site {
    Site::new()
        .file(
            TALK,
            "---\ntitle: A talk   # mine\ndate: 2026-03-04\nhours: 2\ncategory: job-technical\ntype: event\n---\nBody.\n",
        )
        .entry("2026-04-01-reading", "title: Reading\nhours: 45m\ntype: self-study\ncategory: soft-skills\ndraft: true")
}

#[test]
fn only_the_lines_of_a_key_change_and_come_back() {
    let site = site();
    let before = site.tree("content");
    site.run(["edit", "talk", "--hours", "2h30m", "--planned", "--tag", "power", "--type", "self"])
        .ok()
        .prints("changed: content/activities/2026/2026-03-04-talk.md")
        .prints("- hours: 2\n")
        .prints("+ hours: 2h30m\n");
    assert_eq!(
        site.read(TALK),
        "---\ntitle: A talk   # mine\ndate: 2026-03-04\nhours: 2h30m\ncategory: job-technical\ntype: self-study\n\
         planned: true\ntags: [power]\n---\nBody.\n"
    );
    site.run(["undo"]).ok();
    assert_eq!(site.tree("content"), before);
}

#[test]
fn what_check_would_refuse_is_not_saved() {
    let site = site();
    let before = site.tree("content");
    site.run(["edit", "talk", "--hours", "30h"]).ends(2).says("error[").says("nothing was written");
    site.run(["edit", "talk", "--type", "evnt"]).ends(2).says("did you mean `event`?");
    site.run(["edit", "talk", "--unset", "hours"]).ends(2).says("hours");
    site.run(["edit", "talk", "--hours", "-2 hours"]).ends(2).says("`-2 hours` is below zero; write `2h`");
    for option in ["provider", "tag", "reflection", "competence", "plan", "alias", "evidence", "cite"] {
        let (option, empty) = (format!("--{option}"), " ");
        site.run(["edit", "talk", &option, empty]).ends(2).says("an empty text says nothing").says("--unset KEY");
    }
    site.run(["edit", "talk", "--unset", "hous"]).ends(2).says("did you mean `hours`?");
    site.run(["edit", "talk", "--category", "zzz"]).ends(2);
    site.run(["edit", "nobody", "--planned"]).ends(2).says("there is no entry");
    site.run(["edit", "talk", "--hours", "3h", "--dry-run"]).ok().prints("would change");
    assert_eq!(site.tree("content"), before);
}

#[test]
fn what_an_entry_refers_to_is_looked_up_before_anything_is_written() {
    let site = site()
        .entry("2026-05-02-other", "title: Other\nhours: 1\ncategory: job-technical\ntype: event\naliases: [2020/old]");
    let before = site.tree("content");
    for (option, value, code) in [
        ("--evidence", "evidence/nope.pdf", "error[missing-evidence]"),
        ("--evidence", "nope.pdf", "error[bad-path]"),
        ("--plan", "nope", "nope"),
        ("--competence", "Z9", "error[unknown-competence]"),
        ("--cite", "nope", "error[unknown-cite]"),
        ("--alias", "2020/old", "error[duplicate-id]"),
        ("--alias", "2026/2026-05-02-other", "error[duplicate-id]"),
    ] {
        for command in [&["edit", "talk"][..], &["log", "A walk", "1h"]] {
            let out = site.run_all(&[command, &[option, value]].concat());
            let told = out.ends(2).says(code);
            assert!(told.stdout.is_empty() && !told.stderr.contains("-->"), "{}", told.stderr);
        }
    }
    assert_eq!(site.tree("content"), before);
    // a fault that is there hides no other
    let site = site.file(TALK, "---\ntitle: A talk\ndate: 2026-03-04\nhours: 2\nplan: [gone]\n---\n");
    site.run(["edit", "talk", "--plan", "nope"]).ends(2).says("`nope` is not a plan item");
    site.run(["edit", "talk", "--unset", "plan"]).ok();
}

#[test]
fn a_length_is_said_in_words_too() {
    let site = site();
    site.run(["edit", "talk", "--hours", "1 hour 30"]).ok().prints("+ hours: 1h30m");
    site.run(["edit", "talk", "--hours", "ninety minutes"]).ends(2).says("write `1h30m`");
    site.run(["edit", "talk", "--hours", "1,5"]).ends(2).says("write `1.5`");
}

#[test]
fn a_draft_becomes_an_entry() {
    let site = site();
    site.run(["edit", "reading", "--confirm"]).ok().prints("- draft: true");
    assert_eq!(site.run(["list", "draft", "--format", "json"]).ok().json()["found"], 0);
    site.run(["edit", "reading", "--unset", "category"]).ok();
    site.run(["undo"]).ok();
    site.run(["undo"]).ok();
    assert!(site.read("content/activities/2026/2026-04-01-reading.md").contains("draft: true"));
}

#[test]
fn parts_of_the_hours_go_to_several_categories() {
    let site = site();
    site.run(["edit", "talk", "--category", "job=1h30m", "--category", "soft=30m"]).ok();
    assert!(site.read(TALK).contains("category: {job-technical: 1h30m, soft-skills: 30m}\n"), "{}", site.read(TALK));
    site.run(["edit", "talk", "--category", "personal"]).ends(2).says("`personal` may be several");
}

#[cfg(unix)]
#[test]
fn an_editor_changes_an_entry_and_undo_takes_it_back() {
    let site = site().file("editor.sh", "#!/bin/sh\nsed -i 's/hours: 2$/hours: 3/' \"$1\"\n");
    let before = site.tree("content");
    let run = |editor: &str, args: &[&str]| {
        let output = site.command(args).env("EDITOR", editor).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, out, err) = run("sh editor.sh", &["edit", "talk", "--as-of", "2026-11-21"]);
    // the editor runs where the program runs
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("+ hours: 3"), "{out}");
    site.run(["undo"]).ok();
    assert_eq!(site.tree("content"), before);
    let (_, _, err) = run("true", &["edit", "talk", "--as-of", "2026-11-21"]);
    assert!(err.contains("Nothing has changed"), "{err}");
    site.run(["undo"]).ends(2);
    let (code, ..) = run("sh editor.sh", &["log", "A walk", "2h", "--edit", "--as-of", "2026-11-21"]);
    assert_eq!(code, Some(0));
    site.run(["undo"]).ok();
    assert_eq!(site.tree("content"), before);
}

#[test]
fn log_has_an_option_for_every_key() {
    let site = site();
    site.run_all(&[
        "log",
        "Workshop",
        "2h",
        "--category",
        "job",
        "--type",
        "seminar",
        "--tag",
        "a",
        "--tag",
        "b: c",
        "--competence",
        "A1",
        "--supports-others",
        "--featured",
        "--visibility",
        "private",
        "--draft",
    ])
    .ok();
    let text = site.read("content/activities/2026/2026-11-21-workshop.md");
    for line in [
        "category: job-technical",
        "type: event",
        "tags: [a, \"b: c\"]",
        "competences: [A1]",
        "supports_others: true",
        "featured: true",
        "visibility: private",
        "draft: true",
    ] {
        assert!(text.contains(&format!("{line}\n")), "{line}: {text}");
    }
    site.run(["check", "--format", "json"]).ok();
}

#[test]
fn what_was_learned_is_written_into_its_entry() {
    let site = site();
    let list = site.run(["reflect", "--format", "json"]).ok().json();
    assert_eq!(list["entries"].as_array().unwrap().len(), 1, "no drafts");
    assert_eq!(list["entries"][0]["id"], "2026/2026-03-04-talk");
    assert_eq!(list["prompts"]["questions"][0], "What did I learn?");
    site.run(["reflect"]).ok().prints("A talk").says("1 entry says nothing");
    site.run(["reflect", "talk", "--text", "Dead time: it matters.\n\nMeasure ours."]).ok();
    assert!(
        site.read(TALK).contains("reflection: |\n  Dead time: it matters.\n\n  Measure ours.\n"),
        "{}",
        site.read(TALK)
    );
    site.run(["reflect"]).ok().says("0 entries say nothing");
    site.run(["undo"]).ok();
    assert!(!site.read(TALK).contains("reflection"));
    site.run(["reflect", "--prompts", "nothing"]).ends(2).says("short");
}

#[test]
fn a_file_gets_a_safe_name_and_nothing_is_written_over() {
    let site = site().bytes("Zert\u{e9} (1)!.PDF", b"%PDF-1.4 one").bytes("b/Zert\u{e9} (1)!.pdf", b"%PDF-1.4 two");
    let before = site.tree("");
    site.run(["attach", "talk", "Zert\u{e9} (1)!.PDF"]).ok().prints("attached: evidence/2026/zert\u{e9}-1.pdf");
    site.run(["attach", "talk", "b/Zert\u{e9} (1)!.pdf"]).ok().prints("attached: evidence/2026/zert\u{e9}-1-2.pdf");
    assert!(site.read(TALK).contains("evidence: [evidence/2026/zert\u{e9}-1.pdf, evidence/2026/zert\u{e9}-1-2.pdf]\n"));
    site.run(["attach", "talk", "Zert\u{e9} (1)!.PDF"]).ok().prints("zert\u{e9}-1.pdf\n");
    assert_eq!(site.read(TALK).matches("zert").count(), 2, "the same file is named once");
    site.run(["check", "--format", "json"]).ok();
    site.run(["undo"]).ok();
    site.run(["undo"]).ok();
    let after = site.tree("").into_iter().filter(|(path, _)| !path.starts_with(".cpdfolio"));
    let before = before.into_iter().filter(|(path, _)| !path.starts_with(".cpdfolio"));
    assert_eq!(after.collect::<Vec<_>>(), before.collect::<Vec<_>>());
}

#[test]
fn what_runs_is_not_attached_and_nothing_of_the_others_either() {
    let site = site()
        .bytes("good.pdf", b"%PDF-1.4")
        .bytes("page.pdf", b"<!doctype html><script>alert(1)</script>")
        .bytes("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        .bytes("run.pdf", b"\x7fELF\x02\x01");
    let before = site.tree("content");
    for bad in ["page.pdf", "picture.svg", "run.pdf", "nothing.pdf"] {
        site.run(["attach", "talk", "good.pdf", bad]).ends(2).says(bad);
    }
    assert_eq!(site.tree("content"), before);
    assert!(!site.has("evidence"));
}

/// A photo whose Exif says 52.1 N, 0.3 W.
fn photo() -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0".to_vec();
    let tag = |id: u8, kind: u8, count: u8, value: [u8; 4]| [&[0, id, 0, kind, 0, 0, 0, count][..], &value].concat();
    tiff.extend([0, 4]);
    tiff.extend(tag(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(tag(2, 5, 3, [0, 0, 0, 80]));
    tiff.extend(tag(3, 2, 2, *b"W\0\0\0"));
    tiff.extend(tag(4, 5, 3, [0, 0, 0, 104]));
    tiff.extend([0, 0, 0, 0]);
    for (degrees, minutes) in [(52u32, 6u32), (0, 18)] {
        for part in [degrees, 1, minutes, 1, 0, 1] {
            tiff.extend(part.to_be_bytes());
        }
    }
    let block = [b"Exif\0\0", &tiff[..]].concat();
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [b"\xff\xd8\xff\xe1", &length[..], &block, b"\xff\xc0\0\x08\x08\x01\xe0\x02\x80\x03\xff\xda\0\x02pixels"].concat()
}

#[test]
fn the_place_of_a_photo_is_named_and_taken_out() {
    let site = site().bytes("photo.jpg", &photo());
    site.run(["attach", "talk", "photo.jpg"]).ok().says("52.1 N, 0.3 W").says("taken out");
    let copy = std::fs::read(site.path("evidence/2026/photo.jpg")).unwrap();
    assert_eq!(copy.len(), photo().len(), "only the place is gone");
    assert!(copy.ends_with(b"pixels"));
    site.run(["check", "--format", "json"]).ok().prints_no("photo-location");
    site.run(["attach", "talk", "photo.jpg", "--keep-place"]).ok().says("is kept").prints("photo-2.jpg");
    assert_eq!(std::fs::read(site.path("evidence/2026/photo-2.jpg")).unwrap(), photo());
    let site = site.bytes("p.heic", b"\0\0\0\x18ftypheic\0\0\0\0");
    site.run(["attach", "talk", "p.heic"]).ok().says("download").prints("evidence/2026/p.heic");
}
