//! The parser's events, one by one, to events that can do no harm, and those to HTML.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd, html};

use super::bare;
use super::links::{Links, Target, has_scheme, outside};
use super::rendered::{Heading, Remark, RemarkKind, Rendered, Setting};
use crate::html::{Html, escape, escape_url};
use crate::paths::slug;

/// How deep quotes and lists may stand in each other; deeper ones lose their frame, not their text.
const DEEPEST: usize = 32;

/// The tags of headings, by level.
const TAGS: [(&str, &str); 7] = [
    ("", ""),
    ("<h1>", "</h1>\n"),
    ("<h2>", "</h2>\n"),
    ("<h3>", "</h3>\n"),
    ("<h4>", "</h4>\n"),
    ("<h5>", "</h5>\n"),
    ("<h6>", "</h6>\n"),
];

/// What ends something that is open.
enum End<'a> {
    /// Our own tag; empty: nothing was written.
    Ours(CowStr<'a>),
    /// A tag that the parser's writer makes.
    Theirs(TagEnd),
}

/// A picture whose words are being read.
struct Open {
    dest: String,
    title: String,
    at: Range<usize>,
    words: String,
    /// How many pictures stand open in its words.
    depth: usize,
}

struct Filter<'a> {
    setting: Setting<'a>,
    links: &'a dyn Links,
    /// May addresses stand in the text without marks?
    bare: bool,
    out: Vec<Event<'a>>,
    /// What ends each open block or link.
    open: Vec<End<'a>>,
    /// The lines of an open block of HTML.
    block: Option<String>,
    depth: usize,
    levels: Vec<u8>,
    heading: Option<(u8, usize, String)>,
    picture: Option<Open>,
    /// How many links and blocks of code stand open: an address in them is no link of its own.
    still: usize,
    notes: HashMap<String, usize>,
    /// The notes that the text has named so far.
    named: HashSet<usize>,
    ids: BTreeMap<String, usize>,
    aligned: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    made: Rendered,
}

/// Runs all events and writes the HTML.
pub(super) fn run<'a>(
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
    text: &'a str,
    setting: Setting<'a>,
    links: &'a dyn Links,
    bare: bool,
) -> Rendered {
    let mut filter = Filter {
        setting,
        links,
        bare,
        out: Vec::with_capacity(text.len() / 8),
        open: vec![],
        block: None,
        depth: 0,
        levels: vec![],
        heading: None,
        picture: None,
        still: 0,
        notes: HashMap::new(),
        named: HashSet::new(),
        ids: BTreeMap::new(),
        aligned: vec![],
        cell: 0,
        in_head: false,
        made: Rendered::default(),
    };
    // A table of empty cells grows fifty-fold: text and tags are weighed as they come.
    let limit = 20 * text.len() + 64 * 1024;
    let mut weight = 0;
    for (event, at) in events {
        weight += match &event {
            Event::Text(t) | Event::Code(t) | Event::Html(t) | Event::InlineHtml(t) => t.len() + 8,
            _ => 24,
        };
        if weight > limit {
            filter.made.remarks.push(Remark { kind: RemarkKind::TooLarge, at });
            filter.close_all();
            break;
        }
        filter.event(event, at);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 3);
    let mut events = filter.out.into_iter();
    let mut written = 0;
    for heading in &mut filter.made.headings {
        let Range { start, end } = heading.at.clone();
        html::push_html(&mut out, events.by_ref().take(start - written));
        heading.at.start = out.len();
        html::push_html(&mut out, events.by_ref().take(end - start));
        heading.at.end = out.len();
        written = end;
    }
    html::push_html(&mut out, events);
    filter.made.html = Html::trusted(&out);
    filter.made
}

impl<'a> Filter<'a> {
    fn event(&mut self, event: Event<'a>, at: Range<usize>) {
        if self.picture.is_some() {
            return self.inside_picture(event);
        }
        if let Some((_, _, words)) = &mut self.heading
            && let Event::Text(t) | Event::Code(t) = &event
        {
            words.push_str(t);
        }
        match event {
            Event::Html(text) | Event::InlineHtml(text) => match &mut self.block {
                Some(block) => block.push_str(&text),
                None => self.html(&text, &at),
            },
            Event::End(TagEnd::HtmlBlock) => self.end_html(&at),
            Event::Start(tag) => self.start(tag, &at),
            Event::End(end) => self.end(end),
            Event::FootnoteReference(label) => {
                let n = self.note(&label);
                let id = self.note_id(n);
                // the way back leads to the first place that names it
                let first = self.named.insert(n);
                let back = if first { format!(" id=\"{id}-ref\"") } else { String::new() };
                self.raw(format!("<sup><a href=\"#{id}\"{back}>{n}</a></sup>"));
            }
            Event::TaskListMarker(done) => {
                let sign = if done { "☑" } else { "☐" };
                self.raw(format!("<span class=\"task\">{sign}</span> "));
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.out.push(Event::Code(text)),
            Event::Text(text) if self.bare && self.still == 0 && text.contains("://") => self.text(&text, &at),
            other => self.out.push(other),
        }
    }

    /// A text in which addresses may stand.
    fn text(&mut self, text: &str, at: &Range<usize>) {
        let mut from = 0;
        for found in bare::addresses(text) {
            self.out.push(Event::Text(text[from..found.start].to_owned().into()));
            from = found.end;
            let words = &text[found];
            let Some(href) = outside(words) else {
                self.out.push(Event::Text(words.to_owned().into()));
                continue;
            };
            let mut tag = "<a href=\"".to_owned();
            escape_url(&mut tag, &href);
            tag.push_str("\" rel=\"noopener noreferrer\">");
            self.raw(tag);
            self.out.push(Event::Text(words.to_owned().into()));
            self.raw("</a>");
            self.made.away.push((href, at.clone()));
        }
        self.out.push(Event::Text(text[from..].to_owned().into()));
    }

    fn raw(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::InlineHtml(html.into()));
    }

    fn remark(&mut self, kind: RemarkKind, at: &Range<usize>) {
        self.made.remarks.push(Remark { kind, at: at.clone() });
    }

    /// Writes our own tag and remembers what ends it.
    fn frame(&mut self, start: impl Into<CowStr<'a>>, end: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(start.into()));
        self.open.push(End::Ours(end.into()));
    }

    /// HTML of the writer's becomes text; a comment is a note to oneself, and nothing at all.
    fn html(&mut self, text: &str, at: &Range<usize>) {
        let text = without_comments(text);
        if !text.is_empty() {
            self.remark(RemarkKind::RawHtml, at);
            self.out.push(Event::Text(text.into()));
        }
    }

    fn end_html(&mut self, at: &Range<usize>) {
        let Some(block) = self.block.take() else { return };
        let text = without_comments(&block);
        if !text.trim().is_empty() {
            self.remark(RemarkKind::RawHtml, at);
            self.out.extend([Event::Html("<p>".into()), Event::Text(text.into()), Event::Html("</p>\n".into())]);
        }
    }

    fn start(&mut self, tag: Tag<'a>, at: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.start_heading(level),
            Tag::Link { dest_url, link_type, title, .. } => {
                let mail = matches!(link_type, pulldown_cmark::LinkType::Email);
                let dest = if mail { format!("mailto:{dest_url}").into() } else { dest_url };
                self.still += 1;
                self.start_link(&dest, &title, at);
            }
            Tag::Image { dest_url, title, .. } => {
                self.picture = Some(Open {
                    dest: dest_url.to_string(),
                    title: title.to_string(),
                    at: at.clone(),
                    words: String::new(),
                    depth: 0,
                });
            }
            Tag::Table(aligned) => {
                self.aligned = aligned;
                let mut frame = "\n<div class=\"scroll\" role=\"group\" aria-label=\"".to_owned();
                escape(&mut frame, self.links.wording().text("markdown.table"));
                frame.push_str("\" tabindex=\"0\"><table>");
                self.frame(frame, "</tbody></table></div>\n");
            }
            Tag::TableHead => {
                (self.in_head, self.cell) = (true, 0);
                self.frame("<thead><tr>", "</tr></thead><tbody>\n");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.frame("<tr>", "</tr>\n");
            }
            Tag::TableCell => self.start_cell(),
            Tag::FootnoteDefinition(label) => {
                let n = self.note(&label);
                let id = self.note_id(n);
                let number = format!("<sup>{n}</sup>");
                let number =
                    if self.named.contains(&n) { format!("<a href=\"#{id}-ref\">{number}</a>") } else { number };
                self.frame(format!("<div class=\"footnote\" id=\"{id}\">{number} "), "</div>\n");
            }
            Tag::BlockQuote(Some(kind)) => {
                let class = format!("{kind:?}").to_lowercase();
                let mut start = format!("<div class=\"callout {class}\"><p class=\"callout-title\">");
                escape(&mut start, self.links.wording().word("markdown", &class));
                start.push_str("</p>\n");
                self.nested(start, "</div>\n");
            }
            Tag::BlockQuote(None) => self.nested("<blockquote>\n", "</blockquote>\n"),
            Tag::List(None) => self.nested("\n<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => self.nested("\n<ol>\n", "</ol>\n"),
            Tag::List(Some(n)) => self.nested(format!("\n<ol start=\"{n}\">\n"), "</ol>\n"),
            // Their lines come as events of their own, and are shown as text.
            Tag::HtmlBlock => self.block = Some(String::new()),
            Tag::CodeBlock(kind) => {
                self.still += 1;
                self.frame(code_start(&kind), "</code></pre>\n");
            }
            Tag::MetadataBlock(_) => self.frame("", ""),
            tag => {
                self.open.push(End::Theirs(tag.to_end()));
                self.out.push(Event::Start(tag));
            }
        }
    }

    /// A quote or list, where it is not too deep.
    fn nested(&mut self, start: impl Into<CowStr<'a>>, end: impl Into<CowStr<'a>>) {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.open.push(End::Ours("".into()));
        } else {
            self.frame(start, end);
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Heading(_) => return self.end_heading(),
            TagEnd::TableHead => self.in_head = false,
            TagEnd::BlockQuote(_) | TagEnd::List(_) => self.depth -= 1,
            TagEnd::Link | TagEnd::CodeBlock => self.still -= 1,
            _ => {}
        }
        match self.open.pop() {
            Some(End::Ours(html)) if html.is_empty() => {}
            Some(End::Ours(html)) if matches!(end, TagEnd::Link | TagEnd::TableCell) => {
                self.out.push(Event::InlineHtml(html));
            }
            Some(End::Ours(html)) => self.out.push(Event::Html(html)),
            Some(End::Theirs(end)) => self.out.push(Event::End(end)),
            None => {}
        }
    }

    /// Ends everything that is open, where a text is cut short.
    fn close_all(&mut self) {
        self.picture = None;
        self.block = None;
        if self.heading.is_some() {
            self.end_heading();
        }
        while let Some(open) = self.open.pop() {
            self.out.push(match open {
                End::Ours(html) => Event::InlineHtml(html),
                End::Theirs(end) => Event::End(end),
            });
        }
    }

    fn start_cell(&mut self) {
        let right = matches!(self.aligned.get(self.cell), Some(Alignment::Right));
        self.cell += 1;
        let (start, end) = match (self.in_head, right) {
            (true, false) => ("<th scope=\"col\">", "</th>"),
            (true, true) => ("<th scope=\"col\" class=\"num\">", "</th>"),
            (false, false) => ("<td>", "</td>"),
            (false, true) => ("<td class=\"num\">", "</td>"),
        };
        self.raw(start);
        self.open.push(End::Ours(end.into()));
    }

    /// Headings of a text start at its top level and never skip one on the way down.
    fn start_heading(&mut self, level: HeadingLevel) {
        let level = level as u8;
        while self.levels.last().is_some_and(|l| *l >= level) {
            self.levels.pop();
        }
        self.levels.push(level);
        let shown = (self.setting.top + u8::try_from(self.levels.len()).unwrap_or(1) - 1).min(6);
        self.heading = Some((shown, self.out.len(), String::new()));
        self.out.push(Event::Html("".into()));
    }

    fn end_heading(&mut self) {
        let Some((level, at, words)) = self.heading.take() else { return };
        if self.setting.anchors {
            let id = self.anchor(&words);
            let mut tag = String::with_capacity(id.len() + 16);
            tag.push_str("<h");
            tag.push(char::from(b'0' + level));
            tag.push_str(" id=\"");
            escape(&mut tag, &id);
            tag.push_str("\">");
            // the place in the events, until these are written
            self.made.headings.push(Heading { level, id, text: words, at: at..self.out.len() + 1 });
            self.out[at] = Event::Html(tag.into());
        } else {
            self.out[at] = Event::Html(TAGS[usize::from(level)].0.into());
        }
        self.raw(TAGS[usize::from(level)].1);
    }

    fn anchor(&mut self, words: &str) -> String {
        let base = slug(words);
        let base = if base.is_empty() { "section".to_owned() } else { base };
        // several texts of one page: no slug begins with `_`
        let parts = self.setting.of.get(1..).unwrap_or_default().iter();
        let base = parts.rev().fold(base, |base, part| format!("_{}-{base}", slug(part)));
        if let Some(count) = self.ids.get_mut(&base) {
            *count += 1;
            return format!("{base}-{count}");
        }
        self.ids.insert(base.clone(), 1);
        base
    }

    fn note(&mut self, label: &str) -> usize {
        let next = self.notes.len() + 1;
        *self.notes.entry(label.to_owned()).or_insert(next)
    }

    fn note_id(&self, n: usize) -> String {
        let of: String = self.setting.of.iter().map(|part| slug(part) + "-").collect();
        format!("{of}fn-{n}")
    }

    fn start_link(&mut self, dest: &str, title: &str, at: &Range<usize>) {
        match self.href(dest, at) {
            Some((href, far)) => {
                if far {
                    self.made.away.push((href.clone(), at.clone()));
                }
                let mut tag = "<a href=\"".to_owned();
                escape_url(&mut tag, &href);
                if !title.is_empty() {
                    tag.push_str("\" title=\"");
                    escape(&mut tag, title);
                }
                tag.push_str(if far { "\" rel=\"noopener noreferrer\">" } else { "\">" });
                self.raw(tag);
                self.open.push(End::Ours("</a>".into()));
            }
            None => self.open.push(End::Ours("".into())),
        }
    }

    /// The address of a link, and whether it leads away; none: the words stand without a link.
    fn href(&mut self, dest: &str, at: &Range<usize>) -> Option<(String, bool)> {
        if let Some(url) = outside(dest) {
            return Some((url, true));
        }
        if has_scheme(dest) {
            self.remark(RemarkKind::Scheme(dest.to_owned()), at);
            return None;
        }
        match self.links.resolve(dest) {
            Target::Page(href) => Some((href, false)),
            Target::Here => Some((dest.to_owned(), false)),
            Target::NoAnchor(href) => {
                self.remark(RemarkKind::Anchor(dest.to_owned()), at);
                Some((href, false))
            }
            Target::Missing => {
                self.remark(RemarkKind::Missing(dest.to_owned()), at);
                None
            }
        }
    }

    fn inside_picture(&mut self, event: Event<'a>) {
        let Some(Open { words, depth, .. }) = &mut self.picture else { return };
        match event {
            Event::Text(t) | Event::Code(t) | Event::Html(t) | Event::InlineHtml(t) => words.push_str(&t),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::Start(Tag::Image { .. }) => *depth += 1,
            Event::End(TagEnd::Image) if *depth > 0 => *depth -= 1,
            Event::End(TagEnd::Image) => self.end_picture(),
            _ => {}
        }
    }

    fn end_picture(&mut self) {
        let Some(Open { dest, title, at, words, .. }) = self.picture.take() else { return };
        let mut tag = String::new();
        let far = outside(&dest);
        if let Some(picture) = self.links.picture(&dest).filter(|_| far.is_none()) {
            picture.tag(&mut tag, &words, &title);
            return self.raw(tag);
        }
        let shown = if words.is_empty() { self.links.wording().text("markdown.picture").to_owned() } else { words };
        self.remark(RemarkKind::Picture(dest), &at);
        if let Some(url) = far {
            tag.push_str("<a href=\"");
            escape_url(&mut tag, &url);
            tag.push_str("\" rel=\"noopener noreferrer\">");
            escape(&mut tag, &shown);
            tag.push_str("</a>");
            self.raw(tag);
        } else {
            self.out.push(Event::Text(shown.into()));
        }
    }
}

/// The start of a block of code; its language is one word, and never a class of the theme's.
fn code_start(kind: &CodeBlockKind<'_>) -> String {
    let word = match kind {
        CodeBlockKind::Fenced(info) => info.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default(),
        CodeBlockKind::Indented => "",
    };
    if word.is_empty() {
        return "<pre><code>".to_owned();
    }
    let mut tag = "<pre><code class=\"language-".to_owned();
    escape(&mut tag, word);
    tag.push_str("\">");
    tag
}

/// HTML without its comments. One that has no end is no comment: it would swallow the rest unseen.
fn without_comments(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        let Some((_, after)) = comment.split_once("-->") else { break };
        out.push_str(before);
        rest = after;
    }
    out + rest
}
