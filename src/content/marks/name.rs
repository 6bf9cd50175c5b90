//! Files by their names alone, as programs for notes find them.

use super::found::ByName;
use crate::content::tree::{SourceTree, folded_name};
use crate::paths::{SourcePath, joined};

/// Among more files of one name is not chosen.
const MOST: usize = 50;

/// The files that a name means, with and without `.md`, whatever the case: as a path, else each of that name.
pub(super) fn find<'t>(to: &str, source: &SourcePath, tree: &'t SourceTree) -> Vec<&'t SourcePath> {
    let wanted = folded_name(to.trim_start_matches('/'));
    let last = wanted.rsplit('/').next().unwrap_or_default();
    let named: Vec<&SourcePath> =
        tree.called(&format!("{last}.md")).iter().chain(tree.called(last)).take(MOST).collect();
    // what the path means from here stands before all others of that name
    let here = [format!("{to}.md"), to.to_owned()].into_iter().filter_map(|to| joined(source.as_str(), &to));
    let here: Vec<String> = here.map(|path| folded_name(&path)).collect();
    if let Some(path) = named.iter().find(|path| here.contains(&folded_name(path.as_str()))) {
        return vec![path];
    }
    let is_end = |path: &SourcePath| {
        let path = folded_name(path.as_str());
        let path = path.strip_suffix(".md").filter(|_| wanted.strip_suffix(".md").is_none()).unwrap_or(&path);
        path.strip_suffix(&*wanted).is_some_and(|above| above.is_empty() || above.ends_with('/'))
    };
    named.into_iter().filter(|path| is_end(path)).collect()
}

/// What a reader sees of a link by name: its own words; else the name without folders, or the heading.
pub(super) fn shown(of: &ByName) -> String {
    let is_size = |words: &str| words.bytes().all(|b| b.is_ascii_digit() || b == b'x');
    let words = of.words.as_deref().filter(|words| !(of.picture && is_size(words)));
    let name = of.to.rsplit('/').next().unwrap_or_default();
    let name = if of.picture { name.rsplit_once('.').map_or(name, |(stem, _)| stem) } else { name };
    let name = name.strip_suffix(".md").unwrap_or(name);
    let plain = if name.is_empty() { of.heading.as_deref().unwrap_or_default() } else { name };
    words.unwrap_or(plain).to_owned()
}

/// Words that stand in brackets.
pub(super) fn escaped(words: &str) -> String {
    words.replace('[', "\\[").replace(']', "\\]")
}

/// The address of a file in Markdown, from a text of the site.
pub(super) fn address(path: &SourcePath, source: &SourcePath, anchor: &str) -> String {
    let to = match path.below("content") {
        Some(below) => format!("/{below}{anchor}"),
        None => format!("{}{path}", "../".repeat(source.as_str().matches('/').count())),
    };
    let plain = to.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.#".contains(&b) || b >= 0x80);
    if plain { to } else { format!("<{to}>") }
}
