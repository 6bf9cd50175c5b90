//! Names in Markdown: found in the words that a reader sees, whatever marks stand between them, and
//! in all that stands beside: addresses, titles, labels, comments. Pure.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::leads::Leads;
use crate::markdown::{events, has_scheme};
use crate::names::{Found, Names};

/// A text is gone through again after a change, so often at most.
const MOST_ROUNDS: usize = 4;

/// A text with what stands in place of names; `leads` says where its links lead then.
pub(super) fn told<'t>(text: &'t str, names: &Names, leads: &dyn Fn(&str) -> Leads) -> Cow<'t, str> {
    if names.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut now = in_codes(text, names).map_or(Cow::Borrowed(text), Cow::Owned);
    for round in 0..=MOST_ROUNDS {
        let changes = changes(&now, names, if round == 0 { leads } else { &|_| Leads::There });
        if changes.is_empty() {
            return now;
        }
        now = Cow::Owned(with(&now, changes));
    }
    // Marks that bring forth a name again and again: the words stay, without them.
    Cow::Owned(names.text(&crate::markdown::plain(&now)).into_owned())
}

/// A text with what a reader sees and nothing else: no comments, no definitions of addresses, and of links and pictures of
/// the site the words only, since where they lead tells names of files.
pub(super) fn seen(text: &str) -> String {
    let leads = |dest: &str| if has_scheme(dest) { Leads::There } else { Leads::Nowhere };
    let names = Names::default();
    let mut reader = Reader::new(text, &names);
    // links that rely on a definition get its address
    reader.beside = true;
    let mut blocks: Vec<Range<usize>> = vec![];
    let mut depth = 0_usize;
    let mut all = events(text);
    for (event, at) in all.by_ref() {
        if depth == 0 {
            blocks.push(at.clone());
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            reader.changes.extend(comments(text, at.clone()).into_iter().map(|at| Change { at, to: String::new() }));
        }
        reader.event(event, at, &leads);
    }
    let mut changes = reader.changes;
    let defined = all.reference_definitions().iter().map(|(_, d)| d.span.clone());
    changes.extend(defined.map(|at| Change { at, to: String::new() }));
    let mut from = 0;
    for block in blocks {
        // definitions stand between blocks, and are no part of one
        if from < block.start && !text[from..block.start].trim().is_empty() {
            changes.push(Change { at: from..block.start, to: "\n\n".to_owned() });
        }
        from = from.max(block.end);
    }
    changes.push(Change { at: from..text.len(), to: String::new() });
    with(text, changes).trim().to_owned()
}

/// The comments in a stretch of HTML.
fn comments(text: &str, at: Range<usize>) -> Vec<Range<usize>> {
    let mut all = vec![];
    let mut from = at.start;
    while let Some(start) = text[from..at.end].find("<!--").map(|n| from + n) {
        let Some(end) = text[start..at.end].find("-->").map(|n| start + n + 3) else { break };
        all.push(start..end);
        from = end;
    }
    all
}

/// Replaces names in the values of shortcodes: they are words of a policy or names of files.
fn in_codes(text: &str, names: &Names) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inner, after)) = after.split_once("}}").filter(|(inner, _)| !inner.contains('\n')) else {
            out.push_str(before);
            out.push_str("{{");
            rest = after;
            continue;
        };
        out.push_str(before);
        out.push_str("{{");
        for (n, part) in inner.split('"').enumerate() {
            let is_path = part.contains('/') || part.contains(".md");
            out.push_str(if n > 0 { "\"" } else { "" });
            out.push_str(&match n % 2 {
                1 if is_path => names.path(part),
                1 => names.word(part),
                _ => Cow::Borrowed(part),
            });
        }
        out.push_str("}}");
        rest = after;
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// What is put in place of a stretch of a text.
#[derive(Debug)]
struct Change {
    at: Range<usize>,
    to: String,
}

fn with(text: &str, mut changes: Vec<Change>) -> String {
    changes.sort_by_key(|c| (c.at.start, c.at.end));
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for change in changes.into_iter().filter(|c| text.get(c.at.clone()).is_some()) {
        if change.at.start < from {
            continue;
        }
        out.push_str(&text[from..change.at.start]);
        out.push_str(&change.to);
        from = change.at.end;
    }
    out.push_str(&text[from..]);
    out
}

/// A stretch of a text that a reader sees as words.
#[derive(Debug)]
struct Piece {
    /// Where it starts among the words.
    from: usize,
    /// Where it stands in the text.
    at: Range<usize>,
    sort: Sort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// The text has the words as they are seen.
    Exact,
    /// An entity, or code: the whole is replaced.
    Whole,
    /// The end of a line: it stays.
    Break,
}

/// A link or picture whose end has not come yet.
#[derive(Debug)]
struct Open<'t> {
    at: Range<usize>,
    /// Where its words end.
    inner: usize,
    kind: LinkType,
    /// Where it leads, and its title.
    dest: CowStr<'t>,
    title: CowStr<'t>,
}

#[derive(Debug)]
struct Reader<'t> {
    text: &'t str,
    names: &'t Names,
    /// The words of one block, and where each comes from.
    words: String,
    pieces: Vec<Piece>,
    open: Vec<Open<'t>>,
    changes: Vec<Change>,
    /// What has been looked at.
    seen: Vec<Range<usize>>,
    /// Is there a name anywhere beside the words?
    beside: bool,
}

fn changes(text: &str, names: &Names, leads: &dyn Fn(&str) -> Leads) -> Vec<Change> {
    let mut reader = Reader::new(text, names);
    for (event, at) in events(text) {
        reader.event(event, at, leads);
    }
    reader.end_block();
    reader.beside();
    reader.changes
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, names: &'t Names) -> Self {
        Self {
            text,
            names,
            words: String::new(),
            pieces: vec![],
            open: vec![],
            changes: vec![],
            seen: vec![],
            beside: names.in_address(text),
        }
    }

    fn event(&mut self, event: Event<'t>, at: Range<usize>, leads: &dyn Fn(&str) -> Leads) {
        if !matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
            && let Some(open) = self.open.last_mut()
        {
            open.inner = open.inner.max(at.end);
        }
        match event {
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => self.start(at, 1, link_type, dest_url, title),
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                self.start(at, 2, link_type, dest_url, title);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.end(leads),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(_) | Event::End(_) => self.end_block(),
            Event::Text(words) => self.add(&words, at),
            Event::Code(words) => self.code(&words, at),
            Event::SoftBreak | Event::HardBreak => self.piece(" ", at, Sort::Break),
            Event::Html(_) | Event::InlineHtml(_) => self.html(at),
            _ => {}
        }
    }

    fn piece(&mut self, words: &str, at: Range<usize>, sort: Sort) {
        self.seen.push(at.clone());
        self.pieces.push(Piece { from: self.words.len(), at, sort });
        self.words.push_str(words);
    }

    fn add(&mut self, words: &str, at: Range<usize>) {
        let sort = if self.text[at.clone()] == *words { Sort::Exact } else { Sort::Whole };
        self.piece(words, at, sort);
    }

    fn code(&mut self, words: &str, at: Range<usize>) {
        match self.text[at.clone()].find(words) {
            Some(from) => self.piece(words, at.start + from..at.start + from + words.len(), Sort::Exact),
            None if self.names.in_text(words) => {
                self.seen.push(at.clone());
                self.changes.push(Change { at, to: format!("`{}`", self.names.text(words)) });
            }
            None => {}
        }
    }

    /// HTML is shown as text, without its comments.
    fn html(&mut self, at: Range<usize>) {
        let mut from = at.start;
        while let Some(start) = self.text[from..at.end].find("<!--").map(|n| from + n) {
            let Some(end) = self.text[start..at.end].find("-->").map(|n| start + n + 3) else { break };
            self.piece(&self.text[from..start], from..start, Sort::Exact);
            from = end;
        }
        self.piece(&self.text[from..at.end], from..at.end, Sort::Exact);
    }

    /// Replaces the names in the words of a block: those that a reader sees, and those that a mark parts
    /// from other letters.
    fn end_block(&mut self) {
        let words = std::mem::take(&mut self.words);
        let pieces = std::mem::take(&mut self.pieces);
        let ends = pieces.iter().skip(1).map(|p| p.from).chain([words.len()]).collect::<Vec<_>>();
        let whole = |found: &Found<'_>| (found.at.clone(), found.instead().to_owned());
        let mut all: Vec<(Range<usize>, String)> = self.names.find(&words).iter().map(whole).collect();
        for (piece, end) in pieces.iter().zip(&ends) {
            let part = &words[piece.from..*end];
            for found in self.names.find(part) {
                let at = found.at.start + piece.from..found.at.end + piece.from;
                if all.iter().all(|(other, _)| at.end <= other.start || other.end <= at.start) {
                    all.push((at, found.instead().to_owned()));
                }
            }
        }
        for (at, instead) in all {
            self.replace(&words, &pieces, &ends, &at, &instead);
        }
    }

    /// Replaces some of the words of a block in all the places that they come from.
    fn replace(&mut self, words: &str, pieces: &[Piece], ends: &[usize], at: &Range<usize>, instead: &str) {
        let mut to = instead;
        for (piece, end) in pieces.iter().zip(ends) {
            let (from, until) = (at.start.max(piece.from), at.end.min(*end));
            if from >= until || piece.sort == Sort::Break {
                continue;
            }
            let change = if piece.sort == Sort::Exact {
                let at = piece.at.start + from - piece.from..piece.at.start + until - piece.from;
                Change { at, to: to.to_owned() }
            } else {
                let whole = format!("{}{to}{}", &words[piece.from..from], &words[until..*end]);
                Change { at: piece.at.clone(), to: whole }
            };
            self.changes.push(change);
            to = "";
        }
    }

    fn start(&mut self, at: Range<usize>, mark: usize, kind: LinkType, dest: CowStr<'t>, title: CowStr<'t>) {
        self.open.push(Open { inner: at.start + mark, at, kind, dest, title });
    }

    fn end(&mut self, leads: &dyn Fn(&str) -> Leads) {
        let Some(link) = self.open.pop() else { return };
        if let Some(around) = self.open.last_mut() {
            around.inner = around.inner.max(link.at.end);
        }
        let by_itself = matches!(link.kind, LinkType::Autolink | LinkType::Email);
        let to = leads(&link.dest);
        let title = self.names.text(&link.title);
        let tail = link.inner.min(link.at.end)..link.at.end;
        match to {
            Leads::Nowhere => {
                let mark = if self.text[link.at.start..].starts_with('!') { 2 } else { 1 };
                let start = link.at.start..link.at.start + mark;
                self.seen.extend([start.clone(), tail.clone()]);
                self.changes.extend([start, tail].map(|at| Change { at, to: String::new() }));
            }
            Leads::There if by_itself => {}
            // The definitions of an address may change, so no link relies on one.
            Leads::There if !self.beside => {}
            Leads::There if link.kind == LinkType::Inline && title == *link.title => {}
            Leads::There => self.set(tail, &link.dest, &title),
            Leads::To(dest) => self.set(tail, &dest, &title),
        }
    }

    /// Writes the address of a link anew.
    fn set(&mut self, tail: Range<usize>, dest: &str, title: &str) {
        let dest = dest.replace('&', "&amp;").replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E");
        let title = title.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
        let title = if title.is_empty() { String::new() } else { format!(" \"{title}\"") };
        self.seen.push(tail.clone());
        self.changes.push(Change { at: tail, to: format!("](<{dest}>{title})") });
    }

    /// Replaces the names in what is neither words nor the address of a link.
    fn beside(&mut self) {
        if !self.beside {
            return;
        }
        self.seen.sort_by_key(|at| at.start);
        let mut from = 0;
        let mut ends = std::mem::take(&mut self.seen);
        ends.push(self.text.len()..self.text.len());
        for at in ends {
            if from < at.start {
                let told = self.names.address(&self.text[from..at.start]);
                if let Cow::Owned(to) = told {
                    self.changes.push(Change { at: from..at.start, to });
                }
            }
            from = from.max(at.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::new(vec![("Acme Ltd".into(), "client A".into()), ("Zorblax".into(), "firm B".into())])
    }

    fn leads(names: &Names) -> impl Fn(&str) -> Leads {
        move |dest| match dest {
            _ if !names.in_address(dest) => Leads::There,
            _ if dest.contains(':') => Leads::Nowhere,
            _ => Leads::To(names.path(dest).into_owned()),
        }
    }

    fn html(text: &str) -> String {
        let mut out = String::new();
        pulldown_cmark::html::push_html(&mut out, events(text).map(|(event, _)| event));
        out
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        for (text, seen_as) in [
            ("A [cert](../../evidence/secret.pdf) ![plan](x.png \"t\").", "A cert plan."),
            (
                "Out <https://x.example/> and [y](https://y.example/ \"t\").",
                "Out <https://x.example/> and [y](https://y.example/ \"t\").",
            ),
            ("One <!-- secret --> two.\n\n<!-- secret\nmore -->\n\nThree.", "One  two.\n\n\n\nThree."),
            ("A [link][r].\n\n[r]: https://x.example/\n[//]: # (secret)", "A [link](<https://x.example/>)."),
            ("- a\n- b\n\n> c\n\n```\n[x]: kept\n```", "- a\n- b\n\n> c\n\n```\n[x]: kept\n```"),
        ] {
            assert_eq!(seen(text), seen_as, "{text:?}");
        }
    }

    #[test]
    fn words_whatever_marks_stand_between() {
        let names = names();
        for (text, told_as) in [
            ("At Acme Ltd.", "At client A."),
            ("**Acme** Ltd.", "**client A**."),
            ("[Acme](a.md) *Ltd*", "[client A](a.md)**"),
            ("Acme&nbsp;Ltd &amp; co", "client A &amp; co"),
            ("Z&#111;rblax", "firm B"),
            ("Zorb*lax*", "firm B**"),
            ("by Acme\nLtd today", "by client A\n today"),
            ("> by Acme\n> Ltd today", "> by client A\n>  today"),
            ("`Acme Ltd`", "`client A`"),
            ("```acme-ltd\nZorblax\n```", "```client-a\nfirm B\n```"),
            ("<b>Zorblax</b> <!-- Zorblax -->", "<b>firm B</b> <!-- firm-b -->"),
            ("Zor<!-- x -->blax", "firm B<!-- x -->"),
            ("| a |\n|---|\n| Acme Ltd |", "| a |\n|---|\n| client A |"),
            ("a[^acme-ltd]\n\n[^acme-ltd]: Zorblax", "a[^client-a]\n\n[^client-a]: firm B"),
            ("{{ include(\"acme-ltd/x.md\") }}", "{{ include(\"client-a/x.md\") }}"),
            ("Nothing *at* all [x](y.md \"z\").", "Nothing *at* all [x](y.md \"z\")."),
        ] {
            assert_eq!(told(text, &names, &leads(&names)), told_as, "{text:?}");
        }
    }

    #[test]
    fn links_and_pictures() {
        let names = names();
        for (text, shown) in [
            ("[x](https://acme.ltd/a)", "<p>x</p>\n"),
            ("[Zorblax][z]\n\n[z]: https://zorblax.example \"Zorblax\"", "<p>firm B</p>\n"),
            ("[zorblax]\n\n[zorblax]: /y \"Zorblax\"", "<p><a href=\"/y\" title=\"firm B\">firm B</a></p>\n"),
            ("[x](acme-ltd.md#zorblax)", "<p><a href=\"client-a.md#firm-b\">x</a></p>\n"),
            (
                "![Acme Ltd](zorblax.png \"Zorblax\")",
                "<p><img src=\"firm-b.png\" alt=\"client A\" title=\"firm B\" /></p>\n",
            ),
            ("[![a](z.png)](https://zorblax.example)", "<p><img src=\"z.png\" alt=\"a\" /></p>\n"),
            ("<https://zorblax.example>", "<p>https://firm B.example</p>\n"),
            ("[Zorblax](a&amp;b.md)", "<p><a href=\"a&amp;b.md\">firm B</a></p>\n"),
        ] {
            let made = told(text, &names, &leads(&names));
            assert_eq!(html(&made), shown, "{text:?} -> {made:?}");
        }
    }

    /// The words that a reader sees, block by block.
    fn read(text: &str) -> String {
        let mut out = String::new();
        for (event, _) in events(text) {
            match event {
                Event::Text(t) | Event::Code(t) => out.push_str(&t),
                Event::SoftBreak | Event::HardBreak => out.push(' '),
                Event::Start(Tag::Paragraph | Tag::Item | Tag::TableCell | Tag::Heading { .. } | Tag::CodeBlock(_))
                | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_)) => {
                    out.push_str("\n\n");
                }
                _ => {}
            }
        }
        out
    }

    #[test]
    fn no_marks_hide_a_name() {
        let names = names();
        let parts = [
            "Zorblax",
            "zorblax",
            "Acme",
            "Ltd",
            " ",
            "\n",
            "*",
            "**",
            "_",
            "`",
            "[",
            "]",
            "(",
            ")",
            "](zorblax.md)",
            "[acme-ltd]: x\n",
            "<",
            ">",
            "> ",
            "- ",
            "&amp;",
            "&#97;",
            "\\",
            "!",
            "|",
            "\n\n",
            "    ",
            "<!--",
            "-->",
            "```",
            "{{",
            "}}",
            "\"",
            "word",
            "~~",
            "[^a]",
            "# ",
            "https://acme.ltd",
            "a",
            "Zorb",
            "lax",
        ];
        let mut state = 7_u64;
        let mut below = |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % n
        };
        for n in 0..20_000 {
            let text: String = (0..=below(14)).map(|_| parts[below(parts.len())]).collect();
            let made = told(&text, &names, &leads(&names));
            assert!(!names.in_text(&made), "{n}: {text:?} -> {made:?}");
            let shown = read(&made);
            assert!(!names.in_text(&shown), "{n}: {text:?} -> {made:?}: {shown:?}");
        }
    }
}
