//! What a reader of a site's texts would stumble over: for `check`, and for the owner.

use std::collections::BTreeSet;
use std::ops::Range;

use super::route::percent_decoded;
use super::site::DEFAULT_POLICY;
use super::{Site, shortcode};
use crate::content::lower::evidence;
use crate::diag::{Code, Diagnostic, Place};
use crate::markdown::{self, RemarkKind, Setting};
use crate::model::{Body, Visibility};
use crate::paths::{SourcePath, joined};
use crate::policy::tell::prose::Owned;
use crate::policy::{Origin, Policy};

impl Site<'_> {
    /// Doubtful points of all texts: links that lead nowhere, HTML, pictures from elsewhere; and
    /// shortcodes that cannot be read. For `check` and for the owner.
    /// `evidence` are the files that there are.
    pub fn proofread(&self, evidence: &BTreeSet<SourcePath>) -> Vec<Diagnostic> {
        use rayon::prelude::*;
        let setting = Setting { top: 2, anchors: true, of: &[] };
        let listed = self.evidence_listed(evidence);
        let of_entries = self.seen.entries.par_iter().with_min_len(64).flat_map_iter(|entry| {
            let source = format!("content/activities/{}.md", entry.key);
            let own = entry
                .owner
                .as_ref()
                .is_some_and(|o| !matches!(o.entry.visibility, Visibility::Assessor | Visibility::Public));
            let files = Files { evidence, listed: &listed, own };
            let body = entry.body.map(|b| self.remarks(b.as_str(), Some(b), &source, setting, files));
            let reflection =
                entry.reflection.map(|r| self.remarks(r, None, &source, setting, files)).unwrap_or_default();
            let reflection = reflection.into_iter().map(|mut note| {
                note.place = Place::Value(crate::diag::KeyPath::root().key("reflection"));
                note
            });
            body.unwrap_or_default().into_iter().chain(reflection).collect::<Vec<_>>()
        });
        let mut notes: Vec<Diagnostic> = of_entries.collect();
        let files = Files { evidence, listed: &listed, own: false };
        let texts = (self.seen.pages.iter().map(|p| (&p.source, &p.body)))
            .chain(self.seen.faq.iter().map(|a| (&a.source, &a.body)))
            .chain(self.seen.directory.values().map(|i| (&i.source, &i.body)))
            .chain(self.seen.snippets);
        for (source, body) in texts {
            let expanded = shortcode::expand(self, body.as_str(), source.as_str(), 0);
            let fault = |(at, message, hint): &(Range<usize>, String, Option<String>)| {
                let place = Place::Bytes(body.place(at.start), body.place(at.end));
                let note = Diagnostic::new(Code::BadShortcode, source, place, message.clone());
                if let Some(hint) = hint { note.hint(hint.clone()) } else { note }
            };
            notes.extend(expanded.faults.iter().map(fault));
            notes.extend(self.remarks(body.as_str(), Some(body), source.as_str(), setting, files));
        }
        notes.extend(self.literal_figures());
        notes.extend(self.routes_of_strategy(setting, files));
        for item in &self.seen.plan {
            let source = format!("content/plan/{}.md", item.id);
            notes.extend(self.remarks(item.body.as_str(), Some(item.body), &source, setting, files));
        }
        notes
    }

    /// Figures of the policies that the site's own pages, answers and items write out. The policies that the site
    /// speaks of: those followed; where it follows none, those of its own, and the one that shortcodes mean where they
    /// name none. Texts that come with the program are nobody's to mend here.
    pub fn literal_figures(&self) -> Vec<Diagnostic> {
        let usual = |p: &&Policy| p.origin != Origin::BuiltIn || p.id.as_str() == DEFAULT_POLICY;
        let followed = |p: &&Policy| self.policy_order.contains(&p.id);
        let spoken_of = |p: &&Policy| if self.policy_order.is_empty() { usual(p) } else { followed(p) };
        let owned = Owned::new(self.policies.all().filter(spoken_of));
        let pages = self.seen.pages.iter().filter(|p| !p.built_in).map(|p| (&p.source, &p.body));
        let answers = self.seen.faq.iter().filter(|a| !a.built_in).map(|a| (&a.source, &a.body));
        let texts = pages
            .chain(answers)
            .chain(self.seen.directory.values().filter(|i| !i.built_in).map(|i| (&i.source, &i.body)))
            .chain(self.seen.snippets);
        let mut notes = vec![];
        for (source, body) in texts {
            for literal in owned.literals(body.as_str()) {
                let place = Place::Bytes(body.place(literal.at.start), body.place(literal.at.end));
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
            all.extend(rendered.away.into_iter().map(|(url, at)| (url, source.clone(), body.place(at.start))));
        }
        all.extend(self.seen.directory.values().filter_map(|i| Some((i.url.clone()?, i.source.clone(), 0))));
        all.sort();
        all
    }

    /// Links of the strategy's data: relative to `content/`.
    fn routes_of_strategy(&self, setting: Setting<'_>, files: Files<'_>) -> Vec<Diagnostic> {
        let Some(strategy) = self.seen.strategy else { return vec![] };
        let source = crate::content::lower::strategy::FILE;
        let mut notes = vec![];
        for group in &strategy.groups {
            for (n, route) in group.routes.iter().enumerate() {
                let at = crate::diag::KeyPath::root().key("groups").key(group.id.as_str()).key("routes").item(n);
                let found = self.remarks(route, None, source, setting, files).into_iter();
                notes.extend(found.map(|note| Diagnostic { place: Place::Value(at.clone()), ..note }));
            }
        }
        notes
    }

    /// Which files of evidence entries list.
    fn evidence_listed<'e>(&'e self, evidence: &BTreeSet<SourcePath>) -> BTreeSet<&'e SourcePath> {
        let owned = self.seen.entries.iter().filter_map(|e| e.owner.as_ref());
        owned.flat_map(|o| o.evidence).map(|e| &e.path).filter(|path| evidence.contains(*path)).collect()
    }

    fn remarks(
        &self,
        text: &str,
        body: Option<&Body>,
        source: &str,
        setting: Setting<'_>,
        files: Files<'_>,
    ) -> Vec<Diagnostic> {
        let Ok(path) = SourcePath::new(source) else { return vec![] };
        let rendered = self.render(text, source, 0, setting);
        let place = |at: &Range<usize>| {
            let of = |at: usize| body.map_or(at, |body| body.place(at));
            Place::Bytes(of(at.start), of(at.end))
        };
        let of = |(n, r): (usize, markdown::Remark)| {
            let (RemarkKind::Missing(to) | RemarkKind::Anchor(to) | RemarkKind::Picture(to)) = &r.kind else {
                return Some(remark(&r, text.get(r.at.clone()).unwrap_or_default(), place(&r.at), &path));
            };
            if let Some(evidence) = leads_to_evidence(source, to) {
                return files.remark(&evidence, &path, place(&r.at), to);
            }
            let is_near = n < MOST_MEANT && !markdown::has_scheme(to);
            let meant = is_near.then(|| self.with_links(source, 0, |links| links.meant(to))).flatten();
            let mut note = remark(&r, "", place(&r.at), &path);
            note.hint = meant.or(note.hint);
            Some(note)
        };
        rendered.remarks.into_iter().enumerate().filter_map(of).collect()
    }
}

/// The path below `evidence/` that a link of a file leads to.
fn leads_to_evidence(source: &str, to: &str) -> Option<String> {
    let path = percent_decoded(to.split(['#', '?']).next().unwrap_or_default())?;
    joined(source, &path).filter(|path| path.starts_with("evidence/"))
}

/// What is known of evidence, where a text leads to it.
#[derive(Debug, Clone, Copy)]
struct Files<'a> {
    /// The files that there are.
    evidence: &'a BTreeSet<SourcePath>,
    /// Those that an entry lists.
    listed: &'a BTreeSet<&'a SourcePath>,
    /// Does nobody but the owner read the text?
    own: bool,
}

impl Files<'_> {
    /// What a writer has to know of a link to evidence: it opens in the owner's own site, and nowhere else.
    fn remark(self, path: &str, source: &SourcePath, place: Place, to: &str) -> Option<Diagnostic> {
        let (message, hint) = if !self.evidence.contains(path) {
            let message = format!("`{to}` leads nowhere: there is no `{path}`");
            let hint = match evidence::meant(path, self.evidence) {
                Some(there) => format!("the file is `{there}`: name it, and list it under `evidence:`"),
                None => "put the file there, and list it under `evidence:`; or take the link out".to_owned(),
            };
            (message, hint)
        } else if !self.listed.iter().any(|listed| listed.as_str() == path) {
            let message = format!("`{to}` is evidence that no entry lists: it stands in no site");
            (message, format!("add `evidence: [{path}]` to the entry that it shows"))
        } else if self.own {
            return None;
        } else {
            let message =
                format!("`{to}` is evidence: it opens in your own site, and is plain text for everybody else");
            (message, "keep it for yourself, or take the link out: the list under `evidence:` tells others how many files there are".to_owned())
        };
        Some(Diagnostic::new(Code::BrokenLink, source, place, message).hint(hint))
    }
}

/// For so many links of a text is looked for what they may have meant: a text can have thousands.
const MOST_MEANT: usize = 10;

/// A remark as a diagnostic.
fn remark(remark: &markdown::Remark, written: &str, place: Place, path: &SourcePath) -> Diagnostic {
    let (code, message, hint) = match &remark.kind {
        RemarkKind::RawHtml => (Code::RawHtml, "HTML is shown as text".to_owned(), in_markdown(written)),
        RemarkKind::Picture(to) if markdown::has_scheme(to) => (
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

/// What stands for a tag of HTML in Markdown.
fn in_markdown(tag: &str) -> &'static str {
    let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next();
    let one = tag.matches('<').count() == 1;
    match name.unwrap_or_default().to_ascii_lowercase().as_str() {
        "b" | "strong" if one => "write `**`",
        "i" | "em" if one => "write `*`",
        "s" | "del" | "strike" if one => "write `~~`",
        "br" => "take it out, and end the line with `\\`",
        _ => "take it out; Markdown has `**bold**`, `*italic*`, `- ` for a list and `# ` for a heading",
    }
}
