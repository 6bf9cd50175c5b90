//! The head of a file: split off, read as YAML, and handed to whoever knows its keys.

use serde_yaml::{Mapping, Value};

use crate::config::Config;
use crate::content::choices::{Choices, find};
use crate::content::tree::{SourceFile, SourceTree};
use crate::diag::{Code, KeyPath, Place, bytes, one_of as one_of_names};
use crate::front_matter::{self, EndsEarly, SplitFault};
use crate::model::keys::{Seen, Table};
use crate::model::{Body, Word, id};
use crate::policy::Named;
use crate::yaml::fields::{Faults, Fields, unknown};
use crate::yaml::{cut, parse};

/// What a reader of one file needs to know of the others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The words of the policies followed.
    pub words: &'a Choices,
    /// The files that there are.
    pub tree: &'a SourceTree,
}

/// What a word was meant to be, and the code of the fault where it is not.
pub(super) const CATEGORY: (Code, &str) = (Code::UnknownCategory, "a category of the policies that you follow");
/// The same.
pub(super) const COMPETENCE: (Code, &str) = (Code::UnknownCompetence, "a competence that is known here");
/// The same.
pub(super) const CITE: (Code, &str) = (Code::UnknownCite, "a benefit or value that is known here");
/// The same.
pub(super) const TYPE: (Code, &str) = (Code::UnknownType, "a type of activity that is known here");

/// What kind of head is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'a> {
    /// Its keys.
    pub table: &'static Table,
    /// Further keys that a policy declares.
    pub declared: &'a [&'a str],
    /// Further keys that the settings name: their values are the owner's.
    pub own: &'a [&'a str],
}

impl<'a> Keys<'a> {
    fn has(&self, name: &str) -> bool {
        self.table.get(name).is_some() || self.more().any(|key| key == name)
    }

    /// All further keys.
    pub(super) fn more(&self) -> impl Iterator<Item = &'a str> {
        self.declared.iter().chain(self.own).copied()
    }

    /// Who sees a key; none: it is not known.
    pub(super) fn seen(&self, name: &str) -> Option<Seen> {
        let of_settings = || self.own.contains(&name).then_some(Seen::Owner);
        let of_policy = || self.declared.contains(&name).then_some(Seen::Everybody);
        self.table.get(name).map(|key| key.seen).or_else(of_policy).or_else(of_settings)
    }
}

/// Splits a file, reads its YAML, and hands the keys to `with`.
pub(super) fn read<T>(
    file: &SourceFile,
    keys: Keys<'_>,
    faults: &mut Faults,
    with: impl FnOnce(Fields<'_>, Body, &mut Faults) -> T,
) -> Option<T> {
    let parts = split(file, keys, faults)?;
    let yaml = &file.text[parts.yaml.clone()];
    let (value, put_right) = parse::read_on(yaml, parts.yaml.start, faults)?;
    if put_right.is_none() {
        cut::look(yaml, parts.yaml.start, keys.table, faults);
        return of_value(value, file, keys, &parts, faults, with);
    }
    let known = faults.notes.len();
    let read = of_value(value, file, keys, &parts, faults, with);
    parse::in_own_text(faults, known, yaml, parts.yaml.start);
    read
}

fn split(file: &SourceFile, keys: Keys<'_>, faults: &mut Faults) -> Option<front_matter::Parts> {
    let parts = match front_matter::split(&file.text) {
        Ok(parts) => parts,
        Err(fault) => {
            split_fault(fault, faults);
            return None;
        }
    };
    let early = front_matter::ends_early(&file.text, &parts, |key| keys.has(key), keys.table.is_personal());
    if let Some(early) = early {
        ends_early(&file.text, early, faults);
        return None;
    }
    Some(parts)
}

fn of_value<T>(
    value: Value,
    file: &SourceFile,
    keys: Keys<'_>,
    parts: &front_matter::Parts,
    faults: &mut Faults,
    with: impl FnOnce(Fields<'_>, Body, &mut Faults) -> T,
) -> Option<T> {
    let body = Body::new(file.text.clone(), parts.body.clone());
    let map = match value {
        Value::Mapping(map) => map,
        Value::Null => Mapping::new(),
        _ => {
            faults
                .add(
                    Code::NotAMapping,
                    Place::Bytes(parts.yaml.start, parts.yaml.start),
                    "keys and values are expected here",
                )
                .with_hint("write `key: value`, one a line");
            return None;
        }
    };
    Some(with(Fields::of_table(&map, keys.table), body, faults))
}

/// Reads a head that is no YAML, without the keys that only a few see: where that goes, the fault stands
/// in what others do not see. Says who sees the keys that were left out.
pub(super) fn read_rest<T>(
    file: &SourceFile,
    keys: Keys<'_>,
    mut with: impl FnMut(Fields<'_>, Body, &mut Faults) -> T,
) -> Option<(T, Seen, Faults)> {
    let parts = front_matter::split(&file.text).ok()?;
    let yaml = &file.text[parts.yaml.clone()];
    for seen in [Seen::Owner, Seen::Assessor, Seen::Everybody] {
        let mut faults = Faults::new(&file.path);
        let is_cut = |key: &str| keys.seen(key).is_some_and(|k| k <= seen);
        let Some(rest) = front_matter::without_keys(yaml, is_cut) else { continue };
        if let Some(value) = parse::read(&rest, parts.yaml.start, &mut faults)
            && let Some(read) = of_value(value, file, keys, &parts, &mut faults, &mut with)
        {
            return Some((read, seen, faults));
        }
    }
    None
}

fn split_fault(fault: SplitFault, faults: &mut Faults) {
    match fault {
        SplitFault::NoFrontMatter => faults
            .add(Code::NoFrontMatter, Place::LineColumn(1, 1), "the first line is not `---`")
            .with_hint("begin the file with `---`, the keys, and `---` again"),
        SplitFault::Unclosed => faults
            .add(Code::UnclosedFrontMatter, Place::LineColumn(1, 1), "the front matter that starts here has no end")
            .with_hint("put a line of `---` after the last key"),
        SplitFault::TooLarge => faults
            .add(Code::FrontMatterTooLarge, Place::LineColumn(1, 1), "the front matter is larger than 64 KiB")
            .with_hint("move the long text below the second `---`"),
    }
}

/// Whoever wrote a head that ends early meant more of the file to belong to it.
fn ends_early(text: &str, early: EndsEarly, faults: &mut Faults) {
    let line_of = |at: usize| text[..at].bytes().filter(|b| *b == b'\n').count() + 1;
    match early {
        EndsEarly::InText { fence, indent, goes_on } => {
            let message = "this line ends the front matter, and stands inside a text";
            let write = format!("write `{}---`, as far to the right as the text", " ".repeat(indent));
            let hint = if goes_on { write } else { format!("{write}; for a line across the page write `***` below") };
            faults.add(Code::FrontMatterEndsEarly, bytes(&fence), message).with_hint(hint);
        }
        EndsEarly::BeforeKey { fence, key } => {
            let line = line_of(fence.start);
            let message = format!("this key stands below the front matter, which ends in line {line}");
            let hint = format!(
                "move `{}` above the `---` of line {line}; begin it with a capital letter if it is a text",
                &text[key.clone()]
            );
            faults.add(Code::FrontMatterEndsEarly, bytes(&key), message).with_hint(hint);
        }
    }
}

/// Keeps a value only where its file has no error.
pub(super) fn unless_faulty<T>(value: Option<T>, faults: &Faults) -> Option<T> {
    if faults.errors() > 0 { None } else { value }
}

/// A hint for a key that is not there: `add category:`, and its words.
pub(super) fn add_one_of(key: &str, words: &[Named]) -> Option<String> {
    one_of_names(words.iter().map(|n| n.id.as_str())).map(|all| format!("add `{key}:` with {all}"))
}

pub(super) fn one_of(
    text: &str,
    at: &KeyPath,
    (code, what): (Code, &str),
    known: &[Named],
    faults: &mut Faults,
) -> Option<Word> {
    let found = find(known, text).map(|n| n.id.clone());
    if found.is_none() {
        unknown(faults, code, at, text, what, known.iter().map(|n| n.id.as_str()));
    }
    found
}

pub(super) fn words(
    f: &mut Fields<'_>,
    key: &'static str,
    asked: (Code, &str),
    known: &[Named],
    faults: &mut Faults,
) -> Vec<Word> {
    let all = f.lines(key, faults);
    all.iter().filter_map(|(at, text)| one_of(text, at, asked, known, faults)).collect()
}

/// A path without its `.md`, of which it loses only one: `x.md.md` is not `x`.
pub(super) fn without_ending(path: &str) -> &str {
    path.strip_suffix(".md").unwrap_or(path)
}

/// The id of a file that stands directly in its folder: its name without `.md`.
pub(super) fn plain_id(file: &SourceFile, folder: &str, faults: &mut Faults) -> String {
    let rest = file.path.below(folder).unwrap_or_default();
    let stem = without_ending(rest);
    if !id::is_plain(stem) {
        let hint = crate::paths::slug(stem);
        faults
            .add(
                Code::BadId,
                Place::File,
                format!("`{stem}` cannot be an id: lower-case letters, digits and hyphens only"),
            )
            .with_hint(format!("rename the file to `{folder}/{hint}.md`"));
    }
    stem.to_owned()
}
