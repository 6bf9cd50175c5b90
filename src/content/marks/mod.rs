//! Marks of other programs in a text: comments, links by name, ids of blocks. What such a program does not show is left
//! out before anything reads the text, so that no page, table or hand-over can tell it; a link by name becomes a link.
//! Comments of HTML are left out in the same way, without a word: they are Markdown's own. Never within code. Pure.

mod found;
mod name;

use std::ops::Range;
use std::sync::Arc;

use super::tree::{SourceFile, SourceTree};
use crate::diag::{Code, KeyPath, Place};
use crate::model::Body;
use crate::paths::SourcePath;
use crate::yaml::fields::Faults;
use found::{ByName, Mark};

/// As many marks of one text are named; all of them are read.
const MOST_NAMED: usize = 20;

/// The body of a file, as it is read here.
pub(crate) fn body(body: Body, file: &SourceFile, tree: &SourceTree, faults: &mut Faults) -> Body {
    if file.built_in || !found::may_have(body.as_str()) {
        return body;
    }
    let marks = found::marks(body.as_str());
    let changes = changes(&marks, body.as_str(), &file.path, tree);
    for (at, told) in changes.iter().filter_map(|c| Some((&c.mark, c.told.as_ref()?))).take(MOST_NAMED) {
        let place = Place::Bytes(body.place(at.start), body.place(at.end));
        told.add(place, faults);
    }
    if changes.is_empty() {
        return body;
    }
    let (text, pieces) = with(body.as_str(), &changes);
    let pieces: Vec<(usize, usize)> = pieces.into_iter().map(|(here, there)| (here, body.place(there))).collect();
    Body::rewritten(Arc::from(text), pieces.into())
}

/// A text of a head, as it is read here.
pub(crate) fn text(text: String, key: &str, file: &SourceFile, tree: &SourceTree, faults: &mut Faults) -> String {
    if !found::may_have(&text) {
        return text;
    }
    let marks = found::marks(&text);
    let changes = changes(&marks, &text, &file.path, tree);
    let place = || Place::Value(KeyPath::root().key(key));
    changes.iter().filter_map(|c| c.told.as_ref()).take(MOST_NAMED).for_each(|told| told.add(place(), faults));
    with(&text, &changes).0
}

/// What becomes of a mark.
struct Change {
    /// The mark itself.
    mark: Range<usize>,
    /// What is taken out for it.
    at: Range<usize>,
    to: String,
    told: Option<Told>,
}

/// What the writer is told of it.
struct Told {
    message: String,
    hint: String,
}

impl Told {
    fn add(&self, place: Place, faults: &mut Faults) {
        faults.add(Code::ForeignMark, place, self.message.clone()).with_hint(self.hint.clone());
    }
}

fn changes(marks: &[Mark], text: &str, source: &SourcePath, tree: &SourceTree) -> Vec<Change> {
    let mut changes = vec![];
    let mut from = 0;
    for mark in marks {
        let own = mark.at();
        let written = &text[own.clone()];
        let (at, to, told) = match mark {
            Mark::Comment(_) => {
                let told = (!written.starts_with("<!--")).then(|| comment(written));
                (found::line_of(text, own.clone()), String::new(), told)
            }
            Mark::Endless(_) => (own.clone(), String::new(), Some(endless(written))),
            Mark::BlockId(_) => {
                let id = written.trim();
                let message = format!("`{id}` names this block in another program: it is not shown");
                (own.clone(), String::new(), Some(Told { message, hint: format!("take ` {id}` out") }))
            }
            Mark::Link(by_name) => {
                let (to, told) = link(by_name, written, source, tree);
                (own.clone(), to, Some(told))
            }
        };
        // a comment that stands alone takes its line with it: two of one line take it once
        let at = at.start.max(from)..at.end.max(from);
        from = at.end;
        changes.push(Change { mark: own, at, to, told });
    }
    changes
}

fn comment(written: &str) -> Told {
    let (open, close) = found::signs(written);
    let message =
        format!("what stands between `{open}` and `{close}` is a comment of another program: it is not shown");
    let words = written.strip_prefix(open).and_then(|w| w.strip_suffix(close)).unwrap_or_default().trim();
    let plain = !words.is_empty() && words.len() <= 100 && !words.contains(['\n', '>']) && !words.contains("--");
    let hint = if plain {
        format!("write `<!-- {words} -->`")
    } else {
        format!("write `<!--` in place of `{open}`, and `-->` in place of `{close}`")
    };
    Told { message, hint }
}

fn endless(written: &str) -> Told {
    let (open, close) = found::signs(written);
    Told {
        message: format!("`{open}` begins a comment of another program that has no end: nothing from here on is shown"),
        hint: format!("write `{close}` where the comment ends; `\\{open}` is the signs themselves"),
    }
}

/// A link or picture by name, in Markdown, and what is said of it.
fn link(of: &ByName, written: &str, source: &SourcePath, tree: &SourceTree) -> (String, Told) {
    let ByName { to, heading, picture, .. } = of;
    let shown = name::shown(of);
    let anchor = heading.as_deref().map(|h| format!("#{}", crate::paths::slug(h))).unwrap_or_default();
    if to.is_empty() {
        let made = format!("[{}]({anchor})", name::escaped(&shown));
        let told = Told { message: format!("`{written}` is a link by name"), hint: format!("write `{made}`") };
        return (made, told);
    }
    let made = |path: &SourcePath| {
        let bang = if *picture && !path.ends_in("pdf") && !path.ends_in("md") { "!" } else { "" };
        format!("{bang}[{}]({})", name::escaped(&shown), name::address(path, source, &anchor))
    };
    match name::find(to, source, tree).as_slice() {
        [one] => {
            let made = made(one);
            let message = format!("`{written}` is a link by name: it leads to `{one}`");
            let hint = format!("write `{made}`");
            (made, Told { message, hint })
        }
        [] => {
            let message = format!("`{written}` leads nowhere: no file is called `{to}`, and the words are shown alone");
            (name::escaped(&shown), Told { message, hint: format!("write `{shown}`") })
        }
        [first, second, ..] => {
            let message = format!("`{written}` may mean `{first}` or `{second}`: the words are shown alone");
            (name::escaped(&shown), Told { message, hint: format!("write `{}`", made(first)) })
        }
    }
}

/// A text with its changes, and where each of its pieces stood before.
fn with(text: &str, changes: &[Change]) -> (String, Vec<(usize, usize)>) {
    let mut out = String::with_capacity(text.len());
    let mut pieces = vec![(0, 0)];
    let mut from = 0;
    for change in changes {
        out.push_str(&text[from..change.at.start]);
        if !change.to.is_empty() {
            pieces.push((out.len(), change.at.start));
            out.push_str(&change.to);
        }
        from = change.at.end;
        pieces.push((out.len(), from));
    }
    out.push_str(&text[from..]);
    (out, pieces)
}

#[cfg(test)]
mod tests;
