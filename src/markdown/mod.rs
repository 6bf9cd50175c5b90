//! Markdown to HTML that cannot do anything: no raw HTML, no scheme but the listed ones, no style,
//! no attribute of the writer's, bounded depth and size. Pure.
//!
//! [`render`] is the entry point; [`Links`] says where a link leads, so that the same text can stand
//! on pages at different depths.

mod bare;
pub(crate) mod ease;
mod filter;
mod links;
mod rendered;

use pulldown_cmark::{OffsetIter, Options, Parser, TextMergeWithOffset};

pub(crate) use links::{Links, NoLinks, Picture, Target, has_scheme};
pub(crate) use rendered::{Heading, Remark, RemarkKind, Rendered, Setting};

/// What we read beside `CommonMark`.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// What a text consists of, each with its place in it.
pub(crate) fn events(text: &str) -> OffsetIter<'_> {
    Parser::new_ext(text, options()).into_offset_iter()
}

/// Renders a text.
pub(crate) fn render(text: &str, setting: Setting<'_>, links: &dyn Links) -> Rendered {
    if bare::may_stand(text) {
        // an address that has `_` or `&` in it comes in several pieces
        return filter::run(TextMergeWithOffset::new(events(text)), text, setting, links, true);
    }
    filter::run(events(text), text, setting, links, false)
}

/// The anchors of a text's headings, in order: for checking links before anything is rendered.
/// `of` is what it belongs to, where it is one of several on its page.
pub(crate) fn anchors(text: &str, of: &[&str]) -> Vec<String> {
    let setting = Setting { top: 2, anchors: true, of };
    render(text, setting, &NoLinks).headings.into_iter().map(|h| h.id).collect()
}

/// The words of a line of Markdown, without its marks.
pub(crate) fn plain(line: &str) -> String {
    use pulldown_cmark::Event;
    let mut out = String::new();
    for event in Parser::new_ext(line, options()) {
        match event {
            Event::Text(t) | Event::Code(t) => out.push_str(&t),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod commonmark;

#[cfg(test)]
mod tests {
    use super::*;

    struct Site;
    impl Links for Site {
        fn resolve(&self, d: &str) -> Target {
            if d.starts_with("there") { Target::Page("../there/index.html".into()) } else { Target::Missing }
        }
        fn picture(&self, d: &str) -> Option<Picture> {
            let size = (d == "mine-too.png").then_some((640, 480));
            d.starts_with("mine").then(|| Picture { src: "mine.png".to_owned(), size })
        }
    }

    fn html(text: &str) -> String {
        render(text, Setting { top: 3, anchors: false, of: &["e"] }, &Site).html.as_str().to_owned()
    }

    #[test]
    fn nothing_of_the_writers_is_html() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](JaVa\u{1}Script:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](data:text/html,x)",
            "[x](vbscript:x)",
            "![x](javascript:alert(1))",
            "# h {onclick=alert(1)}",
            "<a href=\"javascript:x\">y</a>",
            "[x](//evil.example/x)",
            "```\"><script>\nx\n```",
            "| a |\n|---:|\n| <b>x</b> |",
            "[x](\\\\evil.example)",
            "<https://x.example/\"onclick=1>",
            "[^\"><script>]\n\n[^\"><script>]: note",
            "<javascript:alert(1)>",
        ] {
            let out = html(text);
            // What stands between angle brackets is markup; all else is text.
            for tag in out.split('<').skip(1).filter_map(|t| t.split_once('>')).map(|(tag, _)| tag.to_lowercase()) {
                let bad = ["img", " onerror", " onclick", "javascript:", "data:", "vbscript:", "\"//", "style", "evil"];
                assert!(!tag.starts_with("script") && !bad.iter().any(|b| tag.contains(b)), "{text} gives {out}");
            }
        }
    }

    #[test]
    fn links_and_pictures() {
        assert_eq!(html("[a](there.md)"), "<p><a href=\"../there/index.html\">a</a></p>\n");
        assert_eq!(html("[a](gone.md)"), "<p>a</p>\n");
        let titled = html("[a](there.md '\"><b onclick=x>') ![p](mine.png '\">')");
        assert!(titled.contains("index.html\" title=\"&quot;&gt;&lt;b onclick=x&gt;\">a</a>"), "{titled}");
        assert!(titled.contains("alt=\"p\" title=\"&quot;&gt;\" loading"), "{titled}");
        assert_eq!(
            html("<https://x.example/?a&b>"),
            "<p><a href=\"https://x.example/?a&amp;b\" rel=\"noopener noreferrer\">https://x.example/?a&amp;b</a></p>\n"
        );
        assert_eq!(html("![my *own*](mine.png)"), "<p><img src=\"mine.png\" alt=\"my own\" loading=\"lazy\"></p>\n");
        let sized = "<p><img src=\"mine.png\" alt=\"\" width=\"640\" height=\"480\" loading=\"lazy\"></p>\n";
        assert_eq!(html("![](mine-too.png)"), sized);
        assert_eq!(
            html("![far](https://x.example/p.png)"),
            "<p><a href=\"https://x.example/p.png\" rel=\"noopener noreferrer\">far</a></p>\n"
        );
    }

    #[test]
    fn bare_addresses_are_links() {
        let link = |to: &str| format!("<a href=\"{to}\" rel=\"noopener noreferrer\">{to}</a>");
        assert_eq!(
            html("See https://x.example/a_b_c?d&e."),
            format!("<p>See {}.</p>\n", link("https://x.example/a_b_c?d&amp;e"))
        );
        // not in code, and not where a link stands already
        for text in ["`https://x.example`", "    https://x.example", "```\nhttps://x.example\n```"] {
            assert!(!html(text).contains("href"), "{text}");
        }
        assert_eq!(html("[https://x.example](https://y.example)").matches("<a ").count(), 1);
        assert_eq!(html("![https://x.example](https://y.example/a.png)").matches("<a ").count(), 1);
        let made = render("# https://x.example", Setting { top: 2, anchors: true, of: &[] }, &Site);
        assert_eq!((made.away.len(), made.headings[0].text.as_str()), (1, "https://x.example"));
    }

    #[test]
    fn headings_start_at_the_top_and_skip_no_level() {
        assert_eq!(html("## a\n#### b\n# c"), "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n");
        let made = render("# A b\n## A b\n## Ω & x", Setting { top: 2, anchors: true, of: &[] }, &Site);
        let ids: Vec<_> = made.headings.iter().map(|h| h.id.as_str()).collect();
        assert_eq!(ids, ["a-b", "a-b-2", "ω-x"]);
        let text = "one\n# A `b` [^1]\n- x\n  ## in a list\n  more\n\n| t |\n|---|\n| u |\n## last\n\n[^1]: note\n";
        let made = render(text, Setting { top: 2, anchors: true, of: &[] }, &Site);
        let shown: Vec<&str> = made.headings.iter().map(|h| &made.html.as_str()[h.at.clone()]).collect();
        assert!(
            shown.iter().all(|h| h.starts_with("<h") && h.ends_with(">\n") && h.matches("<h").count() == 1),
            "{shown:?}"
        );
        assert_eq!(shown.len(), 3);
    }

    #[test]
    fn tables_have_no_style_and_a_frame() {
        let out = html("| a | b |\n|:--|--:|\n| 1 | 2 |\n");
        assert!(out.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"num\">b</th>"), "{out}");
        assert!(
            out.contains("<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>"),
            "{out}"
        );
    }

    #[test]
    fn size_and_depth_are_bounded() {
        let deep = html(&"> ".repeat(5_000));
        assert!(deep.matches("<blockquote>").count() <= 32, "{}", deep.len());
        let wide = format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|x\n".repeat(5_000));
        let made = render(&wide, Setting { top: 3, anchors: false, of: &[] }, &Site);
        assert!(made.html.as_str().len() <= 20 * wide.len() + 70_000, "{}", made.html.as_str().len());
        assert!(made.remarks.iter().any(|r| r.kind == RemarkKind::TooLarge));
    }

    #[test]
    fn comments_are_notes_to_oneself() {
        assert_eq!(html("a <!-- x --> b"), "<p>a  b</p>\n");
        assert_eq!(html("<!-- x\n\ny -->\n\na"), "<p>a</p>\n");
        assert_eq!(html("<!-- x --><b>\n\na"), "<p>&lt;b&gt;\n</p>\n<p>a</p>\n");
        // Without an end it would hide the rest of the text.
        assert!(html("<!-- x\n\na").contains("&lt;!-- x"));
    }

    #[test]
    fn a_text_that_is_cut_closes_what_it_opened() {
        let (head, line, rows) = ("a|".repeat(3_000), "-|".repeat(3_000), "|x\n  ".repeat(3_000));
        let wide = format!("- **|{head}\n  |{line}\n  {rows}**");
        let out = html(&wide);
        for tag in ["li", "ul", "table", "strong", "td", "tr"] {
            assert_eq!(out.matches(&format!("<{tag}>")).count(), out.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }

    #[test]
    fn a_block_of_code_has_one_class() {
        assert_eq!(html("```x\tskip\na\n```"), "<pre><code class=\"language-x\">a\n</code></pre>\n");
        assert_eq!(html("    a\n"), "<pre><code>a\n</code></pre>\n");
    }

    #[test]
    fn footnotes_are_numbered_under_their_prefix() {
        let out = html("Text[^a] and[^a].\n\n[^a]: Note.\n");
        let there = "<sup><a href=\"#e-fn-1\" id=\"e-fn-1-ref\">1</a></sup> and<sup><a href=\"#e-fn-1\">1</a></sup>";
        let back = "id=\"e-fn-1\"><a href=\"#e-fn-1-ref\"><sup>1</sup></a> ";
        assert!(out.contains(there) && out.contains(back), "{out}");
        // nothing leads back from a note that stands before all that name it
        assert!(!html("[^a]: Note.\n").contains("href"));
    }
}
