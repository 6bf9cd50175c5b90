//! Marks of other programs: what is read of a text that has them, and what is said.

use std::collections::BTreeSet;

use super::*;

const SOURCE: &str = "content/activities/2026/here.md";

fn tree() -> SourceTree {
    let file = |path: &str| SourceFile { path: SourcePath::new(path).unwrap(), text: Arc::from(""), built_in: false };
    let texts = [
        SOURCE,
        "content/activities/2026/Power talk.md",
        "content/activities/2025/notes.md",
        "content/guide/notes.md",
        "content/plan/sic.md",
    ];
    let evidence = ["evidence/2026/card.png", "evidence/slides.pdf"].iter().map(|p| SourcePath::new(p).unwrap());
    SourceTree::new(Arc::from(""), texts.into_iter().map(file).collect(), evidence.collect::<BTreeSet<_>>())
}

/// What is read of a text, and what is said of it.
fn read(text: &str) -> (String, Vec<crate::diag::Diagnostic>) {
    let file = SourceFile { path: SourcePath::new(SOURCE).unwrap(), text: Arc::from(text), built_in: false };
    let mut faults = Faults::new(&file.path);
    let made = body(Body::new(file.text.clone(), 0..text.len()), &file, &tree(), &mut faults);
    (made.as_str().to_owned(), faults.notes)
}

#[test]
fn comments_of_other_programs_are_read_by_nobody() {
    for (text, shown) in [
        ("a %%secret%% b", "a b"),
        ("a %% secret %%", "a"),
        ("%%secret%% b", "b"),
        ("%%secret%%", ""),
        ("a\n%% secret %%\nb", "a\nb"),
        ("a\n\n%%\nsecret\n\n- more secret\n%%\n\nb", "a\n\n\nb"),
        ("a %% secret\nand more\n\nand more %% b", "a b"),
        ("- a\n- %% secret %%\n- b", "- a\n- b"),
        ("> a\n> %% secret %%\n> b", "> a\n> b"),
        ("a (%%secret%%) b", "a () b"),
        ("%%a%%%%b%%c", "c"),
        ("a %%%% b", "a b"),
        ("| a | %%secret%% |\n|---|---|", "| a | |\n|---|---|"),
        ("a {>>secret<<} b", "a b"),
        ("a {% comment %}secret{% endcomment %} b", "a b"),
        ("{%- comment -%}\nsecret\n{% if x %}\n{%- endcomment -%}\nb", "b"),
        ("a {{/* secret */}} b", "a b"),
        ("a {# secret #} b", "a b"),
        ("a <!-- secret --> b", "a b"),
        ("a\n<!-- secret\n\nmore\n-->\nb", "a\nb"),
        // what has no end is hidden in the other program: nothing that somebody hides is shown
        ("a\n%%\nsecret\n\nmore", "a\n"),
        ("a {>>secret", "a "),
        ("a {% comment %}secret", "a "),
        ("%% a `%%` secret %% b", "b"),
    ] {
        let (made, notes) = read(text);
        assert_eq!(made, shown, "{text:?}");
        assert_eq!(notes.is_empty(), text.contains("<!--"), "{text:?}: {notes:?}");
    }
}

#[test]
fn links_by_name_become_links() {
    for (text, shown) in [
        ("see [[Power talk]].", "see [Power talk](</activities/2026/Power talk.md>)."),
        ("[[power talk|the talk]]", "[the talk](</activities/2026/Power talk.md>)"),
        ("[[2026/Power talk.md]]", "[Power talk](</activities/2026/Power talk.md>)"),
        ("[[Power talk#What I learned]]", "[Power talk](</activities/2026/Power talk.md#what-i-learned>)"),
        ("[[#What I learned]]", "[What I learned](#what-i-learned)"),
        ("[[sic#^a1b2c3|goal]]", "[goal](/plan/sic.md)"),
        ("[[guide/notes]]", "[notes](/guide/notes.md)"),
        ("| [[sic\\|goal]] |", "| [goal](/plan/sic.md) |"),
        ("![[card.png]]", "![card](../../../evidence/2026/card.png)"),
        (
            "![[card.png|300]] ![[card.png|300x200]]",
            "![card](../../../evidence/2026/card.png) ![card](../../../evidence/2026/card.png)",
        ),
        ("![[card.png|my card]]", "![my card](../../../evidence/2026/card.png)"),
        ("![[slides.pdf]]", "[slides](../../../evidence/slides.pdf)"),
        ("![[sic]]", "[sic](/plan/sic.md)"),
        // of two, or none, the words are left
        ("[[notes]] [[nowhere|there]] ![[no.png]]", "notes there no"),
    ] {
        let (made, notes) = read(text);
        assert_eq!(made, shown, "{text:?}");
        assert!(!made.contains("[[") && !notes.is_empty(), "{text:?}: {made:?}");
        assert!(notes.iter().all(|n| n.hint.is_some()), "{notes:?}");
    }
}

#[test]
fn names_of_blocks_are_no_text() {
    for (text, shown) in [
        ("What I learned ^a1b2c3\nmore", "What I learned\nmore"),
        ("- one ^first\n- two", "- one\n- two"),
        ("a\n^whole-table\n\nb", "a\n\n\nb"),
        ("a ^37066d", "a"),
    ] {
        let (made, notes) = read(text);
        assert_eq!((made.as_str(), notes.len()), (shown, 1), "{text:?}");
    }
}

#[test]
fn what_only_looks_like_a_mark_is_text() {
    for text in [
        "10%% and 20%% more",
        "`%%a%%` and ``[[x]]``",
        "```\n%% a %%\n[[x]] ^abc\n<!-- a -->\n```",
        "a\n\n    %% code %%\n    [[x]]\n",
        "%%%%%%%%%%",
        "\\%% a \\%%",
        "\\[[a]] \\![b]",
        "[[1]](https://x.example) [[1]][x]",
        "[[^1]]\n\n[^1]: note",
        "[[x]]\n\n[x]: https://x.example",
        "[[]] [[ ]] [[a\nb]]",
        "an area in m ^2\nof x^n",
        "x ^ y\n2 ^n",
        "# Title {#id}",
        "{{ policy(rule=\"total\") }}",
        "{% if comment %}",
        "<!-- without an end",
        "a ! b [c] < d { e",
    ] {
        let (made, notes) = read(text);
        assert_eq!((made.as_str(), notes.len()), (text, 0), "{notes:?}");
    }
}

/// Pasted as it stands, a hint ends what it speaks of.
#[test]
fn hints_can_be_pasted() {
    for text in ["%% to ask Kim %%", "[[Power talk]]", "[[nowhere]]", "[[notes]]", "![[card.png]]", "[[#A heading]]"] {
        let (_, notes) = read(text);
        let hint = notes[0].hint.clone().unwrap();
        let pasted = hint.strip_prefix("write `").and_then(|h| h.strip_suffix('`')).unwrap_or_else(|| panic!("{hint}"));
        assert!(read(pasted).1.is_empty(), "{text} -> {pasted}");
    }
}

#[test]
fn a_place_in_what_is_read_is_one_in_the_file() {
    let text = "%% a %% One [[nowhere|word]] two `three`\n%%\nx\n%%\nfour <b>five</b>\n";
    let file = SourceFile { path: SourcePath::new(SOURCE).unwrap(), text: Arc::from(text), built_in: false };
    let mut faults = Faults::new(&file.path);
    let made = body(Body::new(file.text.clone(), 0..text.len()), &file, &tree(), &mut faults);
    for word in ["One", "two", "three", "four", "<b>", "five"] {
        let at = made.as_str().find(word).unwrap();
        assert_eq!(made.place(at), text.find(word).unwrap(), "{word}");
        let from = made.from(at.min(3));
        assert_eq!(from.place(at - at.min(3)), text.find(word).unwrap(), "{word}");
    }
    assert_eq!(faults.notes.len(), 3);
    for note in &faults.notes {
        let Place::Bytes(start, end) = note.place else { panic!("{note:?}") };
        assert!(["%% a %%", "[[nowhere|word]]", "%%\nx\n%%"].contains(&&text[start..end]), "{}", &text[start..end]);
    }
}

/// Signs by the hundred thousand, with no end and with one: each of these would take hours if every sign were looked for
/// from every other.
#[test]
fn a_text_of_signs_alone_comes_to_an_end() {
    for part in [
        "[[",
        "[[a]]",
        "[[a ",
        "![[a|",
        "<!-- ",
        "{# ",
        "{{/* ",
        "{>> ",
        "{% comment %}",
        "%%a%%",
        "%%",
        "%",
        " ^abcd",
        "^a ",
        " ^abcd\n",
        "\\",
        "> ",
        "[[x]] [x",
        "%%a%% - ",
        "{%",
        "{% comment %}{% endcomment ",
        "[[a]]`",
        "`%%",
    ] {
        let text = part.repeat(400_000 / part.len());
        assert!(read(&text).0.len() <= text.len(), "{part}");
        let ended = format!("{text}\n]]-->#}}*/}}<<}}%}}");
        assert!(read(&ended).0.len() <= ended.len(), "{part}");
    }
}

proptest::proptest! {
    /// Whatever marks a text is made of: nothing between the signs of a comment is read, and a second reading finds none.
    #[test]
    fn no_mark_is_left(parts in proptest::collection::vec(proptest::sample::select(vec![
        "%%", "[[", "]]", "|", "`", "```\n", "\n", "\n\n", " ", "a", "- ", "> ", "<!--", "-->", "{>>", "<<}", "!", "^abcd", "#", "\\",
        "    ", "{% comment %}", "{% endcomment %}", "{{/*", "*/}}", "{# ", "#}", "sic", "é", "(", "[",
    ]), 0..24)) {
        let text = parts.concat();
        let (made, _) = read(&text);
        proptest::prop_assert!(made.len() <= text.len() * 4 + 64);
    }
}
