//! References to policy data in guidance pages: `{{ policy(rule="total", show="at_least") }}`.
//!
//! A closed set with a small parser of its own: no template language ever runs on a text. Inline
//! codes become words before Markdown is read, some become Markdown of their own; tables, figures and
//! included texts become a placeholder, which [`finish`] replaces in the HTML. Code spans and fenced
//! blocks are left as they stand.

use std::ops::Range;

use super::Site;
use crate::diag::nearest;
use crate::html::Html;
use crate::markdown::Rendered;

mod record;
mod strategy;
mod value;

pub use value::tables_of;

/// The policy whose figures are meant where a shortcode names none.
pub const DEFAULT_POLICY: &str = "iet";
/// As deep may texts include each other.
const DEEPEST_INCLUDE: usize = 8;
/// As much may the included texts of one page weigh, in bytes: twice as much each level down would
/// otherwise double eight times.
const MOST_INCLUDED: usize = 1024 * 1024;

/// A text whose shortcodes have been replaced.
#[derive(Debug, Default)]
pub struct Expanded {
    /// The Markdown.
    pub text: String,
    /// Tables, figures and included texts, by number.
    pub blocks: Vec<Html>,
    /// What could not be read: place in the original text, message, hint.
    pub faults: Vec<(Range<usize>, String, Option<String>)>,
}

/// Marks the place of a table; no text may hold it, so nobody can ask for one by hand.
const MARK: char = '\u{f8ff}';

/// One code: `name(key="value", …)`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Code<'t> {
    name: &'t str,
    arguments: Vec<(&'t str, &'t str)>,
}

impl<'t> Code<'t> {
    fn get(&self, key: &str) -> Option<&'t str> {
        self.arguments.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
    }
}

/// Replaces the shortcodes of a text that stands on a page so many folders below the root.
pub fn expand(site: &Site<'_>, text: &str, source: &str, depth: usize) -> Expanded {
    Page { site, meant: site.meant(source), depth, inside: vec![source.to_owned()], included: 0 }.expand(text)
}

/// What a page's shortcodes need to know of it.
struct Page<'s> {
    site: &'s Site<'s>,
    /// The policy that is meant where a code names none.
    meant: &'s str,
    /// Folders below the root.
    depth: usize,
    /// The files that stand in each other here, the page's own first.
    inside: Vec<String>,
    /// Bytes included so far.
    included: usize,
}

impl Page<'_> {
    fn expand(&mut self, text: &str) -> Expanded {
        let mut made = Expanded { text: String::with_capacity(text.len()), ..Expanded::default() };
        let mut from = 0;
        for at in codes(text) {
            push(&mut made.text, &text[from..at.start]);
            from = at.end;
            let inner = text[at.start + 2..at.end - 2].trim();
            let form = || Some("write it like `{{ policy(rule=\"total\", show=\"at_least\") }}`".to_owned());
            match parse(inner).map_err(|m| (m, form())).and_then(|code| value::of(self, &code)) {
                Ok(value::Value::Words(words)) => markdown_text(&mut made.text, &words),
                Ok(value::Value::Markdown(text)) => push(&mut made.text, &text),
                Ok(value::Value::Block(block)) => {
                    made.text.push_str(&format!("\n\n{MARK}{}{MARK}\n\n", made.blocks.len()));
                    made.blocks.push(block);
                }
                Err((message, hint)) => {
                    push(&mut made.text, &text[at.clone()]);
                    made.faults.push((at, message, hint));
                }
            }
        }
        push(&mut made.text, &text[from..]);
        made
    }

    /// A text of `content/snippets/`, rendered where it is asked for. Its links are its own: relative to
    /// its own file.
    fn include(&mut self, name: &str) -> Result<Html, (String, Option<String>)> {
        let path = format!("content/snippets/{name}");
        let all = self.site.seen.snippets;
        let body = crate::paths::SourcePath::new(&path).ok().and_then(|p| all.get(&p));
        let Some(body) = body else {
            let names = all.keys().filter_map(|p| p.below("content/snippets"));
            let (message, hint) = unknown("a file of `content/snippets/`", name, names);
            return Err((message, hint.or(Some(format!("create `{path}`")))));
        };
        if self.inside.contains(&path) {
            return Err((format!("`{name}` includes itself"), Some("take one of the two out".to_owned())));
        }
        self.included += body.as_str().len();
        if self.inside.len() > DEEPEST_INCLUDE || self.included > MOST_INCLUDED {
            let message = format!("texts include each other more than {DEEPEST_INCLUDE} deep, or more than 1 MiB");
            return Err((message, Some("put the text where it is needed".to_owned())));
        }
        self.inside.push(path.clone());
        let expanded = self.expand(body.as_str());
        self.inside.pop();
        let setting = crate::markdown::Setting { top: 3, anchors: false, of: &[name] };
        Ok(finish(self.site.render(&expanded.text, &path, self.depth, setting), &expanded).html)
    }

    /// The way up to the root.
    fn root(&self) -> String {
        "../".repeat(self.depth)
    }
}

/// The text with its shortcodes taken out: for finding headings.
pub fn without(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in codes(text) {
        push(&mut out, &text[from..at.start]);
        from = at.end;
    }
    push(&mut out, &text[from..]);
    out
}

/// Puts the blocks into the HTML.
pub fn finish(mut rendered: Rendered, expanded: &Expanded) -> Rendered {
    if expanded.blocks.is_empty() {
        return rendered;
    }
    let text = rendered.html.as_str();
    let mut html = String::with_capacity(text.len() + expanded.blocks.iter().map(|b| b.as_str().len()).sum::<usize>());
    let mut rest = text;
    for (n, block) in expanded.blocks.iter().enumerate() {
        // In a list or a heading the mark has no paragraph of its own.
        let mark = format!("{MARK}{n}{MARK}");
        let own = format!("<p>{mark}</p>");
        let found = rest.find(&own).map(|at| (at, own.len())).or_else(|| rest.find(&mark).map(|at| (at, mark.len())));
        let Some((at, length)) = found else { continue };
        html.push_str(&rest[..at]);
        html.push_str(block.as_str());
        rest = &rest[at + length..];
    }
    html.push_str(rest);
    if html.contains(MARK) {
        html.retain(|c| c != MARK);
    }
    rendered.html = Html::trusted(&html);
    rendered
}

/// Adds a text without the marks that are ours.
fn push(out: &mut String, text: &str) {
    if text.contains(MARK) {
        out.extend(text.chars().filter(|c| *c != MARK));
    } else {
        out.push_str(text);
    }
}

/// Adds words so that Markdown reads them as words.
fn markdown_text(out: &mut String, words: &str) {
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Where the shortcodes stand, outside of code.
fn codes(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut fence: Option<&str> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = line.trim_start();
        let opens = ["```", "~~~"].into_iter().find(|f| start.starts_with(f));
        match (fence, opens) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => in_line(line, offset, &mut found),
            _ => {}
        }
        offset += line.len();
    }
    found
}

/// The shortcodes of one line, outside of code spans.
fn in_line(line: &str, offset: usize, found: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(next) = line[at..].find(['`', '{']).map(|n| n + at) {
        if line[next..].starts_with('`') {
            let run = line[next..].len() - line[next..].trim_start_matches('`').len();
            let ticks = &line[next..next + run];
            // An opening run without its match is text.
            at = line[next + run..].find(ticks).map_or(next + run, |n| next + run + n + run);
        } else if line[next..].starts_with("{{") {
            match line[next..].find("}}") {
                Some(end) => {
                    found.push(offset + next..offset + next + end + 2);
                    at = next + end + 2;
                }
                None => return,
            }
        } else {
            at = next + 1;
        }
    }
}

/// Reads one code.
fn parse(text: &str) -> Result<Code<'_>, String> {
    let (name, rest) = text.split_once('(').ok_or("a shortcode is written `name(key=\"value\")`")?;
    let mut rest = rest.strip_suffix(')').ok_or("the closing `)` is missing")?.trim();
    let mut arguments = vec![];
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let (value, after) = quoted.split_once('"').ok_or("the closing `\"` is missing")?;
            arguments.push(("", value));
            rest = after.trim_start();
        } else {
            let (key, after) = rest.split_once('=').ok_or("an argument is written `key=\"value\"`")?;
            let quoted = after.trim_start().strip_prefix('"').ok_or("values stand between double quotes")?;
            let (value, after) = quoted.split_once('"').ok_or("the closing `\"` is missing")?;
            arguments.push((key.trim(), value));
            rest = after.trim_start();
        }
        rest = match rest.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err("arguments are separated by commas".to_owned()),
        };
    }
    Ok(Code { name: name.trim(), arguments })
}

/// "x is not y", with the nearest that is.
fn unknown<'k>(what: &str, typed: &str, known: impl IntoIterator<Item = &'k str>) -> (String, Option<String>) {
    let known: Vec<&str> = known.into_iter().collect();
    let hint = match nearest(typed, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if known.is_empty() => None,
        None => Some(format!("one of {}", crate::diag::list(known))),
    };
    (format!("`{typed}` is not {what}"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_outside_of_code() {
        let text = "A {{ a(x=\"1\") }} and `{{ b() }}` {{c(\"z\")}}\n```\n{{ d() }}\n```\n{{ e() }}";
        let all: Vec<&str> = codes(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(all, ["{{ a(x=\"1\") }}", "{{c(\"z\")}}", "{{ e() }}"]);
    }

    #[test]
    fn arguments_are_read() {
        let code = parse("policy(rule=\"total\", show=\"at_least\")").unwrap();
        assert_eq!((code.name, code.get("rule"), code.get("show")), ("policy", Some("total"), Some("at_least")));
        for bad in ["policy", "policy(", "policy(rule=total)", "policy(rule=\"a\" show=\"b\")", "policy(rule=\"a)"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
