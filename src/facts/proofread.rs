//! What a reader of a site's texts would stumble over: for `check`, and for the owner.

use std::ops::Range;

use super::site::DEFAULT_POLICY;
use super::{Site, shortcode};
use crate::diag::{Code, Diagnostic, Place};
use crate::markdown::{self, RemarkKind, Setting};
use crate::paths::SourcePath;
use crate::policy::tell::prose::Owned;
use crate::policy::{Origin, Policy};

impl Site<'_> {
    /// Doubtful points of all texts: links that lead nowhere, HTML, pictures from elsewhere; and
    /// shortcodes that cannot be read. For `check` and for the owner.
    pub fn proofread(&self) -> Vec<Diagnostic> {
        use rayon::prelude::*;
        let setting = Setting { top: 2, anchors: true, of: &[] };
        let of_entries = self.seen.entries.par_iter().with_min_len(64).flat_map_iter(|entry| {
            let source = format!("content/activities/{}.md", entry.key);
            let body = entry.body.map(|b| self.remarks(b.as_str(), b.start(), &source, setting));
            let reflection = entry.reflection.map(|r| self.remarks(r, 0, &source, setting)).unwrap_or_default();
            let reflection = reflection.into_iter().map(|mut note| {
                note.place = Place::Value(crate::diag::KeyPath::root().key("reflection"));
                note
            });
            body.unwrap_or_default().into_iter().chain(reflection).collect::<Vec<_>>()
        });
        let mut notes: Vec<Diagnostic> = of_entries.collect();
        let texts = (self.seen.pages.iter().map(|p| (&p.source, &p.body)))
            .chain(self.seen.faq.iter().map(|a| (&a.source, &a.body)))
            .chain(self.seen.directory.values().map(|i| (&i.source, &i.body)))
            .chain(self.seen.snippets);
        for (source, body) in texts {
            let expanded = shortcode::expand(self, body.as_str(), source.as_str(), 0);
            let fault = |(at, message, hint): &(Range<usize>, String, Option<String>)| {
                let place = Place::Bytes(at.start + body.start(), at.end + body.start());
                let note = Diagnostic::new(Code::BadShortcode, source, place, message.clone());
                if let Some(hint) = hint { note.hint(hint.clone()) } else { note }
            };
            notes.extend(expanded.faults.iter().map(fault));
            notes.extend(self.remarks(body.as_str(), body.start(), source.as_str(), setting));
        }
        notes.extend(self.literal_figures());
        notes.extend(self.routes_of_strategy(setting));
        for item in &self.seen.plan {
            let source = format!("content/plan/{}.md", item.id);
            notes.extend(self.remarks(item.body.as_str(), item.body.start(), &source, setting));
        }
        notes
    }

    /// Figures of the policies that pages, answers and items write out. The policies that the site speaks
    /// of: those followed, those of its own, and the one that shortcodes mean where they name none. Texts
    /// that come with the program speak of the last two alone.
    pub fn literal_figures(&self) -> Vec<Diagnostic> {
        let usual = |p: &&Policy| p.origin != Origin::BuiltIn || p.id.as_str() == DEFAULT_POLICY;
        let spoken_of = |p: &&Policy| self.policy_order.contains(&p.id) || usual(p);
        let owned = Owned::new(self.policies.all().filter(spoken_of));
        let of_ours = Owned::new(self.policies.all().filter(usual));
        let texts = (self.seen.pages.iter().map(|p| (&p.source, &p.body, p.built_in)))
            .chain(self.seen.faq.iter().map(|a| (&a.source, &a.body, a.built_in)))
            .chain(self.seen.directory.values().map(|i| (&i.source, &i.body, false)))
            .chain(self.seen.snippets.iter().map(|(source, body)| (source, body, false)));
        let mut notes = vec![];
        for (source, body, built_in) in texts {
            let owned = if built_in { &of_ours } else { &owned };
            for literal in owned.literals(body.as_str()) {
                let place = Place::Bytes(literal.at.start + body.start(), literal.at.end + body.start());
                let message = format!("this is {}, written as a number", literal.owner);
                let hint = format!("write `{}`; a number of your own: `{{{{ literal(\"…\") }}}}`", literal.instead);
                notes.push(Diagnostic::new(Code::LiteralFigure, source, place, message).hint(hint));
            }
        }
        notes
    }

    /// Every link of a text or an item that leads away, with its file and its place there, by address.
    pub fn links_away(&self) -> Vec<(String, SourcePath, usize)> {
        let setting = Setting { top: 2, anchors: false, of: &[] };
        let texts =
            (self.seen.pages.iter().map(|p| (p.source.clone(), &p.body)))
                .chain(self.seen.faq.iter().map(|a| (a.source.clone(), &a.body)))
                .chain(self.seen.directory.values().map(|i| (i.source.clone(), &i.body)))
                .chain(self.seen.snippets.iter().map(|(p, b)| (p.clone(), b)))
                .chain(self.seen.entries.iter().filter_map(|e| {
                    Some((SourcePath::new(&format!("content/activities/{}.md", e.key)).ok()?, e.body?))
                }));
        let mut all = vec![];
        for (source, body) in texts {
            let rendered = self.render(body.as_str(), source.as_str(), 0, setting);
            all.extend(rendered.away.into_iter().map(|(url, at)| (url, source.clone(), at.start + body.start())));
        }
        all.extend(self.seen.directory.values().filter_map(|i| Some((i.url.clone()?, i.source.clone(), 0))));
        all.sort();
        all
    }

    /// Links of the strategy's data: relative to `content/`.
    fn routes_of_strategy(&self, setting: Setting<'_>) -> Vec<Diagnostic> {
        let Some(strategy) = self.seen.strategy else { return vec![] };
        let source = crate::content::lower::strategy::FILE;
        let mut notes = vec![];
        for group in &strategy.groups {
            for (n, route) in group.routes.iter().enumerate() {
                let at = crate::diag::KeyPath::root().key("groups").key(group.id.as_str()).key("routes").item(n);
                let found = self.remarks(route, 0, source, setting).into_iter();
                notes.extend(found.map(|note| Diagnostic { place: Place::Value(at.clone()), ..note }));
            }
        }
        notes
    }

    fn remarks(&self, text: &str, start: usize, source: &str, setting: Setting<'_>) -> Vec<Diagnostic> {
        let Ok(path) = SourcePath::new(source) else { return vec![] };
        let rendered = self.render(text, source, 0, setting);
        let of = |(n, r): (usize, markdown::Remark)| {
            let meant = match &r.kind {
                RemarkKind::Missing(to) | RemarkKind::Anchor(to) if n < MOST_MEANT => {
                    self.with_links(source, 0, |links| links.meant(to))
                }
                _ => None,
            };
            let mut note = remark(r, start, &path);
            note.hint = meant.or(note.hint);
            note
        };
        rendered.remarks.into_iter().enumerate().map(of).collect()
    }
}

/// For so many links of a text is looked for what they may have meant: a text can have thousands.
const MOST_MEANT: usize = 10;

/// A remark as a diagnostic.
fn remark(remark: markdown::Remark, start: usize, path: &SourcePath) -> Diagnostic {
    let place = Place::Bytes(remark.at.start + start, remark.at.end + start);
    let (code, message, hint) = match remark.kind {
        RemarkKind::RawHtml => {
            (Code::RawHtml, "HTML is shown as text".to_owned(), "write Markdown: `**bold**`, `*italic*`")
        }
        RemarkKind::Picture(to) if markdown::has_scheme(&to) => (
            Code::RemoteImage,
            format!("the picture `{to}` is on another server: it becomes a link"),
            "save it under `evidence/`",
        ),
        RemarkKind::Picture(to) => (
            Code::BrokenLink,
            format!("the picture `{to}` is not shown"),
            "name a PNG, JPEG, GIF or WebP file below `content/`",
        ),
        RemarkKind::Scheme(to) => {
            (Code::BadLink, format!("`{to}` does not become a link"), "use https://, mailto: or a path of this site")
        }
        RemarkKind::Missing(to) => {
            (Code::BrokenLink, format!("`{to}` leads nowhere"), "name a file of this site, relative to this one")
        }
        RemarkKind::Anchor(to) => (
            Code::BrokenAnchor,
            format!("`{to}` names a heading that is not there"),
            "name a heading in lower case, with hyphens",
        ),
        RemarkKind::TooLarge => (
            Code::FileTooLarge,
            "this text grows beyond every measure: the rest is left out".to_owned(),
            "shorten its tables",
        ),
    };
    Diagnostic::new(code, path, place, message).hint(hint)
}
