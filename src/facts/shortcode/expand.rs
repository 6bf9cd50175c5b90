//! A text with its shortcodes replaced.

use std::ops::Range;

use super::page::Page;
use super::table::{Fault, Value, markdown_text, unknown};
use super::value;
use crate::codes::{Code, MARK, codes, parse, push};
use crate::facts::Site;
use crate::html::Html;
use crate::markdown::Rendered;

/// As deep may texts include each other.
const DEEPEST_INCLUDE: usize = 8;
/// As much may the included texts of one page weigh, in bytes: twice as much each level down would
/// otherwise double eight times.
const MOST_INCLUDED: usize = 1024 * 1024;

/// A text whose shortcodes have been replaced.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    /// The Markdown.
    pub text: String,
    /// Tables, figures and included texts, by number.
    pub blocks: Vec<Html>,
    /// What could not be read: place in the original text, message, hint.
    pub faults: Vec<(Range<usize>, String, Option<String>)>,
}

/// Replaces the shortcodes of a text that stands on a page so many folders below the root.
pub(crate) fn expand(site: &Site<'_>, text: &str, source: &str, depth: usize) -> Expanded {
    Page { site, meant: site.meant(source), depth, inside: vec![source.to_owned()], included: 0 }.expand(text)
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
            match parse(inner).map_err(|m| (m, form())).and_then(|code| self.value(&code)) {
                Ok(Value::Words(words)) => markdown_text(&mut made.text, &words),
                Ok(Value::Markdown(text)) => push(&mut made.text, &text),
                Ok(Value::Block(block)) => {
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

    fn value(&mut self, code: &Code<'_>) -> Result<Value, Fault> {
        match code.name {
            "include" => self.include(code.get("").unwrap_or_default()).map(Value::Block),
            _ => value::of(self, code),
        }
    }

    /// A text of `content/snippets/`, rendered where it is asked for. Its links are its own: relative to
    /// its own file.
    fn include(&mut self, name: &str) -> Result<Html, Fault> {
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
}

/// Puts the blocks into the HTML.
pub(crate) fn finish(mut rendered: Rendered, expanded: &Expanded) -> Rendered {
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
        for heading in &mut rendered.headings {
            for place in [&mut heading.at.start, &mut heading.at.end].into_iter().filter(|p| **p > html.len()) {
                *place = *place + block.as_str().len() - length;
            }
        }
        html.push_str(block.as_str());
        rest = &rest[at + length..];
    }
    html.push_str(rest);
    if html.contains(MARK) {
        for heading in &mut rendered.headings {
            for place in [&mut heading.at.start, &mut heading.at.end] {
                *place -= html[..*place].matches(MARK).count() * MARK.len_utf8();
            }
        }
        html.retain(|c| c != MARK);
    }
    rendered.html = Html::trusted(&html);
    rendered
}
