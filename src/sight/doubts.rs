//! Where a name that others are not to read may still be read: for `check`.

use std::collections::BTreeSet;

use super::source::Source;
use crate::diag::{Code, Diagnostic, KeyPath, Place, list};
use crate::model::{Audience, Sight};
use crate::names::Names;
use crate::paths::SourcePath;

/// So many forms are named of one file.
const MOST_OF_FILE: usize = 20;
/// So many files are named in one sentence.
const MOST_FILES: usize = 5;

/// Nearly names in what others may read, and what is not searched for names. `theme` are the texts of the
/// site's own theme.
pub(crate) fn doubts<'t>(
    source: Source<'_>,
    theme: impl Iterator<Item = (&'t SourcePath, &'t str)>,
) -> Vec<Diagnostic> {
    let names = &source.config.pseudonyms;
    let Some(settings) = SourcePath::new(crate::config::FILE).ok().filter(|_| !names.is_empty()) else {
        return vec![];
    };
    let unseen = unseen(source);
    let mut notes = vec![];
    let own = source.tree.files().iter().filter(|f| !f.built_in && !unseen.contains(&f.path));
    for file in own {
        notes.extend(in_name(names, &file.path));
        notes.extend(in_text(names, &file.path, &file.text));
    }
    notes.extend(source.tree.shown().keys().filter_map(|path| in_name(names, path)));
    notes.extend(in_settings(source, &settings));
    notes.extend(super::policies::held_back(source).map(|path| {
        let message = "a name of `pseudonyms` is in an id or a condition of this policy: others are not told of it";
        Diagnostic::new(Code::NotSearched, &path, Place::File, message)
            .hint("use another id there; titles and sentences may have the name")
    }));
    notes.extend(pictures(source, &settings));
    for (path, text) in theme {
        notes.extend(names.find(text).first().map(|found| {
            let message =
                format!("`{}` stands in a file of the theme, where it is not replaced", &text[found.at.clone()]);
            let place = Place::Bytes(found.at.start, found.at.end);
            Diagnostic::new(Code::NotSearched, path, place, message).hint("write what others may read")
        }));
    }
    notes
}

/// Files of which nobody but the owner sees a word.
fn unseen(source: Source<'_>) -> BTreeSet<&SourcePath> {
    let portfolio = &source.loaded.portfolio;
    let hidden = |v| Audience::Assessor.sees(v) != Sight::Entry;
    let entries = portfolio.activities.iter().filter(|a| a.draft || hidden(a.visibility)).map(|a| &a.source);
    let plan = portfolio.plan.values().filter(|p| hidden(p.visibility)).map(|p| &p.source);
    entries.chain(plan).collect()
}

const HINT: &str = "add this form to `pseudonyms`, or write it otherwise";

fn in_text(names: &Names, path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let mut told = BTreeSet::new();
    let note = |at: std::ops::Range<usize>| {
        let form = &text[at.clone()];
        let message = format!("`{form}` is nearly a name of `pseudonyms`: it is not replaced");
        told.insert(form)
            .then(|| Diagnostic::new(Code::NearName, path, Place::Bytes(at.start, at.end), message).hint(HINT))
    };
    names.near(text).into_iter().filter_map(note).take(MOST_OF_FILE).collect()
}

fn in_name(names: &Names, path: &SourcePath) -> Option<Diagnostic> {
    let at = names.near(path.as_str()).into_iter().next()?;
    let message =
        format!("`{}` in this file's name is nearly a name of `pseudonyms`: it is not replaced", &path.as_str()[at]);
    Some(
        Diagnostic::new(Code::NearName, path, Place::File, message)
            .hint("rename the file, or add this form to `pseudonyms`"),
    )
}

fn in_settings(source: Source<'_>, settings: &SourcePath) -> Vec<Diagnostic> {
    let (names, config) = (&source.config.pseudonyms, source.config);
    let root = KeyPath::root;
    let mut notes = vec![];
    let types = config.types.iter().map(|(id, title)| (root().key("types").key(id.as_str()), title.as_str()));
    for (at, text) in types.chain([(root().key("title"), config.title.as_str())]) {
        notes.extend(names.near(text).into_iter().next().map(|near| {
            let message = format!("`{}` is nearly a name of `pseudonyms`: it is not replaced", &text[near]);
            Diagnostic::new(Code::NearName, settings, Place::Value(at), message).hint(HINT)
        }));
    }
    if config.base_url.as_ref().is_some_and(|url| names.in_address(url)) {
        let message = "this address has a name of `pseudonyms`: others get no feed, sitemap or full addresses";
        let place = Place::Value(root().key("base_url"));
        let note = Diagnostic::new(Code::NameInAddress, settings, place, message);
        notes.push(note.hint("publish the site at another address, or take the name out of `pseudonyms`"));
    }
    notes
}

/// Pictures and documents that everybody sees.
fn pictures(source: Source<'_>, settings: &SourcePath) -> Option<Diagnostic> {
    let all: Vec<&str> = source.tree.shown().keys().map(SourcePath::as_str).collect();
    let (one, more) = (all.len() == 1, all.len().saturating_sub(MOST_FILES));
    let named = list(all.iter().take(MOST_FILES).copied());
    let named = if more > 0 { format!("{named} and {more} more") } else { named };
    let message = format!(
        "nothing searches {} for names: {named}",
        if one { "this picture or document" } else { "these pictures and documents" }
    );
    let place = Place::Key(KeyPath::root().key("pseudonyms"));
    let note = Diagnostic::new(Code::NotSearched, settings, place, message);
    (!all.is_empty()).then(|| note.hint("look whether one shows a name"))
}
