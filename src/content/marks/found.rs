//! Where marks of other programs stand in a text.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::signs::{PIECE, pieces};

/// A mark, with its bytes in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// What nobody but the writer reads.
    Comment(Range<usize>),
    /// The same without an end: all that follows.
    Endless(Range<usize>),
    /// A link or picture by the name of a file.
    Link(ByName),
    /// The name of a block, at the end of a line, with the space before it.
    BlockId(Range<usize>),
}

/// `[[name#heading|words]]`, with a `!` before it where the file itself is to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ByName {
    pub(super) at: Range<usize>,
    /// The name; empty: a heading of the same text.
    pub(super) to: String,
    pub(super) heading: Option<String>,
    pub(super) words: Option<String>,
    pub(super) picture: bool,
}

impl Mark {
    pub(super) fn at(&self) -> Range<usize> {
        match self {
            Self::Comment(at) | Self::Endless(at) | Self::BlockId(at) => at.clone(),
            Self::Link(link) => link.at.clone(),
        }
    }
}

/// How comments begin and end. One of HTML that has no end is text: it would be nobody's guess where it was to end.
const COMMENTS: [(&str, &str); 5] = [("<!--", "-->"), ("%%", "%%"), ("{>>", "<<}"), ("{{/*", "*/}}"), ("{#", "#}")];
/// A comment between two words in braces.
const WORD: (&str, &str) = ("comment", "endcomment");

/// The signs that a comment begins and ends with, as a writer knows them.
pub(super) fn signs(written: &str) -> (&'static str, &'static str) {
    let found = COMMENTS.into_iter().find(|(open, _)| written.starts_with(open));
    found.unwrap_or(("{% comment %}", "{% endcomment %}"))
}

/// May a text have a mark? Most have none, and are not looked at again.
pub(super) fn may_have(text: &str) -> bool {
    let bytes = text.as_bytes();
    let pair = |w: &[u8]| matches!(w, b"%%" | b"[[" | b"<!" | b"{>" | b"{%" | b"{#" | b"{{" | b" ^" | b"\n^" | b"\t^");
    // a pair may begin in the piece before, or end in the next
    let around = |at: usize| &bytes[at.saturating_sub(1)..(at + PIECE + 1).min(bytes.len())];
    bytes.starts_with(b"^") || pieces(bytes, *b"%[<{^").any(|at| around(at).windows(2).any(pair))
}

/// All marks outside of code, in order.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let finder = Finder { text, code: code(text), defined: defined(text), not_found: RefCell::default() };
    let mut found = vec![];
    let mut at = 0;
    while let Some(next) = text[at..].find(['%', '[', '<', '{', '^', '!']).map(|n| n + at) {
        if let Some(end) = finder.code_end(next) {
            at = end;
            continue;
        }
        match finder.mark(next) {
            Some(mark) => {
                at = mark.at().end.max(next + 1);
                found.push(mark);
            }
            None => at = next + run(&text[next..]),
        }
    }
    found
}

/// How many bytes the same sign goes on for.
fn run(text: &str) -> usize {
    let first = text.as_bytes().first();
    text.bytes().take_while(|b| Some(b) == first).count().max(1)
}

/// Code of a text: what stands in it is shown as it is. Where comments hold marks of code, these come to nothing.
fn code(text: &str) -> Vec<Range<usize>> {
    if !text.contains(['`', '~', '\t']) && !text.contains("    ") {
        return vec![];
    }
    let mut all: Vec<Range<usize>> = vec![];
    let mut block: Option<usize> = None;
    for (event, at) in crate::markdown::events(text) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(at.start),
            Event::End(TagEnd::CodeBlock) => all.extend(block.take().map(|start| start..at.end.max(start))),
            Event::Code(_) => all.push(at),
            _ => {}
        }
    }
    all
}

/// The names whose address stands in the text: `[name]: …`.
fn defined(text: &str) -> HashSet<&str> {
    text.lines().filter_map(|line| Some(line.strip_prefix('[')?.split_once("]:")?.0)).collect()
}

/// Each step looks as far as the mark itself goes, and a sign that is not there is sought once: a text of a million
/// signs is read in time that grows with its length.
struct Finder<'t> {
    text: &'t str,
    code: Vec<Range<usize>>,
    defined: HashSet<&'t str>,
    /// Signs that were sought to the end of the text in vain.
    not_found: RefCell<Vec<&'static str>>,
}

impl Finder<'_> {
    /// Where the code ends that this place stands in.
    fn code_end(&self, at: usize) -> Option<usize> {
        let n = self.code.partition_point(|code| code.end <= at);
        self.code.get(n).filter(|code| code.start <= at).map(|code| code.end)
    }

    /// The next place of a sign, outside of code.
    fn next(&self, sign: &'static str, mut from: usize) -> Option<usize> {
        if self.not_found.borrow().contains(&sign) {
            return None;
        }
        loop {
            let Some(at) = self.text[from..].find(sign).map(|n| n + from) else {
                self.not_found.borrow_mut().push(sign);
                return None;
            };
            match self.code_end(at) {
                None => return Some(at),
                Some(end) => from = end.max(at + 1),
            }
        }
    }

    /// The mark that begins here.
    fn mark(&self, at: usize) -> Option<Mark> {
        let (before, rest) = (&self.text[..at], &self.text[at..]);
        let escapes = before.len() - before.trim_end_matches('\\').len();
        if escapes % 2 == 1 {
            return None;
        }
        match rest.as_bytes()[0] {
            b'^' => self.block_id(at),
            b'!' if rest.starts_with("![[") => self.link(at, at + 1),
            b'[' if rest.starts_with("[[") => self.link(at, at),
            b'[' | b'!' => None,
            _ => self.comment(at).or_else(|| self.comment_in_words(at)),
        }
    }

    fn comment(&self, at: usize) -> Option<Mark> {
        let rest = &self.text[at..];
        let (open, close) = COMMENTS.into_iter().find(|(open, _)| rest.starts_with(open))?;
        let is_percent = open == "%%";
        // `10%%` is a number, a row of them is a line across the page, and `{#` needs a space: `{#id}` names a heading
        let after_word = self.text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        if is_percent && (after_word || ![2, 4].contains(&run(rest))) || open == "{#" && !rest.starts_with("{# ") {
            return None;
        }
        match self.next(close, at + open.len()) {
            Some(end) => Some(Mark::Comment(at..end + close.len())),
            None if is_percent || open == "{>>" => Some(Mark::Endless(at..self.text.len())),
            None => None,
        }
    }

    /// `{% comment %}`, up to its end.
    fn comment_in_words(&self, at: usize) -> Option<Mark> {
        let (first, last) = WORD;
        let word = |text: &str| {
            let inside = text.strip_prefix("{%")?.trim_start_matches('-').trim_start();
            Some(inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned())
        };
        if word(&self.text[at..])? != first {
            return None;
        }
        let mut from = at + 2;
        while let Some(open) = self.next("{%", from) {
            if word(&self.text[open..]).as_deref() == Some(last) {
                let end = self.text[open..].find("%}").map_or(self.text.len(), |n| open + n + 2);
                return Some(Mark::Comment(at..end));
            }
            from = open + 2;
        }
        Some(Mark::Endless(at..self.text.len()))
    }

    fn link(&self, at: usize, open: usize) -> Option<Mark> {
        let inside = &self.text[open + 2..];
        let inside = &inside[..inside.find(['\n', '[']).unwrap_or(inside.len())];
        let inside = &inside[..inside.find("]]")?];
        let end = open + 2 + inside.len() + 2;
        let after = self.text[end..].chars().next();
        // a link of Markdown whose words stand in brackets, a footnote in brackets, a name that the text defines
        let is_markdown =
            matches!(after, Some('(' | '[' | ']')) || inside.starts_with('^') || self.defined.contains(inside);
        if is_markdown || inside.trim().is_empty() {
            return None;
        }
        let (name, words) = match inside.split_once("\\|").or_else(|| inside.split_once('|')) {
            Some((name, words)) => (name, Some(words.trim()).filter(|w| !w.is_empty())),
            None => (inside, None),
        };
        let (to, heading) = name.split_once('#').map_or((name, None), |(to, heading)| (to, Some(heading)));
        let heading = heading.and_then(|h| h.rsplit('#').next()).map(str::trim);
        // the id of a block leads to the whole text here
        let heading = heading.filter(|h| !h.is_empty() && !h.starts_with('^')).map(str::to_owned);
        let to = to.trim().trim_end_matches('\\').to_owned();
        if to.is_empty() && heading.is_none() {
            return None;
        }
        Some(Mark::Link(ByName { at: at..end, to, heading, words: words.map(str::to_owned), picture: at != open }))
    }

    /// ` ^name` at the end of a line. A number alone is a power: `m ^2`.
    fn block_id(&self, at: usize) -> Option<Mark> {
        let before = &self.text[..at];
        let words = before.trim_end_matches([' ', '\t']);
        let stands_alone = words.len() < before.len() || before.is_empty() || before.ends_with('\n');
        let rest = &self.text[at + 1..];
        let name = &rest[..rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count()];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && (name.len() > 3 || name.bytes().any(|b| b.is_ascii_alphabetic()) && name.len() > 1);
        if !is_name || !stands_alone || !ends_line(&rest[name.len()..]) {
            return None;
        }
        Some(Mark::BlockId(words.len()..at + 1 + name.len()))
    }
}

/// Does nothing but spaces come before the next line? It looks no further than these go.
fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| c != '\n' && c.is_whitespace());
    rest.is_empty() || rest.starts_with('\n')
}

/// A comment with what goes with it: its line, where nothing else stands there; else the spaces beside it that would be
/// left over.
pub(super) fn line_of(text: &str, at: Range<usize>) -> Range<usize> {
    let (before, rest) = (&text[..at.start], &text[at.end..]);
    let is_start = |text: &str| text.is_empty() || text.ends_with('\n');
    let is_space = |c: char| c != '\n' && c.is_whitespace();
    // a mark of a list or quotation that has nothing else
    let marks = before.trim_end_matches(|c| is_space(c) || "-*+>".contains(c));
    if is_start(marks) && ends_line(rest) {
        let blank = rest.len() - rest.trim_start_matches(is_space).len();
        return marks.len()..(at.end + blank + 1).min(text.len());
    }
    let words = before.trim_end_matches(is_space);
    let end = if is_start(words) || before.ends_with([' ', '\t']) {
        at.end + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
    } else {
        at.end
    };
    let start = if ends_line(rest) { words.len() } else { at.start };
    start..end
}
